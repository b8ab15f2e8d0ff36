"""A release runs each step once on a state, whatever becomes of the others, and its page says of which rules it is."""

from __future__ import annotations

import re
import sys
import warnings

import pytest

from experiments import release
from experiments.release import PAGE, STEPS, Step, result, verdict
from govsim.compiled import source_hash
from tests.docs.pages import ROOT

STALE = "docs/release.md is of other rules than the present ones; before a release: make release"


def of_present_rules() -> bool:
    return f"Rules: `{source_hash()}`" in PAGE.read_text(encoding="utf-8")


@pytest.mark.release
def test_the_page_is_of_the_present_rules_and_every_step_passed():
    assert of_present_rules(), STALE
    assert "**" not in PAGE.read_text(encoding="utf-8").partition("\n## ")[0]


def test_a_page_of_other_rules_is_told_and_stops_nobody():
    if not of_present_rules():
        warnings.warn(STALE, stacklevel=1)


def test_a_release_takes_at_most_90_minutes_on_two_cores():
    assert sum(step.minutes * (step.cores or 2) / 2 for step in STEPS) <= 90


def test_every_step_names_files_that_exist():
    for step in STEPS:
        for pattern in step.inputs:
            assert any(ROOT.glob(pattern)) or pattern.startswith("results/"), f"{step.name}: {pattern}"
        for word in (word for command in step.commands for word in command if word.endswith(".py")):
            assert (ROOT / word.removeprefix("--ignore=")).is_file(), f"{step.name}: {word}"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A repository of one file, with two steps that note that they were run; the first fails."""
    monkeypatch.setattr(release, "ROOT", tmp_path)
    monkeypatch.setattr(release, "KEPT", tmp_path / "kept")
    monkeypatch.setattr(release, "PAGE", tmp_path / "release.md")
    (tmp_path / "input").write_text("1")
    note = "import sys; open('ran', 'a').write(sys.argv[1]); print('figure', sys.argv[1]); sys.exit(int(sys.argv[2]))"
    steps = tuple(
        Step(name, ((sys.executable, "-c", note, name, code),), (given,), 1, cores=1, shows="figure")
        for name, code, given in (("a", "3", "input"), ("b", "0", "other"))
    )
    monkeypatch.setattr(release, "STEPS", steps)
    return tmp_path


def test_a_step_that_fails_stops_no_other_and_a_step_runs_again_only_on_another_state(folder):
    assert release.main([]) == 1
    assert sorted((folder / "ran").read_text()) == ["a", "b"]
    text = (folder / "release.md").read_text()
    assert [verdict(result(step)) for step in release.STEPS] == ["**failed**", "passed"]
    assert re.search(r"\| a \|.*\*\*failed\*\* \|\n\| b \|.*passed \|", text)
    assert "    figure b" in text
    assert f"Rules: `{source_hash()}`" in text

    assert release.main([]) == 1
    assert len((folder / "ran").read_text()) == 2
    (folder / "input").write_text("2")
    release.main([])
    assert sorted((folder / "ran").read_text()) == ["a", "a", "b"]
    assert release.main(["--only", "b"]) == 0
    assert sorted((folder / "ran").read_text()) == ["a", "a", "b", "b"]


def test_what_was_not_run_on_the_state_is_said(folder):
    assert "not run on this state" in "\n".join(release.page(release.STEPS))


@pytest.mark.parametrize(
    ("step", "running", "fit"),
    [(1, [1], True), (1, [1, 1], False), (None, [1], False), (1, [None], False), (None, [], True)],
)
def test_nothing_runs_beside_a_step_that_keeps_all_cores_busy(step, running, fit, monkeypatch):
    monkeypatch.setattr(release, "cores", lambda: 2)
    steps = [Step("s", (), (), 1, cores=count) for count in [step, *running]]
    assert release.fits(steps[0], steps[1:]) is fit


def test_the_page_of_what_was_run_says_what_was_not(folder):
    release.main(["--only", "b"])
    assert release.main(["--page"]) == 1
    assert (folder / "ran").read_text() == "b"
    text = (folder / "release.md").read_text()
    assert "not run on this state" in text
    assert "passed" in text
