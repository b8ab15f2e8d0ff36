"""Randomised trials inside the simulation: what each arm shows, and how arms differ.

A scenario's `trial` assigns firms, grids or offices to arms by lot; the first arm is the control. A trial is repeated
over seeds, which draw world and lots anew; the effect of an arm is the mean over seeds of its difference to the
control, with a 95 % interval (Student's t over seeds), as it would be estimated from the trial's own data.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from govsim.errors import InputError
from govsim.runs.arms import MEASURES, arm_means
from govsim.runs.given import scenario_of, seeds_of
from govsim.runs.interval import interval
from govsim.runs.threads import in_parallel
from govsim.world.build import build

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    import pandas as pd
    from numpy.typing import NDArray

    from govsim.parameters.scenario import Scenario
    from govsim.runs.kept import Kept


@dataclass(frozen=True)
class TrialResult:
    """What the arms of a trial show over seeds: `means` by measure, shape (seeds, arms)."""

    scenario: Scenario
    seeds: tuple[int, ...]
    means: dict[str, NDArray[np.float64]] = field(repr=False)

    @property
    def names(self) -> list[str]:
        """Names of the arms; the first is the control."""
        assert self.scenario.trial is not None
        return list(self.scenario.trial.arms)

    @cached_property
    def runs(self) -> pd.DataFrame:
        """Tidy: one row for each (seed, arm), the mean of every measure over the arm's firms in columns."""
        import pandas as pd

        index = pd.MultiIndex.from_product([self.seeds, self.names], names=["seed", "arm"])
        return pd.DataFrame({name: values.ravel() for name, values in self.means.items()}, index=index).reset_index()

    @cached_property
    def arms(self) -> pd.DataFrame:
        """Mean of every measure over seeds, one row an arm."""
        import pandas as pd

        return pd.DataFrame(
            {name: np.nanmean(values, axis=0) for name, values in self.means.items()},
            index=pd.Index(self.names, name="arm"),
        )

    @cached_property
    def effects(self) -> pd.DataFrame:
        """Differences to the control: one row for each (arm, measure) with mean, low, high, relative.

        And their interval.
        """
        import pandas as pd

        rows = []
        for number, arm in enumerate(self.names[1:], start=1):
            for name, values in self.means.items():
                found = interval(values[:, number] - values[:, 0])
                level = float(np.nanmean(values[:, 0]))
                share = [x / level if level else np.nan for x in (found.mean, found.low, found.high)]
                rows.append((arm, name, level, found.mean, found.low, found.high, *share, found.n))
        columns = [
            "arm",
            "measure",
            "control",
            "difference",
            "low",
            "high",
            "relative",
            "relative_low",
            "relative_high",
            "seeds",
        ]
        return pd.DataFrame(rows, columns=columns)

    def as_json(self) -> dict[str, Any]:
        """Return the result as plain data."""
        return {
            "scenario": self.scenario.name,
            "unit": self.scenario.trial.unit if self.scenario.trial else "",
            "seeds": list(self.seeds),
            "arms": self.arms.reset_index().to_dict(orient="records"),
            "effects": self.effects.to_dict(orient="records"),
        }


def trial(
    scenario: Scenario | str | Path,
    seeds: Iterable[int] = range(1, 33),
    workers: int | None = None,
    progress: Callable[[int], None] | None = None,
    kept: Kept | None = None,
) -> TrialResult:
    """Run the trial of a scenario over seeds on `workers` threads (default: all cores).

    With `kept`, finished runs are kept there, to go on from after an interrupt.
    """
    scenario, chosen = scenario_of(scenario), seeds_of(seeds)
    if not scenario.trial:
        raise InputError("the scenario has no trial; give it one with the key `trial`", scenario.name)
    if len(chosen) < 2:
        raise InputError("give at least two seeds")
    names = ("firms", *MEASURES)

    def one_run(seed: int) -> dict[str, list[float]]:
        means = arm_means(build(scenario, seed).run())
        return {name: [float(value) for value in means[name]] for name in names}

    mark = scenario.fingerprint
    run = kept.keeping(one_run, lambda seed: f"{mark} {seed}") if kept else one_run
    tables = list(in_parallel(run, chosen, workers, progress))
    return TrialResult(scenario, chosen, {name: np.array([table[name] for table in tables], float) for name in names})
