"""Tasks on threads: compiled rules run outside Python's lock."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

T = TypeVar("T")
R = TypeVar("R")


def in_parallel(
    task: Callable[[T], R],
    items: Iterable[T],
    workers: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Iterator[R]:
    """Yield `task(item)` in the order of the items, computed on threads: compiled rules run outside Python's lock."""
    pool = ThreadPoolExecutor(max_workers=workers or cores())
    try:
        for done, result in enumerate(pool.map(task, items), start=1):
            if progress:
                progress(done)
            yield result
    finally:
        pool.shutdown(cancel_futures=True)


def cores() -> int:
    """Return the number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
