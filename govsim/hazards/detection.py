"""How hazards are looked for, found, and booked with an order (M04, M08, M32; recording: M07, M22, M37)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from govsim import draws, events
from govsim.compiled import compiled
from govsim.elementary import exp, power
from govsim.fields import NEVER, NO_WEEK
from govsim.hazards import casefile
from govsim.hazards.recognition import learn, recognise
from govsim.hazards.stock import (
    BY_OTHERS,
    BY_SENSOR,
    BY_VISIT,
    FOUND,
    ON_PAPER,
    ORDERED,
    PUBLISHED,
    RECORDED,
    REPORTED,
    UNKNOWN,
    enter,
    weigh,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from govsim.views import Enterprise, Hazard, Parameters, Tables, Tallies


@compiled
def detection(kappa: float, depth: float, skill: float, equipment: float, visibility: float) -> float:
    """Return the probability that a look finds a hazard: 1 - exp(-kappa depth skill equipment visibility)."""
    return 1.0 - exp(-kappa * depth * skill * equipment * visibility)


@compiled
def attentiveness(fatigue: float, visits_before: int, familiarity: float, repeats: int) -> float:
    """Return the share of findings left by the visits before on the same day and by repeat visits (M08).

    (1 - fatigue)^visits_before * (1 - familiarity (1 - 1/(1 + repeats))).
    """
    return power(1.0 - fatigue, visits_before) * (1.0 - familiarity * (1.0 - 1.0 / (1.0 + repeats)))


class Look(NamedTuple):
    """Who looks at a firm, and how; compiled rules hand it on as plain values."""

    channel: int  # by which a finding comes, one of `CHANNELS`
    actor: int  # row of the inspector, department, agency or firm; NOBODY: none of them
    skill: Sequence[float]  # share, by domain
    depth: float  # share of a full look
    equipment: float  # share
    attention: float  # share of the findings that is left to a tired or familiar eye
    discretion: float  # share of the findings that is told to the firm alone
    hush: float  # share of the findings that a tie keeps out of the books
    reluctance: float  # to have known: what it costs more to have recorded a hazard that stays


@compiled
def chance_to_find(p: Parameters, h: Hazard, depth: float, skill: float, equipment: float) -> float:
    """Return the probability that one attentive look finds hazard h; major ones are harder to see."""
    return detection(p.detection_major if h.major else p.detection_general, depth, skill, equipment, h.visibility)


@compiled
def expert_findings(w: Tables, i: int) -> None:
    """Tally what a full-depth sweep by experts in every domain would be expected to find at enterprise i now."""
    e = w.enterprises[i]
    p = w.parameters[e.regime]
    expected = 0.0
    majors = 0.0
    for k in range(e.first, e.first + e.hazards):
        h = w.hazards[k]
        chance = chance_to_find(p, h, 1.0, 1.0, 1.0)
        expected += chance
        majors += chance if h.major else 0.0
    w.tally[e.office].expert_findings += expected
    w.tally[e.office].expert_majors += majors


@compiled
def search(w: Tables, week: int, i: int, by: Look, domains: int, kept: float) -> tuple[int, int, int]:
    """Look once, as `by` says, for every hazard of enterprise i in the domains that is not under order already.

    Nobody finds what the firm has put away (M42); others do not report again what waits at the desk (M45). `domains`
    are bits, `kept` is the share of the depth that is left.
    The n-th look at a hazard meets the same luck under every policy. Return how many are found, how many of these are
    told to the firm alone, and the findings by domain, a byte each (at most 255), the first domain lowest.
    """
    hazards = w.hazards
    e = w.enterprises[i]
    p = w.parameters[e.regime]
    depth = by.depth * kept
    others = by.channel in BY_OTHERS
    found = 0
    told = 0
    lessons = 0
    for k in range(e.first, e.first + e.hazards):
        h = hazards[k]
        domain = int(h.domain)
        if h.state == ORDERED or week < h.away_until or domains >> domain & 1 == 0:
            continue
        if others and h.desk_due < NO_WEEK:
            continue
        chance = by.attention * chance_to_find(p, h, depth, by.skill[domain], by.equipment)
        if h.serial == e.named and by.channel == BY_VISIT:  # who answers a report knows where to look
            chance = max(chance, by.attention * p.report_precision)
        luck = draws.uniform(e.key, draws.DETECTION, h.serial, h.looks)
        luck = casefile.meet_look(
            w, week, e, h, by.channel, by.actor, depth, by.skill[domain], by.equipment, by.attention, chance, luck
        )
        h.looks += 1
        if luck < chance:
            found += 1
            lessons += 1 << 8 * domain if findings_in(lessons, domain) < 255 else 0
            discreet, heeded, _, _ = draws.uniforms(e.key, draws.DISCRETION, h.serial, h.looks)
            discreet = casefile.meet_above(w, week, e, h, casefile.TOLD, h.looks, by.discretion, discreet)
            if discreet < by.discretion:
                told += 1
                if h.state == UNKNOWN and heeded < e.responsibility:  # advice is heeded by those who feel responsible
                    tell_firm(e, h)
            else:
                book(w, week, i, k, by.channel, by.actor, by.hush, by.reluctance)
    return found, told, lessons


@compiled
def findings_in(lessons: int, domain: int) -> int:
    """Return how many findings a search made in a domain."""
    return lessons >> 8 * domain & 255


@compiled
def tell_firm(e: Enterprise, h: Hazard) -> None:
    """Let enterprise e know of hazard h from now on: it mends it at once, or puts it off."""
    recognise(e, h)
    h.notice_at = e.notice_clock[1]
    e.next_notice[1] = min(e.next_notice[1], h.notice_at)


@compiled
def recording(p: Parameters, e: Enterprise, major: int, cost_factor: float, reluctance: float) -> float:
    """Return the probability that a finding is recorded, by inspectors without a tie to the firm.

    Who fears blame does not like to have known of a major hazard that will stay: exp(-reluctance burden), burden
    the cost of the repair over the firm's cash, at most 1 (M07).
    """
    if not major:
        return p.record_general
    willing = 1.0
    if reluctance > 0.0:
        burden = min(1.0, p.repair_cost_major * cost_factor / (p.cash_per_employee * e.employees * e.liquidity))
        willing = exp(-reluctance * burden)
    return p.record_major * willing


@compiled
def book(w: Tables, week: int, i: int, k: int, channel: int, actor: int, hush: float, reluctance: float) -> None:
    """Book a finding: the hazard is found, and registered; what others find, when the desk comes to it (M45)."""
    e = w.enterprises[i]
    h = w.hazards[k]
    tally = w.tally[e.office]
    tally.found_by[channel] += 1
    if h.major:
        tally.found_major_by[channel] += 1
    if h.found == 0:
        h.found = 1
        h.level = FOUND
        enter(w, e.office, FOUND, FOUND)
    events.log(w, week, i, k, events.FINDING, channel, actor)
    h.findings += 1
    if channel in BY_OTHERS and w.offices[e.office].desk_wait > 0:
        lay_on_desk(e, h, week + w.offices[e.office].desk_wait, channel)
    else:
        register(w, week, i, k, channel, actor, hush, reluctance)


@compiled
def lay_on_desk(e: Enterprise, h: Hazard, due: int, channel: int) -> None:
    """Let what others have found of hazard h wait until the desk comes to it in week `due`, or to an earlier finding.

    Until then the hazard is as it was: the firm may mend it, it may harm, and inspectors may find it themselves.
    """
    if due < h.desk_due:
        h.desk_due = due
        h.desk_channel = channel
        e.next_due = min(e.next_due, due)


@compiled
def come_to(w: Tables, week: int, i: int, k: int) -> None:
    """Let the desk come to what others have found of the hazard at index k; they keep nothing out of the books."""
    h = w.hazards[k]
    h.desk_due = NO_WEEK
    register(w, week, i, k, h.desk_channel, events.NOBODY, 0.0, 0.0)


@compiled
def register(w: Tables, week: int, i: int, k: int, channel: int, actor: int, hush: float, reluctance: float) -> None:
    """Register the last finding of a hazard: perhaps it is recorded with an order, reported upward and published.

    A tie to the firm keeps the share `hush` out of the books (M37), reluctance to have known some major hazards (M07).
    """
    e = w.enterprises[i]
    h = w.hazards[k]
    p = w.parameters[e.regime]
    tally = w.tally[e.office]
    if h.state == ON_PAPER:
        h.rounds = 0
        e.violations += 1
        e.case_domain = h.domain
    recorded, reported, published, interim = draws.uniforms(e.key, draws.HAZARD_LEVELS, h.serial, h.findings - 1)
    if channel != BY_SENSOR:  # nobody can keep a sensor's signal out of the books
        chance = recording(p, e, h.major, w.sectors[e.sector].cost_factor, reluctance)
        recorded = casefile.meet(w, week, e, h, casefile.BOOKED, h.findings, chance * (1.0 - hush), recorded)
        if recorded >= chance * (1.0 - hush):
            tally.hushed += 1 if recorded < chance and channel == BY_VISIT else 0
            return
    h.level = pass_upward(p, tally, reported, published)
    enter(w, e.office, RECORDED, h.level)
    order(w, week, i, k, channel, actor)
    if h.major:
        tally.orders_major += 1
        e.majors_found += 1
        if h.risk == 1.0 and interim < p.interim_share:
            reduce_risk(e, h, p.interim_effect)
            events.log(w, week, i, k, events.INTERIM, channel, events.NOBODY)


@compiled
def pass_upward(p: Parameters, tally: Tallies, reported: float, published: float) -> int:
    """Return the level of truth that a recorded hazard reaches: perhaps it is reported upward, and published (M22).

    `reported` and `published` are uniforms.
    """
    if reported >= p.report_recorded:
        return RECORDED
    tally.transfers += 1
    if reported >= p.report_recorded * p.link_vertical:
        return RECORDED
    tally.transfers_arrived += 1
    tally.transfer_weeks += p.link_delay
    return PUBLISHED if published < p.publish_reported else REPORTED


@compiled
def order(w: Tables, week: int, i: int, k: int, channel: int, actor: int) -> None:
    """Order enterprise i to mend the hazard at index k in time."""
    e = w.enterprises[i]
    h = w.hazards[k]
    p = w.parameters[e.regime]
    tally = w.tally[e.office]
    tally.orders += 1
    e.recorded += 1
    tally.reopened += 1 if h.state == ON_PAPER else 0
    h.state = ORDERED
    h.since = week
    h.desk_due = NO_WEEK
    h.due = week + math.ceil(p.deadline_major if h.major else p.deadline_general)
    e.next_due = min(e.next_due, h.due)
    h.recognised = 1
    h.notice_at = NEVER
    learn(w, i, h.domain)
    events.log(w, week, i, k, events.ORDER, channel, actor)


@compiled
def reduce_risk(e: Enterprise, h: Hazard, effect: float) -> None:
    """Remove the share `effect` of the intensity of harm left to hazard h, and move its threshold accordingly."""
    left = 1.0 - effect
    weigh(e, h, -effect * h.risk)
    h.risk *= left
    h.harm_at = e.exposure[h.major] + (h.harm_at - e.exposure[h.major]) / left if left > 0.0 else NEVER
