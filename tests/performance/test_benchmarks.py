"""The benchmark ends with exit code 0 and a JSON file whatever it finds; a missed target is told, not raised."""

from __future__ import annotations

import inspect
import json

import numpy as np
import pytest

from benchmarks import instructions, run
from benchmarks.measurement import Measurement, ratio


def strict(text):
    """Read JSON as other programs do: without NaN and infinity."""
    return json.loads(text, parse_constant=lambda word: pytest.fail(f"{word} is no JSON"))


@pytest.fixture
def benchmark(tmp_path, monkeypatch):
    """Run the benchmark over given lines; return its exit code, and what it wrote."""
    monkeypatch.setattr(run, "OUTPUT", tmp_path / "new" / "benchmark.json")
    told = {"used": "two runs", "seconds": 1.0, "largest": np.inf, "limit": 3.0}
    told["rows"] = [{"outcome": "visits", "govsim": 2.0, "peer": 1.0, "z": np.inf}]
    monkeypatch.setattr(run.agreement, "agreement", lambda: told)

    def ended(*lines, arguments=()):
        monkeypatch.setattr(run, "PARTS", {"only": lambda _: lines})
        code = run.main(arguments)
        return code, strict(run.OUTPUT.read_text()) if run.OUTPUT.exists() else None

    return ended


def test_a_missed_target_of_numpy_is_written_and_the_exit_code_is_0(benchmark):
    times = np.array([3.0, 4.0])
    code, told = benchmark(ratio("growth", times, np.ones(2), 1.5), Measurement("fast", np.float64(2), "s", 3.0))
    assert code == 0
    assert [row["met"] for row in told["rows"]] == [False, True, False]
    assert [row["measured"] for row in told["rows"]] == [3.5, 2.0, None]
    assert told["agreement"] == [{"outcome": "visits", "govsim": 2.0, "peer": 1.0, "z": None}]
    assert benchmark(Measurement("slow", np.float64(4), "s", 3.0), arguments=["--check"])[0] == 1


@pytest.mark.parametrize(
    ("measured", "target", "at_least", "met"),
    [
        (2.0, None, False, None),
        (np.nan, 1.0, False, None),  # nothing was measured
        (np.inf, 1.0, True, False),  # what was to be timed failed
        (np.float64(100), 100, True, True),
        (np.float64(99.9), 100, True, False),
        (1.5, 1.5, False, True),
    ],
)
def test_a_line_says_whether_its_target_is_met(measured, target, at_least, met):
    assert Measurement("line", measured, "times", target, at_least).as_dict()["met"] is met


def test_one_part_is_printed_and_nothing_is_written(benchmark, capsys):
    assert benchmark(Measurement("fast", 2.0, "s"), arguments=["--part", "only"]) == (0, None)
    assert "fast" in capsys.readouterr().out


def test_an_instruction_counts_for_the_rule_in_whose_source_it_stands():
    from govsim import draws

    file, (_, first) = inspect.getsourcefile(draws), inspect.getsourcelines(draws.poisson.py_func)
    assert instructions.rule(file, first + 3) == "draws.poisson"
    assert instructions.rule(file, 1) == "draws"
    assert instructions.rule("/tmp/week_0123.py", 7) == "the loop over the week"
    assert instructions.rule(inspect.__file__, first) != "draws.poisson"
    assert instructions.rule(instructions.ELSEWHERE, 0) == instructions.ELSEWHERE
