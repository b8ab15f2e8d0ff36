"""Score the adopted parameter set on seeds that its fit has not seen, without fitting anew.

Prints how many quantities lie inside, beside what the set says of itself. Exit code 1 if it is fewer.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import get_args

import numpy as np

from govsim.evidence.calibration import Calibration, Which, unseen
from govsim.evidence.calibration_study import load_calibration
from govsim.evidence.parameter_set import load_set

FOLDER = Path(__file__).parent
ADOPTED = FOLDER / "published_effects_1.yaml"


def main() -> int:
    """Run all rows and levels under the set; return the exit code."""
    study, given = load_calibration(FOLDER / "calibration.yaml"), load_set(ADOPTED)
    nothing_left = np.empty((0, len(study.names)))
    found = Calibration(study, given.seed or study.told.seed, given.values, nothing_left, (), *unseen(study, given))
    fewer = 0
    for which in get_args(Which):
        inside, of = found.score(which)
        stored = given.fit["inside on unseen seeds"][which]
        fewer += inside < int(stored.split()[0])
        print(f"{which}: {inside} of {of} inside on unseen seeds; stored: {stored}")
    return 1 if fewer else 0


if __name__ == "__main__":
    sys.exit(main())
