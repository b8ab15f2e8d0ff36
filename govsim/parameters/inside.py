"""Scenarios that come with the package, found by their bare names."""

from __future__ import annotations

from pathlib import Path


def inside() -> Path:
    """Return the folder of the package's scenarios: in the package, or beside it where it runs from its sources."""
    package = Path(__file__).parents[1]
    installed = package / "scenarios"
    return installed if installed.is_dir() else package.parent / "scenarios"


def scenario_file(path: str | Path) -> Path:
    """Return the file that a path names; a bare name that is no file here may be one of the package's scenarios."""
    path = Path(path)
    if len(path.parts) == 1 and path.suffix in ("", ".yaml") and not path.is_file():
        own = inside() / f"{path.stem}.yaml"
        return own if own.is_file() else path
    return path
