"""The catalogue of sentences is whole in both languages, and nothing in it is unused."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from string import Formatter

import govsim.words as words_module
from govsim.words import catalogue

PACKAGE = Path(words_module.__file__).parents[1]
ROOT = PACKAGE.parent
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SAME = {"undefined", "semicolon", "part", "validation.of_basis"}  # signs alone


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_both_languages_say_the_same_with_the_same_places():
    en, zh = catalogue("en"), catalogue("zh")
    assert list(en) == list(zh)
    for key, said in en.items():
        assert places(said) == places(zh[key]), key
        assert not CHINESE.search(said), key
        words = re.search(r"[A-Za-z]", re.sub(r"\{\w+\}", "", said))
        assert CHINESE.search(zh[key]) or key in SAME or not words, key


def asked_for() -> tuple[set[str], set[str]]:
    """Return the keys that the package asks for, and the beginnings of those that it puts together."""
    whole, begun = set(), set()
    for path in [*PACKAGE.rglob("*.py"), *(ROOT / "docs").glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                whole.add(node.value)
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                begun.add(str(node.values[0].value))
    return whole, begun


def test_every_text_is_used():
    whole, begun = asked_for()
    unused = [
        key
        for key in catalogue("en")
        if key not in whole and not any(key.startswith(start) and start.endswith(".") for start in begun)
    ]
    # progress(what) puts the key together from a word of the caller
    assert [key for key in unused if not key.startswith("progress.")] == []


def test_every_text_that_is_asked_for_is_there():
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "text"
                and isinstance(node.args[0], ast.Constant)
            ):
                key = node.args[0].value
                assert key in catalogue("en"), f"{path.name}:{node.lineno} {key}"
                given = {word.arg for word in node.keywords}
                if None not in given:
                    assert places(catalogue("en")[key]) <= given, f"{path.name}:{node.lineno} {key}"
