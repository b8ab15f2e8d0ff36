"""Clarity of rights and duties (M32)."""

from govsim.parameters.declare import PRIOR, Parameter
from govsim.words import Words

_LAW = "Work Safety Law (2021) art. "

PARAMETERS = (
    Parameter(
        "clarity_official",
        "share",
        0,
        1,
        1.0,
        "assumed",
        _LAW + "17: lists of powers and duties; level ours",
        "How clear the rights and duties of officials are.",
        scope="office",
        mechanism="M32",
        off=1.0,
        words=Words("clarity for officials", "干部权责清晰度"),
    ),
    Parameter(
        "clarity_subjects",
        "share",
        0,
        1,
        1.0,
        "assumed",
        PRIOR,
        "The same of agencies, groups, associations and volunteers.",
        scope="office",
        mechanism="M32",
        off=1.0,
        words=Words("clarity for other bodies", "其他主体权责清晰度"),
    ),
    Parameter(
        "procedure_variance",
        "share",
        0,
        1,
        0.8,
        "assumed",
        PRIOR,
        "How widely the depth of a check varies without any clarity.",
        scope="office",
        words=Words("variance of procedure", "检查规范差异"),
    ),
    Parameter(
        "omission",
        "probability",
        0,
        1,
        0.5,
        "assumed",
        PRIOR,
        "Probability that a domain is left out of a check without any clarity.",
        scope="office",
        words=Words("chance of an omission", "检查遗漏概率"),
    ),
)
