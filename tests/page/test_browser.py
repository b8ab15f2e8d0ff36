"""The page in a browser: it plays, by keyboard too; it shows what the run counts; a replay shows the same."""

from __future__ import annotations

import json
import re
from urllib.parse import parse_qs, urlencode

import pytest

from govsim.hazards.stock import LEVELS
from govsim.investigation.accidents import accidents
from govsim.page.moves import pair, read_move
from govsim.page.replay import replay
from govsim.parameters.scenario import load_scenario
from govsim.runs.run import simulate
from tests.page.conftest import WEEKS

pytestmark = pytest.mark.page

SIDES = {"A.policies": ["fines"], "B.set": {"announced_share": 0.0, "audit_share": 1.0}}
MOVE = {"scenario": "lively", "seed": 3, "A": {"policies": ["fines"]}, "B": {"set": SIDES["B.set"]}}


def fragment(**told):
    sides = {name: json.dumps(value) for name, value in SIDES.items()}
    return "#" + urlencode({"tab": "watch", "seed": 3, "week": 40, **sides, **told})


def state(page):
    """Return the state that the address holds."""
    return {key: values[0] for key, values in parse_qs(page.url.partition("#")[2]).items()}


def until(page, holds, seconds=30):
    """Wait until a function of the page's state holds."""
    for _ in range(seconds * 50):
        if holds(state(page)):
            return
        page.wait_for_timeout(20)
    raise AssertionError(state(page))


def frames(page, week, lens):
    """Return the hashes of both maps in a week."""
    page.bring_to_front()
    page.evaluate("(week) => window.govsim.seek(week)", week)
    for side in "AB":
        page.wait_for_selector(f"[data-map={side}][data-drawn='{week} {lens}']")
    return [page.evaluate("(side) => window.govsim.hash(side)", side) for side in "AB"]


def focused(page):
    return page.evaluate("document.activeElement.getAttribute('aria-label') || document.activeElement.innerText")


def tab_to(page, wanted, most=250):
    """Go with the Tab key to what bears a name."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if wanted in (focused(page) or ""):
            return
    raise AssertionError(f"Tab does not lead to {wanted!r}")


def test_totals_of_the_page_are_those_of_the_run(visit, served):
    page = visit(fragment(lens=0))
    scenario = load_scenario(served.folder / "lively.yaml")
    offices = pair(scenario, read_move(MOVE))
    for side, own in offices.sides.items():
        series = simulate(own, 3).series.loc[0:]
        told = page.evaluate(
            """(side) => { const office = window.govsim.reel()[side], told = [];
            for (let week = 0; week < office.reel.weeks; week++) { office.seek(week); told.push([...office.total]); }
            office.seek(7); told.push([...office.total]); return told; }""",
            side,
        )
        wanted = series[[f"hazards_open_{level}" for level in LEVELS]].to_numpy().tolist()
        assert told == [*wanted, wanted[7]]
        accidents = page.evaluate("(side) => window.govsim.reel()[side].accidents.map((one) => one.deaths)", side)
        assert len(accidents) == series["accidents_true"].sum()
        assert sum(accidents) == series["deaths_true"].sum()


@pytest.mark.parametrize("lens", [0, 2])
def test_a_replay_from_disk_shows_the_same_frames_and_asks_for_nothing(visit, served, tmp_path, lens):
    scenario = load_scenario(served.folder / "lively.yaml")
    file = tmp_path / "replay.html"
    file.write_text(replay(scenario, read_move(MOVE), seeds=8), encoding="utf-8")
    views = [visit(fragment(lens=lens)), visit(f"#tab=watch&lens={lens}&week=40", file.as_uri(), whole=True)]
    hashes = []
    for page in views:
        hashes.append(frames(page, 44, lens))
    assert hashes[0] == hashes[1]
    assert hashes[0][0] != hashes[0][1]
    assert frames(views[0], 12, lens)[0] != hashes[0][0]
    asked = [url for url in visit.watched.asked if not url.startswith((served.address, "data:", "blob:"))]
    assert asked == [file.as_uri() + f"#tab=watch&lens={lens}&week=40"] or asked == [file.as_uri()]


def test_chinese_letters_come_with_the_page(visit):
    """Where the machine has no Chinese font the package's is fetched, and no box stands for a letter."""
    page = visit("#lang=zh&tab=watch")
    faces = (
        "document.fonts.load('16px \"Govsim Sans SC\"', '真实隐患').then((faces) => faces.map((face) => face.status))"
    )
    assert page.evaluate(faces) == ["loaded"]
    page.wait_for_selector("html.lettered")  # everything that stood there before is set anew
    assert "Govsim Sans SC" in page.evaluate("getComputedStyle(document.querySelector('#tab-watch')).fontFamily")


def test_it_plays_pauses_and_steps_by_keyboard(visit):
    page = visit(fragment())
    page.keyboard.press("Space")
    page.wait_for_selector(".player .play[aria-pressed=true]")
    page.wait_for_timeout(700)
    page.keyboard.press("Space")
    page.wait_for_selector(".player .play[aria-pressed=false]")
    until(page, lambda told: int(told["week"]) > 40)
    at = int(state(page)["week"])
    assert f"week {at}" in page.locator("[role=status].unseen").inner_text()
    page.keyboard.press("ArrowLeft")
    until(page, lambda told: int(told["week"]) == at - 1)
    page.keyboard.press("Shift+ArrowRight")
    until(page, lambda told: int(told["week"]) == min(WEEKS - 1, at + 12))


def test_lens_map_and_tabs_by_keyboard(visit):
    page = visit(fragment())
    page.locator("input[name=lens]:checked").focus()
    page.keyboard.press("ArrowLeft")
    until(page, lambda told: told["lens"] == "1")
    tab_to(page, "Map of the firms of")
    page.keyboard.press("ArrowRight")
    first = page.locator(".office.a .chosen").inner_text()
    assert re.match(r"Firm \d+ ·|Premises \d+", first)
    page.keyboard.press("ArrowDown")
    assert page.locator(".office.a .chosen").inner_text() != first
    assert "found" in page.locator("[role=status].unseen").inner_text()
    page.locator("#tab-watch").focus()
    page.keyboard.press("ArrowRight")
    until(page, lambda told: told["tab"] == "bet")
    assert page.evaluate("document.activeElement.id") == "tab-bet"


def test_sliders_undo_and_directives_by_keyboard(visit):
    page = visit(fragment(tab="change"))
    before = state(page)
    tab_to(page, "Strength of Audit in B")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    until(page, lambda told: json.loads(told.get("B.policies", "[]")) == ["audit*0.1"])
    page.keyboard.press("Control+z")
    until(page, lambda told: told.get("B.policies") == before.get("B.policies"))
    tab_to(page, "fine of a first sanction in B")
    page.keyboard.press("ArrowRight")
    until(page, lambda told: "fine" in json.loads(told["B.set"]))
    tab_to(page, "Accident")
    page.keyboard.press("Enter")
    tab_to(page, "Let it happen")
    page.keyboard.press("Enter")
    until(page, lambda told: json.loads(told.get("B.directives", "[]")) != [])
    assert json.loads(state(page)["A.directives"]) == [{"week": 41, "action": "accident", "major": True}]
    page.wait_for_selector("html[data-shown=yes]")


def test_a_lesson_is_bet_on_before_it_plays(visit):
    page = visit("#tab=lessons")
    assert page.locator(".lessons li").count() >= 6
    page.locator("#tab-lessons").focus()
    tab_to(page, "Open the lesson: What counting visits does")
    page.keyboard.press("Enter")
    until(page, lambda told: (told["tab"], told.get("lesson")) == ("bet", "counting"))
    page.wait_for_selector("html[data-shown=yes]", timeout=120_000)
    page.locator("#tab-watch").click()
    assert page.locator(".locked").count() == 1
    page.keyboard.press("Space")
    assert page.locator("[data-map]").count() == 0
    page.locator("#tab-bet").click()
    for question in page.locator(".bets fieldset").all():
        question.locator("input").first.focus()
        page.keyboard.press("Space")
    page.locator(".go .primary:enabled").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".player .play[aria-pressed=true]")
    assert page.locator("[data-map]").count() == 2


def test_a_bad_value_is_told_beside_its_slider_and_the_picture_stays(visit):
    page = visit(fragment(tab="change"))
    field = page.get_by_label("Value: fine of a first sanction in B")
    field.fill("-3")
    field.press("Tab")
    told = page.locator(".parameter .slider.b .wrong").inner_text()
    assert "error: B.set.fine" in told
    assert "fine must lie between 0 and 1e+06 (yuan), not -3" in told
    field.fill("many")
    field.press("Tab")
    page.locator(".wrong", has_text="must be a number (yuan), not 'many'").wait_for()
    page.locator("#tab-watch").click()
    assert page.locator("[data-map]").count() == 2


def test_what_is_wrong_is_told_in_the_language_of_the_page(visit):
    page = visit(fragment(tab="change"))
    field = page.get_by_label("Value: fine of a first sanction in B")
    field.fill("-3")
    field.press("Tab")
    told = page.locator(".parameter .slider.b .wrong")
    told.wait_for()
    page.locator(".lang select").select_option("zh")
    assert told.inner_text().split("\n") == ["错误： B.set.fine", "fine 须在 0 与 1e+06 之间（元），不是 -3"]
    assert "Govsim Sans SC" in told.evaluate("(each) => getComputedStyle(each).fontFamily")
    assert "1,000,000 元" in page.locator(".parameter", has=page.locator(".wrong")).inner_text()


def test_a_server_that_gives_no_answer_is_told_of_in_words(visit):
    page = visit(fragment(tab="change", lang="zh"))
    page.route("**/api/run", lambda route: route.fulfill(status=500, body="<html>"))
    page.get_by_label("种子").fill("9")
    page.get_by_label("种子").press("Enter")
    page.locator(".wrong", has_text="没有读到回答").wait_for()
    visit.watched.complaints.clear()


def test_a_newer_move_cancels_the_older(visit):
    page = visit(fragment(tab="change"))
    seed = page.get_by_label("Seed")
    for value in ("11", "12", "13"):
        seed.fill(value)
        seed.press("Enter")
    page.locator("#tab-watch").click()
    page.wait_for_selector("html[data-shown=yes]")
    page.wait_for_selector("[data-map]")
    assert page.evaluate("window.govsim.reel().seed") == 13


def test_a_damaged_link_opens_defaults_and_says_what_was_dropped(visit):
    page = visit("#tab=watch&seed=minus&B.set=%7Bbroken&lens=9&color=red&week=30")
    notice = page.locator(".notice").inner_text()
    for key in ("seed", "B.set", "lens", "color"):
        assert key in notice
    assert "week" not in notice.partition(":")[2]
    assert (state(page)["lens"], state(page)["week"]) == ("2", "30")


def test_a_link_of_an_unknown_policy_is_answered_with_the_nearest_name(visit):
    page = visit(fragment(tab="change"))
    page.evaluate("location.hash = '#tab=change&B.policies=' + encodeURIComponent('[\"adit\"]')")
    page.locator(".wrong", has_text="did you mean 'audit'").wait_for()


def test_luck_shows_sixty_four_seeds_and_this_one(visit):
    page = visit(fragment(tab="luck"), whole=True)
    assert page.locator(".strip.wide .seed").count() == 64
    assert page.locator(".strip.wide .here").count() == 1
    assert "over 64 seeds" in page.locator(".lucky figcaption").inner_text()


def test_reduced_motion_steps_by_the_quarter(visit):
    page = visit(fragment(week=10), reduced_motion="reduce")
    page.keyboard.press("Space")
    page.wait_for_timeout(1500)
    page.keyboard.press("Space")
    until(page, lambda told: int(told["week"]) in (23, 36))
    assert page.locator(".legend .inspector").count() == 0


TABS = ("lessons", "watch", "bet", "change", "story", "luck", "decide")
LOOKS = [("en", "light"), ("en", "dark"), ("zh", "light"), ("zh", "dark"), ("en", "forced")]


@pytest.mark.parametrize(("lang", "look"), LOOKS)
def test_axe_finds_no_violation(visit, served, lang, look):
    from axe_playwright_python.sync_playwright import Axe

    options = {"forced_colors": "active"} if look == "forced" else {"color_scheme": look}
    page = visit(fragment(lang=lang, story=an_accident(served)), whole=True, **options)
    found = {}
    for tab in TABS:
        show(page, tab)
        page.wait_for_timeout(60)
        answer = Axe().run(page, options={"resultTypes": ["violations"]}).response
        for rule in answer["violations"]:
            found[tab, rule["id"]] = [node["html"][:160] for node in rule["nodes"][:4]]
    assert found == {}


def show(page, tab):
    """Go to a tab, and wait for what is computed for it."""
    page.locator(f"#tab-{tab}").click()
    if tab == "story":
        page.wait_for_selector(".story article")
    if tab == "decide":
        page.locator(".deciding .form .primary").click()
        page.wait_for_selector(".deciding article")


def an_accident(served):
    """Return the place of an accident by a hazard in office B, as the address names it."""
    offices = pair(load_scenario(served.folder / "lively.yaml"), read_move(MOVE))
    one = next(one for one in reversed(accidents(offices.sides["B"], 3)) if one.hazard >= 0)
    return f"B.{one.week}.{one.firm}.0"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_accessibility_tree_names_everything(visit, lang):
    page = visit(fragment(lang=lang))
    for tab in ("watch", "bet", "change", "story"):
        page.locator(f"#tab-{tab}").click()
        tree = page.locator("body").aria_snapshot()
        for line in tree.splitlines():
            role = re.match(r"\s*- (slider|spinbutton|button|combobox|radio|checkbox|textbox|searchbox)(.*)", line)
            assert role is None or '"' in role[2] or role[2].startswith(":"), line
    page.locator("#tab-watch").click()
    tree = page.locator("body").aria_snapshot()
    assert tree.count("- application ") == 2
    assert "- radiogroup" in tree or "- group " in tree
    assert page.evaluate("document.documentElement.lang") == {"en": "en", "zh": "zh-CN"}[lang]


@pytest.mark.parametrize("width", [390, 640])
def test_nothing_hangs_over_the_edge_of_a_narrow_page(visit, served, width):
    page = visit(fragment(story=an_accident(served)), viewport={"width": width, "height": 844})
    for tab in TABS:
        show(page, tab)
        for _ in range(20):  # drawings take the width of the page a moment after it is there
            page.wait_for_timeout(50)
            if (wide := page.evaluate("document.documentElement.scrollWidth")) <= width:
                break
        assert wide <= width, tab
        small = page.evaluate(
            """() => [...document.querySelectorAll('main button, main select, main summary')].filter((one) => {
            const box = one.getBoundingClientRect(); return box.height && (box.height < 24 || box.width < 24); })
            .map((one) => one.outerHTML.slice(0, 80))"""
        )
        assert small == []
