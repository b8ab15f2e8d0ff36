"""The first compilation of the week, shared between two processes: it is most of what a new user waits for."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from numba import int64

from govsim.compiled import CACHE_FOLDER, first_compilation
from govsim.schedule import SCHEDULE, compiled_week
from govsim.world.machine import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from govsim.schedule import Phase

BACKWARDS = f"from {__name__} import *; compile_phases(reversed(SCHEDULE))"


@cache
def compile_once() -> None:
    """Compile the loop over the week, unless it is on disk; where another process is at it, wait for that one."""
    if not first_compilation():
        return
    from filelock import FileLock

    with FileLock(CACHE_FOLDER / "compiling"):
        if first_compilation():
            with _helper():
                compile_phases(SCHEDULE)
                compiled_week().advance.compile((TABLES, int64, int64))


def compile_phases(phases: Iterable[Phase]) -> None:
    """Compile the rules of phases one after the other; what another process has put on disk meanwhile is taken up."""
    for phase in phases:
        phase.function.compile((TABLES, int64, int64))  # type: ignore[attr-defined]


@contextmanager
def _helper() -> Iterator[None]:
    """Have another process compile the phases from the last to the first, until it meets this one."""
    paths = os.pathsep.join(path or str(Path.cwd()) for path in sys.path)
    with ExitStack() as stack:
        if (os.cpu_count() or 1) > 1:
            with suppress(OSError):  # no second process to be had: this one does it all
                helper = subprocess.Popen(
                    [sys.executable, "-c", BACKWARDS],
                    env=os.environ | {"PYTHONPATH": paths},
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
                stack.callback(helper.wait)
                stack.callback(helper.terminate)
        yield
