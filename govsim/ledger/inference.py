"""The statistics behind the estimates.

Visits of one establishment are alike, so every interval is clustered by establishment.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.random import default_rng  # noqa: TID251 (a generator of the bootstrap's own, from an explicit seed)
from numpy.typing import NDArray
from scipy import optimize, stats

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]

LEVEL = 0.95
STEPS = 100
LEAST_CLUSTERS = 10  # for a bootstrap interval


@dataclass(frozen=True)
class ClusteredInterval:
    """A value with its 95 % interval; NaN where the data do not give one."""

    value: float
    low: float
    high: float

    def map(self, function: Callable[[float], float]) -> ClusteredInterval:
        """Return the interval of an increasing function of the value."""
        return ClusteredInterval(function(self.value), function(self.low), function(self.high))


def around(value: float, error: float, clusters: int) -> ClusteredInterval:
    """Return the interval of an estimate with a clustered standard error.

    From Student's t with clusters - 1 degrees of freedom.
    """
    if clusters < 2:
        return ClusteredInterval(value, np.nan, np.nan)
    half = float(stats.t.ppf(0.5 + LEVEL / 2, clusters - 1)) * error
    return ClusteredInterval(value, value - half, value + half)


def clustered_error(influence: Floats, clusters: Codes) -> tuple[float, int]:
    """Return the standard error of a sum of influences, shape (n,), that are independent between clusters.

    And the number of clusters.
    """
    _, codes = np.unique(clusters, return_inverse=True)
    sums = np.bincount(codes, influence)
    count = sums.size
    return float(np.sqrt((sums**2).sum() * count / max(1, count - 1))), count


def mean(y: Floats, clusters: Codes) -> ClusteredInterval:
    """Return the mean of y, shape (n,)."""
    value = float(y.mean())
    return around(value, *clustered_error((y - value) / y.size, clusters))


def ratio(a: Floats, b: Floats, clusters: Codes) -> ClusteredInterval:
    """Return sum(a) / sum(b), each of shape (n,), with an interval on the log scale (delta method)."""
    if a.sum() <= 0 or b.sum() <= 0:
        return ClusteredInterval(float(a.sum() / b.sum()) if b.sum() > 0 else np.nan, np.nan, np.nan)
    log = float(np.log(a.sum() / b.sum()))
    return around(log, *clustered_error(a / a.sum() - b / b.sum(), clusters)).map(lambda x: float(np.exp(x)))


@dataclass(frozen=True)
class Fit:
    """Coefficients of a conditional Poisson regression, shape (k,), their clustered covariance (k, k).

    Visits and establishments that inform it.
    """

    coefficients: Floats
    covariance: Floats
    visits: int
    establishments: int

    def interval(self, k: int) -> ClusteredInterval:
        """Return coefficient k with its interval."""
        return around(float(self.coefficients[k]), float(np.sqrt(self.covariance[k, k])), self.establishments)


def conditional_poisson(y: Floats, x: Floats, establishments: Codes, offset: Floats | None = None) -> Fit | None:
    """Fit E[y] = a_i exp(x b + offset) with a level a_i of each establishment's own, which is conditioned out.

    Given the findings of an establishment over all its visits, their split over the visits is multinomial and does not
    depend on a_i (Hausman, Hall and Griliches 1984). The estimate needs only that the mean is right, not that counts
    are Poisson
    (Wooldridge 1999); the covariance is the sandwich over establishments. Establishments with one visit or without
    findings tell nothing.

    Args:
        y: findings, shape (n,).
        x: covariates, shape (n, k).
        establishments: codes, shape (n,).
        offset: known part of the log mean, shape (n,).

    Returns:
        The fit; None where the data do not identify it.
    """
    order = np.argsort(establishments, kind="stable")
    codes = np.unique(establishments[order], return_inverse=True)[1]
    tells = ((np.bincount(codes, y[order]) > 0) & (np.bincount(codes) > 1))[codes]
    order, codes = order[tells], np.unique(codes[tells], return_inverse=True)[1]
    if order.size == 0 or x.shape[1] == 0:
        return None
    y, x = y[order], x[order]
    fixed = np.zeros(order.size) if offset is None else offset[order]
    starts = np.flatnonzero(np.r_[True, np.diff(codes) > 0])
    totals = np.add.reduceat(y, starts)[codes]
    b = np.zeros(x.shape[1])
    for _ in range(STEPS):
        eta = x @ b + fixed
        weight = np.exp(eta - np.maximum.reduceat(eta, starts)[codes])
        share = weight / np.add.reduceat(weight, starts)[codes]
        expected = totals * share
        within = x - np.add.reduceat(share[:, None] * x, starts)[codes]
        information = within.T @ (expected[:, None] * within)
        if np.linalg.matrix_rank(information) < b.size or np.linalg.cond(information) > 1e10:
            return None
        step = np.linalg.solve(information, x.T @ (y - expected))
        b = b + step * min(1.0, 2.0 / max(1e-12, float(np.abs(step).max())))
        if np.abs(step).max() < 1e-9:
            break
    else:
        return None
    scores = np.add.reduceat(within * (y - expected)[:, None], starts)
    inverse = np.linalg.inv(information)
    count = starts.size
    covariance = inverse @ (scores.T @ scores) @ inverse * count / max(1, count - b.size)
    return Fit(b, covariance, order.size, count)


def spread(contrasts: Floats, covariance: Floats, clusters: float = np.inf) -> ClusteredInterval:
    """Return the standard deviation between units, from estimates whose errors are known.

    `contrasts` holds the estimates of units 2, 3, … less that of unit 1, shape (units - 1,), and `covariance` that of
    their errors, estimated from so many `clusters`. The point is that of Paule and Mandel (1982), the interval the
    Q-profile of
    Viechtbauer (2007): the variances under which the weighted sum of squares is no surprise. It is held against
    Hotelling's law,
    since the covariance is itself an estimate; against chi square where it is known (infinitely many clusters).
    """
    degrees = contrasts.size
    shape = np.eye(degrees) + 1.0

    def q(variance: float) -> float:
        return float(contrasts @ np.linalg.solve(variance * shape + covariance, contrasts))

    def root(target: float) -> float:
        if q(0.0) <= target:
            return 0.0
        high = 1e-4
        while q(high) > target:
            high *= 4.0
        return float(np.sqrt(optimize.brentq(lambda v: q(v) - target, 0.0, high)))

    def quantile(p: float) -> float:
        if np.isinf(clusters):
            return float(stats.chi2.ppf(p, degrees))
        free = max(1.0, clusters - degrees)
        return float(degrees * (clusters - 1) / free * stats.f.ppf(p, degrees, free))

    tail = (1 - LEVEL) / 2
    return ClusteredInterval(root(degrees), root(quantile(1 - tail)), root(quantile(tail)))


def survival_median(times: Floats, ended: NDArray[np.bool_], weights: Floats) -> float:
    """Return the Kaplan-Meier median of times of which some are only known to be longer; NaN where half never end.

    All of shape (n,), sorted by time and, at the same time, those that ended first.
    """
    at_risk = np.cumsum(weights[::-1])[::-1]
    left = np.cumprod(1.0 - np.divide(weights * ended, at_risk, out=np.zeros_like(at_risk), where=at_risk > 0))
    passed = np.flatnonzero(left <= 0.5)
    return float(times[passed[0]]) if passed.size else np.nan


def resamples(clusters: Codes, replicates: int, seed: int) -> Iterator[Floats]:
    """Yield weights of shape (n,), one array a bootstrap replicate: how often the cluster of each row was drawn.

    Where there are too few clusters for an interval, it yields nothing.
    """
    generator = default_rng(seed)
    codes = np.unique(clusters, return_inverse=True)[1]
    count = int(codes.max()) + 1
    for _ in range(replicates if count >= LEAST_CLUSTERS else 0):
        yield np.bincount(generator.integers(0, count, count), minlength=count).astype(float)[codes]


def percentiles(value: float, replicates: list[float]) -> ClusteredInterval:
    """Return the percentile interval of bootstrap replicates around a value."""
    known = [x for x in replicates if not np.isnan(x)]
    if not known or len(known) < 0.9 * len(replicates):
        return ClusteredInterval(value, np.nan, np.nan)
    low, high = np.quantile(known, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return ClusteredInterval(value, float(low), float(high))
