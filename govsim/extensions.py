"""Rules of one's own for targeting and compliance, registered from outside the package.

    @govsim.targeting_rule("worst_first")
    def worst_first(world, week):
        return world.enterprises["found"] / (1 + world.enterprises["visits"])

    scenario.with_values({"targeting": "worst_first"})

A rule is a plain Python function of (world, week) that returns one number for each enterprise, in the order of the
table `world.enterprises`: how urgently it is visited (the largest comes first), or the effort in [0, 1] toward which
it moves. It runs as a phase of the week, in Python, between compiled ones; a run is as reproducible as the rule is.
Worker processes and clusters get the rule with their work. What it computes is part of a scenario's fingerprint, so
results of a rule that was changed since are never taken for its own.
"""

from __future__ import annotations

import hashlib
import runpy
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from govsim import declarations
from govsim.errors import InputError
from govsim.functions import Shipped, function_hash
from govsim.parameters import PARAMETERS, own_rules

if TYPE_CHECKING:
    from numpy.typing import NDArray

Rule = Callable[[Any, int], "NDArray[np.float64]"]
Register = Callable[[Rule], Rule]

# By parameter: the field of an enterprise that the compiled rule reads, and the phase before which it is written.
PLACES = {"targeting": ("own_priority", "staff"), "compliance_rule": ("own_target", "adaptation")}
LOADED: dict[str, str] = {}  # files that were run, and the hash of what each then held

# Rules, their parameters, phases, and what was declared.
Registered = tuple[dict[tuple[str, str], Rule], dict[str, Any], dict[str, Any], declarations.Declared]


def targeting_rule(name: str) -> Register:
    """Register a targeting rule under a name, which the parameter `targeting` then accepts."""
    return _register("targeting", name)


def compliance_rule(name: str) -> Register:
    """Register a compliance rule under a name, which the parameter `compliance_rule` then accepts."""
    return _register("compliance_rule", name)


def load(files: Iterable[str | Path]) -> None:
    """Run Python files that register rules of one's own.

    What is run from now on rests on them: the keys of runs in studies hold the hashes of these files.

    Args:
        files: paths of Python files.

    Raises:
        InputError: a file is not there, or fails, whatever it fails with.
    """
    for file in map(Path, files):
        if not file.is_file():
            raise InputError("no such file", str(file))
        try:
            runpy.run_path(str(file))
        except InputError:
            raise
        except Exception as error:  # noqa: BLE001 (the user's own code)
            raise InputError(f"{type(error).__name__}: {error}", str(file)) from None
        LOADED[str(file.resolve())] = hashlib.blake2b(file.read_bytes(), digest_size=8).hexdigest()


def _register(parameter: str, name: str) -> Register:
    def register(rule: Rule) -> Rule:
        declared = PARAMETERS[parameter]
        if name in declared.choices and (parameter, name) not in own_rules.RULES:
            raise InputError(f"{parameter} has a rule {name!r} of its own; choose another name")
        if name not in declared.choices:
            PARAMETERS[parameter] = replace(declared, choices=(*declared.choices, name))
        own_rules.RULES[parameter, name] = rule
        return rule

    return register


def registered() -> Registered:
    """Return what is registered and declared, to be so in another process."""
    rules: dict[tuple[str, str], Rule] = {}
    for key, rule in own_rules.RULES.items():
        rules[key] = Shipped(rule, function_hash(rule))
    own = {}
    for name, (function, *place) in own_rules.PHASES.items():
        own[name] = (Shipped(function, function_hash(function)), *place)
    return rules, {parameter: PARAMETERS[parameter] for parameter in PLACES}, own, declarations.declared()


def register_again(given: Registered) -> None:
    """Register the rules and phases that are registered in another process, and no others; declare what it has."""
    rules, parameters, own, declared = given
    declarations.declare_again(declared)
    PARAMETERS.update(parameters)
    own_rules.RULES.clear()
    own_rules.RULES.update(rules)
    own_rules.PHASES.clear()
    own_rules.PHASES.update(own)


def phases(named: Collection[tuple[str, str]]) -> list[tuple[str, Callable[[Any, int], None], str]]:
    """Return (name, function, phase before which it runs) for each registered rule among (parameter, name) pairs."""
    return [
        (f"{parameter} {name}", _phase(parameter, name, rule), PLACES[parameter][1])
        for (parameter, name), rule in own_rules.RULES.items()
        if (parameter, name) in named
    ]


def _phase(parameter: str, name: str, rule: Rule) -> Callable[[Any, int], None]:
    field = PLACES[parameter][0]

    def write(world: Any, week: int) -> None:
        firms = world.enterprises
        told = rule(world, week)
        try:
            values = np.asarray(told, float)
        except (TypeError, ValueError) as error:
            raise InputError(f"must return numbers: {error}", f"{parameter} {name!r}") from None
        if values.shape != firms.shape:
            raise InputError(
                (
                    f"must return one number for each of the {firms.shape[0]} enterprises, not an array of "
                    f"shape {values.shape}"
                ),
                f"{parameter} {name!r}",
            )
        if np.isnan(values).any():
            raise InputError(
                f"returned NaN for {int(np.isnan(values).sum())} enterprises in week {week}", f"{parameter} {name!r}"
            )
        if parameter == "compliance_rule" and ((values < 0) | (values > 1)).any():
            wrong = float(values[(values < 0) | (values > 1)][0])
            raise InputError(f"must return efforts from 0 to 1, not {wrong:g} (week {week})", f"{parameter} {name!r}")
        mine = world.parameters[parameter][firms["regime"]] == PARAMETERS[parameter].choices.index(name)
        firms[field][mine] = values[mine]

    return write
