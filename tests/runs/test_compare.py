"""Policies against a baseline: pairs, intervals, the stopping rule, what is kept after an interrupt."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import govsim
from govsim import InputError
from govsim.outcomes import ALL_OUTCOMES
from govsim.runs import compare as comparing
from govsim.runs.compare import BASELINE, CURVES
from govsim.runs.interval import interval
from govsim.world.series import weekly
from govsim.world.state import State
from tests.worlds import BUSY

POLICIES = {
    "training": {"start": 2, "set": {"training": 1.0, "fine": 5000.0}},
    "fines": {
        "start": 0,
        "ramp": 4,
        "scale": {"fine": 3.0},
        "add": {"authority": 0.1},
        "cost": {"setup": 100.0, "per_year": 52.0},
    },
    "grids": {"start": 0, "set": {"grids": 4, "inspectors": 6, "targeting": "risk_tier"}},
    "one_grid": {"target": {"grid": 2}, "set": {"recheck_hours": 3.0}},
    "weak": {"strength": 0.0, "set": {"training": 4.0, "fine": 1.0, "targeting": "random"}, "cost": {"setup": 1e6}},
}


@pytest.fixture(scope="module")
def scenario(small):
    """A small scenario with policies of every kind."""
    return small(15, {**BUSY, "grids": 2}, weeks=40, warmup=8, policies=POLICIES)


@pytest.fixture(scope="module")
def comparison(scenario):
    """All policies, six seeds."""
    return govsim.compare(scenario, least=6, most=6)


# --- intervals --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "values", [[1.0, 2.0, 4.0, 8.0], [3.0, 3.5], list(np.sin(np.arange(50)))], ids=["four", "two", "fifty"]
)
def test_intervals_are_those_of_student(values):
    told = interval(np.array(values))
    low, high = stats.t.interval(0.95, len(values) - 1, loc=np.mean(values), scale=stats.sem(values))
    assert (told.mean, told.n) == (pytest.approx(np.mean(values)), len(values))
    assert (told.low, told.high) == (pytest.approx(low, rel=1e-10), pytest.approx(high, rel=1e-10))
    assert told.half_width == pytest.approx((high - low) / 2)


def test_intervals_leave_out_what_is_not_defined():
    assert interval(np.array([1.0, np.nan, 2.0, 4.0, np.nan])) == interval(np.array([1.0, 2.0, 4.0]))
    assert interval(np.array([np.nan])).n == 0
    assert np.isnan(interval(np.array([])).mean)


def test_one_value_says_nothing_about_the_spread():
    told = interval(np.array([3.0]))
    assert (told.mean, told.low, told.high) == (3.0, -np.inf, np.inf)
    assert not told.excludes_zero


def test_an_interval_excludes_zero_or_not():
    assert interval(np.array([1.0, 1.1, 1.2])).excludes_zero
    assert interval(np.array([-1.0, -1.1, -1.2])).excludes_zero
    assert not interval(np.array([-1.0, 1.0, 0.5])).excludes_zero
    assert not interval(np.zeros(5)).excludes_zero


# --- shapes -----------------------------------------------------------------------------------------------------------


def test_table_has_a_row_for_each_policy_and_outcome(comparison):
    table = comparison.table
    assert table.index.names == ["policy", "outcome"]
    assert table.index.tolist() == [(policy, outcome) for policy in POLICIES for outcome in ALL_OUTCOMES]
    assert {"baseline", "difference", "low", "high", "unit", "level", "replicates"} <= set(table.columns)


def test_runs_is_tidy(comparison):
    runs = comparison.runs
    assert len(runs) == 6 * (1 + len(POLICIES))
    assert list(runs.columns) == ["policy", "seed", *ALL_OUTCOMES]
    assert runs["policy"].unique().tolist() == [BASELINE, *POLICIES]
    assert (runs.groupby("policy")["seed"].apply(list).map(tuple) == (1, 2, 3, 4, 5, 6)).all()


def test_weekly_is_tidy_and_starts_in_week_0(comparison):
    table = comparison.weekly
    assert list(table.columns) == ["policy", "outcome", "week", "mean", "q10", "q90"]
    assert len(table) == (1 + len(POLICIES)) * len(CURVES) * 40
    assert table["week"].min() == 0
    known = table.dropna()
    assert (known["q10"] <= known["q90"]).all()


def test_weekly_curves_are_those_of_the_runs(comparison, scenario):
    run = govsim.simulate(scenario.with_policy("fines"), 3)
    curve = comparison.curves["fines"]["hazard_stock"][2]
    np.testing.assert_array_equal(curve, run.weekly_outcomes.loc[0:, "hazard_stock"].to_numpy(np.float32))


# --- pairs ------------------------------------------------------------------------------------------------------------


def test_the_baseline_is_the_run_of_the_same_seed_bit_by_bit(comparison, scenario):
    for n, seed in enumerate(comparison.seeds):
        summary = govsim.simulate(scenario, seed).summary
        told = pd.Series({name: comparison.values[BASELINE][name][n] for name in ALL_OUTCOMES}, name=seed)
        pd.testing.assert_series_equal(told, summary, check_exact=True)


@pytest.mark.parametrize("policy", POLICIES)
def test_a_policy_is_the_run_with_the_policy_bit_by_bit(comparison, scenario, policy):
    for n, seed in enumerate(comparison.seeds[:2]):
        summary = govsim.simulate(scenario.with_policy(policy), seed).summary
        told = pd.Series({name: comparison.values[policy][name][n] for name in ALL_OUTCOMES}, name=seed)
        pd.testing.assert_series_equal(told, summary, check_exact=True)


@pytest.mark.parametrize("start", [1, 20, 60])
def test_weeks_before_any_policy_starts_are_run_once_and_change_no_bit(small, monkeypatch, start):
    policies = {"early": {"start": start, "set": {"training": 1.0}}, "late": {"start": start + 5, "set": {"fine": 9.0}}}
    scenario = small(15, BUSY, weeks=40, warmup=8, policies=policies)
    apart = []
    branch = State.branch
    monkeypatch.setattr(State, "branch", lambda world, other: apart.append(world.week) or branch(world, other))
    comparison = govsim.compare(scenario, least=2, most=2)
    assert set(apart) == {min(start, 40)}
    for name, variant in ((BASELINE, scenario), *((name, scenario.with_policy(name)) for name in policies)):
        for n, seed in enumerate(comparison.seeds):
            summary = govsim.simulate(variant, seed).summary
            told = pd.Series({o: comparison.values[name][o][n] for o in ALL_OUTCOMES}, name=seed)
            pd.testing.assert_series_equal(told, summary, check_exact=True)


def test_a_shared_snapshot_is_left_as_it_was(scenario):
    forwards = govsim.compare(scenario, ["training", "grids"], least=2, most=2)
    backwards = govsim.compare(scenario, ["grids", "training"], least=2, most=2)
    for name in (BASELINE, "training", "grids"):
        for outcome in ALL_OUTCOMES:
            np.testing.assert_array_equal(forwards.values[name][outcome], backwards.values[name][outcome])
    assert weekly(forwards.scenario and govsim.simulate(scenario, 1).world).shape[0] == 48


def test_strength_0_makes_every_difference_exactly_0(comparison):
    for outcome in ALL_OUTCOMES:
        np.testing.assert_array_equal(comparison.values["weak"][outcome], comparison.values[BASELINE][outcome])
        told = comparison.difference("weak", outcome)
        assert told.n == 0 or (told.mean, told.low, told.high) == (0.0, 0.0, 0.0)


def test_pairs_vary_less_than_strangers(scenario):
    told = govsim.compare(scenario, ["fines"], least=40, most=40)
    for outcome in ("expected_casualties", "hazard_stock", "effort"):
        base, policy = told.values[BASELINE][outcome], told.values["fines"][outcome]
        assert np.var(policy - base) < 0.5 * np.var(policy - np.roll(base, 1)), outcome


def test_the_cost_of_a_policy_is_in_the_difference(small):
    priced = small(
        3,
        {"inspectors": 0},
        weeks=52,
        policies={
            "priced": {"cost": {"setup": 100.0, "per_year": 52.0}},
            "paid": {"cost": {"setup": 7.0, "payer": "firms"}},
        },
    )
    told = govsim.compare(priced, least=2, most=2)
    assert told.difference("priced", "office_cost").mean == pytest.approx(152.0)
    assert told.difference("priced", "firm_cost").mean == 0.0
    assert told.difference("paid", "firm_cost").mean == pytest.approx(7.0)


# --- several policies -------------------------------------------------------------------------------------------------


def test_two_policies_together_are_the_run_with_both(scenario):
    told = govsim.compare(scenario, ["training+grids"], least=2, most=2)
    summary = govsim.simulate(scenario.with_policy("training", "grids"), 2).summary
    for outcome in ALL_OUTCOMES:
        np.testing.assert_array_equal(told.values["training+grids"][outcome][1], summary[outcome])


def test_of_two_policies_that_set_the_same_the_later_wins_and_factors_come_after(scenario):
    def fine(*names):
        from govsim.world.build import build

        world = build(scenario.with_policy(*names), 1).run(10)
        return float(world.tables.parameters["fine"][0])

    default = float(govsim.parameters.PARAMETERS["fine"].default)
    assert fine() == default
    assert fine("training") == 5000.0
    assert fine("fines") == pytest.approx(3 * default)
    assert fine("training", "fines") == fine("fines", "training") == pytest.approx(15_000.0)
    from govsim.parameters.policies import Policy

    both = scenario.with_policy(a=Policy(set={"fine": 1.0}), b=Policy(set={"fine": 2.0})).policies
    composed = govsim.parameters.policies.compose
    base = {"fine": default}
    assert composed(base, {"a": both["a"], "b": both["b"]}, 0, frozenset())["fine"] == 2.0
    assert composed(base, {"b": both["b"], "a": both["a"]}, 0, frozenset())["fine"] == 1.0


def test_policies_are_added_to_those_of_the_baseline(scenario):
    told = govsim.compare(scenario, ["grids"], baseline=["training"], least=2, most=2)
    assert told.scenario.baseline == ["training"]
    both = govsim.compare(scenario, ["training+grids"], least=2, most=2)
    for outcome in ALL_OUTCOMES:
        np.testing.assert_array_equal(told.values["grids"][outcome], both.values["training+grids"][outcome])


def test_a_policy_given_twice_is_told_once(scenario):
    told = govsim.compare(scenario, ["fines", "fines"], least=2, most=2)
    assert told.policies == ("fines",)
    assert told.table.index.is_unique


# --- when to stop -----------------------------------------------------------------------------------------------------


def test_it_stops_at_the_fewest_when_narrow_enough(scenario):
    told = govsim.compare(scenario, ["fines"], outcome="hazard_stock", half_width=100.0, least=3, most=50)
    assert (told.replicates, told.narrow_enough, told.partial) == (3, True, False)


def test_it_stops_at_the_cap_and_says_so(scenario):
    told = govsim.compare(scenario, ["fines"], outcome="hazard_stock", half_width=1e-12, least=3, most=13)
    assert (told.replicates, told.narrow_enough, told.partial) == (13, False, False)


def test_it_goes_on_until_it_is_narrow_enough(scenario):
    few = govsim.compare(scenario, ["fines"], outcome="effort", half_width=1e-12, least=4, most=4)
    wanted = 0.45 * few.difference("fines", "effort").half_width / few.baseline("effort").mean
    told = govsim.compare(scenario, ["fines"], outcome="effort", half_width=wanted, least=4, most=400)
    assert told.narrow_enough
    assert 4 < told.replicates < 400
    assert told.difference("fines", "effort").half_width <= wanted * told.baseline("effort").mean
    np.testing.assert_array_equal(told.values["fines"]["effort"][:4], few.values["fines"]["effort"])


def test_it_is_narrow_enough_only_when_every_policy_is(scenario):
    told = govsim.compare(scenario, ["weak", "fines"], outcome="hazard_stock", half_width=1e-12, least=2, most=4)
    assert not told.narrow_enough
    assert govsim.compare(scenario, ["weak"], outcome="hazard_stock", half_width=1e-12, least=2, most=4).replicates == 2


def test_workers_change_nothing(scenario, comparison):
    for workers in (1, 3):
        told = govsim.compare(scenario, least=6, most=6, workers=workers)
        assert told.as_json() == comparison.as_json()


def test_progress_counts_replicates(scenario):
    seen = []
    govsim.compare(scenario, ["fines"], least=3, most=3, progress=lambda done, planned: seen.append((done, planned)))
    assert seen == [(1, 3), (2, 3), (3, 3)]


@pytest.mark.parametrize(
    "given",
    [
        {"policies": ["nosuch"]},
        {"policies": ["fines+nosuch"]},
        {"policies": [""]},
        {"baseline": ["nosuch"]},
        {"outcome": "nosuch"},
        {"half_width": 0.0},
        {"half_width": -1.0},
        {"half_width": float("nan")},
        {"least": 1},
        {"least": 5, "most": 4},
        {"seed": -1},
        {"seed": 2**64 - 1},
    ],
    ids=str,
)
def test_bad_arguments_are_input_errors(scenario, given):
    with pytest.raises(InputError):
        govsim.compare(scenario, **({"policies": ["fines"], "least": 2, "most": 2} | given))


# --- Ctrl-C -----------------------------------------------------------------------------------------------------------


def interrupt_at(n):
    """Return a progress function that presses Ctrl-C after replicate n."""

    def progress(done, planned):
        if done == n:
            raise KeyboardInterrupt

    return progress


def test_an_interrupted_comparison_keeps_what_is_finished(scenario):
    told = govsim.compare(scenario, ["fines"], least=30, most=30, progress=interrupt_at(5))
    assert told.partial
    assert told.seeds == (1, 2, 3, 4, 5)
    whole = govsim.compare(scenario, ["fines"], least=5, most=5)
    for name in (BASELINE, "fines"):
        for outcome in ALL_OUTCOMES:
            np.testing.assert_array_equal(told.values[name][outcome], whole.values[name][outcome])
    assert told.as_json()["partial"] is True


def test_an_interrupt_in_a_later_round_keeps_the_earlier_ones(scenario):
    told = govsim.compare(scenario, ["fines"], half_width=1e-12, least=4, most=30, progress=interrupt_at(6))
    assert (told.partial, told.replicates) == (True, 6)


def test_an_interrupt_before_two_are_finished_is_an_interrupt(scenario):
    with pytest.raises(KeyboardInterrupt):
        govsim.compare(scenario, ["fines"], least=30, most=30, progress=interrupt_at(1))


def test_work_that_was_not_begun_is_given_up_after_an_interrupt(scenario, monkeypatch):
    begun = []
    whole = comparing.one_seed

    def one_seed(variants, seed):
        begun.append(seed)
        return whole(variants, seed)

    monkeypatch.setattr(comparing, "one_seed", one_seed)
    govsim.compare(scenario, ["fines"], least=3000, most=3000, workers=2, progress=interrupt_at(3))
    assert len(begun) < 1500
