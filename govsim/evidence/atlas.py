"""The atlas: every problem, cause, countermeasure and fact of the case studies as one paired experiment.

A row of the atlas names a scenario and two variants of it, one in which what the row speaks of is `present` and one in
which it is `absent`; an outcome in which it must show; and the sign that the source's claim gives to the difference.
Both variants run on the same seeds, as many as were asked for and no more: replicates are never added until a row
agrees. A row agrees if its mean paired difference has the expected sign and its 95 % interval leaves out 0.

A row's own outcome stands next to its parameter, so that it agrees says that a wire is connected. Whether the row
*matters* is read from one outcome, the same for all: expected deaths and serious injuries. A problem or a cause matters
if it raises them, a countermeasure if it lowers them; facts are given, and nothing is expected of them.

The rows stand in YAML files (`experiments/atlas/case_N.yaml`); the sign is written there before anything is run.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from pydantic import Field, field_validator

from govsim.errors import InputError
from govsim.outcomes import ALL_OUTCOMES
from govsim.parameters import MECHANISMS, find
from govsim.parameters.policies import Strict
from govsim.parameters.scenario import Scenario, load_scenario
from govsim.parameters.yaml_file import Located, checked
from govsim.runs.given import seeds_of
from govsim.runs.interval import Interval, interval, paired
from govsim.runs.run import summarise
from govsim.runs.threads import in_parallel
from govsim.runs.variants import Variant, check_name, check_variant
from govsim.world.build import build

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    import pandas as pd
    from numpy.typing import NDArray

    from govsim.runs.kept import Kept

REPLICATES = 48
HARM = "expected_casualties"  # what a row must move to matter, whatever its own outcome
HARM_SIGN = {"problem": "+", "cause": "+", "countermeasure": "-"}  # a fact is given: there is no sign to expect
KINDS = {"F": "fact", "P": "problem", "C": "cause", "M": "countermeasure"}
ID = r"^[0-9]+-[FPCM][0-9]+[a-z]?$"


# --- what a file says -------------------------------------------------------------------------------------------------


class Entry(Strict):
    """One row as its file gives it."""

    id: str = Field(description="Case, kind (F fact, P problem, C cause, M countermeasure) and number, such as 0-P2.")
    name: str = Field(min_length=3, description="What the source names.")
    scenario: str = Field(description="Name of a scenario file, without .yaml.")
    mechanisms: list[str] = Field(min_length=1, description="Mechanisms through which it acts.")
    parameter: str = Field(description="The parameter that stands for it before others.")
    outcome: str = Field(description="The outcome in which it must show.")
    sign: Literal["+", "-"] = Field(
        description="Expected sign of outcome(present) - outcome(absent), by the source's claim."
    )
    present: Variant = Variant()
    absent: Variant = Variant()
    reading: str = Field(min_length=3, description="How the row is read in the model's terms.")

    @field_validator("id")
    @classmethod
    def _case_kind_number(cls, given: str) -> str:
        if not re.match(ID, given):
            raise ValueError(f"must be case, kind and number, such as 0-P2 (kinds: {', '.join(KINDS)})")
        return given


@dataclass(frozen=True)
class AtlasRow:
    """A row of the atlas, with the two scenarios that it compares."""

    entry: Entry
    present: Scenario = field(repr=False)
    absent: Scenario = field(repr=False)

    @property
    def id(self) -> str:
        """Its id, such as `0-P2`."""
        return self.entry.id

    @property
    def case(self) -> int:
        """Number of its case study."""
        return int(self.id.partition("-")[0])

    @property
    def kind(self) -> str:
        """Fact, problem, cause or countermeasure."""
        return KINDS[self.id.partition("-")[2][0]]


def load_atlas(folder: Path, scenarios: Path) -> list[AtlasRow]:
    """Read and check the rows in all files `case_*.yaml` of a folder, whose scenarios stand in the folder `scenarios`.

    Raises:
        InputError: with file, line and key of the first fault.
    """
    files = sorted(folder.glob("case_*.yaml"))
    if not files:
        raise InputError("holds no file of the atlas (case_*.yaml); give another with --folder", str(folder))
    known: dict[str, Scenario] = {}
    rows: dict[str, AtlasRow] = {}
    for path in files:
        for row in _rows_of(Located(path), scenarios, known):
            if row.id in rows:
                raise InputError(f"the row {row.id} stands in the atlas already", str(path))
            rows[row.id] = row
    return list(rows.values())


def _rows_of(file: Located, folder: Path, known: dict[str, Scenario]) -> Iterable[AtlasRow]:
    if not isinstance(file.data, dict) or list(file.data) != ["rows"] or not isinstance(file.data["rows"], list):
        raise InputError("must be a mapping with the one key `rows`, a list", file.where(()))
    for n, data in enumerate(file.data["rows"]):

        def where(*keys: str | int, n: int = n) -> str:
            return file.where(("rows", n, *keys))

        entry = checked(Entry, data, where, "id: 0-P2")
        check_name(entry.outcome, ALL_OUTCOMES, "outcome", where("outcome"))
        for k, mechanism in enumerate(entry.mechanisms):
            check_name(mechanism, MECHANISMS, "mechanism", where("mechanisms", k))
        find(entry.parameter, where("parameter"))
        if entry.scenario not in known:
            path = folder / f"{entry.scenario}.yaml"
            if not path.is_file():
                check_name(entry.scenario, [p.stem for p in folder.glob("*.yaml")], "scenario", where("scenario"))
            known[entry.scenario] = load_scenario(path)
        yield _resolve(entry, known[entry.scenario], where)


def _resolve(entry: Entry, scenario: Scenario, where: Callable[..., str]) -> AtlasRow:
    """Return the row with its two scenarios, after checks of what no single key can tell."""
    variants = {"present": entry.present, "absent": entry.absent}
    for side, variant in variants.items():
        check_variant(variant, scenario, lambda *keys, side=side: where(side, *keys))
    policies = [scenario.policies[name] for variant in variants.values() for name in variant.policies]
    changed = {name for variant in variants.values() for name in variant.set} | {
        name for p in policies for name in (*p.set, *p.scale, *p.add)
    }
    if entry.parameter not in changed:
        raise InputError(f"{entry.parameter!r} is changed neither by `present` nor by `absent`", where("parameter"))
    try:
        present, absent = entry.present.of(scenario), entry.absent.of(scenario)
    except InputError as error:
        raise InputError(error.message, where()) from None
    if present.fingerprint == absent.fingerprint:
        raise InputError("`present` and `absent` are the same scenario; change one of them", where("present"))
    return AtlasRow(entry, present, absent)


def select(rows: Sequence[AtlasRow], ids: Iterable[str] = (), case: int | None = None) -> list[AtlasRow]:
    """Return the rows with these ids (all, if none are given) of this case (all, if none is given), in their order."""
    known = [row.id for row in rows]
    wanted = list(ids)
    for asked in wanted:
        check_name(asked, known, "row", "--row")
    if case is not None and case not in {row.case for row in rows}:
        raise InputError(
            f"there is no case {case}; there are {', '.join(str(c) for c in sorted({row.case for row in rows}))}",
            "--case",
        )
    chosen = [row for row in rows if (not wanted or row.id in wanted) and case in (None, row.case)]
    if not chosen:
        raise InputError(f"none of these rows belongs to case {case}", "--row")
    return chosen


def _on_side(difference: Interval, sign: str) -> bool:
    """Return whether an interval of a difference lies on the side of 0 that a sign says."""
    return difference.n > 1 and (difference.low > 0 if sign == "+" else difference.high < 0)


# --- what came out ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Finding:
    """A row and what its experiment gave: its outcome in both variants, one value a seed, and the harm in both.

    NaN where it is not defined.
    """

    row: AtlasRow
    present: NDArray[np.float64] = field(repr=False)
    absent: NDArray[np.float64] = field(repr=False)
    harm_present: NDArray[np.float64] = field(repr=False)
    harm_absent: NDArray[np.float64] = field(repr=False)

    @cached_property
    def differences(self) -> NDArray[np.float64]:
        """Paired differences, present less absent, shape (seeds,)."""
        return paired(self.present, self.absent)

    @cached_property
    def difference(self) -> Interval:
        """The mean paired difference with its 95 % interval."""
        return interval(self.differences)

    @property
    def agrees(self) -> bool:
        """Whether the difference has the expected sign and its interval leaves out 0."""
        return _on_side(self.difference, self.row.entry.sign)

    @cached_property
    def harm(self) -> Interval:
        """The mean paired difference in expected deaths and serious injuries, as a share of those without it."""
        return interval(paired(self.harm_present, self.harm_absent) / float(np.mean(self.harm_absent)))

    @property
    def matters(self) -> bool | None:
        """Whether it changes harm: more by a problem or a cause, less by a countermeasure; None for a fact."""
        sign = HARM_SIGN.get(self.row.kind)
        return None if sign is None else _on_side(self.harm, sign)

    @property
    def harms_the_wrong_way(self) -> bool:
        """Whether harm changes in the direction that the kind of the row does not expect."""
        sign = HARM_SIGN.get(self.row.kind)
        return sign is not None and _on_side(self.harm, "-" if sign == "+" else "+")

    @property
    def standardised(self) -> Interval:
        """The difference in standard deviations of the paired differences; without any spread it is infinite."""
        defined = self.differences[~np.isnan(self.differences)]
        spread = float(defined.std(ddof=1)) if defined.size > 1 else np.nan
        spread = 0.0 if spread <= 1e-12 * abs(self.difference.mean) else spread
        with np.errstate(divide="ignore", invalid="ignore"):
            mean, low, high = np.array([self.difference.mean, self.difference.low, self.difference.high]) / spread
        return Interval(float(mean), float(low), float(high), self.difference.n)

    def as_dict(self) -> dict[str, Any]:
        """Return the finding as plain data."""
        entry, difference = self.row.entry, self.difference
        return {
            "id": self.row.id,
            "name": entry.name,
            "case": self.row.case,
            "kind": self.row.kind,
            "scenario": entry.scenario,
            "mechanisms": entry.mechanisms,
            "parameter": entry.parameter,
            "outcome": entry.outcome,
            "unit": ALL_OUTCOMES[entry.outcome].unit,
            "present": interval(self.present).mean,
            "absent": interval(self.absent).mean,
            "difference": {"mean": difference.mean, "low": difference.low, "high": difference.high},
            "standardised": self.standardised.mean,
            "replicates": difference.n,
            "expected": entry.sign,
            "agrees": self.agrees,
            "harm": {"mean": self.harm.mean, "low": self.harm.low, "high": self.harm.high},
            "matters": self.matters,
            "reading": entry.reading.strip(),
        }


@dataclass(frozen=True)
class Atlas:
    """The findings of all rows that were run, over the same seeds."""

    findings: tuple[Finding, ...]
    seeds: tuple[int, ...]
    runs: int

    @property
    def agreeing(self) -> int:
        """Number of rows that agree."""
        return sum(finding.agrees for finding in self.findings)

    def mattering(self, *kinds: str) -> tuple[int, int]:
        """Return how many of the rows of some kinds matter, and how many there are."""
        told = [finding.matters for finding in self.findings if finding.row.kind in kinds]
        return sum(bool(matters) for matters in told), len(told)

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row for each row of the atlas."""
        import pandas as pd

        told = []
        for finding in self.findings:
            data = finding.as_dict()
            difference, harm = data.pop("difference"), data.pop("harm")
            data["mechanisms"] = " ".join(data["mechanisms"])
            data |= {"difference": difference["mean"], "low": difference["low"], "high": difference["high"]}
            data |= {"harm": harm["mean"], "harm_low": harm["low"], "harm_high": harm["high"]}
            told.append(data)
        return pd.DataFrame(told)

    def as_json(self) -> dict[str, Any]:
        """Return the atlas as plain data."""
        return {
            "rows": [finding.as_dict() for finding in self.findings],
            "agreeing": self.agreeing,
            "of": len(self.findings),
            "mattering": {kind: list(self.mattering(kind)) for kind in HARM_SIGN},
            "replicates": len(self.seeds),
            "seeds": [self.seeds[0], self.seeds[-1]],
        }


def run_atlas(
    rows: Sequence[AtlasRow],
    seeds: Iterable[int] = range(1, 1 + REPLICATES),
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    kept: Kept | None = None,
) -> Atlas:
    """Run both variants of every row on the same seeds; a variant that several rows share is run once.

    Args:
        rows: rows of `load_atlas`.
        seeds: the replicates, the same for every variant.
        workers: threads (default: all cores); the result does not depend on them.
        progress: called with (runs done, runs planned).
        kept: where finished runs are kept, to go on from there after an interrupt.
    """
    chosen = seeds_of(seeds, 2 * len(rows))
    if len(chosen) < 2:
        raise InputError("give at least two replicates: one has no interval")
    variants: dict[str, Scenario] = {}
    outcomes: dict[str, set[str]] = {}
    for row in rows:
        for scenario in (row.present, row.absent):
            variants[scenario.content_hash] = scenario
            outcomes.setdefault(scenario.content_hash, {HARM}).add(row.entry.outcome)

    def one_run(task: tuple[str, int]) -> dict[str, float]:
        mark, seed = task
        summary = summarise(build(variants[mark], seed).run())
        return {name: summary[name] for name in outcomes[mark]}

    marks = {mark: f"{variants[mark].fingerprint} {sorted(names)}" for mark, names in outcomes.items()}
    run = kept.keeping(one_run, lambda task: f"{marks[task[0]]} {task[1]}") if kept else one_run
    tasks = list(product(variants, chosen))
    told = (lambda done: progress(done, len(tasks))) if progress else None
    results = dict(zip(tasks, in_parallel(run, tasks, workers, told), strict=True))

    def values(scenario: Scenario, outcome: str) -> NDArray[np.float64]:
        return np.array([results[scenario.content_hash, seed][outcome] for seed in chosen])

    findings = tuple(
        Finding(row, *(values(side, name) for name in (row.entry.outcome, HARM) for side in (row.present, row.absent)))
        for row in rows
    )
    return Atlas(findings, chosen, len(tasks))
