"""An office's own inspection ledger: what is wrong with it, and what it can tell."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from govsim.cli.deliver import Reply, check_out, deliver, say
from govsim.cli.options import Force, Format, Json, Out, load
from govsim.cli.progress import progress
from govsim.cli.roster import FaultsFile, write_faults
from govsim.cli.spoken import SpokenGroup
from govsim.words import text
from govsim.words.translated import ledger_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from govsim.ledger.estimates import Report
    from govsim.ledger.levels import LedgerLevel
    from govsim.ledger.reading import Ledger

commands = typer.Typer(
    cls=SpokenGroup,
    help="Check an office's own inspection ledger, and estimate what it can tell as values for a scenario.",
    no_args_is_help=True,
    epilog="Example: govsim ledger estimate docs/example_ledger.csv --columns docs/example_columns.yaml",
)

LedgerFile = Annotated[Path, typer.Argument(help="Ledger (CSV or XLSX): one row a visit.", metavar="FILE")]
ColumnMapFile = Annotated[
    Path | None,
    typer.Option(
        "--columns", help="Column map (YAML); without it, columns are guessed from their headings.", metavar="MAP.yaml"
    ),
]
SkipBad = Annotated[bool, typer.Option("--skip-bad", help="Leave rows with faults out, and say how many.")]


@commands.command(epilog="Example: govsim ledger check docs/example_ledger.csv --columns docs/example_columns.yaml")
def check(file: LedgerFile, columns: ColumnMapFile = None, faults: FaultsFile = None, json: Json = False) -> None:
    """Report what is wrong with a ledger, row by row; exit code 0 when nothing is, 2 otherwise."""
    read = read_books(file, columns)
    write_faults(faults, read.faults)

    def data() -> dict[str, object]:
        told = [vars(fault) for fault in read.faults]
        return {"ledger": str(file), "visits": len(read.visits), "faults": told, "by_kind": read.by_kind()}

    deliver(Reply(data, lambda: _checked(read, file)), json)
    if read.faults:
        raise SystemExit(2)


def _checked(read: Ledger, file: Path) -> list[RenderableType]:
    """Return that nothing is wrong, or the first faults and how many there are of each kind."""
    from govsim.report.lists import fault_tables

    if read.faults:
        return [*fault_tables(read.faults, file)]
    teams = text("ledger.teams", count=read.teams) if read.teams else ""
    left_out = text("ledger.left_out", count=read.dropped) if read.dropped else ""
    return [text("ledger.fine", file=file, visits=len(read.visits), teams=teams, left_out=left_out)]


@commands.command(
    epilog=(
        "Example: govsim ledger estimate docs/example_ledger.csv --columns docs/example_columns.yaml --out "
        "results/ledger"
    ),
)
def estimate(
    file: LedgerFile,
    columns: ColumnMapFile = None,
    skip_bad: SkipBad = False,
    scenario: Annotated[
        Path | None,
        typer.Option(help="Say how far the levels of this scenario are from the ledger's.", metavar="SCENARIO"),
    ] = None,
    replicates: Annotated[int, typer.Option(help="Runs of the scenario, with --scenario.", min=2)] = 8,
    seed: Annotated[int, typer.Option(help="Seed of the bootstrap intervals, and first of the runs.", min=0)] = 1,
    json: Json = False,
    out: Out = None,
    format_: Format = None,
    force: Force = False,
) -> None:
    """Estimate with 95 % intervals what a ledger can tell, and write it as measured values for a scenario."""
    from govsim.ledger import estimates, levels, writing

    check_out(out, force=force)
    loaded = load(scenario) if scenario else None
    read = read_books(file, columns)
    report = estimates.estimate(read.without_bad_rows() if skip_bad else read.refuse_faults(), seed)
    compared: list[levels.LedgerLevel] = []
    if loaded:
        with progress("replicates") as show:
            compared = levels.compare_levels(
                report, loaded, range(seed, seed + replicates), lambda n: show(n, replicates)
            )
    reply = Reply(
        lambda: writing.as_json(report, compared),
        lambda: [*_estimated(report, file), *(_levels(compared, loaded.name) if loaded else [])],
        lambda: writing.contents(report, compared),
    )
    deliver(reply, json, out, tables=format_)
    if bad := report.ledger.bad_rows:
        say(text("ledger.bad_rows", count=bad))


def _levels(compared: Sequence[LedgerLevel], name: str) -> list[RenderableType]:
    """Return a table of how far a scenario is from a ledger."""
    from govsim.report.numbers import number, span
    from govsim.report.tables import plain_table

    header = [text(f"ledger.{key}") for key in ("measure", "ledger", "interval")]
    header += [text("ledger.of_scenario", name=name), text("ledger.its_interval"), text("ledger.ratio"), ""]
    rows = [
        [
            measure_label(level.measure),
            number(level.ledger),
            span(level.ledger_low, level.ledger_high),
            number(level.scenario),
            span(level.scenario_low, level.scenario_high),
            number(level.ratio),
            text("ledger.apart" if level.apart else "ledger.not_apart"),
        ]
        for level in compared
    ]
    return ["", plain_table(text("ledger.levels"), header, rows)]


def _estimated(report: Report, file: Path) -> list[RenderableType]:
    """Return the leading estimates, what could not be estimated and why, and the values for a scenario."""
    from govsim.ledger.writing import snippet
    from govsim.report.numbers import number, span
    from govsim.report.tables import plain_table
    from govsim.words.terms import UNITS

    shown = report.headlines
    rows = [
        [
            measure_label(e.measure),
            ledger_text(e.findings),
            ledger_text(e.group),
            number(e.value),
            span(e.low, e.high),
            UNITS[e.unit].label() if e.unit in UNITS else ledger_text(e.unit),
            str(e.visits),
            ledger_text(e.method),
        ]
        for e in shown
    ]
    title = text("ledger.estimates", file=file, shown=len(shown), count=len(report.estimates))
    header = [text(f"ledger.{key}") for key in ("measure", "findings", "group")]
    header += [text("value"), text("ledger.interval"), text("unit"), text("ledger.visits"), text("ledger.method")]
    skipped = [
        text("ledger.skipped", what=measure_label(what), why=ledger_text(why)) for what, why in report.skipped.items()
    ]
    return [plain_table(title, header, rows), *skipped, "\n" + snippet(report).rstrip()]


def measure_label(name: str) -> str:
    """Return what people call a measure of a ledger."""
    return ledger_text(name.replace("_", " "))


def read_books(file: Path, columns: Path | None) -> Ledger:
    """Return a ledger that has been read, with its faults; no visit of it may lie in the future."""
    from datetime import date

    from govsim.ledger.columns import read_map
    from govsim.ledger.reading import read_ledger

    return read_ledger(file, read_map(columns) if columns else None, date.today())
