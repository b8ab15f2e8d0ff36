"""What people look at after a sweep or a sensitivity analysis: tables on screen, pictures, files."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.figure import Figure
from rich.table import Table

from govsim.outcomes import ALL_OUTCOMES
from govsim.report import figures
from govsim.report.figures import COLOURS
from govsim.report.numbers import number
from govsim.runs.store import locked, write_atomically
from govsim.studies.factors import DUMMY_NAME

if TYPE_CHECKING:
    from pathlib import Path

    from govsim.studies.sensitivity_result import Sensitivity
    from govsim.studies.sweep_result import Sweep

GRADE_COLOURS = {"measured": "#009E73", "calibrated": "#0072B2", "assumed": "#D55E00", "dummy": "#777777"}
SHOWN_IN_GROWTH = 7


def sweep_table(sweep: Sweep) -> Table:
    """Return the outcomes of interest over all runs, one row for each policy and outcome."""
    table = Table(title=f"{sweep.study.name}: {sweep.study.question}", title_justify="left")
    for column in ("policy", "outcome", "runs", "mean", "least", "largest", "bad if", "bad"):
        table.add_column(column, justify="left" if column in ("policy", "outcome", "bad if") else "right")
    for _, row in sweep.summary.reset_index().iterrows():
        bad = f"{100 * row['bad_share']:.3g} %" if math.isfinite(row["bad_share"]) else ""
        table.add_row(
            row["policy"],
            row["outcome"],
            str(row["runs"]),
            *(number(row[c]) for c in ("mean", "least", "largest")),
            row["bad_if"],
            bad,
        )
    return table


def sensitivity_table(result: Sensitivity) -> Table:
    """Return the indices with their intervals and evidence grades, the most influential parameter first."""
    unit = f" ({ALL_OUTCOMES[result.outcome].unit})" if result.outcome in ALL_OUTCOMES else ""
    rule = result.study.replicates
    seeds = (
        f"seed {rule.seed}"
        if rule.largest == 1
        else f"mean over seeds {rule.seed} to {result.study.seed(rule.largest - 1)}"
    )
    title = (
        f"{result.study.question}\n{result.what}{unit}: {result.method}, N = {result.n}, {len(result.y):,} points, "
        f"{seeds} at every point; 95 % intervals"
    )
    table = Table(title=title, title_justify="left")
    table.add_column("parameter", no_wrap=True)
    for index in result.indices:
        table.add_column(index, justify="right")
        table.add_column("95 % interval", justify="right")
    table.add_column("evidence")
    table.add_column("source", overflow="fold")
    for name, row in result.table.iterrows():
        cells = [
            cell
            for index in result.indices
            for cell in (f"{row[index]:.3f}", f"{row[f'{index}_low']:.3f} to {row[f'{index}_high']:.3f}")
        ]
        table.add_row(str(name), *cells, row["grade"], row["source"], style="dim" if name == DUMMY_NAME else "")
    return table


def indices_figure(result: Sensitivity) -> Figure:
    """Return the leading index of each parameter with its interval, coloured by evidence grade.

    Beside it the first-order index, if there is one.
    """
    table = result.table.iloc[::-1]
    figure = Figure(figsize=(9, 1.6 + 0.28 * len(table)), layout="constrained")
    axis = figure.subplots()
    at = np.arange(len(table))
    for n, index in enumerate(result.indices):
        shift = 0.0 if len(result.indices) == 1 else 0.17 * (1 - 2 * n)
        for grade, colour in GRADE_COLOURS.items():
            mine = (table["grade"] == grade).to_numpy()
            if not mine.any():
                continue
            rows = table[mine]
            half = [rows[index] - rows[f"{index}_low"], rows[f"{index}_high"] - rows[index]]
            axis.errorbar(
                rows[index],
                at[mine] + shift,
                xerr=half,
                fmt="o" if n == 0 else "s",
                color=colour,
                mfc=colour if n == 0 else "white",
                ms=5,
                lw=1.5,
            )
    for grade, colour in GRADE_COLOURS.items():
        if (table["grade"] == grade).any():
            axis.plot([], [], "o", color=colour, label=grade)
    axis.axvline(0, color="black", lw=0.8)
    axis.set_yticks(at, table.index, fontsize=9)
    marks = " (filled), ".join(result.indices) + (" (open)" if len(result.indices) > 1 else "")
    axis.set_xlabel(f"{marks} with 95 % intervals; colour: evidence", fontsize=9)
    axis.legend(frameon=False, fontsize=8, loc="lower right")
    axis.grid(axis="x", color="#dddddd", lw=0.6)
    axis.spines[["top", "right", "left"]].set_visible(False)
    axis.set_title(f"{result.what}: {result.method}, N = {result.n}", fontsize=11, loc="left")
    return figure


def growth_figure(result: Sensitivity) -> Figure:
    """Return how the largest indices and the dummy's settle as the number of base samples grows."""
    figure = Figure(figsize=(8, 4.6), layout="constrained")
    axis = figure.subplots()
    growth = result.growth
    shown = [name for name in result.table.index if name != DUMMY_NAME][:SHOWN_IN_GROWTH]
    for name, colour in zip([*shown, DUMMY_NAME], [*COLOURS[:SHOWN_IN_GROWTH], "#777777"], strict=False):
        if growth.empty:
            break
        mine = growth[growth["parameter"] == name]
        colour = "#777777" if name == DUMMY_NAME else colour
        axis.plot(
            mine["n"],
            mine[result.main],
            marker="o",
            color=colour,
            ms=3,
            lw=1.3,
            ls=":" if name == DUMMY_NAME else "-",
            label=name,
        )
        axis.fill_between(mine["n"], mine["low"], mine["high"], color=colour, alpha=0.12, lw=0)
    if growth.empty:
        axis.text(
            0.5, 0.5, f"{result.method} cannot look at a part of its design", ha="center", transform=axis.transAxes
        )
    axis.set_xscale("log", base=2)
    axis.set_xlabel("base samples N", fontsize=9)
    axis.set_ylabel(f"{result.main} with 95 % interval", fontsize=9)
    axis.grid(color="#eeeeee", lw=0.6)
    axis.spines[["top", "right"]].set_visible(False)
    if not growth.empty:
        figure.legend(loc="outside right upper", frameon=False, fontsize=8)
    axis.set_title(f"{result.what}: growth with N", fontsize=11, loc="left")
    return figure


def write_sensitivity(result: Sensitivity, folder: Path) -> str:
    """Write tables (CSV), pictures (PNG and SVG) and the verdict (JSON) beside the runs.

    Return how their names begin: outcome and, for its effect, policy.
    """
    name = result.outcome if result.policy == result.sweep.study.model.arms[0] else f"{result.outcome}-{result.policy}"
    text = json.dumps(_plain(result.as_json()), indent=2, ensure_ascii=False) + "\n"
    with locked(folder):
        write_atomically(folder / f"{name}-indices.csv", result.table.to_csv)
        write_atomically(folder / f"{name}-growth.csv", lambda path: result.growth.to_csv(path, index=False))
        write_atomically(folder / f"{name}.json", lambda path: path.write_text(text, encoding="utf-8"))
        figures.save(indices_figure(result), folder / f"{name}-indices")
        figures.save(growth_figure(result), folder / f"{name}-growth")
    return name


def _plain(value: Any) -> Any:
    """Return plain data in which numbers that are not defined are None, since JSON has no NaN."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, (float, np.floating)):
        return float(value) if math.isfinite(value) else None
    return value.item() if isinstance(value, np.generic) else value
