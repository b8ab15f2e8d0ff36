"""Fit an office's few free levels to its own counts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from govsim.cli.deliver import Reply, deliver
from govsim.cli.ledger import ColumnMapFile
from govsim.cli.options import Json, ScenarioFile, Seed, Settings, Threads, load
from govsim.cli.progress import progress
from govsim.errors import InputError
from govsim.words import text

if TYPE_CHECKING:
    from rich.console import RenderableType

    from govsim.ledger.fitting import Counts, OfficeFit

commands = typer.Typer()

Books = Annotated[Path, typer.Argument(help="Ledger (CSV or XLSX), or its counts (YAML).", metavar="FILE")]
Variant = Annotated[
    Path | None, typer.Option("--out", help="Scenario file to write (default: NAME_fitted.yaml, here).", metavar="FILE")
]


@commands.command("fit-office", epilog="Example: govsim fit-office scenarios/c_office.yaml counts.yaml")
def fit_office(
    scenario: ScenarioFile,
    books: Books,
    columns: ColumnMapFile = None,
    replicates: Annotated[int, typer.Option(help="Runs at each step.", min=4)] = 12,
    seed: Seed = 1,
    set_: Settings = None,
    workers: Threads = None,
    json: Json = False,
    out: Variant = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file.")] = False,
) -> None:
    """Fit visits, findings, sanctions and reported accidents of an office to its own counts, with intervals.

    Prints its books and the model side by side, says what books cannot tell, and writes the fitted scenario.
    """
    loaded = load(scenario, set_)
    from govsim.ledger import fitting
    from govsim.runs.store import check_file

    place = out or Path(f"{loaded.name}_fitted.yaml")
    check_file(place)
    if place.exists() and not force:
        raise InputError("is there already; --force replaces it, or give another file with --out", str(place))
    counts = _counts(books, columns)
    with progress("steps") as show:
        fit = fitting.fit_office(loaded, counts, seeds=range(seed, seed + replicates), workers=workers, progress=show)
    fit.write(place)
    deliver(Reply(fit.as_json, lambda: _screen(fit), note=text("say.written", place=place)), json)


def _counts(books: Path, columns: Path | None) -> Counts:
    from govsim.cli.ledger import read_books
    from govsim.ledger import fitting

    if books.suffix in (".yaml", ".yml"):
        return fitting.read_counts(books)
    return fitting.counts_of(read_books(books, columns).refuse_faults())


def _screen(fit: OfficeFit) -> list[RenderableType]:
    """Return the books beside the model, the fitted parameters, and what the books cannot tell."""
    from govsim.outcomes import ALL_OUTCOMES
    from govsim.parameters import PARAMETERS
    from govsim.report.numbers import number, span
    from govsim.report.tables import Column, ScreenTable, stacked

    first = [Column(text("fit.count"))]
    first += [Column(text(f"fit.{name}"), right=True) for name in ("books", "before", "after")]
    beside = ScreenTable(text("fit.title", source=fit.counts.source), first, lines=True)
    second = [Column(text("fit.parameter"))]
    second += [Column(text(f"fit.{name}"), right=True) for name in ("given", "fitted")]
    notes = [text("fit.caption", seeds=fit.seeds)]
    values = ScreenTable(text("fit.parameters"), second, lines=True)
    for level in fit.levels:
        books = stacked(number(level.office), span(level.office_low, level.office_high))
        model = [stacked(number(m.mean), span(m.low, m.high)) for m in (level.before, level.after)]
        beside.rows.append([ALL_OUTCOMES[level.outcome].words.label(), books, *model])
        label = PARAMETERS[level.parameter].words.label()
        fitted = stacked(number(level.fitted), span(level.low, level.high))
        values.rows.append([stacked(label, level.parameter), number(level.given), fitted])
        if level.at_end:
            notes.append(text("fit.at_end", parameter=label))
        if level.apart:
            notes.append(text("fit.apart", outcome=ALL_OUTCOMES[level.outcome].words.label()))
    notes += [text(f"fit.{why}", count=text(f"fit.of_{name}")) for name, why in fit.left.items()]
    return [beside, values, *notes, text("fit.cannot")]
