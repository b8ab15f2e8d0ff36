"""Parameter sets: values that stand in for the declared defaults, as `govsim calibrate` writes them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import Field

from govsim.errors import InputError
from govsim.parameters import find
from govsim.parameters.declare import Value
from govsim.parameters.policies import Strict
from govsim.parameters.scenario import Quantity, Scenario
from govsim.parameters.yaml_file import Located, checked

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from govsim.evidence.validation_rows import ValidationRow

    Array = NDArray[np.float64]


class ParameterSet(Strict):
    """Values that stand in for declared defaults; a scenario's own values come before them."""

    name: str = Field(min_length=1)
    values: dict[str, Value] = Field(min_length=1)
    study: str = ""
    seed: int | None = None
    code: str = ""
    fit: dict[str, Any] = Field(default_factory=dict)
    ensemble: list[dict[str, Value]] = Field(
        default_factory=list, description="Points that the fit has not ruled out, all equally likely."
    )

    def under(self, scenario: Scenario) -> Scenario:
        """Return a scenario with these values instead of the declared defaults."""
        return scenario.with_defaults(
            {
                name: Quantity(value=value, grade="calibrated", source=f"parameter set {self.name}")
                for name, value in self.values.items()
            }
        )


def load_set(path: str | Path) -> ParameterSet:
    """Read and check a parameter set, as `govsim calibrate` writes it."""
    file = Located(Path(path))
    told = checked(
        ParameterSet, file.data, lambda *keys: file.where(keys), "values: {fine: 20000}", {"name": Path(path).stem}
    )
    for key, values in (("values", told.values), *(("ensemble", point) for point in told.ensemble)):
        for name, value in values.items():
            place = file.where((key, name))
            find(name, place).accept(value, place)
    for n, point in enumerate(told.ensemble):
        if point.keys() != told.ensemble[0].keys():
            raise InputError("must name the same parameters as the first point", file.where(("ensemble", n)))
    return told


def rows_under(rows: Sequence[ValidationRow], given: ParameterSet) -> list[ValidationRow]:
    """Return rows whose scenarios have a parameter set instead of the declared defaults."""
    return [
        replace(row, scenarios={arm: given.under(scenario) for arm, scenario in row.scenarios.items()}) for row in rows
    ]
