"""The model against what is known: case studies, published effects, and a fit to them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from govsim.cli.deliver import Reply, check_out, deliver
from govsim.cli.keeping import keeping
from govsim.cli.options import Extension, Force, Format, Json, Out, Scenarios, Seed, Threads, extend, results
from govsim.cli.progress import progress
from govsim.words import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from govsim.evidence.validation_rows import ValidationRow

commands = typer.Typer()

ParameterSet = Annotated[
    Path | None,
    typer.Option(
        help="Parameter set in the place of the declared defaults, as `govsim calibrate` writes it.", metavar="FILE"
    ),
]


@commands.command(epilog="Example: govsim atlas --case 0 --replicates 16")
def atlas(
    row: Annotated[
        list[str] | None,
        typer.Option("--row", "-r", help="Id of a row, such as 0-P2. May be repeated; default: all.", metavar="ID"),
    ] = None,
    case: Annotated[int | None, typer.Option(help="Only the rows of this case study.", min=0)] = None,
    replicates: Annotated[
        int, typer.Option(help="Replicates of each variant; never more, whatever comes out.", min=2)
    ] = 48,
    seed: Seed = 1,
    folder: Annotated[Path | None, typer.Option(help="Where the rows stand (default: the package's).")] = None,
    scenarios: Scenarios = None,
    workers: Threads = None,
    json: Json = False,
    out: Out = None,
    format_: Format = None,
    force: Force = False,
    extension: Extension = None,
) -> None:
    """Run the case studies row by row: does each problem, cause and countermeasure act as its source claims?

    Prints, for every row, the paired difference between the scenario with it and the one without it.
    """
    extend(extension)
    from govsim.evidence.atlas import load_atlas, run_atlas, select
    from govsim.parameters.inside import here_or_inside
    from govsim.report.atlas import atlas_contents, atlas_table

    places = here_or_inside(folder, "experiments", "atlas"), here_or_inside(scenarios, "scenarios")
    rows = select(load_atlas(*places), row or (), case)
    check_out(out, force=force)
    with keeping("atlas", str(places[0].resolve()), row, case) as kept:
        with progress("runs") as show:
            result = run_atlas(rows, range(seed, seed + replicates), workers, show, kept)
        reply = Reply(result.as_json, lambda: [atlas_table(result)], lambda: atlas_contents(result))
        deliver(reply, json, out, tables=format_)


@commands.command(epilog="Example: govsim validate --row I1 --row H1 --replicates 16")
def validate(
    row: Annotated[
        list[str] | None,
        typer.Option("--row", "-r", help="Id of a row, such as I1. May be repeated; default: all.", metavar="ID"),
    ] = None,
    replicates: Annotated[
        int | None, typer.Option(help="Seeds of each row (default: the row's own number).", min=2)
    ] = None,
    seed: Seed = 1,
    folder: Annotated[Path | None, typer.Option(help="Where the rows stand (default: the package's).")] = None,
    scenarios: Scenarios = None,
    parameters: ParameterSet = None,
    nulls: Annotated[
        bool, typer.Option("--nulls", help="Run the rows under the null models as well: what behaviour buys.")
    ] = False,
    workers: Threads = None,
    json: Json = False,
    out: Out = None,
    format_: Format = None,
    force: Force = False,
    extension: Extension = None,
) -> None:
    """Confront the model with published effects.

    Each as an experiment with the same estimand, inside its band or outside.
    """
    extend(extension)
    from govsim.evidence.null_models import null_models
    from govsim.evidence.validation import validate as run_rows
    from govsim.parameters.inside import here_or_inside
    from govsim.report.validation import bought_table, validation_contents, validation_table

    places = here_or_inside(folder, "experiments", "validation"), here_or_inside(scenarios, "scenarios")
    rows = _rows(places, row or (), parameters)
    check_out(out, force=force)
    with keeping("validate", str(places[0].resolve()), row) as kept:
        with progress("rows") as show:
            result = run_rows(rows, replicates, seed, workers, show, kept)
        if nulls:
            with progress("nulls") as show:
                beside = null_models(rows, replicates, seed, workers, show)
        reply = Reply(
            lambda: result.as_json() | ({"nulls": {k: v.as_json() for k, v in beside.items()}} if nulls else {}),
            lambda: [validation_table(result), *([bought_table(result, beside)] if nulls else [])],
            lambda: validation_contents(result, seed),
        )
        deliver(reply, json, out, tables=format_)


def _rows(places: tuple[Path, Path], chosen: Sequence[str], parameters: Path | None) -> list[ValidationRow]:
    """Return the rows that are asked for, under a parameter set if one is given."""
    from govsim.evidence.parameter_set import load_set, rows_under
    from govsim.evidence.validation_rows import load_rows, select

    rows = select(load_rows(*places), chosen)
    return rows_under(rows, load_set(parameters)) if parameters else rows


@commands.command(epilog="Example: govsim calibrate experiments/calibration.yaml --seed 2")
def calibrate(
    study: Annotated[Path, typer.Argument(help="File of a calibration (YAML).", metavar="FILE")],
    seed: Annotated[
        int | None, typer.Option(help="Seed of the design and of the fit's runs (default: the file's).", min=0)
    ] = None,
    workers: Threads = None,
    json: Json = False,
    out: Annotated[Path | None, typer.Option(help="File to write the parameter set to.", metavar="FILE")] = None,
    extension: Extension = None,
) -> None:
    """Fit parameters to published levels and effects by history matching.

    Tell the score on seeds that the fit has not seen.

    Writes a parameter set with its fit, its correlations and the parameters that the targets cannot identify. It
    changes no default. Points that were run are kept beside it, so that the same command goes on where it was stopped.
    """
    extend(extension)
    from govsim.evidence import calibration as fitting
    from govsim.evidence.calibration_study import load_calibration
    from govsim.report.calibration import parameters_table, targets_table
    from govsim.runs.store import check_file

    loaded = load_calibration(study)
    name = f"{loaded.told.name}-{loaded.told.seed if seed is None else seed}.yaml"
    place = out or results("calibration", name)
    check_file(place)
    with progress("points") as show:
        result = fitting.calibrate(loaded, seed, workers, show, place.with_suffix(".points.jsonl"))
    result.write(place)
    reply = Reply(
        result.as_dict,
        lambda: [targets_table(result), parameters_table(result)],
        note=text("say.runs_under", place=place),
    )
    deliver(reply, json)
