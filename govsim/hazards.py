"""The hazard ledger: emergence, detection, rectification, accident (M14, M04, M10, M15).

A hazard is one record in the block of its enterprise. Its luck is drawn from the key of the enterprise and its serial
number, so it is the same hazard under every policy. Nothing is drawn weekly: at its emergence a hazard gets two
thresholds on clocks of its enterprise, one for the accident and one for being noticed by the firm's own people; the
enterprise keeps, for each clock, a reading before which nothing happens, so a quiet week costs one comparison.

Levels of truth. A hazard is *true* from emergence to its real end. It is *found* from the first finding on; *recorded*,
*reported* and *published* while it stands as open in the books of that level. A closure on paper takes it out of the
books and leaves it in the world.
"""

from __future__ import annotations

import math

import numpy as np

from govsim import draws
from govsim.compiled import compiled, weekly

LEVELS = ("true", "found", "recorded", "reported", "published")
TRUE, FOUND, RECORDED, REPORTED, PUBLISHED = range(5)

CLASSES = ("general", "major")

# Life of a hazard as the authority sees it.
UNKNOWN, ORDERED, ON_PAPER = range(3)

# Who found it.
CHANNELS = ("visit", "self_check", "recheck", "agency")
BY_VISIT, BY_SELF_CHECK, BY_RECHECK, BY_AGENCY = range(4)

# How it ended.
BY_REPAIR, BY_ACCIDENT, BY_EXIT = range(3)

# Status of an enterprise's premises.
EMPTY, OPERATING = 0, 1

MOST_A_WEEK = 16  # new hazards of one enterprise in one week; more emerge the week after
FIRST_BLOCK = 16  # records in an enterprise's first block; blocks double
NEVER = 1e300
NO_WEEK = 2_000_000_000
LARGER, MAJOR, EXTRAORDINARY = 1, 2, 3

HAZARD = np.dtype(
    [
        ("accident_at", "f8"),  # reading of the enterprise's exposure clock of its class
        ("notice_at", "f8"),  # reading of the enterprise's notice clock
        ("risk", "f8"),  # share of the accident intensity left by partial and interim measures
        ("visibility", "f8"),
        ("serial", "i4"),
        ("since", "i4"),  # week of the present order
        ("due", "i4"),  # week by which the order must be obeyed
        ("looks", "i2"),  # times that somebody has looked for it
        ("findings", "i2"),  # times that it has been found
        ("attempts", "i2"),  # decisions taken on it by the firm
        ("domain", "i1"),
        ("major", "i1"),
        ("state", "i1"),
        ("level", "i1"),  # highest level of truth at which it stands open now
        ("found", "i1"),
        ("rounds", "i1"),  # rechecks that its closure must still pass
    ],
    align=True,
)


@weekly
def logistic(x):
    """Return 1 / (1 + exp(-x)), without overflow at either end."""
    if x >= 0.0:
        return 1.0 / (1.0 + math.exp(-x))
    z = math.exp(x)
    return z / (1.0 + z)


# --- the ledger -------------------------------------------------------------------------------------------------------


@compiled
def new_block(w, size):
    """Return the first index of a free block of `size` (FIRST_BLOCK times a power of two) records."""
    ledger = w.ledger[0]
    hazards = w.hazards
    order = 0
    while FIRST_BLOCK << order < size:
        order += 1
    first = ledger.free[order]
    if first >= 0:
        ledger.free[order] = hazards[first].serial
        return first
    first = ledger.top
    ledger.top += size
    return first


@compiled
def release_block(w, first, size):
    """Put a block back on the list of free blocks of its size."""
    ledger = w.ledger[0]
    hazards = w.hazards
    order = 0
    while FIRST_BLOCK << order < size:
        order += 1
    hazards[first].serial = ledger.free[order]
    ledger.free[order] = first


@compiled
def append(w, i):
    """Return the index of a fresh record at the end of enterprise i's block, which doubles where it is full."""
    hazards = w.hazards
    e = w.enterprises[i]
    if e.hazards == e.capacity:
        size = max(FIRST_BLOCK, 2 * e.capacity)
        first = new_block(w, size)
        for k in range(e.hazards):
            hazards[first + k] = hazards[e.first + k]
        if e.capacity > 0:
            release_block(w, e.first, e.capacity)
        e.first = first
        e.capacity = size
    index = e.first + e.hazards
    e.hazards += 1
    return index


@weekly
def reserve(w, i):
    """Add to the ledger's demand the block that enterprise i may need next week."""
    e = w.enterprises[i]
    if e.hazards + MOST_A_WEEK > e.capacity:
        w.ledger[0].demand += max(FIRST_BLOCK, 2 * e.capacity)


@compiled
def refresh(w, i):
    """Recompute from its hazards what enterprise i keeps of them: next readings, next deadline, risk by class.

    In between, a hazard that ends takes its risk with it and leaves the readings as they are: they may come too early,
    never too late.
    """
    hazards = w.hazards
    e = w.enterprises[i]
    accident_general = NEVER
    accident_major = NEVER
    notice = NEVER
    due = NO_WEEK
    risk_general = 0.0
    risk_major = 0.0
    for k in range(e.first, e.first + e.hazards):
        h = hazards[k]
        if h.major:
            risk_major += h.risk
            accident_major = min(accident_major, h.accident_at)
        else:
            risk_general += h.risk
            accident_general = min(accident_general, h.accident_at)
        notice = min(notice, h.notice_at)
        if h.state == ORDERED:
            due = min(due, h.due)
    e.next_accident[0] = accident_general
    e.next_accident[1] = accident_major
    e.risk[0] = risk_general
    e.risk[1] = risk_major
    e.next_notice = notice
    e.next_due = due


@compiled
def enter(w, office, lowest, highest):
    """Book one hazard as open at the levels of truth from `lowest` to `highest`."""
    tally = w.tally[office]
    books = w.offices[office]
    for level in range(lowest, highest + 1):
        tally.hazards_entered[level] += 1
        books.open[level] += 1


@compiled
def close_in_books(w, office, h):
    """Take a hazard out of the books (recorded and above), where its closure is recorded, true or not."""
    tally = w.tally[office]
    books = w.offices[office]
    for level in range(RECORDED, h.level + 1):
        tally.hazards_closed[level] += 1
        books.open[level] -= 1
    h.level = FOUND


@compiled
def end(w, i, k, how):
    """End the hazard at index k of enterprise i truly, at every level where it stands open, and drop its record."""
    hazards = w.hazards
    e = w.enterprises[i]
    h = hazards[k]
    tally = w.tally[e.office]
    books = w.offices[e.office]
    for level in range(h.level + 1):
        books.open[level] -= 1
        if how == BY_REPAIR:
            tally.hazards_closed[level] += 1
        elif how == BY_ACCIDENT:
            tally.hazards_to_accident[level] += 1
        else:
            tally.hazards_left[level] += 1
    e.hazards -= 1
    e.risk[h.major] = e.risk[h.major] - h.risk if e.hazards > 0 else 0.0
    last = e.first + e.hazards
    if k != last:
        hazards[k] = hazards[last]


@compiled
def abandon(w, i):
    """End all hazards of enterprise i because the firm leaves, and give its block back."""
    e = w.enterprises[i]
    while e.hazards > 0:
        end(w, i, e.first + e.hazards - 1, BY_EXIT)
    if e.capacity > 0:
        release_block(w, e.first, e.capacity)
    e.capacity = 0
    refresh(w, i)


# --- M14 emergence ----------------------------------------------------------------------------------------------------


@compiled
def ageing(age, shape, scale):
    """Return the Weibull wear factor shape (age/scale)^(shape-1), age and scale in years."""
    return shape * (max(age, 0.1) / scale) ** (shape - 1.0)


@weekly
def emergence_intensity(p, e, sector_factor, wear, season):
    """Return M14's intensity of new hazards per week.

    rate * sector * (employees/30)^eta * exp(a_c (1 - effort)) * ageing * (1 + a_p pressure) * technology and season.
    """
    effect = math.exp(p.effort_sensitivity * (1.0 - e.effort)) if p.effort_sensitivity != 0.0 else 1.0
    return p.emergence_rate * sector_factor * e.scale * effect * wear * (1.0 + p.pressure_sensitivity * e.pressure) * season


@weekly
def emerge(w, week, i):
    """Run down enterprise i's emergence clock by one week and create the hazards whose time has come."""
    e = w.enterprises[i]
    if e.status == EMPTY:
        return
    p = w.parameters[e.regime]
    wear = 1.0
    if p.ageing_shape != 1.0:
        wear = ageing(e.plant_age + (week - e.opened) / 52.0, p.ageing_shape, p.ageing_scale)
    intensity = emergence_intensity(p, e, w.sectors[e.sector].hazard_factor, wear, w.common[e.regime].season)
    e.emergence_clock += intensity * e.activity
    if e.emergence_clock >= e.next_emergence:
        bear(w, week, i)


@compiled
def bear(w, week, i):
    """Create the hazards of enterprise i whose time has come."""
    e = w.enterprises[i]
    born = 0
    while e.emergence_clock >= e.next_emergence and born < MOST_A_WEEK:
        create(w, week, i)
        born += 1


@compiled
def create(w, week, i):
    """Create enterprise i's next hazard: its domain, class, visibility and its two thresholds."""
    e = w.enterprises[i]
    p = w.parameters[e.regime]
    sector = w.sectors[e.sector]
    k = append(w, i)
    h = w.hazards[k]
    kind, u_accident, u_notice, u_next = draws.uniforms(e.key, draws.EMERGENCE, e.serial, 0)
    # one uniform serves three times: what is left of it, once the class is decided, is uniform again, and so on
    share = min(1.0, sector.major_share * p.major_share_factor)
    major = 1 if kind < share else 0
    kind = kind / share if major else (kind - share) / (1.0 - share)
    domain = 0
    below = 0.0
    while domain < sector.domains.shape[0] - 1 and kind > sector.domains[domain]:
        below = sector.domains[domain]
        domain += 1
    kind = (kind - below) / (sector.domains[domain] - below)
    h.serial = e.serial
    h.domain = domain
    h.major = major
    h.accident_at = e.exposure[major] + draws.exponential(u_accident)
    h.notice_at = e.notice_clock + draws.exponential(u_notice)
    h.risk = 1.0
    h.visibility = 1.0 + p.visibility_spread * (2.0 * kind - 1.0)
    h.since = NO_WEEK
    h.due = NO_WEEK
    h.looks = 0
    h.findings = 0
    h.attempts = 0
    h.state = UNKNOWN
    h.level = TRUE
    h.found = 0
    h.rounds = 0
    e.serial += 1
    e.next_emergence += draws.exponential(u_next)
    e.next_accident[major] = min(e.next_accident[major], h.accident_at)
    e.next_notice = min(e.next_notice, h.notice_at)
    e.risk[major] += 1.0
    enter(w, e.office, TRUE, TRUE)
    if major:
        w.tally[e.office].emerged_major += 1


@compiled
def season(p, week):
    """Return the factor of the week on emergence: growth by technology times the cycle of the year."""
    growth = (1.0 + p.technology_growth) ** (week / 52.0) if p.technology_growth != 0.0 else 1.0
    cycle = 0.0
    if p.season_amplitude != 0.0:
        cycle = p.season_amplitude * math.cos(2.0 * math.pi * (week - p.season_peak) / 52.0)
    return growth * (1.0 + cycle)


# --- M15 accident -----------------------------------------------------------------------------------------------------


@weekly
def barriers(p, effort, responsibility):
    """Return the share of the accident intensity that the barriers let through (1: all fail)."""
    return (1.0 - p.barrier_procedure * effort) * (1.0 - p.barrier_people * responsibility)


@weekly
def suffer(w, week, i):
    """Run down enterprise i's exposure clocks by one week, count the expected and trigger the realised accidents."""
    e = w.enterprises[i]
    if e.status == EMPTY or e.hazards == 0:
        return
    p = w.parameters[e.regime]
    if not p.accidents:
        return
    common = w.common[e.regime]
    exposure = barriers(p, e.effort, e.responsibility) * e.activity
    general = exposure * common.accident_general
    major = exposure * common.accident_major
    e.exposure[0] += general
    e.exposure[1] += major
    expect(w, i, general * e.risk[0], major * e.risk[1])
    if e.exposure[0] >= e.next_accident[0] or e.exposure[1] >= e.next_accident[1]:
        strike(w, week, i)


@compiled
def strike(w, week, i):
    """Let the hazards of enterprise i whose accident clock has run down turn into accidents."""
    e = w.enterprises[i]
    hazards = w.hazards
    k = e.first
    while k < e.first + e.hazards:
        h = hazards[k]
        if e.exposure[h.major] < h.accident_at:
            k += 1
            continue
        after = (e.exposure[h.major] - h.accident_at) * h.risk  # the week after the accident was no exposure
        expect(w, i, 0.0 if h.major else -after, -after if h.major else 0.0)
        happen(w, week, i, k)
        end(w, i, k, BY_ACCIDENT)
    refresh(w, i)


@weekly
def expect(w, i, general, major):
    """Add integrated intensity of both classes to the expected accidents, injuries and deaths."""
    e = w.enterprises[i]
    p = w.parameters[e.regime]
    tally = w.tally[e.office]
    factor = w.sectors[e.sector].fatality_factor
    fatal = general * fatality(p.fatal_general, factor) + major * fatality(p.fatal_major, factor)
    tally.expected_accidents += general + major
    tally.expected_injuries += (general + major) * p.injuries_per_accident
    tally.expected_deaths += fatal * w.common[e.regime].mean_deaths
    e.expected_accidents += general + major


@weekly
def fatality(probability, factor):
    """Return the probability that an accident kills, in a sector with a factor of its own."""
    return min(1.0, probability * factor)


@compiled
def pareto_deaths(u, tail):
    """Return deaths (at least 1) of a fatal accident: discrete Pareto with P(N >= n) = n^-tail."""
    return math.floor(min(u ** (-1.0 / tail), 1e6))


@compiled
def accident_class(deaths, serious, loss):
    """Return 0 general, 1 larger, 2 major, 3 extraordinarily major (State Council Order 493, 2007)."""
    if deaths >= 30 or serious >= 100 or loss >= 1e8:
        return EXTRAORDINARY
    if deaths >= 10 or serious >= 50 or loss >= 5e7:
        return MAJOR
    if deaths >= 3 or serious >= 10 or loss >= 1e7:
        return LARGER
    return 0


@compiled
def happen(w, week, i, k):
    """Let the hazard at index k of enterprise i turn into an accident: its severity, who learns of it, what follows."""
    e = w.enterprises[i]
    h = w.hazards[k]
    p = w.parameters[e.regime]
    sector = w.sectors[e.sector]
    tally = w.tally[e.office]
    u_fatal, u_deaths, u_injuries, u_serious = draws.uniforms(e.key, draws.SEVERITY, h.serial, 0)
    u_loss, v_loss, u_environment, u_near = draws.uniforms(e.key, draws.LOSS, h.serial, 0)
    fatal = fatality(p.fatal_major if h.major else p.fatal_general, sector.fatality_factor)
    deaths = pareto_deaths(u_deaths, p.death_tail) if u_fatal < fatal else 0
    injuries = 1 + draws.poisson(u_injuries, p.injuries_per_accident - 1.0)
    serious = injuries if u_serious < p.serious_share else 0
    median = p.loss_major if h.major else p.loss_general
    loss = median * math.exp(p.loss_spread * draws.normal(u_loss, v_loss)) + deaths * p.loss_per_death
    tally.near_misses += draws.poisson(u_near, p.near_miss_ratio)
    tally.accident_classes[accident_class(deaths, serious, loss)] += 1
    tally.serious_injuries += serious
    tally.loss += loss
    tally.environmental_index += sector.environment_factor * u_environment * loss / 1e6
    e.accidents += 1
    e.injuries += injuries
    e.deaths += deaths

    level = accident_level(p, e.key, h.serial, deaths)
    for reached in range(level + 1):
        tally.accidents[reached] += 1
        tally.injuries[reached] += injuries
        tally.deaths[reached] += deaths
    if level == PUBLISHED:
        w.grids[e.grid].news += 1
    if deaths > 0:
        w.offices[e.office].news += 1
        e.stopped_until = max(e.stopped_until, week + math.ceil(p.stop_after_accident))
    elif draws.uniform(e.key, draws.COMPLAINT, h.serial, 0) < p.complaint_share:
        e.complaints += 1
        tally.complaints += 1
    e.salience += p.salience_own * (1.0 - e.salience)
    e.spending += loss
    if h.major and p.domino_radius > 0.0:
        e.blasts += 1
        w.offices[e.office].blasts += 1


@compiled
def accident_level(p, key, serial, deaths):
    """Return the highest level of truth that an accident reaches; one with deaths is always published (see M16)."""
    if deaths > 0:
        return PUBLISHED
    known, recorded, reported, published = draws.uniforms(key, draws.ACCIDENT_LEVELS, serial, 0)
    if known >= p.injury_known:
        return TRUE
    if recorded >= p.accident_recorded:
        return FOUND
    if reported >= p.accident_reported:
        return RECORDED
    return PUBLISHED if published < p.accident_published else REPORTED


@compiled
def spread_blasts(w, week, o):
    """Let the accidents from major hazards in office o set off major hazards of neighbours."""
    office = w.offices[o]
    if office.blasts == 0:
        return
    office.blasts = 0
    enterprises = w.enterprises
    parameters = w.parameters
    for i in range(office.first_enterprise, office.first_enterprise + office.premises):
        e = enterprises[i]
        while e.blasts > 0:
            p = parameters[e.regime]
            set_off_neighbours(w, i, p.domino_radius, p.domino_probability)
            e.blasts -= 1


@compiled
def set_off_neighbours(w, i, radius, probability):
    """Set off major hazards within `radius` km of enterprise i, with a probability that falls linearly with distance.

    A hazard that is set off has its accident in the coming week.
    """
    e = w.enterprises[i]
    enterprises = w.enterprises
    hazards = w.hazards
    cells = w.cells[0]
    reach = math.ceil(radius / cells.size)
    column, row = int((e.x - cells.x) / cells.size), int((e.y - cells.y) / cells.size)
    for r in range(max(0, row - reach), min(cells.rows, row + reach + 1)):
        for c in range(max(0, column - reach), min(cells.columns, column + reach + 1)):
            cell = r * cells.columns + c
            for place in range(w.cell_starts[cell], w.cell_starts[cell + 1]):
                j = w.cell_members[place]
                other = enterprises[j]
                distance = math.hypot(other.x - e.x, other.y - e.y)
                if j == i or other.status == EMPTY or distance >= radius:
                    continue
                for k in range(other.first, other.first + other.hazards):
                    h = hazards[k]
                    if not h.major or h.accident_at <= other.exposure[1]:
                        continue
                    luck = draws.uniform(other.key, draws.DOMINO, h.serial, e.accidents * 16 + e.blasts)
                    if luck < probability * (1.0 - distance / radius):
                        h.accident_at = other.exposure[1]
                        other.next_accident[1] = min(other.next_accident[1], h.accident_at)
                        w.tally[other.office].dominoes += 1


# --- M04 detection ----------------------------------------------------------------------------------------------------


@compiled
def detection(kappa, depth, skill, equipment, visibility):
    """Return the probability that a look finds a hazard: 1 - exp(-kappa depth skill equipment visibility)."""
    return 1.0 - math.exp(-kappa * depth * skill * equipment * visibility)


@compiled
def attentiveness(fatigue, visits_before, familiarity, repeats):
    """Return the share of findings left by the visits before on the same day and by repeat visits (M08).

    (1 - fatigue)^visits_before * (1 - familiarity (1 - 1/(1 + repeats))).
    """
    return (1.0 - fatigue) ** visits_before * (1.0 - familiarity * (1.0 - 1.0 / (1.0 + repeats)))


@compiled
def search(w, week, i, skill, depth, equipment, attention, channel):
    """Look once for every hazard of enterprise i that is not under order already; return how many are found.

    `skill` is an array over domains. What was found, by domain, stands in the ledger's `lessons`. The n-th look at a hazard meets the same luck under every policy.
    """
    hazards = w.hazards
    e = w.enterprises[i]
    p = w.parameters[e.regime]
    lessons = w.ledger[0].lessons
    lessons[:] = 0
    found = 0
    for k in range(e.first, e.first + e.hazards):
        h = hazards[k]
        if h.state == ORDERED:
            continue
        kappa = p.detection_major if h.major else p.detection_general
        chance = attention * detection(kappa, depth, skill[h.domain], equipment, h.visibility)
        luck = draws.uniform(e.key, draws.DETECTION, h.serial, h.looks)
        h.looks += 1
        if luck < chance:
            found += 1
            lessons[h.domain] += 1
            book(w, week, i, k, channel)
    return found


@compiled
def book(w, week, i, k, channel):
    """Book a finding: the hazard is found; perhaps it is recorded with an order, reported upward and published."""
    e = w.enterprises[i]
    h = w.hazards[k]
    p = w.parameters[e.regime]
    tally = w.tally[e.office]
    tally.found_by[channel] += 1
    if h.major:
        tally.found_major_by[channel] += 1
    if h.found == 0:
        h.found = 1
        h.level = FOUND
        enter(w, e.office, FOUND, FOUND)
    elif h.state == ON_PAPER:
        h.rounds = 0
        e.violations += 1
        e.case_domain = h.domain
    recorded, reported, published, interim = draws.uniforms(e.key, draws.HAZARD_LEVELS, h.serial, h.findings)
    h.findings += 1
    if recorded >= (p.record_major if h.major else p.record_general):
        return
    h.level = RECORDED
    if reported < p.report_recorded:
        h.level = PUBLISHED if published < p.publish_reported else REPORTED
    enter(w, e.office, RECORDED, h.level)
    tally.orders += 1
    tally.reopened += 1 if h.state == ON_PAPER else 0
    h.state = ORDERED
    h.since = week
    h.due = week + math.ceil(p.deadline_major if h.major else p.deadline_general)
    e.next_due = min(e.next_due, h.due)
    h.notice_at = NEVER
    if h.major:
        e.majors_found += 1
        if h.risk == 1.0 and interim < p.interim_share:
            reduce_risk(e, h, p.interim_effect)


@compiled
def reduce_risk(e, h, effect):
    """Remove the share `effect` of the accident intensity left to hazard h, and move its threshold accordingly."""
    left = 1.0 - effect
    e.risk[h.major] -= effect * h.risk
    h.risk *= left
    h.accident_at = e.exposure[h.major] + (h.accident_at - e.exposure[h.major]) / left if left > 0.0 else NEVER


# --- M10 rectification ------------------------------------------------------------------------------------------------


@compiled
def genuine_repair(p, responsibility, recheck_belief, burden):
    """Return the probability that an order is obeyed genuinely.

    Logit in responsibility, the perceived probability of a recheck, and the burden: cost of the repair over cash.
    """
    reasons = p.genuine_base + p.genuine_responsibility * responsibility + p.genuine_recheck * recheck_belief
    return logistic(reasons - p.genuine_burden * burden)


@compiled
def repair_cost(p, e, major, cost_factor):
    """Return what a repair costs the firm itself (yuan), after subsidy and safety fund."""
    cost = (p.repair_cost_major if major else p.repair_cost_general) * cost_factor
    return cost * (1.0 - p.repair_subsidy) * (1.0 - p.safety_fund)


@compiled
def pay_repair(w, i, major, extent):
    """Charge the share `extent` of a repair to enterprise i and to the office that subsidises it, at the week's end."""
    e = w.enterprises[i]
    p = w.parameters[e.regime]
    factor = w.sectors[e.sector].cost_factor * extent
    full = (p.repair_cost_major if major else p.repair_cost_general) * factor
    e.repair_bill += full
    e.subsidy_bill += full * p.repair_subsidy
    e.spending += repair_cost(p, e, major, factor)


@weekly
def rectify(w, week, i):
    """Decide every order of enterprise i that falls due: genuine, on paper, partly, or not at all."""
    if w.enterprises[i].next_due <= week:
        decide_orders(w, week, i)


@compiled
def decide_orders(w, week, i):
    """Decide the orders of enterprise i that are due."""
    e = w.enterprises[i]
    hazards = w.hazards
    k = e.first
    while k < e.first + e.hazards:
        h = hazards[k]
        if h.state == ORDERED and h.due <= week and obey(w, week, i, k):
            end(w, i, k, BY_REPAIR)
        else:
            k += 1
    refresh(w, i)


@compiled
def obey(w, week, i, k):
    """Decide the order on the hazard at index k; return whether it is truly gone."""
    e = w.enterprises[i]
    h = w.hazards[k]
    p = w.parameters[e.regime]
    tally = w.tally[e.office]
    luck = draws.uniform(e.key, draws.RECTIFICATION, h.serial, h.attempts)
    h.attempts += 1
    genuine = 1.0
    if p.rectification_rule == 1:
        cash = p.cash_per_employee * e.employees * e.liquidity
        burden = repair_cost(p, e, h.major, w.sectors[e.sector].cost_factor) / cash
        genuine = genuine_repair(p, e.responsibility, e.recheck_belief, burden)
    in_time = 1 if week - h.since <= 13 else 0
    if luck < genuine:
        tally.order_closures[RECORDED] += 1
        tally.order_closures[TRUE] += 1
        tally.closure_weeks += week - h.since
        tally.in_3_months[RECORDED] += in_time
        tally.in_3_months[TRUE] += in_time
        pay_repair(w, i, h.major, 1.0)
        list_for_recheck(p, e, h)
        e.responsibility += p.responsibility_order * (1.0 - e.responsibility)
        return True
    luck = (luck - genuine) / (1.0 - genuine)
    if luck < p.paper_share:
        tally.order_closures[RECORDED] += 1
        tally.in_3_months[RECORDED] += in_time
        close_in_books(w, e.office, h)
        h.state = ON_PAPER
        h.visibility *= p.paper_visibility if h.findings == 1 else 1.0
        h.rounds = p.look_back_rounds if list_for_recheck(p, e, h) else 0
        return False
    e.violations += 1
    e.case_domain = h.domain
    if luck < p.paper_share + (1.0 - p.paper_share) * p.partial_share:
        reduce_risk(e, h, p.partial_effect)
        pay_repair(w, i, h.major, p.partial_effect)
    h.due = week + max(1, math.ceil(p.extension))
    return False


@compiled
def list_for_recheck(p, e, h):
    """Perhaps put a closure, genuine or not, on the list for rechecks; return whether it was put there."""
    if draws.uniform(e.key, draws.RECHECK, h.serial, 2 * h.attempts) >= p.recheck_rate:
        return False
    e.rechecks_due = max(e.rechecks_due, p.look_back_rounds)
    return True


@compiled
def look_back(w, week, i):
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
        if draws.uniform(e.key, draws.RECHECK, h.serial, 2 * h.attempts + 1 + 1024 * int(h.rounds)) >= p.paper_evidence:
            unmasked += 1
            book(w, week, i, k, BY_RECHECK)
    e.rechecks_due -= 1
    return unmasked
