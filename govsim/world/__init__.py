"""Building the world of a scenario: its records, and where they come from."""

from govsim.world.build import World, build

__all__ = ["World", "build"]
