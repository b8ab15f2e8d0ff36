"""Money: who pays what."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from govsim.outcomes.declare import Outcome, Sums, Tally, ratio, yearly
from govsim.parameters.policies import PAYERS
from govsim.words import Words

if TYPE_CHECKING:
    from numpy.typing import NDArray

TALLIES = (
    Tally("wages", "Wages of inspectors, paid by the office.", "yuan", payer="office"),
    Tally("equipment_cost", "Equipment and vehicles, paid by the office.", "yuan", payer="office"),
    Tally("agency_cost", "Agencies' visits, paid by the office.", "yuan", payer="office"),
    Tally("volunteer_cost", "Volunteers, paid by the office.", "yuan", payer="office"),
    Tally(
        "subsidies",
        "Subsidies for repairs, paid by the office to firms.",
        "yuan",
        payer="office",
        receiver="firms",
    ),
    Tally("association_cost", "Associations, paid by the office.", "yuan", payer="office"),
    Tally("department_cost", "Departments' visits, paid by the office's level.", "yuan", payer="office"),
    Tally(
        "reward_cost",
        "Rewards for reports and checks, paid by the office.",
        "yuan",
        payer="office",
        receiver="society",
    ),
    Tally("repair_cost", "Repairs, by whoever pays.", "yuan", payer="firms"),
    Tally("fund_payments", "Of these, from safety funds set aside before.", "yuan"),
    Tally("fines", "Fines, paid by firms to the treasury.", "yuan", payer="firms", receiver="society"),
    Tally("premiums", "Insurance premiums, paid by firms to insurers.", "yuan", payer="firms", receiver="insurers"),
    Tally("agency_fees", "Agencies' visits, paid by firms.", "yuan", payer="firms"),
    Tally("agency_fines", "Fines paid by agencies.", "yuan"),
    Tally("sensor_cost", "Sensors, paid by firms.", "yuan", payer="firms"),
    Tally("effort_of_workers", "Effort of firms, each times its workers, summed.", "1"),
    Tally("effort_cost", "Effort of firms, at `compliance_cost`.", "yuan", payer="firms"),
    Tally("visit_time_cost", "Time of firms' people for visits.", "yuan", payer="firms"),
    Tally("mutual_time_cost", "Time of firms' people for checks in mutual-aid groups.", "yuan", payer="firms"),
    Tally("course_time_cost", "Time of firms' people in courses.", "yuan", payer="firms"),
    Tally("stop_cost", "Time of firms' people lost to stops.", "yuan", payer="firms"),
    Tally("handling_cost", "Time at the desk for findings of others, reports and referrals.", "yuan", payer="office"),
    Tally("insurer_cost", "Visits of insurers, paid by them.", "yuan", payer="insurers"),
    Tally("volunteer_time_cost", "Time that volunteers give.", "yuan", payer="society"),
    Tally("harm_value", "Deaths and serious injuries to be expected, at their value.", "yuan"),
    Tally(
        "firm_spending", "What firms have paid, as their own books say; it includes direct losses by accidents.", "yuan"
    ),
)


def sum_of_payers(s: Sums) -> NDArray[np.float64]:
    """Return what all payers pay."""
    return np.asarray(sum(s[f"paid_by_{payer}"] for payer in PAYERS))


OUTCOMES = (
    Outcome(
        "office_cost",
        "yuan per year",
        "recorded",
        "less",
        "What the office pays, policies included.",
        yearly("paid_by_office"),
        words=Words("cost to the office a year", "监管机构每年支出", "cost to the office", "监管机构支出"),
    ),
    Outcome(
        "firm_cost",
        "yuan per year",
        "true",
        "less",
        "What firms pay: effort, repairs, time, fines, premiums, fees, policies; not the losses by harm.",
        yearly("paid_by_firms"),
        words=Words("cost to the firms a year", "企业每年支出", "cost to the firms", "企业支出"),
    ),
    Outcome(
        "insurer_cost",
        "yuan per year",
        "true",
        "none",
        "What insurers pay for visits, less the premiums that they take; claims are harm, and not in it.",
        yearly("paid_by_insurers"),
        words=Words("cost to the insurers a year", "保险机构每年支出", "cost to the insurers", "保险机构支出"),
    ),
    Outcome(
        "society_cost",
        "yuan per year",
        "true",
        "none",
        "The time that volunteers give, less the fines that the treasury takes and the rewards that people get.",
        yearly("paid_by_society"),
        words=Words("cost to society a year", "社会每年支出", "cost to society", "社会支出"),
    ),
    Outcome(
        "total_cost",
        "yuan per year",
        "true",
        "less",
        "What all pay together: what one pays to another cancels.",
        lambda s: sum_of_payers(s) / s["years"],
        words=Words("cost to all together a year", "各方每年支出合计", "cost to all together", "支出合计"),
    ),
    Outcome(
        "harm_value",
        "yuan per year",
        "true",
        "less",
        "Expected deaths and serious injuries at their value, to be held beside `total_cost`.",
        yearly("harm_value"),
        words=Words(
            "deaths and serious injuries in money a year", "每年死亡和重伤折算的损失", "harm in money", "伤亡折算损失"
        ),
    ),
    Outcome(
        "cost_per_true_closure",
        "yuan",
        "true",
        "less",
        "What the office pays for each order obeyed in truth.",
        lambda s: ratio(s["paid_by_office"] / s["years"] * s["years"], s["order_closures_true"]),
        words=Words(
            "cost to the office of an order obeyed in truth",
            "每项真实整改的监管支出",
            "cost per order obeyed",
            "每项整改支出",
        ),
    ),
)
