"""The parameter sets of a decision: points, what they mean, and how well each parameter is known."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from govsim.errors import InputError
from govsim.evidence.parameter_set import load_set
from govsim.studies.design import DesignSpec
from govsim.studies.ensemble_design import BLOCK, draw_sets
from govsim.studies.study import load_study

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from govsim.evidence.decisions.problem import Problem
    from govsim.parameters.declare import Value
    from govsim.studies.factors import Factor

    Array = NDArray[np.float64]

WEIGHTS = {"measured": 4.0, "calibrated": 2.0}  # how far a half-width counts, against one of what is assumed


@dataclass(frozen=True)
class ParameterSets:
    """Parameter sets, and where each lies within the ranges.

    `points` has shape (sets, parameters): -1 and 1 are the ends of a range, 0 its middle.
    """

    sets: tuple[dict[str, Value], ...]
    names: tuple[str, ...]
    grades: tuple[str, ...]
    points: Array = field(repr=False)
    line: str = ""
    factors: tuple[Factor, ...] = ()  # of the first parameters
    ranges: tuple[tuple[float, float], ...] = ()  # of the others

    @property
    def weights(self) -> Array:
        """How far a half-width of each parameter's range counts: shape (parameters,)."""
        return np.array([WEIGHTS.get(grade, 1.0) for grade in self.grades])

    def value(self, column: int, z: float) -> Value:
        """Return the value of a parameter at a place of its range."""
        z = min(1.0, max(-1.0, z))
        if column < len(self.factors):
            value: Value = self.factors[column].values([0.5 + 0.5 * z]).tolist()[0]
            return value
        low, high = self.ranges[column - len(self.factors)]
        return float(low + (0.5 + 0.5 * z) * (high - low))

    def at(self, z: Array) -> dict[str, Value]:
        """Return the parameter set at a point, shape (parameters,)."""
        return {name: self.value(n, float(z[n])) for n, name in enumerate(self.names)}


def parameter_sets(problem: Problem) -> ParameterSets:
    """Return the parameter sets of a problem: from its study's ranges, or from what is fitted and assumed.

    With a calibration's parameter set beside the study, the parameters that were fitted come from the points that it
    has left, those of one point together, and all others from the study.
    """
    told = problem.told.uncertainty
    left = load_set(problem.folder / told.parameters).ensemble if told.parameters else []
    if not told.study:
        return _of_calibration(problem, left)
    if not left:
        return _of_study(problem)
    fitted = _of_calibration(problem, left)
    return _beside(_of_study(problem, fitted.names), fitted)


def _of_calibration(problem: Problem, left: Sequence[Mapping[str, Value]]) -> ParameterSets:
    """Return draws of all that is fitted or assumed in the scenario; beside a study only those of `left` are of use."""
    told, count = problem.told.uncertainty, problem.told.sets
    draws = draw_sets(problem.scenario, 2 * count + 2 * count % BLOCK, problem.told.seed, spread=told.spread, left=left)
    # of a block (a, c), (a', c), (a, c'), (a', c') the first and the last share nothing
    sets = [s for n, s in enumerate(draws.sets) if n % BLOCK in (0, BLOCK - 1)][:count]
    grades = dict.fromkeys(draws.assumed, "assumed") | dict.fromkeys(draws.calibrated, "calibrated")
    if told.study:
        grades = {name: grades[name] for name in draws.given}
    return _of_values(sets, grades, draws.line)


def _of_study(problem: Problem, without: Sequence[str] = ()) -> ParameterSets:
    """Return a Latin hypercube over the ranges of a study, without some of its parameters."""
    path = problem.folder / str(problem.told.uncertainty.study)
    asked = DesignSpec(method="latin_hypercube", n=problem.told.sets, seed=problem.told.seed)
    design = load_study(path).with_design(asked).points
    unit = design.unit
    if unit is None:
        raise InputError("has no ranges to draw from", str(path))
    named = [n for n, factor in enumerate(design.factors) if factor.read and factor.name not in without]
    factors = tuple(design.factors[n] for n in named)
    return ParameterSets(
        tuple(design.point(n) for n in range(problem.told.sets)),
        tuple(f.name for f in factors),
        tuple(f.grade for f in factors),
        2.0 * unit[:, named] - 1.0,
        f"{len(factors)} parameters over the ranges of {path.name}, a Latin hypercube",
        factors,
    )


def _beside(study: ParameterSets, fitted: ParameterSets) -> ParameterSets:
    """Return the sets of a study, with what a calibration has left of the parameters that it fitted."""
    names = fitted.names
    sets = [{**s, **{name: f[name] for name in names}} for s, f in zip(study.sets, fitted.sets, strict=True)]
    return ParameterSets(
        tuple(sets),
        (*study.names, *names),
        (*study.grades, *fitted.grades),
        np.concatenate([study.points, fitted.points], axis=1),
        f"{study.line}; {len(names)} from the points that the calibration has left",
        study.factors,
        fitted.ranges,
    )


def _of_values(sets: Sequence[Mapping[str, Value]], grades: Mapping[str, str], line: str) -> ParameterSets:
    """Return parameter sets that are numbers within the ranges that they span."""
    values = np.array([[float(s[name]) for name in grades] for s in sets])
    low, high = values.min(axis=0), values.max(axis=0)
    points = 2.0 * (values - low) / np.where(high > low, high - low, 1.0) - 1.0
    ranges = tuple(zip(low.tolist(), high.tolist(), strict=True))
    return ParameterSets(tuple(dict(s) for s in sets), tuple(grades), tuple(grades.values()), points, line, (), ranges)
