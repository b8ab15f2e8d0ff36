"""The `govsim` command. Everything heavy is imported by the command that needs it."""

from __future__ import annotations

import json as json_format
import math
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from govsim.errors import InputError, nearest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from govsim.ledger.reading import Ledger
    from govsim.parameters.scenario import Scenario
    from govsim.studies.progress import Progress
    from govsim.studies.sweep_result import Sweep

PATIENCE = 2.0  # seconds after which a progress bar appears
INTERRUPTED = 130  # the shell's code for Ctrl-C

T = TypeVar("T")

app = typer.Typer(
    name="govsim",
    help="Simulate grass-roots safety supervision: run a scenario, compare policies, see what the model is made of.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

sweep_app = typer.Typer(
    name="sweep", help="Run all points of a study; killed at any moment, it goes on where it was.", no_args_is_help=True
)
app.add_typer(sweep_app)

ScenarioFile = Annotated[Path, typer.Argument(help="Scenario file (YAML).", metavar="SCENARIO")]
Settings = Annotated[
    list[str] | None, typer.Option("--set", help="Set a parameter: NAME=VALUE. May be repeated.", metavar="NAME=VALUE")
]
Policies = Annotated[
    list[str] | None, typer.Option("--policy", "-p", help="A policy of the scenario. May be repeated.", metavar="NAME")
]
Off = Annotated[
    list[str] | None, typer.Option("--off", help="Switch a mechanism off, by its id. May be repeated.", metavar="ID")
]
Seed = Annotated[int, typer.Option(help="Seed; with replicates, the first of them.", min=0)]
Extension = Annotated[
    list[Path] | None,
    typer.Option(help="Python file that registers rules of your own. May be repeated.", metavar="FILE.py"),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of a table.")]
Out = Annotated[Path | None, typer.Option("--out", help="Folder to write to.", metavar="FOLDER")]
StudyFile = Annotated[Path, typer.Argument(help="Study file (YAML).", metavar="STUDY")]
Folder = Annotated[Path, typer.Argument(help="Folder of a sweep.", metavar="FOLDER")]
EngineName = Annotated[
    str,
    typer.Option("--engine", help="serial, threads, processes, or auto (processes); the results do not depend on it."),
]
Workers = Annotated[int | None, typer.Option(help="Processes or threads (default: all cores).", min=1)]
Cluster = Annotated[
    str | None, typer.Option(help="Address of a Dask scheduler; needs the extra `cluster`.", metavar="tcp://HOST:PORT")
]


@app.command(epilog="Example: govsim run scenarios/c_office.yaml --seed 7 --set fine=30000 --policy stronger_team")
def run(
    scenario: ScenarioFile,
    seed: Seed = 1,
    set_: Settings = None,
    policy: Policies = None,
    off: Off = None,
    json: Json = False,
    out: Out = None,
    log: Annotated[
        Path | None, typer.Option(help="Write the event log: FILE.parquet, or FILE.json for OCEL 2.0.", metavar="FILE")
    ] = None,
    extension: Extension = None,
) -> None:
    """Run a scenario once and print its outcomes."""
    _extend(extension)
    loaded = _load(scenario, set_, off).with_policy(*(name for given in policy or [] for name in given.split("+")))
    from govsim.runs.run import simulate, summarise
    from govsim.runs.store import check_writable, origin, write_folder, write_manifest, write_tables

    if out:
        check_writable(out)
    if log:
        from govsim.runs import event_log

        event_log.check_format(log)
    _announce_compilation()
    result = simulate(loaded, seed, log=log is not None)
    if log:
        event_log.write(result.log, log)
    summary = summarise(result.world)
    if out:
        tables = {
            "series": result.series.reset_index(),
            "summary": result.summary.rename_axis("outcome").reset_index(name="value"),
            "enterprises": result.enterprises.reset_index(),
            "events": result.events,
        }
        told = origin("run", loaded) | {"seed": seed}

        def fill(place: Path) -> None:
            write_manifest(place, told)
            write_tables(place, tables)

        write_folder(out, fill)
    if json:
        _print_json({"scenario": loaded.name, "seed": seed, "summary": summary})
        return
    from govsim.report.tables import summary_table

    span = f"weeks {loaded.measure_from} to {loaded.weeks}"
    _console().print(
        summary_table(
            summary, f"{loaded.title or loaded.name}: seed {seed}, {span}, {' + '.join(loaded.baseline) or 'no policy'}"
        )
    )
    if out:
        _say(f"written: {out}")


@app.command(
    epilog=(
        "Example: govsim compare scenarios/c_office.yaml --policy stronger_team --policy "
        "stronger_team+better_assessment --outcome hazard_stock"
    )
)
def compare(
    scenario: ScenarioFile,
    policy: Policies = None,
    baseline: Annotated[
        list[str] | None,
        typer.Option(
            help="Policy in force in the baseline, instead of the scenario's; `none`: no policy.", metavar="NAME"
        ),
    ] = None,
    outcome: Annotated[
        str | None, typer.Option(help="Outcome whose precision decides when to stop.", metavar="NAME")
    ] = None,
    half_width: Annotated[
        float | None, typer.Option(help="Wanted half-width of its interval, as a share of the baseline.", min=0)
    ] = None,
    least: Annotated[int | None, typer.Option(help="Fewest replicates.", min=2)] = None,
    most: Annotated[int | None, typer.Option(help="Most replicates.", min=2)] = None,
    seed: Seed = 1,
    set_: Settings = None,
    off: Off = None,
    workers: Annotated[int | None, typer.Option(help="Threads (default: all cores).", min=1)] = None,
    json: Json = False,
    out: Out = None,
    extension: Extension = None,
) -> None:
    """Compare policies with the baseline on common random numbers; `a+b` is two policies together.

    Prints paired differences with 95 % intervals and writes tables and pictures to a folder under results/.
    """
    _extend(extension)
    loaded = _load(scenario, set_, off)
    from govsim.runs import compare as comparing
    from govsim.runs.store import check_writable

    folder = out or Path("results") / loaded.name / "compare"
    check_writable(folder)
    _announce_compilation()
    with _progress("replicates") as progress:
        result = comparing.compare(
            loaded,
            policy,
            baseline=None if baseline is None else [b for b in baseline if b != "none"],
            outcome=outcome,
            half_width=half_width,
            least=least,
            most=most,
            seed=seed,
            workers=workers,
            progress=progress,
        )
    from govsim.report.folder import write_comparison

    write_comparison(result, folder)
    if json:
        _print_json(result.as_json())
    else:
        from govsim.report.tables import comparison_table

        _console().print(comparison_table(result))
        _say(f"written: {folder}/ (forest.png, curves.png, differences.csv, runs.csv, weekly.csv, manifest.json)")
    if result.partial:
        _say(f"interrupted: the {result.replicates} finished replicates were kept and are reported as partial")
        raise SystemExit(INTERRUPTED)


@app.command(epilog="Example: govsim atlas --case 0 --replicates 16")
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
    folder: Annotated[Path, typer.Option(help="Where the rows stand (case_*.yaml).")] = Path("experiments/atlas"),
    scenarios: Annotated[Path, typer.Option(help="Where their scenarios stand.")] = Path("scenarios"),
    workers: Annotated[int | None, typer.Option(help="Threads (default: all cores).", min=1)] = None,
    json: Json = False,
    out: Out = None,
) -> None:
    """Run the case studies row by row: does each problem, cause and countermeasure act as its source claims?

    Prints, for every row, the paired difference between the scenario with it and the one without it.
    """
    from govsim.evidence.atlas import load_atlas, run_atlas, select
    from govsim.runs.store import check_writable

    rows = select(load_atlas(folder, scenarios), row or (), case)
    if out:
        check_writable(out)
    _announce_compilation()
    with _progress("runs") as progress:
        result = run_atlas(rows, range(seed, seed + replicates), workers, progress)
    from govsim.report.atlas import atlas_table, write_atlas

    if out:
        write_atlas(result, out)
    if json:
        _print_json(result.as_json())
        return
    _console().print(atlas_table(result))
    if out:
        _say(f"written: {out}/ (atlas.csv, case_*.png, manifest.json)")


@app.command(epilog="Example: govsim validate --row I1 --row H1 --replicates 16")
def validate(
    row: Annotated[
        list[str] | None,
        typer.Option("--row", "-r", help="Id of a row, such as I1. May be repeated; default: all.", metavar="ID"),
    ] = None,
    replicates: Annotated[
        int | None, typer.Option(help="Seeds of each row (default: the row's own number).", min=2)
    ] = None,
    seed: Seed = 1,
    folder: Annotated[Path, typer.Option(help="Where the rows stand.")] = Path("experiments/validation"),
    scenarios: Annotated[Path, typer.Option(help="Where their scenarios stand.")] = Path("scenarios"),
    parameters: Annotated[
        Path | None,
        typer.Option(
            help="Parameter set in the place of the declared defaults, as `govsim calibrate` writes it.", metavar="FILE"
        ),
    ] = None,
    workers: Annotated[int | None, typer.Option(help="Threads (default: all cores).", min=1)] = None,
    json: Json = False,
    out: Out = None,
) -> None:
    """Confront the model with published effects.

    Each as an experiment with the same estimand, inside its band or outside.
    """
    from govsim.evidence import validation
    from govsim.runs.store import check_writable

    rows = validation.select(validation.load_rows(folder, scenarios), row or ())
    if parameters:
        from govsim.evidence.calibration import load_set, rows_under

        rows = rows_under(rows, load_set(parameters))
    if out:
        check_writable(out)
    _announce_compilation()
    with _progress("replicates of rows") as progress:
        result = validation.validate(rows, replicates, seed, workers, progress)
    from govsim.report.validation import validation_table, write_validation

    if out:
        write_validation(result, out, seed)
    if json:
        _print_json(result.as_json())
        return
    _console().print(validation_table(result))
    if out:
        _say(f"written: {out}/ (validation.csv, forest.png, manifest.json)")


@app.command(epilog="Example: govsim calibrate experiments/calibration.yaml --seed 2")
def calibrate(
    study: Annotated[Path, typer.Argument(help="File of a calibration (YAML).", metavar="FILE")],
    seed: Annotated[
        int | None, typer.Option(help="Seed of the design and of the fit's runs (default: the file's).", min=0)
    ] = None,
    workers: Annotated[int | None, typer.Option(help="Threads (default: all cores).", min=1)] = None,
    json: Json = False,
    out: Annotated[Path | None, typer.Option(help="File to write the parameter set to.", metavar="FILE")] = None,
) -> None:
    """Fit parameters to published levels and effects by history matching.

    Tell the score on seeds that the fit has not seen.

    Writes a parameter set with its fit, its correlations and the parameters that the targets cannot identify. It
    changes no default. Points that were run are kept beside it, so that the same command goes on where it was stopped.
    """
    from govsim.evidence import calibration as fitting
    from govsim.runs.store import check_file

    loaded = fitting.load_calibration(study)
    place = (
        out or Path("results") / "calibration" / f"{loaded.told.name}-{loaded.told.seed if seed is None else seed}.yaml"
    )
    check_file(place)
    _announce_compilation()
    with _progress("points") as progress:
        result = fitting.calibrate(loaded, seed, workers, progress, place.with_suffix(".points.jsonl"))
    from govsim.report.calibration import parameters_table, targets_table

    result.write(place)
    if json:
        _print_json(result.as_dict())
        return
    _console().print(targets_table(result), parameters_table(result))
    _say(f"written: {place}; `govsim validate --parameters {place}` runs the rows under it")


@app.command(epilog="Example: govsim contrast experiments/headline/assessment.yaml --replicates 16")
def contrast(
    file: Annotated[Path, typer.Argument(help="File of a contrast (YAML).", metavar="FILE")],
    replicates: Annotated[int | None, typer.Option(help="Replicates of each arm (default: the file's).", min=2)] = None,
    seed: Annotated[int | None, typer.Option(help="First seed (default: the file's).", min=0)] = None,
    workers: Annotated[int | None, typer.Option(help="Threads (default: all cores).", min=1)] = None,
    json: Json = False,
    out: Out = None,
) -> None:
    """Answer a question by arms of a scenario, side by side, on common random numbers.

    Prints paired differences from the first arm with 95 % intervals and writes tables and a picture to a folder under
    results/.
    """
    from govsim.runs.contrast import load_contrast, run_contrast
    from govsim.runs.store import check_writable

    loaded = load_contrast(file)
    folder = out or Path("results") / "contrasts" / file.stem
    check_writable(folder)
    _announce_compilation()
    with _progress("runs") as progress:
        answer = run_contrast(loaded, replicates, seed, workers, progress)
    from govsim.report.contrast import contrast_table, write_contrast

    write_contrast(answer, folder)
    if json:
        _print_json(answer.as_json())
        return
    _console().print(contrast_table(answer))
    _say(f"written: {folder}/ (contrast.png, differences.csv, runs.csv, manifest.json)")


@app.command(epilog="Example: govsim trial experiments/inspection_trial.yaml --replicates 16")
def trial(
    scenario: ScenarioFile,
    replicates: Annotated[int, typer.Option(help="Replicates of the trial.", min=2)] = 32,
    seed: Seed = 1,
    set_: Settings = None,
    off: Off = None,
    workers: Annotated[int | None, typer.Option(help="Threads (default: all cores).", min=1)] = None,
    json: Json = False,
    extension: Extension = None,
) -> None:
    """Run the randomised trial of a scenario and print how its arms differ from the first, per firm."""
    _extend(extension)
    loaded = _load(scenario, set_, off)
    from govsim.runs.trial import trial as run_trial

    _announce_compilation()
    with _progress("replicates") as progress:
        result = run_trial(loaded, range(seed, seed + replicates), workers, lambda done: progress(done, replicates))
    if json:
        _print_json(result.as_json())
        return
    from govsim.report.tables import trial_table

    _console().print(trial_table(result))


# --- studies ----------------------------------------------------------------------------------------------------------


@sweep_app.command("run", epilog="Example: govsim sweep run experiments/c_office_sweep.yaml --workers 2")
def sweep_run(
    study: StudyFile,
    out: Out = None,
    engine: EngineName = "auto",
    workers: Workers = None,
    cluster: Cluster = None,
    json: Json = False,
) -> None:
    """Run a study, or what is missing of it, and print its outcomes.

    The runs go to a folder under results/, part by part. Started again after a crash or a kill, it runs only what is
    missing.
    """
    from govsim.studies.study import load_study
    from govsim.studies.sweep import sweep

    loaded = load_study(study)
    for note in loaded.notes:
        _say(f"note: {note}")
    folder = out or Path("results") / loaded.name / "sweep"
    _report_sweep(
        _computing(
            lambda progress: sweep(loaded, folder, progress=progress, **_engine(engine, workers, cluster)), folder
        ),
        json,
    )


@sweep_app.command("resume", epilog="Example: govsim sweep resume results/c_office_sweep/sweep")
def sweep_resume(
    folder: Folder, engine: EngineName = "auto", workers: Workers = None, cluster: Cluster = None, json: Json = False
) -> None:
    """Run what is missing in the folder of a sweep."""
    from govsim.studies.sweep import resume

    _report_sweep(
        _computing(lambda progress: resume(folder, progress=progress, **_engine(engine, workers, cluster)), folder),
        json,
    )


@sweep_app.command("expand", epilog="Example: govsim sweep expand results/c_office_sweep/sweep --n 256 --replicates 8")
def sweep_expand(
    folder: Folder,
    n: Annotated[int | None, typer.Option("--n", help="New size of the design.", min=1)] = None,
    replicates: Annotated[int | None, typer.Option(help="New number of replicates.", min=1)] = None,
    engine: EngineName = "auto",
    workers: Workers = None,
    cluster: Cluster = None,
    json: Json = False,
) -> None:
    """Add points or replicates to a study; what is there stays.

    Rows added to its CSV file are found without an option.
    """
    from govsim.studies.sweep import expand

    def act(progress: Callable[[Progress], None]) -> Sweep:
        return expand(folder, n=n, replicates=replicates, progress=progress, **_engine(engine, workers, cluster))

    _report_sweep(_computing(act, folder), json)


@sweep_app.command("status", epilog="Example: govsim sweep status results/c_office_sweep/sweep")
def sweep_status(folder: Folder, json: Json = False) -> None:
    """Tell how a sweep stands: done, failed, missing, checksum, and whether a process works on it."""
    from govsim.studies.verification import status

    told = status(folder)
    if json:
        _print_json(told)
        return
    _print_table(
        str(folder),
        ["", ""],
        [
            [key.replace("_", " "), ", ".join(value) if isinstance(value, list) else str(value)]
            for key, value in told.items()
        ],
    )


@sweep_app.command("verify", epilog="Example: govsim sweep verify results/c_office_sweep/sweep --sample 64")
def sweep_verify(
    folder: Folder,
    sample: Annotated[int, typer.Option(help="Replicates to run again, spread over all.", min=1)] = 32,
    json: Json = False,
) -> None:
    """Run a sample of the finished runs again and compare the bits; exit code 1 if any differs."""
    from govsim.studies.verification import verify

    _announce_compilation()
    told = verify(folder, sample)
    if json:
        _print_json(
            {
                "good": told.good,
                "sample": told.sample,
                "runs": told.runs,
                "differing": told.differing,
                "checksum": told.checksum,
                "expected": told.expected,
                "same_code": told.same_code,
            }
        )
    else:
        other = "" if told.same_code else ", with other rules than then"
        found = (
            "the bits are the same"
            if not told.differing
            else f"{len(told.differing)} differ: {'; '.join(told.differing[:5])}"
        )
        sums = (
            "none was stored yet"
            if told.expected is None
            else "as stored"
            if told.expected == told.checksum
            else f"NOT as stored, {told.expected}"
        )
        _console().print(
            f"{told.sample} of {told.runs} runs computed again{other}: {found}\nchecksum {told.checksum}: {sums}",
            highlight=False,
        )
    if not told.good:
        raise SystemExit(1)


@app.command(epilog="Example: govsim sensitivity experiments/c_office_sensitivity.yaml --method sobol --n 256")
def sensitivity(
    study: StudyFile,
    method: Annotated[
        str | None,
        typer.Option(
            help="sobol, morris, fast, rbd_fast, pawn, delta, hdmr or dgsm (default: that of the study's design)."
        ),
    ] = None,
    n: Annotated[
        int | None,
        typer.Option("--n", help="Base samples, trajectories (morris), or points for each parameter (fast).", min=2),
    ] = None,
    outcome: Annotated[
        str | None, typer.Option(help="Outcome to analyse (default: the study's first).", metavar="NAME")
    ] = None,
    policy: Annotated[
        str,
        typer.Option(help="Analyse the effect of this policy of the study instead of the baseline.", metavar="NAME"),
    ] = "baseline",
    store: Annotated[
        bool, typer.Option("--store", help="Keep the result beside the scenario, for `govsim compare`.")
    ] = False,
    engine: EngineName = "auto",
    workers: Workers = None,
    cluster: Cluster = None,
    json: Json = False,
    out: Out = None,
) -> None:
    """Tell which parameters drive an outcome, with intervals, and what share of its variance rests on assumed ones.

    The runs are kept like those of a sweep, so an interrupted analysis goes on where it was, and a larger N adds to a
    smaller one.
    """
    from govsim.studies import sensitivity as analysing
    from govsim.studies.study import load_study

    loaded = load_study(study)
    chosen = analysing.choose_method(loaded, method).name
    for note in loaded.notes:
        _say(f"note: {note}")
    folder = out or Path("results") / loaded.name / chosen

    def act(progress: Callable[[Progress], None]) -> analysing.Sensitivity:
        return analysing.sensitivity(
            loaded,
            chosen,
            n=n,
            outcome=outcome,
            policy=policy,
            folder=folder,
            progress=progress,
            **_engine(engine, workers, cluster),
        )

    result = _computing(act, folder)
    from govsim.report.sensitivity import sensitivity_table, write_sensitivity

    write_sensitivity(result, folder)
    if store:
        results = [result]
        for name in loaded.outcomes:
            if name != result.outcome:
                try:
                    results.append(analysing.analyse(result.sweep, chosen, name))
                except InputError as error:
                    _say(f"not stored: {error}")
        _say(f"stored: {analysing.store(results)}")
    if json:
        _print_json(result.as_json())
        return
    _console().print(sensitivity_table(result))
    _say(
        f"written: {folder}/ ({result.outcome}-indices.png, {result.outcome}-growth.png, .csv, .json; parts/: the runs)"
    )
    _console().print(result.verdict, result.assumed_line, sep="\n", highlight=False, soft_wrap=True)


def _engine(name: str, workers: int | None, cluster: str | None) -> dict[str, Any]:
    known = ("auto", "serial", "threads", "processes")
    if name not in known:
        raise InputError(
            f"unknown engine {name!r}{nearest(name, known)}; there are {', '.join(known)}, and --cluster for Dask",
            "--engine",
        )
    return {"engine": name, "workers": workers, "cluster": cluster}


def _computing(act: Callable[[Callable[[Progress], None]], T], folder: Path) -> T:
    """Run a part of a study with a progress bar; an interrupt loses nothing that is finished."""
    _announce_compilation()
    try:
        with _progress("runs") as show:
            return act(lambda p: show(p.done, p.planned, f"{p.failed} failed, {p.rate:.0f}/s"))
    except KeyboardInterrupt:
        _say(f"interrupted; finished runs are kept in {folder}; the same command goes on from there")
        raise SystemExit(INTERRUPTED) from None


def _report_sweep(sweep: Sweep, json: bool) -> None:
    progress, folder = sweep.progress, sweep.folder
    if json:
        summary = sweep.summary.reset_index().to_dict("records")
        _print_json(
            {
                "study": sweep.study.name,
                "points": len(sweep.study.points),
                "done": progress.done,
                "failed": progress.failed,
                "checksum": sweep.checksum,
                "summary": summary,
            }
        )
        return
    from govsim.report.sensitivity import sweep_table

    _console().print(sweep_table(sweep))
    _console().print(
        (
            f"{progress.done} runs of {len(sweep.study.points)} design points, {progress.failed} failed; "
            f"checksum {sweep.checksum}"
        ),
        highlight=False,
    )
    _say(
        f"written: {folder}/ (parts/*.parquet{', failures.csv' if progress.failed else ''}, design.parquet, "
        f"manifest.json, sweep.log)"
    )


@app.command(epilog="Example: govsim schedule --json")
def schedule(json: Json = False) -> None:
    """Print the phases of a week in order, each with the file and function that holds its rule."""
    from govsim.schedule import SCHEDULE

    rows = [{"phase": p.name, "file": p.file, "function": p.python_function.__name__, "each": p.each} for p in SCHEDULE]
    if json:
        _print_json([{key: row[key] for key in ("phase", "file", "function")} for row in rows])
        return
    _print_table(
        "The phases of a week",
        ["phase", "for each record of", "function", "file"],
        [[r["phase"], r["each"], r["function"], r["file"]] for r in rows],
    )


@app.command(epilog="Example: govsim parameters fine --scenario scenarios/c_office.yaml")
def parameters(
    search: Annotated[str, typer.Argument(help="Only those whose name or meaning holds this.", metavar="[TEXT]")] = "",
    scenario: Annotated[Path | None, typer.Option(help="Show the values, grades and sources of this scenario.")] = None,
    mechanisms: Annotated[
        bool, typer.Option("--mechanisms", help="List the mechanisms and what switches them off.")
    ] = False,
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the JSON schema of scenario files, for editors.")
    ] = False,
    json: Json = False,
) -> None:
    """List the parameters: name, kind, unit, range, default, evidence grade, source, meaning."""
    from govsim.parameters import MECHANISMS, PARAMETERS

    if schema:
        from govsim.parameters.scenario import json_schema

        _print_json(json_schema())
        return
    if mechanisms:
        if json:
            _print_json(
                [
                    {"id": m.id, "name": m.name, "rule": m.rule, "off": m.neutral, "shows_in": m.shows_in}
                    for m in MECHANISMS.values()
                ]
            )
            return
        rows = [
            [m.id, m.name, m.rule, ", ".join(f"{k}={v}" for k, v in m.neutral.items())] for m in MECHANISMS.values()
        ]
        _print_table("Mechanisms", ["id", "name", "rule", "off means"], rows)
        return
    loaded = _load(scenario, None, None) if scenario else None
    chosen = [p for p in PARAMETERS.values() if search.lower() in f"{p.name} {p.meaning}".lower()]
    if not chosen:
        raise InputError(f"no parameter speaks of {search!r}{nearest(search, PARAMETERS)}")
    told: list[dict[str, Any]] = []
    for p in chosen:
        value, grade, source = loaded.evidence(p.name) if loaded else (p.default, p.grade, p.source)
        row = {
            "name": p.name,
            "kind": p.kind,
            "unit": p.unit,
            "low": p.low,
            "high": p.high,
            "default": p.default,
            "grade": grade,
            "source": source,
            "meaning": p.meaning,
        }
        if p.choices:
            row["choices"] = list(p.choices)
        if loaded:
            row["value"] = value
        told.append(row)
    if json:
        _print_json(told)
        return
    value = "value" if loaded else "default"
    rows = [
        [
            r["name"],
            r["kind"],
            r["unit"],
            "|".join(r["choices"]) if "choices" in r else f"{r['low']:g}–{r['high']:g}",
            str(r[value]),
            r["grade"],
            r["meaning"],
            r["source"],
        ]
        for r in told
    ]
    _print_table(
        f"{len(rows)} parameters", ["name", "kind", "unit", "range", value, "grade", "meaning", "source"], rows
    )


@app.command(epilog="Example: govsim scenarios")
def scenarios(
    folder: Annotated[Path, typer.Option(help="Where to look.")] = Path("scenarios"),
    json: Json = False,
) -> None:
    """List the scenario files at hand, with their policies."""
    from govsim.parameters.scenario import load_scenario

    files = sorted(folder.glob("*.yaml"))
    if not files:
        raise InputError("holds no scenario file (*.yaml); give another with --folder", str(folder))
    loaded = [(path, load_scenario(path)) for path in files]
    if json:
        _print_json(
            [
                {
                    "file": str(path),
                    "name": s.name,
                    "title": s.title,
                    "baseline": s.baseline,
                    "policies": {n: p.title for n, p in s.policies.items()},
                }
                for path, s in loaded
            ]
        )
        return
    _print_table(
        "Scenarios",
        ["file", "title", "policies (* in the baseline)"],
        [
            [
                str(path),
                s.title,
                "\n".join(f"{n}{'*' if n in s.baseline else ''}: {p.title}" for n, p in s.policies.items()),
            ]
            for path, s in loaded
        ],
    )


ledger_app = typer.Typer(
    help="Check an office's own inspection ledger, and estimate what it can tell as values for a scenario.",
    no_args_is_help=True,
    epilog="Example: govsim ledger estimate docs/example_ledger.csv --columns docs/example_columns.yaml",
)
app.add_typer(ledger_app, name="ledger")

LedgerFile = Annotated[Path, typer.Argument(help="Ledger (CSV, perhaps gzipped): one row a visit.", metavar="FILE.csv")]
ColumnMapFile = Annotated[
    Path | None,
    typer.Option(
        "--columns", help="Column map (YAML); without it, columns bear the model's names.", metavar="MAP.yaml"
    ),
]
FAULTS_SHOWN = 100


@ledger_app.command(epilog="Example: govsim ledger check docs/example_ledger.csv --columns docs/example_columns.yaml")
def check(file: LedgerFile, columns: ColumnMapFile = None, json: Json = False) -> None:
    """Report what is wrong with a ledger, row by row; exit code 0 when nothing is, 2 otherwise."""
    read = _read_ledger(file, columns)
    kinds = read.by_kind()
    if json:
        _print_json(
            {
                "ledger": str(file),
                "visits": len(read.visits),
                "faults": [vars(fault) for fault in read.faults],
                "by_kind": kinds,
            }
        )
    elif not kinds:
        left_out = f"; {read.dropped} second visits of a day left out" if read.dropped else ""
        print(f"{file}: nothing is wrong with its {len(read.visits)} visits{left_out}")  # noqa: T201
    else:
        shown = read.faults[:FAULTS_SHOWN]
        rest = f", of which the first {len(shown)}" if len(shown) < len(read.faults) else ""
        _print_table(
            f"{file}: {len(read.faults)} faults{rest}",
            ["line", "column", "kind", "what is wrong"],
            [[str(f.line), f.column, f.kind, f.message] for f in shown],
        )
        _print_table("Faults by kind", ["kind", "faults"], [[kind, str(count)] for kind, count in kinds.items()])
    if kinds:
        raise SystemExit(2)


@ledger_app.command(
    "estimate",
    epilog=(
        "Example: govsim ledger estimate docs/example_ledger.csv --columns docs/example_columns.yaml --out "
        "results/ledger"
    ),
)
def estimate_(
    file: LedgerFile,
    columns: ColumnMapFile = None,
    seed: Annotated[int, typer.Option(help="Seed of the bootstrap intervals.", min=0)] = 1,
    json: Json = False,
    out: Out = None,
) -> None:
    """Estimate with 95 % intervals what a ledger can tell, and write it as measured values for a scenario."""
    from govsim.runs.store import check_writable

    if out:
        check_writable(out)
    read = _read_ledger(file, columns).refuse_faults()
    from govsim.ledger import writing
    from govsim.ledger.estimates import estimate
    from govsim.report.numbers import number

    report = estimate(read, seed)
    if out:
        writing.write(report, out)
    if json:
        _print_json(writing.as_json(report))
        return
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
    _print_table(
        f"{file}: {len(shown)} of {len(report.estimates)} estimates (all of them: --out or --json)",
        ["measure", "findings", "group", "value", "95 % interval", "unit", "visits", "method"],
        rows,
    )
    for what, why in report.skipped.items():
        print(f"not estimated: {what}: {why}")  # noqa: T201
    print("\n" + writing.snippet(report).rstrip())  # noqa: T201
    if out:
        _say(f"written: {out}/ (estimates.csv, {writing.SNIPPET}, manifest.json)")


def _read_ledger(file: Path, columns: Path | None) -> Ledger:
    from datetime import date

    from govsim.ledger.columns import read_map
    from govsim.ledger.reading import read_ledger

    return read_ledger(file, read_map(columns) if columns else None, date.today())


# --- shared -----------------------------------------------------------------------------------------------------------


def _extend(files: list[Path] | None) -> None:
    """Run Python files that register rules of the user's own."""
    import runpy

    for file in files or []:
        if not file.is_file():
            raise InputError("no such file", str(file))
        try:
            runpy.run_path(str(file))
        except InputError:
            raise
        except Exception as error:  # noqa: BLE001 (the user's own code)
            raise InputError(f"{type(error).__name__}: {error}", str(file)) from None


def _load(path: Path, settings: list[str] | None, off: list[str] | None) -> Scenario:
    from govsim.parameters import find
    from govsim.parameters.scenario import load_scenario

    scenario = load_scenario(path)
    values = {}
    for setting in settings or []:
        place = f"--set {setting}"
        name, equals, text = setting.partition("=")
        if not equals:
            raise InputError("write NAME=VALUE", place)
        try:
            values[name] = find(name, place).read(text)
        except InputError:
            raise
        except ValueError as error:
            raise InputError(f"{name} {error}", place) from None
    scenario = scenario.with_values(values)
    for mechanism in off or []:
        scenario = scenario.with_mechanism(mechanism, on=False)
    return scenario


def _announce_compilation() -> None:
    from govsim.compiled import first_compilation

    if first_compilation():
        _say("compiling the rules for the first time; this takes a minute or two, once")


class _progress:  # noqa: N801 (used like a function)
    """A progress bar on standard error that appears only when the work takes longer than a moment."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.bar: Any = None
        self.started = time.monotonic()

    def __enter__(self) -> Callable[..., None]:
        return self.show

    def show(self, done: int, planned: int, note: str = "") -> None:
        if self.bar is None:
            if time.monotonic() - self.started < PATIENCE or not sys.stderr.isatty() or "CI" in os.environ:
                return
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

            columns = (
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TextColumn("{task.fields[note]}"),
                TimeRemainingColumn(),
            )
            self.bar = Progress(*columns, console=Console(stderr=True), transient=True)
            self.bar.start()
            self.task = self.bar.add_task(self.what, total=planned, note=note)
        self.bar.update(self.task, completed=done, total=planned, note=note)

    def __exit__(self, *_: object) -> None:
        if self.bar is not None:
            self.bar.stop()


def _console() -> Any:
    from rich.console import Console

    return Console() if sys.stdout.isatty() else Console(width=180)


def _print_table(title: str, header: list[str], rows: list[list[str]]) -> None:
    from rich.table import Table

    table = Table(title=title, title_justify="left")
    for n, name in enumerate(header):
        table.add_column(name, no_wrap=n == 0, overflow="fold")
    for row in rows:
        table.add_row(*row)
    _console().print(table)


def _print_json(data: Any) -> None:
    """Print plain data; numbers that are not defined are null, since JSON has no NaN."""

    def clean(value: Any) -> Iterator[Any] | Any:
        if isinstance(value, dict):
            return {key: clean(item) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [clean(item) for item in value]
        if isinstance(value, float):
            return float(value) if math.isfinite(value) else None
        return value

    print(json_format.dumps(clean(data), indent=2, ensure_ascii=False))  # noqa: T201


def _say(text: str) -> None:
    print(f"govsim: {text}", file=sys.stderr)  # noqa: T201


def main() -> None:
    """Run the command; every error of the user's is one or two lines and exit code 2."""
    try:
        code = app(standalone_mode=False)
    except InputError as error:
        _say(f"error: {error}")
        code = 2
    except typer.TyperException as error:
        context = getattr(error, "ctx", None)
        hint = f" (try: {context.command_path} --help)" if context else ""
        _say(f"error: {getattr(error, 'format_message', error.__str__)()}{hint}")
        code = 2
    if code == INTERRUPTED:  # Typer's own, after Ctrl-C
        _say("interrupted; nothing was finished, nothing was written")
    raise SystemExit(code or 0)


if __name__ == "__main__":
    main()
