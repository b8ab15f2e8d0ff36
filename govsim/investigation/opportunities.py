"""Opportunities: what could have ended the hazard and did not, whose it was, and what care would have made of it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from govsim import draws
from govsim.agents import self_check
from govsim.hazards import accident, casefile
from govsim.hazards.detection import detection
from govsim.hazards.stock import BY_AGENCY, BY_VISIT, CHANNELS
from govsim.investigation.plainly import plain
from govsim.investigation.standards import LOOKERS, Standards

if TYPE_CHECKING:
    from collections.abc import Collection

    from govsim.investigation.care import Care
    from govsim.investigation.history import History

PLANNED, OWN_EYES = -1, -2  # kinds of opportunities that nobody took at all, beside those of `casefile.KINDS`
NAMES = {PLANNED: "planned visit", OWN_EYES: "own eyes"} | dict(enumerate(casefile.KINDS))

# Whose job the barriers are that are no looks.
OWNERS = {
    casefile.MENDED: "firm",
    casefile.OBEYED: "firm",
    casefile.LISTED: "office",
    casefile.RECHECKED: "inspectors",
    casefile.SIGNALLED: "sensors",
    casefile.INSURER: "insurers",
    casefile.PASSER_BY: "society",
    PLANNED: "office",
    OWN_EYES: "firm",
}
CLOCKS = (casefile.NOTICE_CLOCK, casefile.HARM_CLOCK)


@dataclass(frozen=True)
class Opportunity:
    """One barrier that did not hold.

    `chance` is that with which it was met, `care` that of a standard of all who share in it, `full` that of a look at
    full depth, skill and equipment; `luck` is the uniform that decided. `latent`: it was not met as things went, but
    would have been had another one held; it has no week of its own then. `times`: how often the plan was not kept.
    """

    kind: int
    number: int
    actor: str
    channel: int
    week: int
    chance: float
    care: float
    full: float
    luck: float
    latent: bool = False
    times: int = 1

    @property
    def code(self) -> tuple[int, int]:
        """By which a branch knows it."""
        return self.kind, self.number

    @property
    def name(self) -> str:
        """Its kind in a word."""
        return NAMES[self.kind]


class Asked(Standards):
    """What care asks of each actor in one case, under the parameters of its week."""

    def __init__(self, care: Care, history: History) -> None:
        super().__init__(care, history.parameters, history.office_parameters)
        self.history = history

    def chance(self, met: Any, actors: Collection[str]) -> float:
        """Return the chance of a barrier of the case file where these actors keep to care."""
        kind, chance = int(met["kind"]), float(met["chance"])
        if kind == casefile.LOOK:
            depth, skill, equipment = self.look(int(met["channel"]), actors)
            ratio = 1.0
            for least, had in ((depth, met["depth"]), (skill, met["skill"]), (equipment, met["equipment"])):
                ratio *= max(1.0, least / float(had)) if had > 0 else 1.0
            return raised(chance, float(met["attention"]), ratio)
        actor, floor = self.floors.get(kind, ("", 0.0))
        if kind == casefile.TOLD and int(met["channel"]) != BY_AGENCY:
            return chance
        return max(chance, floor) if actor in actors else chance

    @cached_property
    def planned_weeks(self) -> list[int]:
        """The weeks in which the plan by colour asked for a visit while the hazard was open, and none was made."""
        weeks, due = [], -math.inf
        tiers, visits = self.history.weeks["tier"], self.history.weeks["last_visit"]
        there = ~np.isnan(self.history.weeks["risk"])
        for n, week in enumerate(self.history.weeks["week"][:-1]):
            interval = self.intervals[int(tiers[n])]
            last = max(float(visits[n]), due)
            if week - last >= interval and week < self.history.accident.week:
                due = float(week)
                if there[n] or n == 0:
                    weeks.append(int(week))
        return [week for week in weeks if week > self.history.first]

    @cached_property
    def usual(self) -> tuple[float, float, float]:
        """Mean depth, skill and equipment of the office's looks in the life of the hazard."""
        depth = float(np.mean(self.history.inspectors[:, 0]))
        return depth, self.history.skill(self.history.first), float(np.mean(self.history.weeks["equipment"]))

    def planned_chance(self, actors: Collection[str]) -> float:
        """Return the chance that a planned visit finds the hazard."""
        depth, product = self.planned_look(actors, self.usual)
        return self._detection(depth * product)

    def full(self) -> float:
        """Return the chance of a look at full depth, skill and equipment."""
        return self._detection(1.0)

    def _detection(self, thoroughness: float) -> float:
        major = self.history.accident.major
        kappa = float(self.p["detection_major" if major else "detection_general"])
        visibility = self.history.weeks["visibility"]
        seen = float(visibility[~np.isnan(visibility)][0])
        return float(plain(detection)(kappa, thoroughness, 1.0, 1.0, seen))

    # --- the firm's own clocks ----------------------------------------------------------------------------------------

    def noticed(self, threshold: float, start: int) -> int | None:
        """Return the week in which a firm that keeps to care notices, by a threshold that began in a week; None: later.

        Each week its clock runs at least as fast as it did: intensity at the standard's effort (see `self_check`).
        """
        reading = 0.0
        for n in range(self.history.row(start), self.history.row(self.history.accident.week)):
            reading += self.noticing(n)
            if reading >= threshold:
                return self.history.first + n
        return None

    def noticing(self, n: int) -> float:
        """Return by how much the clock of noticing runs in a week, by its row, in a firm that keeps to care."""
        weeks = self.history.weeks
        run = float(weeks["notice_clock"][n + 1] - weeks["notice_clock"][n])
        effort, activity = float(weeks["effort"][n]), float(weeks["activity"][n])
        rate = plain(self_check.notice_intensity)
        more = rate(self.p, max(effort, self.effort)) - rate(self.p, effort)
        seen = 1.0 if weeks["recognised"][n] == 1 else float(self.p.unrecognised_notice)
        return run + max(0.0, float(more)) * activity * seen

    def harm_left(self, n: int) -> float:
        """Return which share of its exposure is left in a week (by its row) to a firm that keeps to care."""
        effort, responsibility = (float(self.history.weeks[name][n]) for name in ("effort", "responsibility"))
        barriers = plain(accident.barriers)
        had = float(barriers(self.p, effort, responsibility))
        return float(barriers(self.p, max(effort, self.effort), responsibility)) / had if had > 0.0 else 1.0


def raised(chance: float, attention: float, ratio: float) -> float:
    """Return the chance of a look of `ratio` times its intensity; the rule is `casefile.with_care`."""
    if chance < casefile.LEAST_CHANCE or chance >= attention or ratio == 1.0:
        return chance
    return float(attention * (1.0 - (1.0 - chance / attention) ** ratio))


def owner(kind: int, channel: int) -> str:
    """Return whose an opportunity of a kind is; what follows a look is that of who looked."""
    return OWNERS.get(kind) or (LOOKERS[CHANNELS[channel]] if channel >= 0 else "inspectors")


def missed(history: History, asked: Asked) -> list[Opportunity]:
    """Return the barriers that were met and did not hold, and what was not tried at all, in the order of weeks."""
    found = []
    channel = -1
    for row in history.met:
        kind = int(row["kind"])
        channel = int(row["channel"]) if kind == casefile.LOOK else channel
        if kind not in CLOCKS and not row["held"]:
            found.append(opportunity(row, channel, asked))
    found += [*_plan(history, asked), *_own_eyes(history, asked)]
    return sorted(found, key=lambda o: (o.week, o.kind, o.number))


def opportunity(row: Any, channel: int, asked: Asked, *, latent: bool = False) -> Opportunity:
    """Return the opportunity of a row of a case file; `channel` is that of the look that it follows."""
    kind = int(row["kind"])
    everybody = asked.care.actors
    return Opportunity(
        kind=kind,
        number=int(row["number"]),
        actor=owner(kind, channel),
        channel=channel if kind in (casefile.LOOK, casefile.BOOKED, casefile.TOLD) else -1,
        week=int(row["week"]),
        chance=float(row["chance"]),
        care=asked.chance(row, everybody),
        full=asked.full() if kind == casefile.LOOK else 1.0,
        luck=float(row["luck"]),
        latent=latent,
    )


def look_luck(history: History, week: int, redraw: int = 0) -> float:
    """Return the luck of a planned look that nobody made: its own, or redrawn."""
    key = np.uint64(redraw or history.key)
    return float(draws.uniform(key, draws.REDRAW, casefile.LOOK, week * len(CHANNELS) + BY_VISIT))


def _plan(history: History, asked: Asked) -> list[Opportunity]:
    weeks = asked.planned_weeks
    if not weeks:
        return []
    chance = asked.planned_chance(asked.care.actors)
    luck = look_luck(history, weeks[0])
    planned = Opportunity(
        PLANNED, weeks[0], "office", BY_VISIT, weeks[0], 0.0, chance, asked.full(), luck, times=len(weeks)
    )
    return [planned]


def _own_eyes(history: History, asked: Asked) -> list[Opportunity]:
    """Return that the firm's own people did not see it, where those of a firm with care would have on average."""
    spans = history.spans(casefile.NOTICE_CLOCK)
    if not spans or asked.effort == 0.0:
        return []
    number, start, before, _, down = spans[0]
    week = asked.noticed(1.0, start)
    if week is None or (down and len(spans) > 1):
        return []
    threshold = history.threshold(casefile.NOTICE_CLOCK, number)
    had = 1.0 - math.exp(-before)
    reading = sum(asked.noticing(n) for n in range(history.row(start), history.row(history.accident.week)))
    care = 1.0 - math.exp(-reading)
    return [Opportunity(OWN_EYES, week, "firm", -1, week, had, care, 1.0, 1.0 - math.exp(-threshold))]
