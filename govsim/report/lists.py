"""A list of an office's own on screen: what was read from it, and what is wrong with it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from govsim.report.tables import ScreenTable, plain_table
from govsim.sheets.faults import Fault, by_kind
from govsim.words import text
from govsim.words.translated import error_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from govsim.world.roster import Roster

SHOWN = 100  # faults


def fault_tables(faults: Sequence[Fault], file: Path) -> list[ScreenTable]:
    """Return the first faults of a file, and how many there are of each kind."""
    shown = faults[:SHOWN]
    rest = text("faults.rest", shown=len(shown)) if len(shown) < len(faults) else ""
    header = [text("faults.line"), text("faults.column"), text("kind"), text("faults.what")]
    rows = [[str(fault.line), fault.column, error_text(fault.kind), error_text(fault.message)] for fault in shown]
    kinds = [[error_text(kind), str(count)] for kind, count in by_kind(faults).items()]
    return [
        plain_table(text("faults.title", file=file, count=len(faults), rest=rest), header, rows),
        plain_table(text("faults.by_kind"), [text("kind"), text("faults.count")], kinds),
    ]


def roster_lines(roster: Roster) -> list[ScreenTable | str]:
    """Return what was read from a roster without faults: its columns, what is drawn, its sectors."""
    firms = len(roster.firms)
    rows = []
    for name in dict.fromkeys([*roster.columns, *roster.drawn]):
        drawn = roster.drawn.get(name, 0)
        rows.append([name, roster.columns.get(name, ""), str(firms - drawn), str(drawn) if drawn else ""])
    title = text("roster.title", file=roster.path, encoding=roster.encoding, firms=firms)
    header = [text("roster.what"), text("faults.column"), text("roster.given"), text("roster.drawn")]
    told: list[ScreenTable | str] = [plain_table(title, header, rows)]
    words = Counter(roster.sectors)
    if any(word != sector for word, sector in roster.sectors.items()):
        header = [text("roster.in_file"), text("roster.in_scenario")]
        told.append(plain_table(text("roster.sectors"), header, [[word, roster.sectors[word]] for word in words]))
    else:
        told.append(text("roster.sector_list", names=", ".join(words)))
    if roster.rough:
        told.append(text("roster.rough", count=roster.rough))
    if roster.unused:
        told.append(text("roster.unused", names=", ".join(roster.unused)))
    return told
