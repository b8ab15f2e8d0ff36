"""The week: its phases, in order, written once.

A phase is a function of (world, week, index) that handles one record of a table, or of (world, week) that handles the
whole world. Consecutive phases over the same table run in one pass over its records, record by record; this gives the
same result as phase by phase, since a record reads of others only what they were at the end of the last week.

The compiled loop is generated from the list, in a file of its own next to the compiled rules, so the order stands
nowhere else. A phase of one's own is a plain Python function of (world, week), put in its place by `with_phase`;
such a schedule runs the phases between in compiled code and calls the function from Python.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from inspect import getsourcefile, unwrap
from itertools import groupby
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from govsim import society
from govsim.agents import (
    agency,
    association,
    costs,
    department,
    enforcement,
    enterprise,
    entry,
    grids,
    inspector,
    insurer,
    mutual_aid,
    office,
    self_check,
    tournament,
    upper_level,
    volunteer,
)
from govsim.compiled import CACHE_FOLDER
from govsim.errors import InputError, nearest
from govsim.hazards import accident, domino, emergence, rectification
from govsim.outcomes import record
from govsim.parameters.own_rules import PHASES
from govsim.words import Words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from types import ModuleType


@dataclass(frozen=True)
class Phase:
    """One phase of the week: its name, its function, and the table whose records it handles ("" for the world).

    `zh` is its name in Chinese.
    """

    name: str
    function: Callable[..., Any]
    each: str = ""
    zh: str = ""

    @property
    def words(self) -> Words:
        """What people call it."""
        return Words(self.name, self.zh)

    @property
    def python_function(self) -> Callable[..., Any]:
        """The function as it is written."""
        function: Callable[..., Any] = unwrap(getattr(self.function, "py_func", self.function))
        return function

    @property
    def rule(self) -> str:
        """Where the function stands, as `module.function`; a schedule that was stored knows its phases by it."""
        return f"{self.python_function.__module__}.{self.python_function.__qualname__}"

    @property
    def file(self) -> str:
        """File of the function, from the folder that holds the package."""
        path = Path(getsourcefile(self.python_function) or "?").resolve()
        package = Path(__file__).resolve().parent
        return path.relative_to(package.parent).as_posix() if path.is_relative_to(package) else str(path)


FORESIGHT = {"enterprises": "foresee_firms", "inspectors": "foresee_queue"}  # hints before the phases of a record

Schedule = tuple[Phase, ...]
OwnPhase = Callable[[Any, int], None]
Loop = Callable[[Any, int, int], int]
Part = Phase | Loop  # a phase of one's own, or a loop over those that are compiled

_one_at_a_time = Lock()

SCHEDULE: Schedule = (
    Phase("preparation", enterprise.prepare, "common", "准备"),
    Phase("duties", department.divide_duties, "departments", "职责划分"),
    Phase("pilots", upper_level.imitate, "offices", "试点"),
    Phase("rivalry", tournament.compete, "offices", "单位竞争"),
    Phase("grids", grids.divide, "offices", "网格"),
    Phase("entry", entry.admit, "offices", "企业进入"),
    Phase("accidents", accident.suffer, "enterprises", "事故"),
    Phase("reports", society.speak_out, "enterprises", "举报"),
    Phase("insurer", insurer.call_insurer, "enterprises", "保险"),
    Phase("self-check", self_check.check_itself, "enterprises", "自查"),
    Phase("rectification", rectification.rectify, "enterprises", "整改"),
    Phase("enforcement", enforcement.enforce, "enterprises", "执法"),
    Phase("emergence", emergence.emerge, "enterprises", "隐患产生"),
    Phase("adaptation", enterprise.adapt, "enterprises", "企业调整"),
    Phase("exit", enterprise.come_to_exit, "enterprises", "企业退出"),
    Phase("observation", enterprise.observe, "enterprises", "观察"),
    Phase("dominoes", domino.spread_blasts, "offices", "连锁效应"),
    Phase("media", society.expose, "offices", "媒体"),
    Phase("staff", inspector.staff, "inspectors", "队伍"),
    Phase("plan", inspector.plan, "inspectors", "检查计划"),
    Phase("inspection", inspector.inspect, "inspectors", "检查"),
    Phase("recheck", inspector.recheck, "inspectors", "复查"),
    Phase("departments", department.visit, "departments", "部门检查"),
    Phase("agencies", agency.visit, "offices", "第三方机构"),
    Phase("associations", association.visit, "offices", "行业协会"),
    Phase("mutual aid", mutual_aid.help_each_other, "groups", "企业互助"),
    Phase("volunteers", volunteer.look_around, "volunteers", "志愿者"),
    Phase("peers", grids.gather, "grids", "同行比较"),
    Phase("lessons", enterprise.pass_lessons, "branches", "事故教训"),
    Phase("accountability", upper_level.hold_to_account, "offices", "问责"),
    Phase("policy", upper_level.pass_on, "offices", "上级政策"),
    Phase("leadership", office.lead, "offices", "领导"),
    Phase("costs", costs.price, "offices", "费用"),
    Phase("record", record.record_week, "offices", "记录"),
)

PLACES = {phase.rule: place for place, phase in enumerate(SCHEDULE)}


def with_phase(name: str, function: OwnPhase, *, before: str = "", after: str = "", replace: str = "") -> Schedule:
    """Return the schedule with a phase of one's own before, after, or in place of a phase.

    `function` is a plain Python function of (world, week), where `world` holds the tables of records
    (`world.enterprises`, `world.offices`, ...).

    Raises:
        InputError: Not one place is given, or the schedule has no such phase.
    """
    return _with_phase(SCHEDULE, name, function, before, after, replace)


def phase(name: str, *, before: str = "", after: str = "", replace: str = "") -> Callable[[OwnPhase], OwnPhase]:
    """Register a phase of one's own under a name: every world that is built from now on has it in its week.

    The same name again replaces it. It runs before, after, or in place of a phase, which may be one that was registered
    before it.

    Raises:
        InputError: Not one place is given, or there is no such phase.
    """

    def register(function: OwnPhase) -> OwnPhase:
        earlier = PHASES.pop(name, None)
        try:
            _with_phase(with_registered(SCHEDULE), name, function, before, after, replace)
        except InputError:
            if earlier:
                PHASES[name] = earlier
            raise
        PHASES[name] = (function, before, after, replace)
        return function

    return register


def with_registered(schedule: Schedule) -> Schedule:
    """Return the schedule with all registered phases, in the order in which they were registered."""
    for name, given in PHASES.items():
        schedule = _with_phase(schedule, name, *given)
    return schedule


def _with_phase(schedule: Schedule, name: str, function: OwnPhase, before: str, after: str, replace: str) -> Schedule:
    given = [place for place in (before, after, replace) if place]
    if len(given) != 1:
        raise InputError("give one of before=, after=, replace=, the name of a phase", f"phase {name!r}")
    names = [phase.name for phase in schedule]
    if given[0] not in names:
        raise InputError(f"no phase {given[0]!r}{nearest(given[0], names)}", f"phase {name!r}")
    place = names.index(given[0])
    own = (Phase(name, function),)
    return schedule[: place + bool(after)] + own + schedule[place + bool(after or replace) :]


def with_own_rules(schedule: Schedule, choices: Collection[tuple[str, str]]) -> Schedule:
    """Return the schedule with all registered phases, and those of the rules among (parameter, choice) pairs."""
    from govsim import extensions

    schedule = with_registered(schedule)
    for name, function, before in extensions.phases(choices):
        place = next((n for n, phase in enumerate(schedule) if phase.name == before), 0)
        schedule = (*schedule[:place], Phase(name, function), *schedule[place:])
    return schedule


def _source() -> str:
    """Return the source of a module with two functions, each compiled when it is first called.

    `advance(w, start, end)` runs the whole schedule from week to week, `advance_some(w, start, end, chosen)` those of
    its phases whose bits are set: it serves every schedule with phases of one's own, which compile nothing anew.
    """
    modules = sorted({phase.python_function.__module__ for phase in SCHEDULE})
    lines = [f"import {module}" for module in modules]
    lines += [
        "from govsim.agents import foresight",
        "from govsim.compiled import entered",
        "from govsim.events import ROOM",
    ]
    for signature, in_part in (("advance(w, start, end)", False), ("advance_some(w, start, end, chosen)", True)):
        lines += [
            "",
            "@entered",
            f"def {signature}:",
            "    shared = w.shared[0]",
            "    for week in range(start, end):",
            "        if shared.top + shared.demand > w.hazards.shape[0]:",
            "            return week",
            "        if shared.logging > 0 and shared.event_top + ROOM * shared.top > w.events.shape[0]:",
            "            return week",
            "        shared.demand = 0",
            *(f"        {line}" for line in _passes(in_part)),
            "    return end",
        ]
    return "\n".join([*lines, ""])


def _passes(in_part: bool) -> Iterator[str]:
    """Yield the lines of a pass over each table of the schedule, of all phases or of those that are chosen."""
    for table, group in groupby(enumerate(SCHEDULE), key=lambda placed: placed[1].each):
        rules = {place: phase.rule for place, phase in group}
        indent = ""
        if in_part:
            yield f"if chosen & {_bits(rules)}:"
            indent = "    "
        yield f"{indent}for i in range(w.{table}.shape[0]):"
        if table in FORESIGHT:
            yield f"{indent}    foresight.{FORESIGHT[table]}(w, i)"
        for place, rule in rules.items():
            asked = f"if chosen & {_bits([place])}: " if in_part else ""
            yield f"{indent}    {asked}{rule}(w, week, i)"


def _bits(places: Iterable[int]) -> int:
    """Return a number whose bits are set at some places of the schedule."""
    return sum(1 << place for place in places)


def compiled_week() -> ModuleType:
    """Return the module of the compiled week, with `advance(tables, start, end)` of the whole schedule.

    It stops at the start of a week, and returns that week, where the table of hazards might run out of room in it.
    """
    with _one_at_a_time:  # replicates start on several threads
        return _load()


@cache
def _load() -> ModuleType:
    source = _source()
    name = "week_" + hashlib.blake2b(source.encode(), digest_size=8).hexdigest()
    path = CACHE_FOLDER / f"{name}.py"
    if not path.exists():  # its time stamp is part of Numba's key, so it is written once
        draft = path.with_suffix(f".{os.getpid()}")
        draft.write_text(source)
        draft.replace(path)
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"cannot load {path}")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # Numba looks the function's module up there
    spec.loader.exec_module(module)
    return module


def parts(schedule: Schedule) -> list[Part]:
    """Return a schedule as phases of one's own, and compiled loops, as `advance`, of what stands between them.

    Raises:
        InputError: A phase handles records and is none of `SCHEDULE`.
    """
    if schedule is SCHEDULE:
        return [compiled_week().advance]
    result: list[Part] = []
    for own, group in groupby(schedule, key=lambda phase: not phase.each):
        phases = list(group)
        result += phases if own else [_loop(places) for places in _ascending(phases)]
    return result


def _loop(places: Collection[int]) -> Loop:
    """Return the compiled loop of the phases at some places of the schedule, in its order."""
    week, chosen = compiled_week(), _bits(places)
    loop: Loop = week.advance
    return loop if len(places) == len(SCHEDULE) else lambda w, start, end: week.advance_some(w, start, end, chosen)


def _ascending(phases: Iterable[Phase]) -> Iterator[tuple[int, ...]]:
    """Yield the places of phases in the schedule, in as few lots as there are in its order."""
    lot: tuple[int, ...] = ()
    for phase in phases:
        place = PLACES.get(phase.rule)
        if place is None:
            raise InputError("only phases of the package handle records; give a function of (world, week)", phase.name)
        if lot and place <= lot[-1]:
            yield lot
            lot = ()
        lot += (place,)
    yield lot
