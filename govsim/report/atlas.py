"""The atlas as a table on screen, as pictures, and as a folder of results."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure
from rich.text import Text

from govsim.outcomes import ALL_OUTCOMES
from govsim.parameters import PARAMETERS
from govsim.parameters.titles import scenario_title
from govsim.report import figures
from govsim.report.folder import Contents
from govsim.report.numbers import number, signed
from govsim.report.tables import Column, ScreenTable
from govsim.runs.store import versions
from govsim.words import text
from govsim.words.terms import unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from govsim.evidence.atlas import Atlas, Finding
    from govsim.runs.interval import Interval

FARTHEST = 25.0  # standardised differences beyond this are drawn at the edge
PURE = ("share", "0 to 1")  # units that go without saying beside a number


def atlas_table(atlas: Atlas) -> ScreenTable:
    """Return one line for each row: what it is, the outcome with and without it, the difference, whether it agrees."""
    columns = [Column(text("row")), Column(text("atlas.item")), Column(text("scenario"), rank=8)]
    columns += [Column(text("parameter"), rank=7), Column(text("outcome"))]
    columns += [Column(text(f"atlas.{name}"), right=True, rank=6) for name in ("absent", "present")]
    columns += [Column(text("atlas.difference"), right=True), Column(text("atlas.expected"), rank=5)]
    columns += [Column(text("atlas.agrees"))]
    columns += [Column(text("atlas.harm"), right=True, rank=4), Column(text("atlas.matters"), rank=3)]
    table = ScreenTable(summary(atlas), columns, caption=caption(atlas))
    for finding in atlas.findings:
        told, entry = finding.as_dict(), finding.row.entry
        item = [entry.id, entry.name, scenario_title(finding.row.present), _parameters(entry.parameter)]
        numbers = [number(told["absent"]), number(told["present"]), difference(finding.difference)]
        verdict = Text(text("yes"), style="green") if finding.agrees else Text(text("no"), style="red")
        outcome = ALL_OUTCOMES[entry.outcome].words.label()
        table.rows.append([*item, outcome, *numbers, entry.sign, verdict, share(finding.harm), matters(finding)])
    return table


def matters(finding: Finding) -> str:
    """Return whether a row matters, or that this cannot be told."""
    return text("undefined") if finding.matters is None else text("yes" if finding.matters else "no")


def _parameters(names: str) -> str:
    """Return what people call parameters, which a row may name by several names with commas between."""
    known = (name.strip() for name in names.split(","))
    return ", ".join(PARAMETERS[name].words.label() if name in PARAMETERS else name for name in known)


def summary(atlas: Atlas) -> str:
    """Return how many rows agree, and how many matter."""
    matter, of = atlas.mattering("problem", "cause")
    help_, measures = atlas.mattering("countermeasure")
    rows = {"agree": atlas.agreeing, "rows": len(atlas.findings), "matter": matter, "of": of}
    return text("atlas.summary", **rows, help=help_, measures=measures)


def caption(atlas: Atlas) -> str:
    """Return what a reader must know to trust the table."""
    seeds = {"seeds": len(atlas.seeds), "first": atlas.seeds[0], "last": atlas.seeds[-1]}
    return text("atlas.caption", **seeds, runs=atlas.runs)


def difference(value: Interval) -> str:
    """Return a difference and its interval in one line."""
    if not np.isfinite(value.mean):
        return text("undefined")
    return f"{signed(value.mean)} ({text('to', low=signed(value.low), high=signed(value.high))})"


def share(value: Interval) -> str:
    """Return a share and its interval in per cent, in one line."""
    if not np.isfinite(value.mean):
        return text("undefined")
    mean, low, high = (signed(100 * x) for x in (value.mean, value.low, value.high))
    return f"{mean} ({text('to', low=low, high=high)}) %"


def forest(findings: Sequence[Finding], title: str) -> Figure:
    """Return the forest plot of some rows.

    Differences in standard deviations of the paired differences, with 95 % intervals.

    The axis is that of a signed root, since effects differ by orders of magnitude. The arrow at the left says which
    side was expected.
    """
    figure = Figure(figsize=(12.5, 1.6 + 0.27 * len(findings)), layout="constrained")
    axis = figure.subplots()
    for row, finding in enumerate(findings):
        mean, low, high = (
            _place(v) for v in (finding.standardised.mean, finding.standardised.low, finding.standardised.high)
        )
        colour = figures.BETTER if finding.agrees else figures.WORSE
        axis.plot([low, high], [row, row], color=colour, lw=2.4, solid_capstyle="butt")
        axis.plot(mean, row, "o" if finding.agrees else "D", color=colour, ms=5)
        outcome = ALL_OUTCOMES[finding.row.entry.outcome]
        told = f"{outcome.words.short()}: {signed(finding.difference.mean)}"
        told += "" if outcome.unit in PURE else f" {unit(outcome.unit)}"
        axis.annotate(told, (1.01, row), xycoords=("axes fraction", "data"), va="center", fontsize=8)
    axis.axvline(0, color="black", lw=0.8)
    labels = [f"{f.row.id}  {f.row.entry.name}  {'→' if f.row.entry.sign == '+' else '←'}" for f in findings]
    axis.set_yticks(
        range(len(findings)), [told if len(told) <= 78 else f"{told[:74]}…  {told[-1]}" for told in labels], fontsize=8
    )
    axis.set_ylim(len(findings) - 0.5, -0.5)
    ticks = np.array([-25, -16, -9, -4, -1, 0, 1, 4, 9, 16, 25])
    axis.set_xticks([_place(float(t)) for t in ticks], [str(t) for t in ticks], fontsize=8)
    axis.set_xlim(_place(-FARTHEST) - 0.15, _place(FARTHEST) + 0.15)
    axis.set_xlabel(text("atlas.axis"), fontsize=8)
    figures.bare(axis)
    figures.key(figure, [(figures.BETTER, text("atlas.agreeing")), (figures.WORSE, text("atlas.not_agreeing"))])
    figure.suptitle(title, fontsize=11)
    return figure


def atlas_contents(atlas: Atlas) -> Contents:
    """Return what the folder of an atlas holds: the table of its rows, and a picture of each case."""
    told = {
        "study": "atlas",
        "rows": [finding.row.id for finding in atlas.findings],
        "scenarios": sorted({finding.row.entry.scenario for finding in atlas.findings}),
        "variants": {
            f.row.id: {"present": f.row.present.fingerprint, "absent": f.row.absent.fingerprint} for f in atlas.findings
        },
        "seeds": {"first": atlas.seeds[0], "last": atlas.seeds[-1]},
        "versions": versions(),
    }
    cases = sorted({finding.row.case for finding in atlas.findings})
    return Contents(told, {"atlas": atlas.table}, {f"case_{n}": partial(case_forest, atlas, n) for n in cases})


def case_forest(atlas: Atlas, case: int) -> Figure:
    """Return the forest plot of one case."""
    findings = [finding for finding in atlas.findings if finding.row.case == case]
    told = text("atlas.case", case=case, rows=len(findings), agree=sum(finding.agrees for finding in findings))
    return forest(findings, told)


def _place(effect: float) -> float:
    """Return where a standardised difference stands on the root scale; what is not defined stands nowhere."""
    kept = np.clip(effect, -FARTHEST, FARTHEST)
    return float(np.sign(kept) * np.sqrt(abs(kept)))
