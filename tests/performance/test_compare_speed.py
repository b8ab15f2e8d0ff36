"""Two commits are compared in pairs; what is not resolved is not called slower."""

from __future__ import annotations

import subprocess

import numpy as np
import pytest

from benchmarks import compare_speed
from benchmarks.compare_speed import Ratio, Timer, resampled


def test_the_ratio_of_pairs_has_an_interval_that_shrinks_with_noise_and_holds_the_truth():
    lots = np.random.default_rng(5)  # noqa: TID251 (noise of a test)
    pace = lots.uniform(1.0, 3.0, 40)  # of a shared machine: the same for both of a pair
    quiet = resampled(1.2 * pace * lots.normal(1.0, 0.01, 40), pace)
    noisy = resampled(1.2 * pace * lots.normal(1.0, 0.10, 40), pace)
    assert quiet.low < 1.2 < quiet.high
    assert quiet.high - quiet.low < noisy.high - noisy.low
    assert quiet.verdict == "slower"
    assert resampled(pace, 1.2 * pace).verdict == "faster"


def test_equal_commits_are_not_called_slower():
    assert resampled([1.0, 1.1, 0.9, 1.05], [1.0, 1.0, 1.0, 1.0]).verdict == "no difference seen"


@pytest.mark.parametrize(("told", "code"), [(Ratio(1.2, 1.1, 1.3), 1), (Ratio(1.2, 1.01, 1.3), 0)])
def test_the_exit_code_is_1_only_where_the_interval_is_beyond_what_is_allowed(told, code, monkeypatch, capsys):
    monkeypatch.setattr(compare_speed, "hash_of", lambda revision: revision)
    monkeypatch.setattr(compare_speed, "compare", lambda base, head, pairs: {"core": told})
    assert compare_speed.main(["main"]) == code
    assert "time of HEAD : time of main" in capsys.readouterr().out


def test_an_unknown_commit_is_told_in_one_line(capsys):
    with pytest.raises(SystemExit) as ended:
        compare_speed.main(["no-such-commit"])
    assert ended.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_timer_runs_the_package_of_its_own_folder(tmp_path):
    package = "def load_scenario(name): return Told()\ndef simulate(scenario, seed): import time; time.sleep(0.3)\n"
    (tmp_path / "govsim.py").write_text(package + "class Told:\n    with_span = lambda self, weeks: self\n")
    timer = Timer(tmp_path, tmp_path / "cache", ["core"])
    try:
        assert 0.3 <= timer.seconds("core") < 1.0
    finally:
        timer.close()


def test_worktrees_go_when_they_are_no_longer_needed(tmp_path, monkeypatch):
    def git(*words):
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", *words], cwd=tmp_path, check=True)

    git("init", "--quiet")
    (tmp_path / "file").write_text("1")
    git("add", "file")
    git("commit", "--quiet", "-m", "one")
    monkeypatch.setattr(compare_speed, "ROOT", tmp_path)
    with compare_speed.checked_out(compare_speed.hash_of("HEAD"), tmp_path / "tree") as folder:
        assert (folder / "file").read_text() == "1"
    assert not (tmp_path / "tree").exists()
