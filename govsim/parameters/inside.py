"""What comes with the package: scenarios, found by their bare names, and the rows of the atlas and of validation."""

from __future__ import annotations

from pathlib import Path


def inside(*parts: str) -> Path:
    """Return a folder of the package's, by default its scenarios; it lies in it, or beside its sources."""
    package, place = Path(__file__).parents[1], Path(*(parts or ("scenarios",)))
    installed = package / place
    return installed if installed.is_dir() else package.parent / place


def scenario_file(path: str | Path) -> Path:
    """Return the file that a path names; a bare name that is no file here may be one of the package's scenarios."""
    return _file(path, inside())


def contrast_file(path: str | Path) -> Path:
    """Return the file that a path names; a bare name that is no file here may be one of the headline contrasts."""
    return _file(path, inside("experiments", "headline"))


def here_or_inside(given: Path | None, *parts: str) -> Path:
    """Return the folder that is given, else the one of this name where the user works, else the package's."""
    place = Path(*parts)
    return given or (place if place.is_dir() else inside(*parts))


def _file(path: str | Path, folder: Path) -> Path:
    path = Path(path)
    if len(path.parts) == 1 and path.suffix in ("", ".yaml") and not path.is_file():
        own = folder / f"{path.stem}.yaml"
        return own if own.is_file() else path
    return path
