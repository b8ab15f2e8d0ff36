"""Reading a spreadsheet: CSV, perhaps compressed with gzip, or XLSX; its encoding and delimiter are found by itself."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from govsim.errors import InputError
from govsim.sheets.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

LARGEST = 1 << 30  # bytes of a file, decompressed
DELIMITERS = ",;\t"
TITLES = 10  # rows above the header that may be titles
XLSX = b"PK\x03\x04"
XLS = b"\xd0\xcf\x11\xe0"
GZIP = b"\x1f\x8b"
MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


@dataclass(frozen=True)
class Sheet:
    """The cells of a file as text, below a header; rows have as many cells as it, and blank rows are left out.

    What cannot be read, or has another number of cells, stands in `faults`. `lines` are the lines of the file on which
    the rows begin. Titles above the header are passed over.
    """

    path: Path
    header: list[str] = field(default_factory=list)
    header_line: int = 1
    lines: list[int] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    encoding: str = ""


def read_sheet(path: Path, encoding: str | None = None, delimiter: str | None = None) -> Sheet:
    """Read the cells of a file.

    Args:
        path: A CSV file, perhaps compressed with gzip, or the first worksheet of an XLSX file.
        encoding: Its encoding; None: by its byte-order mark, or UTF-8 or GB 18030, whichever it is.
        delimiter: What stands between two cells; None: comma, semicolon or tab, whichever its header has most of.

    Raises:
        InputError: There is no such file, it is none of these kinds, or it cannot be opened.
    """
    content = _content(path)
    if content.startswith(XLSX):
        return _sheet(path, *_of_workbook(path), None, "xlsx")
    if content.startswith(XLS):
        raise InputError("is an old workbook (.xls); save it as .xlsx or as CSV", str(path))
    try:
        encoding = encoding or found_encoding(content)
        text = content.decode(encoding)
    except UnicodeError as error:
        start = error.start if isinstance(error, UnicodeDecodeError) else 0
        line = content.count(b"\n", 0, start) + 1
        message = (
            f"byte {content[start]:#04x} is {f'no {encoding}' if encoding else 'neither utf-8 nor gb18030'}; save the "
            f"file as UTF-8, or name its `encoding` in the column map"
        )
        return Sheet(path, header_line=line, faults=[Fault(line, "", "bad encoding", message)])
    lines, rows, broken = _of_text(text, delimiter or _found_delimiter(text))
    return _sheet(path, lines, rows, broken, encoding)


def _content(path: Path) -> bytes:
    try:
        if not path.exists():
            raise InputError("no such file", str(path))
        if not path.is_file():
            raise InputError("cannot be read: it is no file but a folder or a device", str(path))
        raw = path.read_bytes()
        if not raw.startswith(GZIP):
            return raw
        with gzip.open(io.BytesIO(raw)) as file:
            content = file.read(LARGEST + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"cannot be read: {error}", str(path)) from None
    if len(content) > LARGEST:
        raise InputError(f"is larger than {LARGEST >> 20} MB when decompressed; divide it", str(path))
    return content


def found_encoding(content: bytes) -> str:
    """Return the encoding of a text: that of its byte-order mark, UTF-8, or GB 18030.

    Nearly any bytes are GB 18030. They are taken as such where nine in ten of their characters that are not ASCII are
    of the common set GB 2312, which is so of Chinese texts and not of other encodings.

    Raises:
        UnicodeDecodeError: It is none of them.
    """
    for mark, encoding in MARKS:
        if content.startswith(mark):
            content.decode(encoding)
            return encoding
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        try:
            special = [letter for letter in content.decode("gb18030") if not letter.isascii()]
        except UnicodeDecodeError:
            raise error from None
        common = "".join(special).encode("gb2312", errors="ignore")
        if len(common) < 2 * 0.9 * len(special):
            raise
        return "gb18030"
    return "utf-8"


def _found_delimiter(text: str) -> str:
    first = next((line for line in text.splitlines()[: TITLES + 1] if any(d in line for d in DELIMITERS)), "")
    return max(DELIMITERS, key=first.count)


def _of_text(text: str, delimiter: str) -> tuple[list[int], list[list[str]], Fault | None]:
    """Return the line on which each row begins, the rows, and a fault where the text cannot be read on."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines, rows = [], []
    start = 1
    try:
        for row in reader:
            lines.append(start)
            rows.append(row)
            start = reader.line_num + 1
    except csv.Error as error:
        message = f"cannot be read as CSV from here on ({error}); is a quotation mark missing or one too many?"
        return lines, rows, Fault(start, "", "broken quotation", message)
    return lines, rows, None


def _of_workbook(path: Path) -> tuple[list[int], list[list[str]]]:
    """Return the rows of the first worksheet with their numbers; cells that are empty at their ends are left out."""
    try:
        import openpyxl
    except ImportError:
        raise InputError("reading XLSX needs openpyxl: pip install 'govsim[excel]'", str(path)) from None
    try:
        _check_size(path)
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        try:
            rows = [[_text(cell) for cell in row] for row in book.worksheets[0].iter_rows(values_only=True)]
        finally:
            book.close()
    except InputError:
        raise
    except Exception as error:  # noqa: BLE001 (whatever a broken archive of XML makes openpyxl raise)
        raise InputError(f"cannot be read as XLSX: {error or type(error).__name__}", str(path)) from None
    for row in rows:
        while row and not row[-1].strip():
            row.pop()
    return list(range(1, len(rows) + 1)), rows


def _check_size(path: Path) -> None:
    """Refuse a workbook that is far larger than its file."""
    import zipfile

    with zipfile.ZipFile(path) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > LARGEST:
            raise InputError(f"is larger than {LARGEST >> 20} MB when decompressed; divide it", str(path))


def _text(cell: Any) -> str:
    """Return a cell as it is written in a CSV file: a date as 2024-05-31, a whole number without a point."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "seconds")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _sheet(path: Path, lines: list[int], rows: list[list[str]], broken: Fault | None, encoding: str) -> Sheet:
    """Return the sheet of rows: the first that is no title is the header, and the others must fit it."""
    faults = [broken] if broken else []
    filled = [(line, row) for line, row in zip(lines, rows, strict=True) if any(cell.strip() for cell in row)]
    if not filled:
        empty = Fault(1, "", "no rows", "the file is empty; its first line must name the columns")
        return Sheet(path, faults=faults or [empty], encoding=encoding)
    at = _header(row for _, row in filled[: TITLES + 1])
    header_line, header = filled[at]
    width = len(header)
    sheet = Sheet(path, [cell.strip("\ufeff\u3000 \t\n") for cell in header], header_line, [], [], faults, encoding)
    for line, row in filled[at + 1 :]:
        if encoding == "xlsx" and len(row) < width:
            row = row + [""] * (width - len(row))
        if len(row) == width:
            sheet.lines.append(line)
            sheet.rows.append(row)
            continue
        message = f"the row has {len(row)} cells, the header has {width}"
        message += "" if encoding == "xlsx" else "; is a comma or a quotation mark missing?"
        faults.append(Fault(line, "", "wrong number of cells", message))
    return sheet


def _header(rows: Iterable[list[str]]) -> int:
    """Return which row is the header: the first with two filled cells; the first of all where none has."""
    return next((n for n, row in enumerate(rows) if sum(bool(cell.strip()) for cell in row) > 1), 0)
