"""What is measured: tallies once a week for each office, and outcomes derived from them.

A tally is counted by the rules; an outcome is a ratio of sums of tallies over a span of weeks. Both are declared once,
in the file of their topic, with unit and level of truth; the compiled record, the weekly series, the summaries, the
tables and the docs follow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from govsim.outcomes import accidents, enforcement, firms, hazards, leadership, money, officials, staff, supervision
from govsim.outcomes.declare import Outcome, Sums, Tally
from govsim.parameters.outside import FIELDS, named
from govsim.parameters.policies import PAYERS
from govsim.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

__all__ = [
    "ALL_OUTCOMES",
    "COLUMNS",
    "OUTCOMES",
    "POSITION",
    "TALLIES",
    "TALLY",
    "Outcome",
    "Tally",
    "declare_outcome",
    "declare_tally",
    "derive",
    "flat",
    "gini",
    "tally_record",
]

TOPICS = (hazards, supervision, accidents, enforcement, firms, staff, leadership, officials, money)

# Extensions add to these four; names and numbers of what is built in stay as they are.
TALLIES: list[Tally] = []
COLUMNS: list[str] = []
POSITION: dict[str, int] = {}
OUTCOMES: dict[str, Outcome] = {}


def declare_tally(tally: Tally) -> None:
    """Add a tally: its columns come after those that are there."""
    TALLIES.append(tally)
    for column in tally.columns:
        POSITION[column] = len(COLUMNS)
        COLUMNS.append(column)


for _topic in TOPICS:
    for _tally in _topic.TALLIES:
        declare_tally(_tally)
    OUTCOMES |= {outcome.name: outcome for outcome in _topic.OUTCOMES}

BUILT_IN = len(TALLIES)
# The record as compiled rules see it; the last fields are for extensions.
TALLY = np.dtype([*((t.name, "f8", len(t.parts)) if t.parts else (t.name, "f8") for t in TALLIES), *FIELDS])


def tally_record() -> np.dtype[Any]:
    """Return the type of a tally as Python sees it: every tally by name, those of extensions too."""
    return named(TALLY, tuple((tally.name, len(tally.columns)) for tally in TALLIES[BUILT_IN:]))


# Outcomes that are not sums over weeks: computed from the table of enterprises.
FIRM_OUTCOMES: dict[str, Outcome] = {
    "visits_gini": Outcome(
        "visits_gini",
        "0 to 1",
        "recorded",
        "none",
        "Gini index of visits over firms that are there at the end.",
        lambda s: s["visits_gini"],
        words=Words("unevenness of visits over firms", "检查分布的不均衡度", "unevenness of visits", "检查不均衡度"),
    ),
}
ALL_OUTCOMES: dict[str, Outcome] = OUTCOMES | FIRM_OUTCOMES


def declare_outcome(outcome: Outcome) -> None:
    """Add an outcome that is derived from tallies."""
    OUTCOMES[outcome.name] = ALL_OUTCOMES[outcome.name] = outcome


def gini(values: NDArray[np.float64]) -> float:
    """Return the Gini index of non-negative values of shape (n,); NaN where they sum to 0."""
    ordered = np.sort(np.asarray(values, float))
    total = ordered.sum()
    if total == 0:
        return float("nan")
    ranks = np.arange(1, ordered.size + 1)
    return float((2.0 * (ranks * ordered).sum() / total - (ordered.size + 1)) / ordered.size)


def flat(series: NDArray[np.void]) -> NDArray[np.float64]:
    """Return a view of tallies of shape (...,) as plain numbers of shape (..., columns), in the order of COLUMNS."""
    numbers = series.view(f"V{TALLY.itemsize}").view(np.float64).reshape(*series.shape, TALLY.itemsize // 8)
    return numbers[..., : len(COLUMNS)]


def derive(
    sums: NDArray[np.float64],
    weeks: float | NDArray[np.int64],
    policy_cost: Mapping[str, NDArray[np.float64] | float],
    names: Iterable[str] | None = None,
) -> Sums:
    """Return outcomes, by default all of them, from tally sums of shape (..., columns) over a span of `weeks`.

    `weeks` may have one value for each span, shape (...,). `policy_cost` gives what policies cost in the span, in yuan,
    by payer. A share of cases is NaN over a single week.
    """
    terms: Sums = {column: sums[..., n] for n, column in enumerate(COLUMNS)}
    terms["weeks"] = np.broadcast_to(np.asarray(weeks, float), sums.shape[:-1])
    terms["years"] = terms["weeks"] / 52.0
    for payer in PAYERS:
        paid = np.zeros(sums.shape[:-1])
        for tally in TALLIES:
            if payer not in (tally.payer, tally.receiver):
                continue
            for column in tally.columns:
                paid = paid + terms[column] if tally.payer == payer else paid - terms[column]
        terms[f"paid_by_{payer}"] = paid + np.asarray(policy_cost.get(payer, 0.0), float)
    found = {name: OUTCOMES[name].formula(terms) for name in (OUTCOMES if names is None else names)}
    single = terms["weeks"] == 1.0
    if single.any():
        found |= {name: np.where(single, np.nan, value) for name, value in found.items() if OUTCOMES[name].cases}
    return found
