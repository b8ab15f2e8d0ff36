"""What each measure brings, and what pairs of them bring beyond it: Shapley values and interaction indices.

The players are the measures at full strength, the worth of a set of them its net benefit. Where all 2^P sets were
simulated, the values are exact given the runs; where only singles and pairs were, worths are of the second order, and
phi_i = own_i + 1/2 sum of pairs with i. One game a parameter set gives the interval.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from govsim.investigation import shares
from govsim.runs.interval import Interval, interval

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from govsim.evidence.decisions.portfolio import Surrogate
    from govsim.evidence.decisions.problem import Strengths

    Array = NDArray[np.float64]


@dataclass(frozen=True)
class Interplay:
    """Share of each measure and index of each pair, yuan a year; `exact`: all sets of measures were simulated."""

    shares: tuple[Interval, ...]
    pairs: tuple[tuple[int, int, Interval], ...]
    exact: bool


def of_runs(worths: Array, portfolios: Sequence[Strengths], top: Sequence[float]) -> Interplay | None:
    """Return the interplay from simulated portfolios, or None where not all sets of full measures are among them.

    Args:
        worths: means over seeds, shape (sets, portfolios).
        portfolios: their strengths.
        top: the full strength of each measure.
    """
    place = {x: n for n, x in enumerate(portfolios)}
    every = [tuple(t * on for t, on in zip(top, bits[::-1], strict=True)) for bits in product((0, 1), repeat=len(top))]
    if any(x not in place for x in every):
        return None
    games = worths[:, [place[x] for x in every]]
    return _told([shares.shapley(v) for v in games], [shares.interactions(v) for v in games], exact=True)


def of_surrogates(games: Sequence[Surrogate]) -> Interplay:
    """Return the interplay from second-order worths, one a parameter set."""
    phi, pairs = [], []
    for game in games:
        top = np.array([s[-1] for s in game.strengths])
        pair = game.pair * np.outer(top, top)
        pair = np.triu(pair, 1) + np.triu(pair, 1).T
        phi.append(np.array([own[-1] for own in game.own]) + 0.5 * pair.sum(axis=1))
        pairs.append(pair)
    return _told(phi, pairs, exact=False)


def _told(phi: list[Array], pairs: list[Array], *, exact: bool) -> Interplay:
    each, both = np.array(phi), np.array(pairs)
    size = each.shape[1]
    return Interplay(
        tuple(interval(each[:, i]) for i in range(size)),
        tuple((i, j, interval(both[:, i, j])) for i in range(size) for j in range(i + 1, size)),
        exact,
    )
