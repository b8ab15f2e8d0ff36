"""Randomised trials inside the simulation: lots, arms, effects, and what is refused.

Error rates: lots are tested at |z| < 3.9 (a correct model is rejected with a probability of at most 1e-4); the A/A
trial at a 99.99 % interval over seeds; the promised direction must lie 3.1 standard errors from 0 (one-sided 1e-3).
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

import govsim
from govsim import InputError
from govsim.runs.arms import MEASURES
from govsim.world import build
from tests.worlds import BUSY, NO_NEIGHBOURS

Z = 3.9
INSPECTED = {
    "weight": 1.0,
    "directives": [{"week": week, "action": "inspect", "depth": 0.8} for week in (1, 13, 26, 39)],
}
TWO = {"control": {"weight": 1.0}, "treated": INSPECTED}
QUIET = {"exit_rate": 0.0, "entry_rate": 0.0, "spare_premises": 0.0, "closure_probability": 0.0}


def with_trial(small, unit="enterprise", arms=TWO, count=40, values=QUIET, weeks=52, **keys):
    return small(count, {**values}, weeks=weeks, trial={"unit": unit, "arms": arms}, **keys)


# --- lots
# ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("weights", [(1, 1), (3, 1), (1, 2, 5)], ids=str)
def test_firms_are_shared_out_by_the_weights(small, seed, weights):
    """Multinomial counts: chi-squared at 1e-4."""
    scenario = with_trial(small, arms={f"arm_{n}": {"weight": weight} for n, weight in enumerate(weights)}, count=1000)
    counts = np.bincount(
        np.concatenate([build(scenario, s).run(1).arms for s in range(10 * seed, 10 * seed + 4)]),
        minlength=len(weights),
    )
    assert stats.chisquare(counts, counts.sum() * np.array(weights) / sum(weights)).pvalue > 1e-4


def test_lots_have_nothing_to_do_with_the_firm(small, seed):
    """Arms are balanced in what firms are: size, responsibility, place (two-sample z at 3.9)."""
    firms, arms = [], []
    scenario = with_trial(small, arms={"one": {}, "other": {}}, count=1000)
    for s in range(10 * seed, 10 * seed + 4):
        world = build(scenario, s).run(1)
        firms.append(np.asarray(world.enterprises))
        arms.append(world.arms)
    firms, arms = np.concatenate(firms), np.concatenate(arms)
    for field in ("employees", "responsibility", "pressure", "liquidity", "x", "y", "hazards"):
        one, other = firms[field][arms == 0].astype(float), firms[field][arms == 1].astype(float)
        error = math.sqrt(one.var(ddof=1) / one.size + other.var(ddof=1) / other.size)
        assert abs(one.mean() - other.mean()) < Z * error, field


def test_grids_are_shared_out_as_whole_units(small, seed):
    """Six grids over arms of weights 2 and 1: four and two; firms follow their grid."""
    arms = {"control": {"weight": 2.0}, "treated": {"weight": 1.0}}
    world = build(with_trial(small, "grid", arms, count=60, values={**QUIET, "grids": 6}), seed).run(1)
    by_grid = [set(world.arms[world.enterprises["grid"] == g].tolist()) for g in range(6)]
    assert all(len(arm) == 1 for arm in by_grid if arm)
    assert sorted(int(g["regime"]) for g in world.grids) == sorted(
        [world.grids["regime"].min()] * 4 + [world.grids["regime"].min() + 1] * 2
    )


def test_offices_are_shared_out_as_whole_units(small, seed):
    offices = [{"name": name, "enterprises": {"count": 8}} for name in ("north", "east", "south", "west")]
    world = build(with_trial(small, "office", count=0, offices=offices), seed).run(1)
    by_office = [set(world.arms[world.enterprises["office"] == o].tolist()) for o in range(4)]
    assert sorted(map(tuple, by_office)) == [(0,), (0,), (1,), (1,)]


@pytest.mark.parametrize("unit", ["enterprise", "grid"])
def test_a_directive_of_the_very_first_week_meets_its_arm(small, seed, unit):
    arms = {"control": {}, "treated": {"directives": [{"week": 0, "action": "fine"}]}}
    world = build(with_trial(small, unit, arms), seed).run(1)
    assert ((world.enterprises["sanctions"] > 0) == (world.arms == 1)).all()


def test_other_seeds_draw_other_lots(small, seed):
    scenario = with_trial(small)
    assert (build(scenario, seed).run(1).arms != build(scenario, seed + 1).run(1).arms).any()


def test_one_firm_more_leaves_the_others_in_their_arms(small, seed):
    few, many = (build(with_trial(small, count=n), seed).run(1) for n in (40, 41))
    assert set(few.arms.tolist()) == {0, 1}
    assert (few.arms == many.arms[:40]).all()
    assert (few.enterprises["key"] == many.enterprises["key"][:40]).all()


# --- arms and effects
# -----------------------------------------------------------------------------------------------------


def test_the_table_of_arms_is_the_table_of_enterprises_in_groups(small, seed):
    run = govsim.simulate(with_trial(small), seed)
    assert list(run.arms.index) == ["control", "treated"]
    assert run.arms["firms"].sum() == 40
    by_arm = run.enterprises.groupby("arm")
    for measure in ("visits", "found", "accidents"):
        for arm in run.arms.index:
            assert run.arms.loc[arm, measure] == pytest.approx(by_arm[measure].mean()[arm])


def test_firms_of_the_control_are_not_met(small, seed):
    """Without neighbours, the control lives the very life that it lives without the trial's directives."""
    values = {**QUIET, **NO_NEIGHBOURS, "exit_rate": 0.0}
    treated = build(with_trial(small, values=values), seed).run()
    nothing = build(
        with_trial(small, arms={"control": {"weight": 1.0}, "treated": {"weight": 1.0}}, values=values), seed
    ).run()
    assert (treated.arms == nothing.arms).all()
    control = treated.arms == 0
    for field in ("visits", "found", "emerged", "effort", "hazards", "liquidity"):
        assert (treated.enterprises[field][control] == nothing.enterprises[field][control]).all(), field
    assert (treated.enterprises["visits"][~control] == 4).all()
    assert (treated.enterprises["visits"][control] == 0).all()


def test_inspections_find_more(small, seed):
    scenario = with_trial(small, values={**QUIET, "initial_hazards": 10.0})
    result = govsim.trial(scenario, range(100 * seed, 100 * seed + 8))
    found = result.means["found"][:, 1] - result.means["found"][:, 0]
    assert found.mean() > 3.1 * found.std(ddof=1) / math.sqrt(found.size)
    told = result.effects.set_index(["arm", "measure"]).loc[("treated", "found")]
    assert told["difference"] == pytest.approx(found.mean())
    assert told["low"] < told["difference"] < told["high"]
    assert told["relative"] == pytest.approx(found.mean() / result.means["found"][:, 0].mean())
    assert result.effects["measure"].tolist() == ["firms", *MEASURES]


def test_a_policy_of_an_arm_reaches_its_firms_alone(small, seed):
    arms = {"control": {}, "treated": {"policies": ["blind"]}}
    scenario = with_trial(
        small,
        arms=arms,
        policies={"blind": {"set": {"detection_general": 0.0, "detection_major": 0.0}}},
        values={**QUIET, "workday_budget": False, "planned_visits": 4.0},
    )
    found = govsim.simulate(scenario, seed).arms["found"]
    assert found["treated"] == 0.0
    assert found["control"] > 0.0


def test_an_a_a_trial_shows_no_effect(small, seed):
    """Two arms that are treated alike: no measure differs at the 99.99 % interval over 24 seeds (15 measures.

    At most 1.5e-3 in all).
    """
    scenario = with_trial(small, arms={"one": {}, "other": {}}, count=30, values={**BUSY, **QUIET}, weeks=40)
    result = govsim.trial(scenario, range(1000 * seed, 1000 * seed + 24))
    for name, values in result.means.items():
        gap = values[:, 1] - values[:, 0]
        assert abs(gap.mean()) <= stats.t.isf(5e-5, gap.size - 1) * gap.std(ddof=1) / math.sqrt(gap.size), name


def test_the_result_does_not_depend_on_the_number_of_threads(small, seed):
    scenario = with_trial(small)
    one, two = (govsim.trial(scenario, range(seed, seed + 3), workers=workers) for workers in (1, 2))
    assert all((one.means[name] == two.means[name]).all() for name in one.means)
    assert one.as_json()["arms"] == two.as_json()["arms"]


# --- bad input
# --------------------------------------------------------------------------------------------------------------

WRONG = {
    "one_arm": ({"arms": {"control": {}}}, "at least 2"),
    "unknown_unit": ({"unit": "street", "arms": TWO}, "enterprise"),
    "unknown_policy": ({"arms": {"control": {}, "treated": {"policies": ["blid"]}}}, "did you mean 'blind'"),
    "weight_zero": ({"arms": {"control": {"weight": 0.0}, "treated": {}}}, "greater than 0"),
    "unknown_key": ({"arms": {"control": {}, "treated": {"policy": ["blind"]}}}, "unknown key 'policy'"),
    "policy_of_an_office": ({"arms": {"control": {}, "treated": {"policies": ["staff"]}}}, "belongs to a whole office"),
    "policy_of_an_office_over_grids": (
        {"unit": "grid", "arms": {"control": {}, "treated": {"policies": ["staff"]}}},
        "belongs to a whole office",
    ),
    "week_after_the_end": (
        {"arms": {"control": {}, "treated": {"directives": [{"week": 400, "action": "inspect"}]}}},
        "outside of the run",
    ),
    "unknown_action": (
        {"arms": {"control": {}, "treated": {"directives": [{"week": 1, "action": "praise"}]}}},
        "inspect",
    ),
}


@pytest.mark.parametrize(("trial", "says"), WRONG.values(), ids=WRONG)
def test_a_wrong_trial_is_refused_in_the_file(small, trial, says):
    policies = {"blind": {"set": {"detection_general": 0.0}}, "staff": {"set": {"inspectors": 2}}}
    with pytest.raises(InputError, match=says) as refused:
        small(10, weeks=20, trial=trial, policies=policies)
    assert ".yaml:" in refused.value.where
    assert "trial" in refused.value.where


def test_a_trial_needs_arms_and_seeds(small):
    with pytest.raises(InputError, match="has no trial"):
        govsim.trial(small(10, weeks=4))
    with pytest.raises(InputError, match="has no trial"):
        _ = govsim.simulate(small(10, weeks=4), 1).arms
    with pytest.raises(InputError, match="at least two seeds"):
        govsim.trial(with_trial(small), [1])
