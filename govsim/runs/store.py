"""Writing results: one folder a study, complete or not there at all.

What a folder holds belongs to its reader too, who may have put other things beside the results or edited them. The
manifest therefore lists every file with a sum of its bytes, and bears a mark, a sum of itself. Only a folder in which
all that is there fits is ever replaced, by rename; then those files are removed, and no others. The mark is no random
number, since the same results give the same bytes.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import math
import os
import platform
import secrets
import shutil
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from govsim import extensions
from govsim.compiled import source_hash
from govsim.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    import pandas as pd

    from govsim.parameters.scenario import Scenario

MANIFEST = "manifest.json"  # in every folder of results
OURS = "govsim"  # its entry that shows which files govsim wrote
KINDS = ("csv", "parquet")  # as what tables are written
LOCK = "lock"  # an empty file, held by the process that works in a folder
ATTEMPTS = 10  # to remove a folder in which others may be looking for the lock
PACKAGES = ("govsim", "mesa", "numpy", "numba", "scipy", "SALib", "pandas", "pyarrow", "matplotlib")


def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that results can depend on."""
    return {"python": platform.python_version()} | {name: importlib.metadata.version(name) for name in PACKAGES}


def check_file(path: Path, option: str = "--out") -> None:
    """Refuse, before anything is computed, a file that cannot be written."""
    if path.is_dir():
        raise InputError(f"is a folder; give a file with {option}", str(path))
    check_place(path.parent, path)


def check_place(folder: Path, told: Path | None = None) -> None:
    """Refuse a folder in which nothing can be made; `told` is what was asked for, where that is a file in it."""
    told = told or folder
    try:
        existing = folder.resolve()
        while not existing.exists():
            existing = existing.parent
        if not existing.is_dir():
            raise InputError(f"{existing} is no folder; give another with --out", str(told))
        if not os.access(existing, os.W_OK | os.X_OK):
            raise InputError("cannot be written; give another folder with --out", str(told))
    except OSError as error:
        raise InputError(f"cannot be written ({error.strerror}); give another folder with --out", str(told)) from None


def check_writable(folder: Path) -> None:
    """Refuse, before anything is computed, a folder that cannot be written or that holds what would be lost."""
    check_place(folder)
    try:
        lost = _not_replaced(folder)
    except OSError as error:
        raise InputError(f"cannot be written ({error.strerror}); give another folder with --out", str(folder)) from None
    if lost:
        raise InputError(f"{lost}; nothing is replaced there: give an empty or a new folder with --out", str(folder))


def write_folder(folder: Path, told: dict[str, Any], fill: Callable[[Path], None]) -> None:
    """Let `fill` write into a fresh folder beside `folder`, then put it in its place: whole, or not at all.

    Args:
        folder: where the results shall be; results that are there are replaced if nothing else is with them.
        told: what one needs to make the results again, for the manifest.
        fill: writes the files into a folder that it is given.

    Raises:
        InputError: the folder cannot be written, holds other things, or another process works in it.
    """
    check_writable(folder)
    folder = folder.resolve()
    draft = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")
    try:
        draft.mkdir(parents=True)
        try:
            fill(draft)
            _write_manifest(draft, told)
            _put(draft, folder)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    except OSError as error:
        raise InputError(f"cannot be written ({error.strerror}); give another folder with --out", str(folder)) from None


def add_files(folder: Path, files: dict[str, bytes]) -> None:
    """Add files to a folder of results, or replace those of the same names, and enter them in its manifest.

    Raises:
        InputError: The folder holds no unchanged results, or cannot be written.
    """
    if not (folder / MANIFEST).exists():
        raise InputError(f"holds no {MANIFEST}; give a folder of results", str(folder))
    lost = _not_replaced(folder)
    if lost:
        raise InputError(f"{lost}; nothing is added to it", str(folder))
    for name, content in files.items():
        write_atomically(folder / name, partial(_write_bytes, content))
    told = read_manifest(folder)
    told.pop(OURS)
    _write_manifest(folder, told)


def _write_bytes(content: bytes, path: Path) -> None:
    path.write_bytes(content)


def _put(draft: Path, folder: Path) -> None:
    """Rename `draft` to `folder`; results that are there are renamed away first, and removed when all is in place."""
    with suppress(OSError):
        draft.rename(folder)  # nothing is there, or an empty folder
        return
    old = folder.with_name(f"{folder.name}.{secrets.token_hex(4)}.old")
    with locked(folder):
        check_writable(folder)  # it was looked at before the results were computed
        folder.rename(old)
        (old / LOCK).unlink(missing_ok=True)  # who waits for it must look for the new one
    try:
        _put(draft, folder)
    except (InputError, OSError):
        raise InputError(
            f"another process began to write here; what was here before is now {old}", str(folder)
        ) from None
    _remove(old)


def _remove(folder: Path) -> None:
    """Remove the files that govsim wrote into a folder of results, and the folder if nothing else is in it."""
    if (folder / MANIFEST).exists():  # else it was empty
        files = read_manifest(folder)[OURS]["files"]
        for name, path in _files(folder):
            if files.get(name) == _sum_of(path):
                path.unlink()
        (folder / MANIFEST).unlink()
    for path in sorted((path for path in folder.rglob("*") if path.is_dir()), reverse=True):
        with suppress(OSError):  # what is not empty stays
            path.rmdir()
    for _ in range(ATTEMPTS):
        if _is_lock(folder / LOCK):  # of one that came while the folder was renamed, and was refused
            (folder / LOCK).unlink()
        with suppress(OSError):
            folder.rmdir()
            return


def checksum(content: bytes) -> str:
    """Return a sum of some bytes, as 16 hexadecimal digits."""
    return hashlib.blake2b(content, digest_size=8).hexdigest()


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield all files below a folder but its manifest and its lock, by their place in it."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        of_govsim = name == MANIFEST or (name == LOCK and _is_lock(path))
        if not of_govsim and (path.is_symlink() or not path.is_dir()):
            yield name, path


def _is_lock(path: Path) -> bool:
    """Return whether a file of the lock's name is one: what holds something is somebody's."""
    return path.is_file() and path.stat().st_size == 0


def _mark(told: dict[str, Any]) -> str:
    return checksum(json.dumps({**told, OURS: {**told[OURS], "mark": ""}}).encode())


def _write_manifest(folder: Path, told: dict[str, Any]) -> None:
    """Write what one needs to make the results again, and which files they are."""
    told = {**told, OURS: {"mark": "", "files": {name: checksum(path.read_bytes()) for name, path in _files(folder)}}}
    told[OURS]["mark"] = _mark(told)
    (folder / MANIFEST).write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")


def _not_replaced(folder: Path) -> str:
    """Say what would be lost if a folder were replaced: empty where it holds unchanged results only, or nothing."""
    there = dict(_files(folder)) if folder.exists() else {}
    if not (folder / MANIFEST).exists():
        return f"holds other files ({_some(there)}) and no {MANIFEST}" if there else ""
    told = read_manifest(folder)
    if told.get("study") == "sweep":
        return "holds a sweep"
    files = told[OURS].get("files") if isinstance(told.get(OURS), dict) else None
    if not isinstance(files, dict) or told[OURS].get("mark") != _mark(told):
        return f"holds a {MANIFEST} that this govsim did not write, or that was changed"
    strange = [name for name, path in there.items() if path.is_symlink() or files.get(name) != _sum_of(path)]
    return f"holds what govsim did not write, or what was changed ({_some(strange)})" if strange else ""


def _sum_of(path: Path) -> str | None:
    return checksum(path.read_bytes()) if path.is_file() else None  # a pipe or a socket is no file of ours


def _some(names: Iterable[str]) -> str:
    names = list(names)
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def plain(value: Any) -> Any:
    """Return data as JSON holds it: NumPy's numbers as Python's, and None for one that is not defined."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, (float, np.floating)):
        return float(value) if math.isfinite(value) else None
    return value.item() if isinstance(value, np.generic) else value


def origin(study: str, scenario: Scenario) -> dict[str, Any]:
    """Return what every manifest tells: the study, what determines the scenario, the rules, extensions, versions."""
    return {
        "study": study,
        "scenario": scenario.name,
        "scenario_hash": scenario.fingerprint,
        "overrides": scenario.overrides,
        "mechanisms": scenario.mechanisms,
        "baseline": scenario.baseline,
        "rules": source_hash(),
        "extensions": {Path(file).name: mark for file, mark in sorted(extensions.LOADED.items())},
        "versions": versions(),
    }


def write_tables(folder: Path, tables: dict[str, pd.DataFrame], kinds: Collection[str] = KINDS) -> None:
    """Write tables as CSV and as Parquet, or as one of the two."""
    for name, table in tables.items():
        if "csv" in kinds:
            table.to_csv(folder / f"{name}.csv", index=False)
        if "parquet" in kinds:
            table.to_parquet(folder / f"{name}.parquet", index=False)


def write_atomically(path: Path, write: Callable[[Path], object]) -> None:
    """Let `write` fill a draft beside `path`, bring it to the disk, then rename it: the file is whole or not there."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
    try:
        write(draft)
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        raise InputError(f"cannot be written ({error.strerror})", str(path)) from None
    finally:
        draft.unlink(missing_ok=True)


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a folder of results."""
    try:
        told: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError(f"holds no {MANIFEST}; give the folder of a sweep", str(folder)) from None
    except NotADirectoryError:
        hint = f"it lies in {folder.parent}" if (folder.parent / MANIFEST).exists() else "`govsim sweep run` names it"
        raise InputError(f"is a file; give the folder of a sweep\n{hint}", str(folder)) from None
    except (OSError, ValueError) as error:
        raise InputError(f"cannot be read: {error}", str(folder / MANIFEST)) from None
    if not isinstance(told, dict):
        raise InputError("is no manifest of govsim", str(folder / MANIFEST))
    return told


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold a folder, made where it is not there, against other processes; the lock ends with the process."""
    from filelock import FileLock, Timeout

    busy = InputError(
        "another process works in this folder; wait for it, or give another folder with --out", str(folder)
    )
    folder.mkdir(parents=True, exist_ok=True)
    there = folder.stat()
    lock = FileLock(folder / LOCK, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise busy from None
    try:
        # another may have renamed the folder just before: what is locked then lies elsewhere, under another name
        if not (folder.exists() and os.path.samestat(there, folder.stat())):
            raise busy
        yield
    finally:
        lock.release()


def in_use(folder: Path) -> bool:
    """Return whether a process works in a folder."""
    try:
        with locked(folder):
            return False
    except InputError:
        return True
