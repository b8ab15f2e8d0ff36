"""`govsim sweep` and `govsim sensitivity`, as a user meets them."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from tests.cli.conftest import contents

STUDY = """\
question: does training help?
scenario: tiny.yaml
policies: [training]
parameters:
  fine: [5000, 50000]
  emergence_rate: [2, 8]
outcomes:
  hazard_stock: {bad_if: "> 12"}
  visits_per_year:
design: {method: sobol_sequence, n: 4}
replicates: 2
"""


@pytest.fixture
def study(here):
    """The study file, beside the scenario."""
    (here / "study.yaml").write_text(STUDY, encoding="utf-8")
    return here / "study.yaml"


def test_a_sweep_runs_prints_and_writes(govsim, here, study):
    answer = govsim("sweep", "run", "study.yaml", "--workers", 1)
    assert answer.code == 0, answer
    for fragment in (
        "does training help?",
        "open hazards in a firm",
        "training",
        "> 12",
        "16 runs of 4 design points, 0 failed",
        "checksum",
    ):
        assert fragment in answer.out
    folder = here / "results" / "study" / "sweep"
    assert {"manifest.json", "design.parquet", "sweep.log", "parts"} <= {path.name for path in folder.iterdir()}
    assert len(pd.read_parquet(folder / "parts")) == 16


def test_run_again_resume_status_verify_and_expand(govsim, here, study):
    first = govsim("sweep", "run", "study.yaml", "--workers", 1, "--json").json
    folder = here / "results" / "study" / "sweep"
    next((folder / "parts").iterdir()).unlink()
    assert govsim("sweep", "status", folder, "--json").json["done"] < 16
    assert govsim("sweep", "resume", folder, "--workers", 1, "--json").json["checksum"] == first["checksum"]
    before = contents(folder / "parts")
    assert govsim("sweep", "run", "study.yaml", "--workers", 1, "--json").json == first
    assert contents(folder / "parts") == before
    assert govsim("sweep", "verify", folder, "--json").json["good"] is True
    assert "the bits are the same" in govsim("sweep", "verify", folder).out
    larger = govsim("sweep", "expand", folder, "--n", 8, "--replicates", 3, "--workers", 1, "--json").json
    assert larger["done"] == 8 * 2 * 3
    assert json.loads((folder / "manifest.json").read_text())["design"]["n"] == 8
    govsim("sweep", "run", "study.yaml", "--workers", 1).refuses(
        "other numbers of points or replicates", "govsim sweep resume"
    )


def test_sensitivity_prints_indices_verdict_and_last_what_is_assumed(govsim, here, study, pictures):
    answer = govsim("sensitivity", "study.yaml", "--method", "sobol", "--n", 16, "--workers", 1)
    assert answer.code == 0, answer
    for fragment in ("new hazards of a firm a year", "dummy", "ST", "95 % interval", "evidence", "N = 16"):
        assert fragment in answer.out
    assert "rests on parameters that are only assumed" in answer.out.strip().splitlines()[-1]
    folder = here / "results" / "study" / "sobol"
    assert (folder / "hazard_stock-growth.png").stat().st_size > 0
    told = govsim(
        "sensitivity",
        "study.yaml",
        "--method",
        "sobol",
        "--n",
        16,
        "--outcome",
        "expected_accidents",
        "--workers",
        1,
        "--json",
    ).json
    assert told["outcome"] == "expected_accidents"
    assert told["noise"] < 0.02


def test_a_file_in_the_folder_of_a_sweep_tells_the_folder(govsim, here, study):
    govsim("sweep", "run", "study.yaml", "--workers", 1)
    folder = here / "results" / "study" / "sweep"
    govsim("sweep", "status", folder / "manifest.json").refuses("is a file", f"it lies in {folder}")


def test_the_note_of_an_effect_names_the_files_that_were_written(govsim, here, study):
    words = ("sensitivity", "study.yaml", "--method", "rbd_fast", "--n", 64, "--policy", "training", "--workers", 1)
    answer = govsim(*words)
    assert "hazard_stock-training-indices.png, hazard_stock-training-growth.png" in answer.err, answer
    assert (here / "results" / "study" / "rbd_fast" / "hazard_stock-training-indices.csv").is_file()


@pytest.mark.parametrize(
    ("words", "fragments"),
    [
        (("sweep", "run", "nothing.yaml"), ["no such file"]),
        (("sweep", "run", "study.yaml", "--engine", "thread"), ["unknown engine", "'threads'"]),
        (("sweep", "status", "."), ["holds no manifest.json"]),
        (("sweep", "status", "study.yaml"), ["study.yaml: is a file; give the folder of a sweep\n"]),
        (("sensitivity", "study.yaml", "--method", "sobel"), ["unknown method", "'sobol'"]),
        (("sensitivity", "study.yaml", "--method", "sobol", "--n", "10"), ["powers of two"]),
        (
            ("sensitivity", "study.yaml", "--method", "sobol", "--outcome", "hazard_stok"),
            ["unknown outcome", "'hazard_stock'"],
        ),
        (("sensitivity", "study.yaml", "--method", "sobol", "--policy", "fines"), ["unknown policy of the study"]),
        (("sweep", "run", "tiny.yaml"), ["tiny.yaml:", "question"]),
    ],
)
def test_bad_input_is_told_and_writes_nothing(govsim, here, study, words, fragments):
    before = contents(here)
    govsim(*words).refuses(*fragments)
    assert contents(here) == before


def test_a_sweep_moved_with_its_study_goes_on_and_without_it_says_how(govsim, here, study):
    govsim("sweep", "run", "study.yaml", "--workers", 1, "--out", "runs")
    (here / "there").mkdir()
    for name in ("runs", "study.yaml", "tiny.yaml"):
        (here / name).rename(here / "there" / name)
    assert govsim("sweep", "status", "there/runs", "--json").json["done"] == 16
    (here / "elsewhere").mkdir()
    (here / "there" / "study.yaml").rename(here / "elsewhere" / "study.yaml")
    govsim("sweep", "status", "there/runs").refuses("its study is not at", "govsim sweep run STUDY --out there/runs")
    (here / "there" / "tiny.yaml").rename(here / "elsewhere" / "tiny.yaml")
    assert (
        govsim("sweep", "run", "elsewhere/study.yaml", "--out", "there/runs", "--workers", 1, "--json").json["done"]
        == 16
    )


def test_a_policy_whose_runs_all_fail_is_told(govsim, here, study):
    tiny = (here / "tiny.yaml").read_text()
    (here / "tiny.yaml").write_text(tiny.replace("set: {training: 0.5}", "add: {authority: 0.9}"))
    study.write_text(STUDY.replace("fine: [5000, 50000]", "authority: [0.5, 0.9]"))
    answer = govsim("sweep", "run", "study.yaml", "--workers", 1)
    assert answer.code == 2
    assert "all runs of training failed" in answer.err
    assert "authority" in answer.err
    assert any("training" in line and " 0 " in line for line in answer.out.splitlines())


def test_rows_with_more_cells_than_the_header_are_refused(govsim, here, study):
    study.write_text(STUDY.replace("{method: sobol_sequence, n: 4}", "{method: rows, file: points.csv}"))
    for text, says in (
        ("fine,emergence_rate\n6000,3\n7000,3,4\n", "points.csv:3: has 3 cells, the header has 2"),
        ("fine,emergence_rate\n6000\n", "points.csv:2: has 1 cells"),
        ("fine,fine,emergence_rate\n6000,1,3\n", "'fine' stands twice"),
        ('fine,emergence_rate\n6000,"3\n', "cannot be read as CSV"),
        ("", "is empty"),
        ("fine,emergence_rate\n", "holds no row"),
    ):
        (here / "points.csv").write_text(text)
        govsim("sweep", "run", "study.yaml", "--workers", 1).refuses(says)
    (here / "points.csv").write_text("fine , emergence_rate\n\n6000, 3\n")
    assert govsim("sweep", "run", "study.yaml", "--workers", 1, "--json").json["points"] == 1


def test_after_another_n_both_ways_on_are_told(govsim, here, study):
    govsim("sweep", "run", "study.yaml", "--workers", 1)
    study.write_text(STUDY.replace("n: 4", "n: 8"))
    govsim("sweep", "run", "study.yaml", "--workers", 1).refuses("govsim sweep expand", "the old ones")
