"""One missed look: what care would have made of it is known in closed form, and luck redrawn comes to the same."""

from __future__ import annotations

import math

import numpy as np
import pytest

from govsim import draws
from govsim.hazards import casefile
from govsim.investigation.accidents import accidents
from govsim.investigation.branches import Branches
from govsim.investigation.care import load_care
from govsim.investigation.games import care_game, relevant
from govsim.investigation.history import History
from govsim.investigation.opportunities import Asked
from tests.worlds import ALIKE

# Inspectors who look, find little, record all; orders that are obeyed at once; a hazard that strikes in a year or so.
ONE_LOOK = {
    **ALIKE,
    "accidents": True,
    "emergence_rate": 0.5,
    "major_share_factor": 1.0,
    "harm_delay_major": 40.0,
    "lethality": 0.5,
    "serious_ratio": 10.0,
    "inspectors": 2,
    "record_major": 1.0,
    "rectification_rule": "always",
    "deadline_major": 1.0,
    "capture": 0.0,
}
CARE = """
inspectors:
  depth: {value: 1.0, grade: assumed, source: test}
"""
REDRAWS = 1_000
SIGMA = 4.0  # a test of a true formula fails once in 16,000


@pytest.fixture(scope="module")
def branches(small, tmp_path_factory):
    """An accident before which the inspectors looked exactly once, in vain."""
    path = tmp_path_factory.mktemp("care") / "care.yaml"
    path.write_text(CARE, encoding="utf-8")
    scenario = small(20, ONE_LOOK, weeks=208, sectors={"a": {"major_share": 0.9}})
    for seed in range(1, 20):
        for accident in accidents(scenario, seed):
            if accident.hazard >= 0:
                history = History(scenario, accident, 26)
                looks = [row for row in history.met if row["kind"] == casefile.LOOK]
                if len(looks) == 1 and accident.week - looks[0]["week"] > 8 and not history.earlier:
                    return Branches(history, Asked(load_care(path), history), 26)
    raise AssertionError("no such accident")


def necessity(branches: Branches) -> float:
    """Return (p* - p) / (1 - p), the probability of necessity of one missed look (Tian and Pearl 2000)."""
    (look,) = [row for row in branches.history.met if row["kind"] == casefile.LOOK]
    p, care = float(look["chance"]), branches.asked.chance(look, ["inspectors"])
    assert care > 1.5 * p > 0.0
    return (care - p) / (1.0 - p)


def test_luck_redrawn_of_a_missed_look_passes_the_standard_as_often_as_the_formula_says(branches):
    (look,) = [row for row in branches.history.met if row["kind"] == casefile.LOOK]
    care, wanted = branches.asked.chance(look, ["inspectors"]), necessity(branches)
    number = int(look["number"])
    passed = np.mean([branches.luck(casefile.LOOK, number, 1 + n) < care for n in range(10_000)])
    assert abs(passed - wanted) < SIGMA * math.sqrt(wanted * (1 - wanted) / 10_000)


def test_blame_by_diligence_of_one_missed_look_is_the_formula(branches):
    assert relevant(branches.asked) == ["inspectors"]
    worths = care_game(branches, ["inspectors"], REDRAWS, workers=1)
    wanted = necessity(branches)
    assert abs(worths[:, 1].mean() - wanted) < SIGMA * math.sqrt(wanted * (1 - wanted) / REDRAWS)


def test_redraws_are_uniform():
    fresh = np.array([draws.uniform(np.uint64(k), draws.REDRAW, casefile.LOOK, 5) for k in range(1, 10_001)])
    assert abs(fresh.mean() - 0.5) < SIGMA * math.sqrt(1 / 12 / 10_000)
