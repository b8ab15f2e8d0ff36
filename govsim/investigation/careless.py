"""Careless and lucky: what an actor's keeping to care from week 0 would avert, whether there was an accident or not.

A case file asks who could have averted one accident. Most carelessness meets none: it has been lucky. Here each actor
in turn keeps to the standards of care toward every hazard, on the same seeds, and what counts is what is to be expected
(integrated intensity), not what happened.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from govsim.errors import InputError
from govsim.hazards import stock
from govsim.investigation.care import Care, load_care
from govsim.investigation.history import parameter_record, watch
from govsim.investigation.standards import Standards
from govsim.outcomes import POSITION
from govsim.runs.interval import Interval, interval, paired
from govsim.runs.threads import in_parallel
from govsim.schedule import with_phase
from govsim.world.build import build
from govsim.world.directives import ACTIONS, INSPECT, carry_out_at
from govsim.world.series import weekly

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from pathlib import Path

    import pandas as pd
    from numpy.typing import NDArray

    from govsim.parameters.scenario import Scenario
    from govsim.world.running import World

EVERYBODY = "everybody"
COUNTED = ("expected_accidents", "expected_deaths", "expected_serious")
YEAR = 52.0  # weeks
assert ACTIONS[INSPECT] == "inspect"


@dataclass(frozen=True)
class Carelessness:
    """What each actor's carelessness costs.

    `expected` is, a year, what is to be expected of reportable accidents, deaths and serious injuries (`COUNTED`) by
    who keeps to care: shape (seeds, 3); nobody does under the empty name.
    """

    scenario: Scenario
    seeds: tuple[int, ...]
    care: Care
    expected: dict[str, NDArray[np.float64]] = field(repr=False)

    @property
    def actors(self) -> list[str]:
        """Who keeps to care, one by one, and at last all together."""
        return [actor for actor in self.expected if actor]

    def averted(self, actor: str) -> Interval:
        """Return the reportable accidents a year that are averted to be expected, paired over seeds."""
        return self._averted(actor, [0])

    def casualties(self, actor: str) -> Interval:
        """Return the deaths and serious injuries a year that are averted to be expected, paired over seeds."""
        return self._averted(actor, [1, 2])

    def _averted(self, actor: str, columns: list[int]) -> Interval:
        base, cared = (self.expected[name][:, columns].sum(axis=1) for name in ("", actor))
        return interval(paired(base, cared))

    @cached_property
    def base(self) -> tuple[float, float]:
        """Reportable accidents, and deaths and serious injuries, to be expected a year as things go."""
        means = self.expected[""].mean(axis=0)
        return float(means[0]), float(means[1] + means[2])

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row an actor: accidents and casualties averted a year, each with its 95 % interval."""
        import pandas as pd

        rows = []
        for actor in self.actors:
            accidents, casualties = self.averted(actor), self.casualties(actor)
            share = accidents.mean / self.base[0] if self.base[0] > 0.0 else np.nan
            told = [x for each in (accidents, casualties) for x in (each.mean, each.low, each.high)]
            rows.append((actor, *told[:3], share, *told[3:]))
        columns = ["actor", "averted", "low", "high", "share", "casualties", "casualties_low", "casualties_high"]
        return pd.DataFrame(rows, columns=columns).set_index("actor")

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "scenario": self.scenario.name,
            "fingerprint": self.scenario.fingerprint,
            "seeds": list(self.seeds),
            "care": self.care.file,
            "expected_accidents": self.base[0],
            "expected_casualties": self.base[1],
            "actors": self.table.reset_index().to_dict("records"),
        }


def careless(
    scenario: Scenario,
    seeds: Iterable[int],
    care: Care | Path | None = None,
    *,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Carelessness:
    """Return what is to be averted where each actor in turn, and all together, keep to care from week 0 on.

    Args:
        scenario: A checked scenario.
        seeds: At least two, each the pair of itself.
        care: Standards of care, or the file in which they stand; None: those of the package.
        workers: Threads (default: all cores); the result does not depend on them.
        progress: Told (seeds done, all).

    Raises:
        InputError: Fewer than two seeds are given, or nothing is asked of anybody.
    """
    chosen = tuple(seeds)
    if len(chosen) < 2:
        raise InputError("give at least two seeds: one has no interval")
    standards = care if isinstance(care, Care) else load_care(care)
    if not standards.actors:
        raise InputError("asks nothing of anybody", standards.file)
    ways = {"": (), **{actor: (actor,) for actor in standards.actors}, EVERYBODY: tuple(standards.actors)}

    def one(seed: int) -> list[NDArray[np.float64]]:
        return [expected(scenario, seed, standards, actors) for actors in ways.values()]

    show = None if progress is None else lambda done: progress(done, len(chosen))
    told = np.array(list(in_parallel(one, chosen, workers, show)))
    return Carelessness(scenario, chosen, standards, {name: told[:, n] for n, name in enumerate(ways)})


def expected(scenario: Scenario, seed: int, care: Care, actors: Collection[str]) -> NDArray[np.float64]:
    """Return what is to be expected a year (`COUNTED`) of a world in which these actors keep to care from week 0 on."""
    rows = weekly(world_with_care(scenario, seed, care, actors))[scenario.warmup_weeks :]
    sums = rows[:, :, [POSITION[name] for name in COUNTED]].sum(axis=(0, 1))
    return np.asarray(sums / (len(rows) / YEAR))


def world_with_care(scenario: Scenario, seed: int, care: Care, actors: Collection[str]) -> World:
    """Return a finished world in which these actors have kept to care from week 0 on."""
    keeping = KeepingToCare(care, frozenset(actors))
    world = build(scenario, seed, with_phase("care", keeping, before="preparation")).run(0)
    keeping.begin(world)
    return world.run()


class KeepingToCare:
    """A phase at the start of each week, from week 0 on, in which actors see to it that they keep to care.

    Looks and other barriers meet every hazard at the standard (`casefile`). What is no barrier of one hazard is seen to
    here: the firm's effort, the office's plan by colour, the audit of the level above.
    """

    def __init__(self, care: Care, actors: frozenset[str]) -> None:
        self.care, self.actors = care, actors
        self.standards: list[Standards] = []

    def begin(self, world: World) -> None:
        """Ask for care from now on; the standards of each office are those of its parameters in week 0."""
        if not self.actors:
            return
        regimes = world.tables.offices["regime"]
        self.standards = [Standards(self.care, *2 * [parameter_record(world, int(regime))]) for regime in regimes]
        watched = watch(world, 0, -1, room=0)
        watched["everywhere"] = 1
        for standards in self.standards:  # of offices that ask differently, the strictest
            standards.write(watched, self.actors)

    def __call__(self, world: World, week: int) -> None:
        """Keep to care for a week."""
        for office, standards in enumerate(self.standards):
            own = np.asarray(world.tables.enterprises["office"]) == office
            own &= np.asarray(world.tables.enterprises["status"]) != stock.EMPTY
            if "level_above" in self.actors:
                record = world.tables.parameters[int(world.tables.offices["regime"][office])]
                record["audit_share"] = max(float(record["audit_share"]), standards.audit)
            if "firm" in self.actors:
                effort = world.tables.enterprises["effort"]
                effort[own] = np.maximum(effort[own], standards.effort)
            if "office" in self.actors:
                self._visit(world, week, office, standards, own)

    def _visit(self, world: World, week: int, office: int, standards: Standards, own: NDArray[np.bool_]) -> None:
        """Make the visits that the plan by colour asks for and nobody has made, as the office makes visits."""
        firms = world.tables.enterprises
        interval_of = np.array(standards.intervals)[np.asarray(firms["tier"])]
        due = np.flatnonzero(own & (week - np.asarray(firms["last_visit"]) >= interval_of))
        posts = np.asarray(world.tables.inspectors)
        posts = posts[(posts["office"] == office) & (posts["filled"] > 0)]
        if not len(due) or not len(posts):
            return
        while world.short_of_room(len(firms)):
            world.grow()
        usual = float(posts["depth"].mean()), float(posts["skill"].mean())
        depth, skill = standards.planned_look(self.actors, (*usual, float(world.tables.offices["equipment"][office])))
        carry_out_at(world.tables, week, due, INSPECT, False, skill, depth)
