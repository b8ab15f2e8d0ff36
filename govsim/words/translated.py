"""Help and errors are written in English where they arise; here they are said in Chinese, by catalogues of templates.

A help text is looked up paragraph by paragraph. An error is matched with the templates of `errors_zh.json`, in which
`{}` stands for whatever the message holds there; what it holds is translated in its turn, if it can be. The places of
the Chinese template are `{}` in the same order, or `{0}`, `{1}` … in another.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from govsim.words import language

EXAMPLE = ("Example: ", "示例：")


@cache
def catalogue_of(name: str) -> dict[str, str]:
    """Return a catalogue from English to Chinese: `help` or `errors`."""
    told: dict[str, str] = json.loads((Path(__file__).parent / f"{name}_zh.json").read_text(encoding="utf-8"))
    return told


def help_text(english: str) -> str:
    """Return what a command says of itself in the language that is spoken; English where there is no Chinese."""
    if language() == "en":
        return english
    told = catalogue_of("help")
    paragraphs = [" ".join(paragraph.split()) for paragraph in english.split("\n\n")]
    return "\n\n".join(told.get(one, one).replace(*EXAMPLE) for one in paragraphs)
