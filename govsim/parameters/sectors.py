"""Columns of the table of sectors in a scenario, declared like parameters, and the domains of hazards."""

from govsim.parameters.declare import PRIOR, Parameter

DOMAINS = (
    "fire",
    "electrical",
    "machinery",
    "chemicals",
    "dust_and_confined_space",
    "special_equipment",
    "work_at_height",
    "management",
)

COLUMNS = (
    Parameter("share", "share", 0, 1, 1.0, "assumed", PRIOR, "Share of the firms.", structural=True),
    Parameter("hazard_factor", "number", 0, 10, 1.0, "assumed", PRIOR, "Multiplies the intensity of emergence."),
    Parameter(
        "major_share",
        "probability",
        0,
        1,
        0.02,
        "assumed",
        "4.3 % of expert findings are major (Ministry of Emergency Management, 2021)",
        "Probability that a new hazard is major.",
    ),
    Parameter(
        "fatality_factor", "number", 0, 10, 1.0, "assumed", PRIOR, "Multiplies the probability that an accident kills."
    ),
    Parameter(
        "size_factor", "number", 0.05, 50, 1.0, "assumed", PRIOR, "Multiplies the median head count.", structural=True
    ),
    Parameter("cost_factor", "number", 0, 20, 1.0, "assumed", PRIOR, "Multiplies repair costs."),
    Parameter(
        "environment_factor",
        "number",
        0,
        50,
        1.0,
        "assumed",
        PRIOR,
        "Multiplies the environmental index of an accident.",
    ),
)
