"""Pilot diffusion (M40)."""

from govsim.parameters.declare import PRIOR, Parameter
from govsim.words import Words

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
        words=Words("imitation of pilots", "试点借鉴速率"),
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
        words=Words("weight of coverage in pilots", "试点评价中覆盖率权重", "coverage in pilots", "试点覆盖率权重"),
    ),
)
