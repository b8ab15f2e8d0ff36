"""The command put together from its topics, and its way out: every error of the user's is a line or two and code 2."""

from __future__ import annotations

import logging
from typing import Annotated

import typer

from govsim.cli import evidence, ledger, look, page, roster, run, studies
from govsim.cli.deliver import INTERRUPTED, say
from govsim.cli.language import Language, with_language
from govsim.errors import InputError
from govsim.words import choose, language, speaking, text

app = typer.Typer(
    name="govsim",
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
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and leave.", callback=_version, is_eager=True)
    ] = False,
    lang: Language = "",
    verbose: Annotated[
        int, typer.Option("--verbose", "-v", help="Log what is done, on standard error; -vv: everything.", count=True)
    ] = 0,
) -> None:
    if verbose:
        handler, logger = logging.StreamHandler(), logging.getLogger("govsim")
        handler.setFormatter(logging.Formatter("%(asctime)s %(name)s: %(message)s"))
        logger.handlers = [handler]
        logger.setLevel(logging.DEBUG if verbose > 1 else logging.INFO)


for topic in (run, page, evidence, studies, look):
    app.add_typer(topic.commands)
app.add_typer(studies.sweeps, name="sweep")
app.add_typer(ledger.commands, name="ledger")
app.add_typer(roster.commands, name="roster")
for group in (run.commands, evidence.commands, studies.commands, look.commands, studies.sweeps, ledger.commands, roster.commands):
    for command in group.registered_commands:
        command.callback = with_language(command.callback)


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
            say(text("say.error", what=error))
            raise SystemExit(2) from None
        raise SystemExit(_run())


def _run() -> int:
    """Run the command of `sys.argv`; return its exit code."""
    try:
        code = app(standalone_mode=False)
    except InputError as error:
        say(text("say.error", what=error))
        code = 2
    except typer.TyperException as error:
        context = getattr(error, "ctx", None)
        hint = text("say.try", command=context.command_path) if context else ""
        say(text("say.error", what=f"{getattr(error, 'format_message', error.__str__)()}{hint}"))
        code = 2
    if code == INTERRUPTED:  # Typer's own, after Ctrl-C
        say(text("say.interrupted"))
    return code or 0
