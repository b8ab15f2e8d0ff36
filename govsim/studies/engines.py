"""Engines: where the chunks of a sweep are computed. The results do not depend on it.

Every engine is an executor of Python's `concurrent.futures`: this process, its threads, worker processes (loky), or a
Dask cluster. A chunk whose worker died is given out again; if it keeps killing workers, its runs are tried one by one,
and the run that kills is told as a failure.
"""

from __future__ import annotations

import os
import threading
import time
from collections import Counter
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from govsim import extensions
from govsim.errors import InputError
from govsim.runs.threads import cores
from govsim.studies.models import Model, digest, packed, unpacked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import TracebackType

    from numpy.typing import NDArray

    from govsim.parameters.declare import Value

EngineName = Literal["auto", "serial", "threads", "processes", "dask"]
DEATHS = 2  # workers that a chunk may cost before its runs are tried one by one


@dataclass(frozen=True)
class Task:
    """One replicate of one design point."""

    point: int
    replicate: int
    seed: int
    values: dict[str, Value]


@dataclass(frozen=True)
class Results:
    """The runs of a chunk, in the order of its tasks and, within a task, of the arms; `seconds` is what they took.

    `outcomes` has shape (runs, outcomes), NaN where a run failed; `errors` has a message there, and None elsewhere.
    """

    keys: list[str]
    outcomes: NDArray[np.float64]
    errors: list[str | None]
    code: str
    seconds: float = 0.0


Chunk = tuple[Task, ...]


def compute(model: Model, chunk: Chunk) -> Results:
    """Run a chunk. This is all that a worker does."""
    started = time.perf_counter()
    keys, rows, errors = [], [], []
    for task in chunk:
        for key, result in model.run(task.values, task.seed):
            failed = isinstance(result, str)
            keys.append(key)
            rows.append(np.full(len(model.outcomes), np.nan) if failed else result)
            errors.append(result if failed else None)
    outcomes = np.array(rows, float).reshape(len(keys), len(model.outcomes))
    outcomes[np.isnan(outcomes)] = np.nan  # one NaN of many, so that equal results have equal bits
    return Results(keys, outcomes, errors, model.code, time.perf_counter() - started)  # type: ignore[arg-type]


def compute_elsewhere(packed_model: bytes, chunk: Chunk) -> Results:
    """Run a chunk in another process than that which asks for it."""
    return compute(unpacked(packed_model), chunk)


class Inline(Executor):
    """An executor that computes at once, in the thread that asks."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Compute, and return a future that is done."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 (it is raised where the result is asked for, as by any executor)
            future.set_exception(error)
        return future


@dataclass
class Engine:
    """An executor that can be renewed after a worker has died, and how many chunks it should hold at a time."""

    open: Callable[[], Executor]
    width: Callable[[], int]
    deaths: tuple[type[BaseException], ...] = (BrokenExecutor,)
    close: Callable[[], None] = lambda: None
    elsewhere: bool = False  # whether other processes compute, which know nothing of what was defined in this one
    executor: Executor | None = field(default=None, init=False)
    sent: tuple[Model, bytes] | None = field(default=None, init=False)  # the model that was packed last

    def __enter__(self) -> Engine:
        self.executor = self.open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def _end(self) -> None:
        if self.executor is not None:
            with suppress(Exception):  # a broken executor may complain while it is thrown away
                self.executor.shutdown(wait=True, cancel_futures=True)

    def submit(self, model: Model, chunk: Chunk) -> Future[Results]:
        """Hand a chunk to a worker."""
        assert self.executor is not None
        work = partial(compute_elsewhere, self._packed(model)) if self.elsewhere else partial(compute, model)
        try:
            return self.executor.submit(work, chunk)
        except self.deaths:  # the pool broke since the last answer
            self.renew()
            return self.executor.submit(work, chunk)

    def _packed(self, model: Model) -> bytes:
        if self.sent is None or self.sent[0] is not model:
            self.sent = model, packed(model)
        return self.sent[1]

    def renew(self) -> None:
        """Start afresh after a worker has died."""
        if isinstance(self.executor, _ownpool()):
            self._end()
            self.executor = self.open()


def _ownpool() -> tuple[type[Executor], ...]:
    from loky.process_executor import ProcessPoolExecutor

    return (ProcessPoolExecutor,)


def make_engine(name: EngineName, workers: int | None = None, cluster: str | None = None) -> Engine:
    """Return an engine by name; `auto` is worker processes, or this process where one worker is asked for."""
    if cluster is not None or name == "dask":
        return _dask(cluster)
    workers = workers or cores()
    if name == "serial" or workers == 1:
        return Engine(Inline, lambda: 1)
    if name == "threads":
        return Engine(partial(ThreadPoolExecutor, workers), lambda: 2 * workers)
    from loky import ProcessPoolExecutor

    return Engine(
        partial(ProcessPoolExecutor, workers, initializer=_begin, initargs=(os.getpid(), tuple(extensions.LOADED))),
        lambda: 2 * workers,
        elsewhere=True,
    )


def _begin(parent: int, files: tuple[str, ...]) -> None:
    """Prepare this worker: rules of one's own are registered in it too, and it ends with its parent."""
    _end_with(parent)
    extensions.load(files)


def _end_with(parent: int) -> None:
    """End this worker when its parent is gone: after a SIGKILL of the parent nobody else would."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1.0)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _dask(address: str | None) -> Engine:
    if not address:
        raise InputError("give the address of the scheduler, such as --cluster tcp://10.0.0.1:8786")
    try:
        from distributed import Client
        from distributed.comm.addressing import get_address_host_port
        from distributed.scheduler import KilledWorker
    except ImportError:
        raise InputError(
            "a Dask cluster needs the extra `cluster`: pip install distributed, or '.[cluster]' in a checkout",
            f"--cluster {address}",
        ) from None
    try:
        get_address_host_port(address)  # a client refuses it too, and then leaves a traceback behind
        client = Client(address, timeout="10s", set_as_default=False)
    except (OSError, ValueError) as error:
        raise InputError(f"no Dask scheduler answers ({error})", f"--cluster {address}") from None
    if extensions.LOADED:
        client.run(extensions.load, tuple(extensions.LOADED))
    return Engine(
        lambda: client.get_executor(pure=False),
        lambda: 2 * max(1, sum(client.ncores().values())),
        (KilledWorker, BrokenExecutor),
        client.close,
        elsewhere=True,
    )


def run_chunks(engine: Engine, model: Model, chunks: Iterable[Chunk]) -> Iterator[tuple[Chunk, Results]]:
    """Yield each chunk with its results, in the order in which they are done."""
    waiting: dict[Future[Results], Chunk] = {}
    deaths: Counter[tuple[int, int, int]] = Counter()
    suspects: list[Chunk] = []

    def harvest() -> Iterator[tuple[Chunk, Results]]:
        done, _ = wait(waiting, return_when=FIRST_COMPLETED)
        lost = []
        for future in done:
            chunk = waiting.pop(future)
            try:
                yield chunk, _checked(future.result(), model)
            except engine.deaths:
                lost.append(chunk)
        if lost:
            if isinstance(engine.executor, _ownpool()):  # the whole pool is gone, and all that it held
                lost += waiting.values()
                waiting.clear()
            engine.renew()
            for chunk in lost:
                deaths[_name(chunk)] += 1
                if deaths[_name(chunk)] >= DEATHS:
                    suspects.append(chunk)
                else:
                    waiting[engine.submit(model, chunk)] = chunk

    for chunk in chunks:
        while len(waiting) >= engine.width():
            yield from harvest()
        waiting[engine.submit(model, chunk)] = chunk
    while waiting:
        yield from harvest()
    for chunk in suspects:
        for task in chunk:
            yield (task,), _alone(engine, model, task)


def _name(chunk: Chunk) -> tuple[int, int, int]:
    """Return what tells a chunk from others."""
    return chunk[0].point, chunk[0].replicate, len(chunk)


def _alone(engine: Engine, model: Model, task: Task) -> Results:
    """Run a suspect with no other in flight; a worker's death is then its own."""
    try:
        return _checked(engine.submit(model, (task,)).result(), model)
    except engine.deaths:
        engine.renew()
    arms = len(model.arms)
    keys = [digest(model.fingerprint, arm, sorted(task.values.items()), task.seed, model.code) for arm in model.arms]
    told: list[str | None] = ["the worker that ran it died (killed, out of memory, or crashed)"] * arms
    return Results(keys, np.full((arms, len(model.outcomes)), np.nan), told, model.code)


def _checked(results: Results, model: Model) -> Results:
    if results.code != model.code:
        raise InputError(
            f"a worker runs other rules ({results.code}) than this process ({model.code}); give all of them the same "
            f"govsim and the same files of --extension"
        )
    return results
