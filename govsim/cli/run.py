"""A scenario: run it once, compare its policies, set arms of it side by side, hold its trial."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from govsim.cli.deliver import INTERRUPTED, Reply, check_out, deliver, say
from govsim.cli.keeping import keeping
from govsim.cli.options import (
    Extension,
    Force,
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

if TYPE_CHECKING:
    from govsim.parameters.scenario import Scenario

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
    deliver(reply, json, out)


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
    ensemble: Ensemble = None,
    parameters: Left = None,
    store: Keep = False,
    seed: Seed = 1,
    set_: Settings = None,
    off: Off = None,
    workers: Threads = None,
    json: Json = False,
    out: Out = None,
    force: Force = False,
    extension: Extension = None,
) -> None:
    """Compare policies with the baseline on common random numbers; `a+b` is two policies together.

    Prints paired differences with 95 % intervals and writes tables and pictures to a folder under results/. With
    --ensemble, it tells luck from what is not known of the parameters.
    """
    extend(extension)
    loaded = load(scenario, set_, off)
    from govsim.parameters.in_force import joined_names
    from govsim.runs import compare as comparing

    loaded = _with_strengths(loaded, baseline, policy)
    asked: dict[str, Any] = {"outcome": outcome, "seed": seed, "workers": workers}
    _check_ensemble(ensemble, half_width is not None or most is not None, store, parameters)
    if ensemble is not None:
        check_out(out, results(loaded.name, "ensemble"), force=force)
        _ensemble(loaded, policy, (ensemble, least), parameters, store, json, out, asked)
        return
    latest = results(loaded.name, "compare")
    check_out(out, latest, force=force)
    warn(loaded, joined_names(policy or loaded.comparison.policies or [*loaded.policies]))
    with progress("replicates") as show:
        asked |= {"half_width": half_width, "least": least, "most": most, "progress": show}
        result = comparing.compare(loaded, policy, **asked)
    from govsim.report.comparison import comparison_contents, comparison_table

    reply = Reply(result.as_json, lambda: [comparison_table(result)], lambda: comparison_contents(result))
    deliver(reply, json, out, latest)
    if result.partial:
        say(f"interrupted: the {result.replicates} finished replicates were kept and are reported as partial")
        raise SystemExit(INTERRUPTED)


def _with_strengths(loaded: Scenario, baseline: list[str] | None, policy: list[str] | None) -> Scenario:
    """Return the scenario with the baseline asked for, and with the policies at the strengths asked for declared."""
    from govsim.parameters.in_force import joined_names, with_strengths

    if baseline is not None:
        loaded = with_strengths(loaded.without_policies(), baseline)
        loaded = loaded.with_policy(*(name for name in joined_names(baseline) if name != "none"))
    return with_strengths(loaded, policy or ())


def _check_ensemble(ensemble: int | None, until_narrow: bool, store: bool, parameters: Path | None) -> None:
    """Refuse options that do not go together."""
    if ensemble is not None and until_narrow:
        raise InputError("an ensemble has a fixed number of seeds; give it with --least", "--ensemble")
    if ensemble is None and (store or parameters):
        raise InputError("belongs to --ensemble N", "--store" if store else "--parameters")


def _ensemble(
    loaded: Scenario,
    policy: list[str] | None,
    size: tuple[int, int | None],
    parameters: Path | None,
    store: bool,
    json: bool,
    out: Path | None,
    asked: dict[str, Any],
) -> None:
    """Compare under `size` parameter sets and seeds of each, and print and write what came out."""
    from govsim.evidence.parameter_set import load_set
    from govsim.report.ensemble import ensemble_contents, ensemble_table
    from govsim.studies.ensemble import SEEDS, compare_ensemble

    given = load_set(parameters) if parameters else None
    left = given.ensemble if given else []
    if given:
        loaded = given.under(loaded)
    sets, seeds = size
    with keeping("ensemble", loaded.fingerprint, policy, sets) as kept:
        with progress("runs") as show:
            result = compare_ensemble(
                loaded, policy, sets=sets, seeds=seeds or SEEDS, left=left, progress=show, kept=kept, **asked
            )
        note = f"stored: {result.store()}" if store else ""
        reply = Reply(result.as_json, lambda: [ensemble_table(result)], lambda: ensemble_contents(result), note)
        deliver(reply, json, out, results(loaded.name, "ensemble"))


@commands.command(epilog="Example: govsim contrast experiments/headline/assessment.yaml --replicates 16")
def contrast(
    file: Annotated[Path, typer.Argument(help="File of a contrast (YAML).", metavar="FILE")],
    replicates: Annotated[int | None, typer.Option(help="Replicates of each arm (default: the file's).", min=2)] = None,
    seed: Annotated[int | None, typer.Option(help="First seed (default: the file's).", min=0)] = None,
    workers: Threads = None,
    json: Json = False,
    out: Out = None,
    force: Force = False,
    extension: Extension = None,
) -> None:
    """Answer a question by arms of a scenario, side by side, on common random numbers.

    Prints paired differences from the first arm with 95 % intervals and writes tables and a picture to a folder under
    results/.
    """
    extend(extension)
    from govsim.report.contrast import contrast_contents, contrast_table
    from govsim.runs.contrast import load_contrast, run_contrast

    loaded = load_contrast(file)
    latest = results("contrasts", file.stem)
    check_out(out, latest, force=force)
    with keeping("contrast", str(file.resolve())) as kept:
        with progress("runs") as show:
            answer = run_contrast(loaded, replicates, seed, workers, show, kept)
        reply = Reply(answer.as_json, lambda: [contrast_table(answer)], lambda: contrast_contents(answer))
        deliver(reply, json, out, latest)


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
