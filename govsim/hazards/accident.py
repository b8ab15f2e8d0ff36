"""How people come to harm, what of it is an accident by law, and who learns of it (M15).

Four words, for four things. Every harm is at least a *recordable injury*; some are *serious injuries*; harm with a
death, a serious injury or a direct loss from one million yuan on is a *reportable accident*, the scope of the national
statistics; one with a death is a *fatal accident*. What the law and the public do follows from accidents alone; what a
firm remembers, from all harm in proportion.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from govsim import draws, events
from govsim.compiled import compiled, weekly
from govsim.elementary import exp, log, power
from govsim.fields import NEVER
from govsim.hazards import casefile, order_493
from govsim.hazards.detection import tell_firm
from govsim.hazards.reporting import accident_level, injury_level, perhaps_conceal
from govsim.hazards.stock import (
    EMPTY,
    EXTRAORDINARY,
    LARGER,
    MAJOR,
    ORDERED,
    PUBLISHED,
    RECORDED,
    REPORTED,
    SITUATION,
    UNKNOWN,
    UNSEEN,
    situation,
)

if TYPE_CHECKING:
    from govsim.views import Parameters, Tables

REPORTABLE_LOSS = 1e6  # yuan; scope of the accident statistics, with deaths and serious injuries
DEATH_DAYS = 6000.0  # workdays that the standard GB 6441-1986 counts for a death
EVERYDAY_LAG = -1  # of draws: hazards count their harms from 0 on, so that luck is never shared


@weekly
def barriers(p: Parameters, effort: float, responsibility: float) -> float:
    """Return the share of the intensity of harm that the barriers let through (1: all fail)."""
    return (1.0 - p.barrier_procedure * effort) * (1.0 - p.barrier_people * responsibility)


@weekly
def suffer(w: Tables, week: int, i: int) -> None:
    """Run down enterprise i's clocks of harm by one week, count what is to be expected, and let happen what is due.

    Hazards harm people, and so does work where nothing is amiss: most injuries break no standard (Mendeloff 1984).
    """
    e = w.enterprises[i]
    if e.status == EMPTY:
        return
    p = w.parameters[e.regime]
    if not p.accidents:
        return
    common = w.common[e.regime]
    exposure = barriers(p, e.effort, e.responsibility) * e.activity
    general = exposure * common.harm_general
    major = exposure * common.harm_major
    everyday = exposure * p.everyday_injuries * e.employees
    e.exposure[0] += general
    e.exposure[1] += major
    e.everyday_clock += everyday
    expect(w, i, general, major, everyday)
    if e.exposure[0] >= e.next_harm[0] or e.exposure[1] >= e.next_harm[1]:
        strike(w, week, i)
    if e.everyday_clock >= e.next_everyday:
        slip(w, week, i)


@weekly
def expect(w: Tables, i: int, general: float, major: float, everyday: float) -> None:
    """Add a week's integrated intensities of harm, of one hazard of each class and of everyday work, to what to expect.

    Of harm that kills with probability l, the share l is fatal and l times the serious ratio is serious; of the rest,
    what costs as much as the law says is a reportable accident as well.
    """
    e = w.enterprises[i]
    p = w.parameters[e.regime]
    common = w.common[e.regime]
    tally = w.tally[e.office]
    slight = general * e.risk[0] + everyday
    grave = major * e.risk[1]
    fatal_slight = general * e.fatal_risk[0] + everyday * p.everyday_lethality
    fatal_grave = major * e.fatal_risk[1]
    fatal = fatal_slight + fatal_grave
    severe = 1.0 + p.serious_ratio
    injuries = (slight + grave) * p.injuries_per_accident
    tally.expected_injuries += injuries
    tally.expected_serious += p.serious_ratio * fatal * p.injuries_per_accident
    tally.expected_deaths += fatal * common.mean_deaths
    tally.expected_fatal += fatal
    tally.expected_accidents += severe * fatal
    tally.expected_accidents += common.costly_general * (slight - severe * fatal_slight)
    tally.expected_accidents += common.costly_major * (grave - severe * fatal_grave)
    tally.expected_by_majors += fatal_grave * common.mean_deaths
    e.expected_injuries += injuries


@compiled
def strike(w: Tables, week: int, i: int) -> None:
    """Let the hazards of enterprise i whose clock has run down harm somebody; they stay, with a clock drawn anew."""
    e = w.enterprises[i]
    hazards = w.hazards
    general = NEVER
    major = NEVER
    for k in range(e.first, e.first + e.hazards):
        h = hazards[k]
        while h.harm_at <= e.exposure[h.major]:
            bring_about(w, week, i, k, False)
            luck = draws.uniform(e.key, draws.STRIKE, h.serial, h.strikes)
            again = draws.exponential(casefile.meet(w, week, e, h, casefile.HARM_CLOCK, h.strikes, 0.0, luck))
            h.harm_at = h.harm_at + again / h.risk if h.risk > 0.0 else NEVER
        if h.major:
            major = min(major, h.harm_at)
        else:
            general = min(general, h.harm_at)
    e.next_harm[0] = general
    e.next_harm[1] = major


@compiled
def bring_about(w: Tables, week: int, i: int, k: int, severe: bool) -> None:
    """Let the hazard at index k of enterprise i harm somebody now, at least seriously if `severe`.

    The firm knows of the hazard from now on, and mends it or puts it off as any other that it notices.
    """
    e = w.enterprises[i]
    h = w.hazards[k]
    lag = h.strikes
    h.strikes += 1
    harm(w, week, i, k, h.serial, lag, h.major, h.lethality, severe)
    if h.state != ORDERED:
        tell_firm(e, h)


@compiled
def slip(w: Tables, week: int, i: int) -> None:
    """Let the injuries happen at enterprise i whose time has come and that no hazard on record brings about."""
    e = w.enterprises[i]
    p = w.parameters[e.regime]
    while e.everyday_clock >= e.next_everyday:
        harm(w, week, i, -1, e.slips, EVERYDAY_LAG, 0, p.everyday_lethality, False)
        e.slips += 1
        e.next_everyday += draws.exponential(draws.uniform(e.key, draws.EVERYDAY, e.slips, 0))


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
def reportable(deaths: int, serious: int, loss: float) -> bool:
    """Return whether harm is an accident that the law has reported and the national statistics count."""
    return deaths > 0 or serious > 0 or loss >= REPORTABLE_LOSS


@compiled
def costly(median: float, spread: float) -> float:
    """Return the probability that a lognormal loss makes an accident reportable, whoever was hurt."""
    if spread <= 0.0:
        return 1.0 if median >= REPORTABLE_LOSS else 0.0
    if median <= 0.0:
        return 0.0
    return draws.normal_tail(log(REPORTABLE_LOSS / median) / spread)


@compiled
def harm(
    w: Tables, week: int, i: int, k: int, index: int, lag: int, major: int, lethality: float, severe: bool
) -> None:
    """Let somebody at enterprise i come to harm: how severely, who learns of it, what follows.

    `k` is the hazard's place, -1 in everyday work; `index` and `lag` number the draws.
    """
    e = w.enterprises[i]
    p = w.parameters[e.regime]
    tally = w.tally[e.office]
    deaths, injuries, serious, loss = severity(w, i, index, lag, major, lethality, severe)
    accident = reportable(deaths, serious, loss)
    tally.serious_injuries += serious
    tally.loss += loss
    e.injuries += injuries
    e.deaths += deaths
    if accident:
        rank = accident_class(deaths, serious, loss)
        level = perhaps_conceal(w, i, index, lag, deaths, accident_level(p, e, index, lag, deaths))
        e.accidents += 1
        casefile.harmed(w, week, e, k)
        tally.accident_classes[rank] += 1
        tally.fatal_accidents += 1 if deaths > 0 else 0
    else:
        rank = 0
        level = injury_level(p, e, index, lag)
    if level >= REPORTED:
        e.reported_injuries += injuries
    for reached in range(level + 1):
        tally.accidents[reached] += 1 if accident else 0
        tally.injuries[reached] += injuries
        tally.deaths[reached] += deaths
    events.log_harm(w, week, i, k, events.ACCIDENT if accident else events.INJURY, level, deaths, serious, loss)
    if accident:
        e.alert += p.alert_accident * (1.0 - e.alert)
        make_news(w, week, i, k, level, deaths, rank)
        if level >= RECORDED and p.investigation_quality > 0.0:
            investigate(w, i, k, index)
        if major and p.domino_radius > 0.0:
            e.blasts += 1
            w.offices[e.office].blasts += 1
    share = p.complaint_share if deaths == 0 else 0.0
    if share > 0.0:
        complain(w, i, k, index, lag, share)
    days = injuries * p.injury_days + serious * p.serious_days + deaths * DEATH_DAYS
    e.salience += days / (days + p.salience_half) * (1.0 - e.salience)
    insured = loss * p.loss_insured
    tally.loss_insured += insured
    e.spending += loss - insured


@compiled
def complain(w: Tables, i: int, k: int, index: int, lag: int, share: float) -> None:
    """Let employees of enterprise i perhaps report the hazard at index k, or, after a slip, another of their firm."""
    e = w.enterprises[i]
    speaks, which, _, _ = draws.uniforms(e.key, draws.COMPLAINT, index, lag)
    if speaks >= share:
        return
    e.outcries += 1
    e.unheard = 1
    if e.hazards > 0:
        place = k if k >= 0 else e.first + math.floor(which * e.hazards)
        e.spoken_of = w.hazards[place].serial


@compiled
def severity(
    w: Tables, i: int, index: int, lag: int, major: int, lethality: float, severe: bool
) -> tuple[int, int, int, float]:
    """Draw how severe a harm is, with near misses and environment.

    Return deaths, injuries, serious injuries (persons) and the direct loss (yuan).
    """
    e = w.enterprises[i]
    p = w.parameters[e.regime]
    sector = w.sectors[e.sector]
    tally = w.tally[e.office]
    u_severe, u_deaths, u_injuries, _ = draws.uniforms(e.key, draws.SEVERITY, index, lag)
    u_loss, v_loss, u_environment, u_near = draws.uniforms(e.key, draws.LOSS, index, lag)
    deaths = pareto_deaths(u_deaths, p.death_tail) if u_severe < lethality else 0
    injuries = 1 + draws.poisson(u_injuries, p.injuries_per_accident - 1.0)
    serious = injuries if deaths == 0 and (severe or u_severe < lethality * (1.0 + p.serious_ratio)) else 0
    median = p.loss_major if major else p.loss_general
    loss = median * exp(p.loss_spread * draws.normal(u_loss, v_loss)) + deaths * p.loss_per_death
    tally.near_misses += draws.poisson(u_near, p.near_miss_ratio)
    tally.environmental_index += sector.environment_factor * u_environment * loss / 1e6
    return deaths, injuries, serious, loss


@compiled
def make_news(w: Tables, week: int, i: int, k: int, level: int, deaths: int, rank: int) -> None:
    """Let an accident of enterprise i make headlines; one with deaths stops the firm and alarms its office.

    The file shows the hazard at index k as it stood (-1: no hazard on record).
    """
    e = w.enterprises[i]
    p = w.parameters[e.regime]
    office = w.offices[e.office]
    if level == PUBLISHED:
        office.published += 1
        e.headlines += 1
        e.unheard = 1
    if deaths > 0 and level >= RECORDED:
        office.news += 1
        office.fatal_grid = e.grid
        found = situation(w.hazards[k]) if k >= 0 else UNSEEN
        office.fatal[len(SITUATION) * rank + found] += 1
        e.stopped_until = max(e.stopped_until, week + math.ceil(p.stop_after_accident))


@compiled
def investigate(w: Tables, i: int, k: int, index: int) -> None:
    """Investigate an accident of enterprise i: its causes are removed, and firms of the same sector learn (M34).

    With the quality of the investigation as probability, the firm comes to know of each other hazard of the domain of
    the one at index k; where none is to blame (-1) there is nothing to learn but caution.
    """
    e = w.enterprises[i]
    p = w.parameters[e.regime]
    hazards = w.hazards
    w.tally[e.office].investigations += 1
    w.branches[e.office * w.sectors.shape[0] + e.sector].lessons += p.investigation_quality
    if k < 0:
        return
    for other in range(e.first, e.first + e.hazards):
        h = hazards[other]
        if h.domain != hazards[k].domain or h.state != UNKNOWN or other == k:
            continue
        if draws.uniform(e.key, draws.INVESTIGATION, h.serial, index) < p.investigation_quality:
            tell_firm(e, h)
