"""Bad input: exit code 2, one or two lines that name the place and the remedy, nothing written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import TINY, contents


@pytest.fixture
def refused(govsim, here):
    """Run a command that must be refused and must leave the folder as it was."""

    def call(*words, says):
        before = contents(here)
        govsim(*words).refuses(*says)
        assert contents(here) == before

    return call


def tiny(old: str = "", new: str = "") -> str:
    """Return the tiny scenario with one text replaced."""
    assert TINY.count(old) == 1 or not old
    return TINY.replace(old, new) if old else TINY


# Scenario file, and what the message must hold: the place, and what would be right.
FILES: dict[str, tuple[str | bytes, list[str]]] = {
    "unknown key": (tiny("weeks: 20\nwarmup", "week: 20\nwarmup"), ["bad.yaml:3", "week", "did you mean 'weeks'"]),
    "unknown key of a policy": (tiny("    end: 18", "    stop: 18\n    ned: 18"), ["bad.yaml:", "policies.fines"]),
    "unknown key of a cost": (tiny("setup: 1000", "setpu: 1000"), ["bad.yaml:21", "cost", "did you mean 'setup'"]),
    "unknown key of a sector": (
        tiny("textile: {share: 0.4}", "textile: {shrae: 0.4}"),
        ["bad.yaml:8", "did you mean 'share'"],
    ),
    "unknown key of a quantity": (
        tiny("grade: measured", "garde: measured"),
        ["bad.yaml:11", "inspectors", "did you mean 'grade'"],
    ),
    "unknown key of the comparison": (tiny("{least: 4,", "{leats: 4,"), ["bad.yaml:22", "did you mean 'least'"]),
    "unknown parameter": (
        tiny("grids: 2", "grid: 2"),
        ["bad.yaml:10", "unknown parameter 'grid'", "did you mean 'grids'"],
    ),
    "wrong type": (tiny("weeks: 20\nwarmup", "weeks: many\nwarmup"), ["bad.yaml:3: weeks", "integer", "many"]),
    "mapping for a number": (tiny("weeks: 20\nwarmup", "weeks: {a: 1}\nwarmup"), ["bad.yaml:3: weeks", "integer"]),
    "list for a mapping": (tiny("enterprises: {count: 12}", "enterprises: [12]"), ["bad.yaml:5: enterprises"]),
    "text for a mapping of parameters": (
        tiny("parameters:\n  grids: 2\n  inspectors: {value: 2, grade: measured, source: counted}", "parameters: few"),
        ["bad.yaml:9: parameters"],
    ),
    "parameter without a value": (tiny("grids: 2", "grids:"), ["bad.yaml:10: parameters.grids", "number"]),
    "quantity without a value": (
        tiny("{value: 2, grade: measured, source: counted}", "{grade: measured}"),
        ["bad.yaml:11: parameters.inspectors", "must be a number"],
    ),
    "unknown grade": (tiny("grade: measured", "grade: guessed"), ["bad.yaml:11", "measured", "guessed"]),
    "out of range": (tiny("grids: 2", "grids: 0"), ["bad.yaml:10: parameters.grids", "between 1 and 20000"]),
    "probability of 1.3": (
        tiny("grids: 2", "self_repair: 1.3"),
        ["bad.yaml:10: parameters.self_repair", "between 0 and 1", "1.3"],
    ),
    "negative probability": (
        tiny("grids: 2", "self_repair: -0.1"),
        ["bad.yaml:10: parameters.self_repair", "between 0 and 1"],
    ),
    "rate as text": (
        tiny("grids: 2", "emergence_rate: 5 per year"),
        ["bad.yaml:10: parameters.emergence_rate", "number (per year)", "5 per year"],
    ),
    "number as quoted text": (
        tiny("grids: 2", "emergence_rate: '5'"),
        ["bad.yaml:10: parameters.emergence_rate", "number (per year)"],
    ),
    "count of 2.5": (tiny("grids: 2", "grids: 2.5"), ["bad.yaml:10: parameters.grids", "whole number", "2.5"]),
    "number for a switch": (tiny("grids: 2", "accidents: 1"), ["bad.yaml:10: parameters.accidents", "true or false"]),
    "switch for a number": (tiny("grids: 2", "grids: true"), ["bad.yaml:10: parameters.grids", "number"]),
    "unknown choice": (
        tiny("grids: 2", "targeting: riskiest"),
        ["bad.yaml:10: parameters.targeting", "risk_tier", "riskiest"],
    ),
    "NaN": (tiny("grids: 2", "fine: .nan"), ["bad.yaml:10: parameters.fine"]),
    "NaN count": (tiny("grids: 2", "grids: .nan"), ["bad.yaml:10: parameters.grids", "number"]),
    "infinity": (tiny("grids: 2", "fine: .inf"), ["bad.yaml:10: parameters.fine", "number (yuan)"]),
    "infinite count": (tiny("grids: 2", "grids: .inf"), ["bad.yaml:10: parameters.grids"]),
    "infinite weeks": (tiny("weeks: 20\nwarmup", "weeks: .inf\nwarmup"), ["bad.yaml:3: weeks"]),
    "NaN strength": (tiny("    end: 18", "    strength: .nan"), ["bad.yaml:18: policies.fines.strength"]),
    "NaN amount": (tiny("{authority: 0.2}", "{authority: .nan}"), ["bad.yaml:20: policies.fines.add.authority"]),
    "NaN target": (tiny("{training: 0.5}", "{training: .nan}"), ["bad.yaml:15: policies.training.set.training"]),
    "infinite factor": (tiny("{fine: 2}", "{fine: .inf}"), ["bad.yaml:19: policies.fines.scale.fine"]),
    "infinite cost": (tiny("setup: 1000", "setup: .inf"), ["bad.yaml:21: policies.fines.cost.setup"]),
    "NaN share": (tiny("share: 0.6", "share: .nan"), ["bad.yaml:7: sectors.machinery.share"]),
    "infinite weight of a domain": (
        tiny("{share: 0.6}", "{domains: {fire: .inf}}"),
        ["bad.yaml:7: sectors.machinery.domains.fire"],
    ),
    "NaN weight of a domain": (
        tiny("{share: 0.6}", "{domains: {fire: .nan}}"),
        ["bad.yaml:7: sectors.machinery.domains.fire"],
    ),
    "NaN half-width": (tiny("{least: 4, most: 4}", "{half_width: .nan}"), ["bad.yaml:22: comparison.half_width"]),
    "policy on an unknown parameter": (
        tiny("{fine: 2}", "{fines: 2}"),
        ["bad.yaml:19: policies.fines.scale.fines", "did you mean 'fine'"],
    ),
    "policy that ends before it starts": (
        tiny("    end: 18", "    end: 1"),
        ["bad.yaml:18: policies.fines.end", "before it starts", "later end"],
    ),
    "policy that ends when it starts": (
        tiny("    end: 18", "    end: 2"),
        ["bad.yaml:18: policies.fines.end", "later end"],
    ),
    "policy for a grid that is not there": (
        tiny("    end: 18", "    target: {grid: 3}"),
        ["bad.yaml:18: policies.fines.target.grid", "only 2 grids", "give 1 to 2"],
    ),
    "policy for grid 0": (
        tiny("    end: 18", "    target: {grid: 0}"),
        ["bad.yaml:18: policies.fines.target.grid", "greater than or equal to 1"],
    ),
    "policy for an office that is not there": (
        tiny("    end: 18", "    target: {office: east}"),
        ["bad.yaml:18: policies.fines.target.office", "east", "there are"],
    ),
    "policy for a sector that is not there": (
        tiny("    end: 18", "    target: {sector: machinary}"),
        ["bad.yaml:18: policies.fines.target.sector", "did you mean 'machinery'"],
    ),
    "policy for a risk grade that is not there": (
        tiny("    end: 18", "    target: {risk_grade: '>= ornge'}"),
        ["bad.yaml:18: policies.fines.target.risk_grade", "did you mean 'orange'"],
    ),
    "policy for a size that is not there": (
        tiny("    end: 18", "    target: {employees: mirco}"),
        ["bad.yaml:18: policies.fines.target.employees", "did you mean 'micro'"],
    ),
    "policy for a number of employees that is none": (
        tiny("    end: 18", "    target: {employees: '< many'}"),
        ["bad.yaml:18: policies.fines.target.employees", "give a number (persons)", "micro, small, medium, large"],
    ),
    "policy for employees that are there or not": (
        tiny("    end: 18", "    target: {employees: true}"),
        ["bad.yaml:18: policies.fines.target.employees", "valid number, not True"],
    ),
    "policy for firms by another name": (
        tiny("    end: 18", "    target: {tier: red}"),
        ["bad.yaml:18: policies.fines.target.tier", "unknown key", "risk_grade, employees"],
    ),
    "policy on inspectors for one sector": (
        tiny("    set: {training: 0.5}", "    set: {visit_hours: 2}\n    target: {sector: textile}"),
        [
            "bad.yaml:15: policies.training.set.visit_hours",
            "whole grid",
            "fine, authority",
            "govsim parameters --firms",
        ],
    ),
    "policy on the office for one risk grade": (
        tiny("    set: {training: 0.5}", "    set: {referral_delay: 2}\n    target: {risk_grade: red}"),
        ["bad.yaml:15: policies.training.set.referral_delay", "whole office", "govsim parameters --firms"],
    ),
    "policy on the office for one grid": (
        tiny("    set: {training: 0.5}", "    set: {attention_base: 0.5}\n    target: {grid: 1}"),
        ["bad.yaml:15: policies.training.set.attention_base", "whole office"],
    ),
    "policy with a wrong value": (
        tiny("{training: 0.5}", "{training: 5}"),
        ["bad.yaml:15: policies.training.set.training", "between 0 and 4"],
    ),
    "policy that leaves the range": (
        tiny("{authority: 0.2}", "{authority: 2}"),
        ["authority", "between 0 and 1", "fines"],
    ),
    "policy of strength 2": (
        tiny("    end: 18", "    strength: 2"),
        ["bad.yaml:18: policies.fines.strength", "less than or equal to 1"],
    ),
    "policy that starts in the warm-up": (
        tiny("start: 4", "start: -4"),
        ["bad.yaml:14: policies.training.start", "greater than or equal to 0"],
    ),
    "structural parameter in a policy": (
        tiny("{training: 0.5}", "{skill_mean: 0.5}"),
        ["bad.yaml:15: policies.training.set.skill_mean", "a policy cannot change it"],
    ),
    "factor on a choice": (
        tiny("{fine: 2}", "{targeting: 2}"),
        ["bad.yaml:19: policies.fines.scale.targeting", "use `set`"],
    ),
    "unknown policy in the baseline": (
        tiny("comparison:", "baseline: [fine]\ncomparison:"),
        ["bad.yaml:22", "unknown policy 'fine'", "did you mean 'fines'"],
    ),
    "unknown policy in the comparison": (
        tiny("{least: 4, most: 4}", "{policies: [trainings]}"),
        ["bad.yaml:22", "unknown policy 'trainings'", "did you mean 'training'"],
    ),
    "unknown outcome in the comparison": (
        tiny("{least: 4, most: 4}", "{outcome: hazard_stok}"),
        ["bad.yaml: comparison.outcome", "did you mean 'hazard_stock'"],
    ),
    "unknown outcome to show": (
        tiny("{least: 4, most: 4}", "{show: [hazard_stok]}"),
        ["bad.yaml: comparison.show", "did you mean 'hazard_stock'"],
    ),
    "unknown mechanism": (
        tiny("policies:", "mechanisms: {M99: false}\npolicies:"),
        ["bad.yaml:12", "unknown mechanism 'M99'"],
    ),
    "unknown domain": (
        tiny("{share: 0.6}", "{domains: {fires: 1}}"),
        ["bad.yaml:7", "unknown domain 'fires'", "did you mean 'fire'"],
    ),
    "zero enterprises": (
        tiny("{count: 12}", "{count: 0}"),
        ["bad.yaml:5: enterprises.count", "greater than or equal to 1"],
    ),
    "negative enterprises": (tiny("{count: 12}", "{count: -3}"), ["bad.yaml:5: enterprises.count"]),
    "no enterprises": (tiny("enterprises: {count: 12}\n", ""), ["bad.yaml", "count", "roster"]),
    "count and roster": (tiny("{count: 12}", "{count: 12, roster: firms.csv}"), ["bad.yaml:5: enterprises", "either"]),
    "no weeks": (tiny("weeks: 20\nwarmup", "weeks: 0\nwarmup"), ["bad.yaml:3: weeks", "greater than or equal to 1"]),
    "measured after the end": (
        tiny("warmup_weeks: 6", "warmup_weeks: 6\nmeasure_from: 20"),
        ["bad.yaml:5: measure_from", "before the end"],
    ),
    "no sector": (
        tiny("sectors:\n  machinery: {share: 0.6}\n  textile: {share: 0.4}", "sectors: {}"),
        ["bad.yaml:6: sectors"],
    ),
    "no share at all": (tiny("{share: 0.6}\n  textile: {share: 0.4}", "{share: 0}"), ["bad.yaml:6: sectors", "shares"]),
    "bad name": (tiny("name: tiny", "name: a/b"), ["bad.yaml:1: name"]),
    "two offices of one name": (
        tiny("enterprises: {count: 12}", "enterprises: {count: 12}\noffices: [{name: a}, {name: a}]"),
        ["bad.yaml:6: offices", "same name"],
    ),
    "offices that are no list": (
        tiny("enterprises: {count: 12}", "enterprises: {count: 12}\noffices: 5"),
        ["bad.yaml:6: offices", "list"],
    ),
    "duplicate key": (tiny("warmup_weeks: 6", "weeks: 6"), ["bad.yaml:4", "'weeks' stands twice"]),
    "hidden key": (tiny("warmup_weeks: 6", "overrides: {grids: 3}"), ["bad.yaml:4", "unknown key 'overrides'"]),
    "no YAML": (tiny("enterprises: {count: 12}", "enterprises: {count: 12"), ["bad.yaml:", "not valid YAML"]),
    "tab": (tiny("  grids: 2", "\tgrids: 2"), ["bad.yaml:10", "not valid YAML"]),
    "unknown tag": (tiny("grids: 2", "grids: !!python/object:os.system 2"), ["bad.yaml:10"]),
    "control character": (tiny("A tiny", "A \x01 tiny"), ["bad.yaml", "not valid YAML"]),
    "key that is a list": (tiny("warmup_weeks: 6", "? [a, b]\n: 6"), ["bad.yaml:4"]),
    "alias that holds itself": (tiny("enterprises: {count: 12}", "enterprises: &a [*a]"), ["bad.yaml:5"]),
    "empty file": ("", ["bad.yaml:1", "mapping"]),
    "only a comment": ("# nothing\n", ["bad.yaml:1", "mapping"]),
    "list": ("- name: tiny\n- weeks: 20\n", ["bad.yaml:1", "mapping"]),
    "text": ("a scenario\n", ["bad.yaml:1", "mapping"]),
    "binary file": (bytes(range(256)) * 4, ["bad.yaml", "cannot be read"]),
}


@pytest.mark.parametrize("case", FILES)
def test_bad_scenario_file_is_refused(refused, here, case):
    content, says = FILES[case]
    (here / "bad.yaml").write_bytes(content.encode() if isinstance(content, str) else content)
    refused("compare", "bad.yaml", "--least", 2, "--most", 2, says=says)


@pytest.mark.parametrize("command", [["run"], ["compare"], ["parameters", "--scenario"]], ids=lambda words: words[0])
def test_missing_file_is_refused(refused, command):
    refused(*command, "nosuch.yaml", says=["nosuch.yaml", "no such file", "govsim scenarios"])


def test_a_missing_folder_of_problems_is_refused(refused):
    refused("serve", "c_office", "--decisions", "nowhere", says=["--decisions nowhere", "no such folder"])


def test_directory_as_scenario_is_refused(refused, here):
    (here / "folder").mkdir()
    refused("run", "folder", says=["folder", "cannot be read"])


def test_a_bad_file_among_the_scenarios_is_named(refused, here):
    (here / "bad.yaml").write_text(tiny("grids: 2", "grid: 2"))
    refused("scenarios", "--folder", ".", says=["bad.yaml:10", "did you mean 'grids'"])


def test_folder_without_scenarios_is_refused(refused, here):
    (here / "empty").mkdir()
    refused("scenarios", "--folder", "empty", says=["empty", "--folder"])


# --- rosters ----------------------------------------------------------------------------------------------------------

HEADER = "name,grid,sector,employees,risk_grade,x,y\n"
GOOD = HEADER + "Adler,1,machinery,12,red,0.5,0.5\nBirch,2,textile,40,,,\n"

ROSTERS: dict[str, tuple[str | bytes | None, list[str]]] = {
    "missing file": (None, ["firms.csv", "no such file"]),
    "missing column": ("name,sector\nAdler,machinery\n", ["firms.csv:1", "'employees' is missing"]),
    "unknown column": (GOOD.replace("employees", "employes"), ["firms.csv:1", "employees"]),
    "unknown extra column": (GOOD.replace("risk_grade", "risk_grad"), ["firms.csv:1", "did you mean 'risk_grade'"]),
    "column twice": (GOOD.replace(",y\n", ",x\n"), ["firms.csv:1", "'x' stands twice"]),
    "duplicate name": (
        GOOD.replace("Birch", "Adler"),
        ["firms.csv:3: name", "'Adler' stands already in line 2"],
    ),
    "no name": (GOOD.replace("Birch", " "), ["firms.csv:3: name", "empty"]),
    "negative head count": (GOOD.replace(",40,", ",-4,"), ["firms.csv:3: employees", "between 1 and"]),
    "no employees": (GOOD.replace(",40,", ",0,"), ["firms.csv:3: employees", "between 1 and"]),
    "head count of 2.5": (GOOD.replace(",40,", ",2.5,"), ["firms.csv:3: employees", "whole number"]),
    "unknown grid": (GOOD.replace("Birch,2", "Birch,3"), ["firms.csv:3: grid", "between 1 and 2"]),
    "grid as text": (GOOD.replace("Birch,2", "Birch,north"), ["firms.csv:3: grid", "whole number"]),
    "unknown sector": (GOOD.replace("textile", "textiles"), ["firms.csv:3: sector", "did you mean 'textile'"]),
    "unknown risk grade": (GOOD.replace("red", "purple"), ["firms.csv:2: risk_grade", "orange"]),
    "position as text": (GOOD.replace("0.5,0.5", "0.5,here"), ["firms.csv:2: y", "number (km)"]),
    "position that is NaN": (GOOD.replace("0.5,0.5", "0.5,nan"), ["firms.csv:2: y", "km"]),
    "position that is infinite": (GOOD.replace("0.5,0.5", "inf,0.5"), ["firms.csv:2: x", "km"]),
    "too few cells": (
        GOOD.replace("Birch,2,textile,40,,,", "Birch,2,textile"),
        ["firms.csv:3", "3 cells", "header has 7"],
    ),
    "too many cells": (GOOD.replace("40,,,", "40,,,,"), ["firms.csv:3", "8 cells", "header has 7"]),
    "line after a cell of two lines": (
        GOOD.replace("Adler", '"Adler\nand Sons"').replace("textile", "textiles"),
        ["firms.csv:4: sector"],
    ),
    "office that is not there": (
        "office,name,sector,employees\noffice,Adler,machinery,3\noffic,Birch,textile,4\n",
        ["firms.csv:3", "office"],
    ),
    "only a header": (HEADER, ["firms.csv", "no enterprise"]),
    "empty": ("", ["firms.csv:1", "empty", "must name the columns"]),
    "open quote": (GOOD + '"Cedar,1,machinery,3,,,\n', ["firms.csv", "cannot be read as CSV"]),
    "not UTF-8": (GOOD.encode() + b"\xff\xfe", ["firms.csv:4", "neither utf-8 nor gb18030"]),
    "NUL byte": (GOOD.encode() + b"\x00\x00", ["firms.csv"]),
}


@pytest.fixture
def with_roster(here):
    (here / "rostered.yaml").write_text(tiny("{count: 12}", "{roster: firms.csv}"))
    return here


@pytest.mark.parametrize("case", ROSTERS)
def test_bad_roster_is_refused(refused, with_roster, case):
    content, says = ROSTERS[case]
    if content is not None:
        (with_roster / "firms.csv").write_bytes(content.encode() if isinstance(content, str) else content)
    refused("compare", "rostered.yaml", "--least", 2, "--most", 2, says=says)
    refused("run", "rostered.yaml", "--out", "mine", says=says)


def test_good_roster_runs(govsim, with_roster):
    (with_roster / "firms.csv").write_text(GOOD)
    assert govsim("run", "rostered.yaml", "--json").code == 0


def test_roster_of_a_spreadsheet_runs(govsim, with_roster):
    (with_roster / "firms.csv").write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode() + b"\r\n,,,,,,\r\n")
    assert govsim("run", "rostered.yaml", "--json").code == 0


def test_roster_that_is_a_folder_is_refused(refused, with_roster):
    (with_roster / "firms.csv").mkdir()
    refused("run", "rostered.yaml", says=["firms.csv", "cannot be read"])


# --- options ----------------------------------------------------------------------------------------------------------

PROJECT = Path(__file__).parents[2]
ATLAS, SCENARIOS = PROJECT / "experiments" / "atlas", PROJECT / "scenarios"
RUN = ("run", "tiny.yaml")
COMPARE = ("compare", "tiny.yaml")
OPTIONS: dict[str, tuple[tuple[object, ...], list[str]]] = {
    "unknown command": (("rum", "tiny.yaml"), ["rum", "run"]),
    "unknown option": ((*RUN, "--sed", 1), ["--sed", "--help"]),
    "no scenario": (("run",), ["SCENARIO"]),
    "one word too many": ((*RUN, "more"), ["more"]),
    "setting without =": ((*RUN, "--set", "grids"), ["--set grids", "NAME=VALUE"]),
    "setting without a value": ((*RUN, "--set", "grids="), ["--set grids=", "number"]),
    "setting of an unknown parameter": ((*RUN, "--set", "grid=2"), ["--set grid=2", "did you mean 'grids'"]),
    "setting out of range": ((*RUN, "--set", "self_repair=1.3"), ["--set self_repair=1.3", "between 0 and 1"]),
    "setting as text": ((*RUN, "--set", "fine=much"), ["--set fine=much", "number (yuan)"]),
    "setting of 2.5 grids": ((*RUN, "--set", "grids=2.5"), ["--set grids=2.5", "whole number"]),
    "setting to NaN": ((*RUN, "--set", "fine=nan"), ["--set fine=nan", "number (yuan)"]),
    "setting of NaN grids": ((*RUN, "--set", "grids=nan"), ["--set grids=nan", "number (count)"]),
    "setting to infinity": ((*RUN, "--set", "fine=inf"), ["--set fine=inf", "number (yuan)"]),
    "setting of infinite grids": ((*RUN, "--set", "grids=inf"), ["--set grids=inf", "number (count)"]),
    "setting of a switch to a number": ((*RUN, "--set", "accidents=7"), ["--set accidents=7", "true or false"]),
    "setting of an unknown choice": ((*RUN, "--set", "targeting=best"), ["--set targeting=best", "risk_tier"]),
    "setting that a policy drives out of range": (
        (*COMPARE, "--set", "authority=0.9"),
        ["authority", "between 0 and 1", "fines"],
    ),
    "unknown mechanism": ((*RUN, "--off", "M1"), ["unknown mechanism 'M1'", "did you mean"]),
    "unknown policy": ((*RUN, "--policy", "trainin"), ["unknown policy 'trainin'", "did you mean 'training'"]),
    "unknown policy far from any": ((*RUN, "--policy", "xyz"), ["unknown policy 'xyz'", "there are training, fines"]),
    "unknown policy of a comparison": (
        (*COMPARE, "--policy", "training+fine"),
        ["unknown policy 'fine'", "did you mean 'fines'"],
    ),
    "empty part of a policy": ((*COMPARE, "--policy", "training+"), ["unknown policy ''"]),
    "unknown policy of the baseline": (
        (*COMPARE, "--baseline", "fine"),
        ["unknown policy 'fine'", "did you mean 'fines'"],
    ),
    "unknown outcome": (
        (*COMPARE, "--outcome", "hazard_stok"),
        ["unknown outcome 'hazard_stok'", "did you mean 'hazard_stock'"],
    ),
    "half-width of 0": ((*COMPARE, "--half-width", 0), ["half-width", "positive"]),
    "negative half-width": ((*COMPARE, "--half-width", -1), ["--half-width"]),
    "half-width that is NaN": ((*COMPARE, "--half-width", "nan"), ["half-width"]),
    "half-width as text": ((*COMPARE, "--half-width", "narrow"), ["--half-width", "valid number"]),
    "one replicate": ((*COMPARE, "--least", 1), ["--least", "2"]),
    "fewest above most": ((*COMPARE, "--least", 8, "--most", 4), ["8", "4"]),
    "no workers": ((*COMPARE, "--workers", 0), ["--workers", "1"]),
    "negative seed": ((*RUN, "--seed", -1), ["--seed", "0"]),
    "seed too large": ((*RUN, "--seed", 2**64), ["seed", "2**64"]),
    "seed as text": ((*RUN, "--seed", "one"), ["--seed", "valid integer"]),
    "unknown row": (
        ("atlas", "--folder", ATLAS, "--scenarios", SCENARIOS, "--row", "X"),
        ["'X'", "there are ", "more"],
    ),
    "unknown row near one": (
        ("atlas", "--folder", ATLAS, "--scenarios", SCENARIOS, "--row", "P2"),
        ["'P2'", "did you mean '4-P2'"],
    ),
    "unknown parameter to list": (("parameters", "fiine"), ["fiine", "did you mean 'fine'"]),
}


@pytest.mark.parametrize("case", OPTIONS)
def test_bad_options_are_refused(refused, case):
    words, says = OPTIONS[case]
    refused(*words, says=says)


def test_comparison_without_any_policy_is_refused(refused, here):
    (here / "bare.yaml").write_text("weeks: 5\nenterprises: {count: 3}\n")
    refused("compare", "bare.yaml", says=["bare", "no policy"])


# --- where results go -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [("run", "tiny.yaml"), ("compare", "tiny.yaml")], ids=["run", "compare"])
@pytest.mark.parametrize(
    "place", ["tiny.yaml", "tiny.yaml/below", "tiny.yaml/far/below", "/proc/nosuch", "/dev/null/below"]
)
def test_folder_that_cannot_be_written_is_refused(refused, command, place):
    refused(*command, "--out", place, says=[place, "--out"])


def test_folder_with_a_name_too_long_is_refused(refused):
    refused(*RUN, "--out", "x" * 400, says=["--out"])


def test_results_that_are_a_file_are_refused(refused, here):
    (here / "results").write_text("not a folder")
    refused(*COMPARE, says=["results", "--out"])


@pytest.mark.parametrize(
    "command", [("run", "tiny.yaml"), ("compare", "tiny.yaml", "--policy", "fines")], ids=["run", "compare"]
)
@pytest.mark.parametrize("place", ["mine", "."], ids=["folder", "here"])
def test_files_of_the_user_in_the_folder_survive(govsim, here, command, place):
    (here / "mine").mkdir()
    (here / place / "thesis.txt").write_text("three years of work")
    answer = govsim(*command, "--out", place)
    assert (here / place / "thesis.txt").read_text() == "three years of work"
    assert (here / "tiny.yaml").exists()
    assert answer.code in (0, 2)
    if answer.code:
        answer.refuses(place)


def test_a_policy_called_baseline_does_not_hide_the_baseline(govsim, here):
    (here / "named.yaml").write_text(tiny("  fines:\n", "  baseline:\n"))
    answer = govsim("compare", "named.yaml", "--policy", "baseline", "--json")
    if answer.code:
        answer.refuses("baseline")
    else:
        assert answer.json["policies"]["baseline"]["office_cost"]["difference"] != 0.0
