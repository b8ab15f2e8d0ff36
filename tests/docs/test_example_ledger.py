"""The ledger that the documentation reads is what its office writes under the present rules."""

from __future__ import annotations

import runpy

from tests.docs.pages import ROOT


def test_the_example_ledger_is_of_the_present_rules() -> None:
    script = runpy.run_path(str(ROOT / "docs" / "example_ledger.py"))
    assert (ROOT / "docs" / "example_ledger.csv").read_text(encoding="utf-8") == script["ledger"]()
