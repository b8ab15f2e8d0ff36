"""The ledger that the office of a simulated world would keep, with the truth beside it.

Estimates can be held against what is so.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from govsim.hazards.stock import OPERATING, ORDERED
from govsim.ledger.columns import TIERS
from govsim.world.build import build

if TYPE_CHECKING:
    from datetime import date

    from govsim.parameters.scenario import Scenario
    from govsim.world.running import World


def export(scenario: Scenario, seed: int, first_day: date) -> pd.DataFrame:
    """Run a scenario and return its visits from week 0 on, one row each.

    A visit is dated by the first day of its week. `general` and `major` count the orders that the establishment got in
    that week (those of rechecks and agencies included), `deadline` is the last of theirs, `closed` the week in which
    the books
    hold none of them open. What no ledger holds: `found` (findings of the visit, recorded or not) and `hazards` (those
    that truly
    stand open after the visit).
    """
    world = build(scenario, seed).run(0)
    rows: list[dict[str, Any]] = []
    waiting: dict[
        int, tuple[int, int, set[int]]
    ] = {}  # by row: record and key of the firm, serials of its orders in force
    for week in range(scenario.weeks):
        keys, found_before = (np.array(world.tables.enterprises[name]) for name in ("key", "found"))
        if week == 0:
            found_before[:] = 0  # firms are counted anew from here
        world.run(week + 1)
        firms = world.tables.enterprises
        for i in np.flatnonzero((firms["last_visit"] == week) & (firms["status"] == OPERATING)).tolist():
            found = int(firms["found"][i]) - (int(found_before[i]) if firms["key"][i] == keys[i] else 0)
            orders = _orders(world, i)
            orders = orders[orders["since"] == week]
            rows.append(_row(world, i, week, found, orders))
            if len(orders):
                waiting[len(rows) - 1] = (i, int(firms["key"][i]), set(orders["serial"].tolist()))
        for n, (i, key, serials) in list(waiting.items()):
            if int(firms["key"][i]) != key or firms["status"][i] != OPERATING:
                del waiting[n]  # the firm has left
            elif not serials & set(_orders(world, i)["serial"].tolist()):
                rows[n]["closed"] = week
                del waiting[n]
    return _as_ledger(pd.DataFrame(rows), first_day)


def _establishment(world: World, i: int) -> int | str:
    """Return the name of firm i where a roster gives one, or its key."""
    names, e = world.plan.names, world.tables.enterprises[i]
    return str(names[i]) if names is not None and names[i] and e["entry"] == 0 else int(e["key"])


def _orders(world: World, i: int) -> np.ndarray[Any, Any]:
    """Return the hazards of firm i that are under an order."""
    e = world.tables.enterprises[i]
    own = np.asarray(world.tables.hazards[int(e["first"]) : int(e["first"]) + int(e["hazards"])])
    ordered: np.ndarray[Any, Any] = own[own["state"] == ORDERED]
    return ordered


def _row(world: World, i: int, week: int, found: int, orders: np.ndarray[Any, Any]) -> dict[str, Any]:
    e = world.tables.enterprises[i]
    major = int(orders["major"].sum())
    return {
        "establishment": _establishment(world, i),
        "date": week,
        "inspector": int(e["last_inspector"]),
        "tier": TIERS[min(3, max(0, int(e["tier"])))],
        "general": len(orders) - major,
        "major": major,
        "deadline": int(orders["due"].max()) if len(orders) else math.nan,
        "closed": math.nan,
        "found": found,
        "hazards": int(e["hazards"]),
    }


def _as_ledger(rows: pd.DataFrame, first_day: date) -> pd.DataFrame:
    """Put names for keys, and days for weeks."""
    for column, letter in (("establishment", "E"), ("inspector", "I")):
        codes = pd.factorize(rows[column])[0] + 1
        given = rows[column].tolist()
        rows[column] = [
            name if isinstance(name, str) else f"{letter}{code:03d}" for name, code in zip(given, codes, strict=True)
        ]
    for column in ("date", "deadline", "closed"):
        rows[column] = (pd.Timestamp(first_day) + pd.to_timedelta(7 * rows[column], unit="D")).dt.date
    return rows
