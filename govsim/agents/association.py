"""Associations and other organisations: they add capacity in the domains in which they work (M38)."""

from __future__ import annotations

from govsim import hazards
from govsim.agents import compliance
from govsim.compiled import compiled


@compiled
def visit(w, week, o):
    """Let the association of office o make its visits, to one firm after the other, in its own domains."""
    office = w.offices[o]
    p = w.parameters[office.regime]
    if p.association_visits == 0.0:
        return
    tally = w.tally[o]
    enterprises = w.enterprises
    skill = w.ledger[0].visitor_skill
    for d in range(skill.shape[0]):
        skill[d] = p.association_skill if d < p.association_domains else 0.0
    office.association_visits += p.association_visits * office.firms
    passed = 0
    while office.association_visits >= 1.0 and passed < office.premises:
        passed += 1
        i = office.first_enterprise + office.next_for_association
        office.next_for_association = (office.next_for_association + 1) % office.premises
        e = enterprises[i]
        if e.status == hazards.EMPTY:
            continue
        office.association_visits -= 1.0
        depth = p.association_depth * hazards.open_scope(w, i, p.clarity_subjects)
        hazards.log(w, week, i, -1, hazards.VISIT, hazards.BY_ASSOCIATION, hazards.NOBODY)
        found = hazards.search(
            w, week, i, skill, depth, 1.0, 1.0, hazards.BY_ASSOCIATION, hazards.NOBODY, 0.0, 0.0, 0.0
        )
        compliance.learn_of_visit(w.parameters[e.regime], e, found)
        tally.burden += 1
        tally.association_visits += 1
        tally.association_cost += p.association_price
    office.association_visits = min(office.association_visits, 1.0)
