"""Studies and their factors: what a file may say, where a fault stands, what a coordinate means."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from govsim import InputError, Study, load_study
from govsim.parameters import find
from govsim.studies.factors import DUMMY, Factor
from tests.cli.conftest import TINY

ROOT = Path(__file__).resolve().parents[2]

STUDY = """\
question: what drives it?
scenario: tiny.yaml
policies: [training]
parameters:
  fine: [5000, 50000]
  audit_share: {low: 0.1, high: 0.5, source: asked around}
  compliance_rule:
outcomes:
  hazard_stock: {bad_if: "> 20"}
design: {method: latin_hypercube, n: 8}
replicates: 2
"""


@pytest.fixture
def write(tmp_path):
    """Write a study beside the tiny scenario, with something replaced; return its path."""
    (tmp_path / "tiny.yaml").write_text(TINY)

    def written(old="", new=""):
        assert old in STUDY
        path = tmp_path / "study.yaml"
        path.write_text(STUDY.replace(old, new) if old else STUDY)
        return path

    return written


def test_a_study_reads_as_it_is_written(write):
    study = load_study(write())
    assert study.name == "study"
    assert study.model.arms == ("baseline", "training")
    assert [f.name for f in study.factors] == ["fine", "audit_share", "compliance_rule"]
    assert (study.factors[0].low, study.factors[0].high) == (5000, 50000)
    assert study.factors[1].source == "asked around"
    assert study.factors[2].options == find("compliance_rule").choices
    assert len(study.points) == 8
    assert (study.seed(0), study.seed(1)) == (1, 2)


@pytest.mark.parametrize(
    ("old", "new", "line", "fragments"),
    [
        ("  fine:", "  fines:", 5, ["unknown parameter 'fines'", "did you mean 'fine'"]),
        ("[5000, 50000]", "[5000, 5000000]", 5, ["must lie between 0 and 1e+06"]),
        ("[5000, 50000]", "[50000, 5000]", 5, ["is empty"]),
        ("low: 0.1", "lowest: 0.1", 6, ["unknown key 'lowest'", "'low'"]),
        ("  compliance_rule:", "  compliance_rule: {low: 0}", 7, ["has no range"]),
        ("  compliance_rule:", "  compliance_rule: {values: [logit, fxed]}", 7, ["must be one of fixed"]),
        ("hazard_stock", "hazard_stok", 9, ["unknown outcome", "hazard_stock"]),
        ('"> 20"', "over 20", 9, ["a threshold such as"]),
        ("latin_hypercube", "latin_cube", 10, ["latin_hypercube"]),
        (", n: 8", "", 10, ["needs its size"]),
        ("latin_hypercube, n: 8", "sobol_sequence, n: 10", 10, ["powers of two", "16"]),
        ("policies: [training]", "policies: [trainin]", 3, ["unknown policy", "'training'"]),
        ("scenario: tiny.yaml", "scenario: other.yaml", 2, ["no such scenario file"]),
        ("question: what drives it?\n", "", 1, ["'question' is missing"]),
        ("replicates: 2", "replicates: {least: 2, half_width: 0.1}", 11, ["needs `least`"]),
        ("  fine: [5000, 50000]", "  fine: {spread: 0.2, low: 1}", 5, ["either `spread` or"]),
        ("  fine: [5000, 50000]", "  fine: {distribution: loguniform, low: 0, high: 10}", 5, ["start above 0"]),
        ("  fine: [5000, 50000]", "  fine: {distribution: normal}", 5, ["standard deviation"]),
        (
            "outcomes:",
            "groups: {money: [fine, audit]}\noutcomes:",
            8,
            ["not among the uncertain parameters", "audit_share"],
        ),
    ],
)
def test_a_fault_is_told_with_file_line_and_remedy(write, old, new, line, fragments):
    path = write(old, new)
    with pytest.raises(InputError) as error:
        load_study(path)
    assert f"study.yaml:{line}" in str(error.value)
    for fragment in fragments:
        assert fragment in str(error.value)


def test_a_parameter_of_a_mechanism_that_is_off_is_refused(small):
    scenario = small(5, {}).with_mechanism("M31", False)
    locked = min(scenario.locked)
    with pytest.raises(InputError, match="switches off"):
        Study.of(scenario, parameters=[locked], outcomes=["hazard_stock"], n=4)


def test_without_parameters_all_are_uncertain_over_their_declared_ranges(small):
    study = Study.of(small(5, {}), outcomes=["hazard_stock"], n=2)
    fine = next(f for f in study.factors if f.name == "fine")
    assert len(study.factors) > 150
    assert (fine.low, fine.high, fine.grade) == (0, 1e6, "assumed")


def test_a_study_says_which_factor_the_baseline_overrides(write):
    path = write("policies: [training]", "baseline: [training]")
    path.write_text(path.read_text().replace("  compliance_rule:", "  training: [0, 1]"))
    assert "set by the policy training" in load_study(path).notes[0]


def test_the_committed_studies_are_sound():
    for name in ("c_office_sensitivity.yaml", "c_office_sweep.yaml"):
        study = load_study(ROOT / "experiments" / name)
        assert study.notes == ()
        assert len(study.points) > 0


# --- factors ----------------------------------------------------------------------------------------------------------


def test_a_coordinate_falls_into_bins_of_equal_width():
    rule = Factor("rule", options=("a", "b", "c"))
    u = np.linspace(0, 1, 3001)[:-1]
    values = rule.values(u).tolist()
    assert [values.count(option) for option in "abc"] == [1000, 1000, 1000]
    assert rule.values([1.0]).tolist() == ["c"]
    assert Factor("on", options=(False, True)).values([0.0, 0.49, 0.5, 1.0]).tolist() == [False, False, True, True]
    count = Factor("count", 2, 4, whole=True)
    assert count.values([0, 0.34, 0.67, 1]).tolist() == [2, 3, 4, 4]
    assert count.values([0.5]).dtype.kind == "i"


@pytest.mark.parametrize(
    "factor",
    [
        Factor("u", 2, 5),
        Factor("l", 1, 100, "loguniform"),
        Factor("t", 0, 4, "triangular", mode=1),
        Factor("n", -1, 3, "normal", mean=0.5, sd=1.0),
        Factor("c", 1, 9, "triangular", mode=3, whole=True),
    ],
    ids=lambda f: f.distribution,
)
def test_a_distribution_runs_from_end_to_end_and_never_beyond(factor):
    values = factor.values(np.linspace(0, 1, 1001))
    assert values[0] == pytest.approx(factor.low)
    assert values[-1] == pytest.approx(factor.high)
    assert (np.diff(values) >= 0).all()


def test_distributions_have_their_medians():
    assert Factor("u", 2, 5).values(0.5) == 3.5
    assert Factor("l", 1, 100, "loguniform").values(0.5) == pytest.approx(10)
    assert Factor("n", -10, 10, "normal", mean=0.5, sd=1.0).values(0.975) == pytest.approx(0.5 + 1.96, abs=0.01)
    assert Factor("t", 0, 1, "triangular", mode=0).values(0.75) == pytest.approx(0.5)


def test_the_model_never_reads_the_dummy(small):
    study = Study.of(small(5, {}), parameters=["fine"], outcomes=["hazard_stock"], n=4)
    with_dummy = study.with_design(study.design, dummy=True)
    assert with_dummy.factors[-1] is DUMMY
    assert set(with_dummy.points.point(0)) == {"fine"}
    assert "dummy" in with_dummy.points.frame
