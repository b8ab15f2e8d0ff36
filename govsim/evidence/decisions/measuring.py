"""Measurements that the model makes of its own worlds: what an office would see before it decides.

Each is made in the world as it stands when the first measure would begin, under the parameters that are true there.
What it shows is a summary of one or two numbers, drawn from the world's true state: the office does not see the state.

* `double_look`: two teams of professionals look at the same n firms at full depth, independently. Shown: hazards found
  by one of them, a firm, and the share of these that the other found as well (Lincoln 1930).
* `closure_audit`: of the orders closed in the books over the last year n are looked at again. Shown: the share that
  was not closed in truth.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from govsim.hazards import detection
from govsim.hazards.stock import ORDERED
from govsim.outcomes import POSITION
from govsim.world.series import weekly

if TYPE_CHECKING:
    from numpy.random import Generator  # noqa: TID251 (of measurements)
    from numpy.typing import NDArray

    from govsim.world.running import World

    Array = NDArray[np.float64]

YEAR = 52
CHANCE = np.vectorize(detection.detection, otypes=[float])
LOTS = 7_919  # keeps the lots of measurements apart from those of designs


def measure(world: World, options: list[tuple[str, int, float]], seed: int) -> dict[str, list[float]]:
    """Return what each measurement and size shows in a world, by `name:size`."""
    told = {}
    chances: list[Array] | None = None
    for name, size, _ in options:
        lots = np.random.default_rng([LOTS, seed, size])  # noqa: TID251 (of the measurement, not of the world)
        if name == "double_look":
            chances = chances if chances is not None else chances_by_firm(world)
            told[f"{name}:{size}"] = double_look(chances, size, lots)
        else:
            told[f"{name}:{size}"] = closure_audit(world, size, lots)
    return told


def chances_by_firm(world: World) -> list[Array]:
    """Return for each firm the chances that a look of professionals finds each hazard open and not under order."""
    firms, hazards = np.asarray(world.tables.enterprises), np.asarray(world.tables.hazards)
    parameters = np.asarray(world.tables.parameters)
    told = []
    for firm in firms[firms["status"] > 0]:
        own = hazards[firm["first"] : firm["first"] + firm["hazards"]]
        own, p = own[own["state"] != ORDERED], parameters[firm["regime"]]
        kappa = np.where(own["major"] > 0, p["detection_major"], p["detection_general"])
        told.append(CHANCE(kappa, 1.0, p["skill_professional"], 1.0, own["visibility"]))
    return told


def double_look(chances: list[Array], firms: int, lots: Generator) -> list[float]:
    """Return hazards found by one of two teams, a firm, and the share of them that the other found too."""
    chosen = lots.permutation(len(chances))[:firms]
    p = np.concatenate([chances[n] for n in chosen]) if len(chosen) else np.zeros(0)
    first, second = lots.random((2, len(p))) < p
    found, again = int(first.sum() + second.sum()), 2 * int((first & second).sum())
    return [found / 2.0 / max(1, len(chosen)), again / max(1, found)]


def closure_audit(world: World, orders: int, lots: Generator) -> list[float]:
    """Return the share of audited closures of the last year that are closed on paper only."""
    year = weekly(world)[-YEAR:].sum(axis=(0, 1))
    recorded, true = (float(year[POSITION[f"order_closures_{level}"]]) for level in ("recorded", "true"))
    n = min(orders, int(recorded))
    false = max(0, round(recorded - true))
    return [lots.hypergeometric(false, max(0, int(recorded) - false), n) / n if n else 0.0]
