"""Directives and trials as a scenario tells them: dated events from outside, and arms that firms are assigned to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, model_validator

from govsim.errors import InputError, nearest
from govsim.parameters import PARAMETERS
from govsim.parameters.conditions import comparisons
from govsim.parameters.policies import FINENESS, Policy, Strict, known_policies

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


class Directive(Strict):
    """A dated event from outside: what happens, in which weeks, and whom it meets.

    Firms are chosen by office, grid, sector, row (`enterprises`), their state at the start of the week (`where`) and a
    random `share`; without any, all are met.
    """

    week: int = Field(description="Week, negative in the warm-up.")
    every: int | None = Field(
        default=None, ge=1, description="Weeks from one time to the next; without it, it happens once."
    )
    until: int | None = Field(default=None, description="Week after which it is not repeated any more.")
    action: Literal["inspect", "complain", "fine", "expose", "hazard", "accident", "move"]
    office: str = ""
    grid: int | None = Field(
        default=None, ge=1, description="Number of the grid, from 1; for `move`, where the inspector goes."
    )
    sector: str = ""
    enterprises: list[Annotated[int, Field(ge=0)]] = Field(
        default_factory=list, description="Rows of the table of enterprises, from 0."
    )
    where: dict[str, float | str] = Field(
        default_factory=dict,
        description='Comparisons of fields of a firm: {risk_grade: red, hazards: ">= 5 and < 9"}; all must hold.',
    )
    share: Annotated[float, Field(ge=0, le=1)] = 1.0
    publish: bool = Field(
        default=False, description="Whether a fine is published by the media; whether a complaint is public."
    )
    major: bool = Field(default=False, description="Whether the hazard, or the accident's, is major.")
    depth: Annotated[float, Field(gt=0, le=1)] = Field(default=0.5, description="Depth of an inspection.")
    skill: Annotated[float, Field(gt=0, le=1)] = Field(default=0.8, description="Skill of those who inspect.")
    post: int | None = Field(
        default=None, ge=1, description="Number of the inspector's post in the office, for `move`."
    )

    @model_validator(mode="after")
    def _ends(self) -> Directive:
        if self.until is not None and (self.every is None or self.until < self.week):
            raise ValueError("`until` needs `every`, and must not lie before `week`")
        return self

    def dates(self, end: int) -> range:
        """Return the weeks in which it happens, in a run up to week `end`."""
        last = end if self.until is None else min(self.until + 1, end)
        return range(self.week, last, self.every) if self.every else range(self.week, self.week + 1)


class Arm(Strict):
    """An arm of a trial: its weight, the policies in force in it, the directives that meet its firms."""

    weight: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 1.0
    policies: list[str] = Field(default_factory=list)
    directives: list[Directive] = Field(default_factory=list)


class Trial(Strict):
    """A randomised trial: firms, grids or offices are assigned to arms by lot. The first arm is the control."""

    unit: Literal["enterprise", "grid", "office"] = "enterprise"
    arms: dict[str, Arm] = Field(min_length=2)


@dataclass(frozen=True, slots=True)
class Scope:
    """What the directives of a scenario can name: its weeks, offices, sectors, and the most grids of any office."""

    weeks: range
    offices: Sequence[str]
    sectors: Sequence[str]
    grids: int


def check_directive(directive: Directive, scope: Scope, where: Callable[..., str]) -> None:
    """Refuse a directive that meets nobody; `where(*keys)` returns the place of a key of it.

    Raises:
        InputError: It lies outside the horizon, names an unknown office, grid, sector or state of a firm, or has a key
            that its action does not take.
    """
    if directive.week not in scope.weeks:
        raise InputError(
            f"week {directive.week} is outside of the run; give {scope.weeks[0]} to {scope.weeks[-1]}", where("week")
        )
    for key, known in (("office", scope.offices), ("sector", scope.sectors)):
        name = getattr(directive, key)
        if name and name not in known:
            raise InputError(f"unknown {key} {name!r}{nearest(name, known)}", where(key))
    if directive.grid is not None and directive.grid > scope.grids:
        raise InputError(f"grid {directive.grid} is not there; there are at most {scope.grids}", where("grid"))
    for name, text in directive.where.items():
        comparisons(name, text, where("where", name))
    if directive.action == "move" and (directive.post is None or directive.grid is None):
        raise InputError("a move needs a `post` and a `grid`", where("action"))
    if directive.action != "move" and directive.post is not None:
        raise InputError("only a move has a `post`", where("post"))
    if directive.action == "move" and directive.where:
        raise InputError("a move meets no firm; it has no `where`", where("where"))


def check_trial(trial: Trial, policies: Mapping[str, Policy], scope: Scope, where: Callable[..., str]) -> None:
    """Refuse a trial whose arms cannot differ as they say; `where(*keys)` returns the place of a key of it.

    Raises:
        InputError: An arm names an unknown policy, or one whose parameters are coarser than the unit of the trial, or
            has a directive that `check_directive` refuses.
    """
    finest = FINENESS[trial.unit]
    for name, arm in trial.arms.items():
        place = where("arms", name, "policies")
        for policy in known_policies(policies, arm.policies, place):
            for key in policies[policy].moves:
                if FINENESS[PARAMETERS[key].scope] < finest:
                    raise InputError(
                        f"{key!r} of policy {policy!r} belongs to a whole {PARAMETERS[key].scope}; arms of "
                        f"{trial.unit}s cannot differ in it",
                        place,
                    )
        for n, directive in enumerate(arm.directives):
            check_directive(directive, scope, partial(where, "arms", name, "directives", n))
