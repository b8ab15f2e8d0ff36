"""Firms that come: who moves into empty premises, and who is turned away (M35)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govsim import draws
from govsim.agents import profile, resting
from govsim.agents.enterprise_record import RED
from govsim.compiled import compiled

if TYPE_CHECKING:
    from govsim.views import Tables

MOST_ENTRANTS = 8  # new firms of one office in one week; more come the week after


@compiled
def admit(w: Tables, week: int, o: int) -> None:
    """Let new firms move into empty premises of office o, by its entry clock; with no premises empty they wait.

    In the warm-up they take the places of those who have left: a scenario tells how many firms there are in week 0.
    """
    office = w.offices[o]
    p = w.parameters[office.regime]
    if week >= 0:
        office.entry_clock += p.entry_rate * office.first_firms
    elif p.entry_rate > 0.0:
        office.entry_clock += max(0.0, office.first_firms - office.firms)
    come = 0
    while office.entry_clock >= office.next_entry and office.first_empty >= 0 and come < MOST_ENTRANTS:
        office.entries += 1
        come += 1
        i = office.first_empty
        profile.clear(w, i)
        e = w.enterprises[i]
        e.identity = office.identity
        e.entry = office.entries
        e.key = draws.derive_key(w.shared[0].seed, draws.ENTERPRISE, office.identity, office.entries)
        profile.draw_profile(w, week, i)
        e.tier = profile.UNGRADED
        profile.classify(w, i, w.grids[e.grid].regime + e.variant)
        office.next_entry += draws.exponential(draws.uniform(office.key, draws.ENTRY, office.entries, 0))
        if e.tier == RED and draws.uniform(e.key, draws.ADMISSION, 0, 0) < p.entry_screening:
            w.tally[o].refused += 1  # the premises stay empty (M35)
            continue
        office.first_empty = e.next_empty
        profile.settle(w, week, i)
        resting.bring_along(w, i)
        w.tally[o].entries += 1
