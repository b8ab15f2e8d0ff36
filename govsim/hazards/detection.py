"""How hazards are looked for, found, and booked with an order (M04, M08, M32; recording: M07, M22, M37)."""

from __future__ import annotations

import math

from govsim import draws
from govsim.compiled import compiled
from govsim.hazards import events
from govsim.hazards.ledger import (
    BY_SENSOR,
    BY_VISIT,
    FOUND,
    NEVER,
    ON_PAPER,
    ORDERED,
    PUBLISHED,
    RECORDED,
    REPORTED,
    UNKNOWN,
    enter,
)


@compiled
def detection(kappa, depth, skill, equipment, visibility):
    """Return the probability that a look finds a hazard: 1 - exp(-kappa depth skill equipment visibility)."""
    return 1.0 - math.exp(-kappa * depth * skill * equipment * visibility)


@compiled
def attentiveness(fatigue, visits_before, familiarity, repeats):
    """Return the share of findings left by the visits before on the same day and by repeat visits (M08).

    (1 - fatigue)^visits_before * (1 - familiarity (1 - 1/(1 + repeats))).
    """
    return (1.0 - fatigue) ** visits_before * (1.0 - familiarity * (1.0 - 1.0 / (1.0 + repeats)))


@compiled
def procedure(p, clarity, luck):
    """Return the share of its depth that a check keeps: where duties are unclear, procedure varies (M32).

    1 - (1 - clarity) variance u, u uniform: all of it with full clarity, between 1 - variance and 1 with none.
    """
    return 1.0 - (1.0 - clarity) * p.procedure_variance * luck


@compiled
def open_scope(w, i, clarity):
    """Start a check of enterprise i: write which domains it leaves out for lack of clarity.

    Return what depth is left.
    """
    e = w.enterprises[i]
    p = w.parameters[e.regime]
    left_out = w.ledger[0].left_out
    left_out[:] = 0
    e.checks += 1
    if clarity == 1.0:
        return 1.0
    chance = (1.0 - clarity) * p.omission
    for d in range(left_out.shape[0]):
        if draws.uniform(e.key, draws.SCOPE, e.checks, d) < chance:
            left_out[d] = 1
    return procedure(p, clarity, draws.uniform(e.key, draws.SCOPE, e.checks, left_out.shape[0]))


@compiled
def search(w, week, i, skill, depth, equipment, attention, channel, actor, discretion, hush, fear):
    """Look once for every hazard of enterprise i that is not under order already; return how many are found.

    `skill` is an array over domains; the domains that the ledger's `left_out` marks are not looked at. What was found,
    by domain, stands in the ledger's `lessons`. The share `discretion` of the findings is told to the firm alone;
    `hush` and `fear` keep findings out of the books (see `book`). The n-th look at a hazard meets the same luck under
    every
    policy.
    """
    hazards = w.hazards
    e = w.enterprises[i]
    p = w.parameters[e.regime]
    lessons = w.ledger[0].lessons
    left_out = w.ledger[0].left_out
    lessons[:] = 0
    found = 0
    for k in range(e.first, e.first + e.hazards):
        h = hazards[k]
        if h.state == ORDERED or left_out[h.domain] > 0:
            continue
        kappa = p.detection_major if h.major else p.detection_general
        chance = attention * detection(kappa, depth, skill[h.domain], equipment, h.visibility)
        luck = draws.uniform(e.key, draws.DETECTION, h.serial, h.looks)
        h.looks += 1
        if luck < chance:
            found += 1
            lessons[h.domain] += 1
            discreet, heeded, _, _ = draws.uniforms(e.key, draws.DISCRETION, h.serial, h.looks)
            if discreet < discretion:
                if h.state == UNKNOWN and heeded < e.responsibility:  # advice is heeded by those who feel responsible
                    tell_firm(e, h)
            else:
                book(w, week, i, k, channel, actor, hush, fear)
    return found


@compiled
def tell_firm(e, h):
    """Let enterprise e know of hazard h from now on: it mends it, or puts it off."""
    h.notice_at = e.notice_clock
    e.next_notice = min(e.next_notice, h.notice_at)


@compiled
def recording(p, e, major, cost_factor, fear):
    """Return the probability that a finding is recorded, by inspectors without a tie to the firm.

    Who fears blame does not like to have known of a major hazard that will stay: exp(-response fear chi burden), burden
    the cost of the repair over the firm's cash, at most 1 (M07).
    """
    if not major:
        return p.record_general
    willing = 1.0
    if fear > 0.0:
        burden = min(1.0, p.repair_cost_major * cost_factor / (p.cash_per_employee * e.employees * e.liquidity))
        willing = math.exp(-p.blame_response * fear * p.known_unfixed * burden)
    return p.record_major * willing


@compiled
def book(w, week, i, k, channel, actor, hush, fear):
    """Book a finding: the hazard is found; perhaps it is recorded with an order, reported upward and published.

    A tie to the firm keeps the share `hush` out of the books (M37), the fear of blame some major hazards (M07).
    """
    e = w.enterprises[i]
    h = w.hazards[k]
    p = w.parameters[e.regime]
    tally = w.tally[e.office]
    tally.found_by[channel] += 1
    if h.major:
        tally.found_major_by[channel] += 1
    if h.found == 0:
        h.found = 1
        h.level = FOUND
        enter(w, e.office, FOUND, FOUND)
    elif h.state == ON_PAPER:
        h.rounds = 0
        e.violations += 1
        e.case_domain = h.domain
    events.log(w, week, i, k, events.FINDING, channel, actor)
    recorded, reported, published, interim = draws.uniforms(e.key, draws.HAZARD_LEVELS, h.serial, h.findings)
    h.findings += 1
    if channel != BY_SENSOR:  # nobody can keep a sensor's signal out of the books
        chance = recording(p, e, h.major, w.sectors[e.sector].cost_factor, fear)
        if recorded >= chance * (1.0 - hush):
            tally.hushed += 1 if recorded < chance and channel == BY_VISIT else 0
            return
    h.level = RECORDED
    if reported < p.report_recorded:
        tally.transfers += 1
        if reported < p.report_recorded * p.link_vertical:
            tally.transfers_arrived += 1
            tally.transfer_weeks += p.link_delay
            h.level = PUBLISHED if published < p.publish_reported else REPORTED
    enter(w, e.office, RECORDED, h.level)
    tally.orders += 1
    e.recorded += 1
    tally.reopened += 1 if h.state == ON_PAPER else 0
    h.state = ORDERED
    h.since = week
    h.due = week + math.ceil(p.deadline_major if h.major else p.deadline_general)
    e.next_due = min(e.next_due, h.due)
    h.notice_at = NEVER
    events.log(w, week, i, k, events.ORDER, channel, actor)
    if h.major:
        tally.orders_major += 1
        e.majors_found += 1
        if h.risk == 1.0 and interim < p.interim_share:
            reduce_risk(e, h, p.interim_effect)
            events.log(w, week, i, k, events.INTERIM, channel, events.NOBODY)


@compiled
def reduce_risk(e, h, effect):
    """Remove the share `effect` of the accident intensity left to hazard h, and move its threshold accordingly."""
    left = 1.0 - effect
    e.risk[h.major] -= effect * h.risk
    h.risk *= left
    h.accident_at = e.exposure[h.major] + (h.accident_at - e.exposure[h.major]) / left if left > 0.0 else NEVER
