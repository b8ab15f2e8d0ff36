"""Write docs/example_ledger.csv: the ledger of a simulated office, with column names of its own.

`python docs/example_ledger.py`.
"""

from datetime import date
from pathlib import Path

import govsim
from govsim.ledger.export import export

HERE = Path(__file__).parent
NAMES = {
    "establishment": "firm",
    "date": "visited",
    "inspector": "officer",
    "tier": "colour",
    "general": "general_hazards",
    "major": "major_hazards",
    "deadline": "due",
    "closed": "closed_on",
}


def ledger() -> str:
    """Return the ledger as CSV."""
    told = export(govsim.load_scenario(HERE / "example_office.yaml"), seed=1, first_day=date(2020, 1, 6))
    return str(told[list(NAMES)].rename(columns=NAMES).to_csv(index=False))


if __name__ == "__main__":
    (HERE / "example_ledger.csv").write_text(ledger(), encoding="utf-8")
