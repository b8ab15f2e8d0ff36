"""Sweeps: all runs of a study, in parts that are written whole, so that nothing is lost and nothing is done twice.

The folder of a sweep holds a manifest (what determines the runs), the design points, and Parquet parts with one row
for each (point, policy, replicate): the key of the run, the values of the factors, every outcome, or the message of a
failure. What is missing is told by the parts themselves. So a sweep can be killed at any moment and started again, on
another engine or with another number of workers, and ends with the same rows and the same checksum.
"""

from __future__ import annotations

import os
import time
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from govsim.errors import InputError
from govsim.runs.parts import FolderParts
from govsim.runs.store import locked, read_manifest
from govsim.sizes import check_fits
from govsim.studies.design import same_points
from govsim.studies.engines import Chunk, Engine, EngineName, Results, Task, make_engine, run_chunks
from govsim.studies.progress import Completion, Progress
from govsim.studies.study import Study, load_study
from govsim.studies.sweep_folder import (
    check_same,
    check_sum,
    finish,
    held,
    logged,
    open_sweep,
    stored_design,
    write_design,
    write_manifest,
)
from govsim.studies.sweep_result import Sweep, parts_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

SECONDS = 2.0  # of a chunk: what a kill costs a worker at most
LARGEST_CHUNK = 2000  # tasks
TASK_BYTES = 24  # to keep account of one


def sweep(
    study: Study | str | Path,
    folder: str | Path | None = None,
    *,
    engine: EngineName = "auto",
    workers: int | None = None,
    cluster: str | None = None,
    retry_failed: bool = False,
    progress: Callable[[Progress], None] | None = None,
) -> Sweep:
    """Run a study, or what is missing of it.

    Args:
        study: the study, or its file.
        folder: where the runs are kept; what is there is not computed again. Without one they stay in memory.
        engine: `serial`, `threads`, `processes`, `dask`, or `auto`; the results do not depend on it.
        workers: threads or processes (default: all cores).
        cluster: address of a Dask scheduler, such as `tcp://10.0.0.1:8786`.
        retry_failed: whether runs of the folder that have failed are run again, as if they were missing.
        progress: called after each chunk.

    Returns:
        The sweep, with its runs, failures and means.

    Raises:
        InputError: the folder holds other things, other runs, or a part that was altered since it was written.
    """
    study = study if isinstance(study, Study) else load_study(study)
    result = Sweep(study) if folder is None else Sweep(study, FolderParts(Path(folder) / "parts"), Path(folder))
    # what cannot be made is refused before anything is written, and so is a cluster that does not answer
    tasks = len(study.points) * study.replicates.largest
    check_fits(tasks, TASK_BYTES + 8 * len(study.model.arms), "replicates of design points", study.where)
    made = make_engine(engine, workers, cluster)
    try:
        with held(result, retry_failed) if result.folder else nullcontext():
            _fill(result, made, progress)
    finally:
        made.close()
    return result


def resume(folder: str | Path, study: Study | None = None, **engine: Any) -> Sweep:
    """Run what is missing in a folder; the keyword arguments are those of `sweep`."""
    opened = open_sweep(folder, study)
    return sweep(opened.study, folder, **engine)


def expand(
    folder: str | Path,
    *,
    n: int | None = None,
    replicates: int | None = None,
    study: Study | None = None,
    **engine: Any,
) -> Sweep:
    """Add points (to a design of size n) or replicates to a study, and run them; what is there stays.

    A design can grow if its first points are the old ones: Sobol sequences, Saltelli's, Morris's, and the rows of a
    file.
    """
    opened = open_sweep(folder, study)
    old = opened.study
    larger = old.with_size(n=n, replicates=replicates)
    if larger.replicates.largest < old.replicates.largest or len(larger.points) < len(stored_design(old, Path(folder))):
        raise InputError("a study can only grow; give a larger size or more replicates", str(folder))
    if not same_points(stored_design(old, Path(folder)), larger.points):
        raise InputError(
            f"a larger {old.design.method} design has other points; add replicates, or begin a new folder", str(folder)
        )
    with locked(Path(folder)):
        check_same(old, read_manifest(Path(folder)), Path(folder))
        check_sum(opened)
        write_design(larger, Path(folder))
        write_manifest(Sweep(larger, opened.parts, Path(folder)))
    return sweep(larger, folder, **engine)


def _fill(result: Sweep, engine: Engine, progress: Callable[[Progress], None] | None) -> None:
    """Run all that is missing, round by round: a rule on replicates may ask for more after a look at the first ones."""
    study = result.study
    state = Completion.of(result.study, result.parts, str(result.folder))
    if not state.missing().any():
        finish(result)
        return
    before, started, planned = state.runs, time.monotonic(), state.planned()
    with logged(result.folder) as log, engine:
        log.info("process %d begins: %s", os.getpid(), Progress(before, state.failed, planned, 0.0, before))
        while (missing := state.missing()).any():
            pace = _Pace()
            for chunk, results in run_chunks(engine, study.model, _chunks(study, missing, pace)):
                for name, rows in parts_of(study, chunk, results):
                    result.parts.add(name, rows)
                pace.note(chunk, results)
                state.note(chunk, results)
                now = Progress(state.runs, state.failed, planned, time.monotonic() - started, before)
                log.info("%s", now)
                if progress:
                    progress(now)
            planned = state.planned()
    finish(result)


class _Pace:
    """How many tasks a chunk should have so that it takes about `SECONDS`."""

    def __init__(self) -> None:
        self.size = 2

    def note(self, chunk: Chunk, results: Results) -> None:
        self.size = max(1, min(LARGEST_CHUNK, round(SECONDS * len(chunk) / max(results.seconds, 1e-6)), 4 * self.size))


def _chunks(study: Study, missing: NDArray[np.bool_], pace: _Pace) -> Iterator[Chunk]:
    tasks = np.argwhere(missing)
    start = 0
    while start < len(tasks):
        piece = tasks[start : start + pace.size]
        start += len(piece)
        yield tuple(Task(int(p), int(r), study.seed(int(r)), study.points.point(int(p))) for p, r in piece)
