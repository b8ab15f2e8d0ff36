"""The methods of SALib that an analysis can use: the design that each needs, and the indices that it gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from govsim.errors import InputError, nearest
from govsim.studies.design import FEWEST_FAST, DesignName, DesignSpec

if TYPE_CHECKING:
    from govsim.studies.study import Study


@dataclass(frozen=True)
class Method:
    """A method of SALib: the design that it needs, and its indices; the first one ranks the parameters.

    `of_variance` names the index that is a share of the outcome's variance, if there is one. `extra` rows: a base
    sample has (parameters or groups + extra) of them; None: a base sample is one row. A method that is `whole` cannot
    look at a
    part of its design. With fewer base samples than `fewest` its indices are not defined, or mean nothing (RBD-FAST
    with fewer points than its harmonics need calls every index 1).
    """

    name: str
    design: DesignName
    n: int
    indices: tuple[str, ...]
    of_variance: str = ""
    extra: int | None = None
    grouped: bool = False
    whole: bool = False
    smooth: bool = False
    fewest: int = 2

    def rows(self, width: int) -> int:
        """Return the rows of a base sample with `width` parameters or groups."""
        return 1 if self.extra is None else width + self.extra


METHODS = {
    method.name: method
    for method in (
        Method("sobol", "saltelli", 512, ("ST", "S1"), "ST", extra=2, grouped=True),
        Method("morris", "morris", 64, ("mu_star",), extra=1, grouped=True),
        Method("fast", "fast", 513, ("ST", "S1"), "ST", whole=True, fewest=FEWEST_FAST),
        Method("rbd_fast", "sobol_sequence", 2048, ("S1",), "S1", fewest=64),
        Method("pawn", "sobol_sequence", 2048, ("median",), fewest=16),
        Method("delta", "sobol_sequence", 1024, ("delta", "S1"), "S1", fewest=32),
        Method("hdmr", "sobol_sequence", 2048, ("ST", "S1"), "ST", fewest=512),
        Method("dgsm", "finite_differences", 256, ("dgsm",), extra=1, smooth=True, fewest=8),
    )
}


def choose_method(study: Study, name: str | None) -> Method:
    """Return a method by name, or that of the study's design; refuse one that cannot treat the study's parameters."""
    if name is None:
        name = next(
            (m.name for m in METHODS.values() if m.design == study.design.method and m.design != "sobol_sequence"),
            "sobol",
        )
    if name not in METHODS:
        raise InputError(f"unknown method {name!r}{nearest(name, METHODS)}; there are {', '.join(METHODS)}")
    method = METHODS[name]
    if study.groups and not method.grouped:
        raise InputError(f"{name} cannot treat groups of parameters; take sobol or morris", f"{study.where}: groups")
    stepped = [f.name for f in study.factors if f.bins or f.whole]
    if method.smooth and stepped:
        raise InputError(
            f"{name} takes derivatives, and {stepped[0]!r} has only a few values; take another method", study.where
        )
    if not [f for f in study.factors if f.read]:
        raise InputError("the study varies no parameter", study.where)
    return method


def designed(study: Study, method: Method, n: int | None = None) -> Study:
    """Return the study over the design that a method needs, with the dummy."""
    same = study.design.method == method.design
    size = n or (study.design.n if same else None) or method.n
    if size < method.fewest:
        raise InputError(f"{method.name} needs at least N = {method.fewest} base samples, not {size}", study.where)
    levels = study.design.levels if same else None
    return study.with_design(
        DesignSpec(method=method.design, n=size, levels=levels, seed=study.design.seed), dummy=True
    )
