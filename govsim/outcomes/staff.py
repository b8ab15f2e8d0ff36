"""Staff of the office, and volunteers."""

from __future__ import annotations

from govsim.outcomes.declare import Outcome, Tally, mean, ratio, yearly
from govsim.words import Words

TALLIES = (
    Tally("posts", "Posts of inspectors."),
    Tally("filled", "Posts filled."),
    Tally("skill", "Mean skill, summed over inspectors.", "1"),
    Tally("burnout", "Burnout, summed over inspectors.", "1"),
    Tally("tenure", "Tenure, summed over inspectors.", "weeks"),
    Tally("leavers", "Inspectors who left."),
    Tally("expected_leavers", "Inspectors who are to be expected to leave of themselves.", "persons"),
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
        words=Words("firms for each inspector", "每名网格员负责的企业", "firms for each inspector", "人均负责企业"),
    ),
    Outcome(
        "skill",
        "0 to 1",
        "true",
        "more",
        "Mean skill of inspectors.",
        mean("skill", "filled"),
        words=Words("skill of inspectors", "网格员业务能力"),
    ),
    Outcome(
        "vacancy",
        "share",
        "recorded",
        "less",
        "Posts that stand empty.",
        lambda s: 1.0 - ratio(s["filled"], s["posts"]),
        words=Words("posts that stand empty", "岗位空缺率"),
    ),
    Outcome(
        "leavers_per_year",
        "per year",
        "recorded",
        "less",
        "Inspectors who leave.",
        yearly("leavers"),
        words=Words("inspectors who leave a year", "每年离职的网格员", "inspectors who leave", "离职人数"),
    ),
    Outcome(
        "expected_leavers",
        "per year",
        "true",
        "less",
        "Integrated intensity of leaving of inspectors, those removed not counted.",
        yearly("expected_leavers"),
        words=Words(
            "inspectors who leave a year, expected", "预期每年离职的网格员", "leavers expected", "预期离职人数"
        ),
    ),
    Outcome(
        "tenure",
        "years",
        "recorded",
        "more",
        "Mean tenure of inspectors.",
        mean("tenure", "filled", 1 / 52),
        words=Words("years that an inspector has served", "网格员在岗年限", "tenure of inspectors", "在岗年限"),
    ),
    Outcome(
        "burnout",
        "0 to 1",
        "true",
        "less",
        "Mean burnout of inspectors.",
        mean("burnout", "filled"),
        words=Words("burnout of inspectors", "网格员职业倦怠"),
    ),
)
