"""Associations and other organisations: they add capacity in the domains in which they work (M38)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govsim import events
from govsim.agents import visits
from govsim.compiled import compiled
from govsim.hazards import detection, stock

if TYPE_CHECKING:
    from govsim.views import Tables


@compiled
def visit(w: Tables, week: int, o: int) -> None:
    """Let the association of office o make its visits, to one firm after the other, in its own domains."""
    office = w.offices[o]
    p = w.parameters[office.regime]
    if p.association_visits == 0.0:
        return
    tally = w.tally[o]
    by = detection.Look(
        channel=stock.BY_ASSOCIATION,
        actor=events.NOBODY,
        skill=visits.even(p.association_skill),
        depth=p.association_depth,
        equipment=p.association_instruments,
        attention=1.0,
        discretion=0.0,
        hush=0.0,
        reluctance=0.0,
    )
    own_domains = (1 << p.association_domains) - 1
    office.association_visits += p.association_visits * office.firms
    passed = 0
    while office.association_visits >= 1.0 and passed < office.premises:
        passed += 1
        i = office.first_enterprise + office.next_for_association
        office.next_for_association = (office.next_for_association + 1) % office.premises
        if w.enterprises[i].status == stock.EMPTY:
            continue
        office.association_visits -= 1.0
        domains, kept = visits.scope(w, i, own_domains, p.clarity_subjects)
        visits.look(w, week, i, by, domains, kept)
        tally.association_visits += 1
        tally.association_cost += p.association_price
    office.association_visits = min(office.association_visits, 1.0)
