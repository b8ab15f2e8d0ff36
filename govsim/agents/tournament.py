"""The tournament among offices: ranking by what is recorded, rivalry, and targets that ratchet (M23)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govsim.compiled import compiled
from govsim.elementary import exp
from govsim.hazards.stock import RECORDED, TRUE

if TYPE_CHECKING:
    from govsim.views import Office, Parameters, Tables, Tallies


@compiled
def tie_density(p: Parameters, gap: float) -> float:
    """Return the density of a tie at a gap of scores, relative to that at no gap: exp(-(gap / luck)^2 / 2).

    In a rank-order tournament (Lazear and Rosen 1981) a little more effort is worth the prize times the chance that
    just this decides the rank: the density, at the present gap, of the difference that luck makes. Luck is normal.
    """
    distance = gap / p.rank_luck
    return exp(-0.5 * distance * distance)


@compiled
def holding_back(p: Parameters) -> float:
    """Return the share of effort that is left where what is reached raises later targets (Weitzman 1980).

    A target that moves by the share l toward what was reached takes l (1 - l)^(k-1) of a point in the k-th period from
    now, which weighs d^k today: (1 - d) / (1 - d (1 - l)) of it is left.
    """
    d = p.target_foresight
    return (1.0 - d) / (1.0 - d * (1.0 - p.target_ratchet))


@compiled
def compete(w: Tables, week: int, o: int) -> None:
    """Set how hard rivalry drives office o this week: stake * mean over rivals of the tie density * what is held back.

    Each place of the ranking is worth the same, so that one more near rival among as many counts as one more place.
    Rivals are the other offices of the scenario that are in the ranking. Nobody is before the first period is over: its
    means become the common first target. A void score is out of the ranking until the period ends.
    """
    office = w.offices[o]
    office.rivalry = 0.0
    p = w.parameters[office.regime]
    if p.rank_stake == 0.0:
        return
    if office.target == 0.0:
        office.target = first_target(w)
        return  # others, too, are in the ranking only once they have a score
    if office.attained == 0.0:
        return
    rivals, ahead, ties, best = 0, 0, 0.0, 0.0
    for r in range(w.offices.shape[0]):
        rival = w.offices[r]
        if r == o or rival.attained == 0.0 or w.parameters[w.offices[r].regime].rank_stake == 0.0:
            continue
        rivals += 1
        ahead += 1 if rival.attained > office.attained else 0
        ties += tie_density(p, office.attained - rival.attained)
        best = max(best, rival.attained)
    if rivals == 0:
        return
    office.rivalry = p.rank_stake * ties / rivals * holding_back(p)
    tally = w.tally[o]
    tally.ranked_weeks += 1
    tally.rank += 1 + ahead
    tally.rank_gap += abs(best - office.attained)
    tally.rivalry += office.rivalry


@compiled
def first_target(w: Tables) -> float:
    """Return the mean score of the last period over all offices that compete and have one; 0 where none has."""
    total, offices = 0.0, 0
    for r in range(w.offices.shape[0]):
        office = w.offices[r]
        if office.last_points > 0.0 and w.parameters[office.regime].rank_stake > 0.0:
            total += office.last_points
            offices += 1
    return total / offices if offices > 0 else 0.0


@compiled
def points_of_week(p: Parameters, tally: Tallies) -> float:
    """Return what the level above counts of a week: points for each firm, by the weights of the assessment.

    Visits, hazards recorded with an order, and orders closed in the books; of closures, those that are audited count as
    they truly are. Files, depth and coordination do not come in numbers that can be ranked.
    """
    if tally.operating <= 0.0:
        return 0.0
    closed = tally.order_closures[RECORDED] + p.audit_share * (
        tally.order_closures[TRUE] - tally.order_closures[RECORDED]
    )
    return (
        p.assess_visits * tally.visits + p.assess_found * tally.orders + p.assess_closure * closed
    ) / tally.operating


@compiled
def keep_score(p: Parameters, office: Office, tally: Tallies) -> None:
    """Add the week to the points of office, whose period has ended where `period_week` is 0, and tell where it stands.

    What is expected at the end of the period is what has been reached, and for the rest of it the pace of the last one.
    """
    won = points_of_week(p, tally)
    if tally.ranked_weeks > 0:
        tally.points += won
    office.points += won  # in any case: a stake that comes later finds a period to go by
    if office.period_week == 0:
        if office.target > 0.0:
            office.target += p.target_ratchet * (office.points - office.target)
        office.last_points = office.points
        office.points = 0.0
    left = 1.0 - office.period_week / p.assessment_period
    ranked = office.target > 0.0 and office.score_void == 0
    office.attained = (office.points + left * office.last_points) / office.target if ranked else 0.0
