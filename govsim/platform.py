"""The information platform: whether and when a record arrives where it was sent (M22)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from govsim import draws
from govsim.compiled import compiled

if TYPE_CHECKING:
    from govsim.views import Tallies

LOST = -1


@compiled
def arrives(tally: Tallies, link: float, delay: float, luck: float, u: float, v: float) -> int:
    """Return after how many whole weeks a record arrives over a link, or LOST.

    It arrives with the probability `link`, after an Erlang delay of two stages with the mean `delay` (weeks).
    """
    tally.transfers += 1
    if luck >= link:
        return LOST
    weeks = math.floor(0.5 * delay * (draws.exponential(u) + draws.exponential(v)))
    tally.transfers_arrived += 1
    tally.transfer_weeks += weeks
    return weeks
