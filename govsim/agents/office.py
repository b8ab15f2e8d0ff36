"""The office: its record, its leadership, its equipment, the assessment's calendar (M23, M27)."""

from __future__ import annotations

from typing import Any

import numpy as np

from govsim.agents import campaign, incentives, targeting, upper_level
from govsim.compiled import compiled
from govsim.hazards import stock
from govsim.parameters.sectors import DOMAINS

CASE_MEMORY = 13.0  # weeks

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
        ("open", "f8", len(stock.LEVELS)),  # hazards that stand open, by level of truth
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


@compiled
def lead(w: Any, week: int, o: int) -> None:
    """Close the week of office o: what it attends to, has, fears and knows from now on, and where its period stands."""
    office = w.offices[o]
    p = w.parameters[office.regime]
    tally = w.tally[o]
    campaign.keep_driving(w, week, o)
    move_attention(p, office, tally)
    pass_on_news(office)
    move_equipment(p, office, tally)
    office.fear = incentives.fear_of_blame(p, office.alarm)
    count_cases(p, office, tally)
    take_stock(p, office, tally)
    turn_the_page(p, office, tally)


@compiled
def move_attention(p, office, tally):
    """Let attention fade toward that of quiet times, or jump at news of a fatal accident (M27).

    A demand that arrives from the upper level (M25) raises the attention of quiet times toward 1.
    """
    base = p.attention_base + p.mandate_effect * office.delivered * (1.0 - p.attention_base)
    office.attention += (base - office.attention) / p.attention_memory
    if office.news > 0.0:
        office.attention += p.attention_jump * (1.0 - office.attention)
    tally.attention += office.attention


@compiled
def pass_on_news(office):
    """Make this week's published accidents last week's."""
    office.news = 0.0
    office.last_published = office.published
    office.published = 0.0


@compiled
def move_equipment(p, office, tally):
    """Move the equipment toward what the budget supports, and pay for it (M27)."""
    target = equipment_target(p)
    office.equipment += (target - office.equipment) / max(1.0, p.equipment_delay)
    tally.equipment += office.equipment
    tally.equipment_cost += p.budget_per_firm * tally.operating / 52.0


@compiled
def equipment_target(p):
    """Return the equipment (0 to 1) that the budget supports in the end: base + (1 - base) b / (b + b_half)."""
    return p.equipment_base + (1.0 - p.equipment_base) * p.budget_per_firm / (p.budget_per_firm + p.budget_half)


@compiled
def count_cases(p, office, tally):
    """Keep the lately usual load of cases, and what findings the platform has to predict from (M22)."""
    office.case_load += (tally.cases - office.case_load) / CASE_MEMORY
    office.records += tally.orders
    office.prediction = targeting.prediction_quality(p, office.records)


@compiled
def take_stock(p, office, tally):
    """Keep what the coming week asks of this one: firms, posts filled, coordination, the office's standing."""
    coverage = tally.covered / tally.operating if tally.operating > 0.0 else 0.0
    office.standing = upper_level.standing(coverage, office.trust)
    office.firms = tally.operating
    office.filled = tally.filled
    office.coordination = tally.coordination_hours / tally.inspection_hours if tally.inspection_hours > 0.0 else 0.0
    tally.office_weeks += 1
    tally.trust += office.trust
    tally.residents += p.residents


@compiled
def turn_the_page(p, office, tally):
    """Count the period's deaths, void the score above their ceiling, and begin the next period in time (M23)."""
    office.deaths_in_period += tally.deaths[stock.REPORTED]
    if office.deaths_in_period > p.death_ceiling:
        office.score_void = 1
    tally.score_void += office.score_void
    office.period_week += 1
    if office.period_week >= p.assessment_period:
        office.period_week = 0
        office.deaths_in_period = 0.0
        office.score_void = 0
