"""One line of a benchmark, how it is timed, printed and written."""

from __future__ import annotations

import json
import math
import os
import platform
import time
from dataclasses import asdict, dataclass
from importlib.metadata import version
from statistics import median
from typing import TYPE_CHECKING, Any

from rich.table import Table

from govsim.compiled import source_hash

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

PACKAGES = ("govsim", "mesa", "numba", "numpy")


@dataclass(frozen=True)
class Measurement:
    """One line of the report. `at_least` says on which side of the target the goal lies; no target: for information.

    `measured` is NaN where there was nothing to measure, and infinite where what was to be timed failed.
    """

    name: str
    measured: float
    unit: str
    target: float | None = None
    at_least: bool = False
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None without one, and where nothing was measured."""
        if self.target is None or math.isnan(self.measured):
            return None
        if math.isinf(self.measured):
            return False
        return bool(self.measured >= self.target if self.at_least else self.measured <= self.target)

    def as_dict(self) -> dict[str, Any]:
        """Return the line as JSON holds it."""
        return {**asdict(self), "measured": finite(self.measured), "met": self.met}


def finite(value: float) -> float | None:
    """Return a number as JSON knows it: None in the place of NaN and infinity."""
    return float(value) if math.isfinite(value) else None


def clock(action: Callable[[], object]) -> float:
    """Return the seconds that an action takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def ratio(
    name: str, times: Sequence[float], others: Sequence[float], target: float | None = None, *, at_least: bool = False
) -> Measurement:
    """Return the line of a ratio of times taken in alternation: the median of the ratios of neighbours."""
    ratios = [a / b for a, b in zip(times, others, strict=True)]
    note = f"median of {len(ratios)} pairs, {min(ratios):.3g} to {max(ratios):.3g}"
    return Measurement(name, median(ratios), "times", target, at_least, note)


def table(title: str, lines: Sequence[Measurement]) -> Table:
    """Return the report as it is printed."""
    printed = Table(title=title, title_justify="left")
    for column in ("what", "measured", "unit", "target", "met", "note"):
        printed.add_column(column, justify="right" if column in ("measured", "target") else "left", overflow="fold")
    for line in lines:
        printed.add_row(
            line.name,
            f"{line.measured:,.3g}" if line.measured < 1000 else f"{line.measured:,.0f}",
            line.unit,
            "" if line.target is None else f"{'≥' if line.at_least else '≤'} {line.target:,g}",
            {None: "", True: "yes", False: "[bold red]no[/]"}[line.met],
            line.note,
        )
    return printed


def write(path: Path, lines: Sequence[Measurement], **more: object) -> None:
    """Write the report as JSON: the machine, the versions, the hash of the rules, and a row for each line."""
    told = {
        "machine": platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "load": os.getloadavg(),
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
        "rules": source_hash(),
        **more,
        "rows": [line.as_dict() for line in lines],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(told, indent=1, allow_nan=False) + "\n", encoding="utf-8")
