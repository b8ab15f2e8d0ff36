"""Do govsim and its peer agree? Mean weekly outcomes of both over many seeds, and how far they lie apart.

`python -m benchmarks.agreement` prints the table; `benchmarks.run` takes it in.
"""

from __future__ import annotations

import math
import multiprocessing
import time
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.sizes import core

FIRMS, WARMUP, WEEKS, SEEDS = 220, 52, 104, 200
LIMIT = 3.0  # standard errors of the difference

# outcome: (column of the peer, column of govsim's weekly series)
OUTCOMES = {
    "hazards emerged": ("emerged", "hazards_entered_true"),
    "open true hazards": ("open", "hazards_open_true"),
    "visits": ("visits", "visits"),
    "findings by visit": ("found_by_visit", "found_by_visit"),
    "orders": ("orders", "orders"),
    "true closures": ("true_closures", "order_closures_true"),
    "recorded closures": ("recorded_closures", "order_closures_recorded"),
    "self repairs": ("self_repairs", "self_repairs"),
    "injuries": ("injuries", "injuries_true"),
    "accidents": ("accidents", "accidents_true"),
    "rechecks": ("rechecks", "rechecks"),
}


def run_peer(seed: int) -> list[float]:
    """Return the peer's mean weekly outcomes after its warm-up."""
    from benchmarks.peer import CoreModel

    model = CoreModel(core(FIRMS, weeks=WEEKS, warmup_weeks=WARMUP), rng=seed)
    for _ in range(WARMUP + WEEKS):
        model.step()
    return [float(np.mean(model.datacollector.model_vars[peer][WARMUP:])) for peer, _ in OUTCOMES.values()]


def run_govsim(seed: int) -> list[float]:
    """Return govsim's mean weekly outcomes after its warm-up."""
    from govsim.outcomes import COLUMNS
    from govsim.world.build import build
    from govsim.world.series import weekly

    world = build(core(FIRMS, weeks=WEEKS, warmup_weeks=WARMUP), seed).run()
    means = weekly(world)[WARMUP:].sum(axis=1).mean(axis=0)
    return [float(means[COLUMNS.index(column)]) for _, column in OUTCOMES.values()]


def agreement() -> dict[str, Any]:
    """Run both models on all seeds, on all cores, and return the difference of each outcome in standard errors."""
    start = time.perf_counter()
    run_govsim(0)  # compiles once, before the workers need it
    with multiprocessing.get_context("spawn").Pool() as pool:
        peer = np.array(pool.map(run_peer, range(SEEDS), chunksize=5))
        ours = np.array(pool.map(run_govsim, range(SEEDS, 2 * SEEDS), chunksize=25))  # other seeds: independent samples
    rows = []
    for n, name in enumerate(OUTCOMES):
        error = math.sqrt((ours[:, n].var(ddof=1) + peer[:, n].var(ddof=1)) / SEEDS)
        difference = float(ours[:, n].mean() - peer[:, n].mean())
        z = difference / error if error > 0 else 0.0 if difference == 0 else math.inf
        rows.append({"outcome": name, "govsim": float(ours[:, n].mean()), "peer": float(peer[:, n].mean()), "z": z})
    return {
        "used": f"{FIRMS} enterprises, {WARMUP} weeks of warm-up, means over {WEEKS} weeks, {SEEDS} seeds each",
        "seconds": time.perf_counter() - start,
        "largest": max(abs(row["z"]) for row in rows),
        "limit": LIMIT,
        "rows": rows,
    }


def show(result: dict[str, Any], console: Console) -> None:
    """Print an agreement as a table."""
    table = Table(title=f"govsim and peer: mean weekly outcomes ({result['used']})")
    for column in ("outcome", "govsim", "peer", "difference", "in standard errors"):
        table.add_column(column, justify="left" if column == "outcome" else "right")
    for row in result["rows"]:
        difference = row["govsim"] - row["peer"]
        table.add_row(
            row["outcome"], f"{row['govsim']:.4g}", f"{row['peer']:.4g}", f"{difference:+.3g}", f"{row['z']:+.2f}"
        )
    console.print(table)
    console.print(
        f"largest: {result['largest']:.2f} standard errors (limit {result['limit']:g}); {result['seconds']:.0f} s"
    )


if __name__ == "__main__":
    output = Console()
    show(agreement(), output)
