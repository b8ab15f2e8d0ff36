"""Third-party agencies: experts whose visits the office buys (first part of M17: capacity, no shading yet)."""

from __future__ import annotations

import numpy as np

from govsim import draws, hazards
from govsim.agents import enterprise
from govsim.compiled import compiled
from govsim.parameters.sectors import DOMAINS

AGENCY = np.dtype(
    [
        ("key", "u8"),
        ("office", "i4"),
        ("number", "i4"),
        ("skill", "f8", len(DOMAINS)),
        ("visits", "i8"),
        ("found", "i8"),
    ],
    align=True,
)


@compiled
def found_agency(w, a, skill):
    """Draw the skills of agency a around the mean `skill`."""
    agency = w.agencies[a]
    for d in range(agency.skill.shape[0]):
        luck = draws.uniform(agency.key, draws.AGENCY_PROFILE, d, 0)
        agency.skill[d] = min(1.0, max(0.01, skill + 0.2 * (luck - 0.5)))


@compiled
def visit(w, week, o):
    """Let agencies make the visits that office o has bought, to one firm after the other."""
    office = w.offices[o]
    p = w.parameters[office.regime]
    if p.agency_visits == 0.0:
        return
    tally = w.tally[o]
    enterprises = w.enterprises
    agencies = w.agencies
    office.agency_visits += p.agency_visits * office.firms
    passed = 0
    while office.agency_visits >= 1.0 and passed < office.premises:
        passed += 1
        i = office.first_enterprise + office.next_for_agency
        office.next_for_agency = (office.next_for_agency + 1) % office.premises
        e = enterprises[i]
        if e.status == hazards.EMPTY:
            continue
        office.agency_visits -= 1.0
        agency = agencies[office.first_agency + office.next_agency]
        office.next_agency = (office.next_agency + 1) % office.agencies
        found = hazards.search(w, week, i, agency.skill, p.agency_depth, 1.0, 1.0, hazards.BY_AGENCY)
        enterprise.learn_of_visit(p, e, found)
        agency.visits += 1
        agency.found += found
        tally.agency_visits += 1
        tally.agency_cost += p.agency_price
    office.agency_visits = min(office.agency_visits, 1.0)  # more visits than firms are not made up for later
