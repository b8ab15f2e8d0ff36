"""What each actor's carelessness costs, on screen and as a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.table import Table

from govsim.parameters.titles import scenario_words
from govsim.report.folder import Contents
from govsim.report.investigation import Sentences, percent
from govsim.report.numbers import number, span
from govsim.runs.store import origin

if TYPE_CHECKING:
    from govsim.investigation.careless import Carelessness


def careless_screen(told: Carelessness, lang: str) -> list[Any]:
    """Return the table of who would avert what, and what it says, in the sentences of a language."""
    words = Sentences(lang)
    name = scenario_words(told.scenario).label(lang)
    years = f"{told.scenario.weeks / 52:.0f}"
    table = Table()
    table.add_column(words("ledger", "actor"))
    for column in (
        words("careless", "accidents"),
        words("ledger", "interval"),
        words("careless", "share"),
        words("careless", "casualties"),
        words("ledger", "interval"),
    ):
        table.add_column(column, justify="right")
    for actor, row in told.table.iterrows():
        accidents = number(row["averted"]), span(row["low"], row["high"]), percent(row["share"])
        casualties = number(row["casualties"]), span(row["casualties_low"], row["casualties_high"])
        table.add_row(words("actors", str(actor)), *accidents, *casualties)
    return [
        words("careless", "title", scenario=name, seeds=len(told.seeds), years=years),
        words("careless", "base", accidents=number(told.base[0]), casualties=number(told.base[1])),
        table,
        words("careless", "says", file=told.care.file),
        words("banner"),
    ]


def careless_contents(told: Carelessness) -> Contents:
    """Return what its folder holds: the table."""
    manifest = origin("investigate", told.scenario) | {"seeds": list(told.seeds), "care": told.care.file}
    return Contents(manifest, {"careless": told.table.reset_index()})
