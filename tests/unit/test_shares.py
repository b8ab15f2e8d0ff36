"""Shares of an averted accident: the axioms that define them, and the cases that the literature argues over."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest

from govsim import InputError, draws
from govsim.investigation import shares


def game(n: int, key: int) -> np.ndarray:
    """Return a game of n players with worths in (0, 1), monotone in nothing; the empty coalition is worth 0."""
    v = np.array([draws.uniform(np.uint64(key), 1, s, n) for s in range(1 << n)])
    v[0] = 0.0
    return v


def symmetric(n: int, worth) -> np.ndarray:
    """Return the game in which a coalition is worth what its size is."""
    return np.array([float(worth(int(s).bit_count())) for s in range(1 << n)])


@pytest.mark.parametrize("n", range(1, 7))
def test_shapley_is_the_mean_over_all_orders_of_arrival(n):
    v = game(n, 11)
    mean = np.zeros(n)
    orders = list(permutations(range(n)))
    for order in orders:
        coalition = 0
        for player in order:
            mean[player] += v[coalition | 1 << player] - v[coalition]
            coalition |= 1 << player
    assert np.abs(shares.shapley(v) - mean / len(orders)).max() < 1e-12


@pytest.mark.parametrize("n", range(1, 11))
def test_shapley_axioms(n):
    one, other = game(n, 3), game(n, 4)
    assert abs(shares.shapley(one).sum() - one[-1]) < 1e-12  # efficiency
    assert np.abs(shares.shapley(one + other) - shares.shapley(one) - shares.shapley(other)).max() < 1e-12
    dummy = np.concatenate([one, one])  # the last player adds nothing
    assert abs(shares.shapley(dummy)[-1]) < 1e-12
    assert np.abs(shares.shapley(dummy)[:-1] - shares.shapley(one)).max() < 1e-12
    alike = shares.shapley(symmetric(n, lambda size: size**2))
    assert np.abs(alike - alike[0]).max() < 1e-12


@pytest.mark.parametrize("unions", [[[0], [1, 2], [3, 4, 5]], [[0, 5], [1, 4], [2, 3]], [[0, 1, 2, 3, 4, 5]]])
def test_owen_adds_up_to_the_shares_of_the_unions(unions):
    v = game(6, 5)
    own = shares.owen(v, unions)
    between = shares.shapley(shares.between(v, unions))
    assert np.abs([own[union].sum() for union in unions] - between).max() < 1e-12


def test_owen_of_single_players_or_of_one_union_is_shapley():
    v = game(5, 6)
    for unions in ([[n] for n in range(5)], [list(range(5))]):
        assert np.abs(shares.owen(v, unions) - shares.shapley(v)).max() < 1e-12


def test_pairs_that_need_each_other_and_pairs_that_stand_in_for_each_other():
    both = np.array([0.0, 0.0, 0.0, 1.0])
    either = np.array([0.0, 1.0, 1.0, 1.0])
    assert shares.interactions(both)[0, 1] == 1.0
    assert shares.interactions(either)[0, 1] == -1.0
    assert np.abs(shares.interactions(game(4, 7)) - shares.interactions(game(4, 7)).T).max() == 0.0


def test_forest_fire_where_either_match_is_enough():
    """Two arsonists, either of whom burns the forest down: neither is a but-for cause, both together are averting.

    The game is of who refrains: averted only if both do (Halpern and Pearl 2005).
    """
    v = np.array([0.0, 0.0, 0.0, 1.0])
    assert shares.but_for(v) == []
    assert shares.averting_sets(v) == [(0, 1)]
    assert list(shares.responsibility(v)) == [0.5, 0.5]


def test_a_vote_of_11_to_0():
    """Each of eleven voters is responsible to the degree 1/6: five others must change for one vote to be decisive."""
    v = symmetric(11, lambda against: against >= 6)
    assert shares.but_for(v) == []
    assert np.abs(shares.responsibility(v) - 1 / 6).max() < 1e-12
    assert np.abs(shares.shapley(v) - 1 / 11).max() < 1e-12
    assert shares.responsibility(symmetric(11, lambda against: against >= 1)).min() == 1.0


def test_averting_sets_are_the_smallest():
    v = np.array([0, 1, 0, 1, 0, 0, 1, 1], float)  # {0}, {1, 2}; taking player 2 to {0} undoes it
    assert shares.averting_sets(v) == [(0,), (1, 2)]
    assert list(shares.responsibility(v)) == [1.0, 0.5, 0.5]
    assert shares.violations(v) == 1
    assert shares.violations(symmetric(4, lambda size: size > 1)) == 0


def test_a_game_has_a_power_of_two_worths():
    with pytest.raises(InputError, match="2\\^n worths"):
        shares.shapley(np.zeros(6))


@pytest.mark.slow
def test_shapiq_says_the_same():
    shapiq = pytest.importorskip("shapiq")
    n = 6
    v = game(n, 8)

    def worth(coalitions):
        return np.array([v[sum(1 << k for k in range(n) if row[k])] for row in coalitions])

    exact = shapiq.ExactComputer(n_players=n, game=worth)
    told = exact("SV", order=1)
    assert np.abs([told[(k,)] for k in range(n)] - shares.shapley(v)).max() < 1e-10
    pairs = exact("SII", order=2)
    own = shares.interactions(v)
    assert max(abs(pairs[a, b] - own[a, b]) for b in range(n) for a in range(b)) < 1e-10
