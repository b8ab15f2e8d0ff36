"""How a field of a record is declared: once, with its type, its unit, its range and the value with which it starts.

The type of the table, the blank record from which a new agent starts, what Mesa's agents may write, and the docs follow
from the declaration.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from govsim.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

NEVER = 1e300  # reading of a clock that it never reaches
NO_WEEK = 2_000_000_000
NO_ROW = -1  # of a table
QUARTER = 13  # weeks


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record.

    `type` is NumPy's, `shape` the number of its values (0: a single one), `start` the value with which a new agent
    starts, `low` and `high` its range. A field that is `kept` by the model (the row of another table, a key, a count on
    which others rely) can be read from outside, not written.
    """

    name: str
    type: str
    meaning: str
    unit: str = ""
    start: float = 0
    low: float | None = None
    high: float | None = None
    shape: int = 0
    kept: bool = False

    @property
    def numpy(self) -> tuple[Any, ...]:
        """Its entry in a NumPy record type."""
        return (self.name, self.type, self.shape) if self.shape else (self.name, self.type)

    def accept(self, value: Any, where: str = "") -> Any:
        """Return a value that may be written, as an array of the field's type; else raise `InputError`."""
        if self.kept:
            raise InputError(f"{self.name} is kept by the model and cannot be written: {self.meaning}", where)
        given = np.asarray(value)
        if given.dtype.kind not in "biuf" or given.shape not in ((), (self.shape,)):
            raise InputError(f"{self.name} must be {self._wanted}, not {value!r}", where)
        whole = np.dtype(self.type).kind in "iu"
        low = self.low if self.low is not None else np.iinfo(self.type).min if whole else -np.inf
        high = self.high if self.high is not None else np.iinfo(self.type).max if whole else np.inf
        within = (given >= low) & (given <= high)  # never true of NaN
        if not np.all(within) or (whole and np.any(given != np.floor(given))):
            raise InputError(f"{self.name} must be {self._wanted}, not {value!r}", where)
        return given.astype(self.type)

    @property
    def _wanted(self) -> str:
        kind = "whole number" if np.dtype(self.type).kind in "iu" else "number"
        told = f"a {kind}" if self.shape == 0 else f"{self.shape} {kind}s (or one for all)"
        if self.low is not None and self.high is not None:
            return f"{told} from {self.low:g} to {self.high:g}"
        if self.low is not None:
            return f"{told} of at least {self.low:g}"
        return f"{told} of at most {self.high:g}" if self.high is not None else told


@cache
def record_type(fields: tuple[Field, ...]) -> np.dtype[Any]:
    """Return the NumPy type of a record of these fields."""
    return np.dtype([field.numpy for field in fields], align=True)


def blank(fields: tuple[Field, ...]) -> NDArray[np.void]:
    """Return one record in which every field has the value with which it starts: shape (1,)."""
    record = np.zeros(1, record_type(fields))
    for field in fields:
        record[field.name] = field.start
    return record
