"""Pictures of a comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from govsim.outcomes import ALL_OUTCOMES
from govsim.report.numbers import number
from govsim.runs.compare import BASELINE

if TYPE_CHECKING:
    from pathlib import Path

    from govsim.runs.compare import Comparison

# Okabe and Ito's palette, told apart by the colour-blind
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#F0E442", "#000000")
BETTER, WORSE, OPEN = "#009E73", "#D55E00", "#777777"
FOREST = ("expected_casualties", "hazard_stock", "hazards_found", "true_closures", "formalism_index", "office_cost")


def forest(comparison: Comparison) -> Figure:
    """Return the forest plot: paired differences with 95 % intervals, in per cent of the baseline, policy by policy.

    Green: the interval lies on the better side of 0; orange: on the worse side; grey: it includes 0, or neither side
    is better.
    """
    outcomes = list(dict.fromkeys((comparison.outcome, *FOREST)))[:6]
    policies = list(comparison.policies)
    figure = Figure(figsize=(11.5, 1.9 + 2 * (0.32 * len(policies) + 0.75)), layout="constrained")
    axes = figure.subplots(2, 3, sharey=True).ravel()
    for axis, name in zip(axes, outcomes, strict=False):
        outcome = ALL_OUTCOMES[name]
        base = comparison.baseline(name).mean
        for row, policy in enumerate(policies):
            d = comparison.difference(policy, name)
            scale = 100 / abs(base) if base else np.nan
            colour = verdict(outcome.better, d.low, d.high)
            axis.plot([d.low * scale, d.high * scale], [row, row], color=colour, lw=2.2, solid_capstyle="butt")
            axis.plot(d.mean * scale, row, "o", color=colour, ms=5)
        axis.axvline(0, color="black", lw=0.8)
        axis.set_title(f"{name} ({outcome.level})", fontsize=10, loc="left", fontweight="bold")
        axis.set_xlabel(f"% of baseline, {number(base)} {outcome.unit}", fontsize=8)
        axis.set_yticks(range(len(policies)), [p.replace("_", " ") for p in policies], fontsize=9)
        axis.set_ylim(len(policies) - 0.5, -0.5)
        axis.grid(axis="x", color="#dddddd", lw=0.6)
        axis.spines[["top", "right", "left"]].set_visible(False)
        axis.tick_params(axis="y", length=0)
    for axis in axes[len(outcomes) :]:
        axis.set_visible(False)
    figure.suptitle(_title(comparison, "paired differences from the baseline with 95 % intervals"), fontsize=11)
    return figure


def curves(comparison: Comparison) -> Figure:
    """Return weekly curves: mean over replicates, of the last 13 weeks, with the band that holds 80 % of them."""
    names = list(comparison.curves)
    outcomes = list(comparison.curves[BASELINE])
    figure = Figure(figsize=(12, 6.6), layout="constrained")
    axes = figure.subplots(2, 3, sharex=True).ravel()
    for axis, name in zip(axes, outcomes, strict=True):
        for n, policy in enumerate(names):
            smooth = _moving(comparison.curves[policy][name])
            weeks = (np.arange(smooth.shape[1]) + comparison.curves[policy][name].shape[1] - smooth.shape[1]) / 52
            colour = "black" if policy == BASELINE else COLOURS[(n - 1) % (len(COLOURS) - 1)]
            axis.plot(
                weeks,
                smooth.mean(axis=0),
                color=colour,
                lw=1.8 if policy == BASELINE else 1.3,
                label=policy.replace("_", " "),
            )
            if policy == BASELINE or len(names) <= 3:
                low, high = np.quantile(smooth, [0.1, 0.9], axis=0)
                axis.fill_between(weeks, low, high, color=colour, alpha=0.12, lw=0)
        outcome = ALL_OUTCOMES[name]
        axis.set_title(f"{name} ({outcome.level})", fontsize=10, loc="left", fontweight="bold")
        axis.set_ylabel(outcome.unit, fontsize=8)
        axis.set_ylim(bottom=0)
        axis.grid(color="#eeeeee", lw=0.6)
        axis.spines[["top", "right"]].set_visible(False)
    for axis in axes[3:]:
        axis.set_xlabel("years since week 0", fontsize=9)
    handles, labels = axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=min(4, len(labels)), frameon=False, fontsize=9)
    figure.suptitle(_title(comparison, "means of the last 13 weeks; band: 80 % of replicates"), fontsize=11)
    return figure


def save(figure: Figure, path: Path) -> None:
    """Write a figure as PNG and SVG; the same figure gives the same bytes."""
    figure.savefig(path.with_suffix(".png"), dpi=130, metadata={"Software": None})
    figure.set_layout_engine("none")  # laid out by now; doing so again takes as long as drawing
    with mpl.rc_context({"svg.hashsalt": "govsim", "svg.fonttype": "none"}):
        figure.savefig(path.with_suffix(".svg"), metadata={"Date": None, "Creator": None})


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


def _title(comparison: Comparison, what: str) -> str:
    scenario = comparison.scenario
    base = " + ".join(scenario.baseline) or "no policy"
    return (
        f"{scenario.title or scenario.name}: {what}\nbaseline: {base}; {comparison.replicates} replicates on "
        f"common random numbers"
    )
