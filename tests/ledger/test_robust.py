"""Whatever a clean ledger holds, it is estimated without a traceback and without a warning."""

from __future__ import annotations

import json
import warnings

import numpy as np
import pytest

from govsim.ledger.estimates import estimate
from govsim.ledger.writing import as_json, snippet
from tests.ledger.conftest import synthetic

CASES = {
    "few firms": {"firms": 3},
    "one inspector": {"firms": 15, "inspectors": 1},
    "three inspectors": {"firms": 15, "inspectors": 3},
    "one tier": {"firms": 15, "tiers": (1.0,)},
    "hardly any findings": {"firms": 30, "tiers": (0.01, 0.02)},
    "very many findings": {"firms": 15, "tiers": (500.0,)},
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize(
    "missing", ["nothing", "half of all inspectors and tiers", "findings of one tier", "later visits"]
)
def test_ledger_is_estimated(generator, read, monkeypatch, case, missing):
    for module in ("timing", "prediction"):
        monkeypatch.setattr(f"govsim.ledger.{module}.REPLICATES", 10)
    table = synthetic(generator, **CASES[case])
    if missing.startswith("half"):
        for column in ("inspector", "tier"):
            table[column] = table[column].where(generator.random(len(table)) < 0.5)
    elif missing.startswith("findings"):
        table.loc[table["tier"] == "blue", ["general", "major"]] = 0
    elif missing == "later visits":
        table = table.drop_duplicates("establishment")
    ledger = read(table)
    assert ledger.faults == []
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        report = estimate(ledger)
    for e in report.estimates:
        assert np.isfinite(e.value) or e.measure in (
            "weeks_between_visits",
            "tier_ratio",
            "major_share",
            "second_to_first_visit",
        ), e
        assert not e.low > e.high
    assert "parameters:" in snippet(report)
    json.dumps(as_json(report))
