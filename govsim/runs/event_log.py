"""The event log as a table, as Parquet, and as an object-centric process-mining log (OCEL 2.0, JSON)."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from govsim.errors import InputError
from govsim.events import EVENTS, OWN_EVENTS
from govsim.hazards.stock import CHANNELS, CLASSES, LEVELS
from govsim.parameters import DOMAINS
from govsim.runs.store import check_file, write_atomically

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from govsim.world.running import World

WEEK_ZERO = datetime(2024, 1, 1)  # a log needs dates; these say nothing but the order of weeks
FORMATS = (".parquet", ".json")
ACTOR_OF = {
    "visit": "inspector",
    "recheck": "inspector",
    "agency": "agency",
    "department": "department",
    "mutual_aid": "enterprise",
}


def frame(world: World) -> pd.DataFrame:
    """Return the event log of a world that was built with `log`: one row an event, its number is the index.

    Columns: week, office, enterprise (row), entry (which firm of these premises), hazard (serial number in the firm;
    -1: an event of the firm), domain, class, event, channel, actor (row in its table), level (of truth at which the
    hazard
    stands open after the event; of an accident: at which it is known), parent (number of the event that caused this
    one;
    -1: none), deaths, serious (injuries) and loss (yuan) of an injury or accident, else 0; with a roster, name (of the
    firm; empty: it came later).
    """
    import pandas as pd

    shared = world.shared[0]
    if not shared["logging"]:
        raise InputError("this run was not logged; give log=True (or --log on the command line)")
    if shared["events_lost"]:
        raise InputError(f"{int(shared['events_lost'])} events found no room in the log; please report this")
    rows = np.asarray(world.events)[: int(shared["event_top"])]
    firms = np.asarray(world.enterprises)
    offices = np.array([office.name for office in world.scenario.office_list], object)

    def named(names: tuple[str, ...], codes: Any) -> Any:
        return pd.Categorical.from_codes(codes, pd.Index(names))

    names = world.plan.names
    told = {} if names is None else {"name": np.where(rows["entry"] == 0, names[rows["enterprise"]], "")}
    return pd.DataFrame(
        {
            "week": rows["week"],
            "office": offices[firms["office"][rows["enterprise"]]],
            "enterprise": rows["enterprise"],
            "entry": rows["entry"],
            "hazard": rows["hazard"],
            "domain": named(DOMAINS, rows["domain"]),
            "class": named(CLASSES, rows["major"]),
            "event": named((*EVENTS, *OWN_EVENTS), rows["event"]),
            "channel": named(CHANNELS, rows["channel"]),
            "actor": rows["actor"],
            "level": named(LEVELS, rows["level"]),
            "parent": rows["parent"],
            "deaths": rows["deaths"],
            "serious": rows["serious"],
            "loss": rows["loss"],
            **told,
        },
        index=pd.RangeIndex(len(rows), name="number"),
    )


def check_format(path: Path) -> None:
    """Refuse a file whose ending is not one of the formats, or that cannot be written."""
    if path.suffix not in FORMATS:
        raise InputError("give a file that ends in .parquet (a table) or .json (OCEL 2.0)", str(path))
    check_file(path, "--log")


def write(log: pd.DataFrame, path: Path) -> None:
    """Write an event log by the ending of the file: .parquet, or .json for OCEL 2.0."""
    check_format(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".parquet":
        write_atomically(path, lambda draft: log.reset_index().to_parquet(draft, index=False))
    else:
        write_atomically(path, lambda draft: draft.write_text(json.dumps(ocel(log)), encoding="utf-8"))


def ocel(log: pd.DataFrame) -> dict[str, Any]:
    """Return the log as an OCEL 2.0 document: events, and the hazards, firms and actors that they concern."""
    objects: dict[str, dict[str, Any]] = {}
    columns = {name: log[name].astype(object).where(log[name].notna(), None).tolist() for name in log}
    rows = (dict(zip(map(str, columns), values, strict=True)) for values in zip(*columns.values(), strict=True))
    events = [_event(number, row, objects) for number, row in enumerate(rows)]
    kinds: dict[str, set[str]] = {}
    for known in objects.values():
        kinds.setdefault(known["type"], set()).update(attribute["name"] for attribute in known["attributes"])
    return {
        "objectTypes": [
            {"name": kind, "attributes": [{"name": a, "type": "string"} for a in sorted(names)]}
            for kind, names in kinds.items()
        ],
        "eventTypes": [
            {"name": name, "attributes": [{"name": a, "type": "string"} for a in ("channel", "level", "parent")]}
            for name in dict.fromkeys(event["type"] for event in events)
        ],
        "objects": list(objects.values()),
        "events": events,
    }


def _event(number: int, row: dict[str, Any], objects: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return a row of the log as an event; objects that it is the first to concern are added to `objects`."""

    def concerned(kind: str, name: str, **attributes: str) -> str:
        if name not in objects:
            told = [{"name": key, "time": _time(0), "value": value} for key, value in attributes.items()]
            objects[name] = {"id": name, "type": kind, "attributes": told, "relationships": []}
        return name

    firm = f"{row['enterprise']}.{row['entry']}"
    relations = [{"objectId": concerned("enterprise", f"enterprise {firm}", office=row["office"]), "qualifier": "at"}]
    if row["hazard"] >= 0:
        described = {"domain": row["domain"], "class": row["class"]}
        hazard = concerned("hazard", f"hazard {firm}.{row['hazard']}", **described)
        relations.append({"objectId": hazard, "qualifier": "of"})
    kind = ACTOR_OF.get(row["channel"] or "")
    if row["actor"] >= 0 and kind:
        name = f"enterprise {row['actor']}.0" if kind == "enterprise" else f"{kind} {row['actor']}"
        relations.append({"objectId": concerned(kind, name), "qualifier": "by"})
    told = {
        "channel": row["channel"],
        "level": row["level"],
        "parent": None if row["parent"] < 0 else row["parent"],
    }
    return {
        "id": str(number),
        "type": row["event"],
        "time": _time(row["week"]),
        "attributes": [{"name": key, "value": str(value)} for key, value in told.items() if value is not None],
        "relationships": relations,
    }


def _time(week: int) -> str:
    return (WEEK_ZERO + timedelta(weeks=week)).isoformat() + "Z"
