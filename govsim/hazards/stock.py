"""The stock of hazards: records, the blocks in which firms keep them, and how many stand open, by level of truth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govsim.compiled import compiled, weekly
from govsim.fields import NEVER, NO_ROW, NO_WEEK, Field
from govsim.parameters.sectors import DOMAINS

if TYPE_CHECKING:
    from govsim.views import Enterprise, Hazard, Tables

LEVELS = ("true", "found", "recorded", "reported", "published")
TRUE, FOUND, RECORDED, REPORTED, PUBLISHED = range(5)

CLASSES = ("general", "major")

# Life of a hazard as the authority sees it.
UNKNOWN, ORDERED, ON_PAPER = range(3)

# Who found it.
CHANNELS = ("visit", "self_check", "recheck", "agency", "department", "mutual_aid", "association", "sensor")
BY_VISIT, BY_SELF_CHECK, BY_RECHECK, BY_AGENCY, BY_DEPARTMENT, BY_MUTUAL_AID, BY_ASSOCIATION, BY_SENSOR = range(8)
BY_OTHERS = (BY_AGENCY, BY_DEPARTMENT, BY_MUTUAL_AID, BY_ASSOCIATION, BY_SENSOR)  # what they find comes to the desk

# How it ended. Harm ends none: whether the firm mends a hazard that has injured somebody is for the firm to decide.
BY_REPAIR, BY_EXIT = range(2)

# What a file says of the hazard that struck.
SITUATION = ("unseen", "hidden", "open", "closed")
UNSEEN, HIDDEN, OPEN, CLOSED = range(4)

# Status of an enterprise's premises.
EMPTY, OPERATING = 0, 1

MOST_A_WEEK = 16  # new hazards of one enterprise in one week; more emerge the week after
FIRST_BLOCK = 16  # records in an enterprise's first block; blocks double
LARGER, MAJOR, EXTRAORDINARY = 1, 2, 3  # accidents; 0 is a general one
MAJOR_WEIGHT = 10.0  # general hazards for which a major one counts in the stock of risk

# A walk over the hazards of a firm reads their clocks, which therefore stand apart from the rest, with what is asked
# first of one whose time has come.
CLOCKS = (
    Field(
        "harm_at", "f8", "Reading of the enterprise's exposure clock of its class at which it next harms.", kept=True
    ),
    Field("notice_at", "f8", "Reading of the enterprise's notice clock, of recognised ones or not.", kept=True),
    Field("serial", "i4", "Number in its firm.", kept=True),
    Field("attempts", "i2", "Decisions taken on it by the firm.", kept=True),
    Field("major", "i1", "Its class.", low=0, high=1),
    Field("state", "i1", "Unknown, ordered, closed on paper.", low=UNKNOWN, high=ON_PAPER),
    Field("recognised", "i1", "Whether the firm's own people recognise it.", low=0, high=1),
    Field("level", "i1", "Highest level of truth at which it stands open now.", low=TRUE, high=PUBLISHED),
    Field("found", "i1", "Whether it has been found.", low=0, high=1),
    Field("rounds", "i1", "Rechecks that its closure must still pass.", low=0, high=100),
)

BODY = (
    Field("risk", "f8", "Share of the intensity of harm left by partial and interim measures.", low=0, high=1),
    Field("lethality", "f8", "Probability that harm by it is fatal.", low=0, high=1),
    Field("visibility", "f8", "Factor on the intensity of being found.", low=0),
    Field("since", "i4", "When the present order was given.", "week", NO_WEEK),
    Field("due", "i4", "When the present order must be obeyed.", "week", NO_WEEK),
    Field("away_until", "i4", "Before this week it is put away, and nobody finds it.", "week", -NO_WEEK),
    Field("desk_due", "i4", "When the desk comes to what others found of it.", "week", NO_WEEK),
    Field("looks", "i2", "Times that somebody has looked for it.", kept=True),
    Field("findings", "i2", "Times that it has been found.", kept=True),
    Field("strikes", "i2", "Times that it has harmed somebody.", kept=True),
    Field("domain", "i1", "Its domain.", low=0, high=len(DOMAINS) - 1),
    Field("desk_channel", "i1", "By which of others it came to the desk.", low=0, high=len(CHANNELS) - 1),
)

TRACE = (Field("last_event", "i8", "Its last row in the event log.", start=NO_ROW, kept=True),)

HAZARD = (*CLOCKS, *BODY, *TRACE)


@compiled
def new_block(w: Tables, size: int) -> int:
    """Return the first index of a free block of `size` (FIRST_BLOCK times a power of two) records."""
    shared = w.shared[0]
    hazards = w.hazards
    order = 0
    while FIRST_BLOCK << order < size:
        order += 1
    first = shared.free[order]
    if first >= 0:
        shared.free[order] = hazards[first].serial
        return first
    first = shared.top
    shared.top += size
    return first


@compiled
def release_block(w: Tables, first: int, size: int) -> None:
    """Put a block back on the list of free blocks of its size."""
    shared = w.shared[0]
    hazards = w.hazards
    order = 0
    while FIRST_BLOCK << order < size:
        order += 1
    hazards[first].serial = shared.free[order]
    shared.free[order] = first


@compiled
def move(w: Tables, to: int, k: int) -> None:
    """Copy the hazard at index k to another index."""
    w.hazard_clocks[to] = w.hazard_clocks[k]
    w.hazard_bodies[to] = w.hazard_bodies[k]
    if w.shared[0].logging > 0:
        w.hazard_traces[to] = w.hazard_traces[k]


@compiled
def append(w: Tables, i: int) -> int:
    """Return the index of a fresh record at the end of enterprise i's block, which doubles where it is full."""
    e = w.enterprises[i]
    if e.hazards == e.capacity:
        size = max(FIRST_BLOCK, 2 * e.capacity)
        first = new_block(w, size)
        for k in range(e.hazards):
            move(w, first + k, e.first + k)
        if e.capacity > 0:
            release_block(w, e.first, e.capacity)
        e.first = first
        e.capacity = size
    index = e.first + e.hazards
    e.hazards += 1
    return index


@weekly
def reserve(w: Tables, i: int) -> None:
    """Add to the demand for room the block that enterprise i may need next week."""
    e = w.enterprises[i]
    if e.hazards + MOST_A_WEEK > e.capacity:
        w.shared[0].demand += max(FIRST_BLOCK, 2 * e.capacity)


@compiled
def situation(h: Hazard) -> int:
    """Return what the file says of a hazard: never found; found and not recorded; recorded and open; closed on paper.

    A hazard that is open is under order.
    """
    if h.state == ORDERED:
        return OPEN
    if h.state == ON_PAPER:
        return CLOSED
    return HIDDEN if h.found == 1 else UNSEEN


@compiled
def weigh(e: Enterprise, h: Hazard, change: float) -> None:
    """Add `change` of hazard h's risk to the sums that enterprise e keeps: of risk and of fatal risk, by class."""
    e.risk[h.major] += change
    e.fatal_risk[h.major] += change * h.lethality


@compiled
def forget_risk(e: Enterprise) -> None:
    """Put the sums of risk that enterprise e keeps to zero."""
    for major in range(2):
        e.risk[major] = 0.0
        e.fatal_risk[major] = 0.0


@compiled
def refresh(w: Tables, i: int) -> None:
    """Recompute from its hazards what enterprise i keeps of them: next readings, next deadline, risk by class.

    In between, a hazard that ends takes its risk with it and leaves the readings as they are: they may come too early,
    never too late.
    """
    hazards = w.hazards
    e = w.enterprises[i]
    harm_general = harm_major = unrecognised = recognised = NEVER
    risk_general = risk_major = fatal_general = fatal_major = 0.0
    due = NO_WEEK
    for k in range(e.first, e.first + e.hazards):
        h = hazards[k]
        if h.major:
            harm_major = min(harm_major, h.harm_at)
            risk_major += h.risk
            fatal_major += h.risk * h.lethality
        else:
            harm_general = min(harm_general, h.harm_at)
            risk_general += h.risk
            fatal_general += h.risk * h.lethality
        # which of them are recognised, or ordered, no processor can guess: chosen, not branched
        recognised = min(recognised, h.notice_at if h.recognised else NEVER)
        unrecognised = min(unrecognised, NEVER if h.recognised else h.notice_at)
        due = min(due, h.desk_due, h.due if h.state == ORDERED else NO_WEEK)
    e.next_harm[0], e.next_harm[1] = harm_general, harm_major
    e.next_notice[0], e.next_notice[1] = unrecognised, recognised
    e.risk[0], e.risk[1] = risk_general, risk_major
    e.fatal_risk[0], e.fatal_risk[1] = fatal_general, fatal_major
    e.next_due = due


@compiled
def enter(w: Tables, o: int, lowest: int, highest: int) -> None:
    """Book one hazard as open at the levels of truth from `lowest` to `highest`."""
    tally = w.tally[o]
    office = w.offices[o]
    for level in range(lowest, highest + 1):
        tally.hazards_entered[level] += 1
        office.open[level] += 1


@compiled
def close_in_books(w: Tables, o: int, h: Hazard) -> None:
    """Take a hazard out of the books (recorded and above), where its closure is recorded, true or not."""
    tally = w.tally[o]
    office = w.offices[o]
    for level in range(RECORDED, h.level + 1):
        tally.hazards_closed[level] += 1
        office.open[level] -= 1
    h.level = FOUND


@compiled
def end(w: Tables, i: int, k: int, how: int) -> None:
    """End the hazard at index k of enterprise i truly, at every level where it stands open, and drop its record."""
    hazards = w.hazards
    e = w.enterprises[i]
    h = hazards[k]
    tally = w.tally[e.office]
    office = w.offices[e.office]
    for level in range(h.level + 1):
        office.open[level] -= 1
        if how == BY_REPAIR:
            tally.hazards_closed[level] += 1
        else:
            tally.hazards_left[level] += 1
    e.hazards -= 1
    if e.hazards > 0:
        weigh(e, h, -h.risk)
    else:
        forget_risk(e)
    last = e.first + e.hazards
    if k != last:
        move(w, k, last)


@compiled
def abandon(w: Tables, i: int) -> None:
    """End all hazards of enterprise i because the firm leaves, and give its block back."""
    e = w.enterprises[i]
    while e.hazards > 0:
        end(w, i, e.first + e.hazards - 1, BY_EXIT)
    if e.capacity > 0:
        release_block(w, e.first, e.capacity)
    e.capacity = 0
    refresh(w, i)
