"""Estimands of the validation table: what a published study measured, measured in the same way in simulated runs.

An estimand is computed from sums over seeds: each seed gives a few sums (of injuries in both arms, of findings at
first and second visits), and the estimate is a function of their totals, as a pooled study would compute it. Its 95 %
interval comes from leaving out one seed at a time (jackknife, Student's t over seeds).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from inspect import Parameter, signature
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import stdtrit

from govsim.agents.enterprise_record import ENTERPRISE
from govsim.evidence import seed_sums
from govsim.outcomes import ALL_OUTCOMES, COLUMNS
from govsim.runs.interval import Interval

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]


@dataclass(frozen=True)
class Names:
    """What an option of an estimand names: one of the `known`, or a list of them."""

    what: str
    known: Collection[str]
    listed: bool = False


OUTCOME = Names("outcome", ALL_OUTCOMES)
TALLIES = Names("tally", COLUMNS, listed=True)
MEASURE = Names("field of the record of an enterprise", [f.name for f in ENTERPRISE if not f.shape])


@dataclass(frozen=True)
class Estimand:
    """What is estimated: the sums of one seed (given the traces of its arms), and the estimate from their totals."""

    name: str
    meaning: str
    arms: int
    sums: Callable[..., Sequence[float]]
    value: Callable[[Array], float]
    options: dict[str, Names | None] = field(default_factory=dict)  # by name: what it names; None: number(s)
    log: bool = False
    watch: tuple[tuple[str, str], ...] = ()

    @property
    def needed(self) -> list[str]:
        """The options that must be given."""
        return [name for name in self.options if signature(self.sums).parameters[name].default is Parameter.empty]

    def listed(self, option: str) -> bool:
        """Return whether an option is a list."""
        names = self.options[option]
        if names:
            return names.listed
        return str(signature(self.sums).parameters[option].annotation).startswith("Sequence")

    def estimate(self, sums: Array) -> Interval:
        """Return the estimate from sums of shape (seeds, terms), with its jackknife interval.

        Undefined ones are NaN.
        """
        sums = sums[~np.isnan(sums).any(axis=1)]
        n = len(sums)
        if n < 2:
            return Interval(np.nan, np.nan, np.nan, n)
        with np.errstate(divide="ignore", invalid="ignore"):
            total = sums.sum(axis=0)
            mean = self.value(total)
            left_out = np.array([self.value(total - own) for own in sums])
        spread = np.sqrt((n - 1) / n * np.sum((left_out - left_out.mean()) ** 2))
        half = float(stdtrit(n - 1, 0.975) * spread)
        return Interval(float(mean), float(mean - half), float(mean + half), n)


def _share(sums: Array) -> float:
    return float(sums[0] / sums[1])


def _change(sums: Array) -> float:
    """Return by how many per cent the second ratio lies above the first: sums are (above, below) of each."""
    return float(100.0 * (sums[2] / sums[3] / (sums[0] / sums[1]) - 1.0))


def _points(sums: Array) -> float:
    return float(100.0 * (sums[2] / sums[3] - sums[0] / sums[1]))


def _earlier(sums: Array) -> float:
    return float(100.0 * (sums[0] / sums[1] - sums[2] / sums[3]))


def like_for_like(sums: Array) -> float:
    """Return by how many per cent rates of the second kind lie above those of the first, over strata of like visits.

    Sums are (above, below) of the first and of the second kind, stratum by stratum; the rate ratio common to all strata
    is that of Mantel and Haenszel (Rothman and Boice 1979), which needs no stratum to be large.
    """
    above_1, below_1, above_2, below_2 = sums.reshape(-1, 4).T
    both = np.maximum(below_1 + below_2, 1.0)
    return float(100.0 * (np.sum(above_2 * below_1 / both) / np.sum(above_1 * below_2 / both) - 1.0))


def poisson_slope(sums: Array) -> float:
    """Return by how many per cent the mean count changes per rank: log-linear Poisson, counts first, then exposures."""
    counts, exposure = np.split(sums, 2)
    x = np.arange(len(counts), dtype=float)
    slope = 0.0
    for _ in range(50):  # Newton on the likelihood with the intercept profiled out
        weight = exposure * np.exp(slope * x)
        centre = (weight @ x) / weight.sum()
        score = counts @ x - counts.sum() * centre
        curvature = counts.sum() * ((weight @ x**2) / weight.sum() - centre**2)
        step = score / curvature
        slope += step
        if abs(step) < 1e-12:
            break
    return float(100.0 * (np.exp(slope) - 1.0))


def alpha(sums: Array) -> float:
    """Return Krippendorff's alpha for interval ratings by two raters: 1 - observed over expected disagreement."""
    units, squared, total, squares = sums
    n = 2.0 * units
    expected = 2.0 * (n * squares - total**2) / (n * (n - 1.0))
    return float(1.0 - squared / units / expected)


ESTIMANDS = {
    e.name: e
    for e in (
        Estimand(
            "level", "mean of an outcome in one arm", 1, seed_sums.level, _share, {"outcome": OUTCOME, "scale": None}
        ),
        Estimand(
            "quotient",
            "total of some tallies over that of others, in one arm",
            1,
            seed_sums.quotient,
            _share,
            {"above": TALLIES, "below": TALLIES, "scale": None},
        ),
        Estimand(
            "contrast",
            "paired difference of an outcome, second arm less first",
            2,
            seed_sums.contrast,
            _share,
            {"outcome": OUTCOME, "scale": None},
        ),
        Estimand(
            "relative",
            "relative change of an outcome from the first arm to the second",
            2,
            seed_sums.relative,
            _change,
            {"outcome": OUTCOME},
        ),
        Estimand(
            "relative_quotient",
            "relative change of a quotient of tallies from the first arm to the second",
            2,
            seed_sums.relative_quotient,
            _change,
            {"above": TALLIES, "below": TALLIES},
        ),
        Estimand(
            "trial_effect",
            "relative difference per firm, treated against control firms of a trial by lot",
            2,
            seed_sums.trial_effect,
            _change,
            {"measure": MEASURE, "tier": None},
        ),
        Estimand(
            "first_half",
            "share of findings in the first half of a period, second arm less first, in points",
            2,
            seed_sums.first_half,
            _points,
            {"weeks": None},
        ),
        Estimand(
            "date_of_finding",
            "how much earlier the second arm finds, in per cent of a period",
            2,
            seed_sums.date_of_finding,
            _earlier,
            {"weeks": None},
        ),
        Estimand(
            "rank_effect",
            "change of findings with each rank in an inspector's day (Poisson regression)",
            1,
            seed_sums.rank_effect,
            poisson_slope,
            {"ranks": None},
            log=True,
        ),
        Estimand(
            "second_visit",
            "relative change of findings from the first to the second visit of the same firms",
            1,
            seed_sums.second_visit,
            _change,
            log=True,
        ),
        Estimand(
            "regrowth",
            "relative change of findings from short to long gaps since the last visit, at like number of the visit",
            1,
            seed_sums.regrowth,
            like_for_like,
            {"near": None, "far": None, "numbers": None},
            log=True,
        ),
        Estimand(
            "agreement",
            "Krippendorff's alpha of two inspectors' ratings, log(1 + findings)",
            1,
            seed_sums.ratings,
            alpha,
            log=True,
        ),
        Estimand(
            "by_culture",
            "share of injuries not reported, by third of responsibility",
            1,
            seed_sums.by_culture,
            lambda s: 100.0 * _share(s),
            {"third": None},
        ),
        Estimand(
            "peers",
            "relative change at same-sector firms near a fined firm, second arm against first",
            2,
            seed_sums.peers,
            _change,
            {"measure": MEASURE, "near": None, "far": None},
        ),
        Estimand(
            "second_report",
            "probability of a second report after an answered against an ignored one",
            1,
            seed_sums.second_report,
            _change,
            {"weeks": None},
            watch=(("volunteers", "complaints"), ("volunteers", "efficacy")),
        ),
        Estimand(
            "deaths_at_least",
            "share of fatal accidents with at least so many deaths",
            1,
            seed_sums.deaths_at_least,
            lambda s: 100.0 * _share(s),
            {"deaths": None},
            watch=(("enterprises", "deaths"),),
        ),
        Estimand(
            "recognised",
            "share of the hazards that inspections from outside find",
            1,
            seed_sums.recognised,
            lambda s: 100.0 * _share(s),
            watch=(("enterprises", "hazards"),),
        ),
        Estimand(
            "majors_closed",
            "share of orders on major hazards that the books close in time",
            1,
            seed_sums.majors_closed,
            lambda s: 100.0 * _share(s),
            log=True,
        ),
    )
}
