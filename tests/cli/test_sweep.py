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
    words = ("sensitivity", "study.yaml", "--method", "rbd_fast", "--n", 32, "--policy", "training", "--workers", 1)
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
