"""The runs of a decision: portfolios under parameter sets, each set on seeds of its own, paired on the same luck."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from govsim.errors import InputError
from govsim.evidence.decisions.measuring import measure
from govsim.runs.run import summarise
from govsim.runs.threads import in_parallel
from govsim.studies.models import digest
from govsim.world.build import build

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from govsim.evidence.decisions.problem import Problem, Strengths
    from govsim.evidence.decisions.sampling import ParameterSets
    from govsim.parameters.declare import Value
    from govsim.parameters.scenario import Scenario
    from govsim.runs.kept import Kept

    Array = NDArray[np.float64]
    Progress = Callable[[int, int], None]

FAILED_SHARE = 0.01  # of the runs: above it nothing is concluded
FEWEST_SETS = 8  # below it an interrupted decision tells nothing
BLOCK = 1_000  # seeds of a parameter set lie together, those of another elsewhere


@dataclass(frozen=True)
class PortfolioRuns:
    """Outcomes of portfolios, of which the first is that of nothing.

    `values[outcome]` has shape (sets, portfolios, seeds), `seen[measurement]` (sets, seeds, numbers). A set with a run
    that failed is left out; `numbers` are those of the sets that are there, among those that were asked for.
    """

    portfolios: tuple[Strengths, ...]
    values: dict[str, Array] = field(repr=False)
    seen: dict[str, Array] = field(repr=False)
    seeds: Array
    numbers: NDArray[np.int64]
    failures: tuple[str, ...] = ()
    partial: bool = False

    @property
    def sets(self) -> int:
        """Number of parameter sets."""
        return len(self.seeds)

    @property
    def count(self) -> int:
        """Number of runs."""
        return int(self.seeds.size) * len(self.portfolios)

    def difference(self, outcome: str) -> Array:
        """Return an outcome less that of nothing on the same luck: shape (sets, portfolios, seeds)."""
        return self.values[outcome] - self.values[outcome][:, :1]

    def of(self, chosen: Sequence[int]) -> PortfolioRuns:
        """Return the runs of some portfolios."""
        kept = list(chosen)
        values = {name: told[:, kept] for name, told in self.values.items()}
        return replace(self, portfolios=tuple(self.portfolios[n] for n in kept), values=values)

    def frame(self, label: Callable[[Strengths], str], stage: str) -> pd.DataFrame:
        """One row for each parameter set, portfolio and seed: outcomes in columns."""
        import pandas as pd

        sets, portfolios, seeds = self.sets, len(self.portfolios), self.seeds.shape[1]
        columns: dict[str, Any] = {
            "stage": stage,
            "set": np.repeat(self.numbers, portfolios * seeds),
            "portfolio": np.tile(np.repeat([label(x) for x in self.portfolios], seeds), sets),
            "seed": np.repeat(self.seeds.astype(np.int64), portfolios, axis=0).ravel(),
        }
        return pd.DataFrame(columns | {name: told.ravel() for name, told in self.values.items()})


def run_portfolios(
    problem: Problem,
    sets: ParameterSets | Sequence[Mapping[str, Value]],
    portfolios: Sequence[Strengths],
    *,
    seeds: int,
    first: int,
    workers: int | None = None,
    progress: Progress | None = None,
    kept: Kept | None = None,
) -> PortfolioRuns:
    """Run portfolios, and that of nothing before them, under parameter sets.

    Args:
        problem: the problem.
        sets: parameter sets.
        portfolios: strengths of the measures.
        seeds: how many of each set; set t has those from `first` + 1000 t on.
        first: the first seed.
        workers: threads; the result does not depend on them.
        progress: called with (tasks done, planned).
        kept: where finished runs are kept.

    Raises:
        InputError: More than 1 % of the runs failed.
    """
    given = list(sets) if isinstance(sets, (list, tuple)) else list(sets.sets)  # type: ignore[union-attr]
    nothing = (0.0,) * len(problem.measures)
    chosen = tuple(dict.fromkeys([nothing, *portfolios]))
    luck = np.array([[first + BLOCK * t + r for r in range(seeds)] for t in range(len(given))])
    tasks = list(product(range(len(given)), range(seeds)))
    labels = [problem.label(x) for x in chosen]

    def run(task: tuple[int, int]) -> dict[str, Any]:
        return _one_luck(problem, given[task[0]], labels, int(luck[task]))

    mark = digest(problem.scenario.fingerprint, labels, problem.outcomes, problem.told.measurements)
    act = kept.keeping(run, lambda task: digest(mark, given[task[0]], luck[task])) if kept else run
    told: list[dict[str, Any]] = []
    partial = False
    try:
        for result in in_parallel(act, tasks, workers):
            told.append(result)
            if progress:
                progress(len(told), len(tasks))
    except KeyboardInterrupt:
        partial = True
        if len(told) // seeds < FEWEST_SETS:
            raise
    return _gathered(problem, chosen, told, luck[: len(told) // seeds], partial=partial)


def _gathered(
    problem: Problem, chosen: tuple[Strengths, ...], told: list[dict[str, Any]], luck: Array, *, partial: bool
) -> PortfolioRuns:
    """Return what tasks gave as arrays; refuse too many failures."""
    sets, seeds = luck.shape
    told = told[: sets * seeds]
    rows = np.array([task["values"] for task in told], float).reshape(sets, seeds, len(chosen), len(problem.outcomes))
    failures = tuple(f"{label}: {why}" for task in told for label, why in task["failed"].items())
    if len(failures) > FAILED_SHARE * len(told) * len(chosen):
        raise InputError(
            f"{len(failures)} of {len(told) * len(chosen)} runs failed, so that nothing is concluded; the first: "
            f"{failures[0]}",
            problem.file,
        )
    values = {name: rows[..., n].transpose(0, 2, 1) for n, name in enumerate(problem.outcomes)}
    seen = {
        name: np.array([task["seen"][name] for task in told], float).reshape(sets, seeds, -1)
        for name in (told[0]["seen"] if told else {})
    }
    whole = np.flatnonzero(np.isfinite(rows).all(axis=(1, 2, 3)))
    if not len(whole):
        raise InputError("an outcome is not defined in any parameter set; take others", problem.file)
    return PortfolioRuns(
        chosen,
        {name: value[whole] for name, value in values.items()},
        {name: value[whole] for name, value in seen.items()},
        luck[whole],
        whole,
        failures,
        partial,
    )


def _one_luck(problem: Problem, given: Mapping[str, Value], labels: Sequence[str], seed: int) -> dict[str, Any]:
    """Warm one world up and let every portfolio go on from it; a run that fails is told of and NaN."""
    base = problem.scenario.with_values(given)
    starts = [base.policies[name].start for name in problem.measures]
    world = build(base, seed).run(min([base.weeks, *starts]))
    rows, failed = [], {}
    for label in labels:
        try:
            rows.append(_outcomes(world.branch(_with(base, label)).run(), problem.outcomes))
        except Exception as error:  # noqa: BLE001 (whatever a run fails with is counted)
            rows.append([np.nan] * len(problem.outcomes))
            failed[label] = f"{type(error).__name__}: {error}"
    return {"values": rows, "failed": failed, "seen": measure(world, problem.told.measurements.options, seed)}


def _with(base: Scenario, label: str) -> Scenario:
    return base if label == "none" else base.with_policy(label)


def _outcomes(world: Any, names: Sequence[str]) -> list[float]:
    told = summarise(world)
    return [told[name] for name in names]
