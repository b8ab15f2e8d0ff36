"""The option `--lang`, which every command takes: the language in which it prints and draws."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import Parameter, signature
from typing import Annotated, Any

import typer

from govsim.words import choose


def _choose(lang: str) -> str:
    if lang:
        choose(lang, "--lang")
    return lang


Language = Annotated[
    str,
    typer.Option(
        "--lang", help="Language of tables and pictures: en or zh.", metavar="LANG", callback=_choose, is_eager=True
    ),
]


def with_language(command: Callable[..., Any] | None) -> Callable[..., Any]:
    """Return a command that takes `--lang` as well; the language is chosen while the words of the line are read."""
    assert command is not None
    function = command

    @wraps(function)
    def called(lang: str = "", **given: Any) -> Any:
        return function(**given)

    own = signature(function, eval_str=True)
    last = Parameter("lang", Parameter.KEYWORD_ONLY, default="", annotation=Language)
    called.__signature__ = own.replace(parameters=[*own.parameters.values(), last])  # type: ignore[attr-defined]
    return called


def takes_language(lang: Language = "") -> None:
    """What a group of commands takes before the name of one of them."""
