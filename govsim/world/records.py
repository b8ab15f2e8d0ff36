"""The tables of the world: one structured array each, one record an agent.

Compiled rules get all tables in one argument, `w`, and take what they need from it: `w.enterprises[i]`. Handing over
eighteen NumPy arrays in every call would cost more than the rules themselves, so compiled code sees `Tables` as one
pointer to a list of (address, length), and an attribute as an array made of the two.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import from_dtype, types
from numba.core import cgutils
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    NativeValue,
    infer_getattr,
    lower_getattr_generic,
    models,
    register_model,
    typeof_impl,
    unbox,
)
from numba.np.arrayobj import get_itemsize, make_array, populate_array
from numpy.typing import NDArray

from govsim.agents.agency import AGENCY
from govsim.agents.department import DEPARTMENT
from govsim.agents.enterprise import ENTERPRISE
from govsim.agents.inspector import INSPECTOR
from govsim.agents.mutual_aid import GROUP
from govsim.agents.regulator import GRID, OFFICE
from govsim.agents.volunteer import VOLUNTEER
from govsim.cells import CELLS
from govsim.compiled import JIT
from govsim.hazards import EVENT, HAZARD
from govsim.outcomes import TALLY
from govsim.parameters import DOMAINS
from govsim.parameters.timeline import PARAMETER_RECORD

Table = NDArray[Any]

SECTOR = np.dtype(
    [
        ("cumulative_share", "f8"),
        ("hazard_factor", "f8"),
        ("major_share", "f8"),
        ("fatality_factor", "f8"),
        ("size_factor", "f8"),
        ("cost_factor", "f8"),
        ("environment_factor", "f8"),
        ("domains", "f8", len(DOMAINS)),  # cumulative shares
    ]
)

COMMON = np.dtype(
    [
        ("mean_deaths", "f8"),  # of a fatal accident
        ("season", "f8"),
        ("quarter", "i8"),  # whether a quarter begins
        ("accident_general", "f8"),  # intensity per week
        ("accident_major", "f8"),
        ("forgetting", "f8"),
        ("calming", "f8"),
        ("recovering", "f8"),
        ("alarming", "f8"),  # jump of salience by news of accidents nearby
        ("fine", "f8"),  # in yearly compliance costs of one employee
        ("stop_and_reputation", "f8"),
        ("premium_at_stake", "f8"),
        ("prosecution", "f8"),
        ("office", "i8"),
        ("whistle_share", "f8"),  # of employees who speak out
        ("whistle", "f8"),  # intensity per week
        ("alarm", "f8"),  # false alarms of a sensor per week
        ("voices", "i8"),  # whether employees or sensors can be heard at all
        ("sensor_cost", "f8"),  # yuan a week
        ("discovery", "f8"),  # probability that a concealed accident comes to light
    ]
)

LEDGER = np.dtype(
    [
        ("seed", "u8"),
        ("row", "i8"),  # of the series, written next
        ("top", "i8"),  # records of the hazard table given out
        ("demand", "i8"),  # records that the coming week may need at most
        ("free", "i8", 24),  # first free block, by size
        ("pilot", "i8"),  # office with a pilot that others may take over; -1: none
        ("arms", "i8"),  # arms of a trial: from a record without to that with the pilot
        ("logging", "i8"),
        ("event_top", "i8"),  # rows of the event log written
        ("events_lost", "i8"),
    ]
)

BRANCH = np.dtype([("lessons", "f8"), ("last_lessons", "f8")])  # of accidents, this week and last


RECORDS: dict[str, np.dtype[Any]] = {
    "ledger": LEDGER,  # one record: what belongs to the whole world
    "offices": OFFICE,
    "grids": GRID,
    "enterprises": ENTERPRISE,
    "hazards": HAZARD,
    "departments": DEPARTMENT,
    "inspectors": INSPECTOR,
    "agencies": AGENCY,
    "volunteers": VOLUNTEER,
    "groups": GROUP,
    "group_members": np.dtype("i8"),  # enterprises, sorted by mutual-aid group
    "branches": BRANCH,  # one record an office and sector
    "members": np.dtype("i8"),  # enterprises, sorted by grid
    "events": EVENT,  # the event log, empty unless asked for
    "parameters": PARAMETER_RECORD,  # one record a regime
    "common": COMMON,  # one record a regime: what is the same for its enterprises this week
    "sectors": SECTOR,
    "tally": TALLY,  # one record an office: the week so far
    "blank": TALLY,  # one record: an empty tally
    "series": TALLY,  # week by week, the tallies of all offices
    "cells": CELLS,  # one record: raster for neighbourhoods
    "cell_starts": np.dtype("i8"),
    "cell_members": np.dtype("i8"),
}


def table(length: int, dtype: np.dtype[Any]) -> Any:
    """Return an empty table. Without compilation, records give their fields as attributes only in a recarray."""
    fresh = np.zeros(length, dtype)
    return fresh if JIT or dtype.names is None else fresh.view(np.recarray)


class Tables:
    """All tables of a world, each a one-dimensional array of the type that `RECORDS` declares."""

    def __init__(self, **tables: Table) -> None:
        for name, dtype in RECORDS.items():
            given = tables[name]
            assert given.dtype == dtype, name
            assert given.ndim == 1, name
            assert given.flags.c_contiguous, name
            setattr(self, name, given)
        self._directory = np.array([(tables[n].ctypes.data, tables[n].shape[0]) for n in RECORDS], np.int64)
        self.address = self._directory.ctypes.data

    def __getattr__(self, name: str) -> Any:  # for type checkers: every name in RECORDS is a table
        raise AttributeError(name)

    def replace(self, **tables: Table) -> Tables:
        """Return the same tables with some of them replaced."""
        return Tables(**({name: getattr(self, name) for name in RECORDS} | tables))

    def copy(self) -> Tables:
        """Return an independent copy; of the hazard table only what is in use is copied."""
        copies = {name: getattr(self, name).copy() for name in RECORDS if name != "hazards"}
        hazards = table(self.hazards.shape[0], HAZARD)
        top = int(self.ledger["top"][0])
        hazards[:top] = self.hazards[:top]
        return Tables(hazards=hazards, **copies)


# --- how compiled code sees them --------------------------------------------------------------------------------------


class TablesType(types.Type):
    """Numba's type of `Tables`."""

    def __init__(self) -> None:
        super().__init__(name="govsim.Tables")


TABLES_TYPE = TablesType()
ARRAY_TYPES = {name: types.Array(from_dtype(dtype), 1, "C") for name, dtype in RECORDS.items()}
POSITIONS = {name: n for n, name in enumerate(RECORDS)}


@typeof_impl.register(Tables)
def _typeof(value: Tables, context: Any) -> TablesType:
    return TABLES_TYPE


@register_model(TablesType)
class _TablesModel(models.PrimitiveModel):
    def __init__(self, manager: Any, fe_type: Any) -> None:
        super().__init__(manager, fe_type, ir.IntType(64).as_pointer())


@unbox(TablesType)
def _unbox(typ: Any, value: Any, c: Any) -> Any:
    address = c.pyapi.object_getattr_string(value, "address")
    pointer = c.pyapi.long_as_voidptr(address)
    c.pyapi.decref(address)
    return NativeValue(
        c.builder.bitcast(pointer, ir.IntType(64).as_pointer()),
        is_error=cgutils.is_not_null(c.builder, c.pyapi.err_occurred()),
    )


@infer_getattr
class _TablesAttributes(AttributeTemplate):
    key = TablesType

    def generic_resolve(self, typ: Any, attr: str) -> Any:  # noqa: ARG002 (Numba's signature)
        return ARRAY_TYPES.get(attr)


@lower_getattr_generic(TablesType)
def _get(context: Any, builder: Any, typ: Any, pointer: Any, attr: str) -> Any:
    array_type = ARRAY_TYPES[attr]
    address, length = (
        builder.load(builder.gep(pointer, [ir.Constant(ir.IntType(64), 2 * POSITIONS[attr] + n)])) for n in range(2)
    )
    array = make_array(array_type)(context, builder)
    itemsize = context.get_constant(types.intp, get_itemsize(context, array_type))
    populate_array(
        array,
        data=builder.inttoptr(address, array.data.type),
        shape=[length],
        strides=[itemsize],
        itemsize=itemsize,
        meminfo=None,
    )
    return array._getvalue()  # noqa: SLF001 (Numba's way)
