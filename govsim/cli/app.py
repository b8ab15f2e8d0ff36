"""The command put together from its topics, and its way out: every error of the user's is a line or two and code 2."""

from __future__ import annotations

from typing import Annotated

import typer

from govsim.cli import evidence, investigate, ledger, look, run, studies
from govsim.cli.deliver import INTERRUPTED, say
from govsim.errors import InputError

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
) -> None:
    pass


for topic in (run, investigate, evidence, studies, look):
    app.add_typer(topic.commands)
app.add_typer(studies.sweeps, name="sweep")
app.add_typer(ledger.commands, name="ledger")


def main() -> None:
    """Run the command of `sys.argv` and leave by `SystemExit` with its exit code.

    The code is 0; 1 where a check failed; 2 where something that the user gave is wrong, which a line or two on
    standard error tell; 130 after Ctrl-C.
    """
    try:
        code = app(standalone_mode=False)
    except InputError as error:
        say(f"error: {error}")
        code = 2
    except typer.TyperException as error:
        context = getattr(error, "ctx", None)
        hint = f" (try: {context.command_path} --help)" if context else ""
        say(f"error: {getattr(error, 'format_message', error.__str__)()}{hint}")
        code = 2
    if code == INTERRUPTED:  # Typer's own, after Ctrl-C
        say("interrupted; nothing was finished, nothing was written")
    raise SystemExit(code or 0)
