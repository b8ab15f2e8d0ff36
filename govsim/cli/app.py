"""The command put together from its topics, and its way out: every error of the user's is a line or two and code 2."""

from __future__ import annotations

import logging
import os
import sys
from contextlib import contextmanager, suppress
from itertools import pairwise
from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING, Annotated

import typer

from govsim.cli import (
    brief,
    decide,
    evidence,
    fit,
    investigate,
    ledger,
    look,
    page,
    rank,
    roster,
    run,
    studies,
)
from govsim.cli.deliver import INTERRUPTED, refuse, say
from govsim.cli.language import Language, takes_language, with_language
from govsim.cli.spoken import SpokenCommand, SpokenGroup
from govsim.errors import InputError
from govsim.words import choose, language, speaking, text
from govsim.words.translated import error_text, place_text

if TYPE_CHECKING:
    from collections.abc import Iterator

NO_MEMORY = "the memory does not hold it; give fewer enterprises, replicates, points or workers"

app = typer.Typer(
    name="govsim",
    cls=SpokenGroup,
    help="Simulate grass-roots safety supervision: run a scenario, compare policies, see what the model is made of.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"govsim {version('govsim')}")
        raise typer.Exit


@app.callback()
def _whole(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and leave.", callback=_version, is_eager=True)
    ] = False,
    lang: Language = "",
    verbose: Annotated[
        int, typer.Option("--verbose", "-v", help="Log what is done, on standard error; -vv: everything.", count=True)
    ] = 0,
) -> None:
    if verbose:
        context.with_resource(_logging(logging.DEBUG if verbose > 1 else logging.INFO))


@contextmanager
def _logging(level: int) -> Iterator[None]:
    """Log on standard error while a command runs, and no longer: the stream may be closed afterwards."""
    handler, logger = logging.StreamHandler(), logging.getLogger("govsim")
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s: %(message)s"))
    before = logger.level, logger.propagate
    logger.addHandler(handler)
    logger.setLevel(level)
    logger.propagate = False
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before[0])
        logger.propagate = before[1]


TOPICS = (run, rank, decide, fit, page, investigate, evidence, studies, look)
for topic in TOPICS:
    app.add_typer(topic.commands)
GROUPS = {"sweep": studies.sweeps, "ledger": ledger.commands, "roster": roster.commands, "brief": brief.commands}
for name, group in GROUPS.items():
    group.callback()(takes_language)
    app.add_typer(group, name=name)
for group in (*(topic.commands for topic in TOPICS), *GROUPS.values()):
    for command in group.registered_commands:
        command.callback = with_language(command.callback)
        command.cls = SpokenCommand


def main() -> None:
    """Run the command of `sys.argv` and leave by `SystemExit` with its exit code.

    The code is 0; 1 where a check failed; 2 where something that the user gave is wrong, which a line or two on
    standard error tell; 130 after Ctrl-C.
    """
    with speaking():
        try:
            language()
        except InputError as error:  # of the environment: there is no language to say it in but this
            choose("en", "")
            refuse(str(error))
            raise SystemExit(2) from None
        _choose_beforehand(sys.argv[1:])
        raise SystemExit(_run())


def _choose_beforehand(words: list[str]) -> None:
    """Speak the language of `--lang` from the first word on: of a help, or an error, that comes before it.

    What is none is refused when the option is read.
    """
    for word, following in pairwise([*words, ""]):
        option, _, value = word.partition("=")
        if option == "--lang":
            with suppress(InputError):
                choose(value or following, "--lang")


def _run() -> int:
    """Run the command of `sys.argv`; return its exit code."""
    with suppress(AttributeError, ValueError):  # what stands in for a terminal may not have it
        sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        code = app(standalone_mode=False)
        sys.stdout.flush()
    except InputError as error:
        said = error_text(error.message)
        code = _refused(f"{place_text(error.where)}: {said}" if error.where else said)
    except typer.TyperException as error:
        context = getattr(error, "ctx", None)
        hint = text("say.try", command=context.command_path) if context else ""
        code = _refused(f"{error_text(getattr(error, 'format_message', error.__str__)())}{hint}")
    except MemoryError:
        code = _refused(error_text(NO_MEMORY))
    except BrokenPipeError:  # whoever reads the output has enough
        _discard_output()
        code = 0
    except OSError as error:  # a full disk, a folder that has gone
        _discard_output()
        code = _refused(error_text(f"{error.filename or 'standard output'}: {error.strerror or error}"))
    except Exception as error:
        place = _own_place(error)
        if not place:
            raise  # a fault of govsim's, which its traceback helps to mend
        code = _refused(f"{place}: {type(error).__name__}: {error}")
    if code == INTERRUPTED:  # Typer's own, after Ctrl-C
        say(text("say.interrupted"))
    return code or 0


def _refused(told: str) -> int:
    refuse(told)
    return 2


def _own_place(error: Exception) -> str:
    """Return file and line of the user's own code (`--extension`) in which an error arose, if it did there."""
    from govsim.extensions import LOADED

    frames = [(str(Path(f.filename).resolve()), f.lineno) for f in extract_tb(error.__traceback__)]
    return next((f"{file}:{line}" for file, line in reversed(frames) if file in LOADED), "")


def _discard_output() -> None:
    """Let nothing more be written to standard output, so that Python does not complain of it at its end."""
    if sys.stdout is sys.__stdout__:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
