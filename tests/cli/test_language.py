"""Every command speaks English or Chinese, and says no identifier to people where it has a word for it."""

from __future__ import annotations

import logging
import re
import warnings

import pytest

from govsim.report import fonts
from govsim.words import catalogue

IDENTIFIER = re.compile(r"[a-z]+_[a-z_]+")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture
def bilingual(here):
    text = (here / "tiny.yaml").read_text(encoding="utf-8")
    text = text.replace("title: A tiny office\n", "title: A tiny office\ntitle_zh: 一个小单位\n")
    text = text.replace("  training:\n", "  training:\n    title_zh: 加强培训\n    title: More training\n")
    text = text.replace("  fines:\n", "  fines:\n    title_zh: 提高罚款\n    title: Higher fines\n")
    (here / "tiny.yaml").write_text(text, encoding="utf-8")


def test_compare_in_chinese_prints_and_draws_without_an_identifier_a_box_or_a_warning(
    govsim, bilingual, pictures, here, monkeypatch, caplog
):
    monkeypatch.setattr(fonts, "of_the_machine", lambda: ())  # as on a machine without Chinese fonts
    monkeypatch.setenv("GOVSIM_LANG", "zh")
    monkeypatch.setenv("COLUMNS", "80")
    with warnings.catch_warnings(), caplog.at_level(logging.WARNING):
        warnings.simplefilter("error", UserWarning)
        answer = govsim("compare", "tiny.yaml")
    assert answer.code == 0, answer
    assert caplog.records == []
    assert not IDENTIFIER.search(answer.out.replace("govsim compare FILE", "")), answer.out
    for said in ("一个小单位", "加强培训", "提高罚款", "基准情形", "死亡和重伤"):
        assert said in answer.out
    assert "已写入" in answer.err
    assert "…" not in answer.out
    drawn = (here / "results" / "tiny" / "compare" / "forest.png").stat().st_size
    assert drawn > 20_000
    table = (here / "results" / "tiny" / "compare" / "differences.csv").read_text(encoding="utf-8")
    assert "expected_casualties" in table  # files keep the names
    assert not CHINESE.search(table)


def test_the_english_comparison_reads_as_people_talk(govsim, bilingual, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    answer = govsim("compare", "tiny.yaml")
    assert not IDENTIFIER.search(answer.out), answer.out
    told = " ".join(re.sub("[│┃]", " ", answer.out).split())
    for said in ("More training", "Higher fines", "baseline"):
        assert said in told


@pytest.mark.parametrize("words", [["schedule"], ["parameters", "fine"], ["parameters", "--mechanisms"], ["outcomes"]])
def test_the_option_works_before_and_after_the_command(govsim, words):
    after = govsim(*words, "--lang", "zh")
    assert after.code == 0
    assert CHINESE.search(after.out)
    assert govsim("--lang", "zh", *words).out == after.out
    assert not CHINESE.search(govsim(*words).out)
    assert govsim(*words, "--json", "--lang", "en").out == govsim(*words, "--json").out


def test_an_unknown_language_is_refused(govsim, monkeypatch):
    govsim("schedule", "--lang", "fr").refuses("--lang: must be one of en, zh, not 'fr'")
    monkeypatch.setenv("GOVSIM_LANG", "klingon")
    govsim("schedule").refuses("GOVSIM_LANG: must be one of en, zh, not 'klingon'")


def test_an_error_begins_in_the_language_of_the_command(govsim):
    answer = govsim("run", "nosuch.yaml", "--lang", "zh")
    assert answer.code == 2
    assert answer.err.startswith("govsim: " + catalogue("zh")["say.error"].format(what="nosuch.yaml"))
