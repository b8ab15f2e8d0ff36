"""The statistics of decisions beside closed forms, planted answers, and what they promise of themselves."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from govsim.errors import InputError
from govsim.evidence.decisions import acceptability, discovery, flips, information, portfolio, regret, strengths

LOTS = np.random.default_rng  # noqa: TID251 (of the tests)


def unit_loss(mean: float, sd: float) -> float:
    """E max(0, X) - max(0, E X) of a normal X: what knowing it is worth against 0 (Raiffa and Schlaifer 1961)."""
    return sd * norm.pdf(mean / sd) + mean * norm.cdf(mean / sd) - max(0.0, mean)


def normal_case(sets: int, noise: float, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """Two independent normal parameters; doing nothing is 0, doing something 0.2 + 1.0 a + 0.6 b, and luck."""
    lots = LOTS(seed)
    points = norm.ppf((np.array([lots.permutation(sets) for _ in range(2)]).T + 0.5) / sets)
    effect = 0.2 + points @ [1.0, 0.6] + noise * lots.standard_normal(sets)
    return points, np.stack([np.zeros(sets), effect], axis=1)


def test_evpi_of_a_normal_within_three_per_cent() -> None:
    points, y = normal_case(4000, noise=1.0)
    exact = unit_loss(0.2, np.hypot(1.0, 0.6))
    assert information.evpi(information.smoothed(y, points)) == pytest.approx(exact, rel=0.03)
    assert information.evpi(y) > 1.1 * exact  # luck is worth nothing, and plugged in it seems to be


def test_resampled_sets_say_how_sure_evpi_is() -> None:
    """The interval holds the exact value, and narrows with the sets."""
    exact = unit_loss(0.2, np.hypot(1.0, 0.6))
    few, many = (information.perfect(y, points) for points, y in (normal_case(n, noise=0.5) for n in (100, 1600)))
    for told in (few, many):
        assert told.low <= exact <= told.high
    assert many.high - many.low < 0.5 * (few.high - few.low)


def test_regressions_of_columns_together_are_those_of_each_alone() -> None:
    lots = LOTS(5)
    terms, y = lots.standard_normal((40, 6)), lots.standard_normal((40, 3))
    fit, weights = information.ridge(terms, y)
    for n in range(3):
        own, own_weights = information.ridge(terms, y[:, n])
        np.testing.assert_allclose(fit[:, n], own, atol=1e-12)
        np.testing.assert_allclose(weights[:, n], own_weights, atol=1e-12)


@pytest.mark.parametrize("at", [0.3, 0.62])
def test_the_top_of_a_quadratic_is_found_between_levels(at: float) -> None:
    levels = [0.0, 0.5, 1.0]
    assert strengths.top(levels, [-((s - at) ** 2) for s in levels]) == pytest.approx(at)
    assert np.isnan(strengths.top(levels, [(s - at) ** 2 for s in levels]))  # bent upwards: best at an end
    assert np.isnan(strengths.top(levels, [-((s - 1.4) ** 2) for s in levels]))  # beyond the levels
    assert np.isnan(strengths.top(levels, [-((s - 0.5) ** 2) for s in levels]))  # a level itself


@pytest.mark.parametrize(("column", "sd"), [(0, 1.0), (1, 0.6)])
def test_evppi_of_a_normal_within_three_per_cent(column: int, sd: float) -> None:
    points, y = normal_case(6000, noise=0.5)
    told = information.worth_of(y, points[:, [column]], resamples=20)
    assert told.value == pytest.approx(unit_loss(0.2, sd), rel=0.03)
    assert told.low <= told.value <= told.high


def test_evsi_of_a_normal_within_three_per_cent() -> None:
    points, y = normal_case(6000, noise=0.2)
    n, sd = 4, 2.0  # the mean of n looks at the first parameter, each with an error of its own
    seen = points[:, 0] + sd / np.sqrt(n) * norm.ppf((LOTS(3).permutation(6000) + 0.5) / 6000)
    told = information.worth_of(y, seen[:, None], resamples=0)
    known = np.sqrt(1.0 / (1.0 + sd**2 / n))  # of the posterior mean
    assert told.value == pytest.approx(unit_loss(0.2, known), rel=0.03)


def test_evppi_grows_with_its_set_and_stays_below_evpi() -> None:
    points, y = normal_case(1500, noise=0.0)
    whole = information.evpi(y)
    one, both = (information.worth_of(y, points[:, c], resamples=0).value for c in ([0], [0, 1]))
    assert 0.0 < one < both <= whole * 1.01
    assert both == pytest.approx(whole, rel=0.03)


def test_a_process_tells_what_splines_tell() -> None:
    points, y = normal_case(120, noise=0.5)
    more = np.c_[points, LOTS(5).standard_normal((120, 1))]
    by_process = information.worth_of(y, more)
    by_splines = information.worth_of(y, points, resamples=0)
    assert by_process.value == pytest.approx(by_splines.value, rel=0.15)


def test_what_means_nothing_is_worth_nothing_by_the_choice_of_others() -> None:
    _, y = normal_case(400, noise=1.0)
    told = information.worth_of(y, LOTS(9).standard_normal((400, 1)), resamples=0)
    assert told.low < 0.05 * information.evpi(y)
    assert told.value < 0.1 * information.evpi(y)


def test_too_few_sets_are_refused() -> None:
    with pytest.raises(InputError, match="too few"):
        information.worth_of(np.zeros((19, 2)), np.zeros((19, 1)))
    assert not information.enough(7, 10_000)


def test_heormodel_says_the_same() -> None:
    models = pytest.importorskip("heormodel.models")
    from heormodel.cea import ceac
    from heormodel.voi import evpi, evppi, evsi_regression

    lots, sets, worth = LOTS(1), 1000, 100.0
    points = pd.DataFrame(lots.standard_normal((sets, 2)), columns=["a", "b"])
    points.index.name = "iteration"
    cost = pd.DataFrame({"none": np.zeros(sets), "one": 100 + 20 * points["b"], "two": 80.0 + 0 * points["a"]})
    effect = pd.DataFrame({"none": np.zeros(sets), "one": 1.1 + points["a"], "two": 0.9 + 0.5 * points["b"]})
    theirs = models.Outcomes.from_wide(cost, effect)
    g = worth * effect.to_numpy() - cost.to_numpy()
    assert theirs.interventions == ["none", "one", "two"]
    assert evpi(theirs, worth) == pytest.approx(information.evpi(g))
    assert ceac(theirs, [worth]).to_numpy().ravel() == pytest.approx(acceptability.acceptability(g))
    ours = information.worth_of(g, points[["a"]].to_numpy(), resamples=0).value
    assert evppi(theirs, points, "a", worth) == pytest.approx(ours, rel=0.03)
    seen = points[["a"]] + 0.5 * lots.standard_normal((sets, 1))
    ours = information.worth_of(g, seen.to_numpy(), resamples=0).value
    assert evsi_regression(theirs, seen, worth) == pytest.approx(ours, rel=0.03)


def test_acceptabilities_sum_to_one_and_the_least_loss_is_evpi() -> None:
    g = LOTS(1).standard_normal((100, 6))
    g[:, 5] = g[:, 4]  # a tie is divided
    shares = acceptability.acceptability(g)
    assert shares.sum() == pytest.approx(1.0)
    assert shares[4] == shares[5]
    assert acceptability.expected_loss(g).min() == pytest.approx(information.evpi(g))


def test_the_frontier_leaves_out_the_dominated() -> None:
    cost = np.array([0.0, 10.0, 10.0, 20.0, 30.0, 5.0])
    effect = np.array([0.0, 10.0, 5.0, 12.0, 25.0, 1.0])
    assert acceptability.frontier(cost, effect) == [0, 1, 4]  # 3 by a mixture of 1 and 4


def test_fieller_covers() -> None:
    held = 0
    for seed in range(400):
        lots = LOTS(seed)
        cost, effect = lots.normal(10, 3, 30), lots.normal(2, 1, 30)
        _, low, high = acceptability.fieller(cost, effect)
        held += low <= 5.0 <= high
    assert held / 400 == pytest.approx(0.95, abs=0.03)
    assert np.isnan(acceptability.fieller(np.ones(10), np.array([1.0, -1.0] * 5))[1:]).all()


def test_survivors_hold_the_best() -> None:
    lots, held = LOTS(1), 0
    for _ in range(1000):
        truth = lots.normal(0, 1, 8)
        nb = truth + lots.standard_normal((16, 1)) * 3 + lots.standard_normal((16, 8))
        left = portfolio.survivors(nb)
        held += bool(left[np.argmax(truth)])
    assert held >= 950


def test_equal_portfolios_are_not_told_apart_and_fresh_seeds_show_no_winner() -> None:
    lead, left = [], []
    for seed in range(60):
        lots = LOTS(seed)
        first, fresh = lots.standard_normal((2, 32, 50))
        chosen = int(np.argmax(first.mean(axis=0)))
        left.append(portfolio.survivors(first).mean())
        lead.append([first[:, chosen].mean(), fresh[:, chosen].mean() - fresh.mean()])
    plug_in, honest = np.mean(lead, axis=0)
    assert plug_in > 0.3  # the winner's curse
    assert abs(honest) < 4.0 * 0.18 / np.sqrt(60)
    assert np.mean(left) > 0.95


@pytest.mark.parametrize("case", range(4))
def test_enumeration_equals_integer_programming(case: int) -> None:
    lots = LOTS(case)
    strengths = tuple((0.0, 0.5, 1.0)[:n] if n == 3 else (0.0, 1.0) for n in (3, 2, 3, 2, 3))

    def drawn(low: float, high: float, pairs: float) -> portfolio.Surrogate:
        own = tuple((0.0, *np.sort(lots.uniform(low, high, len(s) - 1))) for s in strengths)
        return portfolio.Surrogate(strengths, own, pairs * lots.standard_normal((5, 5)))

    worth, cost = drawn(-1, 3, 1.0), drawn(0, 2, 0.2)
    tried = portfolio.enumerate_best(worth, [(cost, 3.0)], 5)
    solved = portfolio.milp_best(worth, [(cost, 3.0)], 5)
    assert [worth.value(x) for x in solved] == pytest.approx([worth.value(x) for x in tried])
    assert solved[0] == tried[0]


def test_regret_is_bracketed() -> None:
    lots, truth = LOTS(1), LOTS(2).normal(0, 1, (300, 5))
    nb = truth[:, :, None] + lots.standard_normal((300, 5, 4))
    allowed = np.ones(5, bool)
    exact = (truth.max(axis=1, keepdims=True) - truth).mean(axis=0)
    for told, value in zip(regret.regrets(nb, allowed), exact, strict=True):
        assert told.low <= value <= told.high
        assert told.mean <= told.q90 <= told.worst


def test_wilson() -> None:
    assert regret.wilson(0, 10) == pytest.approx((0.0, 0.2775), abs=1e-3)
    assert regret.wilson(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-3)


def test_luck_is_taken_out_of_the_spread() -> None:
    lots = LOTS(1)
    means = lots.normal(0, 1, (400, 1))
    told = regret.spread(means + 3 * lots.standard_normal((400, 8)))
    assert told.sets_high - told.sets_low == pytest.approx(2 * 1.645, rel=0.15)
    assert regret.spread(3 * lots.standard_normal((400, 8))).sets_high < 1.0


def test_a_planted_box_is_found() -> None:
    lots = LOTS(1)
    points = lots.uniform(-1, 1, (400, 10))
    planted = (points[:, 2] > 0.3) & (points[:, 7] < 0.0)
    shortfall = np.where(planted, 1.0, -1.0) + 0.3 * lots.standard_normal(400)
    for box in discovery.boxes(points, shortfall, shortfall > 0):
        assert {(limit.column, limit.above) for limit in box.limits} >= {(2, True), (7, False)}
        assert len(box.limits) <= 3
        assert box.telling
        assert box.coverage > 0.6
        assert box.low <= box.density <= box.high


def test_no_box_in_luck_is_told() -> None:
    lots, told = LOTS(1), 0
    for seed in range(10):
        points, luck = lots.uniform(-1, 1, (100, 8)), lots.standard_normal(100)
        told += any(box.telling for box in discovery.boxes(points, luck, luck > 0.5, seed))
    assert told <= 2


def test_flips_are_where_they_were_put() -> None:
    lots = LOTS(1)
    z = lots.uniform(-1, 1, (300, 6))
    leads = (1.0 - 2.0 * z[:, 1] + 0.5 * z[:, 4] + 0.1 * lots.standard_normal(300))[:, None]
    found = {flip.column: flip for flip in flips.one_way(z, leads)}
    assert set(found) == {1}
    assert found[1].at == pytest.approx(0.5, abs=0.03)
    assert found[1].low <= found[1].at <= found[1].high
    near = flips.nearest(flips.fitted_leads(z, leads)[0], np.ones(6))
    assert near is not None
    assert np.linalg.norm(near) == pytest.approx(1.0 / np.hypot(2.0, 0.5), abs=0.03)
    assert flips.nearest(flips.fitted_leads(z, leads + 5.0)[0], np.ones(6)) is None


def test_what_is_known_better_moves_less() -> None:
    z = LOTS(1).uniform(-1, 1, (300, 2))
    fitted = flips.fitted_leads(z, (1.0 - z[:, 0] - z[:, 1])[:, None])[0]
    near = flips.nearest(fitted, np.array([1.0, 4.0]))
    assert near is not None
    assert near[0] > 4 * near[1]


def test_changes_along_the_axis() -> None:
    best = np.array([0, 0, 2, 2, 2, 3])
    assert flips.along(best, np.linspace(0, 1, 6), 3) == [(pytest.approx(0.3), 0), (pytest.approx(0.9), 3)]
