"""Arguments and options that several commands take, and what is made of them."""

from __future__ import annotations

import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from govsim.cli.deliver import TableFormat, say
from govsim.errors import InputError, nearest
from govsim.words import text
from govsim.words.translated import error_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from govsim.parameters.declare import Value
    from govsim.parameters.scenario import Scenario

MOST_WORKERS = 256  # threads or processes of one machine

ScenarioFile = Annotated[
    Path, typer.Argument(help="Scenario file (YAML), or the name of one of the package's.", metavar="SCENARIO")
]
Settings = Annotated[
    list[str] | None, typer.Option("--set", help="Set a parameter: NAME=VALUE. May be repeated.", metavar="NAME=VALUE")
]
Policies = Annotated[
    list[str] | None,
    typer.Option(
        "--policy",
        "-p",
        help="A policy of the scenario; `a+b`: both; `a*0.8`: at a strength. May be repeated.",
        metavar="NAME",
    ),
]
Off = Annotated[
    list[str] | None, typer.Option("--off", help="Switch a mechanism off, by its id. May be repeated.", metavar="ID")
]
Seed = Annotated[int, typer.Option(help="Seed; with replicates, the first of them.", min=0)]
Threads = Annotated[
    int | None, typer.Option("--workers", help="Threads (default: all cores).", min=1, max=MOST_WORKERS)
]
Extension = Annotated[
    list[Path] | None,
    typer.Option(help="Python file of your own: rules, phases, declarations. May be repeated.", metavar="FILE.py"),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a table.")]
Out = Annotated[Path | None, typer.Option("--out", help="Folder to write to.", metavar="FOLDER")]
Force = Annotated[bool, typer.Option("--force", help="Replace results that are in the folder of --out.")]
Format = Annotated[TableFormat | None, typer.Option("--format", help="Write tables as one kind (default: as both).")]
Brief = Annotated[
    bool, typer.Option("--brief", help="Write a page for a director into the folder: brief.html; see `govsim brief`.")
]
Scenarios = Annotated[
    Path | None, typer.Option("--scenarios", help="Where their scenarios stand (default: here, or the package's).")
]

log = logging.getLogger("govsim.cli")

ENGINES = ("auto", "serial", "threads", "processes")
EngineName = Annotated[
    str,
    typer.Option("--engine", help="serial, threads, processes, or auto (processes); the results do not depend on it."),
]
Workers = Annotated[
    int | None, typer.Option(help="Processes or threads (default: all cores).", min=1, max=MOST_WORKERS)
]
Cluster = Annotated[
    str | None, typer.Option(help="Address of a Dask scheduler; needs the extra `cluster`.", metavar="tcp://HOST:PORT")
]


def load(path: Path, settings: list[str] | None = None, off: list[str] | None = None) -> Scenario:
    """Return the scenario of a file with the values of `--set` and without the mechanisms of `--off`.

    Raises:
        InputError: The file, a setting (`--set NAME=VALUE` is then told as the place) or a mechanism is wrong.
    """
    from govsim.parameters.scenario import load_scenario

    scenario = load_scenario(path).with_values(dict(map(_setting, settings or [])))
    for mechanism in off or []:
        scenario = scenario.with_mechanism(mechanism, on=False)
    if log.isEnabledFor(logging.INFO):
        log.info("scenario %s from %s, fingerprint %s", scenario.name, scenario.file, scenario.fingerprint)
    return scenario


def warn(scenario: Scenario, policies: Iterable[str] = ()) -> None:
    """Say, in a line each, what was asked for and does not do what it seems to."""
    from govsim.parameters.in_force import without_effect

    names = list(policies)
    lines = [*without_effect(scenario, names)]
    if any(office.enterprises and office.enterprises.roster for office in scenario.office_list):
        from govsim.world.plan import unheeded_grids

        lines += unheeded_grids(scenario, names)
    for line in lines:
        say(text("say.warning", what=error_text(line)))


def results(*parts: str) -> Path:
    """Return a folder of results: below `results`, or what the environment calls GOVSIM_RESULTS."""
    return Path(os.environ.get("GOVSIM_RESULTS") or "results", *parts)


def _setting(text: str) -> tuple[str, Value]:
    """Return name and value of a setting `NAME=VALUE`."""
    from govsim.parameters import find

    place = f"--set {text}"
    name, equals, value = text.partition("=")
    if not equals:
        raise InputError("write NAME=VALUE", place)
    parameter = find(name, place)
    try:
        return name, parameter.read(value)
    except ValueError as error:
        raise InputError(f"{name} {error}", place) from None


def extend(files: list[Path] | None) -> None:
    """Run Python files that register rules and phases of the user's own, or declare parameters, tallies, outcomes.

    Raises:
        InputError: A file is not there, or fails, whatever it fails with.
    """
    if files:
        from govsim.extensions import load

        load(files)


def engine(name: str, workers: int | None, cluster: str | None) -> dict[str, Any]:
    """Return where the runs of a study are computed, as `govsim.sweep` takes it.

    Raises:
        InputError: There is no engine of this name.
    """
    if name not in ENGINES:
        raise InputError(
            f"unknown engine {name!r}{nearest(name, ENGINES)}; there are {', '.join(ENGINES)}, and --cluster for Dask",
            "--engine",
        )
    return {"engine": name, "workers": workers, "cluster": cluster}
