"""A trial on screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table

from govsim.report.numbers import number
from govsim.runs.assumed import assumed_line

if TYPE_CHECKING:
    from govsim.runs.trial import TrialResult


def trial_table(result: TrialResult) -> Table:
    """Return the differences of the arms of a trial to the control, per firm, with 95 % intervals."""
    unit = result.scenario.trial.unit if result.scenario.trial else ""
    title = (
        f"{result.scenario.title or result.scenario.name}: trial over {unit}s, {len(result.seeds)} replicates; "
        f"per firm, control is {result.names[0]!r}"
    )
    table = Table(
        title=title,
        title_justify="left",
        caption=assumed_line(result.scenario, ["expected_casualties"]),
        caption_justify="left",
    )
    for name in ("arm", "measure", "control", "difference", "95 % interval", "relative"):
        table.add_column(name, justify="left" if name in ("arm", "measure") else "right")
    for row in result.effects.to_dict(orient="records"):
        if row["measure"] != "firms":
            spread = f"{number(row['low'])} to {number(row['high'])}"
            table.add_row(
                row["arm"],
                row["measure"],
                number(row["control"]),
                number(row["difference"]),
                spread,
                f"{100 * row['relative']:+.1f} %",
            )
    return table
