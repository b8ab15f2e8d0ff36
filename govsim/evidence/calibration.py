"""Calibration: parameters fitted to published levels and effects by history matching.

The model is run at the points of a design over the free parameters, each point on the same seeds, and emulators rule
out what is implausible (`history_matching`): a point goes if more than `spare` targets speak against it by more than
`cut`. The next wave's design lies in what is not ruled out yet.

What is left after the last wave tells how well each parameter is known, which ones hang together, and which the
targets cannot identify. From the best of it, the emulated misfit is followed downhill; the candidates found so are
run with more replicates. From the best of them, emulators and model take turns (manifold mapping, the additive form
of space mapping: Bandler et al. 2004, IEEE Transactions on Microwave Theory and Techniques 52, 337-361): the
emulators, shifted by what they miss at the best point so far, propose the next one nearby, and the model is run
there. The score is told on seeds that the fit has not seen, apart for rows that were held out of it.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
import yaml
from scipy.stats import qmc

from govsim.evidence import estimands, seed_sums, trace, validation, validation_rows
from govsim.evidence.calibration_study import LEVELS, CalibrationStudy
from govsim.evidence.history_matching import (
    CANDIDATES,
    STEPS,
    CalibrationTarget,
    Emulator,
    Wave,
    candidates,
    descend,
    loss,
    not_ruled_out,
    small_algebra,
    spread,
)
from govsim.evidence.parameter_set import ParameterSet, rows_under
from govsim.evidence.validation import Validation, validate
from govsim.runs.run import replicate
from govsim.runs.store import versions, write_atomically
from govsim.studies.models import code_version, digest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.random import Generator  # noqa: TID251 (of the design)
    from numpy.typing import NDArray

    from govsim.parameters.declare import Value

    Array = NDArray[np.float64]

FIRST_CHECK_SEED = 1  # the rows' own seeds; those of the fit lie far above
FIT_SEEDS = 10_000_000  # first seed of the fit with seed 0; each seed of a calibration has as many of its own
LEVEL_SEEDS = 64
MORE = 4  # times as many replicates for the candidates
ENSEMBLE = 64  # points that are not ruled out, kept for `govsim compare --ensemble`
DESCENTS = 2  # candidates from which the model's own misfit is followed downhill
KNOWN = 0.8  # a parameter whose range is narrowed by less than a fifth is not identified
DETERMINING = (estimands, seed_sums, trace, validation, validation_rows)  # modules on which the simulated values depend

Which = Literal["fitted", "held out", "all rows", "levels"]


def simulate_targets(
    study: CalibrationStudy, values: Mapping[str, Value], share: float, seed: int, workers: int | None = None
) -> Array:
    """Return the simulated value of every target of the fit, shape (targets,).

    On a share of the rows' seeds from `seed` on.
    """
    given = ParameterSet(name=study.told.name, values=dict(values))
    shown = []
    for row in rows_under([row for row in study.rows if row.id not in study.told.held_out], given):
        told = row.told.model_copy(update={"replicates": max(2, round(share * row.told.replicates))})
        shown.append(replace(row, told=told))
    result = validate(shown, seed=seed, workers=workers)
    return np.array(_banded(result) + _simulate_levels(study, given, max(2, round(share * LEVEL_SEEDS)), seed, workers))


def _banded(result: Validation) -> list[float]:
    """Return the simulated value of every quantity with a band, in the order of the targets."""
    return [r.simulated.mean for r in result.results if r.quantity.band and r.simulated]


def _simulate_levels(
    study: CalibrationStudy, given: ParameterSet, replicates: int, seed: int, workers: int | None
) -> list[float]:
    if study.scenario is None:
        return []
    runs = {}
    for under in {tuple(level.under): None for level in study.levels}:
        scenario = given.under(study.scenario.without_policies().with_policy(*under))
        runs[under] = replicate(scenario, range(seed, seed + replicates), workers).outcomes
    return [float(np.nanmean(runs[tuple(level.under)][level.outcome])) for level in study.levels]


class Points:
    """What the model showed at points, kept in a file, so that a fit that was stopped goes on where it stood."""

    def __init__(self, study: CalibrationStudy, path: Path | None) -> None:
        self.path = path
        code = [Path(str(module.__file__)).read_text(encoding="utf-8") for module in DETERMINING]
        rows = [(row.told, [scenario.fingerprint for scenario in row.scenarios.values()]) for row in study.rows]
        self.setting = digest(
            code_version(),
            *code,
            rows,
            study.levels,
            study.scenario and study.scenario.fingerprint,
            study.told.held_out,
        )
        self.known: dict[str, list[float]] = {}
        for line in path.read_text(encoding="utf-8").splitlines() if path and path.is_file() else ():
            with suppress(ValueError):  # a line that was cut short
                self.known.update(json.loads(line))

    def at(self, values: Mapping[str, Value], share: float, seed: int, simulate: Callable[[], Array]) -> Array:
        """Return what the model shows with some values, on a share of the seeds from `seed` on.

        Simulate it if it is not known.
        """
        key = digest(self.setting, sorted(values.items()), share, seed)
        if key not in self.known:
            self.known[key] = simulate().tolist()
            if self.path:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                with self.path.open("a", encoding="utf-8") as file:
                    file.write("\n" + json.dumps({key: self.known[key]}))
        return np.array(self.known[key])


@dataclass(frozen=True)
class Calibration:
    """What a fit has found.

    `left`: points of the unit cube that are not ruled out, shape (points, parameters). `check`: all rows on seeds that
    the fit has not seen, `levels` likewise.
    """

    study: CalibrationStudy
    seed: int
    values: dict[str, Value]
    left: Array = field(repr=False)
    not_ruled_out: tuple[float, ...]
    check: Validation = field(repr=False)
    levels: tuple[float, ...]

    @cached_property
    def checked(self) -> list[tuple[CalibrationTarget, float]]:
        """Every target with its value on unseen seeds."""
        return list(zip(self.study.targets, [*_banded(self.check), *self.levels], strict=True))

    def score(self, which: Which) -> tuple[int, int]:
        """Return how many quantities lie inside on unseen seeds, and of how many."""
        chosen: Callable[[CalibrationTarget], bool] = {
            "fitted": lambda t: t.fitted and t.row != LEVELS,
            "held out": lambda t: not t.fitted,
            "all rows": lambda t: t.row != LEVELS,
            "levels": lambda t: t.row == LEVELS,
        }[which]
        told = [t.inside(v) for t, v in self.checked if chosen(t)]
        return sum(told), len(told)

    @cached_property
    def identified(self) -> dict[str, tuple[float, float, float]]:
        """For each parameter: 2.5 % and 97.5 % points of what is not ruled out.

        And how wide that is against its range (1: as wide).
        """
        told = {}
        for n, (name, free) in enumerate(self.study.told.parameters.items()):
            column = self.left[:, n]
            low, high = np.quantile(column, [0.025, 0.975])
            told[name] = (float(free.at(low)), float(free.at(high)), float(np.std(column) * np.sqrt(12.0)))
        return told

    @cached_property
    def correlations(self) -> list[tuple[str, str, float]]:
        """Pairs of parameters that hang together in what is not ruled out (|r| at least 0.3), the strongest first."""
        r = np.atleast_2d(np.corrcoef(self.left.T))
        pairs = [(a, b, float(r[i, j])) for (i, a), (j, b) in combinations(enumerate(self.study.names), 2)]
        return sorted((pair for pair in pairs if abs(pair[2]) >= 0.3), key=lambda pair: -abs(pair[2]))

    def as_dict(self) -> dict[str, Any]:
        """Return the parameter set with its fit, as it is written to a file."""

        def digits(x: float) -> float:
            return float(f"{x:.4g}")

        return {
            "name": self.study.told.name,
            "values": self.values,
            "study": self.study.file,
            "seed": self.seed,
            "code": versions()["govsim"],
            "ensemble": [self.study.values(point) for point in self.left[:ENSEMBLE]],
            "fit": {
                "inside on unseen seeds": {which: "{} of {}".format(*self.score(which)) for which in get_args(Which)},
                "not ruled out after each wave": [digits(share) for share in self.not_ruled_out],
                "parameters": {
                    name: {"left": [digits(low), digits(high)], "width": digits(width), "identified": width < KNOWN}
                    for name, (low, high, width) in self.identified.items()
                },
                "correlations": [[a, b, digits(r)] for a, b, r in self.correlations],
                "targets": [
                    {
                        "row": t.row,
                        "name": t.name,
                        "band": [t.low, t.high],
                        "simulated": digits(v),
                        "inside": t.inside(v),
                        "fitted": t.fitted,
                    }
                    for t, v in self.checked
                ],
            },
        }

    def write(self, path: Path) -> None:
        """Write the parameter set."""
        path.parent.mkdir(parents=True, exist_ok=True)
        text = yaml.safe_dump(self.as_dict(), sort_keys=False, allow_unicode=True, width=150)
        write_atomically(path, lambda draft: draft.write_text(text, encoding="utf-8"))


def unseen(
    study: CalibrationStudy, given: ParameterSet, workers: int | None = None, *, seed: int = FIRST_CHECK_SEED
) -> tuple[Validation, tuple[float, ...]]:
    """Return all rows and the levels of a study under a parameter set, on seeds that no fit sees."""
    check = validate(rows_under(study.rows, given), seed=seed, workers=workers)
    return check, tuple(_simulate_levels(study, given, LEVEL_SEEDS, seed, workers))


class _Fit:
    """The runs of a fit: the model at points of the unit cube, on the seeds of the fit, each point counted."""

    def __init__(
        self,
        study: CalibrationStudy,
        seed: int,
        workers: int | None,
        progress: Callable[[int, int, str], None] | None,
        points_file: Path | None,
    ) -> None:
        self.study, self.workers, self.progress = study, workers, progress
        self.first = FIT_SEEDS * (1 + seed)
        self.known = Points(study, points_file)
        self.done, self.planned = 0, sum(study.told.waves) + CANDIDATES + DESCENTS * STEPS + 1

    def run(self, points: Array, share: float, what: str) -> Array:
        """Return the value of every target at points of shape (points, parameters), on a share of the rows' seeds."""
        rows = []
        for point in points:
            values = self.study.values(point)
            simulate = partial(simulate_targets, self.study, values, share, self.first, self.workers)
            rows.append(self.known.at(values, share, self.first, simulate))
            self.done += 1
            self.tell(self.done, what)
        return np.array(rows)

    def tell(self, done: int, what: str) -> None:
        """Tell how far the fit is."""
        if self.progress:
            self.progress(done, self.planned, what)


def calibrate(
    study: CalibrationStudy,
    seed: int | None = None,
    workers: int | None = None,
    progress: Callable[[int, int, str], None] | None = None,
    points_file: Path | None = None,
) -> Calibration:
    """Fit the free parameters of a study.

    Args:
        study: of `load_calibration`.
        seed: of the design and of the runs of the fit (default: the study's). It is no parameter: the score is told on
        others.
        workers: threads (default: all cores); the result does not depend on them.
        progress: called with (points done, planned, what is being done).
        points_file: where points that were run are kept; those that it holds are not run again.
    """
    seed = study.told.seed if seed is None else seed
    fit = _Fit(study, seed, workers, progress, points_file)
    lots = np.random.default_rng(seed)  # noqa: TID251 (of the design; the model draws by identity)
    with small_algebra():
        wave, left, shares = _waves(fit, lots)
        best = _best(fit, wave, left, lots)
    given = ParameterSet(name=study.told.name, values=study.values(best))
    fit.tell(fit.planned - 1, "unseen seeds")
    return Calibration(study, seed, dict(given.values), left, tuple(shares), *unseen(study, given, workers))


def _waves(fit: _Fit, lots: Generator) -> tuple[Wave, Array, list[float]]:
    """Run all waves; return the last, points that are not ruled out then, and after each wave what share is not."""
    told, names = fit.study.told, fit.study.names
    aims = tuple(t for t in fit.study.targets if t.fitted)
    points = qmc.LatinHypercube(len(names), rng=lots).random(told.waves[0])
    seen, values = np.empty((0, len(names))), np.empty((0, len(aims)))
    waves: list[Wave] = []
    shares = []
    for n, _ in enumerate(told.waves):
        seen = np.vstack([seen, points])
        values = np.vstack([values, fit.run(points, told.share, f"wave {n + 1}")])
        waves.append(Wave(aims, tuple(Emulator(seen, column) for column in values.T)))
        left, share = not_ruled_out(waves, told.cut, told.spare, len(names), lots)
        shares.append(share)
        if n + 1 < len(told.waves):
            points = spread(left, told.waves[n + 1], lots)
    return waves[-1], left, shares


def _best(fit: _Fit, wave: Wave, left: Array, lots: Generator) -> Array:
    """Return the point with the least misfit that candidates and descents from the best of them find."""
    more = min(1.0, MORE * fit.study.told.share)
    tried = candidates(wave, left, lots)
    shown = fit.run(tried, more, "candidates")
    order = np.argsort(loss(tried, shown, wave.targets), kind="stable")[:DESCENTS]
    ends = [
        descend(wave, tried[n], shown[n], lambda place: fit.run(place[None], more, "descent")[0], lots) for n in order
    ]
    return min(ends, key=lambda end: end[1])[0]
