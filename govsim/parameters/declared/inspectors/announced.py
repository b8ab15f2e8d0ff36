"""Announced checks (M42)."""

from govsim.parameters.declare import PRIOR, Parameter
from govsim.words import Words

PARAMETERS = (
    Parameter(
        "announced_share",
        "share",
        0,
        1,
        0.0,
        "assumed",
        '0 under the rule of "four no\'s and two directs": no notice, no greeting, no report, no escort',
        "Share of the checks of grid inspectors and departments that are announced.",
        scope="office",
        mechanism="M42",
        off=0.0,
        words=Words("checks that are announced", "事先通知检查占比"),
    ),
    Parameter(
        "tidying",
        "number",
        0,
        10,
        1.0,
        "assumed",
        "a round value near what Makofske (2024) reports: announced inspections detect 41 % fewer violations",
        "How thoroughly a firm of full effort or alert puts away, before an announced check, what shows.",
        words=Words("tidying before checks", "检查前的临时掩盖"),
    ),
    Parameter(
        "tidy_weeks",
        "duration",
        0,
        52,
        3.0,
        "assumed",
        PRIOR,
        "Weeks after which what was put away is back.",
        words=Words("weeks until it is back", "掩盖恢复周数"),
    ),
)
