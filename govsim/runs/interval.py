"""Means over replicates with their 95 % intervals, and paired differences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import stdtrit

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Interval:
    """A mean over replicates with its 95 % interval."""

    mean: float
    low: float
    high: float
    n: int

    @property
    def half_width(self) -> float:
        """Half the width of the interval."""
        return (self.high - self.low) / 2

    @property
    def excludes_zero(self) -> bool:
        """Whether 0 lies outside of the interval."""
        return self.low > 0 or self.high < 0


def interval(values: NDArray[np.float64]) -> Interval:
    """Return mean and 95 % interval (Student's t) of values of shape (replicates,); undefined ones are left out."""
    defined = values[~np.isnan(values)]
    n = defined.size
    if n == 0:
        return Interval(np.nan, np.nan, np.nan, 0)
    mean = float(defined.mean())
    half = float(stdtrit(n - 1, 0.975) * defined.std(ddof=1) / np.sqrt(n)) if n > 1 else np.inf
    return Interval(mean, mean - half, mean + half, n)


def paired(values: NDArray[np.float64], base: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return paired differences, `values` less `base`, both of shape (replicates,); the order of a sum is no effect."""
    differences = values - base
    differences[np.abs(differences) <= 1e-12 * np.abs(base)] = 0.0
    return differences


def left_without_luck(between: float, luck: float) -> float:
    """Return by what share deviations of means from their mean are shrunken, so that no luck is left in them.

    `between` and `luck` are the components of the variance of these means (Louis 1984, Journal of the American
    Statistical Association 79, 393-398).
    """
    return float(np.sqrt(between / (between + luck))) if between + luck > 0.0 else 0.0


def without_luck(
    means: NDArray[np.float64], mean: float, luck: float, ends: tuple[float, float]
) -> tuple[float, float, float]:
    """Return the variance between means that is not luck's, and the quantiles of the means without luck.

    Args:
        means: shape (sets,), at least two.
        mean: of all of them.
        luck: the variance that luck adds to each.
        ends: which quantiles.
    """
    between = max(0.0, float(np.var(means, ddof=1)) - luck)
    shrunken = mean + left_without_luck(between, luck) * (means - mean)
    low, high = np.quantile(shrunken, ends, method="median_unbiased")
    return between, float(low), float(high)
