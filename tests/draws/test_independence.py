"""Draws of different identities, decisions, indices and lags are independent and uniform.

Each assertion has an error rate of at most 1e-4 under the null hypothesis; with its fixed keys the outcome is the
same in every run.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from govsim import draws

N = 20_000
RATE = 1e-4
SEED = np.uint64(20_260_101)


def key(kind=draws.ENTERPRISE, identity=0, serial=0, seed=SEED):
    return np.uint64(draws.derive_key(seed, kind, np.uint64(identity), serial))


def stream(n=N, **given):
    """Return n first uniforms: `key`, `decision`, `index`, `lag` are constants, or functions of 0 … n-1."""
    told = {"key": key(), "decision": draws.DETECTION, "index": 0, "lag": 0, **given}
    at = {name: value if callable(value) else (lambda k, value=value: value) for name, value in told.items()}
    return np.array([draws.uniform(at["key"](k), at["decision"](k), at["index"](k), at["lag"](k)) for k in range(n)])


def assert_uniform(values):
    assert stats.kstest(values, "uniform").pvalue > RATE
    assert stats.chisquare(np.histogram(values, bins=200, range=(0, 1))[0]).pvalue > RATE


def assert_independent(a, b):
    bound = stats.norm.isf(RATE / 4) / math.sqrt(len(a))
    assert abs(np.corrcoef(a, b)[0, 1]) < bound
    assert abs(np.corrcoef((a - 0.5) ** 2, (b - 0.5) ** 2)[0, 1]) < bound
    table = np.histogram2d(a, b, bins=10, range=((0, 1), (0, 1)))[0]
    assert stats.chisquare(table.ravel()).pvalue > RATE / 2


STREAMS = {
    "indices": {"index": lambda k: k},
    "lags": {"lag": lambda k: k},
    "decisions": {"decision": lambda k: k},
    "agents": {"key": lambda k: key(identity=k)},
    "distant_agents": {"key": lambda k: key(identity=k << 32)},
    "holders_of_a_post": {"key": lambda k: key(draws.INSPECTOR, 1, k)},
    "seeds": {"key": lambda k: key(seed=np.uint64(k))},
}


@pytest.mark.parametrize("given", STREAMS.values(), ids=STREAMS)
def test_uniform_along(given):
    assert_uniform(stream(**given))


@pytest.mark.parametrize("given", STREAMS.values(), ids=STREAMS)
def test_neighbours_are_independent_along(given):
    values = stream(**given)
    for apart in (1, 2, 16):
        assert_independent(values[:-apart], values[apart:])


def test_the_four_words_are_independent():
    words = np.array([draws.uniforms(key(), draws.SEVERITY, k, 0) for k in range(N)])
    for n in range(4):
        assert_uniform(words[:, n])
        for m in range(n):
            assert_independent(words[:, m], words[:, n])


PAIRS = {
    "decisions": (
        {"decision": draws.DETECTION, "index": lambda k: k},
        {"decision": draws.RECTIFICATION, "index": lambda k: k},
    ),
    "agents": ({"key": key(identity=1), "index": lambda k: k}, {"key": key(identity=2), "index": lambda k: k}),
    "kinds": ({"key": lambda k: key(draws.INSPECTOR, k)}, {"key": lambda k: key(draws.VOLUNTEER, k)}),
    "lags": ({"lag": 0, "index": lambda k: k}, {"lag": 1, "index": lambda k: k}),
    "index_and_lag": ({"index": lambda k: k, "lag": 0}, {"index": 0, "lag": lambda k: k + 1}),
    "seeds": (
        {"key": lambda k: key(identity=k, seed=np.uint64(1))},
        {"key": lambda k: key(identity=k, seed=np.uint64(2))},
    ),
    "identity_and_serial": ({"key": lambda k: key(identity=k)}, {"key": lambda k: key(serial=k + 1)}),
    "seed_and_identity": (
        {"key": lambda k: key(identity=k, seed=np.uint64(0))},
        {"key": lambda k: key(identity=0, seed=np.uint64(k + 1))},
    ),
}


@pytest.mark.parametrize(("one", "other"), PAIRS.values(), ids=PAIRS)
def test_independent_between(one, other):
    assert_independent(stream(**one), stream(**other))


def test_keys_do_not_collide():
    keys = {int(key(kind, identity, serial)) for kind in range(1, 6) for identity in range(1500) for serial in range(3)}
    assert len(keys) == 5 * 1500 * 3  # a collision among 22,500 of 2^64 keys has a probability of 1.4e-11


def test_exponential_and_normal_have_their_law():
    words = np.array([draws.uniforms(key(identity=3), draws.EMERGENCE, k, 0) for k in range(N)])
    assert stats.kstest([draws.exponential(u) for u in words[:, 0]], "expon").pvalue > RATE
    assert stats.kstest([draws.normal(u, v) for u, v in words[:, 1:3]], "norm").pvalue > RATE


@pytest.mark.parametrize("mean", [0.1, 1.0, 10.0, 30.0])
def test_poisson_has_its_law(mean):
    words = stream(index=lambda k: k, decision=draws.LOSS)
    counts = np.array([draws.poisson(u, mean) for u in words])
    low, high = int(stats.poisson.ppf(0.01, mean)), int(stats.poisson.ppf(0.99, mean))
    observed = [(counts <= low).sum(), *((counts == k).sum() for k in range(low + 1, high)), (counts >= high).sum()]
    expected = [
        stats.poisson.cdf(low, mean),
        *(stats.poisson.pmf(k, mean) for k in range(low + 1, high)),
        stats.poisson.sf(high - 1, mean),
    ]
    if high <= low + 1:
        expected[-1] = 1.0 - sum(expected[:-1])
    assert stats.chisquare(observed, N * np.array(expected)).pvalue > RATE


def test_poisson_of_mean_0_is_0():
    assert draws.poisson(1.0 - 2.0**-33, 0.0) == 0
