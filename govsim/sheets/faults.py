"""What is wrong in one place of a file, and all faults of a file together."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import astuple, dataclass, fields
from typing import TYPE_CHECKING

from govsim.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@dataclass(frozen=True, order=True)
class Fault:
    """What is wrong in one place of a file.

    Line of the file (the first is line 1; of a workbook, its row), column, kind, and what would be right.
    """

    line: int
    column: str
    kind: str
    message: str


def by_kind(faults: Sequence[Fault]) -> dict[str, int]:
    """Return the number of faults of each kind, the most frequent first."""
    return dict(Counter(fault.kind for fault in faults).most_common())


def as_csv(faults: Sequence[Fault]) -> str:
    """Return faults as the text of a CSV file, with a byte-order mark: spreadsheets then read Chinese as it is."""
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow([field.name for field in fields(Fault)])
    rows.writerows(astuple(fault) for fault in faults)
    return "\ufeff" + text.getvalue()


def refusal(faults: Sequence[Fault], path: Path, command: str) -> InputError:
    """Return the error that tells the first fault of a file, and by which command all are listed."""
    first = faults[0]
    more = f" (and {len(faults) - 1} more: `{command}` lists them)" if len(faults) > 1 else ""
    return InputError(first.message + more, f"{path}:{first.line}" + (f": {first.column}" if first.column else ""))
