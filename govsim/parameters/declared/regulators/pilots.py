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
)
