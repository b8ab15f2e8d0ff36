"""Ctrl-C: finished replicates are kept and reported as partial; without any, nothing is written."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import pandas as pd
import pytest

from govsim.runs import compare as comparing
from tests.cli.conftest import TINY, contents
from tests.cli.test_help import environment

WANTED = 20_000
PATIENCE = 120  # seconds until the test gives up


@contextmanager
def ctrl_c():
    """Let Ctrl-C interrupt, also where the tests run in the background of a shell."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def read_until(terminal: int, pattern: str, process: subprocess.Popen[str]) -> str:
    """Read a terminal until it shows the pattern."""
    shown, end = "", time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if select.select([terminal], [], [], 0.2)[0]:
            shown += os.read(terminal, 65536).decode(errors="replace")
            if re.search(pattern, shown):
                return shown
        assert process.poll() is None, shown
    raise AssertionError(f"{pattern!r} was never shown: {shown!r}")


def test_ctrl_c_keeps_finished_replicates_and_says_partial(here):
    """The user sees the progress bar move, and presses Ctrl-C."""
    (here / "long.yaml").write_text(
        TINY.replace("name: tiny", "name: long")
        .replace("\nweeks: 20\n", "\nweeks: 260\n")
        .replace("count: 12", "count: 40")
    )
    seen = {**environment(), "TERM": "xterm", "COLUMNS": "120"}
    seen.pop("CI", None)  # in continuous integration there is no bar to see
    command = [
        sys.executable,
        "-m",
        "govsim",
        "compare",
        "long.yaml",
        "--policy",
        "fines",
        "--least",
        str(WANTED),
        "--most",
        str(WANTED),
        "--json",
    ]
    master, slave = pty.openpty()
    with ctrl_c():  # what is handled here, and not ignored, has its usual meaning in the new process
        process = subprocess.Popen(command, cwd=here, stdout=subprocess.PIPE, stderr=slave, text=True, env=seen)
    os.close(slave)
    try:
        shown = read_until(master, rf"(?<!\d)([2-9]|\d\d+)/{WANTED}", process)
        assert "replicates" in shown
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
        os.close(master)
    assert process.returncode == 130
    told = json.loads(out)
    assert told["partial"] is True
    assert 2 <= told["replicates"] < WANTED
    folder = here / "results" / "long" / "compare"
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["partial"] is True
    assert manifest["replicates"] == told["replicates"]
    assert len(pd.read_csv(folder / "runs.csv")) == 2 * told["replicates"]
    assert (folder / "forest.png").stat().st_size > 0


@pytest.fixture
def interrupted_after(monkeypatch):
    """Press Ctrl-C, for good, while replicate number `n` is computed."""
    whole = comparing.one_seed

    def prepare(n: int) -> None:
        def one_seed(variants, seed):
            if seed == n:
                os.kill(os.getpid(), signal.SIGINT)
            return whole(variants, seed)

        monkeypatch.setattr(comparing, "one_seed", one_seed)

    return prepare


def test_ctrl_c_before_anything_finished_writes_nothing(govsim, here, interrupted_after):
    before = contents(here)
    interrupted_after(1)
    with ctrl_c():
        answer = govsim("compare", "tiny.yaml", "--least", 64, "--most", 64, "--workers", 1)
    assert answer.code == 130
    assert answer.out == ""
    assert "interrupted" in answer.err
    assert "Traceback" not in answer.err
    assert contents(here) == before


def test_a_partial_table_says_so(govsim, here, interrupted_after):
    interrupted_after(400)
    with ctrl_c():
        answer = govsim("compare", "tiny.yaml", "--policy", "fines", "--least", 5000, "--most", 5000, "--workers", 1)
    assert answer.code == 130
    assert "PARTIAL" in answer.out
    assert "reported as partial" in answer.err
    manifest = json.loads((here / "results" / "tiny" / "compare" / "manifest.json").read_text())
    assert manifest["partial"] is True
    assert 2 <= manifest["replicates"] < 5000


def test_ctrl_c_during_a_run_writes_nothing(govsim, here, monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("govsim.runs.run.build", stop)
    before = contents(here)
    answer = govsim("run", "tiny.yaml", "--out", "mine")
    assert answer.code == 130
    assert len(answer.err.splitlines()) == 1
    assert contents(here) == before


# --- commands that keep their runs ------------------------------------------------------------------------------------

CONTRAST = """\
title: Two
question: which?
scenario: tiny.yaml
arms: [{title: one}, {title: two, set: {inspectors: 3}}]
outcomes: [hazard_stock]
replicates: 8
"""
TRIAL = TINY + "trial: {unit: grid, arms: {a: {}, b: {policies: [fines]}}}\n"
LONG = {
    "contrast": (("contrast", "contrast.yaml"), "govsim.runs.contrast.build"),
    "trial": (("trial", "trial.yaml", "--replicates", 8), "govsim.runs.trial.build"),
    "ensemble": (("compare", "tiny.yaml", "--ensemble", 8, "--least", 2, "-p", "fines"), "govsim.runs.compare.build"),
}


@pytest.mark.parametrize("kind", LONG)
def test_an_interrupted_command_goes_on_where_it_was(govsim, here, monkeypatch, kind):
    (here / "contrast.yaml").write_text(CONTRAST)
    (here / "trial.yaml").write_text(TRIAL)
    words, place = LONG[kind]
    whole = govsim(*words, "--json", "--workers", 1).out
    unfinished = here / "results" / ".unfinished"
    assert not any(unfinished.glob("*"))
    built, real = [], pytest.importorskip(place.rpartition(".")[0]).build

    def counted(scenario, seed, **told):
        built.append(seed)
        if len(built) == 6:
            raise KeyboardInterrupt
        return real(scenario, seed, **told)

    monkeypatch.setattr(place, counted)
    answer = govsim(*words, "--json", "--workers", 1)
    assert (answer.code, answer.out) == (130, "")
    kept = int(re.search(r"interrupted; (\d+) finished runs are kept; the same command goes on", answer.err)[1])
    assert kept >= 5
    first = len(built)
    assert govsim(*words, "--json", "--workers", 1).out == whole
    assert len(built) - first == {"contrast": 16, "trial": 8, "ensemble": 16}[kind] - kept
    assert not any(unfinished.glob("*"))
