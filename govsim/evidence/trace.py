"""A run as estimands see it: its tallies, its log, and what was written down at the start of every week."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from govsim import events
from govsim.hazards import stock
from govsim.outcomes import COLUMNS
from govsim.runs.run import summarise
from govsim.world.build import build
from govsim.world.series import weekly

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from govsim.parameters.scenario import Scenario
    from govsim.world.running import World

    Array = NDArray[np.float64]


@dataclass(frozen=True)
class Trace:
    """A finished run of one arm: its world.

    And columns of records that were written down at the start of every week.
    """

    scenario: Scenario
    world: World = field(repr=False)
    watched: dict[str, NDArray[Any]] = field(default_factory=dict, repr=False)  # shape (weeks, records), from week 0 on

    @cached_property
    def summary(self) -> dict[str, float]:
        """Every outcome from `measure_from` to the end."""
        return summarise(self.world)

    @cached_property
    def series(self) -> dict[str, Array]:
        """Every tally of all offices together, week by week from week 0 on, shape (weeks,)."""
        rows = weekly(self.world)[self.scenario.warmup_weeks :].sum(axis=1)
        return {name: rows[:, n] for n, name in enumerate(COLUMNS)}

    @cached_property
    def firms(self) -> NDArray[np.void]:
        """The table of enterprises at the end."""
        return np.asarray(self.world.enterprises)

    @cached_property
    def log(self) -> NDArray[np.void]:
        """The event log, one record an event."""
        return np.asarray(self.world.events)[: int(self.world.shared["event_top"][0])]

    @cached_property
    def visits(self) -> tuple[NDArray[np.int64], Array]:
        """Rows of the inspectors' visits in the log, and the findings of each; both of shape (visits,)."""
        found = self.log[(self.log["event"] == events.FINDING) & (self.log["channel"] == stock.BY_VISIT)]
        count = np.bincount(found["parent"][found["parent"] >= 0], minlength=len(self.log)).astype(float)
        rows = np.flatnonzero((self.log["event"] == events.VISIT) & (self.log["channel"] == stock.BY_VISIT))
        return rows, count[rows]

    def total(self, columns: Sequence[str]) -> float:
        """Return the sum of some tallies from `measure_from` on."""
        return float(sum(self.series[name][self.scenario.measure_from :].sum() for name in columns))


def trace(scenario: Scenario, seed: int, log: bool = False, watch: Sequence[tuple[str, str]] = ()) -> Trace:
    """Run a scenario; write down the watched (table, column) pairs at the start of every week from 0, and at the end.

    Counters since week 0 are set back as that week begins, so they start at 0 and do not hold the warm-up.
    """
    world = build(scenario, seed, log=log)
    if not watch:
        return Trace(scenario, world.run())
    kept: dict[str, list[NDArray[Any]]] = {column: [] for _, column in watch}
    for week in range(scenario.weeks + 1):
        world.run(week)
        for table, column in watch:
            kept[column].append(np.array(getattr(world, table)[column]))
    return Trace(scenario, world, {column: np.array(rows) for column, rows in kept.items()})
