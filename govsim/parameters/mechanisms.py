"""The mechanisms: what each is called, where its rule stands and where it shows.

Switching a mechanism off means nothing but giving its parameters their neutral values; there is no second way, so the
run with the mechanism off and the run with neutral parameters are the same run. The neutral values stand with the
parameters: `Parameter(..., mechanism="M12", off=0.0)`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

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
    """

    id: str
    name: str
    rule: str
    shows_in: tuple[str, ...]
    neutral: dict[str, Value] = field(default_factory=dict, init=False)


MECHANISMS: dict[str, Mechanism] = {
    m.id: m
    for m in (
        Mechanism(
            "M01",
            "Grids and span",
            "govsim.agents.grids:divide",
            ("visits_per_year",),
        ),
        Mechanism(
            "M02",
            "Work-day budget",
            "govsim.agents.inspector:inspection_hours",
            ("visits_per_year",),
        ),
        Mechanism(
            "M03",
            "Targeting",
            "govsim.agents.targeting:priority",
            ("visits_gini", "coverage"),
        ),
        Mechanism(
            "M04",
            "Detection at a visit",
            "govsim.hazards.detection:detection",
            ("found_per_visit",),
        ),
        Mechanism(
            "M05",
            "Skill",
            "govsim.agents.inspector:learn",
            ("skill", "found_per_visit"),
        ),
        Mechanism(
            "M06",
            "Multitask effort",
            "govsim.agents.incentives:time_shares",
            ("depth", "visits_per_year"),
        ),
        Mechanism(
            "M07",
            "Blame avoidance",
            "govsim.agents.accountability:fear_of_blame",
            ("paperwork_share", "majors_recorded"),
        ),
        Mechanism(
            "M08",
            "Fatigue, familiarity, rotation",
            "govsim.hazards.detection:attentiveness",
            ("found_per_visit",),
        ),
        Mechanism(
            "M09",
            "Enforcement ladder and authority",
            "govsim.agents.enforcement:enforce",
            ("sanctions_per_year",),
        ),
        Mechanism(
            "M10",
            "Rectification, real or on paper",
            "govsim.hazards.rectification:genuine_repair",
            ("true_rectification",),
        ),
        Mechanism("M11", "Compliance", "govsim.agents.compliance:target_effort", ("effort",)),
        Mechanism(
            "M12",
            "Responsibility as a stock",
            "govsim.agents.enterprise:responsibility_change",
            ("responsibility",),
        ),
        Mechanism(
            "M13",
            "Economic pressure and liquidity",
            "govsim.agents.enterprise:settle_accounts",
            ("liquidity",),
        ),
        Mechanism(
            "M14",
            "Emergence",
            "govsim.hazards.emergence:emergence_intensity",
            ("hazards_emerged",),
        ),
        Mechanism(
            "M15",
            "Harm and accidents",
            "govsim.hazards.accident:barriers",
            ("expected_casualties", "expected_accidents"),
        ),
        Mechanism(
            "M16",
            "Reporting and concealment of accidents",
            "govsim.hazards.reporting:concealed",
            ("concealment_rate", "reported_share"),
        ),
        Mechanism(
            "M17",
            "Third-party agencies",
            "govsim.agents.agency:shading",
            ("found_by_agency", "false_report_rate"),
        ),
        Mechanism(
            "M18",
            "Volunteers",
            "govsim.agents.volunteer:willingness",
            ("complaints", "volunteer_retention"),
        ),
        Mechanism(
            "M19",
            "Mutual-aid groups",
            "govsim.agents.mutual_aid:help_each_other",
            ("mutual_checks", "responsibility"),
        ),
        Mechanism(
            "M20",
            "Departments and domains",
            "govsim.agents.department:responsible",
            ("omitted_checks", "duplicate_checks"),
        ),
        Mechanism(
            "M21",
            "Safety committee office",
            "govsim.agents.department:responsible",
            ("omitted_checks", "duplicate_checks", "burden"),
        ),
        Mechanism(
            "M22",
            "Information platform",
            "govsim.platform:arrives",
            ("transfer_success", "information_latency"),
        ),
        Mechanism(
            "M23",
            "Assessment from above",
            "govsim.agents.incentives:marginal_scores",
            ("depth", "visits_per_year"),
        ),
        Mechanism(
            "M24",
            "Accountability",
            "govsim.agents.upper_level:hold_to_account",
            ("officials_disciplined", "exante_share"),
        ),
        Mechanism(
            "M25",
            "Policy diffusion",
            "govsim.agents.upper_level:pass_on",
            ("delivered", "policy_lag"),
        ),
        Mechanism(
            "M26",
            "Campaigns and the long term",
            "govsim.agents.campaign:keep_driving",
            ("drive", "half_life"),
        ),
        Mechanism(
            "M27",
            "Leadership attention and money",
            "govsim.agents.office:lead",
            ("attention", "equipment"),
        ),
        Mechanism("M28", "Media", "govsim.society:expose", ("exposures", "effort")),
        Mechanism(
            "M29",
            "Reporting channel",
            "govsim.society:speaks_out",
            ("complaints", "answered_share"),
        ),
        Mechanism(
            "M30",
            "Courts",
            "govsim.society:take_to_court",
            ("suits", "prosecutions"),
        ),
        Mechanism(
            "M31",
            "Recruitment, pay, honour, turnover",
            "govsim.agents.inspector:leaving_intensity",
            ("leavers_per_year", "vacancy"),
        ),
        Mechanism(
            "M32",
            "Clarity of rights and duties",
            "govsim.agents.visits:procedure",
            ("omitted_checks", "detection_ratio"),
        ),
        Mechanism(
            "M33",
            "Rewards and discipline",
            "govsim.agents.mutual_aid:diligence",
            ("volunteer_retention", "false_report_rate"),
        ),
        Mechanism(
            "M34",
            "Learning from accidents",
            "govsim.hazards.accident:investigate",
            ("responsibility", "expected_casualties"),
        ),
        Mechanism(
            "M35",
            "Source control",
            "govsim.hazards.emergence:proneness",
            ("hazards_emerged", "hazard_stock"),
        ),
        Mechanism(
            "M36",
            "Technical monitoring",
            "govsim.hazards.emergence:signalled",
            ("found_by_sensor",),
        ),
        Mechanism(
            "M37",
            "Capture",
            "govsim.agents.inspector:hush",
            ("capture_rate",),
        ),
        Mechanism(
            "M38",
            "Associations",
            "govsim.agents.association:visit",
            ("found_by_association",),
        ),
        Mechanism(
            "M39",
            "Two-way track",
            "govsim.society:answer",
            ("trust", "reports_rate"),
        ),
        Mechanism("M40", "Pilot diffusion", "govsim.agents.upper_level:imitate", ("pilots_adopted",)),
        Mechanism(
            "M41",
            "Integrity",
            "govsim.agents.inspector:hush",
            ("capture_rate",),
        ),
        Mechanism("M42", "Announced or not", "govsim.agents.visits:tidy_up", ("tidied", "found_per_visit")),
        Mechanism(
            "M43",
            "Alert and sweeps",
            "govsim.society:alarmed",
            ("self_repairs", "hazard_stock"),
        ),
        Mechanism(
            "M44",
            "Recognition and its learning",
            "govsim.hazards.recognition:learn",
            ("recognised_share", "self_repairs"),
        ),
        Mechanism(
            "self-check",
            "Self-check",
            "govsim.agents.self_check:notice_intensity",
            ("found_by_self_check",),
        ),
    )
}
