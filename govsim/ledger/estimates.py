"""What a ledger can tell: estimates with 95 % intervals, by design and by class of findings."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from govsim.ledger import inference
from govsim.ledger.columns import TIERS
from govsim.ledger.inference import ClusteredInterval, Fit, conditional_poisson
from govsim.ledger.prediction import predicted_order

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govsim.ledger.reading import Ledger

ALL = "all"
DAYS = {"week": 7.0, "year": 365.25}
LAST_NUMBER = 5  # visits from this number on count as one group
GAPS = (0.5, 1.0, 1.5, 2.0)  # years that part the groups of gaps
LEAST_VISITS = 10  # of an inspector who is to be compared
MOST_CELLS = (
    20_000_000  # visits times inspectors, of the table from which differences within establishments are estimated
)
REPLICATES = 400
CLOSED_WITHIN = 13  # weeks, as in the outcome recorded_rectification

NOT_IDENTIFIED = (
    "true hazards: findings are hazards times the chance to find them, and only the product is in the books",
    (
        "the probability of detection, and with it depth, skill and equipment: that would take two independent "
        "looks at one place and time"
    ),
    "hazards that were found and not recorded, and closures that took place on paper alone",
    "how often hazards emerge, how long they stand, and what they do: accidents are not in a ledger",
    (
        "why findings fall from visit to visit: mending, regression to the mean after a visit for cause, "
        "habituation and the years look alike"
    ),
    (
        "establishments that were never visited, and visits before the first line: the first visit in a ledger "
        "need not be the first"
    ),
    (
        "effects of who is sent where, unless that is as good as random: bad establishments are visited "
        "sooner, and by others"
    ),
)


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


@dataclass(frozen=True)
class Report:
    """All estimates of a ledger, and what could not be estimated, with the reason."""

    ledger: Ledger
    estimates: list[Estimate]
    skipped: dict[str, str]
    seed: int

    @property
    def table(self) -> pd.DataFrame:
        """The estimates, one row each."""
        return pd.DataFrame([asdict(e) for e in self.estimates])

    @property
    def headlines(self) -> list[Estimate]:
        """The estimates for a screen: those of all findings together, and what is only told of one class."""
        together = ALL if len(self.ledger.classes) > 1 else self.ledger.classes[0]
        of_one_class = {
            "major_share",
            "weeks_to_deadline",
            "first_half_actual_order",
            "first_half_predicted_order",
            "first_half_gain",
            "days_earlier",
        }
        return [
            e
            for e in self.estimates
            if (e.findings in (together, "") or e.group == "all visits" or e.measure in of_one_class)
            and not e.group.startswith(("inspector ", "result ", "year "))
        ]

    def find(self, measure: str, group: str = "", findings: str = "") -> Estimate | None:
        """Return the first estimate of a measure, for a group and a class where they are given."""
        for e in self.estimates:
            if e.measure == measure and group in ("", e.group) and findings in ("", e.findings):
                return e
        return None


def estimate(ledger: Ledger, seed: int = 1) -> Report:
    """Return what a ledger can tell; raise `InputError` at its first fault.

    `seed` is that of the bootstrap intervals.
    """
    study = _Study(ledger.refuse_faults(), seed)
    for part in (
        study.means,
        study.decline,
        study.tiers,
        study.inspectors,
        study.familiarity,
        study.intervals,
        study.deadlines,
        study.order,
    ):
        study.estimates += list(part())
    return Report(ledger, study.estimates, study.skipped, seed)


class _Study:
    """The visits in order of time, with what earlier visits tell of each, and the estimates so far."""

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
        self.estimates: list[Estimate] = []
        self.skipped: dict[str, str] = {}
        self.factors: dict[str, pd.Series[float]] = {}  # shrunken factor of each inspector, by class

    def _tell(
        self, measure: str, name: str, group: str, i: ClusteredInterval, unit: str, rows: pd.DataFrame, method: str
    ) -> Estimate:
        return Estimate(
            measure, name, group, i.value, i.low, i.high, unit, len(rows), int(rows["firm"].nunique()), method
        )

    # --- plain means
    # ------------------------------------------------------------------------------------------------------

    def means(self) -> Iterator[Estimate]:
        """Yield findings per visit: the plain means of all visits and of groups."""
        v = self.visits
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
        for name in self.classes:
            for label, groups in groupings.items():
                for group, rows in v.groupby(groups, sort=True):
                    i = inference.mean(rows[name].to_numpy(float), rows["firm"].to_numpy())
                    i = ClusteredInterval(float(rows[name].mean()), i.low, i.high)
                    yield self._tell(
                        "findings_per_visit", name, f"{label}{group}", i, "hazards per visit", rows, "mean"
                    )
        if "major" in self.classes and ALL in self.classes:
            share = inference.ratio(v["major"].to_numpy(), v[ALL].to_numpy(), v["firm"].to_numpy())
            yield self._tell("major_share", "major", "all visits", share, "share", v, "ratio of sums")

    # --- decline and regrowth (Ko, Mendeloff and Gray 2010)
    # ----------------------------------------------------------------

    def decline(self) -> Iterator[Estimate]:
        """Yield how findings change with the visit number and with the gap since the last visit.

        Within establishments.
        """
        v = self.visits
        first = v[v["number"] == 1].set_index("firm")
        second = v[v["number"] == 2].set_index("firm")
        both = second.index
        if both.empty:
            self.skipped["decline"] = "no establishment has a second visit"
            return
        pairs = v[(v["number"] <= 2) & v["firm"].isin(both)]
        years = _dummies(v["date"].dt.year)
        for name in self.classes:
            i = inference.ratio(second[name].to_numpy(), first.loc[both, name].to_numpy(), np.asarray(both))
            yield self._tell(
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
                columns = pd.concat([_sequence(v), more], axis=1)
                yield from self._fitted(
                    "findings_by_sequence", name, v, columns, [str(c) for c in _sequence(v)], method
                )

    def _fitted(
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

    # --- tiers
    # ------------------------------------------------------------------------------------------------------------

    def tiers(self) -> Iterator[Estimate]:
        """Yield findings per visit of each tier over those of the most frequent one."""
        known = self.visits[self.visits["tier"].notna()]
        present = [tier for tier in TIERS if (known["tier"] == tier).any()]
        if len(present) < 2:
            self.skipped["tier_ratio"] = "fewer than two tiers in the ledger"
            return
        base = known["tier"].value_counts().idxmax()
        for name in self.classes:
            for tier in present:
                if tier != base:
                    rows = known[known["tier"].isin([tier, base])]
                    i = _ratio_of_means(rows, name, tier, str(base))
                    yield self._tell("tier_ratio", name, f"{tier} to {base}", i, "ratio", rows, "ratio of means")

    # --- inspectors
    # -------------------------------------------------------------------------------------------------------

    def inspectors(self) -> Iterator[Estimate]:
        """Yield how far inspectors differ.

        Over all visits, held against their tiers, and within the same establishments.
        """
        v = self.visits[self.visits["inspector"].notna()]
        count = v.groupby("inspector")["firm"].transform("size")
        v = v[count >= LEAST_VISITS]
        people = v["inspector"].nunique()
        if people < 3:
            self.skipped["inspector_spread"] = f"fewer than 3 inspectors with at least {LEAST_VISITS} visits"
            return
        for name in self.classes:
            if v[name].sum() == 0:
                continue
            yield from self._between_inspectors(v, name)
            method = "within establishments, visit number and gap fixed"
            if len(v) * people > MOST_CELLS:
                self.skipped[f"inspector_spread, {name}, {method}"] = "too many visits and inspectors for this design"
                continue
            dummies = _dummies(v["inspector"])
            columns = pd.concat([dummies, _sequence(v)], axis=1)
            columns = columns.loc[:, columns.nunique() > 1]
            fit = conditional_poisson(v[name].to_numpy(float), columns.to_numpy(float), v["firm"].to_numpy())
            if fit is None:
                self.skipped[f"inspector_spread, {name}, {method}"] = (
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

    def _between_inspectors(self, v: pd.DataFrame, name: str) -> Iterator[Estimate]:
        """Yield the spread of observed over expected findings, expected by tier.

        And each inspector's shrunken factor.
        """
        rows = v.assign(expected=v.groupby(v["tier"].fillna(""))[name].transform("mean"))
        sums = rows.groupby("inspector")[[name, "expected"]].sum()
        sums = sums[sums["expected"] > 0]
        if len(sums) < 3:
            self.skipped[f"inspector_spread, {name}"] = "findings are expected of fewer than 3 inspectors"
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
        yield self._tell(
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
        self.factors[name] = shrunken
        for inspector, value, e in zip(shrunken.index, shrunken, error, strict=True):
            own = rows[rows["inspector"] == inspector]
            yield self._tell(
                "inspector_factor",
                name,
                f"inspector {inspector}",
                ClusteredInterval(float(value), float(value - 1.96 * e), float(value + 1.96 * e)),
                "ratio to expected",
                own,
                "shrunken toward the mean",
            )

    # --- the same inspector again
    # -----------------------------------------------------------------------------------------

    def familiarity(self) -> Iterator[Estimate]:
        """Yield findings of a new inspector over those of the last one.

        And M08's share of findings lost by repeat visits.
        """
        v = self.visits
        v = v[v["inspector"].notna() & v["previous"].notna()]
        new = (v["inspector"] != v["previous"]).astype(float)
        if new.nunique() < 2:
            self.skipped["new_to_same_inspector"] = (
                "no visits with the same and with another inspector than the last time"
            )
            return
        repeats = _repeats(self.visits).loc[v.index]
        for name in self.classes:
            factor = self.factors.get(name, pd.Series(dtype=float))
            known = v["inspector"].map(factor).astype(float)
            offset = np.log(known.where(known > 0, 1.0).fillna(1.0).to_numpy(float))
            method = "within establishments, visit number, gap and inspectors' factors fixed"
            columns = pd.concat([new.rename("new inspector"), _sequence(v)], axis=1)
            yield from self._fitted("new_to_same_inspector", name, v, columns, ["new inspector"], method, offset)
            fit = _familiarity(v, name, repeats.to_numpy(float), offset)
            if fit is None:
                self.skipped[f"familiarity, {name}"] = "not identified by these visits"
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

    # --- times
    # ------------------------------------------------------------------------------------------------------------

    def intervals(self) -> Iterator[Estimate]:
        """Yield the median weeks from a visit to the next, by tier.

        The last gap of each establishment is only known to be longer.
        """
        v = self.visits
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
            drawn = [
                inference.survival_median(weeks, ended, w) for w in inference.resamples(firms, REPLICATES, self.seed)
            ]
            yield self._tell(
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
            yield self._tell(
                "visits_per_year",
                "",
                "all visits",
                ClusteredInterval(len(v) / years, np.nan, np.nan),
                "visits per year",
                v,
                "count",
            )

    def deadlines(self) -> Iterator[Estimate]:
        """Yield weeks to the deadline, by the worst class found, and the share closed in the books within 13 weeks."""
        v = self.visits
        worst = {"major": v["major"] > 0} if "major" in self.classes else {}
        if "general" in self.classes:
            worst["general"] = (v["general"] > 0) & ~worst.get("major", pd.Series(False, index=v.index))
        for name, chosen in worst.items():
            rows = v[chosen & v["deadline"].notna()]
            if len(rows):
                weeks = (rows["deadline"] - rows["date"]).dt.days.to_numpy(float) / DAYS["week"]
                yield self._tell(
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
            rows = v[(v[self.classes[0]] > 0) & (v["date"] <= last)]
            if len(rows):
                soon = ((rows["closed"] - rows["date"]).dt.days <= 7 * CLOSED_WITHIN).to_numpy(float)
                yield self._tell(
                    "recorded_rectification",
                    ALL,
                    "visits with findings",
                    inference.mean(soon, rows["firm"].to_numpy()),
                    "share",
                    rows,
                    "mean",
                )

    # --- a predicted order of visits
    # --------------------------------------------------------------------------------------

    def order(self) -> Iterator[Estimate]:
        """Yield what a predicted order of the same visits would have found earlier."""
        name = "major" if "major" in self.classes else self.classes[0]
        found = predicted_order(self.visits, name, [c for c in self.ledger.classes if c != name], self.seed)
        if isinstance(found, str):
            self.skipped["predicted_order"] = found
            return
        rows = self.visits.loc[found.rows]
        method = f"same visits, two orders; {found.periods} periods of {found.days} days"
        for measure, i, unit in (
            ("first_half_actual_order", found.actual, "share of findings"),
            ("first_half_predicted_order", found.predicted, "share of findings"),
            ("first_half_gain", found.gain, "share of findings"),
            ("days_earlier", found.days_earlier, "days"),
        ):
            yield self._tell(measure, name, "predicted order", i, unit, rows, method)


def _dummies(values: pd.Series[Any]) -> pd.DataFrame:
    """Return indicators of all values but the first."""
    return pd.get_dummies(values, drop_first=True, dtype=float)


def _sequence(v: pd.DataFrame) -> pd.DataFrame:
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


def _ratio_of_means(rows: pd.DataFrame, name: str, one: str, other: str) -> ClusteredInterval:
    y, of = rows[name].to_numpy(float), {t: (rows["tier"] == t).to_numpy(float) for t in (one, other)}
    a, b = (float((y * of[t]).sum() / of[t].sum()) for t in (one, other))
    if a <= 0 or b <= 0:
        return ClusteredInterval(a / b if b > 0 else np.nan, np.nan, np.nan)
    influence = of[one] * (y / a - 1.0) / of[one].sum() - of[other] * (y / b - 1.0) / of[other].sum()
    log = inference.around(float(np.log(a / b)), *inference.clustered_error(influence, rows["firm"].to_numpy()))
    return log.map(lambda x: float(np.exp(x)))


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
    sequence = _sequence(v)
    others = sequence.loc[:, sequence.nunique() > 1].to_numpy(float)
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
