"""An office's own list of enterprises: what is wrong with it, and what the model makes of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from govsim.cli.deliver import Reply, deliver, say
from govsim.cli.options import Json, load
from govsim.cli.spoken import SpokenGroup
from govsim.words import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from govsim.sheets.faults import Fault

commands = typer.Typer(
    cls=SpokenGroup,
    help="Check an office's own list of enterprises (CSV or XLSX), before a scenario uses it.",
    no_args_is_help=True,
    epilog="Example: govsim roster check firms.xlsx --scenario scenarios/c_office.yaml",
)

FaultsFile = Annotated[
    Path | None, typer.Option("--faults", help="Write all faults to this CSV file.", metavar="FAULTS.csv")
]


@commands.command(epilog="Example: govsim roster check firms.xlsx --scenario c_office --faults faults.csv")
def check(
    file: Annotated[Path, typer.Argument(help="List of enterprises (CSV or XLSX), one row each.", metavar="FILE")],
    scenario: Annotated[
        Path | None, typer.Option(help="Scenario whose sectors, offices and grids it must fit.", metavar="SCENARIO")
    ] = None,
    columns: Annotated[
        Path | None,
        typer.Option(help="Column map (YAML); without it, columns are guessed.", metavar="MAP.yaml"),
    ] = None,
    faults: FaultsFile = None,
    json: Json = False,
) -> None:
    """Report all that is wrong with a roster, with line and column; exit code 0 when nothing is, 2 otherwise."""
    from govsim.report.lists import fault_tables, roster_lines
    from govsim.sheets.faults import by_kind
    from govsim.world.roster import Offices, check_roster, read_map

    told = Offices()
    if scenario:
        loaded = load(scenario)
        grids = max(loaded.most_grids(loaded.policies.values()).values())
        told = Offices(None, [office.name for office in loaded.office_list], list(loaded.sectors), grids)
    read = check_roster(file, told, read_map(columns) if columns else None)
    reply = Reply(
        lambda: {
            "roster": str(file),
            "encoding": read.encoding,
            "firms": len(read.firms),
            "columns": read.columns,
            "unused": read.unused,
            "drawn": read.drawn,
            "rough": read.rough,
            "sectors": read.sectors,
            "faults": [vars(fault) for fault in read.faults],
            "by_kind": by_kind(read.faults),
        },
        lambda: fault_tables(read.faults, file) if read.faults else roster_lines(read),
    )
    write_faults(faults, read.faults)
    deliver(reply, json)
    if read.faults:
        raise SystemExit(2)


def write_faults(file: Path | None, faults: Sequence[Fault]) -> None:
    """Write faults to a CSV file, if one is asked for and there are any.

    Raises:
        InputError: The file cannot be written, or is there already and holds something else than faults.
    """
    if file is None or not faults:
        return
    from govsim.errors import InputError
    from govsim.runs.store import check_file, write_atomically
    from govsim.sheets.faults import as_csv

    check_file(file)
    content = as_csv(faults)
    if file.exists() and not file.read_bytes().startswith(content.partition("\r\n")[0].encode()):
        raise InputError("is there already and holds no faults; give another name", str(file))
    write_atomically(file, lambda draft: draft.write_text(content, encoding="utf-8", newline=""))
    say(text("say.written", place=file))
