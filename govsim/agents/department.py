"""Departments and the safety committee's office: whose job a domain is, and the departments' own visits (M20, M21)."""

from __future__ import annotations

import math

import numpy as np

from govsim import draws, hazards
from govsim.agents import compliance
from govsim.compiled import compiled
from govsim.parameters.sectors import DOMAINS

N_DOMAINS = len(DOMAINS)
REPEATED = 13  # weeks within which another body's check of the same domain is a duplicate
FIRST_DEPARTMENT = 1  # as a body that checks domains; 0 is the grid inspectors

DEPARTMENT = np.dtype(
    [
        ("office", "i4"),  # a department has a record for each office of the district
        ("number", "i4"),
        ("attention", "f8"),  # probability that it takes up a case
        ("domains", "f8", N_DOMAINS),  # 1 where it leads
        ("responsible", "f8", N_DOMAINS),  # 1 where it acts this week
        ("skill", "f8", N_DOMAINS),
        ("next_firm", "i8"),
        ("due", "f8"),  # visits
        ("visits", "i8"),
        ("referred", "i8"),
        ("taken_up", "i8"),
    ],
    align=True,
)


@compiled
def draw_jurisdiction(w, o):
    """Draw for the domains of office o the ranks by which some are nobody's job.

    And some the job of two departments.
    """
    office = w.offices[o]
    for k in range(N_DOMAINS):
        office.gap_rank[k], office.overlap_rank[k], _, _ = draws.uniforms(office.key, draws.JURISDICTION, k, 0)


@compiled
def nobodys_job(p, gap_rank):
    """Return whether a domain is nobody's job (M20).

    The share gap_share of them, less what the committee settles (M21).
    """
    return gap_rank < p.gap_share * (1.0 - p.committee_strength)


@compiled
def responsible(p, leads, second, gap_rank, overlap_rank):
    """Return whether a domain is the job of a department that leads in it, or is next on the list after one that does.

    The share overlap_share of the domains has such a second department, less what the committee settles.
    """
    if nobodys_job(p, gap_rank):
        return False
    return leads or (second and overlap_rank < p.overlap_share * (1.0 - p.committee_strength))


@compiled
def divide_duties(w, week, d):
    """Write for which domains department d acts in its office, and how many departments a domain has."""
    department = w.departments[d]
    office = w.offices[department.office]
    p = w.parameters[office.regime]
    departments = w.departments
    first = office.first_department
    count = office.departments
    before = departments[first + (department.number + count - 1) % count]
    for k in range(N_DOMAINS):
        job = responsible(
            p, department.domains[k] > 0.0, before.domains[k] > 0.0, office.gap_rank[k], office.overlap_rank[k]
        )
        department.responsible[k] = 1.0 if job else 0.0
        department.skill[k] = p.department_skill
        if department.number == 0:
            office.bodies[k] = 0.0
            office.blind[k] = 1 if nobodys_job(p, office.gap_rank[k]) else 0
        office.bodies[k] += department.responsible[k]


@compiled
def attention_left(p, office, department):
    """Return a department's attention relative to the domains it leads in, by what it acts on.

    Each other department with the same job takes away the share `shirking` of it.
    """
    shared = 0.0
    own = 0.0
    leads = 0.0
    for k in range(N_DOMAINS):
        leads += department.domains[k]
        if department.responsible[k] > 0.0:
            own += 1.0
            shared += office.bodies[k] - 1.0
    if own == 0.0:
        return 0.0
    return department.attention * own / max(1.0, leads) * (1.0 - p.shirking) ** (shared / own)


@compiled
def enter_scope(w, week, i, body):
    """Let a body go through the domains of a check of enterprise i; return how many it looks at.

    It leaves out what is nobody's job, and what it sees on the platform that another body has just checked. What it
    does look at is booked as checked, as a duplicate where another body was there lately.
    """
    e = w.enterprises[i]
    office = w.offices[e.office]
    p = w.parameters[office.regime]
    tally = w.tally[e.office]
    left_out = w.ledger[0].left_out
    looked_at = 0
    for k in range(N_DOMAINS):
        if office.blind[k] > 0:
            left_out[k] = 1
        if left_out[k] > 0:
            continue
        repeated = e.checker[k] != body and week - e.checked[k] < REPEATED
        if repeated and draws.uniform(e.key, draws.SCOPE, e.checks, 16 + k) < p.link_horizontal * p.clarity_official:
            left_out[k] = 1
            continue
        looked_at += 1
        tally.domain_checks += 1
        tally.duplicate_checks += 1 if repeated else 0
        e.checked[k] = week
        e.checker[k] = body
    return looked_at


@compiled
def visit(w, week, d):
    """Let department d make its own visits in its domains, to one firm of its office after the other."""
    department = w.departments[d]
    office = w.offices[department.office]
    p = w.parameters[office.regime]
    if p.department_visits == 0.0:
        return
    tally = w.tally[department.office]
    enterprises = w.enterprises
    department.due += p.department_visits * attention_left(p, office, department) * office.firms
    passed = 0
    while department.due >= 1.0 and passed < office.premises:
        passed += 1
        i = office.first_enterprise + department.next_firm
        department.next_firm = (department.next_firm + 1) % office.premises
        e = enterprises[i]
        if e.status == hazards.EMPTY:
            continue
        depth = p.department_depth * hazards.open_scope(w, i, p.clarity_official)
        left_out = w.ledger[0].left_out
        for k in range(N_DOMAINS):
            if department.responsible[k] == 0.0:
                left_out[k] = 1
        if enter_scope(w, week, i, FIRST_DEPARTMENT + department.number) == 0:
            continue  # the platform shows that others have been there: on to the next firm
        department.due -= 1.0
        department.visits += 1
        joint = draws.uniform(e.key, draws.SCOPE, e.checks, 32) < p.joint_share * p.committee_strength
        hazards.log(w, week, i, -1, hazards.VISIT, hazards.BY_DEPARTMENT, d)
        found = hazards.search(
            w, week, i, department.skill, depth, office.equipment, 1.0, hazards.BY_DEPARTMENT, d, 0.0, 0.0, 0.0
        )
        compliance.learn_of_visit(w.parameters[e.regime], e, found)
        tally.burden += 0 if joint else 1  # a joint visit is made together with the grid inspectors' next one
        tally.department_visits += 1
        tally.department_cost += p.department_price
    department.due = min(department.due, 1.0)


@compiled
def taken_up(w, office, domain, luck):
    """Return whether a department whose job a domain is takes up a case; in a blind area nobody does."""
    departments = w.departments
    for d in range(office.first_department, office.first_department + office.departments):
        department = departments[d]
        if department.responsible[domain] > 0.0:
            department.referred += 1
            p = w.parameters[office.regime]
            if luck >= department.attention * (1.0 - p.shirking) ** (office.bodies[domain] - 1.0):
                return False
            department.taken_up += 1
            return True
    return False


@compiled
def referral_loss(p, coordination):
    """Return the probability that a referred case is dropped: coordination time and the committee hold it up (M21)."""
    return p.referral_loss * math.exp(-p.coordination_effect * coordination) * (1.0 - 0.5 * p.committee_strength)
