"""Grid inspectors: work days, visits, rechecks, skill, turnover, ties and integrity (M02, M05, M08, M31, M37, M41)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from govsim import draws, events, fields, society
from govsim.agents import accountability, connections, desk, incentives, targeting, visits
from govsim.agents.incentives import ACTIVITIES, COORDINATION, DEPTH, PAPERWORK, RECHECKS, VISITS
from govsim.agents.visits import N_DOMAINS
from govsim.compiled import compiled
from govsim.elementary import exp, length, power
from govsim.fields import Field
from govsim.hazards import detection, rectification, stock
from govsim.parameters import CHOICES

if TYPE_CHECKING:
    from govsim.hazards.detection import Look
    from govsim.views import Array, Enterprise, Inspector, Parameters, Tables

RECRUITMENT = CHOICES["recruitment"]
SCHEME = CHOICES["assessment_scheme"]

DAY_HOURS = 8.0  # of work (Labour Law art. 36)
LEAST_DEPTH = 0.02

INSPECTOR = (
    Field("key", "u8", "Of the person who holds the post.", kept=True),
    Field("post_key", "u8", "Key of the post's luck.", kept=True),
    Field("office", "i4", "Its office.", kept=True),
    Field("post", "i4", "Number of the post in its office.", kept=True),
    Field("grid", "i4", "Where the post works this week.", kept=True),
    Field("shift", "i4", "By how many grids a directive has moved it.", kept=True),
    Field("holder", "i4", "How many people have held the post, with this one.", kept=True),
    Field("filled", "i4", "Whether somebody holds the post.", kept=True),
    Field("removed", "i4", "Whether the holder has been removed from the post.", kept=True),
    Field("vacant_until", "i4", "When a vacant post is filled again.", "week", kept=True),
    Field("since", "i4", "Since when.", "week", kept=True),
    Field("leaving_clock", "f8", "Integrated intensity of leaving.", kept=True),
    Field("next_leaving", "f8", "Reading at which the holder leaves.", kept=True),
    Field("skill", "f8", "Skill, by domain.", shape=N_DOMAINS, low=0, high=1),
    Field("first_skill", "f8", "Skill with which the holder came, by domain.", shape=N_DOMAINS, low=0, high=1),
    Field("handled", "f8", "Hazards handled, by domain.", shape=N_DOMAINS, low=0),
    Field("burnout", "f8", "Burnout of the holder.", low=0, high=1),
    Field("shares", "f8", "Shares of the week's time, by activity.", shape=len(ACTIVITIES), low=0, high=1),
    Field("depth", "f8", "Depth of visits this week.", low=0, high=1),
    Field("visit_hours", "f8", "Time saved up for visits (or visits, where there is no work-day budget).", low=0),
    Field("recheck_hours", "f8", "Time saved up for rechecks.", "hours", low=0),
    Field("visits_in_period", "f8", "Visits in this assessment period.", low=0),
    Field("visits", "i8", "Visits.", kept=True),
    Field("integrity", "f8", "Integrity of the holder.", low=0, high=1),
    Field("fear", "f8", "Fear of blame of the holder.", low=0, high=1),
    Field("reluctance", "f8", "Of the holder, to have known of what stays.", low=0),
)


# --- M31 recruitment and turnover, M05 skill --------------------------------------------------------------------------


@compiled
def newcomer_skill(p: Parameters) -> float:
    """Return the mean skill that the channel of recruitment brings."""
    if p.recruitment == RECRUITMENT.professional:
        return p.skill_professional
    if p.recruitment == RECRUITMENT.secondment:
        return p.skill_secondment
    return p.skill_general_exam


@compiled
def appoint(w: Tables, week: int, j: int, mean: float) -> None:
    """Fill post j with a new person of mean skill `mean`, spread between people and uneven over domains."""
    inspector = w.inspectors[j]
    p = w.parameters[w.offices[inspector.office].regime]
    inspector.holder += 1
    inspector.key = draws.derive_key(w.shared[0].seed, draws.INSPECTOR, inspector.post_key, inspector.holder)
    inspector.filled = 1
    inspector.since = week
    inspector.burnout = 0.0
    inspector.removed = 0
    inspector.leaving_clock = 0.0
    inspector.next_leaving = draws.exponential(draws.uniform(inspector.key, draws.LEAVING, 0, 0))
    u, v, _, _ = draws.uniforms(inspector.key, draws.RECRUITMENT, 0, 0)
    own = mean + p.skill_spread * draws.normal(u, v)
    u, v, _, _ = draws.uniforms(inspector.key, draws.INTEGRITY, 0, 0)
    inspector.integrity = min(1.0, max(0.0, p.integrity_mean + p.integrity_spread * draws.normal(u, v)))
    for domain in range(N_DOMAINS):
        lean = draws.uniform(inspector.key, draws.RECRUITMENT, 1 + domain, 0)
        level = own * (1.0 + p.specialisation * (2.0 * lean - 1.0))
        inspector.skill[domain] = min(1.0, max(0.01, level))
        inspector.first_skill[domain] = inspector.skill[domain]
        inspector.handled[domain] = 0.0


@compiled
def leaving_intensity(p: Parameters, load: float, burnout: float, fear: float) -> float:
    """Return the intensity per week of leaving.

    h0 exp(-a_w (pay-1) - a_h (honour-1/2) + a_l (load-1) + a_b burnout + a_f fear of blame).
    """
    push = p.load_effect * max(0.0, load - 1.0) + p.burnout_effect * burnout + p.blame_leaving * fear
    pull = p.pay_effect * (p.pay - 1.0) + p.honour_effect * (p.honour - 0.5)
    return p.leaving_rate * exp(min(50.0, push - pull))


@compiled
def burn(p: Parameters, burnout: float, load: float, paper_share: float, coordination_share: float) -> float:
    """Return the weekly change of burnout: a resource drained by load and paperwork, restored with support."""
    strain = max(0.0, load - 1.0) + paper_share
    return (
        p.burnout_gain * strain * (1.0 - burnout)
        - p.burnout_recovery * (p.recovery_base + coordination_share) * burnout
    )


@compiled
def staff(w: Tables, week: int, j: int) -> None:
    """Fill, keep or vacate post j; let its holder burn out, recover, forget and train."""
    inspector = w.inspectors[j]
    office = w.offices[inspector.office]
    p = w.parameters[office.regime]
    tally = w.tally[inspector.office]
    if inspector.post >= p.inspectors:
        inspector.filled = 0
        inspector.vacant_until = -fields.NO_WEEK
        return
    tally.posts += 1
    if inspector.filled == 0:
        if week < inspector.vacant_until:
            return
        if inspector.vacant_until == -fields.NO_WEEK:  # a post created today
            inspector.vacant_until = vacancy_end(p, week, inspector)
            return
        appoint(w, week, j, newcomer_skill(p))
        tally.recruits += 1
    load = office.firms / max(1.0, office.filled) / p.norm_span
    inspector.burnout += burn(p, inspector.burnout, load, inspector.shares[PAPERWORK], inspector.shares[COORDINATION])
    inspector.burnout = min(1.0, max(0.0, inspector.burnout))
    leaving = leaving_intensity(p, load, inspector.burnout, inspector.fear)
    inspector.leaving_clock += leaving
    tally.expected_leavers += leaving
    if inspector.leaving_clock >= inspector.next_leaving or inspector.removed:
        inspector.filled = 0
        inspector.vacant_until = vacancy_end(p, week, inspector)
        tally.leavers += 1
        tally.tenure_of_leavers += week - inspector.since
        return
    inspector.integrity += p.moral_training * (1.0 - inspector.integrity)
    skill = 0.0
    for domain in range(N_DOMAINS):
        inspector.skill[domain] -= p.forgetting * max(0.0, inspector.skill[domain] - inspector.first_skill[domain])
        if p.training > 0.0:
            inspector.skill[domain] += p.training * max(0.0, p.training_ceiling - inspector.skill[domain])
        skill += inspector.skill[domain] / N_DOMAINS
    tally.filled += 1
    tally.skill += skill
    tally.burnout += inspector.burnout
    tally.tenure += week - inspector.since
    tally.wages += p.wage * p.pay / 52.0


@compiled
def vacancy_end(p: Parameters, week: int, inspector: Inspector) -> int:
    """Return the week in which a post that falls vacant now is filled again (exponential with the declared mean)."""
    wait = p.vacancy_weeks * draws.exponential(draws.uniform(inspector.post_key, draws.VACANCY, inspector.holder, 0))
    return week + 1 + math.floor(wait)


@compiled
def learn(p: Parameters, skill: float, handled: float) -> float:
    """Return what handling one more hazard adds to a skill: l (1 - s) n^-b, n the hazards handled before plus one."""
    return p.learning_rate * (1.0 - skill) * power(handled + 1.0, -p.learning_exponent)


# --- M02 work days --------------------------------------------------------------------------------------------------


@compiled
def inspection_hours(p: Parameters, burnout: float) -> float:
    """Return an inspector's hours a week for inspection (M02).

    Legal days less other duties, less what burnout costs.
    """
    share = max(0.0, 1.0 - p.other_enforcement_share - p.nonenforcement_share)
    return p.legal_workdays / 52.0 * DAY_HOURS * share * (1.0 - p.burnout_hours * burnout)


@compiled
def depth_of_visit(p: Parameters, shares: Array[float]) -> float:
    """Return the depth in (0, 1] at which the time for visits and the time for depth are used up together."""
    ratio = shares[DEPTH] / shares[VISITS]
    return min(1.0, max(LEAST_DEPTH, ratio * p.visit_hours / p.depth_hours))


@compiled
def plan(w: Tables, week: int, j: int) -> None:
    """Divide the week of inspector j over activities, and add the hours to what has been saved up.

    What the desk takes of them comes first (M45): what is left is divided.
    """
    inspector = w.inspectors[j]
    if inspector.filled == 0:
        return
    office = w.offices[inspector.office]
    inspector.grid = office.first_grid + patrolled_grid(
        w.parameters[office.regime], inspector.post + inspector.shift, office.grids, week
    )
    p = w.parameters[w.grids[inspector.grid].regime]
    tally = w.tally[inspector.office]
    if office.period_week == 0:
        inspector.visits_in_period = 0.0
    per_post = office.firms / max(1.0, office.filled)
    met = p.assessment_scheme == SCHEME.threshold and inspector.visits_in_period >= p.visit_target * per_post
    files, diligence = incentives.protection(p, inspector.shares[PAPERWORK], inspector.depth)
    inspector.fear = accountability.fear_of_blame(p, office, files, diligence)
    inspector.reluctance = accountability.reluctance(p, office, files, diligence)
    protection = accountability.worth_of_protection(p, office)
    scores = incentives.marginal_scores(p, met, office.score_void, office.rivalry, *protection)
    incentives.time_shares(p, scores, inspector.shares)
    inspector.depth = max(LEAST_DEPTH, depth_of_visit(p, inspector.shares) * (1.0 - p.campaign_haste * office.campaign))
    hours = inspection_hours(p, inspector.burnout) * office.pace
    tally.fear += inspector.fear
    tally.filled_diligence += diligence
    tally.filled_files += files
    tally.inspection_hours += hours
    hours -= desk.work(office, tally, hours)
    tally.paper_hours += hours * inspector.shares[PAPERWORK]
    tally.coordination_hours += hours * inspector.shares[COORDINATION]
    if p.workday_budget:
        inspector.visit_hours += hours * (inspector.shares[VISITS] + inspector.shares[DEPTH])
        inspector.recheck_hours += hours * inspector.shares[RECHECKS]
    else:
        inspector.visit_hours += p.planned_visits * per_post * office.pace
        inspector.recheck_hours = 1e9


# --- M01 span ------------------------------------------------------------------------------------------


@compiled
def patrolled_grid(p: Parameters, post: int, grids: int, week: int) -> int:
    """Return the number of the grid in which a post works: its own, shifted by rotation; fewer posts take turns."""
    turn = math.floor((week + 10400) / p.rotation_interval) if p.rotation_interval >= 1.0 else 0
    if p.inspectors < grids:
        turn += (week + 10400) * p.inspectors
    return (post + turn) % grids


# --- visits and rechecks ----------------------------------------------------------------------------------------------


@compiled
def inspect(w: Tables, week: int, j: int) -> None:
    """Let inspector j visit firms while there is time; a last visit may run over, and is paid back the week after."""
    inspector = w.inspectors[j]
    if inspector.filled == 0:
        return
    grid = w.grids[inspector.grid]
    p = w.parameters[grid.regime]
    enterprises = w.enterprises
    hours_today = 0.0
    visits_today = 0
    while inspector.visit_hours > 0.0:
        i = targeting.next_firm(w, week, inspector.grid)
        if i < 0:
            inspector.visit_hours = 0.0  # nobody left to visit: time cannot be hoarded
            return
        e = enterprises[i]
        if connections.keep_away(w.parameters[e.regime], e, e.queued, connections.VISIT):
            e.queued = week  # its turn has passed, as if it had been visited
            continue
        cost = targeting.visit_cost(p, e, grid, inspector.depth)
        inspector.visit_hours -= cost
        if p.workday_budget:
            if hours_today + cost / p.team_size > DAY_HOURS and visits_today > 0:
                hours_today = 0.0
                visits_today = 0
            hours_today += cost / p.team_size
        visit(w, week, j, i, visits_today)
        visits_today += 1


@compiled
def visit(w: Tables, week: int, j: int, i: int, visits_today: int) -> None:
    """Let inspector j look for hazards at enterprise i, as the visit number `visits_today` (from 0) of the day."""
    inspector = w.inspectors[j]
    e = w.enterprises[i]
    p = w.parameters[e.regime]
    connections.meet(p, e, inspector)
    by = detection.Look(
        channel=stock.BY_VISIT,
        actor=j,
        skill=inspector.skill,
        depth=inspector.depth,
        equipment=w.offices[e.office].equipment,
        attention=detection.attentiveness(p.fatigue, visits_today, p.familiarity, e.repeats),
        discretion=0.0,
        hush=hush(p, e, inspector),
        reluctance=inspector.reluctance,
    )
    learn_from_visit(w, j, p, visit_officially(w, week, i, by, p.clarity_official))
    inspector.visits += 1
    inspector.visits_in_period += 1.0


@compiled
def visit_from_outside(w: Tables, week: int, i: int, skill: float, depth: float) -> None:
    """Let inspectors from outside look over enterprise i, in all domains that are anybody's job, with one skill."""
    by = detection.Look(
        channel=stock.BY_VISIT,
        actor=events.NOBODY,
        skill=visits.even(skill),
        depth=depth,
        equipment=1.0,
        attention=1.0,
        discretion=0.0,
        hush=0.0,
        reluctance=0.0,
    )
    visit_officially(w, week, i, by, 1.0)


@compiled
def visit_officially(w: Tables, week: int, i: int, by: Look, clarity: float) -> int:
    """Let inspectors visit enterprise i, which answers what waits for a visit; return the findings by domain."""
    e = w.enterprises[i]
    tally = w.tally[e.office]
    detection.expert_findings(w, i)
    domains, kept = visits.scope_of_authority(w, week, i, visits.ALL_DOMAINS, clarity, visits.GRID_INSPECTORS)
    found, lessons = visits.look(w, week, i, by, domains, kept)
    targeting.change_watch(w.parameters[e.regime], e, week, found)
    if e.complaints > 0:
        society.answer(w, week, i, found)
    e.alarms = 0
    tally.visits += 1
    tally.depth += by.depth
    e.visits += 1
    e.found += found
    e.last_visit = week
    e.queued = week
    return lessons


@compiled
def hush(p: Parameters, e: Enterprise, inspector: Inspector) -> float:
    """Return the share of findings that the tie between firm and inspector keeps out of the books (M37, M41)."""
    return p.capture * e.tie * (1.0 - p.internal_audit) * (1.0 - inspector.integrity)


@compiled
def learn_from_visit(w: Tables, j: int, p: Parameters, lessons: int) -> None:
    """Learning by doing: each hazard that a visit has found (`lessons`, by domain) teaches inspector j once."""
    if p.learning_rate == 0.0:
        return
    inspector = w.inspectors[j]
    for domain in range(N_DOMAINS):
        for _ in range(detection.findings_in(lessons, domain)):
            inspector.skill[domain] += learn(p, inspector.skill[domain], inspector.handled[domain])
            inspector.handled[domain] += 1.0


@compiled
def recheck(w: Tables, week: int, j: int) -> None:
    """Let inspector j recheck listed closures, firm after firm, while there is time."""
    inspector = w.inspectors[j]
    if inspector.filled == 0:
        return
    grid = w.grids[inspector.grid]
    p = w.parameters[grid.regime]
    tally = w.tally[inspector.office]
    members = w.members
    enterprises = w.enterprises
    for step in range(grid.members if inspector.recheck_hours > 0.0 else 0):
        turn = grid.next_recheck + step
        place = grid.first_member + (turn if turn < grid.members else turn - grid.members)
        e = enterprises[members[place]]
        if e.status == stock.EMPTY or e.rechecks_due <= 0:
            continue
        cost = p.team_size * (p.recheck_hours + 2.0 * length(e.x - grid.x, e.y - grid.y) / p.travel_speed)
        if inspector.recheck_hours <= 0.0:
            grid.next_recheck = (grid.next_recheck + step) % grid.members
            return
        inspector.recheck_hours -= cost
        tally.rechecks += 1
        tally.unmasked += rectification.look_back(w, week, members[place], j)
        e.recheck_belief += w.parameters[e.regime].belief_jump * (1.0 - e.recheck_belief)
    if p.workday_budget and inspector.recheck_hours > DAY_HOURS:  # nothing left to recheck: the time goes to visits
        inspector.visit_hours += inspector.recheck_hours - DAY_HOURS
        inspector.recheck_hours = DAY_HOURS
