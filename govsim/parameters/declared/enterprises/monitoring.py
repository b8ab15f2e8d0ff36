"""Technical monitoring (M36)."""

from govsim.parameters.declare import FITTED, PRIOR, Parameter

PARAMETERS = (
    Parameter(
        "sensor_share", "share", 0, 1, 0.0, "assumed", PRIOR, "Share of firms with sensors.", mechanism="M36", off=0.0
    ),
    Parameter(
        "sensor_sensitivity",
        "probability",
        0,
        1,
        0.117,
        "calibrated",
        "reported pollution rose by 35 % with tamper-proof sensing (Greenstone, He, Jia and Liu 2022); " + FITTED,
        (
            "Probability that a sensor signals a new hazard in a domain that it can watch; the record cannot "
            "be tampered with."
        ),
    ),
    Parameter(
        "sensor_false_alarms",
        "rate",
        0,
        52,
        0.5,
        "assumed",
        PRIOR,
        "False alarms of a firm's sensors; each draws a visit.",
    ),
    Parameter(
        "sensor_cost", "money", 0, 1e6, 3_000.0, "assumed", PRIOR, "Yearly cost of a firm's sensors, which it pays."
    ),
)
