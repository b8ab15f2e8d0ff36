"""Measure sweeps: overhead over the engine, cores, memory, and other runners on the same study.

`python -m benchmarks.sweep` runs a Sobol study of C office with 20 factors, N = 1,024 (22,528 points), seven years,
one replicate each, and prints one table; `--n 64` is a quick look. Other runners do a part of it, and their time is
scaled. It exits with 0 whatever it finds, unless `--check` is given.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from rich.console import Console

from benchmarks.measurement import Measurement, clock, table, write
from benchmarks.sizes import core
from govsim import Study, load_study
from govsim.runs.run import summarise
from govsim.runs.threads import cores
from govsim.studies.methods import METHODS, designed
from govsim.studies.sweep import sweep
from govsim.world.build import build
from govsim.world.plan import resolve

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT = Path(__file__).resolve().parent.parent
STUDY = ROOT / "experiments" / "c_office_sensitivity.yaml"
OUTPUT = ROOT / "results" / "benchmarks" / "sweep.json"
REPEATS = 5
OTHERS = 128  # points that the EMA workbench runs
PEERS = 8  # runs of the plain Mesa peer
MEGA = 1e6


def study_of(n: int) -> Study:
    """Return the study with its dummy: 19 parameters and the dummy."""
    return designed(load_study(STUDY), METHODS["sobol"], n)


# --- overhead ---------------------------------------------------------------------------------------------------------


def engine_seconds(study: Study, points: Iterable[int]) -> float:
    """Return the processor seconds that building and running worlds takes.

    With scenarios and timelines made beforehand.
    """
    total = 0.0
    for point in points:
        scenario = study.model.scenario.with_values(study.points.point(point))
        resolve(scenario)
        start = time.process_time()
        summarise(build(scenario, study.seed(0)).run())
        total += time.process_time() - start
    return total


def overhead() -> Iterable[Measurement]:
    """Compare a sweep on one core, written to disk, with the engine alone on the same points, in alternation.

    Both in processor time, which a shared machine disturbs less than the clock.
    """
    study = study_of(4)  # 88 points
    points = range(len(study.points))
    engine_seconds(study, points[:2])
    engines, sweeps = [], []
    for _ in range(REPEATS):
        engines.append(engine_seconds(study, points) / len(points))
        with tempfile.TemporaryDirectory() as folder:
            start = time.process_time()
            sweep(study, Path(folder) / "out", engine="serial")
            sweeps.append((time.process_time() - start) / len(points))
    ratios = [b / a - 1 for a, b in zip(engines, sweeps, strict=True)]
    yield Measurement("engine alone: build, run, summarise", 1000 * median(engines), "ms a point, processor time")
    yield Measurement("sweep on one core, written to disk", 1000 * median(sweeps), "ms a point, processor time")
    yield Measurement(
        "  overhead",
        100 * median(ratios),
        "%",
        15,
        note=f"median of {REPEATS} pairs, {100 * min(ratios):.0f} to {100 * max(ratios):.0f}",
    )


# --- cores ------------------------------------------------------------------------------------------------------------


def speed_up() -> Iterable[Measurement]:
    """Compare engines on all cores with one core, on the same points, in alternation.

    Starting the workers is told apart.
    """
    study, few = study_of(16), study_of(2)
    times: dict[str, list[float]] = {"serial": [], "threads": [], "processes": []}
    for _ in range(3):
        for name, kept in times.items():
            short = clock(lambda name=name: sweep(few, engine=name)) if name != "serial" else 0.0
            whole = clock(lambda name=name: sweep(study, engine=name))
            kept.append((whole - short) / (len(study.points) - (len(few.points) if short else 0)))
    for name in ("threads", "processes"):
        ratios = [a / b for a, b in zip(times["serial"], times[name], strict=True)]
        goal = 1.8 if name == "processes" else None
        yield Measurement(
            f"  {name} on {cores()} cores : one core",
            median(ratios),
            "times",
            goal,
            at_least=True,
            note=f"of 3, {min(ratios):.2f} to {max(ratios):.2f}; start-up of workers taken off",
        )


# --- the study --------------------------------------------------------------------------------------------------------

WHOLE = """
import json, sys, tempfile, time
from pathlib import Path
import psutil
from benchmarks.sweep import study_of
from govsim.studies.sweep import sweep
study = study_of(int(sys.argv[1]))
this, peak = psutil.Process(), [0, 0]
def look(progress):
    children = [process for process in this.children() if "resource_tracker" not in " ".join(process.cmdline())]
    workers = [process.memory_info().rss for process in children]
    peak[:] = max(peak[0], this.memory_info().rss), max([peak[1], *workers])
with tempfile.TemporaryDirectory() as folder:
    start = time.perf_counter()
    result = sweep(study, Path(folder) / "out", engine="processes", progress=look)
    seconds = time.perf_counter() - start
    told = {"seconds": seconds, "points": len(study.points)}
    told |= {"failed": result.progress.failed, "checksum": result.checksum}
    disk = sum(path.stat().st_size for path in Path(folder).rglob("*.parquet"))
print(json.dumps(told | {"disk": disk, "own": peak[0], "worker": peak[1]}))
"""


def whole(n: int) -> Iterable[Measurement]:
    """Run the study on all cores in a process of its own, and a sixteenth of it, and compare their peak memory."""
    peaks = []
    for size in (max(4, n // 16), n):
        done = subprocess.run(
            [sys.executable, "-c", WHOLE, str(size)], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
        )
        told = json.loads(done.stdout)
        peaks.append((told["own"] + cores() * told["worker"]) / MEGA)
        name = f"Sobol study, N = {size:,}, {told['points']:,} points on {cores()} cores"
        yield Measurement(
            name,
            told["seconds"],
            "s",
            note=(
                f"{told['points'] / told['seconds']:.0f} points a second, {told['failed']} failed, "
                f"{told['disk'] / MEGA:.1f} MB on disk"
            ),
        )
        yield Measurement(
            "  peak memory: this process and its workers",
            peaks[-1],
            "MB",
            1000,
            note=f"this process {told['own'] / MEGA:.0f}, a worker {told['worker'] / MEGA:.0f}",
        )
    yield Measurement(f"  peak memory, N = {n:,} : N = {max(4, n // 16):,}", peaks[1] / peaks[0], "times", 1.2)


# --- others -----------------------------------------------------------------------------------------------------------


CACHE: list = []  # the scenario, once in each worker process


def run_as_function(**values: float) -> dict[str, float]:
    """Run C office as a function, as other tools want it."""
    if not CACHE:
        CACHE.append(load_study(STUDY).model.scenario)
    return {"expected_casualties": summarise(build(CACHE[0].with_values(values), 1).run())["expected_casualties"]}


def workbench(points: int) -> Iterable[Measurement]:
    """Run govsim's own function under the EMA workbench's multiprocessing evaluator, on a part of the points."""
    try:
        from ema_workbench import Model, MultiprocessingEvaluator, RealParameter, ScalarOutcome, ema_logging
    except ImportError:
        yield Measurement("EMA workbench", float("nan"), "s", note="not installed: pip install 'govsim[benchmark]'")
        return
    ema_logging.log_to_stderr(logging.ERROR)
    model = Model("govsim", function=run_as_function)
    model.uncertainties = [RealParameter(f.name, f.low, f.high) for f in study_of(2).factors if f.read]
    model.outcomes = [ScalarOutcome("expected_casualties")]
    times = []
    for size in (8, OTHERS):  # the first tells what starting the workers takes
        with MultiprocessingEvaluator(model, n_processes=cores()) as evaluator:
            times.append(clock(lambda size=size, evaluator=evaluator: evaluator.perform_experiments(scenarios=size)))
    each = (times[1] - times[0]) / (OTHERS - 8)
    yield Measurement(
        "EMA workbench, govsim's own function, same cores",
        times[0] + each * points,
        "s, scaled",
        note=f"{1000 * each:.1f} ms a point over {OTHERS} points",
    )


def peer(points: int) -> Iterable[Measurement]:
    """Run the plain Mesa peer (the core rules only) under mesa.batch_run, on a part of the points."""
    import mesa

    from benchmarks.peer import CoreModel

    scenario = core(220, weeks=364, warmup_weeks=104)
    steps = scenario.weeks + scenario.warmup_weeks
    taken = clock(
        lambda: mesa.batch_run(
            CoreModel,
            {"scenario": [scenario], "rng": list(range(PEERS))},
            number_processes=1,
            max_steps=steps,
            data_collection_period=-1,
            display_progress=False,
        )
    )
    each = taken / PEERS
    yield Measurement(
        f"mesa.batch_run on the plain Mesa peer, {cores()} cores",
        each * points / cores(),
        "s, scaled",
        note=f"{each:.2f} s a run over {PEERS} runs on one core, divided by the cores",
    )


def main() -> int:
    """Measure, print, write; return 1 if `--check` was given and a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=1024, help="base samples of the Sobol study, a power of two")
    parser.add_argument("--check", action="store_true", help="exit with 1 if a target is missed")
    given = parser.parse_args()
    n = given.n
    points = len(study_of(n).points)
    console, lines = Console(width=170), []
    title = f"Sweeps on {cores()} cores, load {os.getloadavg()[0]:.1f} at the start"
    for part in (overhead(), speed_up(), whole(n), workbench(points), peer(points)):
        for line in part:
            lines.append(line)
            console.print(f"{line.name}: {line.measured:.4g} {line.unit}", style="dim", highlight=False)
    console.print(table(title, lines))
    write(OUTPUT, lines)
    return 1 if given.check and any(line.met is False for line in lines) else 0


if __name__ == "__main__":
    sys.exit(main())
