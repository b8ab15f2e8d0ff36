"""Learning from accidents (M34)."""

from govsim.parameters.declare import PRIOR, Parameter
from govsim.words import Words

_LAW = "Work Safety Law (2021) art. "

PARAMETERS = (
    Parameter(
        "investigation_quality",
        "share",
        0,
        1,
        0.0,
        "assumed",
        "four no let-go; evaluation within a year, " + _LAW + "86; level ours",
        "How well accidents are investigated and followed up.",
        scope="office",
        mechanism="M34",
        off=0.0,
        words=Words("quality of investigation", "事故调查质量"),
    ),
    Parameter(
        "lesson_transfer",
        "share",
        0,
        1,
        0.002,
        "assumed",
        PRIOR,
        "Step of responsibility toward 1, at firms of the same sector, by one well investigated accident.",
        scope="office",
        words=Words("transfer of lessons", "事故教训推广"),
    ),
)
