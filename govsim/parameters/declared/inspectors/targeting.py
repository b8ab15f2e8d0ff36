"""Targeting (M03)."""

from govsim.parameters.declare import FITTED, PRIOR, Parameter

PARAMETERS = (
    Parameter(
        "targeting",
        "choice",
        0,
        5,
        "cyclic",
        "assumed",
        PRIOR,
        (
            "Which firm is visited next: `random`, `cyclic` (longest not visited), `risk_tier` (most overdue "
            "for its colour), `easy_quota` (cheapest first), `state_dependent` (firms with findings are "
            "watched, Harrington 1988), `predictive` (most hazards predicted)."
        ),
        choices=("random", "cyclic", "risk_tier", "easy_quota", "state_dependent", "predictive"),
        scope="grid",
        mechanism="M03",
        off="random",
    ),
    Parameter(
        "interval_red",
        "duration",
        1,
        520,
        13.0,
        "assumed",
        "Hengjing Street, Suzhou, 2018: each quarter",
        "Target interval between visits to red firms.",
        scope="grid",
    ),
    Parameter(
        "interval_orange", "duration", 1, 520, 26.0, "assumed", PRIOR, "The same for orange firms.", scope="grid"
    ),
    Parameter(
        "interval_yellow", "duration", 1, 520, 52.0, "assumed", PRIOR, "The same for yellow firms.", scope="grid"
    ),
    Parameter("interval_blue", "duration", 1, 520, 104.0, "assumed", PRIOR, "The same for blue firms.", scope="grid"),
    Parameter(
        "quota_gap",
        "duration",
        1,
        104,
        8.0,
        "assumed",
        PRIOR,
        "Weeks after a visit in which all other firms come first, under `easy_quota` and `predictive`.",
        scope="grid",
    ),
    Parameter(
        "interval_watched",
        "duration",
        1,
        520,
        8.0,
        "assumed",
        "two groups of firms, Harrington (1988); interval ours",
        "Target interval between visits to watched firms under `state_dependent`.",
        scope="grid",
    ),
    Parameter(
        "interval_trusted",
        "duration",
        1,
        520,
        104.0,
        "assumed",
        "two groups of firms, Harrington (1988); interval ours",
        "The same for firms that are not watched.",
        scope="grid",
    ),
    Parameter(
        "watch_release",
        "probability",
        0,
        1,
        0.5,
        "assumed",
        "two groups of firms, Harrington (1988); value ours",
        "Probability that a visit without findings ends the watch on a firm.",
        scope="grid",
    ),
    Parameter(
        "prediction_half",
        "number",
        1,
        1e6,
        266.0,
        "calibrated",
        "a predicted order found violations 7 days of 60 earlier (City of Chicago 2015); " + FITTED,
        (
            "Recorded findings of an office at which the quality of `predictive` reaches half of what the "
            "platform's data allow."
        ),
        unit="hazards",
        scope="office",
    ),
    Parameter(
        "complaint_priority",
        "switch",
        0,
        1,
        True,
        "assumed",
        "Work Safety Law (2021) art. 74",
        "Whether a complaint puts the firm first in the queue.",
        scope="grid",
        mechanism="M03",
        off=False,
    ),
    Parameter(
        "complaint_share",
        "probability",
        0,
        1,
        0.02,
        "assumed",
        PRIOR,
        "Probability that an accident without deaths leads to a complaint of an employee.",
    ),
)
