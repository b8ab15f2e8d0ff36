"""The event log: on request, the life of every hazard, and what was done to its firm, as rows with their causes.

A row names the row that caused it: an order follows from a finding, a finding from a visit, a visit from a report. Rows
are appended in the order in which things happen; the number of a row is its place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from govsim.compiled import compiled
from govsim.fields import Field
from govsim.hazards.stock import BY_RECHECK, BY_SENSOR, ON_PAPER

if TYPE_CHECKING:
    from govsim.views import Tables

EVENTS = (
    "emerged",
    "noticed",
    "found",
    "ordered",
    "repaired",
    "closed on paper",
    "violation",
    "unmasked",
    "accident",
    "left",
    "set off",
    "report",
    "visit",
    "case",
    "sanction",
    "stop",
    "closed down",
    "exposed",
    "interim measure",
    "injury",
)
(
    EMERGED,
    NOTICED,
    FINDING,
    ORDER,
    REPAIRED,
    PAPER_CLOSURE,
    VIOLATION,
    UNMASKED,
    ACCIDENT,
    LEFT,
    SET_OFF,
    REPORT,
    VISIT,
    CASE,
    SANCTION,
    STOP,
    CLOSED_DOWN,
    EXPOSED,
    INTERIM,
    INJURY,
) = range(len(EVENTS))

OWN_EVENTS: list[str] = []  # of extensions; their numbers go on after those above

NO_EVENT = -1
NO_HAZARD = -1
NOBODY = -1
ROOM = 24  # rows that one hazard, with what is done to its firm, can add in a week

EVENT = (
    Field("parent", "i8", "Row of the event that caused this one; -1: none."),
    Field("enterprise", "i8", "Row of the premises."),
    Field("entry", "i4", "Which firm of these premises."),
    Field("hazard", "i4", "Serial number in its firm; -1: an event of the firm."),
    Field("week", "i4", "When it happened.", "week"),
    Field("event", "i4", "Its kind, a place in `EVENTS`."),
    Field("channel", "i4", "By which a finding came; -1: by none."),
    Field("actor", "i4", "Row of the inspector, agency, volunteer or department; -1: none."),
    Field("level", "i4", "Level of truth at which the hazard stands open, after the event; -1: an event of the firm."),
    Field("domain", "i4", "Of the hazard; -1: an event of the firm."),
    Field("major", "i4", "Whether the hazard is major; -1: an event of the firm."),
    Field("deaths", "i4", "Of an injury or accident.", "persons"),
    Field("serious", "i4", "Serious injuries of an accident.", "persons"),
    Field("loss", "f8", "Direct loss by an injury or accident.", "yuan"),
)


@compiled
def log(w: Tables, week: int, i: int, k: int, event: int, channel: int, actor: int) -> None:
    """Append a row for enterprise i and, unless k is -1, its hazard at index k, with its usual cause."""
    if w.shared[0].logging > 0:
        log_caused(w, week, i, k, event, channel, actor, usual_cause(w, i, k, event, channel))


@compiled
def usual_cause(w: Tables, i: int, k: int, event: int, channel: int) -> int:
    """Return the row that causes an event: what happened to the hazard before, or the last event of the causing kind.

    A visit follows from an open report, a finding from the visit of the week, a case from the violation, a sanction
    from the case.
    """
    e = w.enterprises[i]
    if event in (EMERGED, REPORT) or (event == VISIT and e.complaints == 0):
        return NO_EVENT
    if event == VISIT:
        return e.last_of[REPORT]
    if event == CASE:
        return e.last_of[VIOLATION]
    if event == SANCTION:
        return e.last_of[CASE]
    if event == CLOSED_DOWN:
        return e.last_of[SANCTION]
    if event == FINDING and channel not in (BY_RECHECK, BY_SENSOR):
        return e.last_of[VISIT]
    return w.hazards[k].last_event if k >= 0 else NO_EVENT


@compiled
def log_caused(w: Tables, week: int, i: int, k: int, event: int, channel: int, actor: int, parent: int) -> None:
    """Append a row with a given cause, a row of the log or NO_EVENT."""
    shared = w.shared[0]
    if shared.logging == 0:
        return
    if shared.event_top == w.events.shape[0]:
        shared.events_lost += 1
        return
    e = w.enterprises[i]
    row = w.events[shared.event_top]
    row.week = week
    row.enterprise = i
    row.entry = e.entry
    row.event = event
    row.channel = channel
    row.actor = actor
    row.parent = parent
    row.hazard = NO_HAZARD
    row.level = -1
    row.domain = -1
    row.major = -1
    row.deaths = 0
    row.serious = 0
    row.loss = 0.0
    e.last_of[event] = shared.event_top
    if k >= 0:
        h = w.hazards[k]
        row.hazard = h.serial
        row.level = h.level
        row.domain = h.domain
        row.major = h.major
        h.last_event = shared.event_top
        if event == FINDING and h.state == ON_PAPER:  # closed on paper and found again: a violation
            e.last_of[VIOLATION] = shared.event_top
    shared.event_top += 1


@compiled
def log_harm(
    w: Tables, week: int, i: int, k: int, event: int, level: int, deaths: int, serious: int, loss: float
) -> None:
    """Append the row of an injury or accident, with the level of truth that it reaches itself, and its toll."""
    log(w, week, i, k, event, -1, NOBODY)
    shared = w.shared[0]
    if shared.logging > 0 and shared.events_lost == 0:
        row = w.events[shared.event_top - 1]
        row.level = level
        row.deaths = deaths
        row.serious = serious
        row.loss = loss
