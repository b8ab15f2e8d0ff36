"""Room for what extensions declare: numbers at the end of a parameter record and of a tally.

Compiled rules see a record of one layout, whatever an extension declares, so nothing is compiled anew for it. Python
sees the same bytes under the names that were declared: `world.parameters["safety_days"]`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from govsim.errors import InputError

SECTION = "extension"  # in which tables list what an extension declares
ROOM = 16
FIELDS = tuple((f"outside_{n}", "f8") for n in range(ROOM))  # plain numbers: Numba warns of arrays within a record

_built: list[bool] = []  # holds something once a world was built


def close() -> None:
    """Say that a world has been built, after which nothing new can be declared."""
    if not _built:
        _built.append(True)


def reopen() -> None:
    """Allow declarations again; worlds that were built before must not be used any more."""
    _built.clear()


def check_open(what: str) -> None:
    """Raise `InputError` if a world has been built already."""
    if _built:
        raise InputError("must be declared before the first world is built; start Python anew", what)


@lru_cache(maxsize=32)
def named(record: np.dtype[Any], own: tuple[tuple[str, int], ...]) -> np.dtype[Any]:
    """Return the type of a record with the numbers of extensions under names of their own.

    Args:
        record: The type as compiled rules see it; its last fields are `FIELDS`.
        own: Name and length (1: a single number) of each, in the order of declaration.

    Raises:
        InputError: If there is not room for so many.
    """
    assert record.fields is not None
    assert record.names is not None
    fields = {name: record.fields[name][:2] for name in record.names[:-ROOM]}
    start = record.fields[FIELDS[0][0]][1]
    place = 0
    for name, length in own:
        fields[name] = (np.dtype("f8") if length == 1 else np.dtype(("f8", length)), start + 8 * place)
        place += length
    if place > ROOM:
        raise InputError(f"extensions may declare {ROOM} numbers for this record, not {place}", name)
    return np.dtype(
        {
            "names": list(fields),
            "formats": [kind for kind, _ in fields.values()],
            "offsets": [offset for _, offset in fields.values()],
            "itemsize": record.itemsize,
        }
    )
