"""Leadership: attention, drive, what the upper level demands and gets, trust."""

from __future__ import annotations

from govsim.outcomes.declare import Outcome, Tally, mean
from govsim.words import Words

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
    Outcome(
        "trust",
        "0 to 1",
        "true",
        "more",
        "Trust of society in the office.",
        mean("trust", "office_weeks"),
        words=Words("trust of society in the office", "公众对监管机构的信任", "trust in the office", "公众信任"),
    ),
    Outcome(
        "delivered",
        "share",
        "true",
        "more",
        "What arrives of what the upper level demands.",
        mean("delivered", "mandate"),
        words=Words("share of a demand from above that arrives", "上级要求落实率", "demand that arrives"),
    ),
    Outcome(
        "delivery_reported",
        "share",
        "reported",
        "none",
        "What is reported as done of what the upper level demands.",
        mean("delivery_reported", "mandate"),
        words=Words("share of a demand reported as done", "上级要求上报完成率", "demand reported as done"),
    ),
    Outcome(
        "policy_lag",
        "weeks per year",
        "true",
        "less",
        "Weeks in which less than half of a demand had arrived.",
        mean("undelivered_weeks", "office_weeks", 52.0),
        words=Words("weeks that a demand was not in place", "政策落实滞后", "policy lag"),
    ),
    Outcome(
        "drive",
        "0 to 1",
        "true",
        "more",
        "Drive of routine supervision.",
        mean("drive", "office_weeks"),
        words=Words("drive of routine supervision", "常态化监管力度", "drive of routine", "常态监管力度"),
    ),
    Outcome(
        "half_life",
        "weeks",
        "true",
        "more",
        "Time until half of the rise after a campaign or a fatal accident is gone.",
        mean("shock_weeks", "shocks"),
        words=Words(
            "time until the effect of a campaign has halved",
            "专项整治效果的半衰期",
            "half-life of a campaign",
            "整治效果半衰期",
        ),
    ),
    Outcome(
        "pilots_adopted",
        "share",
        "true",
        "none",
        "Offices that have taken over a pilot.",
        mean("pilots_adopted", "office_weeks"),
        words=Words("offices that have taken over a pilot", "推广试点的单位占比", "pilots taken over", "试点推广率"),
    ),
    Outcome(
        "attention",
        "0 to 1",
        "true",
        "none",
        "Leadership's attention to safety.",
        mean("attention", "office_weeks"),
        words=Words("attention of the leadership to safety", "领导重视程度", "attention of leadership"),
    ),
    Outcome(
        "equipment",
        "0 to 1",
        "true",
        "more",
        "Equipment of inspectors.",
        mean("equipment", "office_weeks"),
        words=Words("equipment of inspectors", "执法装备水平"),
    ),
)
