"""Errors are told in Chinese: every message of the package has a Chinese template."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

import govsim.words as words_module
from govsim.words import speaking
from govsim.words.translated import VAGUE, catalogue_of, error_text
from tests.words.templates import templates

PACKAGE = Path(words_module.__file__).parents[1]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
COVERED = 1.0  # the share of the package's messages that have a Chinese template; it may only grow
COMPOSED = {"{}, not {}", "{} {}; {}"}  # made of parts that each have their own
# Names that are the same in both languages.
NAMES = set(
    re.findall(
        r"\S+",
        "YAML CSV XLSX XLS JSON UTF utf gb FastAPI uvicorn Python Dask scikit learn openpyxl xarray MB GB OCEL "
        "Sobol Morris govsim N n NAME=VALUE on off true false low high A B",
    )
)


def test_every_message_of_the_package_has_a_chinese_template():
    said, told = templates(PACKAGE), catalogue_of("errors")
    missing = {text: place for text, place in said.items() if text not in told and text not in COMPOSED}
    assert 1 - len(missing) / len(said) >= COVERED, missing


def test_no_template_is_of_nothing():
    assert set(catalogue_of("errors")) <= set(templates(PACKAGE))
    assert not set(catalogue_of("errors")) & set(catalogue_of("foreign"))
    assert {*catalogue_of("errors"), *catalogue_of("foreign")} >= VAGUE


@pytest.mark.parametrize("name", ["errors", "foreign"])
def test_chinese_templates_are_chinese_and_hold_what_the_english_ones_hold(name):
    for english, chinese in catalogue_of(name).items():
        places = english.count("{}")
        given = [(place, n) for n, (_, place, _, _) in enumerate(Formatter().parse(chinese)) if place is not None]
        assert {int(place) if place else n for place, n in given} == set(range(places)), english
        bare = re.sub(r"`[^`]*`|\{[^}]*\}|--?[a-z-]+|\.[a-z]+|\d-[A-Z]\d|\S*\*\S*", " ", chinese)
        assert CHINESE.search(bare) or not re.search("[A-Za-z]{2}", bare), english
        assert set(re.findall(r"[A-Za-z][A-Za-z=]+", bare)) <= NAMES, english


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("unknown parameter 'grid'; did you mean 'grids'?", "未知的参数 'grid'；您是指 'grids' 吗？"),
        ("unknown policy 'x'; there are training, fines", "未知的政策 'x'；现有：training, fines"),
        ("fine must be a number (yuan), not 'x'", "fine 须为数（元），不是 'x'"),
        ("input should be greater than or equal to 1, not 0 (and 2 more)", "须大于或等于 1，不是 0（另有 2 处）"),
        ("input should be 'a', 'b' or 'c', not 'd'", "须为 'a', 'b' 或 'c'，不是 'd'"),
        ("Invalid value for '--seed': Input should be a valid integer", "'--seed' 的值无效：须为整数"),
        (
            "fine=5 does not last: the policy p sets fine to 3 from week 4 on",
            "fine=5 不能持续：政策 p 从第 4 周起把 fine 设为 3",
        ),
        ("x.yaml: No such file or directory", "x.yaml：没有这个文件或文件夹"),
        ("what nobody has said yet", "what nobody has said yet"),
        ("{} {0} %s", "{} {0} %s"),
        ("", ""),
    ],
)
def test_a_message_is_told_in_chinese_with_what_it_holds(english, chinese):
    assert error_text(english) == english
    with speaking("zh"):
        assert error_text(english) == chinese
