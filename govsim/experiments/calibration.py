"""Calibration: parameters fitted to published levels and effects by history matching.

The model is run at the points of a design over the free parameters, each point on the same seeds. An emulator of each
target is fitted to what came out: a second-order polynomial chosen by cross-validated lasso, with the error that
cross-validation finds. A point is ruled out where targets lie further from what was published than the bands and the
emulators' errors leave open:

    implausibility = |emulated - centre of the band| / sqrt((half-width / 2)^2 + error^2)

A band is read as two standard deviations to either side; a point goes if its implausibility exceeds `cut` for more than
`spare` targets. The next wave's design lies in what is not ruled out yet. (Vernon, Goldstein and Bower 2010, Bayesian
Analysis 5, 619-669; Andrianakis et al. 2015, PLOS Computational Biology 11, e1003968.)

What is left after the last wave tells how well each parameter is known, which ones hang together, and which the targets
cannot identify. From the best of it, the emulated misfit is followed downhill; the candidates found so are run with more
replicates, and from the best of them the model's own misfit is followed by least squares with a robust loss. The score is
told on seeds that the fit has not seen, apart for rows that were held out of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
import yaml
from pydantic import Field, model_validator
from scipy.optimize import least_squares, minimize
from scipy.stats import qmc

from govsim.errors import InputError
from govsim.experiments.run import replicate
from govsim.experiments.store import write_atomically
from govsim.experiments.validation import Row, Validation, load_rows, validate
from govsim.experiments.variants import check_name
from govsim.outcomes import ALL_OUTCOMES
from govsim.parameters import find
from govsim.parameters.declare import Value
from govsim.parameters.policies import Strict
from govsim.parameters.scenario import Quantity, Scenario, load_scenario
from govsim.parameters.yaml_file import Located, checked

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.random import Generator  # noqa: TID251 (of the design)
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

FIRST_CHECK_SEED = 1  # the rows' own seeds; those of the fit lie far above
FIT_SEEDS = 10_000_000  # first seed of the fit with seed 0; each seed of a calibration has as many of its own
LEVEL_SEEDS = 64
CANDIDATES = 8  # points that are run with more replicates in the end
MORE = 2  # times as many
STARTS = 24  # points from which a candidate is looked for
STEPS = 4  # of the least squares
STEP = 0.04  # of its derivatives, in the unit cube
EASE = 0.6  # half-widths of a band within which a value is as good as in the middle
SAMPLE = 4_000  # points of what is not ruled out, from which ranges and correlations are told
KNOWN = 0.8  # a parameter whose range is narrowed by less than a fifth is not identified


LEVELS = "levels"  # stands in for the row's id where the target is a level

Which = Literal["fitted", "held out", "all rows", "levels"]


# --- what a study file says ---------------------------------------------------------------------------------------------


class Free(Strict):
    """A parameter that the fit may move, and the range in which."""

    low: float = Field(allow_inf_nan=False)
    high: float = Field(allow_inf_nan=False)
    scale: Literal["linear", "log"] = "linear"
    why: str = Field(min_length=3, description="Which targets should tell it, and what the range rests on.")

    @model_validator(mode="after")
    def _ordered(self) -> Free:
        if self.low >= self.high or (self.scale == "log" and self.low <= 0.0):
            raise ValueError("must have low below high, and low above 0 on a log scale")
        return self

    def at(self, share: Any) -> Any:
        """Return the value at shares (0 to 1) of the range; numbers or arrays."""
        if self.scale == "log":
            return self.low * (self.high / self.low) ** share
        return self.low + (self.high - self.low) * share


class Level(Strict):
    """A level that a scenario must show: a mean over seeds, under the named policies."""

    outcome: str
    under: list[str]
    low: float
    high: float
    target: float
    source: str = Field(min_length=3)


class StudyFile(Strict):
    """What the file of a calibration may say. Places are told from its folder."""

    name: str = Field(pattern=r"^[A-Za-z0-9_\-]+$")
    question: str = Field(min_length=3)
    rows: str = Field(description="Folder of the rows of the validation table.")
    scenarios: str = Field(description="Folder of their scenarios.")
    levels: str | None = Field(default=None, description="File of levels; its key `levels` lists them.")
    held_out: list[str] = Field(default_factory=list, description="Rows that the fit does not see.")
    parameters: dict[str, Free] = Field(min_length=1)
    waves: list[int] = Field(min_length=1, description="Points of each wave.")
    share: float = Field(default=1.0, gt=0, le=1, description="Share of a row's seeds that a point is run on; at least two seeds.")
    cut: float = Field(default=3.0, gt=0, description="Implausibility above which a target speaks against a point.")
    spare: int = Field(default=2, ge=0, description="Targets that may speak against a point before it is ruled out.")
    seed: int = Field(default=1, ge=0)


@dataclass(frozen=True)
class Target:
    """A number that the model should show."""

    row: str
    name: str
    low: float
    high: float
    centre: float
    fitted: bool

    @property
    def half(self) -> float:
        """Half the width of the band."""
        return 0.5 * (self.high - self.low)

    def inside(self, value: float) -> bool:
        """Return whether a value lies in the band."""
        return self.low <= value <= self.high


@dataclass(frozen=True)
class CalibrationStudy:
    """A checked study: what is free, what is aimed at, and how to compute it."""

    told: StudyFile
    rows: tuple[Row, ...] = field(repr=False)
    levels: tuple[Level, ...] = field(repr=False)
    scenario: Scenario | None = field(repr=False)
    file: str = ""

    @property
    def names(self) -> list[str]:
        """Names of the free parameters."""
        return list(self.told.parameters)

    @cached_property
    def targets(self) -> list[Target]:
        """All quantities with a band, then the levels."""
        listed = []
        for row in self.rows:
            for quantity in row.told.quantities:
                if quantity.band and not quantity.not_expressible:
                    band = quantity.band
                    listed.append(Target(row.id, quantity.name, band.low, band.high, 0.5 * (band.low + band.high), row.id not in self.told.held_out))
        for level in self.levels:
            under = " + ".join(level.under) or "no policy"
            listed.append(Target(LEVELS, f"{level.outcome}, {under}", level.low, level.high, level.target, fitted=True))
        return listed

    def values(self, point: Array) -> dict[str, Value]:
        """Return the parameter values at a point of the unit cube, to three digits, as the declarations write them."""
        return {name: float(f"{free.at(share):.3g}") for (name, free), share in zip(self.told.parameters.items(), point, strict=True)}


def load_calibration(path: str | Path) -> CalibrationStudy:
    """Read and check the file of a calibration; raise `InputError` with file, line and key of the first fault."""
    file = Located(Path(path))

    def where(*keys: str | int) -> str:
        return file.where(keys)

    told = checked(StudyFile, file.data, where, "rows: validation", {"name": Path(path).stem})
    folder = Path(path).parent
    for name, free in told.parameters.items():
        place = where("parameters", name)
        for end in (free.low, free.high):
            find(name, place).accept(end, place)
    rows = load_rows(folder / told.rows, folder / told.scenarios)
    for n, asked in enumerate(told.held_out):
        check_name(asked, [row.id for row in rows], "row", where("held_out", n))
    levels, scenario = _load_levels(folder / told.levels) if told.levels else ((), None)
    return CalibrationStudy(told, tuple(rows), levels, scenario, str(path))


def _load_levels(path: Path) -> tuple[tuple[Level, ...], Scenario]:
    file = Located(path)
    if not isinstance(file.data, dict) or not isinstance(file.data.get("levels"), list) or "scenario" not in file.data:
        raise InputError("must be a mapping with the keys `scenario` and `levels`, a list", file.where(()))
    scenario = load_scenario(path.parent.parent / str(file.data["scenario"]))
    levels = []
    for n, data in enumerate(file.data["levels"]):
        level = checked(Level, data, lambda *keys, n=n: file.where(("levels", n, *keys)), "outcome: hazard_stock")
        check_name(level.outcome, ALL_OUTCOMES, "outcome", file.where(("levels", n, "outcome")))
        scenario.named(level.under)
        levels.append(level)
    return tuple(levels), scenario


# --- a parameter set ----------------------------------------------------------------------------------------------------


class ParameterSet(Strict):
    """Values that stand in for declared defaults; a scenario's own values come before them."""

    name: str = Field(min_length=1)
    values: dict[str, Value] = Field(min_length=1)
    study: str = ""
    seed: int | None = None
    code: str = ""
    fit: dict[str, Any] = Field(default_factory=dict)

    def under(self, scenario: Scenario) -> Scenario:
        """Return a scenario with these values instead of the declared defaults."""
        return scenario.with_defaults({name: Quantity(value=value, grade="calibrated", source=f"parameter set {self.name}") for name, value in self.values.items()})


def load_set(path: str | Path) -> ParameterSet:
    """Read and check a parameter set, as `govsim calibrate` writes it."""
    file = Located(Path(path))
    told = checked(ParameterSet, file.data, lambda *keys: file.where(keys), "values: {fine: 20000}", {"name": Path(path).stem})
    for name, value in told.values.items():
        place = file.where(("values", name))
        find(name, place).accept(value, place)
    return told


def rows_under(rows: Sequence[Row], given: ParameterSet) -> list[Row]:
    """Return rows whose scenarios have a parameter set instead of the declared defaults."""
    return [replace(row, scenarios={arm: given.under(scenario) for arm, scenario in row.scenarios.items()}) for row in rows]


# --- running the model at a point ---------------------------------------------------------------------------------------


def simulate_targets(study: CalibrationStudy, values: Mapping[str, Value], share: float, seed: int, workers: int | None = None) -> Array:
    """Return the simulated value of every target of the fit, shape (targets,), on a share of the rows' seeds from `seed` on."""
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


def _simulate_levels(study: CalibrationStudy, given: ParameterSet, replicates: int, seed: int, workers: int | None) -> list[float]:
    if study.scenario is None:
        return []
    runs = {}
    for under in {tuple(level.under): None for level in study.levels}:
        scenario = given.under(study.scenario.without_policies().with_policy(*under))
        runs[under] = replicate(scenario, range(seed, seed + replicates), workers).outcomes
    return [float(np.nanmean(runs[tuple(level.under)][level.outcome])) for level in study.levels]


# --- emulators ----------------------------------------------------------------------------------------------------------


class Emulator:
    """A second-order polynomial in the free parameters for one target, and its error."""

    def __init__(self, points: Array, values: Array) -> None:
        try:
            from sklearn.linear_model import Lasso, LassoCV
            from sklearn.model_selection import KFold, cross_val_predict
            from sklearn.pipeline import make_pipeline
            from sklearn.preprocessing import PolynomialFeatures, StandardScaler
        except ImportError:
            raise InputError("needs scikit-learn; install it with: pip install 'govsim[calibration]'", "govsim calibrate") from None
        known = np.isfinite(values)
        centre, self.scale = float(np.mean(values[known])), float(np.std(values[known])) or 1.0
        x, y = 2.0 * points[known] - 1.0, (values[known] - centre) / self.scale
        folds = KFold(min(10, len(y)))
        self.terms = PolynomialFeatures(2, include_bias=False).fit(x)
        features = self.terms.transform(x)
        model = make_pipeline(StandardScaler(), LassoCV(cv=folds, max_iter=20_000, tol=1e-3, alphas=40)).fit(features, y)
        scaler, lasso = model[0], model[-1]
        self.weights: Array = self.scale * lasso.coef_ / scaler.scale_
        self.level = centre + self.scale * float(lasso.intercept_) - float(scaler.mean_ @ self.weights)
        frozen = make_pipeline(StandardScaler(), Lasso(alpha=lasso.alpha_, max_iter=20_000, tol=1e-3))
        self.error = self.scale * float(np.sqrt(np.mean((cross_val_predict(frozen, features, y, cv=folds) - y) ** 2)))

    def predict(self, points: Array) -> Array:
        """Return the emulated target at points of the unit cube, shape (points, parameters)."""
        return self.of(self.features(points))

    def features(self, points: Array) -> Array:
        """Return the terms of the polynomial at points; all emulators of a wave have the same."""
        told: Array = self.terms.transform(2.0 * points - 1.0)
        return told

    def of(self, features: Array) -> Array:
        """Return the emulated target where the polynomial has these terms."""
        told: Array = self.level + features @ self.weights
        return told


@dataclass(frozen=True)
class Wave:
    """The emulators of a wave, one for each target of the fit."""

    targets: tuple[Target, ...]
    emulators: tuple[Emulator, ...]

    def predict(self, points: Array) -> Array:
        """Return every emulated target, shape (points, targets)."""
        features = self.emulators[0].features(points)
        return np.array([emulator.of(features) for emulator in self.emulators]).T

    def implausibility(self, points: Array) -> Array:
        """Return the implausibility of every target, shape (points, targets)."""
        distance = np.abs(self.predict(points) - [t.centre for t in self.targets])
        return distance / np.hypot([0.5 * t.half for t in self.targets], [e.error for e in self.emulators])

    def loss(self, points: Array) -> Array:
        """Return the emulated misfit of every point, shape (points,)."""
        return misfit(self.predict(points), self.targets)


def excess(values: Array, targets: Sequence[Target]) -> Array:
    """Return how far simulated values, shape (points, targets), lie outside the ease of their bands: 0 within it, ±1 at an edge."""
    distance = (values - [t.centre for t in targets]) / [t.half for t in targets]
    beyond = np.sign(distance) * np.maximum(0.0, np.abs(distance) - EASE) / (1.0 - EASE)
    told: Array = np.where(np.isfinite(distance), beyond, 1e3)
    return told


def misfit(values: Array, targets: Sequence[Target]) -> Array:
    """Return the misfit of simulated values, shape (points, targets): the sum of u / (1 + u), u the squared excess.

    It saturates, so that a target which no parameters reach does not draw the others out of their bands (Geman and McClure).
    """
    u = excess(values, targets) ** 2
    told: Array = (u / (1.0 + u)).sum(axis=1)
    return told


# --- the fit ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Calibration:
    """What a fit has found.

    `left`: points of the unit cube that are not ruled out, shape (points, parameters). `check`: all rows on seeds that the
    fit has not seen, `levels` likewise.
    """

    study: CalibrationStudy
    seed: int
    values: dict[str, Value]
    left: Array = field(repr=False)
    not_ruled_out: tuple[float, ...]
    check: Validation = field(repr=False)
    levels: tuple[float, ...]

    @cached_property
    def checked(self) -> list[tuple[Target, float]]:
        """Every target with its value on unseen seeds."""
        return list(zip(self.study.targets, [*_banded(self.check), *self.levels], strict=True))

    def score(self, which: Which) -> tuple[int, int]:
        """Return how many quantities lie inside on unseen seeds, and of how many."""
        chosen = {
            "fitted": lambda t: t.fitted and t.row != LEVELS,
            "held out": lambda t: not t.fitted,
            "all rows": lambda t: t.row != LEVELS,
            "levels": lambda t: t.row == LEVELS,
        }[which]
        told = [t.inside(v) for t, v in self.checked if chosen(t)]
        return sum(told), len(told)

    @cached_property
    def identified(self) -> dict[str, tuple[float, float, float]]:
        """For each parameter: 2.5 % and 97.5 % points of what is not ruled out, and how wide that is against its range (1: as wide)."""
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
        from govsim import __version__

        def digits(x: float) -> float:
            return float(f"{x:.4g}")

        return {
            "name": self.study.told.name,
            "values": self.values,
            "study": self.study.file,
            "seed": self.seed,
            "code": __version__,
            "fit": {
                "inside on unseen seeds": {which: "{} of {}".format(*self.score(which)) for which in get_args(Which)},
                "not ruled out after each wave": [digits(share) for share in self.not_ruled_out],
                "parameters": {
                    name: {"left": [digits(low), digits(high)], "width": digits(width), "identified": width < KNOWN}
                    for name, (low, high, width) in self.identified.items()
                },
                "correlations": [[a, b, digits(r)] for a, b, r in self.correlations],
                "targets": [
                    {"row": t.row, "name": t.name, "band": [t.low, t.high], "simulated": digits(v), "inside": t.inside(v), "fitted": t.fitted}
                    for t, v in self.checked
                ],
            },
        }

    def write(self, path: Path) -> None:
        """Write the parameter set."""
        path.parent.mkdir(parents=True, exist_ok=True)
        text = yaml.safe_dump(self.as_dict(), sort_keys=False, allow_unicode=True, width=150)
        write_atomically(path, lambda draft: draft.write_text(text, encoding="utf-8"))


def calibrate(
    study: CalibrationStudy, seed: int | None = None, workers: int | None = None, progress: Callable[[int, int, str], None] | None = None
) -> Calibration:
    """Fit the free parameters of a study.

    Args:
        study: of `load_calibration`.
        seed: of the design and of the runs of the fit (default: the study's). It is no parameter: the score is told on others.
        workers: threads (default: all cores); the result does not depend on them.
        progress: called with (points done, planned, what is being done).
    """
    told = study.told
    seed = told.seed if seed is None else seed
    first = FIT_SEEDS * (1 + seed)
    lots = np.random.default_rng(seed)  # noqa: TID251 (of the design; the model draws by identity)
    planned = sum(told.waves) + CANDIDATES + STEPS * (1 + len(study.names)) + 1
    done = 0

    def run(points: Array, share: float, what: str) -> Array:
        nonlocal done
        rows = []
        for point in points:
            rows.append(simulate_targets(study, study.values(point), share, first, workers))
            done += 1
            if progress:
                progress(done, planned, what)
        return np.array(rows)

    aims = tuple(t for t in study.targets if t.fitted)
    points = qmc.LatinHypercube(len(study.names), rng=lots).random(told.waves[0])
    seen, values = np.empty((0, len(study.names))), np.empty((0, len(aims)))
    waves: list[Wave] = []
    shares = []
    for n, _ in enumerate(told.waves):
        seen = np.vstack([seen, points])
        values = np.vstack([values, run(points, told.share, f"wave {n + 1}")])
        waves.append(Wave(aims, tuple(Emulator(seen, column) for column in values.T)))
        left, share = not_ruled_out(waves, told.cut, told.spare, len(study.names), lots)
        shares.append(share)
        if n + 1 < len(told.waves):
            points = _spread(left, told.waves[n + 1], lots)
    more = min(1.0, MORE * told.share)
    tried = candidates(waves[-1], left, lots)
    start = tried[int(np.argmin(misfit(run(tried, more, "candidates"), aims)))]

    def strain(place: Array) -> Array:
        beyond: Array = excess(run(place[None] - 1.0, more, "least squares"), aims)[0]
        return beyond

    # coordinates from 1 to 2: SciPy's steps are relative
    near = np.clip(1.0 + start, 1.0 + 1e-6, 2.0 - 1e-6)
    chosen = least_squares(strain, near, bounds=(1.0, 2.0), loss="cauchy", diff_step=np.full(len(near), STEP), max_nfev=STEPS).x - 1.0
    given = ParameterSet(name=told.name, values=study.values(chosen))
    if progress:
        progress(planned - 1, planned, "unseen seeds")
    check = validate(rows_under(study.rows, given), seed=FIRST_CHECK_SEED, workers=workers)
    levels = _simulate_levels(study, given, LEVEL_SEEDS, FIRST_CHECK_SEED, workers)
    return Calibration(study, seed, dict(given.values), left, tuple(shares), check, tuple(levels))


def not_ruled_out(waves: Sequence[Wave], cut: float, spare: int, parameters: int, lots: Generator) -> tuple[Array, float]:
    """Return points that no wave rules out, shape (SAMPLE, parameters), and their share of the whole.

    Where too few of a uniform sample are left, the best two in a thousand stand in, and the space around what is left is filled
    by small steps that stay within it.
    """

    def worst(points: Array) -> Array:
        against: Array = np.array([np.sort(wave.implausibility(points), axis=1)[:, -1 - spare] for wave in waves]).max(axis=0)
        return against

    uniform = qmc.Sobol(parameters, rng=lots).random(2**15)
    against = worst(uniform)
    share = float(np.mean(against <= cut))
    limit = max(cut, float(np.quantile(against, 0.002)))
    inside = uniform[against <= limit]
    spread = inside.std(axis=0)
    while len(inside) < SAMPLE:
        steps = inside[lots.integers(len(inside), size=SAMPLE)] + 0.5 * spread * lots.standard_normal((SAMPLE, parameters))
        steps = steps[((steps >= 0.0) & (steps <= 1.0)).all(axis=1)]
        steps = steps[worst(steps) <= limit] if len(steps) else steps
        inside = np.vstack([inside, steps])
        spread = 0.9 * spread
    return inside[lots.permutation(len(inside))[:SAMPLE]], share


def candidates(wave: Wave, left: Array, lots: Generator) -> Array:
    """Return the points that the emulators like best, shape (CANDIDATES, parameters): downhill from some of the best of what is left."""

    def misfit_at(point: Array) -> float:
        return float(wave.loss(point[None])[0])

    best = left[np.argsort(wave.loss(left), kind="stable")[: 8 * STARTS]]
    ends = []
    for start in _spread(best, STARTS, lots):
        found = minimize(misfit_at, start, method="L-BFGS-B", bounds=[(0.0, 1.0)] * len(start), options={"maxiter": 40})
        ends.append(found.x)
    order = np.argsort(wave.loss(np.array(ends)), kind="stable")
    return np.array(ends)[order[:CANDIDATES]]


def _spread(points: Array, count: int, lots: Generator) -> Array:
    """Return `count` of the points that lie far from each other: each is the farthest, of some by lot, from those taken."""
    taken = [points[0]]
    for _ in range(min(count, len(points)) - 1):
        some = points[lots.integers(len(points), size=64)]
        nearest = np.min(np.linalg.norm(some[:, None, :] - np.array(taken)[None], axis=2), axis=1)
        taken.append(some[int(np.argmax(nearest))])
    return np.array(taken)
