"""Sensitivity analysis: analytic values, the dummy, refusals, what rests on assumed parameters."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from govsim import InputError, Study, sensitivity
from govsim.report.sensitivity import growth_figure, indices_figure, sensitivity_table, write_sensitivity
from govsim.runs.store import LOCK
from govsim.studies.methods import METHODS
from govsim.studies.sensitivity import analyse
from tests.cli.conftest import TINY
from tests.studies.functions import ISHIGAMI

PI = np.pi
A, B = 7.0, 0.1
V1, V2, V13 = 0.5 * (1 + B * PI**4 / 5) ** 2, A**2 / 8, B**2 * PI**8 * (1 / 18 - 1 / 50)
V = V1 + V2 + V13
S1 = {"x1": V1 / V, "x2": V2 / V, "x3": 0.0, "dummy": 0.0}
ST = {"x1": (V1 + V13) / V, "x2": V2 / V, "x3": V13 / V, "dummy": 0.0}


@pytest.fixture(scope="module")
def ishigami():
    return Study.of_function(ISHIGAMI, dict.fromkeys(("x1", "x2", "x3"), (-PI, PI)), ["y"])


@pytest.fixture(scope="module")
def sobol(ishigami):
    return sensitivity(ishigami, "sobol", n=1024, engine="serial")


def test_sobol_s_indices_of_the_ishigami_function_hold_the_analytic_values(sobol):
    for name, row in sobol.table.iterrows():
        assert row["ST_low"] <= ST[name] <= row["ST_high"], name
        assert row["S1_low"] <= S1[name] <= row["S1_high"], name
        assert row["ST_high"] - row["ST_low"] < 0.2
    assert sobol.noise < 0.02
    assert sobol.screened


@pytest.mark.parametrize(("method", "n", "within"), [("fast", 1025, 0.06), ("rbd_fast", 2048, 0.05)])
def test_other_indices_of_variance_come_close(ishigami, method, n, within):
    result = sensitivity(ishigami, method, n=n, engine="serial")
    for index, analytic in (("S1", S1), ("ST", ST)):
        if index in result.indices:
            for name, row in result.table.iterrows():
                assert row[index] == pytest.approx(analytic[name], abs=within), (index, name)
                assert row[f"{index}_low"] <= row[index] <= row[f"{index}_high"]


@pytest.mark.parametrize(
    ("method", "n"), [("morris", 32), ("pawn", 256), ("dgsm", 64), pytest.param("delta", 256, marks=pytest.mark.slow)]
)
def test_screening_methods_tell_what_matters_from_the_dummy(ishigami, method, n):
    result = sensitivity(ishigami, method, n=n, engine="serial")
    leading = METHODS[method].of_variance or result.main  # delta itself is biased upward for all, the dummy too
    main = result.table[leading]
    assert main["x2"] > 1.3 * main["dummy"]
    assert (result.table[f"{leading}_high"] >= main).all()
    if METHODS[method].of_variance:
        return
    assert "no share of variance" in result.assumed_line


def test_every_method_of_the_issue_is_there():
    assert set(METHODS) == {"morris", "sobol", "fast", "rbd_fast", "pawn", "delta", "hdmr", "dgsm"}


def test_salib_s_problem_and_results_are_at_hand(sobol):
    from SALib.analyze import sobol as again

    mine = again.analyze(sobol.problem, sobol.y, calc_second_order=False, seed=1)
    assert mine["ST"].tolist() == list(sobol.results["ST"])
    assert sobol.x.shape == (1024 * 6, 4)


def test_indices_grow_toward_those_of_all_points(sobol):
    sizes = sobol.growth["n"].unique().tolist()
    assert sizes == [16, 32, 64, 128, 256, 512, 1024]
    widths = (
        sobol.growth.assign(width=sobol.growth["high"] - sobol.growth["low"])
        .query("parameter == 'x1'")["width"]
        .to_numpy()
    )
    assert widths[-1] < widths[0] / 3


def test_hdmr_gives_the_same_bits_each_time_and_the_right_order(ishigami):
    """SALib's HDMR ignores its seed, so it is lent a seeded generator.

    It underestimates x2 by up to a quarter, so only the order is promised.
    """
    one, two = (sensitivity(ishigami, "hdmr", n=1024, engine="serial") for _ in range(2))
    assert one.table.equals(two.table)
    s1 = one.table["S1"]
    assert s1["x2"] > s1["x1"] > max(s1["x3"], s1["dummy"])
    assert one.table["ST"]["x3"] > one.table["ST"]["dummy"]


def test_too_few_samples_are_called_too_few(ishigami):
    few = sensitivity(ishigami, "sobol", n=16, engine="serial")
    assert "is not enough" in few.verdict
    assert not few.precise


def test_a_larger_n_adds_to_a_smaller_one(ishigami, tmp_path):
    sensitivity(ishigami, "sobol", n=16, folder=tmp_path / "out", engine="serial")
    parts = {path.name for path in (tmp_path / "out" / "parts").iterdir()}
    larger = sensitivity(ishigami, "sobol", n=32, folder=tmp_path / "out", engine="serial")
    assert parts < {path.name for path in (tmp_path / "out" / "parts").iterdir()}
    assert larger.y.tolist() == sensitivity(ishigami, "sobol", n=32, engine="serial").y.tolist()


def test_a_failed_run_and_an_undefined_outcome_are_refused_before_the_analysis(ishigami):
    def fails(values):
        if values["x1"] > 3:
            raise ArithmeticError("no convergence")
        return {"y": values["x1"]}

    def undefined(values):
        return {"y": float("nan") if values["x1"] > 3 else values["x1"]}

    def constant(values):
        return {"y": 1.0}

    for function, message in (
        (fails, "no convergence"),
        (undefined, "not defined at"),
        (constant, "no variance to explain"),
    ):
        study = Study.of_function(function, {"x1": (-PI, PI)}, ["y"])
        with pytest.raises(InputError, match=message):
            sensitivity(study, "sobol", n=64, engine="serial")


def test_groups_move_together(ishigami):
    grouped = replace(ishigami, groups={"both": ("x1", "x3")})
    result = sensitivity(grouped, "sobol", n=512, engine="serial")
    assert len(result.y) == 512 * (3 + 2)
    assert sorted(result.names) == ["both", "dummy", "x2"]
    row = result.table.loc["both"]
    assert row["ST_low"] <= 1 - ST["x2"] <= row["ST_high"]
    assert result.table.loc["x2", "ST"] == pytest.approx(ST["x2"], abs=0.06)
    assert sensitivity(grouped, "morris", n=8, engine="serial").noise == 0
    with pytest.raises(InputError, match="cannot treat groups"):
        sensitivity(grouped, "fast")


def test_numpy_s_global_generator_is_left_alone(ishigami):
    before = np.random.get_state()[1].tolist()  # noqa: NPY002, TID251
    sensitivity(ishigami, "pawn", n=128, engine="serial")
    assert np.random.get_state()[1].tolist() == before  # noqa: NPY002, TID251


# --- on a scenario ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """A study of a small scenario file: a choice, a switch, a count, a measured and some assumed parameters."""
    folder = tmp_path_factory.mktemp("office")
    (folder / "tiny.yaml").write_text(TINY)
    return Study.of(
        folder / "tiny.yaml",
        policies=["fines"],
        outcomes=["hazard_stock", "visits_per_year"],
        parameters={"initial_hazards": (2, 40), "inspectors": (1, 2), "compliance_rule": {}, "workday_budget": {}},
        design={"method": "saltelli", "n": 64},
    )


@pytest.fixture(scope="module")
def found(office):
    return sensitivity(office, engine="serial")


def test_choices_switches_and_counts_are_handled_and_the_dummy_does_nothing(found):
    assert found.method == "sobol"
    assert found.noise == 0.0  # the same seed at every point: no luck can pass for an effect
    assert found.table.index[0] == "initial_hazards"
    assert found.table["ST"].between(-0.1, 1.3).all()
    with pytest.raises(InputError, match="takes derivatives"):
        sensitivity(found.study, "dgsm")


def test_the_table_tells_evidence_and_the_last_line_the_assumed_share(found):
    grades = found.table["grade"].to_dict()
    assert grades["inspectors"] == "measured"
    assert grades["initial_hazards"] == "assumed"
    assert grades["dummy"] == "dummy"
    st = found.table["ST"].clip(lower=0)
    assumed = st[[name for name, grade in grades.items() if grade == "assumed"]].sum()
    assert found.share.share == pytest.approx(assumed / st.drop("dummy").sum())
    assert found.share.low <= found.share.share <= found.share.high
    assert "only assumed" in found.assumed_line


def test_the_effect_of_a_policy_can_be_analysed(found):
    of_policy = analyse(found.sweep, "sobol", "hazard_stock", "fines")
    runs = found.sweep.runs.pivot(index="point", columns="policy", values="hazard_stock")
    assert of_policy.y == pytest.approx((runs["fines"] - runs["baseline"]).to_numpy(), abs=1e-12)


def test_it_is_drawn_and_written(found, tmp_path):
    assert len(sensitivity_table(found).rows) == 5
    assert indices_figure(found).axes
    assert growth_figure(found).axes
    write_sensitivity(found, tmp_path)
    told = json.loads((tmp_path / "hazard_stock.json").read_text())
    assert told["verdict"] == found.verdict
    written = [path for path in tmp_path.iterdir() if path.name != LOCK]
    assert {path.suffix for path in written} == {".csv", ".json", ".png", ".svg"}


# --- too few base samples ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "few", "least"),
    [("rbd_fast", 16, 64), ("delta", 16, 32), ("dgsm", 4, 8), ("hdmr", 256, 512), ("pawn", 4, 16), ("fast", 64, 65)],
)
def test_base_samples_too_few_for_a_method_are_refused_before_any_run(method, few, least):
    def never(values):
        raise AssertionError(values)

    study = Study.of_function(never, {"x": (0.0, 1.0)}, ["y"])
    with pytest.raises(InputError, match=f"needs at least N = {least} base samples, not {few}"):
        sensitivity(study, method, n=few, engine="serial")


@pytest.mark.parametrize("method", [m.name for m in METHODS.values() if m.name not in ("hdmr", "delta")])
def test_the_fewest_base_samples_give_a_verdict_and_pictures(ishigami, tmp_path, method):
    result = sensitivity(ishigami, method, n=METHODS[method].fewest, engine="serial")
    assert "is enough:" not in result.verdict
    assert result.assumed_line
    assert "no index has moved" not in result.verdict
    growth_figure(result).savefig(tmp_path / "growth.png")
    indices_figure(result).savefig(tmp_path / "indices.png")


def test_nothing_compared_is_not_called_unmoved(ishigami):
    few = sensitivity(ishigami, "sobol", n=8, engine="serial")
    assert "too small to see whether the indices still move" in few.verdict
    more = sensitivity(ishigami, "sobol", n=32, engine="serial")
    assert "no index has moved by more than" in more.verdict


def test_a_few_base_samples_give_the_share_no_interval(ishigami):
    few = sensitivity(ishigami, "sobol", n=8, engine="serial")
    assert np.isnan([few.share.low, few.share.high]).all()
    assert "N = 8 is too small for an interval" in few.assumed_line
    assert "95 % interval" in sensitivity(ishigami, "sobol", n=32, engine="serial").assumed_line


def test_titles_say_that_an_effect_is_shown(sobol):
    effect = replace(sobol, policy="fines")
    for figure in (indices_figure(effect), growth_figure(effect)):
        assert figure.axes[0].get_title(loc="left").startswith("effect of fines on y")
