"""Connections of firms to the authorities, what they keep away, and their ties to whoever inspects them (M37)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govsim import draws
from govsim.compiled import compiled

if TYPE_CHECKING:
    from govsim.views import Enterprise, Inspector, Parameters

NOBODY_YET = 0  # the key of who was at a firm last, where nobody was since the start
VISIT, CASE = range(2)  # lags of the draws: on the visit that is due, on a case that another body decides


@compiled
def left_by_connections(p: Parameters, e: Enterprise) -> float:
    """Return the share of visits, sanctions and stops that its connections do not keep away from enterprise e."""
    return 1.0 - p.connection_effect if e.connection_luck < p.connected_share else 1.0


@compiled
def keep_away(p: Parameters, e: Enterprise, number: int, what: int) -> bool:
    """Return whether its connections keep from enterprise e what is due: a visit or a case, with its number."""
    left = left_by_connections(p, e)
    return left < 1.0 and draws.uniform(e.key, draws.CONNECTION, number, what) >= left


@compiled
def meet(p: Parameters, e: Enterprise, inspector: Inspector) -> None:
    """Let the tie between enterprise e and its visitor grow, or begin anew; who comes first takes up that of before."""
    same = e.last_inspector == inspector.key
    e.repeats = e.repeats + 1 if same else 0
    if same:
        e.tie += p.tie_growth * (1.0 - e.tie)
    elif e.last_inspector != NOBODY_YET or e.tie == 0.0:
        e.tie = p.local_origin
    e.last_inspector = inspector.key
