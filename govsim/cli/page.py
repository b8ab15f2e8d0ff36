"""See it: the live page, and a replay of it in one file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from govsim.cli.deliver import say
from govsim.cli.options import Extension, ScenarioFile, Seed, Settings, extend, load, results
from govsim.cli.progress import announce_compilation, progress
from govsim.errors import InputError
from govsim.words import language, text

if TYPE_CHECKING:
    from govsim.parameters.scenario import Scenario

commands = typer.Typer()

PORT = 8765


def _need_extra() -> None:
    try:
        import fastapi  # noqa: F401
        import uvicorn  # noqa: F401
    except ImportError:
        raise InputError(
            "the live page needs FastAPI and uvicorn: pip install 'govsim[page]'", "govsim serve"
        ) from None


@commands.command(epilog="Example: govsim serve scenarios/c_office.yaml --lang zh")
def serve(
    scenario: Annotated[
        Path, typer.Argument(help="Scenario with which it opens; others are those of its folder.", metavar="[SCENARIO]")
    ] = Path("c_office"),
    port: Annotated[int, typer.Option(help="Port; 0: any that is free.", min=0, max=65535)] = PORT,
    host: Annotated[
        str, typer.Option(help="Let others in, under this name or address of this machine; they need a token.")
    ] = "",
    decisions: Annotated[
        Path | None,
        typer.Option(
            help="Folder of problem files that may be decided (default: experiments/decisions beside the scenarios).",
            metavar="FOLDER",
        ),
    ] = None,
    open_: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
    extension: Extension = None,
) -> None:
    """Serve the live page: two offices on the same luck, computed and then played.

    It answers to this machine alone unless --host is given, and asks for nothing from anywhere.
    """
    _need_extra()
    extend(extension)
    from govsim.page.app import create_app, new_token
    from govsim.page.catalogue import Shelf
    from govsim.page.decisions import Desk, usual_folder
    from govsim.page.serving import listen, serve_until_interrupted

    if decisions is not None and not decisions.is_dir():
        raise InputError("no such folder", f"--decisions {decisions}")
    shelf = Shelf(scenario)
    desk = Desk(decisions or usual_folder(Path(shelf.first.file).resolve().parent), results())
    token = new_token() if host else ""
    listening = listen(host or "127.0.0.1", port)
    warm_up(shelf.first)
    address = f"http://{host or '127.0.0.1'}:{listening.getsockname()[1]}/" + (f"?token={token}" if token else "")
    say(text("say.page_at", address=address))
    if open_:
        import webbrowser

        webbrowser.open(address)
    app = create_app(shelf, desk, lang=language(), hosts=(host,) if host else (), token=token)
    serve_until_interrupted(app, listening)


def warm_up(scenario: Scenario) -> None:
    """Compile the rules and run the scenario once, so that the first move on the page is as quick as any other."""
    from govsim.world.build import build

    announce_compilation()
    build(scenario, 1).run(min(1, scenario.weeks))


@commands.command(
    epilog="Example: govsim replay out.html c_office --policy counts_only --policy audited_closure --seed 7"
)
def replay(
    out: Annotated[Path, typer.Argument(help="File to write.", metavar="OUT.html")],
    scenario: ScenarioFile,
    policy: Annotated[
        list[str] | None,
        typer.Option(
            "--policy",
            "-p",
            help="Of office A, then of office B; `none`: the baseline; `a+b`: both; `a*0.8`: at a strength.",
            metavar="NAME",
        ),
    ] = None,
    seed: Seed = 1,
    set_: Settings = None,
    seeds: Annotated[int, typer.Option(help="Seeds of the strip of luck; 0: none.", min=0, max=1024)] = 64,
    extension: Extension = None,
) -> None:
    """Write two offices on the same luck as one HTML file that plays from disk, without a server.

    With one policy, office A is the baseline.
    """
    extend(extension)
    if out.suffix != ".html":
        raise InputError("give a file that ends in .html", str(out))
    loaded = load(scenario, set_)
    from govsim.page.moves import Move, Side
    from govsim.page.replay import replay as make

    move = Move(scenario=loaded.name, seed=seed, **dict(zip("AB", _sides(policy, Side), strict=True)))
    with progress("seeds") as show:
        told = make(loaded, move, lang=language(), seeds=seeds, progress=show)
    _write(out, told)
    say(text("say.written_size", place=out, size=f"{len(told.encode()) / 1e6:.2f}"))


def _sides(policies: list[str] | None, side: Any) -> list[Any]:
    """Return the sides of office A and B from what `--policy` names."""
    given = policies or []
    if not 1 <= len(given) <= 2:
        raise InputError(
            f"give one or two policies, not {len(given)}: that of office A, then that of office B", "--policy"
        )
    first, second = given if len(given) == 2 else ("none", given[0])
    return [side(policies=[] if name == "none" else [name]) for name in (first, second)]


def _write(out: Path, told: str) -> None:
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        draft = out.with_name(out.name + ".part")
        draft.write_text(told, encoding="utf-8")
        draft.replace(out)
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", str(out)) from None
