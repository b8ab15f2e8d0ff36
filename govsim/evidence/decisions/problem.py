"""Problem files: measures and strengths, a budget, whose money counts, what harm averted is worth, and guards."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import product
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
from pydantic import Field, field_validator

from govsim.errors import InputError
from govsim.outcomes import ALL_OUTCOMES
from govsim.parameters.in_force import with_strengths
from govsim.parameters.policies import PAYERS, Name, Payer, Strict
from govsim.parameters.scenario import Scenario, load_scenario
from govsim.parameters.yaml_file import Located, checked
from govsim.runs.variants import check_name
from govsim.runs.views import PAID

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Strengths = tuple[float, ...]  # of a portfolio, one for each measure; 0: without it

Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Perspective = Literal["office", "firms", "society"]
COST_SEEN: dict[Perspective, str] = {"office": PAID["office"], "firms": PAID["firms"], "society": "total_cost"}
GUARD = re.compile(r"^\s*no worse than\s+([0-9.]+(?:[eE][-+]?[0-9]+)?)\s*$")
HEADLINE = "expected_casualties"  # what every decision is told in
EXAMPLE = "measures: {stronger_team: [0, 0.5, 1]}"


class Benefit(Strict):
    """What a unit of an outcome averted is worth: an axis, or one value."""

    yuan: tuple[Positive, Positive] = Field(description="From, to: yuan for each unit of the outcome averted.")
    source: str = Field(min_length=1)

    @field_validator("yuan", mode="before")
    @classmethod
    def _one_value(cls, given: Any) -> Any:
        return (given, given) if isinstance(given, (int, float)) and not isinstance(given, bool) else given

    @field_validator("yuan")
    @classmethod
    def _rising(cls, given: tuple[float, float]) -> tuple[float, float]:
        if given[0] > given[1]:
            raise ValueError("must rise from the lower to the higher value")
        return given


class UncertaintySource(Strict):
    """Where parameter sets come from: a study's ranges, what a calibration has left, both, or what is not known."""

    study: str | None = Field(default=None, description="Study file whose parameters and ranges are drawn.")
    parameters: str | None = Field(default=None, description="Parameter set of `govsim calibrate`, with its ensemble.")
    spread: float = Field(default=0.3, gt=0, le=1, description="Half-width, as a share, where nothing better is known.")


class DoubleLook(Strict):
    """Two looks at each of n firms, independent of each other."""

    firms: list[Annotated[int, Field(ge=1)]] = Field(min_length=1)
    price: float = Field(ge=0, description="Yuan a firm.")


class ClosureAudit(Strict):
    """n closures of orders looked at again."""

    orders: list[Annotated[int, Field(ge=1)]] = Field(min_length=1)
    price: float = Field(ge=0, description="Yuan an order.")


class Measurements(Strict):
    """What could be measured before deciding."""

    double_look: DoubleLook | None = None
    closure_audit: ClosureAudit | None = None

    @property
    def options(self) -> list[tuple[str, int, float]]:
        """Each measurement and size, with its cost in yuan."""
        looks, audit = self.double_look, self.closure_audit
        told = [("double_look", n, n * looks.price) for n in looks.firms] if looks else []
        return told + ([("closure_audit", n, n * audit.price) for n in audit.orders] if audit else [])


class ProblemFile(Strict):
    """What a problem file may say."""

    name: Name
    question: str = ""
    scenario: str = Field(min_length=1, description="Scenario file, from the folder of the problem.")
    measures: dict[str, list[float]] = Field(min_length=1, description="Policies of the scenario, and their strengths.")
    budget: dict[Payer, Annotated[float, Field(ge=0)]] = Field(
        default_factory=dict, description="Most that a payer may pay more than now, yuan a year."
    )
    perspective: Perspective = Field(default="society", description="Whose costs count; society: transfers cancel.")
    benefit: dict[str, Benefit] = Field(min_length=1)
    guards: dict[str, str] = Field(default_factory=dict, description="Outcome: `no worse than 0.02`.")
    uncertainty: UncertaintySource = UncertaintySource()
    measurements: Measurements = Measurements()
    horizon_years: float = Field(default=10, gt=0, le=100, description="Years over which the decision holds.")
    sets: int = Field(default=64, ge=8, le=4096, description="Parameter sets.")
    seeds: int = Field(default=4, ge=2, le=250, description="Seeds of each parameter set.")
    seed: int = Field(default=1, ge=0)

    @field_validator("measures")
    @classmethod
    def _strengths(cls, given: dict[str, list[float]]) -> dict[str, list[float]]:
        for strengths in given.values():
            if not strengths or not all(0.0 <= s <= 1.0 for s in strengths) or not any(strengths):
                raise ValueError("strengths lie between 0 and 1, one of them above 0")
        return {name: sorted({0.0, *strengths}) for name, strengths in given.items()}


@dataclass(frozen=True)
class Problem:
    """A checked problem: its file's content, and the scenario with every strength declared as a policy."""

    told: ProblemFile
    scenario: Scenario = field(repr=False)
    folder: Path
    file: str = ""
    guards: dict[str, float] = field(default_factory=dict)

    @property
    def measures(self) -> tuple[str, ...]:
        """Names of the measures."""
        return tuple(self.told.measures)

    @property
    def levels(self) -> list[list[float]]:
        """Strengths of each measure, from 0 on."""
        return list(self.told.measures.values())

    @property
    def count(self) -> int:
        """How many portfolios there are."""
        return prod(map(len, self.levels))

    @property
    def portfolios(self) -> Iterator[Strengths]:
        """All portfolios, that of nothing first."""
        return product(*self.levels)

    def label(self, x: Strengths) -> str:
        """Return a portfolio as commands name it, `a*0.5+b`; that of nothing is `none`."""
        parts = [policy_at(name, s) for name, s in zip(self.measures, x, strict=True) if s > 0.0]
        return "+".join(parts) or "none"

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The outcomes that a decision needs of a run."""
        needed = (HEADLINE, *PAID.values(), "total_cost", *self.told.benefit, *self.guards)
        return tuple(dict.fromkeys(needed))

    @cached_property
    def axis(self) -> Array:
        """Places on the axis of worth, from 0 (lower ends) to 1 (upper ends); one place where the ends are the same."""
        wide = any(b.yuan[0] < b.yuan[1] for b in self.told.benefit.values())
        return np.linspace(0.0, 1.0, 41) if wide else np.zeros(1)

    def worth(self, outcome: str, place: float) -> float:
        """Return yuan for a unit of an outcome averted, at a place of the axis (logarithmic)."""
        low, high = self.told.benefit[outcome].yuan
        return float(low * (high / low) ** place)

    def with_budget(self, payer: str, yuan: float) -> Problem:
        """Return the problem with another budget of a payer."""
        check_name(payer, PAYERS, "payer", "--budget")
        if not 0 <= yuan < float("inf"):
            raise InputError(f"a budget is at least 0 yuan a year, not {yuan:g}", "--budget")
        told = self.told.model_copy(update={"budget": {**self.told.budget, payer: yuan}})
        return replace(self, told=told)

    def with_size(self, sets: int | None, seeds: int | None, seed: int | None) -> Problem:
        """Return the problem with other numbers of parameter sets and seeds."""
        given = {"sets": sets, "seeds": seeds, "seed": seed}
        changed = {key: value for key, value in given.items() if value is not None}
        return replace(self, told=self.told.model_copy(update=changed))


def policy_at(name: str, strength: float) -> str:
    """Return how a policy at a strength is called."""
    return name if strength == 1.0 else f"{name}*{strength:g}"


def load_problem(path: str | Path) -> Problem:
    """Read and check a problem file.

    Raises:
        InputError: Something in it is wrong; file, line and key of the first fault are named.
    """
    path = Path(path)
    file = Located(path, if_missing="those of the package stand in experiments/decisions/")

    def where(*keys: str | int) -> str:
        return file.where(keys)

    told = checked(ProblemFile, file.data, where, EXAMPLE, {"name": path.stem})
    scenario = load_scenario(_from(path.parent, told.scenario))
    _check_measures(told, scenario, where)
    for name in told.benefit:
        _check_direction(name, where("benefit", name))
    guards = {name: _guard(name, said, where("guards", name)) for name, said in told.guards.items()}
    named = [policy_at(name, s) for name, levels in told.measures.items() for s in levels if s > 0.0]
    return Problem(told, with_strengths(scenario, named), path.resolve().parent, str(path), guards)


def _from(folder: Path, given: str) -> Path | str:
    """Return a file from the folder of a problem, or the name of a scenario of the package's as it stands."""
    return folder / given if given.endswith((".yaml", ".yml")) else given


def _check_measures(told: ProblemFile, scenario: Scenario, where: Callable[..., str]) -> None:
    for name in told.measures:
        check_name(name, scenario.policies, "policy", where("measures", name))
        if name in scenario.baseline:
            raise InputError(
                f"the policy {name!r} is in the baseline already; a measure is what is not done yet",
                where("measures", name),
            )


def _check_direction(name: str, where: str) -> None:
    check_name(name, ALL_OUTCOMES, "outcome", where)
    if ALL_OUTCOMES[name].better == "none":
        raise InputError(f"neither more nor less of {name} is better, so that nothing can be averted", where)


def _guard(name: str, said: str, where: str) -> float:
    _check_direction(name, where)
    found = GUARD.match(said)
    if not found:
        raise InputError(f"write `no worse than 0.02`, in units of the outcome, not {said!r}", where)
    return float(found[1])
