"""Enterprises: responsibility, pressure and money, and their week (M12, M13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govsim import events, fields, society
from govsim.agents import compliance
from govsim.compiled import compiled, weekly
from govsim.hazards import accident, emergence, stock

if TYPE_CHECKING:
    from govsim.views import Common, Enterprise, Office, Parameters, Tables, Tallies

COMPLIANT = 0.5  # effort from which an enterprise counts as compliant


# --- M12 responsibility -----------------------------------------------------------------------------------------------


@weekly
def responsibility_change(p: Parameters, e: Enterprise, peers: float) -> float:
    """Return the weekly change of responsibility S: peers, training, salience, erosion, decay.

    Rates are per week in the record; steps at genuine repairs are taken where these happen.
    """
    gain = p.responsibility_training + p.responsibility_accident * e.salience
    change = gain * (1.0 - e.responsibility)
    change += p.responsibility_peers * max(0.0, peers - e.responsibility)
    change -= p.responsibility_erosion * e.pressure * e.responsibility
    return change + p.responsibility_decay * (e.first_responsibility - e.responsibility)


# --- M13 pressure and money -------------------------------------------------------------------------------------------


@weekly
def pressure(p: Parameters, e: Enterprise, attention: float) -> float:
    """Return the pressure to produce: the firm's own, and more the less the office attends to safety."""
    return min(1.0, e.first_pressure + p.growth_pressure * (1.0 - attention))


@weekly
def settle_accounts(p: Parameters, common: Common, e: Enterprise, attention: float) -> float:
    """Move pressure with the office's weight on growth, and liquidity with what was spent this week; return premium."""
    e.pressure = pressure(p, e, attention)
    premium = 0.0
    if e.insurance_luck < p.insured_share:
        rate = p.premium_rate * (1.0 + p.premium_risk * (0.5 - e.effort))
        premium = max(0.0, rate) * p.turnover_ratio * p.cash_per_employee * e.employees / 52.0
        e.spending += premium
    if p.liquidity_response > 0.0:
        e.liquidity += common.recovering * (e.first_liquidity - e.liquidity)
        if e.spending > 0.0:
            drain = p.liquidity_response * e.spending / (p.cash_per_employee * e.employees)
            e.liquidity = max(p.liquidity_floor, e.liquidity - drain)
    e.paid = e.spending
    e.spending = 0.0
    return premium


# --- the week ---------------------------------------------------------------------------------------------------------


@compiled
def prepare(w: Tables, week: int, r: int) -> None:
    """Compute what is the same this week for all enterprises under parameter record r."""
    p = w.parameters[r]
    common = w.common[r]
    common.season = emergence.season(p, week)
    common.quarter = 1 if week % fields.QUARTER == 0 else 0
    common.harm_general = 1.0 / p.harm_delay_general
    common.harm_major = 1.0 / p.harm_delay_major
    common.costly_general = accident.costly(p.loss_general, p.loss_spread)
    common.costly_major = accident.costly(p.loss_major, p.loss_spread)
    common.forgetting = 1.0 / p.belief_memory
    common.calming = 1.0 / p.salience_memory
    common.relaxing = 1.0 / p.alert_memory
    common.alarming = alarm_of_news(p, w.offices[common.office])
    common.recovering = 1.0 / max(1.0, p.liquidity_recovery)
    common.fine = p.fine / p.compliance_cost
    stop = p.stop_weeks * p.cash_per_employee / 52.0
    common.stop_and_reputation = (stop + p.reputation_loss) / p.compliance_cost
    turnover_at_stake = p.premium_rate * p.premium_risk * p.turnover_ratio * p.cash_per_employee
    common.premium_at_stake = turnover_at_stake / p.compliance_cost
    common.prosecution = p.prosecution_weight * p.prosecution
    common.sensor_cost = p.sensor_cost / 52.0 if p.sensor_share > 0.0 else 0.0
    society.set_voice(w, r)


@compiled
def alarm_of_news(p: Parameters, office: Office) -> float:
    """Return the jump of salience by last week's published accidents, as far as they were near a firm of the office.

    An accident is near to `news_reach` firms, however the office is divided into grids.
    """
    return min(1.0, p.salience_nearby * office.last_published * min(1.0, p.news_reach / max(1.0, office.firms)))


@weekly
def adapt(w: Tables, week: int, i: int) -> None:
    """Let enterprise i forget, settle its accounts, and move its responsibility and effort."""
    e = w.enterprises[i]
    if e.status == stock.EMPTY:
        return
    p = w.parameters[e.regime]
    common = w.common[e.regime]
    grid = w.grids[e.grid]
    e.activity = p.stop_activity if week < e.stopped_until else 1.0
    compliance.forget(p, common, e, grid)
    e.recheck_belief -= common.forgetting * e.recheck_belief
    e.salience -= common.calming * e.salience
    e.alert -= common.relaxing * e.alert
    if common.alarming > 0.0:
        e.salience += common.alarming * (1.0 - e.salience)
    w.tally[e.office].premiums += settle_accounts(p, common, e, w.offices[e.office].attention)
    e.responsibility = min(1.0, max(0.0, e.responsibility + responsibility_change(p, e, grid.responsibility)))
    if p.investigation_quality > 0.0:
        lessons = w.branches[e.office * w.sectors.shape[0] + e.sector].last_lessons
        e.responsibility += min(1.0, p.lesson_transfer * lessons) * (1.0 - e.responsibility)
    target = compliance.target_effort(p, common, e, grid.effort)
    if p.compliance_rule == compliance.RULE.imitation:
        e.effort = target
    else:
        e.effort += min(1.0, p.effort_adjustment) * (target - e.effort)


@weekly
def come_to_exit(w: Tables, week: int, i: int) -> None:
    """Let enterprise i leave when its exit clock has run down, with all its hazards; its premises become empty."""
    e = w.enterprises[i]
    if e.status == stock.EMPTY:
        return
    e.exit_clock += w.parameters[e.regime].exit_rate
    if e.exit_clock >= e.next_exit:
        leave(w, week, i)


@compiled
def leave(w: Tables, week: int, i: int) -> None:
    """Empty the premises of enterprise i; at the week's end they go on the list of empty ones."""
    e = w.enterprises[i]
    for k in range(e.first + e.hazards - 1, e.first - 1, -1):
        events.log(w, week, i, k, events.LEFT, -1, events.NOBODY)
    stock.abandon(w, i)
    e.paid += e.spending
    e.spending = 0.0
    e.status = stock.EMPTY
    e.vacated = 1
    w.tally[e.office].exits += 1


@weekly
def observe(w: Tables, week: int, i: int) -> None:
    """Add enterprise i to the sums of its office and of its grid, and reserve room for its next hazards."""
    e = w.enterprises[i]
    tally = w.tally[e.office]
    if e.repair_bill > 0.0:
        tally.repair_cost += e.repair_bill
        p = w.parameters[e.regime]
        tally.subsidies += e.repair_bill * p.repair_subsidy
        tally.fund_payments += e.repair_bill * (1.0 - p.repair_subsidy) * p.safety_fund
        e.repair_bill = 0.0
    tally.firm_spending += e.paid
    e.paid = 0.0
    stock.reserve(w, i)
    if e.status == stock.EMPTY:
        if e.vacated:
            offer_premises(w, i)
        return
    grid = w.grids[e.grid]
    tally.operating += 1
    tally.employees += e.employees
    tally.effort += e.effort
    tally.effort_of_workers += e.effort * e.employees
    tally.compliant += 1 if e.effort >= COMPLIANT else 0
    tally.responsibility += e.responsibility
    tally.pressure += e.pressure
    tally.liquidity += e.liquidity
    tally.risk_stock += e.risk[0] + stock.MAJOR_WEIGHT * e.risk[1]
    tally.covered += 1 if week - e.last_visit < 52 else 0
    if w.common[e.regime].quarter:
        count_omissions(e, tally, week)
    if week < e.stopped_until:
        tally.job_weeks_lost += e.employees * (1.0 - e.activity)
    grid.firms += 1
    grid.effort_sum += e.effort
    grid.responsibility_sum += e.responsibility


@compiled
def count_omissions(e: Enterprise, tally: Tallies, week: int) -> None:
    """Count the domains of enterprise e that no authority has checked for a year."""
    tally.domain_slots += e.checked.shape[0]
    for d in range(e.checked.shape[0]):
        tally.omitted_slots += 1 if week - e.checked[d] >= 52 else 0


@compiled
def pass_lessons(w: Tables, week: int, b: int) -> None:
    """Keep the lessons of the week's accidents in branch b, the firms of a sector in an office, for the next (M34)."""
    branch = w.branches[b]
    branch.last_lessons = branch.lessons
    branch.lessons = 0.0


@compiled
def offer_premises(w: Tables, i: int) -> None:
    """Put premises that have fallen empty on the office's list."""
    e = w.enterprises[i]
    office = w.offices[e.office]
    e.vacated = 0
    e.next_empty = office.first_empty
    office.first_empty = i
