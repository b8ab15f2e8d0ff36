"""Detection at a visit (M04)."""

from govsim.parameters.declare import FITTED, PRIOR, Parameter
from govsim.words import Words

PARAMETERS = (
    Parameter(
        "detection_general",
        "number",
        0,
        10,
        1.65,
        "calibrated",
        "routine visits find 5 to 30 % of an expert sweep; " + FITTED,
        (
            "kappa of general hazards: an expert's full-depth look at one of median visibility finds it with 1 "
            "- exp(-kappa)."
        ),
        mechanism="M04",
        off=0.0,
        words=Words("detection of general hazards", "一般隐患查出能力", "detection, general"),
    ),
    Parameter(
        "detection_major",
        "number",
        0,
        10,
        0.45,
        "calibrated",
        (
            "major share of findings is 4 times lower at routine visits than at expert checks (Ministry of "
            "Emergency Management, 2021); "
        )
        + FITTED,
        "The same for major hazards.",
        mechanism="M04",
        off=0.0,
        words=Words("detection of major hazards", "重大隐患查出能力", "detection, major"),
    ),
    Parameter(
        "record_general",
        "probability",
        0,
        1,
        0.95,
        "assumed",
        PRIOR,
        "Probability that a general hazard found is recorded with an order.",
        words=Words("chance that a general hazard is recorded", "一般隐患入账概率", "recording, general"),
    ),
    Parameter(
        "record_major",
        "probability",
        0,
        1,
        0.95,
        "assumed",
        PRIOR,
        "The same for a major hazard.",
        words=Words("chance that a major hazard is recorded", "重大隐患入账概率", "recording, major"),
    ),
    Parameter(
        "report_recorded",
        "probability",
        0,
        1,
        0.9,
        "assumed",
        PRIOR,
        "Probability that a recorded hazard is reported to the level above.",
        words=Words("chance that a record is reported upward", "登记隐患上报概率", "record is reported"),
    ),
    Parameter(
        "publish_reported",
        "probability",
        0,
        1,
        0.02,
        "assumed",
        "Work Safety Law (2021) art. 78 asks for publicity within 7 working days; share not known",
        "Probability that a reported hazard is published.",
        words=Words("chance that a report is published", "上报隐患公布概率", "report is published"),
    ),
)
