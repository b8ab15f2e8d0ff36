"""Measure govsim: against its peer, over sizes, against the floor of its own draws and memory.

And from the command line.

`python -m benchmarks.run` prints one table and writes it to `results/benchmarks/benchmark.json`. It is a report: it
exits with 0 whatever it finds, unless `--check` is given.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np
from numba import njit
from rich.console import Console
from rich.table import Table

from benchmarks import agreement
from benchmarks.sizes import built, core
from govsim import draws
from govsim.outcomes import COLUMNS
from govsim.parameters.scenario import load_scenario
from govsim.schedule import SCHEDULE
from govsim.world.build import build, weekly

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from govsim.world.build import World

ROOT = Path(__file__).resolve().parent.parent
OUTPUT = ROOT / "results" / "benchmarks" / "benchmark.json"
C_OFFICE = ROOT / "scenarios" / "c_office.yaml"
EVERYTHING = ROOT / "benchmarks" / "everything.yaml"
REPEATS = 5
ENTERPRISE_WEEKS = 1_500_000  # of one timing: long enough for the clock, short enough to alternate
NANO = 1e9


@dataclass(frozen=True)
class Row:
    """One line of the report. `at_least` says on which side of the target the goal lies; no target: for information."""

    name: str
    measured: float
    unit: str
    target: float | None = None
    at_least: bool = False
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None without one."""
        if self.target is None:
            return None
        return self.measured >= self.target if self.at_least else self.measured <= self.target


def clock(action: Callable[[], object]) -> float:
    """Return the seconds that an action takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def onward(world: World, weeks: int) -> float:
    """Run a world for some more weeks; return seconds per enterprise-week."""
    return clock(lambda: world.run(world.week + weeks)) / (weeks * world.enterprises.shape[0])


# --- the peer ---------------------------------------------------------------------------------------------------------


def against_peer(firms: int) -> Iterable[Row]:
    """Compare the time of ten years, week by week, of govsim and of its peer, in alternation.

    After the warm-up, govsim runs the ten years again and again from the same snapshot; the peer runs them once, a
    piece at each turn.
    """
    from benchmarks.peer import CoreModel

    scenario = core(firms)
    piece = scenario.weeks // REPEATS
    worlds: list[World] = [built(scenario, 0)]
    built_in = clock(lambda: worlds.append(build(scenario, 1)))
    world = worlds[-1]
    warmed_in = clock(lambda: world.run(0))
    models: list[CoreModel] = []
    peer_built_in = clock(lambda: models.append(CoreModel(scenario, rng=1)))
    model = models[0]

    def steps(weeks: int) -> None:
        for _ in range(weeks):
            model.step()

    peer_warmed_in = clock(lambda: steps(scenario.warmup_weeks))
    ours, theirs = [], []
    again = max(1, round(ENTERPRISE_WEEKS / (firms * scenario.weeks)))
    for _ in range(REPEATS):
        copies = [world.snapshot() for _ in range(again)]
        ours.append(sum(clock(copy.run) for copy in copies) / (again * firms * scenario.weeks))
        theirs.append(clock(lambda: steps(piece)) / (firms * piece))
    ratios = [b / a for a, b in zip(ours, theirs, strict=True)]
    name = f"{firms:,} enterprises, 10 years"
    yield Row(f"govsim, {name}", NANO * median(ours), "ns per enterprise-week")
    yield Row(f"peer in Mesa, {name}", NANO * median(theirs), "ns per enterprise-week")
    yield Row(
        "  peer : govsim, the run",
        median(ratios),
        "times",
        50,
        at_least=True,
        note=f"median of {REPEATS} pairs, {min(ratios):.0f} to {max(ratios):.0f}",
    )
    whole = built_in + warmed_in + median(ours) * firms * scenario.weeks
    peer_whole = peer_built_in + peer_warmed_in + median(theirs) * firms * scenario.weeks
    yield Row(
        "  peer : govsim, with building and warm-up",
        peer_whole / whole,
        "times",
        note=f"{peer_whole:.2f} s : {whole:.3f} s",
    )


# --- size -------------------------------------------------------------------------------------------------------------


def scale() -> Iterable[Row]:
    """Compare the time per enterprise-week at three sizes, with the same firms per grid and inspector.

    In alternation.
    """
    sizes = (2_200, 22_000, 220_000)
    warmup = 52
    pieces = {firms: max(1, ENTERPRISE_WEEKS // firms) for firms in sizes}
    worlds = {
        firms: built(core(firms, weeks=pieces[firms] * REPEATS, warmup_weeks=warmup), 1).run(0) for firms in sizes
    }
    times: dict[int, list[float]] = {firms: [] for firms in sizes}
    for _ in range(REPEATS):
        for firms, world in worlds.items():
            times[firms].append(onward(world, pieces[firms]))
    for firms in sizes:
        yield Row(
            f"govsim, {firms:,} enterprises",
            NANO * median(times[firms]),
            "ns per enterprise-week",
            note=f"{pieces[firms]} weeks at a time",
        )
    ratios = [b / a for a, b in zip(times[sizes[0]], times[sizes[-1]], strict=True)]
    yield Row(
        "  220,000 : 2,200",
        median(ratios),
        "times",
        2,
        note=f"median of {REPEATS} pairs, {min(ratios):.2f} to {max(ratios):.2f}",
    )


MILLION = """
import json, resource, time
from pathlib import Path
from benchmarks.sizes import core, built
scenario = core(1_000_000, weeks=52, warmup_weeks=0, offices=4)
small = built(core(55, weeks=1, warmup_weeks=0), 0).run()
most = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
# the largest size may be the parent's, handed on at the start; the present size is not
pages = Path("/proc/self/statm")
before = int(pages.read_text().split()[1]) * resource.getpagesize() if pages.exists() else most()
start = time.perf_counter()
world = built(scenario, 1)
middle = time.perf_counter()
world.run()
print(json.dumps({"before": before, "most": most(), "build": middle - start, "run": time.perf_counter() - middle}))
"""


def million() -> Iterable[Row]:
    """Run a million enterprises for a year in a process of its own."""
    started = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", MILLION], cwd=ROOT, capture_output=True, text=True, check=False)
    wall = time.perf_counter() - started
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or ["killed"]
        yield Row("1,000,000 enterprises, 1 year: memory", float("inf"), "bytes per enterprise", 4096, note=last[0])
        return
    told = json.loads(done.stdout)
    yield Row(
        "1,000,000 enterprises, 1 year: whole process",
        wall,
        "s",
        note=f"build {told['build']:.1f} s, run {told['run']:.1f} s",
    )
    note = f"{(told['most'] - told['before']) / 1e6:,.0f} without the interpreter and its packages"
    yield Row("1,000,000 enterprises, 1 year: peak memory", told["most"] / 1e6, "bytes per enterprise", 4096, note=note)


# --- the floor --------------------------------------------------------------------------------------------------------


@njit
def draw(times: int) -> float:
    """Draw as the rules do, and nothing else."""
    total = 0.0
    for index in range(times):
        a, b, c, d = draws.uniforms(np.uint64(0x9E3779B97F4A7C15), draws.EMERGENCE, index, 0)
        total += a + b + c + d
    return total


@njit
def touch(words: np.ndarray, first: int, times: int) -> None:
    """Read and write the first words of every record, once a week."""
    for week in range(times):
        for record in range(words.shape[0]):
            for word in range(first):
                words[record, word] ^= np.uint64(week)


def draws_made(world: World) -> float:
    """Return the draws of the core loop per enterprise-week, worked out from what the rules have tallied.

    One for each emergence, notice, look and finding; two for each order decided (the decision, the list for rechecks);
    four for each accident. Looks and notices are not tallied: they follow from visits times open hazards, and from
    repairs over the probability of a repair.
    """
    series = weekly(world).sum(axis=(0, 1))
    tally = {column: float(series[n]) for n, column in enumerate(COLUMNS)}
    p = world.tables.parameters[0]
    notices = tally["self_repairs"] / float(p["self_repair"])
    looks = tally["visits"] * tally["hazards_open_true"] / tally["operating"]
    made = (
        tally["hazards_entered_true"]
        + notices
        + looks
        + tally["found_by_visit"]
        + 2 * tally["orders"]
        + 4 * tally["accidents_true"]
    )
    return made / tally["operating"]


def floor() -> Iterable[Row]:
    """Compare the core with its own raw draws and with one pass over its weekly fields."""
    world = built(core(2_200), 1).run()
    a_week = draws_made(world)
    firms, hazards = world.tables.enterprises.copy(), world.tables.hazards[: int(world.tables.ledger["top"][0])].copy()
    hot = firms.dtype.fields["identity"][1] // 8  # what is read now and then stands behind
    words = firms.view(np.uint64).reshape(firms.shape[0], -1)
    hazard_words = hazards.view(np.uint64).reshape(hazards.shape[0], -1)
    times, weeks = 1_000_000, 100
    draw(1), touch(words, hot, 1)
    fresh = world_to_time()
    loops, raw, passes, hazard_passes = [], [], [], []
    for _ in range(REPEATS):
        loops.append(NANO * fresh())
        raw.append(NANO * clock(lambda: draw(times)) / times)
        passes.append(NANO * clock(lambda: touch(words, hot, weeks)) / (weeks * firms.shape[0]))
        hazard_passes.append(
            NANO
            * clock(lambda: touch(hazard_words, hazard_words.shape[1], weeks // 10))
            / (weeks // 10 * firms.shape[0])
        )
    least = [a_week * a + b for a, b in zip(raw, passes, strict=True)]
    yield Row(
        "floor: raw draws",
        a_week * median(raw),
        "ns per enterprise-week",
        note=f"{a_week:.2f} draws of {median(raw):.0f} ns",
    )
    yield Row(
        "floor: one pass over the weekly fields",
        median(passes),
        "ns per enterprise-week",
        note=f"{8 * hot} bytes read and written",
    )
    note = f"{hazards.nbytes / firms.shape[0]:.0f} bytes; a quiet week of a firm touches none"
    yield Row("  one pass over all hazards", median(hazard_passes), "ns per enterprise-week", note=note)
    ratios = [a / b for a, b in zip(loops, least, strict=True)]
    yield Row("  core : floor", median(ratios), "times", note="draws and weekly fields, 2,200 enterprises")


def world_to_time() -> Callable[[], float]:
    """Return an action that times the core at 2,200 enterprises over some weeks, from the same week each time."""
    world = built(core(2_200, weeks=300, warmup_weeks=104), 1).run(0)
    return lambda: onward(world.snapshot(), 300)


# --- the whole model, the command line -----------------------------------------------------------------------------


OPTIONAL_PHASES = (
    "duties",
    "pilots",
    "reports",
    "insurer",
    "media",
    "departments",
    "agencies",
    "associations",
    "mutual aid",
    "volunteers",
    "lessons",
    "accountability",
    "policy",
)


def in_turn(worlds: dict[str, World]) -> dict[str, list[float]]:
    """Return seconds per week of an operating enterprise of worlds at their week 0, timed in alternation."""
    times: dict[str, list[float]] = {name: [] for name in worlds}
    for _ in range(REPEATS):
        for name, world in worlds.items():
            copies = [world.snapshot() for _ in range(10)]
            spent = sum(clock(copy.run) for copy in copies) / len(copies)
            operating = weekly(copies[0])[-copies[0].end :, :, COLUMNS.index("operating")].sum()
            times[name].append(spent / operating)
    return times


def compared(name: str, times: list[float], others: list[float], target: float | None = None) -> Row:
    """Return the row of a ratio of paired times."""
    ratios = [a / b for a, b in zip(times, others, strict=True)]
    return Row(
        name, median(ratios), "times", target, note=f"median of {REPEATS} pairs, {min(ratios):.2f} to {max(ratios):.2f}"
    )


def whole_model(before: list[Row]) -> Iterable[Row]:
    """Compare the core, C office, and a scenario with every mechanism on; the peer's time stands in the rows `before`.

    Mechanisms that are off cost what their phases cost in a world that does not use them: C office without its policies
    is timed with and without these phases.
    """
    office = load_scenario(C_OFFICE).without_policies()
    lean = tuple(phase for phase in SCHEDULE if phase.name not in OPTIONAL_PHASES)
    worlds = {
        "core": built(core(), 1).run(0),
        "c_office": built(load_scenario(C_OFFICE), 1).run(0),
        "everything": built(load_scenario(EVERYTHING), 1).run(0),
        "office, mechanisms off": built(office, 1).run(0),
        "office, their phases taken out": build(office, 1, lean).run(0),
    }
    times = in_turn(worlds)
    for name in ("core", "c_office", "everything"):
        yield Row(name, NANO * median(times[name]), "ns per enterprise-week")
    yield compared("  c_office : core", times["c_office"], times["core"])
    yield compared("  everything : core", times["everything"], times["core"], 2.5)
    peer = next(row.measured for row in before if row.name.startswith("peer in Mesa, 220 "))
    yield Row("  peer's core : everything", peer / (NANO * median(times["everything"])), "times", 20, at_least=True)
    yield compared(
        "  mechanisms off : phases taken out", times["office, mechanisms off"], times["office, their phases taken out"]
    )


def command_line() -> Iterable[Row]:
    """Time the command as a user meets it: its help, a warm run, and the first run after installation."""
    script = Path(sys.executable).with_name("govsim")
    command = [str(script)] if script.exists() else [sys.executable, "-m", "govsim.cli"]
    if not (ROOT / "govsim" / "cli.py").exists() or not C_OFFICE.exists():
        yield Row("govsim --help", float("nan"), "s", note="no command line yet")
        return
    with tempfile.TemporaryDirectory() as folder:

        def wall(*arguments: str, **environment: str) -> tuple[float, str]:
            start = time.perf_counter()
            done = subprocess.run(
                [*command, *arguments],
                cwd=folder,
                env=os.environ | environment,
                capture_output=True,
                text=True,
                check=False,
            )
            said = (done.stderr or done.stdout).strip().splitlines()
            return (
                time.perf_counter() - start,
                "" if done.returncode == 0 else f"fails: {said[-1] if said else done.returncode}",
            )

        run = ("run", str(C_OFFICE))
        wall(*run)  # so that the next one is warm
        for name, target, timings in (
            ("govsim --help", 0.5, [wall("--help") for _ in range(REPEATS)]),
            ("govsim run c_office.yaml, warm", 3, [wall(*run) for _ in range(3)]),
            (
                "govsim run c_office.yaml, first compilation",
                60,
                [wall(*run, NUMBA_CACHE_DIR=str(Path(folder) / "cache"))],
            ),
        ):
            faults = [fault for _, fault in timings if fault]
            measured = float("inf") if faults else median(seconds for seconds, _ in timings)
            yield Row(
                name,
                measured,
                "s",
                target,
                note=faults[0] if faults else f"median of {len(timings)}" if len(timings) > 1 else "",
            )


# --- the report -------------------------------------------------------------------------------------------------------


def report(console: Console, result: dict[str, Any], rows: list[Row]) -> None:
    """Print everything."""
    agreement.show(result, console)
    table = Table(
        title=(
            f"govsim {version('govsim')}, Python {platform.python_version()}, Mesa {version('mesa')}, "
            f"{os.cpu_count()} cores"
        )
    )
    for column in ("what", "measured", "unit", "target", "met", "note"):
        table.add_column(column, justify="right" if column in ("measured", "target") else "left", overflow="fold")
    for row in rows:
        sign = "≥" if row.at_least else "≤"
        met = "" if row.met is None else "yes" if row.met else "[bold red]no[/]"
        table.add_row(
            row.name,
            f"{row.measured:,.3g}" if row.measured < 1000 else f"{row.measured:,.0f}",
            row.unit,
            f"{sign} {row.target:,g}" if row.target else "",
            met,
            row.note,
        )
    console.print(table)


def main() -> int:
    """Measure, print, write; return 1 if `--check` was given and a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="exit with 1 if a target is missed")
    check = parser.parse_args().check
    console = Console(width=None if sys.stdout.isatty() else 160)
    start = time.perf_counter()
    rows: list[Row] = []
    for name, measure in (
        ("220 enterprises against the peer", lambda: against_peer(220)),
        ("2,200 enterprises against the peer", lambda: against_peer(2_200)),
        ("a million enterprises", million),
        ("scale", scale),
        ("the floor", floor),
        ("the whole model", partial(whole_model, rows)),
        ("the command line", command_line),
    ):
        console.print(f"[dim]{time.perf_counter() - start:4.0f} s  {name}[/]")
        rows += measure()
    console.print(f"[dim]{time.perf_counter() - start:4.0f} s  agreement with the peer[/]")
    result = agreement.agreement()
    rows.append(
        Row(
            "agreement with the peer: largest difference",
            result["largest"],
            "standard errors",
            result["limit"],
            note=result["used"],
        )
    )
    report(console, result, rows)
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    machine = {"machine": platform.processor() or platform.machine(), "cores": os.cpu_count(), "load": os.getloadavg()}
    told = {
        **machine,
        "python": platform.python_version(),
        "packages": {name: version(name) for name in ("govsim", "mesa", "numba", "numpy")},
    }
    lines = [
        {**asdict(row), "measured": row.measured if np.isfinite(row.measured) else None, "met": row.met} for row in rows
    ]
    OUTPUT.write_text(
        json.dumps({**told, "seconds": time.perf_counter() - start, "rows": lines, "agreement": result}, indent=1)
        + "\n"
    )
    console.print(f"{time.perf_counter() - start:.0f} s; written to {OUTPUT.relative_to(ROOT)}")
    return 1 if check and any(row.met is False for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
