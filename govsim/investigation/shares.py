"""Games of what would have averted an accident: shares, averting sets, responsibility.

A game is an array `v` of shape (2^n,): `v[S]` is the worth of the coalition whose players are the bits of S. Here it is
1 where the accident is averted if the barriers (or actors) of S do what they are there for, and else 0. Nothing is
assumed of it but v[0]; that more barriers avert more is counted, not taken for granted.
"""

from __future__ import annotations

from math import factorial
from typing import TYPE_CHECKING

import numpy as np

from govsim.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Game = NDArray[np.float64]

MOST_PLAYERS = 20  # 2^20 worths are 8 MB


def players(v: Game) -> int:
    """Return the number of players of a game of shape (2^n,).

    Raises:
        InputError: The length is no power of two, or there are too many players.
    """
    n = len(v).bit_length() - 1
    if len(v) != 1 << n or n > MOST_PLAYERS:
        raise InputError(f"a game has 2^n worths, n at most {MOST_PLAYERS}, not {len(v)}")
    return n


def sizes(n: int) -> NDArray[np.int64]:
    """Return the number of players in each coalition: shape (2^n,)."""
    bits = np.arange(1 << n, dtype=np.uint64)
    return np.bitwise_count(bits).astype(np.int64)


def shapley(v: Game) -> NDArray[np.float64]:
    """Return the Shapley value of each player, exactly: shape (n,) (Shapley 1953).

    phi_b = sum over S without b of |S|! (n - |S| - 1)! / n! (v(S + b) - v(S)).
    """
    n = players(v)
    size, every = sizes(n), np.arange(1 << n)
    weight = np.array([factorial(s) * factorial(n - s - 1) / factorial(n) for s in range(n)])
    shares = np.empty(n)
    for b in range(n):
        without = every[every >> b & 1 == 0]
        shares[b] = weight[size[without]] @ (v[without | 1 << b] - v[without])
    return shares


def interactions(v: Game) -> NDArray[np.float64]:
    """Return the interaction index of each pair of players: shape (n, n), symmetric (Grabisch and Roubens 1999).

    Positive where two avert together what neither does alone, negative where one can stand in for the other.
    """
    n = players(v)
    size, every = sizes(n), np.arange(1 << n)
    weight = np.array([factorial(s) * factorial(n - s - 2) / factorial(n - 1) for s in range(max(0, n - 1))])
    pairs = np.zeros((n, n))
    for a in range(n):
        for b in range(a):
            rest = every[(every >> a & 1 == 0) & (every >> b & 1 == 0)]
            both, one, other = rest | 1 << a | 1 << b, rest | 1 << a, rest | 1 << b
            pairs[a, b] = pairs[b, a] = weight[size[rest]] @ (v[both] - v[one] - v[other] + v[rest])
    return pairs


def between(v: Game, unions: Sequence[Sequence[int]]) -> Game:
    """Return the game between unions of players, each of which acts as one: shape (2^unions,)."""
    masks = [sum(1 << player for player in union) for union in unions]
    worths = np.zeros(1 << len(unions), np.int64)
    for union, mask in enumerate(masks):
        worths[np.arange(len(worths)) >> union & 1 == 1] |= mask
    return v[worths]


def owen(v: Game, unions: Sequence[Sequence[int]]) -> NDArray[np.float64]:
    """Return the Owen value of each player where players stand in unions: shape (n,) (Owen 1977).

    Within its union a player's share is the Shapley value of the game that gives each part of the union what it would
    earn in the game between unions, if it stood there for the whole. The shares of a union add up to that union's
    Shapley value in the game between unions.
    """
    n = players(v)
    shares = np.zeros(n)
    for own, union in enumerate(unions):
        inner = np.zeros(1 << len(union))
        for part in range(1, len(inner)):
            chosen = [player for place, player in enumerate(union) if part >> place & 1]
            stood_for = [*unions[:own], chosen, *unions[own + 1 :]]
            inner[part] = shapley(between(v, stood_for))[own]
        shares[list(union)] = shapley(inner)
    return shares


def averting_sets(v: Game) -> list[tuple[int, ...]]:
    """Return the smallest sets of players that avert: v is 1 for them and for none of their parts."""
    n = players(v)
    found: list[int] = []
    for coalition in sorted(range(1, 1 << n), key=lambda s: (s.bit_count(), s)):
        if v[coalition] > 0.0 and not any(part & coalition == part for part in found):
            found.append(coalition)
    return [tuple(b for b in range(n) if s >> b & 1) for s in found]


def but_for(v: Game) -> list[int]:
    """Return the players but for whose failure the accident would not have happened: v is 1 for each alone."""
    return [b for b in range(players(v)) if v[1 << b] > 0.0]


def responsibility(v: Game) -> NDArray[np.float64]:
    """Return each player's degree of responsibility: shape (n,) (Chockler and Halpern 2004; Halpern 2015).

    1 over the size of the smallest averting set that needs the player; 0 where none does.
    """
    degrees = np.zeros(players(v))
    for averting in averting_sets(v):
        for b in averting:
            degrees[b] = max(degrees[b], 1.0 / len(averting))
    return degrees


def violations(v: Game) -> int:
    """Return how often one more player makes a coalition avert less."""
    n = players(v)
    every = np.arange(1 << n)
    return sum(
        int((v[without | 1 << b] < v[without]).sum()) for b in range(n) for without in [every[every >> b & 1 == 0]]
    )
