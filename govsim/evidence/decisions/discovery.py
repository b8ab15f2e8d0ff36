"""Where a decision fails: boxes of parameters in which its net benefit is low, in at most three limits.

The patient rule induction method peels off thin slices of the parameter space so that the mean of what is left rises
most (Friedman and Fisher 1999; for scenarios: Bryant and Lempert 2010). It is given a number, the shortfall of each
parameter set over its seeds, and not whether it failed, since luck turns a yes or no. A regression tree is held beside
it (Breiman et al. 1984). Both learn from one half of the sets, and are judged by the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from govsim.evidence.decisions.information import missing
from govsim.evidence.decisions.regret import wilson

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Mask = NDArray[np.bool_]

PEEL = 0.1  # share of what is left that one slice takes
LIMITS = 3  # more is no sentence
DENSITY = 0.8  # share of failures in a box that is worth telling
FEWEST = 5  # sets in a box


@dataclass(frozen=True)
class Limit:
    """One side of a box: a parameter at or above (`above`), or at or below, a value."""

    column: int
    above: bool
    value: float

    def holds(self, points: Array) -> Mask:
        """Return which points keep it."""
        x = points[:, self.column]
        return np.asarray(x >= self.value if self.above else x <= self.value)


@dataclass(frozen=True)
class Box:
    """A box, and how it does among the sets that it was not learnt from.

    `density` is the share of failures in it, with its 95 % interval (Wilson); `coverage` the share of all failures.
    """

    limits: tuple[Limit, ...]
    density: float
    low: float
    high: float
    coverage: float
    inside: int
    method: str

    @property
    def telling(self) -> bool:
        """Whether it is dense enough to be told."""
        return self.density >= DENSITY and self.inside > 0


def inside(limits: Iterable[Limit], points: Array) -> Mask:
    """Return which points lie in a box, shape (sets,)."""
    mask = np.ones(len(points), bool)
    for limit in limits:
        mask &= limit.holds(points)
    return mask


def prim(points: Array, shortfall: Array, failed: Mask) -> tuple[Limit, ...]:
    """Return the limits of the largest box along the peeling that is dense enough, or of the densest.

    Args:
        points: shape (sets, k).
        shortfall: what a peel raises, shape (sets,).
        failed: which sets count as failures.
    """
    limits: dict[tuple[int, bool], Limit] = {}
    kept = np.ones(len(points), bool)
    told: list[tuple[float, float, tuple[Limit, ...]]] = []
    while kept.sum() > FEWEST:
        best = _best_peel(points, shortfall, kept, limits)
        if best is None:
            break
        limits[best.column, best.above] = best
        kept &= best.holds(points)
        told.append((float(failed[kept].mean()), float(failed[kept].sum()), tuple(limits.values())))
    return _choice(told)


def _best_peel(points: Array, shortfall: Array, kept: Mask, limits: dict[tuple[int, bool], Limit]) -> Limit | None:
    """Return the limit that raises the mean of what is left most."""
    y, best, top = shortfall[kept], None, -np.inf
    sides = list(limits) if len(limits) >= LIMITS else [(c, a) for c in range(points.shape[1]) for a in (True, False)]
    for column, above in sides:
        x = points[kept, column]
        value = float(np.quantile(x, PEEL if above else 1.0 - PEEL, method="higher" if above else "lower"))
        left = x > value if above else x < value
        if not FEWEST <= left.sum() < len(x):
            continue
        mean = float(y[left].mean())
        if mean > top:
            at = float(x[left].min() if above else x[left].max())
            top, best = mean, Limit(column, above, at)
    return best


def cart(points: Array, shortfall: Array, failed: Mask) -> tuple[Limit, ...]:
    """Return the limits of the largest node of a regression tree that is dense enough, or of the densest."""
    try:
        from sklearn.tree import DecisionTreeRegressor
    except ImportError:
        raise missing() from None
    tree = DecisionTreeRegressor(max_depth=LIMITS, min_samples_leaf=FEWEST, random_state=1).fit(points, shortfall).tree_
    limits: dict[int, dict[tuple[int, bool], Limit]] = {0: {}}
    for node in range(tree.node_count):  # parents come before their children; deeper limits of a side are tighter
        for child, above in ((tree.children_left[node], False), (tree.children_right[node], True)):
            if child >= 0:
                side = Limit(int(tree.feature[node]), above, float(tree.threshold[node]))
                limits[int(child)] = {**limits[node], (side.column, above): side}
    told = []
    for box in (tuple(sides.values()) for sides in limits.values() if sides):
        within = inside(box, points)
        told.append((float(failed[within].mean()), float(failed[within].sum()), box))
    return _choice(told)


def _choice(told: Sequence[tuple[float, float, tuple[Limit, ...]]]) -> tuple[Limit, ...]:
    """Return of boxes (density, failures, limits) the one with most failures that is dense, or else the densest."""
    dense = [box for box in told if box[0] >= DENSITY]
    if dense:
        return max(dense, key=lambda box: box[1])[2]
    return max(told, key=lambda box: box[:2])[2] if told else ()


def boxes(points: Array, shortfall: Array, failed: Mask, seed: int = 1) -> list[Box]:
    """Return the boxes of both methods, learnt from one half of the sets and judged by the other.

    There are none where nothing failed in one of the halves.
    """
    lots = np.random.default_rng(seed)  # noqa: TID251 (which half; the model draws by identity)
    learn = lots.permutation(len(points)) < len(points) // 2
    if not failed[learn].any() or not failed[~learn].any() or learn.sum() < 2 * FEWEST:
        return []
    found = {
        "prim": prim(points[learn], shortfall[learn], failed[learn]),
        "cart": cart(points[learn], shortfall[learn], failed[learn]),
    }
    return [judged(limits, points[~learn], failed[~learn], name) for name, limits in found.items() if limits]


def judged(limits: Sequence[Limit], points: Array, failed: Mask, method: str) -> Box:
    """Return a box with its density and coverage among some sets."""
    within = inside(limits, points)
    n, hits = int(within.sum()), int((within & failed).sum())
    low, high = wilson(hits, n)
    share = hits / max(1, int(failed.sum()))
    return Box(tuple(limits), hits / n if n else 0.0, low, high, share, n, method)
