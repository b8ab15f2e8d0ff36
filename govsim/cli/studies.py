"""Many design points: sweeps, which go on where they were, and sensitivity analyses."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from govsim.cli.deliver import INTERRUPTED, Reply, deliver, say
from govsim.cli.options import Cluster, EngineName, Extension, Json, Out, Workers, engine, extend, results
from govsim.cli.progress import announce_compilation, progress
from govsim.cli.spoken import SpokenGroup
from govsim.errors import InputError
from govsim.words import text

if TYPE_CHECKING:
    from collections.abc import Callable

    from govsim.studies.progress import Progress
    from govsim.studies.sensitivity_result import Sensitivity
    from govsim.studies.study import Study
    from govsim.studies.sweep_result import Sweep
    from govsim.studies.verification import Verification

T = TypeVar("T")

commands = typer.Typer()
sweeps = typer.Typer(
    cls=SpokenGroup,
    help="Run all points of a study; killed at any moment, it goes on where it was.",
    no_args_is_help=True,
)

StudyFile = Annotated[Path, typer.Argument(help="Study file (YAML).", metavar="STUDY")]
Folder = Annotated[Path, typer.Argument(help="Folder of a sweep.", metavar="FOLDER")]
Method = Annotated[
    str | None,
    typer.Option(
        help="sobol, morris, fast, rbd_fast, pawn, delta, hdmr or dgsm (default: that of the study's design)."
    ),
]
BaseSamples = Annotated[
    int | None,
    typer.Option("--n", help="Base samples, trajectories (morris), or points for each parameter (fast).", min=2),
]
Analysed = Annotated[str | None, typer.Option(help="Outcome to analyse (default: the study's first).", metavar="NAME")]
Effect = Annotated[
    str, typer.Option(help="Analyse the effect of this policy of the study instead of the baseline.", metavar="NAME")
]
RetryFailed = Annotated[bool, typer.Option("--retry-failed", help="Run those again that failed.")]


@sweeps.command("run", epilog="Example: govsim sweep run experiments/c_office_sweep.yaml --workers 2")
def sweep_run(
    study: StudyFile,
    out: Out = None,
    engine_: EngineName = "auto",
    workers: Workers = None,
    cluster: Cluster = None,
    extension: Extension = None,
    retry_failed: RetryFailed = False,
    json: Json = False,
) -> None:
    """Run a study, or what is missing of it, and print its outcomes.

    The runs go to a folder under results/, part by part. Started again after a crash or a kill, it runs only what is
    missing.
    """
    extend(extension)
    from govsim.studies.study import load_study
    from govsim.studies.sweep import sweep

    loaded, where = load_study(study), engine(engine_, workers, cluster)
    folder = out or results(loaded.name, "sweep")
    _say_notes(loaded)

    def act(progress: Callable[[Progress], None]) -> Sweep:
        return sweep(loaded, folder, progress=progress, retry_failed=retry_failed, **where)

    result = _computing(act, folder)
    _deliver_sweep(result, json)


@sweeps.command("resume", epilog="Example: govsim sweep resume results/c_office_sweep/sweep")
def sweep_resume(
    folder: Folder,
    engine_: EngineName = "auto",
    workers: Workers = None,
    cluster: Cluster = None,
    extension: Extension = None,
    retry_failed: RetryFailed = False,
    json: Json = False,
) -> None:
    """Run what is missing in the folder of a sweep."""
    extend(extension)
    from govsim.studies.sweep import resume

    where = engine(engine_, workers, cluster)

    def act(progress: Callable[[Progress], None]) -> Sweep:
        return resume(folder, progress=progress, retry_failed=retry_failed, **where)

    _deliver_sweep(_computing(act, folder), json)


@sweeps.command("expand", epilog="Example: govsim sweep expand results/c_office_sweep/sweep --n 256 --replicates 8")
def sweep_expand(
    folder: Folder,
    n: Annotated[int | None, typer.Option("--n", help="New size of the design.", min=1)] = None,
    replicates: Annotated[int | None, typer.Option(help="New number of replicates.", min=1)] = None,
    engine_: EngineName = "auto",
    workers: Workers = None,
    cluster: Cluster = None,
    extension: Extension = None,
    json: Json = False,
) -> None:
    """Add points or replicates to a study; what is there stays.

    Rows added to its CSV file are found without an option.
    """
    extend(extension)
    from govsim.studies.sweep import expand

    where = engine(engine_, workers, cluster)

    def act(progress: Callable[[Progress], None]) -> Sweep:
        return expand(folder, n=n, replicates=replicates, progress=progress, **where)

    _deliver_sweep(_computing(act, folder), json)


@sweeps.command("status", epilog="Example: govsim sweep status results/c_office_sweep/sweep")
def sweep_status(folder: Folder, extension: Extension = None, json: Json = False) -> None:
    """Tell how a sweep stands: done, failed, missing, checksum, and whether a process works on it."""
    extend(extension)
    from govsim.report.tables import plain_table
    from govsim.studies.verification import status

    told = status(folder)
    rows = [
        [key.replace("_", " "), ", ".join(value) if isinstance(value, list) else str(value)]
        for key, value in told.items()
    ]
    deliver(Reply(lambda: told, lambda: [plain_table(str(folder), ["", ""], rows)]), json)


@sweeps.command("verify", epilog="Example: govsim sweep verify results/c_office_sweep/sweep --sample 64")
def sweep_verify(
    folder: Folder,
    sample: Annotated[int, typer.Option(help="Replicates to run again, spread over all.", min=1)] = 32,
    extension: Extension = None,
    json: Json = False,
) -> None:
    """Run a sample of the finished runs again and compare the bits; exit code 1 if any differs."""
    extend(extension)
    from govsim.studies.verification import verify

    announce_compilation()
    told = verify(folder, sample)
    fields = ("good", "sample", "runs", "differing", "checksum", "expected", "same_code")
    deliver(Reply(lambda: {name: getattr(told, name) for name in fields}, lambda: _verified(told)), json)
    if not told.good:
        raise SystemExit(1)


@commands.command(epilog="Example: govsim sensitivity experiments/c_office_sensitivity.yaml --method sobol --n 256")
def sensitivity(
    study: StudyFile,
    method: Method = None,
    n: BaseSamples = None,
    outcome: Analysed = None,
    policy: Effect = "baseline",
    engine_: EngineName = "auto",
    workers: Workers = None,
    cluster: Cluster = None,
    extension: Extension = None,
    json: Json = False,
    out: Out = None,
) -> None:
    """Tell which parameters drive an outcome, with intervals, and what share of its variance rests on assumed ones.

    The runs are kept like those of a sweep, so an interrupted analysis goes on where it was, and a larger N adds to a
    smaller one.
    """
    extend(extension)
    from govsim.report.sensitivity import sensitivity_table, write_sensitivity
    from govsim.studies import sensitivity as analysing
    from govsim.studies.methods import choose_method
    from govsim.studies.study import load_study

    loaded = load_study(study)
    chosen, where = choose_method(loaded, method).name, engine(engine_, workers, cluster)
    folder = out or results(loaded.name, chosen)
    _say_notes(loaded)

    def act(progress: Callable[[Progress], None]) -> Sensitivity:
        return analysing.sensitivity(
            loaded, chosen, n=n, outcome=outcome, policy=policy, folder=folder, progress=progress, **where
        )

    result = _computing(act, folder)
    name = write_sensitivity(result, folder)
    files = f"{name}-indices.png, {name}-growth.png, .csv; {name}.json; parts/"
    reply = Reply(
        result.as_json,
        lambda: [sensitivity_table(result), result.verdict, result.assumed_line],
        note=text("say.written", place=f"{folder}/ ({files})"),
    )
    deliver(reply, json)


def _say_notes(study: Study) -> None:
    for note in study.notes:
        say(text("say.note", what=note))


def _computing(act: Callable[[Callable[[Progress], None]], T], folder: Path) -> T:
    """Run a part of a study with a progress bar; an interrupt loses nothing that is finished."""
    try:
        with progress("runs") as show:
            return act(
                lambda p: show(p.done, p.planned, text("progress.failed", failed=p.failed, rate=f"{p.rate:.0f}"))
            )
    except KeyboardInterrupt:
        say(text("say.kept", folder=folder))
        raise SystemExit(INTERRUPTED) from None


def _deliver_sweep(sweep: Sweep, json: bool) -> None:
    """Print what is told of a sweep; where all runs of a policy have failed, there is no result, and the code is 2."""
    deliver(_swept(sweep), json)
    runs = sweep.summary["runs"].groupby(level="policy").max()
    empty = [str(arm) for arm in sweep.study.model.arms if not runs.get(arm, 0)]
    if empty and sweep.progress.failed:
        first = sweep.failures.set_index("policy").loc[[empty[0]], "error"].iloc[0]
        raise InputError(
            f"all runs of {', '.join(empty)} failed, the first with: {first}", f"{sweep.folder}/failures.csv"
        )


def _swept(sweep: Sweep) -> Reply:
    """Return what is told of a sweep; its folder is there already."""
    from govsim.report.sensitivity import sweep_table

    done, failed, points, checksum = sweep.progress.done, sweep.progress.failed, len(sweep.study.points), sweep.checksum
    files = ["parts/*.parquet", *(["failures.csv"] if failed else []), "design.parquet", "manifest.json", "sweep.log"]
    return Reply(
        lambda: {
            "study": sweep.study.name,
            "points": points,
            "done": done,
            "failed": failed,
            "checksum": checksum,
            "summary": sweep.summary.reset_index().to_dict("records"),
        },
        lambda: [
            sweep_table(sweep),
            text("sweep.done", done=done, points=points, failed=failed, checksum=checksum),
        ],
        note=text("say.written", place=f"{sweep.folder}/ ({', '.join(files)})"),
    )


def _verified(told: Verification) -> list[str]:
    """Return two lines: whether the runs computed again have the same bits, and whether the checksum is the stored."""
    other = "" if told.same_code else ", with other rules than then"
    found = "the bits are the same"
    if told.differing:
        found = f"{len(told.differing)} differ: {'; '.join(told.differing[:5])}"
    sums = f"NOT as stored, {told.expected}"
    if told.expected is None:
        sums = "none was stored yet"
    elif told.expected == told.checksum:
        sums = "as stored"
    return [
        f"{told.sample} of {told.runs} runs computed again{other}: {found}",
        f"checksum {told.checksum}: {sums}",
    ]
