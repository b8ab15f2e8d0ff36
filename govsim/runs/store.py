"""Writing results: one folder a study, complete or not there at all."""

from __future__ import annotations

import importlib.metadata
import json
import os
import platform
import shutil
from typing import TYPE_CHECKING, Any

from govsim.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pandas as pd

    from govsim.parameters.scenario import Scenario

MANIFEST = "manifest.json"  # marks a folder as one of results, which may be replaced
PACKAGES = ("govsim", "mesa", "numpy", "numba", "scipy", "SALib", "pandas", "pyarrow", "matplotlib")


def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that results can depend on."""
    return {"python": platform.python_version()} | {name: importlib.metadata.version(name) for name in PACKAGES}


def check_file(path: Path) -> None:
    """Refuse, before anything is computed, a file that cannot be written."""
    if path.is_dir():
        raise InputError("is a folder; give a file with --out", str(path))
    _check_place(path.parent, path)


def _check_place(folder: Path, told: Path) -> None:
    """Refuse a folder in which nothing can be made."""
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
    """Refuse, before anything is computed, a folder that cannot be written or that holds other things than results."""
    _check_place(folder, folder)
    try:
        if folder.exists() and any(folder.iterdir()) and not (folder / MANIFEST).exists():
            raise InputError(
                f"holds other files and no {MANIFEST}; give an empty or a new folder with --out", str(folder)
            )
    except OSError as error:
        raise InputError(f"cannot be written ({error.strerror}); give another folder with --out", str(folder)) from None


def write_folder(folder: Path, fill: Callable[[Path], None]) -> None:
    """Let `fill` write into a fresh folder beside `folder`, then put it in its place: whole, or not at all."""
    check_writable(folder)
    folder = folder.resolve()
    draft = folder.with_name(f".{folder.name}.{os.getpid()}")
    try:
        draft.mkdir(parents=True)
        fill(draft)
        if folder.exists():
            shutil.rmtree(folder)
        draft.rename(folder)
    except OSError as error:
        raise InputError(f"cannot be written ({error.strerror}); give another folder with --out", str(folder)) from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def origin(study: str, scenario: Scenario) -> dict[str, Any]:
    """Return what every manifest tells: the study, what determines the scenario, the versions."""
    return {
        "study": study,
        "scenario": scenario.name,
        "scenario_hash": scenario.fingerprint,
        "overrides": scenario.overrides,
        "mechanisms": scenario.mechanisms,
        "baseline": scenario.baseline,
        "versions": versions(),
    }


def write_manifest(folder: Path, told: dict[str, Any]) -> None:
    """Write what one needs to make the results again."""
    (folder / MANIFEST).write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")


def write_tables(folder: Path, tables: dict[str, pd.DataFrame]) -> None:
    """Write tables as CSV and as Parquet."""
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False)
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
    except (OSError, ValueError) as error:
        raise InputError(f"cannot be read: {error}", str(folder / MANIFEST)) from None
    return told
