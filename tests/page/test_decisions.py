"""What the page's server tells of decisions is what `govsim decide` writes; files from elsewhere stay closed."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest

from govsim.page.decisions import Desk, usual_folder
from govsim.report.decision import screen
from govsim.report.decision_folder import data_in_words
from govsim.words import speaking
from tests.page.test_server import ask


@pytest.fixture
def host(served):
    return served.address.removeprefix("http://").rstrip("/")


def lines(host, path, **given):
    status, _, body = ask(host, path, given)
    assert status == 200, body
    return [json.loads(line) for line in body.splitlines()]


def test_it_lists_what_is_fine_and_what_is_finished(host, told):
    listed = json.loads(ask(host, "/api/decisions")[2])
    assert [each["id"] for each in listed["problems"]] == ["what_first"]
    assert listed["problems"][0] == {
        "id": "what_first",
        "labels": {"en": "Lively office", "zh": "Lively office"},
        "question": "What first?",
        "payer": "office",
        "budget": 40000.0,
    }
    old, first = sorted(each["id"] for each in listed["finished"])
    assert (old, first[:-8]) == ("of_old", "what_first/decide-")


def test_a_quick_decision_says_what_the_command_says(host, folder, told):
    *steps, last = lines(host, "/api/decide", problem="what_first")
    place = next((folder / "results" / "what_first").glob("decide-*"))
    written = json.loads((place / "decision.json").read_text(encoding="utf-8"))
    assert {key: value for key, value in last["told"].items() if key != "quick"} == written
    assert steps[-1]["done"] == steps[-1]["of"] == 16
    for lang in ("en", "zh"):
        with speaking(lang):
            assert last["told"]["words"][lang]["sentence"] == screen(told)[-1]
    assert lines(host, "/api/decision", folder=f"what_first/{place.name}")[-1]["told"] == written


def test_the_page_has_what_it_needs_to_move_the_budget(told):
    data, d = data_in_words(told), told.decision
    kept, cost = data["within_budget"]["otherwise_allowed"], data["within_budget"]["cost"]
    within = {label for label in kept if cost[label] <= 40000}
    assert within == {one["label"] for one in data["portfolios"] if one["allowed"]}
    best = max(within, key=lambda label: {p["label"]: p["net_benefit"]["mean"] for p in data["portfolios"]}[label])
    assert best == d.label(d.best)
    assert np.all(np.diff([cost[label] for label in data["within_budget"]["frontier"]]) > 0)


def test_another_budget_is_another_question(host):
    nothing = lines(host, "/api/decide", problem="what_first", budget=0)[-1]["told"]
    assert nothing["budget"] == {"office": 0.0}
    assert nothing["budget_too_small"] or nothing["advice"] != "audit"


@pytest.mark.parametrize(
    ("path", "given", "said"),
    [
        ("/api/decide", {"problem": "../lively"}, "there is no problem '../lively'"),
        ("/api/decide", {"problem": "broken"}, "broken.yaml:1"),
        ("/api/decision", {"folder": ".."}, "no decision of this name"),
        ("/api/decision", {"folder": "of_old"}, "run `govsim decide` again"),
    ],
)
def test_what_is_wrong_is_told(host, told, path, given, said):
    wrong = lines(host, path, **given)[-1]["wrong"]
    assert said in wrong["message"]["en"] + wrong["where"]
    assert re.search("[\u4e00-\u9fff]", wrong["message"]["zh"])


def test_a_request_that_asks_for_nothing_is_refused(host):
    assert ask(host, "/api/decide", {"problem": "what_first", "budget": -1})[0] == 422
    assert ask(host, "/api/decision", [])[0] == 422


def test_without_problem_files_there_is_nothing_to_list(tmp_path):
    assert usual_folder(tmp_path) is None
    assert Desk(None).listed() == {"problems": [], "finished": []}
