"""A scenario: run it once, compare its policies, set arms of it side by side, hold its trial."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from govsim.cli.deliver import INTERRUPTED, Reply, check_out, deliver, say
from govsim.cli.options import (
    Extension,
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
    check_out(out)
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
    seed: Seed = 1,
    set_: Settings = None,
    off: Off = None,
    workers: Threads = None,
    json: Json = False,
    out: Out = None,
    extension: Extension = None,
) -> None:
    """Compare policies with the baseline on common random numbers; `a+b` is two policies together.

    Prints paired differences with 95 % intervals and writes tables and pictures to a folder under results/.
    """
    extend(extension)
    loaded = load(scenario, set_, off)
    from govsim.parameters.in_force import joined_names, with_strengths
    from govsim.runs import compare as comparing

    if baseline is not None:
        loaded = with_strengths(loaded.without_policies(), baseline)
        loaded = loaded.with_policy(*(name for name in joined_names(baseline) if name != "none"))
    loaded = with_strengths(loaded, policy or ())
    folder = out or results(loaded.name, "compare")
    check_out(folder)
    warn(loaded, joined_names(policy or loaded.comparison.policies or [*loaded.policies]))
    with progress("replicates") as show:
        result = comparing.compare(
            loaded,
            policy,
            outcome=outcome,
            half_width=half_width,
            least=least,
            most=most,
            seed=seed,
            workers=workers,
            progress=show,
        )
    from govsim.report.comparison import comparison_contents, comparison_table

    reply = Reply(result.as_json, lambda: [comparison_table(result)], lambda: comparison_contents(result))
    deliver(reply, json, folder)
    if result.partial:
        say(f"interrupted: the {result.replicates} finished replicates were kept and are reported as partial")
        raise SystemExit(INTERRUPTED)


@commands.command(epilog="Example: govsim contrast experiments/headline/assessment.yaml --replicates 16")
def contrast(
    file: Annotated[Path, typer.Argument(help="File of a contrast (YAML).", metavar="FILE")],
    replicates: Annotated[int | None, typer.Option(help="Replicates of each arm (default: the file's).", min=2)] = None,
    seed: Annotated[int | None, typer.Option(help="First seed (default: the file's).", min=0)] = None,
    workers: Threads = None,
    json: Json = False,
    out: Out = None,
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
    folder = out or results("contrasts", file.stem)
    check_out(folder)
    with progress("runs") as show:
        answer = run_contrast(loaded, replicates, seed, workers, show)
    reply = Reply(answer.as_json, lambda: [contrast_table(answer)], lambda: contrast_contents(answer))
    deliver(reply, json, folder)


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
    with progress("replicates") as show:
        result = run_trial(loaded, range(seed, seed + replicates), workers, lambda done: show(done, replicates))
    deliver(Reply(result.as_json, lambda: [trial_table(result)]), json)
