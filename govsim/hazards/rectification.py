"""How orders are obeyed: genuinely, on paper, partly, or not at all; and how closures are rechecked (M10)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from govsim import draws, events
from govsim.compiled import compiled, weekly
from govsim.elementary import logistic
from govsim.fields import NEVER, QUARTER
from govsim.hazards import casefile
from govsim.hazards.detection import book, come_to, reduce_risk
from govsim.hazards.stock import (
    BY_RECHECK,
    BY_REPAIR,
    FOUND,
    ON_PAPER,
    ORDERED,
    RECORDED,
    TRUE,
    close_in_books,
    end,
    enter,
    refresh,
)
from govsim.parameters import CHOICES

if TYPE_CHECKING:
    from govsim.views import Enterprise, Hazard, Parameters, Tables

RULE = CHOICES["rectification_rule"]


@compiled
def genuine_repair(
    p: Parameters, responsibility: float, recheck_belief: float, stake: float, burden: float, listed: bool
) -> float:
    """Return the probability that an order is obeyed genuinely.

    Logit in responsibility, the perceived probability of a recheck, the stake, and the burden: cost of the repair over
    cash. An overdue major hazard that is listed for supervision by the safety committee weighs more (M21).
    """
    reasons = p.genuine_base + p.genuine_responsibility * responsibility + p.genuine_recheck * recheck_belief
    reasons += p.genuine_stake * stake
    if listed:
        reasons += p.listing_effect * p.committee_strength
    return logistic(reasons - p.genuine_burden * burden)


@compiled
def stake(p: Parameters, e: Enterprise, cost: float) -> float:
    """Return what the firm stakes by disobeying: the perceived probability of a sanction, times L / (L + cost).

    L is what a sanction costs: fine, stop and reputation; `cost` the repair (yuan). Certainty counts in proportion,
    severity as far as it is more than the repair would cost.
    """
    loss = p.fine + e.employees * (p.reputation_loss + p.stop_weeks * p.cash_per_employee / 52.0)
    return e.sanction_belief * loss / (loss + cost)


@compiled
def repair_cost(p: Parameters, major: int, cost_factor: float) -> float:
    """Return what a repair costs the firm itself (yuan), after subsidy and safety fund."""
    cost = (p.repair_cost_major if major else p.repair_cost_general) * cost_factor
    return cost * (1.0 - p.repair_subsidy) * (1.0 - p.safety_fund)


@compiled
def burden(p: Parameters, employees: float, liquidity: float, major: int, cost_factor: float) -> float:
    """Return what a repair costs a firm itself over the cash that it has."""
    return repair_cost(p, major, cost_factor) / (p.cash_per_employee * employees * liquidity)


@compiled
def pay_repair(w: Tables, i: int, major: int, extent: float) -> None:
    """Charge the share `extent` of a repair to enterprise i and to the office that subsidises it, at the week's end."""
    e = w.enterprises[i]
    p = w.parameters[e.regime]
    factor = w.sectors[e.sector].cost_factor * extent
    full = (p.repair_cost_major if major else p.repair_cost_general) * factor
    e.repair_bill += full
    e.spending += repair_cost(p, major, factor)


@weekly
def rectify(w: Tables, week: int, i: int) -> None:
    """Decide every order of enterprise i that falls due: genuine, on paper, partly, or not at all.

    First the desk gives those orders that have waited there until now (M45).
    """
    if w.enterprises[i].next_due <= week:
        decide_orders(w, week, i)


@compiled
def decide_orders(w: Tables, week: int, i: int) -> None:
    """Give the orders on enterprise i that the desk comes to, and decide those that are due."""
    e = w.enterprises[i]
    hazards = w.hazards
    k = e.first
    while k < e.first + e.hazards:
        h = hazards[k]
        if h.desk_due <= week:
            come_to(w, week, i, k)
        if h.state == ORDERED and h.due <= week and obey(w, week, i, k):
            end(w, i, k, BY_REPAIR)
        else:
            k += 1
    refresh(w, i)


@compiled
def obey(w: Tables, week: int, i: int, k: int) -> bool:
    """Decide the order on the hazard at index k; return whether it is truly gone."""
    e = w.enterprises[i]
    h = w.hazards[k]
    p = w.parameters[e.regime]
    tally = w.tally[e.office]
    luck = draws.uniform(e.key, draws.RECTIFICATION, h.serial, h.attempts)
    h.attempts += 1
    genuine = 1.0
    if p.rectification_rule == RULE.choice:
        factor = w.sectors[e.sector].cost_factor
        staked = stake(p, e, repair_cost(p, h.major, factor))
        heavy = burden(p, e.employees, e.liquidity, h.major, factor)
        genuine = genuine_repair(p, e.responsibility, e.recheck_belief, staked, heavy, h.major == 1 and h.attempts > 1)
    in_time = 1 if week - h.since <= QUARTER else 0
    luck = casefile.meet(w, week, e, h, casefile.OBEYED, h.attempts, genuine, luck)
    if luck < genuine:
        tally.order_closures[RECORDED] += 1
        tally.order_closures[TRUE] += 1
        tally.closure_weeks += week - h.since
        tally.in_3_months[RECORDED] += in_time
        tally.in_3_months[TRUE] += in_time
        pay_repair(w, i, h.major, 1.0)
        e.closed += 1
        events.log(w, week, i, k, events.REPAIRED, -1, events.NOBODY)
        list_for_recheck(w, week, e, h)
        e.responsibility += p.responsibility_order * (1.0 - e.responsibility)
        return True
    luck = (luck - genuine) / (1.0 - genuine)
    if luck < p.paper_share:
        tally.order_closures[RECORDED] += 1
        tally.in_3_months[RECORDED] += in_time
        close_in_books(w, e.office, h)
        h.state = ON_PAPER
        h.visibility *= p.paper_visibility if h.findings == 1 else 1.0
        h.rounds = p.look_back_rounds if list_for_recheck(w, week, e, h) else 0
        events.log(w, week, i, k, events.PAPER_CLOSURE, -1, events.NOBODY)
        return False
    e.violations += 1
    e.case_domain = h.domain
    if luck < p.paper_share + (1.0 - p.paper_share) * p.partial_share:
        reduce_risk(e, h, p.partial_effect)
        events.log(w, week, i, k, events.INTERIM, -1, events.NOBODY)
        pay_repair(w, i, h.major, p.partial_effect)
    h.due = week + max(1, math.ceil(p.extension))
    events.log(w, week, i, k, events.VIOLATION, -1, events.NOBODY)
    return False


@compiled
def close_before(w: Tables, i: int, k: int) -> None:
    """Let the hazard at index k of enterprise i be one that was found before the start and closed on paper.

    One that a sensor has just signalled is under order, and stays so.
    """
    e = w.enterprises[i]
    h = w.hazards[k]
    if h.found:
        return
    h.state = ON_PAPER
    h.recognised = 1
    h.notice_at = NEVER
    h.visibility *= w.parameters[e.regime].paper_visibility
    h.found = 1
    h.findings = 1
    h.level = FOUND
    enter(w, e.office, FOUND, FOUND)


@compiled
def list_for_recheck(w: Tables, week: int, e: Enterprise, h: Hazard) -> bool:
    """Perhaps put a closure, genuine or not, on the list for rechecks; return whether it was put there."""
    p = w.parameters[e.regime]
    luck = draws.uniform(e.key, draws.RECHECK, h.serial, 2 * h.attempts)
    luck = casefile.meet(w, week, e, h, casefile.LISTED, h.attempts, p.recheck_rate, luck)
    if luck >= p.recheck_rate:
        return False
    e.rechecks_due = max(e.rechecks_due, p.look_back_rounds)
    return True


@compiled
def look_back(w: Tables, week: int, i: int, actor: int) -> int:
    """Recheck the listed closures of enterprise i on the spot; return how many paper closures are unmasked."""
    hazards = w.hazards
    e = w.enterprises[i]
    p = w.parameters[e.regime]
    unmasked = 0
    for k in range(e.first, e.first + e.hazards):
        h = hazards[k]
        if h.state != ON_PAPER or h.rounds == 0:
            continue
        h.rounds -= 1
        luck = draws.uniform(e.key, draws.RECHECK, h.serial, 2 * h.attempts + 1 + 1024 * int(h.rounds))
        luck = casefile.meet_above(w, week, e, h, casefile.RECHECKED, week, p.paper_evidence, luck)
        if luck >= p.paper_evidence:
            unmasked += 1
            events.log(w, week, i, k, events.UNMASKED, BY_RECHECK, actor)
            book(w, week, i, k, BY_RECHECK, actor, 0.0, 0.0)
    e.rechecks_due -= 1
    return unmasked
