"""Do the five scenarios start at rest? Prints how far their stocks drift in ten years without policies: `make rest`.

Trends that a scenario declares (growth of technology, more firms coming than going) are left out: what is asked is
whether anything moves without them. `--settle` finds the start values that each scenario's own baseline keeps, by
running it for decades, and writes them into the scenario files. Exit code 1 if a stock drifts further than allowed.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from rich.console import Console
from rich.table import Table

import govsim
from govsim.outcomes import POSITION
from govsim.runs.interval import interval
from govsim.runs.store import write_atomically
from govsim.runs.threads import in_parallel
from govsim.world.build import build
from govsim.world.series import weekly

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from govsim.world.running import World

SCENARIOS = sorted((Path(__file__).resolve().parent.parent / "scenarios").glob("*.yaml"))
YEARS = 10
ALLOWED = 2.0  # per cent of itself
FIRST = 2  # years after the warm-up that are to be like those at rest
SETTLED = (15, 35)  # years whose mean is the state at rest
SOURCE = "at rest: what the baseline keeps (make settle)"
STARTS = {  # start value: the stock that it sets
    "initial_hazards": "hazards a firm",
    "initial_majors": "major hazards a firm",
    "responsibility_start": "responsibility",
    "effort_start": "effort",
    "liquidity_start": "liquidity",
    "alert_start": "alert",
    "recheck_start": "belief in a recheck",
    "tie_start": "tie",
    "filled_start": "posts filled",
    "burnout_start": "burnout",
    "trust_start": "trust",
    "skill_mean": "skill",
    "handled_start": "hazards handled",
    "recognition_start": "recognition",
    "belief_start": "belief in being found out",
    "sanction_start": "belief in a sanction",
    "visits_remembered": "visits remembered",
    "cases_remembered": "cases remembered",
    "others_found": "others found a year",
    "majors_found": "majors found a year",
    "orders_obeyed": "orders obeyed",
}

OVER = {"belief_start": "belief_prior", "sanction_start": "sanction_prior"}  # start values told as multiples of these
DIRECT = {  # start values that are the stock itself; the others have to be tried
    "effort_start",
    "handled_start",
    "alert_start",
    "recheck_start",
    "tie_start",
    "filled_start",
    "burnout_start",
    "others_found",
    "majors_found",
    "orders_obeyed",
}


def stocks(world: World) -> dict[str, float]:
    """Return the stocks of a world now, means over firms, inspectors or offices."""
    t = world.tables
    firms = t.enterprises[t.enterprises["status"] == 1]
    posts = t.inspectors[t.inspectors["filled"] == 1]
    year = weekly(world)[-52:].sum(axis=(0, 1))
    return {
        "hazards a firm": float(firms["hazards"].mean()),
        "major hazards a firm": float(t.hazards["major"][t.open_hazards()[1]].sum()) / len(firms),
        "responsibility": float(firms["responsibility"].mean()),
        "effort": float(firms["effort"].mean()),
        "liquidity": float(firms["liquidity"].mean()),
        "belief in being found out": float(firms["inspection_belief"].mean()),
        "belief in a sanction": float(firms["sanction_belief"].mean()),
        "trust": float(t.offices["trust"].mean()),
        "skill": float(posts["skill"].mean()) if len(posts) else np.nan,
        "alert": float(firms["alert"].mean()),
        "belief in a recheck": float(firms["recheck_belief"].mean()),
        "tie": float(firms["tie"].mean()),
        "posts filled": year[POSITION["filled"]] / max(1.0, year[POSITION["posts"]]),
        "burnout": float(posts["burnout"].mean()) if len(posts) else np.nan,
        "visits remembered": float((firms["hits"] + firms["misses"]).mean()),
        "cases remembered": float((firms["sanction_hits"] + firms["sanction_misses"]).mean()),
        "recognition": float(firms["recognition"].mean()),
    }


def rates(world: World) -> dict[str, float]:
    """Return what a world at rest starts with beside its stocks: rates of the last year, experience of inspectors."""
    t = world.tables
    posts = t.inspectors[t.inspectors["filled"] == 1]
    here = t.hazards[t.open_hazards()[1]]
    major, visibility = here["major"] == 1, here["visibility"]
    year = weekly(world)[-52:].sum(axis=(0, 1))
    orders, ordered_majors = year[POSITION["orders"]], year[POSITION["orders_major"]]
    return {
        "hazards handled": float(posts["handled"].mean()) if len(posts) else np.nan,
        "others found a year": (orders - ordered_majors) / max(1.0, visibility[~major].sum()),
        "majors found a year": ordered_majors / max(1.0, visibility[major].sum()),
        "orders obeyed": year[POSITION["order_closures_true"]] / max(1.0, orders),
    }


def without_trends(scenario: govsim.Scenario, years: int) -> govsim.Scenario:
    """Return a scenario without policies and without the trends that it declares, over some years."""
    exits = scenario.values(scenario.office_list[0])["exit_rate"]
    still = scenario.without_policies().with_values({"technology_growth": 0.0, "entry_rate": exits})
    return still.with_span(weeks=52 * years, warmup_weeks=scenario.warmup_weeks)


def yearly(
    scenario: govsim.Scenario, years: int, seeds: Sequence[int], told: Callable[[World], dict[str, float]] = stocks
) -> dict[str, NDArray[np.float64]]:
    """Return the mean of each thing told of a world in every year, quarter by quarter: shape (seeds, years)."""
    still = without_trends(scenario, years)

    def one(seed: int) -> list[dict[str, float]]:
        world = build(still, seed).run(0)
        return [told(world.run(13 * (quarter + 1))) for quarter in range(4 * years)]

    runs = list(in_parallel(one, seeds, None))
    return {
        name: np.array([[at[name] for at in run] for run in runs]).reshape(len(runs), years, 4).mean(axis=2)
        for name in runs[0][0]
    }


def drifts(scenario: govsim.Scenario, seeds: Sequence[int]) -> dict[str, govsim.runs.interval.Interval]:
    """Return by how many per cent of itself each stock moves in ten years, by its trend, with its interval."""
    years = np.arange(YEARS) - (YEARS - 1) / 2
    slope = YEARS * years / (years**2).sum()  # least squares
    return {name: interval(100 * v @ slope / np.nanmean(v)) for name, v in yearly(scenario, YEARS, seeds).items()}


def settle(path: Path, seeds: Sequence[int], console: Console) -> None:
    """Write into a scenario file the start values that its baseline keeps."""
    scenario = govsim.load_scenario(path)
    found = yearly(scenario, SETTLED[1], seeds, lambda world: stocks(world) | rates(world))
    values = scenario.values(scenario.office_list[0])
    text = path.read_text(encoding="utf-8")
    for name, stock in STARTS.items():
        present = float(values[name])
        first, later = np.nanmean(found[stock][:, :FIRST]), np.nanmean(found[stock][:, SETTLED[0] :])
        if name in OVER:
            told = later / float(values[OVER[name]])
        else:
            told = later if name in DIRECT else present * later / first
        value = float(f"{told:.3g}")
        if value == present:
            continue
        text, given = re.subn(rf"(^  {name}: .*?value: )[\d.]+", rf"\g<1>{value}", text, count=1, flags=re.MULTILINE)
        if not given:
            line = f"{name}: {{value: {value}, grade: calibrated, source: {SOURCE!r}}}"
            text = re.sub(r"^parameters:$", f"parameters:\n  {line}", text, count=1, flags=re.MULTILINE)
        console.print(f"{scenario.name}: {name} {present:.3g} -> {value:.3g}")
    write_atomically(path, lambda draft: draft.write_text(text, encoding="utf-8"))


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the drifts, or settle; return the exit code."""
    parser = argparse.ArgumentParser(description="Do the five scenarios start at rest?")
    parser.add_argument("--settle", action="store_true", help="write the start values into the scenario files")
    parser.add_argument("--seeds", type=int, default=32, help="replicates of each scenario (default: 32)")
    given = parser.parse_args(arguments)
    console = Console(width=150)
    seeds = range(1, 1 + given.seeds)
    if given.settle:
        for path in SCENARIOS:
            settle(path, seeds, console)
        return 0
    moved = 0
    table = Table(title=f"Drift in {YEARS} years, per cent of the stock (95 % interval)", title_justify="left")
    table.add_column("scenario")
    rows = {path.stem: drifts(govsim.load_scenario(path), seeds) for path in SCENARIOS}
    names = list(next(iter(rows.values())))
    for name in names:
        table.add_column(name)
    for scenario, found in rows.items():
        moved += sum(not -ALLOWED <= found[name].mean <= ALLOWED for name in names if found[name].n)
        table.add_row(scenario, *(f"{found[n].mean:+.1f} ({found[n].low:+.1f} to {found[n].high:+.1f})" for n in names))
    console.print(table)
    console.print(f"{moved} drift further than {ALLOWED:g} %" if moved else "all at rest")
    return 1 if moved else 0


if __name__ == "__main__":
    sys.exit(main())
