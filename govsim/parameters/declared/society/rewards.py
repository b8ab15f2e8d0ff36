"""Rewards and discipline for all who are no officials (M33)."""

from govsim.parameters.declare import PRIOR, Parameter
from govsim.words import Words

PARAMETERS = (
    Parameter(
        "subject_reward",
        "share",
        0,
        1,
        0.0,
        "assumed",
        PRIOR,
        "Reward (points, money, honour) for volunteers and groups.",
        scope="office",
        mechanism="M33",
        off=0.0,
        words=Words("reward for other bodies", "社会主体奖励"),
    ),
    Parameter(
        "subject_discipline",
        "share",
        0,
        1,
        0.0,
        "assumed",
        PRIOR,
        "Discipline (delisting, exclusion) of agencies, groups and volunteers who fail.",
        scope="office",
        mechanism="M33",
        off=0.0,
        words=Words("discipline of other bodies", "社会主体惩戒"),
    ),
    Parameter(
        "reward_cost",
        "money",
        0,
        1e5,
        200.0,
        "assumed",
        PRIOR,
        "Cost of full reward for one report or check.",
        scope="office",
        words=Words("cost of a reward", "奖励成本"),
    ),
)
