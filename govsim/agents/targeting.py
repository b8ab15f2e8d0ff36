"""Which enterprise a grid inspector visits next (M03)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from govsim import draws, fields
from govsim.agents.enterprise_record import ORANGE, RED, YELLOW
from govsim.compiled import compiled, weekly
from govsim.elementary import exp, length
from govsim.hazards import stock
from govsim.parameters import CHOICES

if TYPE_CHECKING:
    from govsim.views import Enterprise, Grid, Parameters, Tables

TARGETING = CHOICES["targeting"]
OWN_RULE = len(TARGETING)  # from here on: rules that were registered

FIRST_IN_QUEUE = 1e9
NOT_IN_QUEUE = -1e18


@compiled
def tier_interval(p: Parameters, tier: int) -> float:
    """Return the target interval (weeks) between visits to a firm of a colour."""
    if tier == RED:
        return p.interval_red
    if tier == ORANGE:
        return p.interval_orange
    return p.interval_yellow if tier == YELLOW else p.interval_blue


@compiled
def visit_cost(p: Parameters, e: Enterprise, grid: Grid, depth: float) -> float:
    """Return what a visit of a given depth costs (officer-hours): preparation, way, look.

    1 where there is no budget.
    """
    if not p.workday_budget:
        return 1.0
    way = 2.0 * length(e.x - grid.x, e.y - grid.y) / p.travel_speed
    return p.team_size * (p.visit_hours + way + depth * p.depth_hours * e.scale)


@compiled
def predicted(p: Parameters, e: Enterprise, quality: float, week: int) -> float:
    """Return a prediction of the hazards of an enterprise, in [0, 1]: `quality` of it is true, the rest noise.

    A stand-in for a statistical model fitted to the platform's records; the quality of such a model is what the
    platform determines (see `prediction_quality`). Predictions change with the quarter.
    """
    signal = 1.0 - exp(-(e.risk[0] + stock.MAJOR_WEIGHT * e.risk[1]) / p.prediction_scale)
    return quality * signal + (1.0 - quality) * draws.uniform(e.key, draws.PREDICTION, week // fields.QUARTER, 0)


@compiled
def prediction_quality(p: Parameters, records: float) -> float:
    """Return the quality of predictions in [0, 1]: data quality times links, saturating with the findings recorded."""
    links = (p.link_horizontal + p.link_vertical + p.link_social) / 3.0
    return p.data_quality * links * records / (records + p.prediction_half)


@weekly
def priority(p: Parameters, e: Enterprise, grid: Grid, week: int, quality: float) -> float:
    """Return how urgently an enterprise is visited under the targeting rule of the scenario.

    The largest comes first.
    """
    if p.targeting == TARGETING.random:
        return draws.uniform(e.key, draws.TARGETING, 0, week)
    waited = week - e.queued
    if p.targeting == TARGETING.cyclic:
        return waited + e.turn
    if p.targeting == TARGETING.risk_tier:
        return waited / tier_interval(p, e.tier)
    if p.targeting == TARGETING.state_dependent:
        return waited / (p.interval_watched if e.watched == 1 else p.interval_trusted)
    if p.targeting >= OWN_RULE:
        return e.own_priority
    if waited < p.quota_gap:
        return NOT_IN_QUEUE + waited
    if p.targeting == TARGETING.predictive:
        return predicted(p, e, quality, week) * min(1.0, waited / p.prediction_rest)
    return -visit_cost(p, e, grid, p.quota_depth)


@compiled
def next_firm(w: Tables, week: int, g: int) -> int:
    """Return the enterprise of grid g whose turn it is, or -1 where all have had their turn this week."""
    grid = w.grids[g]
    p = w.parameters[grid.regime]
    quality = w.offices[grid.office].prediction
    members = w.members
    enterprises = w.enterprises
    best = -1
    highest = -math.inf
    for place in range(grid.first_member, grid.first_member + grid.members):
        e = enterprises[members[place]]
        if e.status == stock.EMPTY or e.queued >= week:
            continue
        urgency = priority(p, e, grid, week, quality)
        if (e.complaints > 0 and e.complaint_due <= week and p.complaint_priority) or e.alarms > 0:
            urgency += FIRST_IN_QUEUE
        if urgency > highest:
            highest = urgency
            best = members[place]
    return best


@compiled
def change_watch(p: Parameters, e: Enterprise, week: int, found: int) -> None:
    """Put an enterprise under watch after a visit with findings.

    Perhaps release it after one without (Harrington 1988).
    """
    if p.targeting != TARGETING.state_dependent:
        e.watched = 0
    elif found > 0:
        e.watched = 1
    elif e.watched == 1 and draws.uniform(e.key, draws.WATCH, 0, week) < p.watch_release:
        e.watched = 0
