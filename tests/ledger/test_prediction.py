"""The predicted order of visits knows the past alone, and is worth what it should be."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from govsim.ledger import prediction
from govsim.ledger.prediction import predict, predicted_order
from tests.ledger.conftest import only, synthetic


def visits(table):
    """Return a ledger as the predictor gets it."""
    table = (
        table.assign(date=pd.to_datetime(table["date"]).astype("datetime64[s]"))
        .sort_values("date", kind="stable")
        .reset_index(drop=True)
    )
    table["firm"] = pd.factorize(table["establishment"])[0]
    table["gap"] = table.groupby("firm")["date"].diff().dt.days / 365.25
    return table


def split(v, days=61):
    origin = v["date"].min() + (v["date"].max() - v["date"].min()) / 2
    end = origin + pd.Timedelta(days=days)
    return v[v["date"] < origin], v[(v["date"] >= origin) & (v["date"] < end)], origin


def test_prediction_knows_nothing_of_what_is_found_in_the_period_or_later(generator):
    v = visits(synthetic(generator, firms=200))
    past, period, origin = split(v)
    scores = predict(past, period, "major", ["general"], origin)
    changed = period.assign(major=generator.permutation(period["major"].to_numpy()) + 5, general=0, gap=0.0)
    assert np.array_equal(predict(past, changed, "major", ["general"], origin), scores)
    assert len(np.unique(scores)) > 20


def test_every_period_is_predicted_from_what_lies_before_it(generator, monkeypatch):
    seen = []

    def watched(past, period, name, others, origin):
        seen.append((past["date"].max(), origin, period["date"].min(), period["date"].max()))
        return predict(past, period, name, others, origin)

    monkeypatch.setattr(prediction, "predict", watched)
    told = predicted_order(visits(synthetic(generator, firms=200)), "major", ["general"], 1)
    assert len(seen) == told.periods > 10
    for last_known, origin, first, last in seen:
        assert last_known < origin <= first <= last < origin + pd.Timedelta(days=told.days)


def test_findings_of_a_visit_do_not_predict_themselves(generator):
    """Where establishments are alike, what was found before tells nothing, and the scores hardly differ."""
    v = visits(
        synthetic(
            generator, firms=500, persistence=1e-3, tiers=(1.0,), inspector_spread=0.0, second=1.0, later=1.0, gap=1.0
        )
    )
    past, period, origin = split(v)
    assert np.std(predict(past, period, "major", ["general"], origin)) < 0.2
    unlike = visits(synthetic(generator, firms=500, persistence=2.0))
    past, period, origin = split(unlike)
    assert np.std(predict(past, period, "major", ["general"], origin)) > 0.4


def test_order_pays_where_establishments_differ_and_not_where_they_do_not(generator, read):
    unlike = only(read(synthetic(generator, firms=500, persistence=2.0)), "order")
    assert unlike.find("first_half_gain").low > 0.05
    assert unlike.find("days_earlier").low > 1
    alike = only(
        read(
            synthetic(
                generator,
                firms=500,
                persistence=1e-3,
                tiers=(1.0,),
                inspector_spread=0.0,
                second=1.0,
                later=1.0,
                gap=1.0,
            )
        ),
        "order",
    )
    gain = alike.find("first_half_gain")
    assert gain.low - (gain.value - gain.low) <= 0 <= gain.high + (gain.high - gain.value)
    assert alike.find("first_half_actual_order").value == pytest.approx(0.5, abs=0.06)


def test_gain_is_the_difference_of_the_two_orders(generator, read):
    report = only(read(synthetic(generator, firms=200)), "order")
    actual, predicted, gain = (
        report.find(f"first_half_{name}").value for name in ("actual_order", "predicted_order", "gain")
    )
    assert gain == pytest.approx(predicted - actual)


def test_two_orders_by_hand():
    days = pd.to_datetime(["2024-01-01", "2024-01-02", "2024-01-11", "2024-01-21", "2024-01-31"])
    period = pd.DataFrame({"date": days, "firm": range(5), "major": [0, 1, 0, 0, 2]})
    told = prediction._two_orders(period, np.array([0.0, 1.0, 0.5, 0.2, 3.0]))
    assert told["actual"].tolist() == [1, 1, 0.5, 0, 0]
    assert told["predicted"].tolist() == [0, 1, 0.5, 0, 1]
    assert told["days_earlier"].tolist() == [-30, 0, 0, 0, 30]


def test_visits_of_one_day_share_the_border_of_the_halves():
    days = pd.to_datetime(["2024-01-01", "2024-01-02", "2024-01-02", "2024-01-02"])
    period = pd.DataFrame({"date": days, "firm": range(4), "major": 1})
    told = prediction._two_orders(period, np.zeros(4))
    assert told["actual"].tolist() == pytest.approx([1, 1 / 3, 1 / 3, 1 / 3])
    assert [told["actual"].sum(), told["predicted"].sum()] == pytest.approx([2, 2])


def test_visits_keep_their_dates_in_both_orders(generator):
    v = visits(synthetic(generator, firms=100))
    _, period, _ = split(v)
    told = prediction._two_orders(period, generator.standard_normal(len(period)))
    assert told["days_earlier"].sum() == pytest.approx(0)
    moved = told["date"] - pd.to_timedelta(told["days_earlier"], unit="D")
    assert sorted(moved) == sorted(told["date"])


def test_short_ledger_says_why(generator, read):
    report = only(read(synthetic(generator, firms=12)), "order")
    assert "100 visits" in report.skipped["predicted_order"]
