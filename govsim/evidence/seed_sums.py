"""The sums that one seed gives to an estimand: of injuries in both arms, of findings at first and second visits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from govsim import events

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from govsim.evidence.trace import Trace

    Array = NDArray[np.float64]

WITHIN = 13  # weeks in which a closure counts as in time, as in the outcome `recorded_rectification`


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


def second_visit(run: Trace) -> Sequence[float]:
    """Give findings at first and at second visits of the firms that were there from the start and visited twice."""
    rows, found = run.visits
    firm = _firm_of(run, rows)
    number = _running_number(firm)
    twice = np.isin(firm, firm[number == 1]) & (run.log["entry"][rows] == 0)
    firms = float(np.sum(twice & (number == 1)))
    return found[twice & (number == 0)].sum(), firms, found[twice & (number == 1)].sum(), firms


def regrowth(run: Trace, near: Sequence[float], far: Sequence[float], numbers: int = 4) -> Sequence[float]:
    """Give findings and visits by the gap (weeks) since the last visit, for each number of a visit from the second on.

    Gaps in `near`, and in `far`, of the second visit, the third, up to `numbers` of them, at firms that were there from
    the start: a long gap comes early in a firm's sequence, so that only visits of like number can be compared.
    """
    rows, found = run.visits
    firm, week = _firm_of(run, rows), run.log["week"][rows].astype(float)
    number = _running_number(firm)
    order = np.argsort(firm, kind="stable")
    gap = np.full(len(rows), np.nan)
    same = firm[order][1:] == firm[order][:-1]
    gap[order[1:][same]] = np.diff(week[order])[same]
    first = run.log["entry"][rows] == 0
    result: list[float] = []
    for nth in range(1, 1 + numbers):
        for low, high in (near, far):
            inside = first & (number == nth) & (gap >= low) & (gap <= high)
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
