"""How results reach the user: a table or JSON on standard output, a folder, and a word on standard error."""

from __future__ import annotations

import json as json_format
import os
import re
import sys
from dataclasses import dataclass, replace
from enum import Enum
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from govsim.errors import InputError
from govsim.words import text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from rich.console import RenderableType

    from govsim.report.folder import Contents

INTERRUPTED = 130  # the shell's code for Ctrl-C
LINES, LONGEST = 3, 200  # of an error, and characters of a line of it
WIDTH = 180  # characters in a line where standard output is no terminal


class TableFormat(Enum):
    """As what tables are written."""

    csv = "csv"
    parquet = "parquet"


@dataclass(frozen=True)
class Reply:
    """What a command answers, in the forms in which it can be handed over. Each is made only where it is asked for.

    Attributes:
        data: Returns plain data (dicts, lists, text, numbers), for JSON.
        screen: Returns tables, and lines of text that are printed as they stand.
        contents: Returns what the folder of results holds; None for a command that fills a folder itself, or none.
        note: What is said on standard error below the screen, such as where a command has written.
    """

    data: Callable[[], Any]
    screen: Callable[[], Iterable[RenderableType]]
    contents: Callable[[], Contents] | None = None
    note: str = ""


def deliver(
    reply: Reply, json: bool, out: Path | None = None, latest: Path | None = None, tables: TableFormat | None = None
) -> Path | None:
    """Write the folder, if one is given, and print the reply, as one JSON object or for people; return the folder.

    Args:
        reply: The answer of a command.
        json: Whether to print JSON instead of tables and notes.
        out: The folder to write `reply.contents` to. It is complete before anything is printed, or not there at all.
        latest: Without `out`: the name under which the results are found until others are the latest; they lie in a
            folder of their own beside it, so that a later command does not overwrite them.
        tables: As what its tables are written; None: as both.

    Raises:
        InputError: The folder cannot be written, or holds other things than results; nothing is printed then.
    """
    notes = [reply.note] if reply.note else []
    if (out or latest) and reply.contents is not None:
        from govsim.report.folder import write, write_latest

        contents = reply.contents()
        if tables is not None:
            contents = replace(contents, kinds=(tables.value,))
        if out:
            write(out, contents)
        elif latest:
            out = write_latest(latest, contents)
        notes.insert(0, text("say.written", place=f"{out}/ ({', '.join(contents.files)})"))
    if json:
        print_json(reply.data())
        return out
    for item in reply.screen():
        if isinstance(item, str):
            print(item)  # noqa: T201
        else:
            console().print(item)
    for note in notes:
        say(note)
    return out


def check_out(out: Path | None, latest: Path | None = None, *, force: bool = False) -> None:
    """Refuse, before anything is computed, a folder that `deliver` could not write.

    Raises:
        InputError: The folder cannot be written, or holds other things than results; or it holds results, and `force`
            does not say to replace them.
    """
    from govsim.runs.store import MANIFEST, check_place, check_writable

    if out is not None:
        check_writable(out)
        if (out / MANIFEST).exists() and not force:
            raise InputError("holds results; --force replaces them, or give another folder with --out", str(out))
    elif latest is not None:
        check_place(latest.parent)


def shortened(told: str, most: int) -> str:
    """Return a text without its middle, if it has more than `most` characters."""
    half = most // 2 - 2
    return told if len(told) <= most else f"{told[:half]} … {told[-half:]}"


def refuse(told: str) -> None:
    """Say what is wrong, in a few lines that are not too long to read.

    Where it is longer, the middle is left out: the beginning tells the place, the end what would be right.
    """
    paragraphs = f"govsim: {text('say.error', what=told)}".splitlines()
    if len(paragraphs) > LINES:
        paragraphs = [*paragraphs[: LINES - 1], f"  … and {len(paragraphs) - LINES + 1} lines more"]
    most = LONGEST if len(paragraphs) > 1 else 2 * LONGEST - 20  # one may take two lines
    for paragraph in paragraphs:
        shown = "".join(letter if letter.isprintable() else "�" for letter in paragraph)
        shown = shortened(re.sub(r"\S{150,}", lambda word: shortened(word[0], LONGEST // 4), shown), most)
        for line in wrap(shown, LONGEST, replace_whitespace=False, break_on_hyphens=False, drop_whitespace=True):
            print(line, file=sys.stderr)  # noqa: T201


def say(line: str) -> None:
    """Say something on standard error, where it does not get between the lines of a result."""
    print(f"govsim: {line}", file=sys.stderr)  # noqa: T201


def console() -> Any:
    """Return what prints tables: as wide as the terminal, or as COLUMNS says, or 180 characters where there is none."""
    from rich.console import Console
    from rich.errors import MarkupError

    class Forgiving(Console):
        """One for which a user's text that looks like markup and is none is text."""

        def render_str(self, text: str, **told: Any) -> Any:
            try:
                return super().render_str(text, **told)
            except MarkupError:
                return super().render_str(text, **{**told, "markup": False})

    own = sys.stdout.isatty() or "COLUMNS" in os.environ
    return Forgiving(emoji=False) if own else Forgiving(width=WIDTH, emoji=False)


def print_json(data: Any) -> None:
    """Print plain data; numbers that are not defined are null, since JSON has no NaN."""
    from govsim.runs.store import plain

    spelt_out = not (sys.stdout.encoding or "").lower().startswith("utf")
    print(json_format.dumps(plain(data), indent=2, ensure_ascii=spelt_out))  # noqa: T201
