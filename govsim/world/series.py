"""What a world has counted so far, week by week, and what its policies cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from govsim.outcomes import COLUMNS, POSITION, flat

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from govsim.world.state import State


def weekly(world: State) -> NDArray[np.float64]:
    """Return the series so far as numbers: shape (weeks, offices, columns), columns as in `outcomes.COLUMNS`.

    The first week is that in which the warm-up began. The array is a view: it must not be written to.
    """
    offices = world.tables.offices.shape[0]
    written = int(world.tables.shared["row"][0])
    return flat(np.asarray(world.tables.series)[: written * offices]).reshape(written, offices, len(COLUMNS))


def policy_cost(world: State, start: int, end: int) -> dict[str, float]:
    """Return what policies cost from week `start` up to week `end` (yuan), by payer.

    An office that takes over a pilot pays for it too.
    """
    cost = world.timeline.policy_cost(start, end)
    pilots = [policy for policy in world.timeline.active.values() if policy.pilot]
    if pilots:
        adopted = weekly(world)[:, :, POSITION["pilots_adopted"]].sum(axis=1)
        first = start - world.plan.start
        span = adopted[first : end - world.plan.start]
        fresh = float(span[-1] - (adopted[first - 1] if first else 0.0)) if span.size else 0.0
        for policy in pilots:
            each = policy.cost.setup * fresh + policy.cost.per_year * float(span.sum()) / 52.0
            cost[policy.cost.payer] += policy.strength * each
    return cost
