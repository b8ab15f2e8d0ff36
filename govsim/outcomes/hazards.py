"""Hazards, by level of truth, what is found of them, and the orders to mend them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from govsim.hazards.stock import CHANNELS, LEVELS
from govsim.outcomes.declare import Outcome, Sums, Tally, mean, ratio, yearly

if TYPE_CHECKING:
    from numpy.typing import NDArray

TALLIES = (
    Tally("hazards_entered", "Hazards that came to stand open at the level; at level true: emerged.", parts=LEVELS),
    Tally(
        "hazards_closed",
        "Hazards that were closed at the level; recorded and above include closures on paper.",
        parts=LEVELS,
    ),
    Tally("hazards_left", "Hazards that ended because the firm left.", parts=LEVELS),
    Tally("hazards_open", "Hazards that stand open at the end of the week.", parts=LEVELS),
    Tally("emerged_major", "Major hazards that emerged (true)."),
    Tally("found_by", "Findings, by who found.", parts=CHANNELS),
    Tally("found_major_by", "Findings of major hazards, by who found.", parts=CHANNELS),
    Tally("self_repairs", "Hazards that firms mended by themselves (true)."),
    Tally("orders", "Hazards recorded with an order."),
    Tally("emerged_recognised", "Hazards that emerged and that the firm's own people recognise."),
    Tally("order_closures", "Orders closed: in truth (true), in the books (recorded).", parts=LEVELS[:3]),
    Tally("in_3_months", "The same, within 13 weeks of the order.", parts=LEVELS[:3]),
    Tally("closure_weeks", "Weeks from order to true closure, summed.", "weeks"),
    Tally("reopened", "Orders on hazards that had been closed on paper."),
)


def _major_findings(s: Sums) -> NDArray[np.float64]:
    return np.asarray(sum(s[f"found_major_by_{channel}"] for channel in CHANNELS if channel != "self_check"))


OUTCOMES = (
    Outcome(
        "majors_recorded",
        "share",
        "recorded",
        "none",
        ("Major hazards recorded over major hazards found by visits, agencies, departments, associations and sensors."),
        lambda s: ratio(s["orders_major"], _major_findings(s)),
    ),
    Outcome(
        "major_orders",
        "hazards per year",
        "recorded",
        "none",
        "Major hazards recorded with an order.",
        yearly("orders_major"),
    ),
    Outcome(
        "major_share",
        "share",
        "found",
        "none",
        "Major hazards among the findings of visits.",
        mean("found_major_by_visit", "found_by_visit"),
    ),
    Outcome(
        "recognised_share",
        "share",
        "true",
        "up",
        "Hazards that the firm's own people recognise, among those that emerge.",
        mean("emerged_recognised", "hazards_entered_true"),
    ),
    Outcome("found_by_visits", "hazards per year", "found", "none", "Findings of visits.", yearly("found_by_visit")),
    Outcome("found_by_agency", "hazards per year", "found", "none", "Findings of agencies.", yearly("found_by_agency")),
    Outcome(
        "found_by_department",
        "hazards per year",
        "found",
        "none",
        "Findings of departments.",
        yearly("found_by_department"),
    ),
    Outcome(
        "found_by_mutual_aid",
        "hazards per year",
        "found",
        "none",
        "Findings of firms at other firms that reach the office.",
        yearly("found_by_mutual_aid"),
    ),
    Outcome(
        "found_by_association",
        "hazards per year",
        "found",
        "none",
        "Findings of associations.",
        yearly("found_by_association"),
    ),
    Outcome(
        "found_by_sensor",
        "hazards per year",
        "found",
        "none",
        "Hazards signalled by sensors.",
        yearly("found_by_sensor"),
    ),
    Outcome(
        "found_by_self_check",
        "hazards per year",
        "found",
        "none",
        "Hazards that firms found, mended and reported themselves.",
        yearly("found_by_self_check"),
    ),
    Outcome(
        "self_repairs",
        "hazards per year",
        "true",
        "none",
        "Hazards that firms mended by themselves, reported or not.",
        yearly("self_repairs"),
    ),
    Outcome(
        "hazards_found",
        "hazards per year",
        "found",
        "none",
        (
            "Different hazards found for the first time by anyone: more where supervision looks better, "
            "fewer where there is less to find."
        ),
        yearly("hazards_entered_found"),
    ),
    Outcome("hazards_emerged", "hazards per year", "true", "less", "New hazards.", yearly("hazards_entered_true")),
    Outcome(
        "hazards_recorded",
        "hazards per year",
        "recorded",
        "none",
        "Hazards recorded with an order or by the firm.",
        yearly("hazards_entered_recorded"),
    ),
    Outcome(
        "hazards_reported",
        "hazards per year",
        "reported",
        "none",
        "Hazards reported upward.",
        yearly("hazards_entered_reported"),
    ),
    Outcome(
        "hazards_published",
        "hazards per year",
        "published",
        "none",
        "Hazards published.",
        yearly("hazards_entered_published"),
    ),
    Outcome(
        "true_closures",
        "hazards per year",
        "true",
        "none",
        "Orders obeyed in truth: more where more is found and mended, fewer where there is less to order.",
        yearly("order_closures_true"),
    ),
    Outcome(
        "recorded_rectification",
        "share",
        "recorded",
        "none",
        "Orders closed in the books within 3 months over orders.",
        mean("in_3_months_recorded", "orders"),
    ),
    Outcome(
        "true_rectification",
        "share",
        "true",
        "more",
        "Orders obeyed in truth within 3 months over orders.",
        mean("in_3_months_true", "orders"),
    ),
    Outcome(
        "weeks_to_close",
        "weeks",
        "true",
        "less",
        "Time from order to true closure.",
        mean("closure_weeks", "order_closures_true"),
    ),
    Outcome(
        "recurrence",
        "share",
        "found",
        "less",
        "Orders on hazards that had been closed on paper.",
        mean("reopened", "orders"),
    ),
    Outcome(
        "formalism_index",
        "share",
        "true",
        "less",
        "1 - true closures / recorded closures that were not reopened.",
        lambda s: 1.0 - ratio(s["order_closures_true"], s["order_closures_recorded"] - s["reopened"]),
    ),
    Outcome(
        "hazard_stock",
        "hazards per firm",
        "true",
        "less",
        "Hazards that stand open.",
        mean("hazards_open_true", "operating"),
    ),
    Outcome(
        "risk_stock",
        "per firm",
        "true",
        "less",
        "The same weighted by risk, majors tenfold.",
        mean("risk_stock", "operating"),
    ),
)
