"""What a lesson says at its end is so: over seeds, and in the seed that it shows."""

from __future__ import annotations

import pytest

from govsim.page import lessons
from govsim.page.luck import differences, strip
from govsim.page.moves import Move, Side, pair
from govsim.parameters.scenario import load_scenario

LESSONS = lessons.lessons()


def offices(lesson):
    scenario = load_scenario(lesson.scenario)
    sides = {name: Side(**getattr(lesson, name).model_dump(exclude={"name"})) for name in "AB"}
    return pair(scenario, Move(scenario=lesson.scenario, seed=lesson.seed, start=lesson.start, **sides))


def sign(low, high):
    return "more" if low > 0 else "less" if high < 0 else "same"


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_shows_in_its_seed_what_it_tells(name):
    lesson = LESSONS[name]
    told = differences(offices(lesson), lesson.seed, list(lesson.here))
    assert {outcome: sign(value, value) for outcome, value in told.items()} == lesson.here


@pytest.mark.slow
@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_shows_over_seeds_what_it_tells(name):
    lesson = LESSONS[name]
    *_, last = strip(offices(lesson), list(lesson.shows), 64)
    told = {outcome: sign(low, high) for outcome, (_, low, high, _) in last["intervals"].items()}
    assert told == lesson.shows
