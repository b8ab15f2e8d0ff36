"""A comparison as a table on screen and as a folder of results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from govsim.outcomes import ALL_OUTCOMES
from govsim.parameters.in_force import outcomes_off
from govsim.report import figures
from govsim.report.effects import effect, effects_table
from govsim.report.folder import Contents
from govsim.report.numbers import number
from govsim.runs.assumed import assumed_line
from govsim.runs.compare import BASELINE, shown
from govsim.runs.store import origin

if TYPE_CHECKING:
    from rich.table import Table

    from govsim.runs.compare import Comparison
    from govsim.runs.interval import Interval


def comparison_table(comparison: Comparison) -> Table:
    """Return baseline and differences of the outcomes to be shown, one row an outcome, one column a policy."""
    told = f"{caption(comparison)}\n{assumed_line(comparison.scenario, [comparison.outcome])}"
    table = effects_table(title(comparison), told, comparison.policies)
    scenario = comparison.scenario
    reference = comparison.reference
    off = outcomes_off(scenario if reference == BASELINE else scenario.with_policy(reference))
    off_under = {policy: outcomes_off(scenario.with_policy(policy)) for policy in comparison.policies}
    for name in shown(scenario, comparison.outcome):
        outcome = ALL_OUTCOMES[name]
        cells = [
            _cell(comparison.difference(policy, name), outcome.better, off=name in off_under[policy])
            for policy in comparison.policies
        ]
        base = number(comparison.baseline(name).mean, off=name in off)
        table.add_row(f"{name}\n[dim]{outcome.unit}, {outcome.level}[/]", base, *cells)
    return table


def _cell(d: Interval, better: str, *, off: bool) -> str:
    if number(d.mean, off=off) == "off":
        return "off"
    text = effect(d.mean, better, d.low, d.high)
    return f"{text}\n[dim]{number(d.low)} to {number(d.high)}[/]"


def title(comparison: Comparison) -> str:
    """Return the heading of a comparison."""
    scenario = comparison.scenario
    return (
        f"{scenario.title or scenario.name}: differences from "
        + ("the baseline " if comparison.reference == BASELINE else f"{comparison.reference}, baseline ")
        + f"({' + '.join(scenario.baseline) or 'no policy'})"
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


def manifest(comparison: Comparison) -> dict[str, Any]:
    """Return what one needs to make the comparison again."""
    return origin("compare", comparison.scenario) | {
        "policies": list(comparison.policies),
        "differences_from": comparison.reference,
        "outcome": comparison.outcome,
        "wanted_half_width": comparison.wanted_half_width,
        "narrow_enough": comparison.narrow_enough,
        "partial": comparison.partial,
        "replicates": comparison.replicates,
        "seeds": {"first": comparison.seeds[0], "last": comparison.seeds[-1]},
    }


def comparison_contents(comparison: Comparison) -> Contents:
    """Return what the folder of a comparison holds: differences, runs, weekly curves, and pictures of them."""
    tables = {"differences": comparison.table.reset_index(), "runs": comparison.runs, "weekly": comparison.weekly}
    tables["response"] = comparison.response
    pictures = {"forest": lambda: figures.forest(comparison), "curves": lambda: figures.curves(comparison)}
    return Contents(manifest(comparison), tables, pictures)
