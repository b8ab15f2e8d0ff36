"""Runs that are kept while a command works, so that one that was interrupted or killed goes on where it was."""

from __future__ import annotations

import json
import os
import shutil
import time
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar

from govsim.errors import InputError
from govsim.runs.parts import DONE, FolderParts
from govsim.runs.store import checksum

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

T = TypeVar("T")
SECONDS = 2.0  # between parts: what a kill costs at most


class Kept:
    """What the tasks of a command have given, by key, in parts of a folder of its own.

    A key names all that determines a task; the folder is named by the rest: the kind of command, and the rules.
    """

    def __init__(self, folder: Path, *identity: object) -> None:
        """Read what is there in the folder of this identity, below `folder`."""
        self.parts = FolderParts(folder / checksum(repr(identity).encode()))
        self.known: dict[str, Any] = {}
        self._new: dict[str, str] = {}
        self._lock, self._written, self._count = Lock(), time.monotonic(), 0
        try:
            for part in self.parts.read():
                told = zip(part["task"].to_pylist(), part["result"].to_pylist(), strict=True)
                self.known |= {task: json.loads(result) for task, result in told}
        except InputError:
            self.forget()  # damaged: all is computed anew
            self.known = {}

    def keeping(self, task: Callable[[T], Any], key: Callable[[T], str]) -> Callable[[T], Any]:
        """Return a task that gives what is kept, and keeps what it gives: plain data, as JSON holds it, to the bit."""

        def kept(item: T) -> Any:
            name = key(item)
            if name not in self.known:
                self._note(name, task(item))
            return self.known[name]

        return kept

    def _note(self, name: str, result: Any) -> None:
        with self._lock:
            self._new[name] = json.dumps(result, default=float)
            self.known[name] = result
            if time.monotonic() - self._written > SECONDS:
                self._write()

    def flush(self) -> int:
        """Write what is not written yet; return how many results are kept."""
        with self._lock:
            self._write()
        return len(self.known)

    def _write(self) -> None:
        if self._new:
            import pyarrow as pa

            self._count += 1
            self.parts.folder.mkdir(parents=True, exist_ok=True)
            name = f"{DONE}-{os.getpid():08d}-{self._count:05d}"
            self.parts.add(name, pa.table({"task": list(self._new), "result": list(self._new.values())}))
            self._new = {}
        self._written = time.monotonic()

    def forget(self) -> None:
        """Remove what is kept: the command has finished."""
        shutil.rmtree(self.parts.folder, ignore_errors=True)
