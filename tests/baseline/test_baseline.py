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
    assert "hazard_stock" in capsys.readouterr().out
    assert record.stored() == now
    update.main()
    assert capsys.readouterr().out == "nothing has changed\n"
