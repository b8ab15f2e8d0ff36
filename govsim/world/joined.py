"""Several tables of the same length, seen as one.

What is read every week stands in another table than what is read now and then, for speed; whoever uses the records need
not know. In Python `world.enterprises["effort"]` is the column, `world.enterprises[i].effort` the value, of whichever
table holds the field; in compiled rules (`govsim.world.machine`) so is `w.enterprises[i].effort`.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray


class Joined:
    """Tables of the same length as one table, whose fields are those of all of them.

    `joined["field"]` is a column, a view; `joined[i]` a record; `joined[a:b]` and `joined[mask]` are shorter tables (a
    slice is a view). `np.asarray(joined)` is a copy as one structured array.
    """

    def __init__(self, *tables: NDArray[Any]) -> None:
        self.tables = tables
        self.columns: dict[str, NDArray[Any]] = {
            name: np.asarray(table)[name] for table in tables for name in table.dtype.names or ()
        }

    @property
    def dtype(self) -> np.dtype[Any]:
        """The type of a whole record."""
        return _whole(tuple(table.dtype for table in self.tables))

    @property
    def shape(self) -> tuple[int]:
        """Its length, as of an array of one dimension."""
        return (self.tables[0].shape[0],)

    @property
    def nbytes(self) -> int:
        """Bytes that its tables take."""
        return sum(table.nbytes for table in self.tables)

    def tobytes(self) -> bytes:
        """Return the bytes of its tables, one after the other."""
        return b"".join(np.ascontiguousarray(table).tobytes() for table in self.tables)

    def __len__(self) -> int:
        return int(self.tables[0].shape[0])

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, str):
            return self.columns[key]
        if isinstance(key, (int, np.integer)):
            return Row(self.columns, int(key))
        if isinstance(key, list) and key and isinstance(key[0], str):
            return np.asarray(self)[key]
        return Joined(*(table[key] for table in self.tables))

    def __setitem__(self, key: Any, values: Any) -> None:
        if isinstance(key, str):
            self.columns[key][...] = values
            return
        for name, column in self.columns.items():
            column[key] = values[name]

    def __iter__(self) -> Iterator[Row]:
        return (Row(self.columns, i) for i in range(len(self)))

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[np.void]:
        whole = np.zeros(len(self), self.dtype)
        for name, column in self.columns.items():
            whole[name] = column
        return whole if dtype is None else whole.astype(dtype)


class Row:
    """One record of joined tables: its fields as attributes or by name, to read and to write."""

    __slots__ = ("_columns", "_row")

    def __init__(self, columns: dict[str, NDArray[Any]], row: int) -> None:
        object.__setattr__(self, "_columns", columns)
        object.__setattr__(self, "_row", row)

    def __getattr__(self, name: str) -> Any:
        try:
            return self._columns[name][self._row]
        except KeyError:
            raise AttributeError(name) from None

    def __setattr__(self, name: str, value: Any) -> None:
        if name not in self._columns:
            raise AttributeError(name)
        self._columns[name][self._row] = value

    def __getitem__(self, name: str) -> Any:
        return self._columns[name][self._row]

    def __setitem__(self, name: str, value: Any) -> None:
        self._columns[name][self._row] = value


@cache
def _whole(dtypes: tuple[np.dtype[Any], ...]) -> np.dtype[Any]:
    """Return the type of a record that has the fields of all of these."""
    return np.dtype([(name, *_type(dtype, name)) for dtype in dtypes for name in dtype.names or ()])


def _type(dtype: np.dtype[Any], name: str) -> tuple[Any, ...]:
    field = dtype[name]
    return (field.base, field.shape) if field.shape else (field,)
