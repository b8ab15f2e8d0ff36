"""Elementary functions lie within one unit in the last place of the exact value, as `decimal` works it out."""

from __future__ import annotations

import math
from decimal import Decimal, localcontext

import numpy as np
import pytest

from govsim import elementary

DIGITS = 60
TURN = Decimal("6.28318530717958647692528676655900576839433879875021164194989")


def uniforms(low, high, count=1500):
    """Return numbers spread evenly over a span, by the golden ratio: no luck, no grid."""
    return low + (high - low) * np.modf(np.arange(1, count + 1) * 0.6180339887498949)[0]


def ulps(got, exact):
    """Return how far a value lies from an exact one, in units in the last place of the exact one."""
    return abs(Decimal(got) - exact) / Decimal(math.ulp(float(exact)))


def cosine(x):
    """Return the cosine of a Decimal by its series."""
    term = total = Decimal(1)
    for n in range(1, 60):
        term *= -x * x / ((2 * n - 1) * (2 * n))
        total += term
    return total


SPANS = {"around 0": (-1.0, 1.0), "wide": (-700.0, 700.0), "tiny": (-1e-9, 1e-9)}


@pytest.mark.parametrize("span", SPANS.values(), ids=SPANS)
def test_exp(span):
    with localcontext() as context:
        context.prec = DIGITS
        assert max(ulps(elementary.exp(x), Decimal(x).exp()) for x in uniforms(*span).tolist()) <= 1


@pytest.mark.parametrize("span", [(1e-6, 2.0), (0.7, 1.42), (0.999, 1.001), (1.0, 1e6)])
def test_log(span):
    with localcontext() as context:
        context.prec = DIGITS
        assert max(ulps(elementary.log(x), Decimal(x).ln()) for x in uniforms(*span).tolist()) <= 1
        assert max(ulps(elementary.log(x), Decimal(x).ln()) for x in np.exp(uniforms(-600, 600)).tolist()) <= 1


@pytest.mark.parametrize("most", [3.0, 60.0, 600.0])
def test_power(most):
    bases, exponents = np.exp(uniforms(-1.1, 1.1)).tolist(), uniforms(-most, most, 1500)[::-1].tolist()
    with localcontext() as context:
        context.prec = DIGITS
        errors = [
            ulps(elementary.power(x, y), (Decimal(x).ln() * Decimal(y)).exp())
            for x, y in zip(bases, exponents, strict=True)
        ]
        assert max(errors) <= 1


def test_cosine_of_a_turn():
    with localcontext() as context:
        context.prec = DIGITS
        errors = [
            abs(Decimal(elementary.cos_turn(x)) - cosine(TURN * Decimal(x))) for x in uniforms(-1.0, 2.0, 600).tolist()
        ]
        assert max(errors) <= Decimal(math.ulp(1.0))


def test_ends():
    assert elementary.exp(0.0) == 1.0
    assert elementary.exp(1000.0) == math.inf
    assert elementary.exp(-1000.0) == 0.0
    assert math.isnan(elementary.exp(math.nan))
    assert elementary.exp(709.7) == pytest.approx(math.exp(709.7), rel=1e-15)
    assert elementary.exp(-744.0) == pytest.approx(math.exp(-744.0), abs=5e-324)
    assert elementary.log(1.0) == 0.0
    assert elementary.log(0.0) == -math.inf
    assert [elementary.power(0.0, y) for y in (0.0, 0.5)] == [1.0, 0.0]
    assert elementary.power(1.0, 1e300) == 1.0
    assert elementary.power(2.0, 2000.0) == math.inf
    assert [elementary.cos_turn(x) for x in (0.0, 0.25, 0.5, 1.0)] == [1.0, 0.0, -1.0, 1.0]
    assert elementary.length(3.0, 4.0) == 5.0


def test_rules_call_no_function_of_the_c_library_that_differs_between_machines():
    """Square root, floor and ceiling are fixed by IEEE 754; whatever else a rule needs stands in `elementary`."""
    import ast
    from pathlib import Path

    import govsim

    package = Path(govsim.__file__).parent
    rules = [*(package / "agents").glob("*.py"), *(package / "hazards").glob("*.py")]
    rules += [package / name for name in ("society.py", "platform.py", "draws.py", "cells.py")]
    allowed = {"floor", "ceil", "sqrt", "inf", "pi", "isnan", "isfinite"}
    found = [
        f"{path.name}:{node.lineno} math.{node.attr}"
        for path in rules
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and (
            (node.value.id == "math" and node.attr not in allowed)
            or (node.value.id == "np" and node.attr in ("exp", "log", "power", "cos", "sin"))
        )
    ]
    assert found == []
    powers = [
        f"{path.name}:{node.lineno}"
        for path in rules
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow) and not isinstance(node.left, ast.Constant)
    ]
    assert powers == []
