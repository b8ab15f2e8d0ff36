"""What inspectors are assessed on and afraid of, and how their time follows from it (M06, M07, M23)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govsim.compiled import compiled
from govsim.elementary import exp

if TYPE_CHECKING:
    from govsim.views import Array, Parameters

ACTIVITIES = ("visits", "depth", "rechecks", "paperwork", "coordination")
VISITS, DEPTH, RECHECKS, PAPERWORK, COORDINATION = range(5)
LARGEST = 600.0  # exponent; exp overflows beyond 709


@compiled
def protection(p: Parameters, paper_share: float, depth: float) -> tuple[float, float]:
    """Return (files, diligence): how complete the files and how true the diligence of an inspector are, in [0, 1].

    Both saturate: 63 % at the declared share of time for paperwork and depth of visits.
    """
    return 1.0 - exp(-paper_share / p.records_time), 1.0 - exp(-depth / p.diligence_depth)


@compiled
def marginal_scores(
    p: Parameters, target_met: bool, void: int, rivalry: float, paper_protects: float, duty: float
) -> tuple[float, float, float, float, float]:
    """Return the marginal worth to an inspector of time for (visits, depth, rechecks, paperwork, coordination).

    What each indicator of the assessment (M23) rewards: counted visits reward being there; hazards found reward being
    there and looking deeper alike; depth counts as far as it is audited; closed orders reward rechecks as far as they
    are audited and paper as far as they are not; accidents move with depth and rechecks, a little. A void score (the
    ceiling on deaths is broken) rewards nothing; under `threshold`, visits beyond the target reward nothing. A leader
    who competes with other offices passes it on: what is assessed weighs more by the share `rivalry`.

    What protects from blame (M07) is worth the expected loss that it takes off: `paper_protects` of files, `duty` of
    depth and rechecks. A visit that was made is part of a file.
    """
    if void:
        return (
            p.visit_as_file * paper_protects,
            p.intrinsic_motivation + duty,
            p.intrinsic_motivation + duty,
            paper_protects,
            0.0,
        )
    pressed = 1.0 + rivalry
    counted = 0.0 if target_met else pressed * p.assess_visits
    found = pressed * 0.5 * p.assess_found
    closure = pressed * p.assess_closure
    outcome = pressed * p.outcome_influence * p.assess_outcome
    own = p.intrinsic_motivation
    visits = counted + found + p.visit_as_file * paper_protects
    depth = found + pressed * p.assess_depth * p.audit_share + outcome + own + duty
    rechecks = closure * p.audit_share + outcome + own + duty
    paperwork = closure * (1.0 - p.audit_share) + pressed * p.assess_paperwork + paper_protects
    return visits, depth, rechecks, paperwork, pressed * p.assess_coordination


@compiled
def time_shares(p: Parameters, scores: tuple[float, float, float, float, float], shares: Array[float]) -> None:
    """Write into `shares` the time for each activity: base share times exp(score / tau), normalised (M06).

    Scores whose exponential would be infinite are lowered together, which changes no share.
    """
    visits, depth, rechecks, paperwork, coordination = scores
    lowered = max(0.0, p.incentive_response * max(scores) - LARGEST)
    shares[VISITS] = p.time_visits * exp(p.incentive_response * visits - lowered)
    shares[DEPTH] = p.time_depth * exp(p.incentive_response * depth - lowered)
    shares[RECHECKS] = p.time_rechecks * exp(p.incentive_response * rechecks - lowered)
    shares[PAPERWORK] = p.time_paperwork * exp(p.incentive_response * paperwork - lowered)
    shares[COORDINATION] = p.time_coordination * exp(p.incentive_response * coordination - lowered)
    total = 0.0
    for a in range(shares.shape[0]):
        total += shares[a]
    for a in range(shares.shape[0]):
        shares[a] /= total
