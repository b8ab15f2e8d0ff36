"""Comparisons under many parameter sets: components of variance, what is drawn, what rests on assumptions."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import govsim as package
from govsim import InputError
from govsim.parameters import PARAMETERS
from govsim.parameters.in_force import with_strengths
from govsim.parameters.scenario import Quantity, load_scenario
from govsim.report.ensemble import ensemble_table
from govsim.runs.assumed import assumed_line, store_place, stored_share
from govsim.runs.compare import BASELINE
from govsim.studies.ensemble import EnsembleComparison, compare_ensemble, components, rests_on_assumed
from govsim.studies.ensemble_design import draw_sets
from tests.cli.conftest import TINY, govsim, here, pictures  # noqa: F401 (fixtures)


@pytest.fixture(scope="module")
def scenario(tmp_path_factory):
    path = tmp_path_factory.mktemp("ensemble") / "tiny.yaml"
    path.write_text(TINY, encoding="utf-8")
    return load_scenario(path)


@pytest.fixture(scope="module")
def many(scenario):
    return compare_ensemble(scenario, sets=16, seeds=8, outcome="hazard_stock")


# --- components of variance recover what is put in --------------------------------------------------------------------


def layout(rng, sets, seeds, between, luck, rest):
    """Return effects with known components of variance."""
    return (
        5.0
        + np.sqrt(between) * rng.standard_normal((sets, 1))
        + np.sqrt(luck) * rng.standard_normal((1, seeds))
        + np.sqrt(rest) * rng.standard_normal((sets, seeds))
    )


def test_components_of_a_normal_layout_are_recovered():
    rng = np.random.default_rng(3)  # noqa: TID251 (no draw of the model)
    told = [components(layout(rng, 24, 8, 4.0, 1.0, 9.0)) for _ in range(600)]
    for name, true, error in (("between", 4.0, 0.25), ("luck", 1.0, 0.12), ("rest", 9.0, 0.25)):
        assert np.mean([getattr(c, name) for c in told]) == pytest.approx(true, abs=error), name
    spread = np.mean([c.high - c.low for c in told]) / (2 * 1.96)
    assert spread == pytest.approx(2.0, rel=0.1)  # of the sets alone: not sqrt(4 + 9/8), what their means scatter by


def test_luck_alone_is_not_taken_for_unknown_parameters():
    rng = np.random.default_rng(4)  # noqa: TID251 (no draw of the model)
    told = [components(layout(rng, 24, 8, 0.0, 1.0, 9.0)) for _ in range(300)]
    assert np.mean([c.share for c in told]) < 0.05
    covered = np.mean([c.sampling.low <= 5.0 <= c.sampling.high for c in told])
    assert covered == pytest.approx(0.95, abs=0.05)


def test_the_interval_of_luck_holds_the_sets():
    """Sets that differ by far, without luck, leave no sampling interval."""
    y = np.arange(8.0)[:, None] + np.zeros((8, 4))
    told = components(y)
    assert (told.sampling.low, told.sampling.high) == (3.5, 3.5)
    assert told.share == 1.0
    assert (told.low, told.high) == (0.0, 7.0)


def blocks(rng, count, seeds, a, c, noise):
    """Return effects of blocks of four sets: a times what is assumed, c times what is fitted, and luck."""
    x, z = rng.standard_normal((count, 2)), rng.standard_normal((count, 2))
    sets = np.array([[a * x[n, i] + c * z[n, j] for j in (0, 1) for i in (0, 1)] for n in range(count)]).ravel()
    return sets[:, None] + noise * rng.standard_normal((4 * count, seeds))


@pytest.mark.parametrize(("a", "c", "share"), [(1.0, 1.0, 0.5), (2.0, 1.0, 0.8), (0.0, 1.0, 0.0), (1.0, 0.0, 1.0)])
def test_the_share_of_what_is_assumed_is_recovered(a, c, share):
    rng = np.random.default_rng(5)  # noqa: TID251 (no draw of the model)
    told = rests_on_assumed([blocks(rng, 2000, 4, a, c, 1.0)], noise=True)
    assert told.share == pytest.approx(share, abs=0.05)
    assert told.low <= told.share <= told.high


def test_shares_are_over_all_policies_together():
    rng = np.random.default_rng(6)  # noqa: TID251 (no draw of the model)
    layers = [blocks(rng, 2000, 4, 3.0, 0.0, 1.0), blocks(rng, 2000, 4, 0.0, 1.0, 1.0)]
    assert rests_on_assumed(layers, noise=True).share == pytest.approx(0.9, abs=0.03)


# --- what is drawn ----------------------------------------------------------------------------------------------------


def test_sets_lie_within_their_ranges_and_come_in_blocks(scenario):
    draws = draw_sets(scenario, 16, seed=3)
    for name in (*draws.assumed, *draws.calibrated):
        value, grade, _ = scenario.evidence(name)
        column = np.array([given[name] for given in draws.sets])
        assert grade in ("assumed", "calibrated")
        assert (np.abs(column - value) <= 0.3 * abs(value) + 1e-5 * abs(value)).all(), name
        assert (PARAMETERS[name].low <= column).all(), name
        assert (column <= PARAMETERS[name].high).all(), name
    one, other, third, fourth = draws.sets[4:8]
    a, c = draws.assumed[0], draws.calibrated[0]
    assert one[a] == third[a] != other[a] == fourth[a]
    assert one[c] == other[c] != third[c] == fourth[c]


def test_what_is_measured_off_or_given_is_not_drawn(scenario):
    def names(changed):
        draws = draw_sets(changed, 8)
        return {*draws.assumed, *draws.calibrated}

    assert "inspectors" not in names(scenario)  # a count, and measured
    assert "capture" not in names(scenario)
    assert "ageing_shape" not in names(scenario)
    aged = scenario.with_defaults({"ageing_shape": Quantity(value=1.4)})
    assert "ageing_shape" in names(aged)
    assert "fine" in names(scenario)
    assert "fine" not in names(scenario.with_values({"fine": 2000.0}))


def test_a_parameter_has_lots_of_its_own(scenario):
    """What else is drawn does not change the values of a parameter; another seed does."""
    fewer = scenario.with_values({"fine": 2000.0})
    assert [s["forgetting"] for s in draw_sets(scenario, 8).sets] == [s["forgetting"] for s in draw_sets(fewer, 8).sets]
    assert draw_sets(scenario, 8, 1).sets != draw_sets(scenario, 8, 2).sets


def test_calibrated_values_come_from_what_the_calibration_left(scenario):
    left = [{"self_check_rate": 4.0 + n, "death_tail": 3.4} for n in range(4)]
    draws = draw_sets(scenario, 8, left=left, weights=[0.0, 0.0, 0.5, 0.5])
    assert set(draws.given) == {"self_check_rate", "death_tail"}
    assert {s["self_check_rate"] for s in draws.sets} <= {6.0, 7.0}
    assert {s["death_tail"] for s in draws.sets} == {3.4}
    assert "points that the calibration has left" in draws.line


@pytest.mark.parametrize("count", [0, 4, 10])
def test_sets_are_a_multiple_of_four(scenario, count):
    with pytest.raises(InputError, match="a multiple of 4"):
        draw_sets(scenario, count)


# --- comparisons ------------------------------------------------------------------------------------------------------


def test_the_result_does_not_depend_on_the_number_of_threads(scenario, many):
    other = compare_ensemble(scenario, sets=16, seeds=8, outcome="hazard_stock", workers=1)
    for name, outcomes in many.values.items():
        for outcome, values in outcomes.items():
            np.testing.assert_array_equal(values, other.values[name][outcome])


def test_each_set_is_a_comparison_under_its_values(scenario, many):
    one = package.compare(scenario.with_values(many.draws.sets[5]), least=8, most=8, outcome="hazard_stock")
    for policy in many.policies:
        np.testing.assert_array_equal(one.values[policy]["hazard_stock"], many.values[policy]["hazard_stock"][5])


def test_ranks_and_the_best(scenario, many):
    ranks = many.ranks("hazard_stock")
    assert ranks.shape == (16, 2)
    assert (ranks.sum(axis=1) == 3.0).all()
    assert sum(many.best("hazard_stock").values()) == pytest.approx(1.0)
    made = EnsembleComparison(
        scenario,
        ("p", "q"),
        "hazard_stock",
        (1, 2),
        many.draws,
        {
            BASELINE: {"hazard_stock": np.zeros((4, 2))},
            "p": {"hazard_stock": np.full((4, 2), -1.0)},
            "q": {"hazard_stock": np.array([[-2.0] * 2, [0.0] * 2, [0.0] * 2, [-1.0] * 2])},
        },
    )
    assert made.best("hazard_stock") == {"p": 0.625, "q": 0.375}


def test_what_is_stored_is_told_under_comparisons_until_it_is_stale(scenario, many):
    assert stored_share(scenario, "hazard_stock") is None
    assert "is not known" in assumed_line(scenario, ["hazard_stock"])
    path = many.store()
    assert path == store_place(scenario)
    told = stored_share(scenario, "hazard_stock")
    assert told.effect[0] == pytest.approx(many.effect_rests_on("hazard_stock").share, abs=1e-4)
    assert told.line == assumed_line(scenario, ["effort", "hazard_stock"])
    assert "of the variance of the effects" in told.line
    strong = next(iter(scenario.policies))
    weaker = with_strengths(scenario, [f"{strong}*0.5"])
    assert stored_share(weaker, "hazard_stock") == told
    assert stored_share(weaker.with_policy(f"{strong}*0.5"), "hazard_stock") is None
    assert stored_share(scenario.with_values({"fine": 1.0}), "hazard_stock") is None
    path.write_text(path.read_text().replace('"rules": "', '"rules": "0'), encoding="utf-8")
    assert stored_share(scenario, "hazard_stock") is None
    path.unlink()


def test_only_the_scenario_s_own_policies_are_stored(scenario):
    for changed in (scenario.with_values({"fine": 2000.0}), scenario):
        policies = None if changed is not scenario else ["fines"]
        with pytest.raises(InputError, match="as its file gives it"):
            compare_ensemble(changed, policies, sets=8, seeds=2).store()


@pytest.mark.filterwarnings("error")
def test_where_all_variance_lies_in_one_block_the_share_may_be_anything_and_nothing_is_warned_of():
    y = np.zeros((8, 2))
    y[1] = 1.0  # one set of the first block
    told = rests_on_assumed([y], noise=False)
    assert told.share == pytest.approx(1.0)
    assert (told.low, told.high) == (0.0, 1.0)


def test_command(govsim, here, pictures):  # noqa: F811
    words = ("compare", "tiny.yaml", "--ensemble", 16, "--least", 8, "--outcome", "hazard_stock", "--store")
    told = govsim(*words)
    assert told.code == 0, told
    assert "16 parameter sets on the same 8 seeds" in " ".join(told.out.split())
    assert (here / "results" / "tiny" / "ensemble" / "effects.csv").exists()
    assert "of the variance of the effects" in " ".join(
        govsim("compare", "tiny.yaml", "--outcome", "hazard_stock").out.split()
    )
    told = govsim(*words, "--json").json
    assert told["sets"] == 16
    assert 0.0 <= told["assumed"]["effect"]["share"] <= 1.0


def test_points_of_a_calibration_are_drawn_and_stored_with_the_scenario_as_it_is(govsim, here):  # noqa: F811
    """A set's own values stand for the declared ones only where it has no points: else nothing of it is in force."""
    (here / "set.yaml").write_text(
        "name: fitted\nvalues: {emergence_rate: 2.0}\nensemble: [{emergence_rate: 3.0}, {emergence_rate: 9.0}]\n",
        "utf-8",
    )
    words = (
        "compare",
        "tiny.yaml",
        "--ensemble",
        8,
        "--least",
        2,
        "--parameters",
        "set.yaml",
        "--outcome",
        "hazard_stock",
    )
    told = govsim(*words, "--store")
    assert told.code == 0, told
    assert "1 of them drawn from the points" in " ".join(told.out.split())
    sets = pd.read_csv(here / "results" / "tiny" / "ensemble" / "sets.csv")
    assert set(sets["emergence_rate"]) == {3.0, 9.0}
    later = govsim("compare", "tiny.yaml", "--outcome", "hazard_stock")
    assert "of the variance of the effects" in " ".join(later.out.split())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--ensemble", 6), "a multiple of 4"),
        (("--ensemble", 8, "--most", 9), "--least"),
        (("--ensemble", 8, "--least", 1), ""),
        (("--store",), "belongs to --ensemble"),
        (("--ensemble", 8, "--parameters", "none.yaml"), "none.yaml"),
    ],
)
def test_what_cannot_be_is_refused(govsim, here, words, said):  # noqa: F811
    told = govsim("compare", "tiny.yaml", *words)
    assert told.code == 2
    assert said in told.err


def test_the_table_holds_both_intervals(many):
    table = ensemble_table(many)
    cells = " ".join(str(row[2]) for row in table.rows)
    assert "luck" in cells
    assert "sets" in cells
    assert len(many.table) == len(many.policies) * len(set(many.table["outcome"]))
