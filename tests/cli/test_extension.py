"""Rules of one's own: every command that runs the model takes the file that registers them."""

from __future__ import annotations

import json

import pytest

from govsim import extensions
from govsim.parameters import PARAMETERS, own_rules
from tests.cli.conftest import TINY, contents
from tests.cli.test_sweep import STUDY

RULES = """\
import govsim

@govsim.targeting_rule("worst_first")
def worst_first(world, week):
    return world.enterprises["found"] / (1 + world.enterprises["visits"])
"""
COMMANDS = (
    "run tiny.yaml",
    "compare tiny.yaml",
    "trial tiny.yaml",
    "contrast contrast.yaml",
    "atlas",
    "validate",
    "calibrate calibration.yaml",
    "sweep run study.yaml",
    "sweep resume folder",
    "sweep expand folder",
    "sweep status folder",
    "sweep verify folder",
    "sensitivity study.yaml",
    "schedule",
    "parameters",
    "parameters --scenario tiny.yaml",
    "scenarios",
)


@pytest.fixture(autouse=True)
def registered(monkeypatch):
    """Leave the registers as they were."""
    monkeypatch.setattr(own_rules, "RULES", dict(own_rules.RULES))
    monkeypatch.setattr(extensions, "LOADED", dict(extensions.LOADED))
    for name in extensions.PLACES:
        monkeypatch.setitem(PARAMETERS, name, PARAMETERS[name])


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("file", "says"),
    [("boom.py", "boom.py: ZeroDivisionError: division by zero"), ("nosuch.py", "nosuch.py: no such file")],
)
def test_a_file_that_fails_or_is_not_there_is_refused(govsim, here, command, file, says):
    (here / "boom.py").write_text("1 / 0\n")
    before = contents(here)
    govsim(*command.split(), "--extension", file).refuses(says)
    assert contents(here) == before


@pytest.fixture
def study(here):
    """A study of a scenario whose inspectors follow a rule of `rules.py`."""
    (here / "tiny.yaml").write_text(TINY.replace("grids: 2", "grids: 2\n  targeting: worst_first"))
    (here / "study.yaml").write_text(STUDY)
    (here / "rules.py").write_text(RULES)


def test_a_sweep_under_a_rule_of_ones_own_is_the_same_in_worker_processes(govsim, here, study):
    words = ("sweep", "run", "study.yaml", "--json", "--extension", "rules.py", "--out")
    alone = govsim(*words, "alone", "--engine", "serial").json
    together = govsim(*words, "together", "--engine", "processes", "--workers", 2).json
    assert alone["failed"] == 0
    assert together == alone


def test_a_sweep_goes_on_only_under_the_rule_with_which_it_was_begun(govsim, here, study):
    """A run's key holds the file of the rule, so that an edited rule never mixes with the old one."""
    assert govsim("sweep", "run", "study.yaml", "--extension", "rules.py", "--workers", 1).code == 0
    folder = here / "results" / "study" / "sweep"
    assert govsim("sweep", "verify", folder, "--extension", "rules.py", "--sample", 2).code == 0
    (here / "rules.py").write_text(RULES.replace("1 +", "2 +"))
    before = json.loads((folder / "manifest.json").read_text())["code"]
    govsim("sweep", "resume", folder, "--extension", "rules.py").refuses("other rules", before)


def test_without_the_file_the_rule_is_unknown(govsim, here, study):
    govsim("sweep", "run", "study.yaml").refuses("tiny.yaml", "targeting", "worst_first")


def test_an_address_without_a_port_is_refused_before_a_client_is_made(govsim, here, study, monkeypatch):
    """A client that cannot connect leaves a traceback behind when it is thrown away."""
    distributed = pytest.importorskip("distributed")
    monkeypatch.setattr(distributed, "Client", lambda *_, **__: pytest.fail("a client was made"))
    words = ("sweep", "run", "study.yaml", "--extension", "rules.py", "--cluster", "foo")
    govsim(*words).refuses("--cluster foo", "missing port")


def test_scenarios_of_a_rule_of_ones_own_are_listed_with_it(govsim, here, study):
    (here / "ours").mkdir()
    (here / "tiny.yaml").rename(here / "ours" / "tiny.yaml")
    govsim("scenarios", "--folder", "ours").refuses("worst_first")
    assert govsim("scenarios", "--folder", "ours", "--extension", "rules.py", "--json").json[0]["name"] == "tiny"
