"""Policies ranked at equal money, with the probability of each rank.

Every policy is brought to the strength at which it costs the same (`equal_money`). Then all meet the same worlds: sets
of parameters that could as well be true, crossed with every rule by which firms may comply and every rule by which they
may come to their beliefs, at that strength and at half of it. Within a world all policies meet the same luck; each
world has seeds of its own, so that luck averages out over worlds.

The rank of a policy in a world is that of its mean effect. Means over few seeds differ between worlds by luck too; what
luck adds to that spread is taken out (deviations from the mean over worlds are shrunken so that their variance is the
component between worlds: Louis 1984, Journal of the American Statistical Association 79, 393-398), and put back where
it belongs, as what is not known of the means: these are resampled, seeds within worlds.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np

from govsim.errors import InputError
from govsim.outcomes import ALL_OUTCOMES
from govsim.parameters import PARAMETERS
from govsim.runs.compare import BASELINE, StoppingRule, arms, compared, one_seed, shown
from govsim.runs.given import scenario_of, seed_of
from govsim.runs.interval import paired
from govsim.runs.threads import in_parallel
from govsim.runs.variants import check_name
from govsim.runs.views import PAID
from govsim.sizes import check_runs
from govsim.studies.ensemble_design import SPREAD, draw_sets
from govsim.studies.equal_money import TOLERANCE, Spending, at_strength, common_budget, spend
from govsim.studies.rank_chances import one_way, rank_chances

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    import pandas as pd
    from numpy.typing import NDArray

    from govsim.parameters.declare import Value
    from govsim.parameters.scenario import Scenario
    from govsim.runs.kept import Kept
    from govsim.studies.ensemble import Components
    from govsim.studies.ensemble_design import Draws

    Array = NDArray[np.float64]

RULES = ("compliance_rule", "belief_rule")  # how firms comply, and how they come to the risk that they perceive
LEVELS = (0.5, 1.0)  # of the strength at equal money
FULL = len(LEVELS) - 1
SETS, SEEDS = 8, 2
THINNED, FEW = 4, 24  # strengths are sought in every fourth world, where there are more than a few
COSTS: dict[str, str] = {**PAID, "all": "total_cost"}  # type: ignore[dict-item]
HARM = ("expected_casualties", "expected_accidents")


@dataclass(frozen=True)
class Ranking:
    """Policies at equal money in many worlds.

    Attributes:
        seeds: of every world, shape (worlds, seeds).
        worlds: values of parameters and rules, one mapping a world.
        spending: what each policy does with the budget; see `_equal`.
        values: by outcome and arm (the baseline, and each policy), shape (levels, worlds, seeds); see `LEVELS`.
    """

    scenario: Scenario
    policies: tuple[str, ...]
    outcome: str
    payer: str
    budget: float
    seeds: NDArray[np.int64] = field(repr=False)
    draws: Draws = field(repr=False)
    rules: dict[str, tuple[str, ...]]
    worlds: tuple[dict[str, Value], ...] = field(repr=False)
    spending: dict[str, Spending]
    values: dict[str, dict[str, Array]] = field(repr=False)

    def paired(self, policy: str, outcome: str, level: int = FULL, against: str = BASELINE) -> Array:
        """Return paired differences from the baseline, or from another policy, shape (worlds, seeds)."""
        own = self.values[outcome]
        return paired(own[policy][level], own[against][level])

    def effect(self, policy: str, outcome: str, level: int = FULL, against: str = BASELINE) -> Components:
        """Return the mean effect, its interval by luck, and that which holds 95 % of the worlds."""
        return one_way(self.paired(policy, outcome, level, against))

    @cached_property
    def chances(self) -> Array:
        """Probability of every rank, shape (levels, worlds, policies, ranks); a tie is divided."""
        sign = -1.0 if ALL_OUTCOMES[self.outcome].better == "more" else 1.0
        told = [[self.paired(name, self.outcome, n) for name in self.policies] for n in range(len(LEVELS))]
        return rank_chances(sign * np.array(told), self.seeds)

    @cached_property
    def ranks(self) -> pd.DataFrame:
        """Probability of each rank over all worlds and both strengths: one row a policy, a column a rank."""
        import pandas as pd

        ranks = range(1, len(self.policies) + 1)
        return pd.DataFrame(self.chances.mean(axis=(0, 1)), pd.Index(self.policies, name="policy"), list(ranks))

    @property
    def order(self) -> list[str]:
        """The policies by their mean rank, the best first."""
        mean = self.ranks.to_numpy() @ np.array(self.ranks.columns, float)
        return [self.policies[n] for n in np.argsort(mean, kind="stable")]

    @cached_property
    def first_by(self) -> pd.DataFrame:
        """Probability to be first, by strength and by each rule: columns factor, choice, policy, first."""
        import pandas as pd

        first = self.chances[..., 0]
        parts = [("strength", f"{level:g}", first[n].mean(axis=0)) for n, level in enumerate(LEVELS)]
        for rule, choices in self.rules.items():
            for choice in choices:
                these = [n for n, world in enumerate(self.worlds) if world[rule] == choice]
                parts.append((rule, choice, first[:, these].mean(axis=(0, 1))))
        rows = [
            {"factor": factor, "choice": choice, "policy": name, "first": float(share)}
            for factor, choice, shares in parts
            for name, share in zip(self.policies, shares, strict=True)
        ]
        return pd.DataFrame(rows)

    @cached_property
    def effects(self) -> pd.DataFrame:
        """One row for each (policy, strength, outcome): effect with both intervals, and the strength and its cost."""
        import pandas as pd

        rows = []
        for (level, share), policy, outcome in product(enumerate(LEVELS), self.policies, self.values):
            told = self.effect(policy, outcome, level)
            rows.append(
                {
                    "policy": policy,
                    "share_of_strength": share,
                    "strength": share * self.spending[policy].strength,
                    "outcome": outcome,
                    "unit": ALL_OUTCOMES[outcome].unit,
                    "level": ALL_OUTCOMES[outcome].level,
                    "better": ALL_OUTCOMES[outcome].better,
                    "baseline": float(np.nanmean(self.values[outcome][BASELINE][level])),
                    **_told(told),
                }
            )
        return pd.DataFrame(rows)

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """Policy against policy at equal money: paired difference in the outcome, and in what share it is better."""
        import pandas as pd

        sign = 1.0 if ALL_OUTCOMES[self.outcome].better == "more" else -1.0
        order, rows = self.order, []
        for n, policy in enumerate(order):
            for other in order[n + 1 :]:
                worlds = self.paired(policy, self.outcome, FULL, other).mean(axis=1) * sign
                better = float(np.mean(worlds > 0) + np.mean(worlds == 0) / 2)
                told = self.effect(policy, self.outcome, FULL, other)
                rows.append({"policy": policy, "less": other, **_told(told), "better": better})
        columns = ["policy", "less", "difference", "low", "high", "worlds_low", "worlds_high", "better"]
        return pd.DataFrame(rows, columns=columns)

    @cached_property
    def runs(self) -> pd.DataFrame:
        """Tidy: one row for each (world, seed, share of strength, arm), outcomes in columns."""
        import pandas as pd

        names = (BASELINE, *self.policies)
        worlds, count = self.seeds.shape
        keys = ["share_of_strength", "policy", "world", "seed"]
        index = pd.MultiIndex.from_product([LEVELS, names, range(worlds), range(count)], names=keys)
        stacked = {o: np.array([own[name] for name in names]).swapaxes(0, 1).ravel() for o, own in self.values.items()}
        tidy = pd.DataFrame(stacked, index=index).reset_index()
        return tidy.assign(seed=np.tile(self.seeds.ravel(), len(LEVELS) * len(names)))

    def as_json(self) -> dict[str, Any]:
        """Return the ranking as plain data."""
        return {
            "scenario": self.scenario.name,
            "outcome": self.outcome,
            "payer": self.payer,
            "budget": self.budget,
            "tolerance": TOLERANCE,
            "sets": len(self.draws.sets),
            "rules": self.rules,
            "worlds": len(self.worlds),
            "seeds": [int(self.seeds.min()), int(self.seeds.max())],
            "order": self.order,
            "spending": [asdict(self.spending[name]) for name in self.policies],
            "ranks": {name: dict(zip(map(str, row.index), row, strict=True)) for name, row in self.ranks.iterrows()},
            "effects": self.effects.to_dict("records"),
            "pairs": self.pairs.to_dict("records"),
            "first_by": self.first_by.to_dict("records"),
        }


def _told(told: Components) -> dict[str, float]:
    luck = told.sampling
    return {
        "difference": told.mean,
        "low": luck.low,
        "high": luck.high,
        "worlds_low": told.low,
        "worlds_high": told.high,
    }


def rules_of(scenario: Scenario) -> dict[str, tuple[str, ...]]:
    """Return the rules that a ranking crosses, with all their choices; those of a mechanism that is off are left."""
    given = {*scenario.locked, *scenario.overrides}
    return {name: tuple(PARAMETERS[name].choices) for name in RULES if name not in given}


def rank(
    scenario: Scenario | str | Path,
    policies: Sequence[str] | None = None,
    *,
    budget: float | None = None,
    payer: str = "office",
    outcome: str | None = None,
    sets: int = SETS,
    seeds: int = SEEDS,
    seed: int = 1,
    spread: float = SPREAD,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    kept: Kept | None = None,
) -> Ranking:
    """Rank policies at equal money over parameter sets, rules, and half and full strength.

    Args:
        scenario: the scenario or its file; what is not given here is taken from its `comparison`.
        policies: names of policies, each added to the baseline; `a+b` adds both, at one share of their strengths.
        budget: yuan a year; by default what the cheapest policy costs in full, the most that all of them can spend.
        payer: whose money: office, firms, insurers, society, or all.
        outcome: the outcome by which policies are ranked.
        sets: parameter sets, a multiple of four.
        seeds: replicates of each world.
        seed: first seed, and the seed of the draws.
        spread: half-width of the ranges of parameters, as a share of their values.
        workers: threads (default: all cores); the result does not depend on them.
        progress: called with (tasks done, planned), for the search of strengths and for the ranking.
        kept: where finished runs are kept, to go on from there after an interrupt.
    """
    scenario, names, ranked = asked(scenario_of(scenario), policies, budget, payer, outcome, seeds)
    sets_drawn, rules = draw_sets(scenario, sets, seed_of(seed), spread=spread), rules_of(scenario)
    mixed = [dict(zip(rules, choice, strict=True)) for choice in product(*rules.values())]
    worlds = [{**given, **choice} for given in sets_drawn.sets for choice in mixed]
    check_runs(len(worlds) * seeds, len(LEVELS) * len(names) + 1)
    seen = tuple(dict.fromkeys((*shown(scenario, ranked), *HARM, *COSTS.values())))
    lab = _Lab(scenario, seen, seed, seeds, workers, progress, kept)
    pilot = [n for n in range(len(worlds)) if (n // len(mixed) + n % len(mixed)) % THINNED == 0]
    spending, budget = _equal(lab, worlds, pilot if len(worlds) > FEW else None, names, budget, COSTS[payer])
    by_level = [{name: at_strength(name, share * spending[name].strength) for name in names} for share in LEVELS]
    told = lab.measured(worlds, [arm for level in by_level for arm in level.values()])
    values = {
        o: {BASELINE: np.array([told[BASELINE][o]] * len(LEVELS))}
        | {name: np.array([told[level[name]][o] for level in by_level]) for name in names}
        for o in seen
    }
    told_of = (tuple(worlds), spending, values)
    return Ranking(scenario, names, ranked, payer, budget, lab.luck(len(worlds)), sets_drawn, rules, *told_of)


def asked(
    scenario: Scenario,
    policies: Sequence[str] | None,
    budget: float | None,
    payer: str,
    outcome: str | None,
    seeds: int,
) -> tuple[Scenario, tuple[str, ...], str]:
    """Return scenario, policies and outcome of a ranking, after checks of all that was asked for."""
    check_name(payer, COSTS, "payer", "payer")
    if budget is not None and not 0.0 < budget < np.inf:
        raise InputError(f"a budget is a sum of yuan a year above 0, not {budget:g}", "budget")
    if seeds < 2:
        raise InputError("give at least two seeds of each world: one has no interval")
    scenario, _ = arms(scenario, policies, None)
    names = compared(scenario, policies)
    if len(names) < 2:
        raise InputError(f"there is nothing to rank {names[0]!r} against; give two policies at least", scenario.name)
    return scenario, names, StoppingRule.of(scenario, outcome, None, None, None).outcome


def forecast(scenario: Scenario, policies: int, sets: int, seeds: int) -> int:
    """Return about how many runs a ranking takes: those of the search, three steps as a rule, and its own."""
    worlds = sets * int(np.prod([len(choices) for choices in rules_of(scenario).values()]))
    pilot = worlds // THINNED if worlds > FEW else worlds
    return (worlds + 3 * pilot) * (policies + 1) + worlds * seeds * (len(LEVELS) * policies + 1)


def _equal(
    lab: _Lab,
    worlds: list[dict[str, Value]],
    pilot: list[int] | None,
    names: tuple[str, ...],
    budget: float | None,
    cost: str,
) -> tuple[dict[str, Spending], float]:
    """Return what each policy does with the budget, by its mean cost over all worlds, and the budget.

    Costs at full strength are measured in all worlds, those at other strengths in a pilot of them, and carried to all
    by the ratio of the costs at full strength there and here (Cochran 1977, Sampling Techniques, ch. 6).
    """

    def costs_of(strengths: Mapping[str, float], where: list[int] | None) -> dict[str, Array]:
        own = {name: at_strength(name, strength) for name, strength in strengths.items()}
        told = lab.measured(worlds, list(own.values()), where, first=True)
        return {name: (told[arm][cost] - told[BASELINE][cost])[:, 0] for name, arm in own.items()}

    everywhere = costs_of(dict.fromkeys(names, 1.0), None)
    full = {name: float(costs.mean()) for name, costs in everywhere.items()}
    there = {name: float(costs[pilot].mean()) if pilot else full[name] for name, costs in everywhere.items()}

    def cost_of(strengths: Mapping[str, float]) -> dict[str, float]:
        told = costs_of(strengths, pilot)
        return {name: float(costs.mean()) * full[name] / there[name] for name, costs in told.items()}

    budget = common_budget(full, lab.scenario.name) if budget is None else budget
    return spend(full, budget, cost_of), budget


@dataclass(frozen=True)
class _Lab:
    """Where arms are run in worlds: the scenario, outcomes to keep, seeds, threads."""

    scenario: Scenario
    seen: tuple[str, ...]
    seed: int
    seeds: int
    workers: int | None
    progress: Callable[[int, int], None] | None
    kept: Kept | None

    def luck(self, worlds: int) -> NDArray[np.int64]:
        """Return the seeds of every world, shape (worlds, seeds)."""
        return self.seed + np.arange(worlds * self.seeds).reshape(worlds, self.seeds)

    def measured(
        self,
        worlds: Sequence[dict[str, Value]],
        names: Sequence[str],
        where: list[int] | None = None,
        *,
        first: bool = False,
    ) -> dict[str, dict[str, Array]]:
        """Return by arm (and the baseline) and outcome what worlds show, shape (worlds, seeds).

        Args:
            worlds: all of them; a world has its seeds by its place.
            names: the arms.
            where: places of those to look at (default: all).
            first: whether to look at the first seed of each alone.
        """
        _, variants = arms(self.scenario, names, None)
        luck = self.luck(len(worlds))[:, : 1 if first else None]
        places = range(len(worlds)) if where is None else where
        tasks = [(place, seed) for place in places for seed in luck[place].tolist()]

        def run(task: tuple[int, int]) -> dict[str, list[float]]:
            here = {name: arm.with_values(worlds[task[0]]) for name, arm in variants.items()}
            return {name: [summary[o] for o in self.seen] for name, (summary, _) in one_seed(here, task[1]).items()}

        def key(task: tuple[int, int]) -> str:
            return json.dumps([worlds[task[0]], list(variants), self.seen, task[1]])

        progress = self.progress
        counted = (lambda done: progress(done, len(tasks))) if progress else None
        told = list(in_parallel(self.kept.keeping(run, key) if self.kept else run, tasks, self.workers, counted))
        shape = len(places), luck.shape[1], len(self.seen)
        stacked = {name: np.array([given[name] for given in told], float).reshape(shape) for name in variants}
        return {name: {o: all_[..., n] for n, o in enumerate(self.seen)} for name, all_ in stacked.items()}
