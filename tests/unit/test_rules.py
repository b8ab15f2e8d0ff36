"""Single rules, by hand."""

from __future__ import annotations

import itertools
import math
from types import SimpleNamespace

import numpy as np
import pytest
from scipy import stats

from govsim.agents import (
    accountability,
    agency,
    compliance,
    enforcement,
    enterprise,
    incentives,
    inspector,
    mutual_aid,
    office,
    profile,
    self_check,
    targeting,
    upper_level,
)
from govsim.agents.grids import cells_in_strip, first_cell
from govsim.hazards import accident, detection, emergence, rectification, stock
from govsim.outcomes import COLUMNS, OUTCOMES, TALLIES, TALLY, derive, gini
from govsim.parameters import PARAMETERS, outside
from govsim.parameters.declare import weekly_intensity
from govsim.world import build


def plain(rule):
    """Return a rule as it is written, uncompiled."""
    return rule.py_func


def record(**values):
    """Return parameters as rules see them: declared defaults, encoded, but for the given ones."""
    return SimpleNamespace(**({name: p.encode(p.default) for name, p in PARAMETERS.items()} | values))


# --- quantities -------------------------------------------------------------------------------------------------------


def test_weekly_intensity_of_a_rate_a_duration_and_a_probability():
    assert weekly_intensity(52.0, "rate") == 1.0
    assert weekly_intensity(4.0, "duration") == 0.25
    assert weekly_intensity(0.0, "duration") == math.inf
    assert weekly_intensity(0.0, "probability") == 0.0
    assert weekly_intensity(1.0, "probability") == math.inf
    assert math.exp(-weekly_intensity(0.3, "probability")) == pytest.approx(0.7)
    with pytest.raises(ValueError, match="no intensity for a money"):
        weekly_intensity(1.0, "money")


@pytest.mark.parametrize(
    ("values", "index"), [([1, 1, 1, 1], 0.0), ([0, 0, 0, 1], 0.75), ([1, 2, 3, 4], 0.25), ([7], 0.0), ([0, 10], 0.5)]
)
def test_gini(values, index):
    assert gini(np.array(values)) == pytest.approx(index)
    assert gini(np.array(values[::-1]) * 3.5) == pytest.approx(index)


def test_gini_of_nothing_is_not_defined():
    assert math.isnan(gini(np.zeros(5)))
    assert math.isnan(gini(np.array([])))


# --- hazards ----------------------------------------------------------------------------------------------------------


def test_ageing_is_weibull():
    assert plain(emergence.ageing)(30.0, 1.0, 12.0) == 1.0
    assert plain(emergence.ageing)(12.0, 2.5, 12.0) == 2.5
    assert plain(emergence.ageing)(24.0, 2.0, 12.0) == 4.0
    assert plain(emergence.ageing)(0.0, 0.5, 12.0) == plain(emergence.ageing)(0.1, 0.5, 12.0)  # finite for new plant
    assert emergence.ageing(24.0, 2.0, 12.0) == 4.0


def test_emergence_multiplies_its_factors(monkeypatch):
    monkeypatch.setattr(emergence, "drive", plain(emergence.drive))
    firm = SimpleNamespace(proneness=3.0, scale=2.0, effort=0.25, pressure=0.5)
    p = record(emergence_rate=0.1, effort_sensitivity=0.8, pressure_sensitivity=0.4)
    assert plain(emergence.emergence_intensity)(p, firm, 1.5, 0.9) == pytest.approx(
        0.1 * 3.0 * 2.0 * math.exp(0.8 * 0.75) * 1.5 * 1.2 * 0.9
    )


def test_season_has_its_peak_and_a_mean_of_one():
    p = record(season_amplitude=0.3, season_peak=20.0, technology_growth=0.0)
    year = [plain(emergence.season)(p, week) for week in range(52)]
    assert max(range(52), key=lambda week: year[week]) == 20
    assert np.mean(year) == pytest.approx(1.0)
    assert max(year) == pytest.approx(1.3)
    assert plain(emergence.season)(record(technology_growth=0.1), 104) == pytest.approx(1.21)
    assert plain(emergence.season)(record(), 17) == 1.0


def test_barriers_let_through_what_both_leave():
    p = record(barrier_procedure=0.4, barrier_people=0.3)
    assert plain(accident.barriers)(p, 0.0, 0.0) == 1.0
    assert plain(accident.barriers)(p, 1.0, 0.0) == pytest.approx(0.6)
    assert plain(accident.barriers)(p, 1.0, 1.0) == pytest.approx(0.42)


def test_major_hazards_are_the_worst_and_lethality_falls_with_the_rank():
    p = record(lethality=0.01, lethality_tail=1.5, serious_ratio=9.0)
    sector = SimpleNamespace(fatality_factor=2.0)
    rule = plain(emergence.lethality)
    assert rule(p, sector, 0.04, 1, 1.0) == pytest.approx(rule(p, sector, 0.04, 0, 0.0)) == pytest.approx(0.02)
    majors = [rule(p, sector, 0.04, 1, luck) for luck in (0.01, 0.3, 0.9)]
    general = [rule(p, sector, 0.04, 0, luck) for luck in (0.01, 0.3, 0.9)]
    assert sorted([*majors, *general], reverse=True) == [*majors, *general]
    assert majors[0] == 0.1  # with nine serious harms for each fatal one, harm is fatal in one case of ten at most
    assert rule(p, sector, 0.0, 0, 0.3) == 0.0


@pytest.mark.parametrize(("median", "spread"), [(8e3, 1.0), (2.5e5, 1.0), (1e6, 2.0), (3e6, 0.5)])
def test_a_loss_is_reportable_with_the_tail_of_the_lognormal(median, spread):
    wanted = stats.norm.sf(math.log(accident.REPORTABLE_LOSS / median) / spread)
    assert accident.costly(median, spread) == pytest.approx(wanted, abs=1e-7)
    assert accident.costly(median, 0.0) == float(median >= accident.REPORTABLE_LOSS)
    assert accident.costly(0.0, spread) == 0.0


@pytest.mark.parametrize(
    ("deaths", "serious", "loss", "wanted"),
    [
        (0, 0, 0.0, 0),
        (2, 9, 9_999_999.0, 0),
        (3, 0, 0.0, 1),
        (0, 10, 0.0, 1),
        (0, 0, 1e7, 1),
        (9, 49, 49_999_999.0, 1),
        (10, 0, 0.0, 2),
        (0, 50, 0.0, 2),
        (0, 0, 5e7, 2),
        (29, 99, 99_999_999.0, 2),
        (30, 0, 0.0, 3),
        (0, 100, 0.0, 3),
        (0, 0, 1e8, 3),
    ],
)
def test_accident_classes_of_order_493(deaths, serious, loss, wanted):
    assert plain(accident.accident_class)(deaths, serious, loss) == wanted


def test_an_accident_is_of_the_worst_class_that_any_criterion_gives():
    steps = {"deaths": (0, 3, 10, 30), "serious": (0, 10, 50, 100), "loss": (0.0, 1e7, 5e7, 1e8)}
    for a, b, c in itertools.product(range(4), repeat=3):
        assert plain(accident.accident_class)(steps["deaths"][a], steps["serious"][b], steps["loss"][c]) == max(a, b, c)


def test_detection_is_one_less_the_exponential():
    assert plain(detection.detection)(2.2, 0.0, 1.0, 1.0, 1.0) == 0.0
    assert plain(detection.detection)(2.0, 0.5, 0.8, 0.9, 1.2) == pytest.approx(
        1 - math.exp(-2.0 * 0.5 * 0.8 * 0.9 * 1.2)
    )


def test_attentiveness_falls_with_visits_of_the_day_and_with_repeats():
    rule = plain(detection.attentiveness)
    assert rule(0.032, 0, 0.15, 0) == 1.0
    assert rule(0.032, 1, 0.0, 9) == pytest.approx(0.968)
    assert rule(0.032, 5, 0.0, 0) == pytest.approx(0.968**5)
    assert rule(0.0, 5, 0.2, 1) == pytest.approx(0.9)
    assert rule(0.0, 5, 0.2, 10**6) == pytest.approx(0.8, rel=1e-5)


def test_genuine_repair_is_a_logit_of_its_reasons():
    p = record(
        genuine_base=0.0,
        genuine_responsibility=2.0,
        genuine_recheck=1.0,
        genuine_burden=1.0,
        listing_effect=1.5,
        committee_strength=0.4,
        genuine_stake=4.0,
    )
    rule = plain(rectification.genuine_repair)
    assert rule(p, 0.0, 0.0, 0.0, 0.0, False) == 0.5
    assert rule(p, 0.5, 0.0, 0.0, 1.0, False) == 0.5
    assert rule(p, 1.0, 1.0, 0.0, 0.0, False) == pytest.approx(1 / (1 + math.exp(-3.0)))
    assert rule(p, 0.0, 0.0, 0.25, 1.0, False) == 0.5
    assert rule(p, 0.0, 0.0, 0.0, 3.0, False) < rule(p, 0.0, 0.0, 0.0, 2.0, False)
    assert rule(p, 0.0, 0.0, 0.0, 0.0, True) == pytest.approx(
        1 / (1 + math.exp(-0.6))
    )  # listed by a committee of strength 0.4


def test_certainty_counts_in_proportion_and_severity_less_and_less():
    firm = SimpleNamespace(employees=10.0, sanction_belief=0.2)
    rule = plain(rectification.stake)

    def staked(fine, belief=0.2, cost=1000.0):
        firm.sanction_belief = belief
        return rule(record(fine=fine, reputation_loss=0.0, stop_weeks=0.0, cash_per_employee=5000.0), firm, cost)

    assert staked(0.0) == 0.0
    assert staked(1000.0) == pytest.approx(0.1)
    assert staked(1000.0, belief=0.4) == pytest.approx(0.2)
    assert staked(2000.0) < staked(1000.0, belief=0.4)
    assert staked(1000.0, cost=9000.0) == pytest.approx(0.02)


def test_repair_cost_to_the_firm_is_what_subsidy_and_fund_leave():
    p = record(repair_cost_general=1000.0, repair_cost_major=50_000.0, repair_subsidy=0.3, safety_fund=0.5)
    assert plain(rectification.repair_cost)(p, 0, 2.0) == pytest.approx(700.0)
    assert plain(rectification.repair_cost)(p, 1, 1.0) == pytest.approx(17_500.0)


@pytest.mark.parametrize("u", [1e-9, 0.02, 0.3, 0.999])
def test_deaths_of_a_fatal_accident_are_at_least_one(u):
    assert plain(accident.pareto_deaths)(u, 3.15) >= 1
    assert plain(accident.pareto_deaths)(2.0**-33, 0.5) <= 1e6


# --- enterprises ------------------------------------------------------------------------------------------------------


def test_noticing_rises_with_effort():
    p = record(self_check_rate=0.05, self_check_base=0.3)
    rule = plain(self_check.notice_intensity)
    assert rule(p, 1.0) == pytest.approx(0.05)
    assert rule(p, 0.0) == pytest.approx(0.05 * 0.3)


def test_what_costs_much_is_put_off():
    p = record(self_repair=0.8, self_repair_burden=3.0)
    rule = plain(self_check.chance_to_mend)
    assert rule(p, 1.0, 0.0) == pytest.approx(0.8)
    assert rule(p, 1.0, 1.0) == pytest.approx(0.2)
    assert rule(p, 0.5, 0.0) == pytest.approx(0.4)
    assert rule(p, 3.0, 0.0) == pytest.approx(0.8)  # more cash than usual mends no more than what is willed


@pytest.mark.parametrize(("score", "tier"), [(0.1, 0), (0.8, 1), (1.79, 1), (1.8, 2), (3.5, 3), (99.0, 3)])
def test_grade_by_score(score, tier):
    p = record(tier_yellow=0.8, tier_orange=1.8, tier_red=3.5)
    sector = SimpleNamespace(hazard_factor=score, major_share=0.0)
    assert plain(profile.grade)(p, SimpleNamespace(scale=1.0), sector) == tier
    assert (
        plain(profile.grade)(p, SimpleNamespace(scale=1.0), SimpleNamespace(hazard_factor=score, major_share=0.5))
        >= tier
    )


def test_responsibility_moves_by_the_sum_of_its_causes():
    p = record(
        responsibility_training=0.01,
        responsibility_accident=0.02,
        responsibility_peers=0.1,
        responsibility_erosion=0.03,
        responsibility_decay=0.05,
    )
    firm = SimpleNamespace(salience=0.5, responsibility=0.4, pressure=0.5, first_responsibility=0.6)
    rule = plain(enterprise.responsibility_change)
    assert rule(p, firm, 0.7) == pytest.approx(0.02 * 0.6 + 0.1 * 0.3 - 0.03 * 0.5 * 0.4 + 0.05 * 0.2)
    assert rule(p, firm, 0.1) == pytest.approx(
        0.02 * 0.6 - 0.03 * 0.5 * 0.4 + 0.05 * 0.2
    )  # worse peers do not pull down


@pytest.mark.parametrize(
    ("belief_rule", "nothing_found", "found"),
    [
        (compliance.BELIEF.jump_decay, 0.2, 0.6),
        (compliance.BELIEF.asymmetric, 0.2 - 0.1 * 0.2, 0.6),
        (compliance.BELIEF.bomb_crater, 0.2, 0.1),
        (compliance.BELIEF.beta_bayes, 0.2, 0.2),
    ],
)
def test_beliefs_after_a_visit(small, belief_rule, nothing_found, found):
    p = record(belief_rule=belief_rule, belief_jump=0.5, belief_relief=0.1)
    assert plain(compliance.after_experience)(p, 0.2, False) == pytest.approx(nothing_found)
    assert plain(compliance.after_experience)(p, 0.2, True) == pytest.approx(found)
    tables = build(
        small(
            3, {"belief_rule": PARAMETERS["belief_rule"].choices[belief_rule], "belief_jump": 0.5, "belief_relief": 0.1}
        ),
        1,
    ).tables
    p, firm = tables.parameters[0], tables.enterprises[0]
    firm["inspection_belief"] = 0.2
    plain(compliance.learn_of_visit)(p, firm, 0)
    assert firm["inspection_belief"] == pytest.approx(nothing_found)
    firm["inspection_belief"] = 0.2
    plain(compliance.learn_of_visit)(p, firm, 3)
    assert firm["inspection_belief"] == pytest.approx(found)
    assert (firm["hits"], firm["misses"]) == (1.0, 1.0)


# --- inspectors -------------------------------------------------------------------------------------------------------


def test_learning_follows_a_power_law():
    p = record(learning_rate=0.02, learning_exponent=0.35)
    assert plain(inspector.learn)(p, 0.4, 0.0) == pytest.approx(0.02 * 0.6)
    assert plain(inspector.learn)(p, 0.4, 15.0) == pytest.approx(0.02 * 0.6 * 16.0**-0.35)
    assert plain(inspector.learn)(p, 1.0, 3.0) == 0.0


SCORES = [(0.0, 0.0, 0.0, 0.0, 0.0), (1.0, 0.0, 0.0, 0.0, 0.0), (0.3, 2.0, 0.1, 0.9, 0.0), (3.0, 3.0, 3.0, 3.0, 3.0)]


@pytest.mark.parametrize("scores", SCORES)
@pytest.mark.parametrize("response", [0.0, 1.0, 10.0])
def test_time_shares_sum_to_one(scores, response):
    shares = np.zeros(5)
    plain(incentives.time_shares)(record(incentive_response=response), scores, shares)
    assert shares.sum() == pytest.approx(1.0)
    assert (shares > 0.0).all()
    if response == 0.0 or len(set(scores)) == 1:
        base = [PARAMETERS[f"time_{name}"].default for name in incentives.ACTIVITIES]
        np.testing.assert_allclose(shares, np.array(base) / sum(base))


def test_time_shares_are_those_of_scores_that_are_larger_by_the_same():
    """Where the exponential of a score would be infinite, what counts is still by how much scores differ."""
    usual, large = np.zeros(5), np.zeros(5)
    p = record(incentive_response=10.0)
    plain(incentives.time_shares)(p, (0.3, 0.1, 0.2, 0.0, 0.1), usual)
    plain(incentives.time_shares)(p, (200.3, 200.1, 200.2, 200.0, 200.1), large)
    np.testing.assert_allclose(large, usual, rtol=1e-9)


def scores(values, *, met=False, void=False, rivalry=0.0, paper=0.0, duty=0.0):
    """Return the marginal scores of an inspector assessed on nothing and afraid of nothing but what `values` say."""
    none = dict.fromkeys((n for n in PARAMETERS if n.startswith("assess_")), 0.0)
    quiet = none | {"assessment_scheme": 0, "assessment_period": 52.0, "intrinsic_motivation": 0.3, "audit_share": 0.25}
    return plain(incentives.marginal_scores)(record(**{**quiet, **values}), met, void, rivalry, paper, duty)


def test_marginal_scores_reward_what_is_assessed():
    assert scores({}) == (0.0, 0.3, 0.3, 0.0, 0.0)
    assert scores({"assess_visits": 1.0})[0] == 1.0
    assert scores({"assess_visits": 1.0}, met=True)[0] == 0.0
    assert scores({"assess_visits": 1.0}, void=True)[0] == 0.0
    closure = scores({"assess_closure": 1.0})
    assert closure[2] == pytest.approx(0.25 + 0.3)
    assert closure[3] == pytest.approx(0.75)
    pressed = scores({"assess_visits": 1.0, "assess_closure": 1.0}, rivalry=0.2)
    assert pressed == pytest.approx((1.2, 0.3, 1.2 * 0.25 + 0.3, 1.2 * 0.75, 0.0))


def test_marginal_scores_reward_what_protects_from_blame():
    assert scores({}, paper=0.4) == pytest.approx((0.2, 0.3, 0.3, 0.4, 0.0))
    assert scores({}, duty=0.2) == pytest.approx((0.0, 0.5, 0.5, 0.0, 0.0))
    assert scores({}, paper=0.4, duty=0.2, void=True) == pytest.approx((0.2, 0.5, 0.5, 0.4, 0.0))


def test_each_ground_has_its_own_protection():
    p = record(process_credit=0.5, known_unfixed=1.0, review_false_positive=0.1, review_false_negative=0.2)

    def guilt(ground, found, files, diligence):
        return plain(accountability.culpability)(p, ground, found, files, diligence)

    result, papers, conduct = accountability.RESULT, accountability.PAPERS, accountability.CONDUCT
    assert guilt(result, accountability.UNSEEN, 1.0, 1.0) == 0.5
    assert guilt(result, accountability.OPEN, 1.0, 0.0) == 1.0
    assert guilt(papers, accountability.UNSEEN, 1.0, 0.0) == 0.0
    assert guilt(papers, accountability.OPEN, 1.0, 0.0) == 2.0
    assert guilt(conduct, accountability.UNSEEN, 0.0, 1.0) == pytest.approx(0.1)
    assert guilt(conduct, accountability.UNSEEN, 1.0, 0.0) == pytest.approx(0.8)
    assert guilt(conduct, accountability.OPEN, 1.0, 1.0) == pytest.approx(1.6)


def test_hours_are_what_other_duties_and_burnout_leave():
    p = record(legal_workdays=260.0, other_enforcement_share=0.25, nonenforcement_share=0.25, burnout_hours=0.5)
    assert plain(inspector.inspection_hours)(p, 0.0) == pytest.approx(5 * 8 * 0.5)
    assert plain(inspector.inspection_hours)(p, 1.0) == pytest.approx(5 * 8 * 0.25)
    assert plain(inspector.inspection_hours)(record(other_enforcement_share=0.7, nonenforcement_share=0.6), 0.0) == 0.0


def test_depth_uses_up_both_times_together():
    p = record(visit_hours=2.0, depth_hours=8.0)
    shares = np.array([0.4, 0.4, 0.0, 0.0, 0.2])
    assert plain(inspector.depth_of_visit)(p, shares) == pytest.approx(0.25)
    assert plain(inspector.depth_of_visit)(p, np.array([0.01, 0.9, 0, 0, 0])) == 1.0
    assert plain(inspector.depth_of_visit)(p, np.array([0.9, 0.0001, 0, 0, 0])) == inspector.LEAST_DEPTH


def test_leaving_at_normal_conditions_is_the_base_rate():
    p = record(
        leaving_rate=0.01,
        pay=1.0,
        honour=0.5,
        pay_effect=1.5,
        honour_effect=1.0,
        load_effect=0.5,
        burnout_effect=0.8,
        blame_leaving=0.6,
    )
    rule = plain(inspector.leaving_intensity)
    assert rule(p, 1.0, 0.0, 0.0) == 0.01
    assert rule(p, 0.3, 0.0, 0.0) == 0.01  # little to do keeps nobody
    assert rule(p, 3.0, 0.5, 0.0) == pytest.approx(0.01 * math.exp(1.0 + 0.4))
    assert rule(p, 1.0, 0.0, 0.5) == pytest.approx(0.01 * math.exp(0.3))
    assert rule(record(**{**vars(p), "pay": 2.0}), 1.0, 0.0, 0.0) == pytest.approx(0.01 * math.exp(-1.5))


@pytest.mark.parametrize(
    ("post", "week", "grid"), [(0, 0, 0), (3, 0, 3), (1, 12, 1), (1, 13, 2), (3, 13, 0), (1, 26, 3)]
)
def test_rotation_shifts_posts_over_grids(post, week, grid):
    p = record(rotation_interval=13.0, inspectors=4)
    origin = plain(inspector.patrolled_grid)(p, 0, 4, 0)
    assert (plain(inspector.patrolled_grid)(p, post, 4, week) - origin) % 4 == grid


def test_without_rotation_a_post_keeps_its_grid():
    p = record(rotation_interval=0.0, inspectors=4)
    for post, week in itertools.product(range(4), range(-104, 104, 13)):
        assert plain(inspector.patrolled_grid)(p, post, 4, week) == post


def test_fewer_posts_than_grids_take_turns():
    p = record(rotation_interval=0.0, inspectors=2)
    seen = [{plain(inspector.patrolled_grid)(p, post, 5, week) for post in range(2)} for week in range(5)]
    assert all(len(week) == 2 for week in seen)
    assert set().union(*seen) == set(range(5))


def firm(**values):
    return SimpleNamespace(
        **{"key": np.uint64(5), "x": 0.0, "y": 0.0, "scale": 1.0, "tier": 0, "queued": 0, "turn": 0.25, **values}
    )


def test_targeting_rules_rank_firms():
    grid = SimpleNamespace(x=0.0, y=0.0)
    rule = plain(targeting.priority)
    cyclic, chance = (record(targeting=k) for k in (targeting.TARGETING.cyclic, targeting.TARGETING.random))
    assert rule(cyclic, firm(queued=3), grid, 10, 0.0) == 7.25
    values = {rule(chance, firm(key=np.uint64(k)), grid, 10, 0.0) for k in range(50)}
    assert len(values) == 50
    assert rule(chance, firm(), grid, 10, 0.0) != rule(chance, firm(), grid, 11, 0.0)


def test_intervals_of_colours():
    p = record(interval_blue=104.0, interval_yellow=52.0, interval_orange=26.0, interval_red=13.0)
    assert [plain(targeting.tier_interval)(p, tier) for tier in range(4)] == [104.0, 52.0, 26.0, 13.0]


def test_easy_quota_prefers_cheap_firms_that_were_not_just_visited(small):
    tables = build(small(3, {"targeting": "easy_quota", "quota_gap": 8.0}), 1).tables
    p, grid = tables.parameters[0], tables.grids[0]
    firms = np.asarray(tables.enterprises)
    firms["x"], firms["y"], firms["scale"], firms["queued"] = grid["x"], grid["y"], 1.0, 0
    far, large = firms.copy(), firms.copy()
    far["x"] += 9.0
    large["scale"] = 5.0
    soon = firms.copy()
    soon["queued"] = 49
    near, far, large, soon = (targeting.priority(p, records[0], grid, 50, 0.0) for records in (firms, far, large, soon))
    assert near > far
    assert near > large
    assert soon < min(far, large)


def test_a_visit_costs_preparation_way_and_look():
    p = record(workday_budget=1, team_size=2.0, visit_hours=2.0, depth_hours=8.0, travel_speed=20.0)
    grid = SimpleNamespace(x=0.0, y=0.0)
    assert plain(targeting.visit_cost)(p, firm(x=3.0, y=4.0, scale=1.5), grid, 0.5) == pytest.approx(
        2 * (2 + 10 / 20 + 6)
    )
    assert plain(targeting.visit_cost)(record(workday_budget=0), firm(), grid, 0.5) == 1.0


# --- offices ----------------------------------------------------------------------------------------------------------


def test_equipment_rises_with_the_budget_and_saturates():
    values = [
        plain(office.equipment_target)(record(equipment_base=0.4, budget_half=1000.0, budget_per_firm=b))
        for b in (0.0, 1000.0, 1e5)
    ]
    assert values[0] == 0.4
    assert values[1] == pytest.approx(0.7)
    assert 0.99 < values[2] < 1.0


@pytest.mark.parametrize("grids", [1, 2, 3, 5, 7, 12, 100])
def test_cells_of_strips_are_all_grids_in_order(grids):
    columns = math.ceil(math.sqrt(grids))
    cells = [plain(cells_in_strip)(grids, columns, c) for c in range(columns)]
    assert sum(cells) == grids
    assert max(cells) - min(cells) <= 1
    assert [plain(first_cell)(grids, columns, c) for c in range(columns)] == [sum(cells[:c]) for c in range(columns)]


# --- numbers that used to stand in the rules ------------------------------------------------------------------------


def test_daily_fines_are_a_declared_share_of_the_fine():
    p = record(fine=100.0, fine_escalation=2.0, daily_fine_days=5.0, daily_fine_share=0.2)
    assert [plain(enforcement.fine_of_step)(p, step) for step in (1, 2, 3, 4)] == [100.0, 400.0, 800.0, 800.0]


def test_persons_prosecuted_are_those_of_the_classes_by_their_shares():
    p = record(death_tail=1.0, prosecution_larger=3.0, prosecution_major=5.0, prosecution_extraordinary=7.0)
    by_hand = (1 / 3 - 1 / 10) * 3 + (1 / 10 - 1 / 30) * 5 + 7 / 30
    assert plain(upper_level.mean_prosecution)(p) == pytest.approx(by_hand)
    nobody = record(prosecution_larger=0.0, prosecution_major=0.0, prosecution_extraordinary=0.0)
    assert plain(upper_level.mean_prosecution)(nobody) == 0.0


@pytest.mark.parametrize(("classed", "name"), list(enumerate(("general", "larger", "major", "extraordinary"))))
def test_discipline_is_that_of_the_class(classed, name):
    assert plain(upper_level.discipline_of)(record(**{f"discipline_{name}": 99.0}), classed) == 99.0


def test_a_perfect_prediction_saturates_at_the_declared_stock_of_risk():
    firm = SimpleNamespace(risk=(1.0, 0.4), key=np.uint64(1))
    assert plain(targeting.predicted)(record(prediction_scale=5.0), firm, 1.0, 0) == pytest.approx(1 - math.exp(-1.0))


def test_files_are_complete_to_63_percent_at_the_declared_time():
    files, _ = plain(incentives.protection)(record(records_time=0.3), 0.3, 0.1)
    assert files == pytest.approx(1 - math.exp(-1))


def test_an_agency_that_the_firm_only_pays_depends_on_it_less():
    def client(payer, assignment, **values):
        p = record(agency_payer=payer, agency_assignment=assignment, agency_backcheck=0.0, **values)
        return math.log(1 / plain(agency.shading)(p) - 1)

    office, firm = agency.PAYER.office, agency.PAYER.firm
    rotation, chosen = agency.ASSIGNMENT.rotation, agency.ASSIGNMENT.chosen
    assert client(firm, rotation, agency_dependence=1.0) == pytest.approx(client(firm, chosen))
    assert client(office, chosen, agency_dependence=0.0) == pytest.approx(client(office, rotation))
    assert client(firm, chosen) < client(firm, rotation) < client(office, rotation)


def test_discipline_and_the_licence_weigh_as_declared():
    p = record(
        agency_precision=1.0, agency_backcheck=0.5, agency_fine=0.0, agency_licence_loss=0.1, agency_integrity=0.0
    )
    p.agency_client_value, p.agency_licence_worth, p.subject_discipline, p.agency_discipline = 4.0, 30.0, 1.0, 3.0
    against = 0.5 * (0.1 * 30.0 * 4.0) * 2.0 + 3.0
    assert plain(agency.shading)(p) == pytest.approx(1 / (1 + math.exp(against)))


def test_standing_is_weighted_as_declared():
    assert plain(upper_level.standing)(record(pilot_coverage=0.75), 0.8, 0.4) == pytest.approx(0.7)
    assert plain(upper_level.standing)(record(), 0.3, 0.9) == 0.5 * 0.3 + 0.5 * 0.9


def test_a_firm_without_responsibility_shows_its_base_of_skill():
    p = record(mutual_skill=0.5, mutual_skill_base=0.2)
    assert plain(mutual_aid.skill_of)(p, 0.0) == pytest.approx(0.1)
    assert plain(mutual_aid.skill_of)(p, 1.0) == pytest.approx(0.5)


# --- outcomes ---------------------------------------------------------------------------------------------------------


def test_tallies_and_columns_are_the_compiled_record():
    assert len(COLUMNS) == len(set(COLUMNS)) == TALLY.itemsize // 8 - outside.ROOM
    assert [*(t.name for t in TALLIES), *(name for name, _ in outside.FIELDS)] == list(TALLY.names)


def test_every_outcome_is_derived_and_a_ratio_of_nothing_is_not_defined():
    told = derive(np.zeros(len(COLUMNS)), 52.0, {})
    assert set(told) == set(OUTCOMES)
    assert told["visits_per_year"] == 0.0
    assert math.isnan(told["coverage"])
    assert math.isnan(told["formalism_index"])


def test_outcomes_of_sums_by_hand():
    sums = np.zeros((2, len(COLUMNS)))
    given = {
        "visits": 10,
        "depth": 4.0,
        "found_by_visit": 5,
        "orders": 8,
        "order_closures_recorded": 8,
        "order_closures_true": 6,
        "wages": 1000.0,
        "posts": 4,
        "filled": 3,
    }
    for name, value in given.items():
        sums[1, COLUMNS.index(name)] = value
    told = derive(sums, 104.0, {"office": 2000.0})
    assert told["visits_per_year"].tolist() == [0.0, 5.0]
    assert told["depth"][1] == 0.4
    assert told["found_per_visit"][1] == 0.5
    assert told["formalism_index"][1] == 0.25
    assert told["vacancy"][1] == 0.25
    assert told["office_cost"].tolist() == [1000.0, 1500.0]


def test_outcomes_are_declared_once_and_wholly():
    for name, outcome in OUTCOMES.items():
        assert outcome.name == name
        assert outcome.unit
        assert outcome.meaning.endswith(".")
        assert outcome.level in stock.LEVELS
        assert outcome.better in ("more", "less", "none")


def test_what_is_sanctioned_in_one_week_is_one_decision_on_the_ladder():
    """Orders of one visit fall due together: two that were not obeyed are no second and third sanction (art. 53)."""
    e = SimpleNamespace(sanction_weeks=np.full(4, -10_000), risk=np.zeros(2))
    assert [plain(enforcement.next_step)(e, 100) for _ in range(4)] == [1, 1, 1, 1]
    assert not plain(enforcement.may_close)(e, 100)
    assert [plain(enforcement.next_step)(e, week) for week in (110, 110, 125)] == [2, 2, 3]
    assert plain(enforcement.may_close)(e, 125)
    assert not plain(enforcement.may_close)(e, 126)
