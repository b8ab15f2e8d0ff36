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
    factors: tuple[Factor, ...] = ()
    ranges: tuple[tuple[float, float], ...] = ()

    @property
    def weights(self) -> Array:
        """How far a half-width of each parameter's range counts: shape (parameters,)."""
        return np.array([WEIGHTS.get(grade, 1.0) for grade in self.grades])

    def value(self, column: int, z: float) -> Value:
        """Return the value of a parameter at a place of its range."""
        z = min(1.0, max(-1.0, z))
        if self.factors:
            value: Value = self.factors[column].values([0.5 + 0.5 * z]).tolist()[0]
            return value
        low, high = self.ranges[column]
        return float(low + (0.5 + 0.5 * z) * (high - low))

    def at(self, z: Array) -> dict[str, Value]:
        """Return the parameter set at a point, shape (parameters,)."""
        return {name: self.value(n, float(z[n])) for n, name in enumerate(self.names)}


def parameter_sets(problem: Problem) -> ParameterSets:
    """Return the parameter sets of a problem: from its study's ranges, or from what is fitted and assumed."""
    told, count, seed = problem.told.uncertainty, problem.told.sets, problem.told.seed
    if told.study and told.parameters:
        raise InputError("give either `study` or `parameters`", f"{problem.file}: uncertainty")
    if told.study:
        return _of_study(problem, count, seed)
    given = load_set(problem.folder / told.parameters) if told.parameters else None
    left = given.ensemble if given else []
    draws = draw_sets(problem.scenario, 2 * count + 2 * count % BLOCK, seed, spread=told.spread, left=left)
    # of a block (a, c), (a', c), (a, c'), (a', c') the first and the last share nothing
    sets = [s for n, s in enumerate(draws.sets) if n % BLOCK in (0, BLOCK - 1)][:count]
    grades = dict.fromkeys(draws.assumed, "assumed") | dict.fromkeys(draws.calibrated, "calibrated")
    return _of_values(sets, grades, draws.line)


def _of_study(problem: Problem, count: int, seed: int) -> ParameterSets:
    """Return a Latin hypercube over the ranges of a study."""
    path = problem.folder / str(problem.told.uncertainty.study)
    design = load_study(path).with_design(DesignSpec(method="latin_hypercube", n=count, seed=seed)).points
    unit = design.unit
    if unit is None:
        raise InputError("has no ranges to draw from", str(path))
    named = [n for n, factor in enumerate(design.factors) if factor.read]
    factors = tuple(design.factors[n] for n in named)
    return ParameterSets(
        tuple(design.point(n) for n in range(count)),
        tuple(f.name for f in factors),
        tuple(f.grade for f in factors),
        2.0 * unit[:, named] - 1.0,
        f"{len(factors)} parameters over the ranges of {path.name}, a Latin hypercube",
        factors,
    )


def _of_values(sets: Sequence[Mapping[str, Value]], grades: Mapping[str, str], line: str) -> ParameterSets:
    """Return parameter sets that are numbers within the ranges that they span."""
    values = np.array([[float(s[name]) for name in grades] for s in sets])
    low, high = values.min(axis=0), values.max(axis=0)
    points = 2.0 * (values - low) / np.where(high > low, high - low, 1.0) - 1.0
    ranges = tuple(zip(low.tolist(), high.tolist(), strict=True))
    return ParameterSets(tuple(dict(s) for s in sets), tuple(grades), tuple(grades.values()), points, line, (), ranges)
