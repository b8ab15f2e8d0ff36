"""Under which rules of behaviour another portfolio wins: how firms comply, and how they come to the risk they perceive.

No range holds a rule, so each of the others is run: the advice, its rivals and nothing, under the first parameter sets
and on seeds of their own. Which rival does best under a rule is chosen by one half of the sets and judged by the other,
since the best of several is partly luck.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from govsim.evidence.decisions.decide import RULED, net_benefit
from govsim.evidence.decisions.runs import run_portfolios
from govsim.runs.interval import Interval, interval
from govsim.studies.ranking import rules_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from govsim.evidence.decisions.decide import Decision

SETS = 16  # parameter sets that a rule is run under, one seed each


@dataclass(frozen=True)
class Ruled:
    """The advice under a rule that is not the scenario's: its lead over the best rival there, yuan a year.

    `rival` is its number among the portfolios of the runs; below 0 the rival wins.
    """

    rule: str
    choice: str
    rival: int
    lead: Interval

    @property
    def flips(self) -> bool:
        """Whether the rival is told apart as the better one."""
        return self.lead.high < 0.0


def other_rules(decision: Decision) -> Iterator[tuple[str, str]]:
    """Yield each rule with each choice that is not in force in any office of the scenario."""
    values = decision.problem.scenario.office_values
    for rule, choices in rules_of(decision.problem.scenario).items():
        own = {office[rule] for office in values}
        yield from ((rule, choice) for choice in choices if choice not in own)


def ruled(decision: Decision, rivals: Sequence[int]) -> list[Ruled]:
    """Return the advice against its rivals under each of the other rules, in the order of the declarations."""
    if not rivals:
        return []
    chosen = [decision.runs.portfolios[x] for x in (decision.advice, *rivals)]
    first = decision.problem.told.seed + RULED
    told = []
    for rule, choice in other_rules(decision):
        sets = [{**given, rule: choice} for given in decision.sets.sets[:SETS]]
        runs = run_portfolios(decision.problem, sets, chosen, seeds=1, first=first, workers=decision.workers)
        at = [runs.portfolios.index(x) for x in chosen]
        nb = net_benefit(runs, decision.problem, decision.place)[:, at, 0]
        best = 1 + int(np.argmax(nb[0::2, 1:].mean(axis=0)))
        told.append(Ruled(rule, choice, rivals[best - 1], interval(nb[1::2, 0] - nb[1::2, best])))
    return told
