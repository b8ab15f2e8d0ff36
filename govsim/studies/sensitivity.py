"""Sensitivity analysis with SALib, made fit for a stochastic model.

* All points of a design have the same seeds, so a difference between two points is an effect of the parameters and
  not of luck. The indices hold for the mean over these seeds.
* The last factor of every design is a dummy that the model never reads: what it seems to do is the noise of the method.
* A failed run or an undefined outcome is refused before the analysis; SALib would return zeros.
* Every index has a 95 % interval: SALib's own bootstrap, or SciPy's over the base samples where SALib has none that
  serves.
"""

from __future__ import annotations

import contextlib
import io
import json
import warnings
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from govsim.errors import InputError, nearest
from govsim.runs.assumed import ASSUMED, NAMED, store_place
from govsim.runs.compare import BASELINE
from govsim.runs.store import MANIFEST, read_manifest, write_atomically
from govsim.studies.design import DesignName, DesignSpec, problem
from govsim.studies.factors import DUMMY_NAME
from govsim.studies.models import ScenarioModel
from govsim.studies.study import Study, load_study
from govsim.studies.sweep import expand, sweep

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from numpy.typing import NDArray

    from govsim.studies.sweep_result import Sweep

    Index = tuple[
        NDArray[np.float64], NDArray[np.float64]
    ]  # values and half-widths of their 95 % intervals, shape (parameters,)

RESAMPLES = 100
FEW_RESAMPLES = 25  # where only the growth is looked at, or SALib is slow
# half-width of a 95 % interval that counts as precise; Sarrazin, Pianosi and Wagener (2016) ask for a whole width of
# 0.05, half of this
NARROW = 0.05
SMALL = 0.05  # an index below this counts as small


@dataclass(frozen=True)
class Method:
    """A method of SALib: the design that it needs, and its indices; the first one ranks the parameters.

    `of_variance` names the index that is a share of the outcome's variance, if there is one. `extra` rows: a base
    sample has (parameters or groups + extra) of them; None: a base sample is one row. A method that is `whole` cannot
    look at a
    part of its design.
    """

    name: str
    design: DesignName
    n: int
    indices: tuple[str, ...]
    of_variance: str = ""
    extra: int | None = None
    grouped: bool = False
    whole: bool = False
    smooth: bool = False

    def rows(self, width: int) -> int:
        """Return the rows of a base sample with `width` parameters or groups."""
        return 1 if self.extra is None else width + self.extra


METHODS = {
    method.name: method
    for method in (
        Method("sobol", "saltelli", 512, ("ST", "S1"), "ST", extra=2, grouped=True),
        Method("morris", "morris", 64, ("mu_star",), extra=1, grouped=True),
        Method("fast", "fast", 513, ("ST", "S1"), "ST", whole=True),
        Method("rbd_fast", "sobol_sequence", 2048, ("S1",), "S1"),
        Method("pawn", "sobol_sequence", 2048, ("median",)),
        Method("delta", "sobol_sequence", 1024, ("delta", "S1"), "S1"),
        Method("hdmr", "sobol_sequence", 2048, ("ST", "S1"), "ST"),
        Method("dgsm", "finite_differences", 256, ("dgsm",), extra=1, smooth=True),
    )
}


@dataclass(frozen=True)
class Share:
    """What share rests on parameters that are only assumed, with its 95 % interval, and how it is computed."""

    share: float
    low: float
    high: float
    how: str
    of_variance: bool


@dataclass(frozen=True)
class Sensitivity:
    """The result of an analysis: SALib's problem and results at hand, and what is read from them.

    `x` holds the coordinates of the points in the unit cube, shape (points, parameters), `y` the outcome at each;
    `results` is what SALib returned. `indices` maps each index to its values and the half-widths of their 95 %
    intervals; `growth`
    has the same of the leading index for the first base samples, by their number.
    """

    study: Study
    method: str
    outcome: str
    policy: str
    sweep: Sweep = field(repr=False)
    problem: dict[str, Any] = field(repr=False)
    x: NDArray[np.float64] = field(repr=False)
    y: NDArray[np.float64] = field(repr=False)
    results: Any = field(repr=False)
    indices: dict[str, Index] = field(repr=False)
    growth_of: dict[int, Index] = field(repr=False)

    @property
    def n(self) -> int:
        """Number of base samples."""
        return self.study.design.n or 0

    @property
    def names(self) -> list[str]:
        """The parameters, or the groups of them, and the dummy."""
        return list(dict.fromkeys(self.problem.get("groups", self.problem["names"])))

    @property
    def main(self) -> str:
        """The index by which parameters are ranked."""
        return METHODS[self.method].indices[0]

    def _members(self, name: str) -> list[Any]:
        members = self.study.groups.get(name, (name,))
        return [f for f in self.study.factors if f.name in members]

    def grade(self, name: str) -> str:
        """Return the evidence grade of a parameter; of a group, `assumed` as soon as one member is."""
        grades = [f.grade for f in self._members(name)]
        return ASSUMED if ASSUMED in grades else grades[0]

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row a parameter, the most influential first.

        Indices with intervals, evidence grade, source of the range.
        """
        import pandas as pd

        rows = []
        for n, name in enumerate(self.names):
            row: dict[str, Any] = {"parameter": name}
            for index, (values, half) in self.indices.items():
                row |= {index: values[n], f"{index}_low": values[n] - half[n], f"{index}_high": values[n] + half[n]}
            if self.method == "morris":
                row["sigma"] = float(np.ma.filled(self.results["sigma"], np.nan)[n])
            rows.append(
                row
                | {"grade": self.grade(name), "source": "; ".join(dict.fromkeys(f.source for f in self._members(name)))}
            )
        return pd.DataFrame(rows).set_index("parameter").sort_values(self.main, ascending=False, kind="stable")

    @cached_property
    def growth(self) -> pd.DataFrame:
        """The leading index with its interval for growing numbers of base samples: one row for each (n, parameter)."""
        import pandas as pd

        told = [
            {"n": n, "parameter": name, self.main: values[k], "low": values[k] - half[k], "high": values[k] + half[k]}
            for n, (values, half) in self.growth_of.items()
            for k, name in enumerate(self.names)
        ]
        return pd.DataFrame(told, columns=["n", "parameter", self.main, "low", "high"])

    @property
    def noise(self) -> float:
        """The leading index of the dummy: the noise of the method."""
        return float(self.indices[self.main][0][self.names.index(DUMMY_NAME)])

    @cached_property
    def share(self) -> Share:
        """What share of the outcome's variance rests on parameters that are only assumed.

        The sum of the index over these parameters divided by its sum over all parameters but the dummy; indices below 0
        count as 0. With total indices, an interaction between parameters is thereby divided among them in equal parts.
        Its interval comes from SALib's
        bootstrap of the indices (sobol), else from their half-widths, taken as independent.
        """
        method = METHODS[self.method]
        index = method.of_variance or self.main
        values, half = self.indices[index]
        assumed = np.array([self.grade(name) == ASSUMED for name in self.names])
        real = np.array([name != DUMMY_NAME for name in self.names])
        weights = np.clip(values, 0, None) * real
        total = weights.sum()
        share = float(weights[assumed].sum() / total) if total > 0 else float("nan")
        if f"{index}_conf_all" in self.results:
            resampled = np.clip(np.asarray(self.results[f"{index}_conf_all"], float), 0, None) * real
            with np.errstate(invalid="ignore"):  # a resample in which nothing has an effect gives no share
                shares = resampled[:, assumed].sum(axis=1) / resampled.sum(axis=1)
            low, high = (float(q) for q in np.nanquantile(shares, [0.025, 0.975]))
        else:
            spread = (
                float(np.sqrt((np.where(assumed, 1 - share, share) ** 2 * half**2)[real].sum()) / total)
                if total > 0
                else float("nan")
            )
            low, high = max(0.0, share - spread), min(1.0, share + spread)
        how = f"sum of {index} over assumed parameters / sum of {index} over all parameters"
        return Share(share, low, high, how, bool(method.of_variance))

    @property
    def _widest(self) -> float:
        """The widest half-width of all intervals of the leading index, in the unit of the verdict."""
        return float(self.indices[self.main][1].max()) / self._scale

    @property
    def _scale(self) -> float:
        """What an index is measured by: shares of variance by themselves, others by the largest one."""
        return (
            1.0
            if METHODS[self.method].of_variance == self.main
            else float(np.max(np.abs(self.indices[self.main][0]))) or 1.0
        )

    @property
    def precise(self) -> bool:
        """Whether every interval of the leading index is at most ± 0.05.

        And the index has moved no more since half the base samples.
        """
        return self._widest <= NARROW and self._moved <= NARROW

    @property
    def screened(self) -> bool:
        """Whether each parameter is told either to matter more than the dummy.

        Or to matter little (a small index with a narrow interval).
        """
        values, half = (told / self._scale for told in self.indices[self.main])
        dummy = self.names.index(DUMMY_NAME)
        above = values - half > values[dummy] + half[dummy]
        little = (values <= max(SMALL, values[dummy])) & (half <= NARROW)
        return bool((above | little).all())

    @property
    def _moved(self) -> float:
        """How far the index has moved since about half the base samples; 0 if the method cannot look at a part."""
        smaller = [n for n in self.growth_of if n <= self.n / 2]
        if not smaller:
            return 0.0
        return float(np.max(np.abs(self.growth_of[max(smaller)][0] - self.indices[self.main][0]))) / self._scale

    @property
    def verdict(self) -> str:
        """Whether N is enough, in plain language."""
        widest = self._widest
        unit = "" if self._scale == 1.0 else " of the largest index"
        facts = f"the widest 95 % interval of {self.main} is ±{widest:.2g}{unit} (wanted ±{NARROW:g})"
        if not METHODS[self.method].whole:
            facts += f", and no index has moved by more than {self._moved:.2g} since half of N"
        facts += f"; the dummy's is {self.noise:.2g}"
        if self.precise:
            return f"N = {self.n} is enough: {facts}."
        needed = self.n * max(widest / NARROW, self._moved / NARROW, 1.0) ** 2
        more = f"about N = {1 << int(np.ceil(np.log2(needed)))} would be"
        if self.screened:
            return (
                f"N = {self.n} is enough to tell which parameters matter and which do not, but not how much "
                f"they matter: {facts}; {more}."
            )
        return f"N = {self.n} is not enough: {facts}; {more}."

    @property
    def assumed_line(self) -> str:
        """The line that says what rests on assumed parameters."""
        s = self.share
        outcome = self.outcome if self.policy == BASELINE else f"the effect of {self.policy} on {self.outcome}"
        what = (
            f"the variance of {outcome}"
            if s.of_variance
            else f"the influence ({self.main}; no share of variance) on {outcome}"
        )
        weight = self.table[METHODS[self.method].of_variance or self.main].drop(index=DUMMY_NAME)
        assumed = [str(name) for name in weight.sort_values(ascending=False).index if self.grade(str(name)) == ASSUMED]
        largest = f", the largest {', '.join(assumed[:NAMED])}" if assumed else ""
        return (
            f"{100 * s.share:.0f} % of {what} rests on parameters that are only assumed{largest} (95 % interval "
            f"{100 * s.low:.0f} to {100 * s.high:.0f} %; {s.how})."
        )

    def as_json(self) -> dict[str, Any]:
        """Return the result as plain data."""
        return {
            "study": self.study.name,
            "question": self.study.question,
            "method": self.method,
            "outcome": self.outcome,
            "policy": self.policy,
            "n": self.n,
            "points": len(self.y),
            "replicates": self.study.replicates.largest,
            "seeds": [self.study.seed(0), self.study.seed(self.study.replicates.largest - 1)],
            "table": self.table.reset_index().to_dict("records"),
            "noise": self.noise,
            "precise": self.precise,
            "screened": self.screened,
            "verdict": self.verdict,
            "assumed_share": asdict(self.share),
        }


def sensitivity(
    study: Study | str | Path,
    method: str | None = None,
    *,
    n: int | None = None,
    outcome: str | None = None,
    policy: str = BASELINE,
    folder: str | Path | None = None,
    **engine: Any,
) -> Sensitivity:
    """Run the design that a method needs and analyse one outcome of it.

    Args:
        study: the study, or its file.
        method: `sobol`, `morris`, `fast`, `rbd_fast`, `pawn`, `delta`, `hdmr` or `dgsm` (default: that of the study's
        design, else `sobol`).
        n: base samples (default: those of the study's design if it is the method's, else the method's own number).
        outcome: the outcome (default: the study's first).
        policy: a policy of the study: the outcome is then its paired difference from the baseline.
        folder: where the runs are kept; a smaller study of the same method that lies there is continued.
        engine: `engine`, `workers`, `cluster`, `progress`, as for `sweep`.
    """
    study = study if isinstance(study, Study) else load_study(study)
    chosen = choose_method(study, method)
    outcome = outcome or next(iter(study.outcomes))
    for given, known, what in (
        (outcome, study.model.outcomes, "outcome"),
        (policy, study.model.arms, "policy of the study"),
    ):
        if given not in known:
            raise InputError(f"unknown {what} {given!r}{nearest(given, known)}", study.where)
    study = designed(study, chosen, n)
    if folder is not None and (Path(folder) / MANIFEST).exists():
        told = read_manifest(Path(folder))
        if told.get("identity") == study.identity and (told["design"]["n"] or 0) < (study.design.n or 0):
            expand(folder, n=study.design.n, study=study, **engine)
    return analyse(sweep(study, folder, **engine), chosen.name, outcome, policy)


def choose_method(study: Study, name: str | None) -> Method:
    """Return a method by name, or that of the study's design; refuse one that cannot treat the study's parameters."""
    if name is None:
        name = next(
            (m.name for m in METHODS.values() if m.design == study.design.method and m.design != "sobol_sequence"),
            "sobol",
        )
    if name not in METHODS:
        raise InputError(f"unknown method {name!r}{nearest(name, METHODS)}; there are {', '.join(METHODS)}")
    method = METHODS[name]
    if study.groups and not method.grouped:
        raise InputError(f"{name} cannot treat groups of parameters; take sobol or morris", f"{study.where}: groups")
    stepped = [f.name for f in study.factors if f.bins or f.whole]
    if method.smooth and stepped:
        raise InputError(
            f"{name} takes derivatives, and {stepped[0]!r} has only a few values; take another method", study.where
        )
    if not [f for f in study.factors if f.read]:
        raise InputError("the study varies no parameter", study.where)
    return method


def designed(study: Study, method: Method, n: int | None = None) -> Study:
    """Return the study over the design that a method needs, with the dummy."""
    same = study.design.method == method.design
    size = n or (study.design.n if same else None) or method.n
    levels = study.design.levels if same else None
    return study.with_design(
        DesignSpec(method=method.design, n=size, levels=levels, seed=study.design.seed), dummy=True
    )


def analyse(finished: Sweep, method: str, outcome: str, policy: str = BASELINE) -> Sensitivity:
    """Analyse an outcome of a finished sweep whose design is that of the method (see `designed`)."""
    study, chosen = finished.study, METHODS[method]
    against = BASELINE if policy != BASELINE else None
    y = finished.values(outcome, policy, against)
    _refuse_gaps(finished, outcome, y)
    x = study.points.unit
    if x is None:
        raise InputError(f"the design {study.design.method} has no coordinates to analyse", study.where)
    told = problem(study.factors, study.groups)
    width = len(set(told.get("groups", told["names"])))
    rows = chosen.rows(width)
    n = study.design.n or len(y)
    results, indices = _analyse(chosen, told, x, y, rows)
    growth = {
        size: _analyse(chosen, told, x[: size * rows], y[: size * rows], rows, FEW_RESAMPLES)[1][chosen.indices[0]]
        for size in _sizes(chosen, n)
    }
    if not chosen.whole:
        growth[n] = indices[chosen.indices[0]]
    return Sensitivity(study, method, outcome, policy, finished, told, x, y, results, indices, growth)


def _refuse_gaps(finished: Sweep, outcome: str, y: NDArray[np.float64]) -> None:
    where = str(finished.folder or finished.study.name)
    failed = finished.progress.failed
    if failed:
        first = finished.failures.iloc[0]
        raise InputError(
            (
                f"{failed} runs failed, and indices without them would be wrong (point {first['point']}: "
                f"{first['error']}); narrow the ranges"
            ),
            where,
        )
    gaps = np.flatnonzero(~np.isfinite(y))
    if gaps.size:
        raise InputError(
            (
                f"{outcome} is not defined at {gaps.size} of {y.size} points (the first is number {gaps[0]} of "
                f"the design); choose another outcome or narrow the ranges"
            ),
            where,
        )
    if np.ptp(y) == 0:
        raise InputError(f"{outcome} is the same at all points; there is no variance to explain", where)


def _sizes(method: Method, n: int) -> list[int]:
    """Return the numbers of base samples below n at which the growth of the indices is looked at."""
    least = 4 if method.name == "morris" else 16 if method.extra is not None else 512 if method.name == "hdmr" else 128
    return [] if method.whole else [1 << k for k in range(2, 30) if least <= 1 << k < n]


def _analyse(
    method: Method,
    told: dict[str, Any],
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    rows: int,
    resamples: int = RESAMPLES,
) -> tuple[Any, dict[str, Index]]:
    """Return SALib's results, and the indices with the half-widths of their 95 % intervals."""
    with _quiet():
        results = _salib(method.name, told, x, y, resamples)
        d = len(set(told.get("groups", told["names"])))

        def index(name: str) -> Index:
            key = {
                ("delta", "delta"): "delta_balanced" if "delta_balanced" in results else "delta",
                ("hdmr", "S1"): "Sa",
            }.get((method.name, name), name)
            values = _numbers(results[key], d)
            if method.name in ("pawn", "dgsm"):  # PAWN has none in SALib, and DGSM one of another quantity
                return values, _bootstrap(
                    lambda at: _numbers(_salib(method.name, told, x[at], y[at], 2)[key], d),
                    len(y) // rows,
                    rows,
                    resamples // 2,
                )
            return values, _numbers(results[f"{key}_conf"], d)

        return results, {name: index(name) for name in method.indices}


def _numbers(values: Any, d: int) -> NDArray[np.float64]:
    return np.array([float(v) for v in np.ma.filled(np.ma.asarray(list(values)[:d]).astype(float), np.nan)])


def _salib(name: str, told: dict[str, Any], x: NDArray[np.float64], y: NDArray[np.float64], resamples: int) -> Any:
    from SALib.analyze import delta, dgsm, fast, hdmr, morris, pawn, rbd_fast, sobol

    common: dict[str, Any] = {"seed": 1}
    if name == "pawn":
        return pawn.analyze(told, x, y, **common)
    if name == "hdmr":  # interactions of pairs only where there are few of them
        with _seeded():
            return hdmr.analyze(told, x, y, maxorder=2 if len(told["names"]) <= 10 else 1, **common)
    common["num_resamples"] = min(resamples, FEW_RESAMPLES) if name == "delta" else resamples
    if name == "sobol":
        return sobol.analyze(told, y, calc_second_order=False, keep_resamples=True, **common)
    if name == "fast":
        return fast.analyze(told, y, **common)
    return {"morris": morris, "dgsm": dgsm, "delta": delta, "rbd_fast": rbd_fast}[name].analyze(told, x, y, **common)


_global_generator = Lock()


@contextlib.contextmanager
def _seeded() -> Iterator[None]:
    """Lend NumPy's global generator, seeded, to SALib's HDMR, which ignores the seed that it is given.

    Give it back as it was.
    """
    with _global_generator:
        before = np.random.get_state()  # noqa: NPY002, TID251
        np.random.seed(1)  # noqa: NPY002, TID251
        try:
            yield
        finally:
            np.random.set_state(before)  # noqa: NPY002, TID251


def _bootstrap(statistic: Any, samples: int, rows: int, resamples: int) -> NDArray[np.float64]:
    """Return half-widths of 95 % intervals (normal) of a statistic of row numbers.

    Over resampled base samples of `rows` rows.
    """
    from scipy.stats import bootstrap

    def of(chosen: NDArray[np.int64]) -> NDArray[np.float64]:
        at = (np.asarray(chosen)[:, None] * rows + np.arange(rows)).ravel()
        return np.asarray(statistic(at))

    found = bootstrap((np.arange(samples),), of, n_resamples=resamples, vectorized=False, method="percentile", rng=1)
    return 1.96 * np.asarray(found.standard_error)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Silence SALib's remarks, and give NumPy's global generator, which it seeds, back as it was."""
    state = np.random.get_state()  # noqa: NPY002, TID251 (only to undo what SALib does to it)
    try:
        with (
            warnings.catch_warnings(),
            contextlib.redirect_stdout(io.StringIO()),
            contextlib.redirect_stderr(io.StringIO()),
        ):
            warnings.simplefilter("ignore")
            yield
    finally:
        np.random.set_state(state)  # noqa: NPY002, TID251


# --- what a scenario remembers
# ------------------------------------------------------------------------------------------


def store(results: list[Sensitivity]) -> Path:
    """Store the shares of some outcomes beside the scenario, for `govsim compare`; return the file."""
    first = results[0]
    model = first.study.model
    if not isinstance(model, ScenarioModel) or not model.scenario.file:
        raise InputError("only a study of a scenario file can be stored beside it")
    for result in results:
        if not METHODS[result.method].of_variance or result.policy != BASELINE:
            raise InputError(f"{result.method} gives no shares of the baseline's variance to store; take sobol")
    told = {
        "scenario": model.scenario.name,
        "scenario_hash": model.scenario.fingerprint,
        "code": model.code,
        "study": first.study.name,
        "question": first.study.question,
        "method": first.method,
        "n": first.n,
        "points": len(first.y),
        "seeds": [first.study.seed(0), first.study.seed(first.study.replicates.largest - 1)],
        "outcomes": {result.outcome: _remembered(result) for result in results},
    }
    path = store_place(model.scenario)
    path.parent.mkdir(exist_ok=True)
    write_atomically(path, lambda draft: draft.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8"))
    return path


def _remembered(result: Sensitivity) -> dict[str, Any]:
    index = METHODS[result.method].of_variance
    rows = result.table.drop(index=DUMMY_NAME)
    return {
        **{key: round(value, 4) if isinstance(value, float) else value for key, value in asdict(result.share).items()},
        "verdict": result.verdict,
        "parameters": [
            {
                "name": str(name),
                index: round(float(row[index]), 4),
                "low": round(float(row[f"{index}_low"]), 4),
                "high": round(float(row[f"{index}_high"]), 4),
                "grade": row["grade"],
            }
            for name, row in rows.iterrows()
        ],
    }
