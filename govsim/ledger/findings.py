"""Findings per visit: of all visits and of groups, from visit to visit, and by tier."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from govsim.ledger import inference
from govsim.ledger.columns import TIERS
from govsim.ledger.history import ALL, LAST_NUMBER, Estimate, VisitHistory, indicators, sequence
from govsim.ledger.inference import ClusteredInterval

if TYPE_CHECKING:
    from collections.abc import Iterator


GAPS = (0.5, 1.0, 1.5, 2.0)  # years that part the groups of gaps


def means(past: VisitHistory) -> Iterator[Estimate]:
    """Yield findings per visit: the plain means of all visits and of groups."""
    v = past.visits
    number = v["number"].clip(upper=LAST_NUMBER).astype(str).replace(str(LAST_NUMBER), f"{LAST_NUMBER}+")
    edges = [-np.inf, *GAPS, np.inf]
    names = [
        f"under {GAPS[0]} years",
        *(f"{a} to {b} years" for a, b in pairwise(GAPS)),
        f"{GAPS[-1]} years and more",
    ]
    gap = pd.cut(v["gap"], edges, labels=names, right=False).astype("object")
    year = v["date"].dt.year.astype(str)
    groupings = {
        "": pd.Series("all visits", index=v.index),
        "tier ": v["tier"],
        "visit ": number,
        "gap ": gap,
        "inspector ": v["inspector"],
        "result ": v["result"],
        "year ": year,
    }
    for name in past.classes:
        for label, groups in groupings.items():
            for group, rows in v.groupby(groups, sort=True):
                i = inference.mean(rows[name].to_numpy(float), rows["firm"].to_numpy())
                i = ClusteredInterval(float(rows[name].mean()), i.low, i.high)
                yield past.tell("findings_per_visit", name, f"{label}{group}", i, "hazards per visit", rows, "mean")
    if "major" in past.classes and ALL in past.classes:
        share = inference.ratio(v["major"].to_numpy(), v[ALL].to_numpy(), v["firm"].to_numpy())
        yield past.tell("major_share", "major", "all visits", share, "share", v, "ratio of sums")


def decline(past: VisitHistory) -> Iterator[Estimate]:
    """Yield how findings change with the visit number and with the gap since the last visit.

    Within establishments.
    """
    v = past.visits
    first = v[v["number"] == 1].set_index("firm")
    second = v[v["number"] == 2].set_index("firm")
    both = second.index
    if both.empty:
        past.skipped["decline"] = "no establishment has a second visit"
        return
    pairs = v[(v["number"] <= 2) & v["firm"].isin(both)]
    years = indicators(v["date"].dt.year)
    for name in past.classes:
        i = inference.ratio(second[name].to_numpy(), first.loc[both, name].to_numpy(), np.asarray(both))
        yield past.tell(
            "second_to_first_visit",
            name,
            "same establishments",
            i,
            "ratio",
            pairs,
            "ratio of sums over pairs of visits",
        )
        for method, more in (
            ("within establishments", years.iloc[:, :0]),
            ("within establishments, calendar years fixed", years),
        ):
            columns = pd.concat([sequence(v), more], axis=1)
            yield from past.fitted("findings_by_sequence", name, v, columns, [str(c) for c in sequence(v)], method)


def tiers(past: VisitHistory) -> Iterator[Estimate]:
    """Yield findings per visit of each tier over those of the most frequent one."""
    known = past.visits[past.visits["tier"].notna()]
    present = [tier for tier in TIERS if (known["tier"] == tier).any()]
    if len(present) < 2:
        past.skipped["tier_ratio"] = "fewer than two tiers in the ledger"
        return
    base = known["tier"].value_counts().idxmax()
    for name in past.classes:
        for tier in present:
            if tier != base:
                rows = known[known["tier"].isin([tier, base])]
                i = _ratio_of_means(rows, name, tier, str(base))
                yield past.tell("tier_ratio", name, f"{tier} to {base}", i, "ratio", rows, "ratio of means")


def _ratio_of_means(rows: pd.DataFrame, name: str, one: str, other: str) -> ClusteredInterval:
    y, of = rows[name].to_numpy(float), {t: (rows["tier"] == t).to_numpy(float) for t in (one, other)}
    a, b = (float((y * of[t]).sum() / of[t].sum()) for t in (one, other))
    if a <= 0 or b <= 0:
        return ClusteredInterval(a / b if b > 0 else np.nan, np.nan, np.nan)
    influence = of[one] * (y / a - 1.0) / of[one].sum() - of[other] * (y / b - 1.0) / of[other].sum()
    log = inference.around(float(np.log(a / b)), *inference.clustered_error(influence, rows["firm"].to_numpy()))
    return log.map(lambda x: float(np.exp(x)))
