"""A plain reader of traces, against which the browser's and the runs themselves are held."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

Message = tuple[dict[str, Any], dict[str, Any]]


def messages(told: bytes) -> Iterator[Message]:
    """Yield head and columns of each message."""
    at = 0
    while at < len(told):
        size = int.from_bytes(told[at : at + 4], "little")
        head = json.loads(told[at + 4 : at + 4 + size])
        at += 4 + size
        body = told[at + 4 : at + 4 + int.from_bytes(told[at : at + 4], "little")]
        at += 4 + len(body)
        columns, place = {}, 0
        for name, dtype, count in head.pop("columns"):
            columns[name] = np.frombuffer(body, "<" + dtype, count, place)
            place += columns[name].nbytes
        yield head, columns


def replay(told: bytes, side: str) -> dict[str, np.ndarray]:
    """Return, of each week of an office, what the events tell: hazards open by level, visits, accidents, deaths."""
    read = list(messages(told))
    head, first = read[0]
    levels, names = len(head["levels"]), head["events"]
    hazards = {
        (int(f), int(s)): int(level)
        for f, s, level in zip(first["hazard_firm"], first["hazard_serial"], first["hazard_level"], strict=True)
    }
    out = {n: np.zeros(head["weeks"]) for n in ("visits", "deaths", "orders", "paper", *range(levels))}
    out["accidents"] = np.zeros((head["weeks"], levels))
    for frame, columns in read[1:]:
        if frame["type"] != "weeks" or side not in frame["office"]:
            continue
        np.add.at(out["deaths"], columns["death_week"], columns["death_count"])
        at = 0
        for week, rows in zip(range(frame["from"], frame["to"]), columns["rows"], strict=True):
            for row in range(at, at + int(rows)):
                name, level = names[columns["event"][row]], int(columns["level"][row])
                key = (int(columns["firm"][row]), int(columns["serial"][row]))
                if name in ("repaired", "left"):
                    del hazards[key]
                elif name in ("accident", "injury"):
                    out["accidents"][week, : level + 1] += name == "accident"
                elif key[1] >= 0:
                    hazards[key] = level
                out["visits"][week] += name == "visit" and columns["channel"][row] == 0
                out["orders"][week] += name == "ordered"
                out["paper"][week] += name == "closed on paper"
            at += int(rows)
            for level in range(levels):
                out[level][week] = sum(open_at >= level for open_at in hazards.values())
    return out
