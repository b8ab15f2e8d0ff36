"""The mechanisms: what each is called, where its rule stands and where it shows.

Switching a mechanism off means nothing but giving its parameters their neutral values; there is no second way, so the
run with the mechanism off and the run with neutral parameters are the same run. The neutral values stand with the
parameters: `Parameter(..., mechanism="M12", off=0.0)`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from govsim.words import Words

if TYPE_CHECKING:
    from govsim.parameters.declare import Value


@dataclass(frozen=True, slots=True)
class Mechanism:
    """One mechanism.

    Args:
        id: How scenarios call it.
        name: How tables call it.
        rule: The function that holds its rule, as "module:function".
        shows_in: Outcomes in which its effect shows first.
        neutral: The neutral values of its parameters, which switch it off; they follow from the declarations.
        zh: Its name in Chinese.
        short: A short name, where the name is long; `short_zh` in Chinese.
    """

    id: str
    name: str
    rule: str
    shows_in: tuple[str, ...]
    neutral: dict[str, Value] = field(default_factory=dict, init=False)
    zh: str = ""
    short: str = ""
    short_zh: str = ""

    @property
    def words(self) -> Words:
        """What people call it."""
        return Words(self.name, self.zh, self.short, self.short_zh)


MECHANISMS: dict[str, Mechanism] = {
    m.id: m
    for m in (
        Mechanism(
            "M01",
            "Grids and span",
            "govsim.agents.grids:divide",
            ("visits_per_year",),
            zh="网格划分与管理幅度",
        ),
        Mechanism(
            "M02",
            "Work-day budget",
            "govsim.agents.inspector:inspection_hours",
            ("visits_per_year",),
            zh="工作日预算",
        ),
        Mechanism(
            "M03",
            "Targeting",
            "govsim.agents.targeting:priority",
            ("visits_gini", "coverage"),
            zh="检查对象的选择",
        ),
        Mechanism(
            "M04",
            "Detection at a visit",
            "govsim.hazards.detection:detection",
            ("found_per_visit",),
            zh="检查时的隐患发现",
        ),
        Mechanism(
            "M05",
            "Skill",
            "govsim.agents.inspector:learn",
            ("skill", "found_per_visit"),
            zh="业务能力",
        ),
        Mechanism(
            "M06",
            "Multitask effort",
            "govsim.agents.incentives:time_shares",
            ("depth", "visits_per_year"),
            zh="多任务下的精力分配",
        ),
        Mechanism(
            "M07",
            "Blame avoidance",
            "govsim.agents.accountability:fear_of_blame",
            ("paperwork_share", "majors_recorded"),
            zh="避责行为",
        ),
        Mechanism(
            "M08",
            "Fatigue, familiarity, rotation",
            "govsim.hazards.detection:attentiveness",
            ("found_per_visit",),
            zh="疲劳、熟识与轮岗",
            short="Fatigue and rotation",
        ),
        Mechanism(
            "M09",
            "Enforcement ladder and authority",
            "govsim.agents.enforcement:enforce",
            ("sanctions_per_year",),
            zh="执法阶梯与执法权限",
            short="Enforcement and authority",
        ),
        Mechanism(
            "M10",
            "Rectification, real or on paper",
            "govsim.hazards.rectification:genuine_repair",
            ("true_rectification",),
            zh="真实整改与纸面整改",
            short="Rectification",
        ),
        Mechanism("M11", "Compliance", "govsim.agents.compliance:target_effort", ("effort",), zh="企业合规"),
        Mechanism(
            "M12",
            "Responsibility as a stock",
            "govsim.agents.enterprise:responsibility_change",
            ("responsibility",),
            zh="主体责任的积累",
            short="Responsibility",
        ),
        Mechanism(
            "M13",
            "Economic pressure and liquidity",
            "govsim.agents.enterprise:settle_accounts",
            ("liquidity",),
            zh="经济压力与资金流动性",
            short="Pressure and liquidity",
            short_zh="压力与流动性",
        ),
        Mechanism(
            "M14",
            "Emergence",
            "govsim.hazards.emergence:emergence_intensity",
            ("hazards_emerged",),
            zh="隐患的产生",
        ),
        Mechanism(
            "M15",
            "Harm and accidents",
            "govsim.hazards.accident:barriers",
            ("expected_casualties", "expected_accidents"),
            zh="伤害与事故",
        ),
        Mechanism(
            "M16",
            "Reporting and concealment of accidents",
            "govsim.hazards.reporting:concealed",
            ("concealment_rate", "reported_share"),
            zh="事故报告与瞒报",
            short="Reporting and concealment",
        ),
        Mechanism(
            "M17",
            "Third-party agencies",
            "govsim.agents.agency:shading",
            ("found_by_agency", "false_report_rate"),
            zh="第三方机构",
        ),
        Mechanism(
            "M18",
            "Volunteers",
            "govsim.agents.volunteer:willingness",
            ("complaints", "volunteer_retention"),
            zh="志愿者",
        ),
        Mechanism(
            "M19",
            "Mutual-aid groups",
            "govsim.agents.mutual_aid:help_each_other",
            ("mutual_checks", "responsibility"),
            zh="企业互助组",
        ),
        Mechanism(
            "M20",
            "Departments and domains",
            "govsim.agents.department:responsible",
            ("omitted_checks", "duplicate_checks"),
            zh="部门与监管领域",
        ),
        Mechanism(
            "M21",
            "Safety committee office",
            "govsim.agents.department:responsible",
            ("omitted_checks", "duplicate_checks", "burden"),
            zh="安委会办公室",
        ),
        Mechanism(
            "M22",
            "Information platform",
            "govsim.platform:arrives",
            ("transfer_success", "information_latency"),
            zh="信息平台",
        ),
        Mechanism(
            "M23",
            "Assessment from above",
            "govsim.agents.incentives:marginal_scores",
            ("depth", "visits_per_year"),
            zh="上级考核",
        ),
        Mechanism(
            "M24",
            "Accountability",
            "govsim.agents.upper_level:hold_to_account",
            ("officials_disciplined", "officials_removed", "exante_share"),
            zh="问责",
        ),
        Mechanism(
            "M25",
            "Policy diffusion",
            "govsim.agents.upper_level:pass_on",
            ("delivered", "policy_lag"),
            zh="政策传导",
        ),
        Mechanism(
            "M26",
            "Campaigns and the long term",
            "govsim.agents.campaign:keep_driving",
            ("drive", "half_life"),
            zh="专项整治与长效机制",
            short="Campaigns and routine",
            short_zh="整治与长效机制",
        ),
        Mechanism(
            "M27",
            "Leadership attention and money",
            "govsim.agents.office:lead",
            ("attention", "equipment"),
            zh="领导重视与经费",
            short="Attention and money",
        ),
        Mechanism("M28", "Media", "govsim.society:expose", ("exposures", "effort"), zh="媒体"),
        Mechanism(
            "M29",
            "Reporting channel",
            "govsim.society:speaks_out",
            ("complaints", "answered_share"),
            zh="举报渠道",
        ),
        Mechanism(
            "M30",
            "Courts",
            "govsim.society:take_to_court",
            ("suits", "prosecutions"),
            zh="司法",
        ),
        Mechanism(
            "M31",
            "Recruitment, pay, honour, turnover",
            "govsim.agents.inspector:leaving_intensity",
            ("leavers_per_year", "vacancy"),
            zh="招录、待遇、荣誉与流动",
            short="Recruitment and turnover",
            short_zh="招录与流动",
        ),
        Mechanism(
            "M32",
            "Clarity of rights and duties",
            "govsim.agents.visits:procedure",
            ("omitted_checks", "detection_ratio"),
            zh="权责清晰",
        ),
        Mechanism(
            "M33",
            "Rewards and discipline",
            "govsim.agents.mutual_aid:diligence",
            ("volunteer_retention", "false_report_rate"),
            zh="奖惩",
        ),
        Mechanism(
            "M34",
            "Learning from accidents",
            "govsim.hazards.accident:investigate",
            ("responsibility", "expected_casualties"),
            zh="吸取事故教训",
        ),
        Mechanism(
            "M35",
            "Source control",
            "govsim.hazards.emergence:proneness",
            ("hazards_emerged", "hazard_stock"),
            zh="源头管控",
        ),
        Mechanism(
            "M36",
            "Technical monitoring",
            "govsim.hazards.emergence:signalled",
            ("found_by_sensor",),
            zh="技术监测",
        ),
        Mechanism(
            "M37",
            "Capture",
            "govsim.agents.inspector:hush",
            ("capture_rate",),
            zh="监管俘获",
        ),
        Mechanism(
            "M38",
            "Associations",
            "govsim.agents.association:visit",
            ("found_by_association",),
            zh="行业协会",
        ),
        Mechanism(
            "M39",
            "Two-way track",
            "govsim.society:answer",
            ("trust", "reports_rate"),
            zh="双向治理",
        ),
        Mechanism("M40", "Pilot diffusion", "govsim.agents.upper_level:imitate", ("pilots_adopted",), zh="试点推广"),
        Mechanism(
            "M41",
            "Integrity",
            "govsim.agents.inspector:hush",
            ("capture_rate",),
            zh="廉洁",
        ),
        Mechanism(
            "M42", "Announced or not", "govsim.agents.visits:tidy_up", ("tidied", "found_per_visit"), zh="是否事先通知"
        ),
        Mechanism(
            "M43",
            "Alert and sweeps",
            "govsim.society:alarmed",
            ("self_repairs", "hazard_stock"),
            zh="警觉与自行排查",
        ),
        Mechanism(
            "M44",
            "Recognition and its learning",
            "govsim.hazards.recognition:learn",
            ("recognised_share", "self_repairs"),
            zh="识别能力及其习得",
        ),
        Mechanism(
            "M45",
            "The desk and its queue",
            "govsim.agents.desk:take_in",
            ("desk_hours", "desk_wait"),
            zh="线索办理与积压",
        ),
        Mechanism(
            "self-check",
            "Self-check",
            "govsim.agents.self_check:notice_intensity",
            ("found_by_self_check",),
            zh="企业自查",
        ),
    )
}
