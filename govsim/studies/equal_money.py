"""At which strength policies cost the same.

What a policy costs is no linear function of its strength: wages, subsidies and visits follow from what people do, whole
numbers are rounded, and choices change over at one half. The strength at which it costs a budget is therefore found by
runs: a false position that keeps its bracket (Dowell and Jarratt 1971, BIT 11, 168-174: "Illinois"), all policies at
once, every time on the same worlds and the same luck.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from govsim.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

TOLERANCE = 0.005  # of the budget: what counts as equal
STEPS = 12  # at most, after that at full strength
NARROW = 1e-4  # of a strength: a cost that jumps within it cannot be had


@dataclass(frozen=True)
class Spending:
    """What a policy does with a budget.

    `cost` (yuan a year, above the baseline) at `strength`; `full` at full strength. `state`: `spent` (equal within the
    tolerance), `short` (costs less even at full strength), or `jumps` (the cost jumps over the budget; the greatest
    strength that stays below it is taken).
    """

    policy: str
    strength: float
    cost: float
    full: float
    state: str


def at_strength(policy: str, strength: float) -> str:
    """Return the name of a policy, perhaps joined or at a strength already, at a share of its strength."""
    if strength == 1.0:
        return policy
    parts = [part.partition("*") for part in policy.split("+")]
    return "+".join(f"{name}*{(float(own) if own else 1.0) * strength:.6g}" for name, _, own in parts)


def common_budget(full: Mapping[str, float], where: str) -> float:
    """Return the largest budget that all policies that cost anything can spend: what the cheapest costs in full."""
    costs = [cost for cost in full.values() if cost > 0.0]
    if not costs:
        raise InputError("none of these policies costs this payer anything; choose another with --payer", where)
    return min(costs)


def spend(
    full: Mapping[str, float],
    budget: float,
    cost_of: Callable[[dict[str, float]], Mapping[str, float]],
    tolerance: float = TOLERANCE,
) -> dict[str, Spending]:
    """Return for every policy the strength at which it costs the budget, or all that it can cost.

    Args:
        full: cost of each at full strength, yuan a year.
        budget: yuan a year.
        cost_of: returns the costs of policies at strengths given by name.
        tolerance: share of the budget within which a cost equals it.
    """
    near = tolerance * budget
    found = {
        name: Spending(name, 1.0, cost, cost, "short" if cost < budget - near else "spent")
        for name, cost in full.items()
        if cost <= budget + near
    }
    brackets = {name: _Bracket(budget, cost) for name, cost in full.items() if name not in found}
    for _ in range(STEPS):
        asked = {name: bracket.next for name, bracket in brackets.items() if bracket.width > NARROW}
        if not asked:
            break
        for name, cost in cost_of(asked).items():
            bracket = brackets[name]
            bracket.add(asked[name], cost)
            if abs(cost - budget) <= near:
                found[name] = Spending(name, asked[name], cost, full[name], "spent")
                del brackets[name]
    for name, bracket in brackets.items():
        found[name] = Spending(name, bracket.low, bracket.low_cost, full[name], "jumps")
    return {name: found[name] for name in full}


class _Bracket:
    """Two strengths between which a cost reaches the budget."""

    def __init__(self, budget: float, full: float) -> None:
        self.budget = budget
        self.low, self.low_cost, self.high, self.high_cost = 0.0, 0.0, 1.0, full
        self._weights, self._last, self._count = [1.0, 1.0], -1, 0

    @property
    def width(self) -> float:
        return self.high - self.low

    @property
    def next(self) -> float:
        """Where to look next: where a line meets the budget; every third time in the middle, in case it jumps."""
        if self._count % 3 == 2:
            return float(f"{(self.low + self.high) / 2:.6g}")
        below = self._weights[0] * (self.budget - self.low_cost)
        above = self._weights[1] * (self.high_cost - self.budget)
        return float(f"{self.low + self.width * below / (below + above):.6g}")

    def add(self, strength: float, cost: float) -> None:
        """Narrow the bracket by the cost at a strength; an end that stays twice counts half."""
        side = 0 if cost <= self.budget else 1
        if side == 0:
            self.low, self.low_cost = strength, cost
        else:
            self.high, self.high_cost = strength, cost
        self._weights[side] = 1.0
        self._weights[1 - side] *= 0.5 if side == self._last else 1.0
        self._last, self._count = side, self._count + 1
