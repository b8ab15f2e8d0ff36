"""The raster of square cells into which all premises are sorted, for whoever looks for neighbours.

The members of neighbouring cells of one row stand next to each other in `cell_members`: a look around goes through
the rows of a window, and in each through one stretch of members.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from govsim.compiled import compiled
from govsim.fields import Field

if TYPE_CHECKING:
    from govsim.views import Cells, Tables

CELLS = (
    Field("x", "f8", "Western edge of the raster.", "km"),
    Field("y", "f8", "Southern edge of the raster.", "km"),
    Field("side", "f8", "Of a cell.", "km"),
    Field("rows", "i8", "Of cells, from south to north."),
    Field("columns", "i8", "Of cells, from west to east."),
)


@compiled
def window(cells: Cells, x: float, y: float, radius: float) -> tuple[int, int, int, int]:
    """Return the cells that hold all premises within `radius` km of a place: first and end row, first and end column.

    Of a place far outside the raster, the window is empty.
    """
    reach = math.ceil(radius / cells.side)
    column, row = int((x - cells.x) / cells.side), int((y - cells.y) / cells.side)
    left = min(cells.columns, max(0, column - reach))
    right = max(left, min(cells.columns, column + reach + 1))
    return max(0, row - reach), min(cells.rows, row + reach + 1), left, right


@compiled
def stretch(w: Tables, row: int, left: int, right: int) -> tuple[int, int]:
    """Return first and end place in `cell_members` of the premises in the cells from `left` up to `right` of a row."""
    before = row * w.cells[0].columns
    return w.cell_starts[before + left], w.cell_starts[before + right]
