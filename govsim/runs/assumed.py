"""What rests on parameters that are only assumed: what a stored ensemble says of a scenario's own policies.

It speaks of effects and of ranks, never of a level: what moves a level moves baseline and policies alike.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from govsim.compiled import source_hash
from govsim.outcomes import ALL_OUTCOMES
from govsim.parameters.titles import scenario_title
from govsim.runs.store import write_atomically
from govsim.words import text

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
        outcome = ALL_OUTCOMES[self.outcome].words.label()
        told: dict[str, object] = {"sets": self.sets, "seeds": self.seeds}
        told["effects"] = text("assumed.effects", share=in_percent(self.effect), outcome=outcome)
        if self.rank is None:
            return text("assumed.rests_ranks_same", **told)
        return text("assumed.rests", share=in_percent(self.rank), **told)


def in_percent(share: tuple[float, float, float]) -> str:
    """Return a share and its interval in per cent."""
    middle, low, high = (f"{100 * x:.0f}" for x in share)
    return text("assumed.share", middle=middle, low=low, high=high)


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
        if (told["scenario_hash"], told["rules"]) != (_as_written(scenario).fingerprint, source_hash()):
            return None
        shares = told["outcomes"][outcome]
        effect, rank = (None if shares[of] is None else tuple(map(float, shares[of])) for of in ("effect", "rank"))
        return StoredShare(outcome, effect, rank, told["sets"], told["seeds"])  # type: ignore[arg-type]
    except (OSError, ValueError, KeyError, TypeError):
        return None


def kept_share(scenario: Scenario, outcome: str) -> dict[str, Any] | None:
    """Return what `stored_share` says, as manifests and tables keep it."""
    stored = stored_share(scenario, outcome)
    return asdict(stored) if stored else None


def _as_written(scenario: Scenario) -> Scenario:
    """Return a scenario without policies at a strength of their own (`name*0.8`), which no ensemble holds."""
    own = {name: policy for name, policy in scenario.policies.items() if "*" not in name or name in scenario.baseline}
    return scenario.model_copy(update={"policies": own})


def assumed_line(scenario: Scenario, outcomes: Iterable[str]) -> str:
    """Return the line that every comparison carries.

    What rests on assumed parameters, of the first outcome that the stored ensemble has.
    """
    outcomes = list(outcomes)
    stored = next((told for told in (stored_share(scenario, name) for name in outcomes) if told), None)
    if stored:
        return stored.line
    outcome = ALL_OUTCOMES[outcomes[0]].words.label() if outcomes[0] in ALL_OUTCOMES else outcomes[0]
    return text("assumed.unknown", outcome=outcome, scenario=scenario_title(scenario))
