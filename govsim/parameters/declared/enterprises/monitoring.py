"""Technical monitoring (M36)."""

from govsim.parameters.declare import FITTED, PRIOR, Parameter
from govsim.words import Words

PARAMETERS = (
    Parameter(
        "sensor_share",
        "share",
        0,
        1,
        0.0,
        "assumed",
        PRIOR,
        "Share of firms with sensors.",
        mechanism="M36",
        off=0.0,
        words=Words("firms with sensors", "装有监测设备的企业占比", short_zh="监测设备占比"),
    ),
    Parameter(
        "sensor_sensitivity",
        "probability",
        0,
        1,
        0.105,
        "calibrated",
        "reported pollution rose by 35 % with tamper-proof sensing (Greenstone, He, Jia and Liu 2022); " + FITTED,
        (
            "Probability that a sensor signals a new hazard in a domain that it can watch; the record cannot "
            "be tampered with."
        ),
        words=Words("sensitivity of sensors", "监测灵敏度"),
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
        words=Words("false alarms of sensors", "监测误报"),
    ),
    Parameter(
        "sensor_cost",
        "money",
        0,
        1e6,
        3_000.0,
        "assumed",
        PRIOR,
        "Yearly cost of a firm's sensors, which it pays.",
        words=Words("cost of sensors", "监测设备费用"),
    ),
)
