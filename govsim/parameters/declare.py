"""How a parameter is declared, checked and stored.

A parameter is declared once, in the file of its topic. Everything else is derived from the declaration: the check of
scenario files, the field of the compiled record, the help, the tables, the bounds of a sensitivity analysis, the
neutral values of its mechanism, the whole numbers that stand for its choices in the rules.
"""

from __future__ import annotations

import math
from collections import namedtuple
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from govsim.errors import InputError
from govsim.words import UNSAID, Words, spelt

WEEKS_PER_YEAR = 52

Kind = Literal["rate", "duration", "probability", "share", "number", "money", "count", "choice", "switch"]
Grade = Literal["measured", "calibrated", "assumed"]
Scope = Literal["enterprise", "grid", "office", "district"]
Value = float | int | bool | str

UNITS: dict[str, str] = {
    "rate": "per year",
    "duration": "weeks",
    "probability": "per event",
    "share": "1",
    "number": "1",
    "money": "yuan",
    "count": "count",
    "choice": "name",
    "switch": "on/off",
}
# Phrases that many declarations give as their source.
PRIOR = "modelling choice; no estimate found"
FITTED = "set to published levels and effects, within what the calibration has not ruled out (docs/calibration.md)"
SETTLED = "at rest: what the baseline keeps (make settle)"
WHOLE: frozenset[str] = frozenset({"count", "choice", "switch"})


def weekly_intensity(value: float, kind: str) -> float:
    """Return the intensity per week that a rate (per year), a mean duration (weeks) or a weekly probability stands for.

    A rate r gives r/52; a mean waiting time d gives 1/d; a probability p of at least one event in a week gives
    -ln(1-p), so that one week of that intensity leaves no event with probability 1-p.
    """
    if kind == "rate":
        return value / WEEKS_PER_YEAR
    if kind == "duration":
        return 1.0 / value if value > 0 else math.inf
    if kind == "probability":
        return -math.log1p(-value) if value < 1 else math.inf
    raise ValueError(f"no intensity for a {kind}: it must be a rate, a duration or a probability")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One declared parameter.

    Args:
        name: How scenario files and rules call it.
        kind: What kind of value it holds; `UNITS` gives the unit of each kind unless `unit` says otherwise.
        low: Smallest value that a scenario may give, and that a sensitivity analysis draws by default.
        high: Largest such value.
        default: Its value where nothing is said.
        grade: How well the default is known.
        source: Where the default comes from.
        meaning: What it is, in a sentence.
        unit: Its unit, where it is not that of its kind.
        choices: Names of the values of a choice; rules see their places, 0 for the first.
        scope: The finest unit that may have a value of its own.
        structural: Whether it is read while the world is built, so that a policy cannot change it.
        section: The section in which tables list it; it follows from the place of the declaration.
        mechanism: Id of the mechanism that it switches off, with others, when it has the value `off`.
        off: Its neutral value: where all parameters of the mechanism have theirs, the mechanism does nothing.
        shows_in: Outcomes that say nothing while it alone has the value `off`, whatever the rest of its mechanism.
        words: What people call it; its name, spelt out, where nothing is said.

    Raises:
        ValueError: If the default or the neutral value is not one that the parameter accepts, or if one of
            `mechanism` and `off` is given without the other.
    """

    name: str
    kind: Kind
    low: float
    high: float
    default: Value
    grade: Grade
    source: str
    meaning: str
    unit: str = ""
    choices: tuple[str, ...] = ()
    scope: Scope = "enterprise"
    structural: bool = False
    section: str = ""
    mechanism: str = ""
    off: Value | None = None
    shows_in: tuple[str, ...] = ()
    words: Words = UNSAID

    def __post_init__(self) -> None:
        if self.words == UNSAID:
            object.__setattr__(self, "words", spelt(self.name))
        if not self.unit:
            object.__setattr__(self, "unit", UNITS[self.kind])
        self.check(self.default)
        if bool(self.mechanism) != (self.off is not None):
            raise ValueError(f"{self.name}: a mechanism and the neutral value `off` are given together")
        if self.off is not None:
            self.check(self.off)

    def check(self, value: object) -> Value:
        """Return `value` as this parameter holds it; raise `ValueError` saying what would be right."""
        if isinstance(value, np.generic):
            value = value.item()
        if self.kind == "switch":
            if not isinstance(value, bool):
                raise ValueError(f"must be on or off (true or false), not {value!r}")
            return value
        if self.kind == "choice":
            if value not in self.choices:
                raise ValueError(f"must be one of {', '.join(self.choices)}, not {value!r}")
            return str(value)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise ValueError(f"must be a number ({self.unit}), not {value!r}")  # noqa: TRY004 (the user's value, not a caller's type)
        if not math.isfinite(value):
            raise ValueError(f"must be a finite number ({self.unit}), not {value!r}")
        if self.kind == "count" and value != int(value):
            raise ValueError(f"must be a whole number, not {value!r}")
        if not self.low <= value <= self.high:
            raise ValueError(f"must lie between {self.low:g} and {self.high:g} ({self.unit}), not {value!r}")
        return int(value) if self.kind == "count" else float(value)

    def accept(self, value: object, where: str = "") -> Value:
        """Return `value` as this parameter holds it; raise `InputError` that names the parameter and the place."""
        try:
            return self.check(value)
        except ValueError as error:
            raise InputError(f"{self.name} {error}", where) from None

    def encode(self, value: Value) -> float:
        """Return the number that compiled rules see: rates per week, choices by their index, switches as 0 or 1."""
        if self.kind == "rate":
            return weekly_intensity(float(value), "rate")
        if self.kind == "choice":
            return self.choices.index(str(value))
        return float(value)

    @property
    def for_some_firms(self) -> bool:
        """Whether a policy can change it for some firms alone: every firm has it for itself."""
        return self.scope == "enterprise" and not self.structural

    @property
    def numbers(self) -> Any:
        """The choices as a named tuple of the whole numbers that rules see: `numbers.cyclic`."""
        make: Any = namedtuple  # type checkers want to know the names beforehand
        return make(self.name, self.choices)(*range(len(self.choices)))

    def read(self, text: str) -> Value:
        """Return the value that a command-line text stands for; raise `ValueError` saying what would be right."""
        word = text.strip()
        if self.kind == "switch":
            words = {"on": True, "true": True, "yes": True, "off": False, "false": False, "no": False}
            return self.check(words.get(word.lower(), word))
        if self.kind == "choice":
            return self.check(word)
        try:
            number = float(word)
        except ValueError:
            raise ValueError(f"must be a number ({self.unit}), not {word!r}") from None
        return self.check(int(number) if number.is_integer() and self.kind == "count" else number)
