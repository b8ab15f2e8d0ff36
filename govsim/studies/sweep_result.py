"""The runs of a sweep as tables, and their checksum."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from govsim.runs.compare import BASELINE
from govsim.runs.parts import DONE, FAILED, MemoryParts
from govsim.studies.engines import Results
from govsim.studies.progress import Completion, Progress

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pandas as pd
    import pyarrow as pa
    from numpy.typing import NDArray

    from govsim.runs.parts import Parts
    from govsim.studies.engines import Chunk
    from govsim.studies.study import Study

KEYS = ("point", "policy", "replicate", "seed", "run")


@dataclass
class Sweep:
    """The runs of a study, done so far or all of them. Tables are pandas."""

    study: Study
    parts: Parts = field(default_factory=MemoryParts, repr=False)
    folder: Path | None = None

    @property
    def outcomes(self) -> list[str]:
        """Names of the outcomes of a run."""
        return list(self.study.model.outcomes)

    @property
    def runs(self) -> pd.DataFrame:
        """Tidy: one row for each run that did not fail, sorted by point, policy and replicate."""
        table = self._table()
        return table[table["error"].isna()].drop(columns="error").reset_index(drop=True)

    @property
    def failures(self) -> pd.DataFrame:
        """One row for each run that failed, with its message in `error`."""
        table = self._table([*KEYS, *self._factor_names, "error"])
        return table[table["error"].notna()].reset_index(drop=True)

    @property
    def design(self) -> pd.DataFrame:
        """The design points: one row a point, one column a factor."""
        return self.study.points.frame

    @property
    def means(self) -> pd.DataFrame:
        """Means over the replicates of each (point, policy), without failed runs.

        The values of the factors beside them.
        """
        means = self.runs.groupby(["point", "policy"], sort=True, observed=True)[self.outcomes].mean()
        return means.join(self.design, on="point")

    def values(self, outcome: str, policy: str = BASELINE, against: str | None = None) -> NDArray[np.float64]:
        """Return the mean over replicates at each point, shape (points,); NaN where a run failed or is missing.

        With `against`, the mean paired difference of `policy` from that other one.
        """
        points = len(self.study.points)
        sums, counts = np.zeros(points), np.zeros(points)
        for name, sign in ((policy, 1.0), *(((against, -1.0),) if against else ())):
            for part in self.parts.read(["point", "policy", outcome]):
                mine = np.asarray(part["policy"]) == name
                at, values = part["point"].to_numpy()[mine], part[outcome].to_numpy()[mine]
                np.add.at(sums, at, sign * values)
                np.add.at(counts, at, sign > 0)
        with np.errstate(invalid="ignore"):
            return np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)

    @cached_property
    def _factor_names(self) -> list[str]:
        return [f.name for f in self.study.factors]

    def _table(self, columns: list[str] | None = None) -> pd.DataFrame:
        import pyarrow as pa

        columns = columns or [*KEYS, *self._factor_names, *self.outcomes, "error"]
        parts = list(self.parts.read(columns))
        table: pd.DataFrame = (
            pa.concat_tables(parts).to_pandas()
            if parts
            else rows_of(self.study, (), Results([], np.zeros((0, len(self.outcomes))), [], ""))
            .select(columns)
            .to_pandas()
        )
        order = table["policy"].map({name: n for n, name in enumerate(self.study.model.arms)})
        return (
            table.assign(_order=order)
            .sort_values(["point", "_order", "replicate"], kind="stable")
            .drop(columns="_order")
            .reset_index(drop=True)
        )

    @property
    def checksum(self) -> str:
        """A hash of the rows: it depends neither on their order nor on how they were computed.

        Each row (point, policy, replicate, key of the run, message, bits of the outcomes) has a hash of its own; these
        are summed up, modulo 2**128. So the rows need neither be sorted nor fit into memory.
        """
        total = 0
        for part in self.parts.read([*KEYS, *self.outcomes, "error"]):
            bits = np.ascontiguousarray(np.column_stack([part[name].to_numpy() for name in self.outcomes]))
            told = zip(
                *(part[name].to_pylist() for name in ("point", "policy", "replicate", "run", "error")), strict=True
            )
            for row, key in zip(bits, told, strict=True):
                total += int.from_bytes(
                    hashlib.blake2b(repr(key).encode() + row.tobytes(), digest_size=16).digest(), "big"
                )
        return f"{total % 2**128:032x}"

    @property
    def progress(self) -> Progress:
        """Runs done, failed and planned."""
        state = Completion.of(self.study, self.parts, str(self.folder))
        return Progress(state.runs, state.failed, state.planned(), 0.0, state.runs)

    @property
    def summary(self) -> pd.DataFrame:
        """One row for each (policy, outcome of interest): runs, mean, least and largest, and the share that is bad.

        It reads part by part, so it needs no more memory for more runs; sums are exact until the end, so that they do
        not depend on how the runs are divided into parts.
        """
        import pandas as pd

        rows: dict[tuple[str, str], list[NDArray[np.float64]]] = {}
        sums: dict[tuple[str, str], Fraction] = {}
        for part in self.parts.read(["policy", *self.study.outcomes]):
            arms = np.asarray(part["policy"])
            for arm in self.study.model.arms:
                for name, goal in self.study.outcomes.items():
                    values = part[name].to_numpy()[arms == arm]
                    values = values[~np.isnan(values)]
                    if values.size:
                        bad = goal.bad(values)
                        bad_ones = np.nan if bad is None else bad.sum()
                        told = np.array([values.size, values.min(), values.max(), bad_ones])
                        rows.setdefault((arm, name), []).append(told)
                        sums[arm, name] = sum(map(Fraction, values.tolist()), sums.get((arm, name), Fraction(0)))
        table = []
        for (arm, name), told_of_parts in rows.items():
            told = np.array(told_of_parts)
            n = told[:, 0].sum()
            table.append(
                {
                    "policy": arm,
                    "outcome": name,
                    "runs": int(n),
                    "mean": float(sums[arm, name] / int(n)),
                    "least": told[:, 1].min(),
                    "largest": told[:, 2].max(),
                    "bad_if": self.study.outcomes[name].bad_if or "",
                    "bad_share": told[:, 3].sum() / n,
                }
            )
        for arm, name in product(self.study.model.arms, self.study.outcomes):
            if (arm, name) not in rows:  # all its runs failed, or none is there
                table.append(
                    {"policy": arm, "outcome": name, "runs": 0, "bad_if": self.study.outcomes[name].bad_if or ""}
                )
        columns = ["policy", "outcome", "runs", "mean", "least", "largest", "bad_if", "bad_share"]
        return pd.DataFrame(table, columns=columns).set_index(["policy", "outcome"])


def parts_of(study: Study, chunk: Chunk, results: Results) -> Iterator[tuple[str, pa.Table]]:
    """Yield the rows of a chunk as parts with their names: one of the tasks that went well, one of those that did not.

    A part is called by its first task. Each task stands in one part, so no other part is ever called so.
    """
    import pyarrow as pa

    rows = rows_of(study, chunk, results)
    arms = len(study.model.arms)
    failed = np.array([error is not None for error in results.errors], bool).reshape(len(chunk), arms).any(axis=1)
    for kind, of_kind in ((DONE, ~failed), (FAILED, failed)):
        if of_kind.any():
            first = chunk[int(np.argmax(of_kind))]
            yield f"{kind}-{first.point:08d}-{first.replicate:05d}", rows.filter(pa.array(np.repeat(of_kind, arms)))


def rows_of(study: Study, chunk: Chunk, results: Results) -> pa.Table:
    """Return the rows of a chunk."""
    import pyarrow as pa

    arms = study.model.arms

    def each(values: list[Any], kind: str) -> NDArray[Any]:
        return np.repeat(np.array(values, kind), len(arms))

    points = each([task.point for task in chunk], "i8")
    columns: dict[str, Any] = {
        "point": points,
        "policy": pa.array(list(arms) * len(chunk), pa.string()),
        "replicate": each([task.replicate for task in chunk], "i4"),
        "seed": each([task.seed for task in chunk], "u8"),
        "run": pa.array(results.keys, pa.string()),
    }
    columns |= {name: values[points] for name, values in study.points.columns.items()}
    columns |= {name: results.outcomes[:, n] for n, name in enumerate(study.model.outcomes)}
    return pa.table(columns | {"error": pa.array(results.errors, pa.string())})
