"""The Decide tab in a browser: by keyboard alone; its sentence is the command's; the budget moves without a run."""

from __future__ import annotations

import re

import pytest

from govsim.report.decision import sentence
from govsim.report.decision_folder import data_in_words
from govsim.words import speaking
from tests.page.test_browser import fragment, state, tab_to, until

pytestmark = pytest.mark.page


def digits(words):
    return int(re.sub(r"\D", "", words))


@pytest.fixture
def decided(visit):
    """Return a function that opens the tab and decides, by keyboard alone."""

    def opened(**given):
        page = visit(fragment(tab="decide"), **given)
        page.locator("#tab-decide").focus()
        tab_to(page, "Decide: a first look")
        page.keyboard.press("Enter")
        page.wait_for_selector(".deciding article")
        return page

    return opened


def test_it_says_what_the_command_says_in_both_languages(decided, told):
    page = decided()
    assert page.locator(".advice").inner_text() == sentence(told)
    assert sentence(told) in page.locator("[role=status].unseen").inner_text()
    shown = data_in_words(told)
    assert page.locator(".portfolios tbody tr").count() == len(shown["words"]["en"]["table"]["rows"])
    for row, wanted in zip(
        page.locator(".portfolios tbody tr").all(), shown["words"]["en"]["table"]["rows"], strict=True
    ):
        for cell in wanted:
            assert all(line in row.inner_text() for line in cell.split("\n"))
    assert page.locator(".frontier .dot").count() == len(shown["portfolios"])
    page.locator(".lang select").select_option("zh")
    with speaking("zh"):
        assert page.locator(".advice").inner_text() == sentence(told)
    assert state(page)["problem"] == "what_first"


def test_it_draws_what_each_measure_and_each_pair_brings(decided, told):
    page, data = decided(), data_in_words(told)
    for lang in ("en", "zh"):
        page.locator(".lang select").select_option(lang)
        words = data["words"][lang]
        part = page.locator(".deciding section", has=page.locator("h3", has_text=re.compile("two bring|两项")))
        names = [words["measures"][name] for name, *_ in data["shares"]]
        names += [f"{words['measures'][one]} × {words['measures'][other]}" for one, other, *_ in data["interactions"]]
        assert part.locator(".bars li > span:first-child").all_inner_texts() == names
        assert all(sentence in part.inner_text() for sentence in words["together"])


def test_the_budget_moves_by_keyboard_and_by_hand_and_nothing_is_run(decided, visit, told):
    page = decided()
    data = data_in_words(told)
    cost, kept = data["within_budget"]["cost"], data["within_budget"]["otherwise_allowed"]

    def within(at):
        return sum(label == "none" or cost[label] <= at for label in kept)

    asked = len(visit.watched.asked)
    slider = page.locator(".budget input")
    slider.focus()
    assert digits(page.locator(".budget output").inner_text()) == 40000
    for key in ("Home", "ArrowRight", "PageUp", "End", "ArrowLeft"):
        page.keyboard.press(key)
        at = digits(page.locator(".budget output").inner_text())
        said = page.locator(".deciding section p[role=status]").inner_text()
        assert said.startswith(f"{within(at)} of the {len(cost)} portfolios simulated are within it"), (key, at)
        assert page.locator(".frontier .dot:not(.outside)").count() == within(at)
        until(page, lambda told, at=at: told["budget"] == str(at))
    assert "Moving the budget runs nothing" in page.locator(".deciding").inner_text()
    assert "The advice and all below it are about 40,000 yuan" in page.locator(".deciding").inner_text()
    page.locator(".frontier").scroll_into_view_if_needed()
    line = page.locator(".budget-line").bounding_box()
    page.mouse.move(line["x"] + line["width"] / 2, line["y"] + 20)
    page.mouse.down()
    page.mouse.move(line["x"] + line["width"] / 2 - 200, line["y"] + 60, steps=4)
    page.mouse.up()
    assert digits(page.locator(".budget output").inner_text()) < at - 1000
    assert len(visit.watched.asked) == asked
    page.get_by_role("button", name="Decide anew with").click()
    page.wait_for_selector(".budget output:has-text('yuan')")
    until(page, lambda told: "budget" not in told)


def test_a_finished_decision_is_opened_from_its_folder(visit, told):
    page = visit(fragment(tab="decide"))
    option = page.locator(".form select").last.locator("option", has_text="what_first/").first
    page.locator(".form select").last.select_option(option.inner_text())  # waits until the folders are listed
    page.get_by_role("button", name="Open").click()
    page.wait_for_selector(".deciding article")
    assert page.locator(".advice").inner_text() == sentence(told)
    page.locator(".form select").last.select_option("of_old")
    page.get_by_role("button", name="Open").click()
    page.locator(".wrong", has_text="run `govsim decide` again").wait_for()


def test_a_link_holds_problem_and_budget(visit):
    page = visit(fragment(tab="decide", problem="what_first", budget=12000))
    page.get_by_role("button", name="Decide: a first look").click()
    page.wait_for_selector(".deciding article")
    assert digits(page.locator(".budget output").inner_text()) == 12000


def test_a_replay_has_no_such_tab(visit, served, tmp_path):
    from govsim.page.moves import read_move
    from govsim.page.replay import replay
    from govsim.parameters.scenario import load_scenario

    file, move = tmp_path / "replay.html", read_move({"scenario": "lively", "seed": 3})
    file.write_text(replay(load_scenario(served.folder / "lively.yaml"), move, seeds=0), encoding="utf-8")
    page = visit("", file.as_uri(), whole=True)
    assert page.locator("#tab-watch").count() == 1
    assert page.locator("#tab-decide").count() == 0
