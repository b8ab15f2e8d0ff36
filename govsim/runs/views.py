"""Which outcomes a comparison shows: sets of them by subject, so that nobody digs for deaths or for who pays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govsim.errors import InputError, nearest
from govsim.outcomes import ALL_OUTCOMES
from govsim.runs.variants import check_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from govsim.parameters.policies import Payer
    from govsim.parameters.scenario import Scenario

PAID: dict[Payer, str] = {
    "office": "office_cost",
    "firms": "firm_cost",
    "insurers": "insurer_cost",
    "society": "society_cost",
}  # what each payer pays, an outcome
VIEWS: dict[str, tuple[str, ...]] = {
    "harm": (
        *("expected_casualties", "expected_deaths_rate", "expected_injury_rate", "expected_accidents"),
        *("expected_fatal_accidents", "years_to_fatal", "accidents", "deaths_rate", "serious_injuries", "near_misses"),
        *("general_accidents", "larger_accidents", "major_accidents", "extraordinarily_major_accidents"),
        *("deaths_by_majors", "loss", "harm_value"),
    ),
    "cost": (
        *PAID.values(),
        *("total_cost", "loss", "harm_value", "burden"),
        "cost_per_true_closure",
    ),
    "hazards": (
        *("hazards_found", "hazards_recorded", "hazards_reported", "hazards_published", "true_closures"),
        *("recorded_rectification", "true_rectification", "formalism_index", "detection_ratio"),
        *("detection_ratio_major", "hazard_stock", "risk_stock"),
    ),
    "supervision": (
        *("visits_per_year", "coverage", "found_per_visit", "visits_gini", "firms_per_inspector", "vacancy"),
        *("duplicate_checks", "omitted_checks", "sanctions_per_visit", "officials_disciplined"),
    ),
}


def with_shown(scenario: Scenario, outcomes: Sequence[str] = (), views: Sequence[str] = ()) -> Scenario:
    """Return the scenario with these outcomes to be shown, and those of these views.

    Raises:
        InputError: An outcome or a view is unknown.
    """
    for name in views:
        if name not in VIEWS:
            raise InputError(f"unknown table {name!r}{nearest(name, VIEWS)}; there are {', '.join(VIEWS)}", "--table")
    for name in outcomes:
        check_name(name, ALL_OUTCOMES, "outcome", "--show")
    shown = [*outcomes, *(name for view in views for name in VIEWS[view])]
    if not shown:
        return scenario
    told = scenario.comparison.model_copy(update={"show": list(dict.fromkeys(shown))})
    return scenario.model_copy(update={"comparison": told})
