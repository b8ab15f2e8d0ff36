"""Sensitivity analysis with SALib, made fit for a stochastic model.

* All points of a design have the same seeds, so a difference between two points is an effect of the parameters and
  not of luck. The indices hold for the mean over these seeds.
* The last factor of every design is a dummy that the model never reads: what it seems to do is the noise of the method.
* A failed run or an undefined outcome is refused before the analysis; SALib would return zeros.
* Every index has a 95 % interval: SALib's own bootstrap, or SciPy's over the base samples where SALib has none that
  serves.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from govsim.errors import InputError, nearest
from govsim.runs.compare import BASELINE
from govsim.runs.store import MANIFEST, read_manifest
from govsim.studies.design import problem
from govsim.studies.indices import FEW_RESAMPLES, indices_of
from govsim.studies.methods import METHODS, Method, choose_method, designed
from govsim.studies.sensitivity_result import Sensitivity
from govsim.studies.study import Study, load_study
from govsim.studies.sweep import expand, sweep

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from govsim.studies.sweep_result import Sweep


def sensitivity(
    study: Study | str | Path,
    method: str | None = None,
    *,
    n: int | None = None,
    outcome: str | None = None,
    policy: str = BASELINE,
    folder: str | Path | None = None,
    **engine: Any,
) -> Sensitivity:
    """Run the design that a method needs and analyse one outcome of it.

    Args:
        study: the study, or its file.
        method: `sobol`, `morris`, `fast`, `rbd_fast`, `pawn`, `delta`, `hdmr` or `dgsm` (default: that of the study's
        design, else `sobol`).
        n: base samples (default: those of the study's design if it is the method's, else the method's own number).
        outcome: the outcome (default: the study's first).
        policy: a policy of the study: the outcome is then its paired difference from the baseline.
        folder: where the runs are kept; a smaller study of the same method that lies there is continued.
        engine: `engine`, `workers`, `cluster`, `progress`, as for `sweep`.
    """
    study = study if isinstance(study, Study) else load_study(study)
    chosen = choose_method(study, method)
    outcome = outcome or next(iter(study.outcomes))
    for given, known, what in (
        (outcome, study.model.outcomes, "outcome"),
        (policy, study.model.arms, "policy of the study"),
    ):
        if given not in known:
            raise InputError(f"unknown {what} {given!r}{nearest(given, known)}", study.where)
    study = designed(study, chosen, n)
    if folder is not None and (Path(folder) / MANIFEST).exists():
        told = read_manifest(Path(folder))
        if told.get("identity") == study.identity and (told["design"]["n"] or 0) < (study.design.n or 0):
            expand(folder, n=study.design.n, study=study, **engine)
    return analyse(sweep(study, folder, **engine), chosen.name, outcome, policy)


def analyse(finished: Sweep, method: str, outcome: str, policy: str = BASELINE) -> Sensitivity:
    """Analyse an outcome of a finished sweep whose design is that of the method (see `designed`)."""
    study, chosen = finished.study, METHODS[method]
    against = BASELINE if policy != BASELINE else None
    y = finished.values(outcome, policy, against)
    _refuse_gaps(finished, outcome, y)
    x = study.points.unit
    if x is None:
        raise InputError(f"the design {study.design.method} has no coordinates to analyse", study.where)
    told = problem(study.factors, study.groups)
    width = len(set(told.get("groups", told["names"])))
    rows = chosen.rows(width)
    n = study.design.n or len(y)
    results, indices = indices_of(chosen, told, x, y, rows)
    growth = {
        size: indices_of(chosen, told, x[: size * rows], y[: size * rows], rows, FEW_RESAMPLES)[1][chosen.indices[0]]
        for size in _sizes(chosen, n)
    }
    if not chosen.whole:
        growth[n] = indices[chosen.indices[0]]
    return Sensitivity(study, method, outcome, policy, finished, told, x, y, results, indices, growth)


def _refuse_gaps(finished: Sweep, outcome: str, y: NDArray[np.float64]) -> None:
    where = str(finished.folder or finished.study.name)
    failed = finished.progress.failed
    if failed:
        first = finished.failures.iloc[0]
        raise InputError(
            (
                f"{failed} runs failed, and indices without them would be wrong (point {first['point']}: "
                f"{first['error']}); narrow the ranges"
            ),
            where,
        )
    gaps = np.flatnonzero(~np.isfinite(y))
    if gaps.size:
        raise InputError(
            (
                f"{outcome} is not defined at {gaps.size} of {y.size} points (the first is number {gaps[0]} of "
                f"the design); choose another outcome or narrow the ranges"
            ),
            where,
        )
    if np.ptp(y) == 0:
        raise InputError(f"{outcome} is the same at all points; there is no variance to explain", where)


def _sizes(method: Method, n: int) -> list[int]:
    """Return the numbers of base samples below n at which the growth of the indices is looked at."""
    least = 4 if method.name == "morris" else 16 if method.extra is not None else 512 if method.name == "hdmr" else 128
    return [] if method.whole else [1 << k for k in range(2, 30) if least <= 1 << k < n]
