"""Functions that stand in for a model, known by name to worker processes."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import numpy as np

from govsim import Study
from govsim.draws import uniform


def LETHAL(values):
    """Kill the process that runs point 7 of 12."""
    if abs(values["x"] - 7 / 11) < 1e-9:
        os.kill(os.getpid(), signal.SIGKILL)
    return {"y": values["x"]}


def CLIMBING(values):
    """Kill the first process that comes here, once."""
    mark = Path(os.environ["GOVSIM_TEST_KILLED"])
    try:
        mark.touch(exist_ok=False)
    except FileExistsError:
        return {"y": values["x"]}
    os.kill(os.getpid(), signal.SIGKILL)
    return {}


def BREAKABLE(values):
    """Fail for every second point of 12 as long as the environment says so."""
    if os.environ.get("GOVSIM_TEST_BROKEN") and round(11 * values["x"]) % 2:
        raise OSError(28, "No space left on device")
    return {"y": values["x"]}


def NOISY(values, seed):
    """Return 1 and noise in proportion to x."""
    return {"y": 1.0 + values["x"] * (uniform(np.uint64(seed), 1, 0, 0) - 0.5)}


def SLOW(values, seed):
    """Take a few milliseconds."""
    time.sleep(0.005)
    return {"y": values["x"] * seed}


def study_of(function):
    """Return a study of some hundred points of a function of x."""
    return Study.of_function(function, {"x": (0.0, 1.0)}, ["y"], design={"method": "full_factorial", "levels": 300})


def ISHIGAMI(values):
    """Return Ishigami and Homma's function (1990) with a = 7 and b = 0.1."""
    x1, x2, x3 = (values[name] for name in ("x1", "x2", "x3"))
    return {"y": np.sin(x1) + 7 * np.sin(x2) ** 2 + 0.1 * x3**4 * np.sin(x1)}


def row_of(sweep, point, seed):
    """Return the outcomes of one run of a sweep, shape (outcomes,)."""
    runs = sweep.runs
    return runs[(runs["point"] == point) & (runs["seed"] == seed)][[*sweep.outcomes]].to_numpy(float)[0]
