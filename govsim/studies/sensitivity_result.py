"""What a sensitivity analysis found: indices by parameter, whether N is enough, and what rests on assumptions."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from govsim.outcomes import ALL_OUTCOMES
from govsim.parameters import PARAMETERS
from govsim.parameters.titles import policy_title
from govsim.runs.compare import BASELINE
from govsim.studies.factors import DUMMY_NAME
from govsim.studies.methods import METHODS
from govsim.words import text

ASSUMED = "assumed"
NAMED = 3  # assumed parameters that a report names

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from govsim.studies.indices import Index
    from govsim.studies.study import Study
    from govsim.studies.sweep_result import Sweep

# half-width of a 95 % interval that counts as precise; Sarrazin, Pianosi and Wagener (2016) ask for a whole width of
# 0.05, half of this
NARROW = 0.05
SMALL = 0.05  # an index below this counts as small
FEWEST_TOLD = 32  # base samples of which a bootstrap of the share is worth an interval


def outcome_called(name: str) -> str:
    """Return what people call an outcome; one of a model of the user's own has its name alone."""
    return ALL_OUTCOMES[name].words.label() if name in ALL_OUTCOMES else name


def parameter_called(name: str) -> str:
    """Return what people call a parameter, or the dummy; one of a model of the user's own has its name alone."""
    if name == DUMMY_NAME:
        return text("sensitivity.dummy")
    return PARAMETERS[name].words.label() if name in PARAMETERS else name


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
        bootstrap of the indices (sobol), else from their half-widths, taken as independent; below `FEWEST_TOLD` base
        samples there is none, since a few of them cannot tell how different others would be.
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
        if self.n < FEWEST_TOLD:
            low = high = float("nan")
        how = text("sensitivity.how", index=index)
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
        moved = 0.0 if METHODS[self.method].whole else self._moved
        return self._widest <= NARROW and moved is not None and moved <= NARROW

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
    def _moved(self) -> float | None:
        """How far the index has moved since about half the base samples; None where there is nothing to compare."""
        smaller = [n for n in self.growth_of if n <= self.n / 2]
        if not smaller:
            return None
        return float(np.max(np.abs(self.growth_of[max(smaller)][0] - self.indices[self.main][0]))) / self._scale

    @property
    def verdict(self) -> str:
        """Whether N is enough, in plain language."""
        widest = self._widest
        unit = "" if self._scale == 1.0 else " of the largest index"
        facts = f"the widest 95 % interval of {self.main} is ±{widest:.2g}{unit} (wanted ±{NARROW:g})"
        moved = self._moved
        if moved is not None:
            facts += f", and no index has moved by more than {moved:.2g} since half of N"
        elif not METHODS[self.method].whole:
            facts += ", and N is too small to see whether the indices still move"
        facts += f"; the dummy's is {self.noise:.2g}"
        if self.precise:
            return f"N = {self.n} is enough: {facts}."
        if not np.isfinite(self.indices[self.main][0]).all() or not np.isfinite(widest):
            return f"N = {self.n} is not enough: {self.main} is not defined for all parameters."
        needed = self.n * max(widest / NARROW, (moved or 0.0) / NARROW, 1.0 if moved is not None else 1.4) ** 2
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
        s, outcome = self.share, outcome_called(self.outcome)
        if self.policy != BASELINE:
            scenario = getattr(self.sweep.study.model, "scenario", None)
            policy = policy_title(scenario, self.policy) if scenario is not None else self.policy
            outcome = text("sensitivity.effect", policy=policy, outcome=outcome)
        what = text("sensitivity.variance" if s.of_variance else "sensitivity.influence", what=outcome, index=self.main)
        weight = self.table[METHODS[self.method].of_variance or self.main].drop(index=DUMMY_NAME)
        assumed = [str(name) for name in weight.sort_values(ascending=False).index if self.grade(str(name)) == ASSUMED]
        names = ", ".join(parameter_called(name) for name in assumed[:NAMED])
        largest = text("sensitivity.largest", names=names) if assumed else ""
        if not np.isfinite(s.share):
            return text("sensitivity.undefined", what=what)
        share, low, high = (f"{100 * x:.0f}" for x in (s.share, s.low, s.high))
        between = text("sensitivity.between", low=low, high=high)
        if not np.isfinite(s.low):
            between = text("sensitivity.no_interval", n=self.n)
        return text("sensitivity.rests", share=share, what=what, largest=largest, between=between, how=s.how)

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
