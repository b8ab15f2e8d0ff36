"""What the package says of wrong input, gathered from its source: messages as templates, `{}` for what one holds."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RAISED = {
    "InputError": 0,
    "ValueError": 0,
    "Fault": 3,
    "fault": 2,
    "_note": 3,
    "refuse": 0,
}  # and which argument is the message
# Functions that yield warnings, or return what a message says.
SAYING = {"without_effect", "unheeded_grids", "_none", "_not_replaced", "_wanted"}


def templates(package: Path) -> dict[str, str]:
    """Return the place of each template in a package."""
    found: dict[str, str] = {}
    for path in sorted(package.rglob("*.py")):
        for function, node in _within(ast.parse(path.read_text(encoding="utf-8"))):
            for said in _messages(node, function):
                for told in _texts(said, function):
                    if re.search("[A-Za-z]{2}", told):
                        template = re.sub(r"(\{\})+", "{}", told).removeprefix("; ")  # a part that is added
                        found.setdefault(template, f"{path.name}:{node.lineno}")
    return found


def _within(tree: ast.AST, function: ast.AST | None = None) -> Iterator[tuple[ast.AST, ast.AST]]:
    """Yield every node with the function in which it stands."""
    for node in ast.iter_child_nodes(tree):
        inner = node if isinstance(node, ast.FunctionDef) else function
        yield inner or node, node
        yield from _within(node, inner)


def _messages(node: ast.AST, function: ast.AST) -> Iterator[ast.expr]:
    """Yield the messages of a node."""
    if isinstance(node, ast.Call):
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        place = RAISED.get(name, 99)
        if len(node.args) > place:
            yield node.args[place]
    elif isinstance(node, (ast.Yield, ast.Return)) and node.value and getattr(function, "name", "") in SAYING:
        yield node.value


def _texts(said: ast.expr, function: ast.AST) -> Iterator[str]:
    """Yield the texts that an expression may be; where it names a variable, those that the function gives it."""
    if isinstance(said, ast.Constant) and isinstance(said.value, str):
        yield said.value
    elif isinstance(said, ast.JoinedStr):
        yield "".join(v.value if isinstance(v, ast.Constant) else "{}" for v in said.values)
        for value in said.values:  # texts that are chosen within it
            if isinstance(value, ast.FormattedValue) and isinstance(value.value, ast.IfExp):
                yield from _texts(value.value, function)
    elif isinstance(said, ast.BinOp):
        yield "".join([*_whole(said.left), *_whole(said.right)])
    elif isinstance(said, ast.IfExp):
        yield from _texts(said.body, function)
        yield from _texts(said.orelse, function)
    elif isinstance(said, ast.Lambda):
        yield from _texts(said.body, function)
    elif isinstance(said, ast.Name):
        for node in ast.walk(function):
            if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == said.id for t in node.targets):
                yield from _texts(node.value, function)
            if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name) and node.target.id == said.id:
                yield from _texts(node.value, function)


def _whole(said: ast.expr) -> list[str]:
    """Return an operand of a sum of texts as one text."""
    if isinstance(said, ast.BinOp):
        return [*_whole(said.left), *_whole(said.right)]
    texts = [*_texts(said, said)] if isinstance(said, (ast.Constant, ast.JoinedStr)) else []
    return texts[:1] or ["{}"]
