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

    from govsim.experiments.compare import Comparison

PACKAGES = ("govsim", "mesa", "numpy", "numba", "scipy", "pandas", "pyarrow", "matplotlib")


def versions() -> dict[str, str]:
    """Return the versions of Python and of the packages that results can depend on."""
    return {"python": platform.python_version()} | {name: importlib.metadata.version(name) for name in PACKAGES}


def check_writable(folder: Path) -> None:
    """Refuse, before anything is computed, a folder that cannot be written."""
    existing = folder
    while not existing.exists():
        existing = existing.parent
    if not existing.is_dir():
        raise InputError(f"{existing} is no folder; give another with --out", str(folder))
    if not os.access(existing, os.W_OK | os.X_OK):
        raise InputError("cannot be written; give another folder with --out", str(folder))


def write_folder(folder: Path, fill: Callable[[Path], None]) -> None:
    """Let `fill` write into a fresh folder beside `folder`, then put it in its place: whole, or not at all."""
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


def write_tables(folder: Path, tables: dict[str, pd.DataFrame]) -> None:
    """Write tables as CSV and as Parquet."""
    for name, table in tables.items():
        table.to_csv(folder / f"{name}.csv", index=False)
        table.to_parquet(folder / f"{name}.parquet", index=False)


def manifest(comparison: Comparison) -> dict[str, Any]:
    """Return what one needs to make the comparison again."""
    scenario = comparison.scenario
    return {
        "study": "compare",
        "scenario": scenario.name,
        "scenario_hash": scenario.fingerprint,
        "overrides": scenario.overrides,
        "mechanisms": scenario.mechanisms,
        "baseline": scenario.baseline,
        "policies": list(comparison.policies),
        "outcome": comparison.outcome,
        "wanted_half_width": comparison.wanted_half_width,
        "narrow_enough": comparison.narrow_enough,
        "partial": comparison.partial,
        "replicates": comparison.replicates,
        "seeds": {"first": comparison.seeds[0], "last": comparison.seeds[-1]},
        "versions": versions(),
    }


def write_comparison(comparison: Comparison, folder: Path) -> None:
    """Write manifest, tables (CSV and Parquet) and pictures (PNG and SVG) of a comparison."""
    from govsim.report import figures

    def fill(place: Path) -> None:
        (place / "manifest.json").write_text(json.dumps(manifest(comparison), indent=2) + "\n")
        write_tables(place, {"differences": comparison.table.reset_index(), "runs": comparison.runs, "weekly": comparison.weekly})
        for name, draw in (("forest", figures.forest), ("curves", figures.curves)):
            figures.save(draw(comparison), place / name)

    write_folder(folder, fill)
