"""The scenario files of the repository: they load, run, and say where every number comes from."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml

import govsim
from govsim.parameters.scenario import Quantity
from govsim.parameters.schema import json_schema

FOLDER = Path(govsim.__file__).parents[1] / "scenarios"
FILES = sorted(FOLDER.glob("*.yaml"))
SCHEMA = jsonschema.Draft202012Validator(json_schema())
HINT = "# yaml-language-server: $schema=schema.json"

each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)


@each_file
def test_it_loads_under_the_name_of_its_file(path):
    scenario = govsim.load_scenario(path)
    assert scenario.name == path.stem
    assert scenario.title
    assert scenario.description
    assert scenario.sources


@each_file
def test_it_runs_and_so_does_every_policy(path, seed):
    scenario = govsim.load_scenario(path)
    short = scenario.with_span(weeks=8, measure_from=0, warmup_weeks=4)
    for names in ([], *([name] for name in scenario.policies if name not in scenario.baseline)):
        summary = govsim.simulate(short.with_policy(*names), seed).summary
        assert summary["hazard_stock"] > 0


@each_file
def test_policies_that_are_compared_compose(path):
    from govsim.world.plan import resolve

    scenario = govsim.load_scenario(path)
    names = [name for name in scenario.comparison.policies if name not in scenario.baseline]
    resolve(scenario.with_policy(*names))


@each_file
def test_every_number_has_grade_and_source(path):
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    places = [data, *data.get("offices", [])]
    given = {name: value for place in places for name, value in place.get("parameters", {}).items()}
    assert given
    for name, value in given.items():
        assert set(value) == {"value", "grade", "source"}, name
        Quantity.model_validate(value)
        assert len(value["source"]) >= 5, name


@each_file
def test_every_policy_says_what_it_stands_for(path):
    for name, policy in govsim.load_scenario(path).policies.items():
        assert policy.title, name
        assert policy.description, name
        assert policy.source, name
        assert policy.rows, name
        assert all(re.fullmatch(r"\d-[A-Z]\d+[a-z]?", row) for row in policy.rows), name
        assert policy.set or policy.scale or policy.add, name
        if policy.cost.setup or policy.cost.per_year:
            assert policy.cost.source, name


@each_file
def test_sectors_add_up(path):
    shares = [sector.share for sector in govsim.load_scenario(path).sectors.values()]
    assert sum(shares) == pytest.approx(1.0)


@each_file
def test_editors_find_the_schema(path):
    assert path.read_text(encoding="utf-8").splitlines()[0] == HINT


@each_file
def test_the_schema_takes_it(path):
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    SCHEMA.validate(data)


@each_file
@pytest.mark.parametrize(
    "spoil",
    [
        lambda d: d.update(week=3),
        lambda d: d["parameters"].update(inspectors=2.5),
        lambda d: d["parameters"].update(self_repair=1.3),
        lambda d: d["parameters"].update(grid=1),
        lambda d: next(iter(d["policies"].values()))["set"].update(skill_mean=0.5),
        lambda d: d.update(weeks="many"),
        lambda d: d.update(directives=[{"week": 1, "action": "fine", "where": {"hazard": 5}}]),
    ],
    ids=[
        "unknown key",
        "2.5 inspectors",
        "probability 1.3",
        "unknown parameter",
        "structural in a policy",
        "weeks as text",
        "unknown state of firms",
    ],
)
def test_the_schema_refuses_what_loading_refuses(path, spoil, tmp_path):
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    spoil(data)
    assert not SCHEMA.is_valid(data)
    (tmp_path / path.name).write_text(yaml.safe_dump(data))
    with pytest.raises(govsim.InputError):
        govsim.load_scenario(tmp_path / path.name)


def test_the_stored_schema_is_that_of_the_declarations():
    stored = json.loads((FOLDER / "schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(stored)
    assert stored == json.loads(json.dumps(json_schema())), (
        "write it anew: govsim parameters --schema > scenarios/schema.json"
    )
