"""Regret and robustness of portfolios over parameter sets.

The regret of x under a set is what the best portfolio there has more: max NB(x') - NB(x) (Savage 1951). Taken from
means over few seeds, the best of many is partly luck, and the plug-in regret too large on average. Where the best is
chosen by one half of the seeds and judged by the other, it is too small, since the choice is sometimes wrong. The two
bracket the truth.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from govsim.runs.interval import interval, without_luck

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

MIDDLE = (0.05, 0.95)  # of the sets


@dataclass(frozen=True)
class Regret:
    """The regret of one portfolio, yuan a year: mean, 90 % quantile and worst over sets, by plug-in.

    `low` and `high` bracket the mean: cross-fitted below, plug-in above.
    """

    mean: float
    q90: float
    worst: float
    low: float
    high: float


def regrets(nb: Array, allowed: NDArray[np.bool_]) -> list[Regret]:
    """Return the regret of every portfolio against the allowed ones.

    Args:
        nb: net benefits, shape (sets, portfolios, seeds).
        allowed: those among which the best is looked for, shape (portfolios,).
    """
    mean = nb.mean(axis=2)
    plug_in = mean[:, allowed].max(axis=1, keepdims=True) - mean
    fitted = cross_fitted(nb, allowed)
    return [
        Regret(
            float(plug_in[:, x].mean()),
            float(np.quantile(plug_in[:, x], 0.9)),
            float(plug_in[:, x].max()),
            float(max(0.0, fitted[:, x].mean())) if nb.shape[2] > 1 else 0.0,
            float(plug_in[:, x].mean()),
        )
        for x in range(nb.shape[1])
    ]


def cross_fitted(nb: Array, allowed: NDArray[np.bool_]) -> Array:
    """Return NB of the portfolio chosen by one half of the seeds less NB(x), both by the other: (sets, portfolios).

    Both ways round, and the mean of the two. With one seed there is nothing to judge by, and all are 0.
    """
    seeds = nb.shape[2]
    if seeds < 2:
        return np.zeros(nb.shape[:2])
    halves = nb[:, :, 0::2].mean(axis=2), nb[:, :, 1::2].mean(axis=2)
    told = np.zeros(nb.shape[:2])
    for choosing, judging in (halves, halves[::-1]):
        best = np.argmax(np.where(allowed, choosing, -np.inf), axis=1)
        told += np.take_along_axis(judging, best[:, None], axis=1) - judging
    return told / 2.0


def wilson(hits: int, n: int) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson 1927); of nothing, all shares."""
    if n == 0:
        return 0.0, 1.0
    from scipy.stats import binomtest

    told = binomtest(hits, n).proportion_ci(method="wilson")
    return float(told.low), float(told.high)


@dataclass(frozen=True)
class Spread:
    """A paired effect over sets: its mean with a 95 % interval, and what holds 90 % of the sets, luck taken out."""

    mean: float
    low: float
    high: float
    sets_low: float
    sets_high: float

    @property
    def wide(self) -> tuple[float, float]:
        """What holds 90 % of the sets, or the interval of the mean where that is wider."""
        return min(self.low, self.sets_low), max(self.high, self.sets_high)


def spread(y: Array) -> Spread:
    """Return how an effect of shape (sets, seeds) spreads, each set on seeds of its own.

    The variance within sets, over the seeds, is taken out of the variance between means of sets, and these are drawn
    together accordingly (one-way components of variance: Searle, Casella and McCulloch 1992, Variance Components,
    ch. 3).
    """
    sets, seeds = y.shape
    means = y.mean(axis=1)
    told = interval(means)
    within = float(y.var(axis=1, ddof=1).mean()) / seeds if seeds > 1 else 0.0
    low, high = without_luck(means, told.mean, within, MIDDLE)[1:] if sets > 1 else (told.mean, told.mean)
    return Spread(told.mean, told.low, told.high, low, high)
