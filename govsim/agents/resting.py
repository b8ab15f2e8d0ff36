"""A world at rest: what firms do, and which hazards they have, when a scenario starts.

A district in which nothing changes is not one in which all firms are alike: who makes little effort, or has little
cash, keeps hazards for years, and has many. Each firm therefore starts with what its own way of life keeps, in the
mean; a start in which all had the same would need decades to come to rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from govsim import draws
from govsim.agents import compliance, enterprise, self_check
from govsim.compiled import compiled
from govsim.elementary import exp
from govsim.hazards import emergence, stock

if TYPE_CHECKING:
    from govsim.views import Parameters, Tables


@compiled
def rest(w: Tables, week: int) -> None:
    """Let all firms start with the effort that they would choose, where effort is a choice at all."""
    for r in range(w.common.shape[0]):
        enterprise.prepare(w, week, r)
    for i in range(w.enterprises.shape[0]):
        e = w.enterprises[i]
        p = w.parameters[e.regime]
        if e.status == stock.OPERATING and p.compliance_rule == compliance.RULE.logit and p.effort_adjustment > 0.0:
            e.effort = compliance.target_effort(p, w.common[e.regime], e, p.responsibility_mean)


@compiled
def kept(p: Parameters, effort: float, pressure: float, liquidity: float) -> float:
    """Return how many hazards a firm keeps that mends only what it notices itself, up to a factor; -1: ever more.

    The stationary mean of an M/M/infinity stock, emergence over removal; the firm may leave with all of them.
    """
    born = exp(p.effort_sensitivity * (1.0 - effort)) * (1.0 + p.pressure_sensitivity * pressure)
    ended = self_check.notice_intensity(p, effort) * p.self_repair * min(1.0, liquidity) + p.exit_rate
    return born / ended if ended > 0.0 else -1.0


@compiled
def first_exposure(w: Tables, i: int) -> float:
    """Return the mean number of hazards that enterprise i has at rest: the reading of its clock of emergence.

    `initial_hazards` is the mean of a usual firm: of 30 employees, whose effort is the mean responsibility, with
    the mean pressure and normal cash.
    """
    e = w.enterprises[i]
    p = w.parameters[e.regime]
    usual = p.initial_hazards * e.scale * e.proneness
    own = kept(p, e.effort, e.pressure, e.liquidity)
    others = kept(p, p.responsibility_mean, p.pressure_mean, 1.0)
    return usual * own / others if own > 0.0 and others > 0.0 else usual


@compiled
def count_first_hazards(w: Tables, i: int) -> int:
    """Return how many hazards `open_first_hazards` will create."""
    e = w.enterprises[i]
    start = first_exposure(w, i)
    reading = e.next_emergence
    count = 0
    while reading <= start:
        reading += draws.exponential(draws.uniforms(e.key, draws.EMERGENCE, count, 0)[3])
        count += 1
    return count


@compiled
def open_first_hazards(w: Tables, week: int, i: int) -> None:
    """Give enterprise i the hazards that it has when the warm-up starts: Poisson, by its clock of emergence."""
    e = w.enterprises[i]
    start = first_exposure(w, i)
    while e.next_emergence <= start:
        emergence.create_next(w, week, i)
    e.next_emergence -= start


@compiled
def bring_along(w: Tables, i: int) -> None:
    """Let new enterprise i bring hazards along, which come to light in its first weeks by its clock of emergence."""
    e = w.enterprises[i]
    e.emergence_clock += w.parameters[e.regime].entrant_hazards * first_exposure(w, i)
