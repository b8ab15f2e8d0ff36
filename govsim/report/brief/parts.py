"""What a brief says: blocks of sentences, a table of money, a picture; and what all kinds of results have in common."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from govsim.errors import InputError
from govsim.outcomes import ALL_OUTCOMES
from govsim.parameters.titles import in_force, policy_short, policy_title, scenario_title
from govsim.report.brief.numbers import Numbers, in_percent, named, say, signed_percent
from govsim.report.brief.source import Source, scenario_of
from govsim.report.numbers import signed
from govsim.runs.store import MANIFEST
from govsim.studies.ranking import COSTS
from govsim.words import text
from govsim.words.terms import PAYERS, level, unit

if TYPE_CHECKING:
    from govsim.parameters.scenario import Scenario

MOST_NAMED = 3  # parameters, rules or outcomes named in one sentence


@dataclass
class Page:
    """What stands on the page, all of it with its numbers stated."""

    title: str
    kind: str
    advice: Markup = field(default_factory=Markup)
    blocks: list[tuple[str, list[Markup]]] = field(default_factory=list)
    money: list[tuple[str, Markup]] = field(default_factory=list)
    picture: Markup = field(default_factory=Markup)
    caption: Markup = field(default_factory=Markup)

    def add(self, heading: str, *sentences: Markup) -> None:
        """Add a block, if it has something to say."""
        if sentences:
            self.blocks.append((text(f"brief.head.{heading}"), list(sentences)))


@dataclass
class Author:
    """Who writes a brief: the results, the numbers stated so far, and the names of things."""

    source: Source
    numbers: Numbers

    @cached_property
    def scenario(self) -> Scenario | None:
        """The scenario of the results; None where its file has gone: then things bear their names."""
        try:
            return scenario_of(self.source)
        except InputError:
            return None

    def title(self) -> str:
        """Return the title of the scenario."""
        return scenario_title(self.scenario) if self.scenario else str(self.source.manifest.get("scenario", ""))

    def policy(self, name: str, *, short: bool = False) -> Markup:
        """Return the title of a policy."""
        if self.scenario is None:
            return named(name.replace("_", " "))
        return named((policy_short if short else policy_title)(self.scenario, name))

    def baseline(self) -> Markup:
        """Return what is in force in the baseline."""
        return named(in_force(self.scenario) if self.scenario else text("baseline"))

    def effect(
        self, expression: str, outcome: str, *, share: bool = False, middle: bool = True, **given: Any
    ) -> Markup:
        """State an effect on an outcome with its interval, or as a share of the baseline."""
        declared = ALL_OUTCOMES[outcome]
        return self.numbers.state(
            expression,
            signed_percent if share else signed,
            unit="share" if share else declared.unit,
            level=declared.level,
            bounds=not share,
            middle=middle,
            outcome=outcome,
            **given,
        )

    def money(self, expression: str, **given: Any) -> list[tuple[str, Markup]]:
        """Return what a policy costs each payer, and all together."""
        rows = []
        for payer, outcome in COSTS.items():
            label = PAYERS[payer].label() if payer in PAYERS else text("brief.all_together")
            rows.append((label, self.effect(expression, outcome, **given)))
        return rows

    def reading(self) -> Markup:
        """Return how to read the numbers."""
        return say("brief.reading", confidence=self.numbers.state("confidence of intervals", in_percent, unit="share"))

    def assumed(self) -> list[Markup]:
        """Return what share of the ranks, or of the effects, rests on assumed parameters, where that is stored."""
        stored = self.source.manifest.get("assumed_share")
        if not stored:
            return [say("brief.assumed_unknown")]
        of = "rank" if stored.get("rank") else "effect"
        paths = [["assumed_share", of, place] for place in range(len(stored[of]))]
        told = self.numbers.state("value of a document", in_percent, unit="share", file=MANIFEST, paths=paths)
        return [say(f"brief.assumed_{of}", share=told)]

    def measure_first(self, policy: str) -> list[Markup]:
        """Return which assumed parameters a policy itself moves: what it does hangs on them first."""
        if self.scenario is None:
            return []
        from govsim.parameters import PARAMETERS

        bases = [part.partition("*")[0] for part in policy.split("+")]
        moved = dict.fromkeys(name for base in bases for name in self.scenario.policies[base].moves)
        assumed = [name for name in moved if self.scenario.evidence(name)[1] == "assumed"][:MOST_NAMED]
        if not assumed:
            return []
        labels = text("brief.comma").join(PARAMETERS[name].words.label() for name in assumed)
        return [say("brief.measure_moved", names=named(labels))]


def outcome_words(name: str, *, start: bool = False) -> Markup:
    """Return what people call an outcome, with its unit and level of truth; perhaps at the start of a sentence."""
    declared = ALL_OUTCOMES[name]
    label = declared.words.label()
    told = text("unit_and_level", unit=unit(declared.unit), level=level(declared.level))
    return Markup('<span class="name">{}</span> <span class="soft">({})</span>').format(
        _started(label) if start else label, told
    )


def outcome_name(name: str, *, start: bool = False) -> Markup:
    """Return what people call an outcome, perhaps at the start of a sentence."""
    label = ALL_OUTCOMES[name].words.label()
    return named(_started(label) if start else label)


def _started(label: str) -> str:
    return label[:1].upper() + label[1:]
