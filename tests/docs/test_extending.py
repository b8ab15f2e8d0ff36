"""The page on extending the model: its four edits are made in a copy of the package, which then runs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from tests.docs.pages import PAGES, ROOT, blocks
from tests.docs.test_examples import follow

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

PAGE = PAGES["docs/extending.md"]
INSIDE = [block for block in blocks(PAGE) if block.instruction.startswith("inside ")]


def test_four_files_of_the_package_are_edited() -> None:
    told = [re.search(r'" in (\S+)$', block.instruction) for block in INSIDE]
    assert len({given[1] for given in told if given}) == 4


def test_the_four_edits_make_a_mechanism(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("govsim", "scenarios"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.chdir(tmp_path)
    program = ""
    for block in INSIDE:
        if block.instruction == "inside run":
            program += block.text
        else:
            follow(replace(block, instruction=block.instruction.removeprefix("inside ")), f"extending.md:{block.line}")
    environment = os.environ | {"PYTHONPATH": str(tmp_path), "NUMBA_DISABLE_JIT": "1", "XDG_CACHE_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, env=environment, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    advised, plain, off = (float(line) for line in done.stdout.split())
    assert advised > 0.0
    assert plain == off == 0.0
