"""Resident volunteers: they look at firms near them and complain of what they see (first part of M18)."""

from __future__ import annotations

import math

import numpy as np

from govsim import draws, hazards
from govsim.compiled import compiled

VOLUNTEER = np.dtype(
    [
        ("key", "u8"),
        ("office", "i4"),
        ("number", "i4"),
        ("x", "f8"),
        ("y", "f8"),
        ("clock", "f8"),
        ("next_look", "f8"),
        ("looks", "i4"),
        ("complaints", "i4"),
    ],
    align=True,
)


@compiled
def draw_home(w, v, side):
    """Draw where volunteer v lives, and the first threshold of their clock."""
    volunteer = w.volunteers[v]
    office = w.offices[volunteer.office]
    a, b, c, _ = draws.uniforms(volunteer.key, draws.VOLUNTEER_PROFILE, 0, 0)
    volunteer.x = office.x + side * a
    volunteer.y = office.y + side * b
    volunteer.next_look = draws.exponential(c)


@compiled
def look_around(w, week, v):
    """Run down volunteer v's clock; at a look, choose a firm within reach and complain if a hazard is noticed."""
    volunteer = w.volunteers[v]
    p = w.parameters[w.offices[volunteer.office].regime]
    if volunteer.number >= p.volunteers:
        return
    tally = w.tally[volunteer.office]
    tally.volunteers += 1
    tally.volunteer_cost += p.volunteer_cost / 52.0
    volunteer.clock += p.volunteer_looks
    while volunteer.clock >= volunteer.next_look:
        volunteer.looks += 1
        pick, again, _, _ = draws.uniforms(volunteer.key, draws.TIP, volunteer.looks, 0)
        volunteer.next_look += draws.exponential(again)
        i = firm_within_reach(w, volunteer.x, volunteer.y, p.volunteer_reach, pick)
        if i >= 0 and notices(w, i, p.volunteer_skill):
            w.enterprises[i].complaints += 1
            volunteer.complaints += 1
            tally.complaints += 1


@compiled
def firm_within_reach(w, x, y, reach, pick):
    """Return the operating firm number floor(pick * n) of the n within `reach` km of a place, or -1."""
    enterprises = w.enterprises
    cells = w.cells[0]
    cell_starts = w.cell_starts
    cell_members = w.cell_members
    span = math.ceil(reach / cells.size)
    column, row = int((x - cells.x) / cells.size), int((y - cells.y) / cells.size)
    firms = 0
    for wanted in range(2):  # first count, then pick
        seen = 0
        target = int(pick * firms)
        for r in range(max(0, row - span), min(cells.rows, row + span + 1)):
            for c in range(max(0, column - span), min(cells.columns, column + span + 1)):
                cell = r * cells.columns + c
                for place in range(cell_starts[cell], cell_starts[cell + 1]):
                    e = enterprises[cell_members[place]]
                    if e.status == hazards.EMPTY or math.hypot(e.x - x, e.y - y) > reach:
                        continue
                    if wanted == 1 and seen == target:
                        return cell_members[place]
                    seen += 1
        firms = seen
    return -1


@compiled
def notices(w, i, skill):
    """Return whether a look from outside notices any general hazard of enterprise i."""
    ledger = w.hazards
    e = w.enterprises[i]
    p = w.parameters[e.regime]
    for k in range(e.first, e.first + e.hazards):
        h = ledger[k]
        if h.state == hazards.ORDERED or h.major:
            continue
        chance = hazards.detection(p.detection_general, skill, 1.0, 1.0, h.visibility)
        luck = draws.uniform(e.key, draws.DETECTION, h.serial, h.looks)
        h.looks += 1
        if luck < chance:
            return True
    return False
