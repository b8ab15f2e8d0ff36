"""A script that uses the public API."""

from __future__ import annotations

from typing import TYPE_CHECKING

import govsim

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def main() -> None:
    scenario = govsim.load_scenario("c_office").with_span(weeks=208, measure_from=104)
    run = govsim.simulate(scenario, seed=1)
    print(run.summary["hazard_stock"], run.series["visits"].sum(), run.enterprises["effort"].mean())
    runs = govsim.replicate(scenario, seeds=range(1, 3))
    print(runs.summary.mean())
    comparison = govsim.compare("c_office", ["stronger_team", "better_assessment*0.5"], least=2, most=2)
    print(comparison.difference("stronger_team", "effort").mean, comparison.against("stronger_team").policies)
    model = govsim.GovernanceModel(scenario, seed=1)
    model.step()
    print(model.week)
    study = govsim.Study.of(scenario, parameters={"fine": (10_000, 50_000)}, outcomes=["hazard_stock"], n=2)
    sweep = govsim.sweep(study, engine="serial")
    print(sweep.summary)
    function = govsim.model_function(scenario, ["hazard_stock"])
    print(function(fine=20_000.0), govsim.salib_problem(["fine"]))

    @govsim.outcome("share", better="more")
    def twice(sums: govsim.Sums) -> NDArray[np.float64]:
        return 2.0 * sums["visits"]

    print(govsim.atlas("0-P2", seeds=range(1, 3)).table, twice)


if __name__ == "__main__":
    main()
