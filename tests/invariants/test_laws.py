"""Every law of `tests.laws`, week by week, in a world in which everything that the model can do is in use."""

from __future__ import annotations

import pytest

from govsim.outcomes import COLUMNS
from govsim.parameters.policies import Policy
from govsim.world import build
from tests.laws import OF_THE_SERIES, OF_THE_WEEK, check
from tests.worlds import BUSY, DISTRICT, column, run, total

SECTORS = {"a": {"major_share": 0.2}, "b": {"hazard_factor": 3.0}}
DIRECTIVES = [
    {"week": 3, "action": "hazard", "share": 0.5, "major": True},
    {"week": 9, "action": "accident", "enterprises": [1, 4]},
    {"week": 12, "action": "inspect"},
    {"week": 15, "action": "fine", "publish": True},
    {"week": 15, "action": "complain"},
    {"week": 21, "action": "expose", "share": 0.3},
]
CASES = {
    "declared_defaults": {},
    "busy": BUSY,
    "district": {**BUSY, "pilot_imitation": 10.0},
    "captured": {
        **BUSY,
        "capture": 1.0,
        "local_origin": 1.0,
        "integrity_mean": 0.0,
        "integrity_spread": 0.0,
        "internal_audit": 0.0,
        "moral_training": 0.0,
    },
    "crowded": {**BUSY, "emergence_rate": 60.0, "exit_rate": 0.4, "entry_rate": 0.4},
    "paper": {
        **BUSY,
        "paper_share": 1.0,
        "genuine_base": -3.0,
        "paper_evidence": 0.0,
        "recheck_rate": 1.0,
        "look_back_rounds": 4,
    },
    "waiting": {**BUSY, "handling_capacity": 0.05},
    "no_records": {**BUSY, "record_general": 0.3, "record_major": 0.1},
}


@pytest.fixture(scope="module", params=CASES)
def history(request, small):
    """A world, looked at in every week."""
    keys = DISTRICT if request.param == "district" else {"sectors": SECTORS, "directives": DIRECTIVES}
    scenario = small(0 if request.param == "district" else 20, CASES[request.param], weeks=60, warmup=20, **keys)
    world = build(scenario, 1)
    seen = [world.snapshot()]
    seen += [world.run(week).snapshot() for week in range(-19, 61)]
    return seen


@pytest.mark.parametrize("law", OF_THE_SERIES, ids=lambda law: law.__name__)
def test_law_of_the_series(history, law):
    law(history[-1])


@pytest.mark.parametrize("law", OF_THE_WEEK, ids=lambda law: law.__name__)
def test_law_holds_in_every_week(history, law):
    for world in history:
        law(world)


def test_laws_hold_on_other_seeds(small, seed):
    for own in range(seed, seed + 5):
        check(run(small(25, BUSY, weeks=150, sectors=SECTORS), own))
        check(run(small(0, {**BUSY, "pilot_imitation": 10.0}, weeks=150, **DISTRICT), own))


def test_laws_hold_in_a_district_of_two_offices(small, seed):
    offices = [
        {"name": "north", "enterprises": {"count": 15}, "parameters": {"inspectors": 1, "grids": 2}},
        {"name": "south", "enterprises": {"count": 10}, "parameters": {"inspectors": 3, "grids": 5}},
    ]
    check(run(small(0, {k: v for k, v in BUSY.items() if k != "inspectors"}, offices=offices, weeks=120), seed))


# Columns that stay at zero in a busy world: what no rule counts at that level, and accidents of a size that is too
# rare.
SILENT = {
    "order_closures_found",
    "in_3_months_found",
    "accident_classes_larger",
    "accident_classes_major",
    "accident_classes_extraordinarily_major",
}


def test_busy_world_is_busy(small, seed):
    """The laws are worth checking: nothing that is counted stays at zero in the busy world."""
    busy = small(0, {**BUSY, "pilot_imitation": 10.0, "mutual_checks": 12.0}, weeks=520, **DISTRICT)
    # first others handle what comes to the desk, then inspectors do
    world = run(busy.with_policy(desk=Policy(start=260, set={"handling_capacity": 0.05})), seed)
    assert {name for name in COLUMNS if total(world, name) == 0.0} <= SILENT


def test_firms_and_flows_of_firms_agree(small, seed):
    world = run(small(30, BUSY, weeks=150), seed)
    firms = 30 + column(world, "entries").cumsum() - column(world, "exits").cumsum()
    assert (firms == column(world, "operating")).all()
    assert (column(world, "closures") <= column(world, "exits")).all()


def test_table_of_enterprises_agrees_with_the_series(small, seed):
    """With no firm coming or leaving, the enterprises' own counts since week 0 sum to the series."""
    world = run(
        small(20, {**BUSY, "entry_rate": 0.0, "exit_rate": 0.0, "closure_probability": 0.0}, weeks=80, warmup=30), seed
    )
    firms = world.tables.enterprises
    told = {
        "visits": "visits",
        "found": "found_by_visit",
        "recorded": "orders",
        "closed": "order_closures_true",
        "emerged": "hazards_entered_true",
        "sanctions": "sanctions",
        "accidents": "accidents_true",
        "injuries": "injuries_true",
        "reported_injuries": "injuries_reported",
        "deaths": "deaths_true",
    }
    for field, name in told.items():
        assert firms[field].sum() == total(world, name, first=0), field
    assert firms["expected_injuries"].sum() == pytest.approx(total(world, "expected_injuries", first=0), rel=1e-12)


def test_a_hazard_that_is_set_off_harms(small, seed):
    """There cannot be more hazards set off than harms, but for those of the last week."""
    values = {
        **BUSY,
        "domino_radius": 5.0,
        "domino_probability": 1.0,
        "harm_delay_major": 52.0,
        "self_check_rate": 0.0,
        "inspectors": 0,
        "exit_rate": 0.0,
        "volunteers": 0,
        "agency_visits": 0.0,
        "insured_share": 0.0,
    }
    world = run(small(20, values, sectors={"a": {"major_share": 0.1}}), seed)
    assert total(world, "dominoes") > 0
    assert total(world, "dominoes") <= total(world, "injuries_true") + total(
        world, "hazards_open_true", first=world.week - 1
    )
