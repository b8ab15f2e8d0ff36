"""One run on screen and as a folder of results."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from govsim.outcomes import ALL_OUTCOMES
from govsim.parameters.in_force import outcomes_off
from govsim.parameters.titles import in_force, scenario_title
from govsim.report.folder import Contents
from govsim.report.numbers import number, weeks
from govsim.report.tables import Column, ScreenTable
from govsim.runs.store import origin
from govsim.words import text
from govsim.words.terms import DIRECTIONS, level, unit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.text import Text

    from govsim.parameters.scenario import Scenario
    from govsim.runs.run import Run


def summary_table(summary: Mapping[str, float], scenario: Scenario, seed: int) -> ScreenTable:
    """Return the outcomes of one run, one row an outcome, under scenario, seed, span and policies."""
    span = weeks(scenario.measure_from, scenario.weeks)
    title = text("run.title", scenario=scenario_title(scenario), seed=seed, weeks=span, policies=in_force(scenario))
    columns = [Column(text("outcome")), Column(text("value"), right=True), Column(text("unit"))]
    columns += [Column(text("level"), rank=1), Column(text("better"), rank=2)]
    off = outcomes_off(scenario)
    rows: list[Sequence[str | Text]] = []
    for name, value in summary.items():
        outcome = ALL_OUTCOMES[name]
        told = [outcome.words.label(), number(value, off=name in off), unit(outcome.unit), level(outcome.level)]
        rows.append([*told, DIRECTIONS[outcome.better].short()])
    return ScreenTable(title, columns, rows, harm_line(summary))


def harm_line(summary: Mapping[str, float]) -> str:
    """Return the harm to expect as people tell it: accidents in the word of the law, a fatal one in so many years."""
    years, accidents = summary["years_to_fatal"], summary["expected_accidents"]
    if not math.isfinite(years):
        return text("run.no_harm")
    return text("run.harm", accidents=number(accidents), years=number(years))


def run_contents(run: Run, scenario: Scenario, seed: int) -> Contents:
    """Return what the folder of a run holds: weekly series, summary, enterprises, events."""
    tables = {
        "series": run.series.reset_index(),
        "summary": run.summary.rename_axis("outcome").reset_index(name="value"),
        "enterprises": run.enterprises.reset_index(),
        "events": run.events,
    }
    return Contents(origin("run", scenario) | {"seed": seed}, tables)
