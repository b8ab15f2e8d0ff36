"""Every parameter of the model, declared once, and what is derived from the declarations."""

from __future__ import annotations

from dataclasses import replace

from govsim.errors import InputError, nearest
from govsim.parameters import enterprises, hazards, inspectors, regulators, society
from govsim.parameters.declare import WHOLE, Parameter
from govsim.parameters.mechanisms import MECHANISMS, Mechanism
from govsim.parameters.sectors import COLUMNS, DOMAINS

SECTIONS = (hazards, enterprises, inspectors, regulators, society)

PARAMETERS: dict[str, Parameter] = {
    declared.name: replace(declared, section=section.__name__.rpartition(".")[2])
    for section in SECTIONS
    for declared in section.PARAMETERS
}


def find(name: str, where: str = "") -> Parameter:
    """Return the declaration of a parameter; an unknown name is an `InputError` that names the nearest one."""
    try:
        return PARAMETERS[name]
    except KeyError:
        raise InputError(f"unknown parameter {name!r}{nearest(name, PARAMETERS)}", where) from None


def record_fields() -> list[tuple[str, str]]:
    """Return the fields of the compiled parameter record, in order of declaration."""
    return [(name, "i8" if p.kind in WHOLE else "f8") for name, p in PARAMETERS.items()]


__all__ = ["COLUMNS", "DOMAINS", "MECHANISMS", "PARAMETERS", "Mechanism", "Parameter", "find", "record_fields"]
