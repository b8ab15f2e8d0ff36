"""Every mechanism can be switched off exactly, and every mechanism matters."""

from __future__ import annotations

import pytest

from govsim.outcomes import ALL_OUTCOMES, COLUMNS
from govsim.parameters import MECHANISMS, PARAMETERS
from govsim.world.series import weekly
from tests.laws import check
from tests.worlds import BUSY, DISTRICT, differences, outcomes, run

ACTIVE = {
    **BUSY,
    "targeting": "risk_tier",
    "grid_rule": "balanced",
    "grids": 3,
    "skill_spread": 0.2,
    "pilot_imitation": 10.0,
    "inspectors": 1,
    "gap_share": 0.5,
    "trust_weight": 2.0,
    "whistle_rate": 6.0,
    "handling_capacity": 0.1,
}


@pytest.fixture(scope="module")
def active(small):
    """A scenario in which every mechanism is active."""
    return small(0, ACTIVE, weeks=130, warmup=26, **DISTRICT)


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_switched_off_is_the_run_with_neutral_values(active, seed, mechanism):
    off = run(active.with_mechanism(mechanism, False), seed)
    neutral = run(active.with_values(MECHANISMS[mechanism].neutral), seed)
    assert not differences(off, neutral)
    check(off)


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_on_differs_from_off_where_it_should_show(active, seed, mechanism):
    on, off = run(active, seed), run(active.with_mechanism(mechanism, False), seed)
    assert weekly(on).tobytes() != weekly(off).tobytes()
    with_it, without = outcomes(on), outcomes(off)
    shows = [name for name in MECHANISMS[mechanism].shows_in if name in with_it]
    assert [name for name in shows if with_it[name] == without[name]] == []


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_switched_on_is_the_run_that_says_nothing(active, seed, mechanism):
    assert weekly(run(active.with_mechanism(mechanism, True), seed)).tobytes() == weekly(run(active, seed)).tobytes()


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_a_policy_does_not_move_a_mechanism_that_is_off(active, seed, mechanism):
    moved = {
        name: PARAMETERS[name].default for name in MECHANISMS[mechanism].neutral if not PARAMETERS[name].structural
    }
    if not moved:
        pytest.skip("all its parameters are structural")
    from govsim.parameters.policies import Policy

    off = active.with_mechanism(mechanism, False)
    assert weekly(run(off, seed)).tobytes() == weekly(run(off.with_policy(back=Policy(set=moved)), seed)).tobytes()


def test_everything_off_is_a_still_world(active, seed):
    scenario = active
    for mechanism in MECHANISMS:
        scenario = scenario.with_mechanism(mechanism, False)
    world = run(scenario, seed)
    still = {
        "operating",
        "employees",
        "effort",
        "compliant",
        "responsibility",
        "pressure",
        "liquidity",
        "posts",
        "filled",
        "skill",
        "tenure",
        "office_weeks",
        "attention",
        "equipment",
        "wages",
        "entries",
        "exits",
        "visits",
        "depth",
        "covered",
        "inspection_hours",
        "paper_hours",
        "coordination_hours",
        "equipment_cost",
        "burden",
        "domain_checks",
        "domain_slots",
        "omitted_slots",
        "filled_diligence",
        "filled_files",
        "drive",
        "trust",
        "residents",
        "effort_of_workers",
        "effort_cost",
        "visit_time_cost",
        "course_time_cost",
    }
    moved = {name for n, name in enumerate(COLUMNS) if weekly(world)[:, :, n].any()}
    assert moved <= still


def test_declared_outcomes_of_mechanisms_exist():
    for mechanism in MECHANISMS.values():
        assert mechanism.shows_in
        assert set(mechanism.shows_in) <= set(ALL_OUTCOMES)
