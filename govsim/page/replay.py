"""A replay: the page, the trace of two offices and their luck in one HTML file that opens from disk."""

from __future__ import annotations

import base64
import gzip
from typing import TYPE_CHECKING, Any

from govsim.page import catalogue, document
from govsim.page.luck import SEEDS, strip
from govsim.page.moves import pair
from govsim.page.trace import trace

if TYPE_CHECKING:
    from collections.abc import Callable

    from govsim.page.moves import Move
    from govsim.parameters.scenario import Scenario


def replay(
    scenario: Scenario,
    move: Move,
    *,
    lang: str = "en",
    view: dict[str, Any] | None = None,
    seeds: int = SEEDS,
    progress: Callable[[int, int], None] | None = None,
) -> str:
    """Return a replay of two offices as HTML; it asks for nothing from anywhere.

    Args:
        scenario: The scenario of the move.
        move: What the two offices differ in, and their luck.
        lang: Language in which it opens; it can be changed on the page.
        view: What else of the state of the page it opens with, such as a lesson or names of the offices.
        seeds: Seeds of the strip of luck; 0 leaves it out.
        progress: Called with (seeds done, seeds).

    Raises:
        InputError: Something in the move is wrong, as `moves.pair` tells.
    """
    offices = pair(scenario, move)
    outcomes = catalogue.chosen(scenario)
    told = gzip.compress(b"".join(trace(offices, move.seed, outcomes)), 9, mtime=0)
    luck = []
    for line in strip(offices, outcomes, seeds) if seeds else ():
        luck.append(line)
        if progress:
            progress(len(luck), seeds)
    about = catalogue.about(scenario, [scenario])
    lesson = (view or {}).get("lesson")
    about["lessons"] = [each for each in about["lessons"] if each["id"] == lesson]
    used = {*move.A.set, *move.B.set} | {name for each in about["lessons"] for name in each["sliders"]}
    about["parameters"] = [each for each in about["parameters"] if each["name"] in used]
    about["replay"] = {"move": move.model_dump(mode="json"), "view": view or {}, "luck": luck}
    return document.alone(about, lang, base64.b64encode(told).decode())
