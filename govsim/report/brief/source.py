"""The results that a brief is made of, and the expressions by which each of its numbers follows from their tables."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from govsim.errors import InputError
from govsim.parameters.in_force import with_strengths
from govsim.parameters.scenario import load_scenario
from govsim.runs.compare import BASELINE, with_baseline
from govsim.runs.interval import Interval, interval, paired
from govsim.runs.store import MANIFEST, read_manifest
from govsim.studies.rank_chances import one_way

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import pandas as pd

    from govsim.parameters.scenario import Scenario
    from govsim.report.folder import Contents

    Found = tuple[float, float, float]  # value, low, high
    Filter = Mapping[str, Any]

CONFIDENCE = 0.95  # of all intervals


@dataclass(frozen=True)
class Source:
    """Results: their manifest, tables by name and JSON documents by file."""

    manifest: dict[str, Any]
    table: Callable[[str], pd.DataFrame] = field(repr=False)
    document: Callable[[str], Any] = field(repr=False)

    @property
    def study(self) -> str:
        """What kind of results they are: compare, rank, investigate, decide."""
        return str(self.manifest.get("study", ""))


def of_folder(folder: Path) -> Source:
    """Return the results of a folder; tables are read when they are asked for.

    Raises:
        InputError: It holds no results.
    """
    import pandas as pd

    if not folder.is_dir() or not (folder / MANIFEST).exists():
        raise InputError(f"holds no {MANIFEST}; give a folder of results, as compare or rank write it", str(folder))

    @cache
    def table(name: str) -> pd.DataFrame:
        for path in (folder / f"{name}.parquet", folder / f"{name}.csv"):
            if path.exists():
                whole = path.suffix == ".parquet"
                return pd.read_parquet(path) if whole else pd.read_csv(path, float_precision="round_trip")
        raise InputError(f"holds no table {name!r}", str(folder))

    @cache
    def document(name: str) -> Any:
        try:
            return json.loads((folder / name).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise InputError(f"cannot be read: {error}", str(folder / name)) from None

    return Source(read_manifest(folder), table, document)


def of_contents(contents: Contents) -> Source:
    """Return results that have just been computed, as their folder would hold them."""
    manifest = json.loads(json.dumps(dict(contents.manifest), default=str))
    return Source(manifest, lambda name: contents.tables[name], lambda name: json.loads(contents.texts[name]))


def scenario_of(source: Source) -> Scenario:
    """Return the scenario of which the results are.

    Raises:
        InputError: It is not there, or not what it was: numbers would not be those of the results.
    """
    told = source.manifest
    scenario = load_scenario(told.get("file") or told["scenario"]).with_values(told.get("overrides", {}))
    for name, on in told.get("mechanisms", {}).items():
        scenario = scenario.with_mechanism(name, on)
    if told.get("baseline", scenario.baseline) != scenario.baseline:
        scenario = with_baseline(scenario, told["baseline"] or ["none"])
    named = [*told.get("policies", ()), told.get("differences_from", BASELINE)]
    return with_strengths(scenario, named)


def _paired_difference(source: Source, given: Filter) -> Found:
    own, base = (_of_runs(source, str(given[of]), str(given["outcome"])) for of in ("policy", "less"))
    return _found(interval(paired(own, base)))


def _mean(source: Source, given: Filter) -> Found:
    return _found(interval(_of_runs(source, str(given["policy"]), str(given["outcome"]))))


def _share_of_baseline(source: Source, given: Filter) -> Found:
    own, base = (_of_runs(source, str(given[of]), str(given["outcome"])) for of in ("policy", "less"))
    mean = abs(float(np.nanmean(base)))
    told = interval(paired(own, base))
    return (told.mean / mean, told.low / mean, told.high / mean) if mean else (np.nan, np.nan, np.nan)


def _over_worlds(source: Source, given: Filter) -> Found:
    return _found(one_way(_by_world(source, given)).sampling)


def _of_worlds(source: Source, given: Filter) -> Found:
    told = one_way(_by_world(source, given))
    return told.mean, told.low, told.high


def _better_in(source: Source, given: Filter) -> Found:
    sign = 1.0 if given["better"] == "more" else -1.0
    means = _by_world(source, given).mean(axis=1) * sign
    return float(np.mean(means > 0) + np.mean(means == 0) / 2), np.nan, np.nan


def _cell(source: Source, given: Filter) -> Found:
    rows = source.table(str(given["table"]))
    for name, value in given.get("where", {}).items():
        rows = rows[rows[name] == value]
    if len(rows) != 1:
        raise InputError(f"{given['table']}: {len(rows)} rows where {given.get('where')}, not one")
    value, low, high = ([*given["columns"], None, None])[:3]
    return tuple(float(rows[name].iloc[0]) if name else np.nan for name in (value, low, high))  # type: ignore[return-value]


def _in_document(source: Source, given: Filter) -> Found:
    whole = source.manifest if given["file"] == MANIFEST else source.document(str(given["file"]))
    told: list[float] = []
    for path in given["paths"]:
        value: Any = whole
        for key in path:
            value = value[key]
        told.append(float(value) if value is not None else np.nan)
    value, low, high = (*told, np.nan, np.nan)[:3]
    return value, low, high


def _count(source: Source, given: Filter) -> Found:
    rows = source.table(str(given["table"]))
    return float(rows[str(given["column"])].nunique()), np.nan, np.nan


def _confidence(source: Source, given: Filter) -> Found:
    return CONFIDENCE, np.nan, np.nan


EXPRESSIONS: dict[str, Callable[[Source, Filter], Found]] = {
    "paired difference over seeds": _paired_difference,
    "mean over seeds": _mean,
    "paired difference as a share of the baseline": _share_of_baseline,
    "paired difference over worlds and seeds": _over_worlds,
    "paired difference, middle of the worlds": _of_worlds,
    "share of worlds in which it is better": _better_in,
    "cell of a table": _cell,
    "value of a document": _in_document,
    "number of different values": _count,
    "confidence of intervals": _confidence,
}


def evaluate(source: Source, expression: str, given: Filter) -> Found:
    """Return value, low and high of an expression over results.

    Raises:
        InputError: There is no such expression, or the results do not hold what it asks for.
    """
    if expression not in EXPRESSIONS:
        raise InputError(f"unknown expression {expression!r}; there are {', '.join(EXPRESSIONS)}")
    try:
        return EXPRESSIONS[expression](source, given)
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise InputError(f"the results do not hold {error}", expression) from None


def _of_runs(source: Source, policy: str, outcome: str) -> np.ndarray[Any, Any]:
    runs = source.table("runs")
    return runs[runs["policy"] == policy].sort_values("seed")[outcome].to_numpy(float)


def _by_world(source: Source, given: Filter) -> np.ndarray[Any, Any]:
    """Return paired differences of shape (worlds, seeds)."""
    runs = source.table("runs")
    runs = runs[runs["share_of_strength"] == given["share_of_strength"]].sort_values(["world", "seed"])
    own, base = (runs[runs["policy"] == given[of]][given["outcome"]].to_numpy(float) for of in ("policy", "less"))
    return paired(own, base).reshape(runs["world"].nunique(), -1)


def _found(told: Interval) -> Found:
    return told.mean, told.low, told.high
