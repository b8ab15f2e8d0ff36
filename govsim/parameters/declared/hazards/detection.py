"""Detection at a visit (M04)."""

from govsim.parameters.declare import FITTED, PRIOR, Parameter

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
    ),
    Parameter("record_major", "probability", 0, 1, 0.95, "assumed", PRIOR, "The same for a major hazard."),
    Parameter(
        "report_recorded",
        "probability",
        0,
        1,
        0.9,
        "assumed",
        PRIOR,
        "Probability that a recorded hazard is reported to the level above.",
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
    ),
)
