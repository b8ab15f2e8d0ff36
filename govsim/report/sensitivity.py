"""What people look at after a sweep or a sensitivity analysis: tables on screen, pictures, files."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure
from rich.text import Text

from govsim.outcomes import ALL_OUTCOMES
from govsim.parameters.titles import policy_title
from govsim.report import figures
from govsim.report.figures import COLOURS
from govsim.report.numbers import number
from govsim.report.tables import Column, ScreenTable
from govsim.runs.store import locked, plain, write_atomically
from govsim.studies.factors import DUMMY_NAME
from govsim.studies.sensitivity_result import outcome_called, parameter_called
from govsim.words import text
from govsim.words.terms import GRADES, term, unit

if TYPE_CHECKING:
    from pathlib import Path

    from govsim.studies.sensitivity_result import Sensitivity
    from govsim.studies.study import Study
    from govsim.studies.sweep_result import Sweep

GRADE_COLOURS = {"measured": "#009E73", "calibrated": "#0072B2", "assumed": "#D55E00", "dummy": "#777777"}
SHOWN_IN_GROWTH = 7


def sweep_table(sweep: Sweep) -> ScreenTable:
    """Return the outcomes of interest over all runs, one row for each policy and outcome."""
    columns = [Column(text("policy")), Column(text("outcome")), Column(text("sweep.runs"), right=True, rank=4)]
    columns += [Column(text("sweep.mean"), right=True)]
    columns += [Column(text(f"sweep.{name}"), right=True, rank=3) for name in ("least", "largest")]
    columns += [Column(text("sweep.bad_if"), rank=2), Column(text("sweep.bad"), right=True, rank=1)]
    table = ScreenTable(f"{sweep.study.name}: {sweep.study.question}", columns)
    for _, row in sweep.summary.reset_index().iterrows():
        bad = f"{100 * row['bad_share']:.3g} %" if math.isfinite(row["bad_share"]) else ""
        numbers = [number(row[column]) for column in ("mean", "least", "largest")]
        what = [policy_called(sweep.study, row["policy"]), outcome_called(row["outcome"]), str(row["runs"])]
        table.rows.append([*what, *numbers, row["bad_if"], bad])
    return table


def policy_called(study: Study, name: str) -> str:
    """Return the title of a policy of a study; an arm of a model of the user's own has its name alone."""
    scenario = getattr(study.model, "scenario", None)
    return policy_title(scenario, name) if scenario is not None else name


def what_is_analysed(result: Sensitivity) -> str:
    """Return the outcome that is analysed, or the effect of a policy on it."""
    outcome = outcome_called(result.outcome)
    if result.policy == result.sweep.study.model.arms[0]:
        return outcome
    return text("sensitivity.effect", policy=policy_called(result.sweep.study, result.policy), outcome=outcome)


def sensitivity_table(result: Sensitivity) -> ScreenTable:
    """Return the indices with their intervals and evidence grades, the most influential parameter first."""
    what, rule = what_is_analysed(result), result.study.replicates
    if result.outcome in ALL_OUTCOMES:
        what = text("sensitivity.unit", what=what, unit=unit(ALL_OUTCOMES[result.outcome].unit))
    seeds = text("sensitivity.one_seed", seed=rule.seed)
    if rule.largest > 1:
        seeds = text("sensitivity.seeds", first=rule.seed, last=result.study.seed(rule.largest - 1))
    size = {"method": result.method, "n": result.n, "points": f"{len(result.y):,}", "seeds": seeds}
    columns = [Column(text("parameter"))]
    for n, index in enumerate(result.indices):
        columns += [Column(index, right=True, rank=2 * n), Column(text("interval"), right=True, rank=2 * n + 1)]
    columns += [Column(text("grade"), rank=1), Column(text("source"), rank=9)]
    table = ScreenTable(f"{result.study.question}\n{text('sensitivity.title', what=what, **size)}", columns)
    for name, row in result.table.iterrows():
        cells = [
            cell
            for index in result.indices
            for cell in (f"{row[index]:.3f}", _span(row[f"{index}_low"], row[f"{index}_high"]))
        ]
        grade = text("grade.dummy") if name == DUMMY_NAME else term(GRADES, row["grade"])
        style = "dim" if name == DUMMY_NAME else ""
        line = [parameter_called(str(name)), *cells, grade, row["source"]]
        table.rows.append([Text(cell, style=style) for cell in line])
    return table


def _span(low: float, high: float) -> str:
    return text("to", low=f"{low:.3f}", high=f"{high:.3f}")


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
            label = text("grade.dummy") if grade == "dummy" else term(GRADES, grade)
            axis.plot([], [], "o", color=colour, label=label)
    axis.axvline(0, color="black", lw=0.8)
    axis.set_yticks(at, [figures.wrapped(parameter_called(str(name)), 40) for name in table.index], fontsize=9)
    marks = list(result.indices)
    if len(marks) > 1:
        marks = [text(f"sensitivity.{'open' if n else 'filled'}", index=index) for n, index in enumerate(marks)]
    axis.set_xlabel(text("sensitivity.axis", indices=", ".join(marks)), fontsize=9)
    axis.legend(frameon=False, fontsize=8, loc="lower right")
    axis.grid(axis="x", color="#dddddd", lw=0.6)
    axis.spines[["top", "right", "left"]].set_visible(False)
    told = f"{what_is_analysed(result)}: {result.method}, N = {result.n}"
    axis.set_title(figures.wrapped(told, 70), fontsize=11, loc="left")
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
            label=figures.wrapped(parameter_called(name), 28),
        )
        axis.fill_between(mine["n"], mine["low"], mine["high"], color=colour, alpha=0.12, lw=0)
    if growth.empty:
        axis.text(0.5, 0.5, text("sensitivity.no_growth", method=result.method), ha="center", transform=axis.transAxes)
    axis.set_xscale("log", base=2)
    axis.set_xlabel(text("sensitivity.samples"), fontsize=9)
    axis.set_ylabel(text("sensitivity.index", index=result.main), fontsize=9)
    axis.grid(color="#eeeeee", lw=0.6)
    axis.spines[["top", "right"]].set_visible(False)
    if not growth.empty:
        figure.legend(loc="outside right upper", frameon=False, fontsize=8)
    told = text("sensitivity.growth", what=what_is_analysed(result))
    axis.set_title(figures.wrapped(told, 70), fontsize=11, loc="left")
    return figure


def write_sensitivity(result: Sensitivity, folder: Path) -> str:
    """Write tables (CSV), pictures (PNG and SVG) and the verdict (JSON) beside the runs.

    Return how their names begin: outcome and, for its effect, policy.
    """
    name = result.outcome if result.policy == result.sweep.study.model.arms[0] else f"{result.outcome}-{result.policy}"
    told = json.dumps(plain(result.as_json()), indent=2, ensure_ascii=False) + "\n"
    with locked(folder):
        write_atomically(folder / f"{name}-indices.csv", result.table.to_csv)
        write_atomically(folder / f"{name}-growth.csv", lambda path: result.growth.to_csv(path, index=False))
        write_atomically(folder / f"{name}.json", lambda path: path.write_text(told, encoding="utf-8"))
        figures.save(indices_figure(result), folder / f"{name}-indices")
        figures.save(growth_figure(result), folder / f"{name}-growth")
    return name
