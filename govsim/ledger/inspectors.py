"""How far inspectors differ, and what the same inspector finds when coming again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from govsim.ledger import inference
from govsim.ledger.history import Estimate, VisitHistory, indicators, sequence
from govsim.ledger.inference import ClusteredInterval, Fit, conditional_poisson

if TYPE_CHECKING:
    from collections.abc import Iterator


LEAST_VISITS = 10  # of an inspector who is to be compared
MOST_CELLS = (
    20_000_000  # visits times inspectors, of the table from which differences within establishments are estimated
)


def inspectors(past: VisitHistory) -> Iterator[Estimate]:
    """Yield how far inspectors differ.

    Over all visits, held against their tiers, and within the same establishments.
    """
    v = past.visits[past.visits["inspector"].notna()]
    count = v.groupby("inspector")["firm"].transform("size")
    v = v[count >= LEAST_VISITS]
    people = v["inspector"].nunique()
    if people < 3:
        past.skipped["inspector_spread"] = f"fewer than 3 inspectors with at least {LEAST_VISITS} visits"
        return
    for name in past.classes:
        if v[name].sum() == 0:
            continue
        yield from _between(past, v, name)
        method = "within establishments, visit number and gap fixed"
        if len(v) * people > MOST_CELLS:
            past.skipped[f"inspector_spread, {name}, {method}"] = "too many visits and inspectors for this design"
            continue
        dummies = indicators(v["inspector"])
        columns = pd.concat([dummies, sequence(v)], axis=1)
        columns = columns.loc[:, columns.nunique() > 1]
        fit = conditional_poisson(v[name].to_numpy(float), columns.to_numpy(float), v["firm"].to_numpy())
        if fit is None:
            past.skipped[f"inspector_spread, {name}, {method}"] = (
                "not identified: too few establishments were visited by several inspectors, or an "
                "inspector found nothing in them"
            )
            continue
        own = slice(0, dummies.shape[1])
        i = inference.spread(fit.coefficients[own], fit.covariance[own, own], fit.establishments)
        yield Estimate(
            "inspector_spread",
            name,
            "between inspectors",
            i.value,
            i.low,
            i.high,
            "sd of log findings",
            fit.visits,
            fit.establishments,
            method,
        )


def _between(past: VisitHistory, v: pd.DataFrame, name: str) -> Iterator[Estimate]:
    """Yield the spread of observed over expected findings, expected by tier.

    And each inspector's shrunken factor.
    """
    rows = v.assign(expected=v.groupby(v["tier"].fillna(""))[name].transform("mean"))
    sums = rows.groupby("inspector")[[name, "expected"]].sum()
    sums = sums[sums["expected"] > 0]
    if len(sums) < 3:
        past.skipped[f"inspector_spread, {name}"] = "findings are expected of fewer than 3 inspectors"
        return
    factor = sums[name] / sums["expected"]
    residual = rows[name] - rows["expected"] * rows["inspector"].map(factor)
    of_pairs = residual.groupby([rows["inspector"], rows["firm"]]).sum()
    dispersion = float(
        (of_pairs**2).sum() / sums["expected"].sum()
    )  # variance for each finding expected, the firms' own level included
    variance = (dispersion / sums["expected"]).to_numpy()
    contrasts = (factor.iloc[1:] - factor.iloc[0]).to_numpy()
    i = inference.spread(contrasts, np.diag(variance[1:]) + variance[0])
    yield past.tell(
        "inspector_spread",
        name,
        "between inspectors",
        i,
        "coefficient of variation",
        rows,
        "over all visits, observed over expected by tier",
    )
    between = i.value**2
    weight = 1.0 / (between + variance)
    centre = float((factor * weight).sum() / weight.sum())
    kept = between / (between + variance)
    shrunken = centre + kept * (factor - centre)
    error = np.sqrt(between * variance / (between + variance))
    past.factors[name] = shrunken
    for inspector, value, e in zip(shrunken.index, shrunken, error, strict=True):
        own = rows[rows["inspector"] == inspector]
        yield past.tell(
            "inspector_factor",
            name,
            f"inspector {inspector}",
            ClusteredInterval(float(value), float(value - 1.96 * e), float(value + 1.96 * e)),
            "ratio to expected",
            own,
            "shrunken toward the mean",
        )


def familiarity(past: VisitHistory) -> Iterator[Estimate]:
    """Yield findings of a new inspector over those of the last one.

    And M08's share of findings lost by repeat visits.
    """
    v = past.visits
    v = v[v["inspector"].notna() & v["previous"].notna()]
    new = (v["inspector"] != v["previous"]).astype(float)
    if new.nunique() < 2:
        past.skipped["new_to_same_inspector"] = "no visits with the same and with another inspector than the last time"
        return
    repeats = _repeats(past.visits).loc[v.index]
    for name in past.classes:
        factor = past.factors.get(name, pd.Series(dtype=float))
        known = v["inspector"].map(factor).astype(float)
        offset = np.log(known.where(known > 0, 1.0).fillna(1.0).to_numpy(float))
        method = "within establishments, visit number, gap and inspectors' factors fixed"
        columns = pd.concat([new.rename("new inspector"), sequence(v)], axis=1)
        yield from past.fitted("new_to_same_inspector", name, v, columns, ["new inspector"], method, offset)
        fit = _familiarity(v, name, repeats.to_numpy(float), offset)
        if fit is None:
            past.skipped[f"familiarity, {name}"] = "not identified by these visits"
            continue
        i = fit.interval(0)
        yield Estimate(
            "familiarity",
            name,
            "repeat visits of the same inspector",
            i.value,
            i.low,
            i.high,
            "share of findings",
            fit.visits,
            fit.establishments,
            f"{method}; factor 1 - familiarity (1 - 1/(1 + repeats))",
        )


def _repeats(visits: pd.DataFrame) -> pd.Series[int]:
    """Return how many visits in a row, just before each visit.

    Were made by its own inspector to the same establishment.
    """
    other = visits["inspector"].isna() | (visits["inspector"] != visits["previous"])
    run = other.groupby(visits["firm"]).cumsum()
    return visits.groupby([visits["firm"], run]).cumcount()


def _familiarity(v: pd.DataFrame, name: str, repeats: Any, offset: Any) -> Fit | None:
    """Return a fit whose first coefficient is M08's familiarity f.

    Repeat visits leave the share 1 - f (1 - 1/(1 + repeats)) of the findings.

    The log of that share is linearised around the last f until f stands still; the other covariates come along
    linearly.
    """
    x = 1.0 - 1.0 / (1.0 + repeats)
    columns = sequence(v)
    others = columns.loc[:, columns.nunique() > 1].to_numpy(float)
    f = 0.0
    for _ in range(50):
        slope = -x / (1.0 - f * x)
        around = offset + np.log(1.0 - f * x) - slope * f
        fit = conditional_poisson(
            v[name].to_numpy(float), np.column_stack([slope, others]), v["firm"].to_numpy(), around
        )
        if fit is None:
            return None
        step = min(0.95, float(fit.coefficients[0])) - f
        f += step
        if abs(step) < 1e-8:
            return fit
    return None
