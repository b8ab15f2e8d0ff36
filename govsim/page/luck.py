"""How much of a difference is luck: the same two offices on other seeds, paired."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from govsim.runs.interval import interval, paired
from govsim.runs.run import summarise
from govsim.runs.store import plain
from govsim.runs.threads import in_parallel

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from govsim.page.moves import Pair

SEEDS = 64
TELL = 8  # seeds between two tellings of the intervals


def differences(pair: Pair, seed: int, outcomes: Sequence[str]) -> dict[str, float]:
    """Return, of one seed, every outcome of office B less that of office A."""
    start = pair.begin(seed)
    told = {side: summarise(start.branch(scenario).run()) for side, scenario in pair.sides.items()}
    ours, theirs = (np.array([told[side][name] for name in outcomes]) for side in "BA")
    return dict(zip(outcomes, paired(ours, theirs).tolist(), strict=True))


def strip(pair: Pair, outcomes: Sequence[str], seeds: int = SEEDS) -> Generator[dict[str, Any]]:
    """Yield the paired differences of the seeds from 1 on as they finish, with their 95 % intervals now and then.

    Each telling has `seed` and `difference` by outcome (None where it is not defined); every eighth, and the last, has
    `intervals`: mean, low, high, number of seeds.
    """
    finished: list[dict[str, float]] = []
    for told in in_parallel(lambda seed: differences(pair, seed, outcomes), range(1, seeds + 1)):
        finished.append(told)
        line: dict[str, Any] = {"seed": len(finished), "difference": plain(told)}
        if len(finished) % TELL == 0 or len(finished) == seeds:
            line["intervals"] = {name: _interval([each[name] for each in finished]) for name in outcomes}
        yield line


def _interval(values: list[float]) -> Any:
    told = interval(np.array(values))
    return plain([told.mean, told.low, told.high, told.n])
