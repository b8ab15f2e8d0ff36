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
        InputError: The file cannot be read, or a cell is bad; the first one is named with its line and column.
    """
    rows = _cells(path)
    header = [cell.strip() for cell in rows[0][1]]
    for wanted in REQUIRED:
        if wanted not in header:
            raise InputError(f"the column {wanted!r} is missing; there are {', '.join(header)}", f"{path}:1")
    for cell in header:
        if cell not in REQUIRED + OPTIONAL:
            raise InputError(f"unknown column {cell!r}{nearest(cell, REQUIRED + OPTIONAL)}", f"{path}:1")
        if header.count(cell) > 1:
            raise InputError(f"the column {cell!r} stands twice", f"{path}:1")
    seen: dict[str, int] = {}
    result = []
    for line, cells in rows[1:]:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            raise InputError(f"has {len(cells)} cells, the header has {len(header)}", f"{path}:{line}")
        row = _Row(path, line, dict(zip(header, (cell.strip() for cell in cells), strict=True)))
        if row.cells.get("office") and offices[row.choice("office", offices)] != office:
            continue
        name = row.cells["name"]
        if not name:
            raise row.error("name", "must not be empty")
        if name in seen:
            raise row.error("name", f"{name!r} stands already in line {seen[name]}")
        seen[name] = line
        result.append(
            RosterRow(
                name=name,
                sector=row.choice("sector", sectors),
                employees=row.whole("employees", 1, 1_000_000),
                grid=row.whole("grid", 1, grids) - 1 if row.cells.get("grid") else None,
                tier=row.choice("risk_grade", RISK_GRADES) if row.cells.get("risk_grade") else None,
                x=row.number("x"),
                y=row.number("y"),
            )
        )
    if not result:
        raise InputError(f"has no enterprise of office {office!r}", str(path))
    return result


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
    path: Path
    line: int
    cells: dict[str, str]

    def error(self, column: str, message: str) -> InputError:
        return InputError(message, f"{self.path}:{self.line}, column {column!r}")

    def choice(self, column: str, known: Sequence[str]) -> int:
        text = self.cells[column]
        if text not in known:
            raise self.error(column, f"unknown {column} {text!r}{nearest(text, known)} (there are {', '.join(known)})")
        return list(known).index(text)

    def whole(self, column: str, low: int, high: int) -> int:
        text = self.cells[column]
        try:
            value = int(text)
        except ValueError:
            raise self.error(column, f"must be a whole number, not {text!r}") from None
        if not low <= value <= high:
            raise self.error(column, f"must lie between {low} and {high}, not {value}")
        return value

    def number(self, column: str) -> float | None:
        text = self.cells.get(column, "")
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            raise self.error(column, f"must be a number (km), not {text!r}") from None
        if not abs(value) < 1e6:
            raise self.error(column, f"must be a position in km, not {text!r}")
        return value
