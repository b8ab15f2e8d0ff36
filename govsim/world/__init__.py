"""Worlds: what a scenario asks for, the tables of records, how they are filled, and how they run."""

from govsim.world.build import build
from govsim.world.running import World

__all__ = ["World", "build"]
