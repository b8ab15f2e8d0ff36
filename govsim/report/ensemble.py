"""A comparison under many parameter sets, as a table on screen and as a folder of results."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure

from govsim.outcomes import ALL_OUTCOMES
from govsim.report import figures
from govsim.report.effects import effect, effects_table
from govsim.report.folder import Contents
from govsim.report.numbers import number
from govsim.runs.assumed import in_percent
from govsim.runs.compare import shown
from govsim.runs.store import origin

if TYPE_CHECKING:
    from rich.table import Table

    from govsim.studies.ensemble import Components, EnsembleComparison


def ensemble_table(result: EnsembleComparison) -> Table:
    """Return baseline and effects of the outcomes to be shown, each with both intervals; last, who is best."""
    title = (
        f"{result.scenario.title or result.scenario.name}: differences from the baseline, under "
        f"{len(result.draws.sets)} parameter sets"
    )
    table = effects_table(title, caption(result), result.policies)
    for name in shown(result.scenario, result.outcome):
        outcome = ALL_OUTCOMES[name]
        cells = [_cell(result.effect(policy, name), outcome.better) for policy in result.policies]
        table.add_row(f"{name}\n[dim]{outcome.unit}, {outcome.level}[/]", number(result.baseline(name)), *cells)
    ranks, best = result.ranks(result.outcome), result.best(result.outcome)
    told = [f"{100 * best[policy]:.0f} %\n[dim]{_ranks(ranks[:, n])}[/]" for n, policy in enumerate(result.policies)]
    table.add_row(f"best by {result.outcome}\n[dim]share of sets, rank[/]", "", *told)
    return table


def _cell(told: Components, better: str) -> str:
    low, high = min(told.low, told.sampling.low), max(told.high, told.sampling.high)
    text = effect(told.mean, better, low, high)
    luck = f"luck {number(told.sampling.low)} to {number(told.sampling.high)}"
    return f"{text}\n[dim]{luck}\nsets {number(told.low)} to {number(told.high)}[/]"


def _ranks(ranks: np.ndarray) -> str:
    ranks = ranks[np.isfinite(ranks)]
    if not len(ranks):
        return "not defined"
    low, high = np.quantile(ranks, [0.025, 0.975], method="nearest")
    return f"rank {np.mean(ranks):.1f}, {low:.0f} to {high:.0f}"


def caption(result: EnsembleComparison) -> str:
    """Return what a reader must know to trust the table."""
    effect, rank = result.effect_rests_on(result.outcome), result.rank_rests_on(result.outcome)
    shares = ", ".join(
        f"{policy} {100 * result.effect(policy, result.outcome).share:.0f} %" for policy in result.policies
    )
    return (
        f"Mean paired difference over {len(result.draws.sets)} parameter sets on the same {len(result.seeds)} seeds "
        f"(fewer than without --ensemble). Luck: 95 % interval of this mean, the sets held. Sets: middle 95 % of the "
        f"sets, with what luck does to each taken out. Coloured where both leave out 0. Sets: {result.draws.line}.\n"
        f"Share of the variance of one run's effect on {result.outcome} that lies between sets: {shares}.\n"
        f"{_share(effect.share, effect.low, effect.high)} of the variance between sets of the effects on "
        f"{result.outcome}, and {_share(rank.share, rank.low, rank.high)} of that of the ranks, rest on assumed "
        f"parameters."
    )


def _share(share: float, low: float, high: float) -> str:
    if not np.isfinite([share, low, high]).all():
        return "An unknown part"
    return in_percent((share, low, high))


def picture(result: EnsembleComparison) -> Figure:
    """Return the effect of every policy on the outcome: every set a dot, both intervals, and the mean."""
    count = len(result.policies)
    figure = Figure(figsize=(9.5, 1.6 + 0.55 * count), layout="constrained")
    axis = figure.subplots()
    for row, policy in enumerate(result.policies):
        told, sets = result.effect(policy, result.outcome), result.paired(policy, result.outcome).mean(axis=1)
        axis.plot(sets, np.full(len(sets), row + 0.22), "|", color=figures.OPEN, ms=6)
        axis.plot([told.low, told.high], [row, row], color=figures.COLOURS[5], lw=5, solid_capstyle="butt")
        axis.plot([told.sampling.low, told.sampling.high], [row, row], color=figures.COLOURS[0], lw=2)
        axis.plot(told.mean, row, "o", color=figures.COLOURS[0], ms=5)
    axis.axvline(0, color="black", lw=0.8)
    axis.set_yticks(range(count), [policy.replace("_", " ") for policy in result.policies], fontsize=9)
    axis.set_ylim(count - 0.5, -0.5)
    axis.set_xlabel(
        f"effect on {result.outcome} ({ALL_OUTCOMES[result.outcome].unit}); narrow: luck, wide: parameter sets",
        fontsize=8,
    )
    axis.spines[["top", "right", "left"]].set_visible(False)
    return figure


def ensemble_contents(result: EnsembleComparison) -> Contents:
    """Return what the folder of an ensemble holds: effects with both intervals, the sets, and a picture."""
    import pandas as pd

    told = origin("ensemble", result.scenario) | {
        "policies": list(result.policies),
        "outcome": result.outcome,
        "sets": len(result.draws.sets),
        "drawn": result.draws.line,
        "seeds": {"first": result.seeds[0], "last": result.seeds[-1]},
    }
    return Contents(
        told, {"effects": result.table, "sets": pd.DataFrame(result.draws.sets)}, {"effects": lambda: picture(result)}
    )
