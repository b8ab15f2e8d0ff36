"""Firms: how many there are, and how they stand."""

from __future__ import annotations

from govsim.outcomes.declare import Outcome, Tally, mean, ratio

TALLIES = (
    Tally("operating", "Firms."),
    Tally("entries", "Firms that came."),
    Tally("refused", "Firms turned away at entry."),
    Tally("exits", "Firms that left."),
    Tally("employees", "Workers.", "persons"),
    Tally("effort", "Effort, summed over firms.", "1"),
    Tally("compliant", "Firms with an effort of at least one half."),
    Tally("responsibility", "Responsibility, summed over firms.", "1"),
    Tally("pressure", "Economic pressure, summed over firms.", "1"),
    Tally("liquidity", "Liquidity, summed over firms.", "1"),
    Tally("risk_stock", "Open hazards weighted by risk, majors tenfold.", "1"),
    Tally("covered", "Firms visited within the last 52 weeks."),
)

OUTCOMES = (
    Outcome("effort", "0 to 1", "true", "more", "Mean safety effort of firms.", mean("effort", "operating")),
    Outcome(
        "compliance",
        "share",
        "true",
        "more",
        "Firms with an effort of at least one half.",
        mean("compliant", "operating"),
    ),
    Outcome(
        "responsibility",
        "0 to 1",
        "true",
        "more",
        "Mean responsibility (safety culture) of firms.",
        mean("responsibility", "operating"),
    ),
    Outcome("pressure", "0 to 1", "true", "none", "Mean economic pressure.", mean("pressure", "operating")),
    Outcome("liquidity", "1 is normal", "true", "none", "Mean liquidity.", mean("liquidity", "operating")),
    Outcome("firms", "firms", "recorded", "none", "Firms at work.", lambda s: ratio(s["operating"], s["weeks"])),
)
