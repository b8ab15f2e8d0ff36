"""How far the levels of a scenario are from those of a ledger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from govsim.ledger.history import ALL
from govsim.runs.interval import interval
from govsim.runs.run import replicate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from govsim.ledger.estimates import Report
    from govsim.parameters.scenario import Scenario

# Estimates that no parameter stands for, and the outcome of the model to compare them with.
LEVELS = {
    "findings_per_visit": "found_per_visit",
    "major_share": "major_share",
    "visits_per_year": "visits_per_year",
    "recorded_rectification": "recorded_rectification",
}


@dataclass(frozen=True)
class LedgerLevel:
    """One level of a ledger and of a scenario, each with its 95 % interval.

    The ledger's is clustered by establishment, the scenario's is Student's over seeds.
    """

    measure: str
    outcome: str
    ledger: float
    ledger_low: float
    ledger_high: float
    scenario: float
    scenario_low: float
    scenario_high: float

    @property
    def ratio(self) -> float:
        """The scenario's level for each unit of the ledger's; NaN where that is 0."""
        return self.scenario / self.ledger if self.ledger else float("nan")

    @property
    def apart(self) -> bool:
        """Whether the two intervals have nothing in common."""
        return self.scenario_high < self.ledger_low or self.scenario_low > self.ledger_high


def compare_levels(
    report: Report, scenario: Scenario, seeds: Iterable[int], progress: Callable[[int], None] | None = None
) -> list[LedgerLevel]:
    """Run a scenario over seeds and return its levels beside those that the report of a ledger tells.

    A ledger counts what was recorded; `found_per_visit` counts what was found, so where little goes unrecorded the two
    are the same and elsewhere the scenario's is above.
    """
    runs = replicate(scenario, seeds, progress=progress)
    told = []
    for measure, outcome in LEVELS.items():
        e = report.find(measure, "all visits", ALL) or report.find(measure, "all visits") or report.find(measure)
        if e is not None:
            own = interval(runs.outcomes[outcome])
            told.append(LedgerLevel(measure, outcome, e.value, e.low, e.high, own.mean, own.low, own.high))
    return told
