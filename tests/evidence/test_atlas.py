"""The atlas: what a row may say, that no row of the case studies is left out, and what its experiments give."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import govsim as package
from govsim import InputError
from govsim.evidence import atlas as module
from govsim.evidence.atlas import KINDS, Atlas, Finding, load_atlas, run_atlas, select
from govsim.parameters import MECHANISMS
from govsim.runs.compare import compare
from govsim.runs.interval import interval
from govsim.runs.run import replicate
from tests.cli.conftest import TINY, contents, govsim, here  # noqa: F401 (fixtures)

ROOT = Path(package.__file__).parents[1]

# Every fact (F), problem (P), cause (C) and countermeasure (M) that the five case studies name. The second problem of
# case 3 is missing in its source, so there is no 3-P2.
IDS = [
    "0-F1",
    "0-F2",
    "0-P0a",
    "0-P0b",
    "0-P0c",
    "0-P1",
    "0-P2",
    "0-P3",
    "0-P4",
    "0-P5",
    "0-C1",
    "0-C2",
    "0-C3",
    "0-C4",
    "0-C5",
    "0-M1",
    "0-M2",
    "0-M3",
    "0-M4",
    "0-M5",
    "1-F1",
    "1-F2",
    "1-F3",
    "1-P1",
    "1-P2",
    "1-P3",
    "1-P4",
    "1-P5",
    "1-P6",
    "1-P7",
    "1-P8",
    "1-P9",
    "1-P10",
    "1-P11",
    "1-P12",
    "1-P13",
    "1-P14",
    "1-P15",
    "1-P16",
    "1-P17",
    "1-C1",
    "1-C2",
    "1-C3",
    "1-C4",
    "1-C5",
    "1-C6",
    "1-C7",
    "1-C8",
    "1-C9",
    "1-C10",
    "1-C11",
    "1-C12",
    "1-C13",
    "1-C14",
    "1-C15",
    "1-M1",
    "1-M2",
    "1-M3",
    "1-M4",
    "1-M5",
    "2-F1",
    "2-P0",
    "2-P1",
    "2-P2",
    "2-P3",
    "2-P4",
    "2-P5",
    "2-P6",
    "2-P7",
    "2-C0",
    "2-M1",
    "2-M2",
    "2-M3",
    "2-M4",
    "2-M5",
    "3-F1",
    "3-F2",
    "3-F3",
    "3-P1",
    "3-P3",
    "3-P4",
    "3-M1",
    "3-M2",
    "3-M3",
    "3-M4",
    "4-P1",
    "4-P2",
    "4-P3",
    "4-P4",
    "4-P5",
    "4-M1a",
    "4-M1b",
    "4-M1c",
    "4-M2a",
    "4-M2b",
    "4-M2c",
    "4-M2d",
    "4-M3a",
    "4-M3b",
    "4-M3c",
    "4-M3d",
    "4-M4a",
    "4-M4b",
    "4-M4c",
    "4-M4d",
    "4-M4e",
    "4-M5a",
    "4-M5b",
    "4-M5c",
]

FEW_PEOPLE = """\
rows:
  - id: 0-P1
    name: few people
    scenario: tiny
    mechanisms: [M02]
    parameter: inspectors
    outcome: visits_per_year
    sign: "-"
    present: {set: {inspectors: 1}}
    absent: {set: {inspectors: 4}}
    reading: one post against four
"""
MORE_ROWS = """\
  - id: 0-P2
    name: no wish to look closely
    scenario: tiny
    mechanisms: [M06]
    parameter: time_depth
    outcome: depth
    sign: "-"
    present: {}
    absent: {set: {time_depth: 0.9}}
    reading: the scenario as it stands against one with three times the weight on depth
  - id: 1-M1
    name: higher fines
    scenario: tiny
    mechanisms: [M09]
    parameter: fine
    outcome: effort
    sign: "-"
    present: {policies: [fines]}
    absent: {}
    reading: the wrong sign, written down on purpose
"""


@pytest.fixture
def files(here):  # noqa: F811
    """A folder with two files of the atlas, beside the folder of its one scenario."""
    for name in ("atlas", "scenarios"):
        (here / name).mkdir()
    (here / "scenarios" / "tiny.yaml").write_text(TINY, encoding="utf-8")
    (here / "atlas" / "case_0.yaml").write_text(FEW_PEOPLE + MORE_ROWS.partition("  - id: 1-")[0], encoding="utf-8")
    (here / "atlas" / "case_1.yaml").write_text(
        "rows:\n  - id: 1-" + MORE_ROWS.partition("  - id: 1-")[2], encoding="utf-8"
    )
    return here


@pytest.fixture
def rows(files):
    """The three rows of these files."""
    return load_atlas(files / "atlas", files / "scenarios")


# --- the rows of the case studies -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def whole():
    """The atlas of the repository."""
    return load_atlas(ROOT / "experiments" / "atlas", ROOT / "scenarios")


def test_every_row_of_the_case_studies_is_there_once(whole):
    assert len(set(IDS)) == len(IDS) == 109
    assert sorted(row.id for row in whole) == sorted(IDS)


def test_every_row_is_an_experiment_of_its_own(whole):
    told = [(row.present.fingerprint, row.absent.fingerprint, row.entry.outcome) for row in whole]
    doubles = {row.id for row, mark in zip(whole, told, strict=True) if told.count(mark) > 1}
    assert not doubles


def test_every_countermeasure_of_a_scenario_is_the_policy_that_names_it(whole):
    for row in whole:
        if row.kind != "countermeasure" or not row.entry.present.policies:
            continue
        named = {identity for name in row.entry.present.policies for identity in row.present.policies[name].rows}
        assert row.id in named, f"{row.id}: {row.entry.present.policies} stand for {sorted(named)}"


def test_mechanisms_of_a_row_are_in_use(whole):
    for row in whole:
        assert row.entry.mechanisms[0] in MECHANISMS
        assert not {m for m in row.entry.mechanisms if not row.present.mechanisms.get(m, True)}, row.id


def test_every_scenario_has_rows(whole):
    assert {row.entry.scenario for row in whole} == {path.stem for path in (ROOT / "scenarios").glob("*.yaml")}


@pytest.fixture(scope="module")
def page():
    """The script that writes docs/atlas.md."""
    spec = spec_from_file_location("docs_atlas", ROOT / "docs" / "atlas.py")
    assert spec
    assert spec.loader
    script = module_from_spec(spec)
    spec.loader.exec_module(script)
    return script


def test_the_page_names_every_row_and_outcome(page, capsys):
    assert page.main(["--check"]) == 0, capsys.readouterr().err


def test_what_the_page_leaves_out_is_told(page, rows):
    right = finding(rows[0], "-", [1.0, 1.0], [4.0, 4.0])
    wrong = finding(rows[1], "-", [1.0, 2.0], [1.0, 2.0])
    text = page.BEGIN + page.page(Atlas((right, wrong), (1, 2), 4)) + page.END + page.BY_HAND
    assert page.left_out([rows[0]], text) == ["has a row 0-P2 that is not in the atlas"]
    assert page.left_out(rows, text + "0-P2: why") == ["has no row 1-M1; run `make atlas`"]
    assert page.left_out(rows[:2], text) == ["does not explain why 0-P2 disagrees"]
    assert page.left_out(rows[:2], text + "0-P2: why") == []
    other = text.replace("`depth`", "`effort`")
    assert page.left_out(rows[:2], other + "0-P2") == ["shows 0-P2 with another outcome or parameter; run `make atlas`"]


# --- bad input --------------------------------------------------------------------------------------------------------

BAD = {
    "unknown scenario": (
        "scenario: tiny",
        "scenario: tinny",
        ["case_0.yaml:4: rows.0.scenario", "unknown scenario 'tinny'", "did you mean 'tiny'"],
    ),
    "unknown outcome": (
        "outcome: visits_per_year",
        "outcome: visits_per_yaer",
        ["case_0.yaml:7: rows.0.outcome", "did you mean 'visits_per_year'"],
    ),
    "unknown parameter": (
        "parameter: inspectors",
        "parameter: inspector",
        ["case_0.yaml:6: rows.0.parameter", "did you mean 'inspectors'"],
    ),
    "unknown mechanism": (
        "mechanisms: [M02]",
        "mechanisms: [M02, M99]",
        ["case_0.yaml:5: rows.0.mechanisms.1", "unknown mechanism 'M99'"],
    ),
    "no mechanism": ("mechanisms: [M02]", "mechanisms: []", ["case_0.yaml:5: rows.0.mechanisms", "at least 1"]),
    "sign in words": ('sign: "-"', "sign: less", ["case_0.yaml:8: rows.0.sign", "'+' or '-'", "'less'"]),
    "no sign": ('    sign: "-"\n', "", ["case_0.yaml:2: rows.0", "'sign' is missing"]),
    "wrong id": ("id: 0-P1", "id: P1", ["case_0.yaml:2: rows.0.id", "such as 0-P2", "'P1'"]),
    "unknown key": ("reading:", "raeding:", ["case_0.yaml:11: rows.0.raeding", "did you mean 'reading'"]),
    "unknown key of a variant": (
        "{set: {inspectors: 4}}",
        "{sets: {inspectors: 4}}",
        ["case_0.yaml:10: rows.0.absent.sets", "did you mean 'set'"],
    ),
    "unknown parameter of a variant": (
        "{set: {inspectors: 4}}",
        "{set: {inspectors: 4, grid: 1}}",
        ["case_0.yaml:10: rows.0.absent.set.grid", "did you mean 'grids'"],
    ),
    "value out of range": (
        "{set: {inspectors: 4}}",
        "{set: {inspectors: -4}}",
        ["case_0.yaml:10: rows.0.absent.set.inspectors", "between 0 and"],
    ),
    "value of a wrong kind": (
        "{set: {inspectors: 4}}",
        "{set: {inspectors: many}}",
        ["case_0.yaml:10: rows.0.absent.set.inspectors", "must be a number"],
    ),
    "unknown policy": (
        "{set: {inspectors: 4}}",
        "{policies: [trainings]}",
        ["case_0.yaml:10: rows.0.absent.policies.0", "did you mean 'training'"],
    ),
    "parameter that nothing changes": (
        "parameter: inspectors",
        "parameter: fine",
        ["case_0.yaml:6: rows.0.parameter", "neither by `present` nor by `absent`"],
    ),
    "nothing to compare": (
        "{set: {inspectors: 4}}",
        "{set: {inspectors: 1}}",
        ["case_0.yaml:9: rows.0.present", "the same scenario"],
    ),
    "a list for a row": ("  - id: 0-P1\n", "  - [1, 2]\n  - id: 0-P1\n", ["case_0.yaml:2: rows.0"]),
    "no list of rows": ("rows:\n", "row:\n", ["case_0.yaml:1", "one key `rows`"]),
    "not YAML": ("rows:\n", "rows: [\n", ["case_0.yaml:", "not valid YAML"]),
    "a row twice": ("  - id: 0-P2", "  - id: 0-P1", ["case_0.yaml", "0-P1 stands in the atlas already"]),
}


@pytest.mark.parametrize("fault", BAD)
def test_bad_files_are_refused_with_file_and_line(govsim, files, fault):  # noqa: F811
    old, new, says = BAD[fault]
    path = files / "atlas" / "case_0.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    before = contents(files)
    govsim("atlas", "--folder", "atlas").refuses(*says)
    assert contents(files) == before


def test_a_value_that_a_policy_in_force_sets_anew_is_refused(files):
    path = files / "scenarios" / "tiny.yaml"
    path.write_text(TINY + "baseline: [training]\n", encoding="utf-8")
    row = files / "atlas" / "case_0.yaml"
    row.write_text(
        row.read_text(encoding="utf-8").replace("{set: {time_depth: 0.9}}", "{set: {time_depth: 0.9, training: 0.1}}"),
        encoding="utf-8",
    )
    with pytest.raises(
        InputError, match=r"case_0.yaml:\d+: rows.1.absent.set.training: the policy 'training' sets 'training' anew"
    ):
        load_atlas(files / "atlas", files / "scenarios")


def test_a_policy_of_the_baseline_cannot_be_added(files):
    (files / "scenarios" / "tiny.yaml").write_text(TINY + "baseline: [fines]\n", encoding="utf-8")
    with pytest.raises(
        InputError,
        match=r"case_1.yaml:9: rows.0.present.policies.0: the policy 'fines' is in the baseline of tiny already",
    ):
        load_atlas(files / "atlas", files / "scenarios")


def test_a_faulty_scenario_is_named_itself(files):
    (files / "scenarios" / "tiny.yaml").write_text(TINY.replace("grids: 2", "grids: 0"), encoding="utf-8")
    with pytest.raises(InputError, match=r"tiny.yaml:10: parameters.grids"):
        load_atlas(files / "atlas", files / "scenarios")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--row", "0-P3"], ["--row", "unknown row '0-P3'", "did you mean '0-P"]),
        (["--case", "7"], ["--case", "there is no case 7; there are 0, 1"]),
        (["--row", "0-P1", "--case", "1"], ["none of these rows belongs to case 1"]),
        (["--folder", "nowhere"], ["nowhere", "case_*.yaml"]),
        (["--scenarios", "nowhere"], ["case_0.yaml:4", "there is no scenario 'tiny', nor any other"]),
        (["--replicates", "1"], ["--replicates"]),
        (["--out", "atlas"], ["atlas", "holds other files"]),
    ],
)
def test_bad_words_are_refused(govsim, files, words, says):  # noqa: F811
    before = contents(files)
    given = words if "--folder" in words else ["--folder", "atlas", *words]
    govsim("atlas", *given).refuses(*says)
    assert contents(files) == before


# --- rows -------------------------------------------------------------------------------------------------------------


def test_case_and_kind_follow_from_the_id(rows):
    assert [(row.id, row.case, row.kind) for row in rows] == [
        ("0-P1", 0, "problem"),
        ("0-P2", 0, "problem"),
        ("1-M1", 1, "countermeasure"),
    ]
    assert set(KINDS.values()) == {"fact", "problem", "cause", "countermeasure"}


def test_variants_are_the_scenario_with_values_and_with_policies(rows):
    few, closely, fines = rows
    scenario = package.load_scenario("scenarios/tiny.yaml")
    assert few.present.fingerprint == scenario.with_values({"inspectors": 1}).fingerprint
    assert closely.present.fingerprint == scenario.fingerprint
    assert closely.absent.fingerprint == scenario.with_values({"time_depth": 0.9}).fingerprint
    assert fines.present.fingerprint == scenario.with_policy("fines").fingerprint


def test_rows_are_chosen_by_id_and_case(rows):
    assert [row.id for row in select(rows)] == ["0-P1", "0-P2", "1-M1"]
    assert [row.id for row in select(rows, case=0)] == ["0-P1", "0-P2"]
    assert [row.id for row in select(rows, ["1-M1", "0-P1"])] == ["0-P1", "1-M1"]


# --- experiments ------------------------------------------------------------------------------------------------------

SEEDS = range(3, 8)


def test_differences_are_paired_on_the_same_seeds(rows):
    finding = run_atlas(rows[:1], SEEDS).findings[0]
    assert finding.present.tolist() == replicate(rows[0].present, SEEDS).outcomes["visits_per_year"].tolist()
    assert finding.absent.tolist() == replicate(rows[0].absent, SEEDS).outcomes["visits_per_year"].tolist()
    assert finding.difference == interval(finding.present - finding.absent)
    assert finding.agrees


def test_a_policy_differs_from_the_baseline_as_in_a_comparison(rows):
    finding = run_atlas(rows[2:], SEEDS).findings[0]
    told = compare(rows[2].absent, ["fines"], least=5, most=5, seed=3).difference("fines", "effort")
    assert finding.difference == told
    assert finding.agrees == (told.high < 0)


def test_a_variant_that_rows_share_is_run_once(rows, monkeypatch):
    built = []
    build = module.build
    monkeypatch.setattr(
        module, "build", lambda scenario, seed: (built.append((scenario.fingerprint, seed)), build(scenario, seed))[1]
    )
    atlas = run_atlas(rows, SEEDS)
    assert rows[1].present.fingerprint == rows[2].absent.fingerprint
    assert len(built) == len(set(built)) == atlas.runs == 5 * len(SEEDS)


def test_the_result_does_not_depend_on_workers_or_on_other_rows(rows):
    one, two = run_atlas(rows, SEEDS, workers=1), run_atlas(rows, SEEDS, workers=2)
    assert json.dumps(one.as_json()) == json.dumps(two.as_json())
    alone = run_atlas(rows[1:2], SEEDS)
    assert json.dumps(alone.findings[0].as_dict()) == json.dumps(one.findings[1].as_dict())


def test_progress_counts_runs(rows):
    seen = []
    run_atlas(rows, SEEDS, workers=1, progress=lambda done, planned: seen.append((done, planned)))
    assert seen == [(n, 25) for n in range(1, 26)]


def test_one_replicate_is_refused(rows):
    with pytest.raises(InputError, match="two replicates"):
        run_atlas(rows, [1])


def finding(row, sign, present, absent, harm=((1.0, 1.0), (1.0, 1.0))):
    entry = row.entry.model_copy(update={"sign": sign})
    return Finding(replace(row, entry=entry), np.array(present), np.array(absent), *map(np.array, harm))


@pytest.mark.parametrize(
    ("with_it", "side"),
    [((2.0, 2.1), "+"), ((0.5, 0.59), "-"), ((0.5, 2.0), "")],
    ids=["more", "less", "either"],
)
def test_a_row_matters_if_harm_goes_where_its_kind_says(rows, with_it, side):
    """A problem matters if it raises expected deaths and serious injuries, a countermeasure if it lowers them."""
    for row in rows:
        told = finding(row, "+", [1.0, 1.0], [1.0, 1.0], (with_it, (1.0, 1.1)))
        expected = {"problem": "+", "cause": "+", "countermeasure": "-"}.get(row.kind)
        assert told.matters == (None if expected is None else expected == side)
        assert told.harms_the_wrong_way == (expected is not None and side not in ("", expected))
    assert {row.kind for row in rows} >= {"problem", "countermeasure"}


@pytest.mark.parametrize(
    ("sign", "present", "absent", "agrees"),
    [
        ("+", [2.0, 3.0, 4.0, 3.0], [1.0, 1.0, 1.0, 1.0], True),
        ("-", [2.0, 3.0, 4.0, 3.0], [1.0, 1.0, 1.0, 1.0], False),
        ("-", [1.0, 1.0, 1.0, 1.0], [2.0, 3.0, 4.0, 3.0], True),
        ("+", [0.0, 4.0, 0.0, 4.0], [1.0, 1.0, 1.0, 1.0], False),  # the right sign, and an interval that holds 0
        ("+", [1.0, 1.0, 1.0, 1.0], [1.0, 1.0, 1.0, 1.0], False),
        ("+", [2.0, 2.0], [1.0, 1.0], True),  # no spread at all
        ("+", [2.0, math.nan, 3.0, math.nan], [1.0, 1.0, 1.9, math.nan], True),
        ("+", [2.0, math.nan], [1.0, 1.0], False),  # one pair
        ("+", [math.nan, math.nan], [1.0, 1.0], False),
        ("-", [1.0 + 1e-15, 1.0], [1.0, 1.0 + 1e-15], False),
    ],
)
def test_a_row_agrees_if_the_sign_is_right_and_the_interval_leaves_out_0(rows, sign, present, absent, agrees):
    assert finding(rows[0], sign, present, absent).agrees is agrees


def test_undefined_pairs_are_left_out_and_counted(rows):
    told = finding(rows[0], "+", [2.0, math.nan, 4.0], [1.0, 1.0, 1.0])
    assert (told.difference.mean, told.difference.n, told.as_dict()["replicates"]) == (2.0, 2, 2)


def test_the_standardised_difference_is_in_units_of_its_spread(rows):
    told = finding(rows[0], "+", [2.0, 3.0, 4.0], [1.0, 1.0, 1.0])
    assert told.standardised.mean == pytest.approx(2.0)
    assert finding(rows[0], "+", [2.0, 2.0], [1.0, 1.0]).standardised.mean == math.inf
    assert math.isnan(finding(rows[0], "+", [1.0, 1.0], [1.0, 1.0]).standardised.mean)


# --- the command ------------------------------------------------------------------------------------------------------


def test_the_command_prints_a_line_a_row_and_writes_nothing(govsim, files):  # noqa: F811
    before = contents(files)
    answer = govsim("atlas", "--folder", "atlas", "--replicates", 3)
    assert answer.code == 0
    assert " of 3 rows agree" in answer.out
    for text in ("0-P1", "0-P2", "1-M1", "few people", "inspectors", "seeds 1 to 3"):
        assert text in answer.out
    assert contents(files) == before


def test_json_is_what_the_engine_says(govsim, files, rows):  # noqa: F811
    answer = govsim(
        "atlas", "--folder", "atlas", "--replicates", 4, "--seed", 5, "--row", "0-P1", "--row", "1-M1", "--json"
    )
    told = run_atlas(select(rows, ["0-P1", "1-M1"]), range(5, 9)).as_json()
    assert answer.json == told
    assert list(told) == ["rows", "agreeing", "of", "mattering", "replicates", "seeds"]
    assert set(told["rows"][0]) >= {
        "id",
        "name",
        "case",
        "kind",
        "scenario",
        "mechanisms",
        "parameter",
        "outcome",
        "present",
        "absent",
        "difference",
        "expected",
        "agrees",
    }
    assert set(told["rows"][0]["difference"]) == {"mean", "low", "high"}
    assert (told["of"], told["agreeing"]) == (2, sum(row["agrees"] for row in told["rows"]))


def test_json_has_null_for_what_is_not_defined(govsim, files):  # noqa: F811
    path = files / "atlas" / "case_0.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("outcome: visits_per_year", "outcome: false_report_rate"),
        encoding="utf-8",
    )
    row = govsim("atlas", "--folder", "atlas", "--replicates", 2, "--row", "0-P1", "--json").json["rows"][0]
    assert row["difference"] == {"mean": None, "low": None, "high": None}
    assert row["agrees"] is False


def test_the_folder_of_results(govsim, files):  # noqa: F811
    for name in ("one", "two"):
        assert govsim("atlas", "--folder", "atlas", "--replicates", 2, "--out", name).code == 0
    assert contents(files / "one") == contents(files / "two")
    table = pd.read_csv(files / "one" / "atlas.csv")
    assert table["id"].tolist() == ["0-P1", "0-P2", "1-M1"]
    assert {"difference", "low", "high", "agrees", "expected"} <= set(table)
    manifest = json.loads((files / "one" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["rows"] == ["0-P1", "0-P2", "1-M1"]
    assert manifest["seeds"] == {"first": 1, "last": 2}


def test_pictures_show_every_row(rows):
    from govsim.report.atlas import case_forest

    undefined = finding(rows[1], rows[1].entry.sign, [math.nan, math.nan], [1.0, 1.0])
    atlas = Atlas((finding(rows[0], "-", [1.0, 2.0], [4.0, 4.5]), undefined), (1, 2), 4)
    figure = case_forest(atlas, 0)
    labels = [text.get_text() for text in figure.axes[0].get_yticklabels()]
    assert labels == ["0-P1  few people  ←", "0-P2  no wish to look closely  ←"]
    figure.canvas.draw()
