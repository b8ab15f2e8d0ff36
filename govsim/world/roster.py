"""An office's own list of enterprises."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pydantic import Field

from govsim.errors import InputError, nearest
from govsim.parameters.conditions import RISK_GRADES
from govsim.parameters.policies import Strict
from govsim.parameters.yaml_file import Located, checked
from govsim.sheets import guesses, words
from govsim.sheets.column_map import SheetMap
from govsim.sheets.faults import Fault, refusal
from govsim.sheets.reading import Sheet, read_sheet

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

REQUIRED = ("name", "sector", "employees")
MOST_EMPLOYEES = 1_000_000
MOST_GRIDS = 10_000
FARTHEST = 1e6  # km


class RosterColumns(Strict):
    """The column of the file for each of the model's names; what is not named is guessed from the heading."""

    name: str | None = None
    sector: str | None = None
    employees: str | None = None
    office: str | None = None
    grid: str | None = None
    risk_grade: str | None = None
    x: str | None = None
    y: str | None = None


class RosterMap(SheetMap):
    """How to read a roster: its columns, and what its words for sectors, grids and grades of risk mean."""

    columns: RosterColumns = RosterColumns()
    sectors: dict[str, str] = Field(
        default_factory=dict, description="The scenario's sector for each word of the file."
    )
    grids: dict[str, int] = Field(default_factory=dict, description="The number of the grid for each word of the file.")


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One enterprise of a roster; `None` is drawn by the model."""

    name: str
    sector: int | None
    employees: int | None
    grid: int | None  # from 0
    tier: int | None
    x: float | None
    y: float | None


@dataclass(frozen=True)
class Offices:
    """What the rows of a roster may name.

    Attributes:
        office: The office whose rows are wanted; None: those of all.
        offices: The offices that there are.
        sectors: The sectors of the scenario; None: there is no scenario, and any word may stand for a sector.
        grids: The largest number of a grid.
    """

    office: str | None = None
    offices: Sequence[str] = ()
    sectors: Sequence[str] | None = None
    grids: int = MOST_GRIDS


@dataclass
class Roster:
    """A roster that has been read: its enterprises, and all that is wrong with it.

    Attributes:
        path: The file.
        columns: The file's column for each of the model's names that it has.
        unused: Columns of the file that nothing is read from.
        firms: The enterprises; where there are faults, only they count.
        faults: All faults, in the order of their lines.
        drawn: How many firms have no value of their own, by the model's name.
        sectors: The sector of the scenario for each word of the file, or the word itself where there is no scenario.
        rough: How many numbers of employees are rough ones, such as 约30.
        encoding: How the file is written.
    """

    path: Path
    columns: dict[str, str]
    unused: list[str] = field(default_factory=list)
    firms: list[RosterRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    drawn: dict[str, int] = field(default_factory=dict)
    sectors: dict[str, str] = field(default_factory=dict)
    rough: int = 0
    encoding: str = ""


def read_map(path: Path) -> RosterMap:
    """Read and check the column map of a roster (YAML).

    Raises:
        InputError: It is not there, or wrong; file, line and key of the first fault are named.
    """
    if not path.exists():
        raise InputError("no such column map; write one as docs/rosters.md shows", str(path))
    file = Located(path)
    return checked(RosterMap, file.data, lambda *keys: file.where(keys), "columns: {name: licence}")


def read_roster(path: Path, told: Offices, columns: RosterMap | None = None) -> list[RosterRow]:
    """Return the enterprises of a roster that belong to an office; of all, where it has no column for the office.

    Positions are in km; grids are numbered from 1 in the file.

    Raises:
        InputError: The file cannot be read, or cells are bad; the first is told with its line and column, and how
            many more there are.
    """
    roster = check_roster(path, told, columns)
    if roster.faults:
        raise refusal(roster.faults, path, f"govsim roster check {path.name}")
    return roster.firms


def check_roster(path: Path, told: Offices, columns: RosterMap | None = None) -> Roster:
    """Read a roster and list all its faults.

    Raises:
        InputError: The file cannot be read at all.
    """
    columns = columns or RosterMap()
    sheet = read_sheet(path, columns.encoding, columns.delimiter)
    if not sheet.header:
        return Roster(path, {}, faults=sheet.faults, encoding=sheet.encoding)
    named = {name: column for name, column in columns.columns.model_dump().items() if column is not None}
    found = guesses.columns([c for c in sheet.header if c not in named.values()], guesses.ROSTER) | named
    roster = Roster(path, found, encoding=sheet.encoding)
    roster.unused = [column for column in dict.fromkeys(sheet.header) if column and column not in found.values()]
    roster.faults = _header_faults(sheet, roster)
    if roster.faults:
        return roster
    _Rows(sheet, roster, told, columns).read()
    roster.faults = sorted([*sheet.faults, *roster.faults])
    if not roster.firms and not roster.faults:
        whose = f" of office {told.office!r}" if told.office else ""
        roster.faults.append(Fault(sheet.header_line, "", "no rows", f"there is no enterprise{whose} below the header"))
    return roster


def _header_faults(sheet: Sheet, roster: Roster) -> list[Fault]:
    """Return what is wrong with a header: columns that are missing, stand twice, or seem to be misspelt."""
    line, told = sheet.header_line, []
    missing = [name for name in REQUIRED if name not in roster.columns]
    for name in missing:
        near = nearest(name, roster.unused)
        message = f"the column {name!r} is missing{near}; there are {', '.join(filter(None, sheet.header))}"
        told.append(Fault(line, name, "missing column", f"{message}; a column map (--columns) tells which holds what"))
    for name, column in roster.columns.items():
        if column not in sheet.header:
            told.append(Fault(line, column, "missing column", f"the column {column!r} for {name} is missing"))
        elif sheet.header.count(column) > 1:
            told.append(Fault(line, column, "column twice", f"the column {column!r} stands twice; rename one"))
    for column in roster.unused:
        near = nearest(column, [name for name in guesses.ROSTER if name not in (*roster.columns, *missing)])
        if near and column.isascii():
            told.append(Fault(line, column, "unknown column", f"unknown column {column!r}{near}"))
    return told


class _Rows:
    """Turns the rows of a sheet into the enterprises of a roster, and adds what is wrong with them to its faults."""

    def __init__(self, sheet: Sheet, roster: Roster, told: Offices, columns: RosterMap) -> None:
        self.sheet, self.roster, self.told, self.map = sheet, roster, told, columns
        self.place = {name: sheet.header.index(column) for name, column in roster.columns.items()}
        self.seen: dict[tuple[str, str], int] = {}  # line of each name in its office
        self.unknown: dict[str, list[int]] = {}  # lines of each word that is no sector
        self.tiers = {words.alike(word): RISK_GRADES.index(tier) for word, tier in columns.tiers.items()}
        self.line, self.cells = 0, [""]

    def read(self) -> None:
        drawn: Counter[str] = Counter({name: 0 for name in guesses.ROSTER if name != "office"})
        sheet = self.sheet
        for self.line, cells in zip(sheet.lines, sheet.rows, strict=True):
            self.cells = [*map(self.computed, sheet.header, cells)]
            if not self.belongs():
                continue
            firm = self.firm()
            self.roster.firms.append(firm)
            values = {n: getattr(firm, "tier" if n == "risk_grade" else n) for n in drawn}
            drawn.update(name for name, value in values.items() if value is None)
        self.roster.drawn = {name: count for name, count in drawn.items() if count}
        for word, lines in self.unknown.items():
            known = self.told.sectors or ()
            rows = f" ({len(lines)} rows)" if len(lines) > 1 else ""
            message = f"unknown sector {word!r}{rows}{nearest(word, known)}; there are {', '.join(known)}"
            message += "; correct it, or say what it means under `sectors` in a column map"
            self.roster.faults.append(Fault(lines[0], self.roster.columns["sector"], "unknown sector", message))

    def computed(self, column: str, cell: str) -> str:
        """Return a cell, or nothing in the place of what a spreadsheet could not compute."""
        if cell.startswith("#") and cell.strip() in words.SPREADSHEET_ERRORS and column not in self.roster.unused:
            message = f"the spreadsheet could not compute it ({cell}); write what it should be"
            self.roster.faults.append(Fault(self.line, column, "not computed", message))
            return ""
        return cell

    def text(self, name: str) -> str:
        """Return the cell of this row that holds something, or nothing where the file has no such column."""
        return self.cells[self.place[name]].strip() if name in self.place else ""

    def fault(self, name: str, kind: str, message: str) -> None:
        self.roster.faults.append(Fault(self.line, self.roster.columns[name], kind, message))

    def belongs(self) -> bool:
        """Return whether this row is one of the office that is asked for."""
        text = self.text("office")
        if not text or not self.told.offices:
            return True
        if text not in self.told.offices:
            near = nearest(text, self.told.offices)
            self.fault("office", "unknown office", f"unknown office {text!r}{near} ({', '.join(self.told.offices)})")
            return False
        return self.told.office in (None, text)

    def firm(self) -> RosterRow:
        """Return the enterprise of this row; a cell that is empty, or bad and told as a fault, is None."""
        x, y = self.position("x"), self.position("y")
        if (x is None) != (y is None) and bool(self.text("x")) != bool(self.text("y")):
            given, other = ("x", "y") if self.text("x") else ("y", "x")
            self.fault(given, "half a position", f"{given} is given and {other} is not; give both, or none")
        grid = self.grid()
        return RosterRow(
            name=self.name(),
            sector=self.sector(),
            employees=self.employees(),
            grid=None if grid is None else grid - 1,
            tier=self.tier(),
            x=x,
            y=y,
        )

    def name(self) -> str:
        name = " ".join(self.text("name").split())
        key = self.text("office"), words.alike(name)
        if not name:
            self.fault("name", "empty name", "must not be empty")
        elif key in self.seen:
            self.fault("name", "duplicate name", f"{name!r} stands already in line {self.seen[key]}; names are unique")
        self.seen.setdefault(key, self.line)
        return name

    def sector(self) -> int | None:
        text, sectors = self.text("sector"), self.told.sectors
        if not text:
            return None
        meant = self.map.sectors.get(text)
        if sectors is None:
            self.roster.sectors[text] = meant or text
            return 0
        meant = meant or guesses.sector(text, sectors)
        if meant is None or meant not in sectors:
            self.unknown.setdefault(text, []).append(self.line)
            return None
        self.roster.sectors[text] = meant
        return list(sectors).index(meant)

    def employees(self) -> int | None:
        text = self.text("employees")
        if not text:
            return None
        told = words.number(text)
        if told is None or not told[0].is_integer():
            self.fault("employees", "no number", f"must be a whole number, not {text!r}")
        elif not 1 <= told[0] <= MOST_EMPLOYEES:
            self.fault("employees", "out of range", f"must lie between 1 and {MOST_EMPLOYEES}, not {text}")
        else:
            self.roster.rough += told[1]
            return int(told[0])
        return None

    def grid(self) -> int | None:
        text = self.text("grid")
        if not text:
            return None
        number = self.map.grids.get(text) or words.numbered(text)
        if number is None:
            self.fault(
                "grid", "no grid", f"must be a whole number, not {text!r}, or stand under `grids` in a column map"
            )
        elif not 1 <= number <= self.told.grids:
            self.fault("grid", "unknown grid", f"must lie between 1 and {self.told.grids}, not {number}")
        return number

    def tier(self) -> int | None:
        text = self.text("risk_grade")
        if text and words.alike(text) not in self.tiers:
            known = ", ".join(RISK_GRADES)
            message = (
                f"unknown risk_grade {text!r} (there are {known}); correct it, or add it under `tiers` in a column map"
            )
            self.fault("risk_grade", "unknown risk grade", message)
        return self.tiers.get(words.alike(text)) if text else None

    def position(self, name: str) -> float | None:
        text = self.text(name)
        if not text:
            return None
        told = words.number(text)
        if told is None:
            self.fault(name, "no position", f"must be a number (km), not {text!r}")
        elif not abs(told[0]) < FARTHEST:
            self.fault(name, "no position", f"must be a position in km, not {text!r}")
        else:
            return told[0]
        return None
