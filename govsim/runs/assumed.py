"""What rests on parameters that are only assumed: what a stored ensemble says of a scenario's own policies.

It speaks of effects and of ranks, never of a level: what moves a level moves baseline and policies alike.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from govsim.compiled import source_hash
from govsim.runs.store import write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from govsim.parameters.scenario import Scenario


@dataclass(frozen=True)
class StoredShare:
    """What share of a variance between parameter sets rests on assumed parameters, over a scenario's own policies.

    `effect`, `rank`: of the policies' effects on an outcome and of their ranks by it; share, and its 95 % interval;
    `rank` is None where the ranks hardly differ between sets.
    """

    outcome: str
    effect: tuple[float, float, float]
    rank: tuple[float, float, float] | None
    sets: int
    seeds: int

    @property
    def line(self) -> str:
        """The line for readers of a comparison."""
        effects = (
            f"{in_percent(self.effect)} of the variance of the effects of this scenario's policies on {self.outcome}"
        )
        rests = f"rest on assumed parameters ({self.sets} parameter sets, {self.seeds} seeds each)"
        if self.rank is None:
            return f"{effects} {rests}; their ranks hardly differ between the sets."
        return f"{effects}, and {in_percent(self.rank)} of that of their ranks, {rests}."


def in_percent(share: tuple[float, float, float]) -> str:
    """Return a share and its interval in per cent."""
    middle, low, high = (100 * x for x in share)
    return f"{middle:.0f} % ({low:.0f} to {high:.0f})"


def store_place(scenario: Scenario) -> Path:
    """Return the file beside a scenario in which its ensemble is stored."""
    return scenario.folder / "ensemble" / f"{scenario.name}.json"


def store(scenario: Scenario, sets: int, seeds: int, outcomes: dict[str, dict[str, Any]]) -> Path:
    """Store what share of the variance of effects and ranks rests on assumed parameters; return the file.

    Args:
        scenario: the scenario, as it was run.
        sets: parameter sets.
        seeds: seeds of each.
        outcomes: by outcome: `effect` and `rank`, each share, low, high.
    """
    told = {
        "scenario": scenario.name,
        "scenario_hash": scenario.fingerprint,
        "rules": source_hash(),
        "sets": sets,
        "seeds": seeds,
        "outcomes": outcomes,
    }
    path = store_place(scenario)
    path.parent.mkdir(exist_ok=True)
    write_atomically(path, lambda draft: draft.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8"))
    return path


def stored_share(scenario: Scenario, outcome: str) -> StoredShare | None:
    """Return what the ensemble stored beside a scenario says of an outcome.

    None if there is none, or if it is of another version of the scenario, of another baseline or of other rules.
    """
    try:
        told = json.loads(store_place(scenario).read_text(encoding="utf-8"))
        if (told["scenario_hash"], told["rules"]) != (scenario.fingerprint, source_hash()):
            return None
        shares = told["outcomes"][outcome]
        effect, rank = (None if shares[of] is None else tuple(map(float, shares[of])) for of in ("effect", "rank"))
        return StoredShare(outcome, effect, rank, told["sets"], told["seeds"])  # type: ignore[arg-type]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def assumed_line(scenario: Scenario, outcomes: Iterable[str]) -> str:
    """Return the line that every comparison carries.

    What rests on assumed parameters, of the first outcome that the stored ensemble has.
    """
    outcomes = list(outcomes)
    stored = next((told for told in (stored_share(scenario, name) for name in outcomes) if told), None)
    if stored:
        return stored.line
    return (
        f"What share of the variance of effects on {outcomes[0]}, and of the policies' ranks, rests on assumed "
        f"parameters is not known: no ensemble of {scenario.name} as it is here, under these rules, is stored "
        "(govsim compare FILE --ensemble 32 --store)."
    )
