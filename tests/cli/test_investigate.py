"""`govsim investigate`: the story, the page, the JSON, the docket, and what is said where there is nothing to tell."""

from __future__ import annotations

import json
import re

import pytest
import yaml

from govsim.report.investigation import _catalogue
from tests.docs.pages import ROOT

OFFICE = str(ROOT / "scenarios/c_office.yaml")
QUICK = ("--redraws", "2", "--workers", "1")


@pytest.fixture
def folder(govsim, tmp_path):
    """The folder of an investigation."""
    out = tmp_path / "story"
    answer = govsim("investigate", OFFICE, "--seed", "7", *QUICK, "--out", str(out))
    assert answer.code == 0, answer.err
    (out / "screen.txt").write_text(answer.out, encoding="utf-8")
    return out


def test_a_story_on_screen_as_data_and_as_a_page(folder):
    six_parts_and_both_ledgers(folder)
    told_as_the_data_say(folder)
    page_asks_no_other_host(folder)


def six_parts_and_both_ledgers(folder):
    told = (folder / "screen.txt").read_text(encoding="utf-8")
    for n in range(1, 7):
        assert re.search(rf"^{n}\. ", told, re.MULTILINE), n
    for words in ("by outcome", "by diligence", "chance (nobody's)", "the same to the last bit", "govsim compare"):
        assert words in told, words


def told_as_the_data_say(folder):
    data = json.loads((folder / "story.json").read_text(encoding="utf-8"))
    assert data["checks"]["empty_identical"]
    outcome = data["shares"]["outcome"]
    assert abs(sum(outcome.values()) - 1.0) < 1e-9
    shares = [share["mean"] for share in data["shares"]["diligence"].values()]
    assert abs(sum(shares) + data["shares"]["chance"]["mean"] - 1.0) < 1e-9
    numbers = {o["n"] for o in data["opportunities"]}
    assert {n for averting in data["averting_sets"] for n in averting} <= numbers
    assert [set(player) for player in data["players"]] == [{n} for n in sorted(numbers)]


def test_what_was_taken_can_be_said_of_every_barrier():
    from govsim.hazards.casefile import HARM_CLOCK, KINDS, NOTICE_CLOCK

    assert set(_catalogue()["taken"]) == set(KINDS) - {KINDS[NOTICE_CLOCK], KINDS[HARM_CLOCK]}
    assert all(told["en"] and told["zh"] for told in _catalogue()["taken"].values())


def page_asks_no_other_host(folder):
    page = (folder / "story.html").read_text(encoding="utf-8")
    assert not re.search(r"""(?:src|href)\s*=|url\(|@import|<script""", page)
    assert "default-src 'none'" in page
    assert "prefers-color-scheme: dark" in page
    assert page.count("<svg") == 3
    assert page.count("<h2>") == 6


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--accident", "1"], r"nearest are \d+ \(week .*\), .*, .*, .*, "),
        (["--accident", "1", "--worst"], "either --accident N"),
        (["--lang", "zn"], "--lang: must be one of en, zh, not 'zn'"),
        (["--care", "nowhere.yaml"], "nowhere.yaml: no such file"),
        (["--redraws", "1"], "redraws"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(govsim, given, said):
    answer = govsim("investigate", OFFICE, "--seed", "7", *given)
    assert answer.code == 2
    assert answer.out == ""
    assert re.search(said, answer.err)
    assert len(answer.err.strip().splitlines()) <= 2


@pytest.fixture
def quiet(tmp_path):
    """A scenario file in which hardly anything happens."""

    def make(**parameters):
        data = {"name": "quiet", "weeks": 52, "warmup_weeks": 0, "enterprises": {"count": 4}, "parameters": parameters}
        path = tmp_path / "quiet.yaml"
        path.write_text(yaml.safe_dump(data), encoding="utf-8")
        return str(path)

    return make


def test_without_any_accident_it_says_so(govsim, quiet):
    answer = govsim("investigate", quiet(accidents=False))
    assert answer.code == 2
    assert "the run has no reportable accident, nor have the next 64 seeds" in answer.err


def test_the_next_seed_with_an_accident_is_named(govsim, quiet):
    path = quiet(lethality=0.3, harm_delay_general=2000.0, emergence_rate=10.0, everyday_injuries=0.0)
    codes = {}
    for seed in range(1, 30):
        answer = govsim("investigate", path, "--seed", str(seed), *QUICK)
        codes[seed] = answer
        if answer.code == 2:
            break
    else:
        pytest.fail("every seed has an accident: this test shows nothing")
    named = int(re.search(r"the next seed with one is (\d+)", answer.err)[1])
    assert govsim("investigate", path, "--seed", str(named), *QUICK).code == 0


def test_a_directive_is_said_and_has_no_shares(govsim, tmp_path):
    data = {
        "name": "directed",
        "weeks": 30,
        "warmup_weeks": 0,
        "enterprises": {"count": 4},
        "parameters": {"everyday_injuries": 0.0, "lethality": 0.0},
        "directives": [{"week": 10, "action": "accident", "enterprises": [1], "major": True}],
    }
    path = tmp_path / "directed.yaml"
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    answer = govsim("investigate", str(path))
    assert answer.code == 2
    assert "a directive of the scenario brought it about" in answer.err


def test_a_docket_goes_on_where_it_was_and_refuses_another_one(govsim, quiet, tmp_path):
    path = quiet(lethality=0.3, harm_delay_general=500.0, emergence_rate=10.0)
    out = str(tmp_path / "docket")
    two = govsim("investigate", path, "--docket", "2", *QUICK, "--out", out)
    assert two.code == 0, two.err
    before = {p.name: p.stat().st_mtime_ns for p in (tmp_path / "docket/docket").iterdir()}
    three = govsim("investigate", path, "--docket", "3", *QUICK, "--out", out, "--json")
    told = json.loads(three.out)
    assert told["seeds"] == [1, 2, 3]
    assert told["accidents"] > 0
    assert told["misplaced"]["low"] <= told["misplaced"]["mean"] <= told["misplaced"]["high"]
    after = {p.name: p.stat().st_mtime_ns for p in (tmp_path / "docket/docket").iterdir()}
    assert before.items() <= after.items()
    assert len(after) == 3
    other = govsim("investigate", path, "--docket", "2", "--redraws", "3", "--out", out)
    assert other.code == 2
    assert "holds a docket of another scenario" in other.err


def test_every_sentence_is_there_in_both_languages_with_the_same_values():
    def check(node, place):
        if not isinstance(node, dict):
            return
        for one, other in (("en", "zh"), ("missed_en", "missed_zh")):
            assert (one in node) == (other in node), place
            if one in node:
                values = [set(re.findall(r"{(\w+)}", node[lang])) for lang in (one, other)]
                assert values[0] == values[1], place
        for key, inner in node.items():
            check(inner, f"{place}.{key}")

    check(_catalogue(), "")


def test_careless_tells_each_actor_with_an_interval(govsim, quiet, tmp_path):
    path = quiet(emergence_rate=10.0)
    out = tmp_path / "careless"
    answer = govsim("investigate", path, "--careless", "3", "--out", str(out))
    assert answer.code == 0, answer.err
    for words in ("the level above", "all together", "95 % interval", "toward every hazard from week 0 on"):
        assert words in " ".join(answer.out.split()), words
    assert len((out / "careless.csv").read_text(encoding="utf-8").splitlines()) == 8
    told = json.loads(govsim("investigate", path, "--careless", "3", "--json").out)
    firm = next(row for row in told["actors"] if row["actor"] == "firm")
    assert firm["low"] <= firm["averted"] <= firm["high"]


def test_careless_and_docket_name_the_scenario_in_the_language_that_is_spoken(govsim, tmp_path):
    for asked in (("--careless", "2"), ("--docket", "2", "--redraws", "2", "--out", str(tmp_path / "docket"))):
        answer = govsim("--lang", "zh", "investigate", OFFICE, *asked)
        assert answer.code == 0, answer.err
        assert "张家港市C办事处" in answer.out


@pytest.mark.parametrize(
    "beside", [("--accident", "3"), ("--worst",), ("--docket", "4"), ("--redraws", "8"), ("--brief",)]
)
def test_careless_ignores_no_option(govsim, beside):
    answer = govsim("investigate", OFFICE, "--careless", "3", *beside)
    assert answer.code == 2
    assert "--careless" in answer.err or "--brief" in answer.err
