"""The scenario's own countermeasures at equal money, with the probability of each rank."""

from __future__ import annotations

from typing import Annotated

import typer

from govsim.cli.brief import tell
from govsim.cli.deliver import Reply, check_out, deliver, say
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
from govsim.cli.progress import progress
from govsim.words import text

commands = typer.Typer()

Budget = Annotated[
    float | None,
    typer.Option(help="Yuan a year (default: what the cheapest policy costs in full).", metavar="YUAN"),
]
Payer = Annotated[str, typer.Option(help="Whose money: office, firms, insurers, society, or all.", metavar="NAME")]
RankedBy = Annotated[str | None, typer.Option(help="Outcome by which policies are ranked.", metavar="NAME")]
Sets = Annotated[int, typer.Option("--ensemble", help="Parameter sets, a multiple of four.", metavar="N")]
SeedsOfWorld = Annotated[int, typer.Option("--least", help="Seeds of each world.", min=2, metavar="SEEDS")]


@commands.command(epilog="Example: govsim rank scenarios/c_office.yaml --budget 100000")
def rank(
    scenario: ScenarioFile,
    budget: Budget = None,
    policy: Policies = None,
    payer: Payer = "office",
    outcome: RankedBy = None,
    ensemble: Sets = 8,
    least: SeedsOfWorld = 2,
    seed: Seed = 1,
    set_: Settings = None,
    off: Off = None,
    workers: Threads = None,
    json: Json = False,
    out: Out = None,
    format_: Format = None,
    brief: Brief = False,
    force: Force = False,
    extension: Extension = None,
) -> None:
    """Rank policies at equal money: how probable each rank is, over parameter sets, rules and strengths.

    Finds by runs the strength at which each policy costs the budget, then compares all on the same luck under every
    parameter set, every rule of compliance and of beliefs, at that strength and at half of it. Goes on where it was
    stopped.
    """
    extend(extension)
    loaded = load(scenario, set_, off)
    from govsim.parameters.in_force import joined_names
    from govsim.report.ranking import rank_contents, rank_tables
    from govsim.studies import ranking
    from govsim.studies.ensemble_design import check_count

    check_count(ensemble)
    asked, names, _ = ranking.asked(loaded, policy, budget, payer, outcome, least)
    latest = results(loaded.name, "rank")
    check_out(out, latest, force=force)
    warn(asked, joined_names(names))
    say(text("rank.forecast", runs=f"{ranking.forecast(asked, len(names), ensemble, least):,}"))
    told = {"budget": budget, "payer": payer, "outcome": outcome, "sets": ensemble, "seeds": least, "seed": seed}
    with keeping("rank", loaded.fingerprint) as kept:
        with progress("worlds") as show:
            result = ranking.rank(loaded, policy, workers=workers, progress=show, kept=kept, **told)  # type: ignore[arg-type]
        contents = rank_contents(result, [("asked", {**told, "policies": policy})])
        reply = Reply(result.as_json, lambda: rank_tables(result), lambda: contents)
        folder = deliver(reply, json, out, latest, format_)
    if brief:
        tell(folder)
