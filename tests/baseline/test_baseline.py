"""C office gives the stored outcomes, to the last bit."""

from __future__ import annotations

import pytest

from tests.baseline import record


@pytest.fixture(scope="module")
def now():
    """The outcomes as they are now."""
    return record.compute()


def test_c_office_gives_the_stored_outcomes_to_the_last_bit(now):
    changed = record.differences(record.stored(), now)
    assert not changed, "\n".join(
        ["results have changed; if on purpose, say so in the CHANGELOG and run " + record.UPDATE, *changed]
    )


def test_the_changelog_has_a_results_entry_for_the_stored_outcomes():
    digest = record.digest(record.stored())
    assert digest in record.announced(record.CHANGELOG.read_text(encoding="utf-8")), (
        f"the baseline has changed, and no entry of CHANGELOG.md tells it: add one that is marked **results** and ends "
        f"with (baseline {digest})"
    )


def test_only_entries_marked_results_announce_a_baseline():
    changelog = (
        "- **results** Fewer\n  visits (baseline 0123abcd).\n- Faster (baseline 89abcdef).\n## 0.1.0\n\n- more\n"
    )
    assert record.announced(changelog) == {"0123abcd"}
    assert record.digest({"a": {"x": "1", "y": "2"}}) == record.digest({"a": {"y": "2", "x": "1"}})
    assert record.digest({"a": {"x": "1"}}) != record.digest({"a": {"x": "2"}})


def test_a_changed_bit_is_shown():
    old = {"reformed": {"effort": (0.5).hex(), "gone": (1.0).hex(), "same": (2.0).hex()}}
    new = {
        "reformed": {
            "effort": float.fromhex("0x1.0000000000001p-1").hex(),
            "same": (2.0).hex(),
            "nan": float("nan").hex(),
        }
    }
    header, *rows = record.differences(old, new)
    assert [row.split()[1] for row in rows] == ["effort", "gone", "nan"]
    assert "+2.22e-16" in rows[0]
    assert header.split() == ["case", "outcome", "stored", "now", "relative"]
    assert record.differences(new, new) == []


def test_updating_stores_what_is_computed(now, tmp_path, monkeypatch, capsys):
    from tests.baseline import update

    monkeypatch.setattr(record, "STORED", tmp_path / "outcomes.json")
    monkeypatch.setattr(record, "compute", lambda: now)
    update.main()
    said = capsys.readouterr().out
    assert "hazard_stock" in said
    assert f"**results** ... (baseline {record.digest(now)})" in said
    assert record.stored() == now
    update.main()
    assert capsys.readouterr().out == "nothing has changed\n"
