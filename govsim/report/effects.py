"""A table of effects on screen: one row an outcome, one column a policy; many policies go on further pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from govsim.outcomes import ALL_OUTCOMES
from govsim.report import figures
from govsim.report.numbers import share, signed
from govsim.report.tables import Column, ScreenTable, stacked
from govsim.words import text
from govsim.words.terms import level, unit

if TYPE_CHECKING:
    from collections.abc import Iterable

COLOURS = {figures.BETTER: "green", figures.WORSE: "red"}


def effects_table(title: str, caption: str, policies: Iterable[str]) -> ScreenTable:
    """Return the table without its rows: columns for the outcome, the baseline and every policy, by their titles."""
    columns = [Column(text("outcome")), Column(text("baseline"), right=True)]
    columns += [Column(policy, right=True, rank=1) for policy in policies]
    return ScreenTable(title, columns, caption=caption, pages=True, lines=True)


def outcome_cell(name: str) -> Text:
    """Return what people call an outcome, and below it its unit and level of truth."""
    outcome = ALL_OUTCOMES[name]
    told = text("unit_and_level", unit=unit(outcome.unit), level=level(outcome.level))
    return stacked(outcome.words.label(), told)


def effect(mean: float, base: float, better: str, low: float, high: float) -> Text:
    """Return an effect with its sign and, in brackets, in per cent of the baseline.

    Coloured where its interval leaves out 0 and one side is the better one.
    """
    percent = share(mean, base)
    told = f"{signed(mean)} ({percent})" if percent else signed(mean)
    return Text(told, style=COLOURS.get(figures.verdict(better, low, high), ""))
