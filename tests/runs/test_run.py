"""One run and replicates of it, as pandas."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import govsim
from govsim import InputError
from govsim.outcomes import ALL_OUTCOMES, COLUMNS, OUTCOMES
from govsim.runs.threads import in_parallel
from tests.worlds import BUSY


@pytest.fixture(scope="module")
def scenario(small):
    """A small scenario with two offices."""
    policy = {"start": 3, "end": 12, "set": {"training": 1.0}}
    return small(
        0,
        BUSY,
        weeks=30,
        warmup=5,
        measure_from=10,
        enterprises={"count": 15},
        offices=[{"name": "east"}, {"name": "west", "parameters": {"inspectors": 1}}],
        sectors={"metal": {"share": 0.5}, "trade": {"share": 0.5}},
        policies={"training": policy},
        baseline=["training"],
    )


@pytest.fixture(scope="module")
def run(scenario):
    """One run."""
    return govsim.simulate(scenario, seed=2)


def test_series_has_a_row_a_week_from_the_warm_up_on(run):
    assert run.series.index.name == "week"
    assert run.series.index.tolist() == list(range(-5, 30))
    assert list(run.series.columns) == list(COLUMNS)
    assert np.isfinite(run.series.to_numpy()).all()


def test_series_by_office_sums_to_the_series(run):
    assert run.series_by_office.index.names == ["week", "office"]
    assert run.series_by_office.index.get_level_values("office").unique().tolist() == ["east", "west"]
    together = run.series_by_office.groupby(level="week").sum()
    np.testing.assert_allclose(together.to_numpy(), run.series.to_numpy(), rtol=1e-13)


def test_weekly_outcomes_has_a_column_an_outcome(run):
    assert run.weekly_outcomes.index.equals(run.series.index)
    assert list(run.weekly_outcomes.columns) == list(OUTCOMES)
    np.testing.assert_allclose(run.weekly_outcomes["visits_per_year"], 52 * run.series["visits"])


def test_summary_is_over_the_measured_weeks(run):
    assert run.summary.index.tolist() == list(ALL_OUTCOMES)
    assert run.summary.name == 2
    measured = run.series.loc[10:]
    assert run.summary["visits_per_year"] == pytest.approx(measured["visits"].sum() / (20 / 52), rel=1e-12)


def test_enterprises_has_a_row_a_firm_that_is_there(run):
    assert run.enterprises.index.name == "enterprise"
    assert len(run.enterprises) == run.series["operating"].iloc[-1]
    assert set(run.enterprises["office"]) == {"east", "west"}
    assert set(run.enterprises["sector"]) <= {"metal", "trade"}
    assert set(run.enterprises["tier"]) <= {"blue", "yellow", "orange", "red"}
    assert run.enterprises["grid"].between(1, 4).all()
    assert "status" not in run.enterprises


def test_visits_of_firms_are_counted_from_week_0(run):
    assert 0 < run.enterprises["visits"].sum() <= run.series.loc[0:, "visits"].sum()


def test_events_tell_when_policies_start_and_end(run):
    assert run.events.to_dict("list") == {
        "week": [3, 12],
        "event": ["policy starts", "policy ends"],
        "name": ["training", "training"],
    }


def test_same_seed_same_run_and_another_seed_another(scenario, run):
    pd.testing.assert_frame_equal(govsim.simulate(scenario, seed=2).series, run.series, check_exact=True)
    assert not govsim.simulate(scenario, seed=3).series.equals(run.series)


def test_a_seed_out_of_range_is_refused(scenario):
    for bad in (-1, 2**64):
        with pytest.raises(InputError, match="seed"):
            govsim.simulate(scenario, seed=bad)


def test_replicates_are_the_single_runs(scenario):
    runs = govsim.replicate(scenario, seeds=[5, 2, 9])
    assert runs.seeds == (5, 2, 9)
    assert runs.summary.index.name == "seed"
    assert runs.summary.index.tolist() == [5, 2, 9]
    assert list(runs.summary.columns) == list(ALL_OUTCOMES)
    for seed in runs.seeds:
        pd.testing.assert_series_equal(
            runs.summary.loc[seed], govsim.simulate(scenario, seed).summary, check_exact=True, check_names=False
        )


def test_replicates_do_not_depend_on_workers_or_order(scenario):
    one = govsim.replicate(scenario, seeds=range(1, 9), workers=1).summary
    for workers in (2, 4):
        pd.testing.assert_frame_equal(
            govsim.replicate(scenario, seeds=range(1, 9), workers=workers).summary, one, check_exact=True
        )
    backwards = govsim.replicate(scenario, seeds=range(8, 0, -1)).summary
    pd.testing.assert_frame_equal(backwards.sort_index(), one, check_exact=True)


def test_replicates_report_progress(scenario):
    done = []
    govsim.replicate(scenario, seeds=range(4), progress=done.append)
    assert done == [1, 2, 3, 4]


def test_no_seed_at_all_is_refused(scenario):
    with pytest.raises(InputError, match="seed"):
        govsim.replicate(scenario, seeds=[])


def test_what_is_done_in_parallel_comes_in_order_and_raises_what_was_raised():
    assert list(in_parallel(lambda n: n * n, range(20), 3)) == [n * n for n in range(20)]

    def fail(n):
        if n == 3:
            raise InputError("three")
        return n

    seen = []
    with pytest.raises(InputError, match="three"):
        seen.extend(in_parallel(fail, range(9), 2))


def test_the_public_names_are_there():
    for name in govsim.__all__:
        assert getattr(govsim, name) is not None
    with pytest.raises(AttributeError, match="nosuch"):
        _ = govsim.nosuch


def test_shares_of_a_week_are_shares(run):
    """The orders and closures of one week are not of the same cases; their ratio ran from −2 to 18."""
    shares = [name for name, outcome in OUTCOMES.items() if outcome.unit in ("share", "probability", "0 to 1")]
    weekly = run.weekly_outcomes[shares]
    assert not (weekly < 0).any(axis=None)
    assert not (weekly > 1 + 1e-9).any(axis=None)
    of_cases = [name for name, outcome in OUTCOMES.items() if outcome.cases]
    assert {"recorded_rectification", "formalism_index"} <= set(of_cases)
    assert weekly[of_cases].isna().all(axis=None)
    assert run.summary[of_cases].notna().any()
