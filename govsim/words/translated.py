"""Help, errors and what a ledger tells are written in English where they arise; here they are said in Chinese.

A help text is looked up paragraph by paragraph in `help_zh.json`. An error is matched with the templates of
`errors_zh.json`, the package's own, and of `foreign_zh.json`: parts of messages, and what pydantic, Typer and the
system say. `{}` stands for whatever a message holds there, which is translated in its turn if it can be. The places of
a Chinese template are those of the English one in the same order, or are numbered, `{1}`; `{1:unit}` is a unit.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING

from govsim.words import language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

EXAMPLE = ("Example: ", "示例：")
# Between the parts of a message of which each is told by itself: as they stand in English, and in Chinese.
SEPARATORS = (("; ", "；"), (", not ", "，不是 "), (": ", "："))
VAGUE = {  # fit much, or begin what is told part by part: looked up last
    "{} must be {}, not {}",
    "must be {} {}",
    "{} or {}",
    "{}, not {}",
    "no {}",
    "{} from {} to {}",
    "{} of at least {}",
    "{} of at most {}",
    "{} {}s (or one for all)",
    "input should be {}",
    "input should be greater than {}",
    "input should be greater than or equal to {}",
    "input should be less than {}",
    "input should be less than or equal to {}",
    "string should match pattern {}",
}
PLACES = re.compile(r"(week|seed|accident) \d+|office [AB]|request|directive '\w+'")  # that are words, not names
LONGEST = 2000  # characters of a message that is looked up; a longer one is somebody's text more than ours


@cache
def catalogue_of(name: str) -> dict[str, str]:
    """Return a catalogue from English to Chinese: `help`, `errors`, `foreign` or `ledger`."""
    told: dict[str, str] = json.loads((Path(__file__).parent / f"{name}_zh.json").read_text(encoding="utf-8"))
    return told


def help_text(english: str) -> str:
    """Return what a command says of itself in the language that is spoken; English where there is no Chinese."""
    if language() == "en":
        return english
    told = catalogue_of("help")
    paragraphs = [" ".join(paragraph.split()) for paragraph in english.split("\n\n")]
    return "\n\n".join(told.get(one, one).replace(*EXAMPLE) for one in paragraphs)


def ledger_text(english: str) -> str:
    """Return a name, group, method or reason of a ledger's report in the language that is spoken."""
    if language() == "en":
        return english
    for parts, chinese in _ledger_templates():
        held = _pattern(parts).fullmatch(english)
        if held:
            return "".join(_filled(chinese, held.groups(), ledger_text))
    return english


def error_text(english: str, lang: str = "") -> str:
    """Return what is wrong in a language, by default the one spoken; parts that no template fits stay English."""
    if (lang or language()) == "en" or len(english) > LONGEST:
        return english
    return _chinese(english).replace("？；", "？") or english


def place_text(where: str, lang: str = "") -> str:
    """Return a place in a language: a week, a seed, an accident; files, keys and options keep their names."""
    return error_text(where, lang) if PLACES.fullmatch(where) else where


def _chinese(english: str) -> str:
    """Return a message in Chinese, or nothing if neither it nor a part of it is known."""
    told = _matched(english)
    name, _, rest = english.partition(" ")
    # what is wrong may stand after the name of what it is wrong with
    if not told and name[-1:] not in (";", ":", ",") and (after := _matched(rest)):
        told = f"{name} {after}"
    return told or _in_parts(english) or _matched(english, vague=True)


def _in_parts(english: str) -> str:
    for separator, sign in SEPARATORS:
        head, found, tail = english.partition(separator)
        told = found and (_chinese(head), _chinese(tail))
        if told and any(told):
            return f"{told[0] or head}{sign}{told[1] or tail}"
    return ""


def _matched(english: str, *, vague: bool = False) -> str:
    """Return a message in Chinese by the template that says most of it, or nothing."""
    first = _uncapitalised(english)
    for parts, chinese in _templates(vague):
        if all(part in first for part in parts):
            held = _pattern(parts).fullmatch(first)
            if held:
                return "".join(_filled(chinese, held.groups(), _chinese))
    return ""


@cache
def _templates(vague: bool) -> list[tuple[tuple[str, ...], str]]:
    """Return what each template says between its places, and its Chinese; those that say most come first."""
    told = {**catalogue_of("foreign"), **catalogue_of("errors")}
    return _parted({_uncapitalised(en): zh for en, zh in told.items() if (en in VAGUE) == vague})


@cache
def _ledger_templates() -> list[tuple[tuple[str, ...], str]]:
    return _parted(catalogue_of("ledger"))


def _parted(told: dict[str, str]) -> list[tuple[tuple[str, ...], str]]:
    chosen = [(tuple(english.split("{}")), chinese) for english, chinese in told.items()]
    return sorted(chosen, key=lambda one: -len("".join(one[0])))


def _uncapitalised(english: str) -> str:
    """Return a text that begins small: what pydantic, Typer and the system say begins with a capital, or does not."""
    return english[:1].lower() + english[1:]


@cache
def _pattern(parts: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("(.*?)".join(map(re.escape, parts)), re.DOTALL)


def _filled(chinese: str, held: tuple[str, ...], tell: Callable[[str], str]) -> Iterator[str]:
    """Yield the text of a Chinese template piece by piece, with what the message holds in its places."""
    for n, (said, place, kind, _) in enumerate(Formatter().parse(chinese)):
        yield said
        if place is not None:
            value = held[int(place) if place else n]
            yield _unit(value) if kind == "unit" else tell(value) or value


def _unit(value: str) -> str:
    from govsim.words.terms import UNITS

    return UNITS[value].label("zh") if value in UNITS else value
