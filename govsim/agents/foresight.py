"""What firms and inspectors to come will need, fetched into the cache while the present ones have their week.

Hints alone: they change no result. Where there are so many firms that caches do not hold them, memory takes longer to
answer than a quiet week of a firm takes to run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from govsim.compiled import compiled, fetch_line, fetch_record, weekly

if TYPE_CHECKING:
    from govsim.views import Tables

AHEAD = 5  # firms, between the one that has its week and the one whose record is fetched
NEXT = 2  # firms, between the one that has its week and the one whose record is read
MANY = 500  # firms from which on there is something to fetch: some 2 MB, more than a core has to itself
CLOCKS_A_LINE = 2  # hazards whose clocks lie in one cache line


@weekly
def foresee_firms(w: Tables, i: int) -> None:
    """Have fetched, while enterprise i has its week, the record of a firm to come, and what a nearer one asks for."""
    if w.enterprises.shape[0] >= MANY:
        fetch_record(w.enterprises, i + AHEAD)
        if i + NEXT < w.enterprises.shape[0]:
            look_into(w, i + NEXT)


@compiled
def look_into(w: Tables, i: int) -> None:
    """Have fetched what enterprise i will ask for: of its grid each week, of hazards and memories when one is due.

    No clock runs faster than is assumed here, but that of emergence where firms make little effort.
    """
    e = w.enterprises[i]
    p = w.parameters[e.regime]
    fetch_line(w.grids, e.grid)
    noticing = e.notice_clock[1] + p.self_check_rate >= e.next_notice[1]
    harming = e.exposure[0] + w.common[e.regime].harm_general >= e.next_harm[0]
    if noticing or harming:
        for k in range(e.first, e.first + e.hazards, CLOCKS_A_LINE):
            fetch_line(w.hazard_clocks, k)
    if e.emergence_clock + p.emergence_rate * e.proneness * e.scale >= e.next_emergence:
        fetch_line(w.memories, i)
        fetch_line(w.hazard_clocks, e.first + e.hazards)
        fetch_line(w.hazard_bodies, e.first + e.hazards)
    if e.everyday_clock + p.everyday_injuries * e.employees >= e.next_everyday:
        fetch_line(w.counts, i)


@weekly
def foresee_queue(w: Tables, j: int) -> None:
    """Have fetched, while inspector j has its week, what is asked of each firm where the next inspector worked last."""
    if w.enterprises.shape[0] >= MANY and j + 1 < w.inspectors.shape[0]:
        grid = w.grids[w.inspectors[j + 1].grid]
        for place in range(grid.first_member, grid.first_member + grid.members):
            fetch_line(w.queue, w.members[place])
