"""Decide under a budget: which measures, how strongly, how sure that is, what would change it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from govsim.cli.brief import tell
from govsim.cli.deliver import INTERRUPTED, Reply, TableFormat, check_out, deliver, say
from govsim.cli.keeping import keeping
from govsim.cli.options import Brief, Extension, Force, Format, Json, Out, Threads, extend, results
from govsim.cli.progress import progress
from govsim.words import text

if TYPE_CHECKING:
    from govsim.evidence.decisions.decide import Decision

commands = typer.Typer()

ProblemPath = Annotated[Path, typer.Argument(help="Problem file (YAML).", metavar="PROBLEM")]
Quick = Annotated[bool, typer.Option("--quick", help="About 500 runs, for a first look.")]
Budget = Annotated[
    float | None,
    typer.Option(help="Yuan a year that the payer of the file's first budget (default: the office) may pay more."),
]
Sets = Annotated[int | None, typer.Option(help="Parameter sets (default: the file's).", min=8, max=4096)]
Seeds = Annotated[int | None, typer.Option(help="Seeds of each (default: the file's).", min=2, max=250)]
FirstSeed = Annotated[int | None, typer.Option("--seed", help="First seed (default: the file's).", min=0)]


@commands.command(epilog="Example: govsim decide experiments/decisions/c_office.yaml --budget 300000 --quick")
def decide(
    problem: ProblemPath,
    budget: Budget = None,
    quick: Quick = False,
    sets: Sets = None,
    seeds: Seeds = None,
    seed: FirstSeed = None,
    workers: Threads = None,
    json: Json = False,
    out: Out = None,
    format_: Format = None,
    brief: Brief = False,
    force: Force = False,
    extension: Extension = None,
) -> None:
    """Decide what to do within a budget, and tell how sure that is, where it fails and what to measure first.

    Finished runs are kept: the same command goes on from there. Prints a table and, last, one sentence; writes the
    decision, its runs and pictures to a folder.
    """
    extend(extension)
    from govsim.evidence.decisions.decide import decide as deciding
    from govsim.evidence.decisions.problem import load_problem

    loaded = load_problem(problem)
    if budget is not None:
        loaded = loaded.with_budget(next(iter(loaded.told.budget), "office"), budget)
    loaded = loaded.with_size(sets, seeds, seed)
    latest = results(loaded.told.name, "decide")
    check_out(out, latest, force=force)
    with keeping("decide", loaded.scenario.fingerprint) as kept:
        with progress("worlds") as show:
            result = deciding(loaded, quick=quick, workers=workers, progress=show, kept=kept)
        folder = _deliver(result, json, out, latest, format_)
        if brief:
            tell(folder)
        if result.fresh is None:
            say(text("decide.interrupted", sets=result.runs.sets))
            raise SystemExit(INTERRUPTED)


def _deliver(result: Decision, json: bool, out: Path | None, latest: Path, format_: TableFormat | None) -> Path | None:
    """Print and write what is told of a decision; return the folder."""
    from govsim.evidence.decisions.told import Told, as_json
    from govsim.report.decision import screen
    from govsim.report.decision_folder import contents

    told = Told(result)
    return deliver(
        Reply(lambda: as_json(told), lambda: screen(told), lambda: contents(told)), json, out, latest, format_
    )
