"""Connections of firms to the authorities: what they keep away (M37)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govsim import draws
from govsim.compiled import compiled

if TYPE_CHECKING:
    from govsim.views import Enterprise, Parameters

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
