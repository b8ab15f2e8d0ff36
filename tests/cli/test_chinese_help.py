"""Every command and every option has a Chinese help, and it is printed whole."""

from __future__ import annotations

import re

import pytest
import typer

from govsim.cli.app import app
from govsim.words.translated import EXAMPLE, catalogue_of

CHINESE = re.compile(r"[\u4e00-\u9fff]")
WORD = re.compile(r"[A-Za-z][A-Za-z_-]+")
# Names that are the same in both languages: of programs, file formats and methods, and words that options take.
NAMES = set(
    WORD.findall(
        "govsim YAML CSV XLSX JSON json schema OCEL HTML PDF Python Dask en zh vv none auto serial threads processes "
        "sobol morris fast rbd_fast pawn delta hdmr dgsm harm cost hazards supervision office firms insurers society "
        "NAME VALUE FILE FOLDER NAME_fitted brief html parquet yaml calibrate compare rank decide investigate results "
        "scenarios cluster pdf all experiments decisions"
    )
)


def walk(command, path=()):
    yield path, command
    for name, inner in getattr(command, "commands", {}).items():
        yield from walk(inner, (*path, name))


COMMANDS = dict(walk(typer.main.get_command(app)))


def said(command):
    """Return the paragraphs of a command's help, and of its options and arguments."""
    texts = [command.help, *(param.help for param in command.params if not getattr(param, "hidden", False))]
    return [" ".join(paragraph.split()) for told in texts for paragraph in (told or "nothing is said").split("\n\n")]


def test_every_command_and_option_has_a_chinese_help():
    told = catalogue_of("help")
    missing = {text: path for path, command in COMMANDS.items() for text in said(command) if text not in told}
    assert not missing


def test_no_chinese_help_is_of_nothing():
    used = {text for command in COMMANDS.values() for text in said(command)}
    assert set(catalogue_of("help")) - used == {"Show this message and exit."}  # Typer's own


@pytest.mark.parametrize("english", catalogue_of("help"))
def test_chinese_help_is_chinese(english):
    chinese = catalogue_of("help")[english]
    assert CHINESE.search(chinese)
    bare = re.sub(r"--[a-z-]+", "", chinese)
    assert set(WORD.findall(bare)) <= NAMES


@pytest.mark.parametrize("path", COMMANDS, ids=lambda path: " ".join(path) or "govsim")
def test_help_prints_in_chinese_whole(govsim, monkeypatch, path):
    monkeypatch.setenv("GOVSIM_LANG", "zh")
    answer = govsim(*path, "--help")
    assert answer.code == 0
    assert answer.err == ""
    assert "…" not in answer.out
    printed = re.sub(r"[\s│╭╰╮╯─]", "", answer.out)
    for paragraph in said(COMMANDS[path])[:1]:
        assert re.sub(r"\s", "", catalogue_of("help")[paragraph]) in printed
    for english in ("Usage:", "Options", "Commands", "Arguments ", "default", "required", EXAMPLE[0]):
        assert english not in answer.out.replace("docs/example", "")
    assert "用法：" in answer.out


def test_the_language_of_help_may_stand_anywhere(govsim):
    before = govsim("--lang", "zh", "compare", "--help").out
    assert before == govsim("compare", "--help", "--lang", "zh").out == govsim("compare", "--lang=zh", "--help").out
    assert "用法：" in govsim("sweep", "--help", "--lang", "zh").out
    assert "用法：" in govsim("brief", "--help", "--lang", "zh").out
    assert "Usage:" in govsim("compare", "--help").out
    govsim("compare", "--lang", "fr", "--help").refuses("--lang: must be one of en, zh, not 'fr'")
