"""Store the outcomes of C office as they are now.

`python -m tests.baseline.update`, in the commit that changes them, with a line in the CHANGELOG.
"""

from __future__ import annotations

from tests.baseline import record


def main() -> None:
    """Show what changes, and store it."""
    new = record.compute()
    old = record.stored() if record.STORED.exists() else {}
    print("\n".join(record.differences(old, new)) or "nothing has changed")
    record.store(new)


if __name__ == "__main__":
    main()
