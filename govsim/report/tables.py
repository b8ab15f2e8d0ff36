"""Tables on screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table

from govsim.outcomes import ALL_OUTCOMES
from govsim.report.numbers import number
from govsim.runs.compare import SHOWN
from govsim.studies.sensitivity import assumed_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from govsim.runs.compare import Comparison, Interval
    from govsim.runs.trial import TrialResult


def summary_table(summary: Mapping[str, float], title: str) -> Table:
    """Return the outcomes of one run."""
    table = Table(title=title, title_justify="left")
    for name, justify in (
        ("outcome", "left"),
        ("value", "right"),
        ("unit", "left"),
        ("level of truth", "left"),
        ("better", "left"),
    ):
        table.add_column(name, justify=justify)  # type: ignore[arg-type]
    for name, value in summary.items():
        outcome = ALL_OUTCOMES[name]
        table.add_row(
            name, number(value), outcome.unit, outcome.level, "" if outcome.better == "none" else outcome.better
        )
    return table


def comparison_table(comparison: Comparison) -> Table:
    """Return baseline and differences of the outcomes to be shown, one row an outcome, one column a policy."""
    shown: Iterable[str] = comparison.scenario.comparison.show or SHOWN
    shown = list(dict.fromkeys([comparison.outcome, *shown]))
    table = Table(
        title=title(comparison),
        title_justify="left",
        caption=f"{caption(comparison)}\n{assumed_line(comparison.scenario, [comparison.outcome])}",
        caption_justify="left",
        show_lines=True,
    )
    table.add_column("outcome")
    table.add_column("baseline", justify="right")
    for policy in comparison.policies:
        table.add_column(policy.replace("_", " ").replace("+", " + "), justify="right")
    for name in shown:
        outcome = ALL_OUTCOMES[name]
        cells = [_cell(comparison.difference(policy, name), outcome.better) for policy in comparison.policies]
        table.add_row(
            f"{name}\n[dim]{outcome.unit}, {outcome.level}[/]", number(comparison.baseline(name).mean), *cells
        )
    return table


def _cell(d: Interval, better: str) -> str:
    sign = "+" if d.mean > 0 else ""
    colour = ""
    if d.excludes_zero and better != "none":
        colour = "green" if (d.mean > 0) == (better == "more") else "red"
    text = f"{sign}{number(d.mean)}"
    text = f"[{colour}]{text}[/]" if colour else text
    return f"{text}\n[dim]{number(d.low)} to {number(d.high)}[/]"


def title(comparison: Comparison) -> str:
    """Return the heading of a comparison."""
    scenario = comparison.scenario
    return (
        f"{scenario.title or scenario.name}: differences from the baseline "
        f"({' + '.join(scenario.baseline) or 'no policy'})"
    )


def caption(comparison: Comparison) -> str:
    """Return what a reader must know to trust the table: replicates, intervals, and why it stopped."""
    worst = max(comparison.difference(policy, comparison.outcome).half_width for policy in comparison.policies)
    base = abs(comparison.baseline(comparison.outcome).mean)
    reached = f"{100 * worst / base:.2g} % of its baseline" if base else f"{number(worst)} (its baseline is 0)"
    goal = f"half-width of {comparison.outcome} {reached}, wanted {100 * comparison.wanted_half_width:.2g} %"
    if comparison.partial:
        why = f"PARTIAL: interrupted; {goal}"
    elif comparison.narrow_enough:
        why = f"narrow enough: {goal}"
    else:
        why = f"cap on replicates reached: {goal}"
    return (
        f"Mean paired difference and its 95 % interval over {comparison.replicates} replicates on common random "
        f"numbers. {why}."
    )


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
        caption=assumed_line(result.scenario, ["expected_accidents"]),
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
