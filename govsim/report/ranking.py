"""A ranking at equal money as tables on screen, as a picture, and as a folder of results."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure
from rich.text import Text

from govsim.outcomes import ALL_OUTCOMES
from govsim.parameters import PARAMETERS
from govsim.parameters.titles import policy_short, policy_title, scenario_title
from govsim.report import figures
from govsim.report.effects import effect
from govsim.report.folder import Contents
from govsim.report.numbers import number, signed, span
from govsim.report.tables import Column, ScreenTable, stacked
from govsim.runs.assumed import kept_share
from govsim.runs.store import origin
from govsim.studies.equal_money import TOLERANCE
from govsim.studies.ranking import COSTS, HARM, LEVELS
from govsim.words import text
from govsim.words.terms import CHOICES, unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from govsim.studies.ranking import Ranking


def percent(share: float) -> str:
    """Return a share in per cent; one that is small and not nothing is not told as nothing."""
    if 0.0 < share < 0.005:
        return text("rank.below")
    return text("rank.above") if 0.995 < share < 1.0 else f"{100 * share:.0f} %"


def rank_tables(result: Ranking) -> list[ScreenTable]:
    """Return the tables of a ranking: money and effects, ranks, policy against policy, who is first when."""
    return [_money(result), _ranks(result), _pairs(result), _first_by(result)]


def _money(result: Ranking) -> ScreenTable:
    """Return at which strength each policy costs the same, and what it then does."""
    title = text("rank.title", scenario=scenario_title(result.scenario), budget=number(result.budget))
    columns = [Column(text("policy")), Column(text("rank.cost"), right=True)]
    columns += [Column(f"{ALL_OUTCOMES[name].words.label()}", right=True) for name in _harm(result)]
    table = ScreenTable(title, columns, lines=True, caption=caption(result))
    for policy in result.order:
        spent = result.spending[policy]
        told = result.effect(policy, COSTS[result.payer])
        note = "" if spent.state == "spent" else text(f"rank.{spent.state}")
        cost = stacked(
            signed(told.mean), text("rank.times", strength=number(spent.strength)), *([note] if note else [])
        )
        cells = [_cell(result, policy, name) for name in _harm(result)]
        table.rows.append([policy_short(result.scenario, policy), cost, *cells])
    return table


def _harm(result: Ranking) -> list[str]:
    return list(dict.fromkeys((result.outcome, *HARM)))


def _cell(result: Ranking, policy: str, name: str) -> Text:
    told = result.effect(policy, name)
    base = float(np.nanmean(result.values[name]["baseline"]))
    mean = effect(told.mean, base, ALL_OUTCOMES[name].better, told.sampling.low, told.sampling.high)
    return stacked(
        mean, span(told.sampling.low, told.sampling.high), text("rank.worlds", span=span(told.low, told.high))
    )


def caption(result: Ranking) -> str:
    """Return what a reader must know to trust the tables."""
    unusual = {spent.state for spent in result.spending.values()} - {"spent"}
    told = text(
        "rank.caption",
        worlds=len(result.worlds),
        sets=len(result.draws.sets),
        rules=" × ".join(f"{len(choices)}" for choices in result.rules.values()) or "1",
        seeds=result.seeds.shape[1],
        payer=ALL_OUTCOMES[COSTS[result.payer]].words.label(),
        tolerance=f"{100 * TOLERANCE:g}",
    )
    return " ".join([told, *(text(f"rank.{state}_note") for state in sorted(unusual))])


def _ranks(result: Ranking) -> ScreenTable:
    columns = [Column(text("policy"))]
    columns += [Column(text("rank.place", rank=rank), right=True) for rank in result.ranks.columns]
    told = text("rank.ranks", outcome=ALL_OUTCOMES[result.outcome].words.label())
    table = ScreenTable(told, columns, caption=text("rank.ranks_caption", levels=_levels()))
    for policy in result.order:
        shares = result.ranks.loc[policy].to_numpy()
        best = float(shares.max())
        cells = [Text(percent(float(share)), style="bold" if share == best else "") for share in shares]
        table.rows.append([policy_short(result.scenario, policy), *cells])
    return table


def _levels() -> str:
    return text("and", one=f"{LEVELS[0]:g}", other=f"{LEVELS[1]:g}")


def _pairs(result: Ranking) -> ScreenTable:
    outcome = ALL_OUTCOMES[result.outcome]
    columns = [Column(text("policy")), Column(text("rank.less"))]
    columns += [Column(text("rank.difference"), right=True), Column(text("rank.better"), right=True)]
    told = text("rank.pairs", outcome=outcome.words.label(), unit=unit(outcome.unit))
    table = ScreenTable(told, columns)
    for row in result.pairs.to_dict("records"):
        names = [policy_short(result.scenario, name) for name in (str(row["policy"]), str(row["less"]))]
        colour = {figures.BETTER: "green", figures.WORSE: "red"}.get(
            figures.verdict(outcome.better, row["low"], row["high"]), ""
        )
        mean = Text(f"{signed(row['difference'])} {span(row['low'], row['high'])}", style=colour)
        table.rows.append([*names, mean, percent(row["better"])])
    return table


def choice_label(factor: str, choice: str) -> str:
    """Return what people call a choice of a rule, or a share of the strength."""
    return CHOICES[f"{factor}.{choice}"].label() if f"{factor}.{choice}" in CHOICES else choice


def factor_label(factor: str) -> str:
    """Return what people call what is varied."""
    return PARAMETERS[factor].words.label() if factor in PARAMETERS else text("rank.strength")


def _first_by(result: Ranking) -> ScreenTable:
    columns = [Column(text("rank.factor")), Column(text("rank.choice")), Column(text("rank.first"))]
    columns += [Column(text("rank.chance"), right=True)]
    table = ScreenTable(text("rank.first_by"), columns)
    for (factor, choice), told in result.first_by.groupby(["factor", "choice"], sort=False):
        best = max(told.to_dict("records"), key=lambda row: float(row["first"]))
        name = policy_short(result.scenario, best["policy"])
        row = [factor_label(str(factor)), choice_label(str(factor), str(choice)), name, percent(best["first"])]
        table.rows.append(row)
    return table


def picture(result: Ranking) -> Figure:
    """Return the probability of each rank as stacked bars, the policy that is best on average above."""
    order, ranks = result.order, result.ranks
    figure = Figure(figsize=(9.5, 1.9 + 0.55 * len(order)), layout="constrained")
    axis = figure.subplots()
    left = np.zeros(len(order))
    shades = np.linspace(0.0, 1.0, max(2, len(order)))
    by_rank = ranks.to_numpy()[[result.policies.index(name) for name in order]].T
    for n, (rank, shares) in enumerate(zip(ranks.columns, by_rank, strict=True)):
        colour = _shade(shades[n])
        label = text("rank.place", rank=rank)
        axis.barh(range(len(order)), shares, left=left, color=colour, edgecolor="white", height=0.7, label=label)
        for row, share in enumerate(shares):
            if share >= 0.08:
                ink = "white" if shades[n] < 0.5 else "black"
                axis.text(left[row] + share / 2, row, percent(share), ha="center", va="center", fontsize=8, color=ink)
        left += shares
    labels = [figures.wrapped(policy_title(result.scenario, name), 34) for name in order]
    axis.set_yticks(range(len(order)), labels, fontsize=9)
    axis.set_xticks(np.linspace(0.0, 1.0, 5), [f"{100 * x:.0f} %" for x in np.linspace(0.0, 1.0, 5)], fontsize=8)
    axis.set(xlim=(0.0, 1.0), ylim=(len(order) - 0.5, -0.5))
    axis.spines[["top", "right", "left", "bottom"]].set_visible(False)
    axis.tick_params(length=0)
    outcome = ALL_OUTCOMES[result.outcome].words.label()
    told = text("rank.picture", outcome=outcome, budget=number(result.budget), worlds=len(result.worlds))
    axis.set_title("\n".join(figures.wrapped(line, 96) for line in told.split("\n")), fontsize=10, loc="left")
    figure.legend(loc="outside lower center", ncols=min(len(order), 8), fontsize=8, frameon=False)
    return figure


def _shade(share: float) -> tuple[float, float, float]:
    """Return a blue from dark (first) to pale (last): one hue, told apart in grey too."""
    dark, pale = np.array([0.03, 0.27, 0.45]), np.array([0.87, 0.91, 0.94])
    red, green, blue = dark + share * (pale - dark)
    return float(red), float(green), float(blue)


def rank_contents(result: Ranking, arguments: Sequence[tuple[str, object]] = ()) -> Contents:
    """Return what the folder of a ranking holds: strengths, ranks, effects, pairs, runs, sets, and the picture."""
    import pandas as pd

    told = origin("rank", result.scenario) | {
        "file": result.scenario.file,
        "assumed_share": kept_share(result.scenario, result.outcome),
        "policies": list(result.policies),
        "outcome": result.outcome,
        "payer": result.payer,
        "budget": result.budget,
        "sets": len(result.draws.sets),
        "rules": {name: list(choices) for name, choices in result.rules.items()},
        "drawn": result.draws.line,
        "seeds": {"first": int(result.seeds.min()), "last": int(result.seeds.max()), "each": result.seeds.shape[1]},
        **dict(arguments),
    }
    ranks = result.ranks.loc[result.order].rename(columns=lambda rank: f"rank_{rank}").reset_index()
    tables = {
        "spending": pd.DataFrame([vars(result.spending[name]) for name in result.order]),
        "ranks": ranks,
        "effects": result.effects,
        "pairs": result.pairs,
        "first_by": result.first_by,
        "worlds": pd.DataFrame(result.worlds),
        "runs": result.runs,
    }
    return Contents(told, tables, {"ranks": lambda: picture(result)})
