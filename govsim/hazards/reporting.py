"""Who learns of harm, and what of it is concealed (M15, M16, M22)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govsim import draws
from govsim.compiled import compiled
from govsim.elementary import logistic, power
from govsim.hazards.stock import FOUND, PUBLISHED, RECORDED, REPORTED, TRUE

if TYPE_CHECKING:
    from govsim.views import Enterprise, Office, Parameters, Tables


@compiled
def injury_level(p: Parameters, e: Enterprise, index: int, lag: int) -> int:
    """Return the highest level of truth that an injury reaches that is no accident by law.

    That it becomes known at all depends on the firm's responsibility as well.
    """
    known, recorded, reported, _ = draws.uniforms(e.key, draws.ACCIDENT_LEVELS, index, lag)
    if known >= p.injury_known * (1.0 + p.injury_culture * (2.0 * e.responsibility - 1.0)):
        return TRUE
    if recorded >= p.injury_recorded:
        return FOUND
    return RECORDED if reported >= p.injury_reported * p.link_vertical else REPORTED


@compiled
def accident_level(p: Parameters, e: Enterprise, index: int, lag: int, deaths: int) -> int:
    """Return the highest level of truth that an accident reaches unless it is concealed; one with deaths is published.

    The law has every accident reported; a report may get lost on the way up (M22).
    """
    if deaths > 0:
        return PUBLISHED
    _, _, reported, published = draws.uniforms(e.key, draws.ACCIDENT_LEVELS, index, lag)
    if reported >= p.link_vertical:
        return RECORDED
    return PUBLISHED if published < p.accident_published else REPORTED


@compiled
def concealed(p: Parameters, near_ceiling: float, fear: float, whistle: float, discovery: float) -> float:
    """Return the probability that those who know of an accident conceal it (M16).

    Logit: c0 + c1 near the ceiling + c2 fear of sanction - c3 discovery - c4 whistle-blowing.
    """
    reasons = p.concealment_base + p.concealment_ceiling * near_ceiling + p.concealment_sanction * fear
    x = reasons - p.concealment_penalty * discovery - p.concealment_whistle * whistle
    return logistic(x)


@compiled
def chance_to_conceal(w: Tables, office: Office) -> float:
    """Return the probability that those of an office conceal an accident which can be concealed, as it stands now."""
    p = w.parameters[office.regime]
    common = w.common[office.regime]
    return concealed(p, pressed(p, office), office.fear, common.whistle_share, common.discovery)


@compiled
def pressed(p: Parameters, office: Office) -> float:
    """Return how much the ceiling on deaths presses on those who have one more to report, in [0, 1].

    In proportion to what of it is used up; or, with a veto, not at all until the next death would break it, and not at
    all once it is broken: there is an edge, at which reporting breaks while the truth does not.
    """
    ceiling = p.death_ceiling * office.tightened
    if p.ceiling_veto:
        return 1.0 if office.score_void == 0 and office.deaths_in_period + 1.0 > ceiling else 0.0
    return min(1.0, office.deaths_in_period / ceiling) if ceiling > 0.0 else 1.0  # else every death


@compiled
def perhaps_conceal(w: Tables, i: int, index: int, lag: int, deaths: int, level: int) -> int:
    """Return the level of truth that an accident reaches when those who know of it may conceal it (M16).

    What is concealed may come to light.
    """
    e = w.enterprises[i]
    office = w.offices[e.office]
    p = w.parameters[office.regime]
    tally = w.tally[e.office]
    if not p.concealment or deaths >= p.concealable_deaths:
        return level
    luck, revealed, _, _ = draws.uniforms(e.key, draws.CONCEALMENT, index, lag)
    if luck >= chance_to_conceal(w, office):
        return level
    tally.accidents_concealed += 1
    if revealed < w.common[office.regime].discovery:
        tally.concealments_discovered += 1
        return PUBLISHED
    return FOUND


@compiled
def expect_reports(w: Tables, o: int) -> None:
    """Count how likely an accident in office o is concealed this week, and how many of those expected are reported.

    A fatal accident kills fewer than n with probability 1 - n^-tail; what can be concealed at all has fewer deaths.
    """
    office = w.offices[o]
    p = w.parameters[office.regime]
    tally = w.tally[o]
    discovery = w.common[office.regime].discovery
    chance = chance_to_conceal(w, office) if p.concealment and p.concealable_deaths > 0 else 0.0
    told = 1.0 - chance + chance * discovery
    small = 1.0 - power(max(1.0, float(p.concealable_deaths)), -p.death_tail)
    tally.concealment += chance
    fatal = tally.expected_fatal * (1.0 - small * (1.0 - told))
    others = tally.expected_accidents - tally.expected_fatal
    found_out = chance * discovery
    arriving = (1.0 - chance) * p.link_vertical
    tally.expected_reported += fatal + others * (arriving + found_out)
    tally.expected_published += fatal + others * (arriving * p.accident_published + found_out)
