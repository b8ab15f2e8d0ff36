"""Reading files of the user's: what is no file, cannot be read or is far too large is refused before it is read."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from govsim.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

MOST_BYTES = 2_000_000_000  # of a table
MOST_TEXT = 8_000_000  # of a file that is written by hand


def content_of(path: Path, if_missing: str = "", most: int = MOST_BYTES) -> bytes:
    """Return the bytes of a file.

    Args:
        path: The file.
        if_missing: Where files of its kind are found, for the message if there is none.
        most: Bytes above which it is refused.

    Raises:
        InputError: There is none, it is no file (a folder, a pipe, a device), or it cannot be read.
    """
    try:
        told = path.stat()
        if not stat.S_ISREG(told.st_mode):
            what = "a folder" if stat.S_ISDIR(told.st_mode) else "a pipe or a device"
            raise InputError(f"cannot be read: it is {what}; give a file", str(path))
        if told.st_size > most:
            raise InputError(f"holds {told.st_size / 1e6:,.0f} MB, more than {most / 1e6:,.0f}", str(path))
        return path.read_bytes()
    except InputError:
        raise
    except FileNotFoundError:
        raise InputError("; ".join(filter(None, ["no such file", if_missing])), str(path)) from None
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror or error}", str(path)) from None
    except ValueError as error:  # a name that no file can have
        raise InputError(f"cannot be read: {error}", repr(str(path))) from None


def text_of(path: Path, if_missing: str = "", most: int = MOST_TEXT) -> str:
    """Return the text of a file in UTF-8, perhaps with a byte-order mark; refuse what is none, see `content_of`."""
    content = content_of(path, if_missing, most)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        message = f"cannot be read: byte {content[error.start]:#04x} is no UTF-8; save the file as UTF-8"
        raise InputError(message, f"{path}:{line}") from None
