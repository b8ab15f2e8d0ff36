"""What a scenario asks for, resolved once and the same for all seeds.

A plan holds the values of every office before any policy, the numbers of records and where they stand in the tables,
the timeline of parameter records, the dated directives, and the rules of one's own that are named. Building, running
and reading a world take all of this from its plan; nothing is composed a second time, and nothing is drawn here.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from govsim.errors import InputError
from govsim.parameters import PARAMETERS
from govsim.parameters.policies import largest
from govsim.parameters.timeline import Timeline
from govsim.world.roster import Offices, read_map, read_roster

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from govsim.parameters.declare import Value
    from govsim.parameters.directives import Directive
    from govsim.parameters.scenario import Office, Scenario
    from govsim.world.roster import RosterRow

OFFICE_GAP_KM = 2.0  # between the squares of two offices


class Dated(NamedTuple):
    """A directive in one of its weeks: its number among all, and the arm of the trial whose firms it meets, if any."""

    week: int
    number: int
    directive: Directive
    arm: int | None


@dataclass(frozen=True, slots=True, eq=False)
class OfficePlan:
    """What one office has at most, under any combination of policies.

    `counts` and `rows` give, by table of the world, the number of its records and the slice in which they stand.
    `identities` has one number a premises, shape (premises,), type u8: first those of the `firms` that are there from
    the start, then those of the empty ones. `side` and `x` (km) place its square on the map.
    """

    name: str
    identity: int
    values: Mapping[str, Value]
    counts: Mapping[str, int]
    rows: Mapping[str, slice]
    identities: NDArray[np.uint64]
    firms: int
    roster: Sequence[RosterRow]
    side: float
    x: float
    regime: int  # number of its parameter record
    grid_regimes: Sequence[int]  # and of those of its grids


@dataclass(frozen=True, eq=False)
class Plan:
    """A scenario, resolved.

    `directed` is in the order of weeks.
    """

    scenario: Scenario
    offices: tuple[OfficePlan, ...]
    timeline: Timeline
    directed: tuple[Dated, ...]

    @property
    def start(self) -> int:
        """The week in which the warm-up begins."""
        return -self.scenario.warmup_weeks

    def count(self, table: str) -> int:
        """Return the number of records of all offices in a table."""
        return sum(office.counts[table] for office in self.offices)

    @cached_property
    def names(self) -> NDArray[np.object_] | None:
        """Names of the firms that are there from the start, by premises ("": none), where an office has a roster."""
        if not any(office.roster for office in self.offices):
            return None
        names = np.full(self.count("enterprises"), "", object)
        for office in self.offices:
            first = office.rows["enterprises"].start
            names[first : first + len(office.roster)] = [row.name for row in office.roster]
        return names

    def office_number(self, name: str) -> int:
        """Return the number of an office; a directive that names none means the first."""
        return [office.name for office in self.offices].index(name) if name else 0


@lru_cache(maxsize=64)
def resolve(scenario: Scenario) -> Plan:
    """Resolve a scenario.

    Raises:
        InputError: A roster has a bad cell, policies drive a parameter out of its range together, or a directive names
            a row or a post that is not there.
    """
    timeline = Timeline(scenario)
    offices: list[OfficePlan] = []
    for number, office in enumerate(scenario.office_list):
        offices.append(_office(scenario, office, number, timeline, offices[-1].rows if offices else {}))
    plan = Plan(scenario, tuple(offices), timeline, _dated(scenario))
    for dated in plan.directed:
        check_rows(dated.directive, plan)
    return plan


def _office(
    scenario: Scenario, office: Office, number: int, timeline: Timeline, before: Mapping[str, slice]
) -> OfficePlan:
    values = scenario.office_values[number]
    policies = list(scenario.policies.values())
    grids = largest("grids", values["grids"], policies)
    identity = _identity(office.name)
    roster = _roster(scenario, office, grids)
    if roster:
        firms = np.array([_identity(f"{office.name}/{row.name}") for row in roster], np.uint64)
    else:
        assert office.enterprises is not None
        assert office.enterprises.count is not None
        firms = np.uint64(identity) + np.arange(office.enterprises.count, dtype=np.uint64)
    spare = math.ceil(float(values["spare_premises"]) * len(firms))
    # empty premises: a place of their own, far from any firm's identity
    identities = np.concatenate([firms, ~np.uint64(identity) - np.arange(spare, dtype=np.uint64)])
    side = float(values["district_side"])
    counts = {
        "grids": grids,
        "enterprises": len(identities),
        "departments": len(scenario.departments),
        "inspectors": largest("inspectors", values["inspectors"], policies),
        "agencies": int(values["agencies"]),
        "volunteers": largest("volunteers", values["volunteers"], policies),
        "groups": max(1, round(len(identities) / int(values["group_size"]))),
    }
    first = {table: before[table].stop if before else 0 for table in counts}
    return OfficePlan(
        name=office.name,
        identity=identity,
        values=values,
        counts=counts,
        rows={table: slice(first[table], first[table] + count) for table, count in counts.items()},
        identities=identities,
        firms=len(firms),
        roster=roster,
        side=side,
        x=number * (side + OFFICE_GAP_KM),
        regime=timeline.office_regime[number],
        grid_regimes=timeline.regime_of[number],
    )


def _roster(scenario: Scenario, office: Office, grids: int) -> Sequence[RosterRow]:
    assert office.enterprises is not None
    if office.enterprises.roster is None:
        return ()
    told = Offices(office.name, [other.name for other in scenario.office_list], list(scenario.sectors), grids)
    columns = office.enterprises.columns
    return read_roster(
        scenario.folder / office.enterprises.roster, told, read_map(scenario.folder / columns) if columns else None
    )


def unheeded_grids(scenario: Scenario, policies: Iterable[str] = ()) -> Iterator[str]:
    """Yield a line for each office whose roster gives firms grids that nothing heeds.

    Args:
        scenario: The scenario.
        policies: Policies that are looked at beside those of its baseline; unknown ones are passed over.
    """
    names = [name for name in (*scenario.baseline, *policies) if name in scenario.policies]
    told = [scenario.policies[name].set.get("grid_rule") for name in names]
    for office in resolve(scenario).offices:
        given = sum(row.grid is not None for row in office.roster)
        rules = [str(rule) for rule in dict.fromkeys([office.values["grid_rule"], *told]) if rule]
        if given and "roster" not in rules:
            yield (
                f"the roster gives {given} of {len(office.roster)} firms of {office.name} a grid, and grid_rule "
                f"({', then '.join(rules)}) ignores it; --set grid_rule=roster keeps it"
            )


def _identity(name: str) -> int:
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little")


def built_otherwise(one: Plan, other: Plan) -> Iterator[str]:
    """Yield what would make the world of one plan another than that of the other, before any week is run."""
    for name in ("policies", "sectors", "departments", "trial", "warmup_weeks", "weeks"):
        if getattr(one.scenario, name) != getattr(other.scenario, name):
            yield name
    if [office.name for office in one.offices] != [office.name for office in other.offices]:
        yield "offices"
    for mine, theirs in zip(one.offices, other.offices, strict=False):
        for name, parameter in PARAMETERS.items():
            if parameter.structural and mine.values[name] != theirs.values[name]:
                yield f"the parameter {name!r} ({mine.values[name]} and {theirs.values[name]}), read at the start"
        for table, count in mine.counts.items():
            if count != theirs.counts[table]:
                yield f"the number of {table} ({count} and {theirs.counts[table]})"
        if mine.roster != theirs.roster:
            yield "its roster"


def _dated(scenario: Scenario) -> tuple[Dated, ...]:
    """Return everything that a scenario directs, week by week and in each in the order in which it is given."""
    listed: list[tuple[Directive, int | None]] = [(directive, None) for directive in scenario.directives]
    if scenario.trial:
        listed += [(d, arm) for arm, given in enumerate(scenario.trial.arms.values()) for d in given.directives]
    every = [Dated(week, n, d, arm) for n, (d, arm) in enumerate(listed) for week in d.dates(scenario.weeks)]
    return tuple(sorted(every, key=lambda dated: dated[:2]))


def check_rows(directive: Directive, plan: Plan) -> None:
    """Refuse a directive for rows of enterprises or a post of an inspector that the plan has no room for.

    Raises:
        InputError: A row or a post is not there; the message says which are.
    """
    where = f"directive {directive.action!r}"
    enterprises = plan.count("enterprises")
    for row in directive.enterprises:
        if row >= enterprises:
            raise InputError(f"there is no enterprise {row}; rows go from 0 to {enterprises - 1}", where)
    if directive.post is not None:
        most = plan.offices[plan.office_number(directive.office)].counts["inspectors"]
        if directive.post > most:
            raise InputError(f"there is no post {directive.post}; the office has {most}", where)
