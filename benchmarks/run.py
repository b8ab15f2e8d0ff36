"""Measure govsim: against its peer, over sizes, against the floor of its own draws and memory, and as a user meets it.

`python -m benchmarks.run` prints one table and writes it to `results/benchmarks/benchmark.json`. It is a report: it
exits with 0 whatever it finds, unless `--check` is given. `--part NAME` measures one part and writes nothing.
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
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import numpy as np
from numba import njit
from rich.console import Console

import govsim
from benchmarks import agreement
from benchmarks.measurement import Measurement, clock, finite, ratio, table, write
from benchmarks.sizes import built, core
from govsim import draws
from govsim.outcomes import COLUMNS
from govsim.parameters.scenario import load_scenario
from govsim.schedule import SCHEDULE
from govsim.world.build import build
from govsim.world.series import weekly

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from govsim.parameters.scenario import Scenario
    from govsim.world.running import World

ROOT = Path(__file__).resolve().parent.parent
OUTPUT = ROOT / "results" / "benchmarks" / "benchmark.json"
C_OFFICE = ROOT / "scenarios" / "c_office.yaml"
EVERYTHING = ROOT / "benchmarks" / "everything.yaml"
RAMPED = "responsible_enterprises"  # the package of C office that changes most numbers
RUNS = 10  # of a package, at each turn
REPEATS = 5
ENTERPRISE_WEEKS = 1_500_000  # of one timing: long enough for the clock, short enough to alternate
NANO = 1e9
QUIET = {"initial_hazards": 0.0, "emergence_rate": 0.0, "legal_workdays": 0.0}  # nothing happens


def onward(world: World, weeks: int) -> float:
    """Run a world for some more weeks; return seconds per enterprise-week."""
    return clock(lambda: world.run(world.week + weeks)) / (weeks * world.enterprises.shape[0])


# --- the peer ---------------------------------------------------------------------------------------------------------


def against_peer(firms: int) -> Iterable[Measurement]:
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
    name = f"{firms:,} enterprises, 10 years"
    yield Measurement(f"govsim, {name}", NANO * median(ours), "ns per enterprise-week")
    yield Measurement(f"peer in Mesa, {name}", NANO * median(theirs), "ns per enterprise-week")
    yield ratio("  peer : govsim, the run", theirs, ours, 100, at_least=True)
    whole = built_in + warmed_in + median(ours) * firms * scenario.weeks
    peer_whole = peer_built_in + peer_warmed_in + median(theirs) * firms * scenario.weeks
    yield Measurement(
        "  peer : govsim, with building and warm-up",
        peer_whole / whole,
        "times",
        note=f"{peer_whole:.2f} s : {whole:.3f} s",
    )


# --- size -------------------------------------------------------------------------------------------------------------


def scale() -> Iterable[Measurement]:
    """Compare the time per enterprise-week at three sizes, same firms per grid and inspector, in alternation."""
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
        yield Measurement(
            f"govsim, {firms:,} enterprises",
            NANO * median(times[firms]),
            "ns per enterprise-week",
            note=f"{pieces[firms]} weeks at a time",
        )
    yield ratio("  220,000 : 2,200", times[sizes[-1]], times[sizes[0]], 1.5)


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


def million() -> Iterable[Measurement]:
    """Run a million enterprises for a year in a process of its own."""
    started = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", MILLION], cwd=ROOT, capture_output=True, text=True, check=False)
    wall = time.perf_counter() - started
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or ["killed"]
        yield Measurement(
            "1,000,000 enterprises, 1 year: memory", float("inf"), "bytes per enterprise", 4096, note=last[0]
        )
        return
    told = json.loads(done.stdout)
    yield Measurement(
        "1,000,000 enterprises, 1 year: whole process",
        wall,
        "s",
        note=f"build {told['build']:.1f} s, run {told['run']:.1f} s",
    )
    note = f"{(told['most'] - told['before']) / 1e6:,.0f} without the interpreter and its packages"
    yield Measurement(
        "1,000,000 enterprises, 1 year: peak memory", told["most"] / 1e6, "bytes per enterprise", 4096, note=note
    )


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


DRAWS = """
from benchmarks.sizes import FIRMS_PER_GRID, core
from govsim import draws
from govsim.world.build import build
world = build(core(FIRMS_PER_GRID, weeks=52, warmup_weeks=26), 1).run(0)
made = 0
uniforms = draws.uniforms
def counted(*decision):
    global made
    made += 1
    return uniforms(*decision)
draws.uniforms = counted
world.run()
print(made / (52 * FIRMS_PER_GRID))
"""


def draws_made() -> float:
    """Return the draws of the core per enterprise-week, counted in a year of one grid whose rules run uncompiled."""
    plain = os.environ | {"NUMBA_DISABLE_JIT": "1"}
    done = subprocess.run(
        [sys.executable, "-c", DRAWS], cwd=ROOT, env=plain, capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def as_words(*parts: np.ndarray) -> np.ndarray:
    """Return a copy of tables of the same length as words of 64 bits, side by side: shape (length, words)."""
    return np.hstack([part.copy().view(np.uint64).reshape(part.shape[0], -1) for part in parts])


def floor() -> Iterable[Measurement]:
    """Compare the core with its own raw draws and with one pass over its weekly fields."""
    world = built(core(2_200), 1).run()
    a_week = draws_made()
    tables, top = world.tables, int(world.tables.shared["top"][0])
    firms = tables.firms
    words = as_words(tables.premises, tables.queue, firms)  # what is read now and then stands elsewhere
    hazard_words = as_words(tables.hazard_clocks[:top], tables.hazard_bodies[:top])
    hot = words.shape[1]
    times, weeks = 1_000_000, 100
    draw(1), touch(words, hot, 1)
    fresh, quiet = world_to_time(), world_to_time(**QUIET)
    loops, quiets, raw, passes, hazard_passes = [], [], [], [], []
    for _ in range(REPEATS):
        loops.append(NANO * fresh())
        quiets.append(NANO * quiet())
        raw.append(NANO * clock(lambda: draw(times)) / times)
        passes.append(NANO * clock(lambda: touch(words, hot, weeks)) / (weeks * firms.shape[0]))
        hazard_passes.append(
            NANO
            * clock(lambda: touch(hazard_words, hazard_words.shape[1], weeks // 10))
            / (weeks // 10 * firms.shape[0])
        )
    least = [a_week * a + b for a, b in zip(raw, passes, strict=True)]
    yield Measurement(
        "floor: raw draws",
        a_week * median(raw),
        "ns per enterprise-week",
        note=f"{a_week:.2f} draws of {median(raw):.0f} ns",
    )
    yield Measurement(
        "floor: one pass over the weekly fields",
        median(passes),
        "ns per enterprise-week",
        note=f"{8 * hot} bytes read and written",
    )
    note = "the rest is what happens: hazards emerge, are noticed, looked for, ordered, repaired, and harm"
    yield Measurement(
        "  a quiet week: no hazards, and nobody comes", median(quiets), "ns per enterprise-week", note=note
    )
    note = f"{hazard_words.nbytes / firms.shape[0]:.0f} bytes; a quiet week of a firm touches none"
    yield Measurement("  one pass over all hazards", median(hazard_passes), "ns per enterprise-week", note=note)
    yield ratio("  core : floor, that is draws and weekly fields", loops, least)


def world_to_time(**values: float) -> Callable[[], float]:
    """Return an action that times the core at 2,200 enterprises over some weeks, from the same week each time."""
    world = built(core(2_200, weeks=300, warmup_weeks=104).with_values(values), 1).run(0)
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


def whole_model(before: list[Measurement]) -> Iterable[Measurement]:
    """Compare the core, C office, and a scenario with every mechanism on; the peer's time stands in the rows `before`.

    Mechanisms that are off cost what their phases cost in a world that does not use them: C office without its policies
    is timed with and without these phases; with all but one of them, that is, so that one loop runs both, which asks
    of each phase whether it is chosen.
    """
    office = load_scenario(C_OFFICE).without_policies()
    nearly, lean = (
        tuple(phase for phase in SCHEDULE if phase.name not in out) for out in (OPTIONAL_PHASES[:1], OPTIONAL_PHASES)
    )
    worlds = {
        "core": built(core(), 1).run(0),
        "c_office": built(load_scenario(C_OFFICE), 1).run(0),
        "everything": built(load_scenario(EVERYTHING), 1).run(0),
        "office, mechanisms off": build(office, 1, nearly).run(0),
        "office, their phases taken out": build(office, 1, lean).run(0),
    }
    times = in_turn(worlds)
    for name in ("core", "c_office", "everything"):
        yield Measurement(name, NANO * median(times[name]), "ns per enterprise-week")
    yield ratio("  c_office : core", times["c_office"], times["core"])
    yield ratio("  everything : core", times["everything"], times["core"], 2.5)
    peer = next((row.measured for row in before if row.name.startswith("peer in Mesa, 220 ")), float("nan"))
    per_week = NANO * median(times["everything"])
    yield Measurement("  peer's core : everything", peer / per_week, "times", 40, at_least=True)
    yield ratio(
        "  mechanisms off : phases taken out", times["office, mechanisms off"], times["office, their phases taken out"]
    )


# --- what users do: a policy with a ramp, a comparison, the command line ------------------------------------------


def ramp() -> Iterable[Measurement]:
    """Compare C office under a package that rises over a year with the same package at once.

    Each run is one of a sweep: of a scenario that was never run before, from its values to its last week.
    """
    office = load_scenario(C_OFFICE)
    package = office.policies[RAMPED]
    variants = [
        office.with_policy(**{name: package.model_copy(update={"ramp": weeks})})
        for name, weeks in (("at_once", 0), ("rising", 52))
    ]
    fines = iter(range(20_000, 21_000))

    def sweep(scenario: Scenario) -> None:
        for _ in range(RUNS):
            build(scenario.with_values({"fine": float(next(fines))}), 1).run()

    at_once, rising = [], []
    sweep(variants[0])
    for _ in range(REPEATS):
        for times, scenario in zip((at_once, rising), variants, strict=True):
            times.append(clock(lambda told=scenario: sweep(told)) / RUNS)
    yield Measurement("c_office under a package at once", 1000 * median(at_once), "ms a run", note=RAMPED)
    yield Measurement("c_office under a package that rises over a year", 1000 * median(rising), "ms a run", note=RAMPED)
    yield ratio("  rising : at once", rising, at_once, 1.1)


def comparison() -> Iterable[Measurement]:
    """Time the comparison of the five countermeasures in C office over 64 seeds, on all cores, once compiled."""
    office = load_scenario(C_OFFICE)
    assert office.comparison is not None
    policies = office.comparison.policies
    govsim.compare(office, policies, least=2, most=2)
    times = [clock(lambda: govsim.compare(office, policies, least=64, most=64)) for _ in range(3)]
    note = f"median of 3, {min(times):.2f} to {max(times):.2f}, on {os.cpu_count()} cores"
    yield Measurement(f"comparison of {len(policies)} policies over 64 seeds", median(times), "s", 5, note=note)


def command_line() -> Iterable[Measurement]:
    """Time the command as a user meets it: its help, a warm run, and the first run after installation."""
    script = Path(sys.executable).with_name("govsim")
    command = [str(script)] if script.exists() else [sys.executable, "-m", "govsim"]
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
                45,
                [wall(*run, NUMBA_CACHE_DIR=str(Path(folder) / "cache"))],
            ),
        ):
            faults = [fault for _, fault in timings if fault]
            measured = float("inf") if faults else median(seconds for seconds, _ in timings)
            yield Measurement(
                name,
                measured,
                "s",
                target,
                note=faults[0] if faults else f"median of {len(timings)}" if len(timings) > 1 else "",
            )


# --- the report -------------------------------------------------------------------------------------------------------


# Each part measures on top of the lines measured before it.
PARTS: dict[str, Callable[[list[Measurement]], Iterable[Measurement]]] = {
    "peer 220": lambda _: against_peer(220),
    "peer 2200": lambda _: against_peer(2_200),
    "million": lambda _: million(),
    "scale": lambda _: scale(),
    "floor": lambda _: floor(),
    "whole": whole_model,
    "ramp": lambda _: ramp(),
    "comparison": lambda _: comparison(),
    "command": lambda _: command_line(),
}


def agreed(console: Console) -> tuple[Measurement, list[dict[str, object]]]:
    """Ask whether govsim and its peer agree; return the line and the table of outcomes."""
    result = agreement.agreement()
    agreement.show(result, console)
    name = "agreement with the peer: largest difference"
    line = Measurement(name, result["largest"], "standard errors", result["limit"], note=result["used"])
    return line, [{**row, "z": finite(row["z"])} for row in result["rows"]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, write; return 1 if `--check` was given and a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="exit with 1 if a target is missed")
    parser.add_argument("--part", action="append", choices=PARTS, help="measure only this, and write nothing")
    given = parser.parse_args(arguments)
    console = Console(width=None if sys.stdout.isatty() else 160)
    start = time.perf_counter()
    lines: list[Measurement] = []
    for name in given.part or PARTS:
        console.print(f"[dim]{time.perf_counter() - start:4.0f} s  {name}[/]")
        lines += PARTS[name](lines)
    outcomes: list[dict[str, object]] = []
    if not given.part:
        console.print(f"[dim]{time.perf_counter() - start:4.0f} s  agreement with the peer[/]")
        line, outcomes = agreed(console)
        lines.append(line)
    title = f"govsim {version('govsim')}, Python {platform.python_version()}, Mesa {version('mesa')}"
    console.print(table(f"{title}, {os.cpu_count()} cores", lines))
    if not given.part:
        write(OUTPUT, lines, seconds=time.perf_counter() - start, agreement=outcomes)
        console.print(f"{time.perf_counter() - start:.0f} s; written to {OUTPUT}")
    return 1 if given.check and any(line.met is False for line in lines) else 0


if __name__ == "__main__":
    sys.exit(main())
