"""What fits the machine: what would fill its memory is refused before it begins; the message says what would fit."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from govsim.errors import InputError

KEPT = 0.9  # share of the free memory that may be filled
CGROUP = Path("/sys/fs/cgroup")  # limits of a container, where Linux says them
RUN_BYTES = 25_000  # of the outcomes of a run, as Python keeps them


def free_memory() -> float:
    """Return how many bytes of memory are free for this process."""
    free = float("inf")
    with suppress(OSError, ValueError, StopIteration):
        told = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        free = 1024.0 * float(next(line for line in told if line.startswith("MemAvailable")).split()[1])
    if free == float("inf"):
        with suppress(OSError, ValueError, AttributeError):
            free = float(os.sysconf("SC_PHYS_PAGES")) * os.sysconf("SC_PAGE_SIZE")
    with suppress(OSError, ValueError):
        limit, used = (float((CGROUP / f"memory.{name}").read_text(encoding="ascii")) for name in ("max", "current"))
        free = min(free, limit - used)
    return free


def check_fits(count: float, bytes_each: float, what: str, where: str = "") -> None:
    """Refuse `count` things of `bytes_each` bytes if the free memory does not hold them; `what` is their name.

    Raises:
        InputError: They do not fit; the message says how many would.
    """
    free = KEPT * free_memory()
    if count * bytes_each > free:
        need, fitting = count * bytes_each / 1e9, max(0, int(free / bytes_each))
        raise InputError(
            f"{count:,.0f} {what} need about {need:,.3g} GB of memory, and {free / 1e9:,.3g} GB are free; "
            f"at most {fitting:,} fit",
            where,
        )


def check_runs(replicates: int, arms: int, weeks: int = 0) -> None:
    """Refuse more replicates than the memory can keep the outcomes of.

    Args:
        replicates: How many.
        arms: Runs of each.
        weeks: Weeks of the curves that are kept beside the outcomes; 0: none are.
    """
    check_fits(replicates, arms * (RUN_BYTES + 24 * weeks), "replicates")
