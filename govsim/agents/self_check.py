"""Self-check: the firm's own people notice hazards, and mend them or put them off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govsim import draws, events, fields
from govsim.compiled import compiled, fetch_line, weekly
from govsim.hazards import casefile, recognition, rectification, stock

if TYPE_CHECKING:
    from govsim.views import Parameters, Tables


@weekly
def notice_intensity(p: Parameters, effort: float) -> float:
    """Return the intensity per week with which a firm notices any one of the hazards that it recognises.

    rate * (base + (1 - base) * effort).
    """
    return p.self_check_rate * (p.self_check_base + (1.0 - p.self_check_base) * effort)


@weekly
def check_itself(w: Tables, week: int, i: int) -> None:
    """Run down enterprise i's notice clocks; mend what is noticed, or put it off.

    A firm on the alert goes over its premises by itself, again and again until it has calmed down (M43). What its
    people do not recognise they rarely notice, however hard they try (M44).
    """
    e = w.enterprises[i]
    if e.status == stock.EMPTY:
        return
    p = w.parameters[e.regime]
    if e.training != p.self_check_training:
        recognition.train(w, i)
    if w.common[e.regime].quarter and p.recognition_learning > 0.0:
        recognition.forget(p, e)
    attention = (notice_intensity(p, e.effort) + p.sweep_rate * e.alert) * e.activity
    e.notice_clock[0] += p.unrecognised_notice * attention
    e.notice_clock[1] += attention
    if e.notice_clock[0] >= e.next_notice[0] or e.notice_clock[1] >= e.next_notice[1]:
        handle_noticed(w, week, i)


@compiled
def handle_noticed(w: Tables, week: int, i: int) -> None:
    """Mend or put off the hazards of enterprise i that its own people notice this week."""
    e = w.enterprises[i]
    own = w.hazards
    unrecognised = fields.NEVER
    recognised = fields.NEVER
    k = e.first
    while k < e.first + e.hazards:
        h = own[k]
        if h.notice_at <= e.notice_clock[h.recognised]:
            fetch_line(w.hazard_bodies, k)  # one that is mended is overwritten by the last
            fetch_line(w.hazard_bodies, e.first + e.hazards - 1)
            if mends(w, week, i, k):
                stock.end(w, i, k, stock.BY_REPAIR)
            continue
        # which of them are recognised no processor can guess: chosen, not branched
        recognised = min(recognised, h.notice_at if h.recognised else fields.NEVER)
        unrecognised = min(unrecognised, fields.NEVER if h.recognised else h.notice_at)
        k += 1
    e.next_notice[0] = unrecognised
    e.next_notice[1] = recognised


@compiled
def chance_to_mend(p: Parameters, liquidity: float, burden: float) -> float:
    """Return the probability that a firm mends what it has noticed, and does not put it off.

    self_repair * min(1, liquidity) / (1 + b burden): what costs much, measured by the firm's cash, is put off.
    """
    return p.self_repair * min(1.0, liquidity) / (1.0 + p.self_repair_burden * burden)


@compiled
def mends(w: Tables, week: int, i: int, k: int) -> bool:
    """Return whether enterprise i mends the hazard at index k that it has noticed; else it notices it again later."""
    e = w.enterprises[i]
    p = w.parameters[e.regime]
    h = w.hazards[k]
    mend, report, again, _ = draws.uniforms(e.key, draws.NOTICE, h.serial, h.attempts)
    h.attempts += 1
    h.recognised = 1
    events.log(w, week, i, k, events.NOTICED, stock.BY_SELF_CHECK, events.NOBODY)
    heavy = rectification.burden(p, e.employees, e.liquidity, h.major, w.sectors[e.sector].cost_factor)
    chance = chance_to_mend(p, e.liquidity, heavy)
    mend = casefile.meet(w, week, e, h, casefile.MENDED, h.attempts, chance, mend)
    if mend >= chance:
        again = casefile.meet(w, week, e, h, casefile.NOTICE_CLOCK, h.attempts, 0.0, again)
        h.notice_at = e.notice_clock[1] + draws.exponential(again)
        return False
    w.tally[e.office].self_repairs += 1
    if report < p.self_report:
        report_own(w, i, k)
    rectification.pay_repair(w, i, h.major, 1.0)
    events.log(w, week, i, k, events.REPAIRED, stock.BY_SELF_CHECK, events.NOBODY)
    return True


@compiled
def report_own(w: Tables, i: int, k: int) -> None:
    """Report on the platform a hazard that the firm has found and is about to mend itself.

    Found, recorded, reported.
    """
    e = w.enterprises[i]
    h = w.hazards[k]
    tally = w.tally[e.office]
    tally.found_by[stock.BY_SELF_CHECK] += 1
    if h.major:
        tally.found_major_by[stock.BY_SELF_CHECK] += 1
    stock.enter(w, e.office, stock.RECORDED if h.found else stock.FOUND, stock.REPORTED)
    h.found = 1
    h.level = stock.REPORTED
