"""The ledger that the documentation reads is what its office writes under the present rules."""

from __future__ import annotations

from tests.docs.pages import ROOT, script


def test_the_example_ledger_is_of_the_present_rules() -> None:
    told = script("example_ledger").ledger()
    assert (ROOT / "docs" / "example_ledger.csv").read_text(encoding="utf-8") == told
