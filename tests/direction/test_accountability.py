"""What accountability does to people, on paired draws: regimes are set, never outcomes."""

from __future__ import annotations

from pathlib import Path

import pytest

import govsim
from govsim.runs.contrast import Answer, load_contrast, run_contrast
from govsim.runs.run import summarise
from govsim.world.build import build

FILE = Path(__file__).resolve().parents[2] / "experiments" / "headline" / "accountability.yaml"
OUTCOME, HARSH, PAPER = "by outcome, as counts say", "by outcome, harsh", "by file"
PAPERS_BEFORE, SITE_BEFORE = "by outcome, papers checked beforehand", "by diligence, checked on site beforehand"

SIGNS = [  # arm, outcome, sign of its difference from no accountability
    (OUTCOME, "fear_of_blame", 1),
    (OUTCOME, "paperwork_share", 1),
    (OUTCOME, "concealment_rate", 1),
    (HARSH, "fear_of_blame", 1),
    (HARSH, "paperwork_share", 1),
    (HARSH, "depth", -1),
    (HARSH, "expected_leavers", 1),
    (HARSH, "concealment_rate", 1),
    (PAPER, "paperwork_share", 1),
    (PAPER, "depth", -1),
    (PAPERS_BEFORE, "paperwork_share", 1),
    (PAPERS_BEFORE, "depth", -1),
    (SITE_BEFORE, "paperwork_share", -1),
    (SITE_BEFORE, "depth", 1),
    (SITE_BEFORE, "expected_casualties", -1),
]


@pytest.fixture(scope="module")
def answer() -> Answer:
    return run_contrast(load_contrast(FILE), replicates=24)


@pytest.mark.parametrize(("arm", "outcome", "sign"), SIGNS, ids=lambda value: str(value).replace(" ", "_"))
def test_regime_moves_what_people_do(answer: Answer, arm: str, outcome: str, sign: int) -> None:
    d = answer.difference(arm, outcome)
    assert d.excludes_zero, d
    assert d.mean * sign > 0, d


@pytest.mark.parametrize("arm", [OUTCOME, HARSH, PAPER, PAPERS_BEFORE])
def test_what_answers_for_results_or_papers_saves_nobody(answer: Answer, arm: str) -> None:
    """Files, fear and concealment rise by more, as a share, than people hurt become fewer."""
    d = answer.difference(arm, "expected_casualties")
    base = answer.mean(answer.contrast.first, "expected_casualties").mean
    paper = answer.difference(arm, "paperwork_share").mean / answer.mean(answer.contrast.first, "paperwork_share").mean
    assert -d.mean / base < paper
    assert not d.high < 0.0, d


def test_no_accountability_no_fear(answer: Answer) -> None:
    assert answer.mean("none", "fear_of_blame").mean == 0.0
    assert answer.mean("none", "officials_disciplined").mean == 0.0


def test_fear_needs_accountability_in_every_scenario() -> None:
    for path in sorted((FILE.parents[2] / "scenarios").glob("*.yaml")):
        scenario = govsim.load_scenario(path).with_values({"accountability": 0.0, "exante_checks": 0.0})
        assert summarise(build(scenario.without_policies(), 3).run())["fear_of_blame"] == 0.0, path.stem
