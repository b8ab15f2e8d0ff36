"""What the commands print and write."""

from __future__ import annotations

import json
import math
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pandas as pd
import pytest

import govsim as package
from govsim.outcomes import ALL_OUTCOMES
from govsim.parameters import MECHANISMS, PARAMETERS
from govsim.schedule import SCHEDULE
from tests.cli.conftest import contents
from tests.cli.test_help import environment

ROOT = Path(package.__file__).parents[1]

pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning")  # a user would see it between the lines of the answer


def numbers(data):
    """Return every number in plain data."""
    if isinstance(data, dict):
        return [n for value in data.values() for n in numbers(value)]
    if isinstance(data, list):
        return [n for value in data for n in numbers(value)]
    return [data] if isinstance(data, float) else []


# --- run --------------------------------------------------------------------------------------------------------------


def test_run_prints_every_outcome(govsim):
    answer = govsim("run", "tiny.yaml")
    assert answer.code == 0
    assert "A tiny office: seed 1, weeks 0 to 20 (years 0 to 0.385), no policy" in answer.out
    for outcome in ALL_OUTCOMES.values():
        assert f" {outcome.words.label()} " in answer.out


def test_run_json_is_scenario_seed_summary(govsim):
    answer = govsim("run", "tiny.yaml", "--seed", 7, "--json")
    assert answer.code == 0
    assert list(answer.json) == ["scenario", "seed", "summary"]
    assert answer.json["scenario"] == "tiny"
    assert answer.json["seed"] == 7
    assert set(answer.json["summary"]) == set(ALL_OUTCOMES)
    assert all(math.isfinite(n) for n in numbers(answer.json))


def test_run_json_is_what_simulate_says(govsim):
    summary = package.simulate(package.load_scenario("tiny.yaml"), seed=3).summary
    told = govsim("run", "tiny.yaml", "--seed", 3, "--json").json["summary"]
    assert {name: value for name, value in told.items() if value is not None} == summary.dropna().to_dict()


def test_undefined_outcomes_are_null(govsim):
    summary = govsim("run", "tiny.yaml", "--set", "inspectors=0", "--json").json["summary"]
    assert summary["found_per_visit"] is None
    assert "NaN" not in govsim("run", "tiny.yaml", "--set", "inspectors=0", "--json").out


def test_run_writes_nothing_unless_asked(govsim, here):
    before = contents(here)
    govsim("run", "tiny.yaml")
    assert contents(here) == before


def test_run_writes_its_tables(govsim, here):
    answer = govsim("run", "tiny.yaml", "--out", "mine")
    assert answer.code == 0
    assert "written: mine" in answer.err
    assert {path.name for path in (here / "mine").iterdir()} >= {
        f"{name}.{kind}" for name in ("series", "summary", "enterprises", "events") for kind in ("csv", "parquet")
    }
    series = pd.read_csv(here / "mine" / "series.csv")
    assert series["week"].tolist() == list(range(-6, 20))
    same_tables(here / "mine")


def test_run_same_command_same_bytes(govsim, here):
    for name in ("one", "two"):
        govsim("run", "tiny.yaml", "--policy", "fines", "--out", name)
    assert contents(here / "one") == contents(here / "two")


def test_a_setting_changes_the_run_and_is_the_value_of_the_file(govsim, here):
    (here / "other.yaml").write_text((here / "tiny.yaml").read_text().replace("grids: 2", "grids: 1"))
    assert (
        govsim("run", "tiny.yaml", "--set", "grids=1", "--json").json["summary"]
        == govsim("run", "other.yaml", "--json").json["summary"]
    )
    assert govsim("run", "tiny.yaml", "--set", "grids=1", "--json").out != govsim("run", "tiny.yaml", "--json").out


@pytest.mark.parametrize(
    "setting",
    [
        "accidents=off",
        "accidents=false",
        "targeting=random",
        "inspectors=3",
        "fine=1e4",
        "fine= 10000",
        "authority=0.5",
    ],
)
def test_settings_of_every_kind_are_read(govsim, setting):
    assert govsim("run", "tiny.yaml", "--set", setting, "--json").code == 0


def test_the_last_of_two_settings_wins(govsim):
    assert (
        govsim("run", "tiny.yaml", "--set", "grids=2", "--set", "grids=1", "--json").out
        == govsim("run", "tiny.yaml", "--set", "grids=1", "--json").out
    )


def test_a_mechanism_is_switched_off(govsim):
    assert govsim("run", "tiny.yaml", "--off", "M15", "--json").json["summary"]["expected_accidents"] == 0.0
    both = govsim("run", "tiny.yaml", "--off", "M15", "--off", "M14", "--json").json["summary"]
    assert both["expected_accidents"] == both["hazards_emerged"] == 0.0


def test_policies_together_with_a_plus_or_one_by_one(govsim):
    one_by_one = govsim("run", "tiny.yaml", "--policy", "training", "-p", "fines", "--json")
    assert one_by_one.code == 0
    assert govsim("run", "tiny.yaml", "--policy", "training+fines", "--json").out == one_by_one.out


# --- compare ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def compared(govsim, here):
    """A small comparison, and the folder that it wrote."""
    answer = govsim(
        "compare",
        "tiny.yaml",
        "--policy",
        "training",
        "--policy",
        "training+fines",
        "--least",
        4,
        "--most",
        4,
        "--json",
    )
    assert answer.code == 0
    return answer.json, here / "results" / "tiny" / "compare"


def test_compare_json_has_the_promised_shape(compared):
    told, _ = compared
    assert {"baseline", "policies", "replicates"} <= set(told)
    assert told["replicates"] == 4
    assert told["partial"] is False
    assert set(told["baseline"]) == set(ALL_OUTCOMES)
    assert all(list(row) == ["mean", "low", "high"] for row in told["baseline"].values())
    assert list(told["policies"]) == ["training", "training+fines"]
    for rows in told["policies"].values():
        assert set(rows) == set(ALL_OUTCOMES)
        assert all(list(row) == ["difference", "low", "high"] for row in rows.values())
    assert all(math.isfinite(n) for n in numbers(told))


def test_intervals_hold_their_mean(govsim):
    told = govsim("compare", "tiny.yaml", "--json").json
    for row in told["baseline"].values():
        if None not in row.values():
            assert row["low"] <= row["mean"] <= row["high"]
    for row in (row for rows in told["policies"].values() for row in rows.values()):
        if None not in row.values():
            assert row["low"] <= row["difference"] <= row["high"]


def test_compare_writes_manifest_tables_and_pictures(pictures, compared):
    told, folder = compared
    assert {path.name for path in folder.iterdir()} == {
        "manifest.json",
        *(f"{name}.{kind}" for name in ("differences", "runs", "weekly", "response") for kind in ("csv", "parquet")),
        *(f"{name}.{kind}" for name in ("forest", "curves") for kind in ("png", "svg")),
    }
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["seeds"] == {"first": 1, "last": 4}
    assert manifest["replicates"] == told["replicates"]
    assert manifest["partial"] is False
    assert manifest["scenario_hash"] == package.load_scenario("tiny.yaml").fingerprint
    assert {"python", "govsim", "numpy", "numba", "mesa"} <= set(manifest["versions"])
    for name in ("forest", "curves"):
        assert (folder / f"{name}.png").read_bytes().startswith(b"\x89PNG")
        assert (folder / f"{name}.png").stat().st_size > 5000
        svg = (folder / f"{name}.svg").read_text()
        assert svg.rstrip().endswith("</svg>")
        assert "training" in svg
    same_tables(folder)


def test_tables_on_disk_say_what_the_json_says(compared):
    told, folder = compared
    table = pd.read_parquet(folder / "differences.parquet").set_index(["policy", "outcome"])
    for policy, rows in told["policies"].items():
        for outcome, row in rows.items():
            if row["difference"] is not None:
                assert table.loc[(policy, outcome), "difference"] == row["difference"]
                assert table.loc[(policy, outcome), "baseline"] == told["baseline"][outcome]["mean"]
    runs = pd.read_parquet(folder / "runs.parquet")
    assert runs.groupby("policy")["seed"].apply(list).to_dict() == {
        name: [1, 2, 3, 4] for name in ("baseline", "training", "training+fines")
    }
    weekly = pd.read_parquet(folder / "weekly.parquet")
    assert sorted(weekly["week"].unique()) == list(range(20))


def test_compare_prints_a_table_and_says_why_it_stopped(govsim):
    answer = govsim("compare", "tiny.yaml", "--policy", "fines", "--outcome", "hazard_stock", "--half-width", 1000)
    assert answer.code == 0
    for word in ("baseline", "fines", "open hazards in a firm", "4 replicates", "narrow enough"):
        assert word in answer.out
    assert "written: results/tiny/compare" in answer.err
    assert "cap on replicates reached" in " ".join(
        govsim("compare", "tiny.yaml", "--policy", "fines", "--half-width", 1e-9).out.split()
    )


@pytest.mark.parametrize(
    "words",
    [["--off", "M15"], ["--outcome", "found_by_agency"], ["--outcome", "deaths_rate"]],
    ids=["no accidents", "always 0", "almost always 0"],
)
def test_an_outcome_that_is_0_can_be_compared(govsim, pictures, words):
    for form in ((), ("--json",)):
        answer = govsim("compare", "tiny.yaml", "--policy", "fines", *words, *form)
        assert answer.code == 0
        assert "nan" not in answer.out.lower()
        assert all(line.startswith("govsim: ") for line in answer.err.splitlines())
    assert answer.json["replicates"] == 4


def test_an_outcome_that_is_never_defined_cannot_decide_when_to_stop(govsim, here):
    answer = govsim(
        "compare", "tiny.yaml", "--policy", "fines", "--outcome", "found_per_visit", "--set", "inspectors=0"
    )
    assert answer.code == 2
    assert "found_per_visit is not defined" in answer.err
    assert len(answer.err.splitlines()) == 1
    assert not (here / "results").exists()


def test_an_office_whose_only_firm_has_left_can_be_compared(govsim, here, pictures):
    text = (here / "tiny.yaml").read_text().replace("grids: 2", "grids: 2\n  exit_rate: 0.5\n  entry_rate: 0.0")
    (here / "gone.yaml").write_text(text.replace("count: 12", "count: 1").replace("\nweeks: 20\n", "\nweeks: 520\n"))
    answer = govsim("compare", "gone.yaml", "--policy", "fines", "--json")
    assert answer.code == 0
    assert answer.json["replicates"] == 4


def test_compare_takes_all_policies_unless_told(govsim):
    assert list(govsim("compare", "tiny.yaml", "--json").json["policies"]) == ["training", "fines"]


def test_compare_on_a_baseline_of_ones_own(govsim, here):
    told = govsim("compare", "tiny.yaml", "--policy", "training", "--baseline", "fines", "--json").json
    with_fines = govsim("compare", "tiny.yaml", "--policy", "fines", "--policy", "training+fines", "--json").json
    for outcome, row in told["baseline"].items():
        if row["mean"] is not None:
            shift = with_fines["policies"]["fines"][outcome]["difference"]
            assert row["mean"] == pytest.approx(with_fines["baseline"][outcome]["mean"] + shift, rel=1e-9, abs=1e-9)
    assert (
        govsim("compare", "tiny.yaml", "--policy", "training", "--baseline", "none", "--json").json["baseline"]
        == with_fines["baseline"]
    )


def test_same_command_same_bytes(govsim, here, pictures):
    for name in ("one", "two"):
        answer = govsim("compare", "tiny.yaml", "--policy", "fines", "--out", name)
        assert answer.code == 0
    one, two = contents(here / "one"), contents(here / "two")
    assert [name for name in one if one[name] != two.get(name)] == []
    assert set(one) == set(two)


def test_the_number_of_workers_changes_nothing(govsim, here):
    answers = [
        govsim(
            "compare",
            "tiny.yaml",
            "--policy",
            "fines",
            "--workers",
            n,
            "--json",
            "--least",
            6,
            "--most",
            6,
            "--out",
            f"w{n}",
        ).out
        for n in (1, 2, 5)
    ]
    assert answers[0] == answers[1] == answers[2]
    assert contents(here / "w1") == contents(here / "w2") == contents(here / "w5")


def test_the_first_seed_is_ones_own_choice(govsim):
    told = govsim("compare", "tiny.yaml", "--policy", "fines", "--seed", 40, "--json").json
    assert told["seeds"] == [40, 43]


def test_overrides_and_switches_stand_in_the_manifest(govsim, here):
    assert (
        govsim("compare", "tiny.yaml", "--policy", "fines", "--set", "grids=1", "--off", "M31", "--out", "mine").code
        == 0
    )
    manifest = json.loads((here / "mine" / "manifest.json").read_text())
    assert manifest["overrides"] == {"grids": 1}
    assert manifest["mechanisms"] == {"M31": False}


def test_a_second_comparison_lies_beside_the_first_and_the_latest_is_linked(govsim, here):
    govsim("compare", "tiny.yaml", "--policy", "fines")
    govsim("compare", "tiny.yaml", "--policy", "training")
    govsim("compare", "tiny.yaml", "--policy", "training")  # the same again is no other
    folder = here / "results" / "tiny"
    told = {path.name: json.loads((path / "manifest.json").read_text())["policies"] for path in folder.iterdir()}
    assert len(told) == 3
    assert told.pop("compare") == ["training"]
    assert (folder / "compare").is_symlink()
    assert sorted(told.values()) == [["fines"], ["training"]]


def test_a_folder_with_results_is_replaced_only_by_force(govsim, here):
    govsim("compare", "tiny.yaml", "--policy", "fines", "--out", "mine")
    before = contents(here)
    for words in (["compare", "tiny.yaml", "--policy", "training"], ["run", "tiny.yaml"]):
        govsim(*words, "--out", "mine").refuses("mine", "holds results", "--force")
    assert contents(here) == before
    govsim("compare", "tiny.yaml", "--policy", "training", "--out", "mine", "--force")
    assert json.loads((here / "mine" / "manifest.json").read_text())["policies"] == ["training"]
    assert not [path for path in here.iterdir() if path.name.startswith(".")]


def same_tables(folder):
    """Check that every table says the same as CSV and as Parquet."""
    tables = sorted(folder.glob("*.parquet"))
    assert tables
    for path in tables:
        parquet = pd.read_parquet(path)
        csv = pd.read_csv(path.with_suffix(".csv"))
        assert list(csv.columns) == list(parquet.columns), path.name
        for name in parquet:
            a, b = parquet[name], csv[name]
            if a.dtype == "float32":
                b = b.astype("float32")
            if a.dtype.kind in "fiu":
                pd.testing.assert_series_equal(a.astype(float), b.astype(float), check_exact=True)
            else:
                assert a.astype(str).tolist() == b.astype(str).tolist(), name


# --- schedule, parameters, scenarios ----------------------------------------------------------------------------------


def test_schedule_json_names_files_and_functions_that_exist(govsim):
    rows = govsim("schedule", "--json").json
    assert [row["phase"] for row in rows] == [phase.name for phase in SCHEDULE]
    for row in rows:
        assert list(row) == ["phase", "file", "function"]
        assert f"def {row['function']}(" in (ROOT / row["file"]).read_text(encoding="utf-8")


def test_schedule_prints_every_phase(govsim):
    answer = govsim("schedule")
    assert answer.code == 0
    for phase in SCHEDULE:
        assert phase.name in answer.out
        assert phase.file in answer.out


FIELDS = ["name", "kind", "unit", "low", "high", "default", "grade", "source", "meaning"]


def test_parameters_json_has_the_promised_fields(govsim):
    rows = govsim("parameters", "--json").json
    assert [row["name"] for row in rows] == list(PARAMETERS)
    for row in rows:
        assert list(row)[: len(FIELDS)] == FIELDS
        assert set(row) - set(FIELDS) <= ({"choices"} if row["kind"] == "choice" else set())
        assert row["grade"] in ("measured", "calibrated", "assumed")
        assert row["source"]
        assert row["meaning"]


def test_parameters_are_searched_by_name_and_meaning(govsim):
    names = [row["name"] for row in govsim("parameters", "FINE", "--json").json]
    assert "fine" in names
    assert len(names) < len(PARAMETERS)
    assert govsim("parameters", "fine_escalation").code == 0
    assert "fine_escalation" in govsim("parameters", "fine_escalation").out


def test_parameters_of_a_scenario_show_its_values_and_evidence(govsim):
    rows = {row["name"]: row for row in govsim("parameters", "--scenario", "tiny.yaml", "--json").json}
    assert set(rows) == set(PARAMETERS)
    assert (rows["inspectors"]["value"], rows["inspectors"]["grade"], rows["inspectors"]["source"]) == (
        2,
        "measured",
        "counted",
    )
    assert (rows["grids"]["value"], rows["grids"]["source"]) == (2, "scenario file")
    assert rows["fine"]["value"] == PARAMETERS["fine"].default
    assert "counted" in govsim("parameters", "inspectors", "--scenario", "tiny.yaml").out


def test_parameters_mechanisms_lists_what_switches_them_off(govsim):
    rows = govsim("parameters", "--mechanisms", "--json").json
    assert [row["id"] for row in rows] == list(MECHANISMS)
    assert all(row["off"] for row in rows)
    answer = govsim("parameters", "--mechanisms")
    assert answer.code == 0
    for name in MECHANISMS:
        assert name in answer.out


def test_parameters_schema_is_a_json_schema(govsim):
    import jsonschema

    schema = govsim("parameters", "--schema").json
    jsonschema.Draft202012Validator.check_schema(schema)
    assert set(schema["properties"]["parameters"]["properties"]) == set(PARAMETERS)


def test_scenarios_lists_files_and_policies(govsim, here):
    rows = govsim("scenarios", "--folder", ".", "--json").json
    assert [(row["name"], row["title"]) for row in rows] == [("tiny", "A tiny office")]
    assert list(rows[0]["policies"]) == ["training", "fines"]
    answer = govsim("scenarios", "--folder", here)
    assert answer.code == 0
    assert "A tiny office" in answer.out


def test_scenarios_lists_those_of_the_repository(govsim):
    rows = govsim("scenarios", "--folder", ROOT / "scenarios", "--json").json
    assert "c_office" in [row["name"] for row in rows]


def test_a_reader_who_has_had_enough_of_a_pipe_sees_no_traceback(here):
    process = subprocess.Popen(
        [sys.executable, "-m", "govsim", "parameters", "--schema"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    )
    assert process.stdout.readline() == "{\n"
    process.stdout.close()
    assert process.stderr.read() == ""
    process.stderr.close()
    assert process.wait() in (0, 1)


def test_a_run_tells_harm_as_people_do(govsim):
    told = " ".join(govsim("run", "tiny.yaml").out.split())
    assert re.search(r"Expected: [\d.]+ reportable accidents a year", told)
    assert re.search(r"one fatal accident in [\d.,]+ years", told)
    assert "No harm to expect." in govsim("run", "tiny.yaml", "--off", "M15").out


# --- what is asked for and does not do what it seems to ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--set", "training=0.2", "-p", "training"), "training=0.2 does not last: the policy training sets training"),
        (("--set", "grids=2"), "grids=2 changes nothing"),
        (("--set", "accountability=0.5", "--off", "M24"), "accountability=0.5 has no effect: M24 is off"),
        (("--set", "rank_stake=0.2"), "the ranking of offices has no effect: it needs two offices with a `rank_stake`"),
        (("-p", "late"), "the policy late has no effect: it starts in week 400, the scenario ends in 20"),
    ],
    ids=["overridden", "default", "off", "alone", "late"],
)
@pytest.mark.parametrize("command", [("run",), ("compare", "--least", 2, "--most", 2)], ids=["run", "compare"])
def test_what_changes_nothing_or_does_not_last_is_said_in_a_line(govsim, here, command, words, says):
    text = (here / "tiny.yaml").read_text(encoding="utf-8")
    (here / "tiny.yaml").write_text(text.replace("policies:\n", "policies:\n  late: {start: 400, add: {fine: 1}}\n"))
    words = (*words, "-p", "fines") if "-p" not in words and command[0] == "compare" else words
    answer = govsim(command[0], "tiny.yaml", *command[1:], *words)
    assert answer.code == 0, answer
    lines = [line for line in answer.err.splitlines() if "warning:" in line]
    assert len(lines) == 1, answer.err
    assert says in lines[0]
    assert "warning" not in govsim(command[0], "tiny.yaml", *command[1:], "-p", "fines").err


def cells(out, name):
    """Return the cells of the row of an outcome."""
    label = ALL_OUTCOMES[name].words.label()
    return next(line.split("│")[2].strip() for line in out.splitlines() if f" {label} " in line and "│" in line)


def test_what_is_off_prints_off_and_not_0(govsim, here):
    out = govsim("run", "tiny.yaml").out
    assert cells(out, "officials_disciplined") == "off"
    assert cells(out, "visits_per_year") != "off"
    assert cells(govsim("run", "tiny.yaml", "--set", "exante_checks=1").out, "officials_disciplined") != "off"
    text = (here / "tiny.yaml").read_text(encoding="utf-8")
    (here / "tiny.yaml").write_text(text.replace("most: 4", "most: 4, show: [officials_disciplined]"))
    rows = govsim("compare", "tiny.yaml", "--policy", "fines").out.splitlines()
    assert [cell.strip() for row in rows if "officials" in row for cell in row.split("│")[2:4]] == ["off", "off"]


# --- policies at a strength -------------------------------------------------------------------------------------------


def test_a_policy_runs_at_a_strength(govsim):
    def told(*policies):
        words = [word for policy in policies for word in ("-p", policy)]
        return govsim("run", "tiny.yaml", "--json", *words).json["summary"]

    assert told("fines*1") == told("fines")
    assert told("fines*0") == told()
    assert told("fines*0.5")["office_cost"] not in (told("fines")["office_cost"], told()["office_cost"])
    assert told("training*0.5+fines") == told("training*0.5", "fines")


def test_policies_at_strengths_are_compared(govsim):
    words = (
        "compare",
        "tiny.yaml",
        "-p",
        "fines",
        "-p",
        "fines*1",
        "-p",
        "fines*0",
        "-p",
        "training+fines*0.5",
        "--json",
    )
    told = govsim(*words).json["policies"]
    assert list(told) == ["fines", "fines*1", "fines*0", "training+fines*0.5"]
    assert told["fines*1"] == told["fines"]
    assert all(row["difference"] in (0.0, None) for row in told["fines*0"].values())
    assert told["training+fines*0.5"] != told["fines"]


@pytest.mark.parametrize(
    ("policy", "says"),
    [
        ("fines*2", "fines*2: a strength lies between 0 and 1"),
        ("fines*", "as in name*0.8"),
        ("fines*nan", "between 0 and 1"),
        ("fine*0.5", "did you mean 'fines'"),
        ("fines+fines*0.5", "given twice"),
    ],
)
@pytest.mark.parametrize("command", ["run", "compare"])
def test_a_wrong_strength_is_refused(govsim, command, policy, says):
    govsim(command, "tiny.yaml", "-p", policy).refuses(says)


def test_a_strength_of_a_policy_in_the_baseline_is_refused(govsim):
    govsim("compare", "tiny.yaml", "--baseline", "fines", "-p", "fines*0.5").refuses("'fines' is in the baseline")


# --- version, and where results go ------------------------------------------------------------------------------------


def test_version(govsim):
    answer = govsim("--version")
    assert (answer.code, answer.out) == (0, f"govsim {package.__version__}\n")


def test_results_go_where_the_environment_says(govsim, here, monkeypatch):
    monkeypatch.setenv("GOVSIM_RESULTS", str(here / "elsewhere"))
    assert govsim("compare", "tiny.yaml", "-p", "fines").code == 0
    assert (here / "elsewhere" / "tiny" / "compare" / "manifest.json").is_file()
    assert not (here / "results").exists()


# --- scenarios of the package -----------------------------------------------------------------------------------------


def test_scenarios_of_the_package_are_listed_and_run_by_their_names(govsim, here):
    assert "c_office" in [row["file"] for row in govsim("scenarios", "--json").json]
    by_name, by_file = (
        govsim("parameters", "fine", "--scenario", s) for s in ("c_office", ROOT / "scenarios/c_office.yaml")
    )
    assert (by_name.code, by_name.out) == (0, by_file.out)
    govsim("parameters", "--scenario", "c_offic").refuses("no such file")


def test_a_new_scenario_is_a_copy_with_its_comments(govsim, here):
    assert govsim("new", "my_office", "--from", "c_office").code == 0
    text = (here / "my_office.yaml").read_text(encoding="utf-8")
    source = (ROOT / "scenarios" / "c_office.yaml").read_text(encoding="utf-8")
    assert text.splitlines()[1:] == source.splitlines()[2:]  # but for the schema beside the source, and the name
    assert text.startswith("name: my_office\n")
    (here / "my_office.yaml").write_text("mine")
    govsim("new", "my_office", "--from", "c_office").refuses("my_office.yaml: is there already", "--force")
    assert (here / "my_office.yaml").read_text() == "mine"
    assert govsim("new", "my_office.yaml", "--from", "tiny.yaml", "--force").code == 0
    assert package.load_scenario("my_office.yaml").fingerprint != package.load_scenario("tiny.yaml").fingerprint
    govsim("new", "nosuch/x", "--from", "c_office").refuses("cannot be written")
    govsim("new", "my office", "--from", "c_office").refuses("letters (of any script), digits")


def test_the_scenarios_go_into_the_wheel():
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert told["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"] == {
        name: f"govsim/{name}"
        for name in ("scenarios", "experiments/atlas", "experiments/headline", "experiments/validation")
    }


def test_policies_against_a_policy_and_outcomes_by_subject(govsim, here):
    asked = ("compare", "tiny.yaml", "--policy", "training", "--policy", "fines", "--policy", "fines*0.5", "--out", "c")
    answer = govsim(*asked, "--against", "fines", "--table", "cost", "--show", "effort")
    assert answer.code == 0
    for text in ("differences from fines", "cost to the office", "cost to the firms", "safety effort", "× 0.5"):
        assert text in answer.out
    assert (here / "c/response.csv").exists()
    govsim(*asked, "--against", "nothing").refuses("--against", "unknown compared policy 'nothing'")
    govsim(*asked, "--table", "costs").refuses("--table", "did you mean 'cost'")
    govsim("compare", "tiny.yaml", "--policy", "fines", "--against", "fines").refuses("no other policy")


def test_tables_as_one_kind_and_a_log(govsim, here):
    answer = govsim("-v", "run", "tiny.yaml", "--out", "r", "--format", "parquet", "--json")
    assert answer.code == 0
    assert {path.suffix for path in (here / "r").iterdir()} == {".parquet", ".json"}
    assert "govsim.cli: scenario tiny from tiny.yaml, fingerprint" in answer.err
    manifest = json.loads((here / "r/manifest.json").read_text(encoding="utf-8"))
    assert len(manifest["rules"]) == 16
    assert manifest["extensions"] == {}
    govsim("run", "tiny.yaml", "--out", "s", "--format", "xls").refuses("--format")


def test_a_shell_completes_commands():
    words = {"_GOVSIM_COMPLETE": "complete_bash", "COMP_WORDS": "govsim ros", "COMP_CWORD": "1"}
    shell = subprocess.run(
        [sys.executable, "-c", "from govsim.cli import main; import sys; sys.argv = ['govsim']; main()"],
        env={**os.environ, **words},
        capture_output=True,
        text=True,
        check=False,
    )
    assert shell.stdout.split() == ["roster"]


def test_a_manifest_tells_rules_and_extensions(govsim, here, monkeypatch):
    from govsim import extensions
    from govsim.compiled import source_hash

    monkeypatch.setattr(extensions, "LOADED", {})
    (here / "own.py").write_text("MINE = 1\n")
    govsim("run", "tiny.yaml", "--extension", "own.py", "--out", "mine")
    manifest = json.loads((here / "mine" / "manifest.json").read_text())
    assert manifest["rules"] == source_hash()
    assert list(manifest["extensions"]) == ["own.py"]
    assert len(manifest["extensions"]["own.py"]) == 16
