"""The statistics of a ranking: effects in many worlds, each with luck of its own, and the probability of each rank."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import stdtrit
from scipy.stats import rankdata

from govsim import draws
from govsim.runs.interval import Interval, left_without_luck, without_luck
from govsim.studies.ensemble import CENTRAL, Components

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

UPPER = CENTRAL[1]
RESAMPLES = 200


def one_way(y: Array) -> Components:
    """Return the components of an effect of shape (worlds, seeds), each world with seeds of its own.

    `sampling` is the interval of the mean over these worlds, from luck alone. Worlds in which the effect is not defined
    are left out.
    """
    y = y[np.isfinite(y).all(axis=1)]
    k, r = y.shape
    if k < 2:
        return Components(Interval(np.nan, np.nan, np.nan, k), *([np.nan] * 5))
    mean, means = float(y.mean()), y.mean(axis=1)
    within = float(np.var(y, axis=1, ddof=1).mean())
    half = float(stdtrit(k * (r - 1), UPPER) * np.sqrt(within / (k * r)))
    between, low, high = without_luck(means, mean, within / r, CENTRAL)
    return Components(Interval(mean, mean - half, mean + half, k * r), low, high, between, 0.0, within)


def rank_chances(losses: Array, seeds: NDArray[np.signedinteger[Any]]) -> Array:
    """Return the probability of each rank, shape (levels, worlds, policies, policies), from losses: less is better.

    Args:
        losses: of shape (levels, policies, worlds, seeds).
        seeds: of shape (worlds, seeds); their draws choose the resamples.
    """
    levels, policies, worlds, count = losses.shape
    contrast = losses - losses.mean(axis=1, keepdims=True)  # what all policies share moves no rank
    means = contrast.mean(axis=3)
    centre = means.mean(axis=2, keepdims=True)
    luck = np.var(contrast, axis=3, ddof=1).mean(axis=2) / count
    between = np.maximum(0.0, np.var(means, axis=2, ddof=1) - luck)
    own = np.vectorize(left_without_luck)(between, luck)[:, :, None] * (means - centre)
    found = np.zeros((levels, worlds, policies, policies))
    places, widen = np.arange(1, policies + 1), np.sqrt(count / (count - 1.0))
    for n in range(RESAMPLES):
        lots = np.array([draws.lots(row.astype(np.uint64), n, 1) for row in seeds.T]).T
        chosen = np.minimum((lots * count).astype(int), count - 1)[None, None]
        moved = widen * (np.take_along_axis(contrast, chosen, axis=3).mean(axis=(2, 3)) - centre[:, :, 0])
        values = np.moveaxis(own + centre + moved[:, :, None], 1, 2)
        values = np.round(values, 12)  # what is equal but for rounding is a tie
        first, last = (rankdata(values, axis=2, method=how)[..., None] for how in ("min", "max"))
        found += ((first <= places) & (places <= last)) / (last - first + 1)
    return found / RESAMPLES
