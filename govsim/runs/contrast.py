"""Contrasts: a question, and the arms of a scenario that answer it side by side.

A file of a contrast (`experiments/headline/*.yaml`) names a scenario, the arms and the outcomes to show. An arm changes
parameter values for the whole run, also those that are read while the world is built, or adds policies. Each arm is
therefore built for itself, on the same seeds; draws belong to identities, so the arms meet the same luck and are
compared pair by pair with the first of them. The number of replicates is fixed beforehand.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from pydantic import Field

from govsim.errors import InputError
from govsim.outcomes import ALL_OUTCOMES
from govsim.parameters.declare import Value
from govsim.parameters.policies import Policy, Strict, check_policies
from govsim.parameters.scenario import Scenario, load_scenario
from govsim.parameters.yaml_file import KeyPath, Located, checked
from govsim.runs.interval import Interval, interval, paired
from govsim.runs.run import summarise
from govsim.runs.threads import in_parallel
from govsim.runs.variants import Variant, check_name, check_variant
from govsim.sizes import check_runs
from govsim.world.build import build
from govsim.world.plan import resolve

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pandas as pd
    from numpy.typing import NDArray

    from govsim.runs.kept import Kept


# --- what a file says -------------------------------------------------------------------------------------------------


class ContrastArm(Variant):
    """One arm of a contrast."""

    title: str = Field(min_length=1)


class ContrastFile(Strict):
    """A contrast as its file gives it. Arms are listed, or are all combinations of the levels of `factors`."""

    title: str = Field(min_length=1)
    question: str = Field(min_length=1)
    rows: list[str] = Field(default_factory=list, description="Rows of the case studies that the question comes from.")
    scenario: str = Field(description="Scenario file, relative to this one.")
    policies: dict[str, Policy] = Field(default_factory=dict, description="Further policies that arms can name.")
    common: Variant = Field(default=Variant(), description="What holds in every arm.")
    arms: list[ContrastArm] = Field(default_factory=list)
    factors: dict[str, dict[str, dict[str, Value]]] = Field(
        default_factory=dict, description="By factor and level: parameter values."
    )
    outcomes: list[str] = Field(min_length=1)
    equal: dict[str, Annotated[float, Field(gt=0)]] = Field(
        default_factory=dict, description="Outcomes in which the arms must be equal, within a share of the first arm's."
    )
    replicates: int = Field(default=64, ge=2)
    seed: int = Field(default=1, ge=0)

    def listed_arms(self) -> list[ContrastArm]:
        """Return the arms: those listed, or all combinations of levels, the last factor changing first."""
        levels = [
            [(factor, level, values) for level, values in given.items()] for factor, given in self.factors.items()
        ]
        return self.arms or [
            ContrastArm(
                title=", ".join(f"{factor} {level}" for factor, level, _ in chosen),
                set={name: v for *_, values in chosen for name, v in values.items()},
            )
            for chosen in product(*levels)
        ]


@dataclass(frozen=True)
class Contrast:
    """A checked contrast: the scenario of each arm, by its title.

    The first is the one that the others are compared with.
    """

    file: Path
    told: ContrastFile
    arms: dict[str, Scenario] = field(repr=False)

    @property
    def first(self) -> str:
        """Title of the arm that the others are compared with."""
        return next(iter(self.arms))


def load_contrast(path: Path) -> Contrast:
    """Read and check the file of a contrast; raise `InputError` with file, line and key of the first fault."""
    file = Located(path)
    told = checked(ContrastFile, file.data, lambda *keys: file.where(keys), "question: …")
    if bool(told.arms) == bool(told.factors):
        raise InputError("give either `arms` or `factors`", file.where(("arms",)))
    named: list[tuple[str, KeyPath]] = [(name, ("outcomes", n)) for n, name in enumerate(told.outcomes)]
    for name, key in named + [(name, ("equal", name)) for name in told.equal]:
        check_name(name, ALL_OUTCOMES, "outcome", file.where(key))
    scenario = _scenario_of(told, file)
    for factor, levels in told.factors.items():
        for level, values in levels.items():
            check_variant(
                Variant(set=values), scenario, lambda _, *keys, at=(factor, level): file.where(("factors", *at, *keys))
            )
    listed: list[tuple[Variant, KeyPath]] = [(arm, ("arms", n)) for n, arm in enumerate(told.arms)]
    for changes, key in [(told.common, ("common",)), *listed]:
        check_variant(changes, scenario, lambda *keys, key=key: file.where((*key, *keys)))
    return Contrast(path, told, _arms_of(told, scenario, file))


def _scenario_of(told: ContrastFile, file: Located) -> Scenario:
    """Return the scenario of the contrast, which also knows the contrast's own policies.

    With the scenario's baseline.
    """
    path = file.path.parent / told.scenario
    if not path.is_file():
        raise InputError(
            f"there is no file {path}; give the path of a scenario relative to this file", file.where(("scenario",))
        )
    scenario = load_scenario(path)
    for name in told.policies:
        if name in scenario.policies:
            raise InputError(
                f"the scenario has a policy {name!r} already; give another name", file.where(("policies", name))
            )
    check_policies(
        told.policies,
        lambda *keys: file.where(("policies", *keys)),
        scenario.sectors,
        lambda: scenario.most_grids([*scenario.policies.values(), *told.policies.values()]),
    )
    return scenario.with_policy(**told.policies).without_policies().with_policy(*scenario.baseline)


def _arms_of(told: ContrastFile, scenario: Scenario, file: Located) -> dict[str, Scenario]:
    """Return the scenario of each arm by its title; refuse arms that are the same."""
    arms: dict[str, Scenario] = {}
    known: dict[str, str] = {}  # by fingerprint: the title
    for n, arm in enumerate(told.listed_arms()):
        place = file.where(("arms", n) if told.arms else ("factors",))
        if arm.title in arms:
            raise InputError(f"two arms are called {arm.title!r}", place)
        try:
            arms[arm.title] = changed = scenario.with_values(told.common.set | arm.set).with_policy(
                *told.common.policies, *arm.policies
            )
            resolve(changed)  # policies that leave a range together are refused before anything runs
        except InputError as error:
            raise InputError(error.message, place) from None
        same = known.setdefault(changed.fingerprint, arm.title)
        if same != arm.title:
            raise InputError(f"the arms {same!r} and {arm.title!r} are the same scenario", place)
    if len(arms) < 2:
        raise InputError("a contrast needs at least two arms", file.where(("arms",) if told.arms else ("factors",)))
    return arms


# --- what came out ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Answer:
    """The arms of a contrast over the same seeds.

    `values[arm][outcome]` has one value a seed, NaN where it is not defined.
    """

    contrast: Contrast
    seeds: tuple[int, ...]
    values: dict[str, dict[str, NDArray[np.float64]]] = field(repr=False)

    @property
    def replicates(self) -> int:
        """Number of seeds."""
        return len(self.seeds)

    def mean(self, arm: str, outcome: str) -> Interval:
        """Return an arm's mean of an outcome, with its 95 % interval."""
        return interval(self.values[arm][outcome])

    def difference(self, arm: str, outcome: str) -> Interval:
        """Return the mean paired difference, arm less first arm, with its 95 % interval."""
        return interval(paired(self.values[arm][outcome], self.values[self.contrast.first][outcome]))

    def inequality(self, outcome: str) -> float:
        """Return the largest difference between an arm and the first arm, as a share of the first arm's mean."""
        first = abs(self.mean(self.contrast.first, outcome).mean)
        return max(abs(self.difference(arm, outcome).mean) for arm in self.contrast.arms) / first if first else np.inf

    def unequal(self) -> list[str]:
        """Return the outcomes in which the arms should be equal, and are not."""
        return [outcome for outcome, limit in self.contrast.told.equal.items() if not self.inequality(outcome) <= limit]

    def table(self) -> pd.DataFrame:
        """One row for each (arm, outcome): mean, difference from the first arm, interval, unit, level of truth."""
        import pandas as pd

        rows = []
        for arm in self.contrast.arms:
            for name, outcome in ALL_OUTCOMES.items():
                mean, difference = self.mean(arm, name), self.difference(arm, name)
                rows.append(
                    {
                        "arm": arm,
                        "outcome": name,
                        "unit": outcome.unit,
                        "level": outcome.level,
                        "better": outcome.better,
                        "mean": mean.mean,
                        "mean_low": mean.low,
                        "mean_high": mean.high,
                        "difference": difference.mean,
                        "low": difference.low,
                        "high": difference.high,
                        "replicates": difference.n,
                    }
                )
        return pd.DataFrame(rows)

    def runs(self) -> pd.DataFrame:
        """One row for each (arm, seed), outcomes in columns."""
        import pandas as pd

        frames = [pd.DataFrame({"arm": arm, "seed": self.seeds, **values}) for arm, values in self.values.items()]
        return pd.concat(frames, ignore_index=True)

    def as_json(self) -> dict[str, Any]:
        """Return the answer as plain data."""
        told = self.contrast.told

        def plain(value: Interval, name: str) -> dict[str, float]:
            return {name: value.mean, "low": value.low, "high": value.high}

        return {
            "contrast": self.contrast.file.stem,
            "title": told.title,
            "question": told.question.strip(),
            "arms": {
                arm: {
                    name: plain(self.mean(arm, name), "mean")
                    | {"difference": plain(self.difference(arm, name), "mean")}
                    for name in told.outcomes
                }
                for arm in self.contrast.arms
            },
            "unequal": self.unequal(),
            "replicates": self.replicates,
            "seeds": [self.seeds[0], self.seeds[-1]],
        }


def run_contrast(
    contrast: Contrast,
    replicates: int | None = None,
    seed: int | None = None,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    kept: Kept | None = None,
) -> Answer:
    """Run every arm of a contrast on the same seeds.

    Args:
        contrast: what `load_contrast` has read.
        replicates: number of seeds (default: the file's).
        seed: the first of them (default: the file's).
        workers: threads (default: all cores); the result does not depend on them.
        progress: called with (runs done, runs planned).
        kept: where finished runs are kept, to go on from there after an interrupt.
    """
    told = contrast.told
    count = told.replicates if replicates is None else replicates
    if count < 2:
        raise InputError("give at least two replicates: one has no interval")
    check_runs(count, len(contrast.arms))
    first = told.seed if seed is None else seed
    seeds = range(first, first + count)
    tasks = list(product(contrast.arms, seeds))
    counted = (lambda done: progress(done, len(tasks))) if progress else None

    def one_run(task: tuple[str, int]) -> dict[str, float]:
        return summarise(build(contrast.arms[task[0]], task[1]).run())

    marks = {arm: scenario.fingerprint for arm, scenario in contrast.arms.items()}
    run = kept.keeping(one_run, lambda task: f"{marks[task[0]]} {task[1]}") if kept else one_run
    results = dict(zip(tasks, in_parallel(run, tasks, workers, counted), strict=True))

    values = {
        arm: {name: np.array([results[arm, s][name] for s in seeds]) for name in ALL_OUTCOMES} for arm in contrast.arms
    }
    return Answer(contrast, tuple(seeds), values)
