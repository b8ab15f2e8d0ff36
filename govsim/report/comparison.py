"""A comparison as a table on screen and as a folder of results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text

from govsim.outcomes import ALL_OUTCOMES
from govsim.parameters.in_force import outcomes_off
from govsim.parameters.titles import in_force, policy_title, scenario_title
from govsim.report import figures
from govsim.report.effects import effect, effects_table, outcome_cell
from govsim.report.folder import Contents
from govsim.report.numbers import number, span
from govsim.report.tables import stacked
from govsim.runs.assumed import assumed_line, kept_share
from govsim.runs.compare import BASELINE, shown
from govsim.runs.store import origin
from govsim.words import text

if TYPE_CHECKING:
    from govsim.report.tables import ScreenTable
    from govsim.runs.compare import Comparison


def comparison_table(comparison: Comparison) -> ScreenTable:
    """Return baseline and differences of the outcomes to be shown, one row an outcome, one column a policy."""
    scenario = comparison.scenario
    reference = comparison.reference
    told = f"{caption(comparison)}\n{assumed_line(scenario, [comparison.outcome])}"
    table = effects_table(title(comparison), told, [policy_title(scenario, name) for name in comparison.policies])
    off = outcomes_off(scenario if reference == BASELINE else scenario.with_policy(reference))
    off_under = {policy: outcomes_off(scenario.with_policy(policy)) for policy in comparison.policies}
    for name in shown(scenario, comparison.outcome):
        cells = [_cell(comparison, policy, name, off=name in off_under[policy]) for policy in comparison.policies]
        base = number(comparison.baseline(name).mean, off=name in off)
        table.rows.append([outcome_cell(name), base, *cells])
    return table


def _cell(comparison: Comparison, policy: str, name: str, *, off: bool) -> Text:
    d = comparison.difference(policy, name)
    if number(d.mean, off=off) == text("off"):
        return Text(text("off"))
    told = effect(d.mean, comparison.baseline(name).mean, ALL_OUTCOMES[name].better, d.low, d.high)
    return stacked(told, span(d.low, d.high))


def title(comparison: Comparison) -> str:
    """Return the heading of a comparison."""
    scenario = comparison.scenario
    told = text("compare.title", scenario=scenario_title(scenario), policies=in_force(scenario))
    if comparison.reference == BASELINE:
        return told
    return text("compare.against", title=told, policy=policy_title(scenario, comparison.reference))


def caption(comparison: Comparison) -> str:
    """Return what a reader must know to trust the table: replicates, intervals, and why it stopped."""
    worst = max(comparison.difference(policy, comparison.outcome).half_width for policy in comparison.policies)
    base = abs(comparison.baseline(comparison.outcome).mean)
    reached = text("compare.of_nothing", value=number(worst))
    if base:
        reached = text("compare.of_baseline", share=f"{100 * worst / base:.2g}")
    goal = text(
        "compare.goal",
        outcome=ALL_OUTCOMES[comparison.outcome].words.label(),
        reached=reached,
        wanted=f"{100 * comparison.wanted_half_width:.2g}",
    )
    state = "partial" if comparison.partial else "narrow" if comparison.narrow_enough else "cap"
    why = text(f"compare.{state}", goal=goal)
    return text("compare.caption", replicates=comparison.replicates, why=why, key=text("compare.key"))


def manifest(comparison: Comparison) -> dict[str, Any]:
    """Return what one needs to make the comparison again."""
    return origin("compare", comparison.scenario) | {
        "file": comparison.scenario.file,
        "assumed_share": kept_share(comparison.scenario, comparison.outcome),
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
    pictures = figures.paged("forest", figures.forest, comparison) | figures.paged("curves", figures.curves, comparison)
    return Contents(manifest(comparison), tables, pictures)
