"""Designs: the points of a study, from SciPy's and SALib's samplers or from a file.

Coordinates lie in the unit cube, one column a factor; `Factor.values` tells what they mean. Every sampler takes its
seed explicitly, so the same study gives the same points.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from pydantic import Field

from govsim.errors import InputError, nearest
from govsim.files import MOST_BYTES, text_of
from govsim.parameters import find
from govsim.parameters.policies import Strict
from govsim.sizes import check_fits

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pandas as pd
    from numpy.typing import NDArray

    from govsim.parameters.declare import Value
    from govsim.studies.factors import Factor

DesignName = Literal[
    "full_factorial",
    "latin_hypercube",
    "sobol_sequence",
    "saltelli",
    "morris",
    "fast",
    "finite_differences",
    "one_at_a_time",
    "rows",
]
MOST_POINTS = 5_000_000
POINT_BYTES = 32  # of each coordinate, while a sampler works
FEWEST_FAST = 65  # with four harmonics


class DesignSpec(Strict):
    """Which points a study runs.

    `n` counts points (latin_hypercube, sobol_sequence), base points of N (D + 2) or N (D + 1) (saltelli,
    finite_differences), trajectories of D + 1 points (morris), or points of each of D curves (fast). `levels` is for
    full_factorial,
    one_at_a_time and morris.
    """

    method: DesignName = "latin_hypercube"
    n: int | None = Field(default=None, ge=1)
    levels: int | None = Field(default=None, ge=2, le=1000)
    seed: int = Field(default=1, ge=0)
    file: str | None = Field(default=None, description="CSV of method `rows`: one column a parameter, one row a point.")


@dataclass(frozen=True)
class Design:
    """The points of a study: values of the factors, and the coordinates in the unit cube where they have some."""

    factors: tuple[Factor, ...]
    columns: Mapping[str, NDArray[Any]]
    unit: NDArray[np.float64] | None = None

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def point(self, number: int) -> dict[str, Value]:
        """Return the values that the model reads at a point."""
        return {f.name: _plain(self.columns[f.name][number]) for f in self.factors if f.read}

    @cached_property
    def frame(self) -> pd.DataFrame:
        """One row a point, one column a factor."""
        import pandas as pd

        return pd.DataFrame(dict(self.columns), index=pd.RangeIndex(len(self), name="point"))


def problem(factors: Sequence[Factor], groups: Mapping[str, Sequence[str]] | None = None) -> dict[str, Any]:
    """Return SALib's problem: the factors as coordinates of the unit cube, in groups if there are any."""
    told: dict[str, Any] = {
        "num_vars": len(factors),
        "names": [f.name for f in factors],
        "bounds": [[0.0, 1.0]] * len(factors),
    }
    if groups:
        group_of = {name: group for group, names in groups.items() for name in names}
        told["groups"] = [group_of.get(f.name, f.name) for f in factors]
    return told


def make_design(
    spec: DesignSpec, factors: tuple[Factor, ...], groups: Mapping[str, Sequence[str]], folder: Path, where: str
) -> Design:
    """Return the points of a design; `where` is the place of its specification, for messages."""
    if spec.method == "rows":
        return _rows(spec, factors, folder, where)
    if not factors:
        raise InputError("the study varies no parameter; name some under `parameters`", where)
    if spec.method == "one_at_a_time":
        return _one_at_a_time(spec, factors)
    unit = _unit(spec, factors, groups, where)
    return Design(factors, {f.name: f.values(unit[:, n]) for n, f in enumerate(factors)}, unit)


def _unit(
    spec: DesignSpec, factors: tuple[Factor, ...], groups: Mapping[str, Sequence[str]], where: str
) -> NDArray[np.float64]:
    if spec.method == "full_factorial":
        levels = [f.levels(spec.levels or 3) for f in factors]
        size = np.prod([float(len(level)) for level in levels])
        if size > MOST_POINTS:
            raise InputError(
                f"a full factorial of these factors has {size:,.0f} points; name fewer, or take latin_hypercube", where
            )
        return np.array(list(product(*levels)))
    if spec.n is None:
        raise InputError(f"the design {spec.method} needs its size `n`", where)
    d, n, seed = len(factors), spec.n, spec.seed
    if n & (n - 1) and spec.method in ("saltelli", "sobol_sequence"):
        raise InputError(
            (
                f"a Sobol sequence is balanced only for powers of two; give n {1 << n.bit_length()} or "
                f"{1 << (n.bit_length() - 1)}, not {n}"
            ),
            where,
        )
    told = problem(factors, groups)
    _check_size(spec.method, n, told, where)
    if spec.method in ("latin_hypercube", "sobol_sequence"):
        from scipy.stats import qmc

        sampler = qmc.LatinHypercube(d, rng=seed) if spec.method == "latin_hypercube" else qmc.Sobol(d, rng=seed)
        return np.asarray(sampler.random(n), float)
    if spec.method == "saltelli":
        from SALib.sample import sobol

        return np.asarray(sobol.sample(told, n, calc_second_order=False, seed=seed))
    if spec.method == "morris":
        from SALib.sample import morris

        if (spec.levels or 4) % 2:
            raise InputError(f"the grid of Morris needs an even number of levels, not {spec.levels}", where)
        return np.asarray(morris.sample(told, n, num_levels=spec.levels or 4, seed=seed))
    if spec.method == "fast":
        from SALib.sample import fast_sampler

        if n < FEWEST_FAST:
            raise InputError(f"FAST needs at least {FEWEST_FAST} points for each factor, not {n}", where)
        return np.asarray(fast_sampler.sample(told, n, seed=seed))
    from SALib.sample import finite_diff

    return np.asarray(finite_diff.sample(told, n, seed=seed))


def _check_size(method: DesignName, n: int, told: dict[str, Any], where: str) -> None:
    """Refuse a design whose points the memory cannot hold."""
    width = len(set(told.get("groups", told["names"])))
    rows = {"saltelli": width + 2, "finite_differences": width + 1, "morris": width + 1, "fast": width}.get(method, 1)
    check_fits(n * rows, POINT_BYTES * told["num_vars"], "design points", where)


def _one_at_a_time(spec: DesignSpec, factors: tuple[Factor, ...]) -> Design:
    """Return the scenario's own values, then each factor at its levels with all others as they are."""
    points = [{f.name: f.base for f in factors}]
    for f in factors:
        points += [
            points[0] | {f.name: _plain(value)} for value in f.values(f.levels(spec.levels or 3)) if value != f.base
        ]
    return Design(
        factors, {f.name: np.array([point[f.name] for point in points], object if f.options else None) for f in factors}
    )


def _rows(spec: DesignSpec, factors: tuple[Factor, ...], folder: Path, where: str) -> Design:
    if not spec.file:
        raise InputError("the design `rows` needs a `file` (CSV)", where)
    path = folder / spec.file
    (_, columns_there), *rows = _cells(path)
    names = [f.name for f in factors]
    for column in columns_there:
        if column not in names:
            raise InputError(
                f"unknown column {column!r}{nearest(column, names)}; columns are parameters of the study", f"{path}:1"
            )
        if columns_there.count(column) > 1:
            raise InputError(f"the column {column!r} stands twice", f"{path}:1")
    for name in names:
        if name not in columns_there:
            raise InputError(f"the column {name!r} is missing", f"{path}:1")
    if not rows:
        raise InputError("holds no row", str(path))
    for line, cells in rows:
        if len(cells) != len(columns_there):
            raise InputError(f"has {len(cells)} cells, the header has {len(columns_there)}", f"{path}:{line}")
    columns = {}
    for name in names:
        parameter, read = find(name), []
        for line, cells in rows:
            try:
                read.append(parameter.read(cells[columns_there.index(name)]))
            except ValueError as error:
                raise InputError(f"{name} {error}", f"{path}:{line}") from None
        columns[name] = np.array(read, object if parameter.kind in ("choice", "switch") else None)
    return Design(factors, columns)


def header(path: Path) -> list[str]:
    """Return the names of the columns of a CSV file."""
    return _cells(path)[0][1]


def _cells(path: Path) -> list[tuple[int, list[str]]]:
    """Return the rows of a CSV file that are not empty, each with its line; the first is the header."""
    reader = csv.reader(io.StringIO(text_of(path, most=MOST_BYTES), newline=""), strict=True, skipinitialspace=True)
    try:
        rows = [(reader.line_num, [cell.strip() for cell in row]) for row in reader if any(map(str.strip, row))]
    except csv.Error as error:
        raise InputError(f"cannot be read as CSV: {error}", f"{path}:{reader.line_num}") from None
    if not rows:
        raise InputError("is empty; its first line names the parameters", str(path))
    return rows


def same_points(old: Design, new: Design) -> bool:
    """Return whether the points of `old` are the first ones of `new`, bit for bit."""
    n = len(old)
    return (
        len(new) >= n
        and old.columns.keys() == new.columns.keys()
        and all(np.array_equal(old.columns[k], new.columns[k][:n]) for k in old.columns)
    )


def _plain(value: Any) -> Value:
    plain: Value = value.item() if isinstance(value, np.generic) else value
    return plain
