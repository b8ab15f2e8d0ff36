"""The ledger of a simulated office: its books balance, and estimates from it find the truth."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from govsim.ledger.columns import read_map
from govsim.ledger.estimates import estimate
from govsim.ledger.export import export
from govsim.ledger.reading import read_ledger
from govsim.parameters.scenario import load_scenario
from tests.worlds import run, total

DOCS = Path(__file__).resolve().parents[2] / "docs"
TODAY = date(2030, 1, 1)


@pytest.fixture(scope="module")
def office():
    return load_scenario(DOCS / "example_office.yaml")


def test_visits_findings_and_orders_are_those_of_the_tallies(office):
    scenario = office.with_values({"recheck_rate": 0.0, "record_general": 0.7})
    ledger = export(scenario, 3, date(2020, 1, 6))
    world = run(scenario, 3)
    assert len(ledger) == total(world, "visits", 0)
    assert ledger["found"].sum() == total(world, "found_by_visit", 0)
    assert ledger["general"].sum() + ledger["major"].sum() == total(world, "orders", 0)
    assert (ledger["found"] >= ledger["general"] + ledger["major"]).all()


def test_exported_ledger_is_clean_and_tells_the_deadlines(office, tmp_path):
    export(office, 4, date(2020, 1, 6)).drop(columns=["found", "hazards"]).to_csv(tmp_path / "ledger.csv", index=False)
    ledger = read_ledger(tmp_path / "ledger.csv", None, TODAY)
    assert ledger.faults == []
    report = estimate(ledger)
    for name in ("general", "major"):
        assert report.find("weeks_to_deadline", findings=name).value == pytest.approx(
            office.parameters[f"deadline_{name}"]
        )
    assert (
        report.find("weeks_between_visits", "tier red").value < report.find("weeks_between_visits", "tier yellow").value
    )


@pytest.mark.slow
@pytest.mark.parametrize("true", [0.0, 0.3])
def test_familiarity_of_the_model_is_found_again(office, tmp_path, true):
    """The mean over ledgers lies near the truth: a z-test that rejects a right estimate with a probability of 1e-4."""
    told = []
    for seed in range(1, 13):
        scenario = office.with_values({"familiarity": true}).with_span(weeks=400)
        export(scenario, seed, date(2015, 1, 5)).drop(columns=["found", "hazards"]).to_csv(
            tmp_path / "ledger.csv", index=False
        )
        e = estimate(read_ledger(tmp_path / "ledger.csv", None, TODAY)).find("familiarity", findings="all")
        told.append((e.value, (e.high - e.low) / 3.92))
    mean = sum(value for value, _ in told) / len(told)
    error = sum(e**2 for _, e in told) ** 0.5 / len(told)
    assert abs(mean - true) < 3.9 * error, (mean, error)


def test_example_of_the_docs_is_clean():
    ledger = read_ledger(DOCS / "example_ledger.csv", read_map(DOCS / "example_columns.yaml"), TODAY)
    assert ledger.faults == []
    assert 300 < len(ledger.visits) < 1000
