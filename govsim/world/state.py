"""The state of a world at the start of a week: its tables of records, under a plan. It knows no rule and no order."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import numpy as np

from govsim.errors import InputError
from govsim.events import ROOM
from govsim.hazards import stock
from govsim.world.plan import built_otherwise, resolve
from govsim.world.records import JOINED, RECORDS, Tables

if TYPE_CHECKING:
    from typing import Self

    from numpy.typing import NDArray

    from govsim.parameters.scenario import Scenario
    from govsim.parameters.timeline import Timeline
    from govsim.world.plan import Plan


class State:
    """A world at the start of week `week`; negative weeks are the warm-up.

    `state.enterprises`, `state.offices`, … are the tables of records, one-dimensional, as in `tables`.
    """

    def __init__(self, plan: Plan, tables: Tables, week: int) -> None:
        self.plan = plan
        self.tables = tables
        self.week = week

    def __getattr__(self, name: str) -> Any:
        if (name in RECORDS or name in JOINED) and "tables" in self.__dict__:
            return getattr(self.tables, name)
        raise AttributeError(name)

    @property
    def scenario(self) -> Scenario:
        """The scenario that the plan resolves."""
        return self.plan.scenario

    @property
    def timeline(self) -> Timeline:
        """The parameter records of the plan over time."""
        return self.plan.timeline

    @property
    def end(self) -> int:
        """The week in which the horizon ends."""
        return self.scenario.weeks

    @property
    def arms(self) -> NDArray[np.int64]:
        """The arm of each enterprise in the scenario's trial, shape (enterprises,); all 0 without one."""
        firms = self.tables.enterprises
        first = np.concatenate([office.grid_regimes for office in self.plan.offices])
        offset: NDArray[np.int64] = (firms["regime"].astype(np.int64) - first[firms["grid"]]) % len(self.timeline.arms)
        return offset

    def snapshot(self) -> Self:
        """Return an independent copy."""
        other = copy.copy(self)
        other.tables = self.tables.copy()
        return other

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        return self.snapshot()

    def branch(self, scenario: Scenario) -> Self:
        """Return an independent copy that goes on under another set of policies of the same scenario.

        Raises:
            InputError: A world of the other scenario would be built otherwise, and may have other records: it has other
                firms or policies, or another value of a parameter that is read while a world is built.
        """
        plan = resolve(scenario)
        for what in built_otherwise(self.plan, plan):
            raise InputError(f"differs in {what}; build a world of its own for it", scenario.name)
        other = self.snapshot()
        other.plan = plan
        other.timeline.fill(other.tables.parameters, other.week)
        return other

    def set_parameters(self, week: int) -> None:
        """Write what policies move into the parameter records that rules read, as it is in a week."""
        self.timeline.move(self.tables.parameters, week)

    def short_of_room(self, more: int = 0) -> bool:
        """Return whether a week, and `more` new hazards before it, might need more room than the tables have."""
        shared = self.tables.shared[0]
        blocks = 2 * stock.FIRST_BLOCK * more
        short_of_events = (
            shared["logging"] and shared["event_top"] + ROOM * (shared["top"] + blocks) > self.tables.events.shape[0]
        )
        return bool(shared["top"] + shared["demand"] + blocks > self.tables.hazards.shape[0] or short_of_events)

    def grow(self) -> None:
        """Double the tables that a week might overflow."""
        shared = self.tables.shared[0]
        top = int(shared["top"])
        room = 2 * (top + int(shared["demand"])) + 64 * len(self.tables.enterprises)
        self.tables = self.tables.resized("hazards", room, top)
        if shared["logging"]:
            written = int(shared["event_top"])
            self.tables = self.tables.resized("events", 2 * (written + ROOM * room), written)
