"""The visits of a ledger in order of time, and estimates from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from govsim.ledger.inference import ClusteredInterval, conditional_poisson

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govsim.ledger.reading import Ledger

ALL = "all"
DAYS = {"week": 7.0, "year": 365.25}
LAST_NUMBER = 5  # visits from this number on count as one group


@dataclass(frozen=True)
class Estimate:
    """One estimate: what, of which class of findings, for which group; value and 95 % interval.

    How many visits and establishments tell it.
    """

    measure: str
    findings: str
    group: str
    value: float
    low: float
    high: float
    unit: str
    visits: int
    establishments: int
    method: str


class VisitHistory:
    """The visits in order of time, with what earlier visits tell of each, and what could not be estimated so far."""

    def __init__(self, ledger: Ledger, seed: int) -> None:
        visits = ledger.visits.sort_values(["date", "line"], kind="stable").reset_index(drop=True)
        visits["firm"] = pd.factorize(visits["establishment"])[0]
        past = visits.groupby("firm")
        visits["number"] = past.cumcount() + 1
        visits["gap"] = past["date"].diff().dt.days / DAYS["year"]
        visits["previous"] = past["inspector"].shift().astype("object")
        classes = ledger.classes
        if len(classes) > 1:
            visits[ALL] = visits[classes].sum(axis=1)
            classes = [ALL, *classes]
        self.visits, self.classes, self.ledger, self.seed = visits, classes, ledger, seed
        self.skipped: dict[str, str] = {}
        self.factors: dict[str, pd.Series[float]] = {}  # shrunken factor of each inspector, by class

    def tell(
        self, measure: str, name: str, group: str, i: ClusteredInterval, unit: str, rows: pd.DataFrame, method: str
    ) -> Estimate:
        """Return an estimate from its interval and the visits that tell it."""
        return Estimate(
            measure, name, group, i.value, i.low, i.high, unit, len(rows), int(rows["firm"].nunique()), method
        )

    def fitted(
        self,
        measure: str,
        name: str,
        rows: pd.DataFrame,
        columns: pd.DataFrame,
        shown: list[str],
        method: str,
        offset: Any = None,
    ) -> Iterator[Estimate]:
        """Yield the rate ratios of a conditional Poisson regression for the columns to be shown."""
        columns = columns.loc[:, columns.nunique() > 1]
        fit = conditional_poisson(rows[name].to_numpy(float), columns.to_numpy(float), rows["firm"].to_numpy(), offset)
        if fit is None:
            self.skipped[f"{measure}, {name}, {method}"] = (
                "not identified by these visits: too few repeat visits with findings, or they are all alike"
            )
            return
        for k, column in enumerate(columns):
            if column in shown:
                i = fit.interval(k).map(lambda b: float(np.exp(b)))
                yield Estimate(
                    measure, name, column, i.value, i.low, i.high, "ratio", fit.visits, fit.establishments, method
                )


def indicators(values: pd.Series[Any]) -> pd.DataFrame:
    """Return indicators of all values but the first."""
    return pd.get_dummies(values, drop_first=True, dtype=float)


def sequence(v: pd.DataFrame) -> pd.DataFrame:
    """Return indicators of the visit number, against the first, and the years since the last visit, less their mean.

    The gap is centred so that "visit 2" compares a second visit after a gap of average length with the first.
    """
    number = v["number"].clip(upper=LAST_NUMBER)
    columns = {
        f"visit {n}{'+' if n == LAST_NUMBER else ''} to visit 1": (number == n).astype(float)
        for n in range(2, LAST_NUMBER + 1)
    }
    if (v["number"] > 1).all():  # without first visits, the second is the base
        columns.pop("visit 2 to visit 1")
    gap = (v["gap"] - v["gap"].mean()).fillna(0.0)
    return pd.DataFrame({**columns, "per year since the last visit": gap})
