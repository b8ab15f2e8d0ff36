"""Strengths between the levels of the file: where a quadratic through the levels has its top, confirmed by runs.

From the best portfolio one measure at a time is run at each of its levels, all others staying as they are. Where the
net benefits of three or more levels bend downwards, the top of the quadratic through them is the measure's finer
strength. What all finer strengths together bring is told by runs on seeds that had no part in it. A measure that
changes a choice or a switch jumps at half its strength, and stays at its levels.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from govsim.evidence.decisions.decide import FINER, Decision, net_benefit
from govsim.evidence.decisions.problem import policy_at
from govsim.evidence.decisions.runs import run_portfolios
from govsim.parameters import PARAMETERS
from govsim.parameters.in_force import with_strengths
from govsim.runs.interval import Interval, interval

if TYPE_CHECKING:
    from collections.abc import Sequence

    from govsim.evidence.decisions.problem import Problem, Strengths

SETS = 16  # parameter sets that levels are run under
SEEDS, MOST_SEEDS = 4, 100  # of each, and at most of each when the finer strengths are confirmed
LEVELS = 3  # of a measure, below which there is no quadratic
DIGITS = 2  # of a strength
JUMPING = ("choice", "switch")


@dataclass(frozen=True)
class Finer:
    """A portfolio of strengths between the levels, and its net benefit less that of the best on levels, yuan a year.

    `kept`: whether it keeps budgets and guards; `jumping`: measures that stay at their levels, since they jump.
    """

    strengths: Strengths
    label: str
    gain: Interval
    kept: bool
    jumping: tuple[str, ...]


def jumping(problem: Problem) -> tuple[str, ...]:
    """Return the measures that change a choice or a switch."""
    policies = problem.scenario.policies
    return tuple(m for m in problem.measures if any(PARAMETERS[p].kind in JUMPING for p in policies[m].moves))


def top(strengths: Sequence[float], worths: Sequence[float]) -> float:
    """Return where the quadratic through worths at strengths has its top, within them; NaN where it has none inside."""
    curve, slope, _ = np.polyfit(strengths, worths, 2)
    at = round(float(-slope / (2.0 * curve)), DIGITS) if curve < 0.0 else np.nan
    inside = min(strengths) < at < max(strengths) and at not in strengths
    return at if inside else np.nan


def finer(decision: Decision) -> Finer | None:
    """Return the portfolio of finer strengths around the best one, run; None where no quadratic has a top inside."""
    problem, sets = decision.problem, decision.sets.sets
    base, stays = decision.runs.portfolios[decision.best], jumping(decision.problem)
    bent = [i for i, m in enumerate(problem.measures) if m not in stays and len(problem.levels[i]) >= LEVELS]
    around = [_with(base, i, s) for i in bent for s in problem.levels[i]]
    if not around:
        return None
    first = problem.told.seed + FINER
    runs = run_portfolios(problem, sets[:SETS], [base, *around], seeds=SEEDS, first=first, workers=decision.workers)
    mean = net_benefit(runs, problem, decision.place).mean(axis=(0, 2))
    worths = dict(zip(runs.portfolios, mean.tolist(), strict=True))
    chosen = base
    for i in bent:
        at = top(problem.levels[i], [worths[_with(base, i, s)] for s in problem.levels[i]])
        chosen = _with(chosen, i, at) if np.isfinite(at) else chosen
    return None if chosen == base else _confirmed(decision, base, chosen, stays, first + SEEDS)


def _with(base: Strengths, i: int, strength: float) -> Strengths:
    return (*base[:i], strength, *base[i + 1 :])


def _confirmed(decision: Decision, base: Strengths, chosen: Strengths, stays: tuple[str, ...], first: int) -> Finer:
    """Run both portfolios under all parameter sets."""
    problem = decision.problem
    named = [policy_at(m, s) for m, s in zip(problem.measures, chosen, strict=True) if s > 0.0]
    problem = replace(problem, scenario=with_strengths(problem.scenario, named))
    seeds = min(problem.told.seeds, MOST_SEEDS)
    runs = run_portfolios(problem, decision.sets, [base, chosen], seeds=seeds, first=first, workers=decision.workers)
    told = Decision(problem, decision.sets, runs, None, None)
    own, other = (runs.portfolios.index(x) for x in (chosen, base))
    y = told.nb.mean(axis=2)
    gain = interval(y[:, own] - y[:, other])
    return Finer(chosen, problem.label(chosen), gain, bool(told.allowed[own]), stays)
