"""One look: the table of what bodies differ in, and checks that are announced (M42)."""

from __future__ import annotations

import numpy as np
import pytest

from govsim.agents import visits
from govsim.outcomes import ALL_OUTCOMES
from govsim.parameters import PARAMETERS
from govsim.parameters.looks import BODIES
from govsim.world import directives
from tests.worlds import ALIKE, blocks, run, total

NOBODY_LOOKS = ALIKE | {"emergence_rate": 20.0, "inspectors": 0, "self_check_rate": 0.0, "tidy_weeks": 3.0}


def test_the_table_names_parameters_and_outcomes_that_exist():
    for body in BODIES:
        assert {name for names in body.columns.values() for name in names} <= set(PARAMETERS), body.name
        assert body.shows_in in ALL_OUTCOMES or not body.shows_in, body.name


def test_no_depth_skill_or_instruments_of_a_body_stand_outside_the_table():
    listed = {name for body in BODIES for names in body.columns.values() for name in names}
    bodies = ("department", "agency", "association", "mutual", "insurer")
    declared = {f"{body}_{what}" for body in bodies for what in ("depth", "skill", "instruments")} & set(PARAMETERS)
    assert declared <= listed


def away(world, week):
    return np.concatenate([own["away_until"] > week for _, own in blocks(world)])


def majors(world):
    return np.concatenate([own["major"] for _, own in blocks(world)]) > 0


def test_an_announced_check_finds_nothing_that_was_put_away_and_a_later_one_does(small, seed):
    values = NOBODY_LOOKS | {
        "announced_share": 1.0,
        "tidying": 10.0,
        "detection_general": 10.0,
        "major_share_factor": 0,
    }
    world = run(small(10, values, weeks=60), seed, until=40)
    world.tables.enterprises["effort"] = 1.0
    rows = np.arange(10)
    directives.carry_out_at(world.tables, 40, rows, directives.INSPECT, False, 1.0, 1.0)
    hidden = away(world, 40)
    assert hidden.mean() > 0.95
    assert not away(world, 43).any()
    assert np.asarray(world.tables.tally["announced_checks"]).sum() == 10
    found = np.asarray(world.tables.tally["found_by"])[:, 0].sum()
    assert found <= (~hidden).sum()
    world.tables.parameters["announced_share"] = 0.0
    directives.carry_out_at(world.tables, 43, rows, directives.INSPECT, False, 1.0, 1.0)
    assert np.asarray(world.tables.tally["found_by"])[:, 0].sum() > 0.95 * hidden.sum()


def test_a_major_hazard_cannot_be_put_away(small, seed):
    values = NOBODY_LOOKS | {"announced_share": 1.0, "tidying": 10.0, "major_share_factor": 5.0}
    world = run(small(10, values, weeks=60), seed, until=40)
    world.tables.enterprises["effort"] = 1.0
    directives.carry_out_at(world.tables, 40, np.arange(10), directives.INSPECT, False, 0.0, 0.0)
    assert majors(world).any()
    assert not away(world, 40)[majors(world)].any()
    assert away(world, 40)[~majors(world)].any()


def test_who_makes_no_effort_and_is_not_alarmed_puts_nothing_away():
    class Given:
        tidying = 2.0

    assert visits.put_away.py_func(Given, 0.0, 0.0, 1.0) == 0.0
    assert visits.put_away.py_func(Given, 0.4, 0.2, 1.0) == pytest.approx(1 - np.exp(-1.2))
    assert visits.put_away.py_func(Given, 0.9, 0.9, 1.0) == pytest.approx(1 - np.exp(-2.0))


def test_unannounced_checks_meet_firms_as_they_are(small, seed):
    world = run(small(10, ALIKE | {"announced_share": 0.0, "inspectors": 2}, weeks=52), seed)
    assert total(world, "visits") > 0
    assert total(world, "announced_checks") == total(world, "tidied") == 0
