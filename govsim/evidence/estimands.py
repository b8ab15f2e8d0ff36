"""Estimands of the validation table: what a published study measured, measured in the same way in simulated runs.

An estimand is computed from sums over seeds: each seed gives a few sums (of injuries in both arms, of findings at
first and second visits), and the estimate is a function of their totals, as a pooled study would compute it. Its 95 %
interval comes from leaving out one seed at a time (jackknife, Student's t over seeds).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import stdtrit

from govsim import hazards
from govsim.hazards import events
from govsim.outcomes import COLUMNS
from govsim.runs.interval import Interval
from govsim.runs.run import summarise
from govsim.world.build import build
from govsim.world.series import weekly

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from govsim.parameters.scenario import Scenario
    from govsim.world.running import World

    Array = NDArray[np.float64]

WITHIN = 13  # weeks in which a closure counts as in time, as in the outcome `recorded_rectification`


# --- a run, as estimands see it
# -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Trace:
    """A finished run of one arm: its world.

    And columns of records that were written down at the start of every week.
    """

    scenario: Scenario
    world: World = field(repr=False)
    watched: dict[str, NDArray[Any]] = field(default_factory=dict, repr=False)  # shape (weeks, records), from week 0 on

    @cached_property
    def summary(self) -> dict[str, float]:
        """Every outcome from `measure_from` to the end."""
        return summarise(self.world)

    @cached_property
    def series(self) -> dict[str, Array]:
        """Every tally of all offices together, week by week from week 0 on, shape (weeks,)."""
        rows = weekly(self.world)[self.scenario.warmup_weeks :].sum(axis=1)
        return {name: rows[:, n] for n, name in enumerate(COLUMNS)}

    @cached_property
    def firms(self) -> NDArray[np.void]:
        """The table of enterprises at the end."""
        return np.asarray(self.world.enterprises)

    @cached_property
    def log(self) -> NDArray[np.void]:
        """The event log, one record an event."""
        return np.asarray(self.world.events)[: int(self.world.ledger["event_top"][0])]

    @cached_property
    def visits(self) -> tuple[NDArray[np.int64], Array]:
        """Rows of the inspectors' visits in the log, and the findings of each; both of shape (visits,)."""
        found = self.log[(self.log["event"] == events.FINDING) & (self.log["channel"] == hazards.BY_VISIT)]
        count = np.bincount(found["parent"][found["parent"] >= 0], minlength=len(self.log)).astype(float)
        rows = np.flatnonzero((self.log["event"] == events.VISIT) & (self.log["channel"] == hazards.BY_VISIT))
        return rows, count[rows]

    def total(self, columns: Sequence[str]) -> float:
        """Return the sum of some tallies from `measure_from` on."""
        return float(sum(self.series[name][self.scenario.measure_from :].sum() for name in columns))


def trace(scenario: Scenario, seed: int, log: bool = False, watch: Sequence[tuple[str, str]] = ()) -> Trace:
    """Run a scenario; write down the watched (table, column) pairs at the start of every week from week 0.

    And at the end.
    """
    world = build(scenario, seed, log=log)
    if not watch:
        return Trace(scenario, world.run())
    kept: dict[str, list[NDArray[Any]]] = {column: [] for _, column in watch}
    for week in range(scenario.weeks + 1):
        world.run(week)
        for table, column in watch:
            kept[column].append(np.array(getattr(world, table)[column]))
    return Trace(scenario, world, {column: np.array(rows) for column, rows in kept.items()})


# --- estimands
# ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Estimand:
    """What is estimated: the sums of one seed (given the traces of its arms), and the estimate from their totals."""

    name: str
    meaning: str
    arms: int
    sums: Callable[..., Sequence[float]]
    value: Callable[[Array], float]
    options: tuple[str, ...] = ()
    log: bool = False
    watch: tuple[tuple[str, str], ...] = ()

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


def level(run: Trace, outcome: str, scale: float = 1.0) -> Sequence[float]:
    """Give an outcome of one arm."""
    return scale * run.summary[outcome], 1.0


def quotient(run: Trace, above: Sequence[str], below: Sequence[str], scale: float = 1.0) -> Sequence[float]:
    """Give the totals of some tallies over those of others, in one arm."""
    return scale * run.total(above), run.total(below)


def contrast(first: Trace, second: Trace, outcome: str, scale: float = 1.0) -> Sequence[float]:
    """Give the paired difference of an outcome, second arm less first."""
    return scale * (second.summary[outcome] - first.summary[outcome]), 1.0


def relative(first: Trace, second: Trace, outcome: str) -> Sequence[float]:
    """Give an outcome in both arms, for the relative change from the first to the second."""
    return first.summary[outcome], 1.0, second.summary[outcome], 1.0


def relative_quotient(first: Trace, second: Trace, above: Sequence[str], below: Sequence[str]) -> Sequence[float]:
    """Give the totals of some tallies and of others in both arms, for the relative change of their ratio."""
    return first.total(above), first.total(below), second.total(above), second.total(below)


def trial_effect(placebo: Trace, treated: Trace, measure: str, tier: int = 0) -> Sequence[float]:
    """Give sums of a measure over the firms of both arms of a trial by lot.

    And of the same firms without any treatment.

    The second ratio, treated over control firms, is the trial's own estimate; the first, from the twin world in which
    the lots are the same and nobody is treated, takes out what the lots alone make of it.
    """
    result: list[float] = []
    for run in (placebo, treated):
        there = (run.firms["status"] > 0) & (run.firms["tier"] >= tier)
        result += [float(run.firms[measure][there & (run.world.arms == arm)].sum()) for arm in (1, 0)]
    return result


def first_half(first: Trace, second: Trace, weeks: int) -> Sequence[float]:
    """Give findings of visits in the first half of a period of `weeks` from `measure_from`, and in all of it.

    In both arms.
    """
    result: list[float] = []
    for run in (first, second):
        found = run.series["found_by_visit"][run.scenario.measure_from :][:weeks]
        result += [found[: weeks // 2].sum(), found.sum()]
    return result


def date_of_finding(first: Trace, second: Trace, weeks: int) -> Sequence[float]:
    """Give the dates of findings of visits in a period from `measure_from`, summed and in shares of the period.

    And their number.
    """
    result: list[float] = []
    for run in (first, second):
        found = run.series["found_by_visit"][run.scenario.measure_from :][:weeks]
        result += [float(found @ (np.arange(weeks) + 0.5)) / weeks, found.sum()]
    return result


def rank_effect(run: Trace, ranks: int = 8) -> Sequence[float]:
    """Give findings and visits by the rank of a visit in its inspector's day, from `measure_from` on.

    A day is a week of the inspector where there is no work-day budget.
    """
    rows, found = run.visits
    kept = run.log["week"][rows] >= run.scenario.measure_from
    rows, found = rows[kept], found[kept]
    rank = _running_number(run.log["week"][rows].astype(np.int64) * 100_000 + run.log["actor"][rows])
    told = np.zeros(2 * ranks)
    inside = rank < ranks
    np.add.at(told, rank[inside], found[inside])
    np.add.at(told, ranks + rank[inside], 1.0)
    return told.tolist()


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


def second_visit(run: Trace) -> Sequence[float]:
    """Give findings at first and at second visits of the firms that were there from the start and visited twice."""
    rows, found = run.visits
    firm = _firm_of(run, rows)
    number = _running_number(firm)
    twice = np.isin(firm, firm[number == 1]) & (run.log["entry"][rows] == 0)
    firms = float(np.sum(twice & (number == 1)))
    return found[twice & (number == 0)].sum(), firms, found[twice & (number == 1)].sum(), firms


def regrowth(run: Trace, near: Sequence[float], far: Sequence[float]) -> Sequence[float]:
    """Give findings and visits, from the second visit on, by the gap since the last.

    Gaps (weeks) in `near`, and in `far`.
    """
    rows, found = run.visits
    firm, week = _firm_of(run, rows), run.log["week"][rows].astype(float)
    order = np.argsort(firm, kind="stable")
    gap = np.full(len(rows), np.nan)
    same = firm[order][1:] == firm[order][:-1]
    gap[order[1:][same]] = np.diff(week[order])[same]
    result: list[float] = []
    for low, high in (near, far):
        inside = (gap >= low) & (gap <= high)
        result += [found[inside].sum(), float(inside.sum())]
    return result


def ratings(run: Trace) -> Sequence[float]:
    """Give sums over firms of the ratings log(1 + findings) by the two inspections of week 0.

    N, differences squared, x, x squared.
    """
    rows, found = run.visits
    mine = (run.log["week"][rows] == 0) & (run.log["actor"][rows] < 0)
    rows, found = rows[mine], found[mine]
    firm = _firm_of(run, rows)
    number = _running_number(firm)
    order = np.argsort(firm[number == 0]), np.argsort(firm[number == 1])
    x, y = (np.log1p(found[number == k][order[k]]) for k in (0, 1))
    both = np.concatenate([x, y])
    return float(len(x)), float(np.sum((x - y) ** 2)), float(both.sum()), float(np.sum(both**2))


def alpha(sums: Array) -> float:
    """Return Krippendorff's alpha for interval ratings by two raters: 1 - observed over expected disagreement."""
    units, squared, total, squares = sums
    n = 2.0 * units
    expected = 2.0 * (n * squares - total**2) / (n * (n - 1.0))
    return float(1.0 - squared / units / expected)


def by_culture(run: Trace, third: int) -> Sequence[float]:
    """Give injuries that were not reported, and all, at the firms of a third (0 lowest) by responsibility."""
    firms = run.firms[run.firms["status"] > 0]
    rank = np.argsort(np.argsort(firms["responsibility"], kind="stable"), kind="stable")
    chosen = firms[3 * rank // len(firms) == third]
    return float((chosen["injuries"] - chosen["reported_injuries"]).sum()), float(chosen["injuries"].sum())


def peers(first: Trace, second: Trace, measure: str, near: float, far: float) -> Sequence[float]:
    """Give a measure at firms of a fined firm's sector that lie from `near` to `far` km off one, in both arms.

    Paired firm by firm.
    """
    rows = sorted({row for directive in second.scenario.directives for row in directive.enterprises})
    firms = second.firms
    distance = np.full(len(firms), np.inf)
    for row in rows:
        away = np.hypot(firms["x"] - firms["x"][row], firms["y"] - firms["y"][row])
        distance = np.where(firms["sector"] == firms["sector"][row], np.minimum(distance, away), distance)
    chosen = (distance > near) & (distance <= far) & (firms["status"] > 0) & (first.firms["status"] > 0)
    chosen[rows] = False
    number = float(chosen.sum())
    return float(first.firms[measure][chosen].sum()), number, float(second.firms[measure][chosen].sum()), number


def second_report(run: Trace, weeks: int) -> Sequence[float]:
    """Give, of volunteers whose first report was ignored and of those whose was answered.

    How many reported again, and how many there are.

    What became of the first report shows in the volunteer's belief that reports help; the second must follow within
    `weeks`.
    """
    reports, efficacy = run.watched["complaints"], run.watched["efficacy"]
    result = np.zeros(4)
    for v in range(reports.shape[1]):
        before = np.flatnonzero(reports[:, v] > reports[0, v])
        moved = np.flatnonzero(np.diff(efficacy[:, v]) != 0.0)
        moved = moved[moved >= before[0]] if len(before) and reports[0, v] == 0 else moved[:0]
        if len(moved) == 0 or moved[0] + 1 + weeks >= len(reports):
            continue
        told = moved[0] + 1
        answered = efficacy[told, v] > efficacy[told - 1, v]
        again = reports[told + weeks, v] > reports[before[0], v]
        result[2 * answered : 2 * answered + 2] += (float(again), 1.0)
    return result.tolist()


def deaths_at_least(run: Trace, deaths: int) -> Sequence[float]:
    """Give fatal accidents with at least so many deaths, and all fatal ones (one firm's in one week count as one)."""
    each = np.diff(run.watched["deaths"].astype(int), axis=0)
    return float(np.sum(each >= deaths)), float(np.sum(each >= 1))


def recognised(run: Trace) -> Sequence[float]:
    """Give the hazards that inspections from outside find in week 0, and those that are there; nobody else visits."""
    found = run.firms["found"][run.firms["status"] > 0]
    return float(found.sum()), float(run.watched["hazards"][0].sum())


def majors_closed(run: Trace) -> Sequence[float]:
    """Give the orders on major hazards that the books close within 13 weeks, and all.

    From `measure_from` to 13 weeks before the end.
    """
    log = run.log[(run.log["major"] == 1) & (run.log["hazard"] >= 0)]
    hazard = (log["enterprise"].astype(np.int64) * 1000 + log["entry"]) * 10_000_000 + log["hazard"]
    order = np.argsort(hazard, kind="stable")
    log, hazard = log[order], hazard[order]
    closed = orders = 0
    for n in np.flatnonzero(log["event"] == events.ORDER):
        week = log["week"][n]
        if not run.scenario.measure_from <= week < run.scenario.weeks - WITHIN:
            continue
        orders += 1
        for later in range(n + 1, len(log)):
            if hazard[later] != hazard[n] or log["event"][later] == events.ORDER or log["week"][later] - week > WITHIN:
                break
            if log["event"][later] in (events.REPAIRED, events.PAPER_CLOSURE):
                closed += 1
                break
    return float(closed), float(orders)


def _running_number(groups: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return for each element how many equal ones stand before it, shape (n,)."""
    order = np.argsort(groups, kind="stable")
    ordered = groups[order]
    starts = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]])) if len(groups) else np.zeros(0, int)
    lengths = np.diff(np.append(starts, len(groups)))
    result = np.empty(len(groups), np.int64)
    result[order] = np.arange(len(groups)) - np.repeat(starts, lengths)
    return result


def _firm_of(run: Trace, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    firm: NDArray[np.int64] = run.log["enterprise"][rows].astype(np.int64) * 1000 + run.log["entry"][rows]
    return firm


def _points(sums: Array) -> float:
    return float(100.0 * (sums[2] / sums[3] - sums[0] / sums[1]))


def _earlier(sums: Array) -> float:
    return float(100.0 * (sums[0] / sums[1] - sums[2] / sums[3]))


ESTIMANDS = {
    e.name: e
    for e in (
        Estimand("level", "mean of an outcome in one arm", 1, level, _share, ("outcome", "scale")),
        Estimand(
            "quotient",
            "total of some tallies over that of others, in one arm",
            1,
            quotient,
            _share,
            ("above", "below", "scale"),
        ),
        Estimand(
            "contrast",
            "paired difference of an outcome, second arm less first",
            2,
            contrast,
            _share,
            ("outcome", "scale"),
        ),
        Estimand(
            "relative",
            "relative change of an outcome from the first arm to the second",
            2,
            relative,
            _change,
            ("outcome",),
        ),
        Estimand(
            "relative_quotient",
            "relative change of a quotient of tallies from the first arm to the second",
            2,
            relative_quotient,
            _change,
            ("above", "below"),
        ),
        Estimand(
            "trial_effect",
            "relative difference per firm, treated against control firms of a trial by lot",
            2,
            trial_effect,
            _change,
            ("measure", "tier"),
        ),
        Estimand(
            "first_half",
            "share of findings in the first half of a period, second arm less first, in points",
            2,
            first_half,
            _points,
            ("weeks",),
        ),
        Estimand(
            "date_of_finding",
            "how much earlier the second arm finds, in per cent of a period",
            2,
            date_of_finding,
            _earlier,
            ("weeks",),
        ),
        Estimand(
            "rank_effect",
            "change of findings with each rank in an inspector's day (Poisson regression)",
            1,
            rank_effect,
            poisson_slope,
            ("ranks",),
            log=True,
        ),
        Estimand(
            "second_visit",
            "relative change of findings from the first to the second visit of the same firms",
            1,
            second_visit,
            _change,
            log=True,
        ),
        Estimand(
            "regrowth",
            "relative change of findings from short to long gaps since the last visit",
            1,
            regrowth,
            _change,
            ("near", "far"),
            log=True,
        ),
        Estimand(
            "agreement",
            "Krippendorff's alpha of two inspectors' ratings, log(1 + findings)",
            1,
            ratings,
            alpha,
            log=True,
        ),
        Estimand(
            "by_culture",
            "share of injuries not reported, by third of responsibility",
            1,
            by_culture,
            lambda s: 100.0 * _share(s),
            ("third",),
        ),
        Estimand(
            "peers",
            "relative change at same-sector firms near a fined firm, second arm against first",
            2,
            peers,
            _change,
            ("measure", "near", "far"),
        ),
        Estimand(
            "second_report",
            "probability of a second report after an answered against an ignored one",
            1,
            second_report,
            _change,
            ("weeks",),
            watch=(("volunteers", "complaints"), ("volunteers", "efficacy")),
        ),
        Estimand(
            "deaths_at_least",
            "share of fatal accidents with at least so many deaths",
            1,
            deaths_at_least,
            lambda s: 100.0 * _share(s),
            ("deaths",),
            watch=(("enterprises", "deaths"),),
        ),
        Estimand(
            "recognised",
            "share of the hazards that inspections from outside find",
            1,
            recognised,
            lambda s: 100.0 * _share(s),
            watch=(("enterprises", "hazards"),),
        ),
        Estimand(
            "majors_closed",
            "share of orders on major hazards that the books close in time",
            1,
            majors_closed,
            lambda s: 100.0 * _share(s),
            log=True,
        ),
    )
}
