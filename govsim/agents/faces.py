"""What Mesa sees: an agent for each record.

Apart from the rules, because importing Mesa takes longer than running a scenario.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import mesa

from govsim.agents.agency import AGENCY
from govsim.agents.department import DEPARTMENT
from govsim.agents.enterprise_record import ENTERPRISE
from govsim.agents.inspector import INSPECTOR
from govsim.agents.mutual_aid import GROUP
from govsim.agents.office import OFFICE
from govsim.agents.volunteer import VOLUNTEER

if TYPE_CHECKING:
    from govsim.fields import Field


class RecordAgent(mesa.Agent):
    """A Mesa agent whose attributes read and write one record of the world.

    `row` is the index of the record. Anything that is no field of the record is an ordinary attribute, so users can
    hang their own state on an agent. What is written is checked: a value outside the declared range of its field, and a
    field that the model keeps (the row of another record, a clock), is an `InputError`, and nothing is written.
    """

    table: ClassVar[str]
    declared: ClassVar[tuple[Field, ...]]
    fields: ClassVar[dict[str, Field]]

    def __init_subclass__(cls) -> None:
        cls.fields = {field.name: field for field in cls.declared}
        super().__init_subclass__()

    def __init__(self, model: mesa.Model, row: int) -> None:
        super().__init__(model)
        self.row = row

    @property
    def record(self) -> Any:
        """The agent's record, to read; writing to it is not checked."""
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
            self.record[name] = type(self).fields[name].accept(value, f"{type(self).__name__} in row {self.row}")
        else:
            super().__setattr__(name, value)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self.fields})


class Enterprise(RecordAgent):
    """An enterprise."""

    table = "enterprises"
    declared = ENTERPRISE


class GridInspector(RecordAgent):
    """A post of a grid inspector, and the person who holds it."""

    table = "inspectors"
    declared = INSPECTOR


class ThirdPartyAgency(RecordAgent):
    """A third-party agency."""

    table = "agencies"
    declared = AGENCY


class Department(RecordAgent):
    """A department, as far as it acts in one office."""

    table = "departments"
    declared = DEPARTMENT


class MutualAidGroup(RecordAgent):
    """A mutual-aid group of neighbouring firms."""

    table = "groups"
    declared = GROUP


class Volunteer(RecordAgent):
    """A resident volunteer."""

    table = "volunteers"
    declared = VOLUNTEER


class Regulator(RecordAgent):
    """An office that supervises: its leadership, powers and books."""

    table = "offices"
    declared = OFFICE
