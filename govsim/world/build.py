"""From a scenario and a seed to a world that can run."""

from __future__ import annotations

import hashlib
import math
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import zeta

from govsim import draws, hazards
from govsim.agents import agency, department, enterprise, inspector, mutual_aid, regulator, volunteer
from govsim.cells import CELLS
from govsim.compiled import compiled
from govsim.directives import check_rows, dated, execute
from govsim.errors import InputError
from govsim.hazards.events import ROOM
from govsim.outcomes import COLUMNS, POSITION, TALLY
from govsim.parameters.policies import largest
from govsim.parameters.sectors import DOMAINS
from govsim.parameters.timeline import Timeline
from govsim.schedule import SCHEDULE, Phase, Schedule, compiled_loop, pieces, with_own_rules
from govsim.world.records import BRANCH, COMMON, LEDGER, PARAMETER_RECORD, RECORDS, SECTOR, Tables, table
from govsim.world.roster import RosterRow, read_roster

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from govsim.parameters.scenario import Office, Scenario, Trial

CELL_KM = 1.0
GRID_BASE = -1  # numbers that no division has produced yet: the first week divides
HAZARD_ROOM = 48  # records for each enterprise at the start; untouched ones take no memory


class World:
    """A world at the start of week `week`: its records, its timeline, and the schedule by which it goes on.

    `world.enterprises`, `world.offices`, … are the tables of records, as in `tables`. Negative weeks are the warm-up.
    """

    def __init__(
        self, scenario: Scenario, tables: Tables, timeline: Timeline, week: int, schedule: Schedule = SCHEDULE
    ) -> None:
        self.scenario = scenario
        self.tables = tables
        self.timeline = timeline
        self.week = week
        self.schedule = schedule

    def __getattr__(self, name: str) -> Any:
        if name in RECORDS:
            return getattr(self.__dict__["tables"], name)
        raise AttributeError(name)

    @property
    def end(self) -> int:
        """The week in which the horizon ends."""
        return self.scenario.weeks

    def run(self, until: int | None = None) -> World:
        """Run up to the start of week `until` (default: the end of the horizon); return the world itself.

        A run in pieces equals the whole.
        """
        until = self.end if until is None else until
        if until > self.end:
            raise InputError(f"the scenario ends in week {self.end}; cannot run up to week {until}")
        directed = dated(self.scenario)
        inner = sorted({week for week in (0, *(row[0] for row in directed)) if self.week < week < until})
        for first, last in zip([self.week, *inner], [*inner, until], strict=True):
            if first >= last:
                continue
            self.week = first
            if first == 0:
                self._start_counting()
            for _, number, directive, arm in (row for row in directed if row[0] == first):
                execute(self, directive, number, arm)
            for start, end in self.timeline.spans(first, last):
                self.set_parameters(start)
                self._advance(start, end)
        self.week = max(self.week, until)
        return self

    @property
    def arms(self) -> NDArray[np.int64]:
        """The arm of each enterprise in the scenario's trial, shape (enterprises,); all 0 without one."""
        firms = self.tables.enterprises
        first = np.array(
            [
                self.timeline.regime_of[o][n]
                for o, n in zip(self.tables.grids["office"], self.tables.grids["number"], strict=True)
            ]
        )
        offset: NDArray[np.int64] = (firms["regime"].astype(np.int64) - first[firms["grid"]]) % len(self.timeline.arms)
        return offset

    def snapshot(self) -> World:
        """Return an independent copy, from which several policies can go on."""
        return World(self.scenario, self.tables.copy(), self.timeline, self.week, self.schedule)

    def under(self, scenario: Scenario) -> World:
        """Return an independent copy that goes on under another set of policies of the same scenario."""
        if scenario.policies != self.scenario.policies:
            raise InputError("another scenario declares other policies; build a world of its own for it", scenario.name)
        copy = self.snapshot()
        copy.scenario = scenario
        copy.timeline = timeline_of(scenario)
        return copy

    def set_parameters(self, week: int) -> None:
        """Write the parameter records of a week into the table that rules read."""
        # as plain bytes: NumPy copies records field by field, which takes as long as the rules of a week
        as_bytes = f"V{PARAMETER_RECORD.itemsize}"
        self.tables.parameters.view(as_bytes)[:] = self.timeline.records(week, PARAMETER_RECORD).view(as_bytes)

    def policy_cost(self, start: int, end: int) -> dict[str, float]:
        """Return what policies cost between two weeks (yuan), by payer.

        An office that takes over a pilot pays for it too.
        """
        cost = self.timeline.policy_cost(start, end)
        pilots = [policy for policy in self.timeline.active.values() if policy.pilot]
        if pilots:
            adopted = weekly(self)[:, :, POSITION["pilots_adopted"]].sum(axis=1)
            first = start + self.scenario.warmup_weeks
            span = adopted[first : end + self.scenario.warmup_weeks]
            fresh = float(span[-1] - (adopted[first - 1] if first else 0.0)) if span.size else 0.0
            for policy in pilots:
                each = policy.cost.setup * fresh + policy.cost.per_year * float(span.sum()) / 52.0
                cost[policy.cost.payer] += policy.strength * each
        return cost

    def _start_counting(self) -> None:
        for name in enterprise.COUNTERS:
            self.tables.enterprises[name] = 0

    def _advance(self, start: int, end: int) -> None:
        parts = pieces(self.schedule)
        if len(parts) == 1 and not isinstance(parts[0], Phase):
            advance = compiled_loop(parts[0])
            while (start := advance(self.tables, start, end)) < end:
                self.grow()
            return
        for week in range(start, end):
            while self.short_of_room():
                self.grow()
            demand = 0
            for part in parts:
                if isinstance(part, Phase):
                    part.function(self, week)
                else:
                    compiled_loop(part)(self.tables, week, week + 1)
                    demand += int(self.tables.ledger["demand"][0])
                    self.tables.ledger["demand"][0] = 0
            self.tables.ledger["demand"][0] = demand

    def short_of_room(self, more: int = 0) -> bool:
        """Return whether a week, and `more` new hazards before it, might need more room than the tables have."""
        ledger = self.tables.ledger[0]
        blocks = 2 * hazards.FIRST_BLOCK * more
        short_of_events = (
            ledger["logging"] and ledger["event_top"] + ROOM * (ledger["top"] + blocks) > self.tables.events.shape[0]
        )
        return bool(ledger["top"] + ledger["demand"] + blocks > self.tables.hazards.shape[0] or short_of_events)

    def grow(self) -> None:
        """Double the tables that a week might overflow."""
        ledger = self.tables.ledger[0]
        top = int(ledger["top"])
        larger = table(2 * (top + int(ledger["demand"])) + 64 * len(self.tables.enterprises), hazards.HAZARD)
        larger[:top] = self.tables.hazards[:top]
        self.tables = self.tables.replace(hazards=larger)
        if ledger["logging"]:
            written = int(ledger["event_top"])
            log = table(2 * (written + ROOM * len(larger)), hazards.EVENT)
            log[:written] = self.tables.events[:written]
            self.tables = self.tables.replace(events=log)


@lru_cache(maxsize=64)
def timeline_of(scenario: Scenario) -> Timeline:
    """Return the timeline of a scenario; it is the same for all seeds."""
    return Timeline(scenario)


def build(scenario: Scenario, seed: int, schedule: Schedule = SCHEDULE, log: bool = False) -> World:
    """Build the world of a scenario, at the start of its warm-up.

    With `log`, the life of every hazard is written to the table of events. Everything drawn belongs to the identity of
    the agent for which it is drawn, so the world does not depend on the order of anything, and one enterprise more
    leaves the others as they are.
    """
    if not 0 <= seed < 2**64:
        raise InputError(f"the seed must lie between 0 and 2**64 - 1, not {seed}")
    plan = _plan(scenario)
    timeline = timeline_of(scenario)
    start = -scenario.warmup_weeks
    premises = sum(part.premises for part in plan)
    for _, _, directive, _ in dated(scenario):
        check_rows(directive, premises, [part.posts for part in plan], [part.name for part in plan])
    ledger = table(1, LEDGER)
    ledger["seed"] = seed
    ledger["free"] = -1
    ledger["demand"] = hazards.FIRST_BLOCK * premises
    ledger["pilot"] = timeline.pilot
    ledger["arms"] = len(timeline.arms)
    regimes = len(timeline.records(start, PARAMETER_RECORD))
    tables = Tables(
        ledger=ledger,
        offices=table(len(plan), regulator.OFFICE),
        grids=table(sum(part.grids for part in plan), regulator.GRID),
        enterprises=table(premises, enterprise.ENTERPRISE),
        hazards=table(max(4096, HAZARD_ROOM * premises), hazards.HAZARD),
        departments=_departments(scenario, len(plan)),
        inspectors=table(sum(part.posts for part in plan), inspector.INSPECTOR),
        agencies=table(sum(part.agencies for part in plan), agency.AGENCY),
        volunteers=table(sum(part.volunteers for part in plan), volunteer.VOLUNTEER),
        groups=table(sum(part.groups for part in plan), mutual_aid.GROUP),
        group_members=np.zeros(premises, np.int64),
        branches=table(len(plan) * len(scenario.sectors), BRANCH),
        members=np.zeros(premises, np.int64),
        events=table(0, hazards.EVENT),
        parameters=table(regimes, PARAMETER_RECORD),
        common=table(regimes, COMMON),
        sectors=_sectors(scenario),
        tally=table(len(plan), TALLY),
        blank=table(1, TALLY),
        series=table((scenario.warmup_weeks + scenario.weeks) * len(plan), TALLY),
        cells=table(1, CELLS),
        cell_starts=np.zeros(1, np.int64),
        cell_members=np.zeros(1, np.int64),
    )
    tables.common["office"] = timeline.office_of
    world = World(scenario, tables, timeline, start, with_own_rules(schedule, scenario))
    world.set_parameters(start)
    first = {"grids": 0, "posts": 0, "enterprises": 0, "agencies": 0, "volunteers": 0, "groups": 0}
    for o, part in enumerate(plan):
        _place_office(tables, o, part, timeline, first, start)
    if scenario.trial:
        _draw_arms(tables, scenario.trial)
    populate(tables, start)
    for o, part in enumerate(plan):
        _apply_roster(tables, o, part)
    for o, part in enumerate(plan):
        _form_groups(tables, o, part)
    _empty_premises(tables, plan)
    tables.common["mean_deaths"] = zeta(tables.parameters["death_tail"])
    room = settle_all(tables, start)
    if room > tables.hazards.shape[0]:
        tables = tables.replace(hazards=table(room, hazards.HAZARD))
    if log:
        tables.ledger["logging"] = 1
        tables = tables.replace(events=table(2 * room, hazards.EVENT))
    furnish(tables, start)
    world.tables = tables.replace(**_raster(tables))
    return world


# --- what a scenario asks for, without any draw -----------------------------------------------------------------------


class _Part:
    """What one office needs room for."""

    def __init__(self, scenario: Scenario, office: Office, number: int) -> None:
        values = scenario.values(office)
        policies = list(scenario.policies.values())
        self.name = office.name
        self.identity = _identity(office.name)
        self.grids = largest("grids", values["grids"], policies)
        self.posts = largest("inspectors", values["inspectors"], policies)
        self.volunteers = largest("volunteers", values["volunteers"], policies)
        self.agencies = int(values["agencies"])
        self.group_size = int(values["group_size"])
        self.side = float(values["district_side"])
        self.x = number * (self.side + 2.0)
        self.roster: list[RosterRow] = []
        given = office.enterprises
        assert given is not None
        if given.roster is not None:
            self.roster = read_roster(
                scenario.folder / given.roster,
                office.name,
                [o.name for o in scenario.office_list],
                list(scenario.sectors),
                self.grids,
            )
            self.identities = np.array([_identity(f"{office.name}/{row.name}") for row in self.roster], np.uint64)
        else:
            assert given.count is not None
            with np.errstate(over="ignore"):
                self.identities = np.uint64(self.identity) + np.arange(given.count, dtype=np.uint64)
        self.premises = len(self.identities) + math.ceil(float(values["spare_premises"]) * len(self.identities))
        self.groups = max(1, round(self.premises / self.group_size))
        self.departments = len(scenario.departments)


def _identity(name: str) -> int:
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little")


@lru_cache(maxsize=32)
def _plan(scenario: Scenario) -> Sequence[_Part]:
    return tuple(_Part(scenario, office, n) for n, office in enumerate(scenario.office_list))


def _sectors(scenario: Scenario) -> NDArray[np.void]:
    sectors = table(len(scenario.sectors), SECTOR)
    shares = np.array([s.share for s in scenario.sectors.values()], float)
    sectors["cumulative_share"] = np.cumsum(shares / shares.sum())
    for n, given in enumerate(scenario.sectors.values()):
        for column in (
            "hazard_factor",
            "major_share",
            "fatality_factor",
            "size_factor",
            "cost_factor",
            "environment_factor",
        ):
            sectors[column][n] = getattr(given, column)
        weights = np.array([given.domains.get(d, 0.0 if given.domains else 1.0) for d in DOMAINS])
        if weights.sum() == 0:
            weights[:] = 1.0
        sectors["domains"][n] = np.cumsum(weights / weights.sum())
    return sectors


def _departments(scenario: Scenario, offices: int) -> NDArray[np.void]:
    departments = table(offices * len(scenario.departments), department.DEPARTMENT)
    for row, (office, (n, given)) in enumerate(product(range(offices), enumerate(scenario.departments))):
        departments["office"][row] = office
        departments["number"][row] = n
        departments["attention"][row] = given.attention
        departments["domains"][row] = [1.0 if domain in given.domains else 0.0 for domain in DOMAINS]
    return departments


# --- filling the records ----------------------------------------------------------------------------------------------


def _place_office(tables: Tables, o: int, part: _Part, timeline: Timeline, first: dict[str, int], start: int) -> None:
    seed = int(tables.ledger["seed"][0])
    key = np.uint64(draws.derive_key(np.uint64(seed), draws.OFFICE, np.uint64(part.identity), 0))
    values = tables.parameters[timeline.office_regime[o]]
    office = tables.offices[o]
    told = {
        "key": key,
        "identity": np.uint64(part.identity),
        "regime": timeline.office_regime[o],
        "first_enterprise": first["enterprises"],
        "premises": part.premises,
        "first_grid": first["grids"],
        "most_grids": part.grids,
        "grids": GRID_BASE,
        "grid_rule": GRID_BASE,
        "first_post": first["posts"],
        "posts": part.posts,
        "x": part.x,
        "side": part.side,
        "firms": len(part.identities),
        "first_firms": len(part.identities),
        "filled": min(part.posts, int(values["inspectors"])),
        "attention": values["attention_base"],
        "equipment": regulator.equipment_target(_attributes(values)),
        "first_empty": -1,
        "next_entry": draws.exponential(draws.uniform(key, draws.ENTRY, 0, 0)),
        "first_agency": first["agencies"],
        "agencies": part.agencies,
        "first_volunteer": first["volunteers"],
        "volunteers": part.volunteers,
        "first_department": o * part.departments,
        "departments": part.departments,
        "trust": values["trust_start"],
        "verified": 0.5,
        "drive": 1.0,
        "half_drive": 2.0,  # no rise yet
        "pace": 1.0,
        "campaign_until": start,
    }
    for name, value in told.items():
        office[name] = value
    grids = tables.grids[first["grids"] : first["grids"] + part.grids]
    grids["office"] = o
    grids["number"] = np.arange(part.grids)
    grids["regime"] = timeline.regime_of[o]
    grids["effort"] = 0.5
    firms = tables.enterprises[first["enterprises"] : first["enterprises"] + part.premises]
    firms["office"] = o
    firms["grid"] = first["grids"]
    firms["regime"] = timeline.office_regime[o]
    firms["roster_grid"] = -1
    firms["next_empty"] = -1
    firms["identity"][: len(part.identities)] = part.identities
    with np.errstate(over="ignore"):  # empty premises: a place of their own, far from any firm's identity
        spare = part.premises - len(part.identities)
        firms["identity"][len(part.identities) :] = ~np.uint64(part.identity) - np.arange(spare, dtype=np.uint64)
    firms["status"][: len(part.identities)] = hazards.OPERATING
    for records, kind, count, place in (
        (tables.inspectors, draws.INSPECTOR, part.posts, "posts"),
        (tables.agencies, draws.AGENCY, part.agencies, "agencies"),
        (tables.volunteers, draws.VOLUNTEER, part.volunteers, "volunteers"),
        (tables.groups, draws.MUTUAL_AID_GROUP, part.groups, "groups"),
    ):
        rows = records[first[place] : first[place] + count]
        rows["office"] = o
        if place != "groups":
            rows["post" if place == "posts" else "number"] = np.arange(count)
        rows["post_key" if place == "posts" else "key"] = [
            draws.derive_key(np.uint64(seed), kind, np.uint64(part.identity), n) for n in range(count)
        ]
        first[place] += count
    first["grids"] += part.grids
    first["enterprises"] += part.premises


def _attributes(record: Any) -> Any:
    return np.atleast_1d(record).view(np.recarray)[0]


@compiled
def populate(w, week):
    """Draw the profiles of all enterprises; empty premises get no more than a place."""
    enterprises = w.enterprises
    seed = w.ledger[0].seed
    for i in range(enterprises.shape[0]):
        e = enterprises[i]
        e.key = draws.derive_key(seed, draws.ENTERPRISE, e.identity, 0)
        enterprise.draw_profile(w, week, i)


@compiled
def settle_all(w, week):
    """Settle and grade all enterprises; return the room that their first hazards and one week need at most."""
    enterprises = w.enterprises
    parameters = w.parameters
    sectors = w.sectors
    room = 0
    for i in range(enterprises.shape[0]):
        e = enterprises[i]
        size = hazards.FIRST_BLOCK
        if e.status == hazards.OPERATING:
            tier = e.tier
            enterprise.settle(w, week, i)
            e.tier = tier if tier >= 0 else enterprise.grade(parameters[e.regime], e, sectors[e.sector])
            first = enterprise.count_first_hazards(w, i)
            while size < first:
                size *= 2
        room += 4 * size  # the block, the smaller ones on the way to it, and the next
    return room


@compiled
def furnish(w, week):
    """Give all enterprises their first hazards, appoint the first inspectors, found the agencies.

    Divide up the domains.
    """
    enterprises = w.enterprises
    inspectors = w.inspectors
    agencies = w.agencies
    volunteers = w.volunteers
    offices = w.offices
    parameters = w.parameters
    for i in range(enterprises.shape[0]):
        if enterprises[i].status == hazards.OPERATING:
            enterprise.open_first_hazards(w, week, i)
    for j in range(inspectors.shape[0]):
        post = inspectors[j]
        p = parameters[offices[post.office].regime]
        post.vacant_until = -hazards.NO_WEEK
        if post.post < p.inspectors:
            inspector.appoint(w, week, j, p.skill_mean)
    for o in range(offices.shape[0]):
        department.draw_jurisdiction(w, o)
    for a in range(agencies.shape[0]):
        agency.found_agency(w, a, parameters[offices[agencies[a].office].regime].agency_skill)
    for v in range(volunteers.shape[0]):
        volunteer.draw_home(w, v, offices[volunteers[v].office].side)
    for g in range(w.groups.shape[0]):
        mutual_aid.join_groups(w, g)


def _draw_arms(tables: Tables, trial: Trial) -> None:
    """Assign firms, grids or offices to the arms of a trial by lot.

    A firm's lot belongs to its identity, so one firm more leaves the others in their arms; grids and offices, of which
    there are few, are shared out in the proportion of the weights.
    """
    weights = np.array([arm.weight for arm in trial.arms.values()])
    bounds = np.cumsum(weights / weights.sum())
    bounds[-1] = 1.0
    seed, firms, grids, offices = tables.ledger["seed"][0], tables.enterprises, tables.grids, tables.offices
    if trial.unit == "enterprise":
        keys = [draws.derive_key(seed, draws.ENTERPRISE, identity, 0) for identity in firms["identity"]]
        lots = np.array([draws.uniform(np.uint64(key), draws.ARM, 0, 0) for key in keys])
        firms["variant"] = np.searchsorted(bounds, lots, side="right")
    elif trial.unit == "grid":
        lots = np.array([draws.uniform(offices["key"][g["office"]], draws.ARM, 1 + int(g["number"]), 0) for g in grids])
        grids["regime"] += _shared_out(lots, bounds).astype(np.int32)
    else:
        lots = np.array([draws.uniform(key, draws.ARM, 0, 0) for key in offices["key"]])
        arm = _shared_out(lots, bounds).astype(np.int32)
        offices["regime"] += arm
        grids["regime"] += arm[grids["office"]]
        firms["regime"] += arm[firms["office"]].astype(np.uint32)


def _shared_out(lots: NDArray[np.float64], bounds: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return arms for units of shape (n,), in the order of their lots, as near to the bounds as whole units allow."""
    ranks = np.argsort(np.argsort(lots, kind="stable"), kind="stable")
    return np.searchsorted(bounds, (ranks + 0.5) / max(1, lots.size), side="right")


def _form_groups(tables: Tables, o: int, part: _Part) -> None:
    """Divide the premises of an office into mutual-aid groups of neighbours.

    Strips of the map, cut into equal numbers.
    """
    office = tables.offices[o]
    start, first = int(office["first_enterprise"]), sum(1 for g in tables.groups["office"] if g < o)
    firms = tables.enterprises[start : start + part.premises]
    strips = max(1, round(math.sqrt(part.groups)))
    strip = np.minimum(strips - 1, ((firms["x"] - office["x"]) / office["side"] * strips).astype(np.int64))
    order = np.lexsort((np.where(strip % 2 == 0, firms["y"], -firms["y"]), strip))
    tables.group_members[start : start + part.premises] = start + order
    cuts = np.linspace(0, part.premises, part.groups + 1).round().astype(np.int64)
    groups = tables.groups[first : first + part.groups]
    groups["first"] = start + cuts[:-1]
    groups["members"] = np.diff(cuts)
    groups["next_group"] = first + (np.arange(part.groups) + 1) % part.groups
    firms["group"][order] = first + np.repeat(np.arange(part.groups), np.diff(cuts))


def _apply_roster(tables: Tables, o: int, part: _Part) -> None:
    start = int(tables.offices["first_enterprise"][o])
    firms = tables.enterprises[start : start + part.premises]
    firms["tier"] = -1
    if not part.roster:
        return
    known = firms[: len(part.roster)]
    known["sector"] = [row.sector for row in part.roster]
    known["employees"] = [row.employees for row in part.roster]
    for field, attribute in (("roster_grid", "grid"), ("tier", "tier"), ("x", "x"), ("y", "y")):
        given = [getattr(row, attribute) for row in part.roster]
        mask = np.array([value is not None for value in given])
        known[field][mask] = [value for value in given if value is not None]
    _frame(tables, o, firms)


def _frame(tables: Tables, o: int, firms: NDArray[np.void]) -> None:
    """Fit an office's square to the positions that a roster gave."""
    office = tables.offices[o]
    office["x"], office["y"] = firms["x"].min(), firms["y"].min()
    office["side"] = max(0.1, float(np.ptp(firms["x"])), float(np.ptp(firms["y"]))) * (1 + 1e-9)


def _empty_premises(tables: Tables, plan: Sequence[_Part]) -> None:
    for o, part in enumerate(plan):
        start = int(tables.offices["first_enterprise"][o])
        empty = np.arange(start + len(part.identities), start + part.premises)
        if empty.size:
            tables.offices["first_empty"][o] = empty[0]
            tables.enterprises["next_empty"][empty] = [*empty[1:], -1]


def _raster(tables: Tables) -> dict[str, Any]:
    """Sort all premises into square cells, for whoever looks for neighbours."""
    x, y = tables.enterprises["x"], tables.enterprises["y"]
    reach = max(float(np.ptp(x)), float(np.ptp(y)), CELL_KM)
    size = max(CELL_KM, reach / math.sqrt(4 * max(1, x.size)))
    columns = int((x.max() - x.min()) / size) + 1
    rows = int((y.max() - y.min()) / size) + 1
    cell = ((y - y.min()) / size).astype(np.int64) * columns + ((x - x.min()) / size).astype(np.int64)
    starts = np.zeros(rows * columns + 1, np.int64)
    np.cumsum(np.bincount(cell, minlength=rows * columns), out=starts[1:])
    cells = table(1, CELLS)
    for name, value in {"x": x.min(), "y": y.min(), "side": size, "rows": rows, "columns": columns}.items():
        cells[name] = value
    return {"cells": cells, "cell_starts": starts, "cell_members": np.argsort(cell, kind="stable")}


def weekly(world: World) -> NDArray[np.float64]:
    """Return the series so far as numbers: shape (weeks, offices, columns), columns as in `outcomes.COLUMNS`."""
    offices = world.tables.offices.shape[0]
    written = int(world.tables.ledger["row"][0])
    return np.asarray(world.tables.series)[: written * offices].view(np.float64).reshape(written, offices, len(COLUMNS))
