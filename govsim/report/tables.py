"""A plain table on screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def plain_table(title: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    """Return a table of text under a title; its first column is never broken."""
    table = Table(title=Text(title, style="table.title"), title_justify="left")
    for n, name in enumerate(header):
        table.add_column(name, no_wrap=n == 0, overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    return table
