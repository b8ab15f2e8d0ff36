"""Parameter sets that could as well be true: drawn from what is known of a scenario's fitted and assumed parameters.

A parameter is drawn if its value in the scenario is graded assumed or calibrated, is no choice, switch or count, is not
given for this run, is the same in all offices, and does not switch off a mechanism that the scenario leaves off. Where
a calibration has left an ensemble of points that it has not ruled out, the calibrated ones are drawn from it, by their
weights; all others come from a Latin hypercube over a share of the value (or of what lies between it and the nearer end
of its declared range, where that is less) to either side. Every parameter has lots of its own, by seed and name.

The sets come in blocks of four: two draws of what is assumed, crossed with two of what is calibrated. What changes
within a block when only the assumed ones change tells what share of the variance rests on them (Saltelli et al. 2010,
Computer Physics Communications 181, 259-270, for groups of factors).
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from govsim.errors import InputError
from govsim.parameters import PARAMETERS
from govsim.parameters.declare import WHOLE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.random import Generator  # noqa: TID251 (of the design)
    from numpy.typing import NDArray

    from govsim.parameters.declare import Value
    from govsim.parameters.scenario import Scenario

ASSUMED, CALIBRATED = "assumed", "calibrated"
SPREAD = 0.3  # of a value, to either side, where nothing better is known: that of the studies of sensitivity
BLOCK = 4
NEUTRAL: dict[str, Value] = {"ageing_shape": 1.0}  # switch something off that is no mechanism of its own


@dataclass(frozen=True)
class Draws:
    """Parameter sets, and what they were drawn from.

    `sets` come in blocks of four: (a, c), (a', c), (a, c'), (a', c') of assumed and calibrated values. `given` are the
    parameters that come from the points which a calibration has left.
    """

    sets: tuple[dict[str, Value], ...]
    assumed: tuple[str, ...]
    calibrated: tuple[str, ...]
    given: tuple[str, ...]
    spread: float

    @property
    def line(self) -> str:
        """What a reader must know of the sets."""
        told = f"{len(self.assumed)} assumed and {len(self.calibrated)} calibrated parameters"
        free = f"a Latin hypercube within ± {100 * self.spread:.0f} % of their values"
        if not self.given:
            return f"{told}, drawn from {free}; no ensemble of a calibration was given, and none of them is ruled out"
        return (
            f"{told}, {len(self.given)} of them drawn from the points that the calibration has left, others from {free}"
        )


def check_count(count: int) -> None:
    """Refuse a number of parameter sets that no design has."""
    if count < 2 * BLOCK or count % BLOCK:
        raise InputError(f"an ensemble takes a multiple of {BLOCK} parameter sets, at least {2 * BLOCK}, not {count}")


def draw_sets(
    scenario: Scenario,
    count: int,
    seed: int = 1,
    *,
    spread: float = SPREAD,
    left: Sequence[Mapping[str, Value]] = (),
    weights: Sequence[float] = (),
) -> Draws:
    """Draw parameter sets for a scenario.

    Args:
        scenario: where the values stand, with their grades.
        count: how many, a multiple of four.
        seed: of the lots.
        spread: half-width of the ranges, as a share of the value.
        left: points that a calibration has not ruled out: values by name.
        weights: of these (default: equal).
    """
    check_count(count)
    halves = _halves(scenario, spread)
    points = count // 2
    given = tuple(name for name in (left[0] if left else {}) if halves.get(name, ("", 0.0))[0] == CALIBRATED)
    values = {name: _column(scenario, name, half, points, seed) for name, (_, half) in halves.items()}
    if given:
        chance = np.cumsum(weights if len(weights) else np.ones(len(left)))
        chosen = np.searchsorted(chance / chance[-1], _strata(_lots(seed, CALIBRATED), points), side="right")
        values |= {name: np.array([left[n][name] for n in chosen], float) for name in given}
    groups = {grade: tuple(n for n, (g, _) in halves.items() if g == grade) for grade in (ASSUMED, CALIBRATED)}
    sets: list[dict[str, Value]] = []
    for block in range(0, points, 2):
        for c in (block, block + 1):
            for a in (block, block + 1):
                place = dict.fromkeys(groups[ASSUMED], a) | dict.fromkeys(groups[CALIBRATED], c)
                sets.append({name: float(f"{values[name][n]:.6g}") for name, n in place.items()})
    return Draws(tuple(sets), groups[ASSUMED], groups[CALIBRATED], given, spread)


def _halves(scenario: Scenario, spread: float) -> dict[str, tuple[str, float]]:
    """Return grade and half-width of the range of every parameter that is drawn."""
    own = {name for office in scenario.office_list for name in office.parameters}
    found = {}
    for name, declared in PARAMETERS.items():
        value, grade, _ = scenario.evidence(name)
        if declared.kind in WHOLE or grade not in (ASSUMED, CALIBRATED) or value in (declared.off, NEUTRAL.get(name)):
            continue
        if name in own or name in scenario.overrides or name in scenario.locked:
            continue
        half = spread * min(abs(float(value)), float(value) - declared.low, declared.high - float(value))
        if half > 0.0:
            found[name] = (str(grade), half)
    return found


def _column(scenario: Scenario, name: str, half: float, points: int, seed: int) -> NDArray[np.float64]:
    """Return the values of a parameter, one in each stratum of its range, in an order by lot."""
    share = _strata(_lots(seed, name), points)
    column: NDArray[np.float64] = float(scenario.evidence(name)[0]) + half * (2.0 * share - 1.0)
    return column


def _strata(lots: Generator, points: int) -> NDArray[np.float64]:
    """Return one number in each of as many equal parts of [0, 1) as there are points, in an order by lot."""
    told: NDArray[np.float64] = (lots.permutation(points) + lots.random(points)) / points
    return told


def _lots(seed: int, name: str) -> Generator:
    return np.random.default_rng([seed, zlib.crc32(name.encode())])  # noqa: TID251 (of the design)
