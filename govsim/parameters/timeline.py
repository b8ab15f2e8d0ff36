"""Which parameter record holds where and when.

Places that meet the same policies share one parameter record, a *regime*: an office has one, and each grid that is
targeted by a policy of its own has another; and each of these has one more for each class of firms that policies tell
apart. A timeline gives the records of all regimes in any week, and the weeks in which they change.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from govsim.parameters import PARAMETERS, parameter_record, record_fields
from govsim.parameters.classes import classes
from govsim.parameters.policies import PAYERS, trajectories

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from numpy.typing import NDArray

    from govsim.parameters.conditions import FirmKind
    from govsim.parameters.policies import Policy
    from govsim.parameters.scenario import Scenario

PARAMETER_RECORD = np.dtype(record_fields())
AS_BYTES = f"V{PARAMETER_RECORD.itemsize}"  # NumPy copies records field by field, but bytes at once
BEFORE = -1  # a week in which no policy is in force


@dataclass(frozen=True, slots=True)
class _Place:
    """What one parameter record is for: a grid (from 1; 0: the office itself), in an arm, with the pilot or without.

    And for a class of its firms, of which `firm` is one kind; None: for the rest, and for the grid itself.
    """

    office: int
    grid: int
    firm: FirmKind | None
    arm: int
    adopted: bool


class Timeline:
    """The parameter records of a scenario over time, under the policies of its baseline.

    Only parameters that its policies move are composed and rewritten; all others are written once.

    Every place, an office or a grid with a policy of its own, has one record for each *variant*: each arm of a trial,
    without the pilot and, where the scenario has one, with it. `regime_of[office][grid]` is the number of the first
    record of each grid (from 0) of an office, `office_regime[office]` that of the office itself; the record of a
    variant is `arm + arms * adopted` further on, that of a class of firms its number times `variants`. The places are
    the same for every set of policies of the scenario, so a world built once can go on under another timeline of the
    same scenario.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.active: dict[str, Policy] = {name: scenario.policies[name] for name in scenario.named(scenario.baseline)}
        self.arms: list[list[str]] = (
            [list(arm.policies) for arm in scenario.trial.arms.values()] if scenario.trial else [[]]
        )
        offices = [office.name for office in scenario.office_list]
        pilots = [offices.index(p.target.office) for p in scenario.policies.values() if p.pilot]
        self.pilot = pilots[0] if pilots else -1  # number of the office
        self.variants = len(self.arms) * (2 if self.pilot >= 0 else 1)
        self.classes = classes(scenario.policies.values(), list(scenario.sectors))
        most = scenario.most_grids(scenario.policies.values())
        self.office_regime: list[int] = []
        self.regime_of: list[list[int]] = []
        self._places: list[_Place] = []
        targeted = [p for p in scenario.policies.values() if p.target.grid is not None]
        for n, office in enumerate(scenario.office_list):
            self.office_regime.append(self._add_place(n, 0))
            grids = []
            for grid in range(1, most[office.name] + 1):
                own = any(p.target.covers(office.name, grid) for p in targeted)
                grids.append(self._add_place(n, grid) if own else self.office_regime[n])
            self.regime_of.append(grids)
        self._first = self._encoded(scenario)
        self._moves = self._moved(scenario)  # a combination that leaves a range is refused, before anything runs

    def _add_place(self, office: int, grid: int) -> int:
        first = len(self._places)
        for firm in self.classes.kinds:
            for adopted in (False, True) if self.pilot >= 0 else (False,):
                self._places += [_Place(office, grid, firm, arm, adopted) for arm in range(len(self.arms))]
        return first

    @property
    def office_of(self) -> list[int]:
        """Number of the office of each record."""
        return [place.office for place in self._places]

    @cached_property
    def changes(self) -> list[int]:
        """Weeks in which any record changes, sorted."""
        named = {*self.active, *(name for arm in self.arms for name in arm)}
        return sorted({week for name in named for week in self.scenario.policies[name].change_weeks()})

    def _encoded(self, scenario: Scenario) -> NDArray[np.void]:
        """Return the parameter records before any policy, shape (regimes,)."""
        rows = np.zeros(len(scenario.office_values), parameter_record())
        for n, values in enumerate(scenario.office_values):
            rows[n] = tuple(PARAMETERS[name].encode(values[name]) for name in PARAMETERS)
        return rows.view(AS_BYTES)[self.office_of].view(rows.dtype)

    def _reaching(self, place: _Place) -> dict[str, Policy]:
        office = self.scenario.office_list[place.office].name
        named = self.active | {name: self.scenario.policies[name] for name in self.arms[place.arm]}
        where = office, place.grid, place.adopted, place.firm
        return {name: policy for name, policy in named.items() if policy.reaches(*where)}

    def _moved(self, scenario: Scenario) -> dict[str, NDArray[Any]]:
        """Return what policies move, by parameter: shape (changes + 1, regimes), before any change and from each on."""
        moves: dict[str, NDArray[Any]] = {}
        known: dict[tuple[int, tuple[str, ...]], dict[str, NDArray[np.float64]]] = {}
        weeks = [BEFORE, *self.changes]
        for n, place in enumerate(self._places):
            here = self._reaching(place)
            alike = (place.office, tuple(here))
            if alike not in known:
                known[alike] = trajectories(scenario.office_values[place.office], here, weeks, scenario.locked)
            for name, values in known[alike].items():
                if name not in moves:
                    moves[name] = np.tile(self._first[name], (len(weeks), 1))
                rate = PARAMETERS[name].kind == "rate"
                moves[name][:, n] = [PARAMETERS[name].encode(value) for value in values.tolist()] if rate else values
        return moves

    def move(self, records: NDArray[np.void], week: int) -> None:
        """Write the parameters that policies move into records of shape (regimes,), as they are in a week."""
        change = bisect_right(self.changes, week)
        for name, values in self._moves.items():
            records[name] = values[change]

    def fill(self, records: NDArray[np.void], week: int) -> None:
        """Write all parameters into records of shape (regimes,), as they are in a week."""
        records.view(AS_BYTES)[:] = self._first.view(AS_BYTES)
        self.move(records, week)

    def records(self, week: int) -> NDArray[np.void]:
        """Return new parameter records of a week, shape (regimes,)."""
        records = np.empty(len(self._places), parameter_record())
        self.fill(records, week)
        return records

    def spans(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield the spans of weeks between `start` and `end` in which nothing changes."""
        marks = [start, *(week for week in self.changes if start < week < end), end]
        yield from ((a, b) for a, b in pairwise(marks) if b > a)

    def policy_cost(self, start: int, end: int) -> dict[str, float]:
        """Return what the policies themselves cost between two weeks (yuan), by payer."""
        cost: dict[str, float] = dict.fromkeys(PAYERS, 0.0)
        for policy in self.active.values():
            cost[policy.cost.payer] += policy.cost_between(start, end)
        return cost

    def events(self) -> list[tuple[int, str, str]]:
        """Return the dated starts and ends of policies: (week, "policy starts" or "policy ends", name)."""
        listed = [(policy.start, "policy starts", name) for name, policy in self.active.items()]
        listed += [(policy.end, "policy ends", name) for name, policy in self.active.items() if policy.end is not None]
        return sorted(listed)
