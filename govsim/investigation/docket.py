"""A docket: the accidents of many seeds looked into one by one, kept seed by seed, and how far blame is misplaced."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from govsim import draws
from govsim.compiled import source_hash
from govsim.errors import InputError
from govsim.investigation.accidents import in_log
from govsim.investigation.investigate import AFTER, REDRAWS, look_into
from govsim.runs.interval import Interval
from govsim.runs.parts import FolderParts, MemoryParts
from govsim.world.build import build

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    import pandas as pd
    from numpy.typing import NDArray

    from govsim.investigation.care import Care
    from govsim.parameters.scenario import Scenario
    from govsim.runs.parts import Parts

RESAMPLES = 2000
PARTS = "docket"  # folder of the parts
EVERYDAY, DIRECTED, LOOKED_INTO = "everyday", "directed", "looked into"


@dataclass(frozen=True)
class Docket:
    """Accidents of many seeds; `rows` has one row an accident and actor."""

    scenario: Scenario
    seeds: tuple[int, ...]
    rows: pd.DataFrame

    @cached_property
    def looked_into(self) -> pd.DataFrame:
        """The rows of accidents that were looked into."""
        return self.rows[self.rows["how"] == LOOKED_INTO]

    @cached_property
    def accidents(self) -> int:
        """How many accidents were looked into."""
        return int(self.looked_into.groupby(["seed", "accident"]).ngroups)

    def left_out(self, how: str) -> int:
        """Return how many accidents were not looked into, for one reason."""
        return int((self.rows["how"] == how).sum())

    @cached_property
    def ledgers(self) -> pd.DataFrame:
        """Mean share of each actor by outcome and by diligence, each with its 95 % interval over seeds."""
        import pandas as pd

        kept = {}
        for actor, own in self.looked_into.groupby("actor"):
            kept[str(actor)] = [x for column in ("outcome", "diligence") for x in _told(self._over_seeds(own, column))]
        columns = ["outcome", "outcome_low", "outcome_high", "diligence", "diligence_low", "diligence_high"]
        frame = pd.DataFrame.from_dict(kept, orient="index", columns=columns).rename_axis("actor")
        return frame.sort_values("outcome", ascending=False)

    @cached_property
    def misplaced(self) -> Interval:
        """Mean misplaced blame of an accident, with its 95 % interval: bootstrap over seeds."""
        return self._over_seeds(self._once, "misplaced")

    @cached_property
    def averted(self) -> Interval:
        """Share of accidents that a barrier of the model would have averted, with its interval."""
        return self._over_seeds(self._once, "averted")

    @property
    def _once(self) -> pd.DataFrame:
        return self.looked_into.drop_duplicates(["seed", "accident"])

    def _over_seeds(self, rows: pd.DataFrame, column: str) -> Interval:
        """Return a mean over accidents with its 95 % interval by the bootstrap over seeds."""
        by_seed = rows.groupby("seed")[column].sum()
        cases = self._once.groupby("seed").size()
        seeds = sorted(set(self.seeds) & set(self.rows["seed"]))
        sums = np.array([float(by_seed.get(seed, 0.0)) for seed in seeds])
        counts = np.array([float(cases.get(seed, 0.0)) for seed in seeds])
        return bootstrap(sums, counts)

    def as_json(self) -> dict[str, Any]:
        """Return the docket as plain data."""
        return {
            "scenario": self.scenario.name,
            "seeds": list(self.seeds),
            "accidents": self.accidents,
            "everyday": self.left_out(EVERYDAY),
            "directed": self.left_out(DIRECTED),
            "averted": self.averted.__dict__,
            "misplaced": self.misplaced.__dict__,
            "ledgers": self.ledgers.reset_index().to_dict("records"),
        }


def _told(given: Interval) -> tuple[float, float, float]:
    return given.mean, given.low, given.high


def bootstrap(sums: NDArray[np.float64], counts: NDArray[np.float64]) -> Interval:
    """Return the ratio of two sums over seeds, each of shape (seeds,), with its 95 % percentile interval.

    Resamples are drawn from a fixed key, so the same docket has the same interval.
    """
    n = len(sums)
    if n == 0 or counts.sum() == 0.0:
        return Interval(np.nan, np.nan, np.nan, 0)
    keys = np.arange(RESAMPLES * n, dtype=np.int64)
    key = np.uint64(draws.derive_key(0, draws.REDRAW, np.uint64(n), 0))
    lots = np.array([draws.uniform(key, draws.REDRAW, int(k), 0) for k in keys]).reshape(RESAMPLES, n)
    chosen = (lots * n).astype(int)
    of = counts[chosen].sum(axis=1)
    means = sums[chosen].sum(axis=1)[of > 0] / of[of > 0]
    low, high = np.quantile(means, [0.025, 0.975])
    return Interval(float(sums.sum() / counts.sum()), float(low), float(high), n)


def docket(
    scenario: Scenario,
    seeds: Iterable[int],
    care: Care,
    *,
    folder: Path | None = None,
    redraws: int = REDRAWS,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Docket:
    """Look into all reportable accidents of many seeds; with a folder, what is there is not done again.

    Raises:
        InputError: No seed is given, or the folder holds a docket of something else.
    """
    import pyarrow as pa

    chosen = tuple(seeds)
    if not chosen:
        raise InputError("give at least one seed")
    parts: Parts = MemoryParts() if folder is None else FolderParts(_folder(folder))
    name = _name(scenario, care, redraws)
    done = _done(parts, name, folder)
    for n, seed in enumerate(chosen):
        if seed not in done:
            rows = seed_rows(scenario, seed, care, redraws, workers)
            table = pa.Table.from_pylist([{**row, "docket": name} for row in rows], schema=_schema())
            parts.add(f"part-{seed:012d}-00000", table)
        if progress:
            progress(n + 1, len(chosen))
    return _read(scenario, parts, chosen)


def _folder(folder: Path) -> Path:
    place = folder / PARTS
    place.mkdir(parents=True, exist_ok=True)
    return place


def _name(scenario: Scenario, care: Care, redraws: int) -> str:
    """Return what a docket is of: scenario, rules, standards, redraws."""
    import hashlib

    told = repr(
        [scenario.fingerprint, source_hash(), sorted((a, sorted(s)) for a, s in care.standards.items()), redraws]
    )
    values = repr([[(a, w, str(s.value)) for w, s in own.items()] for a, own in care.standards.items()])
    return hashlib.blake2b((told + values).encode(), digest_size=8).hexdigest()


def _done(parts: Parts, name: str, folder: Path | None) -> set[int]:
    done: set[int] = set()
    for table in parts.read(["seed", "docket"]):
        if table["docket"][0].as_py() != name:
            raise InputError("holds a docket of another scenario, rules or standards; give another folder", str(folder))
        done |= set(table["seed"].to_pylist())
    return done


def _read(scenario: Scenario, parts: Parts, seeds: tuple[int, ...]) -> Docket:
    import pandas as pd

    rows = pd.concat([table.to_pandas() for table in parts.read()], ignore_index=True)
    own = rows[rows["seed"].isin(seeds)].sort_values(["seed", "accident"], kind="stable").reset_index(drop=True)
    return Docket(scenario, seeds, own)


def _schema() -> Any:
    """Return the columns of a docket: one row an accident and actor; a seed without accidents has one row of none."""
    import pyarrow as pa

    kinds = {"seed": pa.int64(), "accident": pa.int64(), "week": pa.int64(), "how": pa.string(), "deaths": pa.int64()}
    kinds |= {"actor": pa.string(), "outcome": pa.float64(), "diligence": pa.float64()}
    kinds |= {"averted": pa.float64(), "misplaced": pa.float64(), "docket": pa.string()}
    return pa.schema(list(kinds.items()))


def seed_rows(scenario: Scenario, seed: int, care: Care, redraws: int, workers: int | None) -> list[dict[str, Any]]:
    """Return the rows of one seed: shares of each actor in each accident that can be looked into."""
    logged = build(scenario, seed, log=True).run()
    rows: list[dict[str, Any]] = []
    for accident in in_log(logged, seed):
        case = {"seed": seed, "accident": accident.number, "week": accident.week, "deaths": accident.deaths}
        if accident.hazard < 0 or accident.from_outside or accident.source >= 0:
            rows.append(case | {"how": EVERYDAY if accident.hazard < 0 else DIRECTED})
            continue
        told = look_into(scenario, accident, care, logged, redraws=redraws, after=AFTER, workers=workers)
        whole = {"how": LOOKED_INTO, "averted": float(told.averted), "misplaced": told.misplaced}
        rows += [
            case | whole | {"actor": str(actor), "outcome": row["outcome"], "diligence": row["diligence"]}
            for actor, row in told.ledgers.iterrows()
        ]
    return rows or [{"seed": seed, "accident": -1, "how": "none"}]
