"""Money: who pays what."""

from __future__ import annotations

from govsim.outcomes.declare import Outcome, Tally, ratio, yearly

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
    Tally("reward_cost", "Rewards for reports and checks, paid by the office.", "yuan", payer="office"),
    Tally("repair_cost", "Repairs, by whoever pays.", "yuan", payer="firms"),
    Tally("fund_payments", "Of these, from safety funds set aside before.", "yuan"),
    Tally("fines", "Fines, paid by firms to the treasury.", "yuan", payer="firms"),
    Tally("premiums", "Insurance premiums, paid by firms to insurers.", "yuan", payer="firms"),
    Tally("agency_fees", "Agencies' visits, paid by firms.", "yuan", payer="firms"),
    Tally("agency_fines", "Fines paid by agencies.", "yuan"),
    Tally("sensor_cost", "Sensors, paid by firms.", "yuan", payer="firms"),
    Tally(
        "firm_spending", "What firms have paid, as their own books say; it includes direct losses by accidents.", "yuan"
    ),
)


OUTCOMES = (
    Outcome(
        "office_cost",
        "yuan per year",
        "recorded",
        "less",
        "What the office pays, policies included.",
        yearly("paid_by_office"),
    ),
    Outcome(
        "firm_cost",
        "yuan per year",
        "true",
        "less",
        "What firms pay: repairs, fines, premiums, policies.",
        yearly("paid_by_firms"),
    ),
    Outcome(
        "cost_per_true_closure",
        "yuan",
        "true",
        "less",
        "What the office pays for each order obeyed in truth.",
        lambda s: ratio(s["paid_by_office"] / s["years"] * s["years"], s["order_closures_true"]),
    ),
)
