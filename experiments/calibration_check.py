"""Score stored parameter sets and the declared defaults on seeds that had no part in them, without fitting anew.

Prints how many quantities lie inside: of the first set, beside what it says of itself; and of the declared defaults on
seeds of their own, since those of the validation page were in sight when they were set. Exit code 1 if it is fewer
than the set says.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import numpy as np

from govsim.evidence.calibration import FIRST_CHECK_SEED, Calibration, Which, unseen
from govsim.evidence.calibration_study import load_calibration
from govsim.evidence.parameter_set import ParameterSet, load_set
from govsim.parameters import PARAMETERS

if TYPE_CHECKING:
    from govsim.evidence.calibration_study import CalibrationStudy

FOLDER = Path(__file__).parent
STORED = FOLDER / "published_effects_1.yaml"
OTHER_SEED = 5_000_001  # far from those of the validation page, and from those of every fit


def scored(study: CalibrationStudy, given: ParameterSet, seed: int) -> Calibration:
    """Run all rows and levels of a study under a parameter set."""
    nothing_left = np.empty((0, len(study.names)))
    return Calibration(study, study.told.seed, given.values, nothing_left, (), *unseen(study, given, seed=seed))


def main() -> int:
    """Run all rows and levels under the set and under the defaults; return the exit code."""
    study, given = load_calibration(FOLDER / "calibration.yaml"), load_set(STORED)
    found, fewer = scored(study, given, FIRST_CHECK_SEED), 0
    for which in get_args(Which):
        inside, of = found.score(which)
        stored = given.fit["inside on unseen seeds"][which]
        fewer += inside < int(stored.split()[0])
        print(f"seed {given.seed}, {which}: {inside} of {of} inside on unseen seeds; stored: {stored}")
    declared = ParameterSet(name="declared", values={name: PARAMETERS[name].default for name in study.names})
    defaults = scored(study, declared, OTHER_SEED)
    shown: tuple[Which, ...] = ("all rows", "levels")  # no row was held out of what is set by hand
    for which in shown:
        print("declared defaults, {}: {} of {} inside on other seeds".format(which, *defaults.score(which)))
    return 1 if fewer else 0


if __name__ == "__main__":
    sys.exit(main())
