"""Policies against a baseline, on common random numbers.

For each seed one world is built and run up to the week in which the first policy starts; baseline and policies go on
from this snapshot, meet the same luck, and are compared pair by pair. What is reported is the mean paired difference
with its 95 % interval (Student's t over seeds). Replicates are added until the interval of the chosen outcome is narrow
enough for every policy, or the cap is reached; which of the two happened is part of the result.
"""

from __future__ import annotations

import warnings
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from govsim.errors import InputError
from govsim.outcomes import ALL_OUTCOMES, derive
from govsim.parameters.in_force import joined_names, with_strengths
from govsim.runs.assumed import kept_share
from govsim.runs.given import scenario_of, seed_of
from govsim.runs.interval import Interval, interval, paired
from govsim.runs.response import responses
from govsim.runs.run import summarise
from govsim.runs.store import plain
from govsim.runs.threads import cores, in_parallel
from govsim.runs.variants import check_name
from govsim.sizes import check_runs
from govsim.world.build import build
from govsim.world.series import weekly
from govsim.world.size import check_world

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import pandas as pd
    from numpy.typing import NDArray

    from govsim.parameters.scenario import Scenario

    Curves = dict[str, NDArray[np.floating[Any]]]
    Replicate = dict[str, tuple[dict[str, float], Curves]]  # of each variant: summary, weekly curves

BASELINE = "baseline"
CURVES = ("visits_per_year", "hazards_found", "true_closures", "hazard_stock", "effort", "expected_casualties")
SHOWN = (
    "visits_per_year",
    "coverage",
    "found_per_visit",
    "true_closures",
    "true_rectification",
    "formalism_index",
    "hazard_stock",
    "effort",
    "expected_casualties",
    "expected_accidents",
    "office_cost",
)


@dataclass(frozen=True, repr=False)
class Comparison:
    """Baseline and policies over the same seeds.

    `values[name][outcome]` has one value a seed; `curves[name][outcome]` shape (seeds, weeks), from week 0 on.
    Differences are from `reference`: the baseline, or a policy (see `against`).
    """

    scenario: Scenario
    policies: tuple[str, ...]
    outcome: str
    seeds: tuple[int, ...]
    wanted_half_width: float
    narrow_enough: bool
    partial: bool
    values: dict[str, dict[str, NDArray[np.float64]]] = field(repr=False)
    curves: dict[str, Curves] = field(repr=False)
    reference: str = BASELINE

    def __repr__(self) -> str:
        return f"<Comparison of {self.scenario.name!r}: {', '.join(self.policies)}; {self.replicates} replicates>"

    @property
    def replicates(self) -> int:
        """Number of seeds."""
        return len(self.seeds)

    def baseline(self, outcome: str) -> Interval:
        """Return the mean of an outcome in the baseline, or under the policy that the others are held against."""
        return interval(self.values[self.reference][outcome])

    def difference(self, policy: str, outcome: str) -> Interval:
        """Return the mean paired difference, policy less baseline (or less the policy it is held against)."""
        return interval(paired(self.values[policy][outcome], self.values[self.reference][outcome]))

    def against(self, policy: str) -> Comparison:
        """Return the comparison with all differences from a policy, pair by pair, instead of from the baseline.

        Raises:
            InputError: The policy is not one of those compared, or no other is.
        """
        check_name(policy, self.policies, "compared policy", "against")
        others = tuple(name for name in self.policies if name != policy)
        if not others:
            raise InputError(f"there is no other policy to hold against {policy!r}; compare two at least", "against")
        return replace(self, reference=policy, policies=others)

    @cached_property
    def response(self) -> pd.DataFrame:
        """Weeks until half and nine tenths of each effect on the weekly outcomes; see `govsim.runs.response`."""
        import pandas as pd

        rows = []
        for policy in self.policies:
            parts = [part for name in (policy, self.reference) for part in name.split("+")]
            start = min(self.scenario.policies[part].start for part in parts if part in self.scenario.policies)
            for outcome, values in self.curves[policy].items():
                found = responses(values, self.curves[self.reference][outcome], start, self.seeds)
                rows += [{"policy": policy, "outcome": outcome, "start": start, **asdict(told)} for told in found]
        return pd.DataFrame(rows)

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row for each (policy, outcome): baseline, difference, interval, unit, level of truth."""
        import pandas as pd

        rows = []
        for policy in self.policies:
            for name, outcome in ALL_OUTCOMES.items():
                base, difference = self.baseline(name), self.difference(policy, name)
                rows.append(
                    {
                        "policy": policy,
                        "outcome": name,
                        "unit": outcome.unit,
                        "level": outcome.level,
                        "better": outcome.better,
                        "baseline": base.mean,
                        "baseline_low": base.low,
                        "baseline_high": base.high,
                        "difference": difference.mean,
                        "low": difference.low,
                        "high": difference.high,
                        "replicates": difference.n,
                    }
                )
        return pd.DataFrame(rows).set_index(["policy", "outcome"])

    @cached_property
    def runs(self) -> pd.DataFrame:
        """Tidy: one row for each (policy, seed), outcomes in columns; the baseline is called `baseline`."""
        import pandas as pd

        frames = [pd.DataFrame({"policy": name, "seed": self.seeds, **values}) for name, values in self.values.items()]
        return pd.concat(frames, ignore_index=True)

    @cached_property
    def weekly(self) -> pd.DataFrame:
        """Tidy: mean and 10 and 90 % quantiles over seeds of some outcomes, for each policy and week."""
        import pandas as pd

        frames = []
        for name, curves in self.curves.items():
            for outcome, values in curves.items():
                mean, low, high = _over_seeds(values)
                told = {
                    "policy": name,
                    "outcome": outcome,
                    "week": np.arange(values.shape[1]),
                    "mean": mean,
                    "q10": low,
                    "q90": high,
                }
                frames.append(pd.DataFrame(told))
        return pd.concat(frames, ignore_index=True)

    def as_json(self) -> dict[str, Any]:
        """Return the comparison as plain data; what is not defined is null."""

        def told(value: Interval, name: str) -> dict[str, float | None]:
            return {name: plain(value.mean), "low": plain(value.low), "high": plain(value.high)}

        return {
            "scenario": self.scenario.name,
            "assumed_share": kept_share(self.scenario, self.outcome),
            "baseline": {name: told(self.baseline(name), "mean") for name in ALL_OUTCOMES},
            "policies": {
                policy: {name: told(self.difference(policy, name), "difference") for name in ALL_OUTCOMES}
                for policy in self.policies
            },
            "replicates": self.replicates,
            "seeds": [self.seeds[0], self.seeds[-1]],
            "outcome": self.outcome,
            "differences_from": self.reference,
            "narrow_enough": self.narrow_enough,
            "partial": self.partial,
        }


def _over_seeds(values: NDArray[np.floating[Any]]) -> tuple[NDArray[np.floating[Any]], ...]:
    """Return mean, 10 and 90 % quantiles over seeds, shape (weeks,), from values of shape (seeds, weeks)."""
    if np.isfinite(values).all():  # as a rule, and ten times faster
        return (np.mean(values, axis=0), *np.quantile(values, [0.1, 0.9], axis=0))
    with warnings.catch_warnings():  # a week in which no replicate defines the outcome is NaN, and no fault
        warnings.simplefilter("ignore", RuntimeWarning)
        return (np.nanmean(values, axis=0), *np.nanquantile(values, [0.1, 0.9], axis=0))


def compare(
    scenario: Scenario | str | Path,
    policies: Sequence[str] | None = None,
    *,
    baseline: Sequence[str] | None = None,
    outcome: str | None = None,
    half_width: float | None = None,
    least: int | None = None,
    most: int | None = None,
    seed: int = 1,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Comparison:
    """Compare policies with a baseline on common random numbers.

    Args:
        scenario: the scenario or its file; what is not given here is taken from its `comparison`.
        policies: names of policies, each added to the baseline; `a+b` adds both, `a*0.8` one at a strength.
        baseline: policies in force in the baseline (default: the scenario's).
        outcome: the outcome whose precision decides when to stop.
        half_width: wanted half-width of the 95 % interval of its difference, as a share of the baseline's mean.
        least: fewest replicates.
        most: most replicates.
        seed: first seed; replicate k has seed + k.
        workers: threads (default: all cores); the result does not depend on them.
        progress: called with (replicates done, replicates planned so far).

    Returns:
        The comparison. After an interrupt (Ctrl-C) it holds the finished replicates and is marked `partial`.
    """
    scenario, variants = arms(scenario_of(scenario), policies, baseline)
    seed = seed_of(seed)
    names = tuple(name for name in variants if name != BASELINE)
    rule = StoppingRule.of(scenario, outcome, half_width, least, most)
    check_runs(rule.most, len(variants), scenario.weeks * len(CURVES) // 6)
    check_world(scenario, 2 * (workers or cores()))
    finished, narrow, partial = _replicates(variants, rule, seed, workers, progress)
    return Comparison(
        scenario=scenario,
        policies=names,
        outcome=rule.outcome,
        seeds=tuple(range(seed, seed + len(finished))),
        wanted_half_width=rule.half_width,
        narrow_enough=narrow,
        partial=partial,
        values={name: {o: np.array([run[name][0][o] for run in finished]) for o in ALL_OUTCOMES} for name in variants},
        curves={name: {o: np.array([run[name][1][o] for run in finished]) for o in CURVES} for name in variants},
    )


def arms(
    scenario: Scenario, policies: Sequence[str] | None, baseline: Sequence[str] | None
) -> tuple[Scenario, dict[str, Scenario]]:
    """Return the scenario with the baseline asked for, and the scenarios to compare: it, and it with each policy."""
    if baseline is not None:
        scenario = with_baseline(scenario, baseline)
    scenario = with_strengths(scenario, scenario.comparison.policies if policies is None else policies)
    return scenario, {BASELINE: scenario} | {n: scenario.with_policy(n) for n in compared(scenario, policies)}


def with_baseline(scenario: Scenario, names: Sequence[str]) -> Scenario:
    """Return the scenario with these policies in force in its baseline and no others; `none` is no policy."""
    scenario = with_strengths(scenario.without_policies(), names)
    return scenario.with_policy(*(name for name in joined_names(names) if name != "none"))


def shown(scenario: Scenario, outcome: str) -> list[str]:
    """Return the outcomes that a table shows: the one that decides, and those that the scenario asks for."""
    return list(dict.fromkeys([outcome, *(scenario.comparison.show or SHOWN)]))


def compared(scenario: Scenario, policies: Sequence[str] | None) -> tuple[str, ...]:
    """Return the names of the policies to compare, each once; refuse those that are in the baseline."""
    names = tuple(dict.fromkeys(scenario.comparison.policies if policies is None else policies)) or tuple(
        n for n in scenario.policies if n not in scenario.baseline
    )
    if not names:
        raise InputError("there is no policy to compare; name one of the scenario's policies", scenario.name)
    for name in names:
        already = [part for part in name.split("+") if part in scenario.baseline]
        if already:
            raise InputError(
                f"the policy {already[0]!r} is in the baseline already; to see its effect give another "
                f"baseline (`--baseline none`)",
                scenario.name,
            )
    return names


@dataclass(frozen=True)
class StoppingRule:
    """When there are replicates enough.

    From `least` to `most`, until the 95 % interval of the difference in `outcome` is at most ± `half_width` (a share of
    the baseline's mean) wide for every policy.
    """

    outcome: str
    half_width: float
    least: int
    most: int

    @classmethod
    def of(
        cls, scenario: Scenario, outcome: str | None, half_width: float | None, least: int | None, most: int | None
    ) -> StoppingRule:
        """Return the rule; what is not given is taken from the scenario's `comparison`."""
        told = scenario.comparison
        place = f"{scenario.file or scenario.name}: comparison."
        named = [("outcome", told.outcome), *(("show", name) for name in told.show)]
        for key, name in named:
            check_name(name, ALL_OUTCOMES, "outcome", place + key)
        outcome = outcome or told.outcome
        check_name(outcome, ALL_OUTCOMES, "outcome", "outcome")
        wanted = told.half_width if half_width is None else half_width
        if not wanted > 0:
            raise InputError(f"the half-width must be positive, not {wanted}")
        least = told.least if least is None else least
        most = max(told.most, least) if most is None else most
        if not 2 <= least <= most:
            raise InputError(f"the fewest replicates ({least}) must be at least 2 and not above the most ({most})")
        return cls(outcome, wanted, least, most)

    def narrow_enough(self, finished: Sequence[Replicate]) -> bool:
        """Return whether the interval of every policy's difference is narrow enough."""
        base = np.array([run[BASELINE][0][self.outcome] for run in finished])
        limit = self.half_width * abs(float(np.nanmean(base)))
        others = [name for name in finished[0] if name != BASELINE]
        differences = (np.array([run[name][0][self.outcome] for run in finished]) - base for name in others)
        return all(interval(d).half_width <= limit for d in differences)


def _replicates(
    variants: dict[str, Scenario],
    rule: StoppingRule,
    seed: int,
    workers: int | None,
    progress: Callable[[int, int], None] | None,
) -> tuple[list[Replicate], bool, bool]:
    """Run replicates until there are enough; return them, whether intervals are narrow, and whether it was stopped."""
    finished: list[Replicate] = []
    target = rule.least
    try:
        while True:
            seeds = range(seed + len(finished), seed + target)
            for result in in_parallel(lambda s: one_seed(variants, s), seeds, workers):
                finished.append(result)
                if progress:
                    progress(len(finished), target)
            if all(np.isnan(run[BASELINE][0][rule.outcome]) for run in finished):
                raise InputError(
                    f"{rule.outcome} is not defined in this baseline (nothing that it is a share of happens); "
                    f"choose another outcome",
                    variants[BASELINE].name,
                )
            narrow = rule.narrow_enough(finished)
            if narrow or target >= rule.most:
                return finished, narrow, False
            target = min(rule.most, target + max(8, target // 2))
    except KeyboardInterrupt:
        if len(finished) < 2:
            raise
        return finished, rule.narrow_enough(finished), True


def one_seed(variants: dict[str, Scenario], seed: int) -> Replicate:
    """Run one world while all variants agree and let every one go on from it: summary and weekly curves of each."""
    baseline = variants[BASELINE]
    added = {name for scenario in variants.values() for name in scenario.named(scenario.baseline)}
    starts = [baseline.policies[name].start for name in added.difference(baseline.named(baseline.baseline))]
    start = build(baseline, seed).run(min([baseline.weeks, *starts]))
    result = {}
    for name, scenario in variants.items():
        world = start.branch(scenario).run()
        weeks = weekly(world)[scenario.warmup_weeks :].sum(axis=1)
        curves = derive(weeks, 1, {}, CURVES)
        result[name] = (summarise(world), {o: values.astype(np.float32) for o, values in curves.items()})
    return result
