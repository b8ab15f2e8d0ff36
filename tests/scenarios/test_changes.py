"""What identifies a scenario, and how it is changed from Python."""

from __future__ import annotations

import pytest
import yaml

import govsim
from govsim import InputError, Policy
from govsim.world.series import weekly

DATA = {
    "name": "small",
    "title": "A small office",
    "description": "For tests.",
    "sources": ["none"],
    "weeks": 20,
    "warmup_weeks": 4,
    "enterprises": {"count": 8},
    "sectors": {"metal": {"share": 0.5, "domains": {"fire": 1.0}, "source": "x"}, "trade": {"share": 0.5}},
    "parameters": {"inspectors": {"value": 2, "grade": "measured", "source": "counted"}, "fine": 100.0},
    "policies": {
        "training": {
            "title": "Training",
            "description": "d",
            "source": "s",
            "rows": ["0-M3"],
            "start": 2,
            "set": {"training": 0.5},
            "cost": {"setup": 5.0, "source": "s"},
        }
    },
    "baseline": ["training"],
    "comparison": {"least": 4, "most": 8},
}


@pytest.fixture
def load(tmp_path):
    """Load the scenario of this file after a change of its data, named by a path of keys."""

    def loaded(*path, to=None):
        data = yaml.safe_load(yaml.safe_dump(DATA))
        place = data
        for key in path[:-1]:
            place = place.setdefault(key, {})
        if path:
            place[path[-1]] = to
        file = tmp_path / f"s{len(list(tmp_path.iterdir()))}.yaml"
        file.write_text(yaml.safe_dump(data, sort_keys=False))
        return govsim.load_scenario(file)

    return loaded


MATTERS = [
    (("weeks",), 21),
    (("warmup_weeks",), 5),
    (("measure_from",), 1),
    (("enterprises", "count"), 9),
    (("parameters", "inspectors", "value"), 3),
    (("parameters", "fine"), 101.0),
    (("parameters", "authority"), 0.9),
    (("sectors", "metal", "share"), 0.4),
    (("sectors", "metal", "domains", "fire"), 0.0),
    (("policies", "training", "start"), 3),
    (("policies", "training", "set", "training"), 0.4),
    (("policies", "training", "strength"), 0.9),
    (("policies", "training", "cost", "setup"), 6.0),
    (("baseline",), []),
    (("mechanisms", "M15"), False),
    (("offices",), [{"name": "east"}, {"name": "west"}]),
]
SAID = [
    (("title",), "Another title"),
    (("description",), "Other words."),
    (("sources",), ["other"]),
    (("parameters", "inspectors", "source"), "guessed"),
    (("parameters", "inspectors", "grade"), "assumed"),
    (("policies", "training", "title"), "Courses"),
    (("policies", "training", "description"), "e"),
    (("policies", "training", "source"), "t"),
    (("policies", "training", "rows"), ["0-M4"]),
    (("policies", "training", "cost", "source"), "t"),
    (("sectors", "metal", "source"), "y"),
    (("comparison", "least"), 5),
    (("parameters", "authority"), govsim.parameters.PARAMETERS["authority"].default),
    (("mechanisms", "M15"), True),
]


def names(cases):
    """Return ids for cases."""
    return [".".join(path) for path, _ in cases]


@pytest.mark.parametrize(("path", "to"), MATTERS, ids=names(MATTERS))
def test_the_fingerprint_changes_with_what_matters(load, path, to):
    assert load(*path, to=to).fingerprint != load().fingerprint


@pytest.mark.parametrize(("path", "to"), SAID, ids=names(SAID))
def test_the_fingerprint_does_not_change_with_what_is_only_said(load, path, to):
    assert load(*path, to=to).fingerprint == load().fingerprint


@pytest.mark.parametrize(("path", "to"), SAID, ids=names(SAID))
def test_what_is_only_said_changes_no_bit_of_a_run(load, path, to):
    assert (
        weekly(govsim.simulate(load(*path, to=to), 1).world).tobytes()
        == weekly(govsim.simulate(load(), 1).world).tobytes()
    )


def test_the_fingerprint_of_a_changed_scenario_is_its_own(load):
    scenario = load()
    before = scenario.fingerprint  # once asked for, it is remembered
    changed = [
        scenario.with_values({"fine": 7.0}),
        scenario.with_mechanism("M15", False),
        scenario.without_policies(),
        scenario.with_span(weeks=30),
        scenario.with_policy(own=Policy(set={"fine": 1.0})),
    ]
    assert len({before, *(c.fingerprint for c in changed)}) == 1 + len(changed)
    assert scenario.fingerprint == before
    assert scenario.with_values({"fine": 7.0}).fingerprint == load("parameters", "fine", to=7.0).fingerprint


def test_changes_leave_the_scenario_as_it_was(load):
    scenario = load()
    scenario.with_values({"fine": 7.0})
    scenario.with_policy(own=Policy(set={"fine": 1.0}))
    assert scenario.fingerprint == load("title", to=DATA["title"]).fingerprint
    assert scenario.overrides == {}
    with pytest.raises(ValueError, match="frozen"):
        scenario.weeks = 5


def test_values_given_from_outside_win_over_the_offices(load):
    scenario = load("offices", to=[{"name": "east", "parameters": {"inspectors": 5}}, {"name": "west"}])
    assert [scenario.values(office)["inspectors"] for office in scenario.office_list] == [5, 2]
    changed = scenario.with_values({"inspectors": 1})
    assert [changed.values(office)["inspectors"] for office in changed.office_list] == [1, 1]


def test_evidence_follows_the_value(load):
    scenario = load()
    assert scenario.evidence("inspectors") == (2, "measured", "counted")
    assert scenario.evidence("fine")[1:] == ("assumed", "scenario file")
    assert scenario.evidence("authority")[0] == govsim.parameters.PARAMETERS["authority"].default
    assert scenario.with_values({"inspectors": 3}).evidence("inspectors")[:2] == (3, "assumed")


@pytest.mark.parametrize(
    "change",
    [
        lambda s: s.with_values({"fin": 1}),
        lambda s: s.with_values({"fine": "much"}),
        lambda s: s.with_values({"fine": -1}),
        lambda s: s.with_values({"fine": float("inf")}),
        lambda s: s.with_values({"inspectors": float("inf")}),
        lambda s: s.with_policy("trainin"),
        lambda s: s.with_policy(Policy()),
        lambda s: s.with_mechanism("M99", False),
        lambda s: s.with_policy(own=Policy(set={"skill_mean": 0.5})),
        lambda s: s.with_policy(own=Policy(target={"grid": 99})),
        lambda s: s.with_span(weeks=0),
        lambda s: s.with_span(weeks=20, measure_from=20),
        lambda s: s.with_span(warmup_weeks=-1),
        lambda s: s.with_span(measure_from=-1),
    ],
    ids=[
        "unknown parameter",
        "text",
        "out of range",
        "infinite",
        "infinite count",
        "unknown policy",
        "nameless policy",
        "unknown mechanism",
        "structural",
        "unknown grid",
        "no weeks",
        "measured after the end",
        "negative warm-up",
        "measured in the warm-up",
    ],
)
def test_changes_from_python_are_checked(load, change):
    with pytest.raises(InputError):
        change(load())


def test_an_office_more_changes_no_other_office(load):
    one = govsim.simulate(load("offices", to=[{"name": "east"}]), 1).series_by_office
    two = govsim.simulate(
        load("offices", to=[{"name": "east"}, {"name": "west", "parameters": {"inspectors": 5}}]), 1
    ).series_by_office
    assert one.xs("east", level="office").equals(two.xs("east", level="office"))
    assert not two.xs("west", level="office").equals(two.xs("east", level="office"))


def test_offices_have_parameters_enterprises_and_policies_of_their_own(load):
    offices = [
        {"name": "east", "enterprises": {"count": 3}, "parameters": {"inspectors": 0}},
        {"name": "west", "enterprises": {"count": 5}},
    ]
    run = govsim.simulate(load("offices", to=offices), 1)
    first = run.series_by_office.xs(-4, level="week")
    assert first["posts"].tolist() == [0, 2]
    assert abs(first.loc["east", "operating"] - 3) <= 1
    assert run.series_by_office.xs("east", level="office")["visits"].sum() == 0
    assert run.series_by_office.xs("west", level="office")["visits"].sum() > 0
    targeted = load("offices", to=offices).with_policy(
        west=Policy(start=5, set={"inspectors": 4}, target={"office": "west"})
    )
    posts = govsim.simulate(targeted, 1).series_by_office["filled"].unstack("office")
    assert posts["east"].max() == 0
    assert posts.loc[:4, "west"].max() <= 2
