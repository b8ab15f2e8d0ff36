"""Reading a ledger, and finding every fault in it, with line and column."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from govsim.errors import nearest
from govsim.ledger.columns import TIERS, ColumnMap, default_map
from govsim.sheets import words
from govsim.sheets.faults import Fault, by_kind, refusal
from govsim.sheets.reading import Sheet, read_sheet

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

EARLIEST = pd.Timestamp(1990, 1, 1)
LATEST_DEADLINE_YEARS = 10
TOGETHER = " + "  # between the persons of a team


@dataclass(frozen=True)
class Ledger:
    """A ledger that has been read.

    `visits` holds one row a visit, in the order of the file, with the columns line, establishment, date, inspector,
    tier, result, deadline, closed (missing where the ledger says nothing) and the counts of findings by class. Where
    there are faults, only they count.
    """

    path: Path
    map: ColumnMap
    visits: pd.DataFrame
    faults: list[Fault]
    dropped: int = 0  # second visits of a day that the map says to leave out
    bad_rows: int = 0  # rows that were left out since they had faults

    @property
    def classes(self) -> list[str]:
        """The classes of findings that the ledger tells apart."""
        return list(self.map.findings)

    def by_kind(self) -> dict[str, int]:
        """Return the number of faults of each kind, the most frequent first."""
        return by_kind(self.faults)

    @property
    def teams(self) -> int:
        """Visits by several persons."""
        return int(self.visits["inspector"].str.contains(TOGETHER, regex=False).sum()) if len(self.visits) else 0

    def refuse_faults(self) -> Ledger:
        """Return the ledger itself, or raise `InputError` with line and column of its first fault."""
        if self.faults:
            raise refusal(self.faults, self.path, f"govsim ledger check {self.path.name}")
        return self

    def without_bad_rows(self) -> Ledger:
        """Return the ledger without the rows that have faults, and how many they are.

        Raises:
            InputError: Not a row is wrong but the file as a whole, or no row is left.
        """
        bad = {fault.line for fault in self.faults}
        left = self.visits[~self.visits["line"].isin(bad)] if len(self.visits) else self.visits
        if self.faults and (left.empty or any(fault.kind == "broken quotation" for fault in self.faults)):
            raise refusal(self.faults, self.path, f"govsim ledger check {self.path.name}")
        return replace(self, visits=left.reset_index(drop=True), faults=[], bad_rows=len(bad))


def read_ledger(path: Path, columns: ColumnMap | None, today: date) -> Ledger:
    """Read a ledger (CSV, perhaps compressed with gzip, or XLSX) and list its faults, in the order of its lines.

    Args:
        path: the file.
        columns: its column map; None: its columns bear the model's own names, or headings that tell what they hold.
        today: the day after which a visit lies in the future.
    """
    sheet = read_sheet(path, columns.encoding if columns else None, columns.delimiter if columns else None)
    if not sheet.header:
        return Ledger(path, columns or ColumnMap(), pd.DataFrame(), sheet.faults)
    columns = columns or default_map(sheet.header)
    faults = _header_faults(sheet, columns)
    if faults:
        return Ledger(path, columns, pd.DataFrame(), faults)
    faults = list(sheet.faults)
    if not sheet.rows and not faults:
        faults.append(Fault(sheet.header_line + 1, "", "no rows", "there is no visit below the header"))
    cells = pd.DataFrame(sheet.rows, columns=sheet.header, dtype="str")
    cells = cells.apply(lambda column: column.str.normalize("NFKC").str.strip())
    cells.insert(0, "", np.array(sheet.lines, np.int64), allow_duplicates=True)
    checked = _Checker(cells, columns, faults, pd.Timestamp(today))
    visits, dropped = checked.visits()
    return Ledger(path, columns, visits, sorted(faults), dropped)


def _header_faults(sheet: Sheet, columns: ColumnMap) -> list[Fault]:
    header, line = sheet.header, sheet.header_line
    faults = []
    for name, column in columns.used().items():
        if column not in header:
            there = nearest(column, header) or f"; there are {', '.join(header)}"
            faults.append(
                Fault(
                    line,
                    column,
                    "missing column",
                    f"no column {column!r} for {name}{there}; a column map (--columns) tells which column holds what",
                )
            )
        elif header.count(column) > 1:
            message = f"the header names the column {column!r} twice; rename one"
            faults.append(Fault(line, column, "column twice", message))
    if not columns.findings:
        message = (
            "no column of counts `general` or `major`; name those of the file under `findings` in a "
            "column map (--columns)"
        )
        faults.append(Fault(line, "general", "missing column", message))
    return faults


class _Checker:
    """Turns the cells of a ledger into visits and appends to `faults` all that is wrong with them."""

    def __init__(self, cells: pd.DataFrame, columns: ColumnMap, faults: list[Fault], today: pd.Timestamp) -> None:
        self.cells = cells
        self.lines = cells[""].to_numpy()
        self.map = columns
        self.faults = faults
        self.today = today

    def visits(self) -> tuple[pd.DataFrame, int]:
        """Return the visits, and how many second visits of a day were left out."""
        named = self.map.columns
        visits = pd.DataFrame({"line": self.lines})
        visits["establishment"] = self._words(named.establishment)
        self._note(
            visits["establishment"].isna(),
            named.establishment,
            "empty establishment",
            lambda _: "is empty; every visit needs the establishment's name or number",
        )
        visits["date"] = self._dates(named.date, required=True)
        visits["inspector"] = self._inspectors()
        visits["tier"] = self._tiers()
        visits["result"] = self._results()
        visits["deadline"] = self._dates(named.deadline, later_by=LATEST_DEADLINE_YEARS)
        visits["closed"] = self._dates(named.closed)
        for name, kind in (("deadline", "deadline before inspection"), ("closed", "closed before inspection")):
            if column := getattr(named, name):
                self._note(
                    visits[name] < visits["date"],
                    column,
                    kind,
                    lambda cell: f"{cell!r} is before the day of the visit; give that day or a later one",
                )
        for name, columns in self.map.findings.items():
            visits[name] = sum(self._counts(column) for column in columns)
        return self._once_a_day(visits)

    def _note(self, wrong: pd.Series[bool], column: str, kind: str, say: Callable[[str], str]) -> None:
        for n in np.flatnonzero(wrong.to_numpy()).tolist():
            self.faults.append(Fault(int(self.lines[n]), column, kind, say(str(self.cells[column].iat[n]))))

    def _words(self, column: str | None) -> pd.Series[str]:
        if column is None:
            return pd.Series(None, index=self.cells.index, dtype="object")
        cells = self.cells[column]
        return cells.where(cells != "", None).astype("object")

    def _inspectors(self) -> pd.Series[str]:
        """Return who made the visits; several persons in a cell are a team, in whatever order they stand."""
        cells = self._words(self.map.columns.inspector)
        if self.map.inspectors == "groups":
            return cells
        for n, cell in enumerate(cells.tolist()):
            if isinstance(cell, str) and len(persons := words.names(cell)) > 1:
                cells.iat[n] = TOGETHER.join(sorted(persons)) if self.map.several == "team" else persons[0]
        return cells

    def _dates(self, column: str | None, *, required: bool = False, later_by: int = 0) -> pd.Series[pd.Timestamp]:
        if column is None:
            return pd.Series(pd.NaT, index=self.cells.index)
        cells = self.cells[column]
        dates = pd.Series(pd.NaT, index=cells.index, dtype="datetime64[s]")
        for form in self.map.date_format:
            left = cells[dates.isna()]
            told = left if "%H" in form else left.str.replace(words.TIME_OF_DAY, "", regex=True)
            read = pd.to_datetime(told, format=form, errors="coerce").dt.normalize()
            dates = dates.fillna(read.astype("datetime64[s]"))
        forms = [f"{form}, as {pd.Timestamp(2024, 5, 31).strftime(form)}" for form in self.map.date_format[:2]]
        unread = dates.isna() & ((cells != "") | required)
        self._note(unread, column, "no date", lambda cell: f"{cell!r} is no date of the form {', or '.join(forms)}")
        self._note(
            dates < EARLIEST,
            column,
            "date too early",
            lambda cell: f"{cell!r} is before {EARLIEST.date()}; is the year right?",
        )
        last = self.today + pd.DateOffset(years=later_by)
        self._note(
            dates > last,
            column,
            "date in the future",
            lambda cell: f"{cell!r} lies after {last.date()}; is the year right?",
        )
        return dates

    def _counts(self, column: str) -> pd.Series[float]:
        cells = self.cells[column]
        numbers = pd.to_numeric(cells, errors="coerce").astype(float)
        unread = numbers.isna() | np.isinf(numbers)
        self._note(
            unread,
            column,
            "no count",
            lambda cell: (
                "is empty; write 0 where nothing was found"
                if cell == ""
                else f"{cell!r} is no number; give the number of findings"
            ),
        )
        self._note(
            numbers < 0, column, "negative count", lambda cell: f"{cell} is below 0; give the number of findings"
        )
        self._note(
            (numbers >= 0) & ~unread & (numbers != np.floor(numbers)),
            column,
            "fractional count",
            lambda cell: f"{cell} is no whole number; give the number of findings",
        )
        return numbers

    def _tiers(self) -> pd.Series[str]:
        cells = self._words(self.map.columns.tier)
        meant = {words.alike(word): colour for word, colour in self.map.tiers.items()}
        colours = cells.map(lambda cell: meant.get(words.alike(cell)), na_action="ignore").astype("object")
        if column := self.map.columns.tier:
            known = ", ".join(self.map.tiers if "tiers" in self.map.model_fields_set else TIERS)
            self._note(
                cells.notna() & colours.isna(),
                column,
                "unknown tier",
                lambda cell: f"{cell!r} is none of {known}; correct it, or add it under `tiers` in the column map",
            )
        return colours

    def _results(self) -> pd.Series[str]:
        cells = self._words(self.map.columns.result)
        known = self.map.results
        if known and (column := self.map.columns.result):
            self._note(
                cells.notna() & ~cells.isin(known),
                column,
                "unknown result",
                lambda cell: (
                    f"{cell!r} is none of {', '.join(known)}; correct it, or add it under `results` in the column map"
                ),
            )
        return cells

    def _once_a_day(self, visits: pd.DataFrame) -> tuple[pd.DataFrame, int]:
        """Find second visits of one inspector to one establishment on one day, and do with them what the map says."""
        key = ["establishment", "date", "inspector"]
        again = visits.duplicated(key) & visits["establishment"].notna() & visits["date"].notna()
        if self.map.same_day == "keep" or not again.any():
            return visits, 0
        if self.map.same_day == "first":
            return visits[~again].reset_index(drop=True), int(again.sum())
        first = visits.groupby(key, dropna=False)["line"].transform("min")
        for n in np.flatnonzero(again).tolist():
            message = (
                f"{visits['establishment'].iat[n]!r} was visited by the same inspector on the same day in "
                f"line {first.iat[n]}; "
                "remove one, or say `same_day: first` or `keep` in the column map"
            )
            self.faults.append(Fault(int(self.lines[n]), self.map.columns.establishment, "duplicate visit", message))
        return visits, 0
