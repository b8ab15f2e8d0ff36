"""Ledgers made up with known effects."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from numpy.random import PCG64, Generator  # noqa: TID251

from govsim.ledger.estimates import PARTS, Report
from govsim.ledger.history import Estimate, VisitHistory
from govsim.ledger.reading import Ledger, read_ledger
from tests.cli.conftest import govsim, here  # noqa: F401 (fixtures)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TODAY = date(2024, 12, 31)


def synthetic(
    generator: Generator,
    firms: int = 400,
    *,
    second: float = 0.7,
    later: float = 0.9,
    gap: float = 1.1,
    inspector_spread: float = 0.25,
    familiarity: float = 0.0,
    tiers: tuple[float, ...] = (1.0, 1.5, 2.0, 3.0),
    persistence: float = 0.5,
    inspectors: int = 12,
) -> pd.DataFrame:
    """Return a ledger whose findings have the mean.

    Firm's level * tier * visit number * gap^years * inspector * familiarity.

    `second` is the factor of the second visit on the first, `later` of each further one on the one before, to the
    fifth.
    """
    stringency = np.exp(inspector_spread * generator.standard_normal(inspectors) - inspector_spread**2 / 2)
    rows: list[dict[str, Any]] = []
    for firm in range(firms):
        tier = int(generator.integers(len(tiers)))
        level = 2.0 * generator.gamma(1 / persistence) * persistence * tiers[tier]
        day = np.datetime64("2018-01-01") + np.timedelta64(int(generator.integers(700)), "D")
        last, repeats, number = -1, 0, 0
        wait = 0.0
        while day < np.datetime64("2024-12-01"):
            number += 1
            who = int(generator.integers(inspectors)) if last < 0 or generator.random() < 0.5 else last
            repeats = repeats + 1 if who == last else 0
            last = who
            mean = level * stringency[who] * (1 - familiarity * (1 - 1 / (1 + repeats)))
            mean *= (second * later ** (min(number, 5) - 2) if number > 1 else 1.0) * gap**wait
            major = int(generator.poisson(0.15 * mean))
            rows.append(
                {
                    "establishment": f"F{firm}",
                    "date": day,
                    "inspector": f"I{who}",
                    "tier": ("blue", "yellow", "orange", "red")[tier],
                    "general": int(generator.poisson(0.85 * mean)),
                    "major": major,
                }
            )
            wait = 0.2 + generator.gamma(2.0) * 0.4
            day += np.timedelta64(int(365.25 * wait), "D")
    ledger = pd.DataFrame(rows)
    ledger["date"] = pd.to_datetime(ledger["date"]).dt.date
    return ledger


def only(ledger: Ledger, *parts: str) -> Report:
    """Return the report of some parts of the estimates, which takes less time than all of them."""
    past, by_name = VisitHistory(ledger, 1), {part.__name__: part for part in PARTS}
    estimates: list[Estimate] = []
    for part in parts:
        estimates += by_name[part](past)
    return Report(ledger, estimates, past.skipped, 1)


@pytest.fixture
def generator(seed: int) -> Generator:
    return Generator(PCG64(seed))


@pytest.fixture
def read(tmp_path: Path) -> Callable[[pd.DataFrame], Any]:
    """Write a table as a ledger and read it back."""

    def call(table: pd.DataFrame, columns: Any = None) -> Any:
        path = tmp_path / "ledger.csv"
        table.to_csv(path, index=False)
        return read_ledger(path, columns, TODAY)

    return call
