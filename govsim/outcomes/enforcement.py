"""Enforcement: cases, sanctions, stops, courts, media."""

from __future__ import annotations

from govsim.outcomes.declare import Outcome, Tally, mean, yearly
from govsim.words import Words

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
    Outcome(
        "sanctions_per_year",
        "per year",
        "recorded",
        "none",
        "Sanctions.",
        yearly("sanctions"),
        words=Words("sanctions a year", "每年行政处罚", "sanctions", "行政处罚"),
    ),
    Outcome(
        "stops_per_year",
        "per year",
        "recorded",
        "none",
        "Stops of production.",
        yearly("stops"),
        words=Words("stops of production a year", "每年停产停业整顿", "stops of production", "停产停业"),
    ),
    Outcome(
        "sanctions_per_visit",
        "sanctions per visit",
        "recorded",
        "none",
        "Sanctions over visits of inspectors.",
        mean("sanctions", "visits"),
        words=Words("sanctions for each visit", "每次检查的处罚数", short_zh="每次检查处罚数"),
    ),
    Outcome(
        "stops_per_visit",
        "stops per visit",
        "recorded",
        "none",
        "Stops of production over visits of inspectors.",
        mean("stops", "visits"),
        words=Words(
            "stops of production for each visit", "每次检查的停产停业数", "stops for each visit", "每次检查停产数"
        ),
    ),
    Outcome(
        "closures_rate",
        "per 1,000 firms and year",
        "recorded",
        "none",
        "Firms closed by order.",
        mean("closures", "operating", 52_000.0),
        words=Words("firms closed by order a year", "每年依法关闭的企业", "firms closed", "依法关闭企业"),
    ),
    Outcome(
        "fine_per_sanction",
        "yuan",
        "recorded",
        "none",
        "Fines over sanctions.",
        mean("fines", "sanctions"),
        words=Words("mean fine", "平均罚款金额"),
    ),
    Outcome(
        "job_weeks_lost",
        "worker-weeks per year",
        "true",
        "less",
        "Work lost to stops.",
        yearly("job_weeks_lost"),
        words=Words("work lost to stops a year", "每年停产损失的工时", "work lost to stops", "停产损失工时"),
    ),
    Outcome(
        "exposures",
        "per year",
        "published",
        "none",
        "Firms exposed in the media.",
        yearly("exposures"),
        words=Words("firms exposed in the media a year", "每年媒体曝光的企业", "exposed in the media", "媒体曝光"),
    ),
    Outcome(
        "suits",
        "per year",
        "recorded",
        "none",
        "Violations taken to court.",
        yearly("suits"),
        words=Words("violations taken to court a year", "每年诉至法院的违法行为", "suits", "诉讼"),
    ),
)
