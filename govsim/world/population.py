"""Filling the records of a new world.

In this order: tables of the lengths that the plan says; offices, grids, premises and posts in their places; profiles of
enterprises; their starting state; and what stands on that: first hazards, inspectors, agencies, groups.
"""

from __future__ import annotations

import math
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import zeta

from govsim import draws, fields
from govsim.agents import agency, department, mutual_aid, profile, resting, volunteer
from govsim.agents.classes import CLASS
from govsim.agents.office import equipment_target
from govsim.cells import CELLS
from govsim.compiled import entered
from govsim.fields import record_type
from govsim.hazards import stock
from govsim.parameters.sectors import DOMAINS
from govsim.world.records import SECTOR, Tables, table, tables_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from govsim import views
    from govsim.parameters.directives import Trial
    from govsim.parameters.scenario import Scenario
    from govsim.parameters.timeline import Timeline
    from govsim.world.plan import OfficePlan, Plan

CELL_KM = 1.0
GRID_BASE = -1  # numbers that no division has produced yet: the first week divides
HAZARD_ROOM = 48  # records for each enterprise at the start; untouched ones take no memory


# --- tables -----------------------------------------------------------------------------------------------------------


def empty_tables(plan: Plan, seed: int) -> Tables:
    """Return the tables of a plan's world, with what is the same for all seeds: parameters, sectors, departments."""
    offices, premises = len(plan.offices), plan.count("enterprises")
    records = len(plan.timeline.office_of)
    lengths = {
        name: plan.count(name) for name in ("grids", "enterprises", "inspectors", "agencies", "volunteers", "groups")
    }
    lengths |= {
        "shared": 1,
        "offices": offices,
        "hazards": max(4096, HAZARD_ROOM * premises),
        "group_members": premises,
        "branches": offices * len(plan.scenario.sectors),
        "members": premises,
        "parameters": records,
        "common": records,
        "tally": offices,
        "blank": 1,
        "series": (plan.scenario.warmup_weeks + plan.scenario.weeks) * offices,
        "cells": 1,
        "cell_starts": 1,
        "cell_members": 1,
    }
    given = {"departments": _departments(plan), "sectors": _sectors(plan.scenario), "classes": _classes(plan.timeline)}
    tables = Tables(**(tables_of(lengths) | given))
    plan.timeline.fill(tables.parameters, plan.start)
    tables.common["office"] = plan.timeline.office_of
    tables.common["mean_deaths"] = zeta(tables.parameters["death_tail"])
    tables.shared["seed"] = seed
    tables.shared["free"] = -1
    tables.shared["demand"] = stock.FIRST_BLOCK * premises
    tables.shared["pilot"] = plan.timeline.pilot
    tables.shared["arms"] = len(plan.timeline.arms)
    return tables


def _classes(timeline: Timeline) -> NDArray[np.void]:
    told = timeline.classes
    lines: NDArray[np.void] = table(len(told.numbers), record_type(CLASS))
    if told.numbers:
        lines["least"] = np.resize(told.leasts, len(lines))
        lines["further"] = np.multiply(told.numbers, timeline.variants)
    return lines


def _sectors(scenario: Scenario) -> NDArray[np.void]:
    sectors: NDArray[np.void] = table(len(scenario.sectors), record_type(SECTOR))
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


def _departments(plan: Plan) -> NDArray[np.void]:
    departments: NDArray[np.void] = table(plan.count("departments"), record_type(department.DEPARTMENT))
    listed = product(range(len(plan.offices)), enumerate(plan.scenario.departments))
    for row, (office, (n, given)) in enumerate(listed):
        departments["office"][row] = office
        departments["number"][row] = n
        departments["attention"][row] = given.attention
        departments["domains"][row] = [1.0 if domain in given.domains else 0.0 for domain in DOMAINS]
    return departments


# --- places -----------------------------------------------------------------------------------------------------------


def place(tables: Tables, plan: Plan) -> None:
    """Give offices, grids, premises and posts their places, their keys and, in a trial, their arms."""
    for number, office in enumerate(plan.offices):
        _open_office(tables, number, office, plan.start)
        _lay_out(tables, number, office)
        _number_posts(tables, number, office)
    if plan.scenario.trial:
        _draw_arms(tables, plan.scenario.trial)


def _open_office(tables: Tables, number: int, plan: OfficePlan, start: int) -> None:
    key = np.uint64(draws.derive_key(tables.shared["seed"][0], draws.OFFICE, np.uint64(plan.identity), 0))
    values = tables.parameters[plan.regime]
    rows, counts = plan.rows, plan.counts
    told = {
        "key": key,
        "identity": np.uint64(plan.identity),
        "regime": plan.regime,
        "first_enterprise": rows["enterprises"].start,
        "premises": counts["enterprises"],
        "first_grid": rows["grids"].start,
        "most_grids": counts["grids"],
        "grids": GRID_BASE,
        "grid_rule": GRID_BASE,
        "first_post": rows["inspectors"].start,
        "posts": counts["inspectors"],
        "x": plan.x,
        "side": plan.side,
        "firms": plan.firms,
        "first_firms": plan.firms,
        "filled": min(counts["inspectors"], int(values["inspectors"])),
        "attention": values["attention_base"],
        "equipment": equipment_target(_attributes(values)),
        "first_empty": -1,
        "next_entry": draws.exponential(draws.uniform(key, draws.ENTRY, 0, 0)),
        "first_agency": rows["agencies"].start,
        "agencies": counts["agencies"],
        "first_volunteer": rows["volunteers"].start,
        "volunteers": counts["volunteers"],
        "first_department": rows["departments"].start,
        "departments": counts["departments"],
        "trust": values["trust_start"],
        "verified": 0.5,
        "drive": 1.0,
        "half_drive": 2.0,  # no rise yet
        "pace": 1.0,
        "campaign_until": start,
        "tightened": 1.0,
        "fatal_grid": -1,
    }
    for name, value in told.items():
        tables.offices[name][number] = value


def _attributes(record: Any) -> Any:
    return np.atleast_1d(record).view(np.recarray)[0]


def _lay_out(tables: Tables, number: int, plan: OfficePlan) -> None:
    """Write the grids and premises of an office; premises of no firm stand in a chain, for those who come."""
    grids = tables.grids[plan.rows["grids"]]
    grids["office"] = number
    grids["number"] = np.arange(len(grids))
    grids["regime"] = plan.grid_regimes
    firms = tables.enterprises[plan.rows["enterprises"]]
    firms["office"] = number
    firms["grid"] = plan.rows["grids"].start
    firms["regime"] = plan.regime
    firms["identity"] = plan.identities
    firms["status"][: plan.firms] = stock.OPERATING
    empty = np.arange(plan.rows["enterprises"].start + plan.firms, plan.rows["enterprises"].stop)
    if empty.size:
        tables.offices["first_empty"][number] = empty[0]
        firms["next_empty"][plan.firms :] = [*empty[1:], -1]


def _number_posts(tables: Tables, number: int, plan: OfficePlan) -> None:
    """Give the posts of inspectors, the agencies, the volunteers and the groups of an office their numbers and keys."""
    for name, kind, key, numbered in (
        ("inspectors", draws.INSPECTOR, "post_key", "post"),
        ("agencies", draws.AGENCY, "key", "number"),
        ("volunteers", draws.VOLUNTEER, "key", "number"),
        ("groups", draws.MUTUAL_AID_GROUP, "key", ""),
    ):
        records = getattr(tables, name)[plan.rows[name]]
        serials = np.arange(len(records))
        records["office"] = number
        if numbered:
            records[numbered] = serials
        identities = np.full(len(records), plan.identity, np.uint64)
        records[key] = draws.derive_keys(tables.shared["seed"][0], kind, identities, serials)


def _draw_arms(tables: Tables, trial: Trial) -> None:
    """Assign firms, grids or offices to the arms of a trial by lot.

    A firm's lot belongs to its identity, so one firm more leaves the others in their arms; grids and offices, of which
    there are few, are shared out in the proportion of the weights.
    """
    weights = np.array([arm.weight for arm in trial.arms.values()])
    bounds = np.cumsum(weights / weights.sum())
    bounds[-1] = 1.0
    firms, grids, offices = tables.enterprises, tables.grids, tables.offices
    if trial.unit == "enterprise":
        identities = np.ascontiguousarray(firms["identity"])
        serials = np.zeros(len(identities), np.int64)
        keys = draws.derive_keys(tables.shared["seed"][0], draws.ENTERPRISE, identities, serials)
        firms["variant"] = np.searchsorted(bounds, draws.lots(keys, 0, 0), side="right")
    elif trial.unit == "grid":
        lots = np.array([draws.uniform(offices["key"][g["office"]], draws.ARM, 1 + int(g["number"]), 0) for g in grids])
        grids["regime"] += _shared_out(lots, bounds).astype(np.int32)
    else:
        arm = _shared_out(draws.lots(np.ascontiguousarray(offices["key"]), 0, 0), bounds).astype(np.int32)
        offices["regime"] += arm
        grids["regime"] += arm[grids["office"]]
        firms["regime"] += arm[firms["office"]].astype(np.uint32)


def _shared_out(lots: NDArray[np.float64], bounds: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return arms for units of shape (n,), in the order of their lots, as near to the bounds as whole units allow."""
    ranks = np.argsort(np.argsort(lots, kind="stable"), kind="stable")
    return np.searchsorted(bounds, (ranks + 0.5) / max(1, lots.size), side="right")


# --- enterprises ------------------------------------------------------------------------------------------------------


def populate(tables: Tables, plan: Plan) -> None:
    """Draw the profiles of all enterprises, but for what a roster knows, and divide them into mutual-aid groups."""
    draw_profiles(tables, plan.start)
    tables.enterprises["tier"] = profile.UNGRADED
    for number, office in enumerate(plan.offices):
        if office.roster:
            _apply_roster(tables, number, office)
        _form_groups(tables, number, office)


@entered
def draw_profiles(w: views.Tables, week: int) -> None:
    """Draw the profiles of all enterprises; empty premises get no more than a place."""
    enterprises = w.enterprises
    seed = w.shared[0].seed
    for i in range(enterprises.shape[0]):
        e = enterprises[i]
        e.key = draws.derive_key(seed, draws.ENTERPRISE, e.identity, 0)
        profile.draw_profile(w, week, i)


def _apply_roster(tables: Tables, number: int, plan: OfficePlan) -> None:
    firms = tables.enterprises[plan.rows["enterprises"]]
    known = firms[: len(plan.roster)]
    drawn = known["sector"].copy()
    columns = {"roster_grid": "grid"} | {name: name for name in ("sector", "employees", "tier", "x", "y")}
    for field, attribute in columns.items():
        given = [getattr(row, attribute) for row in plan.roster]
        mask = np.array([value is not None for value in given])
        known[field][mask] = [value for value in given if value is not None]
    _resize(tables, known, plan, drawn)
    _frame(tables, number, firms)


def _resize(tables: Tables, known: NDArray[np.void], plan: OfficePlan, drawn: NDArray[np.integer[Any]]) -> None:
    """Give a firm whose employees were drawn for another sector than its own the size that is usual in its own."""
    without = np.array([row.employees is None for row in plan.roster])
    factors = tables.sectors["size_factor"]
    size = known["employees"] * factors[known["sector"]] / factors[drawn]
    known["employees"][without] = np.maximum(1.0, np.floor(size + 0.5))[without]


def _frame(tables: Tables, o: int, firms: NDArray[np.void]) -> None:
    """Fit an office's square to the positions that a roster gave."""
    office = tables.offices[o]
    office["x"], office["y"] = firms["x"].min(), firms["y"].min()
    office["side"] = max(0.1, float(np.ptp(firms["x"])), float(np.ptp(firms["y"]))) * (1 + 1e-9)


def _form_groups(tables: Tables, number: int, plan: OfficePlan) -> None:
    """Divide the premises of an office into mutual-aid groups of neighbours.

    Strips of the map, cut into equal numbers.
    """
    office = tables.offices[number]
    start, first = plan.rows["enterprises"].start, plan.rows["groups"].start
    premises, count = plan.counts["enterprises"], plan.counts["groups"]
    firms = tables.enterprises[plan.rows["enterprises"]]
    strips = max(1, round(math.sqrt(count)))
    strip = np.minimum(strips - 1, ((firms["x"] - office["x"]) / office["side"] * strips).astype(np.int64))
    order = np.lexsort((np.where(strip % 2 == 0, firms["y"], -firms["y"]), strip))
    tables.group_members[plan.rows["enterprises"]] = start + order
    cuts = np.linspace(0, premises, count + 1).round().astype(np.int64)
    groups = tables.groups[plan.rows["groups"]]
    groups["first"] = start + cuts[:-1]
    groups["members"] = np.diff(cuts)
    groups["next_group"] = first + (np.arange(count) + 1) % count
    firms["group"][order] = first + np.repeat(np.arange(count), np.diff(cuts))


@entered
def settle_all(w: views.Tables, week: int) -> int:
    """Grade and settle all enterprises; return the room that their first hazards and one week need at most."""
    enterprises = w.enterprises
    for i in range(enterprises.shape[0]):
        if enterprises[i].status == stock.OPERATING:
            profile.classify(w, i, enterprises[i].regime)
            profile.settle(w, week, i)
    resting.rest(w, week)
    room = 0
    for i in range(enterprises.shape[0]):
        size = stock.FIRST_BLOCK
        if enterprises[i].status == stock.OPERATING:
            first = resting.count_first_hazards(w, i)
            while size < first:
                size *= 2
        room += 4 * size  # the block, the smaller ones on the way to it, and the next
    return room


@entered
def furnish(w: views.Tables, week: int) -> None:
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
        if enterprises[i].status == stock.OPERATING:
            resting.open_first_hazards(w, week, i)
    for j in range(inspectors.shape[0]):
        post = inspectors[j]
        p = parameters[offices[post.office].regime]
        post.vacant_until = -fields.NO_WEEK
        if post.post < p.inspectors:
            resting.appoint_first(w, week, j)
    for o in range(offices.shape[0]):
        department.draw_jurisdiction(w, o)
    for a in range(agencies.shape[0]):
        agency.found_agency(w, week, a)
    for v in range(volunteers.shape[0]):
        volunteer.draw_home(w, v, offices[volunteers[v].office].side)
    for g in range(w.groups.shape[0]):
        mutual_aid.join_groups(w, g)


def raster(tables: Tables) -> dict[str, Any]:
    """Return the tables that sort all premises into square cells, for whoever looks for neighbours."""
    x, y = tables.enterprises["x"], tables.enterprises["y"]
    reach = max(float(np.ptp(x)), float(np.ptp(y)), CELL_KM)
    size = max(CELL_KM, reach / math.sqrt(4 * max(1, x.size)))
    columns = int((x.max() - x.min()) / size) + 1
    rows = int((y.max() - y.min()) / size) + 1
    cell = ((y - y.min()) / size).astype(np.int64) * columns + ((x - x.min()) / size).astype(np.int64)
    starts = np.zeros(rows * columns + 1, np.int64)
    np.cumsum(np.bincount(cell, minlength=rows * columns), out=starts[1:])
    cells = table(1, record_type(CELLS))
    for name, value in {"x": x.min(), "y": y.min(), "side": size, "rows": rows, "columns": columns}.items():
        cells[name] = value
    return {"cells": cells, "cell_starts": starts, "cell_members": np.argsort(cell, kind="stable")}
