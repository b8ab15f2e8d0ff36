"""The robustness experiment itself.

Settings lie within the declared ranges, failures are told, and the scenarios hold.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from experiments import robustness
from govsim.parameters import PARAMETERS

ROOT = Path(__file__).parents[2]


def call(*words):
    """Run the experiment as `make robustness` does."""
    return subprocess.run(
        [sys.executable, "experiments/robustness.py", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ,
        timeout=3000,
    )


def test_settings_are_the_same_for_the_same_seed_and_lie_within_the_ranges():
    settings = robustness.random_settings(20, 7)
    assert settings == robustness.random_settings(20, 7)
    assert settings != robustness.random_settings(20, 8)
    for setting in settings:
        assert list(setting) == list(PARAMETERS)
        assert all(PARAMETERS[name].check(value) == value for name, value in setting.items())
    for name, p in PARAMETERS.items():
        for share in (0.0, 1.0):
            assert p.check(robustness.value_at(p, share)) == robustness.value_at(p, share), name
        if p.kind not in ("choice", "switch", "count"):  # a Latin hypercube: one value in each twentieth of the range
            high = robustness.NARROWED.get(name, p.high)
            assert (
                len({min(19, int(20 * (setting[name] - p.low) / (high - p.low) + 1e-9)) for setting in settings}) >= 19
            )


def test_policies_that_lead_out_of_a_range_go(small):
    scenario = small(6, weeks=10, policies={"double": {"scale": {"authority": 2.0}}}, baseline=["double"])
    assert robustness.under(scenario, {"authority": 0.4}) == (scenario.with_values({"authority": 0.4}), False)
    changed, refused = robustness.under(scenario, {"authority": 0.9})
    assert refused
    assert changed.baseline == []


def test_a_failure_is_told_with_its_setting(small, monkeypatch):
    monkeypatch.setattr(robustness, "weekly", lambda world: [float("nan")])
    with pytest.raises(robustness.RunError) as told:
        robustness.attempt(small(4, weeks=4), {"fine": 3.0}, 5)
    assert (told.value.what, told.value.number, told.value.setting) == (
        "NaN or infinity in the weekly series",
        5,
        {"fine": 3.0},
    )


def test_a_run_without_an_end_is_told(small, monkeypatch):
    import time

    monkeypatch.setattr(robustness, "attempt", lambda scenario, setting, number: time.sleep(3.0) or (3.0, False))
    with pytest.raises(robustness.RunError, match="no end"):
        list(robustness.attempts(small(4, weeks=4), [{}], 0.5))


@pytest.mark.slow
def test_the_scenarios_hold_under_50_random_settings_each():
    done = call("--settings", "50", "--seed", "2", "--limit", "300")
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    lines = done.stdout.splitlines()
    assert len(lines) == len(list(robustness.FOLDER.glob("*.yaml"))) + 1
    assert all("50 settings" in line and "without a failure" in line for line in lines[:-1])
