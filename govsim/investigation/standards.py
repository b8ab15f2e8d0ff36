"""Standards of care in figures: what they ask of each look and barrier under the parameters in force."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from govsim.hazards import casefile
from govsim.hazards.stock import BY_AGENCY, BY_DEPARTMENT, BY_VISIT, CHANNELS
from govsim.investigation.care import INTERVALS

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from govsim.investigation.care import Care

# By whom a look comes.
LOOKERS = dict(
    zip(
        CHANNELS,
        (
            "inspectors",
            "firm",
            "inspectors",
            "agencies",
            "departments",
            "neighbours",
            "associations",
            "sensors",
        ),
        strict=True,
    )
)


class Standards:
    """What care asks of each actor; `p` is the record of parameters of a firm, `office` that of its office."""

    def __init__(self, care: Care, p: Any, office: Any) -> None:
        self.care, self.p, self.office = care, p, office
        self.depth = {
            BY_VISIT: care.ask("inspectors", "depth", office),
            BY_AGENCY: care.ask("agencies", "depth", office),
            BY_DEPARTMENT: care.ask("departments", "depth", office),
        }
        self.skill = care.ask("office", "skill", office)
        self.equipment = care.ask("office", "equipment", office)
        self.floors = {
            casefile.BOOKED: ("inspectors", care.ask("inspectors", "recorded", p)),
            casefile.RECHECKED: ("inspectors", care.ask("inspectors", "rechecked", p)),
            casefile.LISTED: ("office", care.ask("office", "listed", p)),
            casefile.MENDED: ("firm", care.ask("firm", "mended", p)),
            casefile.OBEYED: ("firm", care.ask("firm", "obeyed", p)),
            casefile.TOLD: ("agencies", care.ask("agencies", "told", p)),
        }
        self.intervals = tuple(care.ask("office", name, office, math.inf) for name in INTERVALS)  # weeks, by colour
        self.effort = care.ask("firm", "effort", p)
        self.audit = care.ask("level_above", "audit", office)

    def whose_depth(self, channel: int) -> str:
        """Return whose the depth of a look is."""
        return LOOKERS[CHANNELS[channel]]

    def look(self, channel: int, actors: Collection[str]) -> tuple[float, float, float]:
        """Return the least depth, skill and equipment of a look where these actors keep to care; 0: none."""
        depth = self.depth.get(channel, 0.0) if self.whose_depth(channel) in actors else 0.0
        sent = "office" in actors
        return (
            depth,
            self.skill if sent and channel == BY_VISIT else 0.0,
            self.equipment if sent and channel in (BY_VISIT, BY_DEPARTMENT) else 0.0,
        )

    def planned_look(self, actors: Collection[str], usual: tuple[float, float, float]) -> tuple[float, float]:
        """Return the depth of a visit of the plan, and its skill times equipment, where these actors keep to care.

        `usual` are depth, skill and equipment of the office's looks as they are; that the visit is made at all is the
        office's care.
        """
        asked = self.look(BY_VISIT, {*actors, "office"})
        depth, skill, equipment = (max(least, own) for least, own in zip(asked, usual, strict=True))
        return depth, skill * equipment

    def write(self, watched: NDArray[Any], actors: Collection[str]) -> None:
        """Ask of looks and other barriers at least what these actors' care is, in a record to watch by."""
        for channel in range(watched["depth"].shape[1]):
            least = self.look(channel, actors)
            for name, value in zip(("depth", "skill", "equipment"), least, strict=True):
                watched[name][0, channel] = max(watched[name][0, channel], value)
        for kind, (actor, floor) in self.floors.items():
            if actor in actors:
                watched["floor"][0, kind] = max(watched["floor"][0, kind], floor)
