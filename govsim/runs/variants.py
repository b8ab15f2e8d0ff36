"""Variants of a scenario, as the files of the atlas, of contrasts and of validation describe them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from govsim.errors import InputError, nearest
from govsim.parameters import find
from govsim.parameters.declare import Value
from govsim.parameters.policies import Strict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from govsim.parameters.scenario import Scenario

FEW = 12  # names that an error message lists


class Variant(Strict):
    """How a scenario is changed: values for the whole run, everywhere, and policies added to its baseline."""

    set: dict[str, Value] = Field(default_factory=dict)
    policies: list[str] = Field(default_factory=list)

    def of(self, scenario: Scenario) -> Scenario:
        """Return the scenario so changed."""
        return scenario.with_values(self.set).with_policy(*self.policies)


def check_variant(variant: Variant, scenario: Scenario, where: Callable[..., str]) -> None:
    """Refuse changes that cannot be made, or that would not last because a policy in force makes others.

    `where(*keys)` returns the place of a key of the variant.
    """
    for name, value in variant.set.items():
        place = where("set", name)
        find(name, place).accept(value, place)
    for n, name in enumerate(variant.policies):
        place = where("policies", n)
        check_name(name, scenario.policies, "policy", place)
        if name in scenario.baseline:
            raise InputError(f"the policy {name!r} is in the baseline of {scenario.name} already", place)
    for policy in (*scenario.baseline, *variant.policies):
        for name in variant.set:
            if name in scenario.policies[policy].set:
                raise InputError(
                    f"the policy {policy!r} sets {name!r} anew, so that this value would not last", where("set", name)
                )


def check_name(name: str, known: Iterable[str], what: str, where: str) -> None:
    """Refuse an unknown name; the message names the nearest, or all if they are few, or the first."""
    known = list(known)
    if name not in known:
        more = f" and {len(known) - FEW} more" if len(known) > FEW else ""
        others = f"; there are {', '.join(known[:FEW])}{more}"
        raise InputError(
            f"unknown {what} {name!r}{nearest(name, known) or others}"
            if known
            else f"there is no {what} {name!r}, nor any other",
            where,
        )
