"""Pilot diffusion (M40)."""

from govsim.parameters.declare import PRIOR, Parameter

PARAMETERS = (
    Parameter(
        "pilot_imitation",
        "rate",
        0,
        10,
        0.0,
        "assumed",
        PRIOR,
        "Rate at which an office takes over a pilot that stands twice as well.",
        scope="office",
        mechanism="M40",
        off=0.0,
    ),
    Parameter(
        "pilot_coverage",
        "share",
        0,
        1,
        0.5,
        "assumed",
        PRIOR,
        "Weight of an office's coverage, against that of trust in it, in how well it stands in the eyes of others.",
        scope="office",
    ),
)
