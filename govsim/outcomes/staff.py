"""Staff of the office, and volunteers."""

from __future__ import annotations

from govsim.outcomes.declare import Outcome, Tally, mean, ratio, yearly

TALLIES = (
    Tally("posts", "Posts of inspectors."),
    Tally("filled", "Posts filled."),
    Tally("skill", "Mean skill, summed over inspectors.", "1"),
    Tally("burnout", "Burnout, summed over inspectors.", "1"),
    Tally("tenure", "Tenure, summed over inspectors.", "weeks"),
    Tally("leavers", "Inspectors who left."),
    Tally("tenure_of_leavers", "Their tenure, summed.", "weeks"),
    Tally("recruits", "Inspectors who came."),
    Tally("volunteers", "Active volunteers."),
)

OUTCOMES = (
    Outcome(
        "firms_per_inspector",
        "firms",
        "recorded",
        "less",
        "Firms for each inspector.",
        mean("operating", "filled"),
    ),
    Outcome("skill", "0 to 1", "true", "more", "Mean skill of inspectors.", mean("skill", "filled")),
    Outcome(
        "vacancy",
        "share",
        "recorded",
        "less",
        "Posts that stand empty.",
        lambda s: 1.0 - ratio(s["filled"], s["posts"]),
    ),
    Outcome("leavers_per_year", "per year", "recorded", "less", "Inspectors who leave.", yearly("leavers")),
    Outcome("tenure", "years", "recorded", "more", "Mean tenure of inspectors.", mean("tenure", "filled", 1 / 52)),
    Outcome("burnout", "0 to 1", "true", "less", "Mean burnout of inspectors.", mean("burnout", "filled")),
)
