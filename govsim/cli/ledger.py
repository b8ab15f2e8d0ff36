"""An office's own inspection ledger: what is wrong with it, and what it can tell."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from govsim.cli.deliver import Reply, check_out, deliver
from govsim.cli.options import Force, Json, Out

if TYPE_CHECKING:
    from rich.console import RenderableType

    from govsim.ledger.estimates import Report
    from govsim.ledger.reading import Ledger

commands = typer.Typer(
    help="Check an office's own inspection ledger, and estimate what it can tell as values for a scenario.",
    no_args_is_help=True,
    epilog="Example: govsim ledger estimate docs/example_ledger.csv --columns docs/example_columns.yaml",
)

LedgerFile = Annotated[Path, typer.Argument(help="Ledger (CSV, perhaps gzipped): one row a visit.", metavar="FILE.csv")]
ColumnMapFile = Annotated[
    Path | None,
    typer.Option(
        "--columns", help="Column map (YAML); without it, columns bear the model's names.", metavar="MAP.yaml"
    ),
]
FAULTS_SHOWN = 100


@commands.command(epilog="Example: govsim ledger check docs/example_ledger.csv --columns docs/example_columns.yaml")
def check(file: LedgerFile, columns: ColumnMapFile = None, json: Json = False) -> None:
    """Report what is wrong with a ledger, row by row; exit code 0 when nothing is, 2 otherwise."""
    read = _read(file, columns)

    def data() -> dict[str, object]:
        faults = [vars(fault) for fault in read.faults]
        return {"ledger": str(file), "visits": len(read.visits), "faults": faults, "by_kind": read.by_kind()}

    deliver(Reply(data, lambda: _checked(read, file)), json)
    if read.faults:
        raise SystemExit(2)


def _checked(read: Ledger, file: Path) -> list[RenderableType]:
    """Return that nothing is wrong, or the first faults and how many there are of each kind."""
    from govsim.report.tables import plain_table

    if not read.faults:
        left_out = f"; {read.dropped} second visits of a day left out" if read.dropped else ""
        return [f"{file}: nothing is wrong with its {len(read.visits)} visits{left_out}"]
    shown = read.faults[:FAULTS_SHOWN]
    rest = f", of which the first {len(shown)}" if len(shown) < len(read.faults) else ""
    return [
        plain_table(
            f"{file}: {len(read.faults)} faults{rest}",
            ["line", "column", "kind", "what is wrong"],
            [[str(fault.line), fault.column, fault.kind, fault.message] for fault in shown],
        ),
        plain_table(
            "Faults by kind", ["kind", "faults"], [[kind, str(count)] for kind, count in read.by_kind().items()]
        ),
    ]


@commands.command(
    epilog=(
        "Example: govsim ledger estimate docs/example_ledger.csv --columns docs/example_columns.yaml --out "
        "results/ledger"
    ),
)
def estimate(
    file: LedgerFile,
    columns: ColumnMapFile = None,
    seed: Annotated[int, typer.Option(help="Seed of the bootstrap intervals.", min=0)] = 1,
    json: Json = False,
    out: Out = None,
    force: Force = False,
) -> None:
    """Estimate with 95 % intervals what a ledger can tell, and write it as measured values for a scenario."""
    from govsim.ledger import estimates, writing

    check_out(out, force=force)
    report = estimates.estimate(_read(file, columns).refuse_faults(), seed)
    reply = Reply(lambda: writing.as_json(report), lambda: _estimated(report, file), lambda: writing.contents(report))
    deliver(reply, json, out)


def _estimated(report: Report, file: Path) -> list[RenderableType]:
    """Return the leading estimates, what could not be estimated and why, and the values for a scenario."""
    from govsim.ledger.writing import snippet
    from govsim.report.numbers import number
    from govsim.report.tables import plain_table

    shown = report.headlines
    rows = [
        [
            e.measure,
            e.findings,
            e.group,
            number(e.value),
            f"{number(e.low)} to {number(e.high)}",
            e.unit,
            str(e.visits),
            e.method,
        ]
        for e in shown
    ]
    title = f"{file}: {len(shown)} of {len(report.estimates)} estimates (all of them: --out or --json)"
    header = ["measure", "findings", "group", "value", "95 % interval", "unit", "visits", "method"]
    skipped = [f"not estimated: {what}: {why}" for what, why in report.skipped.items()]
    return [plain_table(title, header, rows), *skipped, "\n" + snippet(report).rstrip()]


def _read(file: Path, columns: Path | None) -> Ledger:
    from datetime import date

    from govsim.ledger.columns import read_map
    from govsim.ledger.reading import read_ledger

    return read_ledger(file, read_map(columns) if columns else None, date.today())
