"""Where a line may end: at blanks, and after any Chinese character but before no sign that closes."""

from __future__ import annotations

import re
from itertools import chain

# What stays on one line: a word of Latin letters, or a Chinese character, with the signs that open or close it.
UNBROKEN = re.compile(r"[（“]*(?:[!-~]+|[^!-~])[，。；：、）”]* *")


def breaks(line: str, cells: int) -> list[int]:
    """Return where a text is to be broken so that no line of it is wider than so many cells.

    A word that no line holds is broken anywhere.
    """
    from rich.cells import cell_len

    offsets, at, used = [], 0, 0
    fitting = ([word] if cell_len(word.rstrip()) <= cells else word for word in UNBROKEN.findall(line))
    for piece in chain.from_iterable(fitting):
        if used and used + cell_len(piece.rstrip()) > cells:
            offsets.append(at)
            used = 0
        at, used = at + len(piece), used + cell_len(piece)
    return offsets
