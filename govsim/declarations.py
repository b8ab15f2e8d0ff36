"""Parameters, mechanisms, tallies, outcomes and events of one's own, declared from outside the package.

    govsim.declare_parameter(Parameter("safety_days", "rate", 0, 12, 0.0, "assumed", "ours", "Safety days of a firm."))
    govsim.declare_tally(Tally("safety_days", "Safety days held."))

They then appear in scenario files, tables, series and summaries exactly like those that are built in. They are declared
before the first world is built, most simply in a file that `--extension` names. A phase of one's own reads the
parameter in `world.parameters`, one record a regime, and counts in `world.tally`, one record an office.
"""

from __future__ import annotations

from dataclasses import replace
from keyword import iskeyword
from typing import TYPE_CHECKING, Any, TypeVar

from govsim import outcomes, parameters
from govsim.errors import InputError, nearest
from govsim.events import EVENTS, NO_EVENT, NO_HAZARD, OWN_EVENTS
from govsim.functions import function_hash
from govsim.outcomes import ALL_OUTCOMES, POSITION, TALLIES, Outcome
from govsim.parameters import MECHANISMS, PARAMETERS, Parameter, outside

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from govsim.outcomes import Tally
    from govsim.outcomes.declare import Direction, Formula
    from govsim.parameters import Mechanism
    from govsim.parameters.declare import Kind, Value

T = TypeVar("T")

Declared = tuple["list[Mechanism]", "list[Parameter]", "list[Tally]", "list[Outcome]", "list[str]"]

_mechanisms: dict[str, Mechanism] = {}
_tallies: dict[str, Tally] = {}
_outcomes: dict[str, Outcome] = {}


def declare_parameter(parameter: Parameter) -> None:
    """Declare a parameter; scenarios, policies, `--set` and studies then know it, and `world.parameters` holds it.

    Rules read a rate as per week, a choice as the place of its name, a switch as 0 or 1.

    Raises:
        InputError: The name is taken, the mechanism is unknown, records have no more room, or a world has been built.
    """
    own = {name: p for name, p in PARAMETERS.items() if p.section == outside.SECTION}
    parameter = replace(parameter, section=outside.SECTION)
    if _known("parameter", parameter.name, parameter, own, {*PARAMETERS} - {*own}):
        return
    if parameter.mechanism and parameter.mechanism not in MECHANISMS:
        raise InputError(
            f"unknown mechanism {parameter.mechanism!r}{nearest(parameter.mechanism, MECHANISMS)}",
            f"parameter {parameter.name!r}",
        )
    parameters.declare(parameter)
    try:
        parameters.parameter_record()
    except InputError:
        _withdraw(parameter)
        raise


def _withdraw(parameter: Parameter) -> None:
    del PARAMETERS[parameter.name]
    if parameter.off is not None:
        del MECHANISMS[parameter.mechanism].neutral[parameter.name]


def declare_mechanism(mechanism: Mechanism) -> None:
    """Declare a mechanism, which scenarios can then switch off; its parameters are declared after it.

    Raises:
        InputError: The id is taken, or a world has been built.
    """
    if not _known("mechanism", mechanism.id, mechanism, _mechanisms, {*MECHANISMS} - {*_mechanisms}):
        _mechanisms[mechanism.id] = MECHANISMS[mechanism.id] = mechanism


def declare_tally(tally: Tally) -> None:
    """Declare a tally; `world.tally` then counts it, and the weekly series of a run holds it.

    A tally with a payer counts in the costs of that payer.

    Raises:
        InputError: The name, or that of a column, is taken, records have no more room, or a world has been built.
    """
    if _known("tally", tally.name, tally, _tallies, {t.name for t in TALLIES} - {*_tallies}):
        return
    for column in tally.columns:
        if column in POSITION:
            raise InputError(f"the series has a column {column!r} already", f"tally {tally.name!r}")
    taken = sum(len(own.columns) for own in _tallies.values()) + len(tally.columns)
    if taken > outside.ROOM:
        raise InputError(f"extensions may declare {outside.ROOM} columns, not {taken}", f"tally {tally.name!r}")
    outcomes.declare_tally(tally)
    _tallies[tally.name] = tally


def declare_outcome(outcome: Outcome) -> None:
    """Declare an outcome: a formula of sums of tallies, which summaries, comparisons and studies then know.

    Raises:
        InputError: The name is taken, or a world has been built.
    """
    if not _known("outcome", outcome.name, outcome, _outcomes, {*ALL_OUTCOMES} - {*_outcomes}):
        outcomes.declare_outcome(outcome)
        _outcomes[outcome.name] = outcome


def outcome(
    unit: str, level: str = "true", better: Direction = "none", *, name: str = "", meaning: str = ""
) -> Callable[[Formula], Formula]:
    """Declare the decorated formula as an outcome: `declare_outcome` in one line.

        @govsim.outcome("share", level="recorded", better="more")
        def found_again(sums):
            "Hazards found by rechecks, of all found."
            return sums["found_by_recheck"] / sums["found"]

    Args:
        unit: Its unit.
        level: The level of truth that it speaks of.
        better: Which direction is better.
        name: Its name; that of the function where it is not given.
        meaning: What it is; the first line of the function's docstring where it is not given.

    Raises:
        InputError: As `declare_outcome`.
    """

    def declare(formula: Formula) -> Formula:
        called = getattr(formula, "__name__", "")
        said = (formula.__doc__ or called).strip().splitlines()[0]
        declare_outcome(Outcome(name or called, unit, level, better, meaning or said, formula))
        return formula

    return declare


def parameter(
    name: str,
    default: Value,
    meaning: str,
    *,
    kind: Kind = "number",
    low: float = 0.0,
    high: float = 1.0,
    **more: Any,
) -> Parameter:
    """Declare a parameter and return it: `declare_parameter` in one line.

        govsim.parameter("safety_days", 1.0, "Safety days of a firm.", kind="rate", high=12)

    Its grade is `assumed` and its source "given from outside" unless `more`, the other fields of `govsim.Parameter`,
    says otherwise.

    Raises:
        InputError: As `declare_parameter`, or what is given is no parameter.
    """
    told: dict[str, Any] = {"grade": "assumed", "source": "given from outside", **more}
    try:
        declared = Parameter(name, kind, low, high, default, meaning=meaning, **told)
    except (TypeError, ValueError) as error:
        raise InputError(str(error), f"parameter {name!r}") from None
    declare_parameter(declared)
    return declared


def declare_event(name: str) -> None:
    """Declare a kind of event, which `log_event` then writes to the log of a run.

    Raises:
        InputError: The package has an event of this name, or a world has been built.
    """
    if not _known("event", name, name, dict.fromkeys(OWN_EVENTS, name), {*EVENTS}, identifier=False):
        OWN_EVENTS.append(name)


def declared() -> Declared:
    """Return all that is declared, to be declared in another process."""
    own = [p for p in PARAMETERS.values() if p.section == outside.SECTION]
    return [*_mechanisms.values()], own, [*_tallies.values()], [*_outcomes.values()], [*OWN_EVENTS]


def declared_hashes() -> list[str]:
    """Return what is declared and computed, as texts: what differs in any of them gives other series or outcomes."""
    mechanisms, own, tallies, made, events = declared()
    told = [f"{outcome.name} {outcome.unit} {function_hash(outcome.formula)}" for outcome in made]
    return [*map(repr, mechanisms), *map(repr, own), *map(repr, tallies), *told, *events]


def declare_again(given: Declared) -> None:
    """Declare what is declared in another process; what is known here already is left as it is.

    Raises:
        InputError: Something else of the same name is declared here, or a world has been built before.
    """
    mechanisms, own, tallies, made, events = given
    for mechanism in mechanisms:
        declare_mechanism(mechanism)
    for parameter in own:
        declare_parameter(parameter)
    for tally in tallies:
        declare_tally(tally)
    for outcome in made:
        declare_outcome(outcome)
    for event in events:
        declare_event(event)


def log_event(world: Any, week: int, enterprise: int, event: str, cause: int = NO_EVENT) -> int:
    """Append an event of a firm to the log of a world, if it is logged; return the number of the row (-1: none).

    Args:
        world: The world that a phase of one's own gets.
        week: The present week.
        enterprise: Row of the firm.
        event: A name that `declare_event` has declared.
        cause: Number of the row that caused it; -1: none.

    Raises:
        InputError: The event has not been declared.
    """
    if event not in OWN_EVENTS:
        raise InputError(f"no event {event!r} was declared{nearest(event, OWN_EVENTS)}", "log_event")
    shared = world.shared
    if not shared["logging"][0]:
        return NO_EVENT
    number = int(shared["event_top"][0])
    if number == len(world.events):
        world.grow()
    row = world.events[number]
    told = dict.fromkeys(("channel", "actor", "level", "domain", "major"), -1)
    told |= {"parent": cause, "enterprise": enterprise, "entry": int(world.enterprises["entry"][enterprise])}
    told |= {"hazard": NO_HAZARD, "week": week, "event": len(EVENTS) + OWN_EVENTS.index(event)}
    for name, value in told.items():
        row[name] = value
    shared["event_top"] = number + 1
    while world.short_of_room():
        world.grow()
    return number


def _known(
    what: str, name: str, declared: T, own: Mapping[str, T], built_in: set[str], *, identifier: bool = True
) -> bool:
    """Return whether the same was declared before, as when a file is loaded twice; refuse what cannot be declared."""
    place = f"{what} {name!r}"
    if name in built_in:
        raise InputError(f"the package has a {what} of this name; choose another", place)
    if name in own:
        if _same(own[name], declared):
            return True
        raise InputError("is declared twice, and differently", place)
    if identifier and what != "mechanism" and (not name.isidentifier() or iskeyword(name)):
        raise InputError("must be a name as Python has them: letters, digits and _", place)
    outside.check_open(place)
    return False


def _same(one: object, other: object) -> bool:
    """Return whether two declarations say the same; formulas are compared by their code."""
    if isinstance(one, outcomes.Outcome) and isinstance(other, outcomes.Outcome):
        codes = [getattr(outcome.formula, "__code__", None) for outcome in (one, other)]
        return replace(one, formula=other.formula) == other and codes[0] == codes[1]
    if isinstance(one, parameters.Mechanism) and isinstance(other, parameters.Mechanism):
        return (one.name, one.rule, one.shows_in) == (other.name, other.rule, other.shows_in)
    return one == other
