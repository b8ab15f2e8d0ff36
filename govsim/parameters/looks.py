"""One table of looks: by which parameters each body looks at a firm, and the outcome in which its look shows.

All bodies find by one rule, `hazards.detection.detection`: depth times skill times instruments times visibility. What
differs is declared, with grade and source, and stands side by side here.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from govsim.parameters import PARAMETERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from govsim.parameters.declare import Parameter

WHOLE = "1"  # a column that no parameter moves: all of it, by definition


@dataclass(frozen=True, slots=True)
class Body:
    """Who looks, and by which parameters; a column without any is `WHOLE`, or empty where it does not apply.

    Args:
        name: Who it is.
        shows_in: The outcome that gives its findings at a visit; empty: none is counted.
        depth: Time on site and depth.
        skill: Skill, by domain.
        instruments: Instruments and equipment.
        independence: What keeps a finding from being told: ties, fear, leniency, the client.
        announced: Whether the firm knows before.
    """

    name: str
    shows_in: str
    depth: tuple[str, ...] = ()
    skill: tuple[str, ...] = ()
    instruments: tuple[str, ...] = ()
    independence: tuple[str, ...] = ()
    announced: tuple[str, ...] = ()

    @property
    def columns(self) -> dict[str, tuple[str, ...]]:
        """The names of its parameters, by column."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name not in ("name", "shows_in")}

    def parameters(self) -> Iterator[tuple[str, Parameter]]:
        """Yield its parameters, each with the column in which it stands."""
        for column, names in self.columns.items():
            for name in names:
                yield column, PARAMETERS[name]


BODIES = (
    Body(
        "grid inspectors",
        "found_per_visit",
        depth=("visit_hours", "depth_hours"),
        skill=("skill_mean", "skill_professional", "skill_secondment", "skill_general_exam"),
        instruments=("equipment_base",),
        independence=("capture", "local_origin", "integrity_mean", "blame_response", "fatigue", "familiarity"),
        announced=("announced_share",),
    ),
    Body(
        "departments",
        "found_per_department_visit",
        depth=("department_depth",),
        skill=("department_skill",),
        instruments=("equipment_base",),
        announced=("announced_share",),
    ),
    Body(
        "agencies",
        "found_per_agency_visit",
        depth=("agency_depth",),
        skill=("agency_skill",),
        instruments=("agency_instruments",),
        independence=("agency_payer", "agency_assignment", "agency_integrity", "agency_backcheck"),
    ),
    Body(
        "associations",
        "found_per_association_visit",
        depth=("association_depth",),
        skill=("association_skill",),
        instruments=("association_instruments",),
    ),
    Body(
        "mutual-aid groups",
        "found_per_mutual_check",
        depth=("mutual_depth", "free_riding"),
        skill=("mutual_skill", "mutual_skill_base"),
        instruments=("mutual_instruments",),
        independence=("mutual_leniency",),
    ),
    Body(
        "insurers",
        "found_per_insurer_visit",
        depth=("insurer_depth",),
        skill=("insurer_skill",),
        instruments=("insurer_instruments",),
    ),
    # An investigation looks in one domain only, at what might have happened as well; one number says how well.
    Body("investigators of accidents", "", depth=("investigation_quality",)),
    # The yardstick: full depth, full skill, all instruments; nobody is told before, and all is told.
    Body("expert sweep", "expert_findings"),
)
