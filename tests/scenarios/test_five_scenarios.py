"""The scenarios of the five case studies.

Each runs, says where its numbers come from, and has a policy for each countermeasure.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest
import yaml

import govsim
from govsim.parameters.scenario import Quantity

ROOT = Path(govsim.__file__).parents[1]
FOLDER = ROOT / "scenarios"
CASES = {"c_office": 0, "grass_roots": 1, "jiuyuan_district": 2, "a_street": 3, "county_f": 4}
FILES = sorted(FOLDER.glob("*.yaml"))


@lru_cache
def loaded(name):
    """Return a scenario of the repository."""
    return govsim.load_scenario(FOLDER / f"{name}.yaml")


def rows_of(case, kind=""):
    """Return the ids of a case's rows in the atlas, of one kind."""
    data = yaml.safe_load((ROOT / f"experiments/atlas/case_{case}.yaml").read_text(encoding="utf-8"))
    return [row["id"] for row in data["rows"] if row["id"].startswith(f"{case}-{kind}")]


def test_there_is_a_scenario_for_each_case_study():
    assert {path.stem for path in FILES} == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_it_loads(name):
    scenario = loaded(name)
    assert scenario.name == name
    assert scenario.title
    assert scenario.description
    assert 100 <= sum(office.enterprises.count for office in scenario.office_list if office.enterprises) <= 450


@pytest.mark.parametrize("name", CASES)
def test_its_baseline_and_every_policy_run(name, seed):
    """The span is moved to where all policies act."""
    scenario = loaded(name)
    late = {n: p.model_copy(update={"start": 0, "ramp": 0, "end": None}) for n, p in scenario.policies.items()}
    short = scenario.model_copy(update={"policies": late}).with_span(weeks=10, measure_from=0, warmup_weeks=4)
    for policies in ([], *([n] for n in scenario.policies if n not in scenario.baseline)):
        summary = govsim.simulate(short.with_policy(*policies), seed).summary
        assert summary["hazard_stock"] > 0, policies
        assert np.isfinite(summary["office_cost"]), policies


@pytest.mark.parametrize("name", CASES)
def test_every_quantity_has_a_grade_and_a_source(name):
    scenario = loaded(name)
    given = list(scenario.parameters.items()) + [
        pair for office in scenario.offices for pair in office.parameters.items()
    ]
    assert given
    for parameter, quantity in given:
        assert isinstance(quantity, Quantity), parameter
        assert {"value", "grade", "source"} <= quantity.model_fields_set, parameter
        assert len(quantity.source) >= 5, parameter
    for sector, told in scenario.sectors.items():
        assert told.source, sector
    for department in scenario.departments:
        assert department.source, department.name


@pytest.mark.parametrize("name", CASES)
def test_every_policy_has_a_title_a_description_and_a_source(name):
    for policy, told in loaded(name).policies.items():
        assert told.title, policy
        assert told.description, policy
        assert told.source, policy


@pytest.mark.parametrize("name", CASES)
def test_every_countermeasure_says_what_it_costs(name):
    for policy, told in loaded(name).policies.items():
        if told.cost.setup + told.cost.per_year > 0 or any("-M" in row for row in told.rows):
            assert told.cost.setup + told.cost.per_year > 0, policy
            assert told.cost.source, policy


@pytest.mark.parametrize(("name", "case"), CASES.items())
def test_every_countermeasure_of_its_case_has_a_policy(name, case):
    named = {row for policy in loaded(name).policies.values() for row in policy.rows}
    missing = [row for row in rows_of(case, "M") if row not in named]
    assert missing == []


@pytest.mark.parametrize(("name", "case"), CASES.items())
def test_the_rows_that_its_policies_name_are_rows_of_the_atlas(name, case):
    known = set(rows_of(case))
    for policy, told in loaded(name).policies.items():
        assert set(told.rows) <= known, policy


@pytest.mark.parametrize("name", CASES)
def test_what_is_compared_by_default_is_there(name):
    scenario = loaded(name)
    assert scenario.comparison.policies
    assert scenario.comparison.show


def test_the_towns_of_a_county_are_ranked_and_compete():
    """Ranking them brings more visits, each of them shallower; all four places are taken."""
    ranked = loaded("grass_roots")
    unranked = ranked.with_values({"rank_stake": 0.0})
    on, off = (govsim.replicate(scenario, range(1, 9)).summary for scenario in (ranked, unranked))
    assert (on["rivalry"] > 0).all()
    assert (off["rivalry"] == 0).all()
    assert on["visits_per_year"].mean() > off["visits_per_year"].mean()
    assert on["depth"].mean() < off["depth"].mean()
    places = govsim.simulate(ranked, 1).series_by_office["rank"].loc[0:]
    assert set(places) >= {1, 2, 3, 4}
