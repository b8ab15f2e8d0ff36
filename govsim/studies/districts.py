"""A province as districts: each office of a scenario a world of its own, computed anywhere, and put together.

Districts are the points of a study, so a province runs on any engine, on a cluster, and goes on where it was stopped.
Whoever computes a district, it has the bits that it has alone: an office's luck belongs to its name. What would pass
between offices of one world is left out: chain reactions, exposures and volunteers across a border; or refused: the
imitation of pilots, and a ranking of offices. A policy costs in each district what it says that it costs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from govsim.errors import InputError
from govsim.outcomes import COLUMNS, derive
from govsim.parameters.in_force import ranked
from govsim.parameters.policies import PAYERS
from govsim.runs.compare import BASELINE
from govsim.studies.design import DesignSpec
from govsim.studies.factors import Factor
from govsim.studies.models import code_version, digest
from govsim.studies.study import Goal, Replication, Study
from govsim.world.build import build
from govsim.world.series import policy_cost, weekly

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from govsim.parameters.declare import Value
    from govsim.parameters.scenario import Scenario
    from govsim.studies.models import Result
    from govsim.studies.sweep_result import Sweep

FACTOR = "district"
COSTS = tuple(f"policy_cost_{payer}" for payer in PAYERS)  # yuan over the weeks from `measure_from` on


def districts(scenario: Scenario) -> dict[str, Scenario]:
    """Return one scenario for each office, by its name, with what is aimed at another office left out.

    Raises:
        InputError: if the scenario has fewer than two offices, or what compares offices: a trial, a pilot in force, a
            ranking.
    """
    offices = scenario.office_list
    if len(offices) < 2:
        raise InputError("a province needs at least two offices", scenario.name)
    if scenario.trial or any(scenario.policies[name].pilot for name in scenario.baseline):
        raise InputError("a trial and a pilot compare offices, so they cannot run as districts", scenario.name)
    if any(ranked(scenario, scenario.baseline)):
        raise InputError("offices that are ranked against one another cannot run as districts", scenario.name)
    told = {}
    for office in offices:
        here = ("", office.name)
        changes = {
            "offices": [office],
            "baseline": [name for name in scenario.baseline if scenario.policies[name].target.office in here],
            "policies": {name: p for name, p in scenario.policies.items() if p.target.office in here},
            "directives": [directive for directive in scenario.directives if directive.office in here],
        }
        told[office.name] = scenario.model_copy(update=changes)
    return told


@dataclass(frozen=True)
class DistrictsModel:
    """The districts of a scenario, one at each design point.

    The outcomes of a run are sums over the weeks from `measure_from` on: every tally, and what policies cost.
    """

    scenario: Scenario

    @property
    def arms(self) -> tuple[str, ...]:
        """The scenario under its baseline only."""
        return (BASELINE,)

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The tallies, and the costs of policies by payer."""
        return (*COLUMNS, *COSTS)

    @property
    def fingerprint(self) -> str:
        """That of the scenario, as districts."""
        return digest("districts", self.scenario.fingerprint)

    @property
    def code(self) -> str:
        """Hash of the sources of the rules."""
        return code_version()

    @cached_property
    def _districts(self) -> dict[str, Scenario]:
        return districts(self.scenario)

    def run(self, values: Mapping[str, Value], seed: int) -> Iterator[Result]:
        """Run one district."""
        district = self._districts[str(values[FACTOR])]
        key = digest(district.fingerprint, seed, self.code)
        try:
            yield key, sums(district, seed)
        except Exception as error:  # noqa: BLE001 (whatever a run fails with is told in its row)
            yield key, f"{type(error).__name__}: {error}"


def sums(district: Scenario, seed: int) -> NDArray[np.float64]:
    """Return the sums of one district, in the order of `DistrictsModel.outcomes`."""
    world = build(district, seed).run()
    rows = weekly(world)[district.warmup_weeks + district.measure_from :]
    cost = policy_cost(world, district.measure_from, district.weeks)
    return np.array([*rows.sum(axis=(0, 1)), *(cost[payer] for payer in PAYERS)])


def district_study(scenario: Scenario, replicates: int = 1, seed: int = 1) -> Study:
    """Return the study whose points are the districts of a scenario; run it with `govsim.sweep`.

    Args:
        scenario: one with at least two offices.
        replicates: runs of each district; replicate k has the same seed in all of them.
        seed: of the first replicate.
    """
    names = tuple(districts(scenario))
    model = DistrictsModel(scenario)
    return Study(
        name=f"{scenario.name}_districts",
        question="what does the province look like, district by district?",
        model=model,
        factors=(Factor(FACTOR, options=names, base=names[0], grade="measured", source="the offices of the scenario"),),
        outcomes={name: Goal() for name in model.outcomes},
        design=DesignSpec(method="full_factorial"),
        replicates=Replication(least=replicates, seed=seed),
    )


def province(sweep: Sweep) -> pd.DataFrame:
    """Return the outcomes of the whole province, one row a seed, from a sweep of `district_study`.

    Outcomes are those of the sums over districts; `visits_gini`, which is no ratio of sums, is left out.

    Raises:
        InputError: if a district has failed or is missing.
    """
    import pandas as pd

    runs, model = sweep.runs, sweep.study.model
    assert isinstance(model, DistrictsModel)
    scenario, wanted = model.scenario, len(sweep.study.points)
    rows = {}
    for seed, part in runs.sort_values("point").groupby("seed"):
        if len(part) < wanted:
            raise InputError(f"seed {seed}: {len(part)} of {wanted} districts are there", "province")
        total = part[[*model.outcomes]].to_numpy(float).sum(axis=0)
        cost = dict(zip(PAYERS, total[len(COLUMNS) :], strict=True))
        rows[seed] = derive(total[: len(COLUMNS)], scenario.weeks - scenario.measure_from, cost)
    return pd.DataFrame.from_dict(rows, orient="index", dtype=float).rename_axis("seed")
