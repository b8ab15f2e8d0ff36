"""Validation: published effects, each as an experiment inside the simulation with the same estimand.

A row (`experiments/validation/ID.yaml`) names what was published and where; the scenario and what makes of it the
setting of the study; its arms; and its quantities. A quantity has an estimand, the level of truth at which it is
counted, the published value, and either a band in which the simulated one must lie or the sign that it must have. All
of it is written down before anything is run. Every row starts from the same scenario file, so there is one parameter
set; a row may set only what makes its setting and its arms.

A quantity with a band is inside if the simulated value lies in it; one with a sign, if the 95 % interval lies on that
side of 0. A row that the model cannot express says so in `not_expressible` and stays in the table.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from govsim.errors import InputError
from govsim.evidence.estimands import ESTIMANDS, Estimand
from govsim.evidence.trace import trace
from govsim.runs.store import checksum
from govsim.runs.threads import in_parallel
from govsim.sizes import check_runs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

    from govsim.evidence.validation_rows import PublishedQuantity, ValidationRow
    from govsim.runs.interval import Interval
    from govsim.runs.kept import Kept

FIRST_SEED = 1


@dataclass(frozen=True)
class Result:
    """A quantity and its simulated value; `simulated` is None where the model cannot express it."""

    row: ValidationRow
    quantity: PublishedQuantity
    simulated: Interval | None

    @property
    def verdict(self) -> str:
        """`inside`, `outside`, `undefined` (no estimate, or one without an interval), or `not expressible`."""
        if self.simulated is None:
            return "not expressible"
        band, value = self.quantity.band, self.simulated
        if not np.isfinite([value.low, value.mean, value.high]).all():
            return "undefined"
        if band is not None:
            return "inside" if band.low <= value.mean <= band.high else "outside"
        return "inside" if (value.low > 0 if self.quantity.sign == "+" else value.high < 0) else "outside"

    def as_dict(self) -> dict[str, Any]:
        """Return the result as plain data."""
        quantity, value = self.quantity, self.simulated
        return {
            "id": self.row.id,
            "quantity": quantity.name,
            "kind": quantity.kind,
            "basis": self.row.told.basis,
            "level": quantity.level,
            "unit": quantity.unit,
            "estimand": quantity.estimand,
            "published": quantity.published.model_dump(),
            "band": quantity.band.model_dump() if quantity.band else None,
            "sign": quantity.sign,
            "simulated": None
            if value is None
            else {"value": value.mean, "low": value.low, "high": value.high, "replicates": value.n},
            "verdict": self.verdict,
        }


@dataclass(frozen=True)
class Validation:
    """The results of all rows that were run, and how long each row's runs took (seconds, all threads together)."""

    results: tuple[Result, ...]
    seconds: dict[str, float]

    def count(self, verdict: str, *, banded: bool | None = None, basis: str = "") -> int:
        """Return how many quantities have a verdict.

        With `banded`, of those with (or without) a numeric band; with `basis`, of rows of that basis.
        """
        return sum(
            r.verdict == verdict and banded in (None, r.quantity.band is not None) and basis in ("", r.row.told.basis)
            for r in self.results
        )

    @cached_property
    def by_row(self) -> dict[str, bool]:
        """For each row with a numeric band, whether all its quantities with a band lie inside."""
        told: dict[str, bool] = {}
        for r in self.results:
            if r.quantity.band and r.simulated:
                told[r.row.id] = told.get(r.row.id, True) and r.verdict == "inside"
        return told

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row for each quantity."""
        import pandas as pd

        told = []
        for result in self.results:
            data = result.as_dict()
            published, simulated, band = data.pop("published"), data.pop("simulated") or {}, data.pop("band") or {}
            told.append(
                data
                | {f"published_{key}": published[key] for key in ("value", "low", "high", "says")}
                | {f"band_{key}": band.get(key) for key in ("low", "high")}
                | {f"simulated_{key}": simulated.get(key) for key in ("value", "low", "high")}
                | {"replicates": simulated.get("replicates", 0)}
            )
        return pd.DataFrame(told)

    def as_json(self) -> dict[str, Any]:
        """Return the validation as plain data."""
        return {
            "rows": [result.as_dict() for result in self.results],
            "with_band": {v: self.count(v, banded=True) for v in ("inside", "outside")},
            "rows_with_band": {
                "inside": sum(self.by_row.values()),
                "outside": sum(not whole for whole in self.by_row.values()),
            },
            "with_sign": {v: self.count(v, banded=False) for v in ("inside", "outside")},
            "undefined": self.count("undefined"),
            "not_expressible": self.count("not expressible"),
            "seconds": self.seconds,
        }


def validate(
    rows: Sequence[ValidationRow],
    replicates: int | None = None,
    seed: int = FIRST_SEED,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    kept: Kept | None = None,
) -> Validation:
    """Run every row and estimate its quantities.

    Args:
        rows: rows of `load_rows`.
        replicates: seeds of each row (default: the file's).
        seed: the first of them.
        workers: threads (default: all cores); the result does not depend on them.
        progress: called with (replicates of rows done, planned).
        kept: where finished runs are kept, to go on from there after an interrupt.
    """
    if replicates is not None and replicates < 2:
        raise InputError("give at least two replicates: one has no interval")
    check_runs(max([replicates or row.told.replicates for row in rows], default=0), len(rows))
    tasks = [
        task
        for row in rows
        if row.scenarios
        for task in product([row], range(seed, seed + (replicates or row.told.replicates)))
    ]
    counted = (lambda done: progress(done, len(tasks))) if progress else None
    marks = {row.id: _mark(row) for row in rows}
    run = kept.keeping(_plain, lambda task: f"{marks[task[0].id]} {task[1]}") if kept else _plain
    sums: dict[str, list[list[Sequence[float]]]] = {row.id: [] for row in rows}
    seconds = dict.fromkeys(sums, 0.0)
    for (row, _), (told, spent) in zip(tasks, in_parallel(run, tasks, workers, counted), strict=True):
        sums[row.id].append(told)
        seconds[row.id] += spent
    results = []
    for row in rows:
        expressed = 0
        for quantity in row.told.quantities:
            value = None
            if not quantity.not_expressible:
                value = ESTIMANDS[quantity.estimand].estimate(
                    np.array([told[expressed] for told in sums[row.id]], float)
                )
                expressed += 1
            results.append(Result(row, quantity, value))
    return Validation(tuple(results), seconds)


def _mark(row: ValidationRow) -> str:
    """Return a hash of all that a row's runs rest on."""
    return checksum(repr((row.told, [scenario.fingerprint for scenario in row.scenarios.values()])).encode())


def _plain(task: tuple[ValidationRow, int]) -> tuple[list[Sequence[float]], float]:
    """Return what `_one_seed` does, as plain data."""
    told, spent = _one_seed(*task)
    return [np.asarray(values, float).tolist() for values in told], spent


def _one_seed(row: ValidationRow, seed: int) -> tuple[list[Sequence[float]], float]:
    """Run every arm of a row on one seed.

    Return the sums of each quantity that can be expressed, and the seconds spent.
    """
    start = time.thread_time()
    asked = [
        (quantity, ESTIMANDS[quantity.estimand]) for quantity in row.told.quantities if not quantity.not_expressible
    ]

    def needs(arm: str) -> list[Estimand]:
        return [estimand for quantity, estimand in asked if arm in quantity.arms]

    traces = {
        arm: trace(
            scenario, seed, any(e.log for e in needs(arm)), tuple({pair: None for e in needs(arm) for pair in e.watch})
        )
        for arm, scenario in row.scenarios.items()
        if needs(arm)
    }
    sums = [estimand.sums(*(traces[arm] for arm in quantity.arms), **quantity.options) for quantity, estimand in asked]
    return sums, time.thread_time() - start
