"""Enforcement: cases, referrals, sanctions, stops and closures (M09)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from govsim import draws, events, fields, society
from govsim.agents import compliance, connections, department, enterprise
from govsim.compiled import compiled, weekly
from govsim.elementary import power
from govsim.hazards import stock
from govsim.platform import LOST, arrives

if TYPE_CHECKING:
    from govsim.views import Enterprise, Office, Parameters, Tables

DAILY_FINES, FULL_STOP = 2, 3  # steps of the ladder from which a sanction comes with fines by the day, with a stop
THREE, FOUR = 2, 3  # places in a firm's record of its sanctions, the last one first
HALF_A_YEAR, YEAR = 26, 52  # weeks in which so many lead to closure (Work Safety Law 2021, art. 113: 180 days, a year)


@weekly
def enforce(w: Tables, week: int, i: int) -> None:
    """Handle the cases of enterprise i: decide or refer new ones, end the referred one that has come back."""
    e = w.enterprises[i]
    if e.referral_due <= week or e.majors_found > 0 or e.violations > 0 or e.stopped_until == week:
        handle_cases(w, week, i)


@compiled
def handle_cases(w: Tables, week: int, i: int) -> None:
    """Handle what stands open against enterprise i this week."""
    e = w.enterprises[i]
    if e.status == stock.EMPTY:
        return
    if e.referral_due <= week:
        e.referral_due = fields.NO_WEEK
        e.last_of[events.CASE] = e.referred_case
        sanction(w, week, i)
    if e.stopped_until == week and owes_majors(w, e):
        perhaps_close(w, week, i)
    if e.majors_found > 0 and e.status != stock.EMPTY:
        consider_stop(w, week, i)
    while e.violations > 0 and e.status != stock.EMPTY:
        e.violations -= 1
        e.cases += 1
        open_case(w, week, i)


@compiled
def open_case(w: Tables, week: int, i: int) -> None:
    """Decide one case of enterprise i: within the office's authority by its will, beyond it by referral."""
    e = w.enterprises[i]
    office = w.offices[e.office]
    p = w.parameters[e.regime]
    tally = w.tally[e.office]
    tally.cases += 1
    w.grids[e.grid].cases += 1
    events.log(w, week, i, -1, events.CASE, -1, events.NOBODY)
    own, will, refer, lose = draws.uniforms(e.key, draws.SANCTION, e.cases, 0)
    if own < p.authority:
        if will < certainty(p, e, office):
            sanction(w, week, i)
            return
    elif refer < p.referral_share and refer_upward(w, week, i, lose):
        return
    compliance.learn_of_case(p, e, False)
    society.take_to_court(w, week, i)


@compiled
def certainty(p: Parameters, e: Enterprise, office: Office) -> float:
    """Return the probability that a case in the office's own power ends in a sanction.

    Will times attention, more in a campaign; less for a firm with connections; of more cases than the office can carry
    through, the same number is sanctioned.
    """
    will = min(1.0, p.sanction_will * office.attention * (1.0 + office.campaign))
    will *= connections.left_by_connections(p, e)
    capacity = p.case_capacity * office.firms
    return will * (capacity / office.case_load if office.case_load > capacity else 1.0)


@compiled
def refer_upward(w: Tables, week: int, i: int, lose: float) -> bool:
    """Refer the case of enterprise i to the department whose job it is; return whether it will be sanctioned there."""
    e = w.enterprises[i]
    office = w.offices[e.office]
    p = w.parameters[office.regime]
    tally = w.tally[e.office]
    tally.referrals += 1
    lost = lose < department.referral_loss(p, office.coordination)
    if lost or not department.taken_up(w, office, e.case_domain, draws.uniform(e.key, draws.SANCTION, e.cases, 2)):
        tally.referrals_lost += 1
        return False
    luck, u, v, _ = draws.uniforms(e.key, draws.REFERRAL, e.cases, 1)
    weeks = arrives(tally, p.link_horizontal, p.link_delay, luck, u, v)
    if weeks == LOST or connections.keep_away(w.parameters[e.regime], e, e.cases, connections.CASE):
        tally.referrals_lost += 1
        return False
    if e.referral_due == fields.NO_WEEK:
        wait = p.referral_delay * (1.0 - p.committee_transfer * p.committee_strength)
        wait *= draws.exponential(draws.uniform(e.key, draws.REFERRAL, e.cases, 0))
        e.referral_due = week + 1 + weeks + math.floor(wait) + office.desk_wait  # first it waits at its own desk
        e.referred_case = e.last_of[events.CASE]
    return True


@compiled
def consider_stop(w: Tables, week: int, i: int) -> None:
    """Perhaps stop enterprise i because major hazards were found."""
    e = w.enterprises[i]
    office = w.offices[e.office]
    p = w.parameters[e.regime]
    e.cases += 1
    e.majors_found = 0
    chance = p.stop_major * p.authority * office.attention
    chance *= connections.left_by_connections(p, e)
    if draws.uniform(e.key, draws.SANCTION, e.cases, 1) < chance:
        stop(w, week, i, events.ORDER)


@compiled
def sanction(w: Tables, week: int, i: int) -> None:
    """Sanction enterprise i at its step of the ladder: fine, higher fine with daily fines, stop; perhaps closure.

    The step is one more than its sanctions of the last 52 weeks. Any sanction may come with a stop, as an order was not
    obeyed (Work Safety Law 2021, art. 102).
    """
    e = w.enterprises[i]
    p = w.parameters[e.regime]
    tally = w.tally[e.office]
    step = next_step(e, week)
    fine = fine_of_step(p, step)
    tally.sanctions += 1
    tally.fines += fine
    e.spending += fine
    e.sanctions += 1
    w.grids[e.grid].sanctions += 1
    compliance.learn_of_case(p, e, True)
    e.alert += p.alert_sanction * (1.0 - e.alert)
    events.log(w, week, i, -1, events.SANCTION, -1, events.NOBODY)
    published = draws.uniform(e.key, draws.MEDIA, e.cases, 1) < p.publish_reported
    society.offer_story(w, week, i, published, events.SANCTION)
    if step >= FULL_STOP or draws.uniform(e.key, draws.REFUSAL, e.cases, 0) < p.stop_refusal:
        stop(w, week, i, events.SANCTION)
    if may_close(e, week):
        perhaps_close(w, week, i)


@compiled
def next_step(e: Enterprise, week: int) -> int:
    """Enter a sanction of enterprise e in its record of the last four; return its step of the ladder, from 1.

    Violations of one week are weighed one by one and punished together (SAWS Order 15, 2007, amended 2015, art. 53):
    their fines add up, and it is one decision.
    """
    weeks = e.sanction_weeks
    if weeks[0] != week:
        for k in range(weeks.shape[0] - 1, 0, -1):
            weeks[k] = weeks[k - 1]
        weeks[0] = week
    step = 0
    for k in range(weeks.shape[0]):
        step += 1 if week - weeks[k] < YEAR else 0
    return step


@compiled
def fine_of_step(p: Parameters, step: int) -> float:
    """Return the fine (yuan) of a step of the ladder; from the second on, with fines by the day."""
    fine = p.fine * power(p.fine_escalation, min(step, FULL_STOP) - 1.0)
    if step >= DAILY_FINES:
        fine += p.daily_fine_share * fine * p.daily_fine_days
    return fine


@compiled
def may_close(e: Enterprise, week: int) -> bool:
    """Return whether the law lets enterprise e be closed (Work Safety Law 2021, art. 113).

    It needs three sanctions within 26 weeks, or four within 52 with a major hazard open.
    """
    weeks = e.sanction_weeks
    return week - weeks[THREE] < HALF_A_YEAR or (week - weeks[FOUR] < YEAR and e.risk[1] > 1e-9)


@compiled
def owes_majors(w: Tables, e: Enterprise) -> bool:
    """Return whether enterprise e has been ordered to mend a major hazard and has not.

    After a stop it may be closed for that (Work Safety Law 2021, art. 113).
    """
    owed = 0
    for k in range(e.first, e.first + e.hazards):
        owed += 1 if w.hazards[k].major and w.hazards[k].state == stock.ORDERED else 0
    return owed > 0


@compiled
def perhaps_close(w: Tables, week: int, i: int) -> None:
    """Perhaps close enterprise i down: it leaves."""
    e = w.enterprises[i]
    chance = w.parameters[e.regime].closure_probability * w.offices[e.office].attention
    if draws.uniform(e.key, draws.CLOSURE, e.cases, week) < chance:
        w.tally[e.office].closures += 1
        events.log(w, week, i, -1, events.CLOSED_DOWN, -1, events.NOBODY)
        enterprise.leave(w, week, i)


@compiled
def stop(w: Tables, week: int, i: int, cause: int) -> None:
    """Stop enterprise i for some weeks; `cause` is the kind of event that it follows from."""
    e = w.enterprises[i]
    p = w.parameters[e.regime]
    w.tally[e.office].stops += 1
    events.log_caused(w, week, i, -1, events.STOP, -1, events.NOBODY, e.last_of[cause])
    e.stopped_until = max(e.stopped_until, week + math.ceil(p.stop_weeks))
