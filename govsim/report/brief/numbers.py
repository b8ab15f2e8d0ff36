"""The numbers of a brief: each is said in a `<data>` element and stands, with its trace, in `numbers.json`."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from govsim.report.brief.source import Source, evaluate
from govsim.report.numbers import number, signed
from govsim.runs.store import plain
from govsim.words import text

if TYPE_CHECKING:
    from collections.abc import Callable

NUMBERS = "numbers.json"


@dataclass(frozen=True)
class Stated:
    """A number of a brief and where it comes from.

    `expression` is one of `source.EXPRESSIONS`; `filter` says of what. `run_keys` name the runs by the fingerprint of
    the scenario and the arm; together with `seeds` they determine every bit.
    """

    value: float | None
    low: float | None
    high: float | None
    unit: str
    level: str
    expression: str
    filter: dict[str, Any]
    seeds: dict[str, Any] | None
    run_keys: list[str]
    fingerprint: str
    version: str


def in_percent(share: float) -> str:
    """Return a share in per cent."""
    return f"{number(100 * share)} %"


def signed_percent(share: float) -> str:
    """Return a difference as a share, in per cent with its sign."""
    return f"{signed(100 * share)} %"


def whole(value: float) -> str:
    """Return a number as a whole one."""
    return f"{value:,.0f}" if math.isfinite(value) else text("undefined")


@dataclass
class Numbers:
    """Collects the numbers that a brief states, in the order in which it does."""

    source: Source
    stated: dict[str, Stated] = field(default_factory=dict)

    def find(self, expression: str, **given: Any) -> tuple[float, float, float]:
        """Return value, low and high of an expression, without stating it."""
        return evaluate(self.source, expression, given)

    def state(
        self,
        expression: str,
        form: Callable[[float], str] = number,
        *,
        unit: str = "",
        level: str = "",
        bounds: bool = True,
        middle: bool = True,
        tag: str = "data",
        **given: Any,
    ) -> Markup:
        """State a number: return it as an element that names its trace; its interval follows in brackets.

        Args:
            expression: one of `source.EXPRESSIONS`.
            form: how it is written.
            unit: its unit, by name.
            level: its level of truth.
            bounds: whether its interval is written too, where it has one.
            middle: whether the value is written beside its interval.
            tag: `data`, or `tspan` inside a drawing.
            **given: of what it is.
        """
        value, low, high = self.find(expression, **given)
        told = self.source.manifest
        name = f"n{len(self.stated) + 1}"
        arms = [str(given[of]) for of in ("policy", "less") if of in given]
        hashed = str(told.get("scenario_hash", ""))
        self.stated[name] = Stated(
            plain(value),
            plain(low),
            plain(high),
            unit,
            level,
            expression,
            given,
            told.get("seeds") if isinstance(told.get("seeds"), dict) else {"first": told.get("seed")},
            [f"{hashed}/{arm}" for arm in arms] or [hashed],
            hashed,
            version("govsim"),
        )
        said = form(value) if math.isfinite(value) else text("undefined")
        if bounds and math.isfinite(low) and math.isfinite(high):
            ends = {"low": form(low), "high": form(high)}
            said = text("brief.interval", value=said, **ends) if middle else text("to", **ends)
        kept = f' value="{value!r}"' if tag == "data" else ""
        return Markup(f'<{tag} data-n="{name}"{kept}>{escape(said)}</{tag}>')  # noqa: S704  # escaped where it is put in

    def as_json(self) -> str:
        """Return all numbers with their traces."""
        return json.dumps({name: asdict(told) for name, told in self.stated.items()}, indent=1, ensure_ascii=False)


def named(what: str) -> Markup:
    """Return a name or title: digits in it belong to it, and are no number of the brief."""
    return Markup('<span class="name">{}</span>').format(what)


def say(key: str, **values: object) -> Markup:
    """Return a sentence of the catalogue with numbers and names in its places."""
    return Markup(text(key, **{name: escape(value) for name, value in values.items()}))  # noqa: S704  # escaped here
