"""An office's few free levels, fitted to its own counts.

Each count has one parameter that moves it most directly. The logarithms of the model's mean counts are brought to the
office's by Gauss-Newton steps, on the same seeds every time and halved where they miss, in parameters stretched over
their declared ranges (logit, so that no step leaves them). What luck an office's counts hold (Poisson, or the spread
between seeds, where that is wider) is carried to the parameters by the inverse of the slopes.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import yaml
from pydantic import Field
from scipy.special import chdtri, expit, logit

from govsim.errors import InputError
from govsim.parameters import PARAMETERS
from govsim.parameters.policies import Strict
from govsim.parameters.yaml_file import Located, checked
from govsim.runs.interval import Interval, interval
from govsim.runs.run import replicate
from govsim.runs.store import write_atomically

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from govsim.ledger.reading import Ledger
    from govsim.parameters.scenario import Scenario

    Array = NDArray[np.float64]

LEVELS = {  # count of an office: outcome of the model, and the parameter that moves it
    "visits": ("visits_per_year", "other_enforcement_share"),
    "findings": ("found_by_visits", "emergence_rate"),
    "sanctions": ("sanctions_per_year", "sanction_will"),
    "accidents": ("expected_reported", "lethality"),
}
NUDGE = 0.2  # of a stretched parameter, to measure slopes by
FLAT = 0.005  # a slope below it moves nothing
CLOSE = 0.005  # of a count: near enough
STEPS, STRIDE, HALVINGS = 10, 0.6, 3  # steps at most, the longest of them, and how often one is halved
END = 9.0  # where a stretched parameter is at the end of its range
FAINT = 0.05  # a slope below it carries no interval
TAIL = 0.025
WEEKS, DAYS = 52, 7.0


class Counts(Strict):
    """What an office has counted over some years."""

    years: float = Field(gt=0, le=100, description="Years over which was counted.")
    visits: int | None = Field(default=None, ge=0, description="Visits of inspectors.")
    findings: int | None = Field(default=None, ge=0, description="Hazards found at these visits.")
    sanctions: int | None = Field(default=None, ge=0, description="Sanctions.")
    accidents: int | None = Field(default=None, ge=0, description="Accidents that firms reported.")
    source: str = ""

    def given(self) -> dict[str, int]:
        """Return the counts that are given, by name."""
        return {name: n for name in LEVELS if (n := getattr(self, name)) is not None}


def read_counts(path: Path) -> Counts:
    """Read and check a file of counts (YAML).

    Raises:
        InputError: Something in it is wrong, or it counts nothing; file, line and key are named.
    """
    file = Located(path)
    told = checked(Counts, file.data, lambda *keys: file.where(keys), "years: 3", {})
    if not told.given():
        raise InputError(f"counts nothing; give one of {', '.join(LEVELS)}", str(path))
    return told.model_copy(update={"source": told.source or path.name})


def counts_of(ledger: Ledger) -> Counts:
    """Return what a ledger counts: visits and findings, over the weeks from its first visit to its last."""
    visits = ledger.refuse_faults().visits
    days = (visits["date"].max() - visits["date"].min()).days + DAYS
    findings = int(visits[ledger.classes].to_numpy(float).sum())
    return Counts(years=days / (DAYS * WEEKS), visits=len(visits), findings=findings, source=ledger.path.name)


def poisson_interval(count: int) -> tuple[float, float]:
    """Return the exact 95 % interval of a Poisson mean (Garwood 1936, Biometrika 28, 437-442)."""
    low = 0.5 * float(chdtri(2 * count, 1 - TAIL)) if count else 0.0
    return low, 0.5 * float(chdtri(2 * count + 2, TAIL))


@dataclass(frozen=True)
class FittedLevel:
    """One level: an office's count a year with its interval, the model's before and after, and the parameter."""

    count: str
    outcome: str
    office: float
    office_low: float
    office_high: float
    before: Interval
    after: Interval
    parameter: str
    given: float
    fitted: float
    low: float
    high: float
    at_end: bool

    @property
    def apart(self) -> bool:
        """Whether the fitted model's level lies outside of the office's interval."""
        return not self.office_low <= self.after.mean <= self.office_high


@dataclass(frozen=True)
class OfficeFit:
    """A scenario fitted to the counts of an office."""

    scenario: Scenario
    counts: Counts
    levels: tuple[FittedLevel, ...]
    left: dict[str, str]
    seeds: int

    def as_json(self) -> dict[str, Any]:
        """Return the fit as plain data."""
        return {
            "scenario": self.scenario.name,
            "counts": self.counts.model_dump(),
            "seeds": self.seeds,
            "levels": [
                {**vars(level), "before": vars(level.before), "after": vars(level.after), "apart": level.apart}
                for level in self.levels
            ],
            "not_fitted": self.left,
        }

    def values(self) -> dict[str, dict[str, Any]]:
        """Return the fitted values as a scenario file has them, with grade and source."""
        told = {}
        for level in self.levels:
            n = getattr(self.counts, level.count)
            source = (
                f"fitted to {self.counts.source}: {n} {level.count} in {self.counts.years:.3g} years; "
                f"95 % interval {level.low:.3g} to {level.high:.3g}"
            )
            told[level.parameter] = {"value": level.fitted, "grade": "calibrated", "source": source}
        return told

    def write(self, path: Path) -> None:
        """Write the scenario with its fitted values as a file of its own, which commands take as any other."""
        assert self.scenario.file
        origin = Path(self.scenario.file)
        data = yaml.safe_load(origin.read_text(encoding="utf-8"))
        data["name"] = path.stem
        data["parameters"] = {**(data.get("parameters") or {}), **self.values()}
        for place in (data, *(data.get("offices") or ())):
            firms = place.get("enterprises") or {}
            firms.update(
                {key: str((origin.parent / firms[key]).resolve()) for key in ("roster", "columns") if key in firms}
            )
        told = yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=110)
        write_atomically(path, lambda draft: draft.write_text(told, encoding="utf-8"))


def fit_office(
    scenario: Scenario,
    counts: Counts,
    *,
    seeds: Sequence[int] = range(1, 13),
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> OfficeFit:
    """Fit the free levels of an office to its own counts.

    Args:
        scenario: the office; its firms must be those of the counts.
        counts: what the office has counted; a count of 0 is not fitted, since no logarithm meets it.
        seeds: of all runs.
        workers: threads.
        progress: called with (sets of runs done, at most).

    Raises:
        InputError: A count does not move with its parameter in this scenario, or cannot be reached.
    """
    left = {name: "zero" for name, n in counts.given().items() if n == 0}
    left |= {name: "not_counted" for name in LEVELS if name not in counts.given()}
    names = [name for name in LEVELS if name not in left]
    if not names or len(scenario.office_list) > 1:
        raise InputError("an office is fitted alone, to counts above 0", scenario.name)
    search = _Search(scenario, names, counts, seeds, workers, progress)
    given = np.array([float(scenario.office_values[0][LEVELS[name][1]]) for name in names])
    for name, value in zip(names, given, strict=True):
        if value == 0.0:
            raise InputError(f"{LEVELS[name][1]} is 0 in this scenario, so it cannot be fitted", scenario.name)
    start = search.stretched(given)
    at, slopes, before, after = search.run(start)
    return OfficeFit(scenario, counts, search.told(start, at, slopes, before, after), left, len(seeds))


@dataclass
class _Search:
    """The runs of a fit: mean counts a year at logarithms of parameters."""

    scenario: Scenario
    names: list[str]
    counts: Counts
    seeds: Sequence[int]
    workers: int | None
    progress: Callable[[int, int], None] | None
    done: int = 0

    def __post_init__(self) -> None:
        declared = [PARAMETERS[LEVELS[name][1]] for name in self.names]
        self.low, self.high = (np.array([getattr(p, end) for p in declared], float) for end in ("low", "high"))

    def stretched(self, values: Array) -> Array:
        """Return parameters stretched over their ranges."""
        share = (values - self.low) / (self.high - self.low)
        return np.asarray(np.clip(logit(share), -END, END))

    def values(self, at: Array) -> Array:
        """Return parameters as they are declared."""
        return np.asarray(self.low + (self.high - self.low) * expit(at))

    def measured(self, at: Array) -> Array:
        """Return the outcomes of every run, shape (counts, seeds)."""
        values = self.values(at)
        given = {LEVELS[name][1]: float(x) for name, x in zip(self.names, values, strict=True)}
        runs = replicate(self.scenario.with_values(given), self.seeds, self.workers).outcomes
        self.done += 1
        if self.progress:
            self.progress(self.done, (1 + len(self.names)) * STEPS)
        return np.array([runs[LEVELS[name][0]] for name in self.names], float)

    def slopes(self, at: Array, told: Array) -> Array:
        """Return how the logarithms of counts (rows) move with the stretched parameters (columns)."""
        found = np.empty((len(at), len(at)))
        for n in range(len(at)):
            nudged = at.copy()
            nudged[n] -= np.copysign(NUDGE, at[n])  # toward the middle of its range
            found[:, n] = (self._logs(self.measured(nudged)) - told) / (nudged[n] - at[n])
        return found

    def run(self, start: Array) -> tuple[Array, Array, Array, Array]:
        """Return where the counts are met, the slopes there, and the outcomes before and after."""
        wanted = np.log([getattr(self.counts, name) / self.counts.years for name in self.names])
        before = runs = self.measured(start)
        at, told = start, self._logs(runs)
        slopes = self.slopes(at, told)
        for name, slope in zip(self.names, np.diag(slopes), strict=True):
            if abs(slope) < FLAT:
                outcome, parameter = LEVELS[name]
                raise InputError(f"{outcome} does not move with {parameter} here; leave {name} out", self.scenario.name)
        for _ in range(STEPS):
            if np.all(np.abs(wanted - told) < CLOSE):
                break
            step = np.clip(np.linalg.lstsq(slopes, wanted - told)[0], -STRIDE, STRIDE)
            for halving in range(HALVINGS + 1):
                moved = np.clip(at + step / 2**halving, -END, END)
                tried = self.measured(moved)
                fresh = self._logs(tried)
                if np.linalg.norm(wanted - fresh) < np.linalg.norm(wanted - told):
                    break
            else:
                break  # no step comes nearer
            at, told, runs = moved, fresh, tried
            slopes = self.slopes(at, told)
        return at, slopes, before, runs

    def _logs(self, runs: Array) -> Array:
        means = runs.mean(axis=1)
        if not (means > 0).all():
            name = self.names[int(np.flatnonzero(~(means > 0))[0])]
            raise InputError(f"the model shows no {name} in this scenario, and so cannot be fitted to them", name)
        return np.asarray(np.log(means))

    def told(self, start: Array, at: Array, slopes: Array, before: Array, after: Array) -> tuple[FittedLevel, ...]:
        """Return the levels with their intervals."""
        years = self.counts.years
        observed = np.array([getattr(self.counts, name) for name in self.names], float)
        own = (self.scenario.weeks - self.scenario.measure_from) / WEEKS
        spread = np.var(after, axis=1, ddof=1) / after.mean(axis=1) ** 2
        luck = np.maximum(1.0 / observed, spread * own / years) + spread / after.shape[1]
        inverse = np.linalg.pinv(slopes)
        half = 1.96 * np.sqrt(np.diag(inverse @ np.diag(luck) @ inverse.T))
        given, fitted = self.values(start), self.values(at)
        bounds = [self.values(np.clip(end, -END, END)) for end in (at - half, at + half)]
        levels = []
        for n, name in enumerate(self.names):
            outcome, parameter = LEVELS[name]
            low, high = (end / years for end in poisson_interval(int(observed[n])))
            own_bounds = (float(bounds[0][n]), float(bounds[1][n]))
            value = float(f"{fitted[n]:.4g}")
            ended = bool(abs(at[n]) >= END or abs(slopes[n, n]) < FAINT)
            if ended:
                own_bounds = (np.nan, np.nan)  # no slope carries an interval there
            books = (outcome, float(observed[n]) / years, low, high)
            model = (interval(before[n]), interval(after[n]))
            levels.append(FittedLevel(name, *books, *model, parameter, float(given[n]), value, *own_bounds, ended))
        return tuple(levels)
