"""The grids of an office: how its premises are divided among them, and what firms see of each other (M01)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from govsim.agents import classes
from govsim.compiled import compiled
from govsim.fields import Field
from govsim.hazards import stock
from govsim.parameters import CHOICES

if TYPE_CHECKING:
    from govsim.views import Enterprise, Tables

GRID_RULE = CHOICES["grid_rule"]

# What every firm reads or adds to each week comes first, in one cache line: neighbours in the list of firms need not be
# neighbours on the map.
GRID = (
    Field("effort", "f8", "Mean effort of its firms, last week.", low=0, high=1),
    Field("responsibility", "f8", "Mean responsibility of its firms, last week.", low=0, high=1),
    Field("firms", "f8", "At work this week.", low=0),
    Field("effort_sum", "f8", "Effort, summed over its firms this week.", low=0),
    Field("responsibility_sum", "f8", "Responsibility, summed over its firms this week.", low=0),
    Field("last_cases", "f8", "Cases of its firms, last week.", low=0),
    Field("last_sanctions", "f8", "Sanctions of its firms, last week.", low=0),
    Field("office", "i4", "Its office.", kept=True),
    Field("number", "i4", "Its number in the office.", kept=True),
    Field("regime", "i4", "Its parameter record.", kept=True),
    Field("first_member", "i8", "First of its places in the list of members.", kept=True),
    Field("members", "i8", "Places in the list of members.", kept=True),
    Field("next_recheck", "i8", "Place at which the next round of rechecks begins.", kept=True),
    Field("x", "f8", "Where its inspectors start from.", "km"),
    Field("y", "f8", "Position.", "km"),
    Field("cases", "f8", "Cases of its firms, this week.", low=0),
    Field("sanctions", "f8", "Sanctions of its firms, this week.", low=0),
)


@compiled
def expected_work(e: Enterprise) -> float:
    """Return the work that an enterprise is expected to make, relative to a small firm of low risk."""
    return (1.0 + e.tier) * (1.0 + e.scale)


@compiled
def divide(w: Tables, week: int, o: int) -> None:
    """Divide the premises of office o into grids, whenever the number of grids or the rule has changed.

    Then sort its firms into classes, where policies tell some apart: what a firm is may have changed.
    """
    office = w.offices[o]
    p = w.parameters[office.regime]
    if office.grids != p.grids or office.grid_rule != p.grid_rule:
        draw_borders(w, o)
    if w.classes.shape[0] > 0:
        classes.sort_firms(w, o)


@compiled
def draw_borders(w: Tables, o: int) -> None:
    """Divide the premises of office o into grids by the rule in force.

    `territorial`: strips of equal area, each cut into cells of equal area. `balanced`: the same order of strips, cut
    where the expected work is equal. `tiered`: sorted by colour, then cut likewise. `roster`: as the roster says.
    """
    office = w.offices[o]
    p = w.parameters[office.regime]
    office.grids = p.grids
    office.grid_rule = p.grid_rule
    enterprises = w.enterprises
    columns = math.ceil(math.sqrt(p.grids))
    for i in range(office.first_enterprise, office.first_enterprise + office.premises):
        e = enterprises[i]
        column = min(columns - 1, max(0, int((e.x - office.x) / office.side * columns)))
        rows = cells_in_strip(p.grids, columns, column)
        row = min(rows - 1, max(0, int((e.y - office.y) / office.side * rows)))
        e.grid = first_cell(p.grids, columns, column) + row
    if p.grid_rule == GRID_RULE.roster:
        for i in range(office.first_enterprise, office.first_enterprise + office.premises):
            if 0 <= enterprises[i].roster_grid < p.grids:  # a grid that is not there leaves the firm to its place
                enterprises[i].grid = enterprises[i].roster_grid
    elif p.grid_rule != GRID_RULE.territorial:
        cut_by_work(w, o, p.grids, columns, p.grid_rule == GRID_RULE.tiered)
    assign_grids(w, o)


@compiled
def cells_in_strip(grids: int, columns: int, column: int) -> int:
    """Return how many of the grids lie in strip `column`: as even as possible."""
    return grids // columns + (1 if column < grids % columns else 0)


@compiled
def first_cell(grids: int, columns: int, column: int) -> int:
    """Return the number of the first grid of strip `column`."""
    return column * (grids // columns) + min(column, grids % columns)


@compiled
def cut_by_work(w: Tables, o: int, grids: int, columns: int, by_tier: bool) -> None:
    """Cut the premises of office o, along the strips or by colour, into grids of equal expected work."""
    office = w.offices[o]
    enterprises = w.enterprises
    first = office.first_enterprise
    place = np.empty(office.premises, np.float64)
    total = 0.0
    for n in range(office.premises):
        e = enterprises[first + n]
        along = (e.y - office.y) / office.side
        column = min(columns - 1, max(0, int((e.x - office.x) / office.side * columns)))
        place[n] = column + (along if column % 2 == 0 else 1.0 - along) * 0.999
        if by_tier:
            place[n] -= 1e3 * e.tier
        total += expected_work(e) if e.status == stock.OPERATING else 0.0
    done = 0.0
    for n in np.argsort(place, kind="mergesort"):
        e = enterprises[first + n]
        e.grid = min(grids - 1, int(done / total * grids)) if total > 0.0 else 0
        done += expected_work(e) if e.status == stock.OPERATING else 0.0


@compiled
def assign_grids(w: Tables, o: int) -> None:
    """Turn the grid numbers of office o's premises into grid records, list their members and place their base."""
    office = w.offices[o]
    enterprises = w.enterprises
    grids = w.grids
    members = w.members
    first, last = office.first_enterprise, office.first_enterprise + office.premises
    for n in range(office.most_grids):
        g = grids[office.first_grid + n]
        g.members = 0
        g.next_recheck = 0
        g.x = 0.0
        g.y = 0.0
    for i in range(first, last):
        e = enterprises[i]
        e.grid += office.first_grid
        g = grids[e.grid]
        e.regime = g.regime + e.variant
        g.members += 1
        g.x += e.x
        g.y += e.y
    place = first
    for n in range(office.most_grids):
        g = grids[office.first_grid + n]
        g.first_member = place
        place += g.members
        g.x /= max(1, g.members)
        g.y /= max(1, g.members)
        g.members = 0
    for i in range(first, last):
        g = grids[enterprises[i].grid]
        members[g.first_member + g.members] = i
        g.members += 1


@compiled
def gather(w: Tables, week: int, g: int) -> None:
    """Close the sums of grid g: the means that firms see next week, and what became of its cases."""
    grid = w.grids[g]
    if grid.firms > 0.0:
        grid.effort = grid.effort_sum / grid.firms
        grid.responsibility = grid.responsibility_sum / grid.firms
    grid.firms = 0.0
    grid.effort_sum = 0.0
    grid.responsibility_sum = 0.0
    grid.last_cases = grid.cases
    grid.last_sanctions = grid.sanctions
    grid.cases = 0.0
    grid.sanctions = 0.0
