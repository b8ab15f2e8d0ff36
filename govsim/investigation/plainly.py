"""A single value of a compiled rule, worked out in plain Python."""

from __future__ import annotations

from functools import lru_cache
from types import FunctionType
from typing import Any

from numba.core.registry import CPUDispatcher


@lru_cache(maxsize=32)
def plain(rule: Any) -> Any:
    """Return a compiled rule as the Python function that it is written as, with the rules that it calls.

    The rule stands in one place; a single value of it is worked out without compiling a way in from Python.
    """
    function = getattr(rule, "py_func", rule)
    compiled = {name: value for name, value in function.__globals__.items() if isinstance(value, CPUDispatcher)}
    named = {name: plain(value) for name, value in compiled.items() if name in function.__code__.co_names}
    return FunctionType(function.__code__, {**function.__globals__, **named}, function.__name__)
