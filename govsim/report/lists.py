"""A list of an office's own on screen: what was read from it, and what is wrong with it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from govsim.report.tables import ScreenTable, plain_table
from govsim.sheets.faults import Fault, by_kind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from govsim.world.roster import Roster

SHOWN = 100  # faults


def fault_tables(faults: Sequence[Fault], file: Path) -> list[ScreenTable]:
    """Return the first faults of a file, and how many there are of each kind."""
    shown = faults[:SHOWN]
    rest = f", of which the first {len(shown)} (all: --faults FAULTS.csv)" if len(shown) < len(faults) else ""
    header = ["line", "column", "kind", "what is wrong"]
    rows = [[str(fault.line), fault.column, fault.kind, fault.message] for fault in shown]
    kinds = [[kind, str(count)] for kind, count in by_kind(faults).items()]
    return [
        plain_table(f"{file}: {len(faults)} faults{rest}", header, rows),
        plain_table("Faults by kind", ["kind", "faults"], kinds),
    ]


def roster_lines(roster: Roster) -> list[ScreenTable | str]:
    """Return what was read from a roster without faults: its columns, what is drawn, its sectors."""
    firms = len(roster.firms)
    rows = []
    for name in dict.fromkeys([*roster.columns, *roster.drawn]):
        drawn = roster.drawn.get(name, 0)
        rows.append([name, roster.columns.get(name, ""), str(firms - drawn), str(drawn) if drawn else ""])
    title = f"{roster.path} ({roster.encoding}): {firms} firms, nothing is wrong"
    told: list[ScreenTable | str] = [plain_table(title, ["what", "column", "given", "drawn or computed"], rows)]
    words = Counter(roster.sectors)
    if any(word != sector for word, sector in roster.sectors.items()):
        told.append(plain_table("Sectors", ["in the file", "in the scenario"], [[w, roster.sectors[w]] for w in words]))
    else:
        told.append(f"sectors: {', '.join(words)}")
    if roster.rough:
        told.append(f"rough numbers of employees (such as 约30), taken as they stand: {roster.rough}")
    if roster.unused:
        told.append(f"columns that nothing is read from: {', '.join(roster.unused)}")
    return told
