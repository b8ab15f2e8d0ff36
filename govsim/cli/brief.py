"""One page of a folder of results for a director, and where each of its numbers comes from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from govsim.cli.deliver import Reply, deliver, say
from govsim.cli.options import Json
from govsim.cli.spoken import SpokenGroup
from govsim.words import text

if TYPE_CHECKING:
    from govsim.report.brief.tracing import Traced

WRITE = "write"  # the command that is meant where none is named


class OrFolder(SpokenGroup):
    """A group whose first word may be a folder: then its brief is written."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the name of the command before a folder."""
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = [WRITE, *args]
        told: list[str] = super().parse_args(ctx, args)
        return told


commands = typer.Typer(
    cls=OrFolder,
    help="Write one A4 page of a folder of results (govsim brief FOLDER), and trace its numbers.",
    no_args_is_help=True,
    epilog="Example: govsim brief results/c_office/compare --pdf --lang zh",
)

Results = Annotated[
    Path, typer.Argument(help="Folder of results of compare, rank, decide or investigate.", metavar="FOLDER")
]
Page = Annotated[Path | None, typer.Option("--out", help="Where the page shall stand (.html or .pdf).", metavar="FILE")]


@commands.command(WRITE, epilog="Example: govsim brief results/c_office/compare --pdf")
def write(
    folder: Results,
    pdf: Annotated[bool, typer.Option("--pdf", help="Write it as PDF too (needs the extra `pdf`).")] = False,
    out: Page = None,
) -> None:
    """Write the brief of a folder of results: advice, effect, money, runner-up, where it fails, what to measure."""
    tell(folder, pdf=pdf, out=out)


def tell(folder: Path | None, *, pdf: bool = False, out: Path | None = None) -> None:
    """Write the brief of a folder of results, and say where it stands."""
    if folder is None:
        return
    from govsim.report.brief.page import write_brief
    from govsim.runs.store import check_file

    if out is not None:
        check_file(out)
    files = write_brief(folder, pdf=pdf, out=out)
    say(text("brief.written", place=", ".join(map(str, files))))


@commands.command(epilog="Example: govsim brief trace results/c_office/compare n1 --rerun")
def trace(
    folder: Results,
    number: Annotated[str, typer.Argument(help="Number of the brief, as its HTML names it.", metavar="N17")],
    rerun: Annotated[bool, typer.Option("--rerun", help="Simulate anew, and compare bits.")] = False,
    json: Json = False,
) -> None:
    """Compute a number of a brief again, from the stored tables or from runs made anew; code 1 if it differs."""
    from govsim.cli.progress import announce_compilation
    from govsim.report.brief import tracing

    if rerun:
        announce_compilation()
    told = tracing.trace(folder, number, rerun=rerun)
    deliver(Reply(told.as_json, lambda: _lines(told)), json)
    if not told.equal:
        raise SystemExit(1)


def _lines(told: Traced) -> list[str]:
    from govsim.report.brief.tracing import ENDS

    of = ", ".join(f"{key}={value}" for key, value in told.stated["filter"].items())
    lines = [f"{told.name}: {told.stated['expression']} ({of})"]
    for who, values in ((text("brief.stated"), told.stated), (text("brief.found"), told.found)):
        lines.append(f"{who}: {', '.join(f'{end} {_spelt(values[end])}' for end in ENDS)}")
    lines.append(text("brief.equal" if told.equal else "brief.differs"))
    return lines


def _spelt(value: Any) -> str:
    return text("undefined") if value is None else repr(value)
