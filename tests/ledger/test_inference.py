"""The statistics: against other implementations, and against the truth, at stated error rates.

Each test of coverage rejects a right interval with a probability of at most 1e-4: the number of misses is held against
the binomial law. Seeds are fixed; `--seed` tries others.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy import optimize, stats

from govsim.ledger import inference
from govsim.ledger.inference import conditional_poisson, mean, ratio, spread, survival_median

RATE = 1e-4


def covers(misses: int, trials: int, slack: float = 0.0) -> bool:
    """Return whether that many misses are no surprise for intervals that miss in 5 % of cases (plus `slack`)."""
    return bool(
        stats.binom.sf(misses - 1, trials, 0.05 + slack) > RATE and stats.binom.cdf(misses, trials, 0.05) > RATE
    )


def panel(generator, firms=150, visits=4, slopes=(-0.4, 0.3), clumped=0.0):
    """Return findings, covariates and establishments; `clumped` makes the visits over-dispersed."""
    firm = np.repeat(np.arange(firms), visits)
    x = np.column_stack([np.tile(np.arange(visits) > 0, firms), generator.standard_normal(firm.size)]).astype(float)
    level = generator.gamma(1.0, 2.0, firms)[firm]
    clump = generator.gamma(1 / clumped, clumped, firm.size) if clumped else 1.0
    return generator.poisson(level * np.exp(x @ np.array(slopes)) * clump).astype(float), x, firm


def test_conditional_poisson_is_poisson_with_an_indicator_of_every_establishment(generator):
    y, x, firm = panel(generator, firms=40)
    fit = conditional_poisson(y, x, firm)
    keep = np.isin(firm, np.flatnonzero(np.bincount(firm, y) > 0))
    y, x, firm = y[keep], x[keep], np.unique(firm[keep], return_inverse=True)[1]
    full = np.column_stack([x, np.eye(firm.max() + 1)[firm]])
    best = optimize.minimize(
        lambda b: np.exp(full @ b).sum() - y @ full @ b,
        np.zeros(full.shape[1]),
        jac=lambda b: full.T @ (np.exp(full @ b) - y),
        method="BFGS",
        options={"gtol": 1e-7},
    )
    assert fit.coefficients == pytest.approx(best.x[:2], abs=1e-5)
    assert (fit.visits, fit.establishments) == (y.size, firm.max() + 1)


def test_order_of_rows_does_not_matter(generator):
    y, x, firm = panel(generator, firms=30)
    order = generator.permutation(y.size)
    one, other = conditional_poisson(y, x, firm), conditional_poisson(y[order], x[order], firm[order])
    assert one.coefficients == pytest.approx(other.coefficients)
    assert one.covariance == pytest.approx(other.covariance)


def test_offset_is_taken_as_known(generator):
    y, x, firm = panel(generator)
    with_offset = conditional_poisson(y, x[:, :1], firm, 0.3 * x[:, 1])
    zero = conditional_poisson(y, x[:, :1], firm, np.zeros(y.size))
    assert zero.coefficients == pytest.approx(conditional_poisson(y, x[:, :1], firm).coefficients)
    assert with_offset.coefficients != pytest.approx(zero.coefficients)


@pytest.mark.parametrize("clumped", [0.0, 1.0], ids=["Poisson", "over-dispersed"])
def test_intervals_of_conditional_poisson_cover(generator, clumped):
    misses = np.zeros(2, int)
    for _ in range(200):
        fit = conditional_poisson(*panel(generator, clumped=clumped))
        for k, true in enumerate((-0.4, 0.3)):
            i = fit.interval(k)
            misses[k] += not i.low <= true <= i.high
    assert all(covers(int(m), 200, slack=0.02) for m in misses), misses


def test_what_is_not_identified_is_not_estimated(generator):
    y, x, firm = panel(generator)
    assert conditional_poisson(y, np.column_stack([x, x[:, 0]]), firm) is None  # the same covariate twice
    assert conditional_poisson(y, np.ones((y.size, 1)), firm) is None  # no variation
    assert conditional_poisson(y, x, np.arange(y.size)) is None  # one visit each
    assert conditional_poisson(0 * y, x, firm) is None  # nothing found
    assert (
        conditional_poisson(np.where(x[:, 0] > 0, 0.0, y + 1), x[:, :1], firm) is None
    )  # nothing ever found at later visits


def test_mean_and_ratio_without_clusters_are_textbook(generator):
    y = generator.standard_normal(50) + 5
    i = mean(y, np.arange(50))
    low, high = stats.t.interval(0.95, 49, y.mean(), stats.sem(y))
    assert (i.low, i.high) == pytest.approx((low, high))
    assert ratio(2 * y, y, np.arange(50)).value == pytest.approx(2)


def test_intervals_of_means_and_ratios_cover_in_clusters(generator):
    misses = np.zeros(2, int)
    for _ in range(200):
        firm = np.repeat(np.arange(120), 4)
        level = generator.gamma(2.0, 1.0, 120)[firm]
        a, b = generator.poisson(level), generator.poisson(2 * level)
        for k, (i, true) in enumerate(
            ((mean(a.astype(float), firm), 2.0), (ratio(a.astype(float), b.astype(float), firm), 0.5))
        ):
            misses[k] += not i.low <= true <= i.high
    assert all(covers(int(m), 200, slack=0.02) for m in misses), misses


@pytest.mark.parametrize("true", [0.0, 0.3])
def test_interval_of_the_spread_covers(generator, true):
    misses = 0
    for _ in range(200):
        errors = generator.uniform(0.05, 0.2, 15)
        units = 1 + true * generator.standard_normal(15) + errors * generator.standard_normal(15)
        i = spread(units[1:] - units[0], np.diag(errors[1:] ** 2) + errors[0] ** 2)
        assert i.low <= i.value <= i.high
        misses += not i.low <= true <= i.high
    if true:
        assert covers(misses, 200)
    else:
        assert stats.binom.sf(misses - 1, 200, 0.025) > RATE  # at the edge, only the upper tail can miss


def test_spread_does_not_depend_on_the_unit_that_is_held_against(generator):
    values, errors = generator.standard_normal(8), generator.uniform(0.1, 0.3, 8)
    one = spread(values[1:] - values[0], np.diag(errors[1:] ** 2) + errors[0] ** 2)
    other = spread(values[:-1] - values[-1], np.diag(errors[:-1] ** 2) + errors[-1] ** 2)
    assert (one.value, one.low, one.high) == pytest.approx((other.value, other.low, other.high), abs=1e-6)


def test_survival_median_is_that_of_scipy(generator):
    times, censored = np.round(generator.exponential(10, 200)) + 1, generator.exponential(15, 200)
    ended = times <= censored
    seen = np.where(ended, times, censored)
    order = np.lexsort([~ended, seen])
    sf = stats.ecdf(stats.CensoredData.right_censored(seen, ~ended)).sf
    expected = sf.quantiles[np.flatnonzero(sf.probabilities <= 0.5)[0]]
    assert survival_median(seen[order], ended[order], np.ones(200)) == expected
    twice = np.repeat(order, 2)
    assert survival_median(seen[order], ended[order], np.full(200, 2.0)) == survival_median(
        seen[twice], ended[twice], np.ones(400)
    )
    assert np.isnan(survival_median(np.array([1.0, 2.0]), np.array([False, False]), np.ones(2)))


def test_resamples_follow_the_seed_and_keep_clusters_whole():
    firm = np.repeat(np.arange(20), 3)
    one, other, third = (list(inference.resamples(firm, 5, seed)) for seed in (1, 1, 2))
    assert np.array_equal(one, other)
    assert not np.array_equal(one, third)
    for weights in one:
        assert weights.sum() == 60
        assert (weights.reshape(20, 3) == weights[::3, None]).all()
    assert not list(inference.resamples(firm[:15], 5, 1))  # too few clusters for an interval
