"""Store the outcomes of C office as they are now.

`python -m tests.baseline.update`, in the commit that changes them, with an entry in the CHANGELOG that is marked
**results** and names the digest that this prints.
"""

from __future__ import annotations

from tests.baseline import record


def main() -> None:
    """Show what changes, store it, and say what the CHANGELOG has to name."""
    new = record.compute()
    old = record.stored() if record.STORED.exists() else {}
    print("\n".join(record.differences(old, new)) or "nothing has changed")
    record.store(new)
    if new != old:
        print(f"now say in CHANGELOG.md what changed: - **results** ... (baseline {record.digest(new)})")


if __name__ == "__main__":
    main()
