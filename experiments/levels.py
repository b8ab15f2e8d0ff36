"""Print the levels of the five scenarios against their bands: `make levels`.

The bands, their sources and the contrasts stand in `*_levels.yaml` beside this file. Exit code 1 if one is missed.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import yaml
from rich.console import Console
from rich.table import Table

import govsim
from govsim.report.numbers import number
from govsim.runs.interval import interval

FILES = sorted(Path(__file__).parent.glob("*_levels.yaml"))


def main() -> int:
    """Print the tables of all scenarios; return the exit code."""
    console = Console(width=150)
    missed = 0
    for file in FILES:
        study = yaml.safe_load(file.read_text(encoding="utf-8"))
        scenario = govsim.load_scenario(file.parent.parent / study["scenario"])
        seeds = range(1, study["seeds"] + 1)
        missed += levels(study, scenario, seeds, console)
        if "contrasts" in study:
            missed += contrasts(study, scenario, seeds, console)
    console.print(f"{missed} missed" if missed else "all met")
    return 1 if missed else 0


def levels(study: dict[str, Any], scenario: govsim.Scenario, seeds: range, console: Console) -> int:
    """Print the levels of a scenario; return how many are missed."""
    missed = 0
    table = Table(
        title=(
            f"Levels of {scenario.title}: means over {len(seeds)} seeds, weeks {scenario.measure_from} to "
            f"{scenario.weeks}"
        ),
        title_justify="left",
    )
    for column in ("outcome", "under", "mean", "95 % interval", "band", "met"):
        table.add_column(column)
    runs = {}
    for level in study["levels"]:
        under = tuple(level["under"])
        if under not in runs:
            runs[under] = govsim.replicate(scenario.without_policies().with_policy(*under), seeds)
        mean = interval(runs[under].outcomes[level["outcome"]])
        met = level["low"] <= mean.mean <= level["high"]
        missed += not met
        table.add_row(
            level["outcome"],
            " + ".join(under) or "no policy",
            number(mean.mean),
            f"{number(mean.low)} to {number(mean.high)}",
            f"{level['low']} to {level['high']}",
            "yes" if met else "NO",
        )
    console.print(table)
    return missed


def contrasts(study: dict[str, Any], scenario: govsim.Scenario, seeds: range, console: Console) -> int:
    """Print the contrasts of a scenario; return how many are missed."""
    missed = 0
    table = Table(title=f"Contrasts: paired differences over {len(seeds)} seeds", title_justify="left")
    for column in ("contrast", "outcome", "baseline", "difference", "95 % interval", "must lie", "met"):
        table.add_column(column)
    compared = {}
    for contrast in study["contrasts"]:
        key = (contrast["policy"], *contrast["under"])
        if key not in compared:
            compared[key] = govsim.compare(
                scenario, [contrast["policy"]], baseline=contrast["under"], least=len(seeds), most=len(seeds)
            )
        comparison, policy, outcome = compared[key], contrast["policy"], contrast["outcome"]
        difference, base = comparison.difference(policy, outcome), comparison.baseline(outcome)
        met = difference.low > 0 if contrast["side"] == "above" else difference.high < 0
        must = f"{contrast['side']} 0"
        if "less_than_rise_of" in contrast:
            other = contrast["less_than_rise_of"]
            rise = comparison.difference(policy, other).mean / comparison.baseline(other).mean
            change = abs(difference.mean) / base.mean
            must += f", by less than {other} rises ({100 * change:.1f} % < {100 * rise:.1f} %)"
            met = met and change < rise
        missed += not met
        table.add_row(
            contrast["name"],
            outcome,
            number(base.mean),
            number(difference.mean),
            f"{number(difference.low)} to {number(difference.high)}",
            must,
            "yes" if met else "NO",
        )
    console.print(table)
    return missed


if __name__ == "__main__":
    sys.exit(main())
