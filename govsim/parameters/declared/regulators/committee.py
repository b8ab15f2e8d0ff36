"""The safety committee office (M21)."""

from govsim.parameters.declare import PRIOR, Parameter
from govsim.words import Words

_LAW = "Work Safety Law (2021) art. "

PARAMETERS = (
    Parameter(
        "committee_strength",
        "share",
        0,
        1,
        0.0,
        "assumed",
        _LAW + "9: coordination mechanism; level ours",
        "Coordination by the safety committee's office: resolves gaps and overlaps, speeds transfers, lists hazards.",
        scope="office",
        mechanism="M21",
        off=0.0,
        words=Words("strength of the committee", "安委办统筹力度"),
    ),
    Parameter(
        "committee_transfer",
        "share",
        0,
        1,
        0.5,
        "assumed",
        PRIOR,
        "Share of the loss and of the delay of referred cases that a full-strength committee takes away.",
        scope="office",
        words=Words("help with referred cases", "安委办对移送的作用"),
    ),
    Parameter(
        "listing_effect",
        "number",
        0,
        5,
        1.5,
        "assumed",
        "Guangde county 2024: 21 of 27 listed hazards done",
        "Added log-odds of genuine repair of an overdue major hazard that is listed for supervision.",
        scope="office",
        words=Words("effect of listed supervision", "挂牌督办的作用"),
    ),
    Parameter(
        "joint_share",
        "share",
        0,
        1,
        0.5,
        "assumed",
        _LAW + "69: joint inspection; share ours",
        "Share of departments' visits that a full-strength committee has made together with the grid inspectors' next.",
        scope="office",
        words=Words("joint visits", "联合检查占比"),
    ),
)
