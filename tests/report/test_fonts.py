"""Pictures are drawn without a missing letter and without a warning, on a machine without Chinese fonts."""

from __future__ import annotations

import logging
import sys
import warnings

import pytest
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font

from govsim.report import figures, fonts
from tests.docs.pages import ROOT

sys.path.insert(0, str(ROOT / "docs"))


def drawn(title: str, path, caplog) -> Figure:
    """Save a picture; any warning, of Python or in the log, fails."""
    figure = Figure(figsize=(4, 2), layout="constrained")
    axis = figure.subplots()
    axis.set_title(title, fontweight="bold")
    axis.plot([0, 1], label="−1 → 1")
    axis.legend()
    with warnings.catch_warnings(), caplog.at_level(logging.WARNING):
        warnings.simplefilter("error")
        figures.save(figure, path)
    assert caplog.records == []
    return figure


def test_chinese_is_drawn_and_nothing_is_said(tmp_path, caplog, monkeypatch):
    monkeypatch.setattr(fonts, "of_the_machine", lambda: ())  # the machine has no other
    figure = drawn("张家港市C办事处：整改“回头看”（第2年）", tmp_path / "a", caplog)
    assert figure.axes[0].get_title() == "张家港市C办事处：整改“回头看”（第2年）"
    assert "<text" not in (tmp_path / "a.svg").read_text(encoding="utf-8")  # letters are drawn: readers need no font


def test_latin_text_stays_text_in_an_svg(tmp_path, caplog):
    drawn("C office of Zhangjiagang", tmp_path / "b", caplog)
    assert "C office of Zhangjiagang" in (tmp_path / "b.svg").read_text(encoding="utf-8")


def test_a_character_that_no_font_has_becomes_a_mark(tmp_path, caplog, monkeypatch):
    monkeypatch.setattr(fonts, "of_the_machine", lambda: ())
    figure = drawn("𠮷林", tmp_path / "c", caplog)
    assert figure.axes[0].get_title() == "〓林"


def test_the_same_picture_gives_the_same_bytes(tmp_path, caplog):
    for name in ("one", "two"):
        drawn("重大隐患", tmp_path / name, caplog)
    for suffix in (".png", ".svg"):
        assert (tmp_path / f"one{suffix}").read_bytes() == (tmp_path / f"two{suffix}").read_bytes()


def test_the_font_has_every_character_of_the_package_and_comes_with_its_licence():
    import chinese_font

    assert chinese_font.missing() == []
    assert set(chinese_font.common()) <= set(FT2Font(str(fonts.FONT)).get_charmap())
    assert fonts.FONT.stat().st_size < 1_200_000
    licence = (fonts.FONT.parent / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence


@pytest.mark.parametrize("text", ["Raise the responsibility of enterprises", "提高企业安全生产主体责任意识"])
def test_long_labels_are_broken_and_lose_nothing(text):
    told = figures.wrapped(text, 20)
    assert "\n" in told
    assert told.replace("\n", " " if text.isascii() else "") == text
