"""Rules of one's own for targeting and compliance, registered from outside the package."""

from __future__ import annotations

import re

import numpy as np
import pytest

import govsim
from govsim import InputError, extensions
from govsim.hazards.stock import EMPTY, OPERATING
from govsim.parameters import PARAMETERS
from govsim.world import build
from govsim.world.series import weekly
from tests.laws import check
from tests.worlds import BUSY, differences

VALUES = {**BUSY, "grids": 3, "entry_rate": 0.3, "exit_rate": 0.2}


@pytest.fixture(autouse=True)
def registered():
    """Leave the registers as they were."""
    before = extensions.registered()
    yield
    extensions.register_again(before)


# --- targeting
# ----------------------------------------------------------------------------------------------------------------


def test_a_copy_of_a_built_in_rule_gives_its_bits(small, seed):
    """`cyclic` again, in one line of Python: the longest not visited comes first, ties by the firm's own turn."""

    @govsim.targeting_rule("again")
    def again(world, week):
        return week - world.enterprises["queued"] + world.enterprises["turn"]

    own, built_in = (
        build(small(15, {**VALUES, "targeting": name}, weeks=80), seed).run() for name in ("again", "cyclic")
    )
    assert weekly(own).tobytes() == weekly(built_in).tobytes()
    assert set(differences(own, built_in)) <= {"enterprises.own_priority", "parameters.targeting"}


def test_a_rule_decides_who_is_visited(small, seed):
    """Only even rows have any claim: with little time, they alone are visited."""

    @govsim.targeting_rule("even_rows")
    def even_rows(world, week):
        rows = np.arange(len(world.enterprises))
        return np.where(rows % 2 == 0, 1e6, 0.0) - world.enterprises["last_visit"]

    values = {
        "targeting": "even_rows",
        "grids": 1,
        "inspectors": 1,
        "entry_rate": 0.0,
        "exit_rate": 0.0,
        "complaint_share": 0.0,
    }
    visits = build(small(40, values, weeks=60), seed).run().enterprises["visits"][:40]
    assert visits[::2].sum() > 10
    assert visits[1::2].sum() == 0


def test_a_rule_holds_where_it_is_in_force_and_nowhere_else(small, seed):
    """One office uses it, the other does not; a policy brings it in later."""
    weeks = []

    @govsim.targeting_rule("watcher")
    def watcher(world, week):
        weeks.append(week)
        return np.full(len(world.enterprises), 7.0)

    offices = [
        {"name": "own", "enterprises": {"count": 8}, "parameters": {"targeting": "watcher"}},
        {"name": "other", "enterprises": {"count": 8}},
    ]
    firms = build(small(0, offices=offices, weeks=10), seed).run().enterprises
    assert (firms["own_priority"][firms["office"] == 0] == 7.0).all()
    assert (firms["own_priority"][firms["office"] == 1] == 0.0).all()
    assert weeks == list(range(10))
    later = small(8, weeks=10, policies={"watch": {"start": 5, "set": {"targeting": "watcher"}}}, baseline=["watch"])
    assert (build(later, seed).run(5).enterprises["own_priority"] == 0.0).all()
    assert (build(later, seed).run(6).enterprises["own_priority"] == 7.0).all()


# --- compliance
# ---------------------------------------------------------------------------------------------------------------


def test_a_compliance_rule_moves_effort_to_its_target(small, seed):
    """Targets by row; with fast adjustment effort is there at once."""

    @govsim.compliance_rule("by_row")
    def by_row(world, week):
        return np.linspace(0.0, 1.0, len(world.enterprises))

    world = build(
        small(13, {**VALUES, "compliance_rule": "by_row", "effort_adjustment": 52.0, "entry_rate": 0.0}, weeks=10), seed
    ).run()
    firms = world.enterprises
    there = firms["status"] == OPERATING
    np.testing.assert_allclose(firms["effort"][there], np.linspace(0.0, 1.0, len(firms))[there])
    check(world)


def test_targets_beyond_0_and_1_are_refused(small):
    @govsim.compliance_rule("beyond")
    def beyond(world, week):
        return np.linspace(-1.0, 2.0, len(world.enterprises))

    with pytest.raises(InputError, match=r"'beyond': must return efforts from 0 to 1, not -1 \(week 0\)"):
        build(small(13, {**VALUES, "compliance_rule": "beyond"}, weeks=10), 1).run()


def test_a_compliance_rule_that_keeps_the_first_effort_is_fixed(small, seed):
    @govsim.compliance_rule("stubborn")
    def stubborn(world, week):
        return world.enterprises["first_effort"]

    own, fixed = (
        build(small(15, {**VALUES, "compliance_rule": name}, weeks=60), seed).run() for name in ("stubborn", "fixed")
    )
    assert weekly(own).tobytes() == weekly(fixed).tobytes()


def test_both_kinds_go_together_and_in_pieces(small, seed):
    @govsim.targeting_rule("worst_first")
    def worst_first(world, week):
        return world.enterprises["found"] / (1.0 + world.enterprises["visits"])

    @govsim.compliance_rule("by_belief")
    def by_belief(world, week):
        return world.enterprises["inspection_belief"]

    scenario = small(15, {**VALUES, "targeting": "worst_first", "compliance_rule": "by_belief"}, weeks=60, warmup=5)
    whole, pieces = build(scenario, seed).run(), build(scenario, seed)
    for week in (-2, 0, 13, 14, 60):
        pieces.run(week)
    assert weekly(whole).tobytes() == weekly(pieces).tobytes()
    assert govsim.simulate(scenario, seed).series.equals(govsim.simulate(scenario, seed).series)
    assert (whole.enterprises["status"] == EMPTY).any()
    check(whole)


# --- what is refused
# ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "register"), [("targeting", govsim.targeting_rule), ("compliance_rule", govsim.compliance_rule)]
)
@pytest.mark.parametrize(
    ("value", "says"),
    [
        (lambda world: np.zeros(3), r"one number for each of the \d+ enterprises, not an array of shape \(3,\)"),
        (lambda world: 1.0, r"not an array of shape \(\)"),
        (lambda world: np.zeros((len(world.enterprises), 2)), r"not an array of shape"),
        (lambda world: np.full(len(world.enterprises), np.nan), "NaN for .* in week 0"),
    ],
    ids=["too_few", "one_number", "table", "nan"],
)
def test_a_wrong_answer_is_refused_with_the_name_of_the_rule(small, kind, register, value, says):
    register("odd")(lambda world, week: value(world))
    with pytest.raises(InputError, match=says) as refused:
        build(small(8, {kind: "odd"}, weeks=4), 1).run()
    assert kind in refused.value.where
    assert "odd" in refused.value.where


def test_a_name_of_the_package_is_taken():
    for register, parameter in ((govsim.targeting_rule, "targeting"), (govsim.compliance_rule, "compliance_rule")):
        for name in PARAMETERS[parameter].choices:
            with pytest.raises(InputError, match=re.escape(repr(name))):
                register(name)(lambda world, week: None)


def test_one_s_own_name_can_be_given_again(small):
    """As in a notebook: the cell that registers a rule runs twice; the last one holds."""
    for level in (0.2, 0.8):
        govsim.compliance_rule("level")(lambda world, week, level=level: np.full(len(world.enterprises), level))
    world = build(small(6, {"compliance_rule": "level", "effort_adjustment": 52.0}, weeks=3), 1).run()
    assert (world.enterprises["effort"][world.enterprises["status"] == OPERATING] == 0.8).all()
    assert PARAMETERS["compliance_rule"].choices.count("level") == 1


def test_a_rule_that_nobody_registered_is_refused_in_the_file(small):
    with pytest.raises(InputError, match="must be one of random, cyclic") as refused:
        small(6, {"targeting": "worst_first"}, weeks=3)
    assert ".yaml:" in refused.value.where
    assert "targeting" in refused.value.where
    with pytest.raises(InputError, match="must be one of"):
        small(6, weeks=3).with_values({"compliance_rule": "mine"})


def test_registering_leaves_other_runs_as_they_are(small, seed):
    scenario = small(12, VALUES, weeks=30)
    before = weekly(build(scenario, seed).run()).tobytes()
    govsim.targeting_rule("unused")(lambda world, week: 1 / 0)
    assert weekly(build(scenario, seed).run()).tobytes() == before
