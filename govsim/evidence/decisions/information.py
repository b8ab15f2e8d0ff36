"""What knowing more would be worth: everything, some parameters, or what a measurement would show.

With net benefits y of shape (sets, portfolios) and something known, of shape (sets, k):

    EVPI  = E max g - max E g,                                      g = E[y | all parameters]
    EVPPI = E max E[y | known] - max E y,      known: parameters    (Strong, Oakley and Brennan 2014)
    EVSI  = the same,                          known: what a simulated measurement shows (Strong et al. 2015)

The conditional means are regressions: splines for one or two variables, a Gaussian process for three to six. Both are
linear smoothers, so that the prediction of each set by all others comes without another fit, y - (y - fit) / (1 - h).
The fit itself tells a value that is too large where there are few sets, since the regression follows their luck; a
choice by the predictions of the others, judged by the set's own y, one that is too small. They bracket the value.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from itertools import combinations_with_replacement
from typing import TYPE_CHECKING

import numpy as np
from scipy.interpolate import BSpline

from govsim.errors import InputError
from govsim.evidence.decisions import acceptability

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Smoother = Callable[[Array, Array], tuple[Array, Array]]  # (known, y): fit, prediction by the others

A_TERM = 10  # sets for each term of a regression; with fewer nothing is said
MOST_TERMS = 6  # of a spline
SPLINES, MOST = 2, 6  # variables up to which splines, and a Gaussian process, are fitted
PAIRS = 12  # parameters up to which products of two of them are terms of the regression on all
RESAMPLES = 100
PENALTIES = np.geomspace(1e-6, 1e4, 41)  # of a ridge regression, over the number of sets


@dataclass(frozen=True)
class Worth:
    """The value of knowing something, yuan a year, and its bracket: choice judged by others, and fit."""

    value: float
    low: float
    high: float


def evpi(g: Array) -> float:
    """Return the expected value of perfect information of net benefits, shape (sets, portfolios)."""
    return max(0.0, float(g.max(axis=1).mean() - g.mean(axis=0).max()))


def perfect(y: Array, points: Array, *, resamples: int = RESAMPLES, seed: int = 1) -> Worth:
    """Return what knowing all parameters is worth: EVPI of the regression, with its 95 % interval over resampled sets.

    Args:
        y: means over seeds, shape (sets, portfolios).
        points: parameters, shape (sets, k).
        resamples: of the sets.
        seed: of the resamples.
    """
    value = evpi(smoothed(y, points))
    told = [value, *(evpi(smoothed(y[n], points[n])) for n in acceptability.resamples(len(y), resamples, seed))]
    low, high = np.quantile(told, [0.025, 0.975])
    return Worth(value, float(min(low, value)), float(max(high, value)))


def enough(known: int, sets: int) -> bool:
    """Return whether there are sets enough for a regression on so many variables, in its simplest form."""
    return known <= MOST and sets >= A_TERM * (2**known if known <= SPLINES else 1 + known)


def smoothed(y: Array, points: Array) -> Array:
    """Return net benefits as a regression on all parameters tells them: luck taken out; shape (sets, portfolios).

    A ridge regression on the parameters, their squares and, if they are few, products, its penalty by generalised
    cross-validation (Golub, Heath and Wahba 1979), for each portfolio.

    Args:
        y: means over seeds, shape (sets, portfolios).
        points: parameters, shape (sets, k).
    """
    z = _standard(points)
    columns = [z, z**2]
    if z.shape[1] <= PAIRS:
        pairs = [c for c in combinations_with_replacement(range(z.shape[1]), 2) if c[0] < c[1]]
        columns.append(np.array([z[:, a] * z[:, b] for a, b in pairs]).reshape(len(pairs), len(z)).T)
    terms = _standard(np.concatenate(columns, axis=1))
    mean = y.mean(axis=0)
    return np.asarray(mean + ridge(terms, y - mean)[0])


def ridge(terms: Array, y: Array) -> tuple[Array, Array]:
    """Return fit and weights of ridge regressions without an intercept, penalties by generalised cross-validation.

    Args:
        terms: shape (sets, k), centred.
        y: shape (sets,), or (sets, columns) with a regression and a penalty for each column; centred.

    Returns:
        The fit, of the shape of `y`, and the weights, of shape (k,) or (k, columns).
    """
    u, s, vt = np.linalg.svd(terms, full_matrices=False)
    if not len(s) or s[0] <= 0.0:
        return np.zeros_like(y), np.zeros((terms.shape[1], *y.shape[1:]))
    columns, n = y.reshape(len(y), -1), len(y)
    along = u.T @ columns
    kept = s**2 / (s**2 + n * PENALTIES[:, None])  # (penalties, k)
    left = (columns**2).sum(axis=0) - (along**2).sum(axis=0) + (1.0 - kept) ** 2 @ along**2
    spare = np.maximum(1.0 - (1.0 + kept.sum(axis=1)) / n, 1e-3)[:, None]
    best = kept[np.argmin(left / spare**2, axis=0)].T  # (k, columns)
    weights = vt.T @ (best * along / np.where(s > 0.0, s, 1.0)[:, None])
    return (terms @ weights).reshape(y.shape), weights.reshape(-1, *y.shape[1:])


def _standard(points: Array) -> Array:
    spread = points.std(axis=0)
    return np.asarray((points - points.mean(axis=0)) / np.where(spread > 0.0, spread, 1.0))


def worth_of(y: Array, known: Array, *, resamples: int = RESAMPLES, seed: int = 1) -> Worth:
    """Return what knowing some variables is worth, with its bracket; the upper end includes resampled sets.

    Args:
        y: means over seeds, shape (sets, portfolios).
        known: parameters, or what a measurement showed, shape (sets, k) with k from 1 to 6.
        resamples: of the sets, for the upper end.
        seed: of the resamples.

    Raises:
        InputError: There are fewer than ten sets for each term.
    """
    sets, k = known.shape
    if not enough(k, sets):
        raise InputError(f"{sets} parameter sets are too few for a regression on {k} variables, or these too many")
    smoother = _splines if k <= SPLINES else _process(y, _standard(known))
    value, low = _values(y, smoother(_standard(known), y))
    drawn = acceptability.resamples(sets, resamples if k <= SPLINES else 0, seed)
    told = [value, *(_values(y[n], smoother(_standard(known[n]), y[n]))[0] for n in drawn)]
    return Worth(value, min(low, value), float(max(value, np.quantile(told, 0.975))))


def _values(y: Array, told: tuple[Array, Array]) -> tuple[float, float]:
    """Return the value by the fit, and that of choosing by the predictions of the others."""
    fit, others = told
    base = float(y.mean(axis=0).max())
    chosen = np.argmax(others, axis=1)
    judged = float(np.take_along_axis(y, chosen[:, None], axis=1).mean())
    return max(0.0, float(fit.max(axis=1).mean() - fit.mean(axis=0).max())), max(0.0, judged - base)


def _splines(z: Array, y: Array) -> tuple[Array, Array]:
    """Return fit and leave-one-out prediction by splines, of two variables by their tensor product."""
    most = len(z) // A_TERM
    terms = min(MOST_TERMS, most if z.shape[1] == 1 else int(np.sqrt(most)))
    basis = _basis(z[:, 0], terms)
    if z.shape[1] == 2:
        basis = np.einsum("ta,tb->tab", basis, _basis(z[:, 1], terms)).reshape(len(z), -1)
    q, r = np.linalg.qr(basis)
    q = q[:, np.abs(np.diag(r)) > 1e-9 * max(1e-300, float(np.abs(r).max()))]
    hat = np.minimum((q**2).sum(axis=1), 1.0 - 1e-6)[:, None]
    fit = q @ (q.T @ y)
    return fit, y - (y - fit) / (1.0 - hat)


def _basis(x: Array, terms: int) -> Array:
    """Return B-splines of up to the third degree with knots at quantiles: shape (sets, terms)."""
    degree = min(3, terms - 1)
    inner = np.unique(np.quantile(x, np.linspace(0.0, 1.0, terms - degree + 1)))
    if len(inner) < 2:
        return np.ones((len(x), 1))
    knots = np.r_[[inner[0]] * degree, inner, [inner[-1]] * degree]
    told: Array = BSpline.design_matrix(x, knots, degree).toarray()
    return told


def _process(y: Array, z: Array) -> Smoother:
    """Return a smoother by Gaussian processes, one a portfolio, with a length for each variable and noise."""
    try:
        from sklearn.exceptions import ConvergenceWarning
        from sklearn.gaussian_process import GaussianProcessRegressor
        from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel
    except ImportError:
        raise missing() from None
    k = z.shape[1]
    kernels = []
    for x in range(y.shape[1]):
        kernel = ConstantKernel(1.0, (1e-3, 1e3)) * RBF(np.ones(k), (0.1, 100.0)) + WhiteKernel(1.0, (1e-3, 1e2))
        scale = float(y[:, x].std()) or 1.0
        process = GaussianProcessRegressor(kernel, random_state=1)
        with warnings.catch_warnings():  # a length at an end of its range means that the variable does nothing
            warnings.simplefilter("ignore", ConvergenceWarning)
            kernels.append(process.fit(z, (y[:, x] - y[:, x].mean()) / scale).kernel_)

    def smooth(known: Array, values: Array) -> tuple[Array, Array]:
        fit, others = np.empty_like(values), np.empty_like(values)
        for x, kernel in enumerate(kernels):
            whole = kernel(known)
            noise = kernel.k2.noise_level
            hat = np.linalg.solve(whole, whole - noise * np.eye(len(known))).T
            mean = values[:, x].mean()
            fit[:, x] = mean + hat @ (values[:, x] - mean)
            share = np.minimum(np.diag(hat), 1.0 - 1e-6)
            others[:, x] = values[:, x] - (values[:, x] - fit[:, x]) / (1.0 - share)
        return fit, others

    return smooth


def missing() -> InputError:
    """Return the error of an extra that is not installed."""
    return InputError("needs scikit-learn; install it with: pip install 'govsim[decisions]'", "govsim decide")
