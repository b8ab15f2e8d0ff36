"""Branches: the world goes on from a week of the hazard's life, with something else in the place of what happened."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from govsim import draws
from govsim.hazards import casefile
from govsim.hazards.stock import BY_VISIT, CHANNELS, ORDERED
from govsim.investigation.history import place, watch
from govsim.investigation.opportunities import CLOCKS, OWN_EYES, PLANNED, look_luck
from govsim.world.directives import ACTIONS, INSPECT, carry_out_at
from govsim.world.records import RECORDS, table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from govsim.investigation.history import Bounds, History
    from govsim.investigation.opportunities import Asked, Opportunity
    from govsim.world.running import World

    Act = tuple[int, Callable[["World"], None]]

MOST_REDRAWS = 4096  # of one hazard
STRIDE = 13  # weeks after which a branch looks whether the hazard is still there
assert ACTIONS[INSPECT] == "inspect"


@dataclass(frozen=True)
class Branch:
    """What a branch came to: whether the accident was averted, what was met, and when the next accident came."""

    averted: bool
    met: frozenset[tuple[int, int]]
    rows: NDArray[Any] = field(repr=False)
    week: int | None


class Branches:
    """All that is tried for one accident.

    A branch starts at the first week in which it differs, and stops where the hazard has ended or `after` weeks after
    the true date. Averted means: the hazard has had no reportable accident by then, beyond those that it had before.
    """

    def __init__(self, history: History, asked: Asked, after: int) -> None:
        self.history, self.asked = history, asked
        self.horizon = history.accident.week + after + 1
        self.bounds = history.bounds()
        self.spans = {kind: history.spans(kind) for kind in CLOCKS}
        self._tried: dict[tuple[float, tuple[int, ...], bool, int], list[Branch]] = {}
        self.count = 0
        self._counting = Lock()  # redraws run on threads

    # --- by fiat, on this luck ----------------------------------------------------------------------------------------

    def by_fiat(self, chosen: Sequence[Opportunity]) -> Branch:
        """Return what had happened if the barriers of the chosen opportunities had held."""
        if all(o.latent for o in chosen):
            return self.nothing
        return self._run(*self._fiat(chosen))

    def _fiat(self, chosen: Sequence[Opportunity]) -> tuple[int, NDArray[Any], list[Act]]:
        """Return the week in which a branch by fiat begins, its script, and what has to be done besides."""
        dated = [o.week for o in chosen if not o.latent]
        acts: list[Act] = []
        for o in chosen:
            if o.kind == PLANNED:
                acts.append((o.week, self._visit(o.week)))
            elif o.kind == OWN_EYES:
                acts.append((o.week, self._tell))
        hold = {o.code for o in chosen} | {(casefile.LOOK, _look(o)) for o in chosen if o.kind == PLANNED}
        return min(dated), self._script(hold), acts

    @property
    def nothing(self) -> Branch:
        """The branch in which nothing is different."""
        met = frozenset((int(row["kind"]), int(row["number"])) for row in self.history.met)
        return Branch(False, met, self.history.met, self.history.accident.week)

    def same_again(self, redraw: int = 0) -> Branch:
        """Run the whole life again with nothing in its place, on its own luck or on one redrawn given its history."""
        if redraw == 0:
            return self._run(self.history.first, self._script(set()), [])
        return self._run(self.history.first, self._script(set(), self.bounds), [], redraw)

    # --- with care, on luck redrawn -----------------------------------------------------------------------------------

    def redraw_key(self, n: int) -> int:
        """Return the key of a redraw of the hazard's luck, numbered from 1."""
        accident = self.history.accident
        own = accident.hazard * MOST_REDRAWS + n
        return int(draws.derive_key(accident.seed, draws.REDRAW, np.uint64(self.history.key), own))

    def luck(self, kind: int, number: int, redraw: int) -> float:
        """Return the luck of a barrier under a redraw, within the bounds of its history."""
        low, high = self.bounds.get((kind, number), (0.0, 1.0))
        return low + (high - low) * float(draws.uniform(np.uint64(redraw), draws.REDRAW, kind, number))

    def with_care(self, actors: frozenset[str], redraw: int = 0) -> bool:
        """Return whether the accident is averted where these actors had kept to care, on luck redrawn (0: its own).

        Where a branch that was run already would have gone the same way, barrier by barrier, it is that branch.
        """
        week, acts = self._first_change(actors, redraw)
        struck = self.history.accident.week
        firm = "firm" in actors and self.asked.effort > 0.0
        if firm:
            week = min(week, struck)
        if week > struck:
            return False
        way = (week, tuple(each[0] for each in acts), firm, redraw)
        tried = self._tried.setdefault(way, [])
        for branch in tried:
            if all((row["luck"] < self.asked.chance(row, actors)) == bool(row["held"]) for row in branch.rows):
                return branch.averted
        slower = self._slower(int(week), redraw) if firm else None
        script = self._script(set(), self.bounds if redraw else None)
        tried.append(self._run(week, script, acts, redraw, actors, slower))
        return tried[-1].averted

    def _first_change(self, actors: frozenset[str], redraw: int) -> tuple[float, list[Act]]:
        """Return the first week in which care makes a difference, and what has to be done besides."""
        first, acts = math.inf, []
        for row in self.history.met:
            kind, number = int(row["kind"]), int(row["number"])
            if kind in CLOCKS or row["held"]:
                continue
            luck = self.luck(kind, number, redraw) if redraw else float(row["luck"])
            if luck < self.asked.chance(row, actors):
                first = min(first, int(row["week"]))
        if "office" in actors:
            chance = self.asked.planned_chance(actors)
            found = [w for w in self.asked.planned_weeks if look_luck(self.history, w, redraw) < chance]
            if found:
                first = min(first, found[0])
                acts.append((found[0], self._visit(found[0])))
        if "firm" in actors and self.asked.effort > 0.0:
            week = self._noticed(redraw)
            if week is not None:
                first = min(first, week)
                acts.append((week, self._tell))
        return first, acts

    def _noticed(self, redraw: int) -> int | None:
        """Return the week in which a firm with care would first have noticed the hazard; None: no sooner."""
        weeks = []
        for number, start, _, _, _ in self.spans[casefile.NOTICE_CLOCK]:
            threshold = self.history.threshold(casefile.NOTICE_CLOCK, number)
            if redraw:
                threshold = -math.log(self.luck(casefile.NOTICE_CLOCK, number, redraw))
            week = self.asked.noticed(threshold, start)
            if week is not None:
                weeks.append(week)
        return min(weeks, default=None)

    def _slower(self, week: int, redraw: int) -> Callable[[World, int], None] | None:
        """Return what moves the accident's date by the exposure that a firm with care would have had less."""
        number, start, before, _, _ = self.spans[casefile.HARM_CLOCK][-1]
        rows = range(self.history.row(start), self.history.row(week))
        exposure, risk = self.history.weeks["exposure"], self.history.weeks["risk"]
        spent = sum(
            float((exposure[n + 1] - exposure[n]) * risk[n]) * self.asked.harm_left(n)
            for n in rows
            if risk[n] == risk[n]
        )
        rate = self.asked.harm_left(self.history.row(week))
        threshold = self.history.threshold(casefile.HARM_CLOCK, number)
        if redraw:
            threshold = -math.log(self.luck(casefile.HARM_CLOCK, number, redraw))

        def slow(world: World, k: int) -> None:
            e, h = world.tables.enterprises[self.history.accident.firm], world.tables.hazards[k]
            left = max(0.0, threshold - spent) / rate
            if int(h["strikes"]) == number and float(h["risk"]) > 0.0:
                h["harm_at"] = float(e.exposure[int(h["major"])]) + left / float(h["risk"])

        return slow if before >= 0.0 else None

    # --- running ------------------------------------------------------------------------------------------------------

    def _run(
        self,
        week: float,
        script: NDArray[Any],
        acts: Sequence[Act],
        redraw: int = 0,
        actors: frozenset[str] = frozenset(),
        slower: Callable[[World, int], None] | None = None,
        stride: int = STRIDE,
    ) -> Branch:
        history, start = self.history, int(week)
        world = history.at(start).snapshot()
        watched = watch(world, history.key, history.accident.hazard, script)
        watched["redraw"] = redraw
        self.asked.write(watched, actors)
        k = self._place(world)
        if k >= 0 and redraw:
            self._patch(world, k, redraw)
        if k >= 0 and slower:
            slower(world, k)
        allowed = self._before(start)
        with self._counting:
            self.count += 1
        stops = sorted({*range(start + stride, self.horizon, stride), *(w for w, _ in acts if w > start), self.horizon})
        for stop in [start, *stops]:
            world.run(stop)
            for _, act in (each for each in acts if each[0] == stop):
                act(world)
            if int(watched["accidents"][0]) > allowed or (stop > history.first and self._place(world) < 0):
                break
        more = int(watched["accidents"][0]) - allowed
        if more > 1 and stride > 1:  # several between two looks: which week the first came in, only weekly looks tell
            return self._run(week, script, acts, redraw, actors, slower, 1)
        rows = np.asarray(world.tables.met)[: int(watched["met"][0])].copy()
        met = frozenset((int(row["kind"]), int(row["number"])) for row in rows)
        return Branch(more <= 0, met, rows, int(watched["accident_week"][0]) if more > 0 else None)

    def to_the_end(self, chosen: Sequence[Opportunity], end: int) -> NDArray[np.int64]:
        """Return the accidents of each firm since week 0, up to a week, if the chosen barriers hold."""
        start, script, acts = self._fiat(chosen)
        world = self.history.at(start).snapshot()
        watch(world, self.history.key, self.history.accident.hazard, script)
        for week in sorted({start, *(w for w, _ in acts), end}):
            world.run(week)
            for _, act in (each for each in acts if each[0] == week):
                act(world)
        counts: NDArray[np.int64] = world.tables.enterprises["accidents"].astype(np.int64)
        return counts

    def _before(self, start: int) -> int:
        """Return how many accidents the hazard has had between a week and its accident, as things went."""
        return sum(start <= week < self.history.accident.week for week in self.history.earlier)

    def _place(self, world: World) -> int:
        return place(world, self.history.accident.firm, self.history.key, self.history.accident.hazard)

    def _script(self, hold: set[tuple[int, int]], bounds: Bounds | None = None) -> NDArray[Any]:
        """Return the table of what is put in the place of what happened: barriers that hold, and bounds of luck."""
        within: Mapping[tuple[int, int], tuple[float, float]] = bounds or {}
        codes = [code for code in sorted({*hold, *within}) if code[0] >= 0]
        script = table(len(codes), RECORDS["script"])
        for n, code in enumerate(codes):
            script[n] = (*code, int(code in hold), *within.get(code, (0.0, 1.0)))
        return script  # type: ignore[no-any-return]

    def _patch(self, world: World, k: int, redraw: int) -> None:
        """Move the clocks of the hazard that are running to their thresholds redrawn."""
        hazard = world.tables.hazards[k]
        for kind, name, per in (
            (casefile.HARM_CLOCK, "harm_at", float(hazard["risk"])),
            (casefile.NOTICE_CLOCK, "notice_at", 1.0),
        ):
            running = [n for n, start, *_ in self.spans[kind] if start <= world.week]
            if (
                running
                and per > 0.0
                and running[-1] == int(hazard["strikes" if kind == casefile.HARM_CLOCK else "attempts"])
            ):
                moved = -math.log(self.luck(kind, running[-1], redraw)) - self.history.threshold(kind, running[-1])
                if hazard[name] < 1e299:
                    hazard[name] = float(hazard[name]) + moved / per
        e = world.tables.enterprises[self.history.accident.firm]
        seen = int(hazard["recognised"])
        e.next_notice[seen] = min(float(e.next_notice[seen]), float(hazard["notice_at"]))
        e.next_harm[int(hazard["major"])] = min(float(e.next_harm[int(hazard["major"])]), float(hazard["harm_at"]))

    def _visit(self, week: int) -> Callable[[World], None]:
        """Return what makes the visit that the plan asked for in a week, as the office's inspectors make visits."""
        depth, skill = self.asked.planned_look((), self.asked.usual)

        def visit(world: World) -> None:
            hold = np.asarray(world.tables.script)
            found = table(len(hold) + 1, RECORDS["script"])
            found[: len(hold)] = hold
            found[-1] = (casefile.LOOK, _look_in(week), 1, 0.0, 1.0)
            world.tables = world.tables.replace(script=found)
            while world.short_of_room(4):
                world.grow()
            world.set_parameters(week)
            firm = np.array([self.history.accident.firm])
            carry_out_at(world.tables, week, firm, INSPECT, False, skill, depth)

        return visit

    def _tell(self, world: World) -> None:
        """Let the firm's own people see the hazard this week."""
        k = self._place(world)
        if k < 0:
            return
        hazard, e = world.tables.hazards[k], world.tables.enterprises[self.history.accident.firm]
        if int(hazard["state"]) != ORDERED:
            hazard["recognised"] = 1
            hazard["notice_at"] = float(e.notice_clock[1])
            e.next_notice[1] = min(float(e.next_notice[1]), float(hazard["notice_at"]))


def _look(o: Opportunity) -> int:
    return _look_in(o.week)


def _look_in(week: int) -> int:
    return week * len(CHANNELS) + BY_VISIT
