"""Recognition is not diligence (M44): what a firm's people can see, and what moves it."""

from __future__ import annotations

import numpy as np
import pytest

from govsim.hazards import stock
from govsim.parameters import DOMAINS
from tests.worlds import ALIKE, blocks, column, run

FIRMS = 300
# firms that see half of what there is, mend what they see within months, and obey all orders
SEEING = {
    **ALIKE,
    "emergence_rate": 6.0,
    "initial_hazards": 12.0,
    "self_check_rate": 4.0,
    "self_check_skill": 0.5,
    "recognition_start": 0.5,
    "unrecognised_notice": 0.1,
    "recognition_learning": 0.0,
    "genuine_base": 5.0,
    "workday_budget": False,
    "planned_visits": 0.0,
}


def open_hazards(world, recognised=None):
    """Return how many hazards stand open, in all or those recognised or not, at all firms."""
    return sum(
        int((own["recognised"] == recognised).sum()) if recognised is not None else len(own) for _, own in blocks(world)
    )


def test_what_nobody_recognises_stays(small):
    """Standing hazards are mostly unrecognised ones, though half of those that emerge are recognised."""
    world = run(small(FIRMS, SEEING, weeks=104), 1)
    recognised, all_new = (column(world, name)[1:].sum() for name in ("emerged_recognised", "hazards_entered_true"))
    assert recognised / all_new == pytest.approx(0.5, abs=0.03)  # in week 0 the first ones enter, most of them not
    assert open_hazards(world, 0) > 2.0 * open_hazards(world, 1)


def test_effort_moves_what_is_recognised_and_hardly_the_rest(small):
    base = {**SEEING, "self_check_base": 0.0, "responsibility_spread": 0.0}
    some, more = (run(small(FIRMS, {**base, "responsibility_mean": r}, weeks=104), 1) for r in (0.3, 0.6))
    assert open_hazards(more, 1) < 0.65 * open_hazards(some, 1)
    assert open_hazards(more, 0) > 0.75 * open_hazards(some, 0)


def test_training_opens_the_eyes_for_hazards_that_stand_open(small):
    plain = small(FIRMS, SEEING, weeks=26)
    before, after = run(plain, 1), run(plain.with_values({"self_check_training": 0.25}), 1)
    seen = open_hazards(after, 1) / open_hazards(after)
    assert column(after, "self_repairs").sum() > 1.1 * column(before, "self_repairs").sum()
    assert seen > open_hazards(before, 1) / open_hazards(before)


@pytest.mark.parametrize("memory", [52.0, 5200.0])
def test_orders_teach_for_years_and_are_forgotten(small, memory):
    """After one sweep by experts fewer unrecognised hazards emerge, as long as the firm remembers what it was told."""
    taught = {**SEEING, "recognition_learning": 0.3, "recognition_memory": memory}
    look = {"week": 0, "action": "inspect", "depth": 1.0, "skill": 1.0}
    world = run(small(FIRMS, taught, weeks=260).with_directives(look), 1)
    firms = world.tables.enterprises[:FIRMS]
    learnt = firms["recognition"].mean() - 0.5
    share = column(world, "emerged_recognised") / np.maximum(1, column(world, "hazards_entered_true"))
    assert share[1:53].mean() > 0.55
    if memory > 1000:
        assert learnt > 0.05
        assert share[-52:].mean() > 0.55
    else:
        assert learnt < 0.02
        assert share[-52:].mean() < 0.54


def test_an_order_teaches_its_domain_only(small):
    world = run(small(FIRMS, {**SEEING, "recognition_learning": 0.3, "self_check_rate": 0.0}, weeks=1), 1)
    look = {"week": 0, "action": "inspect", "depth": 1.0, "skill": 1.0}
    world = run(small(FIRMS, {**SEEING, "recognition_learning": 0.3}, weeks=1).with_directives(look), 1)
    for e, own in blocks(world):
        ordered = {int(d) for d in own["domain"][own["state"] == stock.ORDERED]}
        for domain in range(len(DOMAINS)):
            assert (e["recognition"][domain] > 0.5) == (domain in ordered)


def test_firms_start_with_the_composition_that_they_keep(small):
    """Numbers of recognised and of unrecognised hazards neither rise nor fall over ten years where nothing happens."""
    values = {**SEEING, "exit_rate": 0.0, "others_found": 0.0}
    noticed = 4.0 * (0.3 + 0.7 * 0.45)  # a year, of what is recognised, at the usual effort; four of five are mended
    soon = 1.0 / (0.8 * noticed)
    values["initial_hazards"] = 6.0 * (0.5 * soon + 0.5 * (1.0 / (0.1 * noticed) + 0.2 * soon))
    values |= {"responsibility_mean": 0.45, "responsibility_spread": 0.0}
    first, later = (run(small(FIRMS, values, weeks=w), 3) for w in (1, 520))
    for recognised in (0, 1):
        assert open_hazards(later, recognised) == pytest.approx(open_hazards(first, recognised), rel=0.12)
