"""Known models of compliance to which the model reduces when the rest is switched off.

Imitation alone is the replicator equation; Beta-Bayes beliefs with limited capacity have two basins (Bekar and Carlaw);
two groups of firms are Harrington's (1988). The delay-time model and M/M/infinity stand in `test_known_limits.py`.

Error rates: trajectories of firms that are all alike hold no chance at all. Where worlds are drawn, every one of the
worlds must lie on its side of a line that is at least 10 standard deviations (between worlds) away from both sides,
which rejects a correct model with a probability far below 1e-4.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from govsim.agents import compliance
from govsim.hazards import stock
from govsim.world import build
from tests.worlds import ALIKE, column, run, total

# What speaks for effort is what a test says, and nothing else.
NO_REASONS = {
    "fine": 0.0,
    "stop_weeks": 0.0,
    "reputation_loss": 0.0,
    "accident_concern": 0.0,
    "responsibility_weight": 0.0,
    "norm_weight": 0.0,
    "pressure_cost": 0.0,
    "prosecution_weight": 0.0,
    "insured_share": 0.0,
    "responsibility_spread": 0.0,
    "closure_probability": 0.0,
}


# --- the replicator
# -----------------------------------------------------------------------------------------------------

FIRMS = 10
YEARS = 6
REPLICATOR = [  # start, rate, accident concern, weight of the norm: net = concern - 1 + weight (x - 1/2)
    pytest.param(0.1, 2.0, 1.6, 0.0, id="grows"),
    pytest.param(0.9, 2.0, 0.5, 0.0, id="dies_out"),
    pytest.param(0.45, 4.0, 1.0, 2.0, id="coordination_from_below"),
    pytest.param(0.55, 4.0, 1.0, 2.0, id="coordination_from_above"),
    pytest.param(0.3, 3.0, 1.0, 0.0, id="indifferent"),
]


def imitators(small, seed, start, rate, concern, norm, steps):
    """Return the mean effort at the end of each week, with `steps` weeks for a year of the equation."""
    values = {
        **ALIKE,
        **NO_REASONS,
        "compliance_rule": "imitation",
        "imitation_rate": rate * 52.0 / steps,
        "responsibility_mean": start,
        "effort_start": start,
        "accident_concern": concern,
        "norm_weight": norm,
    }
    world = run(small(FIRMS, values, weeks=steps * YEARS), seed)
    return column(world, "effort") / FIRMS


def replicator(start, rate, concern, norm, years):
    """Solve x' = r x (1 - x) (c - 1 + mu (x - 1/2)) at times in years."""
    solved = solve_ivp(
        lambda _, x: rate * x * (1 - x) * (concern - 1 + norm * (x - 0.5)),
        (0.0, float(years[-1])),
        [start],
        t_eval=years,
        rtol=1e-9,
        atol=1e-12,
    )
    return solved.y[0]


@pytest.mark.parametrize(("start", "rate", "concern", "norm"), REPLICATOR)
def test_homogeneous_imitators_follow_the_replicator_equation(small, seed, start, rate, concern, norm):
    """Without institutions; the model takes weekly steps, so the error is of first order.

    Half a step, half the error.
    """
    error = []
    for steps in (52, 104):
        told = imitators(small, seed, start, rate, concern, norm, steps)
        exact = replicator(start, rate, concern, norm, np.arange(1, steps * YEARS + 1) / steps)
        error.append(np.abs(told - exact).max())
    assert error[0] < 0.02
    assert error[1] < 0.6 * error[0] + 1e-9


def test_without_a_norm_the_replicator_is_the_logistic_curve(small, seed):
    start, rate, concern = 0.05, 2.0, 2.0
    told = imitators(small, seed, start, rate, concern, 0.0, 104)
    years = np.arange(1, len(told) + 1) / 104
    np.testing.assert_allclose(
        told, 1.0 / (1.0 + (1.0 / start - 1.0) * np.exp(-rate * (concern - 1.0) * years)), atol=0.01
    )


def test_nobody_imitates_what_nobody_does(small, seed):
    """0 and 1 are rest points, however strong the reasons; without a rate every point is one."""
    for start, concern, rate in ((0.0, 9.0, 20.0), (1.0, 0.0, 20.0), (0.4, 9.0, 0.0)):
        world = build(
            small(
                FIRMS,
                {
                    **ALIKE,
                    **NO_REASONS,
                    "compliance_rule": "imitation",
                    "accident_concern": concern,
                    "imitation_rate": rate,
                },
                weeks=104,
            ),
            seed,
        )
        world.tables.enterprises["effort"] = start
        assert column(world.run(), "effort") == pytest.approx(FIRMS * start, abs=1e-12)


# --- two basins
# ---------------------------------------------------------------------------------------------------------

# Effort holds hazards down by a factor of 20, and with them the cases; a fine is worth 6 years of effort. In the good
# state
# the office can carry every case through; in the bad one there are more than ten times as many cases as it can, so that
# the expected sanction is below the cost of effort. All values lie within their declared ranges.
TOWN = 60
CAPACITY = 4.5
BASINS = {
    "severity_exponent": 1.0,
    **ALIKE,
    **NO_REASONS,
    "compliance_rule": "logit",
    "choice_precision": 10.0,
    "effort_adjustment": 12.0,
    "fine": 162_000.0,
    "compliance_cost": 900.0,
    "belief_rule": "beta_bayes",
    "belief_weight": 0.1,
    "belief_social": 0.5,
    "belief_memory": 60.0,
    "belief_prior": 0.5,
    "sanction_prior": 0.5,
    "emergence_rate": 3.0,
    "effort_sensitivity": 3.0,
    "detection_general": 10.0,
    "record_general": 1.0,
    "genuine_base": 0.0,
    "genuine_responsibility": 0.0,
    "genuine_recheck": 0.0,
    "genuine_burden": 0.0,
    "paper_share": 0.0,
    "partial_share": 0.0,
    "deadline_general": 2.0,
    "extension": 4.0,
    "recheck_rate": 0.0,
    "authority": 1.0,
    "sanction_will": 1.0,
    "attention_base": 1.0,
    "attention_jump": 0.0,
    "case_capacity": CAPACITY,
    "inspectors": 1,
    "grids": 1,
    "leaving_rate": 0.0,
    "workday_budget": False,
    "planned_visits": 12.0,
    "skill_mean": 1.0,
    "skill_spread": 0.0,
    "specialisation": 0.0,
    "visit_hours": 16.0,
    "depth_hours": 0.1,
    "equipment_base": 1.0,
    "fatigue": 0.0,
    "familiarity": 0.0,
    "burnout_gain": 0.0,
    "spare_premises": 0.0,
}
CRACKDOWN = {"start": 208, "end": 312, "set": {"case_capacity": 1000.0}}
WORLDS = 6


def town(small, **keys):
    return small(TOWN, BASINS, weeks=624, policies={"crackdown": CRACKDOWN}, **keys)


def started(scenario, seed, good):
    """Build a world whose firms start with full effort and the memory of 50 sanctions.

    Or with none and of 50 escapes from a busy office.
    """
    world = build(scenario, seed)
    firms = world.tables.enterprises
    world.tables.offices["case_load"] = 0.0 if good else TOWN
    firms["effort"] = 0.99 if good else 0.01
    firms["sanction_hits" if good else "sanction_misses"] = 50.0
    firms["hits"] = 12.0
    return world


def mean_effort(world, first, last):
    return column(world, "effort")[first:last].mean() / TOWN


def sides(values, low, high):
    """Assert that all values lie between `low` and `high`, ten standard deviations away from either."""
    values = np.array(values)
    assert values.min() > low, values
    assert values.max() < high, values
    assert 10.0 * values.std(ddof=1) < max(values.mean() - low, high - values.mean()), values


def test_the_same_office_ends_in_two_states(small, seed):
    """From full effort and certain sanctions it stays there.

    From none it stays there, with the same parameters and luck.
    """
    scenario = town(small)
    ends = {
        good: [mean_effort(started(scenario, s, good).run(), 416, 624) for s in range(10 * seed, 10 * seed + WORLDS)]
        for good in (True, False)
    }
    sides(ends[True], 0.8, 1.01)
    sides(ends[False], -0.01, 0.2)


def test_the_bad_state_is_held_by_the_limit_of_capacity(small, seed):
    """Without the limit, even the bad start ends in the good state."""
    scenario = town(small).with_values({"case_capacity": 1000.0})
    sides(
        [mean_effort(started(scenario, s, False).run(), 416, 624) for s in range(10 * seed, 10 * seed + WORLDS)],
        0.8,
        1.01,
    )


def test_a_crackdown_moves_the_office_from_the_bad_to_the_good_state_and_it_stays(small, seed):
    """Two years of full capacity: before it the bad state, and eight years after its end still the good one."""
    scenario = town(small, baseline=["crackdown"])
    worlds = [started(scenario, s, False).run() for s in range(10 * seed, 10 * seed + WORLDS)]
    sides([mean_effort(w, 104, 208) for w in worlds], -0.01, 0.2)
    sides([mean_effort(w, 416, 624) for w in worlds], 0.8, 1.01)


def test_a_crackdown_that_is_too_short_changes_nothing_for_long(small, seed):
    """A month does not change what firms remember: the office falls back."""
    scenario = small(TOWN, BASINS, weeks=624, policies={"brief": {**CRACKDOWN, "end": 212}}, baseline=["brief"])
    sides(
        [mean_effort(started(scenario, s, False).run(), 416, 624) for s in range(10 * seed, 10 * seed + WORLDS)],
        -0.01,
        0.2,
    )


# --- Harrington's two groups
# ----------------------------------------------------------------------------------------------

# Every firm expects to be found out with 0.9 a year; a sanction is worth `fine` years of effort and sure.
GROUPS = {
    **ALIKE,
    **NO_REASONS,
    "compliance_rule": "becker",
    "effort_adjustment": 52.0,
    "compliance_cost": 900.0,
    "targeting": "state_dependent",
    "watch_release": 1.0,
    "belief_prior": 0.9,
    "belief_jump": 0.0,
    "sanction_prior": 1.0,
    "sanction_jump": 0.0,
    "emergence_rate": 6.0,
    "effort_sensitivity": 2.0,
    "inspectors": 2,
    "grids": 1,
    "detection_general": 6.0,
    "skill_mean": 1.0,
    "leaving_rate": 0.0,
    "rectification_rule": "always",
    "interval_watched": 8.0,
    "interval_trusted": 52.0,
    "authority": 0.0,
    "referral_share": 0.0,
}


def efforts_by_group(small, seed, fine, **values):
    """Return the efforts of the watched and of the other firms.

    Under an expected fine of `fine` times the cost of effort.
    """
    world = run(small(60, {**GROUPS, "fine": fine / 0.9 * 30.0 * 900.0, **values}, weeks=104), seed)
    firms = world.tables.enterprises[world.tables.enterprises["status"] == stock.OPERATING]
    watched = firms["watched"] == 1
    settled = firms["last_visit"] < world.week - 1  # the watch of the last week has not been felt yet
    assert (watched & settled).any()
    assert (~watched & settled).any()
    assert total(world, "visits") > 0
    return firms["effort"][watched & settled], firms["effort"][~watched & settled]


def test_watched_firms_comply_though_the_fine_is_below_the_cost(small, seed):
    """Expected fine 0.4 of the cost, and a concern of 0.3.

    Together not enough, but for the hope to leave the watched group.
    """
    watched, trusted = efforts_by_group(small, seed, 0.4, accident_concern=0.3, foresight=0.95)
    assert (watched == 1.0).all()
    assert (trusted == 0.0).all()


def test_without_foresight_watched_firms_do_not_comply(small, seed):
    """A firm that does not care for next year has nothing to gain by its release."""
    watched, trusted = efforts_by_group(small, seed, 0.4, accident_concern=0.3, foresight=0.0)
    assert (watched == 0.0).all()
    assert (trusted == 0.0).all()


def test_without_a_way_out_watched_firms_do_not_comply(small, seed):
    watched, _ = efforts_by_group(small, seed, 0.4, accident_concern=0.3, foresight=0.95, watch_release=0.0)
    assert (watched == 0.0).all()


def test_the_hope_of_release_alone_makes_watched_firms_comply(small, seed):
    """Harrington's paradox in its pure form.

    No reason but an expected fine of 0.6 of the cost, seldom visits without the watch.
    """
    watched, trusted = efforts_by_group(small, seed, 0.6, foresight=0.95, interval_trusted=520.0)
    assert (trusted == 0.0).all()
    assert (watched == 1.0).all()


def test_the_worth_of_release_grows_with_foresight_and_with_the_chance_of_release():
    """As a formula: nothing at either's 0, and always less than what the fine leaves of the cost."""
    rule = compliance.worth_of_release.py_func
    worth = np.array(
        [
            [rule(_harrington(foresight, release), 0.4, 0.9) for release in (0.0, 0.3, 0.6, 1.0)]
            for foresight in (0.0, 0.5, 0.8, 0.99)
        ]
    )
    assert (worth[0] == 0.0).all()
    assert (worth[:, 0] == 0.0).all()
    assert (np.diff(worth, axis=0)[:, 1:] > 0.0).all()
    assert (np.diff(worth, axis=1)[1:] > 0.0).all()


def _harrington(foresight, release):
    from types import SimpleNamespace

    return SimpleNamespace(foresight=foresight, watch_release=release, interval_watched=8.0, interval_trusted=104.0)
