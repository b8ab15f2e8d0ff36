"""What Mesa sees: an agent for each record.

Apart from the rules, because importing Mesa takes longer than running a scenario.
"""

from __future__ import annotations

from typing import Any, ClassVar

import mesa

from govsim.agents.agency import AGENCY
from govsim.agents.department import DEPARTMENT
from govsim.agents.enterprise_record import ENTERPRISE
from govsim.agents.inspector import INSPECTOR
from govsim.agents.mutual_aid import GROUP
from govsim.agents.office import OFFICE
from govsim.agents.volunteer import VOLUNTEER


class RecordAgent(mesa.Agent):
    """A Mesa agent whose attributes read and write one record of the world.

    `row` is the index of the record. Anything that is no field of the record is an ordinary attribute, so users can
    hang their own state on an agent.
    """

    table: ClassVar[str]
    fields: ClassVar[tuple[str, ...]]

    def __init__(self, model: mesa.Model, row: int) -> None:
        super().__init__(model)
        self.row = row

    @property
    def record(self) -> Any:
        """The agent's record: a view, so writing to it changes the world."""
        return getattr(self.model.world.tables, self.table)[self.row]

    def __getattr__(self, name: str) -> Any:
        if name in type(self).fields:
            value = self.record[name]
            return value.item() if getattr(value, "ndim", 1) == 0 else value
        raise AttributeError(
            f"{type(self).__name__} has no attribute {name!r}; its record has {', '.join(self.fields)}"
        )

    def __setattr__(self, name: str, value: Any) -> None:
        if name in type(self).fields:
            self.record[name] = value
        else:
            super().__setattr__(name, value)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self.fields})


class Enterprise(RecordAgent):
    """An enterprise."""

    table = "enterprises"
    fields = tuple(field.name for field in ENTERPRISE)


class GridInspector(RecordAgent):
    """A post of a grid inspector, and the person who holds it."""

    table = "inspectors"
    fields = INSPECTOR.names or ()


class ThirdPartyAgency(RecordAgent):
    """A third-party agency."""

    table = "agencies"
    fields = AGENCY.names or ()


class Department(RecordAgent):
    """A department, as far as it acts in one office."""

    table = "departments"
    fields = DEPARTMENT.names or ()


class MutualAidGroup(RecordAgent):
    """A mutual-aid group of neighbouring firms."""

    table = "groups"
    fields = GROUP.names or ()


class Volunteer(RecordAgent):
    """A resident volunteer."""

    table = "volunteers"
    fields = VOLUNTEER.names or ()


class Regulator(RecordAgent):
    """An office that supervises: its leadership, powers and books."""

    table = "offices"
    fields = OFFICE.names or ()
