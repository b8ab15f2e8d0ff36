"""Effects that must emerge, on common random numbers.

No parameter of these pairs touches the outcome that is asked for.

As in `test_promises`: the mean of the paired differences has the promised sign and lies at least `Z` standard errors
from 0, so that a promise without any effect behind it passes with a probability of at most 1e-3 (one-sided).
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.worlds import column, outcomes, run

SEEDS = 12
Z = 3.1
# all that the fit of the declared values may move and that these promises hang on
COMMON = {
    "emergence_rate": 8.0,
    "initial_hazards": 10.0,
    "self_check_rate": 2.0,
    "detection_general": 2.5,
    "detection_major": 1.0,
    "inspectors": 3,
    "major_share_factor": 3.0,
    "skill_mean": 0.5,
    "visibility_spread": 0.6,
    "genuine_base": -0.7,
    "paper_share": 0.68,
    "paper_visibility": 0.6,
    "incentive_response": 2.0,
    "exit_rate": 0.0,
    "entry_rate": 0.0,
}
NO_SCORES = dict.fromkeys(
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
SHOPPING = {"agency_visits": 3.0, "agency_payer": "firm", "agency_assignment": "chosen", "inspectors": 0}
CONCEALING = {"concealment": True, "injury_known": 1.0, "harm_delay_general": 100.0}
CAPTURED = {
    "capture": 0.9,
    "integrity_mean": 0.2,
    "tie_growth": 0.5,
    "local_origin": 0.0,
    "workday_budget": False,
    "planned_visits": 6.0,
    "grids": 3,
}

# name: (values of both, values of the first, values of the second, {outcome: sign of the change})
PROMISES = {
    "counts_empty_visits": (
        {**NO_SCORES},
        {},
        {"assess_visits": 1.0},
        {"visits_per_year": 1, "depth": -1, "found_per_visit": -1, "detection_ratio": -1},
    ),
    "an_audit_of_depth_fills_them": (
        {**NO_SCORES, "assess_visits": 0.5, "assess_depth": 1.0},
        {"audit_share": 0.0},
        {"audit_share": 1.0},
        {"depth": 1, "detection_ratio": 1},
    ),
    "harsh_accountability_breeds_paperwork": (
        {},
        {"accountability": 0.0},
        {"accountability": 4.0},
        {"paperwork_share": 1, "depth": -1},
    ),
    "judged_by_diligence_instead_of_files": (
        {"accountability": 4.0},
        {"accountability_regime": "file"},
        {"accountability_regime": "diligence"},
        {"paperwork_share": -1, "depth": 1},
    ),
    "announced_visits_meet_tidy_firms": (
        {},
        {"announced_share": 0.0},
        {"announced_share": 1.0},
        {"found_per_visit": -1, "detection_ratio": -1, "true_closures": -1, "hazard_stock": 1},
    ),
    "refusal_stops": (
        {"authority": 1.0},
        {"stop_refusal": 0.0},
        {"stop_refusal": 1.0},
        {"stops_per_year": 1, "job_weeks_lost": 1},
    ),
    "thorough_firms_hide_more": (
        {"announced_share": 1.0},
        {"tidying": 0.5},
        {"tidying": 2.0},
        {"tidied": 1, "found_per_visit": -1},
    ),
    "firm_paid_chosen_agencies_shade": (
        {**SHOPPING},
        {"agency_payer": "office", "agency_assignment": "random"},
        {},
        {"false_report_rate": 1, "found_by_agency": -1, "hazard_stock": 1},
    ),
    "back_checks_hold_agencies_to_the_truth": (
        {**SHOPPING},
        {},
        {"agency_backcheck": 0.5, "agency_fine": 50_000.0, "agency_licence_loss": 0.5},
        {"false_report_rate": -1, "found_by_agency": 1},
    ),
    # few inspectors: where routine visits are frequent, one soon comes by chance, and passes for an answer
    "ignored_volunteers_fall_silent": (
        {
            "volunteers": 20,
            "volunteer_looks": 3.0,
            "volunteer_skill": 0.5,
            "public_attention": 0.0,
            "inspectors": 1,
            "team_size": 4.0,
        },
        {"hotline_response": 1.0},
        {"hotline_response": 0.0},
        {"volunteer_retention": -1, "complaints": -1},
    ),
    "a_platform_without_links_loses_transfers": (
        {"volunteers": 20, "volunteer_skill": 0.5, "authority": 0.0, "referral_share": 1.0},
        {},
        {"link_horizontal": 0.2, "link_vertical": 0.2, "link_social": 0.2},
        {"transfer_success": -1, "answered_share": -1, "hazards_reported": -1, "sanctions_per_year": -1},
    ),
    "slow_links_answer_late": (
        {"volunteers": 20, "volunteer_skill": 0.5},
        {},
        {"link_delay": 20.0},
        {"information_latency": 1, "answered_share": -1},
    ),
    "fear_conceals_accidents": (
        CONCEALING,
        {"accountability": 0.0},
        {"accountability": 4.0},
        {"concealment_rate": 1, "reported_share": -1},
    ),
    "rotation_cuts_ties": (
        CAPTURED,
        {"rotation_interval": 0.0},
        {"rotation_interval": 4.0},
        {"capture_rate": -1, "hazards_recorded": 1},
    ),
    "exposure_deters_neighbours": (
        {"authority": 1.0, "sanction_will": 1.0},
        {"media_rate": 0.0},
        {"media_rate": 1.0, "public_attention": 1.0, "media_independent": 1.0},
        {"exposures": 1, "effort": 1},
    ),
    "unclear_duties_leave_gaps": (
        {"omission": 0.9},
        {},
        {"clarity_official": 0.0},
        {"detection_ratio": -1, "omitted_checks": 1},
    ),
    "nobody_s_job_is_not_done": ({}, {}, {"gap_share": 0.6}, {"omitted_checks": 1, "hazard_stock": 1}),
    "the_committee_closes_gaps": (
        {"gap_share": 0.6},
        {},
        {"committee_strength": 1.0},
        {"omitted_checks": -1, "hazard_stock": -1},
    ),
    "the_desk_takes_hours_from_visits": (
        {"agency_visits": 4.0, "handling_hours": 6.0},
        {"handling_capacity": 0.0},
        {"handling_capacity": 0.9},
        {"desk_hours": 1, "visits_per_year": -1, "office_cost": -1},
    ),
    "a_short_desk_orders_late": (
        {"agency_visits": 4.0},
        {"handling_capacity": 0.9},
        {"handling_capacity": 0.02},
        {"desk_wait": 1, "true_closures": -1, "hazard_stock": 1},
    ),
    "a_short_desk_answers_late": (
        {"volunteers": 20, "volunteer_skill": 0.5, "inspectors": 1, "team_size": 4.0},
        {"handling_capacity": 0.9},
        {"handling_capacity": 0.02},
        {"desk_wait": 1, "answered_share": -1},
    ),
    "free_riders_check_less": (
        {"mutual_aid": 1.0, "mutual_checks": 6.0, "mutual_leniency": 0.0},
        {"free_riding": 0.0},
        {"free_riding": 1.0},
        {"found_by_mutual_aid": -1, "responsibility": -1},
    ),
}


@pytest.mark.parametrize("promise", PROMISES)
def test_promise(small, seed, promise):
    both, first, second, signs = PROMISES[promise]
    base, other = (small(25, {**COMMON, **both, **values}, weeks=130) for values in (first, second))
    pairs = [(outcomes(run(base, s)), outcomes(run(other, s))) for s in range(1000 * seed, 1000 * seed + SEEDS)]
    for outcome, sign in signs.items():
        change = np.array([b[outcome] - a[outcome] for a, b in pairs])
        error = change.std(ddof=1) / math.sqrt(SEEDS)
        assert sign * change.mean() > Z * error, f"{outcome}: {change.mean():.4g} ± {error:.2g}"


def test_volunteers_fall_silent_in_time_and_not_at_once(small, seed):
    """They report as long as they believe in it: in the first weeks as much as anywhere, years later hardly at all."""
    values = {
        **COMMON,
        "volunteers": 60,
        "volunteer_skill": 0.5,
        "public_attention": 0.0,
        "hotline_response": 0.0,
        "inspectors": 0,
        "trust_loss": 0.0,
    }
    world = run(small(25, values, weeks=260), seed)
    willing = column(world, "volunteers_willing")
    assert willing[0] > 0.5 * 60
    assert willing[-1] < 0.6 * willing[0]
    assert column(world, "complaints")[-52:].sum() < column(world, "complaints")[:52].sum()
