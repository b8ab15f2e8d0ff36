"""Numbers as people read them: three significant figures, weeks with years beside them."""

from __future__ import annotations

import math

from govsim.words import text

WEEKS_OF_A_YEAR = 52


def number(value: float, *, off: bool = False) -> str:
    """Return a number with three significant figures, and thousands told apart.

    Where what it counts is `off`, a 0, and what is not defined, is no number but the word.
    """
    if off and (value == 0 or math.isnan(value)):
        return text("off")
    if not math.isfinite(value):
        return text("undefined")
    if 1e-4 <= abs(value) < 999.5 or value == 0 or abs(value) < 1e-9:
        return f"{value:.3g}"
    places = 2 - math.floor(math.log10(abs(value)))
    return f"{round(value, places):,.{max(0, places)}f}"


def signed(value: float) -> str:
    """Return a number with its sign, as differences have it."""
    return f"{'+' if value > 0 else ''}{number(value)}"


def share(part: float, whole: float) -> str:
    """Return a difference in per cent of what it differs from, with its sign; nothing where that is 0 or unknown."""
    if not (math.isfinite(part) and math.isfinite(whole)) or whole == 0:
        return ""
    return f"{signed(100 * part / abs(whole))} %"


def span(low: float, high: float) -> str:
    """Return an interval."""
    return text("to", low=number(low), high=number(high))


def weeks(first: int, last: int) -> str:
    """Return a span of weeks with the years in which they lie beside them; week 0 opens year 0."""
    years = {"from_year": number(first / WEEKS_OF_A_YEAR), "to_year": number(last / WEEKS_OF_A_YEAR)}
    return text("weeks", first=first, last=last, **years)
