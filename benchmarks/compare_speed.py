"""Compare the speed of two commits: `make compare-speed BASE=rev`.

Each commit is checked out into a worktree of its own and compiles its rules into a cache of its own. One process of
each takes turns, A B, B A, ...: each turn times the same runs. Told is the ratio of neighbouring times, HEAD : BASE,
its median with a 95 % interval by bootstrap. Only the ratio means something: times of two days or machines do not
compare, and a commit is called slower or faster only where its interval leaves out 1.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parent.parent
RESAMPLES = 10_000

# What is timed speaks only of what both commits have: the public functions of the package, and scenario files.
TIMED = """
import json, sys, time, govsim
cases = {}
for name in sys.argv[1:]:
    cases[name] = govsim.load_scenario(name).with_span(weeks=520)
    govsim.simulate(cases[name], seed=0)
print("ready", flush=True)
for seed, name in enumerate(iter(sys.stdin.readline, ""), start=1):
    scenario, spent, runs = cases[name.strip()], 0.0, 0
    while spent < 1.0:
        runs += 1
        start = time.perf_counter()
        govsim.simulate(scenario, seed=runs)
        spent += time.perf_counter() - start
    print(json.dumps(spent / runs), flush=True)
"""
CASES = ("benchmarks/core.yaml", "scenarios/c_office.yaml", "benchmarks/everything.yaml")


@dataclass(frozen=True)
class Ratio:
    """Time of one commit over that of another: the median of pairs, and its 95 % interval."""

    median: float
    low: float
    high: float

    @property
    def verdict(self) -> str:
        """What may be said of it."""
        return "slower" if self.low > 1 else "faster" if self.high < 1 else "no difference seen"


def resampled(new: Sequence[float], old: Sequence[float], seed: int = 1) -> Ratio:
    """Return the ratio of paired times, both of shape (pairs,), with a percentile bootstrap over pairs."""
    ratios: NDArray[np.float64] = np.asarray(new, float) / np.asarray(old, float)
    lots = np.random.default_rng(seed)  # noqa: TID251 (of the bootstrap; the model draws by identity)
    medians = np.median(ratios[lots.integers(0, ratios.size, (RESAMPLES, ratios.size))], axis=1)
    low, high = np.quantile(medians, [0.025, 0.975])
    return Ratio(float(np.median(ratios)), float(low), float(high))


@contextmanager
def checked_out(commit: str, folder: Path) -> Iterator[Path]:
    """Give a worktree of a commit, as long as it is needed."""
    subprocess.run(["git", "worktree", "add", "--quiet", "--detach", str(folder), commit], cwd=ROOT, check=True)
    try:
        yield folder
    finally:
        subprocess.run(["git", "worktree", "remove", "--force", str(folder)], cwd=ROOT, check=True)


class Timer:
    """A process that runs the package of a folder, with compiled rules of its own, and times what it is told to."""

    def __init__(self, folder: Path, cache: Path, cases: Sequence[str]) -> None:
        own = os.environ | {"PYTHONPATH": str(folder), "NUMBA_CACHE_DIR": str(cache)}
        self.process = subprocess.Popen(
            [sys.executable, "-c", TIMED, *cases],
            cwd=folder,
            env=own,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._answer()

    def _answer(self) -> str:
        assert self.process.stdout is not None
        if not (line := self.process.stdout.readline()):
            raise SystemExit(f"the process of {self.process.args!r} ended with code {self.process.wait()}")
        return line

    def seconds(self, case: str) -> float:
        """Return the seconds of a run."""
        assert self.process.stdin is not None
        self.process.stdin.write(case + "\n")
        self.process.stdin.flush()
        return float(json.loads(self._answer()))

    def close(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.wait()


def compare(base: str, head: str, pairs: int) -> dict[str, Ratio]:
    """Return the ratio of each case, head : base."""
    with tempfile.TemporaryDirectory() as temporary, ExitStack() as stack:
        folders = [
            stack.enter_context(checked_out(commit, Path(temporary) / name))
            for name, commit in (("base", base), ("head", head))
        ]
        cases = [case for case in CASES if all((folder / case).is_file() for folder in folders)]
        timers = []
        for folder in folders:
            timers.append(Timer(folder, folder.with_suffix(".cache"), cases))
            stack.callback(timers[-1].close)
        times: dict[str, list[list[float]]] = {case: [[], []] for case in cases}
        for pair in range(pairs):
            for case in cases:
                for which in (0, 1) if pair % 2 else (1, 0):
                    times[case][which].append(timers[which].seconds(case))
    return {case: resampled(new, old) for case, (old, new) in times.items()}


def hash_of(revision: str) -> str:
    """Return the short hash of a commit; end with exit code 2 where git does not know it."""
    command = ["git", "rev-parse", "--short", "--verify", "--quiet", f"{revision}^{{commit}}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"error: git knows no commit {revision!r}; give a branch, a tag or a hash", file=sys.stderr)
        raise SystemExit(2)
    return done.stdout.strip()


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare, print; return 1 if a case is slower by more than `--most`."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("base", help="the commit to compare with")
    parser.add_argument("--head", default="HEAD", help="the commit that is judged (default: HEAD)")
    parser.add_argument("--pairs", type=int, default=15, help="turns of each commit (default: 15)")
    parser.add_argument(
        "--most", type=float, default=1.05, help="ratio beyond which the exit code is 1 (default: 1.05)"
    )
    given = parser.parse_args(arguments)
    base, head = hash_of(given.base), hash_of(given.head)
    found = compare(base, head, given.pairs)
    table = Table(title=f"time of {head} : time of {base}, {given.pairs} pairs", title_justify="left")
    for column in ("scenario", "ratio", "95 % interval", "so it is"):
        table.add_column(column)
    for case, told in found.items():
        table.add_row(case, f"{told.median:.3f}", f"{told.low:.3f} to {told.high:.3f}", told.verdict)
    Console(width=100).print(table)
    return 1 if any(told.low > given.most for told in found.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
