"""A trial on screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govsim.parameters.titles import scenario_title
from govsim.report.numbers import number, share, signed, span
from govsim.report.tables import Column, ScreenTable
from govsim.runs.assumed import assumed_line
from govsim.words import text

if TYPE_CHECKING:
    from govsim.runs.trial import TrialResult


def trial_table(result: TrialResult) -> ScreenTable:
    """Return the differences of the arms of a trial to the control, per firm, with 95 % intervals."""
    scenario = result.scenario
    unit = text(f"trial.{scenario.trial.unit}") if scenario.trial else ""
    told = {"unit": unit, "replicates": len(result.seeds), "control": result.names[0]}
    columns = [Column(text("arm")), Column(text("trial.measure"))]
    columns += [Column(text("trial.control"), right=True, rank=1), Column(text("trial.difference"), right=True)]
    columns += [Column(text("interval"), right=True), Column(text("trial.relative"), right=True, rank=2)]
    below = assumed_line(scenario, ["expected_casualties"])
    table = ScreenTable(text("trial.title", scenario=scenario_title(scenario), **told), columns, caption=below)
    for row in result.effects.to_dict(orient="records"):
        if row["measure"] != "firms":
            numbers = [number(row["control"]), signed(row["difference"]), span(row["low"], row["high"])]
            percent = share(row["difference"], row["control"])
            table.rows.append([row["arm"], text(f"measure.{row['measure']}"), *numbers, percent])
    return table
