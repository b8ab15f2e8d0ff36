"""Lessons: what a trainer opens and a class plays, one file each, in English and Chinese."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from govsim.page.moves import Side
from govsim.parameters.policies import Strict
from govsim.parameters.yaml_file import Located, checked

FOLDER = Path(__file__).parents[1] / "lessons"


Sign = Literal["less", "same", "more"]


def _joined(told: str) -> str:
    """Return Chinese text without the ends of lines within a paragraph: a browser would show each as a space."""
    return re.sub(r"(?<=[^\x00-\x7f])\n(?=[^\x00-\x7f])", "", told)


class Bilingual(Strict):
    """The same text in two languages."""

    en: str = Field(min_length=1)
    zh: Annotated[str, AfterValidator(_joined)] = Field(min_length=1)


class NamedSide(Side):
    """One of the two offices, with the name that a class gives it."""

    name: Bilingual


class Lesson(Strict):
    """What is set up, what the class is asked, and what is said when it has been seen."""

    title: Bilingual
    minutes: int = Field(ge=1, le=60)
    scenario: str = "c_office"
    seed: int = 1
    start: int = Field(default=104, ge=0)
    week: int = Field(default=91, ge=0, description="Week in which play begins.")
    A: NamedSide
    B: NamedSide
    text: Bilingual
    bets: list[str] = Field(min_length=1, max_length=6, description="Outcomes on whose signs the class bets.")
    shows: dict[str, Sign] = Field(description="What its reveal says of B against A over many seeds; a test holds it.")
    here: dict[str, Sign] = Field(default_factory=dict, description="The same of its own seed.")
    sliders: list[str] = Field(default_factory=list, description="Parameters to try afterwards.")
    question: Bilingual
    reveal: Bilingual


def read_lesson(path: Path) -> Lesson:
    """Return the lesson of a file.

    Raises:
        InputError: Something in it is wrong; file, line and key of the first fault are named.
    """
    file = Located(path)
    lesson: Lesson = checked(Lesson, file.data, lambda *keys: file.where(keys), "title: {en: …, zh: …}")
    return lesson


@cache
def lessons() -> dict[str, Lesson]:
    """Return the lessons of the package by name, in the order in which they are held."""
    return {path.stem.partition("_")[2]: read_lesson(path) for path in sorted(FOLDER.glob("*.yaml"))}


def told() -> list[dict[str, Any]]:
    """Return the lessons as the page shows them."""
    shown = {name: lesson.model_dump(mode="json", exclude={"shows", "here"}) for name, lesson in lessons().items()}
    return [{"id": name, **lesson} for name, lesson in shown.items()]
