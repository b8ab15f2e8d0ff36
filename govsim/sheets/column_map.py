"""What a column map says of any list: its encoding, its delimiter, and the colours of its grades of risk."""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import Field, field_validator

from govsim.parameters.policies import Strict
from govsim.sheets import guesses

Tier = Literal["blue", "yellow", "orange", "red"]
TIERS: tuple[Tier, ...] = get_args(Tier)  # the model's colours, from the lowest risk to the highest


class SheetMap(Strict):
    """How to read a list; what is not said is found."""

    tiers: dict[str, Tier] = Field(
        default={word: colour for colour in TIERS for word in guesses.TIERS[colour]},
        description="The model's colour for each word for a grade of risk.",
    )
    encoding: str | None = Field(default=None, description="Its encoding; none: found.")
    delimiter: str | None = Field(default=None, min_length=1, max_length=1, description="Between cells; none: found.")

    @field_validator("encoding")
    @classmethod
    def _known_encoding(cls, given: str | None) -> str | None:
        try:
            b"text".decode(given or "utf-8")
        except UnicodeDecodeError:
            pass  # an encoding, though not of these bytes
        except (LookupError, UnicodeError, ValueError):
            raise ValueError("must be an encoding such as utf-8 or gb18030") from None
        return given
