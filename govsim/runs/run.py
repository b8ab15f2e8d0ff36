"""One run, and replicates of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from govsim.agents.enterprise_record import SINCE_WEEK_0
from govsim.errors import InputError
from govsim.outcomes import ALL_OUTCOMES, COLUMNS, derive, gini
from govsim.runs import event_log
from govsim.runs.arms import arm_means
from govsim.runs.given import scenario_of, seed_of, seeds_of
from govsim.runs.labelled import dataset
from govsim.runs.threads import in_parallel
from govsim.schedule import SCHEDULE, Schedule
from govsim.world.build import build
from govsim.world.series import policy_cost, weekly

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    import pandas as pd
    import xarray
    from numpy.typing import NDArray

    from govsim.parameters.scenario import Scenario
    from govsim.world.running import World


FIRM_COLUMNS = (
    "office",
    "grid",
    "sector",
    "tier",
    "status",
    "employees",
    "x",
    "y",
    "effort",
    "responsibility",
    "liquidity",
    "hazards",
    *SINCE_WEEK_0,
)


@dataclass(frozen=True, repr=False)
class Run:
    """A finished run. Tables are pandas; `world` is the world at the end."""

    scenario: Scenario
    seed: int
    world: World = field(repr=False)

    @cached_property
    def series(self) -> pd.DataFrame:
        """Weekly tallies of all offices together, one row a week; negative weeks are the warm-up."""
        import pandas as pd

        return pd.DataFrame(self._weekly.sum(axis=1), columns=list(COLUMNS), index=self._weeks)

    @cached_property
    def series_by_office(self) -> pd.DataFrame:
        """The same with one row for each (week, office)."""
        import pandas as pd

        offices = [office.name for office in self.scenario.office_list]
        index = pd.MultiIndex.from_product([self._weeks, offices], names=["week", "office"])
        return pd.DataFrame(self._weekly.reshape(-1, len(COLUMNS)), columns=list(COLUMNS), index=index)

    @cached_property
    def weekly_outcomes(self) -> pd.DataFrame:
        """Every outcome week by week, at yearly rates where it is a rate; one row a week.

        A share of cases that end in other weeks than they begin, such as `recorded_rectification`, is NaN: the orders
        and the closures of a week are not of the same cases.
        """
        import pandas as pd

        costs = [policy_cost(self.world, week, week + 1) for week in self._weeks]
        cost = {payer: np.array([c[payer] for c in costs]) for payer in costs[0]}
        derived = derive(self._weekly.sum(axis=1), 1, dict(cost))
        return pd.DataFrame(derived, index=self._weeks)

    @cached_property
    def summary(self) -> pd.Series[float]:
        """Every outcome over the weeks from `measure_from` to the end."""
        import pandas as pd

        return pd.Series(summarise(self.world), name=self.seed)

    @cached_property
    def enterprises(self) -> pd.DataFrame:
        """One row for each enterprise that is there at the end; counts are since week 0.

        Those of a roster bear their names; a firm that has come since has none.
        """
        import pandas as pd

        records = np.asarray(self.world.tables.enterprises)
        frame = pd.DataFrame({name: records[name] for name in FIRM_COLUMNS})
        if (names := self.world.plan.names) is not None:
            frame.insert(0, "name", np.where(records["entry"] == 0, names, ""))
        frame["sector"] = np.array(list(self.scenario.sectors), object)[records["sector"]]
        frame["tier"] = np.array(["blue", "yellow", "orange", "red"], object)[np.clip(records["tier"], 0, 3)]
        frame["grid"] -= np.asarray(self.world.tables.offices)["first_grid"][records["office"]] - 1
        frame["office"] = np.array([office.name for office in self.scenario.office_list], object)[records["office"]]
        if self.scenario.trial:
            frame["arm"] = np.array(list(self.scenario.trial.arms), object)[self.world.arms]
        return frame[records["status"] > 0].drop(columns="status").rename_axis("enterprise")

    @cached_property
    def events(self) -> pd.DataFrame:
        """What happened from outside, in order.

        Week, event, name (of the policy, or of the arm that a directive met).
        """
        import pandas as pd

        arms = list(self.scenario.trial.arms) if self.scenario.trial else []
        directed = [
            (week, f"directive: {d.action}", "" if arm is None else arms[arm])
            for week, _, d, arm in self.world.plan.directed
        ]
        return pd.DataFrame(sorted([*self.world.timeline.events(), *directed]), columns=["week", "event", "name"])

    @cached_property
    def log(self) -> pd.DataFrame:
        """The life of every hazard and what was done to its firm, one row an event; see `govsim.events`."""
        return event_log.frame(self.world)

    @cached_property
    def arms(self) -> pd.DataFrame:
        """One row for each arm of the trial: firms there at the end, and their means of every count since week 0."""
        if not self.scenario.trial:
            raise InputError("the scenario has no trial; give it one with the key `trial`", self.scenario.name)
        return arm_means(self.world)

    def to_xarray(self) -> xarray.Dataset:
        """Return tallies by (week, office), and as `outcome_…` the outcomes by week, with units and levels of truth."""
        offices = [office.name for office in self.scenario.office_list]
        told = {"scenario": self.scenario.name, "fingerprint": self.scenario.fingerprint, "seed": self.seed}
        return dataset(self.series_by_office, self.weekly_outcomes, offices, told)

    def __repr__(self) -> str:
        span = f"weeks {-self.scenario.warmup_weeks} to {self.world.week - 1}"
        return f"<Run of {self.scenario.name!r}, seed {self.seed}, {span}>"

    @cached_property
    def _weekly(self) -> NDArray[np.float64]:
        return weekly(self.world)

    @property
    def _weeks(self) -> pd.Index[int]:
        import pandas as pd

        start = -self.scenario.warmup_weeks
        return pd.RangeIndex(start, start + len(self._weekly), name="week")


def summarise(world: World) -> dict[str, float]:
    """Return every outcome of a finished world over its weeks from `measure_from` to the end."""
    scenario = world.scenario
    rows = weekly(world)[scenario.warmup_weeks + scenario.measure_from :]
    cost = policy_cost(world, scenario.measure_from, scenario.weeks)
    outcomes = {name: float(value) for name, value in derive(rows.sum(axis=(0, 1)), len(rows), dict(cost)).items()}
    firms = world.tables.enterprises
    outcomes["visits_gini"] = gini(firms["visits"][firms["status"] > 0])
    return outcomes


def simulate(
    scenario: Scenario | str | Path, seed: int = 1, schedule: Schedule | None = None, log: bool = False
) -> Run:
    """Run a scenario once, under the policies of its baseline.

    Args:
        scenario: The scenario, its file, or the name of one of the package's.
        seed: Circumstances and luck, a whole number of at least 0.
        schedule: The phases of a week (see `govsim.with_phase`); None: those of the package.
        log: Whether to write the event log (`Run.log`).

    Raises:
        InputError: The scenario cannot be read or resolved, or the seed is none.
    """
    scenario, seed = scenario_of(scenario), seed_of(seed)
    return Run(scenario, seed, build(scenario, seed, schedule or SCHEDULE, log).run())


@dataclass(frozen=True, repr=False)
class Runs:
    """Replicates of a scenario over seeds."""

    scenario: Scenario
    seeds: tuple[int, ...]
    outcomes: dict[str, NDArray[np.float64]] = field(repr=False)

    @cached_property
    def summary(self) -> pd.DataFrame:
        """Every outcome, one row a seed."""
        import pandas as pd

        return pd.DataFrame(self.outcomes, index=pd.Index(self.seeds, name="seed"))

    def __repr__(self) -> str:
        return f"<Runs of {self.scenario.name!r}, {len(self.seeds)} seeds from {self.seeds[0]} to {self.seeds[-1]}>"


def replicate(
    scenario: Scenario | str | Path,
    seeds: Iterable[int] = range(1, 65),
    workers: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Runs:
    """Run a scenario (or its file) over seeds on `workers` threads (default: all cores), which change no result."""
    scenario, chosen = scenario_of(scenario), seeds_of(seeds)
    if not chosen:
        raise InputError("give at least one seed")
    results = list(in_parallel(lambda seed: summarise(build(scenario, seed).run()), chosen, workers, progress))
    return Runs(scenario, chosen, {name: np.array([r[name] for r in results]) for name in ALL_OUTCOMES})
