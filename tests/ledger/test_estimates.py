"""Estimates: the plain means are those of pandas, and known effects are found again.

Where an effect is known, its true value must lie within 2 half-widths of the 95 % interval: a right estimate is
rejected with a probability of about 1e-4.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from govsim.errors import InputError
from govsim.ledger.estimates import NOT_IDENTIFIED, estimate
from tests.ledger.conftest import only, synthetic


def near(e, true):
    """Return whether a true ratio or value is near an estimate, with the interval's shape taken on its own side."""
    return e.value - 2 * (e.value - e.low) <= true <= e.value + 2 * (e.high - e.value)


def near_log(e, true):
    low, value, high = np.log([e.low, e.value, e.high])
    return value - 2 * (value - low) <= np.log(true) <= value + 2 * (high - value)


@pytest.fixture(autouse=True)
def few_replicates(monkeypatch):
    """Bootstraps take long, and only one test below is about them."""
    for module in ("timing", "prediction"):
        monkeypatch.setattr(f"govsim.ledger.{module}.REPLICATES", 50)


KNOWN = {}


@pytest.fixture
def known(seed, generator, read):
    """A ledger with known effects, and its report, made once for each seed."""
    if seed not in KNOWN:
        table = synthetic(generator, familiarity=0.4)
        KNOWN[seed] = table, estimate(read(table))
    return KNOWN[seed]


def plain(table):
    """Return the table with all findings, visit number and year, as a user of pandas would make them."""
    table = table.assign(all=table["general"] + table["major"], date=pd.to_datetime(table["date"])).sort_values(
        "date", kind="stable"
    )
    return table.assign(
        visit=(table.groupby("establishment").cumcount() + 1).clip(upper=5).map(lambda n: "5+" if n == 5 else str(n)),
        year=table["date"].dt.year.astype(str),
    )


def test_group_means_are_those_of_pandas(known):
    table, report = known
    table = plain(table)
    compared = 0
    for findings in ("all", "general", "major"):
        assert report.find("findings_per_visit", "all visits", findings).value == table[findings].mean()
        for column in ("tier", "visit", "inspector", "year"):
            for group, value in table.groupby(column)[findings].mean().items():
                e = report.find("findings_per_visit", f"{column} {group}", findings)
                assert e.value == pytest.approx(value, rel=1e-14)
                assert e.visits == (table[column] == group).sum()
                compared += 1
    assert compared == 3 * (4 + 5 + 12 + table["year"].nunique())


def test_groups_of_gaps_hold_all_later_visits(known):
    table, report = known
    later = len(table) - table["establishment"].nunique()
    assert (
        sum(
            e.visits
            for e in report.estimates
            if e.measure == "findings_per_visit" and e.findings == "all" and e.group.startswith("gap")
        )
        == later
    )


def test_major_share_is_that_of_all_findings(known):
    table, report = known
    assert report.find("major_share").value == pytest.approx(
        table["major"].sum() / (table["major"] + table["general"]).sum()
    )


@pytest.mark.parametrize("method", ["within establishments", "within establishments, calendar years fixed"])
def test_decline_and_regrowth_are_found_again(generator, read, method):
    table = synthetic(generator, second=0.6, later=0.9, gap=1.25)
    report = only(read(table), "decline")
    rows = {
        e.group: e
        for e in report.estimates
        if e.measure == "findings_by_sequence" and e.findings == "all" and e.method == method
    }
    dates = pd.to_datetime(table["date"])
    at_mean_gap = 1.25 ** (dates.groupby(table["establishment"]).diff().dt.days / 365.25).mean()
    for group, true in (
        ("visit 2 to visit 1", 0.6),
        ("visit 3 to visit 1", 0.54),
        ("visit 5+ to visit 1", 0.6 * 0.9**3),
    ):
        assert near_log(rows[group], true * at_mean_gap), rows[group]
    assert near_log(rows["per year since the last visit"], 1.25)
    assert rows["visit 2 to visit 1"].high < 0.9


def test_no_decline_is_not_found(generator, read):
    report = only(read(synthetic(generator, second=1.0, later=1.0, gap=1.0)), "decline")
    for e in report.estimates:
        if e.measure in ("findings_by_sequence", "second_to_first_visit"):
            assert near_log(e, 1.0), e


def test_decline_is_no_artefact_of_firms_with_few_findings_that_stay_longer(generator, read):
    """Plain means by visit number fall where bad firms leave early; estimates within establishments do not."""
    table = synthetic(generator, second=1.0, later=1.0, gap=1.0, tiers=(1.0,), persistence=1.0)
    bad = table.groupby("establishment")["general"].transform("mean") > 1.7
    number = table.groupby("establishment").cumcount()
    report = only(read(table[~bad | (number < 2)]), "means", "decline")
    means = [report.find("findings_per_visit", f"visit {n}", "all") for n in ("1", "4")]
    assert means[1].high < means[0].low
    assert near_log(report.find("findings_by_sequence", "visit 4 to visit 1", "all"), 1.0)


def test_tiers_are_told_apart(known):
    _, report = known
    base = report.find("tier_ratio").group.split(" to ")[1]
    factor = {"blue": 1.0, "yellow": 1.5, "orange": 2.0, "red": 3.0}
    told = [e for e in report.estimates if e.measure == "tier_ratio" and e.findings == "all"]
    assert len(told) == 3
    for e in told:
        assert near_log(e, factor[e.group.split(" to ")[0]] / factor[base]), e


def test_spread_between_inspectors_is_found_again_in_both_designs(generator, read):
    report = only(read(synthetic(generator, inspector_spread=0.3, inspectors=30)), "inspectors")
    told = [e for e in report.estimates if e.measure == "inspector_spread" and e.findings == "all"]
    assert len(told) == 2
    for e in told:
        assert e.low > 0.1
        assert near(e, 0.3), e


def test_inspectors_who_are_alike_are_shrunken_together(generator, read):
    report = only(read(synthetic(generator, inspector_spread=0.0)), "inspectors")
    for e in report.estimates:
        if e.measure == "inspector_spread" and e.findings == "all":
            assert e.low < 0.08
        if e.measure == "inspector_factor" and e.findings == "all":
            assert e.value == pytest.approx(1, abs=0.1)


def test_shrunken_factors_lie_between_the_mean_and_their_own(generator, read):
    table = synthetic(generator, inspector_spread=0.4)
    report = only(read(table), "inspectors")
    own = plain(table)
    own["expected"] = own.groupby("tier")["all"].transform("mean")
    sums = own.groupby("inspector")[["all", "expected"]].sum()
    raw = sums["all"] / sums["expected"]
    factors = pd.Series(
        {
            e.group.removeprefix("inspector "): e.value
            for e in report.estimates
            if e.measure == "inspector_factor" and e.findings == "all"
        }
    )
    assert factors.var() < raw.var()
    assert factors.rank().corr(raw.rank()) > 0.9


@pytest.mark.parametrize("true", [0.0, 0.4])
def test_familiarity_is_found_again(generator, read, true):
    report = only(read(synthetic(generator, firms=700, familiarity=true)), "inspectors", "familiarity")
    e = report.find("familiarity", findings="all")
    assert near(e, true), e
    new = report.find("new_to_same_inspector", findings="all")
    assert near_log(new, 1.0) if true == 0 else new.low > 1.05


def test_weeks_between_visits_count_those_that_have_not_come_yet(generator, read):
    table = synthetic(generator, firms=300)
    report = only(read(table), "intervals")
    e = report.find("weeks_between_visits", "all visits")
    gaps = pd.to_datetime(table["date"]).groupby(table["establishment"]).diff().dt.days.dropna() / 7
    assert e.value > gaps.median()  # gaps that outlast the ledger are long ones
    assert near(e, (0.2 + 0.4 * 1.6783) * 365.25 / 7), e  # the median of a gamma of shape 2 is 1.6783


def test_deadlines_and_closures(generator, read):
    table = synthetic(generator, firms=100)
    days = np.where(table["major"] > 0, 42, 21)
    visited = pd.to_datetime(table["date"])
    table["deadline"] = (visited + pd.to_timedelta(days, unit="D")).where(table["general"] + table["major"] > 0).dt.date
    closed = visited + pd.to_timedelta(np.where(np.arange(len(table)) % 4 == 0, 120, 20), unit="D")
    table["closed"] = closed.where(closed <= pd.Timestamp(2024, 12, 31)).dt.date
    report = only(read(table), "deadlines")
    assert report.find("weeks_to_deadline", findings="major").value == 6
    assert report.find("weeks_to_deadline", findings="general").value == 3
    assert near(report.find("recorded_rectification"), 0.75)


def test_same_ledger_and_seed_give_the_same_report(generator, read):
    ledger = read(synthetic(generator, firms=80))
    one, other, third = estimate(ledger, 1), estimate(ledger, 1), estimate(ledger, 2)
    pd.testing.assert_frame_equal(one.table, other.table)
    assert not one.table.equals(third.table)


def test_order_of_rows_does_not_matter(generator, read):
    table = synthetic(generator, firms=80)
    one = estimate(read(table)).table
    shuffled = table.iloc[generator.permutation(len(table))]
    other = estimate(read(shuffled)).table
    # the order of visits of one day is that of the file, so only what does not depend on it must agree to the last
    # digit
    pd.testing.assert_frame_equal(one[["measure", "group"]], other[["measure", "group"]])
    plain_rows = one["measure"] == "findings_per_visit"
    assert one.loc[plain_rows, "value"].to_numpy() == pytest.approx(other.loc[plain_rows, "value"].to_numpy())


@pytest.mark.parametrize("rows", [1, 2, 5], ids=lambda n: f"{n} visits")
def test_ledger_of_a_few_visits_says_what_it_cannot_tell(generator, read, rows):
    report = estimate(read(synthetic(generator, firms=5).iloc[:rows]))
    assert report.find("findings_per_visit", "all visits") is not None
    assert {"inspector_spread", "predicted_order"} <= set(report.skipped)


def test_bare_ledger_of_one_class(generator, read):
    table = synthetic(generator, firms=60)[["establishment", "date", "general"]]
    report = estimate(read(table))
    assert {e.findings for e in report.estimates} <= {"general", ""}
    assert report.find("findings_per_visit", "all visits").value == table["general"].mean()
    assert {"tier_ratio", "inspector_spread", "new_to_same_inspector"} <= set(report.skipped)
    assert report.find("first_half_gain", findings="general") is not None


def test_ledger_without_findings(generator, read):
    table = synthetic(generator, firms=60).assign(general=0, major=0)
    report = estimate(read(table))
    assert report.find("findings_per_visit", "all visits").value == 0
    assert report.find("familiarity") is None


def test_ledger_with_faults_is_not_estimated(generator, read):
    ledger = read(synthetic(generator, firms=10).assign(general=-1))
    with pytest.raises(InputError, match=r"ledger\.csv:2: general"):
        estimate(ledger)


def test_what_no_ledger_can_tell_is_said():
    told = " ".join(NOT_IDENTIFIED)
    for word in ("true hazards", "detection", "not recorded", "regression to the mean"):
        assert word in told
