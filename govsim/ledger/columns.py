"""Which column of a ledger holds what: the column map."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Literal, get_args

from pydantic import Field, field_validator

from govsim.errors import InputError
from govsim.parameters.policies import Strict
from govsim.parameters.yaml_file import Located, checked

if TYPE_CHECKING:
    from pathlib import Path

Class = Literal["general", "major"]
Tier = Literal["blue", "yellow", "orange", "red"]
CLASSES: tuple[Class, ...] = get_args(Class)
TIERS: tuple[Tier, ...] = get_args(Tier)  # the model's colours, from the lowest risk to the highest

Names = list[str]


class Columns(Strict):
    """The column of the file for each of the model's names; a column that the ledger does not keep is left out."""

    establishment: str = "establishment"
    date: str = "date"
    inspector: str | None = None
    tier: str | None = None
    result: str | None = None
    deadline: str | None = None
    closed: str | None = None


class ColumnMap(Strict):
    """How to read a ledger: columns, counts by class, date format, and what its words mean."""

    columns: Columns = Columns()
    findings: dict[Class, Names] = Field(
        default_factory=dict, description="The columns whose counts add up to the findings of a class."
    )
    date_format: str = "%Y-%m-%d"
    tiers: dict[str, Tier] = Field(
        default={tier: tier for tier in TIERS}, description="The model's colour for each value of the column `tier`."
    )
    results: Names = Field(default_factory=list, description="The values that the column `result` may take; none: any.")
    inspectors: Literal["persons", "groups"] = "persons"
    same_day: Literal["refuse", "keep", "first"] = Field(
        default="refuse", description="What to do with a second visit of one inspector to one establishment on one day."
    )
    encoding: str = "utf-8-sig"
    delimiter: str = Field(default=",", min_length=1, max_length=1)

    @field_validator("findings", mode="before")
    @classmethod
    def _one_column_or_several(cls, given: object) -> object:
        return (
            {name: [column] if isinstance(column, str) else column for name, column in given.items()}
            if isinstance(given, dict)
            else given
        )

    @field_validator("encoding")
    @classmethod
    def _known_encoding(cls, given: str) -> str:
        try:
            b"text".decode(given)
        except UnicodeDecodeError:
            pass  # an encoding, though not of these bytes
        except (LookupError, UnicodeError, ValueError):
            raise ValueError("must be an encoding such as utf-8 or gb18030") from None
        return given

    @field_validator("date_format")
    @classmethod
    def _tells_the_day(cls, given: str) -> str:
        day = datetime(2024, 5, 31)
        try:
            told = datetime.strptime(day.strftime(given), given)
        except ValueError:
            told = None
        if told != day:
            raise ValueError("must tell year, month and day, such as %Y-%m-%d or %d.%m.%Y")
        return given

    def used(self) -> dict[str, str]:
        """Return the columns of the file by what they hold: the model's name, or `class: column` for a count."""
        named = {name: column for name, column in self.columns.model_dump().items() if column is not None}
        return named | {f"{name}: {column}": column for name, columns in self.findings.items() for column in columns}


def read_map(path: Path) -> ColumnMap:
    """Read and check a column map (YAML); raise `InputError` with file, line and key of the first fault."""
    if not path.exists():
        raise InputError("no such column map; write one as docs/ledger.md shows", str(path))
    file = Located(path)
    result = checked(ColumnMap, file.data, lambda *keys: file.where(keys), "columns: {establishment: licence}")
    if not result.findings or not all(result.findings.values()):
        raise InputError(
            "name at least one column of counts, as in `findings: {general: [minor], major: [critical]}`",
            file.where(("findings",)),
        )
    used = list(result.used().values())
    for column in used:
        if used.count(column) > 1:
            raise InputError(
                f"the column {column!r} is used twice; each column holds one thing", file.where(("columns",))
            )
    return result


def default_map(header: list[str]) -> ColumnMap:
    """Return the map of a ledger whose columns bear the model's own names."""
    present = {name: name for name in Columns.model_fields if name in header}
    return ColumnMap(columns=Columns(**present), findings={name: [name] for name in CLASSES if name in header})
