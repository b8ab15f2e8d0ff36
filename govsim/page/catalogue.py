"""What the declarations tell the page: parameters, policies and outcomes, with unit, grade, source and cost."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from govsim.errors import InputError
from govsim.outcomes import ALL_OUTCOMES
from govsim.page import lessons
from govsim.page.trace import CURVES
from govsim.parameters import PARAMETERS
from govsim.parameters.policies import compose
from govsim.parameters.scenario import load_scenario
from govsim.parameters.titles import policy_words, scenario_words
from govsim.runs.compare import shown
from govsim.words import LANGUAGES, Words
from govsim.words.terms import UNITS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from govsim.parameters.scenario import Scenario

MESSAGES = Path(__file__).parent / "messages"
ACTIONS = ("inspect", "complain", "fine", "expose", "hazard", "accident", "move")


@cache
def messages() -> dict[str, dict[str, str]]:
    """Return the words of the page itself, by language."""
    return {lang: json.loads((MESSAGES / f"{lang}.json").read_text(encoding="utf-8")) for lang in LANGUAGES}


def labels(words: Words) -> dict[str, str]:
    """Return what each language calls something."""
    return {lang: words.label(lang) for lang in LANGUAGES}


def about(scenario: Scenario, scenarios: Iterable[Scenario]) -> dict[str, Any]:
    """Return everything that the page shows before anything is computed; lessons are those of the scenarios at hand."""
    titles = {known_as(each): labels(scenario_words(each)) for each in scenarios}
    return {
        "scenarios": [{"id": name, "title": title} for name, title in titles.items()],
        "messages": messages(),
        "lessons": [each for each in lessons.told() if each["scenario"] in titles],
        "actions": ACTIONS,
        **of_scenario(scenario),
    }


def of_scenario(scenario: Scenario) -> dict[str, Any]:
    """Return what the page shows of one scenario."""
    return {
        "scenario": {
            "id": known_as(scenario),
            "title": labels(scenario_words(scenario)),
            "description": scenario.description.strip(),
            "weeks": scenario.weeks,
            "start": scenario.measure_from,
            "firms": sum(int(o.enterprises.count or 0) for o in scenario.office_list if o.enterprises),
            "grids": scenario.scope.grids,
            "baseline": scenario.baseline,
        },
        "policies": [_policy(scenario, name) for name in scenario.policies if name not in scenario.baseline],
        "parameters": _parameters(scenario),
        "outcomes": {name: _outcome(name) for name in chosen(scenario)},
    }


def known_as(scenario: Scenario) -> str:
    """Return the name under which a scenario is asked for: that of its file."""
    return Path(scenario.file).stem or scenario.name


def chosen(scenario: Scenario) -> tuple[str, ...]:
    """Return the outcomes that the page shows: what the scenario asks for, the curves, and what lessons bet on."""
    bets = [name for lesson in lessons.lessons().values() for name in lesson.bets]
    return tuple(dict.fromkeys([*shown(scenario, scenario.comparison.outcome), *CURVES, *bets]))


def _outcome(name: str) -> dict[str, Any]:
    outcome = ALL_OUTCOMES[name]
    told = {key: getattr(outcome, key) for key in ("level", "better", "meaning")}
    return {"labels": labels(outcome.words), "unit": _unit(outcome.unit), **told}


def _unit(name: str) -> dict[str, str]:
    """Return a unit by language; English numbers stand beside its name, which is shorter than what explains it."""
    return {lang: name if lang == "en" else UNITS.get(name, Words(name)).label(lang) for lang in LANGUAGES}


def _policy(scenario: Scenario, name: str) -> dict[str, Any]:
    policy = scenario.policies[name]
    told = {key: getattr(policy, key) for key in ("description", "source", "start", "end", "ramp", "strength")}
    return {
        "name": name,
        "labels": labels(policy_words(scenario, name)),
        **told,
        "description": policy.description.strip(),
        "cost": policy.cost.model_dump(mode="json"),
        "moves": [labels(PARAMETERS[moved].words) for moved in policy.moves],
    }


def _parameters(scenario: Scenario) -> list[dict[str, Any]]:
    """Return every parameter that may change in mid-run, with its value in the first office under the baseline."""
    active = {name: scenario.policies[name] for name in scenario.baseline}
    values = compose(scenario.office_values[0], active, scenario.measure_from, scenario.locked)
    listed = []
    for name, declared in PARAMETERS.items():
        if declared.structural or name in scenario.locked:
            continue
        _, grade, source = scenario.evidence(name)
        told = {key: getattr(declared, key) for key in ("kind", "low", "high", "choices", "meaning")}
        moved = values[name] != scenario.office_values[0][name]
        listed.append(
            {
                "name": name,
                "labels": labels(declared.words),
                "unit": _unit(declared.unit),
                **told,
                "value": values[name],
                "grade": grade,
                "source": f"{source}; {', '.join(scenario.baseline)}" if moved else source,
            }
        )
    return listed


class Shelf:
    """The scenarios of one folder: the page serves no file from elsewhere."""

    def __init__(self, path: Path) -> None:
        self.first = load_scenario(path)
        folder = Path(self.first.file).resolve().parent
        self.files = {file.stem: file for file in sorted(folder.glob("*.yaml"))}
        self.known: dict[str, Scenario] = {Path(self.first.file).stem: self.first}

    def get(self, name: str) -> Scenario:
        """Return a scenario by the name of its file.

        Raises:
            InputError: There is none of this name in the folder, or something in it is wrong.
        """
        if name not in self.files:
            raise InputError(f"there is no scenario {name!r}; there are {', '.join(self.files)}", "scenario")
        if name not in self.known:
            self.known[name] = load_scenario(self.files[name])
        return self.known[name]

    def all(self) -> list[Scenario]:
        """Return those in which nothing is wrong; other files of the folder may be no scenarios at all."""
        fine = []
        for name in self.files:
            try:
                fine.append(self.get(name))
            except InputError:
                continue
        return fine
