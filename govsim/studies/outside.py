"""Scenarios for other packages: a model function for the EMA workbench, a problem for SALib, each in one line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from govsim.errors import InputError
from govsim.outcomes import ALL_OUTCOMES
from govsim.parameters import find
from govsim.runs.given import scenario_of, seeds_of
from govsim.runs.run import replicate
from govsim.runs.variants import check_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from govsim.parameters.scenario import Scenario


def model_function(
    scenario: Scenario | str | Path, outcomes: Iterable[str] = (), seeds: Iterable[int] = (1,)
) -> Callable[..., dict[str, float]]:
    """Return a function of parameters by name that returns outcomes by name, as the EMA workbench's `Model` takes it.

        Model("govsim", function=govsim.model_function("c_office", ["hazard_stock"]))

    Args:
        scenario: The scenario, its file, or the name of one of the package's.
        outcomes: Names of outcomes; none: all.
        seeds: Over these the outcomes are averaged, the same for every call.

    Raises:
        InputError: The scenario, an outcome or a seed is wrong; of the function: a parameter is.
    """
    base, chosen, over = scenario_of(scenario), tuple(outcomes) or tuple(ALL_OUTCOMES), seeds_of(seeds)
    for name in chosen:
        check_name(name, ALL_OUTCOMES, "outcome", "model_function")
    if not over:
        raise InputError("give at least one seed", "model_function")

    def model(**values: Any) -> dict[str, float]:
        runs = replicate(base.with_values(values), over, workers=1)
        return {name: float(np.mean(runs.outcomes[name])) for name in chosen}

    return model


def salib_problem(parameters: Mapping[str, tuple[float, float]] | Sequence[str]) -> dict[str, Any]:
    """Return a problem of SALib: names and bounds of parameters, their declared ranges where only names are given.

    Raises:
        InputError: A parameter is unknown, or is a choice or a switch, which SALib has no bounds for.
    """
    bounds = {}
    for name in parameters:
        declared = find(name, "salib_problem")
        if declared.kind in ("choice", "switch"):
            raise InputError(f"{name!r} is a {declared.kind}; give numbers, or use govsim.sensitivity", "salib_problem")
        given = parameters[name] if isinstance(parameters, Mapping) else (declared.low, declared.high)
        bounds[name] = [float(declared.accept(limit, "salib_problem")) for limit in given]
    return {"num_vars": len(bounds), "names": list(bounds), "bounds": list(bounds.values())}


def salib_function(
    scenario: Scenario | str | Path, parameters: Iterable[str], outcome: str, seeds: Iterable[int] = (1,)
) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    """Return a function of design points, shape (points, parameters), that returns an outcome, shape (points,).

    As SALib's `ProblemSpec.evaluate` takes it. Whole numbers are rounded.
    """
    names = tuple(parameters)
    model = model_function(scenario, [outcome], seeds)
    whole = [find(name, "salib_function").kind == "count" for name in names]

    def evaluate(points: NDArray[np.float64]) -> NDArray[np.float64]:
        told = []
        for point in np.atleast_2d(points).tolist():
            rounded = (round(x) if w else x for x, w in zip(point, whole, strict=True))
            told.append(model(**dict(zip(names, rounded, strict=True)))[outcome])
        return np.array(told)

    return evaluate
