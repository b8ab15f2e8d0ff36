"""The examples of the documentation run as they stand."""

from __future__ import annotations

import re
import shlex
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from govsim import cli
from tests.docs.pages import PAGES, ROOT, Block, blocks
from tests.registers import as_before_the_first_world

if TYPE_CHECKING:
    from collections.abc import Iterator

# Commands of the shell that a page may show and the tests leave out.
LEFT_OUT = {"make", "git", "pip", "pre-commit", "source", "cd", "ls", "python", "python3", "docker", "conda", "uv"}
QUICK = {
    "compare": ["--least", "4", "--most", "4"],
    "atlas": ["--replicates", "2"],
    "contrast": ["--replicates", "2"],
    "trial": ["--replicates", "4"],
    "replay": ["--seeds", "2"],
    "investigate": ["--redraws", "4"],
    "rank": ["--set", "compliance_rule=logit", "--set", "belief_rule=beta_bayes"],
}
RUN = {"bash", "sh", "python", "yaml", "csv"}


@pytest.fixture(autouse=True)
def registers() -> Iterator[None]:
    """Let go, after each page, of the rules that it has registered and of what it has declared."""
    with as_before_the_first_world():
        yield


@pytest.mark.parametrize("name", [name for name, path in PAGES.items() if any(b.language in RUN for b in blocks(path))])
def test_examples_of_page_run(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("scenarios", "experiments"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "docs").mkdir()
    for path in (ROOT / "docs").glob("example_*"):
        shutil.copy(path, tmp_path / "docs")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("govsim.report.figures.save", touch)
    namespace: dict[str, object] = {"__name__": name}
    for block in blocks(PAGES[name]):
        where = f"{name}:{block.line}"
        if block.language in ("bash", "sh"):
            for command in commands(block.text):
                run_command(command, where, monkeypatch)
        elif block.language == "python" and not block.instruction:
            exec(compile("\n" * (block.line - 1) + block.text, where, "exec"), namespace)
        elif block.instruction:
            follow(block, where)


def touch(figure: object, path: Path) -> None:
    """Stand in for saving a picture, which takes longer than the comparison that it shows."""
    for suffix in (".png", ".svg"):
        path.with_suffix(suffix).touch()


def commands(text: str) -> list[list[str]]:
    lines = text.replace("\\\n", " ").splitlines()
    return [words for line in lines if (words := shlex.split(line, comments=True))]


def run_command(words: list[str], where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if words[0] == "cp":
        shutil.copy(*words[1:])
        return
    words = [Path(words[0]).name, *words[1:]]  # .venv/bin/govsim is govsim
    if words[0] in LEFT_OUT or "=" in words[0]:
        return
    assert words[0] == "govsim", (
        f"{where}: tests do not know the command {words[0]!r}; add it to LEFT_OUT if it needs none"
    )
    assert not {"|", ">", "&&", ";"} & set(words), f"{where}: give each command a line of its own"
    quick = QUICK.get(words[1], []) if not {"--help", "--careless"} & set(words) else []  # which redraws nothing
    monkeypatch.setattr(sys, "argv", [*words, *quick])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code in (0, None), f"{where}: {shlex.join(words)} ended with code {ended.value.code}"


def follow(block: Block, where: str) -> None:
    """Do with a block what the page tells the reader to do with it."""
    if block.instruction.startswith("inside "):  # in a copy of the package: see test_extending
        return
    if given := re.fullmatch(r"save (\S+)", block.instruction):
        Path(given[1]).write_text(block.text, encoding="utf-8")
        return
    given = re.fullmatch(r'(after|instead of) "(.+)" in (\S+)', block.instruction)
    assert given, f"{where}: unknown instruction {block.instruction!r}"
    path = Path(given[3])
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    assert lines.count(given[2] + "\n") == 1, f"{where}: {path} has no single line {given[2]!r}"
    at = lines.index(given[2] + "\n")
    lines[at : at + 1] = [lines[at], block.text] if given[1] == "after" else [block.text]
    path.write_text("".join(lines), encoding="utf-8")
