"""Insurers: they visit the firms that they insure, which then know of what was found (part of M13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govsim import draws
from govsim.compiled import compiled, weekly
from govsim.hazards import casefile, detection, stock

if TYPE_CHECKING:
    from govsim.views import Tables


@weekly
def call_insurer(w: Tables, week: int, i: int) -> None:
    """Let the insurer of enterprise i look for hazards, which the firm then mends or puts off."""
    e = w.enterprises[i]
    p = w.parameters[e.regime]
    if e.insurance_luck >= p.insured_share or e.status == stock.EMPTY:
        return
    e.insurer_clock += p.insurer_visits
    if e.insurer_clock >= e.next_insurer:
        look_as_insurer(w, week, i)


@compiled
def look_as_insurer(w: Tables, week: int, i: int) -> None:
    """Let the insurer look once for every hazard of enterprise i; what it finds, the firm knows from now on."""
    e = w.enterprises[i]
    p = w.parameters[e.regime]
    e.insurer_calls += 1
    e.next_insurer += draws.exponential(draws.uniform(e.key, draws.INSURER, 0, e.insurer_calls))
    tally = w.tally[e.office]
    tally.insurer_visits += 1
    for k in range(e.first, e.first + e.hazards):
        h = w.hazards[k]
        if h.state == stock.ORDERED or week < h.away_until:
            continue
        chance = detection.chance_to_find(p, h, p.insurer_depth, p.insurer_skill, p.insurer_instruments)
        luck = draws.uniform(e.key, draws.INSURER, h.serial + 1, e.insurer_calls)
        if casefile.meet(w, week, e, h, casefile.INSURER, week, chance, luck) < chance:
            tally.insurer_findings += 1
            if h.state == stock.UNKNOWN:
                detection.tell_firm(e, h)
