"""The tables of the world: one structured array each, one record an agent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from govsim.agents import enterprise_record as firm
from govsim.agents.agency import AGENCY
from govsim.agents.classes import CLASS
from govsim.agents.department import DEPARTMENT
from govsim.agents.grids import GRID
from govsim.agents.inspector import INSPECTOR
from govsim.agents.mutual_aid import GROUP
from govsim.agents.office import OFFICE
from govsim.agents.volunteer import VOLUNTEER
from govsim.cells import CELLS
from govsim.compiled import JIT
from govsim.events import EVENT
from govsim.fields import Field, blank, record_type
from govsim.hazards import casefile, stock
from govsim.outcomes import TALLY, tally_record
from govsim.parameters import DOMAINS, parameter_record
from govsim.parameters.timeline import PARAMETER_RECORD
from govsim.world import machine
from govsim.world.joined import Joined

if TYPE_CHECKING:
    from collections.abc import Mapping

    # Type checkers are told that it has every table, and that rules may take it for the `Tables` of `govsim.views`.
    _SeenByRules = Any
else:
    _SeenByRules = object

Table = NDArray[Any]

SECTOR = (
    Field("cumulative_share", "f8", "Share of the firms in this sector and those before it."),
    Field("hazard_factor", "f8", "Multiplies the intensity of emergence."),
    Field("major_share", "f8", "Probability that a new hazard is major."),
    Field("fatality_factor", "f8", "Multiplies the probability that an accident kills."),
    Field("size_factor", "f8", "Multiplies the median head count."),
    Field("cost_factor", "f8", "Multiplies repair costs."),
    Field("environment_factor", "f8", "Multiplies the environmental index of an accident."),
    Field("domains", "f8", "Share of its hazards in each domain and those before it.", shape=len(DOMAINS)),
)

COMMON = (
    Field("mean_deaths", "f8", "Of a fatal accident.", "persons"),
    Field("season", "f8", "Factor on the intensity of emergence."),
    Field("quarter", "i8", "Whether a quarter begins."),
    Field("harm_general", "f8", "Intensity of harm by one general hazard, all barriers failed.", "per week"),
    Field("harm_major", "f8", "The same of a major one.", "per week"),
    Field("costly_general", "f8", "Probability that the loss alone makes harm by a general hazard an accident."),
    Field("costly_major", "f8", "The same of a major one."),
    Field("forgetting", "f8", "Share of the way back to its prior that a belief goes.", "per week"),
    Field("relaxing", "f8", "Share of its alert that a firm loses.", "per week"),
    Field("calming", "f8", "Share of salience that fades.", "per week"),
    Field("recovering", "f8", "Share of the way back to its normal level that liquidity goes.", "per week"),
    Field("alarming", "f8", "Jump of salience by news of accidents nearby."),
    Field("fine", "f8", "A fine.", "yearly compliance costs of one employee"),
    Field("stop_and_reputation", "f8", "Loss by a stop and by the firm's name.", "its yearly compliance costs"),
    Field("premium_at_stake", "f8", "Part of the premium that depends on risk.", "its yearly compliance costs"),
    Field("prosecution", "f8", "Weight of prosecution after a fatal accident."),
    Field("office", "i8", "Its office."),
    Field("whistle_share", "f8", "Share of employees who speak out."),
    Field("whistle", "f8", "Intensity of whistle-blowing.", "per week"),
    Field("alarm", "f8", "False alarms of a sensor.", "per week"),
    Field("voices", "i8", "Whether employees or sensors can be heard at all."),
    Field("sensor_cost", "f8", "Of one firm's sensors.", "yuan a week"),
    Field("discovery", "f8", "Probability that a concealed accident comes to light."),
)

SHARED = (
    Field("seed", "u8", "Of the world."),
    Field("row", "i8", "Of the series, written next."),
    Field("top", "i8", "Records of the hazard table given out."),
    Field("demand", "i8", "Records that the coming week may need at most."),
    Field("free", "i8", "First free block, by size.", shape=24),
    Field("pilot", "i8", "Office with a pilot that others may take over; -1: none."),
    Field("arms", "i8", "Arms of a trial: from a record without to that with the pilot."),
    Field("logging", "i8", "Whether the event log is written."),
    Field("event_top", "i8", "Rows of the event log written."),
    Field("events_lost", "i8", "Rows that found no room in it."),
)

BRANCH = (
    Field("lessons", "f8", "Of accidents, this week."),
    Field("last_lessons", "f8", "Of accidents, last week."),
)


# Of each table, what declares its records.
DECLARED: dict[str, tuple[Field, ...] | np.dtype[Any]] = {
    "shared": SHARED,  # one record: what belongs to the whole world
    "offices": OFFICE,
    "grids": GRID,
    "premises": firm.PREMISES,
    "queue": firm.QUEUE,
    "firms": firm.FIRM,
    "memories": firm.MEMORY,
    "counts": firm.COUNTS,
    "blank_queue": firm.QUEUE,  # one record: a firm that has just come
    "blank_firm": firm.FIRM,
    "blank_memory": firm.MEMORY,
    "blank_counts": firm.COUNTS,
    "blank_premises": firm.PREMISES,
    "hazard_clocks": stock.CLOCKS,
    "hazard_bodies": stock.BODY,
    "hazard_traces": stock.TRACE,
    "departments": DEPARTMENT,
    "inspectors": INSPECTOR,
    "agencies": AGENCY,
    "volunteers": VOLUNTEER,
    "groups": GROUP,
    "group_members": np.dtype("i8"),  # enterprises, sorted by mutual-aid group
    "branches": BRANCH,  # one record an office and sector
    "members": np.dtype("i8"),  # enterprises, sorted by grid
    "events": EVENT,  # the event log, empty unless asked for
    "watched": casefile.WATCHED,  # one record where a run watches a hazard, else empty; so are the next two
    "script": casefile.SCRIPT,  # what is put in the place of what happened to it
    "met": casefile.MET,  # its case file
    "parameters": PARAMETER_RECORD,  # one record a regime
    "common": COMMON,  # one record a regime: what is the same for its enterprises this week
    "sectors": SECTOR,
    "classes": CLASS,  # one record a kind of firm, empty where policies tell none apart
    "tally": TALLY,  # one record an office: the week so far
    "blank": TALLY,  # one record: an empty tally
    "series": TALLY,  # week by week, the tallies of all offices
    "cells": CELLS,  # one record: raster for neighbourhoods
    "cell_starts": np.dtype("i8"),
    "cell_members": np.dtype("i8"),
}

RECORDS: dict[str, np.dtype[Any]] = {
    name: record_type(given) if isinstance(given, tuple) else given for name, given in DECLARED.items()
}


# Tables whose records are parts of one: seen as one table.
JOINED: dict[str, tuple[str, ...]] = {
    "enterprises": ("premises", "queue", "firms", "memories", "counts"),
    "hazards": ("hazard_clocks", "hazard_bodies", "hazard_traces"),
}

# Parts of which the passes over firms read every record every week.
EVERY_WEEK = ("premises", "queue", "firms")

# Tables whose records start as a blank one, which stands in a table of its own.
BLANK = {
    "queue": ("blank_queue", firm.QUEUE),
    "firms": ("blank_firm", firm.FIRM),
    "memories": ("blank_memory", firm.MEMORY),
    "counts": ("blank_counts", firm.COUNTS),
    "premises": ("blank_premises", firm.PREMISES),
}


def table(length: int, dtype: np.dtype[Any]) -> Any:
    """Return an empty table that begins with a cache line, so that records of few lines lie in no more than these.

    Without compilation, records give their fields as attributes only in a recarray.
    """
    size = length * dtype.itemsize
    room = np.zeros(size + machine.CACHE_LINE, np.uint8)
    start = -room.ctypes.data % machine.CACHE_LINE
    return _seen(room[start : start + size].view(dtype))


def _seen(given: Table) -> Any:
    return given if JIT or given.dtype.names is None else given.view(np.recarray)


def tables_of(lengths: Mapping[str, int]) -> dict[str, Table]:
    """Return new tables of these lengths, by name; one that is joined stands for its parts, one not named is empty.

    Records start blank: with the values that their fields declare, or zeros.
    """
    of = dict(lengths)
    for name, parts in JOINED.items():
        of.update(dict.fromkeys(parts, of.pop(name, 0)))
    made = {name: table(of.get(name, 0), dtype) for name, dtype in RECORDS.items()}
    for name, (blank_name, fields) in BLANK.items():
        made[blank_name] = table(1, RECORDS[name])
        made[name][:] = made[blank_name][:] = blank(fields)
    return made


class Tables(_SeenByRules):  # type: ignore[misc]
    """All tables of a world, each a one-dimensional array of the type that `RECORDS` declares.

    They know how to be copied (`copy`, `copy.deepcopy`) and stored (`pickle`): compiled code sees them by their
    addresses, which hold for these very arrays alone. In Python, parameters and tallies that extensions declare have
    their names.
    """

    def __init__(self, **tables: Table) -> None:
        named = {"parameters": parameter_record(), **dict.fromkeys(("tally", "blank", "series"), tally_record())}
        for name, dtype in RECORDS.items():
            given = tables[name].view(named[name]) if name in named else tables[name]
            assert given.dtype == named.get(name, dtype), name
            assert given.ndim == 1, name
            assert given.flags.c_contiguous, name
            setattr(self, name, given)
        for name, parts in JOINED.items():
            setattr(self, name, Joined(*(tables[part] for part in parts)))
        self._directory = np.array([(tables[n].ctypes.data, tables[n].shape[0]) for n in RECORDS], np.int64)
        self.address = self._directory.ctypes.data

    def arrays(self) -> dict[str, Table]:
        """Return all tables by name."""
        return {name: getattr(self, name) for name in RECORDS}

    def open_hazards(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the enterprise and the row of each hazard that is there, firm by firm: each of shape (hazards,)."""
        counts = self.enterprises["hazards"].astype(np.int64)
        owner = np.repeat(np.arange(len(counts)), counts)
        within = np.arange(owner.size) - np.repeat(np.cumsum(counts) - counts, counts)
        return owner, self.enterprises["first"][owner] + within

    def replace(self, **tables: Table) -> Tables:
        """Return the same tables with some of them replaced."""
        return Tables(**(self.arrays() | tables))

    def resized(self, name: str, length: int, used: int) -> Tables:
        """Return the same tables with one, or the parts of a joined one, of another length; the first records stay."""
        larger = {}
        for part in JOINED.get(name, (name,)):
            larger[part] = table(length, RECORDS[part])
            larger[part][:used] = getattr(self, part)[:used]
        return self.replace(**larger)

    def copy(self) -> Tables:
        """Return an independent copy; of the tables that fill up, only the records that are written are copied."""
        shared = self.shared[0]
        written = dict.fromkeys(JOINED["hazards"], int(shared["top"]))
        written |= {"events": int(shared["event_top"]), "series": int(shared["row"]) * self.offices.shape[0]}
        copies = {}
        for name, given in self.arrays().items():
            copies[name] = table(given.shape[0], given.dtype)
            used = written.get(name, given.shape[0])
            whole = np.dtype(("V", given.dtype.itemsize))  # as bytes: NumPy copies records field by field
            copies[name].view(whole)[:used] = given.view(whole)[:used]
        return Tables(**copies)

    def __deepcopy__(self, memo: dict[int, Any]) -> Tables:
        return self.copy()

    def __reduce__(self) -> tuple[Any, ...]:
        return Tables.from_arrays, ({name: np.asarray(given) for name, given in self.arrays().items()},)

    @staticmethod
    def from_arrays(arrays: Mapping[str, NDArray[Any]]) -> Tables:
        """Return tables of stored arrays, by name."""
        return Tables(**{name: _seen(np.ascontiguousarray(given)) for name, given in arrays.items()})


machine.declare(RECORDS, JOINED, EVERY_WEEK)
machine.tell_type(Tables)
