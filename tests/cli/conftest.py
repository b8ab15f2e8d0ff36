"""The `govsim` command, called in this process, in a folder of its own."""

from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from govsim import cli

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TINY = """\
name: tiny
title: A tiny office
weeks: 20
warmup_weeks: 6
enterprises: {count: 12}
sectors:
  machinery: {share: 0.6}
  textile: {share: 0.4}
parameters:
  grids: 2
  inspectors: {value: 2, grade: measured, source: counted}
policies:
  training:
    start: 4
    set: {training: 0.5}
  fines:
    start: 2
    end: 18
    scale: {fine: 2}
    add: {authority: 0.2}
    cost: {setup: 1000, per_year: 500}
comparison: {least: 4, most: 4}
"""


@dataclass(frozen=True)
class Answer:
    """What a command said: exit code, standard output, standard error."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as strict JSON: no NaN, no infinity."""

        def refuse(word: str) -> None:
            raise AssertionError(f"{word} is no JSON")

        return json.loads(self.out, parse_constant=refuse)

    def refuses(self, *fragments: str) -> None:
        """Check that it is bad input: exit code 2, one or two lines that say where and what would be right."""
        assert self.code == 2, self
        assert self.out == ""
        told = [
            line for line in self.err.splitlines() if "compiling the rules" not in line
        ]  # said when the first test of a fresh machine runs
        assert 1 <= len(told) <= 2, self.err
        assert told[0].startswith("govsim: error: ")
        assert "Traceback" not in self.err
        assert all(len(line) <= 200 for line in told)
        said = " ".join(told)  # a long one takes two lines
        for fragment in fragments:
            assert fragment in said or fragment in self.err, f"{fragment!r} is not in {said!r}"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which commands run; nothing in it but the scenario `tiny.yaml`."""
    (tmp_path / "tiny.yaml").write_text(TINY, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def pictures() -> None:
    """Ask for it where pictures matter; elsewhere they are not drawn, which takes seconds."""


@pytest.fixture
def govsim(
    here: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest
) -> Callable[..., Answer]:
    """Run `govsim ...` and return its answer."""
    if "pictures" not in request.fixturenames:
        monkeypatch.setattr("govsim.report.figures.save", lambda figure, path: None)

    def call(*words: object) -> Answer:
        monkeypatch.setattr(sys, "argv", ["govsim", *map(str, words)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as stop:
            cli.main()
        told = capsys.readouterr()
        return Answer(int(stop.value.code or 0), told.out, told.err)

    return call


def contents(folder: Path) -> dict[str, str]:
    """Return everything below a folder: path and hash of the bytes."""
    return {
        path.relative_to(folder).as_posix(): hashlib.blake2b(path.read_bytes(), digest_size=8).hexdigest()
        if path.is_file()
        else "folder"
        for path in sorted(folder.rglob("*"))
    }
