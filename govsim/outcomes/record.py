"""The end of the week: its tally goes into the series."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govsim.compiled import compiled

if TYPE_CHECKING:
    from govsim.views import Tables


@compiled
def record_week(w: Tables, week: int, o: int) -> None:
    """Write the week's tally of office o into the series and start a new one."""
    office = w.offices[o]
    tally = w.tally[o]
    for level in range(office.open.shape[0]):
        tally.hazards_open[level] = office.open[level]
    w.series[w.shared[0].row * w.offices.shape[0] + o] = w.tally[o]
    w.tally[o] = w.blank[0]
    if o == w.offices.shape[0] - 1:
        w.shared[0].row += 1
