"""What is said while a command computes: a first compilation, and how far it has come."""

from __future__ import annotations

import logging
import os
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from govsim.cli.deliver import say
from govsim.words import text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PATIENCE = 2.0  # seconds after which a progress bar appears


def announce_compilation() -> None:
    """Say that the rules are compiled, where they are for the first time: a user would think that nothing happens."""
    from govsim.compiled import CACHE_FOLDER, first_compilation

    logging.getLogger("govsim.cli").info("compiled rules are kept in %s", CACHE_FOLDER)
    if first_compilation():
        say(text("say.compiling"))


@contextmanager
def progress(what: str) -> Iterator[Callable[..., None]]:
    """Announce a first compilation, and yield a function of (done, planned, note) that moves a progress bar.

    `what` is counted: a key of the catalogue after `progress.`.
    The bar stands on standard error and appears only when the work takes longer than a moment.
    """
    announce_compilation()
    bar = _Bar(text(f"progress.{what}"))
    try:
        yield bar.show
    finally:
        bar.stop()


class _Bar:
    def __init__(self, what: str) -> None:
        self.what = what
        self.bar: Any = None
        self.started = time.monotonic()

    def show(self, done: int, planned: int, note: str = "") -> None:
        if self.bar is None:
            if time.monotonic() - self.started < PATIENCE or not sys.stderr.isatty() or "CI" in os.environ:
                return
            self.start(planned, note)
        self.bar.update(self.task, completed=done, total=planned, note=note)

    def start(self, planned: int, note: str) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[note]}"),
            TimeRemainingColumn(),
        )
        self.bar = Progress(*columns, console=Console(stderr=True), transient=True)
        self.bar.start()
        self.task = self.bar.add_task(self.what, total=planned, note=note)

    def stop(self) -> None:
        if self.bar is not None:
            self.bar.stop()
