"""How hazards turn into accidents, how severe these are, and who learns of them (M15)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from govsim import draws, events
from govsim.cells import stretch, window
from govsim.compiled import compiled, weekly
from govsim.elementary import exp, length, logistic, power
from govsim.hazards import order_493
from govsim.hazards.detection import tell_firm
from govsim.hazards.stock import (
    BY_ACCIDENT,
    EMPTY,
    EXTRAORDINARY,
    FOUND,
    LARGER,
    MAJOR,
    PUBLISHED,
    RECORDED,
    REPORTED,
    TRUE,
    UNKNOWN,
    end,
    refresh,
)

if TYPE_CHECKING:
    from govsim.views import Parameters, Tables


@weekly
def barriers(p: Parameters, effort: float, responsibility: float) -> float:
    """Return the share of the accident intensity that the barriers let through (1: all fail)."""
    return (1.0 - p.barrier_procedure * effort) * (1.0 - p.barrier_people * responsibility)


@weekly
def suffer(w: Tables, week: int, i: int) -> None:
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
def strike(w: Tables, week: int, i: int) -> None:
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


@compiled
def bring_about(w: Tables, week: int, i: int, k: int) -> None:
    """Let the hazard at index k of enterprise i turn into an accident now, whatever its clock says."""
    happen(w, week, i, k)
    end(w, i, k, BY_ACCIDENT)
    refresh(w, i)


@weekly
def expect(w: Tables, i: int, general: float, major: float) -> None:
    """Add integrated intensity of both classes to the expected accidents, injuries and deaths."""
    e = w.enterprises[i]
    p = w.parameters[e.regime]
    tally = w.tally[e.office]
    factor = w.sectors[e.sector].fatality_factor
    fatal = general * fatality(p.fatal_general, factor) + major * fatality(p.fatal_major, factor)
    tally.expected_accidents += general + major
    tally.expected_injuries += (general + major) * p.injuries_per_accident
    tally.expected_deaths += fatal * w.common[e.regime].mean_deaths
    tally.expected_fatal += fatal
    e.expected_accidents += general + major


@weekly
def fatality(probability: float, factor: float) -> float:
    """Return the probability that an accident kills, in a sector with a factor of its own."""
    return min(1.0, probability * factor)


@compiled
def pareto_deaths(u: float, tail: float) -> int:
    """Return deaths (at least 1) of a fatal accident: discrete Pareto with P(N >= n) = n^-tail."""
    return math.floor(min(power(u, -1.0 / tail), 1e6))


@compiled
def accident_class(deaths: int, serious: int, loss: float) -> int:
    """Return 0 general, 1 larger, 2 major, 3 extraordinarily major (State Council Order 493, 2007)."""
    if (
        deaths >= order_493.EXTRAORDINARY_DEATHS
        or serious >= order_493.EXTRAORDINARY_INJURIES
        or loss >= order_493.EXTRAORDINARY_LOSS
    ):
        return EXTRAORDINARY
    if deaths >= order_493.MAJOR_DEATHS or serious >= order_493.MAJOR_INJURIES or loss >= order_493.MAJOR_LOSS:
        return MAJOR
    if deaths >= order_493.LARGER_DEATHS or serious >= order_493.LARGER_INJURIES or loss >= order_493.LARGER_LOSS:
        return LARGER
    return 0


@compiled
def happen(w: Tables, week: int, i: int, k: int) -> None:
    """Let the hazard at index k of enterprise i turn into an accident: its severity, who learns of it, what follows."""
    e = w.enterprises[i]
    h = w.hazards[k]
    p = w.parameters[e.regime]
    tally = w.tally[e.office]
    deaths, injuries, serious, loss = severity(w, i, k)
    rank = accident_class(deaths, serious, loss)
    tally.accident_classes[rank] += 1
    tally.serious_injuries += serious
    tally.loss += loss
    e.accidents += 1
    e.injuries += injuries
    e.deaths += deaths
    level = accident_level(p, e.key, h.serial, deaths, e.responsibility)
    if level >= FOUND:
        tally.accidents_known += 1
        level = perhaps_conceal(w, i, h.serial, deaths, level)
    if level >= REPORTED:
        e.reported_injuries += injuries
    for reached in range(level + 1):
        tally.accidents[reached] += 1
        tally.injuries[reached] += injuries
        tally.deaths[reached] += deaths
    events.log_accident(w, week, i, k, level)
    be_talked_of(w, week, i, h.serial, level, deaths, rank)
    if level >= RECORDED and p.investigation_quality > 0.0:
        investigate(w, i, h.domain, h.serial)
    e.salience += p.salience_own * (1.0 - e.salience)
    e.spending += loss
    if h.major and p.domino_radius > 0.0:
        e.blasts += 1
        w.offices[e.office].blasts += 1


@compiled
def severity(w: Tables, i: int, k: int) -> tuple[int, int, int, float]:
    """Draw how severe the accident from the hazard at index k of enterprise i is, with near misses and environment.

    Return deaths, injuries, serious injuries (persons) and the direct loss (yuan).
    """
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
    loss = median * exp(p.loss_spread * draws.normal(u_loss, v_loss)) + deaths * p.loss_per_death
    tally.near_misses += draws.poisson(u_near, p.near_miss_ratio)
    tally.environmental_index += sector.environment_factor * u_environment * loss / 1e6
    return deaths, injuries, serious, loss


@compiled
def be_talked_of(w: Tables, week: int, i: int, serial: int, level: int, deaths: int, rank: int) -> None:
    """Let an accident of enterprise i make headlines, stop the firm and alarm its office, or make its people speak."""
    e = w.enterprises[i]
    p = w.parameters[e.regime]
    office = w.offices[e.office]
    if level == PUBLISHED:
        office.published += 1
        e.headlines += 1
        e.unheard = 1
    if deaths > 0 and level >= RECORDED:
        office.news += 1
        office.fatal[rank] += 1
        e.stopped_until = max(e.stopped_until, week + math.ceil(p.stop_after_accident))
    elif draws.uniform(e.key, draws.COMPLAINT, serial, 0) < p.complaint_share:
        e.outcries += 1
        e.unheard = 1


@compiled
def accident_level(p: Parameters, key: draws.Word, serial: int, deaths: int, responsibility: float) -> int:
    """Return the highest level of truth that an accident reaches unless it is concealed; one with deaths is published.

    That an accident without deaths becomes known at all depends on the firm's responsibility as well.
    """
    if deaths > 0:
        return PUBLISHED
    known, recorded, reported, published = draws.uniforms(key, draws.ACCIDENT_LEVELS, serial, 0)
    if known >= p.injury_known * (1.0 + p.injury_culture * (2.0 * responsibility - 1.0)):
        return TRUE
    if recorded >= p.accident_recorded:
        return FOUND
    if reported >= p.accident_reported * p.link_vertical:
        return RECORDED
    return PUBLISHED if published < p.accident_published else REPORTED


@compiled
def concealed(p: Parameters, near_ceiling: float, fear: float, whistle: float, discovery: float) -> float:
    """Return the probability that those who know of an accident conceal it (M16).

    Logit: c0 + c1 near the ceiling + c2 fear of sanction - c3 discovery - c4 whistle-blowing.
    """
    reasons = p.concealment_base + p.concealment_ceiling * near_ceiling + p.concealment_sanction * fear
    x = reasons - p.concealment_penalty * discovery - p.concealment_whistle * whistle
    return logistic(x)


@compiled
def perhaps_conceal(w: Tables, i: int, serial: int, deaths: int, level: int) -> int:
    """Return the level of truth that a known accident reaches when it may be concealed.

    And the concealment discovered.
    """
    e = w.enterprises[i]
    office = w.offices[e.office]
    p = w.parameters[office.regime]
    if not p.concealment or deaths >= p.concealable_deaths:
        return level
    tally = w.tally[e.office]
    common = w.common[office.regime]
    luck, revealed, _, _ = draws.uniforms(e.key, draws.CONCEALMENT, serial, 0)
    near = min(1.0, office.deaths_in_period / p.death_ceiling) if p.death_ceiling > 0.0 else 1.0
    if luck >= concealed(p, near, office.fear, common.whistle_share, common.discovery):
        return level
    tally.accidents_concealed += 1
    if revealed < common.discovery:
        tally.concealments_discovered += 1
        return PUBLISHED
    return FOUND


@compiled
def investigate(w: Tables, i: int, domain: int, serial: int) -> None:
    """Investigate an accident of enterprise i: its causes are removed, and firms of the same sector learn (M34).

    With the quality of the investigation as probability, the firm comes to know of each other hazard of the domain.
    """
    e = w.enterprises[i]
    p = w.parameters[e.regime]
    hazards = w.hazards
    w.tally[e.office].investigations += 1
    w.branches[e.office * w.sectors.shape[0] + e.sector].lessons += p.investigation_quality
    for k in range(e.first, e.first + e.hazards):
        h = hazards[k]
        if h.domain != domain or h.state != UNKNOWN or h.serial == serial:
            continue
        if draws.uniform(e.key, draws.INVESTIGATION, h.serial, serial) < p.investigation_quality:
            tell_firm(e, h)


@compiled
def spread_blasts(w: Tables, week: int, o: int) -> None:
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
            set_off_neighbours(w, week, i, p.domino_radius, p.domino_probability)
            e.blasts -= 1


@compiled
def set_off_neighbours(w: Tables, week: int, i: int, radius: float, probability: float) -> None:
    """Set off major hazards within `radius` km of enterprise i, with a probability that falls linearly with distance.

    A hazard that is set off has its accident in the coming week.
    """
    e = w.enterprises[i]
    enterprises = w.enterprises
    hazards = w.hazards
    top, bottom, left, right = window(w.cells[0], e.x, e.y, radius)
    for row in range(top, bottom):
        start, stop = stretch(w, row, left, right)
        for place in range(start, stop):
            neighbour = w.cell_members[place]
            other = enterprises[neighbour]
            distance = length(other.x - e.x, other.y - e.y)
            if neighbour == i or other.status == EMPTY or distance >= radius:
                continue
            if draws.uniform(other.key, draws.RELOCATION, 0, 0) < w.parameters[other.regime].relocated_share:
                continue  # moved out of reach (M35)
            for k in range(other.first, other.first + other.hazards):
                h = hazards[k]
                if not h.major or h.accident_at <= other.exposure[1]:
                    continue
                luck = draws.uniform(other.key, draws.DOMINO, h.serial, e.accidents * 16 + e.blasts)
                if luck < probability * (1.0 - distance / radius):
                    h.accident_at = other.exposure[1]
                    other.next_accident[1] = min(other.next_accident[1], h.accident_at)
                    w.tally[other.office].dominoes += 1
                    events.log_caused(
                        w, week, neighbour, k, events.SET_OFF, -1, events.NOBODY, e.last_of[events.ACCIDENT]
                    )
