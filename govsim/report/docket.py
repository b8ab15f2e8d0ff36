"""A docket on screen: the two ledgers over many accidents, and how far blame is misplaced."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.table import Table

from govsim.investigation.docket import DIRECTED, EVERYDAY
from govsim.parameters.titles import scenario_words
from govsim.report.investigation import Sentences, percent

if TYPE_CHECKING:
    from govsim.investigation.docket import Docket
    from govsim.runs.interval import Interval


def docket_screen(told: Docket, lang: str) -> list[Any]:
    """Return the table of a docket, and what it says, in the sentences of a language."""
    words = Sentences(lang)
    name = scenario_words(told.scenario).label(lang)
    title = words("docket", "title", scenario=name, accidents=told.accidents, seeds=len(told.seeds))
    lines: list[Any] = [title]
    if told.accidents:
        table = Table()
        table.add_column(words("ledger", "actor"))
        for column in ("outcome", "interval", "diligence", "interval"):
            table.add_column(words("ledger", column), justify="right")
        for actor, row in told.ledgers.iterrows():
            cells = []
            for kind in ("outcome", "diligence"):
                cells += [percent(row[kind]), f"{percent(row[f'{kind}_low'])} – {percent(row[f'{kind}_high'])}"]
            table.add_row(words("actors", str(actor)), *cells)
        lines += [table, _with(words, "misplaced", told.misplaced), _with(words, "averted", told.averted)]
    lines.append(words("docket", "rest", everyday=told.left_out(EVERYDAY), directed=told.left_out(DIRECTED)))
    lines.append(words("banner"))
    return lines


def _with(words: Sentences, key: str, given: Interval) -> str:
    return words("docket", key, mean=percent(given.mean), low=percent(given.low), high=percent(given.high))
