"""How fast policies work, on screen."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from govsim.report.numbers import number
from govsim.report.tables import plain_table
from govsim.runs.response import SHARES

if TYPE_CHECKING:
    from rich.table import Table

    from govsim.runs.compare import Comparison

NAMES = {0.5: "half", 0.9: "nine tenths"}


def response_table(comparison: Comparison) -> list[Table]:
    """Return a table of the weeks until shares of the effects are there; none where no effect is told apart."""
    rows = []
    for (policy, outcome), told in comparison.response.groupby(["policy", "outcome"], sort=False):
        by_share = told.set_index("share")
        if by_share["weeks"].notna().any():
            rows.append(
                [str(policy), str(outcome), *(_cell(*by_share.loc[s, ["weeks", "low", "high"]]) for s in SHARES)]
            )
    header = ["policy", "outcome", *(f"{NAMES[share]} of the effect" for share in SHARES)]
    return (
        [plain_table("Weeks from the start of a policy until its effect is there (95 %)", header, rows)] if rows else []
    )


def _cell(weeks: float, low: float, high: float) -> str:
    return f"{number(weeks)} ({number(low)} to {number(high)})" if math.isfinite(weeks) else "not within the span"
