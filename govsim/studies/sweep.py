"""Sweeps: all runs of a study, in parts that are written whole, so that nothing is lost and nothing is done twice.

The folder of a sweep holds a manifest (what determines the runs), the design points, and Parquet parts with one row
for each (point, policy, replicate): the key of the run, the values of the factors, every outcome, or the message of a
failure. What is missing is told by the parts themselves. So a sweep can be killed at any moment and started again, on
another engine or with another number of workers, and ends with the same rows and the same checksum.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import time
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from govsim.errors import InputError
from govsim.runs.compare import BASELINE, interval
from govsim.runs.store import (
    MANIFEST,
    FolderParts,
    MemoryParts,
    Parts,
    check_writable,
    in_use,
    locked,
    origin,
    read_manifest,
    versions,
    write_atomically,
)
from govsim.studies.design import Design, DesignSpec, same_points
from govsim.studies.engines import Chunk, Engine, EngineName, Results, Task, compute, make_engine, run_chunks
from govsim.studies.factors import DUMMY_NAME
from govsim.studies.models import ScenarioModel
from govsim.studies.study import Replication, Study, load_study

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pandas as pd
    import pyarrow as pa
    from numpy.typing import NDArray

SECONDS = 2.0  # of a chunk: what a kill costs a worker at most
LARGEST_CHUNK = 2000  # tasks
KEYS = ("point", "policy", "replicate", "seed", "run")
OWN = {"lock", "design.parquet", "sweep.log"}  # what may lie in a folder that has no manifest yet
DESIGN = "design.parquet"


@dataclass(frozen=True)
class Progress:
    """How far a sweep is: runs done, failed and planned.

    Seconds since it was started, and runs that were there before.
    """

    done: int
    failed: int
    planned: int
    seconds: float
    before: int = 0

    @property
    def rate(self) -> float:
        """Runs a second since the start."""
        return (self.done - self.before) / self.seconds if self.seconds > 0 else 0.0

    @property
    def left(self) -> float:
        """Seconds that the rest will take at this rate."""
        return (self.planned - self.done) / self.rate if self.rate > 0 else float("inf")

    def __str__(self) -> str:
        left = f", {self.left:.0f} s left" if self.done < self.planned and np.isfinite(self.left) else ""
        return f"{self.done} of {self.planned} runs done, {self.failed} failed, {self.rate:.1f} a second{left}"


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
            else _part(self.study, (), Results([], np.zeros((0, len(self.outcomes))), [], ""))
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
        state = _State.of(self)
        return Progress(state.runs, state.failed, state.planned(), 0.0, state.runs)

    @property
    def summary(self) -> pd.DataFrame:
        """One row for each (policy, outcome of interest): runs, mean, least and largest, and the share that is bad.

        It reads part by part, so it needs no more memory for more runs.
        """
        import pandas as pd

        rows: dict[tuple[str, str], list[NDArray[np.float64]]] = {}
        for part in self.parts.read(["policy", *self.study.outcomes]):
            arms = np.asarray(part["policy"])
            for arm in self.study.model.arms:
                for name, goal in self.study.outcomes.items():
                    values = part[name].to_numpy()[arms == arm]
                    values = values[~np.isnan(values)]
                    if values.size:
                        bad = goal.bad(values)
                        told = np.array(
                            [
                                values.size,
                                values.sum(),
                                values.min(),
                                values.max(),
                                np.nan if bad is None else bad.sum(),
                            ]
                        )
                        rows.setdefault((arm, name), []).append(told)
        table = []
        for (arm, name), told_of_parts in rows.items():
            told = np.array(told_of_parts)
            n = told[:, 0].sum()
            table.append(
                {
                    "policy": arm,
                    "outcome": name,
                    "runs": int(n),
                    "mean": told[:, 1].sum() / n,
                    "least": told[:, 2].min(),
                    "largest": told[:, 3].max(),
                    "bad_if": self.study.outcomes[name].bad_if or "",
                    "bad_share": told[:, 4].sum() / n,
                }
            )
        columns = ["policy", "outcome", "runs", "mean", "least", "largest", "bad_if", "bad_share"]
        return pd.DataFrame(table, columns=columns).set_index(["policy", "outcome"])


# --- what is missing
# ----------------------------------------------------------------------------------------------------


@dataclass
class _State:
    """Which replicates of which points are there: `done` of shape (points, replicates).

    `values` has the outcome that decides on further replicates, shape (points, replicates, arms), where the rule asks
    for one.
    """

    study: Study
    done: NDArray[np.bool_]
    values: NDArray[np.float64] | None
    failed: int = 0

    @classmethod
    def of(cls, sweep: Sweep) -> _State:
        """Read the parts of a sweep; a run that stands twice, or that the study does not ask for.

        Is an `InputError`.
        """
        study = sweep.study
        shape = (len(study.points), study.replicates.largest)
        rule = study.replicates.outcome if study.replicates.half_width is not None else None
        arms = study.model.arms
        state = cls(study, np.zeros(shape, bool), np.full((*shape, len(arms)), np.nan) if rule else None)
        for part in sweep.parts.read(["point", "policy", "replicate", "error", *([rule] if rule else [])]):
            points, replicates = part["point"].to_numpy(), part["replicate"].to_numpy()
            policies = np.asarray(part["policy"])
            state.failed += len(part) - part["error"].null_count
            first = policies == arms[0]
            at = points[first], replicates[first]
            if (points >= shape[0]).any() or (replicates >= shape[1]).any() or len(part) != first.sum() * len(arms):
                raise InputError("holds runs that are not of this study", str(sweep.folder))
            if state.done[at].any() or len(np.unique(np.stack(at), axis=1).T) < first.sum():
                raise InputError("holds a run twice", str(sweep.folder))
            state.done[at] = True
            if state.values is not None:
                for a, arm in enumerate(arms):
                    mine = policies == arm
                    state.values[points[mine], replicates[mine], a] = part[rule].to_numpy()[mine]
        return state

    @property
    def runs(self) -> int:
        """Number of runs done."""
        return int(self.done.sum()) * len(self.study.model.arms)

    def planned(self) -> int:
        """Number of runs that are done or are wanted as things stand."""
        return self.runs + int(self.missing().sum()) * len(self.study.model.arms)

    def missing(self) -> NDArray[np.bool_]:
        """Return which replicates are wanted and not there, shape (points, replicates).

        Where a rule asks for precision, a point has the least number of replicates, doubled until its mean is precise
        enough or the most are reached. This looks at the first replicates only, so it does not depend on what was
        computed when.
        """
        rule = self.study.replicates
        wanted = np.zeros_like(self.done)
        wanted[:, : rule.least] = True
        if self.values is not None and rule.half_width is not None:
            for point in np.flatnonzero(self.done[:, : rule.least].all(axis=1)):
                n = rule.least
                while (
                    n < rule.largest
                    and self.done[point, :n].all()
                    and not _precise(self.values[point, :n], rule.half_width)
                ):
                    n = min(2 * n, rule.largest)
                wanted[point, :n] = True
        return wanted & ~self.done

    def note(self, chunk: Chunk, results: Results) -> None:
        """Take in the results of a chunk."""
        arms = len(self.study.model.arms)
        self.failed += sum(error is not None for error in results.errors)
        column = self.study.model.outcomes.index(self.study.replicates.outcome or self.study.model.outcomes[0])
        for n, task in enumerate(chunk):
            self.done[task.point, task.replicate] = True
            if self.values is not None:
                self.values[task.point, task.replicate] = results.outcomes[n * arms : (n + 1) * arms, column]


def _precise(values: NDArray[np.float64], half_width: float) -> bool:
    """Return whether the mean of values of shape (replicates, arms) is precise in every arm."""
    told = [interval(values[:, arm]) for arm in range(values.shape[1])]
    return all(t.n == 0 or t.half_width <= half_width * abs(t.mean) for t in told)


# --- running
# ------------------------------------------------------------------------------------------------------------


def sweep(
    study: Study | str | Path,
    folder: str | Path | None = None,
    *,
    engine: EngineName = "auto",
    workers: int | None = None,
    cluster: str | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Sweep:
    """Run a study, or what is missing of it.

    Args:
        study: the study, or its file.
        folder: where the runs are kept; what is there is not computed again. Without one they stay in memory.
        engine: `serial`, `threads`, `processes`, `dask`, or `auto`; the results do not depend on it.
        workers: threads or processes (default: all cores).
        cluster: address of a Dask scheduler, such as `tcp://10.0.0.1:8786`.
        progress: called after each chunk.

    Returns:
        The sweep, with its runs, failures and means.
    """
    study = study if isinstance(study, Study) else load_study(study)
    result = Sweep(study) if folder is None else Sweep(study, FolderParts(Path(folder) / "parts"), Path(folder))
    _ = (
        study.points
    )  # what cannot be made is refused before anything is written, and so is a cluster that does not answer
    made = make_engine(engine, workers, cluster)
    try:
        with _opened(result) if result.folder else nullcontext():
            _fill(result, made, progress)
    finally:
        made.close()
    return result


def open_sweep(folder: str | Path, study: Study | None = None) -> Sweep:
    """Return the sweep of a folder as it stands, to read or to resume it; `study` where it was begun from Python."""
    folder = Path(folder)
    told = read_manifest(folder)
    if study is None:
        if not told.get("study_file"):
            raise InputError("was begun from Python; go on there, with govsim.sweep(study, folder)", str(folder))
        study = load_study(told["study_file"])
    study = replace(
        study.with_design(DesignSpec(**told["design"]), dummy=told["dummy"]),
        replicates=Replication(**told["replicates"]),
    )
    return Sweep(study, FolderParts(folder / "parts"), folder)


def resume(folder: str | Path, study: Study | None = None, **engine: Any) -> Sweep:
    """Run what is missing in a folder; the keyword arguments are those of `sweep`."""
    opened = open_sweep(folder, study)
    return sweep(opened.study, folder, **engine)


def expand(
    folder: str | Path,
    *,
    n: int | None = None,
    replicates: int | None = None,
    study: Study | None = None,
    **engine: Any,
) -> Sweep:
    """Add points (to a design of size n) or replicates to a study, and run them; what is there stays.

    A design can grow if its first points are the old ones: Sobol sequences, Saltelli's, Morris's, and the rows of a
    file.
    """
    opened = open_sweep(folder, study)
    old = opened.study
    larger = old.with_size(n=n, replicates=replicates)
    if larger.replicates.largest < old.replicates.largest or len(larger.points) < len(
        _stored_design(old, Path(folder))
    ):
        raise InputError("a study can only grow; give a larger size or more replicates", str(folder))
    if not same_points(_stored_design(old, Path(folder)), larger.points):
        raise InputError(
            f"a larger {old.design.method} design has other points; add replicates, or begin a new folder", str(folder)
        )
    with locked(Path(folder)):
        _check_same(old, read_manifest(Path(folder)), Path(folder))
        _write_design(larger, Path(folder))
        _write_manifest(Sweep(larger, opened.parts, Path(folder)))
    return sweep(larger, folder, **engine)


@contextmanager
def _opened(result: Sweep) -> Iterator[None]:
    """Hold the folder of a sweep: begin it, or check that what is there belongs to the same study."""
    folder = result.folder
    assert folder is not None
    foreign = (
        [path for path in folder.iterdir() if path.name not in OWN and not path.name.endswith(".draft")]
        if folder.is_dir()
        else [folder]
    )
    if foreign:
        check_writable(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder):
        if (folder / MANIFEST).exists():
            told = read_manifest(folder)
            _check_same(result.study, told, folder)
            for key, here in (("design", result.study.design), ("replicates", result.study.replicates)):
                if told[key] != here.model_dump():
                    raise InputError(
                        (
                            f"holds this study with other numbers of points or replicates ({key}); go on with "
                            f"`govsim sweep resume {folder}`"
                        ),
                        str(folder),
                    )
            if not _equal_points(_stored_design(result.study, folder), result.study.points):
                raise InputError(
                    "holds other design points than the study gives now; run `govsim sweep expand` if rows were added",
                    str(folder),
                )
            assert isinstance(result.parts, FolderParts)
            result.parts.clean()
        else:
            _write_design(result.study, folder)
            _write_manifest(result)
        yield


def _check_same(study: Study, told: dict[str, Any], folder: Path) -> None:
    if told.get("identity") != study.identity:
        raise InputError(
            "holds the runs of another study or of another version of its scenario; give another folder with --out",
            str(folder),
        )
    if told["code"] != study.model.code:
        raise InputError(
            (
                f"was begun with other rules (code {told['code']}, now {study.model.code}), which must not mix; "
                f"give another folder with --out"
            ),
            str(folder),
        )


def _write_design(study: Study, folder: Path) -> None:
    write_atomically(folder / DESIGN, study.points.frame.to_parquet)


def _stored_design(study: Study, folder: Path) -> Design:
    import pandas as pd

    frame = pd.read_parquet(folder / DESIGN)
    return Design(study.factors, {str(name): frame[name].to_numpy() for name in frame})


def _equal_points(old: Design, new: Design) -> bool:
    return len(old) == len(new) and same_points(old, new)


def manifest(result: Sweep, **finished: Any) -> dict[str, Any]:
    """Return what determines the runs, and how the sweep ended."""
    study = result.study
    told = (
        origin("sweep", study.model.scenario) | {"policies": list(study.model.policies)}
        if isinstance(study.model, ScenarioModel)
        else {"study": "sweep", "versions": versions()}
    )
    return told | {
        "name": study.name,
        "question": study.question,
        "study_file": str(Path(study.file).resolve()) if study.file else "",
        "identity": study.identity,
        "code": study.model.code,
        "design": study.design.model_dump(),
        "dummy": any(f.name == DUMMY_NAME for f in study.factors),
        "points": len(study.points),
        "factors": [f.told() | {"grade": f.grade, "source": f.source} for f in study.factors],
        "groups": {name: list(names) for name, names in study.groups.items()},
        "outcomes": {name: goal.model_dump() for name, goal in study.outcomes.items()},
        "replicates": study.replicates.model_dump(),
        "seeds": {"first": study.seed(0), "last": study.seed(study.replicates.largest - 1)},
        **finished,
    }


def _write_manifest(result: Sweep, **finished: Any) -> None:
    assert result.folder is not None
    text = json.dumps(manifest(result, **finished), indent=2) + "\n"
    write_atomically(result.folder / MANIFEST, lambda path: path.write_text(text, encoding="utf-8"))


def _fill(result: Sweep, engine: Engine, progress: Callable[[Progress], None] | None) -> None:
    """Run all that is missing, round by round: a rule on replicates may ask for more after a look at the first ones."""
    study = result.study
    state = _State.of(result)
    if not state.missing().any():
        _finish(result)
        return
    before, started, planned = state.runs, time.monotonic(), state.planned()
    with _log(result.folder) as log, engine:
        log.info("process %d begins: %s", os.getpid(), Progress(before, state.failed, planned, 0.0, before))
        while (missing := state.missing()).any():
            pace = _Pace()
            for chunk, results in run_chunks(engine, study.model, _chunks(study, missing, pace)):
                result.parts.add(f"part-{chunk[0].point:08d}-{chunk[0].replicate:05d}", _part(study, chunk, results))
                pace.note(chunk, results)
                state.note(chunk, results)
                now = Progress(state.runs, state.failed, planned, time.monotonic() - started, before)
                log.info("%s", now)
                if progress:
                    progress(now)
            planned = state.planned()
    _finish(result)


class _Pace:
    """How many tasks a chunk should have so that it takes about `SECONDS`."""

    def __init__(self) -> None:
        self.size = 2

    def note(self, chunk: Chunk, results: Results) -> None:
        self.size = max(1, min(LARGEST_CHUNK, round(SECONDS * len(chunk) / max(results.seconds, 1e-6)), 4 * self.size))


def _chunks(study: Study, missing: NDArray[np.bool_], pace: _Pace) -> Iterator[Chunk]:
    tasks = np.argwhere(missing)
    start = 0
    while start < len(tasks):
        piece = tasks[start : start + pace.size]
        start += len(piece)
        yield tuple(Task(int(p), int(r), study.seed(int(r)), study.points.point(int(p))) for p, r in piece)


def _part(study: Study, chunk: Chunk, results: Results) -> pa.Table:
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


def _finish(result: Sweep) -> None:
    """Write into the manifest how the sweep ended, and the table of failures beside it."""
    if result.folder is None:
        return
    state = _State.of(result)
    _write_manifest(result, finished=True, runs=state.runs, failed=state.failed, checksum=result.checksum)
    path = result.folder / "failures.csv"
    if state.failed:
        write_atomically(path, lambda draft: result.failures.to_csv(draft, index=False))
    else:
        path.unlink(missing_ok=True)


@contextmanager
def _log(folder: Path | None) -> Iterator[logging.Logger]:
    """Log to a file in the folder, and to nobody else."""
    logger = logging.getLogger(f"govsim.sweep.{os.getpid()}")
    logger.propagate = False
    logger.setLevel(logging.INFO)
    handler: logging.Handler = (
        logging.NullHandler() if folder is None else logging.FileHandler(folder / "sweep.log", encoding="utf-8")
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    logger.addHandler(handler)
    try:
        yield logger
    finally:
        logger.removeHandler(handler)
        handler.close()


# --- looking after
# ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Verification:
    """What a verification found: runs that were computed again, those that differ, and whether the checksum holds."""

    sample: int
    runs: int
    differing: tuple[str, ...]
    checksum: str
    expected: str | None
    same_code: bool

    @property
    def good(self) -> bool:
        """Whether all is as it was."""
        return not self.differing and self.expected in (None, self.checksum)


def verify(folder: str | Path, sample: int = 32, study: Study | None = None) -> Verification:
    """Run a sample of the finished runs again, spread over all of them, and compare the bits; check the checksum."""
    opened = open_sweep(folder, study)
    told = read_manifest(Path(folder))
    done = np.argwhere(_State.of(opened).done)
    chosen = done[np.unique(np.linspace(0, len(done) - 1, min(sample, len(done))).astype(int))] if len(done) else done
    wanted = {(int(p), int(r)) for p, r in chosen}
    again = {}
    arms = opened.study.model.arms
    for p, r in sorted(wanted):
        results = compute(opened.study.model, (Task(p, r, opened.study.seed(r), opened.study.points.point(p)),))
        for a, arm in enumerate(arms):
            again[p, r, arm] = results.outcomes[a].tobytes(), results.errors[a]
    differing = []
    for part in opened.parts.read(["point", "replicate", "policy", "error", *opened.outcomes]):
        mine = [
            n
            for n, key in enumerate(zip(part["point"].to_pylist(), part["replicate"].to_pylist(), strict=True))
            if key in wanted
        ]
        for row in part.take(mine).to_pylist() if mine else ():
            stored = np.array([row[name] for name in opened.outcomes], float).tobytes(), row["error"]
            if stored != again[row["point"], row["replicate"], row["policy"]]:
                differing.append(f"point {row['point']}, {row['policy']}, replicate {row['replicate']}")
    return Verification(
        len(again),
        len(done) * len(arms),
        tuple(differing),
        opened.checksum,
        told.get("checksum"),
        told["code"] == opened.study.model.code,
    )


def status(folder: str | Path, study: Study | None = None) -> dict[str, Any]:
    """Return how a sweep stands, as plain data."""
    opened = open_sweep(folder, study)
    told, progress = read_manifest(Path(folder)), opened.progress
    return {
        "name": opened.study.name,
        "question": opened.study.question,
        "points": len(opened.study.points),
        "policies": list(opened.study.model.arms),
        "planned": progress.planned,
        "done": progress.done,
        "failed": progress.failed,
        "finished": bool(told.get("finished")),
        "in_use": in_use(Path(folder)),
        "checksum": opened.checksum,
    }
