"""All that is declared, and what people call it: one glossary in English and Chinese.

    govsim.label("expected_casualties")             # deaths and serious injuries a year, expected
    govsim.label("expected_casualties", lang="zh")  # 预期每年死亡和重伤人数

What extensions declare is in it as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from govsim.errors import InputError, nearest
from govsim.outcomes import ALL_OUTCOMES
from govsim.parameters import COLUMNS, MECHANISMS, PARAMETERS
from govsim.schedule import SCHEDULE
from govsim.words import Words, language
from govsim.words.terms import TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping


def tables() -> dict[str, Mapping[str, Words]]:
    """Return the words of all that is declared, by table and name."""
    return {
        "outcome": {name: outcome.words for name, outcome in ALL_OUTCOMES.items()},
        "parameter": {name: parameter.words for name, parameter in PARAMETERS.items()},
        "column of a sector": {column.name: column.words for column in COLUMNS},
        "mechanism": {name: mechanism.words for name, mechanism in MECHANISMS.items()},
        "phase": {phase.name: phase.words for phase in SCHEDULE},
        **TABLES,
    }


def words(name: str, table: str = "") -> Words:
    """Return the words of something declared.

    Args:
        name: Its name in programs.
        table: The table of the glossary in which it stands; without it, the first that has the name.

    Raises:
        InputError: There is no such table, or nothing of the name in it.
    """
    known = tables()
    if table and table not in known:
        raise InputError(f"no table {table!r}{nearest(table, known)}; there are {', '.join(known)}", "glossary")
    chosen = [known[table]] if table else list(known.values())
    for entries in chosen:
        if name in entries:
            return entries[name]
    names = [entry for entries in chosen for entry in entries]
    raise InputError(f"nothing is called {name!r}{nearest(name, names)}", table or "glossary")


def label(name: str, lang: str = "", table: str = "") -> str:
    """Return the label of something declared, in English or Chinese; see `words`."""
    return words(name, table).label(lang or language())


def short_label(name: str, lang: str = "", table: str = "") -> str:
    """Return the short label of something declared, in English or Chinese; see `words`."""
    return words(name, table).short(lang or language())
