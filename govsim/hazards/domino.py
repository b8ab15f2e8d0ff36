"""Accidents from major hazards set off major hazards of neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govsim import draws, events
from govsim.cells import stretch, window
from govsim.compiled import compiled
from govsim.elementary import length
from govsim.hazards.stock import EMPTY

if TYPE_CHECKING:
    from govsim.views import Tables


@compiled
def spread_blasts(w: Tables, week: int, o: int) -> None:
    """Let the accidents from major hazards in office o set off major hazards of neighbours."""
    office = w.offices[o]
    if office.blasts == 0:
        return
    office.blasts = 0
    enterprises = w.enterprises
    parameters = w.parameters
    for i in range(office.first_enterprise, office.first_enterprise + office.premises):
        e = enterprises[i]
        while e.blasts > 0:
            p = parameters[e.regime]
            set_off_neighbours(w, week, i, p.domino_radius, p.domino_probability)
            e.blasts -= 1


@compiled
def set_off_neighbours(w: Tables, week: int, i: int, radius: float, probability: float) -> None:
    """Set off major hazards within `radius` km of enterprise i, with a probability that falls linearly with distance.

    A hazard that is set off has its accident in the coming week.
    """
    e = w.enterprises[i]
    enterprises = w.enterprises
    hazards = w.hazards
    top, bottom, left, right = window(w.cells[0], e.x, e.y, radius)
    for row in range(top, bottom):
        start, stop = stretch(w, row, left, right)
        for place in range(start, stop):
            neighbour = w.cell_members[place]
            other = enterprises[neighbour]
            distance = length(other.x - e.x, other.y - e.y)
            if neighbour == i or other.status == EMPTY or distance >= radius:
                continue
            if draws.uniform(other.key, draws.RELOCATION, 0, 0) < w.parameters[other.regime].relocated_share:
                continue  # moved out of reach (M35)
            for k in range(other.first, other.first + other.hazards):
                h = hazards[k]
                if not h.major or h.harm_at <= other.exposure[1]:
                    continue
                luck = draws.uniform(other.key, draws.DOMINO, h.serial, e.accidents * 16 + e.blasts)
                if luck < probability * (1.0 - distance / radius):
                    h.harm_at = other.exposure[1]
                    other.next_harm[1] = min(other.next_harm[1], h.harm_at)
                    w.tally[other.office].dominoes += 1
                    events.log_caused(
                        w, week, neighbour, k, events.SET_OFF, -1, events.NOBODY, e.last_of[events.ACCIDENT]
                    )
