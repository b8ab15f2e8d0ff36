"""Philox4x32-10 against the published known-answer vectors and against an independent library."""

from __future__ import annotations

import numpy as np
import pytest

from govsim import draws

# Random123, examples/kat_vectors: philox4x32 10
KNOWN_ANSWERS = {
    "zeros": ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    "ones": ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    "pi": (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
}


def philox(counter, key):
    return tuple(int(word) for word in draws.philox4x32(*(np.uint64(word) for word in (*counter, *key))))


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN_ANSWERS.values(), ids=KNOWN_ANSWERS)
def test_known_answers_of_random123(counter, key, answer):
    assert philox(counter, key) == answer


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN_ANSWERS.values(), ids=KNOWN_ANSWERS)
def test_known_answers_without_compilation(counter, key, answer):
    words = draws.philox4x32.py_func(*(np.uint64(word) for word in (*counter, *key)))
    assert tuple(int(word) for word in words) == answer


def words_of(n):
    """Return six words for the n-th random counter and key."""
    key = np.uint64(0x9E3779B97F4A7C15)
    return [int(u * 2**32) for lag in (0, 1) for u in draws.uniforms(key, 10**6, n, lag)][:6]


def test_independent_library_agrees():
    randomgen = pytest.importorskip("randomgen")
    for n in range(300):
        words = words_of(n)
        counter, key = tuple(words[:4]), tuple(words[4:])
        before = (
            sum(word << (32 * place) for place, word in enumerate(counter)) - 1
        ) % 2**128  # randomgen counts up before it draws
        independent = randomgen.Philox(
            counter=before, key=sum(word << (32 * place) for place, word in enumerate(key)), number=4, width=32
        )
        assert philox(counter, key) == tuple(int(word) for word in independent.random_raw(4))


def test_uniforms_are_the_words_of_philox():
    key = 0x0123456789ABCDEF
    words = philox((7, 3, draws.DETECTION, 0), (key & 0xFFFFFFFF, key >> 32))
    assert draws.uniforms(np.uint64(key), draws.DETECTION, 7, 3) == tuple((word + 0.5) / 2**32 for word in words)
    assert (
        draws.uniform(np.uint64(key), draws.DETECTION, 7, 3) == draws.uniforms(np.uint64(key), draws.DETECTION, 7, 3)[0]
    )


def test_uniforms_lie_strictly_between_0_and_1():
    scale = draws._SCALE
    assert (0 + 0.5) * scale > 0.0
    assert (0xFFFFFFFF + 0.5) * scale < 1.0
    values = [u for index in range(20_000) for u in draws.uniforms(np.uint64(5), draws.EMERGENCE, index, 0)]
    assert 0.0 < min(values) < 1e-4
    assert 1.0 - 1e-4 < max(values) < 1.0


def test_thresholds_and_normals_are_finite_at_the_ends():
    least, most = 0.5 / 2**32, 1.0 - 0.5 / 2**32
    assert 0.0 < draws.exponential(most) < draws.exponential(least) < 23.0
    assert all(abs(draws.normal(u, v)) < 7.0 for u in (least, most) for v in (least, most))


def test_index_and_lag_are_taken_modulo_2_to_the_32():
    key = np.uint64(11)
    assert draws.uniform(key, draws.VACANCY, 2**32 + 5, 0) == draws.uniform(key, draws.VACANCY, 5, 0)
    assert draws.uniform(key, draws.TARGETING, 0, -3) == draws.uniform(key, draws.TARGETING, 0, 2**32 - 3)
