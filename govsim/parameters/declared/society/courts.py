"""Courts (M30)."""

from govsim.parameters.declare import PRIOR, Parameter

_LAW = "Work Safety Law (2021) art. "

PARAMETERS = (
    Parameter(
        "prosecution",
        "number",
        0,
        5,
        0.0,
        "assumed",
        "1: as in the counts named at the prosecution_ parameters",
        "How often persons are prosecuted after accidents, relative to these counts.",
        scope="office",
        mechanism="M30",
        off=0.0,
    ),
    Parameter(
        "prosecution_larger",
        "number",
        0,
        50,
        0.43,
        "measured",
        "Shaanxi 2004: 27 prosecuted after 63 accidents with 3 to 9 deaths",
        "Persons prosecuted after a larger accident.",
        unit="persons",
        scope="office",
    ),
    Parameter(
        "prosecution_major",
        "number",
        0,
        100,
        1.4,
        "measured",
        "Shaanxi 2004: 7 prosecuted after 5 accidents with 10 to 29 deaths",
        "The same after a major accident.",
        unit="persons",
        scope="office",
    ),
    Parameter(
        "prosecution_extraordinary",
        "number",
        0,
        200,
        12.0,
        "measured",
        "national 2011: 107 prosecuted after 9 accidents with 30 or more deaths",
        "The same after an extraordinarily major accident.",
        unit="persons",
        scope="office",
    ),
    Parameter(
        "prosecution_weight",
        "number",
        0,
        10,
        0.4,
        "assumed",
        PRIOR,
        "Weight of the risk of prosecution in a firm's mind.",
        scope="office",
    ),
    Parameter(
        "suit_probability",
        "probability",
        0,
        1,
        0.0,
        "assumed",
        _LAW + "74: public-interest suits",
        "Probability that a violation which the authorities let pass is taken to court.",
        scope="office",
        mechanism="M30",
        off=0.0,
    ),
    Parameter(
        "court_delay", "duration", 1, 260, 26.0, "assumed", PRIOR, "Mean weeks until the court decides.", scope="office"
    ),
)
