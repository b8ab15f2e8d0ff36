"""What the firms of each arm of a trial show at the end of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from govsim.agents.enterprise_record import SINCE_WEEK_0

if TYPE_CHECKING:
    import pandas as pd

    from govsim.world.running import World

# Per firm: counts since week 0, and what holds at the end.
MEASURES = (*SINCE_WEEK_0, "hazards", "effort", "responsibility")


def arm_means(world: World) -> pd.DataFrame:
    """Return one row for each arm: the number of its firms at the end, and their mean of every measure."""
    import pandas as pd

    trial = world.scenario.trial
    assert trial is not None
    firms = np.asarray(world.enterprises)
    there = firms["status"] > 0
    table = pd.DataFrame({name: firms[name][there].astype(float) for name in MEASURES})
    grouped = table.groupby(world.arms[there])
    means = pd.concat([grouped.size().rename("firms"), grouped.mean()], axis=1).reindex(range(len(trial.arms)))
    return means.set_axis(pd.Index(list(trial.arms), name="arm"), axis=0)
