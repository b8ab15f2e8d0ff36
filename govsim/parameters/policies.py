"""Policies: dated packages of changes to parameters, and how several of them compose.

A policy says what to `set`, `scale` and `add`, from when to when, where, how strongly, and what it costs. It can name
nothing but parameters, so it cannot reach an outcome except through the rules.

Composition, in this order, for each parameter, over the policies that are in force in a week:

1. `set`, in the order in which the policies are given: value + s (target - value). A whole number is rounded; a
   choice or switch changes over when s reaches one half.
2. `scale`: the factors 1 + s (factor - 1) multiply the value.
3. `add`: the amounts s * amount are added.

s is the policy's strength times its ramp. A value that ends up outside its declared range is an error, not clipped.
"""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, Annotated, Literal, get_args

import numpy as np
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from govsim.errors import InputError, nearest
from govsim.parameters import PARAMETERS, find
from govsim.parameters.conditions import OPERATORS, comparisons
from govsim.parameters.declare import Parameter, Scope, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from govsim.parameters.conditions import FirmKind

Payer = Literal["office", "firms", "insurers", "society"]
PAYERS: tuple[Payer, ...] = get_args(Payer)
Number = Annotated[float, Field(allow_inf_nan=False)]
FINENESS: dict[Scope, int] = {"district": 0, "office": 1, "grid": 2, "enterprise": 3}
CANNOT: dict[Scope, str] = {  # what is said of a policy whose target is finer than what it changes
    "grid": "; a policy for one grid cannot change it",
    "enterprise": (
        "; a policy for one sector, risk grade or size of firms cannot change it; it can change what each firm has for "
        "itself, such as fine, authority, recheck_rate or repair_subsidy: `govsim parameters --firms` lists all"
    ),
}


def is_name(given: str) -> bool:
    """Return whether folders and commands can bear a name: letters of any script, digits, _ and -."""
    return bool(given) and f"_{given.replace('-', '_')}".isidentifier()


def _name(given: str) -> str:
    if not is_name(given):
        raise ValueError("must consist of letters (of any script), digits, _ and -")
    return given


Name = Annotated[
    str, Field(min_length=1, json_schema_extra={"pattern": r"^[^\s\\/:*?\"<>|+.,;]+$"}), AfterValidator(_name)
]


class Strict(BaseModel):
    """Base of all checked records: unknown keys are refused, instances do not change."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)


class Target(Strict):
    """Where a policy acts: an office, a grid of it; and there for which firms, as they are each week. Empty: all."""

    office: str = ""
    grid: int | None = Field(default=None, ge=1, description="Number of the grid, from 1.")
    sector: str = Field(default="", description="Firms of this sector.")
    risk_grade: str = Field(default="", description='Firms of this grade, or of several: `red`, `">= orange"`.')
    employees: Annotated[float, Field(strict=True)] | str = Field(
        default="", description='Firms of this size: `micro`, or a comparison, `">= 20 and < 50"`.'
    )

    @property
    def states(self) -> dict[str, float | str]:
        """What is compared of a firm's state, as directives compare it."""
        return {name: getattr(self, name) for name in ("risk_grade", "employees") if getattr(self, name) != ""}

    @property
    def finest(self) -> Scope | None:
        """The finest unit that it tells apart; None: it may be everywhere."""
        if self.sector or self.states:
            return "enterprise"
        return "grid" if self.grid is not None else None

    def covers(self, office: str, grid: int) -> bool:
        """Return whether grid number `grid` (from 1; 0: the office itself) of an office is where it acts."""
        if grid == 0 and self.grid is not None:
            return False
        return self.office in ("", office) and self.grid in (None, grid)

    def meets(self, firm: FirmKind | None) -> bool:
        """Return whether firms of a kind are among its firms; None: a grid or an office itself, which is no firm."""
        if self.finest != "enterprise":
            return True
        if firm is None or self.sector not in ("", firm.sector):
            return False
        told = [(getattr(firm, name), c) for name, text in self.states.items() for c in comparisons(name, text)]
        return all(OPERATORS[sign](value, bound) for value, (sign, bound) in told)


class Cost(Strict):
    """What a policy itself costs, beside what its changes cause inside the model."""

    setup: Number = Field(default=0.0, ge=0, description="Yuan, once, when it starts.")
    per_year: Number = Field(default=0.0, ge=0, description="Yuan a year.")
    payer: Payer = "office"
    inputs: str = Field(default="", description="What it buys: people, hours, things.")
    why_free: str = Field(default="", description="Why it costs nobody anything, or only what the model counts.")
    source: str = ""


class Policy(Strict):
    """A dated package of changes to parameters."""

    title: str = ""
    title_zh: str = Field(default="", description="Its title in Chinese.")
    short: str = Field(default="", description="A short title; by default its name, spelt out.")
    short_zh: str = Field(default="", description="A short title in Chinese.")
    rows: list[str] = Field(default_factory=list, description="Ids of the rows of the case study that it stands for.")
    description: str = ""
    source: str = ""
    start: int = Field(default=0, ge=0, description="First week in force; week 0 ends the warm-up.")
    end: int | None = Field(default=None, description="First week no longer in force; empty: for good.")
    ramp: int = Field(default=0, ge=0, le=5200, description="Weeks over which it reaches its strength.")
    strength: Number = Field(default=1.0, ge=0, le=1)
    target: Target = Target()
    pilot: bool = Field(
        default=False, description="Whether other offices can take it over from the targeted one (M40)."
    )
    set: dict[str, Value] = Field(default_factory=dict)
    scale: dict[str, Number] = Field(default_factory=dict)
    add: dict[str, Number] = Field(default_factory=dict)
    cost: Cost = Cost()

    def force(self, week: int) -> float:
        """Return the policy's strength in a week: 0 before its start and from its end on, rising over its ramp."""
        if week < self.start or (self.end is not None and week >= self.end):
            return 0.0
        risen = 1.0 if self.ramp == 0 else min(1.0, (week - self.start + 1) / self.ramp)
        return self.strength * risen

    @property
    def moves(self) -> list[str]:
        """Names of the parameters that it changes; one that it changes in several ways stands there several times."""
        return [*self.set, *self.scale, *self.add]

    def change_weeks(self) -> Iterable[int]:
        """Return the weeks in which its force changes."""
        yield self.start
        last = self.start + self.ramp if self.end is None else min(self.start + self.ramp, self.end)
        yield from range(self.start + 1, last + 1)
        if self.end is not None:
            yield self.end

    def reaches(self, office: str, grid: int, adopted: bool = False, firm: FirmKind | None = None) -> bool:
        """Return whether it acts in grid number `grid` (from 1; 0: the office itself) of an office, on a kind of firm.

        A pilot also acts where another office has taken it over (`adopted`).
        """
        return self.target.meets(firm) and ((self.pilot and adopted) or self.target.covers(office, grid))

    def cost_between(self, start: int, end: int) -> float:
        """Return what it costs (yuan) in the weeks from `start` up to `end`, in proportion to its strength."""
        first = max(start, self.start)
        last = end if self.end is None else min(end, self.end)
        if self.strength == 0 or last <= first:
            return 0.0
        once = self.cost.setup if start <= self.start < end else 0.0
        return self.strength * (once + self.cost.per_year * (last - first) / 52.0)


def known_policies(policies: Mapping[str, Policy], names: Iterable[str], where: str) -> list[str]:
    """Return policy names after a check that they exist.

    Raises:
        InputError: One is unknown; the message gives the nearest name, or all.
    """
    names = list(names)
    for name in names:
        if name not in policies:
            known = f"there are {', '.join(policies)}" if policies else "the scenario has none"
            raise InputError(f"unknown policy {name!r}{nearest(name, policies) or '; ' + known}", where)
    return names


def check_policies(
    policies: Mapping[str, Policy],
    where: Callable[..., str],
    sectors: Collection[str],
    grids: Callable[[], Mapping[str, int]],
) -> None:
    """Refuse policies that cannot act.

    `where(name, *keys)` returns the place of a key of a policy; `grids` returns for each office its largest number of
    grids, which stands on what the policies change.

    Raises:
        InputError: One has a wrong name, an empty span, an unknown target, unknown parameters or wrong values.
    """
    for name, policy in policies.items():
        _check_changes(policy, partial(where, name))
    offices = grids() if policies else {}
    for name, policy in policies.items():
        _check_policy(name, policy, partial(where, name))
        _check_place(name, policy, partial(where, name), offices)
        _check_firms(policy.target, partial(where, name, "target"), sectors)


def _check_policy(name: str, policy: Policy, where: Callable[..., str]) -> None:
    if name in ("baseline", "none") or "+" in name:
        raise InputError(
            (
                f"a policy cannot be called {name!r}: `baseline` and `none` have a meaning of their own, and "
                f"`+` joins names"
            ),
            where(),
        )
    if policy.end is not None and policy.end <= policy.start:
        raise InputError(
            f"policy {name!r} ends in week {policy.end}, before it starts (week {policy.start}); give a later end",
            where("end"),
        )


def _check_place(name: str, policy: Policy, where: Callable[..., str], offices: Mapping[str, int]) -> None:
    if policy.target.office and policy.target.office not in offices:
        raise InputError(
            f"policy {name!r} targets an unknown office {policy.target.office!r}; there are {', '.join(offices)}",
            where("target", "office"),
        )
    grid = policy.target.grid
    if policy.pilot and (not policy.target.office or grid is not None):
        raise InputError(
            f"policy {name!r} is a pilot; give the office in which it is tried as its target, without a grid",
            where("pilot"),
        )
    if grid is not None:
        reached = [policy.target.office] if policy.target.office else list(offices)
        most = max(offices[office] for office in reached)
        if grid > most:
            raise InputError(
                f"policy {name!r} targets grid {grid}, but there are only {most} grids; give 1 to {most}",
                where("target", "grid"),
            )


def _check_firms(target: Target, where: Callable[..., str], sectors: Collection[str]) -> None:
    if target.sector and target.sector not in sectors:
        known = f"; there are {', '.join(sectors)}"
        raise InputError(f"unknown sector {target.sector!r}{nearest(target.sector, sectors) or known}", where("sector"))
    for name, text in target.states.items():
        comparisons(name, text, where(name))


def _check_changes(policy: Policy, where: Callable[..., str]) -> None:
    for operation in ("set", "scale", "add"):
        for key, value in getattr(policy, operation).items():
            place = where(operation, key)
            parameter = find(key, place)
            if parameter.structural:
                raise InputError(f"{key!r} is read while the world is built; a policy cannot change it", place)
            finest = policy.target.finest
            if finest and FINENESS[parameter.scope] < FINENESS[finest]:
                raise InputError(f"{key!r} belongs to a whole {parameter.scope}{CANNOT[finest]}", place)
            if operation == "set":
                parameter.accept(value, place)
            elif parameter.kind in ("choice", "switch"):
                raise InputError(f"{key!r} is a {parameter.kind}; use `set`", place)


def trajectories(
    base: Mapping[str, Value], policies: Mapping[str, Policy], weeks: Sequence[int], locked: frozenset[str]
) -> dict[str, NDArray[np.float64]]:
    """Return the values over time of the parameters that policies move, if they all reach the place.

    Args:
        base: At least these parameters before any policy, in the units of the declarations.
        policies: By name; with `set`, later ones win.
        weeks: The weeks asked for.
        locked: Parameters of mechanisms that are switched off; nothing moves them.

    Returns:
        By name, numbers of shape (weeks,): a choice by its index, a switch as 0 or 1.

    Raises:
        InputError: Policies drive a parameter out of its range together; the first week in which they do is named.
    """
    moved = dict.fromkeys(name for policy in policies.values() for name in policy.moves)
    values = {n: np.full(len(weeks), _number(PARAMETERS[n], base[n])) for n in moved if n not in locked}
    forces = {name: np.array([policy.force(week) for week in weeks]) for name, policy in policies.items()}
    for operation in ("set", "scale", "add"):
        for policy, changes in policies.items():
            for name, amount in getattr(changes, operation).items():
                if name in values:
                    with np.errstate(over="ignore", invalid="ignore"):  # out of every range, which is told below
                        values[name] = _apply(PARAMETERS[name], operation, values[name], amount, forces[policy])
    faults = []
    for name, over_time in values.items():
        parameter = PARAMETERS[name]
        if parameter.kind == "count":
            values[name] = np.floor(over_time + 0.5)
        if parameter.kind not in ("choice", "switch"):
            inside = (values[name] >= parameter.low) & (values[name] <= parameter.high)
            faults += [] if inside.all() else [(int(np.argmin(inside)), name)]
    if faults:
        at, name = min(faults, key=lambda fault: fault[0])
        together = ", ".join(n for n, policy in policies.items() if name in policy.moves)
        try:
            PARAMETERS[name].check(float(values[name][at]))
        except ValueError as error:
            message = f"{name} {error}; the policies {together} drive it there together"
            raise InputError(message, f"week {weeks[at]}") from None
    return values


def compose(
    base: Mapping[str, Value], policies: Mapping[str, Policy], week: int, locked: frozenset[str]
) -> dict[str, Value]:
    """Return all values of `base` as policies leave them in one week; see `trajectories`."""
    moved = trajectories(base, policies, [week], locked)
    return {**base, **{name: _value(PARAMETERS[name], float(numbers[0])) for name, numbers in moved.items()}}


def _number(parameter: Parameter, value: Value) -> float:
    return parameter.choices.index(str(value)) if parameter.kind == "choice" else float(value)


def _value(parameter: Parameter, number: float) -> Value:
    if parameter.kind == "choice":
        return parameter.choices[int(number)]
    if parameter.kind == "switch":
        return bool(number)
    return int(number) if parameter.kind == "count" else number


def _apply(
    parameter: Parameter, operation: str, values: NDArray[np.float64], amount: Value, force: NDArray[np.float64]
) -> NDArray[np.float64]:
    number = _number(parameter, amount)
    if operation == "set":
        if parameter.kind in ("choice", "switch"):
            return np.where(force >= 0.5, number, values)
        return np.where(force == 1.0, number, values + force * (number - values))
    if operation == "scale":
        return values * (1.0 + force * (number - 1.0))
    return values + force * number


def largest(name: str, base: Value, policies: Iterable[Policy]) -> int:
    """Return the largest value that a count can reach under any combination of policies."""
    chosen = list(policies)
    most = max([float(base), *(float(p.set[name]) for p in chosen if name in p.set)])
    for policy in chosen:
        most *= max(1.0, float(policy.scale.get(name, 1.0)))
    most += sum(max(0.0, float(policy.add.get(name, 0.0))) for policy in chosen)
    return math.ceil(min(most, PARAMETERS[name].high))
