"""One run on screen and as a folder of results."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from rich.table import Table

from govsim.outcomes import ALL_OUTCOMES
from govsim.parameters.in_force import outcomes_off
from govsim.report.folder import Contents
from govsim.report.numbers import number
from govsim.runs.store import origin

if TYPE_CHECKING:
    from collections.abc import Mapping

    from govsim.parameters.scenario import Scenario
    from govsim.runs.run import Run


def summary_table(summary: Mapping[str, float], scenario: Scenario, seed: int) -> Table:
    """Return the outcomes of one run, one row an outcome, under scenario, seed, span and policies."""
    title = (
        f"{scenario.title or scenario.name}: seed {seed}, weeks {scenario.measure_from} to {scenario.weeks}, "
        f"{' + '.join(scenario.baseline) or 'no policy'}"
    )
    table = Table(title=title, title_justify="left", caption=harm_line(summary), caption_justify="left")
    for name, justify in (
        ("outcome", "left"),
        ("value", "right"),
        ("unit", "left"),
        ("level of truth", "left"),
        ("better", "left"),
    ):
        table.add_column(name, justify=justify)  # type: ignore[arg-type]
    off = outcomes_off(scenario)
    for name, value in summary.items():
        outcome = ALL_OUTCOMES[name]
        table.add_row(
            name,
            number(value, off=name in off),
            outcome.unit,
            outcome.level,
            "" if outcome.better == "none" else outcome.better,
        )
    return table


def harm_line(summary: Mapping[str, float]) -> str:
    """Return the harm to expect as people tell it: accidents in the word of the law, a fatal one in so many years."""
    years, accidents = summary["years_to_fatal"], summary["expected_accidents"]
    if not math.isfinite(years):
        return "No harm to expect."
    return (
        f"Expected: {number(accidents)} reportable accidents a year (a death, a serious injury, or 1 m yuan of loss); "
        f"one fatal accident in {number(round(years, 1))} years."
    )


def run_contents(run: Run, scenario: Scenario, seed: int) -> Contents:
    """Return what the folder of a run holds: weekly series, summary, enterprises, events."""
    tables = {
        "series": run.series.reset_index(),
        "summary": run.summary.rename_axis("outcome").reset_index(name="value"),
        "enterprises": run.enterprises.reset_index(),
        "events": run.events,
    }
    return Contents(origin("run", scenario) | {"seed": seed}, tables)
