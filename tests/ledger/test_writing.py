"""Values for a scenario: measured ones alone, each with its source, and a scenario takes them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import yaml

from govsim.ledger.estimates import NOT_IDENTIFIED, estimate
from govsim.ledger.writing import LEFT_OUT, LEVELS, as_json, scenario_values, snippet
from govsim.outcomes import ALL_OUTCOMES
from govsim.parameters import PARAMETERS
from govsim.parameters.scenario import load_scenario
from tests.ledger.conftest import synthetic


@pytest.fixture
def report(generator, read, monkeypatch):
    monkeypatch.setattr("govsim.ledger.timing.REPLICATES", 50)
    table = synthetic(generator, firms=150, familiarity=0.4)
    visited = pd.to_datetime(table["date"])
    table["deadline"] = (visited + pd.to_timedelta(np.where(table["major"] > 0, 42, 21), unit="D")).dt.date
    return estimate(read(table))


def test_a_scenario_takes_the_values_with_grade_and_source(report, tmp_path):
    path = tmp_path / "office.yaml"
    path.write_text("name: office\nenterprises: {count: 5}\n" + snippet(report), encoding="utf-8")
    scenario = load_scenario(path)
    given, _ = scenario_values(report)
    assert set(given) == {
        "interval_blue",
        "interval_yellow",
        "interval_orange",
        "interval_red",
        "deadline_general",
        "deadline_major",
        "familiarity",
    }
    for name, told in given.items():
        value, grade, source = scenario.evidence(name)
        assert (value, grade) == (told["value"], "measured")
        assert source.startswith("ledger.csv, 2018-")
        assert "n = " in source
        assert "95 % interval" in source
    assert given["deadline_major"]["value"] == 6
    assert given["familiarity"]["value"] == pytest.approx(report.find("familiarity", findings="all").value, rel=1e-3)


def test_snippet_says_what_it_does_not_set_and_what_no_ledger_tells(report):
    text = snippet(report)
    for name, why in LEFT_OUT.items():
        assert f"# not set: {name}: {why}" in text
    for what in NOT_IDENTIFIED:
        assert what in text
    assert set(yaml.safe_load(text)) == {"parameters"}


def test_groups_of_inspectors_are_not_familiar(report):
    groups = replace(
        report, ledger=replace(report.ledger, map=report.ledger.map.model_copy(update={"inspectors": "groups"}))
    )
    given, reasons = scenario_values(groups)
    assert "familiarity" not in given
    assert "groups" in reasons["familiarity"]


def test_value_outside_of_the_range_is_not_set(report):
    estimates = [replace(e, value=-0.2) if e.measure == "familiarity" else e for e in report.estimates]
    given, reasons = scenario_values(replace(report, estimates=estimates))
    assert "familiarity" not in given
    assert "between 0 and 1" in reasons["familiarity"]


def test_value_without_an_interval_is_not_set(report):
    estimates = [replace(e, low=float("nan")) if e.measure == "weeks_between_visits" else e for e in report.estimates]
    given, reasons = scenario_values(replace(report, estimates=estimates))
    assert not any(name.startswith("interval_") for name in given)
    assert "interval" in reasons["interval_red"]


def test_names_are_those_of_the_model(report):
    given, reasons = scenario_values(report)
    assert set(given) | set(reasons) <= set(PARAMETERS)
    assert not set(given) & set(reasons)
    assert set(LEVELS.values()) <= set(ALL_OUTCOMES)


def test_nothing_of_hazards_or_detection_is_ever_set(report):
    given, reasons = scenario_values(report)
    hidden = {name for name, p in PARAMETERS.items() if p.section == "hazards" and not name.startswith("deadline_")}
    assert not hidden & set(given)
    assert {"emergence_rate", "detection_general", "detection_major"} <= set(reasons)


def test_json_holds_everything(report):
    told = as_json(report)
    assert told["visits"] == len(report.ledger.visits)
    assert len(told["estimates"]) == len(report.estimates)
    assert told["not_identified"] == list(NOT_IDENTIFIED)
