"""What is measured: tallies once a week for each office, and outcomes derived from them.

A tally is counted by the rules; an outcome is a ratio of sums of tallies over a span of weeks. Both are declared once,
with unit and level of truth; the compiled record, the weekly series, the summaries, the tables and the docs follow.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from govsim.hazards import CHANNELS, LEVELS

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

ACCIDENT_CLASSES = ("general", "larger", "major", "extraordinarily_major")


@dataclass(frozen=True, slots=True)
class Tally:
    """One weekly count of an office. `parts` names the columns where it is counted in several."""

    name: str
    meaning: str
    unit: str = "count"
    parts: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of its columns in the weekly series."""
        return tuple(f"{self.name}_{part}" for part in self.parts) if self.parts else (self.name,)


TALLIES: tuple[Tally, ...] = (
    # hazards by level of truth: entered = closed + to accident + left + change of open
    Tally("hazards_entered", "Hazards that came to stand open at the level; at level true: emerged.", parts=LEVELS),
    Tally("hazards_closed", "Hazards that were closed at the level; recorded and above include closures on paper.", parts=LEVELS),
    Tally("hazards_to_accident", "Hazards that ended in an accident.", parts=LEVELS),
    Tally("hazards_left", "Hazards that ended because the firm left.", parts=LEVELS),
    Tally("hazards_open", "Hazards that stand open at the end of the week.", parts=LEVELS),
    Tally("emerged_major", "Major hazards that emerged (true)."),
    Tally("found_by", "Findings, by who found.", parts=CHANNELS),
    Tally("found_major_by", "Findings of major hazards, by who found.", parts=CHANNELS),
    Tally("self_repairs", "Hazards that firms mended by themselves (true)."),
    # orders
    Tally("orders", "Hazards recorded with an order."),
    Tally("order_closures", "Orders closed: in truth (true), in the books (recorded).", parts=LEVELS[:3]),
    Tally("in_3_months", "The same, within 13 weeks of the order.", parts=LEVELS[:3]),
    Tally("closure_weeks", "Weeks from order to true closure, summed.", "weeks"),
    Tally("reopened", "Orders on hazards that had been closed on paper."),
    # supervision
    Tally("visits", "Visits of inspectors."),
    Tally("depth", "Depth of these visits, summed.", "1"),
    Tally("expert_findings", "Findings to be expected of a full-depth expert sweep in their place, summed.", "hazards"),
    Tally("rechecks", "Firms rechecked on the spot."),
    Tally("unmasked", "Paper closures unmasked by rechecks."),
    Tally("agency_visits", "Visits of agencies."),
    Tally("insurer_visits", "Visits of insurers."),
    Tally("complaints", "Complaints of residents and employees."),
    Tally("complaints_answered", "Visits that answered a complaint."),
    Tally("inspection_hours", "Hours for inspection.", "hours"),
    Tally("paper_hours", "Of these, for paperwork.", "hours"),
    Tally("coordination_hours", "Of these, for coordination.", "hours"),
    # accidents
    Tally("accidents", "Accidents.", parts=LEVELS),
    Tally("injuries", "Recordable injuries.", parts=LEVELS),
    Tally("deaths", "Deaths.", parts=LEVELS),
    Tally("accident_classes", "Accidents (true) by the classes of State Council Order 493.", parts=ACCIDENT_CLASSES),
    Tally("serious_injuries", "Serious injuries (true)."),
    Tally("near_misses", "Near misses (true)."),
    Tally("loss", "Direct loss by accidents (true).", "yuan"),
    Tally("environmental_index", "Environmental damage (true), million yuan weighted by sector.", "1"),
    Tally("dominoes", "Hazards set off by a neighbour's accident."),
    Tally("expected_accidents", "Integrated intensity of accidents, without dominoes.", "accidents"),
    Tally("expected_injuries", "The injuries to be expected from it.", "injuries"),
    Tally("expected_deaths", "The deaths to be expected from it.", "deaths"),
    # enforcement
    Tally("cases", "Violations taken up."),
    Tally("sanctions", "Sanctions."),
    Tally("referrals", "Cases referred upward."),
    Tally("referrals_lost", "Of these, lost or dropped."),
    Tally("stops", "Stops of production."),
    Tally("closures", "Firms closed by order."),
    Tally("job_weeks_lost", "Worker-weeks lost to stops.", "worker-weeks"),
    # firms
    Tally("operating", "Firms."),
    Tally("entries", "Firms that came."),
    Tally("exits", "Firms that left."),
    Tally("employees", "Workers.", "persons"),
    Tally("effort", "Effort, summed over firms.", "1"),
    Tally("compliant", "Firms with an effort of at least one half."),
    Tally("responsibility", "Responsibility, summed over firms.", "1"),
    Tally("pressure", "Economic pressure, summed over firms.", "1"),
    Tally("liquidity", "Liquidity, summed over firms.", "1"),
    Tally("risk_stock", "Open hazards weighted by risk, majors tenfold.", "1"),
    Tally("covered", "Firms visited within the last 52 weeks."),
    # staff and leadership
    Tally("posts", "Posts of inspectors."),
    Tally("filled", "Posts filled."),
    Tally("skill", "Mean skill, summed over inspectors.", "1"),
    Tally("burnout", "Burnout, summed over inspectors.", "1"),
    Tally("tenure", "Tenure, summed over inspectors.", "weeks"),
    Tally("leavers", "Inspectors who left."),
    Tally("tenure_of_leavers", "Their tenure, summed.", "weeks"),
    Tally("recruits", "Inspectors who came."),
    Tally("volunteers", "Active volunteers."),
    Tally("office_weeks", "Weeks of an office.", "weeks"),
    Tally("attention", "Leadership's attention to safety.", "1"),
    Tally("equipment", "Equipment of inspectors.", "1"),
    Tally("score_void", "Weeks in which the office's score was void.", "weeks"),
    # money
    Tally("wages", "Wages of inspectors, paid by the office.", "yuan"),
    Tally("equipment_cost", "Equipment and vehicles, paid by the office.", "yuan"),
    Tally("agency_cost", "Agencies' visits, paid by the office.", "yuan"),
    Tally("volunteer_cost", "Volunteers, paid by the office.", "yuan"),
    Tally("subsidies", "Subsidies for repairs, paid by the office to firms.", "yuan"),
    Tally("repair_cost", "Repairs, by whoever pays.", "yuan"),
    Tally("fines", "Fines, paid by firms to the treasury.", "yuan"),
    Tally("premiums", "Insurance premiums, paid by firms to insurers.", "yuan"),
)  # fmt: skip

TALLY = np.dtype([(t.name, "f8", len(t.parts)) if t.parts else (t.name, "f8") for t in TALLIES])
COLUMNS: tuple[str, ...] = tuple(column for t in TALLIES for column in t.columns)
POSITION = {column: n for n, column in enumerate(COLUMNS)}

Direction = Literal["more", "less", "none"]
Sums = dict[str, "NDArray[np.float64]"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One outcome: its unit, the level of truth it speaks of, which direction is better, and its formula.

    `formula` gets the sums of all tallies over the span, and `years` and `weeks` of the span, each as an array with one value for each run
    (or week), and returns an array. A ratio whose denominator is 0 is NaN: not defined, not zero.
    """

    name: str
    unit: str
    level: str
    better: Direction
    meaning: str
    formula: Callable[[Sums], NDArray[np.float64]]


def _ratio(a: NDArray[np.float64], b: NDArray[np.float64], scale: float = 1.0) -> NDArray[np.float64]:
    a, b = np.asarray(a, float), np.asarray(b, float)
    ratio: NDArray[np.float64] = np.divide(a, b, out=np.full(np.broadcast(a, b).shape, np.nan), where=b != 0)
    return scale * ratio


def _yearly(name: str) -> Callable[[Sums], NDArray[np.float64]]:
    return lambda s: s[name] / s["years"]


def _mean(name: str, over: str, scale: float = 1.0) -> Callable[[Sums], NDArray[np.float64]]:
    return lambda s: _ratio(s[name], s[over], scale)


def _worker_years(name: str, per: float) -> Callable[[Sums], NDArray[np.float64]]:
    return lambda s: _ratio(s[name], s["employees"] / 52.0, per)


def _office_cost(s: Sums) -> NDArray[np.float64]:
    paid = s["wages"] + s["equipment_cost"] + s["agency_cost"] + s["volunteer_cost"] + s["subsidies"]
    return (paid + s["policy_cost_office"]) / s["years"]


def _firm_cost(s: Sums) -> NDArray[np.float64]:
    paid = s["repair_cost"] - s["subsidies"] + s["fines"] + s["premiums"]
    return (paid + s["policy_cost_firms"]) / s["years"]


OUTCOMES: dict[str, Outcome] = {
    o.name: o
    for o in (
        Outcome("visits_per_year", "visits per year", "recorded", "more", "Visits of inspectors.", _yearly("visits")),
        Outcome("coverage", "share", "recorded", "more", "Firms visited within the last 52 weeks.", _mean("covered", "operating")),
        Outcome("depth", "0 to 1", "true", "more", "Mean depth of a visit.", _mean("depth", "visits")),
        Outcome("found_per_visit", "hazards per visit", "found", "none", "Findings of a routine visit; confounds hazards with detection.", _mean("found_by_visit", "visits")),
        Outcome("expert_findings", "hazards per visit", "true", "none", "Findings that a full-depth expert sweep would make in its place.", _mean("expert_findings", "visits")),
        Outcome("detection_ratio", "share", "true", "more", "Findings of visits over those of expert sweeps in their place.", _mean("found_by_visit", "expert_findings")),
        Outcome("major_share", "share", "found", "none", "Major hazards among the findings of visits.", _mean("found_major_by_visit", "found_by_visit")),
        Outcome("found_by_visits", "hazards per year", "found", "none", "Findings of visits.", _yearly("found_by_visit")),
        Outcome("found_by_agency", "hazards per year", "found", "none", "Findings of agencies.", _yearly("found_by_agency")),
        Outcome("found_by_self_check", "hazards per year", "found", "none", "Hazards that firms found, mended and reported themselves.", _yearly("found_by_self_check")),
        Outcome("self_repairs", "hazards per year", "true", "none", "Hazards that firms mended by themselves, reported or not.", _yearly("self_repairs")),
        Outcome("hazards_found", "hazards per year", "found", "none", "Different hazards found for the first time by anyone: more where supervision looks better, fewer where there is less to find.", _yearly("hazards_entered_found")),
        Outcome("hazards_emerged", "hazards per year", "true", "less", "New hazards.", _yearly("hazards_entered_true")),
        Outcome("hazards_recorded", "hazards per year", "recorded", "none", "Hazards recorded with an order or by the firm.", _yearly("hazards_entered_recorded")),
        Outcome("hazards_reported", "hazards per year", "reported", "none", "Hazards reported upward.", _yearly("hazards_entered_reported")),
        Outcome("hazards_published", "hazards per year", "published", "none", "Hazards published.", _yearly("hazards_entered_published")),
        Outcome("true_closures", "hazards per year", "true", "none", "Orders obeyed in truth: more where more is found and mended, fewer where there is less to order.", _yearly("order_closures_true")),
        Outcome("recorded_rectification", "share", "recorded", "none", "Orders closed in the books within 3 months over orders.", _mean("in_3_months_recorded", "orders")),
        Outcome("true_rectification", "share", "true", "more", "Orders obeyed in truth within 3 months over orders.", _mean("in_3_months_true", "orders")),
        Outcome("weeks_to_close", "weeks", "true", "less", "Time from order to true closure.", _mean("closure_weeks", "order_closures_true")),
        Outcome("recurrence", "share", "found", "less", "Orders on hazards that had been closed on paper.", _mean("reopened", "orders")),
        Outcome("formalism_index", "share", "true", "less", "1 - true closures / recorded closures that were not reopened.", lambda s: 1.0 - _ratio(s["order_closures_true"], s["order_closures_recorded"] - s["reopened"])),
        Outcome("paperwork_share", "share", "true", "less", "Inspection time spent on paper.", _mean("paper_hours", "inspection_hours")),
        Outcome("hazard_stock", "hazards per firm", "true", "less", "Hazards that stand open.", _mean("hazards_open_true", "operating")),
        Outcome("risk_stock", "per firm", "true", "less", "The same weighted by risk, majors tenfold.", _mean("risk_stock", "operating")),
        Outcome("expected_accidents", "accidents per year", "true", "less", "Integrated intensity of accidents, each with at least one recordable injury.", _yearly("expected_accidents")),
        Outcome("expected_deaths_rate", "per 100,000 worker-years", "true", "less", "Expected deaths.", _worker_years("expected_deaths", 1e5)),
        Outcome("expected_injury_rate", "per 100 worker-years", "true", "less", "Expected recordable injuries.", _worker_years("expected_injuries", 100)),
        Outcome("accidents", "accidents per year", "true", "less", "Realised accidents; each has at least one recordable injury.", _yearly("accidents_true")),
        Outcome("accidents_reported", "accidents per year", "reported", "none", "Realised accidents that are reported upward.", _yearly("accidents_reported")),
        Outcome("deaths_rate", "per 100,000 worker-years", "true", "less", "Realised deaths; rare, so noisy.", _worker_years("deaths_true", 1e5)),
        Outcome("injury_rate", "per 100 worker-years", "true", "less", "Realised recordable injuries.", _worker_years("injuries_true", 100)),
        Outcome("near_misses", "per year", "true", "less", "Near misses.", _yearly("near_misses")),
        Outcome("loss", "yuan per year", "true", "less", "Direct loss by accidents.", _yearly("loss")),
        Outcome("effort", "0 to 1", "true", "more", "Mean safety effort of firms.", _mean("effort", "operating")),
        Outcome("compliance", "share", "true", "more", "Firms with an effort of at least one half.", _mean("compliant", "operating")),
        Outcome("responsibility", "0 to 1", "true", "more", "Mean responsibility (safety culture) of firms.", _mean("responsibility", "operating")),
        Outcome("pressure", "0 to 1", "true", "none", "Mean economic pressure.", _mean("pressure", "operating")),
        Outcome("liquidity", "1 is normal", "true", "none", "Mean liquidity.", _mean("liquidity", "operating")),
        Outcome("sanctions_per_year", "per year", "recorded", "none", "Sanctions.", _yearly("sanctions")),
        Outcome("stops_per_year", "per year", "recorded", "none", "Stops of production.", _yearly("stops")),
        Outcome("job_weeks_lost", "worker-weeks per year", "true", "less", "Work lost to stops.", _yearly("job_weeks_lost")),
        Outcome("rechecks_per_year", "per year", "recorded", "more", "Rechecks on the spot.", _yearly("rechecks")),
        Outcome("complaints", "per year", "reported", "none", "Complaints of residents and employees.", _yearly("complaints")),
        Outcome("skill", "0 to 1", "true", "more", "Mean skill of inspectors.", _mean("skill", "filled")),
        Outcome("vacancy", "share", "recorded", "less", "Posts that stand empty.", lambda s: 1.0 - _ratio(s["filled"], s["posts"])),
        Outcome("leavers_per_year", "per year", "recorded", "less", "Inspectors who leave.", _yearly("leavers")),
        Outcome("tenure", "years", "recorded", "more", "Mean tenure of inspectors.", _mean("tenure", "filled", 1 / 52)),
        Outcome("burnout", "0 to 1", "true", "less", "Mean burnout of inspectors.", _mean("burnout", "filled")),
        Outcome("attention", "0 to 1", "true", "none", "Leadership's attention to safety.", _mean("attention", "office_weeks")),
        Outcome("equipment", "0 to 1", "true", "more", "Equipment of inspectors.", _mean("equipment", "office_weeks")),
        Outcome("office_cost", "yuan per year", "recorded", "less", "What the office pays, policies included.", _office_cost),
        Outcome("firm_cost", "yuan per year", "true", "less", "What firms pay: repairs, fines, premiums, policies.", _firm_cost),
        Outcome("cost_per_true_closure", "yuan", "true", "less", "What the office pays for each order obeyed in truth.", lambda s: _ratio(_office_cost(s) * s["years"], s["order_closures_true"])),
    )
}  # fmt: skip

# Outcomes that are not sums over weeks: computed from the table of enterprises.
FIRM_OUTCOMES: dict[str, Outcome] = {
    "visits_gini": Outcome("visits_gini", "0 to 1", "recorded", "none", "Gini index of visits over firms that are there at the end.", lambda s: s["visits_gini"]),
}  # fmt: skip
ALL_OUTCOMES: dict[str, Outcome] = OUTCOMES | FIRM_OUTCOMES


def gini(values: NDArray[np.float64]) -> float:
    """Return the Gini index of non-negative values of shape (n,); NaN where they sum to 0."""
    ordered = np.sort(np.asarray(values, float))
    total = ordered.sum()
    if total == 0:
        return float("nan")
    ranks = np.arange(1, ordered.size + 1)
    return float((2.0 * (ranks * ordered).sum() / total - (ordered.size + 1)) / ordered.size)


def flat(series: NDArray[np.void]) -> NDArray[np.float64]:
    """Return a view of tallies of shape (...,) as plain numbers of shape (..., columns), in the order of COLUMNS."""
    return series.view(np.float64).reshape(*series.shape, len(COLUMNS))


def derive(sums: NDArray[np.float64], weeks: float, policy_cost: dict[str, NDArray[np.float64] | float]) -> Sums:
    """Return every outcome from tally sums of shape (..., columns) over a span of `weeks`.

    `policy_cost` gives what policies cost in the span, in yuan, by payer (`office`, `firms`).
    """
    terms: Sums = {column: sums[..., n] for n, column in enumerate(COLUMNS)}
    terms["weeks"] = np.full(sums.shape[:-1], float(weeks))
    terms["years"] = terms["weeks"] / 52.0
    terms["policy_cost_office"] = np.asarray(policy_cost.get("office", 0.0), float)
    terms["policy_cost_firms"] = np.asarray(policy_cost.get("firms", 0.0), float)
    return {name: outcome.formula(terms) for name, outcome in OUTCOMES.items()}
