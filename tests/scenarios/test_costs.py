"""No policy is free unless it says why; what it buys is told; and what takes time costs somebody something."""

from __future__ import annotations

import pytest

import govsim
from govsim.parameters.policies import PAYERS
from govsim.world.series import policy_cost
from tests.scenarios.test_files import FILES
from tests.worlds import BUSY, DISTRICT, column, run, total

POLICIES = [(path, name, policy) for path in FILES for name, policy in govsim.load_scenario(path).policies.items()]


@pytest.mark.parametrize(("path", "name", "policy"), POLICIES, ids=[f"{p.stem}-{n}" for p, n, _ in POLICIES])
def test_a_policy_costs_somebody_something_or_says_why_not(path, name, policy):
    cost = policy.cost
    if cost.why_free:
        assert cost.setup == cost.per_year == 0.0
        return
    assert cost.inputs, "say what it buys: people, hours, things"
    scenario = govsim.load_scenario(path).without_policies().with_policy(name)
    world = govsim.simulate(scenario.with_span(weeks=policy.start + 1, measure_from=0, warmup_weeks=0)).world
    assert sum(policy_cost(world, 0, policy.start + 1).values()) > 0.0


def test_what_takes_time_is_priced(small, seed):
    values = {**BUSY, "hour_cost": 50.0, "visit_firm_hours": 2.0, "mutual_hours": 4.0, "insurer_price": 100.0}
    world = run(small(0, values, weeks=60, **DISTRICT), seed)
    visits = column(world, "burden") + column(world, "insurer_visits")
    assert column(world, "visit_time_cost") == pytest.approx(100.0 * visits)
    assert column(world, "mutual_time_cost") == pytest.approx(200.0 * column(world, "mutual_checks"))
    assert column(world, "insurer_cost") == pytest.approx(100.0 * column(world, "insurer_visits"))
    for name in ("handling_cost", "effort_cost", "volunteer_time_cost", "course_time_cost", "stop_cost"):
        assert total(world, name) > 0.0, name


def test_time_that_costs_nothing_leaves_the_run_as_it_was(small, seed):
    free = {"hour_cost": 0.0, "insurer_price": 0.0}
    priced, unpriced = (run(small(0, {**BUSY, **v}, weeks=60, **DISTRICT), seed) for v in ({}, free))
    for name in ("visit_time_cost", "mutual_time_cost", "handling_cost", "insurer_cost", "volunteer_time_cost"):
        assert total(unpriced, name) == 0.0, name
    for name in ("hazards_open_true", "expected_deaths", "found_by_visit", "firm_spending"):
        assert (column(priced, name) == column(unpriced, name)).all(), name


def test_harm_is_valued_by_what_is_to_be_expected(small, seed):
    world = run(small(0, {**BUSY, "life_value": 2e6, "serious_value": 0.1}, weeks=60, **DISTRICT), seed)
    value = 2e6 * (column(world, "expected_deaths") + 0.1 * column(world, "expected_serious"))
    assert column(world, "harm_value") == pytest.approx(value)


def test_what_one_pays_to_another_cancels_in_the_total(small, seed):
    scenario = small(0, BUSY, weeks=60, **DISTRICT)
    summary = govsim.simulate(scenario, seed).summary
    parts = [summary[name] for name in ("office_cost", "firm_cost", "insurer_cost", "society_cost")]
    assert len(parts) == len(PAYERS)
    assert summary["total_cost"] == pytest.approx(sum(parts))
    finer = govsim.simulate(scenario.with_values({"fine": 0.0}), seed).summary
    assert finer["society_cost"] > summary["society_cost"]
