"""The registers to which extensions add: rules, phases, declarations."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from govsim import declarations, events, extensions, outcomes
from govsim.parameters import MECHANISMS, PARAMETERS, outside, own_rules

if TYPE_CHECKING:
    from collections.abc import Iterator

BY_NAME: list[dict[Any, Any]] = [
    PARAMETERS,
    MECHANISMS,
    outcomes.OUTCOMES,
    outcomes.ALL_OUTCOMES,
    outcomes.POSITION,
    own_rules.PHASES,
    own_rules.RULES,
    extensions.LOADED,
    declarations._mechanisms,
    declarations._tallies,
    declarations._outcomes,
]
IN_ORDER: list[list[Any]] = [outcomes.TALLIES, outcomes.COLUMNS, events.OWN_EVENTS]


@contextmanager
def as_before_the_first_world() -> Iterator[None]:
    """Begin as if no world had been built, and leave the registers as they were."""
    kept_by_name, kept_in_order = [dict(register) for register in BY_NAME], [list(register) for register in IN_ORDER]
    neutral = {name: dict(mechanism.neutral) for name, mechanism in MECHANISMS.items()}
    outside.reopen()
    try:
        yield
    finally:
        for register, content in zip(BY_NAME, kept_by_name, strict=True):
            register.clear()
            register.update(content)
        for kept, given in zip(IN_ORDER, kept_in_order, strict=True):
            kept[:] = given
        for name, values in neutral.items():
            MECHANISMS[name].neutral.clear()
            MECHANISMS[name].neutral.update(values)
