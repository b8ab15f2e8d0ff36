"""The package's own rows of the atlas and of validation, run by their ids."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govsim.evidence.atlas import REPLICATES, load_atlas, run_atlas
from govsim.evidence.atlas import select as select_atlas
from govsim.evidence.validation import FIRST_SEED, validate
from govsim.evidence.validation_rows import load_rows, select
from govsim.parameters.inside import inside
from govsim.runs.given import seeds_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from govsim.evidence.atlas import Atlas
    from govsim.evidence.validation import Validation


def atlas(
    *rows: str,
    case: int | None = None,
    seeds: Iterable[int] = range(1, 1 + REPLICATES),
    workers: int | None = None,
) -> Atlas:
    """Run rows of the package's atlas, such as `"0-P2"`; all of a case, or all, if none are named.

    The result's `table` has one row each: paired difference, interval, verdict.

    Raises:
        InputError: There is no such row, or the seeds are fewer than two.
    """
    known = load_atlas(inside("experiments", "atlas"), inside())
    return run_atlas(select_atlas(known, rows, case), seeds_of(seeds), workers)


def validation(
    *rows: str, replicates: int | None = None, seed: int = FIRST_SEED, workers: int | None = None
) -> Validation:
    """Run rows of the package's validation, such as `"I1"`; all, if none are named.

    The result's `table` has one row a quantity: published, simulated, band, verdict.

    Raises:
        InputError: There is no such row, or the replicates are fewer than two.
    """
    return validate(select(load_rows(inside("experiments", "validation"), inside()), rows), replicates, seed, workers)
