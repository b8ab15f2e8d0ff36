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
    Tally(
        "hazards_closed",
        "Hazards that were closed at the level; recorded and above include closures on paper.",
        parts=LEVELS,
    ),
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
    Tally("expert_majors", "Of these, major hazards.", "hazards"),
    Tally("hushed", "Findings of visits that a tie to the firm kept out of the books."),
    Tally("department_visits", "Visits of departments of their own."),
    Tally("association_visits", "Visits of associations."),
    Tally("mutual_checks", "Checks of firms by other firms."),
    Tally("burden", "Visits that a firm had to receive, of all bodies; joint ones count once."),
    Tally("domain_checks", "Checks of one domain at one firm, by any authority."),
    Tally("duplicate_checks", "Of these, repeating another body's within 13 weeks."),
    Tally("domain_slots", "Pairs of firm and domain, counted every 13 weeks."),
    Tally("omitted_slots", "Of these, not checked by any authority for 52 weeks."),
    Tally("rechecks", "Firms rechecked on the spot."),
    Tally("unmasked", "Paper closures unmasked by rechecks."),
    Tally("agency_visits", "Visits of agencies."),
    Tally("agency_findings", "What agencies found (true)."),
    Tally("agency_reports", "Their reports after visits with findings."),
    Tally("agency_false_reports", "Of these, false ones."),
    Tally("agency_backchecks", "Reports checked on the spot."),
    Tally("insurer_visits", "Visits of insurers."),
    Tally("complaints", "Reports of residents and employees that were made."),
    Tally("tips", "Of these, by employees."),
    Tally("complaints_answered", "Reports answered by a visit."),
    Tally("complaints_in_time", "Of these, within the norm."),
    Tally("complaints_verified", "Of these, where the visit found something."),
    Tally("volunteers_willing", "Volunteers who would report what they see."),
    Tally("false_alarms", "False alarms of sensors."),
    Tally("transfers", "Records sent to another body, level, or from society."),
    Tally("transfers_arrived", "Of these, arrived."),
    Tally("transfer_weeks", "Weeks that those were on the way, summed.", "weeks"),
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
    Tally("expected_fatal", "The fatal accidents to be expected from it.", "accidents"),
    Tally("accidents_known", "Accidents that the office knew of."),
    Tally("accidents_concealed", "Of these, concealed."),
    Tally("concealments_discovered", "Of these, that came to light."),
    Tally("investigations", "Accidents investigated."),
    # enforcement
    Tally("cases", "Violations taken up."),
    Tally("sanctions", "Sanctions."),
    Tally("referrals", "Cases referred upward."),
    Tally("referrals_lost", "Of these, lost or dropped."),
    Tally("stops", "Stops of production."),
    Tally("closures", "Firms closed by order."),
    Tally("orders_major", "Major hazards recorded with an order."),
    Tally("suits", "Violations taken to court."),
    Tally("exposures", "Firms exposed in the media."),
    Tally("job_weeks_lost", "Worker-weeks lost to stops.", "worker-weeks"),
    # firms
    Tally("operating", "Firms."),
    Tally("entries", "Firms that came."),
    Tally("refused", "Firms turned away at entry."),
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
    Tally("drive", "Drive of routine supervision.", "1"),
    Tally("campaign_weeks", "Strength of campaigns, summed.", "weeks"),
    Tally("shocks", "Shocks (campaigns, fatal accidents) that raised the drive."),
    Tally("shock_weeks", "Weeks until half of the rise was gone, summed.", "weeks"),
    Tally("mandate", "What the upper level demands.", "1"),
    Tally("delivered", "What of it arrives (true).", "1"),
    Tally("delivery_reported", "What of it is reported as done.", "1"),
    Tally("undelivered_weeks", "Weeks in which less than half of a demand had arrived.", "weeks"),
    Tally("trust", "Trust of society in the office.", "1"),
    Tally("residents", "Residents.", "persons"),
    Tally("pilots_adopted", "Offices that have taken over a pilot."),
    # officials
    Tally("fear", "Fear of blame, summed over inspectors.", "1"),
    Tally("filled_diligence", "True diligence, summed over inspectors.", "1"),
    Tally("disciplined", "Officials disciplined after accidents.", "persons"),
    Tally("expected_disciplined", "Officials whose discipline after accidents is to be expected.", "persons"),
    Tally("exante_checks", "Checks of officials before any accident."),
    Tally("disciplined_exante", "Officials disciplined after such checks.", "persons"),
    Tally("expected_exante", "Officials whose discipline after such checks is to be expected.", "persons"),
    Tally("expected_prosecuted", "Persons whose prosecution after accidents is to be expected.", "persons"),
    # money
    Tally("wages", "Wages of inspectors, paid by the office.", "yuan"),
    Tally("equipment_cost", "Equipment and vehicles, paid by the office.", "yuan"),
    Tally("agency_cost", "Agencies' visits, paid by the office.", "yuan"),
    Tally("volunteer_cost", "Volunteers, paid by the office.", "yuan"),
    Tally("association_cost", "Associations, paid by the office.", "yuan"),
    Tally("department_cost", "Departments' visits, paid by the office's level.", "yuan"),
    Tally("reward_cost", "Rewards for reports and checks, paid by the office.", "yuan"),
    Tally("agency_fees", "Agencies' visits, paid by firms.", "yuan"),
    Tally("agency_fines", "Fines paid by agencies.", "yuan"),
    Tally("sensor_cost", "Sensors, paid by firms.", "yuan"),
    Tally(
        "firm_spending", "What firms have paid, as their own books say; it includes direct losses by accidents.", "yuan"
    ),
    Tally("subsidies", "Subsidies for repairs, paid by the office to firms.", "yuan"),
    Tally("repair_cost", "Repairs, by whoever pays.", "yuan"),
    Tally("fund_payments", "Of these, from safety funds set aside before.", "yuan"),
    Tally("fines", "Fines, paid by firms to the treasury.", "yuan"),
    Tally("premiums", "Insurance premiums, paid by firms to insurers.", "yuan"),
)

TALLY = np.dtype([(t.name, "f8", len(t.parts)) if t.parts else (t.name, "f8") for t in TALLIES])
COLUMNS: tuple[str, ...] = tuple(column for t in TALLIES for column in t.columns)
POSITION = {column: n for n, column in enumerate(COLUMNS)}

Direction = Literal["more", "less", "none"]
Sums = dict[str, "NDArray[np.float64]"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One outcome: its unit, the level of truth it speaks of, which direction is better, and its formula.

    `formula` gets the sums of all tallies over the span, and `years` and `weeks` of the span, each as an array with one
    value for each run (or week), and returns an array. A ratio whose denominator is 0 is NaN: not defined, not zero.
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


def _major_findings(s: Sums) -> NDArray[np.float64]:
    return np.asarray(sum(s[f"found_major_by_{channel}"] for channel in CHANNELS if channel != "self_check"))


def _office_cost(s: Sums) -> NDArray[np.float64]:
    paid = s["wages"] + s["equipment_cost"] + s["agency_cost"] + s["volunteer_cost"] + s["subsidies"]
    paid = paid + s["association_cost"] + s["department_cost"] + s["reward_cost"]
    return (paid + s["policy_cost_office"]) / s["years"]


def _firm_cost(s: Sums) -> NDArray[np.float64]:
    paid = s["repair_cost"] - s["subsidies"] + s["fines"] + s["premiums"] + s["agency_fees"] + s["sensor_cost"]
    return (paid + s["policy_cost_firms"]) / s["years"]


OUTCOMES: dict[str, Outcome] = {
    o.name: o
    for o in (
        Outcome("visits_per_year", "visits per year", "recorded", "more", "Visits of inspectors.", _yearly("visits")),
        Outcome(
            "coverage",
            "share",
            "recorded",
            "more",
            "Firms visited within the last 52 weeks.",
            _mean("covered", "operating"),
        ),
        Outcome("depth", "0 to 1", "true", "more", "Mean depth of a visit.", _mean("depth", "visits")),
        Outcome(
            "found_per_visit",
            "hazards per visit",
            "found",
            "none",
            "Findings of a routine visit; confounds hazards with detection.",
            _mean("found_by_visit", "visits"),
        ),
        Outcome(
            "expert_findings",
            "hazards per visit",
            "true",
            "none",
            "Findings that a full-depth expert sweep would make in its place.",
            _mean("expert_findings", "visits"),
        ),
        Outcome(
            "detection_ratio",
            "share",
            "true",
            "more",
            "Findings of visits over those of expert sweeps in their place.",
            _mean("found_by_visit", "expert_findings"),
        ),
        Outcome(
            "detection_ratio_major",
            "share",
            "true",
            "more",
            "The same for major hazards.",
            _mean("found_major_by_visit", "expert_majors"),
        ),
        Outcome(
            "majors_recorded",
            "share",
            "recorded",
            "none",
            (
                "Major hazards recorded over major hazards found by visits, agencies, departments, "
                "associations and sensors."
            ),
            lambda s: _ratio(s["orders_major"], _major_findings(s)),
        ),
        Outcome(
            "major_orders",
            "hazards per year",
            "recorded",
            "none",
            "Major hazards recorded with an order.",
            _yearly("orders_major"),
        ),
        Outcome(
            "major_share",
            "share",
            "found",
            "none",
            "Major hazards among the findings of visits.",
            _mean("found_major_by_visit", "found_by_visit"),
        ),
        Outcome(
            "found_by_visits", "hazards per year", "found", "none", "Findings of visits.", _yearly("found_by_visit")
        ),
        Outcome(
            "found_by_agency", "hazards per year", "found", "none", "Findings of agencies.", _yearly("found_by_agency")
        ),
        Outcome(
            "found_by_department",
            "hazards per year",
            "found",
            "none",
            "Findings of departments.",
            _yearly("found_by_department"),
        ),
        Outcome(
            "found_by_mutual_aid",
            "hazards per year",
            "found",
            "none",
            "Findings of firms at other firms that reach the office.",
            _yearly("found_by_mutual_aid"),
        ),
        Outcome(
            "found_by_association",
            "hazards per year",
            "found",
            "none",
            "Findings of associations.",
            _yearly("found_by_association"),
        ),
        Outcome(
            "found_by_sensor",
            "hazards per year",
            "found",
            "none",
            "Hazards signalled by sensors.",
            _yearly("found_by_sensor"),
        ),
        Outcome(
            "mutual_checks", "per year", "true", "more", "Checks of firms by other firms.", _yearly("mutual_checks")
        ),
        Outcome(
            "found_by_self_check",
            "hazards per year",
            "found",
            "none",
            "Hazards that firms found, mended and reported themselves.",
            _yearly("found_by_self_check"),
        ),
        Outcome(
            "self_repairs",
            "hazards per year",
            "true",
            "none",
            "Hazards that firms mended by themselves, reported or not.",
            _yearly("self_repairs"),
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
            _yearly("hazards_entered_found"),
        ),
        Outcome("hazards_emerged", "hazards per year", "true", "less", "New hazards.", _yearly("hazards_entered_true")),
        Outcome(
            "hazards_recorded",
            "hazards per year",
            "recorded",
            "none",
            "Hazards recorded with an order or by the firm.",
            _yearly("hazards_entered_recorded"),
        ),
        Outcome(
            "hazards_reported",
            "hazards per year",
            "reported",
            "none",
            "Hazards reported upward.",
            _yearly("hazards_entered_reported"),
        ),
        Outcome(
            "hazards_published",
            "hazards per year",
            "published",
            "none",
            "Hazards published.",
            _yearly("hazards_entered_published"),
        ),
        Outcome(
            "true_closures",
            "hazards per year",
            "true",
            "none",
            "Orders obeyed in truth: more where more is found and mended, fewer where there is less to order.",
            _yearly("order_closures_true"),
        ),
        Outcome(
            "recorded_rectification",
            "share",
            "recorded",
            "none",
            "Orders closed in the books within 3 months over orders.",
            _mean("in_3_months_recorded", "orders"),
        ),
        Outcome(
            "true_rectification",
            "share",
            "true",
            "more",
            "Orders obeyed in truth within 3 months over orders.",
            _mean("in_3_months_true", "orders"),
        ),
        Outcome(
            "weeks_to_close",
            "weeks",
            "true",
            "less",
            "Time from order to true closure.",
            _mean("closure_weeks", "order_closures_true"),
        ),
        Outcome(
            "recurrence",
            "share",
            "found",
            "less",
            "Orders on hazards that had been closed on paper.",
            _mean("reopened", "orders"),
        ),
        Outcome(
            "capture_rate",
            "share",
            "true",
            "less",
            "Findings of visits that a tie to the firm kept out of the books.",
            lambda s: _ratio(s["hushed"], s["found_by_visit"]),
        ),
        Outcome(
            "burden",
            "visits per firm and year",
            "recorded",
            "less",
            "Visits of all bodies that a firm receives; joint ones count once.",
            _mean("burden", "operating", 52.0),
        ),
        Outcome(
            "duplicate_checks",
            "share",
            "true",
            "less",
            "Checks of a domain at a firm that repeat another body's within 13 weeks.",
            _mean("duplicate_checks", "domain_checks"),
        ),
        Outcome(
            "omitted_checks",
            "share",
            "true",
            "less",
            "Pairs of firm and domain that no authority has checked for 52 weeks.",
            _mean("omitted_slots", "domain_slots"),
        ),
        Outcome(
            "transfer_success",
            "share",
            "true",
            "more",
            "Records that arrive where they were sent.",
            _mean("transfers_arrived", "transfers"),
        ),
        Outcome(
            "information_latency",
            "weeks",
            "true",
            "less",
            "Time that a record which arrives has been on its way.",
            _mean("transfer_weeks", "transfers_arrived"),
        ),
        Outcome(
            "formalism_index",
            "share",
            "true",
            "less",
            "1 - true closures / recorded closures that were not reopened.",
            lambda s: 1.0 - _ratio(s["order_closures_true"], s["order_closures_recorded"] - s["reopened"]),
        ),
        Outcome(
            "paperwork_share",
            "share",
            "true",
            "less",
            "Inspection time spent on paper.",
            _mean("paper_hours", "inspection_hours"),
        ),
        Outcome(
            "hazard_stock",
            "hazards per firm",
            "true",
            "less",
            "Hazards that stand open.",
            _mean("hazards_open_true", "operating"),
        ),
        Outcome(
            "risk_stock",
            "per firm",
            "true",
            "less",
            "The same weighted by risk, majors tenfold.",
            _mean("risk_stock", "operating"),
        ),
        Outcome(
            "expected_accidents",
            "accidents per year",
            "true",
            "less",
            "Integrated intensity of accidents, each with at least one recordable injury.",
            _yearly("expected_accidents"),
        ),
        Outcome(
            "expected_deaths_rate",
            "per 100,000 worker-years",
            "true",
            "less",
            "Expected deaths.",
            _worker_years("expected_deaths", 1e5),
        ),
        Outcome(
            "expected_injury_rate",
            "per 100 worker-years",
            "true",
            "less",
            "Expected recordable injuries.",
            _worker_years("expected_injuries", 100),
        ),
        Outcome(
            "accidents",
            "accidents per year",
            "true",
            "less",
            "Realised accidents; each has at least one recordable injury.",
            _yearly("accidents_true"),
        ),
        Outcome(
            "accidents_reported",
            "accidents per year",
            "reported",
            "none",
            "Realised accidents that are reported upward.",
            _yearly("accidents_reported"),
        ),
        Outcome(
            "expected_fatal_accidents",
            "accidents per year",
            "true",
            "less",
            "Integrated intensity of fatal accidents.",
            _yearly("expected_fatal"),
        ),
        Outcome(
            "environmental_damage",
            "per year",
            "true",
            "less",
            "Environmental index of accidents.",
            _yearly("environmental_index"),
        ),
        Outcome(
            "dominoes",
            "per year",
            "true",
            "less",
            "Major hazards set off by a neighbour's accident.",
            _yearly("dominoes"),
        ),
        Outcome(
            "concealment_rate",
            "share",
            "true",
            "less",
            "Accidents concealed by those who knew of them.",
            _mean("accidents_concealed", "accidents_known"),
        ),
        Outcome(
            "reported_share",
            "share",
            "reported",
            "more",
            "Accidents reported upward over all accidents.",
            _mean("accidents_reported", "accidents_true"),
        ),
        Outcome(
            "officials_disciplined",
            "persons per year",
            "true",
            "none",
            "Officials whose discipline is to be expected, after accidents and before any.",
            lambda s: (s["expected_disciplined"] + s["expected_exante"]) / s["years"],
        ),
        Outcome(
            "disciplined_after_accidents",
            "persons per year",
            "true",
            "none",
            "Officials whose discipline after accidents is to be expected.",
            _yearly("expected_disciplined"),
        ),
        Outcome(
            "exante_share",
            "share",
            "true",
            "more",
            "Share of expected discipline that comes before any accident.",
            lambda s: _ratio(s["expected_exante"], s["expected_disciplined"] + s["expected_exante"]),
        ),
        Outcome(
            "prosecutions",
            "persons per year",
            "true",
            "none",
            "Persons whose prosecution after accidents is to be expected.",
            _yearly("expected_prosecuted"),
        ),
        Outcome(
            "deaths_rate",
            "per 100,000 worker-years",
            "true",
            "less",
            "Realised deaths; rare, so noisy.",
            _worker_years("deaths_true", 1e5),
        ),
        Outcome(
            "injury_rate",
            "per 100 worker-years",
            "true",
            "less",
            "Realised recordable injuries.",
            _worker_years("injuries_true", 100),
        ),
        Outcome("near_misses", "per year", "true", "less", "Near misses.", _yearly("near_misses")),
        Outcome("loss", "yuan per year", "true", "less", "Direct loss by accidents.", _yearly("loss")),
        Outcome("effort", "0 to 1", "true", "more", "Mean safety effort of firms.", _mean("effort", "operating")),
        Outcome(
            "compliance",
            "share",
            "true",
            "more",
            "Firms with an effort of at least one half.",
            _mean("compliant", "operating"),
        ),
        Outcome(
            "responsibility",
            "0 to 1",
            "true",
            "more",
            "Mean responsibility (safety culture) of firms.",
            _mean("responsibility", "operating"),
        ),
        Outcome("pressure", "0 to 1", "true", "none", "Mean economic pressure.", _mean("pressure", "operating")),
        Outcome("liquidity", "1 is normal", "true", "none", "Mean liquidity.", _mean("liquidity", "operating")),
        Outcome("sanctions_per_year", "per year", "recorded", "none", "Sanctions.", _yearly("sanctions")),
        Outcome("stops_per_year", "per year", "recorded", "none", "Stops of production.", _yearly("stops")),
        Outcome(
            "job_weeks_lost", "worker-weeks per year", "true", "less", "Work lost to stops.", _yearly("job_weeks_lost")
        ),
        Outcome("rechecks_per_year", "per year", "recorded", "more", "Rechecks on the spot.", _yearly("rechecks")),
        Outcome(
            "complaints",
            "per year",
            "reported",
            "none",
            "Complaints of residents and employees.",
            _yearly("complaints"),
        ),
        Outcome(
            "verified_share",
            "share",
            "found",
            "more",
            "Reports answered by a visit that found something.",
            _mean("complaints_verified", "complaints_answered"),
        ),
        Outcome(
            "answered_share",
            "share",
            "recorded",
            "more",
            "Reports answered by a visit within the norm, over reports made.",
            _mean("complaints_in_time", "complaints"),
        ),
        Outcome(
            "reports_rate",
            "per 1,000 residents and year",
            "reported",
            "more",
            "Reports of residents and employees.",
            lambda s: _ratio(s["complaints"], s["residents"] / 52.0, 1000.0),
        ),
        Outcome(
            "volunteer_retention",
            "share",
            "true",
            "more",
            "Volunteers who would still report what they see.",
            _mean("volunteers_willing", "volunteers"),
        ),
        Outcome(
            "false_report_rate",
            "share",
            "true",
            "less",
            "Agencies' reports that are false, of those that should name findings.",
            _mean("agency_false_reports", "agency_reports"),
        ),
        Outcome("trust", "0 to 1", "true", "more", "Trust of society in the office.", _mean("trust", "office_weeks")),
        Outcome("exposures", "per year", "published", "none", "Firms exposed in the media.", _yearly("exposures")),
        Outcome("suits", "per year", "recorded", "none", "Violations taken to court.", _yearly("suits")),
        Outcome(
            "delivered",
            "share",
            "true",
            "more",
            "What arrives of what the upper level demands.",
            _mean("delivered", "mandate"),
        ),
        Outcome(
            "delivery_reported",
            "share",
            "reported",
            "none",
            "What is reported as done of what the upper level demands.",
            _mean("delivery_reported", "mandate"),
        ),
        Outcome(
            "policy_lag",
            "weeks per year",
            "true",
            "less",
            "Weeks in which less than half of a demand had arrived.",
            _mean("undelivered_weeks", "office_weeks", 52.0),
        ),
        Outcome("drive", "0 to 1", "true", "more", "Drive of routine supervision.", _mean("drive", "office_weeks")),
        Outcome(
            "half_life",
            "weeks",
            "true",
            "more",
            "Time until half of the rise after a campaign or a fatal accident is gone.",
            _mean("shock_weeks", "shocks"),
        ),
        Outcome("fear_of_blame", "0 to 1", "true", "less", "Fear of blame of inspectors.", _mean("fear", "filled")),
        Outcome(
            "pilots_adopted",
            "share",
            "true",
            "none",
            "Offices that have taken over a pilot.",
            _mean("pilots_adopted", "office_weeks"),
        ),
        Outcome("firms", "firms", "recorded", "none", "Firms at work.", lambda s: _ratio(s["operating"], s["weeks"])),
        Outcome(
            "firms_per_inspector",
            "firms",
            "recorded",
            "less",
            "Firms for each inspector.",
            _mean("operating", "filled"),
        ),
        Outcome("skill", "0 to 1", "true", "more", "Mean skill of inspectors.", _mean("skill", "filled")),
        Outcome(
            "vacancy",
            "share",
            "recorded",
            "less",
            "Posts that stand empty.",
            lambda s: 1.0 - _ratio(s["filled"], s["posts"]),
        ),
        Outcome("leavers_per_year", "per year", "recorded", "less", "Inspectors who leave.", _yearly("leavers")),
        Outcome("tenure", "years", "recorded", "more", "Mean tenure of inspectors.", _mean("tenure", "filled", 1 / 52)),
        Outcome("burnout", "0 to 1", "true", "less", "Mean burnout of inspectors.", _mean("burnout", "filled")),
        Outcome(
            "attention",
            "0 to 1",
            "true",
            "none",
            "Leadership's attention to safety.",
            _mean("attention", "office_weeks"),
        ),
        Outcome("equipment", "0 to 1", "true", "more", "Equipment of inspectors.", _mean("equipment", "office_weeks")),
        Outcome(
            "office_cost", "yuan per year", "recorded", "less", "What the office pays, policies included.", _office_cost
        ),
        Outcome(
            "firm_cost",
            "yuan per year",
            "true",
            "less",
            "What firms pay: repairs, fines, premiums, policies.",
            _firm_cost,
        ),
        Outcome(
            "cost_per_true_closure",
            "yuan",
            "true",
            "less",
            "What the office pays for each order obeyed in truth.",
            lambda s: _ratio(_office_cost(s) * s["years"], s["order_closures_true"]),
        ),
    )
}

# Outcomes that are not sums over weeks: computed from the table of enterprises.
FIRM_OUTCOMES: dict[str, Outcome] = {
    "visits_gini": Outcome(
        "visits_gini",
        "0 to 1",
        "recorded",
        "none",
        "Gini index of visits over firms that are there at the end.",
        lambda s: s["visits_gini"],
    ),
}
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
