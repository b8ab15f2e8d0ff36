"""The validation table on screen, as a picture of published against simulated, and as a folder of results."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure
from rich.text import Text

from govsim.report import figures
from govsim.report.folder import Contents
from govsim.report.numbers import number, span
from govsim.report.tables import Column, ScreenTable, plain_table
from govsim.runs.store import versions
from govsim.words import text
from govsim.words.terms import LEVELS, term

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from matplotlib.axes import Axes

    from govsim.evidence.validation import Result, Validation
    from govsim.evidence.validation_rows import Band, Published, PublishedQuantity
    from govsim.runs.interval import Interval

FARTHEST = 6.0  # half-widths of the band beyond which a value is drawn at the edge


def validation_table(validation: Validation) -> ScreenTable:
    """Return one line for each quantity: published, band, simulated, inside or outside."""
    columns = [Column(text("row")), Column(text("validation.quantity")), Column(text("kind"), rank=5)]
    columns += [Column(text("validation.basis"), rank=4), Column(text("level"), rank=3)]
    columns += [Column(text("validation.published"), rank=2), Column(text("validation.band"))]
    columns += [Column(text("validation.simulated"), right=True), Column(text("validation.verdict"))]
    table = ScreenTable(summary(validation), columns, caption=caption(validation))
    for result in validation.results:
        quantity = result.quantity
        colour = {"inside": "green", "outside": "red"}.get(result.verdict, "yellow")
        what = [result.row.id, quantity.name, text(f"kind.{quantity.kind}"), text(f"basis.{result.row.told.basis}")]
        told = [published(quantity), wanted(quantity), simulated(result.simulated)]
        verdict = Text(text(f"verdict.{result.verdict}"), style=colour)
        table.rows.append([*what, term(LEVELS, quantity.level), *told, verdict])
    return table


def summary(validation: Validation) -> str:
    """Return how many quantities lie inside."""
    parts = []
    for key, banded in (("validation.with_band", True), ("validation.with_sign", False)):
        inside, outside = validation.count("inside", banded=banded), validation.count("outside", banded=banded)
        parts.append(text(key, inside=inside, of=inside + outside, share=_percent(inside, inside + outside)))
    if validation.by_row:
        whole = sum(validation.by_row.values())
        told = {"inside": whole, "of": len(validation.by_row), "share": _percent(whole, len(validation.by_row))}
        parts.insert(1, text("validation.whole_rows", **told))
    others = ["undefined"] if validation.count("undefined") else []
    parts += [f"{validation.count(name)} {text(f'verdict.{name}')}" for name in (*others, "not expressible")]
    return text("semicolon").join(parts)


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else text("undefined")


FULL = "govsim"


def bought(validation: Validation, nulls: Mapping[str, Validation]) -> list[tuple[str, ...]]:
    """Return one line for the model and each null model: its name, and what it has inside.

    Of quantities with a band, of those with a sign, and of those of kind effect, each of all that there are.
    """
    lines = []
    for name, told in {FULL: validation, **nulls}.items():
        groups = (
            [r for r in told.results if r.quantity.band],
            [r for r in told.results if r.quantity.sign],
            [r for r in told.results if r.quantity.kind == "effect" and not r.quantity.not_expressible],
        )
        counts = [f"{sum(r.verdict == 'inside' for r in group)} of {len(group)}" for group in groups]
        lines.append((name, *counts))
    return lines


def bought_table(validation: Validation, nulls: Mapping[str, Validation]) -> ScreenTable:
    """Return what behaviour buys: quantities inside, of the model and of the null models."""
    return plain_table(text("bought.title"), text("bought.header").split("|"), bought(validation, nulls))


def by_basis(validation: Validation) -> str:
    """Return how many quantities lie inside, apart for rows that were fitted, seen, and predicted."""
    parts = []
    for basis in ("fitted", "seen", "predicted"):
        inside, outside = (validation.count(verdict, basis=basis) for verdict in ("inside", "outside"))
        if inside + outside:
            parts.append(text("validation.of_basis", basis=text(f"basis.{basis}"), inside=inside, of=inside + outside))
    return ", ".join(parts)


def caption(validation: Validation) -> str:
    """Return what a reader must know to trust the table."""
    counts = [result.simulated.n for result in validation.results if result.simulated] or [0]
    told = {"least": min(counts), "most": max(counts), "basis": by_basis(validation)}
    return text("validation.caption", **told)


def published(quantity: PublishedQuantity) -> str:
    """Return what was published, in one line."""
    told: Published = quantity.published
    line = ""
    if told.value is not None:
        line = number(told.value)
    if told.low is not None and told.high is not None:
        line += f" ({span(told.low, told.high)})" if line else span(told.low, told.high)
    if line and quantity.unit:
        line += f" {quantity.unit}"
    return line + (f"; {told.says}" if line and told.says else told.says)


def wanted(quantity: PublishedQuantity) -> str:
    """Return the band or the sign."""
    band: Band | None = quantity.band
    if band is not None:
        return span(band.low, band.high)
    return {"+": text("validation.above"), "-": text("validation.below")}.get(quantity.sign or "", text("undefined"))


def simulated(value: Interval | None) -> str:
    """Return the simulated value with its interval."""
    if value is None:
        return text("undefined")
    return f"{number(value.mean)} ({span(value.low, value.high)})"


def forest(validation: Validation) -> Figure:
    """Return published against simulated.

    Where the simulated value lies relative to its band, and the quantities with a sign.

    Above, every band is drawn from -1 to 1, and values in half-widths of it from its middle; the diamond is the
    published value. Below, values and intervals in units of the interval's half-width, so that ±1 leaves out 0.
    """
    banded = [r for r in validation.results if r.simulated and r.quantity.band]
    signed = [r for r in validation.results if r.simulated and r.quantity.sign]
    heights = [max(1, len(banded)), max(1, len(signed))]
    figure = Figure(figsize=(12.5, 2.6 + 0.27 * sum(heights)), layout="constrained")
    above, below = figure.subplots(2, 1, height_ratios=heights)
    above.axvspan(-1, 1, color="#e3eef6")
    for row, result in enumerate(banded):
        band, value, told = result.quantity.band, result.simulated, result.quantity.published
        assert band is not None
        assert value is not None
        centre, half = (band.low + band.high) / 2, (band.high - band.low) / 2
        if told.value is not None:
            above.plot(_edge((told.value - centre) / half), row, "D", color=figures.COLOURS[0], ms=5, mfc="white")
        _row(above, row, result, [_edge((x - centre) / half) for x in (value.mean, value.low, value.high)])
    for row, result in enumerate(signed):
        value = result.simulated
        assert value is not None
        half = value.half_width or np.nan
        _row(below, row, result, [_edge(x / half) for x in (value.mean, value.low, value.high)])
    below.axvline(0, color="black", lw=0.8)
    arrows = {"+": "  →", "-": "  ←", None: ""}
    for axis, results in ((above, banded), (below, signed)):
        axis.set_yticks(
            range(len(results)),
            [_cut(f"{r.row.id}  {r.quantity.name}") + arrows[r.quantity.sign] for r in results],
            fontsize=8,
        )
        axis.set_ylim(max(1, len(results)) - 0.5, -0.5)
        axis.set_xlim(-FARTHEST - 0.4, FARTHEST + 0.4)
        figures.bare(axis)
    figures.key(figure, [(figures.BETTER, text("verdict.inside")), (figures.WORSE, text("verdict.outside"))])
    above.set_xlabel(
        text("validation.axis_band"),
        fontsize=8,
    )
    below.set_xlabel(text("validation.axis_sign"), fontsize=8)
    figure.suptitle(summary(validation), fontsize=11)
    return figure


def _row(axis: Axes, row: int, result: Result, told: list[float]) -> None:
    """Draw the value with its interval (`told`: value, low, high, in the unit of the axis), and write it beside."""
    assert result.simulated is not None
    _bar(axis, row, told, result.verdict)
    axis.annotate(
        f"{simulated(result.simulated)} {result.quantity.unit}",
        (1.01, row),
        xycoords=("axes fraction", "data"),
        va="center",
        fontsize=8,
    )


def validation_contents(validation: Validation, seed: int) -> Contents:
    """Return what the folder of a validation, whose first seed is `seed`, holds: the table and the picture."""
    rows = {result.row.id: result.row for result in validation.results}
    told = {
        "study": "validate",
        "rows": {
            name: {arm: scenario.fingerprint for arm, scenario in row.scenarios.items()} for name, row in rows.items()
        },
        "seed": seed,
        "seconds": validation.seconds,
        "versions": versions(),
    }
    return Contents(told, {"validation": validation.table}, {"forest": lambda: forest(validation)})


def _bar(axis: Any, row: int, places: list[float], verdict: str) -> None:
    colour = figures.BETTER if verdict == "inside" else figures.WORSE
    axis.plot(places[1:], [row, row], color=colour, lw=2.4, solid_capstyle="butt")
    axis.plot(places[0], row, "o", color=colour, ms=5)


def _edge(value: float) -> float:
    return float(np.clip(value, -FARTHEST, FARTHEST))


def _cut(text: str) -> str:
    return text if len(text) <= 78 else f"{text[:75]}…"
