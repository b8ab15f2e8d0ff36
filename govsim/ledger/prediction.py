"""What a predicted order of the same visits would have found earlier (the test of City of Chicago 2015.

On a rolling origin).

For each period of the second half of the ledger, a predictor is fitted on the visits before it, the visits of the
period are sorted by predicted findings, and put on the same dates in this order. Nothing of the period enters the
prediction but which establishments were visited in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from govsim.ledger import inference
from govsim.ledger.columns import TIERS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from govsim.ledger.inference import ClusteredInterval

PERIOD_DAYS = 61  # two months, as in Chicago's test
LEAST_PAST = 100  # visits before the first period
REPLICATES = 400
RIDGE = 1e-3  # for each visit; keeps the fit of rare features finite


@dataclass(frozen=True)
class PredictedOrder:
    """Share of the findings made in the first half of the visits of a period.

    In the actual and in the predicted order, and days gained.
    """

    actual: ClusteredInterval
    predicted: ClusteredInterval
    gain: ClusteredInterval
    days_earlier: ClusteredInterval
    periods: int
    days: int
    rows: NDArray[np.int64]


def predicted_order(visits: pd.DataFrame, name: str, others: list[str], seed: int) -> PredictedOrder | str:
    """Return what the predicted order would have found earlier, or why that cannot be told.

    Args:
        visits: one row a visit, in the order of time, with firm, date, tier, gap and counts of findings.
        name: the class of findings that is to be found early.
        others: the other classes, which help to predict.
        seed: of the bootstrap over establishments.
    """
    first, last = visits["date"].min(), visits["date"].max()
    origins = pd.date_range(
        first + (last - first) / 2, last - pd.Timedelta(days=PERIOD_DAYS - 1), freq=f"{PERIOD_DAYS}D"
    )
    parts = []
    for origin in origins:
        past = visits[visits["date"] < origin]
        period = visits[(visits["date"] >= origin) & (visits["date"] < origin + pd.Timedelta(days=PERIOD_DAYS))]
        if len(past) >= LEAST_PAST and past[name].sum() > 0 and len(period) > 1:
            parts.append(_two_orders(period, predict(past, period, name, others, origin)))
    if not parts or (told := pd.concat(parts))[name].sum() == 0:
        return f"needs {LEAST_PAST} visits, and then periods of {PERIOD_DAYS} days with findings of class {name}"
    found, firms = told[name].to_numpy(float), told["firm"].to_numpy()
    columns = {column: told[column].to_numpy(float) for column in ("actual", "predicted", "days_earlier")}
    columns["gain"] = columns["predicted"] - columns["actual"]

    def over(weights: NDArray[np.float64]) -> dict[str, float]:
        total = float((weights * found).sum())
        return {
            column: float((weights * found * x).sum()) / total if total else np.nan for column, x in columns.items()
        }

    value = over(np.ones(len(told)))
    drawn = [over(weights) for weights in inference.resamples(firms, REPLICATES, seed)]
    intervals = {column: inference.percentiles(value[column], [d[column] for d in drawn]) for column in columns}
    return PredictedOrder(**intervals, periods=len(parts), days=PERIOD_DAYS, rows=told.index.to_numpy())


def _two_orders(period: pd.DataFrame, score: NDArray[np.float64]) -> pd.DataFrame:
    """Return the visits of a period with whether each falls into the first half of them, in either order.

    And the days gained.

    The order within a day is not known, so visits of the day in which the halves meet count as its share of the first
    half.
    """
    n = len(period)
    half = np.clip(n / 2 - np.arange(n), 0.0, 1.0)  # 1 for a visit slot in the first half, 0.5 for the middle one
    dates = period["date"].to_numpy()
    slot = np.empty(n, np.int64)
    slot[np.argsort(-score, kind="stable")] = np.arange(n)
    earlier = (dates - dates[slot]) / np.timedelta64(1, "D")
    actual = pd.Series(half, index=period.index).groupby(period["date"]).transform("mean")
    return period.assign(actual=actual, predicted=half[slot], days_earlier=earlier)


def predict(
    past: pd.DataFrame, period: pd.DataFrame, name: str, others: list[str], origin: pd.Timestamp
) -> NDArray[np.float64]:
    """Return expected findings at the visits of a period, from a Poisson regression on visits of the past alone.

    It knows of an establishment its tier, its mean findings so far, of this class and of the others, and the time since
    its last visit.
    """
    findings = [name, *others]
    firms = past.groupby("firm")
    before = firms[findings].cumsum() - past[findings]
    x = _features(firms.cumcount().to_numpy(), before.to_numpy(float), past["gap"].to_numpy(float), past["tier"])
    b = _poisson(past[name].to_numpy(float), x)
    known = period["firm"]
    count = known.map(firms.size()).fillna(0)
    sums = np.column_stack([known.map(firms[f].sum()).fillna(0.0) for f in findings])
    gap = (origin - known.map(firms["date"].last())).dt.days / 365.25
    scores: NDArray[np.float64] = _features(count.to_numpy(), sums, gap.to_numpy(float), period["tier"]) @ b
    return scores


def _features(
    count: NDArray[Any], sums: NDArray[np.float64], gap: NDArray[np.float64], tier: pd.Series[Any]
) -> NDArray[np.float64]:
    """Return covariates, shape (n, k): mean findings so far, pulled toward 0 where visits are few.

    Time since the last visit; tier.
    """
    known = count > 0
    means = np.sqrt(sums / (count[:, None] + 1.0))
    since = np.where(known, np.log(np.maximum(np.nan_to_num(gap), 1 / 52)), 0.0)
    tiers = np.column_stack([(tier == t).to_numpy(float) for t in TIERS])
    return np.column_stack([np.ones(count.size), known, means, since, tiers])


def _poisson(y: NDArray[np.float64], x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the coefficients of a Poisson regression with a log link and a slight ridge, by Newton's steps."""
    b = np.zeros(x.shape[1])
    b[0] = np.log(max(y.mean(), 1e-6))
    ridge = RIDGE * y.size * np.r_[0.0, np.ones(b.size - 1)]
    for _ in range(inference.STEPS):
        expected = np.exp(np.clip(x @ b, -30, 30))
        information = x.T @ (expected[:, None] * x) + np.diag(ridge + 1e-9)
        step = np.linalg.solve(information, x.T @ (y - expected) - ridge * b)
        b = b + step * min(1.0, 2.0 / max(1e-12, float(np.abs(step).max())))
        if np.abs(step).max() < 1e-8:
            break
    return b
