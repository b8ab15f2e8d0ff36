"""Numbers as people read them."""

from __future__ import annotations

import math


def number(value: float) -> str:
    """Return a number with about four significant digits, and thousands told apart."""
    if not math.isfinite(value):
        return "–"
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.4g}"
