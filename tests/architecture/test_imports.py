"""How the house is built: rooms import downwards, files in no circle; files and functions are short, names unique.

All imports of the package count, file by file: also those inside functions and those for type checkers alone.
"""

from __future__ import annotations

import ast
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "govsim"
LINES = 400  # of a file
FUNCTION = 50  # lines of a function, its docstring included

# Lowest first: a file imports only from its own floor and from those below. `govsim` is what the package shows.
FLOORS = (
    ("views",),
    ("errors", "files", "sizes", "compiled", "elementary", "fields", "functions"),
    ("words",),
    ("parameters", "draws", "cells", "sheets"),
    ("hazards", "events", "platform"),
    ("society",),
    ("agents", "outcomes"),
    ("schedule", "declarations", "extensions"),
    ("glossary",),
    ("world",),
    ("model", "runs"),
    ("studies",),
    ("evidence", "investigation"),
    ("report",),
    ("ledger",),
    ("page",),
    ("cli", "__main__"),
    ("govsim",),
)
FLOOR = {room: n for n, rooms in enumerate(FLOORS) for room in rooms}

# What is known to break a rule, and the work that will mend it. What no longer does must leave the list.
KNOWN: dict[str, str] = {}


@cache
def modules() -> dict[str, Path]:
    """Return the file of every module by its name."""
    named = {".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts): path for path in PACKAGE.rglob("*.py")}
    return {name.removesuffix(".__init__"): path for name, path in named.items()}


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(modules()[module].read_text(encoding="utf-8"))


def told(module: str) -> str:
    return modules()[module].relative_to(PACKAGE.parent).as_posix()


def imports(module: str) -> set[str]:
    """Return the modules of the package that a module imports, wherever in its file."""
    found: set[str] = set()
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name in modules()}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{told(module)} line {node.lineno}: a relative import"
            if (node.module or "").partition(".")[0] == "govsim":
                whole = {f"{node.module}.{alias.name}" for alias in node.names}
                found |= {name if name in modules() else str(node.module) for name in whole}
    return found - {module}


def room(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else parts[0]


def test_no_circle_of_files() -> None:
    try:
        TopologicalSorter({module: imports(module) for module in modules()}).prepare()
    except CycleError as error:
        raise AssertionError(f"a circle of imports: {' → '.join(error.args[1])}") from None


def test_rooms_import_downwards() -> None:
    assert {room(module) for module in modules()} == set(FLOOR)
    upwards = [
        f"{told(module)} imports {other}"
        for module in modules()
        for other in imports(module)
        if FLOOR[room(other)] > FLOOR[room(module)]
    ]
    assert not upwards


def test_files_and_functions_are_short() -> None:
    long = set()
    for module, path in modules().items():
        if len(path.read_text(encoding="utf-8").splitlines()) > LINES:
            long.add(told(module))
        long |= {
            f"{told(module)} {node.name}"
            for node in ast.walk(tree(module))
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            and (node.end_lineno or node.lineno) - node.lineno + 1 > FUNCTION
        }
    assert long - set(KNOWN) == set(), f"longer than {LINES} lines, or a function longer than {FUNCTION}"
    assert set(KNOWN) - long == set(), "no longer too long: take it off the list"


def test_no_two_classes_share_a_name() -> None:
    places: dict[str, list[str]] = {}
    for module in modules():
        for node in ast.walk(tree(module)):
            if isinstance(node, ast.ClassDef):
                places.setdefault(node.name, []).append(told(module))
    assert {name: files for name, files in places.items() if len(files) > 1} == {}
