"""A comparison under many parameter sets, as a table on screen and as a folder of results."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure

from govsim.outcomes import ALL_OUTCOMES
from govsim.parameters.titles import policy_short, policy_title, scenario_title
from govsim.report import figures
from govsim.report.effects import effect, effects_table, outcome_cell
from govsim.report.folder import Contents
from govsim.report.numbers import number
from govsim.report.tables import stacked
from govsim.runs.assumed import in_percent
from govsim.runs.compare import shown
from govsim.runs.store import origin
from govsim.words import text
from govsim.words.terms import unit

if TYPE_CHECKING:
    from rich.text import Text

    from govsim.report.tables import ScreenTable
    from govsim.studies.ensemble import Components, EnsembleComparison


def ensemble_table(result: EnsembleComparison) -> ScreenTable:
    """Return baseline and effects of the outcomes to be shown, each with both intervals; last, who is best."""
    scenario = result.scenario
    title = text("ensemble.title", scenario=scenario_title(scenario), sets=len(result.draws.sets))
    table = effects_table(title, caption(result), [policy_title(scenario, name) for name in result.policies])
    for name in shown(result.scenario, result.outcome):
        base, better = result.baseline(name), ALL_OUTCOMES[name].better
        cells = [_cell(result.effect(policy, name), base, better) for policy in result.policies]
        table.rows.append([outcome_cell(name), number(base), *cells])
    ranks, best = result.ranks(result.outcome), result.best(result.outcome)
    told = [stacked(f"{100 * best[policy]:.0f} %", _ranks(ranks[:, n])) for n, policy in enumerate(result.policies)]
    best_by = text("ensemble.best", outcome=ALL_OUTCOMES[result.outcome].words.label())
    table.rows.append([stacked(best_by, text("ensemble.share")), "", *told])
    return table


def _cell(told: Components, base: float, better: str) -> Text:
    low, high = min(told.low, told.sampling.low), max(told.high, told.sampling.high)
    luck = text("ensemble.luck", low=number(told.sampling.low), high=number(told.sampling.high))
    sets = text("ensemble.sets", low=number(told.low), high=number(told.high))
    return stacked(effect(told.mean, base, better, low, high), luck, sets)


def _ranks(ranks: np.ndarray) -> str:
    ranks = ranks[np.isfinite(ranks)]
    if not len(ranks):
        return text("undefined")
    low, high = np.quantile(ranks, [0.025, 0.975], method="nearest")
    return text("ensemble.rank", mean=f"{np.mean(ranks):.1f}", low=f"{low:.0f}", high=f"{high:.0f}")


def caption(result: EnsembleComparison) -> str:
    """Return what a reader must know to trust the table."""
    effect, rank = result.effect_rests_on(result.outcome), result.rank_rests_on(result.outcome)
    shares = ", ".join(
        f"{policy_short(result.scenario, policy)} {100 * result.effect(policy, result.outcome).share:.0f} %"
        for policy in result.policies
    )
    return text(
        "ensemble.caption",
        sets=len(result.draws.sets),
        seeds=len(result.seeds),
        drawn=result.draws.line,
        outcome=ALL_OUTCOMES[result.outcome].words.label(),
        shares=shares,
        effect=_share(effect.share, effect.low, effect.high),
        rank=_share(rank.share, rank.low, rank.high),
    )


def _share(share: float, low: float, high: float) -> str:
    if not np.isfinite([share, low, high]).all():
        return text("ensemble.unknown")
    return in_percent((share, low, high))


def picture(result: EnsembleComparison) -> Figure:
    """Return the effect of every policy on the outcome: every set a dot, both intervals, and the mean."""
    count, outcome = len(result.policies), ALL_OUTCOMES[result.outcome]
    figure = Figure(figsize=(9.5, 1.6 + 0.55 * count), layout="constrained")
    axis = figure.subplots()
    for row, policy in enumerate(result.policies):
        told, sets = result.effect(policy, result.outcome), result.paired(policy, result.outcome).mean(axis=1)
        axis.plot(sets, np.full(len(sets), row + 0.22), "|", color=figures.OPEN, ms=6)
        axis.plot([told.low, told.high], [row, row], color=figures.COLOURS[5], lw=5, solid_capstyle="butt")
        axis.plot([told.sampling.low, told.sampling.high], [row, row], color=figures.COLOURS[0], lw=2)
        axis.plot(told.mean, row, "o", color=figures.COLOURS[0], ms=5)
    axis.axvline(0, color="black", lw=0.8)
    axis.set_yticks(
        range(count), [figures.wrapped(policy_title(result.scenario, name), 34) for name in result.policies], fontsize=9
    )
    axis.set_ylim(count - 0.5, -0.5)
    axis.set_xlabel(
        text("ensemble.axis", outcome=outcome.words.label(), unit=unit(outcome.unit)),
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
