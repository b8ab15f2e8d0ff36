"""A scenario: run it once, compare its policies, set arms of it side by side, hold its trial."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from govsim.cli.brief import tell
from govsim.cli.deliver import INTERRUPTED, Reply, TableFormat, check_out, deliver, say
from govsim.cli.keeping import keeping
from govsim.cli.options import (
    Brief,
    Extension,
    Force,
    Format,
    Json,
    Off,
    Out,
    Policies,
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
from govsim.words import text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from govsim.parameters.scenario import Scenario
    from govsim.runs.compare import Comparison

commands = typer.Typer()

LogFile = Annotated[
    Path | None, typer.Option(help="Write the event log: FILE.parquet, or FILE.json for OCEL 2.0.", metavar="FILE")
]
Baseline = Annotated[
    list[str] | None,
    typer.Option(help="Policy in force in the baseline, instead of the scenario's; `none`: no policy.", metavar="NAME"),
]
Deciding = Annotated[str | None, typer.Option(help="Outcome whose precision decides when to stop.", metavar="NAME")]
HalfWidth = Annotated[
    float | None, typer.Option(help="Wanted half-width of its interval, as a share of the baseline.", min=0)
]
Least = Annotated[int | None, typer.Option(help="Fewest replicates.", min=2)]
Ensemble = Annotated[
    int | None,
    typer.Option(help="Compare under so many parameter sets, all on the same --least seeds (default: 8).", metavar="N"),
]
Keep = Annotated[bool, typer.Option("--store", help="With --ensemble: keep beside the scenario what is assumed.")]
Left = Annotated[
    Path | None,
    typer.Option(help="With --ensemble: parameter set of `govsim calibrate`, with its ensemble.", metavar="FILE"),
]
Against = Annotated[
    str | None,
    typer.Option(help="Policy that the others are held against, instead of the baseline.", metavar="NAME"),
]
Show = Annotated[
    list[str] | None,
    typer.Option("--show", help="Outcome to show, instead of the usual. May be repeated.", metavar="NAME"),
]
Tables = Annotated[
    list[str] | None,
    typer.Option(
        "--table", help="Outcomes by subject: harm, cost, hazards, supervision. May be repeated.", metavar="NAME"
    ),
]
Most = Annotated[int | None, typer.Option(help="Most replicates.", min=2)]


@commands.command(epilog="Example: govsim run scenarios/c_office.yaml --seed 7 --set fine=30000 --policy stronger_team")
def run(
    scenario: ScenarioFile,
    seed: Seed = 1,
    set_: Settings = None,
    policy: Policies = None,
    off: Off = None,
    json: Json = False,
    out: Out = None,
    format_: Format = None,
    force: Force = False,
    log: LogFile = None,
    extension: Extension = None,
) -> None:
    """Run a scenario once and print its outcomes."""
    extend(extension)
    loaded = load(scenario, set_, off)
    from govsim.parameters.in_force import joined_names, with_strengths
    from govsim.report.run import run_contents, summary_table
    from govsim.runs import event_log
    from govsim.runs.run import simulate, summarise

    loaded = with_strengths(loaded, policy or ()).with_policy(*joined_names(policy or ()))
    check_out(out, force=force)
    if log:
        event_log.check_format(log)
    warn(loaded)
    announce_compilation()
    result = simulate(loaded, seed, log=log is not None)
    if log:
        event_log.write(result.log, log)
    summary = summarise(result.world)
    reply = Reply(
        data=lambda: {"scenario": loaded.name, "seed": seed, "summary": summary},
        screen=lambda: [summary_table(summary, loaded, seed)],
        contents=lambda: run_contents(result, loaded, seed),
    )
    deliver(reply, json, out, tables=format_)


@commands.command(
    epilog=(
        "Example: govsim compare scenarios/c_office.yaml --policy stronger_team --policy "
        "stronger_team+better_assessment --outcome hazard_stock"
    )
)
def compare(
    scenario: ScenarioFile,
    policy: Policies = None,
    baseline: Baseline = None,
    outcome: Deciding = None,
    half_width: HalfWidth = None,
    least: Least = None,
    most: Most = None,
    against: Against = None,
    show_: Show = None,
    table: Tables = None,
    ensemble: Ensemble = None,
    parameters: Left = None,
    store: Keep = False,
    brief: Brief = False,
    seed: Seed = 1,
    set_: Settings = None,
    off: Off = None,
    workers: Threads = None,
    json: Json = False,
    out: Out = None,
    format_: Format = None,
    force: Force = False,
    extension: Extension = None,
) -> None:
    """Compare policies with the baseline on common random numbers; `a+b` is two policies together.

    Prints paired differences with 95 % intervals, writes tables and pictures; --ensemble tells luck from ignorance.
    """
    extend(extension)
    loaded = _asked_for(load(scenario, set_, off), baseline, policy, show_, table)
    from govsim.parameters.in_force import joined_names
    from govsim.runs import compare as comparing

    asked: dict[str, Any] = {"outcome": outcome, "seed": seed, "workers": workers}
    _check_ensemble(ensemble, half_width is not None or most is not None, store, parameters, brief)
    _check_against(against, ensemble, comparing.compared(loaded, policy))
    latest = results(loaded.name, "compare" if ensemble is None else "ensemble")
    check_out(out, latest, force=force)
    if ensemble is not None:
        _ensemble(loaded, policy, (ensemble, least), parameters, store, json, out, format_, asked)
        return
    warn(loaded, joined_names(policy or loaded.comparison.policies or [*loaded.policies]))
    with progress("replicates") as show:
        asked |= {"half_width": half_width, "least": least, "most": most, "progress": show}
        result = comparing.compare(loaded, policy, **asked)
    folder = deliver(_compared(result.against(against) if against else result), json, out, latest, format_)
    _end(result, folder if brief else None)


def _end(result: Comparison, folder: Path | None) -> None:
    """Write the brief, where one is asked for, and leave with the shell's code where the user has interrupted."""
    tell(folder)
    if result.partial:
        say(text("compare.interrupted", replicates=result.replicates))
        raise SystemExit(INTERRUPTED)


def _asked_for(
    loaded: Scenario,
    baseline: list[str] | None,
    policy: list[str] | None,
    show: list[str] | None,
    table: list[str] | None,
) -> Scenario:
    """Return the scenario with the baseline, the strengths of policies and the outcomes to be shown asked for."""
    from govsim.parameters.in_force import with_strengths
    from govsim.runs.compare import with_baseline
    from govsim.runs.views import with_shown

    if baseline is not None:
        loaded = with_baseline(loaded, baseline)
    return with_shown(with_strengths(loaded, policy or ()), show or (), table or ())


def _compared(result: Comparison) -> Reply:
    """Return what is told of a comparison: effects, and how fast they come."""
    from govsim.report.comparison import comparison_contents, comparison_table
    from govsim.report.response import response_table

    return Reply(
        result.as_json,
        lambda: [comparison_table(result), *response_table(result)],
        lambda: comparison_contents(result),
    )


def _check_ensemble(
    ensemble: int | None, until_narrow: bool, store: bool, parameters: Path | None, brief: bool
) -> None:
    """Refuse options that do not go together."""
    if ensemble is not None and brief:
        raise InputError(
            "does not go with --ensemble; `govsim rank --brief` ranks under many parameter sets", "--brief"
        )
    if ensemble is not None and until_narrow:
        raise InputError("an ensemble has a fixed number of seeds; give it with --least", "--ensemble")
    if ensemble is None and (store or parameters):
        raise InputError("belongs to --ensemble N", "--store" if store else "--parameters")


def _check_against(against: str | None, ensemble: int | None, compared: Sequence[str]) -> None:
    """Refuse, before anything is computed, a policy that the others cannot be held against."""
    if against is None:
        return
    from govsim.runs.variants import check_name

    if ensemble is not None:
        raise InputError("does not go with --ensemble", "--against")
    check_name(against, compared, "compared policy", "--against")
    if len(compared) < 2:
        raise InputError(f"there is no other policy to hold against {against!r}; give two --policy", "--against")


def _ensemble(
    loaded: Scenario,
    policy: list[str] | None,
    size: tuple[int, int | None],
    parameters: Path | None,
    store: bool,
    json: bool,
    out: Path | None,
    format_: TableFormat | None,
    asked: dict[str, Any],
) -> None:
    """Compare under `size` parameter sets and seeds of each, and print and write what came out."""
    from govsim.evidence.parameter_set import load_set
    from govsim.report.ensemble import ensemble_contents, ensemble_table
    from govsim.studies.ensemble import SEEDS, compare_ensemble

    given = load_set(parameters) if parameters else None
    left = given.ensemble if given else []
    if given and not left:  # points of an ensemble take the place of every fitted value, so that the set's own has none
        loaded = given.under(loaded)
    sets, seeds = size
    with keeping("ensemble", loaded.fingerprint, policy, sets) as kept:
        with progress("runs") as show:
            result = compare_ensemble(
                loaded, policy, sets=sets, seeds=seeds or SEEDS, left=left, progress=show, kept=kept, **asked
            )
        note = text("say.stored", place=result.store()) if store else ""
        reply = Reply(result.as_json, lambda: [ensemble_table(result)], lambda: ensemble_contents(result), note)
        deliver(reply, json, out, results(loaded.name, "ensemble"), format_)


@commands.command(epilog="Example: govsim contrast experiments/headline/assessment.yaml --replicates 16")
def contrast(
    file: Annotated[
        Path, typer.Argument(help="File of a contrast (YAML), or the name of one of the package's.", metavar="FILE")
    ],
    replicates: Annotated[int | None, typer.Option(help="Replicates of each arm (default: the file's).", min=2)] = None,
    seed: Annotated[int | None, typer.Option(help="First seed (default: the file's).", min=0)] = None,
    workers: Threads = None,
    json: Json = False,
    out: Out = None,
    format_: Format = None,
    force: Force = False,
    extension: Extension = None,
) -> None:
    """Answer a question by arms of a scenario, side by side, on common random numbers.

    Prints paired differences from the first arm with 95 % intervals and writes tables and a picture to a folder under
    results/.
    """
    extend(extension)
    from govsim.parameters.inside import contrast_file
    from govsim.report.contrast import contrast_contents, contrast_table
    from govsim.runs.contrast import load_contrast, run_contrast

    loaded = load_contrast(contrast_file(file))
    latest = results("contrasts", file.stem)
    check_out(out, latest, force=force)
    with keeping("contrast", str(file.resolve())) as kept:
        with progress("runs") as show:
            answer = run_contrast(loaded, replicates, seed, workers, show, kept)
        reply = Reply(answer.as_json, lambda: [contrast_table(answer)], lambda: contrast_contents(answer))
        deliver(reply, json, out, latest, format_)


@commands.command(epilog="Example: govsim trial experiments/inspection_trial.yaml --replicates 16")
def trial(
    scenario: ScenarioFile,
    replicates: Annotated[int, typer.Option(help="Replicates of the trial.", min=2)] = 32,
    seed: Seed = 1,
    set_: Settings = None,
    off: Off = None,
    workers: Threads = None,
    json: Json = False,
    extension: Extension = None,
) -> None:
    """Run the randomised trial of a scenario and print how its arms differ from the first, per firm."""
    extend(extension)
    loaded = load(scenario, set_, off)
    from govsim.report.trial import trial_table
    from govsim.runs.trial import trial as run_trial

    warn(loaded, [name for arm in loaded.trial.arms.values() for name in arm.policies] if loaded.trial else ())
    with keeping("trial", loaded.fingerprint) as kept:
        with progress("replicates") as show:
            seeds = range(seed, seed + replicates)
            result = run_trial(loaded, seeds, workers, lambda done: show(done, replicates), kept)
        deliver(Reply(result.as_json, lambda: [trial_table(result)]), json)
