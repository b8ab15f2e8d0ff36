"""The server of the live page: one page, its files, and what it asks for. It answers to this machine alone.

    app = create_app(Shelf(Path("scenarios/c_office.yaml")))

Whoever is let in from elsewhere needs a token. Nothing is stored; a request that its page has given up stops within
the weeks of one message.
"""

from __future__ import annotations

import gzip
import json
import secrets
from contextlib import closing
from functools import lru_cache
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any

from anyio import CancelScope
from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, Response, StreamingResponse

from govsim.errors import InputError
from govsim.page import catalogue, decisions, document
from govsim.page.guard import Guard
from govsim.page.jobs import refusal, told_of
from govsim.page.luck import strip
from govsim.page.moves import Move, Pair, pair, read, read_move
from govsim.page.replay import replay
from govsim.page.story import Wanted, story
from govsim.page.trace import trace
from govsim.runs.threads import cores
from govsim.words import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Generator

    from govsim.page.catalogue import Shelf

LARGEST = 200_000  # bytes of a request
LINES = "application/x-ndjson"


def create_app(
    shelf: Shelf, desk: decisions.Desk | None = None, *, lang: str = "en", hosts: tuple[str, ...] = (), token: str = ""
) -> FastAPI:
    """Return the application.

    Args:
        shelf: The scenarios that may be asked for.
        desk: The problem files that may be decided, and the decisions that may be opened; none if it is not given.
        lang: The language in which the page opens unless its address says otherwise.
        hosts: Names under which it answers beside those of this machine; without a token nobody else is let in.
        token: What a browser from elsewhere must know.
    """
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)  # their pages load from elsewhere
    app.add_middleware(Guard, hosts=hosts, token=token)
    _show(app, shelf, lang)
    _compute(app, shelf, lang)
    _look_into(app, shelf)
    _decide(app, desk or decisions.Desk(None))
    return app


def _show(app: FastAPI, shelf: Shelf, lang: str) -> None:
    """Add what is read: the page, its files, a scenario."""

    @app.exception_handler(InputError)
    async def wrong(_: Request, error: InputError) -> JSONResponse:
        return JSONResponse(refusal(error), 422)

    @app.get("/")
    def page(request: Request) -> Response:
        told = document.served(catalogue.about(shelf.first, shelf.all()), lang).encode()
        return _packed(request, told, "text/html", {"Content-Security-Policy": document.policy()})

    @app.get("/static/{name:path}")
    def static(request: Request, name: str) -> Response:
        if name not in document.FILES:
            return Response(status_code=404)
        kind = document.TYPES[name[name.rindex(".") :]]
        kept = {"Cache-Control": "public, max-age=31536000, immutable"}
        return _packed(request, document.asset(name), kind, kept)

    @app.get("/api/scenario/{name}")
    def scenario(name: str) -> JSONResponse:
        return JSONResponse(catalogue.of_scenario(shelf.get(name)))


def _compute(app: FastAPI, shelf: Shelf, lang: str) -> None:
    """Add what is computed: both offices, their luck, a replay."""
    jobs = BoundedSemaphore(cores())
    lucky = BoundedSemaphore(1)  # it uses all cores

    @app.post("/api/run")
    async def run(request: Request) -> StreamingResponse:
        move, offices = _asked(shelf, await _told(request))
        outcomes = catalogue.chosen(shelf.get(move.scenario))
        parts = _in_turn(jobs, trace(offices, move.seed, outcomes))
        return StreamingResponse(_streamed(parts), media_type="application/octet-stream")

    @app.post("/api/compare")
    async def compare(request: Request) -> StreamingResponse:
        move, offices = _asked(shelf, await _told(request))
        lines = _in_turn(lucky, strip(offices, catalogue.chosen(shelf.get(move.scenario))))
        return StreamingResponse(_streamed(lines, _line), media_type=LINES)

    @app.post("/api/replay")
    async def download(request: Request) -> StreamingResponse:
        told = await _told(request)
        view = told.pop("view", None) or {} if isinstance(told, dict) else {}
        move, _ = _asked(shelf, told)
        language = str(view["lang"]) if view.get("lang") in LANGUAGES else lang
        name = f'attachment; filename="{move.scenario}-{move.seed}.html"'
        made = (replay(shelf.get(move.scenario), move, lang=language, view=view) for _ in range(1))
        return StreamingResponse(_streamed(made), media_type="text/html", headers={"Content-Disposition": name})


def _look_into(app: FastAPI, shelf: Shelf) -> None:
    """Add what is told of one accident."""
    room = BoundedSemaphore(1)  # it uses all cores

    @app.post("/api/story")
    async def of_accident(request: Request) -> StreamingResponse:
        told = await _told(request)
        wanted = read(Wanted, told.pop("accident", None) if isinstance(told, dict) else None, "accident")
        move, offices = _asked(shelf, told)
        lines = told_of(room, lambda progress: story(offices, move, wanted, progress))
        return StreamingResponse(_streamed(lines, _line), media_type=LINES)


def _decide(app: FastAPI, desk: decisions.Desk) -> None:
    """Add what is told of decisions."""
    room = BoundedSemaphore(1)  # it uses all cores

    @app.get("/api/decisions")
    def listed() -> JSONResponse:
        return JSONResponse(desk.listed())

    @app.post("/api/decide")
    async def quickly(request: Request) -> StreamingResponse:
        wanted = read(decisions.WantedDecision, await _told(request))
        lines = told_of(room, lambda progress: desk.quickly(wanted, progress))
        return StreamingResponse(_streamed(lines, _line), media_type=LINES)

    @app.post("/api/decision")
    async def finished(request: Request) -> StreamingResponse:
        wanted = read(decisions.WantedFolder, await _told(request))
        lines = told_of(room, lambda _: desk.finished(wanted))
        return StreamingResponse(_streamed(lines, _line), media_type=LINES)


async def _told(request: Request) -> Any:
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST:
            raise InputError(f"a request has at most {LARGEST} bytes", "request")
    try:
        return json.loads(body)
    except ValueError:
        raise InputError("must be JSON", "request") from None


def _asked(shelf: Shelf, told: Any) -> tuple[Move, Pair]:
    move = read_move(told)
    return move, pair(shelf.get(move.scenario), move)


def _in_turn(jobs: BoundedSemaphore, parts: Generator[Any]) -> Generator[Any]:
    """Yield parts, each computed while no more jobs run than there may."""
    with closing(parts):
        while True:
            with jobs:
                part = next(parts, None)
            if part is None:
                return
            yield part


def _line(told: Any) -> str:
    return json.dumps(told) + "\n"


async def _streamed(parts: Generator[Any], told: Callable[[Any], Any] = lambda part: part) -> AsyncIterator[Any]:
    """Yield parts computed on a thread; where the browser has given up, what computes them is stopped at once."""
    try:
        while (part := await run_in_threadpool(next, parts, None)) is not None:
            yield told(part)
    finally:
        with CancelScope(shield=True):
            await run_in_threadpool(parts.close)


def _packed(request: Request, body: bytes, kind: str, headers: dict[str, str]) -> Response:
    """Return a response, compressed where the browser takes it."""
    if "gzip" in request.headers.get("accept-encoding", ""):
        body, headers = _gzip(body), {**headers, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
    return Response(body, media_type=kind, headers=headers)


@lru_cache(maxsize=64)
def _gzip(body: bytes) -> bytes:
    return gzip.compress(body, 6, mtime=0)


def new_token() -> str:
    """Return a token that nobody guesses."""
    return secrets.token_urlsafe(18)
