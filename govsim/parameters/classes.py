"""Classes of firms: the kinds of firms that the policies of a scenario tell apart.

Policies choose firms by sector, risk grade and employees. All kinds of firms that the same targets meet are one class,
so that there are no more of them than needed. Where no policy has such a target, there is one class, of all firms.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from govsim.parameters.conditions import RISK_GRADES, FirmKind, comparisons

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from govsim.parameters.policies import Policy, Target


@dataclass(frozen=True)
class Classes:
    """The classes of firms of a scenario.

    `kinds` has one kind of firm of each class; the first is that of the firms which no such target meets, and of all
    that is no firm. `numbers` has the class of each kind, sector by sector, in each grade by grade, in each by size; a
    size goes from one of `leasts`, in employees, up to the next. Without such targets both are empty.
    """

    kinds: tuple[FirmKind | None, ...]
    numbers: tuple[int, ...]
    leasts: tuple[float, ...]


def classes(policies: Iterable[Policy], sectors: Sequence[str]) -> Classes:
    """Return the classes that policies tell apart, whether they are in force or not."""
    targets = [*dict.fromkeys(p.target for p in policies if p.target.finest == "enterprise")]
    if not targets:
        return Classes((None,), (), ())
    leasts = _leasts(targets)
    known: dict[tuple[bool, ...], int] = {(False,) * len(targets): 0}
    kinds: list[FirmKind | None] = [None]
    numbers = []
    for sector, grade, least in product(sectors, range(len(RISK_GRADES)), leasts):
        kind = FirmKind(sector, grade, least)
        met = tuple(target.meets(kind) for target in targets)
        if met not in known:
            known[met] = len(kinds)
            kinds.append(kind)
        numbers.append(known[met])
    return Classes(tuple(kinds), tuple(numbers), leasts)


def _leasts(targets: Iterable[Target]) -> tuple[float, ...]:
    """Return where sizes begin: at each number that is compared with, and just after it."""
    told = [target.states["employees"] for target in targets if "employees" in target.states]
    bounds = {bound for text in told for _, bound in comparisons("employees", text)}
    return (-math.inf, *sorted({*bounds, *(math.nextafter(bound, math.inf) for bound in bounds)}))
