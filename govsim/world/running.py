"""A world that runs: its state, and the schedule by which it goes on from week to week."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govsim.agents.enterprise_record import SINCE_WEEK_0
from govsim.errors import InputError
from govsim.schedule import SCHEDULE, Phase, compiled_week, parts
from govsim.world.directives import execute
from govsim.world.state import State

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Self

    from govsim.schedule import Schedule
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

    def _advance(self, steps: Sequence[range | Phase], start: int, end: int) -> None:
        """Run the weeks from `start` up to `end`, between which no parameter changes."""
        compiled = compiled_week()
        if steps == [range(len(SCHEDULE))]:
            while (start := compiled.advance(self.tables, start, end)) < end:
                self.grow()
            return
        for week in range(start, end):
            while self.short_of_room():
                self.grow()
            self.tables.shared["demand"] = 0
            for step in steps:
                if isinstance(step, Phase):
                    step.function(self, week)
                else:
                    compiled.advance_part(self.tables, week, step.start, step.stop)
