"""Mesa's view of a running world."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mesa
import numpy as np
from numpy.random import Generator  # noqa: TID251 (only to take a seed from the user's)
from pydantic import ValidationError

from govsim.agents.faces import (
    Department,
    Enterprise,
    GridInspector,
    MutualAidGroup,
    RecordAgent,
    Regulator,
    ThirdPartyAgency,
    Volunteer,
)
from govsim.errors import InputError, nearest
from govsim.hazards.stock import OPERATING
from govsim.outcomes import OUTCOMES, derive
from govsim.parameters.directives import Directive, check_directive
from govsim.runs.given import scenario_of
from govsim.schedule import SCHEDULE, Schedule
from govsim.world.build import build
from govsim.world.directives import execute
from govsim.world.series import policy_cost, weekly

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from govsim.parameters.scenario import Scenario
    from govsim.world.running import World


class GovernanceModel(mesa.Model):  # type: ignore[misc]
    """A scenario as a Mesa model: `step()` runs one week.

    Agents are faces of records: `agent.effort` reads and `agent.effort = 0.9` writes the world. Stepping to the end
    gives the same bits as `govsim.simulate` with the same seed.

    Args:
        scenario: the scenario, with the policies of its baseline, or its file.
        rng: the seed, a whole number of at least 0, or a `numpy.random.Generator` from which one is taken.
        schedule: the phases of a week (see `govsim.with_phase`); None: those of the package.
        collect_agents: also collect fields of agents each week, by class: `{Enterprise: ["effort"]}`.
        seed: the same as a whole `rng`, as Mesa called it before.
    """

    def __init__(
        self,
        scenario: Scenario | str | Path,
        rng: int | Generator | None = None,
        schedule: Schedule | None = None,
        collect_agents: dict[type[RecordAgent], list[str]] | None = None,
        *,
        seed: int | None = None,
    ) -> None:
        if rng is not None and seed is not None:
            raise InputError("give one of `rng` and `seed`", "GovernanceModel")
        scenario, seed = scenario_of(scenario), _seed(seed if rng is None else rng)
        for kind, names in (collect_agents or {}).items():
            for name in names:
                if name not in kind.fields:
                    raise InputError(
                        f"{kind.__name__} has no field {name!r}{nearest(name, kind.fields)}", "collect_agents"
                    )
        super().__init__(rng=seed)
        self.master_seed = seed
        self.world: World = build(scenario, seed, schedule or SCHEDULE)
        self._faces: dict[int, tuple[int, Enterprise]] = {}  # by row: the key of the firm, its agent
        for kind in (GridInspector, ThirdPartyAgency, Volunteer, Department, MutualAidGroup, Regulator):
            for row in range(len(getattr(self.world.tables, kind.table))):
                kind(self, row)
        self._meet_enterprises()
        self.datacollector = mesa.DataCollector(
            model_reporters={"week": lambda model: model.week - 1} | {name: _reporter(name) for name in OUTCOMES},
            agenttype_reporters={
                kind: {name: name for name in names} for kind, names in (collect_agents or {}).items()
            },
        )

    @property
    def week(self) -> int:
        """The week that the next step runs; negative weeks are the warm-up."""
        return self.world.week

    def step(self) -> None:
        """Run one week, let firms come and go among the agents, and collect."""
        if self.world.week >= self.world.end:
            self.running = False
            raise InputError(f"the scenario ends in week {self.world.end}; give it more with `weeks`")
        self.world.run(self.world.week + 1)
        cost = policy_cost(self.world, self.week - 1, self.week)
        self._latest = derive(weekly(self.world)[-1].sum(axis=0), 1, dict(cost))
        self._meet_enterprises()
        self.datacollector.collect(self)
        self.running = self.world.week < self.world.end

    def direct(self, action: str, **details: Any) -> int:
        """Carry out a directive at the start of the coming week; return how many firms it met.

        `action` and `details` are as in a scenario file (see `govsim.Directive`):
        `model.direct("inspect", grid=2, depth=0.8)`, `model.direct("accident", enterprises=[17], major=True)`.
        """
        try:
            directive = Directive.model_validate({"week": self.week, "action": action, **details})
        except ValidationError as error:
            first = error.errors()[0]
            raise InputError(f"{first['msg']}", f"direct({action!r}): {'.'.join(map(str, first['loc']))}") from None
        if directive.every is not None:
            raise InputError(
                "is carried out now and once; call it again for another week", f"direct({action!r}): every"
            )
        check_directive(
            directive, self.world.scenario.scope, lambda *keys: f"direct({action!r}): {'.'.join(map(str, keys))}"
        )
        return execute(self.world, directive)

    def outcome(self, name: str) -> float:
        """Return an outcome of the week that was run last, at a yearly rate where it is a rate."""
        return float(self._latest[name])

    def _meet_enterprises(self) -> None:
        """Give every operating enterprise an agent.

        One that has left, or whose premises another has taken, loses it.
        """
        records = self.world.tables.enterprises
        present = {
            row: int(records["key"][row]) for row in np.flatnonzero(np.asarray(records["status"]) == OPERATING).tolist()
        }
        for row, (key, agent) in list(self._faces.items()):
            if present.get(row) != key:
                agent.remove()
                del self._faces[row]
        for row, key in present.items():
            if row not in self._faces:
                self._faces[row] = (key, Enterprise(self, row))


def _seed(rng: int | Generator | None) -> int:
    if rng is None:
        raise InputError("give a seed, as in GovernanceModel(scenario, rng=1); a run without one could not be repeated")
    if isinstance(rng, Generator):
        return int(rng.integers(0, 2**63))
    if isinstance(rng, (bool, float)) or not isinstance(rng, (int, np.integer)) or rng < 0:
        raise InputError(f"rng must be a whole number of at least 0 or a numpy Generator, not {rng!r}")
    return int(rng)


def _reporter(name: str) -> Callable[[Any], float]:
    return lambda model: model.outcome(name)
