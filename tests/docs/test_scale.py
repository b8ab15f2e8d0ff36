"""The page of scale is worked out from what the benchmark measured."""

from __future__ import annotations

import pytest

from tests.docs.pages import script

ROWS = [
    {"name": "govsim, 220 enterprises, 10 years", "measured": 100.0},
    {"name": "govsim, 2,200 enterprises", "measured": 100.0},
    {"name": "govsim, 22,000 enterprises", "measured": 120.0},
    {"name": "govsim, 220,000 enterprises", "measured": 150.0},
    {"name": "  everything : core", "measured": 2.0},
    {"name": "1,000,000 enterprises, 1 year: peak memory", "measured": 2000.0},
]


@pytest.fixture(scope="module")
def scale():
    return script("scale")


def test_costs_are_those_of_the_measured_size_below(scale):
    cost = scale.cost_of(ROWS)
    assert cost.seconds(1_000_000, 1_000_000, whole=False) == pytest.approx(1e6 * 624 * 150e-9)
    assert cost.seconds(1_000_000, 2_200, whole=True) == pytest.approx(1e6 * 624 * 200e-9)
    assert cost.seconds(220, 220, whole=False) == pytest.approx(220 * 624 * 100e-9)


def test_the_tables_hold_every_place_in_one_world_and_as_districts(scale):
    lines = list(scale.tables({"rows": ROWS, "cores": 2, "rules": "0123456789abcdef"}))
    assert "| a nation | 40,000,000 | 62.4 min | 2.08 h | 80 GB |" in lines
    assert "| a city | 100 | 27.5 s | 13.7 s | 275 ms |" in lines
    assert "`0123456789abcdef`" in "".join(lines)


def test_without_a_benchmark_the_page_is_left_alone(scale, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(scale, "ROOT", tmp_path)
    monkeypatch.setattr(scale, "MEASURED", tmp_path / "benchmark.json")
    assert scale.main() == 2
    assert "make benchmark" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("seconds", "told"), [(0.38, "380 ms"), (1.0, "1 s"), (1.9, "1.9 s"), (119.0, "119 s"), (121.0, "2.02 min")]
)
def test_durations_are_told_in_a_unit_that_needs_no_power_of_ten(scale, seconds, told):
    assert scale.duration(seconds) == told
