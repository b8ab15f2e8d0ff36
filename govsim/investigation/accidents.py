"""The reportable accidents of a run, and which of them is looked into."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from govsim import events
from govsim.errors import InputError
from govsim.hazards.accident import accident_class
from govsim.hazards.stock import TRUE
from govsim.investigation.plainly import plain
from govsim.runs.threads import in_parallel
from govsim.world.build import build
from govsim.world.directives import INJECTED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from govsim.parameters.scenario import Scenario
    from govsim.world.running import World

NEAREST = 5  # numbers named where one is unknown
SEARCHED = 64  # seeds looked through for the next accident
GRADES = ("general", "larger", "major", "extraordinarily major")  # Order 493 (2007) art. 3


@dataclass(frozen=True)
class Accident:
    """One reportable accident: a row of the event log, its hazard and its toll.

    `hazard` is -1 for an accident of everyday work, which no hazard on record brings about. `from_outside` says that a
    directive put the hazard there; `source` is the number of the neighbour's accident that set it off, -1: none.
    """

    number: int
    seed: int
    week: int
    firm: int
    entry: int
    hazard: int
    domain: int
    major: bool
    level: int
    deaths: int
    serious: int
    loss: float
    emerged: int
    from_outside: bool
    source: int

    @property
    def grade(self) -> str:
        """Its class by State Council Order 493."""
        return GRADES[plain(accident_class)(self.deaths, self.serious, self.loss)]

    @property
    def gravity(self) -> tuple[int, int, float]:
        """By what accidents are ordered: deaths, then serious injuries, then loss."""
        return self.deaths, self.serious, self.loss


def accidents(scenario: Scenario, seed: int) -> list[Accident]:
    """Return the reportable accidents of a run from week 0 on, in the order in which they happened."""
    return in_log(build(scenario, seed, log=True).run(), seed)


def in_log(world: World, seed: int) -> list[Accident]:
    """Return the reportable accidents from week 0 on in the log of a finished world."""
    rows = np.asarray(world.tables.events)[: int(world.tables.shared["event_top"][0])]
    happened = np.flatnonzero((rows["event"] == events.ACCIDENT) & (rows["week"] >= 0))
    return [_accident(rows, int(number), seed, world.plan.start) for number in happened]


def _accident(rows: Any, number: int, seed: int, start: int) -> Accident:
    row = rows[number]
    own = (
        (rows["enterprise"] == row["enterprise"]) & (rows["entry"] == row["entry"]) & (rows["hazard"] == row["hazard"])
    )
    emerged = rows["week"][own & (rows["event"] == events.EMERGED)]
    parent = int(row["parent"])
    set_off = parent >= 0 and rows["event"][parent] == events.SET_OFF
    return Accident(
        number=number,
        seed=seed,
        week=int(row["week"]),
        firm=int(row["enterprise"]),
        entry=int(row["entry"]),
        hazard=int(row["hazard"]),
        domain=int(row["domain"]),
        major=bool(row["major"] == 1),
        level=max(TRUE, int(row["level"])),
        deaths=int(row["deaths"]),
        serious=int(row["serious"]),
        loss=float(row["loss"]),
        emerged=int(emerged[0]) if row["hazard"] >= 0 and len(emerged) else start,
        from_outside=bool(row["hazard"] >= INJECTED),
        source=int(rows["parent"][parent]) if set_off else -1,
    )


def choose(found: Sequence[Accident], number: int | None, scenario: Scenario, seed: int) -> Accident:
    """Return the accident with a number of the log, or the worst that a hazard brought about.

    Raises:
        InputError: There is none of this number (the five nearest are named), or none at all (the next seed is named).
    """
    if number is None:
        by_hazard = [accident for accident in found if accident.hazard >= 0]
        if not by_hazard:
            raise InputError(_none(found, scenario, seed), f"seed {seed}")
        return max(by_hazard, key=lambda accident: accident.gravity)
    for accident in found:
        if accident.number == number:
            return accident
    if not found:
        raise InputError(_none(found, scenario, seed), f"seed {seed}")
    near = sorted(found, key=lambda accident: (abs(accident.number - number), accident.number))[:NEAREST]
    told = ", ".join(f"{a.number} (week {a.week}, {a.deaths} dead)" for a in sorted(near, key=lambda a: a.number))
    raise InputError(f"no reportable accident has this number; the nearest are {told}", f"--accident {number}")


def _none(found: Sequence[Accident], scenario: Scenario, seed: int) -> str:
    """Say that a seed has no accident to look into, and which is the next that has one."""
    what = (
        "only accidents of everyday work, before which the model has no barrier" if found else "no reportable accident"
    )
    worlds = in_parallel(lambda s: (s, accidents(scenario, s)), range(seed + 1, seed + 1 + SEARCHED))
    for other, others in worlds:
        if any(accident.hazard >= 0 for accident in others):
            return f"the run has {what}; the next seed with one is {other}: --seed {other}"
    return f"the run has {what}, nor have the next {SEARCHED} seeds; give a longer scenario, or other seeds"
