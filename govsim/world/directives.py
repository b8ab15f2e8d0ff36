"""Directives: dated events from outside, carried out at the start of their week.

One mechanism with four uses: the analyst's what-if, the randomised trial inside the simulation, the trainer's button,
and validation against published trials.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from govsim import draws, society
from govsim.agents import enforcement, grids, inspector
from govsim.compiled import compiled, entered
from govsim.hazards import accident, emergence, stock
from govsim.parameters.conditions import OPERATORS, STATES, comparisons
from govsim.world.plan import check_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from govsim.parameters.directives import Directive
    from govsim.views import Tables
    from govsim.world.state import State

ACTIONS = ("inspect", "complain", "fine", "expose", "hazard", "accident")
INSPECT, COMPLAIN, FINE, EXPOSE, HAZARD, ACCIDENT = range(6)
INJECTED = 1_000_000  # serial numbers from here on: hazards from outside leave those of the firm their luck


@compiled
def carry_out(w: Tables, week: int, i: int, action: int, flag: bool, skill: float, depth: float) -> None:
    """Let one directive meet enterprise i; `flag` is `publish`, or for hazards and accidents `major`."""
    e = w.enterprises[i]
    if action == INSPECT:
        inspector.visit_from_outside(w, week, i, skill, depth)
    elif action == COMPLAIN:
        society.lodge(w, week, i, flag, -1)
    elif action == FINE:
        e.cases += 1
        enforcement.sanction(w, week, i)
    if action == EXPOSE or (action == FINE and flag):
        e.exposed += 1
        w.offices[e.office].exposures += 1
        w.tally[e.office].exposures += 1
    if action in (HAZARD, ACCIDENT):
        emergence.create(w, week, i, INJECTED + e.injected, 1 if flag else 0)
        e.injected += 1
        if action == ACCIDENT:
            accident.bring_about(w, week, i, e.first + e.hazards - 1, True)


@entered
def carry_out_at(
    w: Tables, week: int, rows: NDArray[np.int64], action: int, flag: bool, skill: float, depth: float
) -> None:
    """Let one directive meet the enterprises of the given rows, one after the other."""
    for i in rows:
        carry_out(w, week, i, action, flag, skill, depth)


def meets(world: State, directive: Directive, number: int, arm: int | None) -> NDArray[np.int64]:
    """Return the rows of the enterprises that a directive meets; `number` tells directives with a share apart."""
    firms = world.enterprises
    chosen = np.asarray(firms["status"]) != stock.EMPTY
    if directive.enterprises:
        rows = np.zeros(len(firms), bool)
        rows[directive.enterprises] = True
        chosen &= rows
    if directive.office:
        chosen &= firms["office"] == world.plan.office_number(directive.office)
    if directive.grid is not None:
        chosen &= world.grids["number"][firms["grid"]] == directive.grid - 1
    if directive.sector:
        chosen &= firms["sector"] == list(world.scenario.sectors).index(directive.sector)
    for name, told in directive.where.items():
        values = firms[STATES[name].field or name]
        for sign, bound in comparisons(name, told, f"directive {directive.action!r}: where.{name}"):
            chosen &= OPERATORS[sign](values, bound)
    if arm is not None:
        chosen &= world.arms == arm
    rows_met = np.flatnonzero(chosen)
    if directive.share < 1.0:
        rows_met = rows_met[draws.lots(firms["key"][rows_met], 1 + number, world.week) < directive.share]
    return rows_met


def execute(world: State, directive: Directive, number: int = 0, arm: int | None = None) -> int:
    """Carry out a directive in the world as it stands, at the start of a week; return how many firms it met."""
    check_rows(directive, world.plan)
    world.set_parameters(world.week)
    for office in range(len(world.offices)):
        grids.divide(world.tables, world.week, office)  # firms are chosen by the grids of the coming week
    if directive.action == "move":
        move(world, directive)
        return 0
    while world.short_of_room(len(world.enterprises)):
        world.grow()
    flag = directive.major if directive.action in ("hazard", "accident") else directive.publish
    met = meets(world, directive, number, arm)
    carry_out_at(world.tables, world.week, met, ACTIONS.index(directive.action), flag, directive.skill, directive.depth)
    return len(met)


def move(world: State, directive: Directive) -> None:
    """Move the inspector of a post to another grid of the office, for good."""
    office = world.plan.office_number(directive.office)
    grids = max(1, int(world.offices["grids"][office]))
    for post in world.inspectors:
        if post["office"] == office and directive.post is not None and post["post"] == directive.post - 1:
            here = int(post["grid"]) - int(world.offices["first_grid"][office])
            post["shift"] += ((directive.grid or 1) - 1 - here) % grids
