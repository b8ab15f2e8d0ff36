"""What a calibration is asked: the free parameters and their ranges, the targets, and the runs that tell them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from pydantic import Field, model_validator

from govsim.errors import InputError
from govsim.evidence.history_matching import (
    CalibrationTarget,
)
from govsim.evidence.validation_rows import ValidationRow, load_rows
from govsim.outcomes import ALL_OUTCOMES
from govsim.parameters import find
from govsim.parameters.policies import Name, Strict
from govsim.parameters.scenario import Scenario, load_scenario
from govsim.parameters.yaml_file import Located, checked
from govsim.runs.variants import check_name

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from govsim.parameters.declare import Value

    Array = NDArray[np.float64]

LEVELS = "levels"  # stands in for the row's id where the target is a level


class Free(Strict):
    """A parameter that the fit may move, and the range in which."""

    low: float = Field(allow_inf_nan=False)
    high: float = Field(allow_inf_nan=False)
    scale: Literal["linear", "log"] = "linear"
    why: str = Field(min_length=3, description="Which targets should tell it, and what the range rests on.")

    @model_validator(mode="after")
    def _ordered(self) -> Free:
        if self.low >= self.high or (self.scale == "log" and self.low <= 0.0):
            raise ValueError("must have low below high, and low above 0 on a log scale")
        return self

    def at(self, share: Any) -> Any:
        """Return the value at shares (0 to 1) of the range; numbers or arrays."""
        if self.scale == "log":
            return self.low * (self.high / self.low) ** share
        return self.low + (self.high - self.low) * share

    def share_of(self, value: float) -> float:
        """Return at which share (0 to 1) of the range a value lies."""
        if self.scale == "log":
            return float(np.log(value / self.low) / np.log(self.high / self.low))
        return (value - self.low) / (self.high - self.low)


class Level(Strict):
    """A level that a scenario must show: a mean over seeds, under the named policies."""

    outcome: str
    under: list[str]
    low: float
    high: float
    target: float | None = Field(default=None, description="What a calibration aims at; empty: it is not fitted.")
    source: str = Field(min_length=3)


class CalibrationFile(Strict):
    """What the file of a calibration may say. Places are told from its folder."""

    name: Name
    question: str = Field(min_length=3)
    rows: str = Field(description="Folder of the rows of the validation table.")
    scenarios: str = Field(description="Folder of their scenarios.")
    levels: str | None = Field(default=None, description="File of levels; its key `levels` lists them.")
    held_out: list[str] = Field(default_factory=list, description="Rows that the fit does not see.")
    parameters: dict[str, Free] = Field(min_length=1)
    waves: list[int] = Field(min_length=1, description="Points of each wave.")
    share: float = Field(
        default=1.0, gt=0, le=1, description="Share of a row's seeds that a point is run on; at least two seeds."
    )
    cut: float = Field(default=3.0, gt=0, description="Implausibility above which a target speaks against a point.")
    spare: int = Field(default=2, ge=0, description="Targets that may speak against a point before it is ruled out.")
    seed: int = Field(default=1, ge=0)


@dataclass(frozen=True)
class CalibrationStudy:
    """A checked study: what is free, what is aimed at, and how to compute it."""

    told: CalibrationFile
    rows: tuple[ValidationRow, ...] = field(repr=False)
    levels: tuple[Level, ...] = field(repr=False)
    scenario: Scenario | None = field(repr=False)
    file: str = ""

    @property
    def names(self) -> list[str]:
        """Names of the free parameters."""
        return list(self.told.parameters)

    @cached_property
    def targets(self) -> list[CalibrationTarget]:
        """All quantities with a band, then the levels."""
        listed = []
        for row in self.rows:
            for quantity in row.told.quantities:
                if quantity.band and not quantity.not_expressible:
                    band = quantity.band
                    listed.append(
                        CalibrationTarget(
                            row.id,
                            quantity.name,
                            band.low,
                            band.high,
                            0.5 * (band.low + band.high),
                            row.id not in self.told.held_out,
                        )
                    )
        for level in self.levels:
            name = f"{level.outcome}, {' + '.join(level.under) or 'no policy'}"
            assert level.target is not None  # only such are loaded
            listed.append(CalibrationTarget(LEVELS, name, level.low, level.high, level.target, fitted=True))
        return listed

    def values(self, point: Array) -> dict[str, Value]:
        """Return the parameter values at a point of the unit cube, to three digits, as the declarations write them."""
        return {
            name: float(f"{free.at(share):.3g}")
            for (name, free), share in zip(self.told.parameters.items(), point, strict=True)
        }


def load_calibration(path: str | Path) -> CalibrationStudy:
    """Read and check the file of a calibration; raise `InputError` with file, line and key of the first fault."""
    file = Located(Path(path))

    def where(*keys: str | int) -> str:
        return file.where(keys)

    told = checked(CalibrationFile, file.data, where, "rows: validation", {"name": Path(path).stem})
    folder = Path(path).parent
    for name, free in told.parameters.items():
        place = where("parameters", name)
        for end in (free.low, free.high):
            find(name, place).accept(end, place)
    rows = load_rows(folder / told.rows, folder / told.scenarios)
    for n, asked in enumerate(told.held_out):
        check_name(asked, [row.id for row in rows], "row", where("held_out", n))
    levels, scenario = _load_levels(folder / told.levels) if told.levels else ((), None)
    return CalibrationStudy(told, tuple(rows), levels, scenario, str(path))


def _load_levels(path: Path) -> tuple[tuple[Level, ...], Scenario]:
    file = Located(path)
    if not isinstance(file.data, dict) or not isinstance(file.data.get("levels"), list) or "scenario" not in file.data:
        raise InputError("must be a mapping with the keys `scenario` and `levels`, a list", file.where(()))
    scenario = load_scenario(path.parent.parent / str(file.data["scenario"]))
    levels = []
    for n, data in enumerate(file.data["levels"]):
        level = checked(Level, data, lambda *keys, n=n: file.where(("levels", n, *keys)), "outcome: hazard_stock")
        check_name(level.outcome, ALL_OUTCOMES, "outcome", file.where(("levels", n, "outcome")))
        scenario.named(level.under)
        if level.target is not None:
            levels.append(level)
    return tuple(levels), scenario
