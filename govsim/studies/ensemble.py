"""Policies against a baseline under many parameter sets: what is luck, and what is not known.

Every set meets the same seeds. The paired effect of a policy, y[k, r] under set k on seed r, is then a two-way layout
without repetition, y = mean + set + luck + both together, and its components of variance are the usual ones (Searle,
Casella and McCulloch 1992, Variance Components, ch. 4):

    between sets = (MS_sets - MS_rest) / R,  luck = (MS_luck - MS_rest) / K,  rest = MS_rest,

so that what luck does to the means of the sets is taken out of the variance between them (law of total variance).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.stats import rankdata

from govsim.errors import InputError
from govsim.outcomes import ALL_OUTCOMES
from govsim.parameters.scenario import load_scenario
from govsim.runs import assumed
from govsim.runs.compare import BASELINE, StoppingRule, arms, compared, one_seed
from govsim.runs.interval import Interval, interval, paired, without_luck
from govsim.runs.threads import in_parallel
from govsim.sizes import check_runs
from govsim.studies.ensemble_design import BLOCK, SPREAD, Draws, draw_sets

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    import pandas as pd
    from numpy.typing import NDArray

    from govsim.parameters.declare import Value
    from govsim.parameters.scenario import Scenario
    from govsim.runs.kept import Kept

    Array = NDArray[np.float64]

SEEDS = 8  # of every parameter set
CENTRAL = (0.025, 0.975)


@dataclass(frozen=True)
class Components:
    """An effect under many parameter sets, and the components of its variance.

    `sampling` is the 95 % interval of the mean over the sets drawn, from luck alone; `low` and `high` hold 95 % of the
    sets, luck taken out. The variances are of one run's effect: `between` sets, and by luck, alone (`luck`) and with
    the set (`rest`).
    """

    sampling: Interval
    low: float
    high: float
    between: float
    luck: float
    rest: float

    @property
    def mean(self) -> float:
        """The mean effect over sets and seeds."""
        return self.sampling.mean

    @property
    def share(self) -> float:
        """What share of the variance of one run's effect lies between parameter sets."""
        total = self.between + self.luck + self.rest
        return self.between / total if total > 0.0 else np.nan


def components(y: Array) -> Components:
    """Return the components of an effect of shape (sets, seeds); sets in which it is not defined are left out."""
    y = y[np.isfinite(y).all(axis=1)]
    k, r = y.shape
    if k < 2 or r < 2:
        return Components(Interval(np.nan, np.nan, np.nan, r), *([np.nan] * 5))
    mean, sets, luck = y.mean(), y.mean(axis=1), y.mean(axis=0)
    rest = float(np.sum((y - sets[:, None] - luck[None] + mean) ** 2) / ((k - 1) * (r - 1)))
    between, low, high = without_luck(sets, mean, rest / r, CENTRAL)
    by_luck = max(0.0, float(np.var(luck, ddof=1)) - rest / k)
    return Components(interval(luck), low, high, between, by_luck, rest)


@dataclass(frozen=True)
class RestsOn:
    """What share of a variance between parameter sets rests on assumed parameters, with a 95 % interval over blocks."""

    share: float
    low: float
    high: float


def rests_on_assumed(layers: Sequence[Array], *, noise: bool) -> RestsOn:
    """Return the share of the variance between sets that the assumed parameters bring about (total index of a group).

    Half of the mean squared difference between two sets of a block that differ in what is assumed alone, over that of
    two that differ in everything. Numerator and denominator are summed over layers (one for each policy).

    Args:
        layers: each of shape (sets, seeds), in the order of `Draws.sets`.
        noise: whether what luck adds to a squared difference of means is taken out.
    """
    blocks = min(len(y) for y in layers) // BLOCK
    told = np.zeros((2, blocks))
    for y in layers:
        b = y.reshape(blocks, BLOCK, -1)
        for n, pairs in enumerate((((1, 0), (3, 2)), ((3, 0), (1, 2)))):
            for one, other in pairs:
                d = b[:, one] - b[:, other]
                spare = np.var(d, axis=1, ddof=1) / d.shape[1] if noise else 0.0
                told[n] += np.nan_to_num(np.mean(d, axis=1) ** 2 - spare)  # a block that is not defined tells nothing
    top, bottom = told.sum(axis=1)
    if not bottom > 0.0:
        return RestsOn(np.nan, np.nan, np.nan)
    share = top / bottom
    with np.errstate(divide="ignore", invalid="ignore"):  # all of the variance in one block: the others tell no share
        out = (top - told[0]) / (bottom - told[1])  # jackknife
    half = interval(share + (blocks - 1) * (share - out)).half_width if blocks > 1 else np.nan
    return RestsOn(*(float(np.clip(x, 0.0, 1.0)) for x in (share, share - half, share + half)))


@dataclass(frozen=True)
class EnsembleComparison:
    """Policies against a baseline under many parameter sets, all on the same seeds.

    `values[name][outcome]` has shape (sets, seeds).
    """

    scenario: Scenario
    policies: tuple[str, ...]
    outcome: str
    seeds: tuple[int, ...]
    draws: Draws = field(repr=False)
    values: dict[str, dict[str, Array]] = field(repr=False)

    def baseline(self, outcome: str) -> float:
        """Return the baseline's mean of an outcome over sets and seeds."""
        return interval(self.values[BASELINE][outcome].ravel()).mean

    def paired(self, policy: str, outcome: str) -> Array:
        """Return the paired effects of a policy, shape (sets, seeds)."""
        return paired(self.values[policy][outcome], self.values[BASELINE][outcome])

    def effect(self, policy: str, outcome: str) -> Components:
        """Return the effect of a policy on an outcome, with sampling and parameter uncertainty told apart."""
        return components(self.paired(policy, outcome))

    def ranks(self, outcome: str) -> Array:
        """Return the rank of every policy under every set by its mean over the seeds, 1 the best.

        Shape (sets, policies); ties share the mean of their ranks; NaN in a set in which an effect is not defined.
        """
        sign = -1.0 if ALL_OUTCOMES[outcome].better == "more" else 1.0
        means = np.array([self.paired(policy, outcome).mean(axis=1) for policy in self.policies]).T
        told: Array = rankdata(sign * means, axis=1, nan_policy="propagate")
        return told

    def best(self, outcome: str) -> dict[str, float]:
        """Return for every policy in what share of the sets it is the best; a tie is divided."""
        ranks = self.ranks(outcome)
        ranks = ranks[np.isfinite(ranks).all(axis=1)]
        if not len(ranks):
            return dict.fromkeys(self.policies, np.nan)
        first = ranks == ranks.min(axis=1, keepdims=True)
        share = first / first.sum(axis=1, keepdims=True)
        return dict(zip(self.policies, share.mean(axis=0).tolist(), strict=True))

    def effect_rests_on(self, outcome: str) -> RestsOn:
        """Return what share of the variance of the policies' effects rests on assumed parameters, over all policies."""
        return rests_on_assumed([self.paired(policy, outcome) for policy in self.policies], noise=True)

    def rank_rests_on(self, outcome: str) -> RestsOn:
        """Return what share of the variance of the policies' ranks rests on assumed parameters."""
        return rests_on_assumed([column[:, None] for column in self.ranks(outcome).T], noise=False)

    def store(self) -> Path:
        """Keep beside the scenario what rests on assumed parameters, for `govsim compare`; return the file.

        Raises:
            InputError: The policies or the baseline are not the scenario's own, or it has no file.
        """
        file = self.scenario.file
        own = bool(file) and load_scenario(file).fingerprint == self.scenario.fingerprint
        if not own or self.policies != compared(self.scenario, None):
            raise InputError(
                "only an ensemble of a scenario as its file gives it, with all its policies, can be stored"
            )
        told = {}
        for outcome in dict.fromkeys((self.outcome, *self.scenario.comparison.show)):
            shares = {"effect": self.effect_rests_on(outcome), "rank": self.rank_rests_on(outcome)}
            rounded = {name: [round(x, 4) for x in (s.share, s.low, s.high)] for name, s in shares.items()}
            if np.isfinite(rounded["effect"]).all():
                told[outcome] = {name: x if np.isfinite(x).all() else None for name, x in rounded.items()}
        return assumed.store(self.scenario, len(self.draws.sets), len(self.seeds), told)

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row for each (policy, outcome): effect, both intervals, components of variance, rank, share best."""
        import pandas as pd

        rows = []
        for outcome, declared in ALL_OUTCOMES.items():
            ranks, best = self.ranks(outcome), self.best(outcome)
            for n, policy in enumerate(self.policies):
                told = self.effect(policy, outcome)
                rank = ranks[:, n]
                rows.append(
                    {
                        "policy": policy,
                        "outcome": outcome,
                        "unit": declared.unit,
                        "level": declared.level,
                        "better": declared.better,
                        "baseline": self.baseline(outcome),
                        "difference": told.mean,
                        "sampling_low": told.sampling.low,
                        "sampling_high": told.sampling.high,
                        "parameters_low": told.low,
                        "parameters_high": told.high,
                        "variance_between_sets": told.between,
                        "variance_luck": told.luck,
                        "variance_rest": told.rest,
                        "share_between_sets": told.share,
                        "mean_rank": interval(rank).mean,
                        "best": best[policy],
                    }
                )
        return pd.DataFrame(rows)

    def as_json(self) -> dict[str, Any]:
        """Return the comparison as plain data."""
        return {
            "scenario": self.scenario.name,
            "outcome": self.outcome,
            "sets": len(self.draws.sets),
            "drawn": self.draws.line,
            "seeds": [self.seeds[0], self.seeds[-1]],
            "effects": self.table.to_dict("records"),
            "assumed": {
                "effect": vars(self.effect_rests_on(self.outcome)),
                "rank": vars(self.rank_rests_on(self.outcome)),
            },
        }


def compare_ensemble(
    scenario: Scenario,
    policies: Sequence[str] | None = None,
    *,
    sets: int = 32,
    seeds: int = SEEDS,
    baseline: Sequence[str] | None = None,
    outcome: str | None = None,
    seed: int = 1,
    spread: float = SPREAD,
    left: Sequence[Mapping[str, Value]] = (),
    weights: Sequence[float] = (),
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    kept: Kept | None = None,
) -> EnsembleComparison:
    """Compare policies with a baseline under many parameter sets, each on the same seeds.

    Args:
        scenario: the scenario; what is not given here is taken from its `comparison`.
        policies: names of policies, each added to the baseline; `a+b` adds both.
        sets: parameter sets, a multiple of four.
        seeds: replicates of each.
        baseline: policies in force in the baseline (default: the scenario's).
        outcome: the outcome by which policies are ranked.
        seed: first seed, and the seed of the draws.
        spread: half-width of the ranges of parameters, as a share of their values.
        left: points that a calibration has not ruled out; `weights`: theirs.
        weights: weights of these points (default: equal).
        workers: threads (default: all cores); the result does not depend on them.
        progress: called with (runs done, planned).
        kept: where finished runs are kept, to go on from there after an interrupt.
    """
    if seeds < 2:
        raise InputError("give at least two seeds of each parameter set: one has no interval")
    check_runs(seeds * sets, 1)
    scenario, compared_arms = arms(scenario, policies, baseline)
    names = tuple(name for name in compared_arms if name != BASELINE)
    ranked = StoppingRule.of(scenario, outcome, None, None, None).outcome
    draws = draw_sets(scenario, sets, seed, spread=spread, left=left, weights=weights)
    variants = [{name: arm.with_values(given) for name, arm in compared_arms.items()} for given in draws.sets]
    luck = range(seed, seed + seeds)
    tasks = list(product(range(sets), luck))
    counted = (lambda done: progress(done, len(tasks))) if progress else None
    told = list(in_parallel(_task_of(variants, kept), tasks, workers, counted))
    values = {
        name: {o: np.array([run[name][o] for run in told]).reshape(sets, seeds) for o in ALL_OUTCOMES}
        for name in compared_arms
    }
    return EnsembleComparison(scenario, names, ranked, tuple(luck), draws, values)


def _task_of(
    variants: list[dict[str, Scenario]], kept: Kept | None
) -> Callable[[tuple[int, int]], dict[str, dict[str, float]]]:
    """Return what runs a task (number of a set, seed), and keeps what it gives where that is asked for."""

    def run(task: tuple[int, int]) -> dict[str, dict[str, float]]:
        return _summaries(variants[task[0]], task[1])

    if not kept:
        return run
    marks = [" ".join(f"{name} {arm.fingerprint}" for name, arm in given.items()) for given in variants]
    return kept.keeping(run, lambda task: f"{marks[task[0]]} {task[1]}")


def _summaries(variants: dict[str, Scenario], seed: int) -> dict[str, dict[str, float]]:
    return {name: summary for name, (summary, _) in one_seed(variants, seed).items()}
