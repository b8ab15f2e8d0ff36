"""How fast a policy works: the weeks from its start until half and nine tenths of its effect are there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from govsim import draws

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Curves = NDArray[np.floating[Any]]

SHARES = (0.5, 0.9)
SETTLED = 52  # weeks at the end whose mean is the whole effect
SMOOTH = 13  # weeks of the running mean
RESAMPLES = 200


@dataclass(frozen=True)
class Response:
    """Weeks from the start of a policy until a share of its effect on an outcome is there, with a 95 % interval.

    NaN where the whole effect is not told apart from none, or where the share is never there for good.
    """

    share: float
    weeks: float
    low: float
    high: float


def responses(values: Curves, base: Curves, start: int, seeds: tuple[int, ...]) -> list[Response]:
    """Return how fast an outcome responds.

    The effect of a week is the mean paired difference, in a running mean over 13 weeks; the whole effect is its mean
    over the last 52 weeks. A share is there from the first week from which on the effect never falls below it again.
    Intervals are percentiles of a bootstrap over seeds.

    Args:
        values: The outcome under the policy, shape (seeds, weeks), from week 0 on.
        base: The same without it.
        start: The week in which the policy starts.
        seeds: The seeds, whose draws choose the resamples.
    """
    differences = np.nan_to_num(np.asarray(values, float) - np.asarray(base, float))[:, start:]
    count, weeks = differences.shape
    undefined = [Response(share, np.nan, np.nan, np.nan) for share in SHARES]
    if weeks < SETTLED + SMOOTH or count < 2:
        return undefined
    whole = differences[:, -SETTLED:].mean(axis=1)
    if abs(whole.mean()) <= 2.0 * whole.std(ddof=1) / np.sqrt(count) or not whole.any():
        return undefined
    keys = np.array(seeds, np.uint64)
    drawn = [np.bincount((draws.lots(keys, n, 0) * count).astype(int), minlength=count) for n in range(RESAMPLES)]
    resampled = np.array([_weeks(weights @ differences / count) for weights in drawn])
    told = _weeks(differences.mean(axis=0))
    low, high = np.quantile(np.nan_to_num(resampled, nan=weeks), [0.025, 0.975], axis=0)
    return [
        Response(share, *map(float, (told[n], low[n], high[n]))) if np.isfinite(told[n]) else undefined[n]
        for n, share in enumerate(SHARES)
    ]


def _weeks(effect: NDArray[np.float64]) -> list[float]:
    """Return for each share the first week from which on an effect, shape (weeks,), stays above it."""
    smooth = np.convolve(effect, np.full(SMOOTH, 1.0 / SMOOTH), mode="valid")  # the mean of the weeks from each on
    whole = effect[-SETTLED:].mean()
    told = []
    for share in SHARES:
        below = np.flatnonzero(smooth / whole < share) if whole else np.arange(len(smooth))
        first = float(below[-1] + 1) if below.size else 0.0
        told.append(first + (SMOOTH - 1) / 2 if 0 < first < len(smooth) else 0.0 if first == 0 else np.nan)
    return told
