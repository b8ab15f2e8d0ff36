"""Pictures of a decision: frontier, acceptability, regret, value of information."""

from __future__ import annotations

import textwrap
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullFormatter

from govsim.evidence.decisions.decide import averted
from govsim.evidence.decisions.problem import HEADLINE
from govsim.outcomes import ALL_OUTCOMES
from govsim.parameters import PARAMETERS
from govsim.parameters.titles import policy_short
from govsim.report import figures
from govsim.report.numbers import number
from govsim.words import language, text

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.axes import Axes

    from govsim.evidence.decisions.told import Told

MOST = 6  # portfolios with a name or a colour of their own
BARS = 10


def pictures(told: Told) -> dict[str, Callable[[], Figure]]:
    """Return the pictures of a decision by the names of their files."""
    drawn = {"frontier": frontier, "acceptability": acceptability, "regret": regret, "information": information}
    return {name: partial(draw, told) for name, draw in drawn.items()}


def _name(told: Told, x: int) -> str:
    label = told.decision.label(x)
    said = text("decide.nothing") if label == "none" else policy_short(told.decision.problem.scenario, label)
    return figures.wrapped(said, 30) if language() == "zh" else textwrap.fill(said, 30)


def _axis(height: float = 5.0) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(9.5, height), layout="constrained")
    axis = figure.subplots()
    axis.spines[["top", "right"]].set_visible(False)
    _in_yuan(axis)
    return figure, axis


def _in_yuan(axis: Axes) -> None:
    """Write the yuan below an axis out, without a power of ten in the corner."""
    axis.xaxis.set_major_formatter(lambda yuan, _: number(yuan))
    axis.xaxis.set_minor_formatter(NullFormatter())


def frontier(told: Told) -> Figure:
    """Return harm averted over cost: every portfolio a dot, the frontier a line, the advice a ring."""
    d = told.decision
    figure, axis = _axis()
    years = d.problem.told.horizon_years
    cost = d.cost
    harm = years * averted(d.runs, HEADLINE).mean(axis=(0, 2))
    for x in range(len(cost)):
        axis.plot(cost[x], harm[x], "o" if d.allowed[x] else "x", color=figures.OPEN, ms=5)
    line = told.frontier
    axis.plot(cost[line], harm[line], "-o", color=figures.COLOURS[0], lw=1.5, ms=6, label=text("decide.frontier"))
    axis.plot(cost[d.advice], harm[d.advice], "o", mfc="none", mec=figures.COLOURS[1], mew=2, ms=13)
    for x in dict.fromkeys([d.advice, *line[:MOST]]):
        name, place = _name(told, x), (cost[x], harm[x])  # to its upper left: nothing lies beyond a frontier
        axis.annotate(name, place, xytext=(-9, 6), textcoords="offset points", ha="right", fontsize=8)
    axis.margins(x=0.22, y=0.12)
    axis.set_xlabel(text("decide.axis_cost", perspective=text(f"decide.seen.{d.problem.told.perspective}")), fontsize=9)
    axis.set_ylabel(text("decide.averted", years=number(years)), fontsize=9)
    axis.legend(frameon=False, fontsize=8, loc="lower right")
    return figure


def acceptability(told: Told) -> Figure:
    """Return in what share of the sets each portfolio is best, over the axis; the best by its mean drawn thick."""
    d = told.decision
    figure, axis = _axis()
    share, _ = told.curves
    first = next(iter(d.problem.told.benefit))
    yuan = np.array([d.problem.worth(first, float(place)) for place in d.problem.axis])
    best = np.array(d.along_axis)
    chosen = sorted(np.flatnonzero(d.allowed).tolist(), key=lambda x: -float(share[:, x].max()))[:MOST]
    for n, x in enumerate(dict.fromkeys([d.advice, *chosen])):
        colour = figures.COLOURS[n % len(figures.COLOURS)]
        axis.plot(yuan, share[:, x], color=colour, lw=1.2, marker="" if len(yuan) > 1 else "o", label=_name(told, x))
        axis.plot(yuan, np.where(best == x, share[:, x], np.nan), color=colour, lw=4, alpha=0.5)
    if len(yuan) > 1:
        axis.set_xscale("log")
        axis.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        _in_yuan(axis)
    axis.set_ylim(0, 1.02)
    axis.set_xlabel(text("decide.axis_worth", outcome=ALL_OUTCOMES[first].words.label()), fontsize=9)
    axis.set_ylabel(text("decide.axis_share"), fontsize=9)
    figure.legend(frameon=False, fontsize=8, loc="outside right upper")
    return figure


def regret(told: Told) -> Figure:
    """Return the regret of the best portfolios within limits: bracket of the mean, 90 % and worst."""
    d = told.decision
    numbers = sorted(np.flatnonzero(d.allowed).tolist(), key=lambda x: told.regrets[x].mean)[:BARS]
    figure, axis = _axis(1.4 + 0.45 * len(numbers))
    for row, x in enumerate(numbers):
        one = told.regrets[x]
        axis.plot([one.low, one.high], [row, row], color=figures.COLOURS[0], lw=5, solid_capstyle="butt")
        axis.plot(one.mean, row, "o", color=figures.COLOURS[0])
        axis.plot(one.q90, row, "|", color=figures.COLOURS[4], ms=12, mew=2)
        axis.plot(one.worst, row, "x", color=figures.COLOURS[1], ms=7)
    axis.set_yticks(range(len(numbers)), [_name(told, x) for x in numbers], fontsize=8)
    axis.set_ylim(len(numbers) - 0.5, -0.5)
    axis.set_xlabel(text("decide.axis_regret"), fontsize=9)
    return figure


def information(told: Told) -> Figure:
    """Return what knowing is worth: everything, single parameters, measurements, with their brackets."""
    rows = [(text("decide.everything"), told.perfect, np.nan)]
    for known in told.parameters[:BARS]:
        names = ", ".join(PARAMETERS[name].words.short() for name in known.what.split("+"))
        rows.append((names, known.worth, np.nan))
    rows += [(text(f"decide.{k.what}", n=k.size), k.worth, k.cost) for k in told.measurements]
    figure, axis = _axis(1.4 + 0.4 * len(rows))
    for row, (_, worth, cost) in enumerate(rows):
        axis.plot([worth.low, worth.high], [row, row], color=figures.COLOURS[5], lw=5, solid_capstyle="butt")
        axis.plot(worth.value, row, "o", color=figures.COLOURS[0])
        axis.plot(cost, row, "x", color=figures.COLOURS[1], ms=8, mew=2)
    axis.set_yticks(range(len(rows)), [figures.wrapped(name, 34) for name, *_ in rows], fontsize=8)
    axis.set_ylim(len(rows) - 0.5, -0.5)
    axis.set_xlabel(text("decide.axis_information"), fontsize=9)
    return figure
