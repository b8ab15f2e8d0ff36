"""Indices of SALib with their 95 % intervals: its own bootstrap, or SciPy's over the base samples where it has none."""

from __future__ import annotations

import contextlib
import io
import warnings
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from govsim.studies.methods import Method

    # values and half-widths of their 95 % intervals, each of shape (parameters,)
    Index = tuple[NDArray[np.float64], NDArray[np.float64]]


RESAMPLES = 100
FEW_RESAMPLES = 25  # where only the growth is looked at, or SALib is slow


def indices_of(
    method: Method,
    told: dict[str, Any],
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    rows: int,
    resamples: int = RESAMPLES,
) -> tuple[Any, dict[str, Index]]:
    """Return SALib's results, and the indices with the half-widths of their 95 % intervals."""
    with _quiet():
        results = _salib(method.name, told, x, y, resamples)
        d = len(set(told.get("groups", told["names"])))

        def index(name: str) -> Index:
            key = {
                ("delta", "delta"): "delta_balanced" if "delta_balanced" in results else "delta",
                ("hdmr", "S1"): "Sa",
            }.get((method.name, name), name)
            values = _numbers(results[key], d)
            if method.name in ("pawn", "dgsm"):  # PAWN has none in SALib, and DGSM one of another quantity
                return values, _bootstrap(
                    lambda at: _numbers(_salib(method.name, told, x[at], y[at], 2)[key], d),
                    len(y) // rows,
                    rows,
                    resamples // 2,
                )
            return values, _numbers(results[f"{key}_conf"], d)

        return results, {name: index(name) for name in method.indices}


def _numbers(values: Any, d: int) -> NDArray[np.float64]:
    return np.array([float(v) for v in np.ma.filled(np.ma.asarray(list(values)[:d]).astype(float), np.nan)])


def _salib(name: str, told: dict[str, Any], x: NDArray[np.float64], y: NDArray[np.float64], resamples: int) -> Any:
    from SALib.analyze import delta, dgsm, fast, hdmr, morris, pawn, rbd_fast, sobol

    common: dict[str, Any] = {"seed": 1}
    if name == "pawn":
        return pawn.analyze(told, x, y, **common)
    if name == "hdmr":  # interactions of pairs only where there are few of them
        with _seeded():
            return hdmr.analyze(told, x, y, maxorder=2 if len(told["names"]) <= 10 else 1, **common)
    common["num_resamples"] = min(resamples, FEW_RESAMPLES) if name == "delta" else resamples
    if name == "sobol":
        return sobol.analyze(told, y, calc_second_order=False, keep_resamples=True, **common)
    if name == "fast":
        return fast.analyze(told, y, **common)
    return {"morris": morris, "dgsm": dgsm, "delta": delta, "rbd_fast": rbd_fast}[name].analyze(told, x, y, **common)


_global_generator = Lock()


@contextlib.contextmanager
def _seeded() -> Iterator[None]:
    """Lend NumPy's global generator, seeded, to SALib's HDMR, which ignores the seed that it is given.

    Give it back as it was.
    """
    with _global_generator:
        before = np.random.get_state()  # noqa: NPY002, TID251
        np.random.seed(1)  # noqa: NPY002, TID251
        try:
            yield
        finally:
            np.random.set_state(before)  # noqa: NPY002, TID251


def _bootstrap(statistic: Any, samples: int, rows: int, resamples: int) -> NDArray[np.float64]:
    """Return half-widths of 95 % intervals (normal) of a statistic of row numbers.

    Over resampled base samples of `rows` rows.
    """
    from scipy.stats import bootstrap

    def of(chosen: NDArray[np.int64]) -> NDArray[np.float64]:
        at = (np.asarray(chosen)[:, None] * rows + np.arange(rows)).ravel()
        return np.asarray(statistic(at))

    found = bootstrap((np.arange(samples),), of, n_resamples=resamples, vectorized=False, method="percentile", rng=1)
    return 1.96 * np.asarray(found.standard_error)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Silence SALib's remarks, and give NumPy's global generator, which it seeds, back as it was."""
    state = np.random.get_state()  # noqa: NPY002, TID251 (only to undo what SALib does to it)
    try:
        with (
            warnings.catch_warnings(),
            contextlib.redirect_stdout(io.StringIO()),
            contextlib.redirect_stderr(io.StringIO()),
        ):
            warnings.simplefilter("ignore")
            yield
    finally:
        np.random.set_state(state)  # noqa: NPY002, TID251
