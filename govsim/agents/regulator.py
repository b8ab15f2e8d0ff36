"""The office: grids, enforcement, entry, leadership and drive, the assessment's calendar (M01, M09, M26, M27, M35)."""

from __future__ import annotations

import math

import numpy as np

from govsim import draws, hazards, society
from govsim.agents import compliance, department, enterprise, incentives, profile, targeting, upper_level
from govsim.compiled import compiled, weekly
from govsim.elementary import power
from govsim.parameters import CHOICES, DOMAINS
from govsim.platform import LOST, arrives

GRID_RULE = CHOICES["grid_rule"]

CASE_MEMORY = 13.0  # weeks
MOST_ENTRANTS = 8  # new firms of one office in one week; more come the week after

OFFICE = np.dtype(
    [
        ("key", "u8"),
        ("identity", "u8"),
        ("regime", "i4"),
        ("first_enterprise", "i8"),
        ("premises", "i8"),
        ("first_grid", "i4"),
        ("grids", "i4"),
        ("most_grids", "i4"),
        ("grid_rule", "i4"),
        ("first_post", "i4"),
        ("posts", "i4"),
        ("x", "f8"),
        ("y", "f8"),
        ("side", "f8"),
        ("firms", "f8"),  # operating last week
        ("first_firms", "f8"),
        ("filled", "f8"),  # posts filled last week
        ("attention", "f8"),
        ("equipment", "f8"),
        ("news", "f8"),  # published fatal accidents this week
        ("published", "f8"),  # accidents published this week, and last
        ("last_published", "f8"),
        ("blasts", "i4"),  # accidents of this week that can set off others
        ("coordination", "f8"),  # share of inspection time, last week
        ("period_week", "i4"),
        ("deaths_in_period", "f8"),
        ("score_void", "i4"),
        ("first_empty", "i8"),
        ("entry_clock", "f8"),
        ("next_entry", "f8"),
        ("entries", "i4"),
        ("agency_visits", "f8"),  # bought and not yet made
        ("next_agency", "i4"),
        ("next_for_agency", "i8"),  # premises whose turn it is
        ("first_agency", "i4"),
        ("agencies", "i4"),
        ("first_volunteer", "i4"),
        ("volunteers", "i4"),
        ("open", "f8", len(hazards.LEVELS)),  # hazards that stand open, by level of truth
        ("first_department", "i4"),
        ("departments", "i4"),
        ("gap_rank", "f8", len(DOMAINS)),  # in [0, 1): the lowest are nobody's job
        ("overlap_rank", "f8", len(DOMAINS)),  # the lowest are the job of two departments
        ("bodies", "f8", len(DOMAINS)),  # departments whose job a domain is
        ("blind", "i4", len(DOMAINS)),  # 1 where a domain is nobody's job
        ("association_visits", "f8"),
        ("next_for_association", "i8"),
        ("trust", "f8"),  # of society
        ("verified", "f8"),  # share of reports that proved true, lately
        ("exposures", "i4"),  # firms exposed this week
        ("fatal", "i4", 4),  # fatal accidents this week, as far as recorded, by class
        ("fear", "f8"),  # of blame
        ("alarm", "f8"),  # by the discipline of colleagues
        ("chain", "f8", upper_level.MOST_LEVELS),  # a demand of the upper level on its way down
        ("delivered", "f8"),
        ("campaign", "f8"),  # strength of the campaign that is on
        ("campaign_until", "i4"),
        ("exhaustion", "f8"),
        ("drive", "f8"),
        ("half_drive", "f8"),  # the drive at which half of the last rise is gone
        ("pace", "f8"),  # factor on working hours
        ("case_load", "f8"),  # cases a week, lately
        ("prediction", "f8"),  # quality of predictive targeting
        ("records", "f8"),  # hazards recorded so far
        ("standing", "f8"),
        ("adopted", "i4"),  # whether it has taken over another's pilot
        ("imitation_clock", "f8"),
    ],
    align=True,
)

GRID = np.dtype(
    [
        ("office", "i4"),
        ("number", "i4"),
        ("regime", "i4"),
        ("first_member", "i8"),
        ("members", "i8"),
        ("next_recheck", "i8"),
        ("x", "f8"),  # where its inspectors start from
        ("y", "f8"),
        ("firms", "f8"),
        ("effort_sum", "f8"),
        ("responsibility_sum", "f8"),
        ("effort", "f8"),  # means over its firms, last week
        ("responsibility", "f8"),
        ("cases", "f8"),  # cases and sanctions of its firms, this week and last
        ("sanctions", "f8"),
        ("last_cases", "f8"),
        ("last_sanctions", "f8"),
    ],
    align=True,
)


# --- M01 grids --------------------------------------------------------------------------------------------------------


@compiled
def expected_work(e):
    """Return the work that an enterprise is expected to make, relative to a small firm of low risk."""
    return (1.0 + e.tier) * (1.0 + e.scale)


@compiled
def divide(w, week, o):
    """Divide the premises of office o into grids, whenever the number of grids or the rule has changed.

    `territorial`: strips of equal area, each cut into cells of equal area. `balanced`: the same order of strips, cut
    where the expected work is equal. `tiered`: sorted by colour, then cut likewise. `roster`: as the roster says.
    """
    office = w.offices[o]
    p = w.parameters[office.regime]
    if office.grids == p.grids and office.grid_rule == p.grid_rule:
        return
    office.grids = p.grids
    office.grid_rule = p.grid_rule
    enterprises = w.enterprises
    columns = math.ceil(math.sqrt(p.grids))
    for i in range(office.first_enterprise, office.first_enterprise + office.premises):
        e = enterprises[i]
        column = min(columns - 1, max(0, int((e.x - office.x) / office.side * columns)))
        rows = cells_in_strip(p.grids, columns, column)
        row = min(rows - 1, max(0, int((e.y - office.y) / office.side * rows)))
        e.grid = first_cell(p.grids, columns, column) + row
    if p.grid_rule == GRID_RULE.roster:
        for i in range(office.first_enterprise, office.first_enterprise + office.premises):
            if 0 <= enterprises[i].roster_grid < p.grids:  # a grid that is not there leaves the firm to its place
                enterprises[i].grid = enterprises[i].roster_grid
    elif p.grid_rule != GRID_RULE.territorial:
        cut_by_work(w, o, p.grids, columns, p.grid_rule == GRID_RULE.tiered)
    assign_grids(w, o)


@compiled
def cells_in_strip(grids, columns, column):
    """Return how many of the grids lie in strip `column`: as even as possible."""
    return grids // columns + (1 if column < grids % columns else 0)


@compiled
def first_cell(grids, columns, column):
    """Return the number of the first grid of strip `column`."""
    return column * (grids // columns) + min(column, grids % columns)


@compiled
def cut_by_work(w, o, grids, columns, by_tier):
    """Cut the premises of office o, along the strips or by colour, into grids of equal expected work."""
    office = w.offices[o]
    enterprises = w.enterprises
    first = office.first_enterprise
    place = np.empty(office.premises, np.float64)
    total = 0.0
    for n in range(office.premises):
        e = enterprises[first + n]
        along = (e.y - office.y) / office.side
        column = min(columns - 1, max(0, int((e.x - office.x) / office.side * columns)))
        place[n] = column + (along if column % 2 == 0 else 1.0 - along) * 0.999
        if by_tier:
            place[n] -= 1e3 * e.tier
        total += expected_work(e) if e.status == hazards.OPERATING else 0.0
    done = 0.0
    for n in np.argsort(place, kind="mergesort"):
        e = enterprises[first + n]
        e.grid = min(grids - 1, int(done / total * grids)) if total > 0.0 else 0
        done += expected_work(e) if e.status == hazards.OPERATING else 0.0


@compiled
def assign_grids(w, o):
    """Turn the grid numbers of office o's premises into grid records, list their members and place their base."""
    office = w.offices[o]
    enterprises = w.enterprises
    grids = w.grids
    members = w.members
    first, last = office.first_enterprise, office.first_enterprise + office.premises
    for n in range(office.most_grids):
        g = grids[office.first_grid + n]
        g.members = 0
        g.next_recheck = 0
        g.x = 0.0
        g.y = 0.0
    for i in range(first, last):
        e = enterprises[i]
        e.grid += office.first_grid
        g = grids[e.grid]
        e.regime = g.regime + e.variant
        g.members += 1
        g.x += e.x
        g.y += e.y
    place = first
    for n in range(office.most_grids):
        g = grids[office.first_grid + n]
        g.first_member = place
        place += g.members
        g.x /= max(1, g.members)
        g.y /= max(1, g.members)
        g.members = 0
    for i in range(first, last):
        g = grids[enterprises[i].grid]
        members[g.first_member + g.members] = i
        g.members += 1


@compiled
def gather(w, week, g):
    """Close the sums of grid g: the means that firms see next week, and what became of its cases."""
    grid = w.grids[g]
    if grid.firms > 0.0:
        grid.effort = grid.effort_sum / grid.firms
        grid.responsibility = grid.responsibility_sum / grid.firms
    grid.firms = 0.0
    grid.effort_sum = 0.0
    grid.responsibility_sum = 0.0
    grid.last_cases = grid.cases
    grid.last_sanctions = grid.sanctions
    grid.cases = 0.0
    grid.sanctions = 0.0


# --- M09 enforcement --------------------------------------------------------------------------------------------------


@weekly
def enforce(w, week, i):
    """Handle the cases of enterprise i: decide or refer new ones, end the referred one that has come back."""
    e = w.enterprises[i]
    if e.referral_due <= week or e.majors_found > 0 or e.violations > 0:
        handle_cases(w, week, i)


@compiled
def handle_cases(w, week, i):
    """Handle what stands open against enterprise i this week."""
    e = w.enterprises[i]
    if e.status == hazards.EMPTY:
        return
    if e.referral_due <= week:
        e.referral_due = hazards.NO_WEEK
        e.last_of[hazards.CASE] = e.referred_case
        sanction(w, week, i)
    if e.majors_found > 0:
        consider_stop(w, week, i)
    while e.violations > 0 and e.status != hazards.EMPTY:
        e.violations -= 1
        e.cases += 1
        open_case(w, week, i)


@compiled
def open_case(w, week, i):
    """Decide one case of enterprise i: within the office's authority by its will, beyond it by referral."""
    e = w.enterprises[i]
    office = w.offices[e.office]
    p = w.parameters[e.regime]
    tally = w.tally[e.office]
    tally.cases += 1
    w.grids[e.grid].cases += 1
    hazards.log(w, week, i, -1, hazards.CASE, -1, hazards.NOBODY)
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
def certainty(p, e, office):
    """Return the probability that a case in the office's own power ends in a sanction.

    Will times attention, more in a campaign; less for a firm with connections; of more cases than the office can carry
    through, the same number is sanctioned.
    """
    will = min(1.0, p.sanction_will * office.attention * (1.0 + office.campaign))
    if e.connection_luck < p.connected_share:
        will *= 1.0 - p.connection_effect
    capacity = p.case_capacity * office.firms
    return will * (capacity / office.case_load if office.case_load > capacity else 1.0)


@compiled
def refer_upward(w, week, i, lose):
    """Refer the case of enterprise i to the department whose job it is; return whether it will be decided there."""
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
    if weeks == LOST:
        tally.referrals_lost += 1
        return False
    if e.referral_due == hazards.NO_WEEK:
        wait = p.referral_delay * (1.0 - 0.5 * p.committee_strength)
        wait *= draws.exponential(draws.uniform(e.key, draws.REFERRAL, e.cases, 0))
        e.referral_due = week + 1 + weeks + math.floor(wait)
        e.referred_case = e.last_of[hazards.CASE]
    return True


@compiled
def consider_stop(w, week, i):
    """Perhaps stop enterprise i because major hazards were found."""
    e = w.enterprises[i]
    office = w.offices[e.office]
    p = w.parameters[e.regime]
    e.cases += 1
    e.majors_found = 0
    chance = p.stop_major * p.authority * office.attention
    if e.connection_luck < p.connected_share:
        chance *= 1.0 - p.connection_effect
    if draws.uniform(e.key, draws.SANCTION, e.cases, 1) < chance:
        stop(w, week, i, hazards.ORDER)


@compiled
def sanction(w, week, i):
    """Sanction enterprise i at its step of the ladder: fine, higher fine with daily fines, stop; perhaps closure.

    The step is one more than its sanctions of the last 52 weeks. Closure needs three sanctions within 26 weeks, or
    four within 52 with a major hazard open (Work Safety Law 2021, art. 113).
    """
    e = w.enterprises[i]
    office = w.offices[e.office]
    p = w.parameters[e.regime]
    tally = w.tally[e.office]
    weeks = e.sanction_weeks
    for k in range(weeks.shape[0] - 1, 0, -1):
        weeks[k] = weeks[k - 1]
    weeks[0] = week
    step = 0
    for k in range(weeks.shape[0]):
        step += 1 if week - weeks[k] < 52 else 0
    fine = p.fine * power(p.fine_escalation, min(step, 3) - 1.0)
    if step >= 2:
        fine += 0.1 * fine * p.daily_fine_days
    tally.sanctions += 1
    tally.fines += fine
    e.spending += fine
    e.sanctions += 1
    w.grids[e.grid].sanctions += 1
    compliance.learn_of_case(p, e, True)
    hazards.log(w, week, i, -1, hazards.SANCTION, -1, hazards.NOBODY)
    published = draws.uniform(e.key, draws.MEDIA, e.cases, 1) < p.publish_reported
    society.offer_story(w, week, i, published, hazards.SANCTION)
    if step >= 3:
        stop(w, week, i, hazards.SANCTION)
    may_close = week - weeks[2] < 26 or (week - weeks[3] < 52 and e.risk[1] > 1e-9)
    if may_close and draws.uniform(e.key, draws.CLOSURE, e.cases, week) < p.closure_probability * office.attention:
        tally.closures += 1
        hazards.log(w, week, i, -1, hazards.CLOSED_DOWN, -1, hazards.NOBODY)
        enterprise.leave(w, week, i)


@compiled
def stop(w, week, i, cause):
    """Stop enterprise i for some weeks; `cause` is the kind of event that it follows from."""
    e = w.enterprises[i]
    p = w.parameters[e.regime]
    w.tally[e.office].stops += 1
    hazards.log_caused(w, week, i, -1, hazards.STOP, -1, hazards.NOBODY, e.last_of[cause])
    e.stopped_until = max(e.stopped_until, week + math.ceil(p.stop_weeks))


# --- firms that come --------------------------------------------------------------------------------------------------


@compiled
def admit(w, week, o):
    """Let new firms move into empty premises of office o, by its entry clock; with no premises empty they wait."""
    office = w.offices[o]
    p = w.parameters[office.regime]
    office.entry_clock += p.entry_rate * office.first_firms
    come = 0
    while office.entry_clock >= office.next_entry and office.first_empty >= 0 and come < MOST_ENTRANTS:
        office.entries += 1
        come += 1
        i = office.first_empty
        profile.clear(w, i)
        e = w.enterprises[i]
        e.identity = office.identity
        e.entry = office.entries
        e.key = draws.derive_key(w.ledger[0].seed, draws.ENTERPRISE, office.identity, office.entries)
        profile.draw_profile(w, week, i)
        e.scale = power(e.employees / 30.0, p.size_elasticity)
        e.tier = profile.grade(p, e, w.sectors[e.sector])
        office.next_entry += draws.exponential(draws.uniform(office.key, draws.ENTRY, office.entries, 0))
        if e.tier == 3 and draws.uniform(e.key, draws.ADMISSION, 0, 0) < p.entry_screening:
            w.tally[o].refused += 1  # the premises stay empty (M35)
            continue
        office.first_empty = e.next_empty
        profile.settle(w, week, i)
        w.tally[o].entries += 1


# --- M23 assessment period, M27 leadership ----------------------------------------------------------------------------


@compiled
def lead(w, week, o):
    """Move the attention and the equipment of office o, pay for them, and turn the page of the assessment period.

    A demand that arrives from the upper level (M25) raises the attention of quiet times toward 1.
    """
    office = w.offices[o]
    p = w.parameters[office.regime]
    tally = w.tally[o]
    base = p.attention_base + p.mandate_effect * office.delivered * (1.0 - p.attention_base)
    office.attention += (base - office.attention) / p.attention_memory
    keep_driving(w, week, o)
    if office.news > 0.0:
        office.attention += p.attention_jump * (1.0 - office.attention)
    office.news = 0.0
    office.last_published = office.published
    office.published = 0.0
    target = equipment_target(p)
    office.equipment += (target - office.equipment) / max(1.0, p.equipment_delay)
    tally.office_weeks += 1
    tally.attention += office.attention
    tally.equipment += office.equipment
    tally.equipment_cost += p.budget_per_firm * tally.operating / 52.0
    office.fear = incentives.fear_of_blame(p, office.alarm)
    office.case_load += (tally.cases - office.case_load) / CASE_MEMORY
    office.records += tally.orders
    office.prediction = targeting.prediction_quality(p, office.records)
    coverage = tally.covered / tally.operating if tally.operating > 0.0 else 0.0
    office.standing = upper_level.standing(coverage, office.trust)
    tally.trust += office.trust
    tally.residents += p.residents
    office.firms = tally.operating
    office.filled = tally.filled
    office.coordination = tally.coordination_hours / tally.inspection_hours if tally.inspection_hours > 0.0 else 0.0
    office.deaths_in_period += tally.deaths[hazards.REPORTED]
    if office.deaths_in_period > p.death_ceiling:
        office.score_void = 1
    tally.score_void += office.score_void
    office.period_week += 1
    if office.period_week >= p.assessment_period:
        office.period_week = 0
        office.deaths_in_period = 0.0
        office.score_void = 0


@compiled
def keep_driving(w, week, o):
    """Move the drive of routine supervision in office o, and set its pace for the coming week (M26).

    Campaigns, dated or started by news of a fatal accident, and such news itself, raise the drive; without them it
    falls to the floor that a long-term mechanism holds up. A campaign adds hours while it lasts, and exhausts.
    """
    office = w.offices[o]
    p = w.parameters[office.regime]
    tally = w.tally[o]
    if office.news > 0.0 and draws.uniform(office.key, draws.CAMPAIGN, week, 0) < p.campaign_trigger:
        office.campaign_until = week + math.ceil(p.campaign_weeks)
    strength = 1.0 if week < office.campaign_until else p.campaign
    rise = max(strength - office.campaign, p.attention_jump if office.news > 0.0 else 0.0)
    office.campaign = strength
    office.exhaustion += (strength - office.exhaustion) / p.campaign_recovery
    office.drive = max(p.routine_floor, office.drive - (office.drive - p.routine_floor) / p.routine_decay)
    if strength > 0.0:
        office.drive = max(office.drive, p.routine_floor + strength * (1.0 - p.routine_floor))
    if rise > 0.0 and p.routine_floor < 1.0:
        office.drive += rise * (1.0 - office.drive)
        tally.shocks += 1
        office.half_drive = p.routine_floor + 0.5 * (office.drive - p.routine_floor)
    if office.drive > office.half_drive and office.drive > p.routine_floor + 1e-9:
        tally.shock_weeks += 1
    office.pace = office.drive * (1.0 + p.campaign_boost * strength) * (1.0 - p.campaign_fatigue * office.exhaustion)
    tally.drive += office.drive
    tally.campaign_weeks += strength


@compiled
def equipment_target(p):
    """Return the equipment (0 to 1) that the budget supports in the end: base + (1 - base) b / (b + b_half)."""
    return p.equipment_base + (1.0 - p.equipment_base) * p.budget_per_firm / (p.budget_per_firm + p.budget_half)


@compiled
def record_week(w, week, o):
    """Write the week's tally of office o into the series and start a new one."""
    office = w.offices[o]
    tally = w.tally[o]
    for level in range(office.open.shape[0]):
        tally.hazards_open[level] = office.open[level]
    w.series[w.ledger[0].row * w.offices.shape[0] + o] = w.tally[o]
    w.tally[o] = w.blank[0]
    if o == w.offices.shape[0] - 1:
        w.ledger[0].row += 1
