"""What keeping to care from week 0 on averts: nobody's changes nothing, and each acts through what is theirs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from govsim import careless, load_care, load_scenario
from govsim.hazards.stock import BY_VISIT
from govsim.investigation.careless import COUNTED, EVERYBODY, KeepingToCare, expected, world_with_care
from govsim.outcomes import POSITION
from govsim.world import build
from govsim.world.series import weekly
from tests.docs.pages import ROOT
from tests.worlds import BUSY

SEEDS = range(1, 17)


@pytest.fixture(scope="module")
def scenario(small):
    """Fifty firms whose officials look little and rarely, with agencies and departments about."""
    values = {**BUSY, "agency_visits": 0.5, "department_visits": 0.5}
    return small(50, {**values, "planned_visits": 0.3, "recheck_rate": 0.2}, weeks=156, warmup=26)


@pytest.fixture(scope="module")
def told(scenario):
    return careless(scenario, SEEDS)


def asking(**values):
    """Return the standards of the package with nothing asked but these values, by actor and by what is asked."""
    care = load_care()
    standards = {
        actor: {what: care.standards[actor][what].model_copy(update={"value": value}) for what, value in asked.items()}
        for actor, asked in values.items()
    }
    return replace(care, standards=standards)


def test_a_world_in_which_nobody_is_asked_is_the_world_as_it_goes(scenario, told):
    plain = weekly(build(scenario, 3).run())[scenario.warmup_weeks :]
    sums = plain[:, :, [POSITION[name] for name in COUNTED]].sum(axis=(0, 1))
    np.testing.assert_array_equal(told.expected[""][2], sums / (scenario.weeks / 52))


def test_standards_that_are_kept_already_change_nothing(scenario):
    nothing = asking(inspectors={"depth": 0.0, "recorded": 0.0}, firm={"effort": 0.0, "obeyed": 0.0})
    none, all_of_them = (expected(scenario, 1, nothing, actors) for actors in ((), ("inspectors", "firm")))
    np.testing.assert_array_equal(none, all_of_them)


@pytest.mark.parametrize("actor", ["inspectors", "office", "firm", "agencies"])
def test_care_of_each_averts(told, actor):
    assert told.averted(actor).low > 0.0, told.table


def test_care_of_departments_averts_where_they_are_the_ones_that_look(small):
    values = {**BUSY, "planned_visits": 0.0, "agency_visits": 0.0, "department_visits": 2.0, "department_depth": 0.1}
    told = careless(small(50, {**values, "domino_probability": 0.0}, weeks=156, warmup=26), SEEDS)
    assert told.averted("departments").low > 0.0, told.table
    assert told.averted("agencies").mean == 0.0


def test_all_together_avert_most_and_not_more_than_there_is(told):
    alone = [told.averted(actor).mean for actor in told.actors if actor != EVERYBODY]
    assert max(alone) < told.averted(EVERYBODY).mean < told.base[0]


@pytest.mark.parametrize("field", ["depth", "skill", "equipment"])
def test_looks_are_asked_of_who_goes_and_of_who_sends(scenario, field):
    world = build(scenario, 1).run(0)
    KeepingToCare(load_care(), frozenset({"inspectors"})).begin(world)
    asked = world.tables.watched[field][0, BY_VISIT]
    assert (asked > 0.0) == (field == "depth")


def test_the_level_above_acts_through_what_inspectors_spend_their_time_on():
    """Its audits are no barrier of a hazard: they move depth, where depth is assessed."""
    office = load_scenario(ROOT / "scenarios/c_office.yaml").with_span(weeks=52, measure_from=0)
    scenario = office.with_values({"audit_share": 0.0, "assess_depth": 0.6})
    depth = {}
    for actors in (frozenset(), frozenset({"level_above"})):
        world = world_with_care(scenario, 1, load_care(), actors)
        depth[bool(actors)] = world.tables.inspectors["depth"].mean()
    assert depth[True] > depth[False]


def test_the_plan_by_colour_is_kept(scenario):
    asked = asking(office={f"interval_{colour}": 26.0 for colour in ("blue", "yellow", "orange", "red")})
    world = world_with_care(scenario, 1, asked, {"office"})
    firms = world.tables.enterprises
    there = (firms["status"] > 0) & (firms["entry"] == 0)
    assert (world.week - firms["last_visit"][there]).max() <= 26


def test_workers_do_not_matter(scenario):
    one, two = (careless(scenario, range(1, 4), workers=n) for n in (1, 2))
    for name, values in one.expected.items():
        np.testing.assert_array_equal(values, two.expected[name])
