"""Multitask effort (M06)."""

from govsim.parameters.declare import PRIOR, Parameter

PARAMETERS = (
    Parameter(
        "time_visits",
        "share",
        0.01,
        1,
        0.32,
        "assumed",
        PRIOR,
        "Share of inspection time for being there, before incentives.",
        scope="grid",
    ),
    Parameter("time_depth", "share", 0.01, 1, 0.28, "assumed", PRIOR, "Share for looking deeper.", scope="grid"),
    Parameter("time_rechecks", "share", 0.01, 1, 0.12, "assumed", PRIOR, "Share for rechecks.", scope="grid"),
    Parameter("time_paperwork", "share", 0.01, 1, 0.2, "assumed", PRIOR, "Share for paperwork.", scope="grid"),
    Parameter("time_coordination", "share", 0.01, 1, 0.08, "assumed", PRIOR, "Share for coordination.", scope="grid"),
    Parameter(
        "incentive_response",
        "number",
        0,
        10,
        1.0,
        "assumed",
        "Holmstrom and Milgrom (1991)",
        "1/tau: how sharply time follows the marginal score.",
        scope="grid",
        mechanism="M06",
        off=0.0,
    ),
    Parameter(
        "intrinsic_motivation",
        "number",
        0,
        3,
        0.2,
        "assumed",
        PRIOR,
        "Marginal worth of depth and of rechecks to the inspector, without any score.",
        scope="grid",
    ),
)
