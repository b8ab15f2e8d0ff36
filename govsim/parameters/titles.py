"""What people call a scenario and its policies: their titles, in the language that is spoken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govsim.words import Words, text
from govsim.words.terms import joined

if TYPE_CHECKING:
    from govsim.parameters.scenario import Scenario

NO_POLICY = ("baseline", "none")  # names that no policy bears


def scenario_words(scenario: Scenario) -> Words:
    """Return what people call a scenario: its title, or its name where it has none."""
    return Words(scenario.title or scenario.name, scenario.title_zh)


def scenario_title(scenario: Scenario) -> str:
    """Return the title of a scenario in the language that is spoken."""
    return scenario_words(scenario).label()


def policy_words(scenario: Scenario, name: str) -> Words:
    """Return what people call one policy of a scenario, also at a strength of its own (`name*0.8`)."""
    base, _, strength = name.partition("*")
    policy = scenario.policies.get(base)
    spelt = base.replace("_", " ")
    told = Words(spelt)
    if policy:
        told = Words(policy.title or spelt, policy.title_zh, policy.short or spelt, policy.short_zh)
    if not strength:
        return told
    parts = (told.en, told.zh, told.short_en, told.short_zh)
    return Words(*(f"{part} × {strength}" if part else "" for part in parts))


def policy_title(scenario: Scenario, name: str) -> str:
    """Return the title of a policy, or of several together (`a+b`); of the baseline, the word for it."""
    if name in NO_POLICY:
        return text(name)
    return joined([policy_words(scenario, part).label() for part in name.split("+")])


def policy_short(scenario: Scenario, name: str) -> str:
    """Return the short title of a policy, or of several together."""
    if name in NO_POLICY:
        return text(name)
    return joined([policy_words(scenario, part).short() for part in name.split("+")])


def in_force(scenario: Scenario) -> str:
    """Return the titles of the policies in force in the baseline of a scenario, or that there are none."""
    return joined([policy_title(scenario, name) for name in scenario.baseline]) or text("none")
