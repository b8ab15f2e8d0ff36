"""The story of an accident that the page shows: what `govsim investigate` tells of it, in both languages.

The office is the one that is shown: its policies, values and events, its seed. So the accident is the same, and what
is told of it is computed and worded by what the command uses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from govsim.errors import InputError
from govsim.investigation.accidents import in_log
from govsim.investigation.care import load_care
from govsim.investigation.investigate import REDRAWS, look_into, to_its_source
from govsim.page.jobs import one_tongue
from govsim.page.moves import OWN
from govsim.parameters.policies import Strict
from govsim.report.investigation import Story
from govsim.report.investigation_page import page, told_in_words
from govsim.words import LANGUAGES, speaking
from govsim.world.build import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from govsim.page.moves import Move, Pair
    from govsim.parameters.scenario import Scenario


class Wanted(Strict):
    """An accident as the page knows it: the office, the week and the firm, and which of several there."""

    side: Literal["A", "B"]
    week: int = Field(ge=0)
    firm: int = Field(ge=0)
    nth: int = Field(default=0, ge=0)


def story(
    offices: Pair,
    move: Move,
    wanted: Wanted,
    progress: Callable[[int, int], None] | None = None,
    *,
    redraws: int = REDRAWS,
) -> dict[str, Any]:
    """Return what is told of an accident: `case`, all numbers, `words` by language, and `files`: the command's report.

    Raises:
        InputError: The office has no such accident, or it cannot be looked into.
    """
    scenario = without_sliders(offices.sides[wanted.side])
    logged = build(scenario, move.seed, log=True).run()
    found = in_log(logged, move.seed)
    there = [each for each in found if (each.week, each.firm) == (wanted.week, wanted.firm)]
    if wanted.nth >= len(there):
        raise InputError(f"firm {wanted.firm} has no accident in week {wanted.week}", f"office {wanted.side}")
    asked = there[wanted.nth]
    source = to_its_source(asked, found)
    told = look_into(scenario, source, load_care(None), logged, redraws=redraws, progress=progress)
    words, files = {}, {}
    for lang in LANGUAGES:
        with one_tongue(), speaking(lang):
            story = Story(told, lang, move.scenario)
            words[lang] = {**told_in_words(story), "source": story.words("source") if source is not asked else ""}
            files[lang] = page(story)
    return {"case": told.as_json(), "words": words, "files": files}


def without_sliders(scenario: Scenario) -> Scenario:
    """Return a side without what the sliders of the other one set: no remedy that a command could name."""
    kept = {
        name: policy
        for name, policy in scenario.policies.items()
        if not name.startswith(OWN) or name in scenario.baseline
    }
    return scenario.model_copy(update={"policies": kept})
