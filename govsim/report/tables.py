"""Tables that fit: columns that a screen has no room for go to a page of their own or are left out, and named.

No name and no number is ever cut: a text is broken between words, a number not at all.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from govsim.words import language, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.console import Console, ConsoleOptions, JustifyMethod, RenderableType

LEAST = 10  # cells to which Chinese, which has no blanks, may be broken
FRAME = 3  # cells between two columns


@dataclass(frozen=True)
class Column:
    """A column of a sheet.

    Attributes:
        header: What stands above it.
        right: Whether it holds numbers: they stand at the right and are never broken.
        rank: 0: it always stands there; of the others, those of the highest rank are left out first.
    """

    header: str
    right: bool = False
    rank: int = 0


@dataclass
class ScreenTable:
    """A table that fits the width of the screen.

    Attributes:
        title: What stands above it.
        columns: Its columns.
        rows: Its cells: plain text, or text with a style.
        caption: What stands below it.
        pages: Whether columns without room go to further pages, which begin with those of rank 0.
        lines: Whether rows are told apart by lines.
    """

    title: str
    columns: Sequence[Column]
    rows: list[Sequence[str | Text]] = field(default_factory=list)
    caption: str = ""
    pages: bool = False
    lines: bool = False

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[RenderableType]:
        """Yield the tables that stand for it at the width of the console."""
        groups, left_out = self._arrange(options.max_width)
        caption = self.caption
        if left_out:
            names = ("、" if language() == "zh" else ", ").join(self.columns[n].header for n in left_out)
            caption = "\n".join(filter(None, [caption, text("left_out", names=names)]))
        for n, group in enumerate(groups, start=1):
            title = text("part", title=self.title, part=n, parts=len(groups)) if len(groups) > 1 else self.title
            yield from (Text(title, style="bold"), self._table(group, options.max_width))
        if caption:
            yield Text(caption, style="dim")

    def _table(self, group: Sequence[int], width: int) -> Table:
        table = Table(show_lines=self.lines)
        for n, cells in zip(group, self._cells(group, width), strict=True):
            justify: JustifyMethod = "right" if self.columns[n].right else "left"
            table.add_column(Text(self.columns[n].header), justify=justify, width=cells, overflow="fold")
        for row in self.rows:
            table.add_row(*(cell if isinstance(cell, Text) else Text(cell) for cell in (row[n] for n in group)))
        return table

    def _cells(self, group: Sequence[int], width: int) -> list[int]:
        """Return the widths of columns: what each needs, and of what is over first texts get what they would like."""
        least, most = [self._least(n) for n in group], [self._most(n) for n in group]
        numbers = [self.columns[n].right for n in group]
        spare = width - self._width(group)
        while spare > 0 and least != most:
            narrowest = min((n for n in range(len(group)) if least[n] < most[n]), key=lambda n: (numbers[n], least[n]))
            least[narrowest] += 1
            spare -= 1
        return least

    def _arrange(self, width: int) -> tuple[list[list[int]], list[int]]:
        """Return the columns of each page, and those that are left out."""
        everyone = list(range(len(self.columns)))
        fixed = [n for n in everyone if not self.columns[n].rank]
        if not self.pages:
            shown = everyone
            while self._width(shown) > width and len(shown) > len(fixed):
                shown.remove(max(shown, key=lambda n: (self.columns[n].rank, n)))
            return [shown], [n for n in range(len(self.columns)) if n not in shown]
        groups: list[list[int]] = []
        for n in everyone:
            if self.columns[n].rank and (not groups or self._width([*groups[-1], n]) > width):
                groups.append([*fixed, n])
            elif self.columns[n].rank:
                groups[-1].append(n)
        return groups or [fixed], []

    def _width(self, group: Sequence[int]) -> int:
        return sum(self._least(n) + FRAME for n in group) + 1

    def _least(self, n: int) -> int:
        """Return the cells that a column needs so that no word and no number of it is broken."""
        column = self.columns[n]
        whole = [str(row[n]) for row in self.rows]
        parts = [line for cell in whole for line in cell.split("\n")] if column.right else " ".join(whole).split()
        widths = [cell_len(part) if column.right else _unbroken(part) for part in parts]
        return max([1, *widths, *(_unbroken(word) for word in column.header.split())])

    def _most(self, n: int) -> int:
        """Return the cells that a column would take if nothing of it were broken."""
        cells = (str(row[n]) for row in self.rows)
        widths = [cell_len(line) for cell in (self.columns[n].header, *cells) for line in cell.split("\n")]
        return max(self._least(n), *widths)


def _unbroken(word: str) -> int:
    """Return the cells of a word; one with Chinese in it may be broken."""
    return min(cell_len(word), LEAST) if any(ord(sign) > 0x2E80 for sign in word) else cell_len(word)


def stacked(*lines: Text | str) -> Text:
    """Return lines of one cell; all but the first stand back."""
    first, *others = lines
    told = first.copy() if isinstance(first, Text) else Text(first)
    for line in others:
        told.append("\n").append_text(line if isinstance(line, Text) else Text(line, style="dim"))
    return told


def plain_table(title: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> ScreenTable:
    """Return a table of text under a title; of its columns, the last are left out first where there is no room."""
    return ScreenTable(title, [Column(name, rank=n) for n, name in enumerate(header)], list(rows))
