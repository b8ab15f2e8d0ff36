"""What the page's server answers, to whom, and what it keeps to itself. No browser needed."""

from __future__ import annotations

import http.client
import json
import re

import pytest

from benchmarks import page as page_numbers
from govsim.page import catalogue, document, lessons
from govsim.page.app import create_app
from govsim.page.catalogue import Shelf
from govsim.parameters import PARAMETERS
from tests.page.conftest import serving
from tests.page.tape import messages

MOVE = {"scenario": "lively", "seed": 2, "B": {"set": {"fine": 20000}}}


def ask(host, path="/", told=None, method=None, **headers):
    """Return status, headers and body of an answer."""
    connection = http.client.HTTPConnection(host, timeout=300)
    body = None if told is None else (told if isinstance(told, bytes) else json.dumps(told).encode())
    connection.request(method or ("POST" if body is not None else "GET"), path, body, headers)
    answer = connection.getresponse()
    return answer.status, dict(answer.headers), answer.read()


@pytest.fixture(scope="module")
def host(served):
    return served.address.removeprefix("http://").rstrip("/")


def test_the_page_comes_with_a_policy_that_lets_nothing_in(host):
    status, headers, body = ask(host)
    assert status == 200
    rules = headers["content-security-policy"]
    assert "default-src 'none'" in rules
    assert "unsafe" not in rules
    assert "connect-src 'self'" in rules
    assert headers["x-content-type-options"] == "nosniff"
    assert b"http://" not in body.replace(b"http://www.w3.org/2000/svg", b"")
    assert b"https://" not in body


def test_other_names_and_other_pages_are_refused(host):
    assert ask(host, Host="evil.example")[0] == 421
    assert ask(host, "/api/run", MOVE, Origin="http://evil.example")[0] == 403
    assert ask(host, "/api/run", MOVE, Origin=f"http://{host}")[0] == 200


@pytest.mark.parametrize(
    "path", ["/docs", "/redoc", "/openapi.json", "/static/../app.py", "/static/vendor/README.md", "/x"]
)
def test_nothing_else_is_served(host, path):
    assert ask(host, path)[0] == 404


def test_whoever_comes_from_elsewhere_needs_the_token(folder):
    app = create_app(Shelf(folder / "lively.yaml"), hosts=("office.lan",), token="secret")
    for host in serving(app):
        assert ask(host, Host="office.lan")[0] == 401
        assert ask(host, "/?token=wrong", Host="office.lan")[0] == 401
        status, headers, _ = ask(host, "/?token=secret", Host="office.lan")
        assert (status, headers["location"]) == (303, "/")
        cookie = headers["set-cookie"].partition(";")[0]
        assert "HttpOnly" in headers["set-cookie"]
        assert ask(host, Host="office.lan", Cookie=cookie)[0] == 200
        assert ask(host, Host="other.lan", Cookie=cookie)[0] == 421


def test_what_is_wrong_is_told_in_the_words_of_the_command(host):
    status, _, body = ask(host, "/api/run", {**MOVE, "B": {"set": {"fine": -3}}})
    assert status == 422
    wrong = json.loads(body)
    assert (wrong["where"], wrong["place"]["zh"]) == ("B.set.fine", "B.set.fine")
    assert wrong["message"] == {
        "en": "fine must lie between 0 and 1e+06 (yuan), not -3",
        "zh": "fine 须在 0 与 1e+06 之间（元），不是 -3",
    }
    for told in ({"scenario": "../secret"}, {"scenario": "elsewhere"}, {"seed": -1, "scenario": "lively"}, [1]):
        assert ask(host, "/api/run", told)[0] == 422
    for body in (b"{", b"[" * 300_000):
        assert ask(host, "/api/run", body)[0] == 422


def test_a_scenario_that_is_wrong_is_not_offered(host, folder):
    about = catalogue.about(Shelf(folder / "lively.yaml").first, Shelf(folder / "lively.yaml").all())
    assert [each["id"] for each in about["scenarios"]] == ["c_office", "lively"]
    assert catalogue.about(Shelf(folder / "lively.yaml").first, [])["lessons"] == []
    status, _, body = ask(host, "/api/scenario/broken")
    assert status == 422
    assert "broken.yaml" in json.loads(body)["where"]


def test_both_streams_tell_the_whole(host):
    told = list(messages(ask(host, "/api/run", MOVE)[2]))
    assert (told[0][0]["type"], told[-1][0]["type"]) == ("start", "end")
    lines = [json.loads(line) for line in ask(host, "/api/compare", MOVE)[2].splitlines()]
    assert [line["seed"] for line in lines] == list(range(1, 65))
    mean, low, high, n = lines[-1]["intervals"]["hazard_stock"]
    assert n == 64
    assert low <= mean <= high
    assert mean == pytest.approx(sum(line["difference"]["hazard_stock"] for line in lines) / 64)


def test_every_parameter_that_may_change_has_a_slider_with_its_evidence(folder):
    told = catalogue.of_scenario(Shelf(folder / "lively.yaml").first)
    listed = {each["name"]: each for each in told["parameters"]}
    assert set(listed) == {name for name, declared in PARAMETERS.items() if not declared.structural}
    assert all(each["grade"] and each["source"] and all(each["unit"].values()) for each in listed.values())
    assert [each["cost"]["per_year"] for each in told["policies"]] == [60000, 0]
    moves = [moved for policy in told["policies"] for moved in policy["moves"]]
    assert moves
    assert all(re.search(r"[\u4e00-\u9fff]", moved["zh"]) and "_" not in moved["en"] for moved in moves)


def test_both_catalogues_say_the_same_things():
    english, chinese = catalogue.messages()["en"], catalogue.messages()["zh"]
    assert list(english) == list(chinese)
    places = lambda told: sorted(part.partition("}")[0] for part in told.split("{")[1:])  # noqa: E731
    assert [key for key in english if places(english[key]) != places(chinese[key])] == []
    assert [key for key in chinese if chinese[key] == english[key]] == []


def test_every_message_is_used_and_every_word_has_one():
    import re

    sources = "".join(path.read_text(encoding="utf-8") for path in document.STATIC.glob("*.js"))
    used = set(re.findall(r'\bt\("(\w+)"', sources))
    begun = tuple(re.findall(r"\bt\(`(\w+_)\$\{", sources))
    known = set(catalogue.messages()["en"])
    assert used <= known
    assert {key for key in known - used if not key.startswith(begun) and f'"{key}"' not in sources} == set()


def test_modules_are_all_there_and_named_in_the_map():
    for name in document.MODULES.values():
        assert document.asset(name)
    own = {path.name for path in document.STATIC.glob("*.js")}
    assert own == {name for name in document.MODULES.values() if "/" not in name}


def test_the_page_its_trace_and_a_replay_weigh_little():
    heavy = {name: value for name, value in page_numbers.weight() if value > page_numbers.WANTED[name][0]}
    assert not heavy


def test_each_number_is_printed_before_the_next_is_measured(capsys):
    seen = []

    def told():
        for name, value in {"replay (KB)": 1200, "frames a second, 2 x 220 firms": 57.9}.items():
            yield name, value
            seen.append(capsys.readouterr().out)

    assert not page_numbers.judged(told())
    assert ["MISSED" in line for line in seen] == [False, True]
    assert page_numbers.judged([("frames a second, 2 x 220 firms", 58)])


def test_there_are_six_lessons_and_each_can_be_held():
    assert len(lessons.lessons()) >= 6
    assert sum(lesson.minutes for lesson in lessons.lessons().values()) >= 45
    known = catalogue.ALL_OUTCOMES
    for lesson in lessons.lessons().values():
        assert set(lesson.bets) | set(lesson.shows) | set(lesson.here) <= set(known)
        assert set(lesson.sliders) | set(lesson.A.set) | set(lesson.B.set) <= set(PARAMETERS)


def test_chinese_paragraphs_of_a_lesson_are_one_line():
    told = [part.zh for each in lessons.lessons().values() for part in (each.text, each.question, each.reveal)]
    assert not [text for text in told if re.search(r"[^\x00-\x7f]\n[^\x00-\x7f]", text)]
    assert all("\n\n" in text for text in told if len(text) > 200), "paragraphs stay apart"
