"""The office: grids, leadership, enforcement, the assessment's calendar, firms that come (M01, M09, M23, M27)."""

from __future__ import annotations

import math

import numpy as np

from govsim import draws, hazards
from govsim.agents import enterprise
from govsim.compiled import compiled, weekly
from govsim.parameters.sectors import DOMAINS

TERRITORIAL, TIERED, BALANCED, AS_ROSTER = range(4)

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
        ("news", "f8"),  # published accidents this week
        ("last_news", "f8"),
    ],
    align=True,
)

DEPARTMENT = np.dtype(
    [
        ("number", "i4"),
        ("attention", "f8"),  # probability that it takes up a case
        ("domains", "f8", len(DOMAINS)),  # 1 where it leads
        ("referred", "i8"),
        ("taken_up", "i8"),
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
    if p.grid_rule == AS_ROSTER:
        for i in range(office.first_enterprise, office.first_enterprise + office.premises):
            if 0 <= enterprises[i].roster_grid < p.grids:  # a grid that is not there leaves the firm to its place
                enterprises[i].grid = enterprises[i].roster_grid
    elif p.grid_rule != TERRITORIAL:
        cut_by_work(w, o, p.grids, columns, p.grid_rule == TIERED)
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
        e.regime = g.regime
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
    """Close the sums of grid g: the means that firms see next week, and its published accidents."""
    grid = w.grids[g]
    if grid.firms > 0.0:
        grid.effort = grid.effort_sum / grid.firms
        grid.responsibility = grid.responsibility_sum / grid.firms
    grid.firms = 0.0
    grid.effort_sum = 0.0
    grid.responsibility_sum = 0.0
    grid.last_news = grid.news
    grid.news = 0.0


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
    own, will, refer, lose = draws.uniforms(e.key, draws.SANCTION, e.cases, 0)
    if own < p.authority:
        if will < p.sanction_will * office.attention:
            sanction(w, week, i)
    elif refer < p.referral_share:
        tally.referrals += 1
        lost = lose < p.referral_loss * math.exp(-p.coordination_effect * office.coordination)
        if lost or not taken_up(w, e.case_domain, draws.uniform(e.key, draws.SANCTION, e.cases, 2)):
            tally.referrals_lost += 1
        elif e.referral_due == hazards.NO_WEEK:
            wait = p.referral_delay * draws.exponential(draws.uniform(e.key, draws.REFERRAL, e.cases, 0))
            e.referral_due = week + 1 + math.floor(wait)


@compiled
def taken_up(w, domain, luck):
    """Return whether the department that leads in a domain takes up a case; a domain without one is a blind area."""
    departments = w.departments
    for d in range(departments.shape[0]):
        department = departments[d]
        if department.domains[domain] > 0.0:
            department.referred += 1
            if luck >= department.attention:
                return False
            department.taken_up += 1
            return True
    return False


@compiled
def consider_stop(w, week, i):
    """Perhaps stop enterprise i because major hazards were found."""
    e = w.enterprises[i]
    office = w.offices[e.office]
    p = w.parameters[e.regime]
    e.cases += 1
    e.majors_found = 0
    if draws.uniform(e.key, draws.SANCTION, e.cases, 1) < p.stop_major * p.authority * office.attention:
        stop(w, week, i)


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
    fine = p.fine * p.fine_escalation ** (min(step, 3) - 1)
    if step >= 2:
        fine += 0.1 * fine * p.daily_fine_days
    tally.sanctions += 1
    tally.fines += fine
    e.spending += fine
    e.sanction_belief += p.sanction_jump * (1.0 - e.sanction_belief)
    e.inspection_belief += p.belief_jump * (1.0 - e.inspection_belief)
    if step >= 3:
        stop(w, week, i)
    may_close = week - weeks[2] < 26 or (week - weeks[3] < 52 and e.risk[1] > 1e-9)
    if may_close and draws.uniform(e.key, draws.CLOSURE, e.cases, week) < p.closure_probability * office.attention:
        tally.closures += 1
        enterprise.leave(w, i)


@compiled
def stop(w, week, i):
    """Stop enterprise i for some weeks."""
    e = w.enterprises[i]
    p = w.parameters[e.regime]
    w.tally[e.office].stops += 1
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
        e = w.enterprises[i]
        office.first_empty = e.next_empty
        e.identity = office.identity
        e.entry = office.entries
        e.key = draws.derive_key(w.ledger[0].seed, draws.ENTERPRISE, office.identity, office.entries)
        enterprise.draw_profile(w, week, i)
        enterprise.settle(w, week, i)
        e.tier = enterprise.grade(p, e, w.sectors[e.sector])
        office.next_entry += draws.exponential(draws.uniform(office.key, draws.ENTRY, office.entries, 0))
        w.tally[o].entries += 1


# --- M23 assessment period, M27 leadership ----------------------------------------------------------------------------


@compiled
def lead(w, week, o):
    """Move the attention and the equipment of office o, pay for them, and turn the page of the assessment period."""
    office = w.offices[o]
    p = w.parameters[office.regime]
    tally = w.tally[o]
    office.attention += (p.attention_base - office.attention) / p.attention_memory
    if office.news > 0.0:
        office.attention += p.attention_jump * (1.0 - office.attention)
    office.news = 0.0
    target = equipment_target(p)
    office.equipment += (target - office.equipment) / max(1.0, p.equipment_delay)
    tally.office_weeks += 1
    tally.attention += office.attention
    tally.equipment += office.equipment
    tally.equipment_cost += p.budget_per_firm * tally.operating / 52.0
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
