"""Problem files: those of the package load, and what is wrong in one is told with its place."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from govsim.errors import InputError
from govsim.evidence.decisions.problem import load_problem
from govsim.evidence.decisions.sampling import parameter_sets
from govsim.evidence.parameter_set import load_set
from govsim.parameters import PARAMETERS
from govsim.studies.study import load_study

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "experiments" / "decisions").glob("*.yaml"))

GOOD = f"""
scenario: {ROOT}/scenarios/c_office.yaml
measures: {{stronger_team: [0.5, 1], better_assessment: [1]}}
budget: {{office: 300000}}
benefit: {{expected_casualties: {{yuan: [1.0e+6, 4.0e+6], source: a test}}}}
guards: {{formalism_index: no worse than 0.02}}
"""


@pytest.fixture
def problem(tmp_path: Path) -> Callable[[str, str], Path]:
    """A maker of problem files: the good one with a part replaced."""

    def make(old: str = "", new: str = "") -> Path:
        assert old in GOOD
        path = tmp_path / "problem.yaml"
        path.write_text(GOOD.replace(old, new), encoding="utf-8")
        return path

    return make


def test_there_is_one_for_each_case_study() -> None:
    names = {path.stem for path in (ROOT / "scenarios").glob("*.yaml")}
    assert {path.stem for path in FILES} == names


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_files_of_the_package_load_and_draw_their_parameters(path: Path) -> None:
    problem = load_problem(path).with_size(8, 2, 1)
    sets = parameter_sets(problem)
    assert len(sets.sets) == 8
    assert abs(sets.points).max() <= 1.0
    assert problem.scenario.with_values(sets.sets[0])
    middle = sets.at(0.0 * sets.points[0])
    assert middle.keys() == sets.sets[0].keys()


def test_nothing_is_a_strength_of_every_measure(problem: Callable[..., Path]) -> None:
    loaded = load_problem(problem())
    assert loaded.levels == [[0.0, 0.5, 1.0], [0.0, 1.0]]
    assert [loaded.label(x) for x in loaded.portfolios][:3] == ["none", "better_assessment", "stronger_team*0.5"]
    assert loaded.count == 6
    assert loaded.worth("expected_casualties", 0.5) == pytest.approx(2e6)


def test_without_a_study_all_that_is_fitted_or_assumed_is_drawn(problem: Callable[..., Path]) -> None:
    loaded = load_problem(problem()).with_size(12, 2, 1)
    sets = parameter_sets(loaded)
    assert len(sets.sets) == 12
    assert len(sets.names) > 50
    assert sets.value(0, -1.0) <= min(float(s[sets.names[0]]) for s in sets.sets)
    assert "Latin hypercube" in sets.line


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_was_fitted_comes_from_points_that_the_calibration_has_left(path: Path) -> None:
    """The values of a point stay together; what a scenario says itself, or nobody has fitted, comes from the study."""
    problem = load_problem(path).with_size(16, 2, 1)
    sets = parameter_sets(problem)
    left = load_set(problem.folder / str(problem.told.uncertainty.parameters)).ensemble
    study = load_study(problem.folder / str(problem.told.uncertainty.study)).points
    fitted = [name for name in sets.names if name in left[0] and problem.scenario.evidence(name)[1] == "calibrated"]
    assert len(fitted) >= 10
    points = {tuple(f"{float(point[name]):.6g}" for name in fitted) for point in left}
    assert {tuple(f"{float(s[name]):.6g}" for name in fitted) for s in sets.sets} <= points
    read = {factor.name for factor in study.factors if factor.read}
    assert set(sets.names) == read | set(fitted)
    for column, name in enumerate(sets.names):
        for z in (-1.0, sets.points[3, column], 1.0):
            assert PARAMETERS[name].accept(sets.value(column, float(z)), name) is not None
        assert float(sets.value(column, float(sets.points[3, column]))) == pytest.approx(float(sets.sets[3][name]))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("stronger_team", "stronger_teams", "did you mean 'stronger_team'"),
        ("stronger_team", "grid_reform", "in the baseline already"),
        ("expected_casualties", "expected_casualty", "did you mean 'expected_casualties'"),
        ("1.0e+6, 4.0e+6", "0, 4.0e+6", "greater than 0"),
        ("1.0e+6, 4.0e+6", "4.0e+6, 1.0e+6", "must rise"),
        ("0.5, 1]", "0.5, 2]", "between 0 and 1"),
        ("no worse than 0.02", "below 0.02", "no worse than 0.02"),
        ("formalism_index", "formalism", "unknown outcome"),
        ("expected_casualties", "deaths_by_majors", "neither more nor less"),
        ("office: 300000", "mayor: 300000", "not 'mayor'"),
        (", source: a test", "", "the key 'source' is missing"),
        ("guards:", "guard:", "did you mean 'guards'"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(problem: Callable[..., Path], old: str, new: str, said: str) -> None:
    with pytest.raises(InputError) as error:
        load_problem(problem(old, new))
    assert said in str(error.value)
    assert "problem.yaml" in error.value.where


def test_a_budget_below_nothing_is_refused(problem: Callable[..., Path]) -> None:
    loaded = load_problem(problem())
    assert loaded.with_budget("office", 5.0).told.budget == {"office": 5.0}
    with pytest.raises(InputError, match="at least 0"):
        loaded.with_budget("office", -1.0)
