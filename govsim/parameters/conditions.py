"""By what state of a firm directives and policies can choose it: fields, and comparisons such as `>= 5 and < 9`."""

from __future__ import annotations

import dataclasses
import math
import operator
import re
from typing import TYPE_CHECKING, NamedTuple

from govsim.errors import InputError, nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

RISK_GRADES = ("blue", "yellow", "orange", "red")
SIZES = {  # of industrial firms by employees (Ministry of Industry and Information Technology, 2011, no. 300)
    "micro": "< 20",
    "small": ">= 20 and < 300",
    "medium": ">= 300 and < 1000",
    "large": ">= 1000",
}
OPERATORS: Mapping[str, Callable[[Any, float], Any]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "!=": operator.ne,
    "==": operator.eq,
    "<": operator.lt,
    ">": operator.gt,
}
COMPARISON = re.compile(r"\s*(<=|>=|!=|==|<|>)?\s*(.+?)\s*")


@dataclasses.dataclass(frozen=True, slots=True)
class FirmState:
    """A field of a firm that a directive can compare: its name, unit and meaning, and its field in the record.

    `choices` names its values in their order; without them, it is a number, and `names` may name ranges of it.
    """

    name: str
    unit: str
    meaning: str
    field: str = ""
    choices: tuple[str, ...] = ()
    names: Mapping[str, str] = dataclasses.field(default_factory=dict)


class FirmKind(NamedTuple):
    """By what of a firm a policy can choose it; the risk grade is its place in the order."""

    sector: str
    risk_grade: int
    employees: float


STATES: dict[str, FirmState] = {
    state.name: state
    for state in (
        FirmState("risk_grade", "name", "Its grade, from blue (low) to red.", field="tier", choices=RISK_GRADES),
        FirmState("employees", "persons", f"Its workers, or a size: {', '.join(SIZES)}.", names=SIZES),
        FirmState("effort", "1", "Its safety effort."),
        FirmState("responsibility", "1", "Its sense of responsibility."),
        FirmState("pressure", "1", "The economic pressure on it."),
        FirmState("liquidity", "1", "Its liquidity."),
        FirmState("hazards", "count", "Hazards that are open in truth."),
        FirmState("visits", "count", "Visits of inspectors since week 0."),
        FirmState("found", "count", "Hazards found at it since week 0."),
        FirmState("recorded", "count", "Of these, recorded."),
        FirmState("closed", "count", "Orders closed at it since week 0."),
        FirmState("sanctions", "count", "Sanctions since week 0."),
        FirmState("accidents", "count", "Accidents since week 0."),
        FirmState("injuries", "count", "Injuries since week 0."),
        FirmState("reported_injuries", "count", "Of these, reported."),
        FirmState("deaths", "count", "Deaths since week 0."),
    )
}


def comparisons(name: str, text: float | str, where: str = "") -> list[tuple[str, float]]:
    """Return the comparisons of a field as (operator, number); a choice is compared by its place in the order.

    `text` is a number or a name, for equality, or one or several comparisons: `"red"`, `"> blue"`, `">= 5 and < 9"`; or
    a range that has a name, `"micro"`.

    Raises:
        InputError: The field is unknown, or what it is compared with is no value of it.
    """
    state = STATES.get(name)
    if state is None:
        raise InputError(f"firms have no state {name!r} to be chosen by{nearest(name, STATES)}", where)
    result = []
    for part in state.names.get(str(text), str(text)).split(" and "):
        told = COMPARISON.fullmatch(part)
        sign, value = (told.group(1) or "==", told.group(2)) if told else ("==", "")
        result.append((sign, _number(state, value, where)))
    return result


def _number(state: FirmState, value: str, where: str) -> float:
    if state.choices:
        if value not in state.choices:
            known = f"; there are {', '.join(state.choices)}"
            raise InputError(f"unknown {state.name} {value!r}{nearest(value, state.choices) or known}", where)
        return state.choices.index(value)
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        right = f'; give a number ({state.unit}), as in ">= 5" or "> 2 and < 9"'
        known = f", or one of {', '.join(state.names)}" if state.names else ""
        hint = nearest(value, state.names) or right + known
        raise InputError(f"{state.name} cannot be compared with {value!r}{hint}", where)
    return number
