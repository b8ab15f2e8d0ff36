"""Third-party agencies: experts whose visits somebody buys, and whose reports may be shaded (M17)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from govsim import draws
from govsim.agents import visits
from govsim.compiled import compiled
from govsim.elementary import logistic
from govsim.fields import Field
from govsim.hazards import detection, stock
from govsim.parameters import CHOICES, DOMAINS

if TYPE_CHECKING:
    from govsim.views import Agency, Enterprise, Parameters, Tables, Tallies

PAYER = CHOICES["agency_payer"]
ASSIGNMENT = CHOICES["agency_assignment"]

AGENCY = (
    Field("key", "u8", "Key of its luck.", kept=True),
    Field("office", "i4", "Its office.", kept=True),
    Field("number", "i4", "Its number in the office.", kept=True),
    Field("suspended_until", "i4", "First week in which it may work again.", "week"),
    Field("skill", "f8", "Skill, by domain.", shape=len(DOMAINS), low=0, high=1),
    Field("visits", "i8", "Visits.", kept=True),
    Field("found", "i8", "Findings so far.", kept=True),
    Field("false_reports", "i8", "False reports so far.", kept=True),
)


@compiled
def found_agency(w: Tables, week: int, a: int) -> None:
    """Draw the skills of agency a around the mean; it may work from `week` on."""
    agency = w.agencies[a]
    agency.suspended_until = week
    p = w.parameters[w.offices[agency.office].regime]
    for domain in range(agency.skill.shape[0]):
        luck = draws.uniform(agency.key, draws.AGENCY_PROFILE, domain, 0)
        agency.skill[domain] = min(1.0, max(0.01, p.agency_skill + p.agency_skill_range * (luck - 0.5)))


@compiled
def shading(p: Parameters) -> float:
    """Return the probability that an agency's report on a firm with hazards is false.

    The agency compares, in prices of a visit, what a true report would cost it (the client that leaves, where the firm
    pays or chooses) with what a false one may cost: name and conscience, and, if checked on the spot, the fine, the
    clients lost while it is suspended, and the pay for accuracy. Logit with the declared precision.
    """
    client = 0.0
    if p.agency_assignment == ASSIGNMENT.chosen:
        client = (
            p.agency_dismissal * p.agency_client_value * (1.0 if p.agency_payer == PAYER.firm else p.agency_dependence)
        )
    elif p.agency_payer == PAYER.firm:
        client = p.agency_dependence * p.agency_dismissal * p.agency_client_value
    caught = (
        p.agency_fine / max(1.0, p.agency_price)
        + p.agency_licence_loss * p.agency_licence_worth * p.agency_client_value
        + p.agency_accuracy_pay
    )
    fear = p.agency_backcheck * caught * (1.0 + p.subject_discipline) + p.agency_discipline * p.subject_discipline
    x = p.agency_precision * (client - p.agency_integrity * p.clarity_subjects - fear)
    return logistic(x)


@compiled
def next_agency(w: Tables, week: int, o: int, i: int) -> int:
    """Return the agency that comes to enterprise i, by the rule of assignment; -1 where all are suspended."""
    office = w.offices[o]
    p = w.parameters[office.regime]
    e = w.enterprises[i]
    agencies = w.agencies
    number = office.next_agency
    if p.agency_assignment == ASSIGNMENT.chosen:
        number = (e.agency + i) % office.agencies
    elif p.agency_assignment == ASSIGNMENT.random:
        number = int(draws.uniform(e.key, draws.AGENCY_CHOICE, e.agency_reports, 1) * office.agencies)
    else:
        office.next_agency = (office.next_agency + 1) % office.agencies
    for step in range(office.agencies):
        a = office.first_agency + (number + step) % office.agencies
        if agencies[a].suspended_until <= week:
            return a
    return -1


@compiled
def visit(w: Tables, week: int, o: int) -> None:
    """Let agencies make the visits that are bought for office o, to one firm after the other."""
    office = w.offices[o]
    p = w.parameters[office.regime]
    if p.agency_visits == 0.0:
        return
    enterprises = w.enterprises
    office.agency_visits += p.agency_visits * office.firms
    passed = 0
    while office.agency_visits >= 1.0 and passed < office.premises:
        passed += 1
        i = office.first_enterprise + office.next_for_agency
        office.next_for_agency = (office.next_for_agency + 1) % office.premises
        if enterprises[i].status == stock.EMPTY:
            continue
        a = next_agency(w, week, o, i)
        if a < 0:
            break
        office.agency_visits -= 1.0
        examine(w, week, o, i, a)
    office.agency_visits = min(office.agency_visits, 1.0)  # more visits than firms are not made up for later


@compiled
def examine(w: Tables, week: int, o: int, i: int, a: int) -> None:
    """Let agency a look for hazards at enterprise i and report them, or not."""
    e = w.enterprises[i]
    agency = w.agencies[a]
    p = w.parameters[w.offices[o].regime]
    tally = w.tally[o]
    e.agency_reports += 1
    lie, leave, caught, suspended = draws.uniforms(e.key, draws.AGENCY_CHOICE, e.agency_reports, 0)
    false = lie < shading(p)
    by = detection.Look(
        channel=stock.BY_AGENCY,
        actor=a,
        skill=agency.skill,
        depth=p.agency_depth,
        equipment=p.agency_instruments,
        attention=1.0,
        discretion=1.0 if false else 0.0,
        hush=0.0,
        reluctance=0.0,
    )
    domains, kept = visits.scope(w, i, visits.ALL_DOMAINS, p.clarity_subjects)
    found, _ = visits.look(w, week, i, by, domains, kept)
    agency.visits += 1
    agency.found += found
    tally.agency_visits += 1
    tally.agency_findings += found
    charge(p, e, tally)
    if found > 0:
        tally.agency_reports += 1
        if false:
            agency.false_reports += 1
            tally.agency_false_reports += 1
        elif p.agency_assignment == ASSIGNMENT.chosen and leave < p.agency_dismissal:
            e.agency += 1  # the firm takes another one next time
    if caught < p.agency_backcheck:
        check_report(p, agency, tally, week, false and found > 0, suspended)


@compiled
def charge(p: Parameters, e: Enterprise, tally: Tallies) -> None:
    """Book the price of an agency's visit to whoever pays for it; a pool is filled by the firms."""
    if p.agency_payer == PAYER.office:
        tally.agency_cost += p.agency_price
    else:
        tally.agency_fees += p.agency_price
        e.spending += p.agency_price


@compiled
def check_report(p: Parameters, agency: Agency, tally: Tallies, week: int, wrong: bool, luck: float) -> None:
    """Check an agency's report on the spot: fine, perhaps suspend it for a false one, pay for a true one."""
    tally.agency_backchecks += 1
    if wrong:
        tally.agency_fines += p.agency_fine
        if luck < p.agency_licence_loss:
            agency.suspended_until = week + math.ceil(p.agency_suspension)
    else:
        tally.agency_cost += p.agency_accuracy_pay * p.agency_price
