"""The atlas as a table on screen, as pictures, and as a folder of results."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure
from rich.table import Table

from govsim.outcomes import ALL_OUTCOMES
from govsim.report import figures
from govsim.report.folder import Contents
from govsim.report.numbers import number
from govsim.runs.store import versions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from govsim.evidence.atlas import Atlas, Finding
    from govsim.runs.interval import Interval

FARTHEST = 25.0  # standardised differences beyond this are drawn at the edge
MATTERS = {True: "yes", False: "no", None: "–"}
PURE = ("share", "0 to 1")  # units that go without saying beside a number


def atlas_table(atlas: Atlas) -> Table:
    """Return one line for each row: what it is, the outcome with and without it, the difference, whether it agrees."""
    table = Table(title=summary(atlas), title_justify="left", caption=caption(atlas), caption_justify="left")
    for name, justify in (
        ("row", "left"),
        ("named item", "left"),
        ("scenario", "left"),
        ("parameter", "left"),
        ("outcome", "left"),
    ):
        table.add_column(name, justify=justify, no_wrap=name == "row", overflow="fold")  # type: ignore[arg-type]
    for name in ("absent", "present", "difference (95 %)", "expected", "agrees", "harm", "matters"):
        table.add_column(name, justify="right", no_wrap=True)
    for finding in atlas.findings:
        told, entry = finding.as_dict(), finding.row.entry
        verdict = "[green]yes[/]" if finding.agrees else "[red]no[/]"
        table.add_row(
            entry.id,
            entry.name,
            entry.scenario,
            entry.parameter,
            entry.outcome,
            number(told["absent"]),
            number(told["present"]),
            difference(finding.difference),
            entry.sign,
            verdict,
            share(finding.harm),
            MATTERS[finding.matters],
        )
    return table


def summary(atlas: Atlas) -> str:
    """Return how many rows agree, and how many matter."""
    matter, of = atlas.mattering("problem", "cause")
    help_, measures = atlas.mattering("countermeasure")
    return (
        f"{atlas.agreeing} of {len(atlas.findings)} rows agree; {matter} of {of} problems and causes and {help_} of "
        f"{measures} countermeasures matter"
    )


def caption(atlas: Atlas) -> str:
    """Return what a reader must know to trust the table."""
    return (
        f"Mean paired difference, present less absent, and its 95 % interval over {len(atlas.seeds)} "
        f"replicates (seeds {atlas.seeds[0]} to "
        f"{atlas.seeds[-1]}, the same for all; {atlas.runs} runs). A row agrees if the sign is the expected "
        f"one and the interval leaves out 0. Harm: change in expected deaths and serious injuries, in % of "
        f"those without; a "
        f"problem or cause matters if it raises them, a countermeasure if it lowers them."
    )


def difference(value: Interval) -> str:
    """Return a difference and its interval in one line."""
    if not np.isfinite(value.mean):
        return "not defined"
    return f"{signed(value.mean)} ({signed(value.low)} to {signed(value.high)})"


def share(value: Interval) -> str:
    """Return a share and its interval in per cent, in one line."""
    if not np.isfinite(value.mean):
        return "not defined"
    return f"{signed(100 * value.mean)} ({signed(100 * value.low)} to {signed(100 * value.high)}) %"


def signed(value: float) -> str:
    """Return a number of three significant digits with its sign."""
    return f"{value:+,.0f}" if abs(value) >= 1000 else f"{value:+.3g}" if np.isfinite(value) else "not defined"


def forest(findings: Sequence[Finding], title: str) -> Figure:
    """Return the forest plot of some rows.

    Differences in standard deviations of the paired differences, with 95 % intervals.

    The axis is that of a signed root, since effects differ by orders of magnitude. The arrow at the left says which
    side was expected.
    """
    figure = Figure(figsize=(12.5, 1.3 + 0.27 * len(findings)), layout="constrained")
    axis = figure.subplots()
    for row, finding in enumerate(findings):
        mean, low, high = (
            _place(v) for v in (finding.standardised.mean, finding.standardised.low, finding.standardised.high)
        )
        colour = figures.BETTER if finding.agrees else figures.WORSE
        axis.plot([low, high], [row, row], color=colour, lw=2.4, solid_capstyle="butt")
        axis.plot(mean, row, "o" if finding.agrees else "D", color=colour, ms=5)
        unit = ALL_OUTCOMES[finding.row.entry.outcome].unit
        text = f"{finding.row.entry.outcome}: {signed(finding.difference.mean)}{'' if unit in PURE else f' {unit}'}"
        axis.annotate(text, (1.01, row), xycoords=("axes fraction", "data"), va="center", fontsize=8)
    axis.axvline(0, color="black", lw=0.8)
    labels = [f"{f.row.id}  {f.row.entry.name}  {'→' if f.row.entry.sign == '+' else '←'}" for f in findings]
    axis.set_yticks(
        range(len(findings)), [text if len(text) <= 78 else f"{text[:74]}…  {text[-1]}" for text in labels], fontsize=8
    )
    axis.set_ylim(len(findings) - 0.5, -0.5)
    ticks = np.array([-25, -16, -9, -4, -1, 0, 1, 4, 9, 16, 25])
    axis.set_xticks([_place(float(t)) for t in ticks], [str(t) for t in ticks], fontsize=8)
    axis.set_xlim(_place(-FARTHEST) - 0.15, _place(FARTHEST) + 0.15)
    axis.set_xlabel(
        (
            "present less absent, in standard deviations of the paired differences, with 95 % intervals (root "
            "scale, beyond 25 at the edge); arrow: the expected side"
        ),
        fontsize=8,
    )
    axis.grid(axis="x", color="#dddddd", lw=0.6)
    axis.spines[["top", "right", "left"]].set_visible(False)
    axis.tick_params(axis="y", length=0)
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
    agreeing = sum(finding.agrees for finding in findings)
    return forest(
        findings,
        (
            f"Case {case}: {agreeing} of {len(findings)} rows agree; {len(atlas.seeds)} replicates on common "
            f"random numbers"
        ),
    )


def _place(effect: float) -> float:
    """Return where a standardised difference stands on the root scale; what is not defined stands nowhere."""
    kept = np.clip(effect, -FARTHEST, FARTHEST)
    return float(np.sign(kept) * np.sqrt(abs(kept)))
