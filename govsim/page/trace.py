"""The trace of two offices: the event log by column, and what no event tells, in messages that a browser can play.

A message is the length of its head (four bytes, little-endian), the head (JSON), the length of its body, the body: the
columns one after the other, little-endian, as the head lists them: [name, type, number of values]. The first message
holds the firms and the hazards that stand open at week 0; those that follow hold some weeks of an office each (`AB`:
of both, as long as they are alike); the last one the outcomes. The log is drained as it is told, so that a snapshot
does not copy it.

The browser replays levels of truth from the level that each event tells; no rule is written a second time.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from govsim.events import EVENTS, OWN_EVENTS, ROOM
from govsim.hazards.stock import CHANNELS, EMPTY, LEVELS, ON_PAPER
from govsim.outcomes import ALL_OUTCOMES, COLUMNS, derive
from govsim.page.moves import SIDES
from govsim.runs.run import summarise
from govsim.runs.store import plain
from govsim.world.series import policy_cost, weekly

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping

    from numpy.typing import NDArray

    from govsim.page.moves import Pair
    from govsim.world.running import World

VERSION = 1
CHUNK = 13  # weeks of a message
QUARTER = 13  # weeks over which curves are smoothed: each point tells the quarter up to its week
NOBODY_THERE = 255  # effort of empty premises
CURVES = (
    "visits_per_year",
    "found_per_visit",
    "hazards_found",
    "true_closures",
    "true_rectification",
    "recorded_rectification",
    "depth",
    "paperwork_share",
    "fear_of_blame",
    "effort",
    "hazard_stock",
    "expected_casualties",
    "office_cost",
)

Columns = dict[str, "NDArray[Any]"]


def message(head: Mapping[str, Any], columns: Columns) -> bytes:
    """Return a message: its head, and columns of one dimension."""
    listed = [[name, values.dtype.str.lstrip("<>|="), values.size] for name, values in columns.items()]
    told = json.dumps({**head, "columns": listed}, ensure_ascii=False, separators=(",", ":")).encode()
    body = b"".join(
        np.ascontiguousarray(values, values.dtype.newbyteorder("<")).tobytes() for values in columns.values()
    )
    return len(told).to_bytes(4, "little") + told + len(body).to_bytes(4, "little") + body


def trace(pair: Pair, seed: int, outcomes: tuple[str, ...] = ()) -> Generator[bytes]:
    """Yield the messages of two offices from week 0 to the end.

    Args:
        pair: The offices.
        seed: Their luck.
        outcomes: Those that the last message tells of each office (default: all).
    """
    start = pair.begin(seed, until=0)
    begin_log(start)
    yield message(_head(start, pair, seed), _first(start))
    reel = _Reel(start)
    for first, last in _chunks(0, pair.parting):
        yield reel.forward("AB", first, last)
    worlds = {side: start.branch(scenario) for side, scenario in pair.sides.items()}
    reels = {side: reel.of(world) for side, world in worlds.items()}
    for first, last in _chunks(pair.parting, start.end):
        for side in SIDES:
            yield reels[side].forward(side, first, last)
    told = {}
    for side, world in worlds.items():
        summary = summarise(world)
        told[side] = plain({name: summary[name] for name in outcomes or ALL_OUTCOMES})
    yield message({"type": "end", "outcomes": told}, {})


def begin_log(world: World) -> None:
    """Let a world write its event log from now on."""
    world.tables.shared["logging"] = 1
    room = ROOM * (int(world.tables.shared["top"][0]) + int(world.tables.shared["demand"][0]))
    world.tables = world.tables.resized("events", 2 * room, 0)


def drain(world: World) -> NDArray[Any]:
    """Return the rows that the event log holds, and empty it; what a row says of its parent means nothing then."""
    written = int(world.tables.shared["event_top"][0])
    rows = np.array(np.asarray(world.tables.events)[:written])
    world.tables.shared["event_top"] = 0
    return rows


def _chunks(start: int, end: int) -> Iterator[tuple[int, int]]:
    for first in range(start, end, CHUNK):
        yield first, min(first + CHUNK, end)


def _row_type(firms: int) -> str:
    return "u2" if firms <= 2**16 else "u4"


def _head(world: World, pair: Pair, seed: int) -> dict[str, Any]:
    scenario = world.scenario
    return {
        "type": "start",
        "v": VERSION,
        "scenario": scenario.name,
        "fingerprint": {side: own.fingerprint for side, own in pair.sides.items()},
        "seed": seed,
        "weeks": scenario.weeks,
        "measure_from": scenario.measure_from,
        "parting": pair.parting,
        "levels": LEVELS,
        "events": (*EVENTS, *OWN_EVENTS),
        "channels": CHANNELS,
        "sectors": list(scenario.sectors),
        "offices": [office.name for office in scenario.office_list],
        "curves": CURVES,
        "inspectors": len(world.tables.inspectors),
    }


def _first(world: World) -> Columns:
    """Return the firms, and the hazards that stand open."""
    firms = np.asarray(world.tables.enterprises)
    tables = world.tables
    owner, rows = tables.open_hazards()
    hazards = tables.hazards[rows]
    grids = tables.grids["number"][firms["grid"]]
    return {
        "x": firms["x"].astype("f4"),
        "y": firms["y"].astype("f4"),
        "office": firms["office"].astype("u2"),
        "grid": grids.astype("u2"),
        **_described(world, np.arange(len(firms))),
        "hazard_firm": owner.astype(_row_type(len(firms))),
        "hazard_serial": hazards["serial"].astype("i4"),
        "hazard_level": hazards["level"].astype("i1"),
        "hazard_major": hazards["major"].astype("i1"),
        "hazard_paper": (hazards["state"] == ON_PAPER).astype("i1"),
    }


def _described(world: World, rows: NDArray[np.int64]) -> Columns:
    """Return what the map shows of the firms of some rows."""
    firms = world.tables.enterprises
    return {
        "sector": firms["sector"][rows].astype("u1"),
        "employees": firms["employees"][rows].astype("f4"),
        "tier": firms["tier"][rows].astype("i1"),
    }


class _Reel:
    """What is told of a world week by week."""

    def __init__(self, world: World) -> None:
        self.world = world
        firms = world.tables.enterprises
        self.entry = np.array(firms["entry"])
        self.deaths = np.array(firms["deaths"])

    def of(self, world: World) -> _Reel:
        """Return a reel that goes on from here in a branch of the world."""
        other = _Reel.__new__(_Reel)
        other.world, other.entry, other.deaths = world, self.entry.copy(), self.deaths.copy()
        return other

    def forward(self, office: str, first: int, last: int) -> bytes:
        """Run some weeks and return their message."""
        effort = np.empty((last - first, len(self.entry)), "u1")
        dead: list[tuple[int, int, int]] = []
        come: list[Columns] = []
        for week in range(first, last):
            self.world.run(week + 1)
            effort[week - first] = self._effort()
            dead += self._deaths(week)
            come += self._newcomers(week)
        columns = _events(drain(self.world), first, last, len(self.entry))
        columns["effort"] = effort.ravel()
        for n, name in enumerate(("death_week", "death_firm", "death_count")):
            columns[name] = np.array([row[n] for row in dead], "u4")
        for name in come[0] if come else ():
            columns["new_" + name] = np.concatenate([each[name] for each in come])
        columns["curves"] = self._curves(first, last).astype("f4").ravel()
        return message({"type": "weeks", "office": office, "from": first, "to": last}, columns)

    def _effort(self) -> NDArray[np.uint8]:
        firms = self.world.tables.enterprises
        scaled = np.round(np.asarray(firms["effort"]) * (NOBODY_THERE - 1))
        return np.where(np.asarray(firms["status"]) == EMPTY, NOBODY_THERE, scaled).astype("u1")

    def _deaths(self, week: int) -> Iterator[tuple[int, int, int]]:
        """Yield week, firm and number of the deaths of a week."""
        now = np.array(self.world.tables.enterprises["deaths"])
        for firm in np.flatnonzero(now > self.deaths):
            yield week, int(firm), int(now[firm] - self.deaths[firm])
        self.deaths = now

    def _newcomers(self, week: int) -> Iterator[Columns]:
        """Yield the firms that have moved into premises in a week."""
        now = np.array(self.world.tables.enterprises["entry"])
        rows = np.flatnonzero(now != self.entry)
        if rows.size:
            dated = {"week": np.full(rows.size, week, "u4"), "firm": rows.astype("u4")}
            yield {**dated, **_described(self.world, rows)}
            self.entry = now

    def _curves(self, first: int, last: int) -> NDArray[np.float64]:
        """Return curves of the weeks, shape (curves, weeks): each point tells the quarter that ends with its week."""
        world = self.world
        before = world.scenario.warmup_weeks
        rows = weekly(world).sum(axis=1)
        total = np.concatenate([np.zeros((1, len(COLUMNS))), np.cumsum(rows, axis=0)])
        ends = np.arange(first, last) + 1 + before
        starts = np.maximum(ends - QUARTER, 0)
        costs = [policy_cost(world, int(s) - before, int(e) - before) for s, e in zip(starts, ends, strict=True)]
        cost = {payer: np.array([each[payer] for each in costs]) for payer in costs[0]}
        # the first weeks of a run without a warm-up have less than a quarter behind them
        weeks = ends - starts
        told = derive(total[ends] - total[starts], weeks, cost, CURVES)
        return np.array(list(told.values()))


def _events(rows: NDArray[Any], first: int, last: int, firms: int) -> Columns:
    """Return rows of the event log by column; `rows` tells how many of them each week has."""
    return {
        "rows": np.bincount(rows["week"] - first, minlength=last - first).astype("u4"),
        "firm": rows["enterprise"].astype(_row_type(firms)),
        "serial": rows["hazard"].astype("i4"),
        "event": rows["event"].astype("u1"),
        "level": rows["level"].astype("i1"),
        "channel": rows["channel"].astype("i1"),
        "actor": rows["actor"].astype("i4"),
        "major": rows["major"].astype("i1"),
    }
