"""A world that runs: its state, and the schedule by which it goes on from week to week."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govsim.agents.enterprise_record import SINCE_WEEK_0
from govsim.errors import InputError
from govsim.schedule import SCHEDULE, Phase, parts
from govsim.world.directives import execute
from govsim.world.state import State

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Self

    from govsim.schedule import Loop, Part, Schedule
    from govsim.world.plan import Plan
    from govsim.world.records import Tables


class World(State):
    """A world at the start of week `week`: its records, its plan, and the schedule by which it goes on.

    `world.enterprises`, `world.offices`, … are the tables of records, as in `tables`. Negative weeks are the warm-up.
    """

    def __init__(self, plan: Plan, tables: Tables, week: int, schedule: Schedule = SCHEDULE) -> None:
        super().__init__(plan, tables, week)
        self.schedule = schedule

    def run(self, until: int | None = None) -> Self:
        """Run up to the start of week `until` (default: the end of the horizon); return the world itself.

        A run in pieces equals the whole.

        Raises:
            InputError: `until` lies beyond the end of the horizon.
        """
        until = self.end if until is None else until
        if until > self.end:
            raise InputError(f"the scenario ends in week {self.end}; cannot run up to week {until}")
        steps = parts(self.schedule)
        directed = [dated for dated in self.plan.directed if self.week <= dated.week < until]
        inner = sorted({week for week in (0, *(dated.week for dated in directed)) if self.week < week < until})
        for first, last in zip([self.week, *inner], [*inner, until], strict=True):
            if first >= last:
                continue
            self.week = first
            for dated in directed:
                if dated.week == first:
                    execute(self, dated.directive, dated.number, dated.arm)
            for start, end in self.timeline.spans(first, last):
                self.set_parameters(start)
                self._advance(steps, start, end)
            if last == 0:
                self.count_anew()
        self.week = max(self.week, until)
        return self

    def count_anew(self) -> None:
        """Put what is counted since week 0 to zero, where week 0 begins."""
        for name in SINCE_WEEK_0:
            self.tables.enterprises[name] = 0

    def _advance(self, steps: Sequence[Part], start: int, end: int) -> None:
        """Run the weeks from `start` up to `end`, between which no parameter changes."""
        if len(steps) == 1 and not isinstance(steps[0], Phase):
            self._loop(steps[0], start, end)
            return
        for week in range(start, end):
            while self.short_of_room():
                self.grow()
            demand = 0
            for step in steps:
                if isinstance(step, Phase):
                    step.function(self, week)
                else:
                    self._loop(step, week, week + 1)
                    demand += int(self.tables.shared["demand"][0])
                    self.tables.shared["demand"][0] = 0
            self.tables.shared["demand"][0] = demand

    def _loop(self, loop: Loop, start: int, end: int) -> None:
        """Run a compiled loop; where it stops for want of room, grow, and go on."""
        while (start := loop(self.tables, start, end)) < end:
            self.grow()
