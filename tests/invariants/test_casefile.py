"""A watched hazard lives as it does unwatched; what is put in the place of its history is put there alone."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pytest

from govsim.hazards import casefile
from govsim.investigation.accidents import accidents
from govsim.investigation.branches import Branches
from govsim.investigation.care import load_care
from govsim.investigation.history import History, watch
from govsim.investigation.opportunities import CLOCKS, Asked, missed
from govsim.world import build
from tests.worlds import BUSY, differences, run

AFTER = 13
OWN_TABLES = ("watched.", "script.", "met.")


@pytest.fixture(scope="module")
def scenario(small):
    """A busy scenario with a warm-up, whose accidents come from hazards that seldom harm twice in a week."""
    rare = {"harm_delay_general": 3000.0, "harm_delay_major": 400.0}
    return small(30, {**BUSY, **rare}, warmup=20, sectors={"a": {"major_share": 0.1}})


@pytest.fixture(scope="module")
def cases(scenario):
    """Accidents by hazards of the second year, with all that is known of each.

    Of a hazard that harmed twice in the week of its accident the weekly columns do not tell how its clock ran between.
    """
    found = [a for a in accidents(scenario, 3) if a.hazard >= 0 and a.source < 0 and a.week > 20]
    histories = (History(scenario, accident, AFTER) for accident in found)
    histories = list(islice((history for history in histories if struck_once(history)), 12))
    return [Branches(history, Asked(load_care(), history), AFTER) for history in histories]


def struck_once(history):
    """Return whether a hazard harmed once in the week of its accident: each harm sets its clock anew."""
    last = history.met[history.met["week"] == history.accident.week]
    return np.sum(last["kind"] == casefile.HARM_CLOCK) <= 1


def test_a_watched_run_has_the_same_bits(scenario, cases):
    for branches in cases[:3]:
        history = branches.history
        world = build(scenario, 3)
        watch(world, history.key, history.accident.hazard)
        told = differences(run(scenario, 3), world.run())
        assert all(name.startswith(OWN_TABLES) for name in told), told
        assert world.tables.watched["met"][0] >= len(history.met)


def test_each_case_is_met_and_struck(cases):
    assert len(cases) >= 8, "too few accidents: these tests show nothing"
    kinds = {int(row["kind"]) for branches in cases for row in branches.history.met}
    assert {casefile.LOOK, casefile.BOOKED, casefile.MENDED, casefile.HARM_CLOCK, casefile.NOTICE_CLOCK} <= kinds
    for branches in cases:
        history = branches.history
        assert history.lost == 0
        assert not np.isnan(history.weeks["harm_at"][history.row(history.accident.week)])


def test_the_empty_coalition_is_what_happened_to_the_last_bit(cases):
    for branches in cases:
        again = branches.same_again()
        assert not again.averted
        assert again.week == branches.history.accident.week
        own = again.rows[: len(branches.history.met)]
        assert own.tobytes() == branches.history.met.tobytes()


def test_redraws_replay_the_history(cases):
    """All luck of the hazard is drawn anew between its bounds: other numbers, the same life, the same week."""
    moved = 0
    for branches in cases:
        history = branches.history
        for n in (1, 2):
            again = branches.same_again(branches.redraw_key(n))
            assert again.week == history.accident.week
            before = [tuple(row) for row in history.met[["week", "kind", "number", "held"]]]
            after = [tuple(row) for row in again.rows[["week", "kind", "number", "held"]]][: len(before)]
            assert after == before
            moved += int((again.rows["luck"][: len(before)] != history.met["luck"]).sum())
    assert moved > 10, "nothing was drawn anew"


def test_a_barrier_that_holds_by_fiat_changes_nothing_before_it_is_met(cases):
    averted = 0
    for branches in cases[:3]:
        history = branches.history
        for o in missed(history, branches.asked):
            branch = branches.by_fiat([o])
            averted += branch.averted
            assert all(row["week"] >= o.week for row in branch.rows)
            if o.kind >= 0:
                held = [row for row in branch.rows if (int(row["kind"]), int(row["number"])) == o.code]
                assert held, o
                assert held[0]["held"] == 1
    assert averted > 0, "no barrier averted anything"


def test_nobody_with_care_is_nothing(cases):
    for branches in cases[:4]:
        assert not branches.with_care(frozenset(), 0)
        assert not branches.with_care(frozenset(), branches.redraw_key(1))


def test_luck_of_a_redraw_lies_within_its_bounds(cases):
    for branches in cases:
        for (kind, number), (low, high) in branches.bounds.items():
            assert 0.0 <= low < high <= 1.0
            assert low <= branches.luck(kind, number, branches.redraw_key(3)) <= high
        for row in branches.history.met:
            if int(row["kind"]) not in CLOCKS:
                low, high = branches.bounds[int(row["kind"]), int(row["number"])]
                assert low <= row["luck"] <= high
