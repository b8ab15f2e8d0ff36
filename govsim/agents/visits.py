"""One look of any body at one firm: what it leaves out, what it finds, what the firm learns of it.

M04, M20, M32, M42.

Grid inspectors, inspectors from outside, departments, agencies, associations and neighbouring firms differ in why they
come and in what they do with what they find. What stands here is the same for all. Domains travel as bits of one word.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from govsim import draws, events
from govsim.agents import compliance
from govsim.compiled import compiled
from govsim.elementary import exp
from govsim.hazards import detection, stock
from govsim.parameters.sectors import DOMAINS

if TYPE_CHECKING:
    from govsim.hazards.detection import Look
    from govsim.views import Parameters, Tables

N_DOMAINS = len(DOMAINS)
ALL_DOMAINS = (1 << N_DOMAINS) - 1
GRID_INSPECTORS = 0  # as a body that checks domains; departments are 1 and up
PLATFORM = 16  # lag of the draws, one a domain, by which the platform shows a check of another body


@compiled
def even(skill: float) -> tuple[float, ...]:
    """Return the skill by domain of a body that knows all eight domains equally well."""
    return (skill, skill, skill, skill, skill, skill, skill, skill)


@compiled
def procedure(p: Parameters, clarity: float, luck: float) -> float:
    """Return the share of its depth that a check keeps: where duties are unclear, procedure varies (M32).

    1 - (1 - clarity) variance u, u uniform: all of it with full clarity, between 1 - variance and 1 with none.
    """
    return 1.0 - (1.0 - clarity) * p.procedure_variance * luck


@compiled
def scope(w: Tables, i: int, domains: int, clarity: float) -> tuple[int, float]:
    """Start a check of enterprise i; return which of the domains (bits) it looks at, and what share of its depth.

    Where duties are unclear, it leaves out each domain with the probability (1 - clarity) omission (M32).
    """
    e = w.enterprises[i]
    p = w.parameters[e.regime]
    e.checks += 1
    if clarity == 1.0:
        return domains, 1.0
    chance = (1.0 - clarity) * p.omission
    for domain in range(N_DOMAINS):
        if draws.uniform(e.key, draws.SCOPE, e.checks, domain) < chance:
            domains &= ~(1 << domain)
    return domains, procedure(p, clarity, draws.uniform(e.key, draws.SCOPE, e.checks, N_DOMAINS))


@compiled
def scope_of_authority(w: Tables, week: int, i: int, domains: int, clarity: float, body: int) -> tuple[int, float]:
    """Start a check of enterprise i by an authority, and book the domains that it looks at; return the same as `scope`.

    An announced one meets a firm that has tidied up (M42). It leaves out as well what is nobody's job (M20), and what
    it sees on the platform that another body has just checked (M22). What it does look at is a duplicate where another
    body was there lately.
    """
    e = w.enterprises[i]
    office = w.offices[e.office]
    p = w.parameters[office.regime]
    tally = w.tally[e.office]
    domains, kept = scope(w, i, domains, clarity)
    for domain in range(N_DOMAINS):
        if office.blind[domain] > 0:
            domains &= ~(1 << domain)
        if domains >> domain & 1 == 0:
            continue
        repeated = e.checker[domain] != body and week - e.checked[domain] < p.repeat_weeks
        shown = p.link_horizontal * p.clarity_official
        if repeated and draws.uniform(e.key, draws.SCOPE, e.checks, PLATFORM + domain) < shown:
            domains &= ~(1 << domain)
            continue
        tally.domain_checks += 1
        tally.duplicate_checks += 1 if repeated else 0
        e.checked[domain] = week
        e.checker[domain] = body
    if (
        p.announced_share > 0.0
        and domains > 0
        and draws.uniform(e.key, draws.ANNOUNCED, e.checks, 0) < p.announced_share
    ):
        tidy_up(w, week, i)
    return domains, kept


@compiled
def put_away(p: Parameters, effort: float, alert: float, visibility: float) -> float:
    """Return the probability that a firm which expects a check puts a general hazard away (M42).

    1 - exp(-tidying visibility min(1, effort + alert)): what shows, and by those who care or fear.
    """
    return 1.0 - exp(-p.tidying * visibility * min(1.0, effort + alert))


@compiled
def tidy_up(w: Tables, week: int, i: int) -> None:
    """Let enterprise i put away for some weeks what a check that has been announced would see (M42).

    Only general hazards: a major one cannot be put away in days.
    """
    e = w.enterprises[i]
    p = w.parameters[e.regime]
    tally = w.tally[e.office]
    tally.announced_checks += 1
    for k in range(e.first, e.first + e.hazards):
        h = w.hazards[k]
        if h.major or h.state == stock.ORDERED or week < h.away_until:
            continue
        if draws.uniform(e.key, draws.TIDYING, h.serial, e.checks) < put_away(p, e.effort, e.alert, h.visibility):
            h.away_until = week + math.ceil(p.tidy_weeks)
            tally.tidied += 1


@compiled
def look(w: Tables, week: int, i: int, by: Look, domains: int, kept: float) -> tuple[int, int]:
    """Let a body look once at enterprise i, as `by` says, in the domains and with the share of depth of its scope.

    The firm bears the visit, and learns from it how likely it is to be found out; a check by neighbours is neither an
    authority's nor a burden. Return the findings, and how they divide over the domains (see `detection.search`).
    """
    e = w.enterprises[i]
    events.log(w, week, i, -1, events.VISIT, by.channel, by.actor)
    found, told, lessons = detection.search(w, week, i, by, domains, kept)
    if by.channel != stock.BY_MUTUAL_AID:
        compliance.learn_of_visit(w.parameters[e.regime], e, found - told)
        w.tally[e.office].burden += 1
    return found, lessons
