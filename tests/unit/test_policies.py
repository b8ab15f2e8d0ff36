"""Policies and timelines: force over time, composition, targets, cost."""

from __future__ import annotations

import itertools

import pytest

from govsim.errors import InputError
from govsim.parameters import PARAMETERS
from govsim.parameters.policies import Cost, Policy, compose, largest
from govsim.parameters.timeline import Timeline

BASE = {name: p.default for name, p in PARAMETERS.items()}
NOTHING_LOCKED: frozenset[str] = frozenset()


def test_force_rises_over_the_ramp_and_ends():
    policy = Policy(start=10, end=20, ramp=4, strength=0.8)
    assert [policy.force(week) for week in (9, 10, 11, 12, 13, 14, 19, 20)] == pytest.approx(
        [0, 0.2, 0.4, 0.6, 0.8, 0.8, 0.8, 0]
    )
    assert Policy(start=3).force(3) == 1.0
    assert Policy(start=3).force(2) == 0.0
    assert Policy(start=0).force(-1) == 0.0


@pytest.mark.parametrize(
    "policy",
    [Policy(start=3), Policy(start=3, end=9), Policy(start=0, ramp=5), Policy(start=2, end=5, ramp=10), Policy(ramp=1)],
)
def test_change_weeks_are_all_weeks_in_which_the_force_changes(policy):
    told = set(policy.change_weeks())
    changes = {week for week in range(-5, 60) if policy.force(week) != policy.force(week - 1)}
    assert changes <= told


def test_set_then_scale_then_add_whatever_the_order():
    a = Policy(add={"fine": 500.0})
    b = Policy(scale={"fine": 2.0})
    c = Policy(set={"fine": 1000.0})
    for policies in ({"a": a, "b": b, "c": c}, {"c": c, "b": b, "a": a}):
        assert compose(BASE, policies, 0, NOTHING_LOCKED)["fine"] == 2500.0


def test_factors_multiply_and_amounts_add():
    policies = {n: Policy(scale={"fine": 1.5}, add={"fine": 100.0}) for n in ("a", "b")}
    assert compose(BASE | {"fine": 1000.0}, policies, 0, NOTHING_LOCKED)["fine"] == pytest.approx(1000 * 2.25 + 200)


def test_strength_goes_part_of_the_way():
    half = Policy(
        strength=0.5,
        set={"authority": 1.0, "targeting": "risk_tier", "inspectors": 9},
        scale={"fine": 3.0},
        add={"pay": 0.4},
    )
    got = compose(
        BASE | {"authority": 0.2, "inspectors": 4, "fine": 1000.0, "pay": 1.0, "targeting": "cyclic"},
        {"half": half},
        0,
        NOTHING_LOCKED,
    )
    assert got["authority"] == pytest.approx(0.6)
    assert got["inspectors"] == 7  # 6.5, rounded up
    assert isinstance(got["inspectors"], int)
    assert got["fine"] == pytest.approx(2000.0)
    assert got["pay"] == pytest.approx(1.2)
    assert got["targeting"] == "risk_tier"
    little = half.model_copy(update={"strength": 0.49})
    assert compose(BASE | {"targeting": "cyclic"}, {"little": little}, 0, NOTHING_LOCKED)["targeting"] == "cyclic"


def test_later_policies_set_over_earlier_ones():
    a, b = Policy(set={"authority": 0.1}), Policy(set={"authority": 0.9})
    assert compose(BASE, {"a": a, "b": b}, 0, NOTHING_LOCKED)["authority"] == 0.9
    assert compose(BASE, {"b": b, "a": a}, 0, NOTHING_LOCKED)["authority"] == 0.1


def test_a_policy_without_force_changes_nothing():
    policies = {"late": Policy(start=5, set={"authority": 1.0}), "weak": Policy(strength=0.0, add={"fine": 1e9})}
    assert compose(BASE, policies, 4, NOTHING_LOCKED) == BASE


def test_a_value_out_of_its_range_is_an_error_that_names_the_policies():
    policies = {
        "first": Policy(scale={"authority": 3.0}),
        "second": Policy(add={"authority": 0.9}),
        "other": Policy(set={"fine": 1.0}),
    }
    with pytest.raises(InputError, match=r"authority must lie between 0 and 1.*first, second drive it there together"):
        compose(BASE, policies, 0, NOTHING_LOCKED)


def test_locked_parameters_do_not_move():
    policy = Policy(set={"training": 2.0, "authority": 0.7})
    got = compose(BASE | {"training": 0.0}, {"p": policy}, 0, frozenset({"training"}))
    assert (got["training"], got["authority"]) == (0.0, 0.7)


def test_cost_is_in_proportion_to_time_and_strength():
    policy = Policy(start=10, end=62, strength=0.5, cost=Cost(setup=1000.0, per_year=520.0))
    assert policy.cost_between(0, 100) == pytest.approx(0.5 * (1000 + 520))
    assert policy.cost_between(0, 36) == pytest.approx(0.5 * (1000 + 260))
    assert policy.cost_between(36, 100) == pytest.approx(0.5 * 260)
    assert policy.cost_between(70, 100) == 0.0
    assert policy.model_copy(update={"strength": 0.0}).cost_between(0, 100) == 0.0


def test_largest_bounds_every_combination():
    policies = [
        Policy(set={"inspectors": 7}),
        Policy(scale={"inspectors": 1.5}),
        Policy(add={"inspectors": 3.0}),
        Policy(scale={"inspectors": 0.1}, add={"inspectors": -9.0}),
    ]
    most = largest("inspectors", 4, policies)
    for mask in range(16):
        chosen = {str(n): p for n, p in enumerate(policies) if mask >> n & 1}
        try:
            assert compose(BASE | {"inspectors": 4}, chosen, 0, NOTHING_LOCKED)["inspectors"] <= most
        except InputError:
            continue


REFUSED = {
    "unknown_parameter": ({"set": {"authorty": 1.0}}, "did you mean 'authority'"),
    "structural": ({"set": {"employees_median": 50.0}}, "a policy cannot change it"),
    "out_of_range": ({"set": {"authority": 1.5}}, "must lie between 0 and 1"),
    "choice_scaled": ({"scale": {"targeting": 2.0}}, "use `set`"),
    "ends_before_it_starts": ({"start": 9, "end": 9}, "give a later end"),
    "unknown_office": ({"target": {"office": "elsewhere"}, "set": {"authority": 1.0}}, "unknown office"),
    "unknown_grid": ({"target": {"grid": 99}, "set": {"recheck_hours": 1.0}}, "only"),
    "unknown_sector": ({"target": {"sector": "industri"}, "set": {"authority": 1.0}}, "did you mean 'industry'"),
    "unknown_risk_grade": (
        {"target": {"risk_grade": "purple"}, "set": {"authority": 1.0}},
        "blue, yellow, orange, red",
    ),
    "unknown_size": ({"target": {"employees": "smal"}, "set": {"authority": 1.0}}, "did you mean 'small'"),
    "grid_parameter_for_some_firms": (
        {"target": {"employees": 30}, "set": {"recheck_hours": 1.0}},
        "whole grid; .*--firms",
    ),
    "office_parameter_for_some_firms": (
        {"target": {"risk_grade": "red"}, "set": {"inspectors": 9}},
        "whole office; .*fine",
    ),
    "office_parameter_in_a_grid": ({"target": {"grid": 1}, "set": {"inspectors": 9}}, "belongs to a whole office"),
}


@pytest.mark.parametrize(("policy", "message"), REFUSED.values(), ids=REFUSED)
def test_a_policy_that_cannot_act_is_refused(small, policy, message):
    with pytest.raises(InputError, match=message):
        small(5, policies={"p": policy})


def test_timeline_gives_each_place_its_record(small):
    offices = [{"name": name, "enterprises": {"count": 5}, "parameters": {"grids": 3}} for name in ("north", "south")]
    policies = {
        "pilot": {"start": 4, "end": 8, "target": {"office": "south", "grid": 2}, "set": {"recheck_hours": 5.0}},
        "north": {"start": 6, "target": {"office": "north"}, "set": {"authority": 0.9}},
        "all": {"start": 2, "ramp": 2, "add": {"fine": 100.0}},
        "idle": {"set": {"fine": 1.0}},
    }
    scenario = small(
        0,
        {"fine": 1000.0, "authority": 0.25, "recheck_hours": 1.0},
        offices=offices,
        policies=policies,
        baseline=["pilot", "north", "all"],
    )
    timeline = Timeline(scenario)
    assert set(timeline.changes) >= {2, 3, 4, 6, 8}
    north, south = timeline.office_regime
    pilot = timeline.regime_of[1][1]
    assert pilot not in (north, south)
    assert timeline.regime_of[0] == [north] * 3
    assert timeline.regime_of[1] == [south, pilot, south]

    def at(week, regime, name):
        return timeline.records(week)[regime][name].item()

    assert [at(week, south, "fine") for week in (-10, 1, 2, 3, 50)] == [1000.0, 1000.0, 1050.0, 1100.0, 1100.0]
    assert [at(week, pilot, "recheck_hours") for week in (3, 4, 7, 8)] == [1.0, 5.0, 5.0, 1.0]
    assert {at(week, south, "recheck_hours") for week in range(10)} == {1.0}
    assert [at(week, north, "authority") for week in (5, 6)] == [0.25, 0.9]
    assert {at(week, south, "authority") for week in range(10)} == {0.25}


def test_spans_cover_the_time_between_changes(small):
    timeline = Timeline(small(5, policies={"p": {"start": 5, "end": 9, "set": {"authority": 1.0}}}, baseline=["p"]))
    spans = list(timeline.spans(-3, 20))
    assert spans[0][0] == -3
    assert spans[-1][1] == 20
    assert all(a[1] == b[0] for a, b in itertools.pairwise(spans))
    assert {5, 9} <= {start for start, _ in spans}
    assert list(timeline.spans(4, 4)) == []


def test_rates_are_per_week_in_the_record(small):
    record = Timeline(small(5, {"emergence_rate": 26.0, "targeting": "risk_tier", "accidents": False})).records(0)[0]
    assert record["emergence_rate"] == 0.5
    assert record["targeting"] == 2
    assert record["accidents"] == 0


def test_policies_that_leave_a_range_together_are_refused_before_anything_runs(small):
    policies = {"a": {"start": 30, "scale": {"authority": 3.0}}, "b": {"start": 40, "add": {"authority": 0.5}}}
    scenario = small(5, {"authority": 0.3}, policies=policies)
    Timeline(scenario.with_policy("a"))
    with pytest.raises(InputError, match="week 40"):
        Timeline(scenario.with_policy("a", "b"))


def test_office_and_scenario_values_in_order(small):
    offices = [{"name": "one", "parameters": {"fine": 3000.0}}, {"name": "two"}]
    scenario = small(5, {"fine": 2000.0}, offices=offices)
    one, two = scenario.office_list
    assert (scenario.values(one)["fine"], scenario.values(two)["fine"]) == (3000.0, 2000.0)
    given = scenario.with_values({"fine": 4000.0})
    assert {given.values(office)["fine"] for office in given.office_list} == {4000.0}
    off = given.with_mechanism("M05", False)
    assert off.values(one)["learning_rate"] == 0.0
    assert scenario.values(one)["learning_rate"] == PARAMETERS["learning_rate"].default


def test_fingerprint_tells_what_determines_a_run(small):
    def told(change):
        return change(small(5, {"fine": 2000.0})).fingerprint

    base = told(lambda s: s)
    assert told(lambda s: s.with_values({"fine": 2000.0})) == base
    assert told(lambda s: s.with_values({"fine": 2001.0})) != base
    assert told(lambda s: s.with_mechanism("M05", False)) != base
    assert told(lambda s: s.with_mechanism("M05", True)) == base
    assert told(lambda s: s.with_span(weeks=50)) != base


def test_a_changed_scenario_has_a_fingerprint_of_its_own(small):
    """Whether or not the fingerprint of the scenario from which it was made had been asked for before."""
    base = small(5, {"fine": 2000.0})
    for asked in range(2):
        for changed in (
            base.with_values({"fine": 2001.0}),
            base.with_mechanism("M05", False),
            base.with_span(weeks=50),
        ):
            assert changed.fingerprint != base.fingerprint, f"asked {asked} times before"
    assert hash(base.with_values({"fine": 2001.0})) != hash(base)


def test_a_timeline_composes_only_what_policies_move_and_leaves_the_rest(small):
    """A table in which a rule of one's own changed a parameter keeps it, unless a policy moves it."""
    policy = {"start": 2, "ramp": 40, "add": {"fine": 400.0}, "set": {"targeting": "risk_tier"}}
    timeline = Timeline(small(5, {"fine": 1000.0}, policies={"p": policy}, baseline=["p"]))
    records = timeline.records(-1)
    records["authority"] = 0.123
    for week in (-1, 1, 2, 20, 21, 22, 41, 42, 100):
        timeline.move(records, week)
        whole = timeline.records(week)
        assert records["authority"][0] == 0.123
        assert [n for n in PARAMETERS if records[n][0] != whole[n][0]] == ["authority"]
        assert records["fine"][0] == 1000.0 + min(1.0, max(0.0, (week - 1) / 40)) * 400.0
        assert records["targeting"][0] == (2 if week >= 21 else PARAMETERS["targeting"].encode("cyclic"))


def test_a_copy_of_a_scenario_forgets_what_was_computed_for_the_original(small):
    scenario = small(5, {"fine": 1000.0})
    assert scenario.office_values[0]["fine"] == 1000.0
    copy = scenario.model_copy(update={"parameters": {"fine": 2000.0}})
    assert copy.office_values[0]["fine"] == 2000.0
    assert copy.fingerprint != scenario.fingerprint
