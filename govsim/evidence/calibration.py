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
from pydantic import Field, model_validator
from scipy.stats import qmc

from govsim.errors import InputError
from govsim.evidence import estimands, validation
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
    spread,
)
from govsim.evidence.validation import Validation, ValidationRow, load_rows, validate
from govsim.outcomes import ALL_OUTCOMES
from govsim.parameters import find
from govsim.parameters.declare import Value
from govsim.parameters.policies import Strict
from govsim.parameters.scenario import Quantity, Scenario, load_scenario
from govsim.parameters.yaml_file import Located, checked
from govsim.runs.run import replicate
from govsim.runs.store import write_atomically
from govsim.runs.variants import check_name
from govsim.studies.models import code_version, digest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

FIRST_CHECK_SEED = 1  # the rows' own seeds; those of the fit lie far above
FIT_SEEDS = 10_000_000  # first seed of the fit with seed 0; each seed of a calibration has as many of its own
LEVEL_SEEDS = 64
MORE = 4  # times as many replicates for the candidates
DESCENTS = 2  # candidates from which the model's own misfit is followed downhill
KNOWN = 0.8  # a parameter whose range is narrowed by less than a fifth is not identified
LEVELS = "levels"  # stands in for the row's id where the target is a level

Which = Literal["fitted", "held out", "all rows", "levels"]


# --- what a study file says
# ---------------------------------------------------------------------------------------------


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

    def share_of(self, value: float) -> float:
        """Return at which share (0 to 1) of the range a value lies."""
        if self.scale == "log":
            return float(np.log(value / self.low) / np.log(self.high / self.low))
        return (value - self.low) / (self.high - self.low)


class Level(Strict):
    """A level that a scenario must show: a mean over seeds, under the named policies."""

    outcome: str
    under: list[str]
    low: float
    high: float
    target: float
    source: str = Field(min_length=3)


class CalibrationFile(Strict):
    """What the file of a calibration may say. Places are told from its folder."""

    name: str = Field(pattern=r"^[A-Za-z0-9_\-]+$")
    question: str = Field(min_length=3)
    rows: str = Field(description="Folder of the rows of the validation table.")
    scenarios: str = Field(description="Folder of their scenarios.")
    levels: str | None = Field(default=None, description="File of levels; its key `levels` lists them.")
    held_out: list[str] = Field(default_factory=list, description="Rows that the fit does not see.")
    parameters: dict[str, Free] = Field(min_length=1)
    waves: list[int] = Field(min_length=1, description="Points of each wave.")
    share: float = Field(
        default=1.0, gt=0, le=1, description="Share of a row's seeds that a point is run on; at least two seeds."
    )
    cut: float = Field(default=3.0, gt=0, description="Implausibility above which a target speaks against a point.")
    spare: int = Field(default=2, ge=0, description="Targets that may speak against a point before it is ruled out.")
    seed: int = Field(default=1, ge=0)


@dataclass(frozen=True)
class CalibrationStudy:
    """A checked study: what is free, what is aimed at, and how to compute it."""

    told: CalibrationFile
    rows: tuple[ValidationRow, ...] = field(repr=False)
    levels: tuple[Level, ...] = field(repr=False)
    scenario: Scenario | None = field(repr=False)
    file: str = ""

    @property
    def names(self) -> list[str]:
        """Names of the free parameters."""
        return list(self.told.parameters)

    @cached_property
    def targets(self) -> list[CalibrationTarget]:
        """All quantities with a band, then the levels."""
        listed = []
        for row in self.rows:
            for quantity in row.told.quantities:
                if quantity.band and not quantity.not_expressible:
                    band = quantity.band
                    listed.append(
                        CalibrationTarget(
                            row.id,
                            quantity.name,
                            band.low,
                            band.high,
                            0.5 * (band.low + band.high),
                            row.id not in self.told.held_out,
                        )
                    )
        for level in self.levels:
            under = " + ".join(level.under) or "no policy"
            listed.append(
                CalibrationTarget(LEVELS, f"{level.outcome}, {under}", level.low, level.high, level.target, fitted=True)
            )
        return listed

    def values(self, point: Array) -> dict[str, Value]:
        """Return the parameter values at a point of the unit cube, to three digits, as the declarations write them."""
        return {
            name: float(f"{free.at(share):.3g}")
            for (name, free), share in zip(self.told.parameters.items(), point, strict=True)
        }


def load_calibration(path: str | Path) -> CalibrationStudy:
    """Read and check the file of a calibration; raise `InputError` with file, line and key of the first fault."""
    file = Located(Path(path))

    def where(*keys: str | int) -> str:
        return file.where(keys)

    told = checked(CalibrationFile, file.data, where, "rows: validation", {"name": Path(path).stem})
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


# --- a parameter set
# ----------------------------------------------------------------------------------------------------


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
        return scenario.with_defaults(
            {
                name: Quantity(value=value, grade="calibrated", source=f"parameter set {self.name}")
                for name, value in self.values.items()
            }
        )


def load_set(path: str | Path) -> ParameterSet:
    """Read and check a parameter set, as `govsim calibrate` writes it."""
    file = Located(Path(path))
    told = checked(
        ParameterSet, file.data, lambda *keys: file.where(keys), "values: {fine: 20000}", {"name": Path(path).stem}
    )
    for name, value in told.values.items():
        place = file.where(("values", name))
        find(name, place).accept(value, place)
    return told


def rows_under(rows: Sequence[ValidationRow], given: ParameterSet) -> list[ValidationRow]:
    """Return rows whose scenarios have a parameter set instead of the declared defaults."""
    return [
        replace(row, scenarios={arm: given.under(scenario) for arm, scenario in row.scenarios.items()}) for row in rows
    ]


# --- running the model at a point
# ---------------------------------------------------------------------------------------


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
        code = [Path(str(module.__file__)).read_text(encoding="utf-8") for module in (estimands, validation)]
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


# --- the fit
# ------------------------------------------------------------------------------------------------------------


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
    study: CalibrationStudy, given: ParameterSet, workers: int | None = None
) -> tuple[Validation, tuple[float, ...]]:
    """Return all rows and the levels of a study under a parameter set, on seeds that no fit sees."""
    check = validate(rows_under(study.rows, given), seed=FIRST_CHECK_SEED, workers=workers)
    return check, tuple(_simulate_levels(study, given, LEVEL_SEEDS, FIRST_CHECK_SEED, workers))


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
    told = study.told
    points_known = Points(study, points_file)
    seed = told.seed if seed is None else seed
    first = FIT_SEEDS * (1 + seed)
    lots = np.random.default_rng(seed)  # noqa: TID251 (of the design; the model draws by identity)
    planned = sum(told.waves) + CANDIDATES + DESCENTS * STEPS + 1
    done = 0

    def run(points: Array, share: float, what: str) -> Array:
        nonlocal done
        rows = []
        for point in points:
            values = study.values(point)
            rows.append(
                points_known.at(values, share, first, partial(simulate_targets, study, values, share, first, workers))
            )
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
            points = spread(left, told.waves[n + 1], lots)
    more = min(1.0, MORE * told.share)
    tried = candidates(waves[-1], left, lots)
    shown = run(tried, more, "candidates")
    order = np.argsort(loss(tried, shown, aims), kind="stable")[:DESCENTS]
    ends = [
        descend(waves[-1], tried[n], shown[n], lambda place: run(place[None], more, "descent")[0], lots) for n in order
    ]
    chosen = min(ends, key=lambda end: end[1])[0]
    given = ParameterSet(name=told.name, values=study.values(chosen))
    if progress:
        progress(planned - 1, planned, "unseen seeds")
    return Calibration(study, seed, dict(given.values), left, tuple(shares), *unseen(study, given, workers))
