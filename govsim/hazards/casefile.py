"""The case file of one hazard: when luck met a barrier that could have ended it, and what if it had held.

A run can watch one hazard. Wherever a rule draws for it whether somebody finds it, records it, mends it, obeys an order
on it, lists or sees through a closure, or a sensor signals it, the rule asks here, and a row is written: who, when,
with which chance and which luck. Unwatched, the luck comes back as it went in, and nothing is read but the length of an
empty table.

Three things can be put in the place of what happened (Pearl 2009: exogenous terms fixed, mechanisms replaced). A
barrier *holds by fiat*. A barrier is met *with care*: its chance is at least that of a standard, its luck is the same.
The luck is *redrawn* given its history: between the bounds within which all went as it did.

Care can be asked for every hazard at once, accident or not: what somebody's carelessness costs, luck apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from govsim import draws
from govsim.compiled import compiled, weekly
from govsim.elementary import exp, log
from govsim.fields import Field
from govsim.hazards.stock import BY_AGENCY, CHANNELS

if TYPE_CHECKING:
    from govsim.views import Enterprise, Hazard, Tables

# What can be met. A look belongs to its week and channel; other barriers are numbered in the hazard's life.
KINDS = (
    "look",
    "told",
    "recorded",
    "mended",
    "obeyed",
    "listed",
    "rechecked",
    "signalled",
    "insurer",
    "passer-by",
    "notice clock",
    "harm clock",
)
(
    LOOK,
    TOLD,
    BOOKED,
    MENDED,
    OBEYED,
    LISTED,
    RECHECKED,
    SIGNALLED,
    INSURER,
    PASSER_BY,
    NOTICE_CLOCK,
    HARM_CLOCK,
) = range(len(KINDS))

ROOM = 1024  # rows of a case file; a hazard meets a handful of barriers a year
SURE = -1.0  # luck below every chance
LEAST_CHANCE = 1e-12  # a look without any chance has no intensity to be raised

WATCHED = (
    Field("key", "u8", "Key of the firm whose hazard is watched."),
    Field("serial", "i4", "Its number in the firm."),
    Field("everywhere", "i1", "1: every hazard is met as this one, and no case file is written.", low=0, high=1),
    Field("met", "i4", "Rows of the case file that are written."),
    Field("lost", "i4", "Rows that found no room in it."),
    Field("accidents", "i4", "Reportable accidents that it has brought about."),
    Field("accident_week", "i4", "Of the last of them.", "week"),
    Field("channel", "i4", "Of the last look."),
    Field("redraw", "u8", "Key of the luck redrawn; 0: its own luck."),
    Field("depth", "f8", "Depth of looks with care, at least, by channel.", shape=len(CHANNELS)),
    Field("skill", "f8", "Skill with care, at least, by channel.", shape=len(CHANNELS)),
    Field("equipment", "f8", "Equipment with care, at least, by channel.", shape=len(CHANNELS)),
    Field("floor", "f8", "Chance with care, at least, by kind.", shape=len(KINDS)),
)

SCRIPT = (
    Field("kind", "i4", "Kind of barrier, a place in `KINDS`."),
    Field("number", "i4", "Its number, by kind."),
    Field("holds", "i4", "1: it holds by fiat."),
    Field("low", "f8", "Luck from here on has gone as it went."),
    Field("high", "f8", "Luck up to here has gone as it went."),
)

MET = (
    Field("week", "i4", "When it was met.", "week"),
    Field("kind", "i4", "Its kind, a place in `KINDS`."),
    Field("number", "i4", "Its number, by kind."),
    Field("channel", "i4", "Of a look, and of what whoever looked told of it; -1: none."),
    Field("actor", "i4", "Row of who looked; -1: none."),
    Field("held", "i4", "Whether it held."),
    Field("chance", "f8", "With which it would hold."),
    Field("luck", "f8", "It holds where this lies below the chance."),
    Field("depth", "f8", "Of a look: share of a full one."),
    Field("skill", "f8", "Of a look: skill in the domain."),
    Field("equipment", "f8", "Of a look: equipment."),
    Field("attention", "f8", "Of a look: share of findings left to a tired or familiar eye."),
)


@weekly
def is_watched(w: Tables, e: Enterprise, h: Hazard) -> bool:
    """Return whether hazard h of enterprise e is the one that this run watches, or whether it watches all."""
    if w.watched.shape[0] == 0:
        return False
    watched = w.watched[0]
    return watched.everywhere > 0 or (h.serial == watched.serial and e.key == watched.key)


@weekly
def meet(w: Tables, week: int, e: Enterprise, h: Hazard, kind: int, number: int, chance: float, luck: float) -> float:
    """Let hazard h meet a barrier that holds where `luck` lies below `chance`; return the luck that counts."""
    if is_watched(w, e, h):
        return meet_watched(w, week, kind, number, chance, luck)
    return luck


@weekly
def meet_above(
    w: Tables, week: int, e: Enterprise, h: Hazard, kind: int, number: int, slip: float, luck: float
) -> float:
    """Let hazard h meet a barrier that holds where `luck` does not lie below `slip`; return the luck that counts."""
    if is_watched(w, e, h):
        mirrored = meet_watched(w, week, kind, number, 1.0 - slip, 1.0 - luck)
        return luck if mirrored == 1.0 - luck else 1.0 - mirrored
    return luck


@compiled
def look_number(week: int, channel: int) -> int:
    """Return the number of a look: by its week and the channel."""
    return week * len(CHANNELS) + channel


@weekly
def meet_look(
    w: Tables,
    week: int,
    e: Enterprise,
    h: Hazard,
    channel: int,
    actor: int,
    depth: float,
    skill: float,
    equipment: float,
    attention: float,
    chance: float,
    luck: float,
) -> float:
    """Let somebody look for hazard h with a chance to find it; return the luck that counts."""
    if is_watched(w, e, h):
        return look_watched(w, week, channel, actor, depth, skill, equipment, attention, chance, luck)
    return luck


@compiled
def look_watched(
    w: Tables,
    week: int,
    channel: int,
    actor: int,
    depth: float,
    skill: float,
    equipment: float,
    attention: float,
    chance: float,
    luck: float,
) -> float:
    """Let somebody look for the watched hazard, with care as far as it is asked for; return the luck that counts."""
    watched = w.watched[0]
    watched.channel = channel
    raised = with_care(
        chance,
        attention,
        max(1.0, watched.depth[channel] / depth) * max(1.0, watched.skill[channel] / skill)
        if depth * skill > 0.0
        else 1.0,
        max(1.0, watched.equipment[channel] / equipment) if equipment > 0.0 else 1.0,
    )
    row = watched.met
    luck = decide(w, week, LOOK, look_number(week, channel), chance, max(chance, raised), luck)
    if watched.met > row:
        met = w.met[row]
        met.channel = channel
        met.actor = actor
        met.depth = depth
        met.skill = skill
        met.equipment = equipment
        met.attention = attention
    return luck


@compiled
def with_care(chance: float, attention: float, deeper: float, better: float) -> float:
    """Return the chance of a look whose intensity is `deeper` times `better` as large: a (1 - (1 - c/a)^(d b))."""
    if chance < LEAST_CHANCE or chance >= attention:
        return chance
    return attention * (1.0 - exp(deeper * better * log(1.0 - chance / attention)))


@compiled
def meet_watched(w: Tables, week: int, kind: int, number: int, chance: float, luck: float) -> float:
    """Let the watched hazard meet a barrier, with care as far as it is asked for; return the luck that counts.

    True reports are asked of agencies, whose trade they are, and not of neighbours who spare each other.
    """
    watched = w.watched[0]
    told_by_others = kind == TOLD and watched.channel != BY_AGENCY
    row = watched.met
    raised = chance if told_by_others else max(chance, watched.floor[kind])
    luck = decide(w, week, kind, number, chance, raised, luck)
    if kind == TOLD and watched.met > row:
        w.met[row].channel = watched.channel
    return luck


@compiled
def decide(w: Tables, week: int, kind: int, number: int, chance: float, raised: float, luck: float) -> float:
    """Write down that a barrier was met, and return the luck that counts: redrawn, sure by fiat, or as it was.

    The rule itself compares what is returned with its own chance, so where care makes the difference luck is sure.
    """
    watched = w.watched[0]
    holds = False
    low, high = 0.0, 1.0
    for n in range(w.script.shape[0]):
        told = w.script[n]
        if told.kind == kind and told.number == number:
            holds = told.holds > 0
            low, high = told.low, told.high
    if watched.redraw > np.uint64(0):
        fresh = draws.uniform(watched.redraw, draws.REDRAW, kind, number)
        luck = low + (high - low) * fresh
    held = holds or luck < raised
    if watched.met < w.met.shape[0]:
        met = w.met[watched.met]
        met.week = week
        met.kind = kind
        met.number = number
        met.channel = -1
        met.actor = -1
        met.held = 1 if held else 0
        met.chance = chance
        met.luck = luck
        watched.met += 1
    else:
        watched.lost += 1
    return SURE if held and luck >= chance else luck


@weekly
def harmed(w: Tables, week: int, e: Enterprise, k: int) -> None:
    """Note a reportable accident by the hazard at index k of enterprise e, if it is watched."""
    if w.watched.shape[0] > 0 and k >= 0 and is_watched(w, e, w.hazards[k]):
        w.watched[0].accidents += 1
        w.watched[0].accident_week = week
