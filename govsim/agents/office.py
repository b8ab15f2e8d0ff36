"""The office: its record, its leadership, its equipment, the assessment's calendar (M23, M27)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govsim.agents import accountability, campaign, desk, targeting, tournament, upper_level
from govsim.agents.desk import LONGEST_WAIT
from govsim.compiled import compiled, entered
from govsim.fields import Field
from govsim.hazards import reporting, stock
from govsim.parameters.sectors import DOMAINS

if TYPE_CHECKING:
    from govsim.views import Office, Parameters, Tables, Tallies

OFFICE = (
    Field("key", "u8", "Key of its luck.", kept=True),
    Field("identity", "u8", "Of the office, in all worlds.", kept=True),
    Field("regime", "i4", "Its parameter record.", kept=True),
    Field("first_enterprise", "i8", "First row of its premises.", kept=True),
    Field("premises", "i8", "Number of its premises.", kept=True),
    Field("first_grid", "i4", "Row of its first grid.", kept=True),
    Field("grids", "i4", "Number of its grids now.", kept=True),
    Field("most_grids", "i4", "Most grids that it can have.", kept=True),
    Field("grid_rule", "i4", "By which its grids are divided now.", kept=True),
    Field("first_post", "i4", "Row of its first post.", kept=True),
    Field("posts", "i4", "Most posts that it can have.", kept=True),
    Field("x", "f8", "Position.", "km"),
    Field("y", "f8", "Position.", "km"),
    Field("side", "f8", "Of its square.", "km"),
    Field("firms", "f8", "Operating last week.", low=0),
    Field("first_firms", "f8", "Firms at the start.", low=0),
    Field("filled", "f8", "Posts filled last week.", kept=True),
    Field("attention", "f8", "Leadership's attention to safety.", low=0, high=1),
    Field("equipment", "f8", "Of its inspectors.", low=0, high=1),
    Field("news", "f8", "Published fatal accidents this week.", low=0),
    Field("published", "f8", "Accidents published this week.", low=0),
    Field("last_published", "f8", "Accidents published last week.", low=0),
    Field("blasts", "i4", "Accidents of this week that can set off others.", low=0),
    Field("coordination", "f8", "Share of inspection time, last week.", low=0, high=1),
    Field("period_week", "i4", "Weeks of this assessment period so far.", kept=True),
    Field("deaths_in_period", "f8", "Reported deaths in this assessment period.", low=0),
    Field("tightened", "f8", "What is left of its declared ceiling on deaths.", low=0, high=1),
    Field("fatal_grid", "i4", "Grid of its last fatal accident.", kept=True),
    Field("score_void", "i4", "Whether the score of this period is void.", kept=True),
    Field("points", "f8", "Score in this assessment period so far, for each firm.", low=0),
    Field("last_points", "f8", "Score of the last assessment period.", low=0),
    Field("target", "f8", "Target of the score; 0: none yet.", low=0),
    Field("attained", "f8", "Score expected for this period, over the target; 0: not in the ranking.", low=0),
    Field("rivalry", "f8", "Effort that rivalry with other offices adds, as a share.", low=0, high=1),
    Field("first_empty", "i8", "First on the list of empty premises; -1: none.", kept=True),
    Field("entry_clock", "f8", "Integrated intensity of entry.", kept=True),
    Field("next_entry", "f8", "Reading at which the next firm comes.", kept=True),
    Field("entries", "i4", "Firms that have come so far.", kept=True),
    Field("agency_visits", "f8", "Bought and not yet made.", low=0),
    Field("next_agency", "i4", "Agency whose turn it is.", kept=True),
    Field("next_for_agency", "i8", "Premises whose turn it is.", kept=True),
    Field("first_agency", "i4", "Row of its first agency.", kept=True),
    Field("agencies", "i4", "Number of its agencies.", kept=True),
    Field("first_volunteer", "i4", "Row of its first volunteer.", kept=True),
    Field("volunteers", "i4", "Most volunteers that it can have.", kept=True),
    Field("open", "f8", "Hazards that stand open, by level of truth.", shape=len(stock.LEVELS), kept=True),
    Field("first_department", "i4", "Row of its first department.", kept=True),
    Field("departments", "i4", "Number of departments.", kept=True),
    Field("gap_rank", "f8", "In [0, 1): the lowest are nobody's job.", shape=len(DOMAINS), kept=True),
    Field("overlap_rank", "f8", "The lowest are the job of two departments.", shape=len(DOMAINS), kept=True),
    Field("bodies", "f8", "Departments whose job a domain is.", shape=len(DOMAINS), kept=True),
    Field("blind", "i4", "1 where a domain is nobody's job.", shape=len(DOMAINS), kept=True),
    Field("association_visits", "f8", "Bought and not yet made.", low=0),
    Field("next_for_association", "i8", "Premises whose turn it is.", kept=True),
    Field("trust", "f8", "Trust of society.", low=0, high=1),
    Field("verified", "f8", "Share of reports that proved true, lately.", low=0, high=1),
    Field("exposures", "i4", "Firms exposed this week.", low=0),
    Field(
        "fatal",
        "i4",
        "Recorded fatal accidents this week, by class and situation.",
        shape=4 * len(stock.SITUATION),
        low=0,
    ),
    Field("fear", "f8", "Fear of blame, mean over its inspectors.", low=0, high=1),
    Field("dread", "f8", "Fear learnt from cases, by ground.", shape=len(accountability.GROUNDS), low=0, high=1),
    Field("chain", "f8", "A demand of the upper level on its way down.", shape=upper_level.MOST_LEVELS, kept=True),
    Field("delivered", "f8", "What of a demand has arrived.", low=0, high=1),
    Field("campaign", "f8", "Strength of the campaign that is on.", low=0, high=1),
    Field("campaign_until", "i4", "First week after the campaign started by an accident.", "week"),
    Field("exhaustion", "f8", "By campaigns.", low=0, high=1),
    Field("drive", "f8", "Drive of routine supervision.", low=0, high=1),
    Field("half_drive", "f8", "The drive at which half of the last rise is gone.", low=0),
    Field("desk", "f8", "What others found, reported and referred, and waits to be handled.", "hours", low=0),
    Field("desk_share", "f8", "Share of inspectors' hours that the desk takes this week.", low=0, high=1),
    Field("desk_wait", "i4", "For how many weeks what comes to the desk now waits.", "weeks", low=0, high=LONGEST_WAIT),
    Field("pace", "f8", "Factor on working hours.", low=0),
    Field("case_load", "f8", "Cases a week, lately.", low=0),
    Field("prediction", "f8", "Quality of predictive targeting.", low=0, high=1),
    Field("records", "f8", "Hazards recorded so far.", low=0),
    Field("standing", "f8", "In the eyes of other offices.", low=0, high=1),
    Field("adopted", "i4", "Whether it has taken over another's pilot.", kept=True),
    Field("imitation_clock", "f8", "Integrated intensity of taking over a pilot.", kept=True),
)


@compiled
def lead(w: Tables, week: int, o: int) -> None:
    """Close the week of office o: what it attends to, has, fears and knows from now on, and where its period stands."""
    office = w.offices[o]
    p = w.parameters[office.regime]
    tally = w.tally[o]
    campaign.keep_driving(w, week, o)
    move_attention(p, office, tally)
    pass_on_news(office)
    move_equipment(p, office, tally)
    reporting.expect_reports(w, o)
    office.fear = tally.fear / tally.filled if tally.filled > 0.0 else 0.0
    count_cases(p, office, tally)
    take_stock(p, office, tally)
    turn_the_page(p, office, tally)
    tournament.keep_score(p, office, tally)
    desk.take_in(w, o)


@compiled
def move_attention(p: Parameters, office: Office, tally: Tallies) -> None:
    """Let attention fade toward that of quiet times, or jump at news of a fatal accident (M27).

    A demand that arrives from the upper level (M25) raises the attention of quiet times toward 1.
    """
    base = p.attention_base + p.mandate_effect * office.delivered * (1.0 - p.attention_base)
    office.attention += (base - office.attention) / p.attention_memory
    if office.news > 0.0:
        office.attention += p.attention_jump * (1.0 - office.attention)
    tally.attention += office.attention


@compiled
def pass_on_news(office: Office) -> None:
    """Make this week's published accidents last week's."""
    office.news = 0.0
    office.last_published = office.published
    office.published = 0.0


@compiled
def move_equipment(p: Parameters, office: Office, tally: Tallies) -> None:
    """Move the equipment toward what the budget supports, and pay for it (M27)."""
    target = equipment_target(p)
    office.equipment += (target - office.equipment) / max(1.0, p.equipment_delay)
    tally.equipment += office.equipment
    tally.equipment_cost += p.budget_per_firm * tally.operating / 52.0


@entered
def equipment_target(p: Parameters) -> float:
    """Return the equipment (0 to 1) that the budget supports in the end: base + (1 - base) b / (b + b_half)."""
    return p.equipment_base + (1.0 - p.equipment_base) * p.budget_per_firm / (p.budget_per_firm + p.budget_half)


@compiled
def count_cases(p: Parameters, office: Office, tally: Tallies) -> None:
    """Keep the lately usual load of cases, and what findings the platform has to predict from (M22)."""
    office.case_load += (tally.cases - office.case_load) / p.case_memory
    office.records += tally.orders
    office.prediction = targeting.prediction_quality(p, office.records)


@compiled
def take_stock(p: Parameters, office: Office, tally: Tallies) -> None:
    """Keep what the coming week asks of this one: firms, posts filled, coordination, the office's standing."""
    coverage = tally.covered / tally.operating if tally.operating > 0.0 else 0.0
    office.standing = upper_level.standing(p, coverage, office.trust)
    office.firms = tally.operating
    office.filled = tally.filled
    office.coordination = tally.coordination_hours / tally.inspection_hours if tally.inspection_hours > 0.0 else 0.0
    tally.office_weeks += 1
    tally.trust += office.trust
    tally.residents += p.residents


@compiled
def turn_the_page(p: Parameters, office: Office, tally: Tallies) -> None:
    """Count the period's deaths, void the score above their ceiling, and begin the next period in time (M23).

    Who stays below the ceiling gets a lower one: it moves by `ceiling_ratchet` toward what was reached.
    """
    office.deaths_in_period += tally.deaths[stock.REPORTED]
    ceiling = p.death_ceiling * office.tightened
    if office.deaths_in_period > ceiling:
        office.score_void = 1
    tally.score_void += office.score_void
    office.period_week += 1
    if office.period_week >= p.assessment_period:
        if p.ceiling_ratchet > 0.0 and office.deaths_in_period < ceiling:
            office.tightened *= 1.0 - p.ceiling_ratchet * (1.0 - office.deaths_in_period / ceiling)
        office.period_week = 0
        office.deaths_in_period = 0.0
        office.score_void = 0
