"""Words for people, in English and in Chinese: labels of what is declared, and the sentences that commands print.

What is declared carries its `Words` where it is declared. Sentences stand in the catalogue, `en.json` and `zh.json`,
one text under one key. Identifiers are for files and programs; what people read goes through here.
"""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from govsim.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

LANGUAGES = ("en", "zh")
VARIABLE = "GOVSIM_LANG"  # of the environment

_chosen: list[str] = []  # the last one counts


@dataclass(frozen=True, slots=True)
class Words:
    """What people call something that is declared: a label, and a short one for tables and pictures.

    A label that is short itself needs no other; one without Chinese is told in English.
    """

    en: str
    zh: str = ""
    short_en: str = ""
    short_zh: str = ""

    def label(self, lang: str = "") -> str:
        """Return the label in a language, by default in the one that is spoken."""
        return self.zh or self.en if (lang or language()) == "zh" else self.en

    def short(self, lang: str = "") -> str:
        """Return the short label in a language, by default in the one that is spoken."""
        if (lang or language()) == "zh":
            return self.short_zh or self.zh or self.short_en or self.en
        return self.short_en or self.en


UNSAID = Words("")  # words of something that has none but its name


def spelt(name: str) -> Words:
    """Return the words of something that has none but its name."""
    return Words(name.replace("_", " "))


def language() -> str:
    """Return the language that is spoken: the one chosen last, or that of GOVSIM_LANG, or English.

    Raises:
        InputError: The environment asks for a language that govsim does not speak.
    """
    chosen = _chosen[-1] if _chosen else ""
    return chosen or known_language(os.environ.get(VARIABLE) or "en", VARIABLE)


def known_language(text: str, where: str) -> str:
    """Return `en` or `zh`, also for a locale such as zh_CN.UTF-8.

    Raises:
        InputError: It is neither.
    """
    lang = text.lower().replace("-", "_").partition("_")[0]
    if lang not in LANGUAGES:
        raise InputError(f"must be one of {', '.join(LANGUAGES)}, not {text[:40]!r}", where)
    return lang


@contextmanager
def speaking(lang: str = "") -> Iterator[None]:
    """Speak a language inside the block: this one, or that of the environment until another is chosen."""
    _chosen.append(lang and known_language(lang, "language"))
    try:
        yield
    finally:
        _chosen.pop()


def choose(lang: str, where: str) -> None:
    """Speak a language from now on, to the end of the block of `speaking` that is open.

    Raises:
        InputError: It is no language that govsim speaks; `where` says who asked for it.
    """
    _chosen[-1:] = [known_language(lang, where)]


@cache
def catalogue(lang: str) -> dict[str, str]:
    """Return all texts of a language by their keys."""
    told: dict[str, str] = json.loads((Path(__file__).parent / f"{lang}.json").read_text(encoding="utf-8"))
    return told


def text(key: str, /, **values: object) -> str:
    """Return a text of the catalogue in the language that is spoken, with values in its places."""
    return catalogue(language())[key].format(**values)
