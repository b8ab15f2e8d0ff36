"""An office's own list of enterprises."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

from govsim.errors import InputError, nearest
from govsim.parameters.conditions import RISK_GRADES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

REQUIRED = ("name", "sector", "employees")
TOLD = 40  # faults that a message tells
OPTIONAL = ("office", "grid", "risk_grade", "x", "y")


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One enterprise of a roster; `None` is drawn by the model."""

    name: str
    sector: int
    employees: int
    grid: int | None  # from 0
    tier: int | None
    x: float | None
    y: float | None


def read_roster(path: Path, office: str, offices: Sequence[str], sectors: Sequence[str], grids: int) -> list[RosterRow]:
    """Read and check the rows of a roster that belong to `office` (all of them, where it has no column `office`).

    Positions are in km; grids are numbered from 1 in the file, and must not be above `grids`.

    Raises:
        InputError: The file cannot be read, or cells are bad; all faults are told, each with its line and column.
    """
    rows = _cells(path)
    header = [cell.strip() for cell in rows[0][1]]
    _check_header(header, path)
    faults: list[InputError] = []
    seen: dict[str, int] = {}
    result = []
    for line, cells in rows[1:]:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            faults.append(InputError(f"has {len(cells)} cells, the header has {len(header)}", f"{path}:{line}"))
            continue
        row = _Row(path, line, dict(zip(header, (cell.strip() for cell in cells), strict=True)), faults)
        if row.cells.get("office"):
            number = row.choice("office", offices)
            if number is None or offices[number] != office:
                continue
        name = row.cells["name"]
        if not name:
            row.fault("name", "must not be empty")
        elif name in seen:
            row.fault("name", f"{name!r} stands already in line {seen[name]}")
        seen.setdefault(name, line)
        result.append(row.firm(sectors, grids))
    if faults:
        raise _together(faults, path)
    if not result:
        raise InputError(f"has no enterprise of office {office!r}", str(path))
    return result


def _check_header(header: Sequence[str], path: Path) -> None:
    known = REQUIRED + OPTIONAL
    missing = [name for name in REQUIRED if name not in header]
    told = [f"the column {name!r} is missing; there are {', '.join(header)}" for name in missing]
    told += [f"unknown column {name!r}{nearest(name, known)}" for name in dict.fromkeys(header) if name not in known]
    told += [f"the column {name!r} stands twice" for name in dict.fromkeys(header) if header.count(name) > 1]
    if told:
        raise InputError("; ".join(told), f"{path}:1")


def _together(faults: Sequence[InputError], path: Path) -> InputError:
    """Return one error for all faults, the first `TOLD` of them in a line each."""
    if len(faults) == 1:
        return faults[0]
    lines = [f"  {fault}" for fault in faults[:TOLD]]
    if len(faults) > TOLD:
        lines.append(f"  and {len(faults) - TOLD} more")
    return InputError("\n".join([f"{len(faults)} faults", *lines]), str(path))


def _cells(path: Path) -> list[tuple[int, list[str]]]:
    """Return the rows of a CSV file with their lines; the first is the header."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            rows = [(reader.line_num, cells) for cells in reader]
    except FileNotFoundError:
        raise InputError("no such roster file", str(path)) from None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"cannot be read as CSV: {error}", str(path)) from None
    if not rows:
        raise InputError(f"is empty; give a header with {', '.join(REQUIRED)}", str(path))
    return rows


@dataclass(frozen=True, slots=True)
class _Row:
    """The cells of a line, by column. A bad one is added to the faults and read as `None`."""

    path: Path
    line: int
    cells: dict[str, str]
    faults: list[InputError]

    def fault(self, column: str, message: str) -> None:
        self.faults.append(InputError(message, f"{self.path}:{self.line}, column {column!r}"))

    def firm(self, sectors: Sequence[str], grids: int) -> RosterRow:
        """Return the enterprise; with 0 in the place of what it must have and the line does not tell."""
        grid = self.whole("grid", 1, grids) if self.cells.get("grid") else None
        return RosterRow(
            name=self.cells["name"],
            sector=self.choice("sector", sectors) or 0,
            employees=self.whole("employees", 1, 1_000_000) or 0,
            grid=None if grid is None else grid - 1,
            tier=self.choice("risk_grade", RISK_GRADES) if self.cells.get("risk_grade") else None,
            x=self.number("x"),
            y=self.number("y"),
        )

    def choice(self, column: str, known: Sequence[str]) -> int | None:
        text = self.cells[column]
        if text in known:
            return list(known).index(text)
        self.fault(column, f"unknown {column} {text!r}{nearest(text, known)} (there are {', '.join(known)})")
        return None

    def whole(self, column: str, low: int, high: int) -> int | None:
        text = self.cells[column]
        try:
            value = int(text)
        except ValueError:
            self.fault(column, f"must be a whole number, not {text!r}")
            return None
        if low <= value <= high:
            return value
        self.fault(column, f"must lie between {low} and {high}, not {value}")
        return None

    def number(self, column: str) -> float | None:
        text = self.cells.get(column, "")
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            self.fault(column, f"must be a number (km), not {text!r}")
            return None
        if abs(value) < 1e6:
            return value
        self.fault(column, f"must be a position in km, not {text!r}")
        return None
