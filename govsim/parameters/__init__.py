"""Every parameter of the model, declared once, and what is derived from the declarations."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np

from govsim.errors import InputError, nearest
from govsim.parameters.declare import WHOLE, Parameter
from govsim.parameters.declared import enterprises, hazards, inspectors, regulators, society
from govsim.parameters.mechanisms import MECHANISMS, Mechanism
from govsim.parameters.outside import FIELDS, SECTION, named
from govsim.parameters.sectors import COLUMNS, DOMAINS

SECTIONS = (hazards, enterprises, inspectors, regulators, society)

PARAMETERS: dict[str, Parameter] = {}


def find(name: str, where: str = "") -> Parameter:
    """Return the declaration of a parameter; an unknown name is an `InputError` that names the nearest one."""
    try:
        return PARAMETERS[name]
    except KeyError:
        raise InputError(f"unknown parameter {name!r}{nearest(name, PARAMETERS)}", where) from None


def record_fields() -> list[tuple[str, str]]:
    """Return the fields of the compiled parameter record, in order of declaration; the last are for extensions."""
    built_in = [(name, "i8" if p.kind in WHOLE else "f8") for name, p in PARAMETERS.items() if p.section != SECTION]
    return [*built_in, *FIELDS]


def parameter_record() -> np.dtype[Any]:
    """Return the type of a parameter record as Python sees it: every parameter by name, those of extensions too."""
    return _record(tuple((name, 1) for name, p in PARAMETERS.items() if p.section == SECTION))


@cache
def _record(own: tuple[tuple[str, int], ...]) -> np.dtype[Any]:
    return named(np.dtype(record_fields()), own)  # takes a millisecond, and every copy of a world asks for it


def declare(parameter: Parameter) -> None:
    """Add a parameter, and its neutral value to those of its mechanism, which must be there."""
    PARAMETERS[parameter.name] = parameter
    if parameter.off is not None:
        MECHANISMS[parameter.mechanism].neutral[parameter.name] = parameter.off


for _section in SECTIONS:
    for _declared in _section.PARAMETERS:
        declare(replace(_declared, section=_section.__name__.rpartition(".")[2]))

# What rules compare a choice with: `TARGETING = CHOICES["targeting"]`, then `p.targeting == TARGETING.cyclic`.
CHOICES: dict[str, Any] = {name: p.numbers for name, p in PARAMETERS.items() if p.kind == "choice"}

__all__ = [
    "CHOICES",
    "COLUMNS",
    "DOMAINS",
    "MECHANISMS",
    "PARAMETERS",
    "Mechanism",
    "Parameter",
    "declare",
    "find",
    "parameter_record",
    "record_fields",
]
