"""Which portfolio: those within limits, the best of a second-order surrogate, and those that are not told apart.

Arrays of net benefit have shape (sets, portfolios, seeds), every portfolio paired with that of nothing on the same
parameter set and luck. A parameter set has seeds of its own, so that the means over seeds of different sets are
independent.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import stdtrit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Chosen = tuple[int, ...]  # number of a level for each measure

ALPHA = 0.05  # chance that the best is not among the survivors


def survivors(nb: Array, alpha: float = ALPHA) -> NDArray[np.bool_]:
    """Return which portfolios are not told apart from the best: shape (portfolios,).

    One is out if another is better by a paired one-sided t-test at alpha / (k - 1), so that the best of k is among the
    survivors with a chance of at least 1 - alpha (the first stage of Kim and Nelson 2001, ACM TOMACS 11, 251-273).

    Args:
        nb: shape (sets, portfolios) or (sets, portfolios, seeds), of which the means over seeds count.
        alpha: the chance of losing the best.
    """
    y = nb.mean(axis=2) if nb.ndim == 3 else nb
    sets, k = y.shape
    if k < 2 or sets < 2:
        return np.ones(k, bool)
    t = stdtrit(sets - 1, 1.0 - alpha / (k - 1))
    mean = y.mean(axis=0)
    cov = np.cov(y, rowvar=False)
    variance = np.diag(cov)
    spread = np.sqrt(np.maximum(variance[:, None] + variance[None] - 2.0 * cov, 0.0) / sets)
    lead = mean[None] - mean[:, None]  # of the second over the first
    return np.asarray(~(lead > np.maximum(t * spread, 1e-9 * np.abs(mean).max())).any(axis=1))


def best_of(mean: Array, allowed: NDArray[np.bool_]) -> int:
    """Return the allowed portfolio of the largest mean; the first of those that are equal."""
    return int(np.argmax(np.where(allowed, mean, -np.inf)))


@dataclass(frozen=True)
class Surrogate:
    """A worth of the second order: own effects of each level of each measure, and a product for each pair.

    `own[i][l]` is the effect of level l of measure i (0 for level 0); `pair[i, j]` that of i and j together at full
    strength beyond their own, in proportion to both strengths `strengths[i][l]`.
    """

    strengths: tuple[tuple[float, ...], ...]
    own: tuple[tuple[float, ...], ...]
    pair: Array

    def value(self, chosen: Chosen) -> float:
        """Return the worth of a portfolio."""
        s = np.array([self.strengths[i][n] for i, n in enumerate(chosen)])
        return sum(self.own[i][n] for i, n in enumerate(chosen)) + float(s @ np.triu(self.pair, 1) @ s)


def enumerate_best(worth: Surrogate, costs: Sequence[tuple[Surrogate, float]], many: int = 1) -> list[Chosen]:
    """Return the best portfolios within limits of cost, by trying all of them; ties in the order of their numbers."""
    every = list(np.ndindex(*map(len, worth.strengths)))
    allowed = [x for x in every if all(cost.value(x) <= limit for cost, limit in costs)]
    return sorted(allowed, key=lambda x: -worth.value(x))[:many]


def milp_best(worth: Surrogate, costs: Sequence[tuple[Surrogate, float]], many: int = 1) -> list[Chosen]:
    """Return the best portfolios within limits of cost, by mixed-integer programming.

    One binary for each level of each measure; a product of two of them is a variable between 0 and 1, held by the three
    usual inequalities. Each portfolio found is excluded before the next is looked for.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    program = _Program(worth)
    goal = -program.coefficients(worth)
    rows = [*program.rows, *((program.coefficients(cost), -np.inf, limit) for cost, limit in costs)]
    found: list[Chosen] = []
    while len(found) < many:
        matrix, low, high = zip(*rows, strict=True)
        limits = LinearConstraint(csr_array(np.array(matrix)), np.array(low), np.array(high))
        answer = milp(goal, constraints=limits, integrality=program.whole, bounds=Bounds(0, 1))
        if answer.x is None:
            break
        chosen = program.read(answer.x)
        found.append(chosen)
        rows.append((program.indicator(chosen), -np.inf, len(chosen) - 1.0))
    return found


class _Program:
    """The variables of a portfolio, and the inequalities that hold them together."""

    def __init__(self, shape: Surrogate) -> None:
        self.levels = [(i, n) for i, s in enumerate(shape.strengths) for n in range(len(s))]
        place = {level: column for column, level in enumerate(self.levels)}
        self.pairs = [(a, b) for a, b in combinations(self.levels, 2) if a[0] < b[0] and a[1] > 0 and b[1] > 0]
        self.width = len(self.levels) + len(self.pairs)
        self.whole = np.r_[np.ones(len(self.levels)), np.zeros(len(self.pairs))]
        self.measures = len(shape.strengths)
        self.rows: list[tuple[Array, float, float]] = []
        for i in range(self.measures):
            self._row({place[level]: 1.0 for level in self.levels if level[0] == i}, 1.0, 1.0)
        for column, (a, b) in enumerate(self.pairs, start=len(self.levels)):
            self._row({column: 1.0, place[a]: -1.0}, -np.inf, 0.0)
            self._row({column: 1.0, place[b]: -1.0}, -np.inf, 0.0)
            self._row({column: 1.0, place[a]: -1.0, place[b]: -1.0}, -1.0, np.inf)

    def _row(self, entries: dict[int, float], low: float, high: float) -> None:
        row = np.zeros(self.width)
        row[list(entries)] = list(entries.values())
        self.rows.append((row, low, high))

    def coefficients(self, of: Surrogate) -> Array:
        """Return the worth of every variable."""
        own = [of.own[i][n] for i, n in self.levels]
        pairs = [of.pair[a[0], b[0]] * of.strengths[a[0]][a[1]] * of.strengths[b[0]][b[1]] for a, b in self.pairs]
        return np.array([*own, *pairs])

    def indicator(self, chosen: Chosen) -> Array:
        """Return 1 for the levels of a portfolio."""
        return np.array([float(n == chosen[i]) for i, n in self.levels] + [0.0] * len(self.pairs))

    def read(self, x: Array) -> Chosen:
        """Return the portfolio of a solution."""
        chosen = [0] * self.measures
        for (i, n), value in zip(self.levels, x, strict=False):
            if value > 0.5:
                chosen[i] = n
        return tuple(chosen)
