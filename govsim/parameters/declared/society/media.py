"""Media (M28)."""

from govsim.parameters.declare import PRIOR, Parameter

PARAMETERS = (
    Parameter(
        "media_rate",
        "probability",
        0,
        1,
        0.0,
        "assumed",
        PRIOR,
        "Probability that media report a sanction or a published accident, at full public attention.",
        scope="office",
        mechanism="M28",
        off=0.0,
    ),
    Parameter(
        "media_independent",
        "share",
        0,
        1,
        0.2,
        "assumed",
        PRIOR,
        "Share of independent media, which find what the office does not publish.",
        scope="office",
    ),
    Parameter(
        "public_attention",
        "share",
        0,
        1,
        0.5,
        "assumed",
        PRIOR,
        "Society's attention to work safety: multiplies media reports and raises the duty of residents.",
        scope="office",
    ),
    Parameter(
        "exposure_deterrence",
        "share",
        0,
        1,
        0.5,
        "assumed",
        (
            "publicised penalties: -73 % violations at peers of the same sector within about 5 km, -30 % "
            "within 50 km (Johnson 2020)"
        ),
        "Step of a neighbour's beliefs toward certainty by an exposure next door.",
    ),
    Parameter(
        "exposure_range",
        "number",
        0.1,
        200,
        5.0,
        "assumed",
        "Johnson (2020): strong within 5 km",
        "Distance over which it falls by a factor e.",
        unit="km",
    ),
    Parameter(
        "exposure_reach",
        "number",
        0.1,
        10,
        2.0,
        "assumed",
        PRIOR,
        "Distance beyond which an exposure is not felt at all, in the distance over which it falls by a factor e.",
    ),
    Parameter("exposure_other", "share", 0, 1, 0.2, "assumed", PRIOR, "Share of it in other sectors."),
)
