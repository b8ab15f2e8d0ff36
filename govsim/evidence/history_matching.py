"""History matching: emulators of a slow model, what they rule out, and the way to the best of what is left.

An emulator of each target is fitted to what the model showed at the points of a design: a second-order polynomial
chosen by cross-validated lasso, with the error that cross-validation finds. A point is ruled out where targets lie
further from what was published than the bands and the emulators' errors leave open:

    implausibility = |emulated - centre of the band| / sqrt((half-width / 2)^2 + error^2)

A band is read as two standard deviations to either side. (Vernon, Goldstein and Bower 2010, Bayesian Analysis 5,
619-669; Andrianakis et al. 2015, PLOS Computational Biology 11, e1003968.) Points lie in the unit cube, one side for
each parameter.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize
from scipy.stats import qmc

from govsim.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.random import Generator  # noqa: TID251 (of the design)
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

CANDIDATES = 8  # points that the emulators like best
STARTS = 24  # points from which a candidate is looked for
STEPS = 12  # of a descent
REACH = 0.2  # of its first step, in the unit cube
EASE = 0.5  # half-widths of a band within which a value is as good as in the middle
PULL = 0.1  # what lies at an end of its range costs as much as a fifth of a target at the edge of its band
SAMPLE = 4_000  # points of what is not ruled out, from which ranges and correlations are told


def small_algebra() -> AbstractContextManager[object]:
    """Keep linear algebra on the thread that asks for it: for matrices this small, others are only waited for."""
    try:
        from threadpoolctl import threadpool_limits
    except ImportError:  # nor is scikit-learn there, which brings it, and the first emulator says so
        return nullcontext()
    limits: AbstractContextManager[object] = threadpool_limits(1, user_api="blas")
    return limits


@dataclass(frozen=True)
class CalibrationTarget:
    """A number that the model should show."""

    row: str
    name: str
    low: float
    high: float
    centre: float
    fitted: bool

    @property
    def half(self) -> float:
        """Half the width of the band."""
        return 0.5 * (self.high - self.low)

    def inside(self, value: float) -> bool:
        """Return whether a value lies in the band."""
        return self.low <= value <= self.high


def terms(points: Array) -> Array:
    """Return the terms of a second-order polynomial at points of the unit cube; all emulators of a wave have the same.

    Shape (points, n + n (n + 1) / 2) for n parameters: each, then the products of two. A descent asks for them many
    thousand times, so nothing is checked here.
    """
    x = 2.0 * points - 1.0
    one, other = pairs(points.shape[1])
    return np.hstack([x, x[:, one] * x[:, other]])


@cache
def pairs(count: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the first and the second of each pair of so many parameters, each with itself included."""
    return np.triu_indices(count)


class Emulator:
    """A second-order polynomial in the free parameters for one target, and its error."""

    def __init__(self, points: Array, values: Array) -> None:
        try:
            from sklearn.linear_model import Lasso, LassoCV
            from sklearn.model_selection import KFold, cross_val_predict
            from sklearn.pipeline import make_pipeline
            from sklearn.preprocessing import StandardScaler
        except ImportError:
            raise InputError(
                "needs scikit-learn; install it with: pip install scikit-learn", "govsim calibrate"
            ) from None
        known = np.isfinite(values)
        centre, self.scale = float(np.mean(values[known])), float(np.std(values[known])) or 1.0
        features, y = terms(points[known]), (values[known] - centre) / self.scale
        folds = KFold(min(10, len(y)))
        model = make_pipeline(StandardScaler(), LassoCV(cv=folds, max_iter=20_000, tol=1e-3, alphas=40)).fit(
            features, y
        )
        scaler, lasso = model[0], model[-1]
        self.weights: Array = self.scale * lasso.coef_ / scaler.scale_
        self.level = centre + self.scale * float(lasso.intercept_) - float(scaler.mean_ @ self.weights)
        frozen = make_pipeline(StandardScaler(), Lasso(alpha=lasso.alpha_, max_iter=20_000, tol=1e-3))
        self.error = self.scale * float(np.sqrt(np.mean((cross_val_predict(frozen, features, y, cv=folds) - y) ** 2)))

    def predict(self, points: Array) -> Array:
        """Return the emulated target at points of the unit cube, shape (points, parameters)."""
        return self.of(terms(points))

    def of(self, features: Array) -> Array:
        """Return the emulated target where the polynomial has these terms."""
        told: Array = self.level + features @ self.weights
        return told


@dataclass(frozen=True)
class Wave:
    """The emulators of a wave, one for each target of the fit."""

    targets: tuple[CalibrationTarget, ...]
    emulators: tuple[Emulator, ...]

    def predict(self, points: Array) -> Array:
        """Return every emulated target, shape (points, targets)."""
        features = terms(points)
        return np.array([emulator.of(features) for emulator in self.emulators]).T

    def implausibility(self, points: Array) -> Array:
        """Return the implausibility of every target, shape (points, targets)."""
        distance = np.abs(self.predict(points) - [t.centre for t in self.targets])
        return distance / np.hypot([0.5 * t.half for t in self.targets], [e.error for e in self.emulators])

    def loss(self, points: Array, shift: Array | float = 0.0) -> Array:
        """Return the loss of every point, shape (points,), if the emulators are shifted by what they miss.

        Shape (targets,).
        """
        return loss(points, self.predict(points) + shift, self.targets)


def excess(values: Array, targets: Sequence[CalibrationTarget]) -> Array:
    """Return how far simulated values, shape (points, targets), lie outside the ease of their bands.

    0 within it, ±1 half a band from the centre.
    """
    distance = (values - [t.centre for t in targets]) / [t.half for t in targets]
    beyond = np.sign(distance) * np.maximum(0.0, np.abs(distance) - EASE) / (1.0 - EASE)
    told: Array = np.where(np.isfinite(distance), beyond, 1e3)
    return told


def misfit(values: Array, targets: Sequence[CalibrationTarget]) -> Array:
    """Return the misfit of simulated values, shape (points, targets): the sum of u / (1 + u), u the squared excess.

    It saturates, so that a target which no parameters reach does not draw the others out of their bands (Geman and
    McClure).
    """
    u = excess(values, targets) ** 2
    told: Array = (u / (1.0 + u)).sum(axis=1)
    return told


def loss(points: Array, values: Array, targets: Sequence[CalibrationTarget]) -> Array:
    """Return what is minimised: the misfit of values at points.

    And a pull to the middle of the ranges where the targets leave it open.
    """
    told: Array = misfit(values, targets) + PULL * ((2.0 * points - 1.0) ** 2).sum(axis=1)
    return told


def not_ruled_out(
    waves: Sequence[Wave], cut: float, spare: int, parameters: int, lots: Generator
) -> tuple[Array, float]:
    """Return points that no wave rules out, shape (SAMPLE, parameters), and their share of the whole.

    Where too few of a uniform sample are left, the best two in a thousand stand in, and the space around what is left
    is filled by small steps that stay within it.
    """

    def worst(points: Array) -> Array:
        against: Array = np.array([np.sort(wave.implausibility(points), axis=1)[:, -1 - spare] for wave in waves]).max(
            axis=0
        )
        return against

    uniform = qmc.Sobol(parameters, rng=lots).random(2**15)
    against = worst(uniform)
    share = float(np.mean(against <= cut))
    limit = max(cut, float(np.quantile(against, 0.002)))
    inside = uniform[against <= limit]
    stride = 0.5 * inside.std(axis=0)
    while len(inside) < SAMPLE:
        steps = inside[lots.integers(len(inside), size=SAMPLE)] + stride * lots.standard_normal((SAMPLE, parameters))
        steps = steps[((steps >= 0.0) & (steps <= 1.0)).all(axis=1)]
        steps = steps[worst(steps) <= limit] if len(steps) else steps
        inside = np.vstack([inside, steps])
        stride = 0.9 * stride
    return inside[lots.permutation(len(inside))[:SAMPLE]], share


def candidates(wave: Wave, left: Array, lots: Generator) -> Array:
    """Return the points that the emulators like best, shape (CANDIDATES, parameters).

    Downhill from some of the best of what is left.
    """
    best = left[np.argsort(wave.loss(left), kind="stable")[: 8 * STARTS]]
    everywhere = np.zeros(left.shape[1]), np.ones(left.shape[1])
    ends = np.array([_downhill(wave.loss, start, *everywhere) for start in spread(best, STARTS, lots)])
    return ends[np.argsort(wave.loss(ends), kind="stable")[:CANDIDATES]]


def descend(
    wave: Wave, place: Array, shown: Array, run: Callable[[Array], Array], lots: Generator
) -> tuple[Array, float]:
    """Return the best point that is found from a place at which the model showed some values, and its loss.

    Each step asks the emulators, shifted to agree with the model at the best point so far, for the best point within
    reach, and the model for what it shows there. A step that fails halves the reach.
    """
    reach, best = REACH, float(loss(place[None], shown[None], wave.targets)[0])
    for _ in range(STEPS):
        shifted = partial(wave.loss, shift=shown - wave.predict(place[None])[0])
        low, high = np.maximum(0.0, place - reach), np.minimum(1.0, place + reach)
        starts = np.vstack([place, low + (high - low) * lots.random((STARTS // 4, len(place)))])
        ends = np.array([_downhill(shifted, start, low, high) for start in starts])
        proposed = ends[int(np.argmin(shifted(ends)))]
        told = run(proposed)
        if (now := float(loss(proposed[None], told[None], wave.targets)[0])) < best:
            place, shown, best = proposed, told, now
        else:
            reach *= 0.5
    return place, best


def _downhill(loss_of: Callable[[Array], Array], start: Array, low: Array, high: Array) -> Array:
    """Return where the loss, of points of shape (points, parameters), leads from a start within a box."""
    beside = np.vstack([np.zeros(len(start)), 1e-7 * np.eye(len(start))])

    def value_and_slope(point: Array) -> tuple[float, Array]:
        values = loss_of(point + beside)  # all at once: the emulators take as long for one point as for many
        return float(values[0]), (values[1:] - values[0]) / 1e-7

    found: Array = minimize(
        value_and_slope,
        start,
        jac=True,
        method="L-BFGS-B",
        bounds=list(zip(low, high, strict=True)),
        options={"maxiter": 40},
    ).x
    return found


def spread(points: Array, count: int, lots: Generator) -> Array:
    """Return `count` of the points that lie far from each other.

    Each is the farthest, of some by lot, from those taken.
    """
    taken = [points[0]]
    for _ in range(min(count, len(points)) - 1):
        some = points[lots.integers(len(points), size=64)]
        nearest = np.min(np.linalg.norm(some[:, None, :] - np.array(taken)[None], axis=2), axis=1)
        taken.append(some[int(np.argmax(nearest))])
    return np.array(taken)
