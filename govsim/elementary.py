"""Elementary functions of our own: the same bits on every machine.

The C library's `exp`, `log`, `pow` and `cos` differ from machine to machine in the last bit, and with them results.
These here use nothing but addition, subtraction, multiplication, division and square roots of float64, which IEEE 754
fixes to the bit, in a fixed order; constants are worked out exactly when the module is loaded. Each is within one
unit in the last place (ulp) of the exact value, over its whole stated domain; a test compares them with `decimal`,
which rounds correctly.

Forms: `exp` by a table of 2^(j/64) and a short Taylor series (Tang 1989, ACM Transactions on Mathematical Software 15,
144-157); `log` and `power` by the series of artanh, for `power` in double-double arithmetic (Dekker 1971, Numerische
Mathematik 18, 224-242); `cos_turn` by Taylor series after reduction to an eighth of a turn.
"""

from __future__ import annotations

import math
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING

import numpy as np

from govsim.compiled import exact, weekly

if TYPE_CHECKING:
    from numpy.typing import NDArray

DIGITS = 60  # of the constants, before they are rounded to float64
PARTS = 64  # of an octave, in the table of powers of two

_MANTISSA = 52  # bits
_BIAS = 1023
_SPLIT = 134217729.0  # 2^27 + 1: cuts a float64 into two halves (Veltkamp)
_LARGEST_EXP = 709.782712893384  # beyond it exp overflows
_SMALLEST_EXP = -745.1332191019412  # below it exp rounds to 0
_NORMAL_EXP = 708.0  # from minus this to this, exp and all on the way to it are normal numbers
_ROOT_HALF = np.float64(0.7071067811865476).view(np.int64)  # as bits, whose order is that of the numbers


def _constants() -> dict[str, tuple[float, float]]:
    """Return constants as unevaluated sums (high, low) of two float64."""
    with localcontext() as context:
        context.prec = DIGITS
        ln2 = Decimal(2).ln()
        of_a_part = ln2 / PARTS
        # the high part keeps 32 bits, so that its product with a whole number of parts is exact
        high = Decimal(math.floor(of_a_part * 2**38)) / 2**38
        octave_high = Decimal(math.floor(ln2 * 2**32)) / 2**32
        third = Decimal(2) / 3
        return {
            "part": (float(high), float(of_a_part - high)),
            "octave": (float(octave_high), float(ln2 - octave_high)),
            "parts": (float(PARTS / ln2), 0.0),
            "third": (float(third), float(third - Decimal(float(third)))),
        }


def _powers_of_two() -> NDArray[np.float64]:
    """Return 2^(j / PARTS) for j from 0, as (high, low): shape (PARTS, 2)."""
    with localcontext() as context:
        context.prec = DIGITS
        exactly = [Decimal(2) ** (Decimal(j) / PARTS) for j in range(PARTS)]
        return np.array([(float(value), float(value - Decimal(float(value)))) for value in exactly])


_PART, _PART_LOW = _constants()["part"]
_OCTAVE, _OCTAVE_LOW = _constants()["octave"]
_PARTS_IN_E = _constants()["parts"][0]
_THIRD, _THIRD_LOW = _constants()["third"]
_POWERS = _powers_of_two()
_FACTORIALS = tuple(1.0 / math.factorial(n) for n in range(20))
_ODD = tuple(2.0 / n for n in range(3, 27, 2))  # of the series of 2 artanh


@exact("f8(f8, i8)")
def scaled(x: float, exponent: int | np.int64) -> float:
    """Return x * 2^exponent, for a normal x whose product is normal too."""
    return x * np.int64((exponent + _BIAS) << _MANTISSA).view(np.float64)


@exact("Tuple((f8, i8))(f8, f8)")
def exp_in_parts(x: float, low: float) -> tuple[float, np.int64]:
    """Return exp(x + low) as (value, octave), value times 2^octave."""
    n = float(np.floor(x * _PARTS_IN_E + 0.5))  # stays a float: no way to a whole number and back
    r = x - n * _PART
    r -= n * _PART_LOW - low
    part = np.int64(n)
    j = np.uint64(part & 63)
    square = r * r
    tail = square * (
        (0.5 + r * _FACTORIALS[3]) + square * ((_FACTORIALS[4] + r * _FACTORIALS[5]) + square * _FACTORIALS[6])
    )
    high = _POWERS[j, 0]
    return high + (_POWERS[j, 1] + high * (r + tail)), part >> 6


@exact("f8(f8, f8)")
def exp_beyond(x: float, low: float) -> float:
    """Return exp(x + low) where it, or a power of two on the way to it, is no normal number."""
    if x > _LARGEST_EXP:
        return math.inf
    if x < _SMALLEST_EXP:
        return 0.0
    if math.isnan(x):
        return x
    value, octave = exp_in_parts(x, low)
    if x > 0.0:
        return 2.0 * scaled(value, octave - 1)
    return scaled(scaled(value, octave + 200), -200)


@exact("f8(f8, f8)")
def exp_of_sum(x: float, low: float) -> float:
    """Return exp(x + low), `low` below half an ulp of x; within one ulp."""
    if not abs(x) < _NORMAL_EXP:
        return exp_beyond(x, low)
    value, octave = exp_in_parts(x, low)
    return scaled(value, octave)


@exact("f8(f8)")
def exp(x: float) -> float:
    """Return e^x, within one ulp, for any x: infinity where it overflows, 0 where it is too small."""
    return exp_of_sum(x, 0.0)


@exact("Tuple((f8, f8))(f8)")
def split(x: float) -> tuple[float, float]:
    """Return a normal x > 0 as (m, k): x = m 2^k, m from sqrt(1/2) to sqrt(2), k a whole number."""
    bits = np.float64(x).view(np.int64)
    k = (bits - _ROOT_HALF) >> _MANTISSA
    return np.int64(bits - (k << _MANTISSA)).view(np.float64), float(k)


@exact("f8(f8)")
def log(x: float) -> float:
    """Return the natural logarithm of a normal x > 0, within one ulp; minus infinity for 0."""
    if x == 0.0:
        return -math.inf
    m, k = split(x)
    f = m - 1.0
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    # log(1 + f) = f - f^2/2 + s (f^2/2 + R), R the series of artanh from its second term on
    even = w * (_ODD[1] + w * (_ODD[3] + w * (_ODD[5] + w * (_ODD[7] + w * _ODD[9]))))
    odd = z * (_ODD[0] + w * (_ODD[2] + w * (_ODD[4] + w * (_ODD[6] + w * _ODD[8]))))
    half = 0.5 * f * f
    return k * _OCTAVE - ((half - (s * (half + (odd + even)) + k * _OCTAVE_LOW)) - f)


@exact("Tuple((f8, f8))(f8, f8)")
def exact_sum(a: float, b: float) -> tuple[float, float]:
    """Return a + b as (high, low), exactly (Knuth)."""
    high = a + b
    part = high - a
    return high, (a - (high - part)) + (b - part)


@exact("Tuple((f8, f8))(f8, f8)")
def exact_product(a: float, b: float) -> tuple[float, float]:
    """Return a * b as (high, low), exactly (Dekker), where neither overflows."""
    high = a * b
    cut = _SPLIT * a
    a_high = cut - (cut - a)
    a_low = a - a_high
    cut = _SPLIT * b
    b_high = cut - (cut - b)
    b_low = b - b_high
    return high, ((a_high * b_high - high) + a_high * b_low + a_low * b_high) + a_low * b_low


@exact("Tuple((f8, f8))(f8)")
def log_as_sum(x: float) -> tuple[float, float]:
    """Return the natural logarithm of a normal x > 0 as (high, low), with some 64 bits."""
    m, k = split(x)
    f = m - 1.0
    t, t_low = exact_sum(2.0, f)
    s = f / t
    product, product_low = exact_product(s, t)
    s_low = (((f - product) - product_low) - s * t_low) / t
    z, z_low = exact_product(s, s)
    z_low += 2.0 * s * s_low
    cube, cube_low = exact_product(s, z)
    cube_low += s * z_low + s_low * z
    first, first_low = exact_product(cube, _THIRD)
    first_low += cube * _THIRD_LOW + cube_low * _THIRD
    series = _ODD[9] + z * _ODD[10]
    series = _ODD[5] + z * (_ODD[6] + z * (_ODD[7] + z * (_ODD[8] + z * series)))
    rest = cube * z * (_ODD[1] + z * (_ODD[2] + z * (_ODD[3] + z * (_ODD[4] + z * series))))
    high, low = exact_sum(2.0 * s, first)
    low += 2.0 * s_low + first_low + rest
    octaves, octaves_low = exact_sum(k * _OCTAVE, high)
    return exact_sum(octaves, octaves_low + (low + k * _OCTAVE_LOW))


@exact("f8(f8, f8)")
def power(x: float, y: float) -> float:
    """Return x^y for a normal x > 0, within one ulp as long as the result is a normal number; 0^y is 0 for y > 0."""
    if y == 0.0 or x == 1.0:
        return 1.0
    if x == 0.0:
        return 0.0 if y > 0.0 else math.inf
    high, low = log_as_sum(x)
    product, product_low = exact_product(high, y)
    if product > _LARGEST_EXP or product < _SMALLEST_EXP:
        return exp_of_sum(product, 0.0)
    return exp_of_sum(product, product_low + low * y)


@exact("f8(f8)")
def cos_turn(turns: float) -> float:
    """Return cos(2 pi turns), to within one ulp of 1, for |turns| < 2^51."""
    quarters = float(np.floor(4.0 * turns + 0.5))
    angle = 2.0 * math.pi * (turns - 0.25 * quarters)  # from -pi/4 to pi/4
    z = angle * angle
    quadrant = np.int64(quarters) & 3
    c = _FACTORIALS
    if quadrant & 1 == 0:
        value = 1.0 - z * (
            0.5 - z * (c[4] - z * (c[6] - z * (c[8] - z * (c[10] - z * (c[12] - z * (c[14] - z * c[16]))))))
        )
        return value if quadrant == 0 else -value
    value = angle * (
        1.0 - z * (c[3] - z * (c[5] - z * (c[7] - z * (c[9] - z * (c[11] - z * (c[13] - z * (c[15] - z * c[17])))))))
    )
    return -value if quadrant == 1 else value


@exact("f8(f8, f8)")
def length(dx: float, dy: float) -> float:
    """Return the length of the vector (dx, dy), where its square is a normal number."""
    return math.sqrt(dx * dx + dy * dy)


@weekly
def logistic(x: float) -> float:
    """Return 1 / (1 + exp(-x)), without overflow at either end."""
    if x >= 0.0:
        return 1.0 / (1.0 + exp(-x))
    z = exp(x)
    return z / (1.0 + z)
