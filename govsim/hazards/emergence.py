"""How hazards emerge (M14)."""

from __future__ import annotations

import math

from govsim import draws
from govsim.compiled import compiled, weekly
from govsim.hazards.ledger import EMPTY, MOST_A_WEEK, NO_WEEK, TRUE, UNKNOWN, append, enter


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
