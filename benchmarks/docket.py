"""How long a docket of 200 accidents takes: `python -m benchmarks.docket`, a step of `make release`.

The docket is really made, each time with some seeds more, so it goes on from what is kept as a stopped one does. Rules
are compiled before the clock starts.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from govsim.investigation.care import load_care
from govsim.investigation.docket import docket
from govsim.investigation.investigate import investigate
from govsim.parameters.inside import inside
from govsim.parameters.scenario import load_scenario

ACCIDENTS, MINUTES = 200, 15.0
STEP = 7  # seeds


def main() -> None:
    """Measure, print, and leave with 1 where it took too long."""
    scenario, care = load_scenario(inside() / "c_office.yaml"), load_care()
    investigate(scenario, seed=1, redraws=2)
    began, accidents, seeds = time.perf_counter(), 0, 0
    with TemporaryDirectory() as folder:
        while accidents < ACCIDENTS:
            seeds += STEP
            accidents = docket(scenario, range(1, seeds + 1), care, folder=Path(folder)).accidents
    minutes = (time.perf_counter() - began) / 60
    missed = minutes > MINUTES
    took = f"{minutes:.1f} minutes, wanted at most {MINUTES:g}"
    print(f"a docket of {accidents} accidents, {seeds} seeds of C office: {took}{'   MISSED' if missed else ''}")
    sys.exit(missed)


if __name__ == "__main__":
    main()
