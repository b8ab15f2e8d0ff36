"""Which parameter record holds where and when.

Places that meet the same policies share one parameter record, a *regime*: an office has one, and each grid that is
targeted by a policy of its own has another. A timeline gives the records of all regimes in any week, and the weeks in
which they change.
"""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from govsim.parameters import PARAMETERS
from govsim.parameters.policies import compose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from govsim.parameters.policies import Policy
    from govsim.parameters.scenario import Scenario


class Timeline:
    """The parameter records of a scenario over time, under the policies of its baseline.

    `regime_of[office][grid]` is the number of the record for each grid (from 0) of an office; `office_regime[office]`
    that of the office itself. The places are the same for every set of policies of the scenario, so a world built once
    can go on under another timeline of the same scenario.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.active: dict[str, Policy] = {name: scenario.policies[name] for name in scenario.named(scenario.baseline)}
        most = scenario.most_grids(scenario.policies.values())
        self.office_regime: list[int] = []
        self.regime_of: list[list[int]] = []
        self._places: list[tuple[int, int]] = []  # (office, grid from 1; 0: the office)
        targeted = [p for p in scenario.policies.values() if p.target.grid is not None]
        for n, office in enumerate(scenario.office_list):
            self.office_regime.append(len(self._places))
            self._places.append((n, 0))
            grids = []
            for grid in range(1, most[office.name] + 1):
                if any(p.reaches(office.name, grid) for p in targeted):
                    grids.append(len(self._places))
                    self._places.append((n, grid))
                else:
                    grids.append(self.office_regime[n])
            self.regime_of.append(grids)
        self._base = [scenario.values(office) for office in scenario.office_list]
        for week in self.changes:  # a combination that leaves a range is refused before anything runs
            self._values(week)

    @cached_property
    def changes(self) -> list[int]:
        """Weeks in which any record changes, sorted."""
        return sorted({week for policy in self.active.values() for week in policy.change_weeks()})

    def _values(self, week: int) -> list[dict[str, float]]:
        records = []
        for n, grid in self._places:
            office = self.scenario.office_list[n].name
            here = {
                name: policy
                for name, policy in self.active.items()
                if (policy.reaches(office, grid) if grid else policy.target.grid is None and policy.reaches(office, 0))
            }
            values = compose(self._base[n], here, week, self.scenario.locked)
            records.append({name: PARAMETERS[name].encode(value) for name, value in values.items()})
        return records

    def records(self, week: int, dtype: np.dtype[np.void]) -> NDArray[np.void]:
        """Return the parameter records in a week: shape (regimes,), fields as declared."""
        span = max([c for c in self.changes if c <= week], default=-1)
        cached = self._cache.get(span)
        if cached is None:
            cached = np.zeros(len(self._places), dtype)
            for row, values in zip(cached, self._values(span), strict=True):
                for name, value in values.items():
                    row[name] = value
            self._cache[span] = cached
        return cached

    @cached_property
    def _cache(self) -> dict[int, NDArray[np.void]]:
        return {}

    def spans(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield the spans of weeks between `start` and `end` in which nothing changes."""
        marks = [start, *(week for week in self.changes if start < week < end), end]
        yield from ((a, b) for a, b in pairwise(marks) if b > a)

    def policy_cost(self, start: int, end: int) -> dict[str, float]:
        """Return what the policies themselves cost between two weeks (yuan), by payer."""
        cost = {"office": 0.0, "firms": 0.0}
        for policy in self.active.values():
            cost[policy.cost.payer] += policy.cost_between(start, end)
        return cost

    def events(self) -> list[tuple[int, str, str]]:
        """Return the dated starts and ends of policies: (week, "policy starts" or "policy ends", name)."""
        listed = [(policy.start, "policy starts", name) for name, policy in self.active.items()]
        listed += [(policy.end, "policy ends", name) for name, policy in self.active.items() if policy.end is not None]
        return sorted(listed)
