"""From a scenario and a seed to a world that can run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govsim.errors import InputError
from govsim.parameters import outside
from govsim.schedule import SCHEDULE, with_own_rules
from govsim.world.compilation import compile_once
from govsim.world.plan import resolve
from govsim.world.population import empty_tables, furnish, place, populate, raster, settle_all
from govsim.world.running import World
from govsim.world.size import check_world

if TYPE_CHECKING:
    from govsim.parameters.scenario import Scenario
    from govsim.schedule import Schedule


def build(scenario: Scenario, seed: int, schedule: Schedule = SCHEDULE, log: bool = False) -> World:
    """Build the world of a scenario, at the start of its warm-up.

    Everything drawn belongs to the identity of the agent for which it is drawn, so the world does not depend on the
    order of anything, and one enterprise more leaves the others as they are.

    Args:
        scenario: A checked scenario; what it asks for is resolved once, for all seeds.
        seed: From 0 to 2**64 - 1.
        schedule: The phases of a week.
        log: Whether the life of every hazard is written to the table of events.

    Raises:
        InputError: The seed is out of its range, or the scenario cannot be resolved (see `plan.resolve`) or does
            not fit the memory.
    """
    if not 0 <= seed < 2**64:
        raise InputError(f"the seed must lie between 0 and 2**64 - 1, not {seed}")
    check_world(scenario)
    compile_once()
    outside.close()
    plan = resolve(scenario)
    tables = empty_tables(plan, seed)
    place(tables, plan)
    populate(tables, plan)
    room = settle_all(tables, plan.start)
    if room > tables.hazards.shape[0]:
        tables = tables.resized("hazards", room, 0)
    if log:
        tables.shared["logging"] = 1
        tables = tables.resized("events", 2 * room, 0)
    furnish(tables, plan.start)
    world = World(plan, tables.replace(**raster(tables)), plan.start, with_own_rules(schedule, scenario.choices))
    world.count_anew()
    return world
