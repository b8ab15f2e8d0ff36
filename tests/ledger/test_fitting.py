"""An office fitted to its own counts: planted values are found again, and broken input is refused."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
import yaml

from govsim import InputError
from govsim.ledger.export import export
from govsim.ledger.fitting import Counts, OfficeFit, fit_office, poisson_interval, read_counts
from govsim.parameters.scenario import load_scenario
from govsim.runs.run import replicate
from tests.cli.conftest import govsim, here  # noqa: F401 (fixtures)
from tests.docs.pages import ROOT

PLANTED = {"other_enforcement_share": 0.5, "emergence_rate": 4.0, "sanction_will": 0.3}
SEEDS = range(1, 25)


@pytest.fixture(scope="module")
def office():
    return load_scenario(ROOT / "docs" / "example_office.yaml")


@pytest.fixture(scope="module")
def counted(office) -> Counts:
    """What the office would have counted in four years, were the planted values true, on other seeds."""
    runs = replicate(office.with_values(PLANTED), range(101, 117)).outcomes
    yearly = {"visits": "visits_per_year", "findings": "found_by_visits", "sanctions": "sanctions_per_year"}
    return Counts(
        years=4, source="planted", **{name: round(4 * runs[outcome].mean()) for name, outcome in yearly.items()}
    )


@pytest.fixture(scope="module")
def fit(office, counted) -> OfficeFit:
    return fit_office(office, counted, seeds=SEEDS)


def test_planted_values_are_found_again(fit):
    assert {level.parameter for level in fit.levels} == set(PLANTED)
    for level in fit.levels:
        assert level.low < PLANTED[level.parameter] < level.high, level
        assert level.fitted == pytest.approx(PLANTED[level.parameter], rel=0.4)
        assert level.after.mean == pytest.approx(level.office, rel=0.03)
        assert not level.apart
        assert not level.at_end
    assert fit.left == {"accidents": "not_counted"}


def test_more_years_tell_more(office, fit, counted):
    longer = counted.model_copy(update={"years": 40.0, **{name: 10 * n for name, n in counted.given().items()}})
    again = fit_office(office, longer, seeds=SEEDS)
    for short, long in zip(fit.levels, again.levels, strict=True):
        assert long.high - long.low < short.high - short.low


def test_the_workers_leave_no_trace(office, counted, fit):
    one = fit_office(office, counted, seeds=SEEDS, workers=1)
    assert [level.fitted for level in one.levels] == [level.fitted for level in fit.levels]


@pytest.mark.parametrize("count", [1, 5, 40])
def test_the_interval_of_a_count_covers_its_mean(count):
    low, high = poisson_interval(count)
    rng = np.random.default_rng(count)  # noqa: TID251 (no draw of the model)
    assert np.mean(rng.poisson(low, 40_000) >= count) == pytest.approx(0.025, abs=0.004)
    assert np.mean(rng.poisson(high, 40_000) <= count) == pytest.approx(0.025, abs=0.004)
    assert poisson_interval(0)[0] == 0.0


def test_the_written_scenario_runs_and_shows_the_counts(govsim, here, fit):  # noqa: F811
    fit.write(here / "mine.yaml")
    written = load_scenario("mine.yaml")
    assert written.name == "mine"
    for level in fit.levels:
        value, grade, source = written.evidence(level.parameter)
        assert (value, grade) == (level.fitted, "calibrated")
        assert "planted" in source
    assert replicate(written, SEEDS).outcomes["visits_per_year"].mean() == pytest.approx(fit.levels[0].office, rel=0.03)
    assert govsim("run", "mine.yaml").code == 0


def test_a_ledger_that_the_model_wrote_is_met(govsim, here):  # noqa: F811
    file = ROOT / "docs" / "example_office.yaml"
    export(load_scenario(file), seed=7, first_day=date(2020, 1, 6)).to_csv("ledger.csv", index=False)
    given = (file, "ledger.csv")
    told = govsim("fit-office", *given, "--replicates", 8, "--set", "emergence_rate=9", "--json")
    assert told.code == 0, told.err
    levels = {level["count"]: level for level in told.json["levels"]}
    assert set(levels) == {"visits", "findings"}
    assert levels["findings"]["low"] < 6.0 < levels["findings"]["high"]  # the default, with which it was written
    assert yaml.safe_load((here / "example_office_fitted.yaml").read_text())["name"] == "example_office_fitted"
    govsim("fit-office", *given).refuses("is there already")
    assert "台账" in govsim("fit-office", *given, "--force", "--replicates", 4, "--lang", "zh").out


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("years: 0\nvisits: 3\n", "years"),
        ("years: 2\nvisits: -3\n", "visits"),
        ("years: 2\nvisits: 3.5\n", "visits"),
        ("years: 2\nvisit: 3\n", "visit"),
        ("years: 2\n", "counts nothing"),
        ("- 1\n", "c.yaml"),
    ],
)
def test_broken_counts_are_refused(tmp_path, text, what):
    (tmp_path / "c.yaml").write_text(text)
    with pytest.raises(InputError, match=what):
        read_counts(tmp_path / "c.yaml")


def test_what_cannot_be_fitted_is_refused(office):
    with pytest.raises(InputError, match="counts above 0"):
        fit_office(office, Counts(years=1, accidents=0), seeds=SEEDS)
    with pytest.raises(InputError, match="is 0 in this scenario"):
        fit_office(office.with_values({"sanction_will": 0.0}), Counts(years=1, sanctions=3), seeds=SEEDS)
    beyond = fit_office(office, Counts(years=1, visits=100_000), seeds=SEEDS)
    assert beyond.levels[0].at_end
    assert np.isnan(beyond.levels[0].low)  # no interval of no width where nothing moves any more
    assert beyond.levels[0].apart
