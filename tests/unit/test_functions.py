"""Functions of the user's own: equal ones have equal hashes, changed ones others, and they run in another process."""

from __future__ import annotations

import functools
import pickle
import subprocess
import sys
import threading

import numpy as np
import pytest

from govsim import InputError
from govsim.functions import Shipped, function_hash, packed

LEVEL = 0.5
"""What `level` below returns."""


def defined(source, **values):
    """Return the function `f` of a source, as a notebook or `--extension` defines it."""
    namespace = {"__name__": "<own>", "np": np, **values}
    exec(compile(source, "<own>", "exec"), namespace)
    return namespace["f"]


def of(level):
    """Return a function with a closure."""
    return lambda world, week: level * week


BASE = "def f(world, week):\n    return helper(week) + 1.0\ndef helper(week):\n    return LEVEL * week\n"


@pytest.mark.parametrize(
    ("source", "values"),
    [
        (BASE.replace("1.0", "1.5"), {}),
        (BASE.replace("week)", "week, more=3)", 1), {}),
        (BASE.replace("LEVEL *", "LEVEL +"), {}),  # of a function that it calls
        (BASE, {"LEVEL": 0.75}),  # of a global that this one reads
        (BASE.replace("helper(week) + 1.0", "[helper(w) + 2.0 for w in (week,)][0]"), {}),
    ],
    ids=["constant", "default", "called", "global", "inside"],
)
def test_another_function_has_another_hash(source, values):
    assert function_hash(defined(source, **{"LEVEL": 0.5, **values})) != function_hash(defined(BASE, LEVEL=0.5))


def test_the_same_function_has_the_same_hash_wherever_it_stands():
    moved = "# a comment\n\n\n" + BASE.replace("    return helper", "    # another\n    return helper")
    assert function_hash(defined(moved, LEVEL=0.5)) == function_hash(defined(BASE, LEVEL=0.5))
    script = f"from tests.unit.test_functions import *; print(function_hash(defined({BASE!r}, LEVEL=0.5)))"
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert told.strip() == function_hash(defined(BASE, LEVEL=0.5))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (of(0.25), of(0.5)),
        (of({"a": [1, 2]}), of({"a": [1, 3]})),
        (of({1, 2}), of({1, 3})),
        (of(np.arange(3.0)), of(np.arange(3.0) + 1e-12)),
        (of(functools.partial(max, 1)), of(functools.partial(max, 2))),
        (of(of(1)), of(of(2))),
    ],
    ids=["number", "nested", "set", "array", "partial", "function"],
)
def test_what_a_closure_holds_counts(one, other):
    assert function_hash(one) != function_hash(other)


def test_closures_with_equal_contents_are_equal():
    assert function_hash(of([1, {"a": (2.0, "x")}])) == function_hash(of([1, {"a": (2.0, "x")}]))
    assert function_hash(of({"b", "a", "c"})) == function_hash(of({"c", "a", "b"}))


def test_circles_end():
    loop = []
    loop.append(loop)
    assert function_hash(of(loop)) != function_hash(of([]))
    recursive = defined("def f(n):\n    return 1 if n < 2 else n * f(n - 1)\n")
    assert function_hash(recursive) == function_hash(defined("def f(n):\n    return 1 if n < 2 else n * f(n - 1)\n"))


def test_a_function_travels_by_value_with_what_it_uses(tmp_path):
    """To a process that has none of its files."""
    function = defined(BASE, LEVEL=0.5)
    (tmp_path / "packed").write_bytes(packed(Shipped(function, function_hash(function)), [function]))
    script = "import pickle; f = pickle.load(open('packed', 'rb')); print(f(None, 4), f.hash)"
    told = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["3.0", function_hash(function)]


def test_a_function_of_a_module_travels_by_value_too():
    here = pickle.loads(packed(level, [level]))
    assert here is not level
    assert here(None, 2) == 1.0
    assert function_hash(here) == function_hash(level)


def level(world, week):
    """Return a global of this module, times the week."""
    return LEVEL * week


def test_what_cannot_travel_is_refused():
    with pytest.raises(InputError, match="cannot be sent to another process"):
        packed(of(threading.Lock()), [of(threading.Lock())])
