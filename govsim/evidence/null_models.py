"""Null models: the rows of the validation table where nobody responds to supervision.

Whatever a null model has inside as well, the behaviour of firms does not explain. There are two:

* *effort fixed*: the whole model, except that every firm keeps the effort and the sense of responsibility that it
  started with, mends under order as often whatever it believes and risks, and is never on the alert;
* *sector and size*: injuries and deaths by sector and size of the firm alone. There is no supervision in it, so that
  every effect of it is 0, and it has no visits, findings and books; what it is given, it does not tell.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from govsim.evidence.validation import FIRST_SEED, Result, Validation, validate
from govsim.runs.interval import Interval

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from govsim.evidence.validation_rows import ValidationRow
    from govsim.parameters.declare import Value
    from govsim.parameters.scenario import Scenario

EFFORT_FIXED = "effort fixed"
SECTOR_AND_SIZE = "sector and size"
FIXED: dict[str, Value] = {"compliance_rule": "fixed", "genuine_stake": 0.0, "genuine_recheck": 0.0}
OFF = ("M12", "M43")  # responsibility as a stock; alert and sweeps


def without_response(scenario: Scenario) -> Scenario:
    """Return a scenario in which no firm responds to supervision."""
    for mechanism in OFF:
        scenario = scenario.with_mechanism(mechanism, on=False)
    return scenario.with_values(FIXED)


def by_sector_and_size(rows: Sequence[ValidationRow]) -> Validation:
    """Return what a model of injuries by sector and size tells of rows: no effect, and no level."""
    results = []
    for row in rows:
        for quantity in row.told.quantities:
            nothing = Interval(0.0, 0.0, 0.0, 0) if len(quantity.arms) > 1 else None
            results.append(Result(row, quantity, nothing))
    return Validation(tuple(results), dict.fromkeys((row.id for row in rows), 0.0))


def null_models(
    rows: Sequence[ValidationRow],
    replicates: int | None = None,
    seed: int = FIRST_SEED,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Validation]:
    """Return the validation of rows under each null model, by its name; arguments as of `validate`."""
    fixed = [
        replace(row, scenarios={arm: without_response(scenario) for arm, scenario in row.scenarios.items()})
        for row in rows
    ]
    return {
        EFFORT_FIXED: validate(fixed, replicates, seed, workers, progress),
        SECTOR_AND_SIZE: by_sector_and_size(rows),
    }
