"""Look into an accident: its story, and a docket of many."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from govsim.cli.brief import tell
from govsim.cli.deliver import INTERRUPTED, Reply, check_out, deliver, say
from govsim.cli.options import (
    Brief,
    Extension,
    Force,
    Json,
    Off,
    Out,
    ScenarioFile,
    Seed,
    Settings,
    Threads,
    extend,
    load,
    results,
    warn,
)
from govsim.cli.progress import announce_compilation, progress
from govsim.errors import InputError
from govsim.words import language, text

if TYPE_CHECKING:
    from govsim.parameters.scenario import Scenario

commands = typer.Typer()

Number = Annotated[
    int | None, typer.Option("--accident", help="Number of the accident in the event log of the run.", metavar="N")
]
Worst = Annotated[
    bool, typer.Option("--worst", help="The worst accident by a hazard: deaths, then injuries, then loss (default).")
]
CareFile = Annotated[Path | None, typer.Option("--care", help="Standards of care (default: the package's).")]
Redraws = Annotated[int, typer.Option(help="Redraws of the hazard's luck, given its history.", min=2)]
Docket = Annotated[
    int | None, typer.Option("--docket", help="Look into all accidents of so many seeds, from --seed on.", min=2)
]
Careless = Annotated[
    int | None,
    typer.Option(
        "--careless", help="Over so many seeds: what each actor's keeping to care from week 0 on would avert.", min=2
    ),
]
REDRAWS = 64
SMALL = 5000  # firms up to which nobody is told to wait


@commands.command(epilog="Example: govsim investigate scenarios/c_office.yaml --seed 7 --worst --out results/story")
def investigate(
    scenario: ScenarioFile,
    seed: Seed = 1,
    accident: Number = None,
    worst: Worst = False,
    docket: Docket = None,
    careless: Careless = None,
    care: CareFile = None,
    redraws: Redraws = REDRAWS,
    set_: Settings = None,
    off: Off = None,
    workers: Threads = None,
    json: Json = False,
    out: Out = None,
    brief: Brief = False,
    force: Force = False,
    extension: Extension = None,
) -> None:
    """Look into one accident of a run: what would have averted it, who had it in hand, and what was chance.

    With --out, writes the story as one HTML file beside its tables. With --docket, looks into all accidents of many
    seeds, going on where it was stopped, and tells how far blame by outcome is misplaced. With --careless, tells what
    each actor would avert by keeping to care toward every hazard, accident or not.
    """
    extend(extension)
    _check(accident, worst, docket, careless, redraws)
    if brief and (out is None or docket is not None or careless is not None):
        raise InputError("is written into the folder of --out, of one accident", "--brief")
    loaded = load(scenario, set_, off)
    warn(loaded)
    announce_compilation()
    if docket is not None:
        _docket(loaded, seed, docket, care, redraws, workers, json, out)
        return
    check_out(out, force=force)
    if careless is not None:
        _careless(loaded, range(seed, seed + careless), care, workers, json, out)
        return
    _forewarn(loaded)
    from govsim.investigation.investigate import investigate as look_into
    from govsim.report.investigation import Story
    from govsim.report.investigation_page import contents

    told = look_into(loaded, seed, accident, care, redraws=redraws, workers=workers)
    story = Story(told, language(), str(scenario))
    if accident is not None and told.accident.number != accident:
        say(story.words("source"))
    folder = deliver(Reply(told.as_json, story.screen, lambda: contents(told, story)), json, out)
    if brief:
        tell(folder)


def _check(accident: int | None, worst: bool, docket: int | None, careless: int | None, redraws: int) -> None:
    """Refuse options that exclude each other."""
    if accident is not None and (worst or docket):
        raise InputError("give either --accident N, or --worst, or --docket N", "--accident")
    if careless is not None and (accident is not None or worst or docket):
        raise InputError("is of all hazards; give no accident and no docket beside it", "--careless")
    if careless is not None and redraws != REDRAWS:
        raise InputError("redraws no luck: each seed is the pair of itself", "--careless")


def _careless(
    scenario: Scenario, seeds: range, care: Path | None, workers: int | None, json: bool, out: Path | None
) -> None:
    """Print what each actor would avert by keeping to care from week 0 on."""
    from govsim.investigation.careless import careless
    from govsim.report.careless import careless_contents, careless_screen

    with progress("seeds") as show:
        told = careless(scenario, seeds, care, workers=workers, progress=show)
    deliver(Reply(told.as_json, lambda: careless_screen(told, language()), lambda: careless_contents(told)), json, out)


def _forewarn(scenario: Scenario) -> None:
    """Say that a large district takes its time."""
    firms = sum(office.enterprises.count or 0 for office in scenario.office_list if office.enterprises)
    if firms > SMALL:
        say(text("say.takes", firms=firms, seconds=f"{firms / 220 * 2:.0f}"))


def _docket(
    scenario: Scenario,
    seed: int,
    seeds: int,
    care: Path | None,
    redraws: int,
    workers: int | None,
    json: bool,
    out: Path | None,
) -> None:
    """Look into all accidents of many seeds, and print what came out; each finished seed is kept."""
    from govsim.investigation.care import load_care
    from govsim.investigation.docket import docket
    from govsim.report.docket import docket_screen

    folder = out or results(scenario.name, "docket")
    try:
        with progress("seeds") as show:
            told = docket(
                scenario,
                range(seed, seed + seeds),
                load_care(care),
                folder=folder,
                redraws=redraws,
                workers=workers,
                progress=show,
            )
    except KeyboardInterrupt:
        say(text("say.seeds_kept", folder=folder))
        raise SystemExit(INTERRUPTED) from None
    note = text("say.written", place=f"{folder}/ (docket/*.parquet)")
    reply = Reply(told.as_json, lambda: docket_screen(told, language()), note=note)
    deliver(reply, json)
