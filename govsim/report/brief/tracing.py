"""Where a number of a brief comes from: computed again from the stored tables, or from runs made anew."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govsim.errors import InputError, nearest
from govsim.report.brief.numbers import NUMBERS
from govsim.report.brief.source import Source, evaluate, of_contents, of_folder, scenario_of
from govsim.runs.store import plain

if TYPE_CHECKING:
    from collections.abc import Callable

    from govsim.parameters.scenario import Scenario

ENDS = ("value", "low", "high")


@dataclass(frozen=True)
class Traced:
    """A number as it is stated, and as it comes out again; `equal` to the last bit."""

    name: str
    stated: dict[str, Any]
    found: dict[str, float | None]
    rerun: bool

    @property
    def equal(self) -> bool:
        """Whether value and interval are the same bits."""
        return all(_bits(self.stated[end]) == _bits(self.found[end]) for end in ENDS)

    def as_json(self) -> dict[str, Any]:
        """Return the trace as plain data."""
        return {"number": self.name, **self.stated, "found": self.found, "rerun": self.rerun, "equal": self.equal}


def _bits(value: float | None) -> bytes:
    return b"" if value is None else struct.pack("<d", float(value))


def stated(folder: Path) -> dict[str, dict[str, Any]]:
    """Return the numbers of the brief of a folder by their names.

    Raises:
        InputError: There is no brief in it.
    """
    path = folder / NUMBERS
    if not path.exists():
        raise InputError(f"holds no {NUMBERS}; write its brief first: govsim brief {folder}", str(folder))
    try:
        told: dict[str, dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"cannot be read: {error}", str(path)) from None
    return told


def trace(folder: Path, name: str, *, rerun: bool = False, anew: Source | None = None) -> Traced:
    """Return a number of a brief beside what its trace gives.

    Args:
        folder: the results, with their brief.
        name: the number, such as `n17`.
        rerun: whether to simulate anew instead of reading the stored tables.
        anew: results that have been simulated anew already.
    """
    numbers = stated(folder)
    if name not in numbers:
        raise InputError(f"there is no number {name!r}{nearest(name, numbers)}", str(folder / NUMBERS))
    told = numbers[name]
    source = (anew or simulated(of_folder(folder))) if rerun else of_folder(folder)
    found = evaluate(source, told["expression"], told["filter"])
    return Traced(name, told, {end: plain(x) for end, x in zip(ENDS, found, strict=True)}, rerun)


def simulated(source: Source) -> Source:
    """Return results computed anew, from the scenario and what was asked for.

    Raises:
        InputError: The scenario is no longer what it was, or such results cannot be made again by a brief.
    """
    scenario, hashed = scenario_of(source), source.manifest.get("scenario_hash")
    if source.study not in AGAIN:
        raise InputError(f"results of {source.study} are made again by their own command, not by --rerun", "--rerun")
    if scenario.fingerprint != hashed:
        raise InputError(
            f"the scenario is no longer what it was (fingerprint {scenario.fingerprint}, then {hashed})",
            str(source.manifest.get("file")),
        )
    return AGAIN[source.study](scenario, source)


def _compared(scenario: Scenario, source: Source) -> Source:
    from govsim.report.comparison import comparison_contents
    from govsim.runs.compare import BASELINE, compare

    told = source.manifest
    against = told["differences_from"]
    names = [*told["policies"], *([against] if against != BASELINE else [])]
    count, first = told["replicates"], told["seeds"]["first"]
    result = compare(
        scenario,
        names,
        outcome=told["outcome"],
        half_width=told["wanted_half_width"],
        least=count,
        most=count,
        seed=first,
    )
    return of_contents(comparison_contents(result.against(against) if against != BASELINE else result))


def _ranked(scenario: Scenario, source: Source) -> Source:
    from govsim.report.ranking import rank_contents
    from govsim.studies.ranking import rank

    return of_contents(rank_contents(rank(scenario, **source.manifest["asked"])))


def _investigated(scenario: Scenario, source: Source) -> Source:
    from govsim.investigation.care import load_care
    from govsim.investigation.investigate import investigate
    from govsim.report.investigation import Story
    from govsim.report.investigation_page import contents

    told = source.manifest
    own = told.get("care") not in (None, load_care(None).file)  # its own standards, not the package's
    care = Path(told["care"]) if own else None
    result = investigate(scenario, told["seed"], told["accident"], care, redraws=told["redraws"])
    return of_contents(contents(result, Story(result)))


AGAIN: dict[str, Callable[[Scenario, Source], Source]] = {
    "compare": _compared,
    "rank": _ranked,
    "investigate": _investigated,
}
