"""The desk: what others find, report and refer is handled in inspectors' hours, and waits while these are short (M45).

A queue of work that flows: no paper is followed on its own. What comes to the desk adds its hours, inspectors work them
down, and what comes now waits as many weeks as the desk needs for what lies there already.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from govsim.compiled import compiled
from govsim.hazards.stock import BY_OTHERS

if TYPE_CHECKING:
    from govsim.views import Office, Parameters, Tables, Tallies

LONGEST_WAIT = 5200  # weeks


@compiled
def work(office: Office, tally: Tallies, hours: float) -> float:
    """Return how many of an inspector's `hours` of this week go to the desk: its share, at most what waits there."""
    taken = min(office.desk, office.desk_share * hours)
    office.desk -= taken
    tally.desk_hours += taken
    return taken


@compiled
def take_in(w: Tables, o: int) -> None:
    """Take in what the week has brought to the desk of office o, and set what it takes of the next one.

    Where inspectors give it no hours, others handle all of it at once, and what is left there, for pay. Hours of
    inspectors are in their wages.
    """
    office = w.offices[o]
    p = w.parameters[office.regime]
    tally = w.tally[o]
    papers = to_be_handled(tally)
    if p.handling_capacity == 0.0 or not p.workday_budget:
        tally.handling_cost += p.hour_cost * p.handling_hours * papers + p.hour_cost * office.desk
        office.desk = 0.0
        office.desk_share = 0.0
        office.desk_wait = 0
        return
    tally.desk_papers += papers
    tally.desk_waits += papers * office.desk_wait
    tally.desk_arrived += p.handling_hours * papers
    office.desk += p.handling_hours * papers
    plan_desk(p, office, tally.inspection_hours)


@compiled
def plan_desk(p: Parameters, office: Office, hours: float) -> None:
    """Set the share of next week's hours that the desk takes, and the weeks that wait what comes to it then.

    The week had `hours` for inspection. The wait is hours at the desk over the most that it may take of a week; less
    than a week is none. Where there were no hours, everything waits a week longer.
    """
    most = p.handling_capacity * hours
    if most > 0.0:
        office.desk_share = min(p.handling_capacity, office.desk / hours)
        office.desk_wait = math.floor(min(LONGEST_WAIT, office.desk / most))
    else:
        office.desk_share = p.handling_capacity
        office.desk_wait = min(LONGEST_WAIT, office.desk_wait + 1) if office.desk > 0.0 else 0


@compiled
def to_be_handled(tally: Tallies) -> float:
    """Return what comes to the office's desk from others: findings, reports from outside, cases to be referred.

    What its own inspectors find takes their hours at visits, which are paid by their wages.
    """
    papers = tally.complaints + tally.referrals
    for channel in BY_OTHERS:
        papers += tally.found_by[channel]
    return papers
