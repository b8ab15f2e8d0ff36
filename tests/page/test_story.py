"""The story of an accident on the page is that of `govsim.investigate`: same office, same numbers, same words."""

from __future__ import annotations

import json
import re
import threading

import pytest

import govsim
from govsim.investigation.accidents import accidents
from govsim.page.jobs import told_of
from govsim.page.moves import pair, read_move
from govsim.page.story import without_sliders
from govsim.parameters.scenario import load_scenario
from govsim.report.investigation import Story
from govsim.report.investigation_page import page
from govsim.runs.store import plain
from tests.page.test_server import ask

MOVE = {"scenario": "lively", "seed": 3, "A": {"policies": ["fines"]}, "B": {"set": {"audit_share": 1.0}}}


@pytest.fixture
def host(served):
    return served.address.removeprefix("http://").rstrip("/")


def office(served, side="B", move=MOVE):
    return pair(load_scenario(served.folder / "lively.yaml"), read_move(move)).sides[side]


def uncounted(words):
    """Leave out how many branches were run: threads may try the same one twice."""
    return re.sub(r"\d+ branches|分支 \d+ 条", "", words)


def of_hazards(served, side="B", move=MOVE):
    """Return the accidents of an office that hazards brought about, in firms that have one in their week."""
    found = [one for one in accidents(office(served, side, move), 3) if one.hazard >= 0]
    return [one for one in found if sum((o.week, o.firm) == (one.week, one.firm) for o in found) == 1]


def lines(host, one, side="B", move=MOVE, **given):
    """Return the lines of an answer."""
    accident = {"side": side, "week": one.week, "firm": one.firm, **given}
    status, _, body = ask(host, "/api/story", {**move, "accident": accident})
    assert status == 200, body
    return [json.loads(line) for line in body.splitlines()]


def test_it_tells_what_the_command_tells_of_the_office_that_is_shown(host, served):
    one = of_hazards(served)[-1]
    *steps, last = lines(host, one)
    own = without_sliders(office(served))
    wanted = govsim.investigate(own, 3, one.number)
    told = json.loads(json.dumps(plain(wanted.as_json())))
    assert last["told"]["case"] == told
    for lang in ("en", "zh"):
        words, story = last["told"]["words"][lang], Story(wanted, lang, "lively")
        assert words["title"] == story.title
        assert [part["sentences"] for part in words["parts"]] == [part.sentences for part in story.parts]
        assert [tuple(row) for row in words["ledger_rows"]] == story.ledger_rows()
        assert uncounted(last["told"]["files"][lang]) == uncounted(page(story))
    assert steps[-1] == {"done": 64, "of": 64}
    assert "sliders_" not in json.dumps(last["told"]["words"])


def test_what_cannot_be_looked_into_is_said_in_words(host, served):
    move = {**MOVE, "B": {"directives": [{"week": 40, "action": "accident", "major": True}]}}
    struck = next(one for one in accidents(office(served, "B", move), 3) if one.from_outside)
    last = lines(host, struck, move=move)[-1]
    assert "directive" in last["wrong"]["message"]["en"]
    assert "指令" in last["wrong"]["message"]["zh"]
    wrong = lines(host, struck)[-1]["wrong"]
    assert wrong["message"]["en"] == f"firm {struck.firm} has no accident in week {struck.week}"
    assert wrong["message"]["zh"] == f"企业 {struck.firm} 在第 {struck.week} 周没有事故"
    assert wrong["place"] == {"en": "office B", "zh": "B 所"}


@pytest.mark.parametrize("accident", [None, {"side": "C", "week": 1, "firm": 1}, {"side": "A", "week": -1, "firm": 0}])
def test_a_request_that_names_no_accident_is_refused(host, accident):
    assert ask(host, "/api/story", {**MOVE, "accident": accident})[0] == 422


def test_work_that_nobody_waits_for_ends_at_its_next_report_and_makes_room():
    room, going_on = threading.Semaphore(1), threading.Event()
    reports = []

    def endless(progress):
        while True:
            reports.append(len(reports))
            progress(len(reports), 0)
            going_on.set()

    parts = told_of(room, endless)
    next(parts)
    going_on.wait(5)
    parts.close()
    assert list(told_of(room, lambda progress: {"x": 1})) == [{"done": 0, "of": 0}, {"told": {"x": 1}}]


def test_what_fails_is_raised_where_it_is_waited_for():
    with pytest.raises(ZeroDivisionError):
        list(told_of(threading.Semaphore(1), lambda progress: {"x": 1 / 0}))
