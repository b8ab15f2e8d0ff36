"""What docs/honest_use.md says of the model is true of the code."""

from __future__ import annotations

import re

import pytest
import yaml

import govsim
from govsim.parameters import MECHANISMS, PARAMETERS, find
from tests.docs.pages import ROOT, WRITTEN_BY_HAND

TEXT = (ROOT / "docs/honest_use.md").read_text(encoding="utf-8")
MEASURED = {path.stem for path in (ROOT / "experiments/validation").glob("*.yaml")}


def cells(first: str) -> list[list[str]]:
    """Return the cells of the table whose header begins with a word, without header and rule."""
    table = re.search(rf"^\| {first} \|.*\n\| ---.*\n((?:\|.*\n)+)", TEXT, re.MULTILINE)
    assert table, first
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table[1].splitlines()]


@pytest.fixture(scope="module")
def office() -> govsim.Scenario:
    return govsim.load_scenario(ROOT / "scenarios/c_office.yaml")


def test_countermeasures_move_what_the_table_says(office: govsim.Scenario) -> None:
    pages = yaml.safe_load((ROOT / "docs/mechanisms/pages.yaml").read_text(encoding="utf-8"))["mechanisms"]
    table = cells("countermeasure")
    assert [row[0].strip("`") for row in table] == office.comparison.policies
    for name, moves, mechanisms, published, atlas in table:
        policy = office.policies[name.strip("`")]
        moved = {*policy.set, *policy.scale, *policy.add}
        assert set(re.findall(r"`(\w+)`", moves)) == moved, name
        assert set(mechanisms.split(", ")) == {m for m, page in pages.items() if moved & set(page["parameters"])}, name
        assert [atlas.strip("|").strip()] == policy.rows
        assert "ours" in policy.source, name
        assert set(re.findall(r"\b(?:C-office|[A-Z]\d?(?:_[A-Z]\d+|\d+)*)\b", published)) <= MEASURED, published


def test_rows_that_fall_short_are_rows_of_the_validation() -> None:
    assert {row[0].partition(",")[0] for row in cells("row")} <= MEASURED


@pytest.mark.parametrize("name", WRITTEN_BY_HAND)
def test_switches_on_the_pages_are_accepted(name: str) -> None:
    text = WRITTEN_BY_HAND[name].read_text(encoding="utf-8")
    own = set(re.findall(r'Parameter\(\s*"(\w+)"', text))  # parameters that a page declares itself
    for parameter, value in re.findall(r"--set (\w+)=([^\s`]+)", text):
        if value != "largest_first" and parameter not in own:  # a rule that a page registers itself
            find(parameter, name).read(value)
    own_mechanisms = set(re.findall(r'Mechanism\(\s*"(\w+)"', text))
    assert set(re.findall(r"--off ([A-Z]\w+)", text)) <= set(MECHANISMS) | own_mechanisms


def test_rules_to_choose_from_are_all_named() -> None:
    named = {}
    for row in cells("choice"):
        if given := re.findall(r"--set (\w+)=", row[2]):
            named[given[0]] = set(re.findall(r"[=`](\w+)`", row[2]))
    for parameter in ("compliance_rule", "belief_rule", "targeting"):
        declared = PARAMETERS[parameter]
        assert named[parameter] == set(declared.choices) - {declared.default}, parameter


def test_assessment_acts_through_the_division_of_time_alone(office: govsim.Scenario) -> None:
    without = office.with_span(weeks=156, measure_from=104).with_mechanism("M06", on=False)
    table = govsim.compare(without, ["better_assessment"], least=2, most=2).table.loc["better_assessment"]
    assert set(table.index[table["difference"].abs() > 0]) == {"office_cost", "total_cost", "cost_per_true_closure"}


def test_without_visits_deaths_rise_by_a_third_and_more(office: govsim.Scenario) -> None:
    with_visits = govsim.replicate(office, range(1, 13)).summary
    without = govsim.replicate(
        office.with_values({"workday_budget": False, "planned_visits": 0.0}), range(1, 13)
    ).summary
    assert without["visits_per_year"].max() == 0
    assert without["expected_deaths_rate"].mean() > 1.33 * with_visits["expected_deaths_rate"].mean()


def test_measured_values_that_are_off_by_default_exist(office: govsim.Scenario) -> None:
    rule = office.values(office.office_list[0])
    assert PARAMETERS["ewa_phi"].grade == "measured"
    assert rule["compliance_rule"] != "ewa"
    assert PARAMETERS["discipline_larger"].grade == "measured"


def test_the_other_scenarios_have_no_calibration_of_their_own_but_for_what_the_page_names(
    office: govsim.Scenario,
) -> None:
    text = (ROOT / "docs/honest_use.md").read_text(encoding="utf-8")
    assert "`depth_hours`, `emergence_rate` and `major_share_factor`" in text
    assert "`initial_hazards`, `responsibility_start`, `skill_mean` and `trust_start`" in text
    by_hand = {"emergence_rate"}
    calibrated = [p.name for p in PARAMETERS.values() if p.grade == "calibrated" and p.name not in by_hand]
    for path in (ROOT / "scenarios").glob("*.yaml"):
        scenario = govsim.load_scenario(path)
        if scenario.name != office.name:
            assert [scenario.evidence(name)[1] for name in calibrated] == ["calibrated"] * len(calibrated), path
            assert all(scenario.evidence(name)[0] == PARAMETERS[name].default for name in calibrated), path


def test_warm_ups_are_as_long_as_the_checklist_says() -> None:
    assert "A warm-up of 312 weeks in all five scenarios" in (ROOT / "docs/stress.md").read_text(encoding="utf-8")
    assert [govsim.load_scenario(path).warmup_weeks for path in (ROOT / "scenarios").glob("*.yaml")] == [312] * 5
