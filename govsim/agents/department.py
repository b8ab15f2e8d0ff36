"""Departments and the safety committee's office: whose job a domain is, and the departments' own visits (M20, M21)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govsim import draws
from govsim.agents import visits
from govsim.agents.visits import N_DOMAINS
from govsim.compiled import compiled
from govsim.elementary import exp, power
from govsim.fields import Field
from govsim.hazards import detection, stock

if TYPE_CHECKING:
    from govsim.views import Department, Office, Parameters, Tables

FIRST_DEPARTMENT = visits.GRID_INSPECTORS + 1  # as a body that checks domains
JOINT = 32  # lag of the draw on whether a visit is a joint one

DEPARTMENT = (
    Field("office", "i4", "A department has a record for each office of the district.", kept=True),
    Field("number", "i4", "Its number in the office.", kept=True),
    Field("attention", "f8", "Probability that it takes up a case.", low=0, high=1),
    Field("domains", "f8", "1 where it leads.", shape=N_DOMAINS, kept=True),
    Field("responsible", "f8", "1 where it acts this week.", shape=N_DOMAINS, kept=True),
    Field("next_firm", "i8", "Premises whose turn it is.", kept=True),
    Field("due", "f8", "Visits.", kept=True),
    Field("visits", "i8", "Visits.", kept=True),
    Field("referred", "i8", "Cases referred to it so far.", kept=True),
    Field("taken_up", "i8", "Of these, taken up.", kept=True),
)


@compiled
def draw_jurisdiction(w: Tables, o: int) -> None:
    """Draw for the domains of office o the ranks by which some are nobody's job.

    And some the job of two departments.
    """
    office = w.offices[o]
    for domain in range(N_DOMAINS):
        office.gap_rank[domain], office.overlap_rank[domain], _, _ = draws.uniforms(
            office.key, draws.JURISDICTION, domain, 0
        )


@compiled
def nobodys_job(p: Parameters, gap_rank: float) -> bool:
    """Return whether a domain is nobody's job (M20).

    The share gap_share of them, less what the committee settles (M21).
    """
    return gap_rank < p.gap_share * (1.0 - p.committee_strength)


@compiled
def responsible(p: Parameters, leads: bool, second: bool, gap_rank: float, overlap_rank: float) -> bool:
    """Return whether a domain is the job of a department that leads in it, or is next on the list after one that does.

    The share overlap_share of the domains has such a second department, less what the committee settles.
    """
    if nobodys_job(p, gap_rank):
        return False
    return leads or (second and overlap_rank < p.overlap_share * (1.0 - p.committee_strength))


@compiled
def divide_duties(w: Tables, week: int, d: int) -> None:
    """Write for which domains department d acts in its office, and how many departments a domain has."""
    department = w.departments[d]
    office = w.offices[department.office]
    p = w.parameters[office.regime]
    departments = w.departments
    first = office.first_department
    count = office.departments
    before = departments[first + (department.number + count - 1) % count]
    for domain in range(N_DOMAINS):
        job = responsible(
            p,
            department.domains[domain] > 0.0,
            before.domains[domain] > 0.0,
            office.gap_rank[domain],
            office.overlap_rank[domain],
        )
        department.responsible[domain] = 1.0 if job else 0.0
        if department.number == 0:
            office.bodies[domain] = 0.0
            office.blind[domain] = 1 if nobodys_job(p, office.gap_rank[domain]) else 0
        office.bodies[domain] += department.responsible[domain]


@compiled
def attention_left(p: Parameters, office: Office, department: Department) -> float:
    """Return a department's attention relative to the domains it leads in, by what it acts on.

    Each other department with the same job takes away the share `shirking` of it.
    """
    shared = 0.0
    own = 0.0
    leads = 0.0
    for domain in range(N_DOMAINS):
        leads += department.domains[domain]
        if department.responsible[domain] > 0.0:
            own += 1.0
            shared += office.bodies[domain] - 1.0
    if own == 0.0:
        return 0.0
    return department.attention * own / max(1.0, leads) * power(1.0 - p.shirking, shared / own)


@compiled
def own_domains(department: Department) -> int:
    """Return the domains for which a department acts this week, as bits."""
    domains = 0
    for domain in range(N_DOMAINS):
        domains |= 1 << domain if department.responsible[domain] > 0.0 else 0
    return domains


@compiled
def visit(w: Tables, week: int, d: int) -> None:
    """Let department d make its own visits in its domains, to one firm of its office after the other."""
    department = w.departments[d]
    office = w.offices[department.office]
    p = w.parameters[office.regime]
    if p.department_visits == 0.0:
        return
    department.due += p.department_visits * attention_left(p, office, department) * office.firms
    passed = 0
    while department.due >= 1.0 and passed < office.premises:
        passed += 1
        i = office.first_enterprise + department.next_firm
        department.next_firm = (department.next_firm + 1) % office.premises
        if w.enterprises[i].status != stock.EMPTY and visit_firm(w, week, d, i):
            department.due -= 1.0
    department.due = min(department.due, 1.0)


@compiled
def visit_firm(w: Tables, week: int, d: int, i: int) -> bool:
    """Let department d visit enterprise i; return whether it does.

    Where the platform shows that others have been there in all of its domains, it does not.
    """
    department = w.departments[d]
    office = w.offices[department.office]
    p = w.parameters[office.regime]
    tally = w.tally[department.office]
    e = w.enterprises[i]
    body = FIRST_DEPARTMENT + department.number
    domains, kept = visits.scope_of_authority(w, week, i, own_domains(department), p.clarity_official, body)
    if domains == 0:
        return False
    by = detection.Look(
        channel=stock.BY_DEPARTMENT,
        actor=d,
        skill=visits.even(p.department_skill),
        depth=p.department_depth,
        equipment=office.equipment,
        attention=1.0,
        discretion=0.0,
        hush=0.0,
        reluctance=0.0,
    )
    visits.look(w, week, i, by, domains, kept)
    department.visits += 1
    tally.department_visits += 1
    tally.department_cost += p.department_price
    if draws.uniform(e.key, draws.SCOPE, e.checks, JOINT) < p.joint_share * p.committee_strength:
        tally.burden -= 1  # made together with the grid inspectors' next visit
    return True


@compiled
def taken_up(w: Tables, office: Office, domain: int, luck: float) -> bool:
    """Return whether a department whose job a domain is takes up a case; in a blind area nobody does."""
    departments = w.departments
    for d in range(office.first_department, office.first_department + office.departments):
        department = departments[d]
        if department.responsible[domain] > 0.0:
            department.referred += 1
            p = w.parameters[office.regime]
            if luck >= department.attention * power(1.0 - p.shirking, office.bodies[domain] - 1.0):
                return False
            department.taken_up += 1
            return True
    return False


@compiled
def referral_loss(p: Parameters, coordination: float) -> float:
    """Return the probability that a referred case is dropped: coordination time and the committee hold it up (M21)."""
    return (
        p.referral_loss
        * exp(-p.coordination_effect * coordination)
        * (1.0 - p.committee_transfer * p.committee_strength)
    )
