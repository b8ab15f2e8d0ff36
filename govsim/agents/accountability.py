"""The file that is opened on officials after a fatal accident, who is culpable by it, and what they fear (M24, M07)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govsim.compiled import compiled
from govsim.elementary import exp
from govsim.hazards.stock import HIDDEN, OPEN, UNSEEN
from govsim.parameters import CHOICES

if TYPE_CHECKING:
    from govsim.views import Office, Parameters

REGIME = CHOICES["accountability_regime"]
LOOK = CHOICES["exante_look"]
GROUNDS = ("result", "papers", "conduct")  # on which an official is disciplined, and which others fear from then on
RESULT, PAPERS, CONDUCT = range(3)


@compiled
def misjudged(false_positive: float, false_negative: float, merit: float) -> float:
    """Return the probability that a review finds fault where the share `merit` of a duty was done."""
    return false_positive + (1.0 - false_positive - false_negative) * (1.0 - merit)


@compiled
def culpability(p: Parameters, ground: int, found: int, files: float, diligence: float) -> float:
    """Return how culpable an official is in the eyes of those who look at one ground (M24).

    By result, whoever holds the grid, less what complete files take off; by papers, what is missing in them; by
    conduct, what a review finds missing in true diligence. To have recorded a hazard that stays open is 1 + chi
    times as bad on each ground (Work Safety Law art. 90); one found and hidden is so on conduct, if it comes to light.
    """
    known = 1.0 + p.known_unfixed
    if ground == RESULT:
        return (1.0 - p.process_credit * files) * (known if found == OPEN else 1.0)
    if ground == PAPERS:
        return known if found == OPEN else 1.0 - files
    neglect = known * (1.0 - p.review_false_negative)
    if found == OPEN:
        return neglect
    usual = misjudged(p.review_false_positive, p.review_false_negative, diligence)
    return p.hidden_revealed * neglect + (1.0 - p.hidden_revealed) * usual if found == HIDDEN else usual


@compiled
def ground_of(p: Parameters) -> int:
    """Return the ground on which the regime in force judges."""
    if p.accountability_regime == REGIME.diligence:
        return CONDUCT
    return PAPERS if p.accountability_regime == REGIME.file else RESULT


@compiled
def learn_of(office: Office, ground: int, cases: float, weight: float) -> None:
    """Let officials of an office learn of cases on a ground: fear moves toward 1 by 1 - exp(-weight cases)."""
    office.dread[ground] += (1.0 - exp(-weight * cases)) * (1.0 - office.dread[ground])


@compiled
def learn_of_review(p: Parameters, office: Office, ground: int, merit: float, cases: float, weight: float) -> None:
    """Let them learn of cases by a review with errors: those of people who did their duty look like blame by lot."""
    fault = misjudged(p.review_false_positive, p.review_false_negative, merit)
    lot = p.review_false_positive / fault if fault > 0.0 else 0.0
    learn_of(office, ground, cases * (1.0 - lot), weight)
    learn_of(office, RESULT, cases * lot, weight)


@compiled
def expected_loss(p: Parameters, office: Office, found: int, files: float, diligence: float) -> float:
    """Return what an official expects to lose by an accident: fear by ground times the own state in the file."""
    loss = 0.0
    for ground in range(office.dread.shape[0]):
        if office.dread[ground] > 0.0:
            loss += office.dread[ground] * culpability(p, ground, found, files, diligence)
    return p.blame_response * loss


@compiled
def fear_of_blame(p: Parameters, office: Office, files: float, diligence: float) -> float:
    """Return an inspector's fear, in [0, 1], of being held to account (M07): 1 - exp(-expected loss).

    It is learnt from cases and nothing else: where nobody is disciplined, nobody fears.
    """
    return 1.0 - exp(-expected_loss(p, office, UNSEEN, files, diligence))


@compiled
def reluctance(p: Parameters, office: Office, files: float, diligence: float) -> float:
    """Return what it costs an inspector more to have recorded a hazard that stays than to have hidden it."""
    recorded = expected_loss(p, office, OPEN, files, diligence)
    return max(0.0, recorded - expected_loss(p, office, HIDDEN, files, diligence))


@compiled
def worth_of_protection(p: Parameters, office: Office) -> tuple[float, float]:
    """Return what (files, diligence) are worth at the margin: the expected loss that one more unit takes off."""
    sure = 1.0 - p.review_false_positive - p.review_false_negative
    files = office.dread[RESULT] * p.process_credit + office.dread[PAPERS]
    return p.blame_response * files, p.blame_response * office.dread[CONDUCT] * max(0.0, sure)
