"""Associations (M38)."""

from govsim.parameters.declare import PRIOR, Parameter

PARAMETERS = (
    Parameter(
        "association_visits",
        "rate",
        0,
        12,
        0.0,
        "assumed",
        PRIOR,
        "Visits of an association to each firm.",
        scope="office",
        mechanism="M38",
        off=0.0,
    ),
    Parameter(
        "association_domains",
        "count",
        0,
        8,
        2,
        "assumed",
        PRIOR,
        "Domains in which it works, the first of the list.",
        scope="office",
    ),
    Parameter("association_skill", "share", 0, 1, 0.65, "assumed", PRIOR, "Its skill in them.", scope="office"),
    Parameter("association_depth", "share", 0, 1, 0.5, "assumed", PRIOR, "Depth of its visit.", scope="office"),
    Parameter(
        "association_instruments",
        "share",
        0,
        1,
        1.0,
        "assumed",
        PRIOR,
        "Instruments that its people bring.",
        scope="office",
    ),
    Parameter(
        "association_price",
        "money",
        0,
        1e5,
        300.0,
        "assumed",
        PRIOR,
        "What the office adds to one visit.",
        scope="office",
    ),
)
