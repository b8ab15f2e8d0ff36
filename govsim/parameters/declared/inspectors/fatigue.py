"""Fatigue, familiarity, rotation (M08)."""

from govsim.parameters.declare import PRIOR, Parameter
from govsim.words import Words

PARAMETERS = (
    Parameter(
        "fatigue",
        "share",
        0,
        0.5,
        0.032,
        "measured",
        "12,017 food inspections: 3.2 % fewer findings per further visit of the day (Ibanez and Toffel 2020)",
        "Share of findings lost with each further visit of a day.",
        scope="grid",
        mechanism="M08",
        off=0.0,
        words=Words("fatigue of a day", "当日疲劳"),
    ),
    Parameter(
        "familiarity",
        "share",
        0,
        1,
        0.15,
        "assumed",
        "fewer findings when the auditor was there before (Short, Toffel and Hugill 2016); size ours",
        "Share of findings lost, in the end, by repeat visits of the same inspector.",
        scope="grid",
        mechanism="M08",
        off=0.0,
        words=Words("blindness by familiarity", "熟识造成的疏漏"),
    ),
    Parameter(
        "rotation_interval",
        "duration",
        0,
        520,
        0.0,
        "assumed",
        PRIOR,
        "Weeks between rotations of inspectors over grids (0: never).",
        scope="office",
        mechanism="M08",
        off=0.0,
        words=Words("interval of rotation", "轮岗间隔"),
    ),
)
