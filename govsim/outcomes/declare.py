"""How tallies and outcomes are declared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from govsim.words import UNSAID, Words, spelt

if TYPE_CHECKING:
    from govsim.parameters.policies import Payer

Direction = Literal["more", "less", "none"]
Sums = dict[str, NDArray[np.float64]]
Formula = Callable[[Sums], NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class Tally:
    """One weekly count of an office.

    Args:
        name: How rules and tables call it.
        meaning: What is counted, in a sentence.
        unit: Its unit; a count is a whole number.
        parts: Names of the columns where it is counted in several.
        payer: Whose cost it is (yuan): it then counts in `office_cost`, `firm_cost`, `insurer_cost` or
            `society_cost`.
        receiver: Whose cost it lowers, where the payer pays it to them.
    """

    name: str
    meaning: str
    unit: str = "count"
    parts: tuple[str, ...] = ()
    payer: Payer | None = None
    receiver: Payer | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of its columns in the weekly series."""
        return tuple(f"{self.name}_{part}" for part in self.parts) if self.parts else (self.name,)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One outcome: its unit, the level of truth it speaks of, which direction is better, and its formula.

    `formula` gets the sums of all tallies over the span, `years` and `weeks` of the span, and what each payer pays in
    it (`paid_by_office` and so on), each as an array with one value for each run (or week), and returns an
    array. A ratio whose denominator is 0 is NaN: not defined, not zero. A share of `cases` that end in other weeks than
    they begin, such as orders and their closures, is none of a single week, and NaN there. `words` is what people
    call it: its name, spelt out, where nothing is said.
    """

    name: str
    unit: str
    level: str
    better: Direction
    meaning: str
    formula: Formula
    cases: bool = False
    words: Words = UNSAID

    def __post_init__(self) -> None:
        if self.words == UNSAID:
            object.__setattr__(self, "words", spelt(self.name))


def ratio(a: NDArray[np.float64], b: NDArray[np.float64], scale: float = 1.0) -> NDArray[np.float64]:
    """Return `scale * a / b` of arrays whose shapes broadcast; NaN where `b` is 0."""
    a, b = np.asarray(a, float), np.asarray(b, float)
    quotient: NDArray[np.float64] = np.divide(a, b, out=np.full(np.broadcast(a, b).shape, np.nan), where=b != 0)
    return scale * quotient


def yearly(name: str) -> Formula:
    """Return the formula of a sum of tallies at its rate per year."""
    return lambda s: s[name] / s["years"]


def mean(name: str, over: str, scale: float = 1.0) -> Formula:
    """Return the formula of a sum of tallies over another, times `scale`."""
    return lambda s: ratio(s[name], s[over], scale)


def worker_years(name: str, per: float) -> Formula:
    """Return the formula of a sum of tallies for each `per` years of work of one worker."""
    return lambda s: ratio(s[name], s["employees"] / 52.0, per)
