"""Look at what the model is made of: the phases of a week, parameters, mechanisms, scenario files; and begin one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from govsim.cli.deliver import Reply, deliver, print_json, say
from govsim.cli.options import Extension, Json, extend, load
from govsim.errors import InputError, nearest
from govsim.words import text

if TYPE_CHECKING:
    from govsim.parameters.scenario import Scenario

commands = typer.Typer()


@commands.command(epilog="Example: govsim schedule --json")
def schedule(extension: Extension = None, json: Json = False) -> None:
    """Print the phases of a week in order, each with the file and function that holds its rule."""
    from govsim.report.tables import plain_table
    from govsim.schedule import SCHEDULE, with_registered

    extend(extension)
    phases = with_registered(SCHEDULE)
    rows = [(phase.name, phase.each, phase.python_function.__name__, phase.file) for phase in phases]
    header = [text(f"schedule.{name}") for name in ("phase", "each", "function")] + [text("file")]
    called = {phase.name: phase.words.label() for phase in phases}
    reply = Reply(
        lambda: [{"phase": phase, "file": file, "function": function} for phase, _, function, file in rows],
        lambda: [plain_table(text("schedule.title"), header, [(called[row[0]], *row[1:]) for row in rows])],
    )
    deliver(reply, json)


@commands.command(epilog="Example: govsim parameters fine --scenario scenarios/c_office.yaml")
def parameters(
    search: Annotated[str, typer.Argument(help="Only those whose name or meaning holds this.", metavar="[TEXT]")] = "",
    scenario: Annotated[Path | None, typer.Option(help="Show the values, grades and sources of this scenario.")] = None,
    mechanisms: Annotated[
        bool, typer.Option("--mechanisms", help="List the mechanisms and what switches them off.")
    ] = False,
    looks: Annotated[
        bool, typer.Option("--looks", help="List by which parameters each body looks at a firm, side by side.")
    ] = False,
    firms: Annotated[
        bool, typer.Option("--firms", help="Only those that a policy can change for some firms alone.")
    ] = False,
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the JSON schema of scenario files, for editors.")
    ] = False,
    extension: Extension = None,
    json: Json = False,
) -> None:
    """List the parameters: name, kind, unit, range, default, evidence grade, source, meaning."""
    extend(extension)
    if schema:
        from govsim.parameters.schema import json_schema

        print_json(json_schema())
    elif mechanisms:
        deliver(_mechanisms(), json)
    elif looks:
        deliver(_looks(load(scenario) if scenario else None), json)
    else:
        deliver(_parameters(search, load(scenario) if scenario else None, firms), json)


def _mechanisms() -> Reply:
    from govsim.parameters import MECHANISMS
    from govsim.report.tables import plain_table

    told = [
        {"id": m.id, "name": m.name, "rule": m.rule, "off": m.neutral, "shows_in": m.shows_in}
        for m in MECHANISMS.values()
    ]
    rows = [
        [m.id, m.words.label(), ", ".join(f"{name}={value}" for name, value in m.neutral.items()), m.rule]
        for m in MECHANISMS.values()
    ]
    header = [text("name"), text("mechanism"), text("mechanisms.off"), text("mechanisms.rule")]
    return Reply(lambda: told, lambda: [plain_table(text("mechanisms.title"), header, rows)])


def _looks(scenario: Scenario | None) -> Reply:
    """Return the table of looks, with the values of a scenario if given."""
    from govsim.parameters import PARAMETERS
    from govsim.parameters.looks import BODIES
    from govsim.report.parameters import shown_value
    from govsim.report.tables import plain_table
    from govsim.words.terms import BODIES as BODIES_CALLED
    from govsim.words.terms import GRADES, LOOKS, term

    told: list[dict[str, Any]] = []
    for body in BODIES:
        for column, p in body.parameters():
            value, grade, source = scenario.evidence(p.name) if scenario else (p.default, p.grade, p.source)
            told.append(
                {"body": body.name, "column": column, "name": p.name, "value": value, "grade": grade, "source": source}
                | {"shows_in": body.shows_in}
            )
    header = [text("looks.body"), text("looks.column"), text("parameter"), text("value"), text("grade"), text("source")]
    rows = [
        [
            term(BODIES_CALLED, row["body"]),
            term(LOOKS, row["column"]),
            PARAMETERS[row["name"]].words.label(),
            shown_value(PARAMETERS[row["name"]], row["value"]),
            term(GRADES, row["grade"]),
            row["source"],
        ]
        for row in told
    ]
    return Reply(lambda: told, lambda: [plain_table(text("looks.title"), header, rows)])


def _parameters(search: str, scenario: Scenario | None, firms: bool) -> Reply:
    """Return the parameters of whose name or meaning `search` is a part, with the values of a scenario if given.

    If for `firms`, only those that a policy can change for some firms alone.
    """
    from govsim.parameters import PARAMETERS
    from govsim.report.parameters import parameters_table

    told: list[dict[str, Any]] = []
    for p in PARAMETERS.values():
        if search.lower() not in f"{p.name} {p.meaning} {p.words.en} {p.words.zh}".lower():
            continue
        if firms and not p.for_some_firms:
            continue
        value, grade, source = scenario.evidence(p.name) if scenario else (p.default, p.grade, p.source)
        row = {name: getattr(p, name) for name in ("name", "kind", "unit", "low", "high", "default")}
        row |= {"grade": grade, "source": source, "meaning": p.meaning}
        row |= {"choices": list(p.choices)} if p.choices else {}
        row |= {"value": value} if scenario else {}
        told.append(row)
    if not told:
        raise InputError(f"no parameter speaks of {search!r}{nearest(search, PARAMETERS)}")
    return Reply(lambda: told, lambda: [parameters_table(told)])


@commands.command(epilog="Example: govsim outcomes hazards --lang zh")
def outcomes(
    search: Annotated[str, typer.Argument(help="Only those whose name or meaning holds this.", metavar="[TEXT]")] = "",
    extension: Extension = None,
    json: Json = False,
) -> None:
    """List the outcomes: label, name, unit, level of truth, which direction is better, meaning."""
    extend(extension)
    from govsim.outcomes import ALL_OUTCOMES
    from govsim.report.parameters import outcomes_table

    found = [
        outcome
        for outcome in ALL_OUTCOMES.values()
        if search.lower() in f"{outcome.name} {outcome.meaning} {outcome.words.en} {outcome.words.zh}".lower()
    ]
    if not found:
        raise InputError(f"no outcome speaks of {search!r}{nearest(search, ALL_OUTCOMES)}")
    keys = ("name", "unit", "level", "better", "meaning")
    told = [{"label": o.words.label(), **{key: getattr(o, key) for key in keys}} for o in found]
    deliver(Reply(lambda: told, lambda: [outcomes_table(found)]), json)


@commands.command(epilog="Example: govsim scenarios")
def scenarios(
    folder: Annotated[
        Path | None, typer.Option(help="Where to look (default: `scenarios`, and those of the package).")
    ] = None,
    extension: Extension = None,
    json: Json = False,
) -> None:
    """List the scenario files at hand, with their policies; those of the package stand under their bare names."""
    extend(extension)
    from govsim.parameters.titles import policy_title, scenario_title
    from govsim.report.tables import plain_table

    loaded = [(file, load(Path(file))) for file in _scenario_files(folder)]
    told = [
        {
            "file": file,
            "name": s.name,
            "title": s.title,
            "baseline": s.baseline,
            "policies": {name: policy.title for name, policy in s.policies.items()},
        }
        for file, s in loaded
    ]
    rows = [
        (
            file,
            scenario_title(s),
            "\n".join(f"{n}{'*' if n in s.baseline else ''}: {policy_title(s, n)}" for n in s.policies),
        )
        for file, s in loaded
    ]
    header = [text("file"), text("title"), text("policies_in_baseline")]
    deliver(Reply(lambda: told, lambda: [plain_table(text("scenarios.title"), header, rows)]), json)


def _scenario_files(folder: Path | None) -> list[str]:
    """Return the scenario files of a folder; by default those at hand, and the bare names of the package's."""
    from govsim.parameters.inside import inside

    files = [str(path) for path in sorted((folder or Path("scenarios")).glob("*.yaml"))]
    if folder is not None and not files:
        raise InputError("holds no scenario file (*.yaml); give another with --folder", str(folder))
    if folder is None and Path("scenarios").resolve() != inside():
        files += [path.stem for path in sorted(inside().glob("*.yaml"))]
    return files


@commands.command(epilog="Example: govsim new my_office --from c_office")
def new(
    name: Annotated[Path, typer.Argument(help="Name of the new scenario, or its file.", metavar="NAME")],
    source: Annotated[
        Path, typer.Option("--from", help="Scenario file, or the name of one of the package's.", metavar="SCENARIO")
    ],
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    extension: Extension = None,
) -> None:
    """Begin a scenario of your own: copy one, with its comments, to a new file."""
    extend(extension)
    from govsim.parameters.copy import copy_scenario

    if not name.name:  # `.`, `/` or nothing
        raise InputError("a scenario's name has letters (of any script), digits, _ and -", repr(str(name)))
    say(text("say.written", place=copy_scenario(source, name, force=force)))
