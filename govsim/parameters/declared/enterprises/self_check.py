"""The self-check of firms."""

from govsim.parameters.declare import FITTED, PRIOR, Parameter

PARAMETERS = (
    Parameter(
        "self_check_rate",
        "rate",
        0,
        52,
        3.5,
        "calibrated",
        FITTED,
        "Rate at which a firm at full effort notices one of its own hazards.",
        mechanism="self-check",
        off=0.0,
    ),
    Parameter(
        "self_check_base", "share", 0, 1, 0.3, "assumed", PRIOR, "Share of that rate which is left without effort."
    ),
    Parameter(
        "self_check_skill",
        "share",
        0,
        2,
        0.45,
        "measured",
        "untrained people recognise about 45 % of hazards on construction sites (several studies)",
        "Share of hazards that the firm's own people recognise; training adds to it.",
    ),
    Parameter("self_check_training", "share", 0, 1, 0.0, "assumed", PRIOR, "What training adds to that share."),
    Parameter(
        "self_repair",
        "probability",
        0,
        1,
        0.8,
        "assumed",
        PRIOR,
        "Probability that a firm in normal liquidity mends what it has noticed; otherwise it notices again later.",
    ),
    Parameter(
        "self_report",
        "probability",
        0,
        1,
        0.1,
        "assumed",
        PRIOR,
        "Probability that a repair of its own is reported on the platform.",
    ),
)
