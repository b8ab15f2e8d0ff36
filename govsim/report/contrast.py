"""A contrast as a table on screen, as a picture, and as a folder of results."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from matplotlib.figure import Figure
from rich.cells import cell_len

from govsim.outcomes import ALL_OUTCOMES
from govsim.parameters.titles import scenario_title
from govsim.report import figures
from govsim.report.effects import effect
from govsim.report.folder import Contents
from govsim.report.numbers import number, span
from govsim.report.tables import Column, ScreenTable, stacked
from govsim.runs.assumed import assumed_line
from govsim.runs.store import versions
from govsim.words import text
from govsim.words.terms import unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from rich.text import Text

    from govsim.runs.contrast import Answer

PANELS_IN_A_ROW = 3
LABEL = 34  # cells of an arm's name on a line


def contrast_table(answer: Answer) -> ScreenTable:
    """Return one line for each arm, one column for each outcome.

    The first arm's mean, the others' differences from it.
    """
    told, first = answer.contrast.told, answer.contrast.first
    below = f"{caption(answer)}\n{assumed_line(answer.contrast.arms[first], told.outcomes)}"
    columns = [Column(text("arm"))]
    for name in told.outcomes:
        header = f"{ALL_OUTCOMES[name].words.label()} [{unit(ALL_OUTCOMES[name].unit)}]"
        columns.append(Column(header, right=True, rank=1))
    table = ScreenTable(f"{told.title}: {told.question.strip()}", columns, caption=below, pages=True, lines=True)
    table.rows.append([first, *(number(answer.mean(first, name).mean) for name in told.outcomes)])
    table.rows += [
        [arm, *(_cell(answer, arm, name) for name in told.outcomes)] for arm in answer.contrast.arms if arm != first
    ]
    return table


def _cell(answer: Answer, arm: str, name: str) -> Text:
    d, base = answer.difference(arm, name), answer.mean(answer.contrast.first, name).mean
    return stacked(effect(d.mean, base, ALL_OUTCOMES[name].better, d.low, d.high), span(d.low, d.high))


def caption(answer: Answer) -> str:
    """Return what a reader must know to trust the table."""
    first, unequal = answer.contrast.first, answer.unequal()
    lines = [text("contrast.caption", first=first, replicates=answer.replicates, key=text("compare.key"))]
    for name, limit in answer.contrast.told.equal.items():
        found = {"found": f"{100 * answer.inequality(name):.2g}", "limit": f"{100 * limit:.2g}"}
        which = "contrast.unequal" if name in unequal else "contrast.equal"
        lines.append(text(which, outcome=ALL_OUTCOMES[name].words.label(), **found))
    return "\n".join(lines)


def picture(answer: Answer) -> Figure:
    """Return a panel for each outcome: every arm's paired difference from the first arm, with its 95 % interval.

    Green: the interval lies on the better side of 0; orange: on the worse side; grey: it includes 0, or neither side
    is better.
    """
    outcomes, arms = answer.contrast.told.outcomes, list(answer.contrast.arms)
    columns = min(PANELS_IN_A_ROW, len(outcomes))
    rows = math.ceil(len(outcomes) / columns)
    label = 0.075 * min(LABEL, max(cell_len(arm) for arm in arms))
    height = 1.3 + rows * (0.27 * len(arms) + 1.0)
    figure = Figure(figsize=(label + 3.4 * columns, height), layout="constrained")
    axes = figure.subplots(rows, columns, sharey=True, squeeze=False).ravel()
    for axis, name in zip(axes, outcomes, strict=False):
        _panel(axis, answer, name)
        axis.set_yticks(range(len(arms)), [figures.wrapped(arm, LABEL) for arm in arms], fontsize=9)
        axis.set_ylim(len(arms) - 0.5, -0.5)
    for axis in axes[len(outcomes) :]:
        axis.set_visible(False)
    figures.key(figure)
    scenario, first = answer.contrast.arms[answer.contrast.first], answer.contrast.first
    what = text("picture.title", scenario=answer.contrast.told.title, what=scenario_title(scenario))
    under = text("contrast.picture", first=first, replicates=answer.replicates)
    figure.suptitle("\n".join(figures.wrapped(line, 40 * columns) for line in (what, under)), fontsize=11)
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
        figures.interval_at(axis, row, (d.mean, d.low, d.high), figures.verdict(outcome.better, d.low, d.high))
    axis.axvline(0, color="black", lw=0.8)
    figures.head(axis, name, cells=34)
    axis.set_xlabel(text("contrast.axis", unit=unit(outcome.unit), value=number(first)), fontsize=8)
    figures.bare(axis)


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
