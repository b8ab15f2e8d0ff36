"""Fit the parameters graded *calibrated* to the levels of C office: `python experiments/calibrate_c_office.py`.

Least squares of the logarithms of outcome over target, over the free parameters of c_office_levels.yaml, on common
random numbers (the same seeds at every trial, so the objective is smooth). Prints the fitted values beside the declared
ones and the levels on seeds that the fit has not seen; nothing is written: whoever adopts values edits the declarations.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import yaml
from scipy.optimize import least_squares

import govsim
from govsim.parameters import PARAMETERS

FILE = Path(__file__).with_name("c_office_levels.yaml")
FIT_SEEDS = range(1001, 1017)
CHECK_SEEDS = range(2001, 2041)


def main() -> None:
    """Fit and report."""
    study = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    scenario = govsim.load_scenario(FILE.parent.parent / study["scenario"])
    levels = [level for level in study["levels"] if level["under"]]
    names = [name for name in study["free"] if PARAMETERS[name].grade == "calibrated"]
    low = np.array([PARAMETERS[n].low for n in names])
    high = np.array([PARAMETERS[n].high for n in names])
    start = np.array([float(scenario.values(scenario.office_list[0])[n]) for n in names])

    def means(values: np.ndarray, seeds: range) -> list[float]:
        given = scenario.with_values({n: float(v) for n, v in zip(names, values, strict=True)})
        outcomes = govsim.replicate(given, seeds).outcomes
        return [float(np.nanmean(outcomes[level["outcome"]])) for level in levels]

    def residuals(position: np.ndarray) -> np.ndarray:
        # rates and shares by their logit within the declared range, so that a step cannot leave it
        values = low + (high - low) / (1 + np.exp(-position))
        width = [np.log(level["high"] / level["low"]) / 4 for level in levels]
        return np.log(np.array(means(values, FIT_SEEDS)) / [level["target"] for level in levels]) / width

    share = np.clip((start - low) / (high - low), 1e-6, 1 - 1e-6)
    fit = least_squares(residuals, np.log(share / (1 - share)), diff_step=0.02, max_nfev=12)
    values = low + (high - low) / (1 + np.exp(-fit.x))
    print(f"{'parameter':28}{'declared':>12}{'fitted':>12}")
    for name, before, after in zip(names, start, values, strict=True):
        print(f"{name:28}{before:12.5g}{after:12.5g}")
    print(f"\n{'level, on unseen seeds':28}{'fitted':>12}{'target':>12}{'band':>18}")
    for level, mean in zip(levels, means(values, CHECK_SEEDS), strict=True):
        print(f"{level['outcome']:28}{mean:12.4g}{level['target']:12.4g}{level['low']:>9} to {level['high']}")


if __name__ == "__main__":
    main()
