"""Errors that a user can mend."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class InputError(ValueError):
    """Something that the user gave is wrong.

    The message says what is wrong and what would be right; `where` says where: a file, a line of it, a key.
    The command line prints it and exits with code 2.
    """

    def __init__(self, message: str, where: str = "") -> None:
        self.message = message
        self.where = where
        super().__init__(f"{where}: {message}" if where else message)


def nearest(name: str, known: Iterable[str]) -> str:
    """Return `"; did you mean …?"` for the known name nearest to `name`, or an empty string."""
    close = get_close_matches(name, list(known), n=1, cutoff=0.55)
    return f"; did you mean {close[0]!r}?" if close else ""
