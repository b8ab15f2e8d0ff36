"""What an enterprise is when it comes: its sector, size, place, mind and purse, its clocks, its first hazards (M35)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from govsim import draws
from govsim.agents import classes, compliance
from govsim.agents.enterprise_record import BLUE, ORANGE, RED, YELLOW
from govsim.compiled import compiled
from govsim.elementary import exp, power
from govsim.hazards import emergence, stock

if TYPE_CHECKING:
    from govsim.views import Enterprise, Parameters, Sector, Tables

UNGRADED = -1  # the colour of a firm of which no list tells it
OLDEST = 1e6  # weeks; the age of a firm where none ever leaves
USUAL_SIZE = 30.0  # employees of the firm for which rates of emergence and hours of a look are declared


@compiled
def clear(w: Tables, i: int) -> None:
    """Make the firm of premises i a blank one: the firm that comes inherits nothing from the one that was there."""
    w.queue[i] = w.blank_queue[0]
    w.firms[i] = w.blank_firm[0]
    w.memories[i] = w.blank_memory[0]
    w.counts[i] = w.blank_counts[0]


@compiled
def inside(value: float) -> float:
    """Return a share kept away from 0 and 1, where stocks could no longer move."""
    return min(0.98, max(0.02, value))


@compiled
def draw_profile(w: Tables, week: int, i: int) -> None:
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
    size = exp(p.employees_spread * draws.normal(u_size, v_size))
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
    e.liquidity = exp(p.liquidity_spread * draws.normal(a, b))
    e.insurance_luck = c
    e.sensor_luck, e.connection_luck, _, _ = draws.uniforms(e.key, draws.PROFILE_TIES, 0, 0)


@compiled
def grade(p: Parameters, e: Enterprise, sector: Sector) -> int:
    """Return the colour of the four-colour grading (0 blue to 3 red) from a risk score.

    The score is sector factor * scale * (1 + weight * the sector's share of major hazards): what an office can know.
    """
    score = sector.hazard_factor * e.scale * (1.0 + p.grade_majors * sector.major_share)
    if score >= p.tier_red:
        return RED
    if score >= p.tier_orange:
        return ORANGE
    return YELLOW if score >= p.tier_yellow else BLUE


@compiled
def classify(w: Tables, i: int, place: int) -> None:
    """Grade enterprise i, unless a list has, and give it the parameters that its class has at its place.

    `place` is the parameter record of the place. What stands here is read while a world is built, so no policy moves
    it, and the firm may still have the parameters of the one before.
    """
    e = w.enterprises[i]
    p = w.parameters[place]
    e.scale = power(e.employees / USUAL_SIZE, p.size_elasticity)
    if e.tier == UNGRADED:
        e.tier = grade(p, e, w.sectors[e.sector])
    e.regime = place + classes.further(w, e)


@compiled
def settle(w: Tables, week: int, i: int) -> None:
    """Derive the rest of enterprise i from its profile, set its clocks and open it in `week`."""
    e = w.enterprises[i]
    p = w.parameters[e.regime]
    e.age = 0.0
    e.design = 1.0
    if e.entry == 0:
        _, _, u_age, _ = draws.uniforms(e.key, draws.PROFILE_TIES, 0, 0)
        e.age = draws.exponential(u_age) / p.exit_rate if p.exit_rate > 0.0 else OLDEST
    else:
        e.design = 1.0 - p.source_effect * p.three_simultaneities
    e.opened = week
    e.proneness = emergence.proneness(p, e, w.sectors[e.sector], week)
    e.status = stock.OPERATING
    e.effort = e.responsibility
    e.first_effort = e.effort
    e.own_target = e.effort
    e.first_responsibility = e.responsibility
    e.responsibility = min(1.0, e.responsibility * p.responsibility_start)
    e.first_pressure = e.pressure
    e.first_liquidity = e.liquidity
    e.training = p.self_check_training
    for d in range(e.recognition.shape[0]):
        e.recognition[d] = p.recognition_start if e.entry == 0 else p.self_check_skill
    compliance.begin(p, e)
    u_emergence, u_insurer, u_exit, u_visit = draws.uniforms(e.key, draws.FIRST_CLOCKS, 0, 0)
    e.next_emergence = draws.exponential(u_emergence)
    e.next_insurer = draws.exponential(u_insurer)
    e.next_exit = draws.exponential(u_exit)
    e.next_alarm = draws.exponential(draws.uniform(e.key, draws.SENSOR, -1, 0))
    e.next_everyday = draws.exponential(draws.uniform(e.key, draws.EVERYDAY, 0, 0))
    e.next_whistle = draws.exponential(draws.uniform(e.key, draws.WHISTLE, 0, 0))
    e.turn = u_visit
    e.last_visit = week - 1 - math.floor(p.unvisited_weeks * (u_visit if e.entry == 0 else 1.0))
    e.queued = e.last_visit
    for d in range(e.checked.shape[0]):
        e.checked[d] = e.last_visit
    e.stopped_until = week - 1  # no stop ends in its first week
