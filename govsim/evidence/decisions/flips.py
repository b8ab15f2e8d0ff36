"""What would change the advice: values of parameters, one way and all ways, and of the axis of worth.

Each rival's lead over the advice is regressed on the parameters, in units of half the width of their ranges around
their middles. One way, one parameter moves over its range and all others stay in the middle; all ways, the nearest
point at which the lead is nothing is looked for within all ranges (Ben-Haim 2006: how far off may we be?).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import NonlinearConstraint, minimize

from govsim.evidence.decisions.information import ridge

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

RESAMPLES = 60
STEPS = 201  # of a scan
MOVED = 12  # parameters that move together: those that do most; the others stay in the middle


@dataclass(frozen=True)
class Flip:
    """Where one parameter, alone, flips the advice: `at` and its 95 % interval, in half-widths of its range.

    `share` of the resamples in which it flips at all within its range.
    """

    column: int
    rival: int
    at: float
    low: float
    high: float
    share: float


@dataclass(frozen=True)
class Lead:
    """A rival's disadvantage as a function of the parameters: level + sum of weights z + curves z^2."""

    level: float
    weights: Array
    curves: Array

    def at(self, z: Array) -> Array:
        """Return the advice's lead at points of shape (…, k)."""
        return np.asarray(self.level + z @ self.weights + z**2 @ self.curves)


def fitted_leads(z: Array, leads: Array) -> list[Lead]:
    """Return the regression of the advice's lead over each rival.

    Args:
        z: parameters in half-widths of their ranges, shape (sets, k).
        leads: means over seeds, shape (sets, rivals).
    """
    terms, mean = np.concatenate([z, z**2], axis=1), leads.mean(axis=0)
    centre, k = terms.mean(axis=0), z.shape[1]
    _, weights = ridge(terms - centre, leads - mean)
    levels = mean - centre @ weights
    return [Lead(float(level), own[:k], own[k:]) for level, own in zip(levels, weights.T, strict=True)]


def one_way(z: Array, leads: Array, seed: int = 1) -> list[Flip]:
    """Return where each parameter flips the advice, nearest to the middle of its range; those that do not are left out.

    Args:
        z: shape (sets, k).
        leads: the advice's net benefit less each rival's, shape (sets, rivals).
        seed: of the resamples.
    """
    lots = np.random.default_rng(seed)  # noqa: TID251 (resamples of sets; the model draws by identity)
    resamples = [lots.integers(len(z), size=len(z)) for _ in range(RESAMPLES)]
    resampled = [fitted_leads(z[n], leads[n]) for n in resamples]
    found = []
    for rival, fitted in enumerate(fitted_leads(z, leads)):
        columns = [(c, at) for c in range(z.shape[1]) if np.isfinite(at := root(fitted, c))]
        if not columns:
            continue
        for column, at in columns:
            told = np.array([root(other[rival], column) for other in resampled])
            told = told[np.isfinite(told) & (np.sign(told) == np.sign(at))]
            low, high = np.quantile(told, [0.025, 0.975]) if len(told) else (np.nan, np.nan)
            found.append(Flip(column, rival, at, float(low), float(high), len(told) / RESAMPLES))
    nearest: dict[int, Flip] = {}
    for flip in sorted(found, key=lambda f: abs(f.at)):
        nearest.setdefault(flip.column, flip)
    return list(nearest.values())


def root(fitted: Lead, column: int) -> float:
    """Return where the lead becomes nothing along one parameter, nearest to the middle; NaN if not in its range."""
    x = np.linspace(-1.0, 1.0, STEPS)
    y = fitted.level + fitted.weights[column] * x + fitted.curves[column] * x**2
    if fitted.level <= 0.0:
        return 0.0
    turned = np.flatnonzero(np.diff(np.sign(y)) != 0)
    if not len(turned):
        return np.nan
    roots = x[turned] - y[turned] * (x[turned + 1] - x[turned]) / (y[turned + 1] - y[turned])
    return float(roots[np.argmin(np.abs(roots))])


def nearest(fitted: Lead, weight: Array) -> Array | None:
    """Return the nearest point within all ranges at which the lead is nothing: shape (k,); None if there is none.

    Args:
        fitted: the lead.
        weight: how far a half-width counts, shape (k,): more for what is better known.
    """
    if fitted.level <= 0.0:
        return np.zeros(len(weight))
    strong = np.sort(np.argsort(-np.abs(fitted.weights / weight))[:MOVED])
    if len(strong) < len(weight):
        told = nearest(Lead(fitted.level, fitted.weights[strong], fitted.curves[strong]), weight[strong])
        whole = np.zeros(len(weight))
        whole[strong] = 0.0 if told is None else told
        return None if told is None else whole
    k = len(weight)
    slope = fitted.weights / weight**2
    start = np.clip(-slope * fitted.level / max(1e-300, float(fitted.weights @ slope)), -1.0, 1.0)
    answer = minimize(
        _length,
        start,
        args=(weight,),
        jac=_slope_of_length,
        bounds=[(-1.0, 1.0)] * k,
        constraints=NonlinearConstraint(
            lambda z: np.atleast_1d(fitted.at(z) / fitted.level),
            -np.inf,
            0.0,
            jac=lambda z: np.atleast_2d((fitted.weights + 2.0 * fitted.curves * z) / fitted.level),
        ),
        method="SLSQP",
    )
    inside = float(fitted.at(answer.x)) <= 1e-3 * fitted.level
    return np.asarray(answer.x) if inside else None


def _length(z: Array, weight: Array) -> float:
    return float((weight * z) @ (weight * z))


def _slope_of_length(z: Array, weight: Array) -> Array:
    return 2.0 * weight**2 * z


def along(best: NDArray[np.int64], places: Array, at: int) -> list[tuple[float, int]]:
    """Return where on the axis the best portfolio is another than at a place of it: (place, portfolio), as it changes.

    Args:
        best: the best portfolio at each place, shape (places,).
        places: from 0 to 1.
        at: number of the place of the advice.
    """
    told = []
    for step in (-1, 1):
        n, now = at, best[at]
        while 0 <= n + step < len(best):
            n += step
            if best[n] != now:
                told.append((float((places[n] + places[n - step]) / 2.0), int(best[n])))
                now = best[n]
    return sorted(told)
