"""Firms: how many there are, and how they stand."""

from __future__ import annotations

from govsim.outcomes.declare import Outcome, Tally, mean, ratio
from govsim.words import Words

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
    Outcome(
        "effort",
        "0 to 1",
        "true",
        "more",
        "Mean safety effort of firms.",
        mean("effort", "operating"),
        words=Words("safety effort of firms", "企业安全投入程度"),
    ),
    Outcome(
        "compliance",
        "share",
        "true",
        "more",
        "Firms with an effort of at least one half.",
        mean("compliant", "operating"),
        words=Words("firms that comply", "合规企业占比"),
    ),
    Outcome(
        "responsibility",
        "0 to 1",
        "true",
        "more",
        "Mean responsibility (safety culture) of firms.",
        mean("responsibility", "operating"),
        words=Words("sense of responsibility of firms", "企业主体责任意识", "sense of responsibility", "主体责任意识"),
    ),
    Outcome(
        "pressure",
        "0 to 1",
        "true",
        "none",
        "Mean economic pressure.",
        mean("pressure", "operating"),
        words=Words("economic pressure on firms", "企业经济压力"),
    ),
    Outcome(
        "liquidity",
        "1 is normal",
        "true",
        "none",
        "Mean liquidity.",
        mean("liquidity", "operating"),
        words=Words("liquidity of firms", "企业资金流动性"),
    ),
    Outcome(
        "firms",
        "firms",
        "recorded",
        "none",
        "Firms at work.",
        lambda s: ratio(s["operating"], s["weeks"]),
        words=Words("firms at work", "在营企业数"),
    ),
)
