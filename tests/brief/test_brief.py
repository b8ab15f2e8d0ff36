"""A brief is one page; each of its numbers is traced, and comes out again from tables and from runs, bit for bit."""

from __future__ import annotations

import json
import re
import sys
import time
from html.parser import HTMLParser
from pathlib import Path

import pytest

from govsim import InputError, speaking
from govsim.parameters import PARAMETERS
from govsim.report import fonts
from govsim.report.brief import page as brief_page
from govsim.report.brief import tracing
from govsim.report.brief.numbers import NUMBERS, Numbers
from govsim.report.brief.parts import Author
from govsim.report.brief.source import Source, of_folder
from govsim.runs.store import MANIFEST
from tests.cli.conftest import TINY, Answer, contents, govsim, here, pictures  # noqa: F401 (fixtures)

TEMPLATE = Path(brief_page.__file__).parent / "brief.html.j2"
WANTED = {
    "value",
    "low",
    "high",
    "unit",
    "level",
    "expression",
    "filter",
    "seeds",
    "run_keys",
    "fingerprint",
    "version",
}


class Text(HTMLParser):
    """What a reader sees of a page: text outside of numbers and names, the numbers by name, and all of it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.free, self.all, self.numbers, self._open = "", "", {}, []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        kind = "hidden" if tag == "style" else "name" if "name" in (given.get("class") or "") else ""
        self._open.append((tag, given.get("data-n") or "", kind))
        if tag == "meta":
            self._open.pop()

    def handle_endtag(self, tag):
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        kinds = {kind for _, _, kind in self._open}
        numbers = [name for _, name, _ in self._open if name]
        if "hidden" in kinds:
            return
        self.all += data
        if numbers:
            self.numbers[numbers[-1]] = self.numbers.get(numbers[-1], "") + data
        elif "name" not in kinds:
            self.free += data


@pytest.fixture
def compared(govsim, here) -> Path:  # noqa: F811
    told: Answer = govsim("compare", "tiny.yaml", "--outcome", "hazard_stock", "--out", "c", "--brief")
    assert told.code == 0, told.err
    return here / "c"


@pytest.fixture
def ranked(govsim, here) -> Path:  # noqa: F811
    given = ("--set", "compliance_rule=logit", "--set", "belief_rule=beta_bayes", "--policy", "fines", "--policy")
    told = govsim(
        "rank", "tiny.yaml", "--outcome", "hazard_stock", *given, "training+fines*0.5", "--out", "r", "--brief"
    )
    assert told.code == 0, told.err
    return here / "r"


@pytest.fixture(params=["compared", "ranked"])
def folder(request) -> Path:
    return request.getfixturevalue(request.param)


def weasyprint_or_skip():
    """Return WeasyPrint; skip the test where it, or the library Pango that it loads, is not there."""
    try:
        import weasyprint
    except (ImportError, OSError) as error:
        pytest.skip(f"no PDF here: {error}")
    return weasyprint


def test_every_number_of_the_page_is_traced_and_comes_out_again(folder):
    html = (folder / "brief.html").read_text(encoding="utf-8")
    seen, numbers = Text(html), tracing.stated(folder)
    assert set(seen.numbers) == set(numbers)
    assert len(numbers) > 12
    for name, told in numbers.items():
        assert set(told) == WANTED
        assert told["fingerprint"] == json.loads((folder / MANIFEST).read_text())["scenario_hash"]
        assert tracing.trace(folder, name).equal, name
    loose = re.findall(r"\d", seen.free)
    assert loose == [], seen.free


def test_runs_made_anew_give_the_same_bits(folder, monkeypatch):
    anew = tracing.simulated(of_folder(folder))
    for name in tracing.stated(folder):
        assert tracing.trace(folder, name, rerun=True, anew=anew).equal, name


def test_what_was_altered_differs_and_the_code_says_so(govsim, compared):  # noqa: F811
    assert govsim("brief", "trace", "c", "n1").code == 0
    numbers = tracing.stated(compared)
    name = next(n for n, told in numbers.items() if told["expression"] == "paired difference over seeds")
    numbers[name]["value"] *= 1 + 2**-52
    (compared / NUMBERS).write_text(json.dumps(numbers))
    told = govsim("brief", "trace", "c", name, "--json")
    assert (told.code, told.json["equal"]) == (1, False)
    govsim("brief", "trace", "c", "n999").refuses("no number 'n999'")


def test_a_changed_scenario_is_not_rerun(govsim, compared, here):  # noqa: F811
    (here / "tiny.yaml").write_text(TINY.replace("training: 0.5", "training: 0.6"))
    govsim("brief", "trace", "c", "n1", "--rerun").refuses("no longer what it was")
    assert govsim("brief", "trace", "c", "n1").code == 0  # its tables are what they were


def test_the_folder_stays_one_of_results(govsim, compared, here):  # noqa: F811
    before = contents(compared)
    again = govsim("brief", "c", "--lang", "zh", "--out", "page.html")
    assert again.code == 0
    assert (here / "page.html").read_bytes() == (compared / "brief.html").read_bytes()
    changed = {name for name, mark in contents(compared).items() if before.get(name) != mark}
    assert changed == {"brief.html", NUMBERS, MANIFEST} - (
        {NUMBERS} if before[NUMBERS] == contents(compared)[NUMBERS] else set()
    )
    assert govsim("compare", "tiny.yaml", "--out", "c", "--force").code == 0
    (here / "empty").mkdir()
    govsim("brief", "empty").refuses("give a folder of results")
    govsim("brief", "nowhere").refuses("give a folder of results")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_letter_is_missing(folder, lang):
    cmap = pytest.importorskip("fontTools.ttLib").TTFont(fonts.FONT).getBestCmap()
    with speaking(lang):
        html, _ = brief_page.brief(of_folder(folder))
    seen = Text(html).all
    assert {sign for sign in seen if not sign.isspace() and ord(sign) not in cmap} == set()
    assert bool(re.search(r"[\u4e00-\u9fff]", seen)) == (lang == "zh")
    assert not re.search(r"(src|href)\s*=\s*[\"']?(https?:)?//", html)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_pdf_is_one_page(folder, lang):
    weasyprint = weasyprint_or_skip()
    with speaking(lang):
        html, _ = brief_page.brief(of_folder(folder))
    document = weasyprint.HTML(string=html).render()
    assert len(document.pages) == 1
    assert (round(document.pages[0].width), round(document.pages[0].height)) == (794, 1123)  # A4 at 96 to the inch
    boxes = list(document.pages[0]._page_box.descendants())  # nothing public tells where they lie
    (foot,) = (box.position_y for box in boxes if box.element_tag == "footer")
    assert foot >= max(box.position_y + box.height for box in boxes if box.element_tag == "section")


def test_the_pdf_is_tagged_and_the_same_bytes_twice(compared):
    weasyprint_or_skip()
    html, _ = brief_page.brief(of_folder(compared))
    printed = brief_page.as_pdf(html)
    time.sleep(1.1)  # a second later, as far as a font's date is concerned
    assert printed == brief_page.as_pdf(html)
    assert printed.startswith(b"%PDF-")


def test_without_weasyprint_it_says_how_to_print(govsim, compared, monkeypatch):  # noqa: F811
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    govsim("brief", "c", "--pdf").refuses("govsim[pdf]", "print it")


def test_the_template_holds_no_digit():
    told = re.sub(r"<[^>]*>", "", TEMPLATE.read_text(encoding="utf-8"))
    assert not re.search(r"\d", told)
    for lang in ("en", "zh"):
        catalogue = json.loads((TEMPLATE.parents[2] / "words" / f"{lang}.json").read_text(encoding="utf-8"))
        assert {key for key, said in catalogue.items() if key.startswith("brief.") and re.search(r"\d", said)} == set()


def decision(told) -> tuple[str, Numbers]:
    manifest = {"study": "decide", "scenario": "c_office", "scenario_hash": "0123", "seeds": {"first": 1, "last": 8}}
    source = Source(manifest, pytest.fail, lambda name: told)
    html, numbers = brief_page.brief(source)
    return Text(html).all, numbers


def test_a_decision_is_told_as_far_as_it_goes():
    whole = {
        "budget": {"office": 300000},
        "advice": "stronger_team*0.5+social_forces",
        "supported": True,
        "perspective": "society",
        "runner_up": "social_forces",
        "not_told_apart": ["social_forces"],
        "by_perspective": {"office": "stronger_team", "society": "stronger_team*0.5+social_forces"},
        "portfolios": [
            {
                "label": "stronger_team*0.5+social_forces",
                "allowed": True,
                "effect": {"mean": 0.2, "low": 0.1, "high": 0.3},
                "cost": {"office": {"mean": 250000.0}},
                "total_cost": {"mean": 410000.0},
                "net_benefit": {"mean": 1.0},
            }
        ],
        "boxes": [{"telling": True, "limits": [{"parameter": "fine", "side": "below", "value": 9000.0}]}],
        "flips": [{"parameter": "fine", "at": 20000.0, "low": 15000.0, "high": 26000.0, "how": "one way"}],
        "information": {
            "evpi": {"value": 7.0, "low": 0.0, "high": 9.0},
            "evsi": [{"what": "double_look", "n": 50, "value": 9.0, "cost": 4.0, "net": 5.0, "pays": True}],
        },
        "failures": ["none: ValueError: a run that failed is no place where the advice fails"],
    }
    said, numbers = decision(whole)
    fails = f"It fails where {PARAMETERS['fine'].words.label()} is below 9,000"
    for part in ("300,000", "Strengthen the supervision team × 0.5", "250,000", "two independent looks at 50", fails):
        assert part in said
    assert "ValueError" not in said
    assert all(isinstance(told.value, float) for told in numbers.stated.values())
    for key in whole:
        decision({name: value for name, value in whole.items() if name != key})
    decision({})


def test_of_a_sweep_there_is_no_brief():
    with pytest.raises(InputError, match="no brief of sweep"):
        brief_page.brief(Source({"study": "sweep"}, lambda name: None, lambda name: None))
    assert Author  # every kind of results has one
