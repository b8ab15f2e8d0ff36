"""Times: from a visit to the next, to the deadline, and what a predicted order of visits would have gained."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from govsim.ledger import inference
from govsim.ledger.columns import TIERS
from govsim.ledger.history import ALL, DAYS, Estimate, VisitHistory
from govsim.ledger.inference import ClusteredInterval
from govsim.ledger.prediction import predicted_order

if TYPE_CHECKING:
    from collections.abc import Iterator


REPLICATES = 400
CLOSED_WITHIN = 13  # weeks, as in the outcome recorded_rectification


def intervals(past: VisitHistory) -> Iterator[Estimate]:
    """Yield the median weeks from a visit to the next, by tier.

    The last gap of each establishment is only known to be longer.
    """
    v = past.visits
    end = v["date"].max()
    following = v.groupby("firm")["date"].shift(-1)
    frame = pd.DataFrame(
        {
            "firm": v["firm"],
            "tier": v["tier"],
            "ended": following.notna(),
            "weeks": (following.fillna(end) - v["date"]).dt.days / DAYS["week"],
        }
    )
    groups: list[tuple[str, pd.DataFrame]] = [
        ("all visits", frame),
        *((f"tier {tier}", frame[frame["tier"] == tier]) for tier in TIERS),
    ]
    for group, rows in groups:
        if not rows["ended"].any():
            continue
        rows = rows.sort_values(["weeks", "ended"], ascending=[True, False])
        weeks, ended, firms = rows["weeks"].to_numpy(float), rows["ended"].to_numpy(bool), rows["firm"].to_numpy()
        value = inference.survival_median(weeks, ended, np.ones(len(rows)))
        drawn = [inference.survival_median(weeks, ended, w) for w in inference.resamples(firms, REPLICATES, past.seed)]
        yield past.tell(
            "weeks_between_visits",
            "",
            group,
            inference.percentiles(value, drawn),
            "weeks",
            rows,
            "Kaplan-Meier median",
        )
    years = (end - v["date"].min()).days / DAYS["year"]
    if years > 0:
        yield past.tell(
            "visits_per_year",
            "",
            "all visits",
            ClusteredInterval(len(v) / years, np.nan, np.nan),
            "visits per year",
            v,
            "count",
        )


def deadlines(past: VisitHistory) -> Iterator[Estimate]:
    """Yield weeks to the deadline, by the worst class found, and the share closed in the books within 13 weeks."""
    v = past.visits
    worst = {"major": v["major"] > 0} if "major" in past.classes else {}
    if "general" in past.classes:
        worst["general"] = (v["general"] > 0) & ~worst.get("major", pd.Series(False, index=v.index))
    for name, chosen in worst.items():
        rows = v[chosen & v["deadline"].notna()]
        if len(rows):
            weeks = (rows["deadline"] - rows["date"]).dt.days.to_numpy(float) / DAYS["week"]
            yield past.tell(
                "weeks_to_deadline",
                name,
                "visits with it as the worst class",
                inference.mean(weeks, rows["firm"].to_numpy()),
                "weeks",
                rows,
                "mean",
            )
    if v["closed"].notna().any():
        last = max(v["date"].max(), v["closed"].max()) - pd.Timedelta(weeks=CLOSED_WITHIN)
        rows = v[(v[past.classes[0]] > 0) & (v["date"] <= last)]
        if len(rows):
            soon = ((rows["closed"] - rows["date"]).dt.days <= 7 * CLOSED_WITHIN).to_numpy(float)
            yield past.tell(
                "recorded_rectification",
                ALL,
                "visits with findings",
                inference.mean(soon, rows["firm"].to_numpy()),
                "share",
                rows,
                "mean",
            )


def order(past: VisitHistory) -> Iterator[Estimate]:
    """Yield what a predicted order of the same visits would have found earlier."""
    name = "major" if "major" in past.classes else past.classes[0]
    found = predicted_order(past.visits, name, [c for c in past.ledger.classes if c != name], past.seed)
    if isinstance(found, str):
        past.skipped["predicted_order"] = found
        return
    rows = past.visits.loc[found.rows]
    method = f"same visits, two orders; {found.periods} periods of {found.days} days"
    for measure, i, unit in (
        ("first_half_actual_order", found.actual, "share of findings"),
        ("first_half_predicted_order", found.predicted, "share of findings"),
        ("first_half_gain", found.gain, "share of findings"),
        ("days_earlier", found.days_earlier, "days"),
    ):
        yield past.tell(measure, name, "predicted order", i, unit, rows, method)
