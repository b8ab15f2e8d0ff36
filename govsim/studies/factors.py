"""Factors: the uncertain parameters of a study, and what a coordinate of a design means for each.

A design is a set of points in the unit cube. A factor turns its coordinate u in [0, 1] into a value: by the quantile
function of its distribution, or, where its values are a list (choices, switches, whole numbers, given values), by the
bin of equal width into which u falls.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
from pydantic import Field

from govsim.errors import InputError
from govsim.parameters import find
from govsim.parameters.declare import Value
from govsim.parameters.policies import Strict

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray

    from govsim.parameters.declare import Parameter
    from govsim.parameters.scenario import Scenario

Number = Annotated[float, Field(allow_inf_nan=False)]
Distribution = Literal["uniform", "loguniform", "triangular", "normal"]
DUMMY_NAME = "dummy"


class Uncertainty(Strict):
    """What a study says of an uncertain parameter; empty: uniform over its declared range."""

    distribution: Distribution = "uniform"
    low: Number | None = None
    high: Number | None = None
    spread: Number | None = Field(
        default=None, gt=0, description="Range of the scenario's value ± this share of it, cut at the declared range."
    )
    mode: Number | None = Field(
        default=None, description="Of a triangular distribution (default: the scenario's value)."
    )
    mean: Number | None = Field(
        default=None, description="Of a normal distribution, cut at low and high (default: the scenario's value)."
    )
    sd: Number | None = Field(default=None, gt=0)
    values: list[Value] | None = Field(default=None, min_length=2, description="A list of values, all equally likely.")
    source: str = Field(default="", description="Where the range comes from (default: the declaration).")


@dataclass(frozen=True)
class Factor:
    """An uncertain parameter: its distribution, and the grade and source of its evidence.

    `options` lists the values of a choice, a switch, or a list that the study gives; `whole` rounds to whole numbers. A
    factor with `read=False` is part of the design only: the model never sees it.
    """

    name: str
    low: float = 0.0
    high: float = 1.0
    distribution: Distribution = "uniform"
    mode: float = math.nan
    mean: float = math.nan
    sd: float = math.nan
    options: tuple[Value, ...] = ()
    whole: bool = False
    base: Value = math.nan
    grade: str = ""
    source: str = ""
    read: bool = True

    @property
    def bins(self) -> int:
        """Number of bins of equal width, 0 for a continuous factor."""
        if self.options:
            return len(self.options)
        return int(self.high - self.low) + 1 if self.whole and self.distribution == "uniform" else 0

    def values(self, u: ArrayLike) -> NDArray[Any]:
        """Return the values for coordinates in [0, 1], same shape.

        Floats, whole numbers, or objects (choices, switches).
        """
        u = np.asarray(u, float)
        if self.bins:
            index = np.minimum((u * self.bins).astype(np.int64), self.bins - 1)
            return np.array(self.options, dtype=_dtype(self.options))[index] if self.options else int(self.low) + index
        values = np.clip(self._quantiles(u), self.low, self.high)
        return np.rint(values).astype(np.int64) if self.whole else values

    def _quantiles(self, u: NDArray[np.float64]) -> NDArray[np.float64]:
        if self.distribution == "uniform":
            return self.low + u * (self.high - self.low)
        from scipy import stats

        width = self.high - self.low
        frozen: Any
        if self.distribution == "loguniform":
            frozen = stats.loguniform(self.low, self.high)
        elif self.distribution == "triangular":
            frozen = stats.triang((self.mode - self.low) / width, self.low, width)
        else:
            frozen = stats.truncnorm(
                (self.low - self.mean) / self.sd, (self.high - self.mean) / self.sd, self.mean, self.sd
            )
        return np.asarray(frozen.ppf(u), float)

    def levels(self, n: int) -> NDArray[np.float64]:
        """Return the coordinates of n levels from end to end; of a factor with fewer values, all of them."""
        if not self.bins:
            return np.linspace(0.0, 1.0, n)
        index = np.unique(np.rint(np.linspace(0, self.bins - 1, min(n, self.bins))))
        if self.options:  # a list is taken whole: each of its values was asked for
            index = np.arange(self.bins)
        return (index + 0.5) / self.bins

    def told(self) -> dict[str, Any]:
        """Return what determines the values of the factor, as plain data."""
        keys = ("name", "low", "high", "distribution", "mode", "mean", "sd", "whole", "read")
        told = {key: getattr(self, key) for key in keys}
        return {key: None if isinstance(v, float) and math.isnan(v) else v for key, v in told.items()} | {
            "options": list(self.options)
        }


DUMMY = Factor(
    DUMMY_NAME, grade="dummy", source="read by nothing: what it seems to do is noise of the method", read=False
)


def _dtype(options: tuple[Value, ...]) -> type:
    numbers = all(isinstance(option, (int, float)) and not isinstance(option, bool) for option in options)
    return float if numbers and any(isinstance(option, float) for option in options) else int if numbers else object


def factor_of(name: str, given: Uncertainty, scenario: Scenario, where: Callable[..., str]) -> Factor:
    """Return the factor for a parameter of a scenario; refuse what could not vary or leaves the declared range.

    `where(*keys)` returns the place of a key of the study.
    """
    parameter = find(name, where("parameters", name))
    value, grade, source = scenario.evidence(name)

    def refuse(message: str, *keys: str) -> InputError:
        return InputError(f"{name}: {message}", where("parameters", name, *keys))

    if name in scenario.locked:
        raise refuse("belongs to a mechanism that the scenario switches off, so it cannot matter")
    told: dict[str, Any] = {"base": value, "grade": grade, "source": given.source or source}
    if parameter.kind in ("choice", "switch") or given.values is not None:
        options = _options_of(parameter, given, refuse, lambda n: where("parameters", name, "values", n))
        return Factor(name, options=options, **told)
    low, high = _range_of(parameter, given, float(value), refuse)
    told |= _shape_of(given, low, high, float(value), refuse)
    return Factor(name, low=low, high=high, distribution=given.distribution, whole=parameter.kind == "count", **told)


def _options_of(
    parameter: Parameter, given: Uncertainty, refuse: Callable[..., InputError], where: Callable[[int], str]
) -> tuple[Value, ...]:
    """Return the values of a choice, a switch, or a list that the study gives."""
    if set(given.model_fields_set) - {"values", "source"}:
        raise refuse(
            "give `values` and no range"
            if given.values is not None
            else f"a {parameter.kind} has no range; give `values`"
        )
    options: list[Value] = given.values if given.values is not None else [*parameter.choices] or [False, True]
    for n, option in enumerate(options):
        parameter.accept(option, where(n))
    if len({repr(option) for option in options}) < len(options):
        raise refuse("a value stands twice", "values")
    return tuple(parameter.check(option) for option in options)


def _range_of(
    parameter: Parameter, given: Uncertainty, value: float, refuse: Callable[..., InputError]
) -> tuple[float, float]:
    """Return the ends of the range: those given, those of a share of the scenario's value, or the declared ones."""
    low, high = parameter.low, parameter.high
    if given.spread is not None:
        if given.low is not None or given.high is not None:
            raise refuse("give either `spread` or `low` and `high`", "spread")
        reach = given.spread * abs(value)
        low, high = max(low, value - reach), min(high, value + reach)
        if reach == 0:
            raise refuse("its value is 0, and a share of 0 is 0; give `low` and `high`", "spread")
    low = low if given.low is None else given.low
    high = high if given.high is None else given.high
    for key, bound in (("low", low), ("high", high)):
        if not parameter.low <= bound <= parameter.high:
            raise refuse(
                f"must lie between {parameter.low:g} and {parameter.high:g} ({parameter.unit}), not {bound:g}", key
            )
    if parameter.kind == "count":
        low, high = math.ceil(low), math.floor(high)
    if not low < high:
        raise refuse(f"the range from {low:g} to {high:g} is empty; give `low` below `high`", "low")
    return low, high


def _shape_of(
    given: Uncertainty, low: float, high: float, value: float, refuse: Callable[..., InputError]
) -> dict[str, float | None]:
    """Return what the distribution needs beside its range: the mode, or mean and standard deviation, or nothing."""
    mode, mean = (value if of is None else of for of in (given.mode, given.mean))
    if given.distribution == "loguniform" and low <= 0:
        raise refuse(f"a loguniform range must start above 0, not at {low:g}", "distribution")
    if given.distribution == "triangular" and not low <= mode <= high:
        raise refuse(f"the mode {mode:g} lies outside of the range from {low:g} to {high:g}", "mode")
    if given.distribution == "normal" and given.sd is None:
        raise refuse("a normal distribution needs its standard deviation `sd`", "distribution")
    for key, only in (("mode", "triangular"), ("mean", "normal"), ("sd", "normal")):
        if getattr(given, key) is not None and given.distribution != only:
            raise refuse(f"only a {only} distribution has `{key}`", key)
    if given.distribution == "triangular":
        return {"mode": mode}
    return {"mean": mean, "sd": given.sd} if given.distribution == "normal" else {}
