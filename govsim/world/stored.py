"""Worlds on disk: all tables of a world in one file, with the scenario from which they come."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import ValidationError

from govsim.compiled import source_hash
from govsim.errors import InputError
from govsim.parameters.scenario import Scenario
from govsim.schedule import SCHEDULE, with_own_rules
from govsim.world.plan import resolve
from govsim.world.records import RECORDS, Tables
from govsim.world.running import World

if TYPE_CHECKING:
    from govsim.schedule import Schedule

TOLD = "world.json"
LONGEST_HEADER = 1_000_000  # characters: a record of parameters has some 400 fields


def save_world(world: World, path: str | Path) -> Path:
    """Write a world to a file (NumPy's npz), from which `load_world` goes on with the same bits; return its path.

    Raises:
        InputError: The world has phases of its own, which are Python functions and cannot be stored in such a file; or
            the file is there already.
    """
    path = Path(path)
    if _names(world.schedule) != _names(with_own_rules(SCHEDULE, world.plan.scenario.choices)):
        raise InputError(
            "has phases of its own, which no file can hold; build it anew and run it to this week", "world"
        )
    if path.exists():
        raise InputError("is there already; give another name, or remove it", str(path))
    scenario = world.scenario
    told = {
        "scenario": scenario.model_dump(mode="json"),
        "folder": str(scenario.folder),
        "fingerprint": scenario.fingerprint,
        "week": world.week,
        "rules": source_hash(),
    }
    arrays: dict[str, Any] = {name: np.asarray(given) for name, given in world.tables.arrays().items()}
    with path.open("wb") as file:
        np.savez_compressed(file, **arrays)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(TOLD, json.dumps(told))
    return path


def load_world(path: str | Path) -> World:
    """Return the world in a file of `save_world`, at the week in which it was saved.

    Raises:
        InputError: The file holds no world, one of other rules than the present ones, or one of a scenario that cannot
            be resolved any more as it was (its roster has changed).
    """
    path = Path(path)
    told, arrays = _read(path)
    if told["rules"] != source_hash():
        raise InputError("was saved under other rules than the present ones; run its scenario anew", str(path))
    try:
        scenario = Scenario.model_validate(told["scenario"]).model_copy(update={"folder": Path(told["folder"])})
    except ValidationError as error:
        raise InputError(f"holds a scenario that cannot be read: {error.errors()[0]['msg']}", str(path)) from None
    if scenario.fingerprint != told["fingerprint"]:
        raise InputError("its scenario has changed since: a roster, or a rule of its own", str(path))
    plan = resolve(scenario)
    return World(plan, Tables.from_arrays(arrays), int(told["week"]), with_own_rules(SCHEDULE, plan.scenario.choices))


def _read(path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    if not path.is_file():
        raise InputError("there is no such file", str(path))
    try:
        with zipfile.ZipFile(path) as archive:
            told = json.loads(archive.read(TOLD))
        with np.load(path, allow_pickle=False, max_header_size=LONGEST_HEADER) as stored:
            return told, {name: stored[name] for name in RECORDS}
    except (zipfile.BadZipFile, KeyError, ValueError, OSError):
        raise InputError("holds no world saved by govsim", str(path)) from None


def _names(schedule: Schedule) -> list[tuple[str, str]]:
    return [(phase.name, phase.each) for phase in schedule]
