"""What a trainer asks for on the page, and the two offices that come of it.

A side is the scenario with policies, values and directives of its own. Values that the sliders set are a policy like
any other, which starts in the week of the change: both offices have the same past, and a side equals what
`govsim.simulate` makes of its scenario.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import Field, ValidationError

from govsim.errors import InputError
from govsim.parameters import find
from govsim.parameters.declare import Value
from govsim.parameters.in_force import joined_names, with_strengths
from govsim.parameters.policies import Policy, Strict
from govsim.world.build import build
from govsim.world.plan import resolve

if TYPE_CHECKING:
    from govsim.parameters.scenario import Scenario
    from govsim.world.running import World

T = TypeVar("T", bound=Strict)

SIDES = ("A", "B")
OWN = "sliders_"  # begins the names of the policies that hold what the sliders of a side set


class Side(Strict):
    """What one office differs in from the scenario."""

    policies: list[str] = Field(default_factory=list, max_length=32)
    set: dict[str, Value] = Field(default_factory=dict)
    until: dict[str, int] = Field(default_factory=dict, description="Week from which a value of `set` no longer holds.")
    directives: list[dict[str, Any]] = Field(default_factory=list, max_length=64)


class Move(Strict):
    """Everything that determines what the page shows."""

    scenario: str
    seed: int = Field(default=1, ge=0, lt=2**53)  # numbers of a browser are exact up to here
    start: int | None = Field(default=None, ge=0, description="Week from which what the sliders set holds.")
    A: Side = Side()
    B: Side = Side()


@dataclass(frozen=True)
class Pair:
    """Two offices with one past: their scenarios by side, what they have in common, and the week in which they part."""

    common: Scenario
    sides: dict[str, Scenario]
    parting: int

    def begin(self, seed: int, until: int | None = None) -> World:
        """Return the world that both go on from, at week `until` (default: where they part)."""
        return build(self.common, seed).run(self.parting if until is None else until)


def read_move(told: Any) -> Move:
    """Return what a request asks for; raise `InputError` if it is no move, see `read`."""
    return read(Move, told)


def read(kind: type[T], told: Any, where: str = "request") -> T:
    """Return a request, or a part of it, as what it asks for.

    Raises:
        InputError: It does not fit; the first wrong key is named, or `where` it stands.
    """
    try:
        return kind.model_validate(told)
    except ValidationError as error:
        first = error.errors()[0]
        raise InputError(first["msg"], ".".join(map(str, first["loc"])) or where) from None


def pair(scenario: Scenario, move: Move) -> Pair:
    """Return the two offices of a move.

    Raises:
        InputError: A policy, value or directive is wrong; the place begins with the side, as in `B.set.fine`.
    """
    start = scenario.measure_from if move.start is None else move.start
    if start >= scenario.weeks:
        raise InputError(f"must be before the end (week {scenario.weeks}), not {start}", "start")
    asked = {"A": move.A, "B": move.B}
    own: dict[str, Policy] = {}
    for name, side in asked.items():
        own |= _sliders(name, side, start)
    known = scenario.model_copy(update={"policies": {**scenario.policies, **own}})
    for name, side in asked.items():
        known = _placed(f"{name}.policies", lambda side=side, known=known: with_strengths(known, side.policies))
    sides = {name: _side(known, name, side, own) for name, side in asked.items()}
    for name, own_scenario in sides.items():
        _placed(name, lambda each=own_scenario: resolve(each))
    return Pair(known, sides, _parting(known, sides))


def _sliders(name: str, side: Side, start: int) -> dict[str, Policy]:
    """Return what the sliders of a side set, as policies: one for each week in which values end to hold."""
    grouped: dict[int | None, dict[str, Value]] = {}
    for key, value in side.set.items():
        end = side.until.get(key)
        if end is not None and end <= start:
            raise InputError(f"must end after it starts (week {start}), not in week {end}", f"{name}.set.{key}")
        grouped.setdefault(end, {})[key] = _accepted(key, value, f"{name}.set.{key}")
    return {
        f"{OWN}{name}" + ("" if end is None else f"_{end}"): Policy(title="sliders", start=start, end=end, set=values)
        for end, values in grouped.items()
    }


def _accepted(name: str, value: Value, where: str) -> Value:
    parameter = find(name, where)
    if parameter.structural:
        raise InputError(f"{name!r} is read while the world is built; it cannot change in mid-run", where)
    return parameter.accept(value, where)


def _placed(where: str, make: Any) -> Any:
    """Return what `make` returns; an error of it is told with its place on the page."""
    try:
        return make()
    except InputError as error:
        raise InputError(str(error), where) from None


def _side(known: Scenario, name: str, side: Side, own: dict[str, Policy]) -> Scenario:
    policies = [*joined_names(side.policies), *(key for key in own if key.startswith(OWN + name))]
    changed: Scenario = _placed(f"{name}.policies", lambda: known.with_policy(*policies))
    for n, directive in enumerate(side.directives):
        changed = _placed(f"{name}.directives.{n}", lambda d=directive, c=changed: c.with_directives(d))
    return changed


def _parting(common: Scenario, sides: dict[str, Scenario]) -> int:
    """Return the first week in which a side may differ from what they have in common."""
    added = {name for side in sides.values() for name in side.baseline} - set(common.baseline)
    weeks = [common.policies[name].start for name in added]
    given = len(common.directives)
    weeks += [max(0, directive.week) for side in sides.values() for directive in side.directives[given:]]
    return min([common.weeks, *weeks])
