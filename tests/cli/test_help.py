"""Help answers at once and shows an example."""

from __future__ import annotations

import importlib.metadata
import os
import subprocess
import sys
from pathlib import Path

import pytest

import govsim as package

COMMANDS = ("run", "compare", "schedule", "parameters", "scenarios", "new", "ledger")
HEAVY = (
    "numba",
    "llvmlite",
    "numpy",
    "scipy",
    "pandas",
    "pyarrow",
    "matplotlib",
    "mesa",
    "SALib",
    "yaml",
)  # typer brings pydantic with it


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_every_command_shows_an_example(govsim, command):
    answer = govsim(command, "--help")
    assert answer.code == 0
    assert answer.err == ""
    assert f"Example: govsim {command}" in answer.out
    assert govsim(command, "-h").out == answer.out


def test_help_names_every_command(govsim):
    answer = govsim("--help")
    assert answer.code == 0
    for command in COMMANDS:
        assert f" {command} " in answer.out


@pytest.mark.parametrize(
    "command", ["run", "compare", "parameters", "schedule", "scenarios", "ledger check", "ledger estimate"]
)
def test_commands_take_json(govsim, command):
    assert "--json" in govsim(*command.split(), "--help").out


@pytest.mark.parametrize(
    "words", [["--help"], *([command, "--help"] for command in COMMANDS), ["nosuch"]], ids=" ".join
)
def test_help_imports_nothing_heavy(words):
    script = f"""
import sys
sys.argv = ["govsim", *{words!r}]
from govsim.cli import main
try:
    main()
except SystemExit:
    print("IMPORTED", *sorted({set(HEAVY)!r} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", script], env=environment(), capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "IMPORTED"


def test_the_installed_command_is_main():
    (entry,) = importlib.metadata.entry_points(group="console_scripts", name="govsim")
    assert entry.value == "govsim.cli:main"


def test_the_command_runs_as_a_module(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "govsim", "run", "nosuch.yaml"],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "govsim: error: nosuch.yaml: no such file; `govsim scenarios` lists those at hand"
    ]


def environment() -> dict[str, str]:
    """Return an environment in which the package under test is the one that is found."""
    return {**os.environ, "PYTHONPATH": str(Path(package.__file__).parents[1])}
