"""How fast policies work, on screen."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from govsim.outcomes import ALL_OUTCOMES
from govsim.parameters.titles import policy_title
from govsim.report.numbers import number, span
from govsim.report.tables import Column, ScreenTable
from govsim.runs.response import SHARES
from govsim.words import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.text import Text

    from govsim.runs.compare import Comparison


def response_table(comparison: Comparison) -> list[ScreenTable]:
    """Return a table of the weeks until shares of the effects are there; none where no effect is told apart."""
    rows: list[Sequence[str | Text]] = []
    for (policy, outcome), told in comparison.response.groupby(["policy", "outcome"], sort=False):
        by_share = told.set_index("share")
        if by_share["weeks"].notna().any():
            cells = [_cell(*by_share.loc[share, ["weeks", "low", "high"]]) for share in SHARES]
            title = policy_title(comparison.scenario, str(policy))
            rows.append([title, ALL_OUTCOMES[str(outcome)].words.label(), *cells])
    columns = [Column(text("policy")), Column(text("outcome"))]
    columns += [Column(text("response.share", share=f"{100 * share:g}")) for share in SHARES]
    return [ScreenTable(text("response.title"), columns, rows, lines=True)] if rows else []


def _cell(weeks: float, low: float, high: float) -> str:
    if not math.isfinite(weeks):
        return text("response.never")
    return f"{number(weeks)} {span(low, high)}"
