"""The core scenario at any number of enterprises, and runs of it by both models."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from govsim.parameters import PARAMETERS
from govsim.parameters.scenario import Enterprises, Office, Scenario, load_scenario

if TYPE_CHECKING:
    from govsim.world.running import World

CORE = Path(__file__).with_name("core.yaml")
FIRMS_PER_GRID = 55
LARGEST_SIDE = 300.0  # km, the bound of `district_side`


def core(firms: int = 220, *, weeks: int = 520, warmup_weeks: int = 104, offices: int = 1) -> Scenario:
    """Return the core scenario for a number of enterprises, spread evenly over offices.

    There is one grid and one inspector for every 55 enterprises, and the same number of enterprises on a square
    kilometre, at any size.
    """
    scenario = load_scenario(CORE)
    assert scenario.enterprises is not None
    assert scenario.enterprises.count is not None
    each = firms // offices
    side = float(PARAMETERS["district_side"].default) * (each / scenario.enterprises.count) ** 0.5
    assert side <= LARGEST_SIDE, "spread so many enterprises over more offices"
    grids = max(1, each // FIRMS_PER_GRID)
    values = {"grids": grids, "inspectors": grids, "district_side": side}
    places = [Office(name=f"office {n + 1}", enterprises=Enterprises(count=each)) for n in range(offices)]
    # checked anew, not copied: a copy would keep what the scenario has worked out from its old offices
    resized = Scenario.model_validate(scenario.model_dump() | {"offices": places})
    return resized.with_values(values).with_span(weeks=weeks, warmup_weeks=warmup_weeks)


def built(scenario: Scenario, seed: int) -> World:
    """Build a world with everything compiled or loaded beforehand, so that a clock started now sees only the run."""
    from govsim.world.build import build

    build(core(FIRMS_PER_GRID, weeks=1, warmup_weeks=0), 0).run()
    return build(scenario, seed)
