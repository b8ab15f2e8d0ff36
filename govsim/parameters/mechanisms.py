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
        "assess_visits", "assess_found", "assess_depth", "assess_closure",
        "assess_paperwork", "assess_outcome", "assess_coordination",
    ),
    0.0,
)  # fmt: skip

MECHANISMS: dict[str, Mechanism] = {
    m.id: m
    for m in (
        Mechanism("M01", "Grids and span", "govsim.agents.regulator:divide", {"grids": 1, "grid_rule": "territorial"}, ("visits_per_year",)),
        Mechanism("M02", "Work-day budget", "govsim.agents.inspector:inspection_hours", {"workday_budget": False}, ("visits_per_year",)),
        Mechanism("M03", "Targeting", "govsim.agents.inspector:priority", {"targeting": "random", "complaint_priority": False}, ("visits_gini", "coverage")),
        Mechanism("M04", "Detection at a visit", "govsim.hazards.detection:detection", {"detection_general": 0.0, "detection_major": 0.0}, ("found_per_visit",)),
        Mechanism("M05", "Skill", "govsim.agents.inspector:learn", {"learning_rate": 0.0, "forgetting": 0.0, "training": 0.0, "specialisation": 0.0, "skill_spread": 0.0}, ("skill", "found_per_visit")),
        Mechanism("M06", "Multitask effort", "govsim.agents.inspector:time_shares", {"incentive_response": 0.0}, ("depth", "visits_per_year")),
        Mechanism("M08", "Fatigue, familiarity, rotation", "govsim.hazards.detection:attentiveness", {"fatigue": 0.0, "familiarity": 0.0, "rotation_interval": 0.0}, ("found_per_visit",)),
        Mechanism("M09", "Enforcement ladder and authority", "govsim.agents.regulator:enforce", {"authority": 0.0, "referral_share": 0.0, "stop_major": 0.0}, ("sanctions_per_year",)),
        Mechanism("M10", "Rectification, real or on paper", "govsim.hazards.rectification:genuine_repair", {"rectification_rule": "always"}, ("true_rectification",)),
        Mechanism("M11", "Compliance", "govsim.agents.enterprise:target_effort", {"compliance_rule": "fixed"}, ("effort",)),
        Mechanism("M12", "Responsibility as a stock", "govsim.agents.enterprise:responsibility_change", {"responsibility_order": 0.0, "responsibility_peers": 0.0, "responsibility_training": 0.0, "responsibility_erosion": 0.0, "responsibility_decay": 0.0, "responsibility_accident": 0.0}, ("responsibility",)),
        Mechanism("M13", "Economic pressure and liquidity", "govsim.agents.enterprise:settle_accounts", {"growth_pressure": 0.0, "liquidity_response": 0.0, "insured_share": 0.0, "repair_subsidy": 0.0, "safety_fund": 0.0}, ("liquidity",)),
        Mechanism("M14", "Emergence", "govsim.hazards.emergence:emergence_intensity", {"emergence_rate": 0.0, "initial_hazards": 0.0}, ("hazards_emerged",)),
        Mechanism("M15", "Accident", "govsim.hazards.accident:barriers", {"accidents": False}, ("expected_accidents",)),
        Mechanism("M17", "Third-party agencies (visits bought by the office)", "govsim.agents.agency:visit", {"agency_visits": 0.0}, ("found_by_agency",)),
        Mechanism("M18", "Volunteers (looks and complaints)", "govsim.agents.volunteer:look_around", {"volunteers": 0}, ("complaints",)),
        Mechanism("M23", "Assessment from above", "govsim.agents.inspector:marginal_scores", _NO_ASSESSMENT, ("depth", "visits_per_year")),
        Mechanism("M27", "Leadership attention and money", "govsim.agents.regulator:lead", {"attention_jump": 0.0, "budget_per_firm": 0.0}, ("attention", "equipment")),
        Mechanism("M31", "Recruitment, pay, honour, turnover", "govsim.agents.inspector:leaving_intensity", {"leaving_rate": 0.0, "burnout_gain": 0.0}, ("leavers_per_year", "vacancy")),
        Mechanism("self-check", "Self-check", "govsim.agents.enterprise:notice_intensity", {"self_check_rate": 0.0}, ("found_by_self_check",)),
    )
}  # fmt: skip
