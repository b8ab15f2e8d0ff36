"""Numbers as people read them."""

from __future__ import annotations

import math


def number(value: float, *, off: bool = False) -> str:
    """Return a number with about four significant digits, and thousands told apart.

    Where what it counts is `off`, a 0, and what is not defined, is no number but the word.
    """
    if off and (value == 0 or math.isnan(value)):
        return "off"
    if not math.isfinite(value):
        return "–"
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.4g}"
