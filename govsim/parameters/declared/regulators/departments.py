"""Departments and domains (M20)."""

from govsim.parameters.declare import PRIOR, Parameter

_LAW = "Work Safety Law (2021) art. "

PARAMETERS = (
    Parameter(
        "gap_share",
        "share",
        0,
        1,
        0.0,
        "assumed",
        _LAW + "10: unclear new industries; share ours",
        "Share of the domains that are nobody's job (blind areas).",
        scope="office",
        mechanism="M20",
        off=0.0,
    ),
    Parameter(
        "overlap_share",
        "share",
        0,
        1,
        0.0,
        "assumed",
        PRIOR,
        "Share of the domains that are also a second department's job.",
        scope="office",
        mechanism="M20",
        off=0.0,
    ),
    Parameter(
        "shirking",
        "share",
        0,
        1,
        0.0,
        "assumed",
        "diffusion of responsibility, Darley and Latane (1968); level ours",
        "Share of its attention that a department loses for each other one with the same job.",
        scope="office",
        mechanism="M20",
        off=0.0,
    ),
    Parameter(
        "repeat_weeks",
        "duration",
        0,
        260,
        13.0,
        "assumed",
        PRIOR,
        "Weeks in which a check of a domain makes that of another body a duplicate, which the platform can save.",
        scope="office",
    ),
    Parameter(
        "department_visits",
        "rate",
        0,
        12,
        0.0,
        "assumed",
        PRIOR,
        "Visits a year of each department to each firm, at full attention.",
        scope="office",
        mechanism="M20",
        off=0.0,
    ),
    Parameter(
        "department_skill",
        "share",
        0,
        1,
        0.55,
        "assumed",
        PRIOR,
        "Skill of a department's inspectors in its own domains.",
        scope="office",
    ),
    Parameter(
        "department_depth", "share", 0, 1, 0.3, "assumed", PRIOR, "Depth of a department's visit.", scope="office"
    ),
    Parameter(
        "department_price", "money", 0, 1e5, 400.0, "assumed", PRIOR, "Cost of a department's visit.", scope="office"
    ),
)
