"""Reading a ledger, and finding every fault in it, with line and column."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from govsim.errors import InputError, nearest
from govsim.files import MOST_BYTES, content_of
from govsim.ledger.columns import ColumnMap, default_map

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

EARLIEST = pd.Timestamp(1990, 1, 1)
LATEST_DEADLINE_YEARS = 10


@dataclass(frozen=True, order=True)
class Fault:
    """What is wrong in one place of a ledger.

    Line of the file (the header is line 1), column, kind, and what would be right.
    """

    line: int
    column: str
    kind: str
    message: str


@dataclass(frozen=True)
class Ledger:
    """A ledger that has been read.

    `visits` holds one row a visit, in the order of the file, with the columns line, establishment, date, inspector,
    tier, result, deadline, closed (missing where the ledger says nothing) and the counts of findings by class. Where
    there are
    faults, only they count.
    """

    path: Path
    map: ColumnMap
    visits: pd.DataFrame
    faults: list[Fault]
    dropped: int = 0  # second visits of a day that the map says to leave out

    @property
    def classes(self) -> list[str]:
        """The classes of findings that the ledger tells apart."""
        return list(self.map.findings)

    def by_kind(self) -> dict[str, int]:
        """Return the number of faults of each kind, the most frequent first."""
        return dict(Counter(fault.kind for fault in self.faults).most_common())

    def refuse_faults(self) -> Ledger:
        """Return the ledger itself, or raise `InputError` with line and column of its first fault."""
        if not self.faults:
            return self
        first = self.faults[0]
        more = f" (and {len(self.faults) - 1} more: `govsim ledger check` lists them)" if len(self.faults) > 1 else ""
        raise InputError(
            first.message + more, f"{self.path}:{first.line}" + (f": {first.column}" if first.column else "")
        )


def read_ledger(path: Path, columns: ColumnMap | None, today: date) -> Ledger:
    """Read a ledger (CSV, perhaps compressed with gzip) and list its faults, in the order of its lines.

    Args:
        path: the file.
        columns: its column map; None: its columns bear the model's own names.
        today: the day after which a visit lies in the future.
    """
    content = _content(path)
    encoding = columns.encoding if columns else "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = (
            f"byte {content[error.start]:#04x} is no {encoding}; save the file as UTF-8, or name its `encoding` "
            f"in the column map"
        )
        return _unreadable(path, columns, Fault(line, "", "bad encoding", message))
    lines, rows, broken = _rows(text, columns.delimiter if columns else ",")
    if not rows:
        return _unreadable(
            path, columns, broken or Fault(1, "", "no rows", "the file is empty; its first line must name the columns")
        )
    header = [cell.strip("\ufeff \t") for cell in rows[0]]
    columns = columns or default_map(header)
    faults = _header_faults(header, columns)
    if faults:
        return Ledger(path, columns, pd.DataFrame(), faults)
    faults = [broken] if broken else []
    whole = [len(row) == len(header) for row in rows]
    faults += [
        Fault(
            line,
            "",
            "wrong number of cells",
            f"the row has {len(row)} cells, the header has {len(header)}; is a comma or a quotation mark missing?",
        )
        for line, row, right in zip(lines, rows, whole, strict=True)
        if not right
    ]
    good = [n for n, right in enumerate(whole) if right][1:]
    if not good and not faults:
        faults.append(Fault(2, "", "no rows", "there is no visit below the header"))
    cells = pd.DataFrame([rows[n] for n in good], columns=header, dtype="str").apply(lambda column: column.str.strip())
    cells.insert(0, "", np.array([lines[n] for n in good], np.int64), allow_duplicates=True)
    checked = _Checker(cells, columns, faults, pd.Timestamp(today))
    visits, dropped = checked.visits()
    return Ledger(path, columns, visits, sorted(faults), dropped)


def _content(path: Path) -> bytes:
    try:
        raw = content_of(path, "give the ledger as a CSV file")
        if raw[:2] != b"\x1f\x8b":
            return raw
        with gzip.open(io.BytesIO(raw)) as packed:
            content = packed.read(MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"cannot be read: {error}", str(path)) from None
    if len(content) > MOST_BYTES:
        raise InputError(f"holds more than {MOST_BYTES / 1e6:,.0f} MB once unpacked", str(path))
    return content


def _rows(text: str, delimiter: str) -> tuple[list[int], list[list[str]], Fault | None]:
    """Return the rows that are not empty, the line on which each begins.

    And a fault where the file cannot be read on.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines, rows = [], []
    start = 1
    try:
        for row in reader:
            if row:
                lines.append(start)
                rows.append(row)
            start = reader.line_num + 1
    except csv.Error as error:
        return (
            lines,
            rows,
            Fault(
                start,
                "",
                "broken quotation",
                f"cannot be read on from here ({error}); is a quotation mark missing or one too many?",
            ),
        )
    return lines, rows, None


def _unreadable(path: Path, columns: ColumnMap | None, fault: Fault) -> Ledger:
    return Ledger(path, columns or ColumnMap(), pd.DataFrame(), [fault])


def _header_faults(header: list[str], columns: ColumnMap) -> list[Fault]:
    faults = []
    for name, column in columns.used().items():
        if column not in header:
            there = nearest(column, header) or f"; there are {', '.join(header)}"
            faults.append(
                Fault(
                    1,
                    column,
                    "missing column",
                    f"no column {column!r} for {name}{there}; a column map (--columns) tells which column holds what",
                )
            )
        elif header.count(column) > 1:
            faults.append(Fault(1, column, "column twice", f"the header names the column {column!r} twice; rename one"))
    if not columns.findings:
        faults.append(
            Fault(
                1,
                "general",
                "missing column",
                (
                    "no column of counts `general` or `major`; name those of the file under `findings` in a "
                    "column map (--columns)"
                ),
            )
        )
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
        visits["inspector"] = self._words(named.inspector)
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
        words = self.cells[column]
        return words.where(words != "", None).astype("object")

    def _dates(self, column: str | None, *, required: bool = False, later_by: int = 0) -> pd.Series[pd.Timestamp]:
        if column is None:
            return pd.Series(pd.NaT, index=self.cells.index)
        cells = self.cells[column]
        dates = pd.to_datetime(cells, format=self.map.date_format, errors="coerce").dt.normalize()
        form = f"{self.map.date_format}, as {pd.Timestamp(2024, 5, 31).strftime(self.map.date_format)}"
        unread = dates.isna() & ((cells != "") | required)
        self._note(unread, column, "no date", lambda cell: f"{cell!r} is no date of the form {form}")
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
        return dates.astype("datetime64[s]")

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
        words = self._words(self.map.columns.tier)
        known = ", ".join(self.map.tiers)
        if column := self.map.columns.tier:
            self._note(
                words.notna() & ~words.isin(list(self.map.tiers)),
                column,
                "unknown tier",
                lambda cell: f"{cell!r} is none of {known}; correct it, or add it under `tiers` in the column map",
            )
        return words.map(self.map.tiers).astype("object")

    def _results(self) -> pd.Series[str]:
        words = self._words(self.map.columns.result)
        known = self.map.results
        if known and (column := self.map.columns.result):
            self._note(
                words.notna() & ~words.isin(known),
                column,
                "unknown result",
                lambda cell: (
                    f"{cell!r} is none of {', '.join(known)}; correct it, or add it under `results` in the column map"
                ),
            )
        return words

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
