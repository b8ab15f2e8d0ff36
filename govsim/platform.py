"""The information platform: whether and when a record arrives where it was sent (M22)."""

from __future__ import annotations

import math

from govsim import draws
from govsim.compiled import compiled

LOST = -1


@compiled
def arrives(tally, link, delay, luck, u, v):
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
