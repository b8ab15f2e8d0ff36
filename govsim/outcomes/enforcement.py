"""Enforcement: cases, sanctions, stops, courts, media."""

from __future__ import annotations

from govsim.outcomes.declare import Outcome, Tally, mean, yearly

TALLIES = (
    Tally("cases", "Violations taken up."),
    Tally("sanctions", "Sanctions."),
    Tally("referrals", "Cases referred upward."),
    Tally("referrals_lost", "Of these, lost or dropped."),
    Tally("stops", "Stops of production."),
    Tally("closures", "Firms closed by order."),
    Tally("orders_major", "Major hazards recorded with an order."),
    Tally("suits", "Violations taken to court."),
    Tally("exposures", "Firms exposed in the media."),
    Tally("job_weeks_lost", "Worker-weeks lost to stops.", "worker-weeks"),
)

OUTCOMES = (
    Outcome("sanctions_per_year", "per year", "recorded", "none", "Sanctions.", yearly("sanctions")),
    Outcome("stops_per_year", "per year", "recorded", "none", "Stops of production.", yearly("stops")),
    Outcome(
        "sanctions_per_visit",
        "sanctions per visit",
        "recorded",
        "none",
        "Sanctions over visits of inspectors.",
        mean("sanctions", "visits"),
    ),
    Outcome(
        "stops_per_visit",
        "stops per visit",
        "recorded",
        "none",
        "Stops of production over visits of inspectors.",
        mean("stops", "visits"),
    ),
    Outcome(
        "closures_rate",
        "per 1,000 firms and year",
        "recorded",
        "none",
        "Firms closed by order.",
        mean("closures", "operating", 52_000.0),
    ),
    Outcome("fine_per_sanction", "yuan", "recorded", "none", "Fines over sanctions.", mean("fines", "sanctions")),
    Outcome("job_weeks_lost", "worker-weeks per year", "true", "less", "Work lost to stops.", yearly("job_weeks_lost")),
    Outcome("exposures", "per year", "published", "none", "Firms exposed in the media.", yearly("exposures")),
    Outcome("suits", "per year", "recorded", "none", "Violations taken to court.", yearly("suits")),
)
