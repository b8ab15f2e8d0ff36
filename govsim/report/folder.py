"""The folder of a comparison: manifest, tables, pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from govsim.report import figures
from govsim.runs.store import origin, write_folder, write_manifest, write_tables

if TYPE_CHECKING:
    from pathlib import Path

    from govsim.runs.compare import Comparison


def manifest(comparison: Comparison) -> dict[str, Any]:
    """Return what one needs to make the comparison again."""
    return origin("compare", comparison.scenario) | {
        "policies": list(comparison.policies),
        "outcome": comparison.outcome,
        "wanted_half_width": comparison.wanted_half_width,
        "narrow_enough": comparison.narrow_enough,
        "partial": comparison.partial,
        "replicates": comparison.replicates,
        "seeds": {"first": comparison.seeds[0], "last": comparison.seeds[-1]},
    }


def write_comparison(comparison: Comparison, folder: Path) -> None:
    """Write manifest, tables (CSV and Parquet) and pictures (PNG and SVG) of a comparison."""

    def fill(place: Path) -> None:
        write_manifest(place, manifest(comparison))
        write_tables(
            place, {"differences": comparison.table.reset_index(), "runs": comparison.runs, "weekly": comparison.weekly}
        )
        for name, draw in (("forest", figures.forest), ("curves", figures.curves)):
            figures.save(draw(comparison), place / name)

    write_folder(folder, fill)
