"""How hazards are looked for, found, and booked with an order (M04, M08)."""

from __future__ import annotations

import math

from govsim import draws
from govsim.compiled import compiled
from govsim.hazards.ledger import FOUND, NEVER, ON_PAPER, ORDERED, PUBLISHED, RECORDED, REPORTED, enter


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
def search(w, week, i, skill, depth, equipment, attention, channel):
    """Look once for every hazard of enterprise i that is not under order already; return how many are found.

    `skill` is an array over domains. What was found, by domain, stands in the ledger's `lessons`. The n-th look at a hazard meets the same luck under every policy.
    """
    hazards = w.hazards
    e = w.enterprises[i]
    p = w.parameters[e.regime]
    lessons = w.ledger[0].lessons
    lessons[:] = 0
    found = 0
    for k in range(e.first, e.first + e.hazards):
        h = hazards[k]
        if h.state == ORDERED:
            continue
        kappa = p.detection_major if h.major else p.detection_general
        chance = attention * detection(kappa, depth, skill[h.domain], equipment, h.visibility)
        luck = draws.uniform(e.key, draws.DETECTION, h.serial, h.looks)
        h.looks += 1
        if luck < chance:
            found += 1
            lessons[h.domain] += 1
            book(w, week, i, k, channel)
    return found


@compiled
def book(w, week, i, k, channel):
    """Book a finding: the hazard is found; perhaps it is recorded with an order, reported upward and published."""
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
    recorded, reported, published, interim = draws.uniforms(e.key, draws.HAZARD_LEVELS, h.serial, h.findings)
    h.findings += 1
    if recorded >= (p.record_major if h.major else p.record_general):
        return
    h.level = RECORDED
    if reported < p.report_recorded:
        h.level = PUBLISHED if published < p.publish_reported else REPORTED
    enter(w, e.office, RECORDED, h.level)
    tally.orders += 1
    tally.reopened += 1 if h.state == ON_PAPER else 0
    h.state = ORDERED
    h.since = week
    h.due = week + math.ceil(p.deadline_major if h.major else p.deadline_general)
    e.next_due = min(e.next_due, h.due)
    h.notice_at = NEVER
    if h.major:
        e.majors_found += 1
        if h.risk == 1.0 and interim < p.interim_share:
            reduce_risk(e, h, p.interim_effect)


@compiled
def reduce_risk(e, h, effect):
    """Remove the share `effect` of the accident intensity left to hazard h, and move its threshold accordingly."""
    left = 1.0 - effect
    e.risk[h.major] -= effect * h.risk
    h.risk *= left
    h.accident_at = e.exposure[h.major] + (h.accident_at - e.exposure[h.major]) / left if left > 0.0 else NEVER
