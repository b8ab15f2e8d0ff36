"""The raster of cells finds all premises within reach, and goes through them in one order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from govsim.cells import stretch, window
from govsim.world import build

if TYPE_CHECKING:
    from tests.worlds import Worlds


@pytest.mark.parametrize("radius", [0.05, 0.8, 3.0, 40.0])
@pytest.mark.parametrize(
    "place", [(2.0, 2.0), (0.0, 5.0), (-30.0, 2.0), (2.0, -30.0), (30.0, 30.0), (2.0, 30.0), (-1.5, -1.5)]
)
def test_a_window_holds_all_premises_within_reach(small: Worlds, place: tuple[float, float], radius: float) -> None:
    tables = build(small(200, {"district_side": 5.0}), 1).tables
    x, y = place
    top, bottom, left, right = window(tables.cells[0], x, y, radius)
    around: list[int] = []
    for row in range(top, bottom):
        start, stop = stretch(tables, row, left, right)
        around += tables.cell_members[start:stop].tolist()
    assert len(around) == len(set(around))
    within = np.hypot(tables.enterprises["x"] - x, tables.enterprises["y"] - y) <= radius
    assert set(np.flatnonzero(within).tolist()) <= set(around)
