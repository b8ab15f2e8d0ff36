"""Work that takes its time: it tells how far it is while it goes on, and is given up with the request that asked."""

from __future__ import annotations

from contextlib import contextmanager
from queue import SimpleQueue
from threading import Event, Lock, Semaphore, Thread
from typing import TYPE_CHECKING, Any

from govsim.errors import InputError
from govsim.runs.store import plain
from govsim.words import LANGUAGES
from govsim.words.translated import error_text, place_text

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    Progress = Callable[[int, int], None]

_tongue = Lock()  # the language that is spoken is one for the whole process


class GivenUp(Exception):  # noqa: N818  # it is no error
    """Whoever asked does not wait any more."""


def refusal(error: InputError) -> dict[str, Any]:
    """Return what is wrong, and the place as people read it, in both languages; `where` is for the page to find it."""
    return {
        "where": error.where,
        "place": {lang: place_text(error.where, lang) for lang in LANGUAGES},
        "message": {lang: error_text(error.message, lang) for lang in LANGUAGES},
    }


def told_of(room: Semaphore, work: Callable[[Progress], dict[str, Any]]) -> Generator[dict[str, Any]]:
    """Yield `done` and `of` of some work while it goes on, and last what it has `told`, or what was `wrong`.

    It runs on a thread of its own while `room` lets it; closing the generator ends it at its next report.
    """
    lines: SimpleQueue[Any] = SimpleQueue()
    given_up = Event()

    def progress(done: int, of: int) -> None:
        if given_up.is_set():
            raise GivenUp
        lines.put({"done": done, "of": of})

    def run() -> None:
        try:
            with room:
                progress(0, 0)
                lines.put({"told": plain(work(progress))})
        except GivenUp:
            pass
        except InputError as error:
            lines.put({"wrong": refusal(error)})
        except Exception as error:  # noqa: BLE001  # told where it is waited for, not on this thread
            lines.put(error)
        lines.put(None)

    thread = Thread(target=run, daemon=True)
    thread.start()
    try:
        while (line := lines.get()) is not None:
            if isinstance(line, Exception):
                raise line
            yield line
    finally:
        given_up.set()
        thread.join()


@contextmanager
def one_tongue() -> Iterator[None]:
    """Word what is told in this block while no other request does."""
    with _tongue:
        yield
