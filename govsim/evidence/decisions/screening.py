"""Which portfolios are simulated: all, where they are few; else the best of a second-order surrogate."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from govsim.evidence.decisions.portfolio import Surrogate, enumerate_best, milp_best

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from govsim.evidence.decisions.problem import Problem, Strengths
    from govsim.evidence.decisions.runs import PortfolioRuns

    Array = NDArray[np.float64]

ALL = 32  # portfolios up to which all are simulated
ENUMERATED = 4_096  # up to which the surrogate is asked for all of them
SIMULATED, QUICKLY = 24, 16  # best portfolios of the surrogate that are simulated
SLACK = 1.05  # of a budget: the surrogate is no measurement


def screening_portfolios(problem: Problem) -> list[Strengths]:
    """Return each measure at each strength, and each pair of measures at full strength."""
    size = len(problem.measures)
    top = [levels[-1] for levels in problem.levels]
    told = [_with(size, {i: s}) for i, levels in enumerate(problem.levels) for s in levels[1:]]
    return told + [_with(size, {i: top[i], j: top[j]}) for i in range(size) for j in range(i + 1, size)]


def _with(size: int, strengths: dict[int, float]) -> Strengths:
    return tuple(strengths.get(n, 0.0) for n in range(size))


@dataclass(frozen=True)
class Screening:
    """What single measures and pairs of them showed."""

    problem: Problem = field(repr=False)
    runs: PortfolioRuns = field(repr=False)

    def surrogate(self, worth: Callable[[PortfolioRuns], Array]) -> Surrogate:
        """Return the surrogate of the mean of some worth, an array of shape (sets, portfolios, seeds)."""
        return self._of(worth(self.runs).mean(axis=(0, 2)))

    def _of(self, mean: Array) -> Surrogate:
        """Return the surrogate of the worths of the portfolios of a screening, shape (portfolios,)."""
        size, levels = len(self.problem.measures), self.problem.levels
        worth = dict(zip(self.runs.portfolios, mean.tolist(), strict=True))
        own = [[worth[_with(size, {i: s} if s else {})] for s in levels[i]] for i in range(size)]
        pair = np.zeros((size, size))
        for i in range(size):
            for j in range(i + 1, size):
                a, b = levels[i][-1], levels[j][-1]
                more = worth[_with(size, {i: a, j: b})] - own[i][-1] - own[j][-1]
                pair[i, j] = more / (a * b)
        return Surrogate(tuple(map(tuple, levels)), tuple(map(tuple, own)), pair)

    def best(
        self,
        worths: Sequence[Callable[[PortfolioRuns], Array]],
        costs: Sequence[tuple[Callable[[PortfolioRuns], Array], float]],
        many: int,
    ) -> list[Strengths]:
        """Return the portfolios that are simulated: the best by each worth in turn, within limits of cost."""
        limits = [(self.surrogate(cost), limit * SLACK) for cost, limit in costs]
        solve = enumerate_best if self.problem.count <= ENUMERATED else milp_best
        ranked = [solve(self.surrogate(worth), limits, many) for worth in worths]
        found: dict[Strengths, None] = {}
        for place in range(many):
            for told in ranked:
                if place < len(told) and len(found) < many:
                    found[tuple(self.problem.levels[i][n] for i, n in enumerate(told[place]))] = None
        return list(found)

    def games(self, worth: Callable[[PortfolioRuns], Array]) -> list[Surrogate]:
        """Return the surrogate of each parameter set."""
        return [self._of(row) for row in worth(self.runs).mean(axis=2)]
