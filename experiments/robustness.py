"""Run the scenarios under random settings of all parameters together: `make robustness`.

Each setting gives every parameter a value from its declared range: a Latin hypercube for numbers, any choice and
either state of a switch. A run fails if it raises anything but `InputError`, if its weekly series holds a NaN or an
infinity, or if it takes longer than the limit. Policies of a baseline that drive a value out of its range are refused
by design; such a setting is run without them, and counted. Exit code 1 after the first failure, with its setting.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import qmc

import govsim
from govsim.parameters import PARAMETERS
from govsim.runs.threads import cores
from govsim.world.build import build
from govsim.world.plan import resolve
from govsim.world.series import weekly

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govsim.parameters.declare import Parameter, Value
    from govsim.parameters.scenario import Scenario

FOLDER = Path(__file__).resolve().parent.parent / "scenarios"
LEAST_WEEKS = 156

# Upper ends that stand for a district much larger than these scenarios: they would multiply the work of a run, and
# nothing else.
NARROWED = {
    "grids": 60,
    "inspectors": 60,
    "volunteers": 200,
    "employees_median": 120.0,
    "employees_spread": 1.2,
    "size_elasticity": 1.0,
    "initial_hazards": 30.0,
    "spare_premises": 1.0,
}


class RunError(Exception):
    """A run that failed: what happened, and under which setting."""

    def __init__(self, what: str, number: int, setting: dict[str, Value]) -> None:
        super().__init__(what)
        self.what = what
        self.number = number
        self.setting = setting


def value_at(parameter: Parameter, share: float) -> Value:
    """Return the value that lies at `share` (0 to 1) of a parameter's range."""
    if parameter.kind == "switch":
        return share >= 0.5
    if parameter.kind == "choice":
        return parameter.choices[min(int(share * len(parameter.choices)), len(parameter.choices) - 1)]
    high = NARROWED.get(parameter.name, parameter.high)
    if parameter.kind == "count":
        return min(int(parameter.low + share * (high - parameter.low + 1)), int(high))
    return parameter.low + share * (high - parameter.low)


def random_settings(number: int, seed: int) -> list[dict[str, Value]]:
    """Return `number` settings of all parameters."""
    shares = qmc.LatinHypercube(len(PARAMETERS), seed=seed).random(number)
    return [{p.name: value_at(p, float(u)) for p, u in zip(PARAMETERS.values(), row, strict=True)} for row in shares]


def under(scenario: Scenario, setting: dict[str, Value]) -> tuple[Scenario, bool]:
    """Return a scenario under a setting, and whether its policies had to go because they lead out of a range."""
    changed = scenario.with_values(setting)
    try:
        resolve(changed)
    except govsim.InputError:
        return changed.without_policies(), True
    return changed, False


def attempt(scenario: Scenario, setting: dict[str, Value], number: int) -> tuple[float, bool]:
    """Run one setting; return its seconds and whether its policies were refused; raise `RunError` where it fails."""
    start = time.monotonic()
    try:
        changed, refused = under(scenario, setting)
        series = weekly(build(changed, number).run())
    except Exception as error:
        raise RunError(f"{type(error).__name__}: {error}", number, setting) from error
    if not np.isfinite(series).all():
        raise RunError("NaN or infinity in the weekly series", number, setting)
    return time.monotonic() - start, refused


def attempts(scenario: Scenario, settings: list[dict[str, Value]], limit: float) -> Iterator[tuple[float, bool]]:
    """Yield the result of every setting, run on all cores; a run that exceeds the limit (seconds) is a `RunError`."""
    started: dict[int, float] = {}

    def begin(number: int) -> tuple[float, bool]:
        started[number] = time.monotonic()
        return attempt(scenario, settings[number], number)

    pool = ThreadPoolExecutor(cores())
    waiting: dict[Future[tuple[float, bool]], int] = {pool.submit(begin, n): n for n in range(len(settings))}
    try:
        while waiting:
            for done in wait(waiting, timeout=1.0, return_when="FIRST_COMPLETED").done:
                del waiting[done]
                yield done.result()
            for number in waiting.values():
                if time.monotonic() - started.get(number, time.monotonic()) > limit:
                    raise RunError(f"no end after {limit:g} s", number, settings[number])
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def main() -> int:
    """Print one line for each scenario; return the exit code."""
    parser = argparse.ArgumentParser(description="Run the scenarios under random settings of all parameters.")
    parser.add_argument("scenarios", nargs="*", type=Path, default=sorted(FOLDER.glob("*.yaml")), help="default: all")
    parser.add_argument("--settings", type=int, default=1000, help="random settings of each scenario")
    parser.add_argument("--seed", type=int, default=1, help="of the settings")
    parser.add_argument("--limit", type=float, default=300.0, help="seconds that a run may take")
    given = parser.parse_args()
    worst = 0.0
    for path in given.scenarios:
        scenario = govsim.load_scenario(path)
        scenario = scenario.with_span(weeks=max(scenario.weeks, LEAST_WEEKS))
        build(scenario, 0).run(-scenario.warmup_weeks + 1)  # compiling does not count
        start = time.monotonic()
        try:
            results = list(attempts(scenario, random_settings(given.settings, given.seed), given.limit))
        except RunError as failure:
            print(
                f"{scenario.name}: setting {failure.number} failed: {failure.what}\n{json.dumps(failure.setting)}",
                flush=True,
            )
            os._exit(1)  # a run without an end cannot be stopped in any other way
        seconds, refused = max(s for s, _ in results), sum(r for _, r in results)
        worst = max(worst, seconds)
        spent = time.monotonic() - start
        print(
            f"{scenario.name}: {len(results)} settings over {scenario.warmup_weeks} + {scenario.weeks} "
            f"weeks without a failure in {spent:.0f} s, "
            f"longest run {seconds:.1f} s, {refused} without policies that lead out of a range",
            flush=True,
        )
    print(f"longest run {worst:.1f} s")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except govsim.InputError as fault:
        print(f"error: {fault}", file=sys.stderr)
        sys.exit(2)
