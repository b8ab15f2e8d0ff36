"""What rests on parameters that are only assumed: what a stored sensitivity study says of a scenario."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from govsim.parameters.scenario import Scenario

ASSUMED = "assumed"
NAMED = 3  # assumed parameters that a report names


@dataclass(frozen=True)
class StoredShare:
    """What a sensitivity study found on a scenario.

    The assumed share of an outcome's variance and the largest assumed parameters.

    `stale`: the scenario, or what is in force in its baseline, is another than in the study.
    """

    outcome: str
    share: float
    low: float
    high: float
    largest: tuple[str, ...]
    study: str
    method: str
    n: int
    stale: bool

    @property
    def line(self) -> str:
        """The line for readers of a comparison."""
        note = ", of another version of this scenario or baseline" if self.stale else ""
        largest = f", the largest {', '.join(self.largest)}" if self.largest else ""
        return (
            f"{100 * self.share:.0f} % ({100 * self.low:.0f} to {100 * self.high:.0f}) of the variance of "
            f"{self.outcome} rests on assumed parameters{largest} "
            f"(study {self.study}, {self.method}, N = {self.n}{note})."
        )


def store_place(scenario: Scenario) -> Path:
    """Return the file beside a scenario in which its sensitivity study is stored."""
    return scenario.folder / "sensitivity" / f"{scenario.name}.json"


def stored_share(scenario: Scenario, outcome: str) -> StoredShare | None:
    """Return what the sensitivity study stored beside a scenario says of an outcome; None if there is none."""
    try:
        told = json.loads(store_place(scenario).read_text(encoding="utf-8"))
        of = told["outcomes"][outcome]
        largest = tuple(p["name"] for p in of["parameters"] if p["grade"] == ASSUMED)[:NAMED]
        stale = told["scenario_hash"] != scenario.fingerprint
        return StoredShare(
            outcome, of["share"], of["low"], of["high"], largest, told["study"], told["method"], told["n"], stale
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def assumed_line(scenario: Scenario, outcomes: Iterable[str]) -> str:
    """Return the line that every comparison carries.

    What rests on assumed parameters, of the first outcome that a stored study has.
    """
    outcomes = list(outcomes)
    stored = next((told for told in (stored_share(scenario, name) for name in outcomes) if told), None)
    if stored:
        return stored.line
    return (
        f"What share of the variance of {outcomes[0]} rests on assumed parameters is not known: no "
        f"sensitivity study of {scenario.name} is stored "
        "that tells it (govsim sensitivity STUDY --store)."
    )
