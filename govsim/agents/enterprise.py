"""Enterprises: their profile, self-check, responsibility, pressure and money (M12, M13, M35)."""

from __future__ import annotations

import math

import numpy as np

from govsim import draws, hazards, society
from govsim.agents import compliance
from govsim.compiled import compiled, weekly
from govsim.parameters.sectors import DOMAINS

ENTERPRISE = np.dtype(
    [
        # read every week; indices are unsigned, so that no access has to consider negative ones
        ("status", "i4"),
        ("office", "u4"),
        ("grid", "u4"),
        ("regime", "u4"),  # its parameter record
        ("sector", "u4"),
        ("hazards", "i4"),  # true open hazards
        ("next_due", "i4"),
        ("referral_due", "i4"),
        ("violations", "i4"),
        ("majors_found", "i4"),
        ("stopped_until", "i4"),
        ("last_visit", "i4"),
        ("complaints", "i4"),
        ("rechecks_due", "i4"),
        ("first", "i8"),  # its block in the hazard ledger
        ("capacity", "i4"),
        ("serial", "i4"),  # hazards so far
        ("emergence_clock", "f8"),
        ("next_emergence", "f8"),
        ("notice_clock", "f8"),
        ("next_notice", "f8"),
        ("exposure", "f8", 2),  # accident clocks of general and major hazards
        ("next_accident", "f8", 2),
        ("risk", "f8", 2),  # sum of the hazards' risk, by class
        ("exit_clock", "f8"),
        ("next_exit", "f8"),
        ("employees", "f8"),
        ("scale", "f8"),  # (employees / 30) to the size elasticity
        ("proneness", "f8"),  # to hazards: the sector's factor, and source control
        ("activity", "f8"),  # 1, or what a stop leaves
        ("effort", "f8"),
        ("responsibility", "f8"),
        ("first_responsibility", "f8"),
        ("inspection_belief", "f8"),
        ("sanction_belief", "f8"),
        ("recheck_belief", "f8"),
        ("salience", "f8"),
        ("pressure", "f8"),
        ("first_pressure", "f8"),
        ("liquidity", "f8"),
        ("first_liquidity", "f8"),
        ("spending", "f8"),  # yuan, this week
        ("repair_bill", "f8"),  # yuan, this week, whoever pays
        ("subsidy_bill", "f8"),
        ("fund_bill", "f8"),
        ("paid", "f8"),  # yuan, settled this week
        ("expected_accidents", "f8"),
        ("insurance_luck", "f8"),
        ("sensor_luck", "f8"),
        ("whistle_clock", "f8"),
        ("next_whistle", "f8"),
        ("watched", "i4"),  # whether it is in the watched group
        ("unheard", "i4"),  # whether any of the following waits
        ("outcries", "i4"),  # reports that its people or neighbours make this week
        ("headlines", "i4"),  # published accidents, not yet picked up by media
        ("alarms", "i4"),  # false alarms of sensors that wait for a visit
        # read now and then
        ("key", "u8"),
        ("identity", "u8"),
        ("tier", "i4"),  # 0 blue, 1 yellow, 2 orange, 3 red
        ("opened", "i4"),
        ("plant_age", "f8"),  # years, in the week in which it opened
        ("first_effort", "f8"),
        ("x", "f8"),
        ("y", "f8"),
        ("insurer_clock", "f8"),
        ("next_insurer", "f8"),
        ("alarm_clock", "f8"),
        ("next_alarm", "f8"),
        ("own_priority", "f8"),  # under a targeting rule of one's own
        ("own_target", "f8"),  # effort under a compliance rule of one's own
        ("attraction", "f8"),  # of effort over none (experience-weighted attraction)
        ("experience", "f8"),
        ("hits", "f8"),  # visits with findings, faded
        ("misses", "f8"),  # visits without
        ("sanction_hits", "f8"),
        ("sanction_misses", "f8"),
        ("tie", "f8"),  # to the inspector who was there last
        ("connection_luck", "f8"),
        ("complaint_due", "i4"),  # week in which the first open report reaches the office
        ("complaint_since", "i4"),
        ("reports", "i4"),
        ("false_alarms", "i4"),
        ("whistles", "i4"),
        ("exposed", "i4"),  # exposures in the media this week
        ("stories", "i4"),  # chances that media had to report on it
        ("agency", "i4"),  # number of the agency whose client it is
        ("agency_reports", "i4"),
        ("group", "i4"),  # its mutual-aid group
        ("checks", "i4"),  # by any body that looks over all domains
        ("checked", "i4", len(DOMAINS)),  # week of the last check of a domain by an authority
        ("checker", "i4", len(DOMAINS)),  # by which: 0 the grid inspectors, 1 and up the departments
        ("injected", "i4"),  # hazards that directives have put there
        ("variant", "i4"),  # of its grid's parameter records: arm of a trial, pilot taken over
        ("last_of", "i8", len(hazards.EVENTS)),  # last row of each kind of event in the log
        ("referred_case", "i8"),  # row of the case that is being decided elsewhere
        ("last_inspector", "u8"),  # the key of the person
        ("insurer_calls", "i4"),
        ("repeats", "i4"),
        ("blasts", "i4"),  # its accidents of this week that can set off others
        ("vacated", "i4"),  # whether the premises fell empty this week
        ("turn", "f8"),  # breaks ties in a queue
        ("cases", "i4"),
        ("case_domain", "i4"),  # of the hazard that gave rise to its last case
        ("sanction_weeks", "i4", 4),
        ("roster_grid", "i4"),
        ("entry", "i4"),  # number of the entrant (0: there from the start)
        ("next_empty", "i8"),
        # since week 0, for the table of enterprises
        ("visits", "i4"),
        ("found", "i4"),
        ("recorded", "i4"),
        ("closed", "i4"),
        ("emerged", "i4"),
        ("sanctions", "i4"),
        ("reported_injuries", "i4"),
        ("accidents", "i4"),
        ("injuries", "i4"),
        ("deaths", "i4"),
    ],
    align=True,
)

COUNTERS = (
    "visits",
    "found",
    "recorded",
    "closed",
    "emerged",
    "sanctions",
    "reported_injuries",
    "accidents",
    "injuries",
    "deaths",
    "expected_accidents",
)

QUARTER = 13  # weeks
NEVER_VISITED = 104.0  # weeks since the last visit of a firm that is new
COMPLIANT = 0.5  # effort from which an enterprise counts as compliant


# --- profile ----------------------------------------------------------------------------------------------------------


@compiled
def inside(value):
    """Return a share kept away from 0 and 1, where stocks could no longer move."""
    return min(0.98, max(0.02, value))


@compiled
def draw_profile(w, week, i):
    """Draw what enterprise i is, from its key: sector, size, place, mind, purse; then its first clocks."""
    e = w.enterprises[i]
    p = w.parameters[e.regime]
    sectors = w.sectors
    office = w.offices[e.office]
    u_sector, u_size, v_size, u_age = draws.uniforms(e.key, draws.PROFILE_SIZE, 0, 0)
    sector = 0
    while sector < sectors.shape[0] - 1 and u_sector > sectors[sector].cumulative_share:
        sector += 1
    e.sector = sector
    size = math.exp(p.employees_spread * draws.normal(u_size, v_size))
    e.employees = max(1.0, math.floor(p.employees_median * sectors[sector].size_factor * size + 0.5))
    e.plant_age = p.plant_age_mean * draws.exponential(u_age)
    u_x, u_y, _, _ = draws.uniforms(e.key, draws.PROFILE_PLACE, 0, 0)
    if e.entry == 0:
        e.x = office.x + p.district_side * u_x
        e.y = office.y + p.district_side * u_y
    a, b, c, d = draws.uniforms(e.key, draws.PROFILE_MIND, 0, 0)
    e.responsibility = inside(p.responsibility_mean + p.responsibility_spread * draws.normal(a, b))
    e.pressure = inside(p.pressure_mean + p.pressure_spread * draws.normal(c, d))
    a, b, c, _ = draws.uniforms(e.key, draws.PROFILE_PURSE, 0, 0)
    e.liquidity = math.exp(p.liquidity_spread * draws.normal(a, b))
    e.insurance_luck = c
    e.sensor_luck, e.connection_luck, _, _ = draws.uniforms(e.key, draws.PROFILE_TIES, 0, 0)


@compiled
def grade(p, e, sector):
    """Return the colour of the four-colour grading (0 blue to 3 red) from a risk score.

    The score is sector factor * scale * (1 + 20 * the sector's share of major hazards): what an office can know.
    """
    score = sector.hazard_factor * e.scale * (1.0 + 20.0 * sector.major_share)
    if score >= p.tier_red:
        return 3
    if score >= p.tier_orange:
        return 2
    return 1 if score >= p.tier_yellow else 0


@compiled
def settle(w, week, i):
    """Derive the rest of enterprise i from its profile, set its clocks and open it in `week`."""
    e = w.enterprises[i]
    p = w.parameters[e.regime]
    e.scale = (e.employees / 30.0) ** p.size_elasticity
    e.proneness = w.sectors[e.sector].hazard_factor * proneness(p, e.entry)
    e.activity = 1.0
    e.opened = week
    e.status = hazards.OPERATING
    e.effort = e.responsibility
    e.first_effort = e.effort
    e.first_responsibility = e.responsibility
    e.first_pressure = e.pressure
    e.first_liquidity = e.liquidity
    e.inspection_belief = p.belief_prior
    e.sanction_belief = p.sanction_prior
    e.hits = 0.0
    e.misses = 0.0
    e.sanction_hits = 0.0
    e.sanction_misses = 0.0
    e.attraction = 0.0
    e.experience = 0.0
    e.own_priority = 0.0
    e.own_target = e.effort
    e.watched = 0
    e.tie = 0.0
    e.unheard = 0
    e.outcries = 0
    e.headlines = 0
    e.alarms = 0
    e.exposed = 0
    e.complaint_due = hazards.NO_WEEK
    e.alarm_clock = 0.0
    e.next_alarm = draws.exponential(draws.uniform(e.key, draws.SENSOR, -1, 0))
    e.whistle_clock = 0.0
    e.next_whistle = draws.exponential(draws.uniform(e.key, draws.WHISTLE, 0, 0))
    e.reports = 0
    e.false_alarms = 0
    e.whistles = 0
    e.stories = 0
    e.agency = 0
    e.agency_reports = 0
    e.checks = 0
    e.injected = 0
    for event in range(e.last_of.shape[0]):
        e.last_of[event] = hazards.NO_EVENT
    e.referred_case = hazards.NO_EVENT
    e.recheck_belief = 0.0
    e.salience = 0.0
    e.spending = 0.0
    u_emergence, u_insurer, u_exit, u_visit = draws.uniforms(e.key, draws.FIRST_CLOCKS, 0, 0)
    e.emergence_clock = 0.0
    e.next_emergence = draws.exponential(u_emergence)
    e.notice_clock = 0.0
    e.exposure[0] = 0.0
    e.exposure[1] = 0.0
    e.insurer_clock = 0.0
    e.next_insurer = draws.exponential(u_insurer)
    e.exit_clock = 0.0
    e.next_exit = draws.exponential(u_exit)
    e.turn = u_visit
    e.last_visit = week - 1 - math.floor(NEVER_VISITED * (u_visit if e.entry == 0 else 1.0))
    for d in range(e.checked.shape[0]):
        e.checked[d] = e.last_visit
        e.checker[d] = 0
    e.visits = 0
    e.found = 0
    e.recorded = 0
    e.closed = 0
    e.emerged = 0
    e.sanctions = 0
    e.reported_injuries = 0
    e.accidents = 0
    e.injuries = 0
    e.deaths = 0
    e.expected_accidents = 0.0
    e.last_inspector = np.uint64(0)
    e.repeats = 0
    e.complaints = 0
    e.rechecks_due = 0
    e.violations = 0
    e.majors_found = 0
    e.referral_due = hazards.NO_WEEK
    e.stopped_until = week
    for k in range(e.sanction_weeks.shape[0]):
        e.sanction_weeks[k] = -hazards.NO_WEEK
    e.serial = 0
    e.hazards = 0
    hazards.refresh(w, i)


@compiled
def proneness(p, entry):
    """Return the factor of source control on the hazards of a firm.

    `entry` is 0 for those there from the start (M35).
    """
    if entry == 0:
        return 1.0
    return p.entrant_proneness * (1.0 - p.source_effect * p.three_simultaneities)


@compiled
def first_exposure(w, i):
    """Return the reading of enterprise i's emergence clock that stands for the time before the warm-up."""
    e = w.enterprises[i]
    return w.parameters[e.regime].initial_hazards * e.scale * w.sectors[e.sector].hazard_factor


@compiled
def count_first_hazards(w, i):
    """Return how many hazards `open_first_hazards` will create."""
    e = w.enterprises[i]
    start = first_exposure(w, i)
    reading = e.next_emergence
    count = 0
    while reading <= start:
        reading += draws.exponential(draws.uniforms(e.key, draws.EMERGENCE, count, 0)[3])
        count += 1
    return count


@compiled
def open_first_hazards(w, week, i):
    """Give enterprise i the hazards that it has when the warm-up starts: Poisson, by its clock of emergence."""
    e = w.enterprises[i]
    start = first_exposure(w, i)
    while e.next_emergence <= start:
        hazards.create_next(w, week, i)
    e.next_emergence -= start


# --- self-check -------------------------------------------------------------------------------------------------------


@weekly
def notice_intensity(p, effort):
    """Return the intensity per week with which a firm notices any one of its hazards.

    rate * (base + (1 - base) * effort) * (recognised share + training).
    """
    recognised = min(1.0, p.self_check_skill + p.self_check_training)
    return p.self_check_rate * (p.self_check_base + (1.0 - p.self_check_base) * effort) * recognised


@weekly
def check_itself(w, week, i):
    """Run down enterprise i's notice clock; mend what is noticed, or put it off."""
    e = w.enterprises[i]
    if e.status == hazards.EMPTY:
        return
    p = w.parameters[e.regime]
    e.notice_clock += notice_intensity(p, e.effort) * e.activity
    if e.notice_clock >= e.next_notice:
        handle_noticed(w, week, i)


@compiled
def handle_noticed(w, week, i):
    """Mend or put off the hazards of enterprise i that its own people notice this week."""
    e = w.enterprises[i]
    ledger = w.hazards
    now = e.notice_clock
    upcoming = hazards.NEVER
    k = e.first
    while k < e.first + e.hazards:
        reading = ledger[k].notice_at
        if reading > now:
            upcoming = min(upcoming, reading)
            k += 1
        elif mends(w, week, i, k):
            hazards.end(w, i, k, hazards.BY_REPAIR)
    e.next_notice = upcoming


@compiled
def mends(w, week, i, k):
    """Return whether enterprise i mends the hazard at index k that it has noticed; else it notices it again later."""
    e = w.enterprises[i]
    p = w.parameters[e.regime]
    h = w.hazards[k]
    mend, report, again, _ = draws.uniforms(e.key, draws.NOTICE, h.serial, h.attempts)
    h.attempts += 1
    hazards.log(w, week, i, k, hazards.NOTICED, hazards.BY_SELF_CHECK, hazards.NOBODY)
    if mend >= p.self_repair * min(1.0, e.liquidity):
        h.notice_at = e.notice_clock + draws.exponential(again)
        return False
    w.tally[e.office].self_repairs += 1
    if report < p.self_report:
        report_own(w, i, k)
    hazards.pay_repair(w, i, h.major, 1.0)
    hazards.log(w, week, i, k, hazards.REPAIRED, hazards.BY_SELF_CHECK, hazards.NOBODY)
    return True


@compiled
def report_own(w, i, k):
    """Report on the platform a hazard that the firm has found and is about to mend itself.

    Found, recorded, reported.
    """
    e = w.enterprises[i]
    h = w.hazards[k]
    tally = w.tally[e.office]
    tally.found_by[hazards.BY_SELF_CHECK] += 1
    if h.major:
        tally.found_major_by[hazards.BY_SELF_CHECK] += 1
    hazards.enter(w, e.office, hazards.RECORDED if h.found else hazards.FOUND, hazards.REPORTED)
    h.found = 1
    h.level = hazards.REPORTED


# --- M12 responsibility -----------------------------------------------------------------------------------------------


@weekly
def responsibility_change(p, e, peers):
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
def settle_accounts(p, common, e, attention):
    """Move pressure with the office's weight on growth, and liquidity with what was spent this week; return premium."""
    e.pressure = min(1.0, e.first_pressure + p.growth_pressure * (1.0 - attention))
    premium = 0.0
    if e.insurance_luck < p.insured_share:
        rate = p.premium_rate * (1.0 + p.premium_risk * (0.5 - e.effort))
        premium = max(0.0, rate) * 10.0 * p.cash_per_employee * e.employees / 52.0
        e.spending += premium
    if p.liquidity_response > 0.0:
        e.liquidity += common.recovering * (e.first_liquidity - e.liquidity)
        if e.spending > 0.0:
            drain = p.liquidity_response * e.spending / (p.cash_per_employee * e.employees)
            e.liquidity = max(0.05, e.liquidity - drain)
    e.paid = e.spending
    e.spending = 0.0
    return premium


# --- the week ---------------------------------------------------------------------------------------------------------


@compiled
def prepare(w, week, r):
    """Compute what is the same this week for all enterprises under parameter record r."""
    p = w.parameters[r]
    common = w.common[r]
    common.season = hazards.season(p, week)
    common.quarter = 1 if week % QUARTER == 0 else 0
    common.accident_general = 1.0 / p.accident_delay_general
    common.accident_major = 1.0 / p.accident_delay_major
    common.forgetting = 1.0 / p.belief_memory
    common.calming = 1.0 / p.salience_memory
    common.alarming = alarm_of_news(p, w.offices[common.office])
    common.recovering = 1.0 / max(1.0, p.liquidity_recovery)
    common.fine = p.fine / p.compliance_cost
    stop = p.stop_weeks * p.cash_per_employee / 52.0
    common.stop_and_reputation = (stop + p.reputation_loss) / p.compliance_cost
    common.premium_at_stake = p.premium_rate * p.premium_risk * 10.0 * p.cash_per_employee / p.compliance_cost
    common.prosecution = p.prosecution_weight * p.prosecution
    common.sensor_cost = p.sensor_cost / 52.0 if p.sensor_share > 0.0 else 0.0
    society.set_voice(w, r)


@compiled
def alarm_of_news(p, office):
    """Return the jump of salience by last week's published accidents, as far as they were near a firm of the office.

    An accident is near to `news_reach` firms, however the office is divided into grids.
    """
    return min(1.0, p.salience_nearby * office.last_published * min(1.0, p.news_reach / max(1.0, office.firms)))


@weekly
def adapt(w, week, i):
    """Let enterprise i forget, settle its accounts, and move its responsibility and effort."""
    e = w.enterprises[i]
    if e.status == hazards.EMPTY:
        return
    p = w.parameters[e.regime]
    common = w.common[e.regime]
    grid = w.grids[e.grid]
    e.activity = p.stop_activity if week < e.stopped_until else 1.0
    compliance.forget(p, common, e, grid)
    e.recheck_belief -= common.forgetting * e.recheck_belief
    e.salience -= common.calming * e.salience
    if common.alarming > 0.0:
        e.salience += common.alarming * (1.0 - e.salience)
    w.tally[e.office].premiums += settle_accounts(p, common, e, w.offices[e.office].attention)
    e.responsibility = min(1.0, max(0.0, e.responsibility + responsibility_change(p, e, grid.responsibility)))
    if p.investigation_quality > 0.0:
        lessons = w.branches[e.office * w.sectors.shape[0] + e.sector].last_lessons
        e.responsibility += min(1.0, p.lesson_transfer * lessons) * (1.0 - e.responsibility)
    target = compliance.target_effort(p, common, e, grid.effort)
    if p.compliance_rule == compliance.IMITATION:
        e.effort = target
    else:
        e.effort += min(1.0, p.effort_adjustment) * (target - e.effort)


@weekly
def come_to_exit(w, week, i):
    """Let enterprise i leave when its exit clock has run down, with all its hazards; its premises become empty."""
    e = w.enterprises[i]
    if e.status == hazards.EMPTY:
        return
    e.exit_clock += w.parameters[e.regime].exit_rate
    if e.exit_clock >= e.next_exit:
        leave(w, week, i)


@compiled
def leave(w, week, i):
    """Empty the premises of enterprise i; at the week's end they go on the list of empty ones."""
    e = w.enterprises[i]
    for k in range(e.first + e.hazards - 1, e.first - 1, -1):
        hazards.log(w, week, i, k, hazards.LEFT, -1, hazards.NOBODY)
    hazards.abandon(w, i)
    e.paid += e.spending
    e.spending = 0.0
    e.status = hazards.EMPTY
    e.vacated = 1
    w.tally[e.office].exits += 1


@weekly
def observe(w, week, i):
    """Add enterprise i to the sums of its office and of its grid, and reserve room for its next hazards."""
    e = w.enterprises[i]
    tally = w.tally[e.office]
    if e.repair_bill > 0.0:
        tally.repair_cost += e.repair_bill
        tally.subsidies += e.subsidy_bill
        tally.fund_payments += e.fund_bill
        e.repair_bill = 0.0
        e.subsidy_bill = 0.0
        e.fund_bill = 0.0
    tally.firm_spending += e.paid
    e.paid = 0.0
    hazards.reserve(w, i)
    if e.status == hazards.EMPTY:
        if e.vacated:
            offer_premises(w, i)
        return
    grid = w.grids[e.grid]
    tally.operating += 1
    tally.employees += e.employees
    tally.effort += e.effort
    tally.compliant += 1 if e.effort >= COMPLIANT else 0
    tally.responsibility += e.responsibility
    tally.pressure += e.pressure
    tally.liquidity += e.liquidity
    tally.risk_stock += e.risk[0] + 10.0 * e.risk[1]
    tally.covered += 1 if week - e.last_visit < 52 else 0
    if w.common[e.regime].quarter:
        count_omissions(e, tally, week)
    if week < e.stopped_until:
        tally.job_weeks_lost += e.employees * (1.0 - e.activity)
    grid.firms += 1
    grid.effort_sum += e.effort
    grid.responsibility_sum += e.responsibility


@compiled
def count_omissions(e, tally, week):
    """Count the domains of enterprise e that no authority has checked for a year."""
    tally.domain_slots += e.checked.shape[0]
    for d in range(e.checked.shape[0]):
        tally.omitted_slots += 1 if week - e.checked[d] >= 52 else 0


@compiled
def pass_lessons(w, week, b):
    """Keep the lessons of the week's accidents in branch b, the firms of a sector in an office, for the next (M34)."""
    branch = w.branches[b]
    branch.last_lessons = branch.lessons
    branch.lessons = 0.0


@compiled
def offer_premises(w, i):
    """Put premises that have fallen empty on the office's list."""
    e = w.enterprises[i]
    office = w.offices[e.office]
    e.vacated = 0
    e.next_empty = office.first_empty
    office.first_empty = i
