"""What the functions of the Python API take for a scenario and for a seed."""

from __future__ import annotations

from collections.abc import Sized
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from govsim.errors import InputError
from govsim.parameters.scenario import Scenario, load_scenario
from govsim.sizes import check_runs

if TYPE_CHECKING:
    from collections.abc import Iterable


def scenario_of(given: Scenario | str | Path) -> Scenario:
    """Return a scenario, or that of a file, or one of the package's by its bare name.

    Raises:
        InputError: It is none of them, or the file is wrong.
    """
    if isinstance(given, Scenario):
        return given
    if isinstance(given, str | Path):
        return load_scenario(given)
    raise InputError(f"give a scenario, its file, or the name of one of the package's, not {given!r}", "scenario")


def seed_of(given: object) -> int:
    """Return a seed as a whole number of Python's.

    Raises:
        InputError: It is none from 0 to 2**64 - 1.
    """
    if isinstance(given, bool) or not isinstance(given, int | np.integer) or not 0 <= given < 2**64:
        raise InputError(f"must be a whole number from 0 to 2**64 - 1, not {given!r}", "seed")
    return int(given)


def seeds_of(given: Iterable[object], arms: int = 1) -> tuple[int, ...]:
    """Return seeds as `seed_of` does; refuse more than the memory can keep the outcomes of `arms` runs of each."""
    if isinstance(given, str | bytes) or not hasattr(given, "__iter__"):
        raise InputError(f"give several, as in range(1, 9), not {given!r}", "seeds")
    if isinstance(given, Sized):
        check_runs(len(given), arms)
    return tuple(seed_of(seed) for seed in given)
