"""Self-check: the firm's own people notice hazards, and mend them or put them off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govsim import draws, events, fields
from govsim.compiled import compiled, weekly
from govsim.hazards import casefile, rectification, stock

if TYPE_CHECKING:
    from govsim.views import Parameters, Tables


@weekly
def notice_intensity(p: Parameters, effort: float) -> float:
    """Return the intensity per week with which a firm notices any one of its hazards.

    rate * (base + (1 - base) * effort) * (recognised share + training).
    """
    recognised = min(1.0, p.self_check_skill + p.self_check_training)
    return p.self_check_rate * (p.self_check_base + (1.0 - p.self_check_base) * effort) * recognised


@weekly
def check_itself(w: Tables, week: int, i: int) -> None:
    """Run down enterprise i's notice clock; mend what is noticed, or put it off.

    A firm on the alert goes over its premises by itself, again and again until it has calmed down (M43).
    """
    e = w.enterprises[i]
    if e.status == stock.EMPTY:
        return
    p = w.parameters[e.regime]
    e.notice_clock += (notice_intensity(p, e.effort) + p.sweep_rate * e.alert) * e.activity
    if e.notice_clock >= e.next_notice:
        handle_noticed(w, week, i)


@compiled
def handle_noticed(w: Tables, week: int, i: int) -> None:
    """Mend or put off the hazards of enterprise i that its own people notice this week."""
    e = w.enterprises[i]
    own = w.hazards
    now = e.notice_clock
    upcoming = fields.NEVER
    k = e.first
    while k < e.first + e.hazards:
        reading = own[k].notice_at
        if reading > now:
            upcoming = min(upcoming, reading)
            k += 1
        elif mends(w, week, i, k):
            stock.end(w, i, k, stock.BY_REPAIR)
    e.next_notice = upcoming


@compiled
def mends(w: Tables, week: int, i: int, k: int) -> bool:
    """Return whether enterprise i mends the hazard at index k that it has noticed; else it notices it again later."""
    e = w.enterprises[i]
    p = w.parameters[e.regime]
    h = w.hazards[k]
    mend, report, again, _ = draws.uniforms(e.key, draws.NOTICE, h.serial, h.attempts)
    h.attempts += 1
    events.log(w, week, i, k, events.NOTICED, stock.BY_SELF_CHECK, events.NOBODY)
    chance = p.self_repair * min(1.0, e.liquidity)
    mend = casefile.meet(w, week, e, h, casefile.MENDED, h.attempts, chance, mend)
    if mend >= chance:
        again = casefile.meet(w, week, e, h, casefile.NOTICE_CLOCK, h.attempts, 0.0, again)
        h.notice_at = e.notice_clock + draws.exponential(again)
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
