"""Connections of firms to the authorities (M37)."""

from __future__ import annotations

import math

import pytest

from tests.worlds import ALIKE, run

VISITED = ALIKE | {
    "grids": 1,
    "inspectors": 1,
    "workday_budget": False,
    "planned_visits": 13.0,
    "connected_share": 0.5,
    "spare_premises": 0.0,
}


@pytest.mark.parametrize("targeting", ["random", "cyclic", "risk_tier"])
@pytest.mark.parametrize(("effect", "left"), [(0.0, 1.0), (0.5, 0.5), (1.0, 0.0)])
def test_a_connection_keeps_its_share_of_the_visits_away(small, seed, targeting, effect, left):
    firms = run(small(100, VISITED | {"connection_effect": effect, "targeting": targeting}), seed).tables.enterprises
    connected = firms["connection_luck"] < 0.5
    assert 30 < connected.sum() < 70
    with_connections, without = firms["visits"][connected], firms["visits"][~connected]
    assert without.min() > 0
    error = math.sqrt(1.0 / without.sum() + left / without.sum()) * max(1.0, left)
    assert with_connections.mean() / without.mean() == pytest.approx(left, abs=4.0 * error)


def test_a_visit_kept_away_is_no_visit(small, seed):
    firms = run(small(40, VISITED | {"connected_share": 1.0, "connection_effect": 1.0}), seed).tables.enterprises
    assert (firms["visits"] == 0).all()
    assert (firms["last_visit"] < 0).all()
    assert (firms["queued"] >= 0).all()
