"""What a ledger can tell: estimates with 95 % intervals, by design and by class of findings."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import pandas as pd

from govsim.ledger import findings, inspectors, timing
from govsim.ledger.history import ALL, Estimate, VisitHistory

if TYPE_CHECKING:
    from govsim.ledger.reading import Ledger

NOT_IDENTIFIED = (
    "true hazards: findings are hazards times the chance to find them, and only the product is in the books",
    (
        "the probability of detection, and with it depth, skill and equipment: that would take two independent "
        "looks at one place and time"
    ),
    "hazards that were found and not recorded, and closures that took place on paper alone",
    "how often hazards emerge, how long they stand, and what they do: accidents are not in a ledger",
    (
        "why findings fall from visit to visit: mending, regression to the mean after a visit for cause, "
        "habituation and the years look alike"
    ),
    (
        "establishments that were never visited, and visits before the first line: the first visit in a ledger "
        "need not be the first"
    ),
    (
        "effects of who is sent where, unless that is as good as random: bad establishments are visited "
        "sooner, and by others"
    ),
)
PARTS = (
    findings.means,
    findings.decline,
    findings.tiers,
    inspectors.inspectors,
    inspectors.familiarity,
    timing.intervals,
    timing.deadlines,
    timing.order,
)  # in the order of the report; `familiarity` uses the factors that `inspectors` finds


@dataclass(frozen=True)
class Report:
    """All estimates of a ledger, and what could not be estimated, with the reason."""

    ledger: Ledger
    estimates: list[Estimate]
    skipped: dict[str, str]
    seed: int

    @property
    def table(self) -> pd.DataFrame:
        """The estimates, one row each."""
        return pd.DataFrame([asdict(e) for e in self.estimates])

    @property
    def headlines(self) -> list[Estimate]:
        """The estimates for a screen: those of all findings together, and what is only told of one class."""
        together = ALL if len(self.ledger.classes) > 1 else self.ledger.classes[0]
        of_one_class = {
            "major_share",
            "weeks_to_deadline",
            "first_half_actual_order",
            "first_half_predicted_order",
            "first_half_gain",
            "days_earlier",
        }
        return [
            e
            for e in self.estimates
            if (e.findings in (together, "") or e.group == "all visits" or e.measure in of_one_class)
            and not e.group.startswith(("inspector ", "result ", "year "))
        ]

    def find(self, measure: str, group: str = "", findings: str = "") -> Estimate | None:
        """Return the first estimate of a measure, for a group and a class where they are given."""
        for e in self.estimates:
            if e.measure == measure and group in ("", e.group) and findings in ("", e.findings):
                return e
        return None


def estimate(ledger: Ledger, seed: int = 1) -> Report:
    """Return what a ledger can tell; raise `InputError` at its first fault.

    `seed` is that of the bootstrap intervals.
    """
    past = VisitHistory(ledger.refuse_faults(), seed)
    estimates: list[Estimate] = []
    for part in PARTS:
        estimates += part(past)
    return Report(ledger, estimates, past.skipped, seed)
