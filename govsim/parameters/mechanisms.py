"""The mechanisms: which parameters switch each of them off, and where its rule stands.

Switching a mechanism off means nothing but giving these parameters their neutral values; there is no second way, so
the run with the mechanism off and the run with neutral parameters are the same run.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from govsim.parameters.declare import Value


@dataclass(frozen=True, slots=True)
class Mechanism:
    """One mechanism: its id, its name, the function that holds its rule and the neutral values of its parameters."""

    id: str
    name: str
    rule: str
    neutral: dict[str, Value]
    shows_in: tuple[str, ...]


_NO_ASSESSMENT: dict[str, Value] = dict.fromkeys(
    (
        "assess_visits",
        "assess_found",
        "assess_depth",
        "assess_closure",
        "assess_paperwork",
        "assess_outcome",
        "assess_coordination",
    ),
    0.0,
)

MECHANISMS: dict[str, Mechanism] = {
    m.id: m
    for m in (
        Mechanism(
            "M01",
            "Grids and span",
            "govsim.agents.regulator:divide",
            {"grids": 1, "grid_rule": "territorial"},
            ("visits_per_year",),
        ),
        Mechanism(
            "M02",
            "Work-day budget",
            "govsim.agents.inspector:inspection_hours",
            {"workday_budget": False},
            ("visits_per_year",),
        ),
        Mechanism(
            "M03",
            "Targeting",
            "govsim.agents.targeting:priority",
            {"targeting": "random", "complaint_priority": False},
            ("visits_gini", "coverage"),
        ),
        Mechanism(
            "M04",
            "Detection at a visit",
            "govsim.hazards.detection:detection",
            {"detection_general": 0.0, "detection_major": 0.0},
            ("found_per_visit",),
        ),
        Mechanism(
            "M05",
            "Skill",
            "govsim.agents.inspector:learn",
            {"learning_rate": 0.0, "forgetting": 0.0, "training": 0.0, "specialisation": 0.0, "skill_spread": 0.0},
            ("skill", "found_per_visit"),
        ),
        Mechanism(
            "M06",
            "Multitask effort",
            "govsim.agents.incentives:time_shares",
            {"incentive_response": 0.0},
            ("depth", "visits_per_year"),
        ),
        Mechanism(
            "M07",
            "Blame avoidance",
            "govsim.agents.incentives:fear_of_blame",
            {"blame": 0.0},
            ("paperwork_share", "majors_recorded"),
        ),
        Mechanism(
            "M08",
            "Fatigue, familiarity, rotation",
            "govsim.hazards.detection:attentiveness",
            {"fatigue": 0.0, "familiarity": 0.0, "rotation_interval": 0.0},
            ("found_per_visit",),
        ),
        Mechanism(
            "M09",
            "Enforcement ladder and authority",
            "govsim.agents.regulator:enforce",
            {"authority": 0.0, "referral_share": 0.0, "stop_major": 0.0},
            ("sanctions_per_year",),
        ),
        Mechanism(
            "M10",
            "Rectification, real or on paper",
            "govsim.hazards.rectification:genuine_repair",
            {"rectification_rule": "always"},
            ("true_rectification",),
        ),
        Mechanism(
            "M11", "Compliance", "govsim.agents.compliance:target_effort", {"compliance_rule": "fixed"}, ("effort",)
        ),
        Mechanism(
            "M12",
            "Responsibility as a stock",
            "govsim.agents.enterprise:responsibility_change",
            {
                "responsibility_order": 0.0,
                "responsibility_peers": 0.0,
                "responsibility_training": 0.0,
                "responsibility_erosion": 0.0,
                "responsibility_decay": 0.0,
                "responsibility_accident": 0.0,
            },
            ("responsibility",),
        ),
        Mechanism(
            "M13",
            "Economic pressure and liquidity",
            "govsim.agents.enterprise:settle_accounts",
            {
                "growth_pressure": 0.0,
                "liquidity_response": 0.0,
                "insured_share": 0.0,
                "repair_subsidy": 0.0,
                "safety_fund": 0.0,
            },
            ("liquidity",),
        ),
        Mechanism(
            "M14",
            "Emergence",
            "govsim.hazards.emergence:emergence_intensity",
            {"emergence_rate": 0.0, "initial_hazards": 0.0},
            ("hazards_emerged",),
        ),
        Mechanism("M15", "Accident", "govsim.hazards.accident:barriers", {"accidents": False}, ("expected_accidents",)),
        Mechanism(
            "M16",
            "Reporting and concealment of accidents",
            "govsim.hazards.accident:concealed",
            {"concealment": False},
            ("concealment_rate", "reported_share"),
        ),
        Mechanism(
            "M17",
            "Third-party agencies",
            "govsim.agents.agency:shading",
            {"agency_visits": 0.0},
            ("found_by_agency", "false_report_rate"),
        ),
        Mechanism(
            "M18",
            "Volunteers",
            "govsim.agents.volunteer:willingness",
            {"volunteers": 0},
            ("complaints", "volunteer_retention"),
        ),
        Mechanism(
            "M19",
            "Mutual-aid groups",
            "govsim.agents.mutual_aid:help_each_other",
            {"mutual_aid": 0.0},
            ("mutual_checks", "responsibility"),
        ),
        Mechanism(
            "M20",
            "Departments and domains",
            "govsim.agents.department:responsible",
            {"gap_share": 0.0, "overlap_share": 0.0, "shirking": 0.0, "department_visits": 0.0},
            ("omitted_checks", "duplicate_checks"),
        ),
        Mechanism(
            "M21",
            "Safety committee office",
            "govsim.agents.department:responsible",
            {"committee_strength": 0.0},
            ("omitted_checks", "duplicate_checks", "burden"),
        ),
        Mechanism(
            "M22",
            "Information platform",
            "govsim.platform:arrives",
            {"link_horizontal": 1.0, "link_vertical": 1.0, "link_social": 1.0, "link_delay": 0.0},
            ("transfer_success", "information_latency"),
        ),
        Mechanism(
            "M23",
            "Assessment from above",
            "govsim.agents.incentives:marginal_scores",
            _NO_ASSESSMENT,
            ("depth", "visits_per_year"),
        ),
        Mechanism(
            "M24",
            "Accountability",
            "govsim.agents.upper_level:hold_to_account",
            {"accountability": 0.0, "exante_checks": 0.0},
            ("officials_disciplined", "exante_share"),
        ),
        Mechanism(
            "M25",
            "Policy diffusion",
            "govsim.agents.upper_level:pass_on",
            {"mandate": 0.0},
            ("delivered", "policy_lag"),
        ),
        Mechanism(
            "M26",
            "Campaigns and the long term",
            "govsim.agents.regulator:keep_driving",
            {"campaign": 0.0, "campaign_trigger": 0.0, "routine_floor": 1.0},
            ("drive", "half_life"),
        ),
        Mechanism(
            "M27",
            "Leadership attention and money",
            "govsim.agents.regulator:lead",
            {"attention_jump": 0.0, "budget_per_firm": 0.0},
            ("attention", "equipment"),
        ),
        Mechanism("M28", "Media", "govsim.society:expose", {"media_rate": 0.0}, ("exposures", "effort")),
        Mechanism(
            "M29",
            "Reporting channel",
            "govsim.society:speaks_out",
            {"whistle_rate": 0.0, "hotline_response": 1.0},
            ("complaints", "answered_share"),
        ),
        Mechanism(
            "M30",
            "Courts",
            "govsim.society:take_to_court",
            {"prosecution": 0.0, "suit_probability": 0.0},
            ("suits", "prosecutions"),
        ),
        Mechanism(
            "M31",
            "Recruitment, pay, honour, turnover",
            "govsim.agents.inspector:leaving_intensity",
            {"leaving_rate": 0.0, "burnout_gain": 0.0},
            ("leavers_per_year", "vacancy"),
        ),
        Mechanism(
            "M32",
            "Clarity of rights and duties",
            "govsim.agents.visits:procedure",
            {"clarity_official": 1.0, "clarity_subjects": 1.0},
            ("omitted_checks", "detection_ratio"),
        ),
        Mechanism(
            "M33",
            "Rewards and discipline",
            "govsim.agents.mutual_aid:diligence",
            {"subject_reward": 0.0, "subject_discipline": 0.0},
            ("volunteer_retention", "false_report_rate"),
        ),
        Mechanism(
            "M34",
            "Learning from accidents",
            "govsim.hazards.accident:investigate",
            {"investigation_quality": 0.0},
            ("responsibility", "expected_accidents"),
        ),
        Mechanism(
            "M35",
            "Source control",
            "govsim.agents.profile:proneness",
            {"entrant_proneness": 1.0, "entry_screening": 0.0, "three_simultaneities": 0.0, "relocated_share": 0.0},
            ("hazards_emerged", "hazard_stock"),
        ),
        Mechanism(
            "M36",
            "Technical monitoring",
            "govsim.hazards.emergence:signalled",
            {"sensor_share": 0.0},
            ("found_by_sensor",),
        ),
        Mechanism(
            "M37",
            "Capture",
            "govsim.agents.inspector:hush",
            {"capture": 0.0, "connection_effect": 0.0},
            ("capture_rate",),
        ),
        Mechanism(
            "M38",
            "Associations",
            "govsim.agents.association:visit",
            {"association_visits": 0.0},
            ("found_by_association",),
        ),
        Mechanism(
            "M39",
            "Two-way track",
            "govsim.society:answer",
            {"trust_gain": 0.0, "trust_loss": 0.0},
            ("trust", "reports_rate"),
        ),
        Mechanism(
            "M40", "Pilot diffusion", "govsim.agents.upper_level:imitate", {"pilot_imitation": 0.0}, ("pilots_adopted",)
        ),
        Mechanism(
            "M41",
            "Integrity",
            "govsim.agents.inspector:hush",
            {"integrity_mean": 0.0, "integrity_spread": 0.0, "moral_training": 0.0},
            ("capture_rate",),
        ),
        Mechanism(
            "self-check",
            "Self-check",
            "govsim.agents.self_check:notice_intensity",
            {"self_check_rate": 0.0},
            ("found_by_self_check",),
        ),
    )
}
