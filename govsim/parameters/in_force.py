"""What is in force in a scenario: which mechanisms are off, and what was asked for that changes nothing or not alone.

A policy at a strength of its own, `name*0.8`, is a policy of the scenario like any other once it is declared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from govsim.errors import InputError
from govsim.parameters import MECHANISMS, PARAMETERS
from govsim.parameters.policies import known_policies

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from govsim.parameters.declare import Value
    from govsim.parameters.mechanisms import Mechanism
    from govsim.parameters.scenario import Scenario


def is_off(mechanism: Mechanism, scenario: Scenario) -> bool:
    """Return whether a mechanism has its neutral values in all offices, and no policy in force or arm moves them."""
    return _hold(mechanism.neutral, scenario)


def _hold(neutral: Mapping[str, Value], scenario: Scenario) -> bool:
    """Return whether parameters have these values in all offices, and no policy in force or arm moves them."""
    arms = scenario.trial.arms.values() if scenario.trial else ()
    names = [*scenario.baseline, *(name for arm in arms for name in arm.policies)]
    moved = {parameter for name in names for parameter in scenario.policies[name].moves} - scenario.locked
    checked = {name: PARAMETERS[name].check(value) for name, value in neutral.items()}
    values = scenario.office_values
    return moved.isdisjoint(checked) and all(own[name] == value for own in values for name, value in checked.items())


def outcomes_off(scenario: Scenario) -> set[str]:
    """Return the outcomes in which mechanisms, or parameters, show that are all off: a 0 of theirs says nothing."""
    switches = [(mechanism.neutral, mechanism.shows_in) for mechanism in MECHANISMS.values()]
    switches += [({p.name: p.off}, p.shows_in) for p in PARAMETERS.values() if p.shows_in and p.off is not None]
    shown: dict[str, bool] = {}
    for neutral, outcomes in switches:
        off = bool(neutral) and _hold(neutral, scenario)
        for name in outcomes:
            shown[name] = shown.get(name, True) and off
    return {name for name, off in shown.items() if off}


def without_effect(scenario: Scenario, policies: Iterable[str] = ()) -> Iterator[str]:
    """Yield a line for each value given from outside, and each policy, that does not do what it seems to.

    Args:
        scenario: The scenario with the values given for a run (`overrides`).
        policies: Names of policies that are looked at beside those of its baseline; unknown ones are passed over.
    """
    names = dict.fromkeys(name for name in (*scenario.baseline, *policies) if name in scenario.policies)
    before = scenario.model_copy(update={"overrides": {}}).office_values
    for name, value in scenario.overrides.items():
        setters = [policy for policy in names if name in scenario.policies[policy].set]
        if name in scenario.locked:
            off = next(m for m, on in scenario.mechanisms.items() if not on and name in MECHANISMS[m].neutral)
            yield f"{name}={value} has no effect: {off} is off, and its value {scenario.office_values[0][name]} holds"
        elif setters:
            last = scenario.policies[setters[-1]]
            yield (
                f"{name}={value} does not last: the policy {setters[-1]} sets {name} to {last.set[name]} "
                f"from week {last.start} on"
            )
        elif all(values[name] == value for values in before):
            yield f"{name}={value} changes nothing: it is the value that holds without it"
    for name in names:
        start = scenario.policies[name].start
        if start >= scenario.weeks:
            yield f"the policy {name} has no effect: it starts in week {start}, the scenario ends in {scenario.weeks}"
    if sum(ranked(scenario, names)) == 1:
        yield "the ranking of offices has no effect: it needs two offices with a `rank_stake`"


def ranked(scenario: Scenario, policies: Iterable[str]) -> list[bool]:
    """Return for each office whether it ever has a stake in the ranking of offices, with all of these policies."""
    stakes = [values["rank_stake"] != 0 for values in scenario.office_values]
    for policy in (scenario.policies[name] for name in policies):
        if "rank_stake" in policy.moves and "rank_stake" not in scenario.locked:
            aimed = policy.target.office
            stakes = [had or aimed in ("", o.name) for had, o in zip(stakes, scenario.office_list, strict=True)]
    return stakes


def with_strengths(scenario: Scenario, names: Iterable[str]) -> Scenario:
    """Return the scenario with each policy `name*strength` of (joined) policy names declared under that name.

    Its strength is that share of the policy's own: 0 is no policy, 1 the policy itself.

    Raises:
        InputError: A strength is no number from 0 to 1, or policies joined, or in force, are the same policy twice.
    """
    declared = {}
    for joined in names:
        parts = joined.split("+")
        bases = [part.partition("*")[0] for part in parts]
        for part, base in zip(parts, bases, strict=True):
            if "*" not in part or part in scenario.policies:
                continue
            known_policies(scenario.policies, [base], part)
            if base in scenario.baseline or bases.count(base) > 1:
                where = "in the baseline already" if base in scenario.baseline else "given twice"
                raise InputError(f"the policy {base!r} is {where}; a policy has one strength", part)
            policy = scenario.policies[base]
            declared[part] = policy.model_copy(update={"strength": policy.strength * _strength(part)})
    if not declared:
        return scenario
    return scenario.model_copy(update={"policies": {**scenario.policies, **declared}})


def _strength(part: str) -> float:
    text = part.partition("*")[2]
    try:
        strength = float(text)
    except ValueError:
        strength = -1.0
    if not 0.0 <= strength <= 1.0:
        raise InputError(f"a strength lies between 0 and 1, as in name*0.8, not {text!r}", part)
    return strength


def joined_names(names: Sequence[str]) -> list[str]:
    """Return the names of policies that are joined by `+`, one by one."""
    return [part for name in names for part in name.split("+")]
