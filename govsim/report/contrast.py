"""A contrast as a table on screen, as a picture, and as a folder of results."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from matplotlib.figure import Figure
from rich.table import Table

from govsim.outcomes import ALL_OUTCOMES
from govsim.report import figures
from govsim.report.folder import Contents
from govsim.report.numbers import number
from govsim.runs.assumed import assumed_line
from govsim.runs.store import versions

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from govsim.runs.contrast import Answer
    from govsim.runs.interval import Interval

PANELS_IN_A_ROW = 3


def contrast_table(answer: Answer) -> Table:
    """Return one line for each arm, one column for each outcome.

    The first arm's mean, the others' differences from it.
    """
    told = answer.contrast.told
    table = Table(
        title=f"{told.title}: {told.question.strip()}",
        title_justify="left",
        caption=f"{caption(answer)}\n{assumed_line(answer.contrast.arms[answer.contrast.first], told.outcomes)}",
        caption_justify="left",
        show_lines=True,
    )
    table.add_column("arm")
    for name in told.outcomes:
        table.add_column(f"{name.replace('_', ' ')}\n[dim]{ALL_OUTCOMES[name].unit}[/]", justify="right")
    first = answer.contrast.first
    table.add_row(first, *(number(answer.mean(first, name).mean) for name in told.outcomes))
    for arm in answer.contrast.arms:
        if arm != first:
            table.add_row(
                arm, *(_cell(answer.difference(arm, name), ALL_OUTCOMES[name].better) for name in told.outcomes)
            )
    return table


def _cell(d: Interval, better: str) -> str:
    text = f"{'+' if d.mean > 0 else ''}{number(d.mean)}"
    colour = {figures.BETTER: "green", figures.WORSE: "red"}.get(verdict(better, d))
    text = f"[{colour}]{text}[/]" if colour else text
    return f"{text}\n[dim]{number(d.low)} to {number(d.high)}[/]"


def verdict(better: str, d: Interval) -> str:
    """Return the colour of a difference: on the better side of 0, on the worse side, or open."""
    if better == "none" or not d.excludes_zero or not math.isfinite(d.half_width):
        return figures.OPEN
    return figures.BETTER if (d.mean > 0) == (better == "more") else figures.WORSE


def caption(answer: Answer) -> str:
    """Return what a reader must know to trust the table."""
    text = (
        f"First line: mean of {answer.contrast.first!r}. Below: mean paired difference from it and its 95 % "
        f"interval over "
        f"{answer.replicates} replicates on common random numbers."
    )
    unequal = answer.unequal()
    for outcome, limit in answer.contrast.told.equal.items():
        state = "NOT equal" if outcome in unequal else "equal"
        text += (
            f" {outcome} is {state} in all arms: it differs by at most {100 * answer.inequality(outcome):.2g} "
            f"%, asked for {100 * limit:.2g} %."
        )
    return text


def picture(answer: Answer) -> Figure:
    """Return a panel for each outcome: every arm's paired difference from the first arm, with its 95 % interval.

    Green: the interval lies on the better side of 0; orange: on the worse side; grey: it includes 0, or neither side
    is better.
    """
    outcomes, arms = answer.contrast.told.outcomes, list(answer.contrast.arms)
    columns = min(PANELS_IN_A_ROW, len(outcomes))
    rows = math.ceil(len(outcomes) / columns)
    label = 0.075 * max(len(arm) for arm in arms)
    figure = Figure(figsize=(label + 3.4 * columns, 0.9 + rows * (0.27 * len(arms) + 0.9)), layout="constrained")
    axes = figure.subplots(rows, columns, sharey=True, squeeze=False).ravel()
    for axis, name in zip(axes, outcomes, strict=False):
        _panel(axis, answer, name)
        axis.set_yticks(range(len(arms)), arms, fontsize=9)
        axis.set_ylim(len(arms) - 0.5, -0.5)
    for axis in axes[len(outcomes) :]:
        axis.set_visible(False)
    scenario = answer.contrast.arms[answer.contrast.first]
    figure.suptitle(
        (
            f"{answer.contrast.told.title}: {scenario.title or scenario.name}\npaired differences from "
            f"{answer.contrast.first!r} with 95 % intervals; {answer.replicates} replicates on common random "
            f"numbers"
        ),
        fontsize=11,
    )
    return figure


def _panel(axis: Axes, answer: Answer, name: str) -> None:
    outcome = ALL_OUTCOMES[name]
    first = answer.mean(answer.contrast.first, name).mean
    for row, arm in enumerate(answer.contrast.arms):
        d = answer.difference(arm, name)
        if arm == answer.contrast.first or not math.isfinite(d.mean):
            axis.annotate(
                number(answer.mean(arm, name).mean),
                (0, row),
                fontsize=8,
                va="center",
                ha="left",
                xytext=(3, 0),
                textcoords="offset points",
            )
            continue
        colour = verdict(outcome.better, d)
        axis.plot([d.low, d.high], [row, row], color=colour, lw=2.2, solid_capstyle="butt")
        axis.plot(d.mean, row, "o", color=colour, ms=5)
    axis.axvline(0, color="black", lw=0.8)
    axis.set_title(f"{name} ({outcome.level})", fontsize=10, loc="left", fontweight="bold")
    axis.set_xlabel(f"{outcome.unit}; 0 stands for {number(first)}", fontsize=8)
    axis.tick_params(axis="x", labelsize=8)
    axis.grid(axis="x", color="#dddddd", lw=0.6)
    axis.spines[["top", "right", "left"]].set_visible(False)
    axis.tick_params(axis="y", length=0)


def contrast_contents(answer: Answer) -> Contents:
    """Return what the folder of a contrast holds: differences, runs, and the picture."""
    told = {
        "study": "contrast",
        "file": answer.contrast.file.name,
        "arms": {
            arm: {"scenario": s.name, "scenario_hash": s.fingerprint, "set": s.overrides, "baseline": s.baseline}
            for arm, s in answer.contrast.arms.items()
        },
        "replicates": answer.replicates,
        "seeds": {"first": answer.seeds[0], "last": answer.seeds[-1]},
        "versions": versions(),
    }
    tables = {"differences": answer.table(), "runs": answer.runs()}
    return Contents(told, tables, {"contrast": lambda: picture(answer)})
