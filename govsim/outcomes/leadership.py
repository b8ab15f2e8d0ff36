"""Leadership: attention, drive, what the upper level demands and gets, trust."""

from __future__ import annotations

from govsim.outcomes.declare import Outcome, Tally, mean

TALLIES = (
    Tally("office_weeks", "Weeks of an office.", "weeks"),
    Tally("attention", "Leadership's attention to safety.", "1"),
    Tally("equipment", "Equipment of inspectors.", "1"),
    Tally("score_void", "Weeks in which the office's score was void.", "weeks"),
    Tally("drive", "Drive of routine supervision.", "1"),
    Tally("campaign_weeks", "Strength of campaigns, summed.", "weeks"),
    Tally("shocks", "Shocks (campaigns, fatal accidents) that raised the drive."),
    Tally("shock_weeks", "Weeks until half of the rise was gone, summed.", "weeks"),
    Tally("mandate", "What the upper level demands.", "1"),
    Tally("delivered", "What of it arrives (true).", "1"),
    Tally("delivery_reported", "What of it is reported as done.", "1"),
    Tally("undelivered_weeks", "Weeks in which less than half of a demand had arrived.", "weeks"),
    Tally("trust", "Trust of society in the office.", "1"),
    Tally("residents", "Residents.", "persons"),
    Tally("pilots_adopted", "Offices that have taken over a pilot."),
)

OUTCOMES = (
    Outcome("trust", "0 to 1", "true", "more", "Trust of society in the office.", mean("trust", "office_weeks")),
    Outcome(
        "delivered",
        "share",
        "true",
        "more",
        "What arrives of what the upper level demands.",
        mean("delivered", "mandate"),
    ),
    Outcome(
        "delivery_reported",
        "share",
        "reported",
        "none",
        "What is reported as done of what the upper level demands.",
        mean("delivery_reported", "mandate"),
    ),
    Outcome(
        "policy_lag",
        "weeks per year",
        "true",
        "less",
        "Weeks in which less than half of a demand had arrived.",
        mean("undelivered_weeks", "office_weeks", 52.0),
    ),
    Outcome("drive", "0 to 1", "true", "more", "Drive of routine supervision.", mean("drive", "office_weeks")),
    Outcome(
        "half_life",
        "weeks",
        "true",
        "more",
        "Time until half of the rise after a campaign or a fatal accident is gone.",
        mean("shock_weeks", "shocks"),
    ),
    Outcome(
        "pilots_adopted",
        "share",
        "true",
        "none",
        "Offices that have taken over a pilot.",
        mean("pilots_adopted", "office_weeks"),
    ),
    Outcome(
        "attention",
        "0 to 1",
        "true",
        "none",
        "Leadership's attention to safety.",
        mean("attention", "office_weeks"),
    ),
    Outcome("equipment", "0 to 1", "true", "more", "Equipment of inspectors.", mean("equipment", "office_weeks")),
)
