"""Pictures of a comparison. They fit a page in print; many policies go on several."""

from __future__ import annotations

import textwrap
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from rich.cells import cell_len

from govsim.outcomes import ALL_OUTCOMES
from govsim.parameters.titles import in_force, policy_title, scenario_title
from govsim.report.fonts import dress
from govsim.report.numbers import number, signed
from govsim.runs.compare import BASELINE
from govsim.words import text
from govsim.words.breaking import breaks
from govsim.words.terms import level, unit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from matplotlib.axes import Axes

    from govsim.runs.compare import Comparison

    Drawing = Callable[[], Figure]

# Okabe and Ito's palette, told apart by the colour-blind
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#F0E442", "#000000")
BETTER, WORSE, OPEN = "#009E73", "#D55E00", "#777777"
FOREST = ("expected_casualties", "hazard_stock", "hazards_found", "true_closures", "formalism_index", "office_cost")
WIDTH, HEIGHT = 11.7, 8.2  # inches: A4, lying
A_PAGE = 6  # policies on a page, so that no colour comes twice


def paged(
    name: str, draw: Callable[[Comparison, Sequence[str], str], Figure], comparison: Comparison
) -> dict[str, Drawing]:
    """Return the pictures of a comparison by the names of their files: one, or one for each page of policies."""
    pages = [comparison.policies[n : n + A_PAGE] for n in range(0, len(comparison.policies), A_PAGE)]
    if len(pages) == 1:
        return {name: partial(draw, comparison, pages[0], "")}
    told = [text("picture.page", page=n, pages=len(pages)) for n in range(1, len(pages) + 1)]
    return {f"{name}-{n:02d}": partial(draw, comparison, pages[n - 1], told[n - 1]) for n in range(1, len(pages) + 1)}


def forest(comparison: Comparison, policies: Sequence[str] = (), page: str = "") -> Figure:
    """Return the forest plot: paired differences with 95 % intervals, in per cent of the baseline, policy by policy.

    The difference itself stands above its interval. Green: the interval lies on the better side of 0; orange: on the
    worse side; grey: it includes 0, or neither side is better.
    """
    outcomes = list(dict.fromkeys((comparison.outcome, *FOREST)))[:6]
    policies = list(policies or comparison.policies)
    figure = Figure(figsize=(WIDTH, min(HEIGHT, 2.3 + 2 * (0.4 * len(policies) + 0.8))), layout="constrained")
    axes = figure.subplots(2, 3, sharey=True).ravel()
    labels = [wrapped(policy_title(comparison.scenario, policy), 30) for policy in policies]
    for axis, name in zip(axes, outcomes, strict=False):
        _panel(axis, comparison, name, policies)
        axis.set_yticks(range(len(policies)), labels, fontsize=9)
        axis.set_ylim(len(policies) - 0.4, -0.7)
    for axis in axes[len(outcomes) :]:
        axis.set_visible(False)
    key(figure)
    figure.suptitle(_title(comparison, "picture.forest", page), fontsize=11)
    return figure


def _panel(axis: Axes, comparison: Comparison, name: str, policies: Sequence[str]) -> None:
    outcome, base = ALL_OUTCOMES[name], comparison.baseline(name).mean
    scale = 100 / abs(base) if base else np.nan
    for row, policy in enumerate(policies):
        d = comparison.difference(policy, name)
        interval_at(axis, row, (d.mean * scale, d.low * scale, d.high * scale), verdict(outcome.better, d.low, d.high))
        if np.isfinite(d.mean * scale):
            above = {"xytext": (0, 4), "textcoords": "offset points", "ha": "center", "va": "bottom", "fontsize": 7}
            axis.annotate(signed(d.mean), (d.mean * scale, row), **above)  # type: ignore[arg-type]
    axis.axvline(0, color="black", lw=0.8)
    head(axis, name)
    axis.set_xlabel(text("picture.of_baseline", value=number(base), unit=unit(outcome.unit)), fontsize=8)
    axis.margins(x=0.12)
    bare(axis)


def interval_at(axis: Axes, row: float, places: Sequence[float], colour: str) -> None:
    """Draw a mean and its interval (`places`: mean, low, high) in a row."""
    axis.plot(places[1:], [row, row], color=colour, lw=2.2, solid_capstyle="butt")
    axis.plot(places[0], row, "o", color=colour, ms=5)


def head(axis: Axes, name: str, *, cells: int = 38) -> None:
    """Head a panel with what people call the outcome that it shows, and its level of truth."""
    outcome = ALL_OUTCOMES[name]
    told = text("level_in_brackets", label=outcome.words.label(), level=level(outcome.level))
    axis.set_title(wrapped(told, cells), fontsize=10, loc="left", fontweight="bold")


def bare(axis: Axes) -> None:
    """Take from a panel of rows all lines but those that a reader needs."""
    axis.grid(axis="x", color="#dddddd", lw=0.6)
    axis.spines[["top", "right", "left"]].set_visible(False)
    axis.tick_params(axis="y", length=0)
    axis.tick_params(axis="x", labelsize=8)


def key(figure: Figure, told: Sequence[tuple[str, str]] = ()) -> None:
    """Put the key of the colours below a picture: by default those of better, worse and open."""
    told = told or [(BETTER, text("picture.better")), (WORSE, text("picture.worse")), (OPEN, text("picture.open"))]
    handles = [Line2D([], [], color=colour, marker="o", ms=5, lw=2.2, label=label) for colour, label in told]
    figure.legend(handles=handles, loc="outside lower center", ncols=len(told), frameon=False, fontsize=8)


def curves(comparison: Comparison, policies: Sequence[str] = (), page: str = "") -> Figure:
    """Return weekly curves: mean over replicates, of the last 13 weeks, with the band that holds 80 % of them."""
    names = [BASELINE, *(policies or comparison.policies)]
    outcomes = list(comparison.curves[BASELINE])
    figure = Figure(figsize=(WIDTH, HEIGHT), layout="constrained")
    axes = figure.subplots(2, 3, sharex=True).ravel()
    starts = {comparison.scenario.policies[part].start for name in names[1:] for part in name.split("+")}
    for axis, name in zip(axes, outcomes, strict=True):
        for n, policy in enumerate(names):
            _curve(axis, comparison, policy, name, "black" if policy == BASELINE else COLOURS[n - 1], len(names) <= 3)
        for start in starts:
            axis.axvline(start / 52, color="#777777", lw=0.9, ls=":")
        head(axis, name)
        axis.set_ylabel(unit(ALL_OUTCOMES[name].unit), fontsize=8)
        axis.set_ylim(bottom=0)
        axis.grid(color="#eeeeee", lw=0.6)
        axis.spines[["top", "right"]].set_visible(False)
        _years(axis, comparison.curves[BASELINE][name].shape[1])
    for axis in axes[3:]:
        axis.set_xlabel(text("picture.years"), fontsize=9)
    handles, labels = axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=2, frameon=False, fontsize=9)
    figure.suptitle(_title(comparison, "picture.curves", page), fontsize=11)
    return figure


def _curve(axis: Axes, comparison: Comparison, policy: str, name: str, colour: str, band: bool) -> None:
    """Draw the curve of one policy, and its band where it is the baseline or there is room for `band`s."""
    values = comparison.curves[policy][name]
    smooth = _moving(values)
    weeks = (np.arange(smooth.shape[1]) + values.shape[1] - smooth.shape[1]) / 52
    label = policy_title(comparison.scenario, policy)
    axis.plot(weeks, smooth.mean(axis=0), color=colour, lw=1.8 if policy == BASELINE else 1.3, label=label)
    if policy == BASELINE or band:
        low, high = np.quantile(smooth, [0.1, 0.9], axis=0)
        axis.fill_between(weeks, low, high, color=colour, alpha=0.12, lw=0)


def _years(axis: Axes, weeks: int) -> None:
    """Mark whole years, at most five of them, each with its week."""
    step = max(1, -(-(weeks // 52) // 4))
    ticks = range(0, weeks // 52 + 1, step)
    axis.set_xticks(ticks, [text("picture.year", year=year, week=52 * year) for year in ticks], fontsize=8)


def save(figure: Figure, path: Path) -> None:
    """Write a figure as PNG and SVG; the same figure gives the same bytes.

    In an SVG, Latin text stays text; with more than that, letters are drawn: not every machine has them.
    """
    beyond = dress(figure)
    figure.savefig(path.with_suffix(".png"), dpi=130, metadata={"Software": None})
    figure.set_layout_engine("none")  # laid out by now; doing so again takes as long as drawing
    with mpl.rc_context({"svg.hashsalt": "govsim", "svg.fonttype": "path" if beyond else "none"}):
        figure.savefig(path.with_suffix(".svg"), metadata={"Date": None, "Creator": None})


def wrapped(label: str, cells: int) -> str:
    """Return a label on lines of at most so many cells: broken at blanks, or where Chinese may be broken."""
    if cell_len(label) <= cells:
        return label
    if label.isascii():
        return "\n".join(textwrap.wrap(label, cells))
    ends = [*breaks(label, cells), len(label)]
    return "\n".join(label[start:end].rstrip() for start, end in pairwise([0, *ends]))


def _moving(values: np.ndarray, width: int = 13) -> np.ndarray:
    """Return moving averages over `width` weeks, shape (seeds, weeks - width + 1).

    Weeks without a value are skipped.
    """
    width = min(width, values.shape[1])
    known = ~np.isnan(values)
    sums = np.cumsum(np.pad(np.where(known, values, 0.0).astype(float), ((0, 0), (1, 0))), axis=1)
    counts = np.cumsum(np.pad(known.astype(float), ((0, 0), (1, 0))), axis=1)
    total = sums[:, width:] - sums[:, :-width]
    means: np.ndarray = total / np.maximum(counts[:, width:] - counts[:, :-width], 1)
    return means


def verdict(better: str, low: float, high: float) -> str:
    """Return the colour of an interval: on the better side of 0, on the worse side, or open."""
    if better == "none" or low <= 0 <= high or not np.isfinite(low):
        return OPEN
    return BETTER if (low > 0) == (better == "more") else WORSE


def _title(comparison: Comparison, what: str, page: str) -> str:
    scenario = comparison.scenario
    under = text("picture.under", policies=in_force(scenario), replicates=comparison.replicates)
    lines = [text("picture.title", scenario=scenario_title(scenario), what=text(what)), under, page]
    return "\n".join(wrapped(line, 120) for line in lines if line)
