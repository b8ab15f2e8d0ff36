"""Look at what the model is made of: the phases of a week, parameters, mechanisms, scenario files; and begin one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from govsim.cli.deliver import Reply, deliver, print_json, say
from govsim.cli.options import Extension, Json, extend, load
from govsim.errors import InputError, nearest

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
    header = ["phase", "for each record of", "function", "file"]
    reply = Reply(
        lambda: [{"phase": phase, "file": file, "function": function} for phase, _, function, file in rows],
        lambda: [plain_table("The phases of a week", header, rows)],
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
        deliver(_parameters(search, load(scenario) if scenario else None), json)


def _mechanisms() -> Reply:
    from govsim.parameters import MECHANISMS
    from govsim.report.tables import plain_table

    told = [
        {"id": m.id, "name": m.name, "rule": m.rule, "off": m.neutral, "shows_in": m.shows_in}
        for m in MECHANISMS.values()
    ]
    rows = [
        [m.id, m.name, m.rule, ", ".join(f"{name}={value}" for name, value in m.neutral.items())]
        for m in MECHANISMS.values()
    ]
    header = ["id", "name", "rule", "off means"]
    return Reply(lambda: told, lambda: [plain_table("Mechanisms", header, rows)])


def _looks(scenario: Scenario | None) -> Reply:
    """Return the table of looks, with the values of a scenario if given."""
    from govsim.parameters.looks import BODIES
    from govsim.report.tables import plain_table

    told = []
    for body in BODIES:
        for column, p in body.parameters():
            value, grade, source = scenario.evidence(p.name) if scenario else (p.default, p.grade, p.source)
            told.append(
                {"body": body.name, "column": column, "name": p.name, "value": value, "grade": grade, "source": source}
                | {"shows_in": body.shows_in}
            )
    header = ["body", "column", "name", "value", "grade", "source"]
    rows = [[str(row[key]) for key in header] for row in told]
    return Reply(lambda: told, lambda: [plain_table("One look: by what each body looks at a firm", header, rows)])


def _parameters(search: str, scenario: Scenario | None) -> Reply:
    """Return the parameters of whose name or meaning `search` is a part, with the values of a scenario if given."""
    from govsim.parameters import PARAMETERS
    from govsim.report.tables import plain_table

    told: list[dict[str, Any]] = []
    for p in PARAMETERS.values():
        if search.lower() not in f"{p.name} {p.meaning}".lower():
            continue
        value, grade, source = scenario.evidence(p.name) if scenario else (p.default, p.grade, p.source)
        row = {name: getattr(p, name) for name in ("name", "kind", "unit", "low", "high", "default")}
        row |= {"grade": grade, "source": source, "meaning": p.meaning}
        row |= {"choices": list(p.choices)} if p.choices else {}
        row |= {"value": value} if scenario else {}
        told.append(row)
    if not told:
        raise InputError(f"no parameter speaks of {search!r}{nearest(search, PARAMETERS)}")
    value = "value" if scenario else "default"
    header = ["name", "kind", "unit", "range", value, "grade", "meaning", "source"]

    def cell(row: dict[str, Any], name: str) -> str:
        if name == "range":
            return "|".join(row["choices"]) if "choices" in row else f"{row['low']:g}–{row['high']:g}"
        return str(row[name])

    rows = [[cell(row, name) for name in header] for row in told]
    return Reply(lambda: told, lambda: [plain_table(f"{len(told)} parameters", header, rows)])


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
        [file, s.title, "\n".join(f"{n}{'*' if n in s.baseline else ''}: {p.title}" for n, p in s.policies.items())]
        for file, s in loaded
    ]
    header = ["file", "title", "policies (* in the baseline)"]
    deliver(Reply(lambda: told, lambda: [plain_table("Scenarios", header, rows)]), json)


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

    say(f"written: {copy_scenario(source, name, force=force)}")
