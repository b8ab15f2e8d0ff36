"""A table of effects on screen: one row an outcome, one column a policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table

from govsim.report import figures
from govsim.report.numbers import number

if TYPE_CHECKING:
    from collections.abc import Iterable

COLOURS = {figures.BETTER: "green", figures.WORSE: "red"}


def effects_table(title: str, caption: str, policies: Iterable[str]) -> Table:
    """Return the table without its rows: columns for the outcome, the baseline and every policy."""
    table = Table(title=title, title_justify="left", caption=caption, caption_justify="left", show_lines=True)
    table.add_column("outcome")
    table.add_column("baseline", justify="right")
    for policy in policies:
        table.add_column(policy.replace("_", " ").replace("+", " + "), justify="right")
    return table


def effect(mean: float, better: str, low: float, high: float) -> str:
    """Return an effect with its sign, coloured where its interval leaves out 0 and one side is the better one."""
    text = f"{'+' if mean > 0 else ''}{number(mean)}"
    colour = COLOURS.get(figures.verdict(better, low, high))
    return f"[{colour}]{text}[/]" if colour else text
