"""Help in the language that is spoken: what a command says of itself is written in English and looked up in Chinese."""

from __future__ import annotations

from contextlib import contextmanager
from copy import copy
from functools import cache
from typing import TYPE_CHECKING, Any

from typer.core import TyperCommand, TyperGroup

from govsim.words import language, text
from govsim.words.breaking import breaks
from govsim.words.translated import help_text

if TYPE_CHECKING:
    from collections.abc import Iterator

# Typer's own words, by the names under which it keeps them.
TITLES = {
    "ARGUMENTS_PANEL_TITLE": "help.arguments",
    "OPTIONS_PANEL_TITLE": "help.options",
    "COMMANDS_PANEL_TITLE": "help.commands",
    "DEFAULT_STRING": "help.default",
    "REQUIRED_LONG_STRING": "help.required",
}


class _Spoken(TyperCommand if TYPE_CHECKING else object):  # type: ignore[misc]  # mixed into a command, or a group
    """Help in the language that is spoken."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help."""
        with _typer_titles():
            super(_Spoken, _told(self, ctx)).format_help(ctx, formatter)

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """Write the line of the usage."""
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), text("help.usage"))


class SpokenCommand(_Spoken, TyperCommand):
    """A command whose help is in the language that is spoken."""


class SpokenGroup(_Spoken, TyperGroup):
    """A group of commands whose help is in the language that is spoken."""


def _told(command: Any, ctx: Any) -> Any:
    """Return a copy of a command that says of itself in the language that is spoken what it says in English."""
    if language() == "en":
        return command
    shown = _in_words(command)
    shown.params = [_in_words(param) for param in command.get_params(ctx)]
    shown.add_help_option = False  # it is among them
    if hasattr(command, "commands"):
        shown.commands = {name: _in_words(inner) for name, inner in command.commands.items()}
    return shown


def _in_words(thing: Any) -> Any:
    shown = copy(thing)
    for name in ("help", "short_help", "epilog"):
        if getattr(shown, name, None):
            setattr(shown, name, help_text(getattr(shown, name)))
    return shown


@contextmanager
def _typer_titles() -> Iterator[None]:
    """Let Typer write its own words in the language that is spoken, inside the block.

    Chinese is broken at the end of a line, before any sign that may begin one: Rich breaks at blanks, and would cut it.
    """
    from typer import rich_utils

    before = {name: getattr(rich_utils, name) for name in (*TITLES, "_make_rich_text")}
    made = before["_make_rich_text"]

    def broken(**given: Any) -> Any:
        shown = made(**given)
        return shown if shown.plain.isascii() else _breaking()().append_text(shown)

    try:
        for name, key in TITLES.items():
            setattr(rich_utils, name, text(key))
        rich_utils._make_rich_text = broken  # noqa: SLF001
        yield
    finally:
        for name, said in before.items():
            setattr(rich_utils, name, said)


@cache
def _breaking() -> Any:
    """Return the kind of text that breaks its lines as Chinese does; Rich is imported when there is one to print."""
    from rich.containers import Lines
    from rich.text import Text

    class Chinese(Text):
        def wrap(self, console: Any, width: int, **told: Any) -> Lines:
            lines = Lines()
            for line in self.split(allow_blank=True):
                for part in line.divide(breaks(line.plain, width)):
                    lines.extend(Text.wrap(part.copy(), console, width, **{**told, "overflow": "fold"}))
            return lines

    return Chinese
