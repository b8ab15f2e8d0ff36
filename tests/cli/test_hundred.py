"""A hundred bad inputs and more: exit code 2, at most three lines of 200 characters, no traceback, nothing written."""

from __future__ import annotations

import re
import shutil

import pytest

from tests.cli.conftest import contents
from tests.cli.hundred import CASES, FILES

CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def seeds(tmp_path_factory):
    """Yield a folder with all files as they should be."""
    folder = tmp_path_factory.mktemp("seeds")
    for name, content in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    return folder


def test_there_are_more_than_a_hundred():
    assert len(CASES) >= 150
    assert len(set(CASES.values())) == len(CASES)


@pytest.mark.parametrize("case", CASES)
def test_bad_input_is_refused_in_both_languages_and_nothing_is_written(govsim, here, seeds, monkeypatch, case):
    shutil.copytree(seeds, here, dirs_exist_ok=True)
    words, *changes = CASES[case] if isinstance(CASES[case], tuple) else (CASES[case],)
    for name, old, new in changes:
        if name:
            text = "" if old is None else (here / name).read_text(encoding="utf-8")
            assert old is None or old in text
            (here / name).write_text(new if old is None else text.replace(old, new), encoding="utf-8")
    before = contents(here)
    for lang in ("en", "zh"):
        monkeypatch.setenv("GOVSIM_LANG", lang)
        answer = govsim(*(words.split() or [""]))
        assert answer.code == 2, answer
        assert answer.out == ""
        lines = [line for line in answer.err.splitlines() if not re.search("compiling|编译|warning:|警告：", line)]
        assert 1 <= len(lines) <= 3, answer.err
        assert all(len(line) <= 200 for line in lines)
        assert "Traceback" not in answer.err
        said = lines[0].removeprefix("govsim: 错误：" if lang == "zh" else "govsim: error: ")
        assert said != lines[0]
        ours = not re.search("on purpose|invalid syntax", said)  # and not what the user's own code, or Python, says
        assert bool(CHINESE.search(" ".join([said, *lines[1:]]))) == (lang == "zh" and ours), lines
    assert contents(here) == before
