"""The Story tab in a browser: opened by keyboard alone or by a click; what it shows is what Python gives."""

from __future__ import annotations

import json
import re

import pytest

import govsim
from govsim.page.story import without_sliders
from govsim.report.investigation import Story
from tests.page.conftest import WEEKS
from tests.page.test_browser import fragment, state, tab_to, until
from tests.page.test_story import of_hazards, office, uncounted

pytestmark = pytest.mark.page

SHOWN = {"scenario": "lively", "seed": 3, "A": {"policies": ["fines"]}, "B": {}}
SHOWN["B"] = {"set": {"announced_share": 0.0, "audit_share": 1.0}}  # what `fragment` has


def place(one, side="B"):
    return f"{side}.{one.week}.{one.firm}.0"


def told(page):
    """Return the words of the story when it is there."""
    page.wait_for_selector(".story article")
    return page.locator(".story article").inner_text()


def test_the_numbers_shown_are_those_of_python(visit, served):
    one = of_hazards(served, "B", SHOWN)[-1]
    page = visit(fragment(tab="story", story=place(one)))
    shown = told(page)
    wanted = Story(govsim.investigate(without_sliders(office(served, "B", SHOWN)), 3, one.number), "en", "lively")
    rows = [row.inner_text().split("\t") for row in page.locator(".story .ledger tbody tr").all()]
    assert [tuple(row) for row in rows] == wanted.ledger_rows()
    for sentence in (sentence for part in wanted.parts for sentence in part.sentences):
        assert uncounted(sentence) in uncounted(shown)
    page.locator(".lang select").select_option("zh")
    other = Story(wanted.told, "zh", "lively")
    assert other.title in told(page)
    assert page.locator(".story article svg").count() == 3


@pytest.mark.parametrize(("lang", "button"), [("en", "Save as one file"), ("zh", "保存为单个文件")])
def test_it_is_kept_as_one_file_that_opens_from_disk(visit, served, tmp_path, lang, button):
    one = of_hazards(served, "B", SHOWN)[-1]
    page = visit(fragment(tab="story", story=place(one), lang=lang))
    title = told(page).splitlines()[0]
    with page.expect_download() as kept:
        page.get_by_role("button", name=button).click()
    assert kept.value.suggested_filename == f"lively-3-B-{one.week}-{one.firm}.html"
    kept.value.save_as(tmp_path / "story.html")
    asked = len(visit.watched.asked)
    page.goto((tmp_path / "story.html").as_uri())
    assert page.locator("h1").inner_text() == title
    assert visit.watched.asked[asked:] == [(tmp_path / "story.html").as_uri()]


def test_its_remedy_is_handed_to_the_comparison(visit, served):
    own = without_sliders(office(served, "B", SHOWN))
    for one in of_hazards(served, "B", SHOWN)[::-1]:
        remedy = Story(govsim.investigate(own, 3, one.number, redraws=2), "en", "lively").remedy
        if remedy:
            break
    page = visit(fragment(tab="story", story=place(one)))
    told(page)
    tries = page.get_by_role("button", name="On 64 seeds:")
    assert tries.count() == len(remedy)
    tries.first.click()
    until(page, lambda told: told["tab"] == "luck")
    assert json.loads(state(page)["B.policies"]) == [remedy[0]]
    assert [json.loads(state(page)[f"{side}.set"]) for side in "AB"] == [SHOWN["B"]["set"]] * 2
    page.locator(".lucky h2").wait_for()


def test_it_opens_from_the_map_by_keyboard_alone(visit):
    page = visit(fragment(lens=0, week=WEEKS - 1))
    tab_to(page, "Map of the firms of")
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowLeft", "ArrowUp", "ArrowUp", "ArrowRight") * 6:
        page.keyboard.press(key)
        if "Enter tells its story" in page.locator("[role=status].unseen").inner_text():
            break
    page.keyboard.press("Enter")
    until(page, lambda told: told["tab"] == "story" and re.match(r"A\.\d+\.\d+\.\d+", told.get("story", "")))
    assert page.evaluate("document.activeElement.id") == "tab-story"
    page.wait_for_selector(".story article, .story .notice")


def test_it_opens_from_the_scrub_bar_and_from_the_table(visit):
    page = visit(fragment(lens=0, week=WEEKS - 1))
    page.locator(".scrub input").focus()
    page.keyboard.press("Enter")
    until(page, lambda told: told["tab"] == "story" and "story" in told)
    first = state(page)["story"]
    page.locator("#tab-watch").click()
    page.locator(".firms summary").click()
    row = page.locator(".firms tr", has_text="✹").last
    firm = row.get_attribute("data-firm")
    row.focus()
    page.keyboard.press("Enter")
    until(page, lambda told: told["tab"] == "story" and told["story"].split(".")[2] == firm)
    page.locator("#tab-watch").click()
    box = page.locator(".scrub svg").bounding_box()
    side, week = first.split(".")[0], int(first.split(".")[1])
    at = box["x"] + box["width"] * week / (WEEKS - 1), box["y"] + box["height"] * (0.25 if side == "A" else 0.75)
    page.mouse.click(*at)
    until(page, lambda told: told["tab"] == "story" and told["story"].startswith(f"{side}.{week}."))


def test_an_accident_that_does_not_happen_is_said_so_and_a_newer_one_replaces_an_older(visit, served):
    first, *_, last = of_hazards(served, "B", SHOWN)
    page = visit(fragment(tab="story", story="A.0.39.7"))
    page.locator(".story .notice", has_text="does not happen").wait_for()
    choose = page.locator(".choose select")
    choose.select_option(place(first))
    choose.select_option(place(last))
    page.locator(".story h2", has_text=f"week {last.week}").wait_for()
    assert state(page)["story"] == place(last)
    page.get_by_role("button", name="To that week on the map").click()
    until(page, lambda told: (told["tab"], told["week"]) == ("watch", str(last.week)))


def test_a_replay_says_that_a_story_needs_the_page(visit, served, tmp_path):
    from govsim.page.moves import read_move
    from govsim.page.replay import replay
    from govsim.parameters.scenario import load_scenario

    file = tmp_path / "replay.html"
    file.write_text(replay(load_scenario(served.folder / "lively.yaml"), read_move(SHOWN), seeds=0), encoding="utf-8")
    page = visit("#tab=story", file.as_uri(), whole=True)
    assert "govsim serve" in page.locator("[role=tabpanel]").inner_text()
