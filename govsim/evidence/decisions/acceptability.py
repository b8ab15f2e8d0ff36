"""Value for money over the axis of worth: who is likeliest the best, what deciding by means costs, the frontier."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import stdtrit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    Array = NDArray[np.float64]


def acceptability(g: Array) -> Array:
    """Return for each portfolio the share of sets in which it is the best: shape (portfolios,); a tie is divided.

    The points of a cost-effectiveness acceptability curve (Fenwick, Claxton and Sculpher 2001).

    Args:
        g: net benefits, shape (sets, portfolios).
    """
    first = g >= g.max(axis=1, keepdims=True) - 1e-12 * np.abs(g).max()
    share: Array = (first / first.sum(axis=1, keepdims=True)).mean(axis=0)
    return share


def expected_loss(g: Array) -> Array:
    """Return what each portfolio loses on average against the best of each set: shape (portfolios,).

    Its least entry is the expected value of perfect information (Alarid-Escudero et al. 2019).
    """
    loss: Array = (g.max(axis=1, keepdims=True) - g).mean(axis=0)
    return loss


def frontier(cost: Array, effect: Array) -> list[int]:
    """Return the portfolios that no other and no mixture of two dominates, from cheap to dear.

    Args:
        cost: mean extra cost, shape (portfolios,).
        effect: mean harm averted, shape (portfolios,).
    """
    order = sorted(range(len(cost)), key=lambda x: (cost[x], -effect[x]))
    best: list[int] = []
    for x in order:
        if best and effect[x] <= effect[best[-1]]:
            continue
        while len(best) > 1 and _slope(cost, effect, best[-2], best[-1]) >= _slope(cost, effect, best[-1], x):
            best.pop()
        best.append(x)
    return best


def _slope(cost: Array, effect: Array, a: int, b: int) -> float:
    """Return yuan for each unit more on the way from a to b."""
    return float((cost[b] - cost[a]) / (effect[b] - effect[a]))


def fieller(cost: Array, effect: Array, level: float = 0.95) -> tuple[float, float, float]:
    """Return the ratio of two paired means and its interval (Fieller 1954); NaN ends where it has none.

    Args:
        cost: extra costs of each set, shape (sets,).
        effect: harm averted of each set, shape (sets,).
        level: of confidence.
    """
    n = len(cost)
    c, e = float(cost.mean()), float(effect.mean())
    if e == 0.0:
        return np.nan, np.nan, np.nan
    if n < 2:
        return c / e, np.nan, np.nan
    (vc, cov), (_, ve) = np.cov(cost, effect) / n
    q = float(stdtrit(n - 1, 0.5 + level / 2.0)) ** 2
    a, b, d = e * e - q * ve, c * e - q * cov, c * c - q * vc
    under = b * b - a * d
    if a <= 0.0 or under < 0.0:  # the effect may be 0: the interval is not bounded
        return c / e, np.nan, np.nan
    return c / e, float((b - np.sqrt(under)) / a), float((b + np.sqrt(under)) / a)


def resamples(sets: int, times: int, seed: int) -> Iterator[NDArray[np.int64]]:
    """Yield the rows of resampled sets, drawn with replacement: each of shape (sets,)."""
    lots = np.random.default_rng(seed)  # noqa: TID251 (resamples of sets; the model draws by identity)
    for _ in range(times):
        yield lots.integers(sets, size=sets)


def bootstrap(statistic: Callable[[Array], Array], g: Array, times: int = 200, seed: int = 1) -> tuple[Array, Array]:
    """Return the ends of the 95 % interval of a statistic over resampled sets."""
    told = [statistic(g[chosen]) for chosen in resamples(len(g), times, seed)]
    low, high = np.quantile(told, [0.025, 0.975], axis=0)
    return np.asarray(low), np.asarray(high)
