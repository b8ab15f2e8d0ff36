"""What the time of people costs, by who gives it, and what the harm to be expected is worth.

Prices of what has a price are booked where it arises, those of the desk where it is kept (`desk.take_in`). What stands
here is time, which is counted by what takes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from govsim.compiled import compiled
from govsim.hazards import stock

if TYPE_CHECKING:
    from govsim.views import Parameters, Tables

WEEK_HOURS = 40.0  # of work (State Council Decree 174 of 1995, art. 3)


@compiled
def price(w: Tables, week: int, o: int) -> None:
    """Price what the week has taken of people's time in office o, and the harm that was to be expected in it (yuan)."""
    p = w.parameters[w.offices[o].regime]
    tally = w.tally[o]
    tally.effort_cost += p.compliance_cost * tally.effort_of_workers / 52.0
    tally.visit_time_cost += p.hour_cost * p.visit_firm_hours * (tally.burden + tally.insurer_visits)
    tally.mutual_time_cost += p.hour_cost * p.mutual_hours * tally.mutual_checks
    courses = p.responsibility_training + p.self_check_training / 52.0
    tally.course_time_cost += p.hour_cost * p.course_firm_hours * courses * tally.operating
    tally.stop_cost += p.hour_cost * WEEK_HOURS * tally.job_weeks_lost
    tally.insurer_cost += p.insurer_price * tally.insurer_visits
    tally.volunteer_time_cost += p.hour_cost * p.volunteer_hours * tally.volunteers / 52.0
    tally.harm_value += harm_value(p, tally.expected_deaths, tally.expected_serious)
    if w.classes.shape[0] > 0:
        price_differences(w, o)


@compiled
def price_differences(w: Tables, o: int) -> None:
    """Price what effort and courses cost firms of office o more, or less, by parameters of their own.

    Where theirs are the office's, this is 0 to the bit. Asked where policies tell firms apart.
    """
    office = w.offices[o]
    p = w.parameters[office.regime]
    tally = w.tally[o]
    for i in range(office.first_enterprise, office.first_enterprise + office.premises):
        e = w.enterprises[i]
        if e.status == stock.EMPTY:
            continue
        own = w.parameters[e.regime]
        tally.effort_cost += (own.compliance_cost - p.compliance_cost) * e.effort * e.employees / 52.0
        courses = own.responsibility_training - p.responsibility_training
        courses += (own.self_check_training - p.self_check_training) / 52.0
        tally.course_time_cost += p.hour_cost * p.course_firm_hours * courses


@compiled
def harm_value(p: Parameters, deaths: float, serious: float) -> float:
    """Return the value (yuan) of deaths and serious injuries avoided."""
    return p.life_value * (deaths + p.serious_value * serious)
