"""Hazards: their ledger, and how they emerge, are found, are rectified and turn into accidents (M14, M04, M10, M15).

A hazard is one record in the block of its enterprise. Its luck is drawn from the key of the enterprise and its serial
number, so it is the same hazard under every policy. Nothing is drawn weekly: at its emergence a hazard gets two
thresholds on clocks of its enterprise, one for the accident and one for being noticed by the firm's own people; the
enterprise keeps, for each clock, a reading before which nothing happens, so a quiet week costs one comparison.

Levels of truth. A hazard is *true* from emergence to its real end. It is *found* from the first finding on; *recorded*,
*reported* and *published* while it stands as open in the books of that level. A closure on paper takes it out of the
books and leaves it in the world.
"""

from govsim.hazards.accident import accident_class, spread_blasts, suffer
from govsim.hazards.detection import attentiveness, book, detection, search
from govsim.hazards.emergence import create, emerge, season
from govsim.hazards.ledger import (
    BY_AGENCY,
    BY_EXIT,
    BY_RECHECK,
    BY_REPAIR,
    BY_SELF_CHECK,
    BY_VISIT,
    CHANNELS,
    CLASSES,
    EMPTY,
    FIRST_BLOCK,
    FOUND,
    HAZARD,
    LEVELS,
    MOST_A_WEEK,
    NEVER,
    NO_WEEK,
    ON_PAPER,
    OPERATING,
    ORDERED,
    PUBLISHED,
    RECORDED,
    REPORTED,
    TRUE,
    UNKNOWN,
    abandon,
    end,
    enter,
    refresh,
    reserve,
)
from govsim.hazards.rectification import logistic, look_back, pay_repair, rectify

__all__ = [
    "BY_AGENCY",
    "BY_EXIT",
    "BY_RECHECK",
    "BY_REPAIR",
    "BY_SELF_CHECK",
    "BY_VISIT",
    "CHANNELS",
    "CLASSES",
    "EMPTY",
    "FIRST_BLOCK",
    "FOUND",
    "HAZARD",
    "LEVELS",
    "MOST_A_WEEK",
    "NEVER",
    "NO_WEEK",
    "ON_PAPER",
    "OPERATING",
    "ORDERED",
    "PUBLISHED",
    "RECORDED",
    "REPORTED",
    "TRUE",
    "UNKNOWN",
    "abandon",
    "accident_class",
    "attentiveness",
    "book",
    "create",
    "detection",
    "emerge",
    "end",
    "enter",
    "logistic",
    "look_back",
    "pay_repair",
    "rectify",
    "refresh",
    "reserve",
    "search",
    "season",
    "spread_blasts",
    "suffer",
]
