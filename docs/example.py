"""Put the comparison of C office, as `make run` computes it, into the README: its table and its picture.

`--check` exits with 1 if the README's table is not what the comparison gives today.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

import govsim
from govsim.outcomes import ALL_OUTCOMES
from govsim.parameters.titles import policy_title
from govsim.report.comparison import comparison_contents
from govsim.report.folder import write
from govsim.report.numbers import number, signed, span

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
PICTURES = ROOT / "docs" / "images"
BEGIN, END = "<!-- comparison: written by docs/example.py -->\n", "<!-- end of comparison -->"
ROWS = (
    "expected_casualties",
    "expected_accidents",
    "hazards_found",
    "true_closures",
    "true_rectification",
    "hazard_stock",
    "visits_per_year",
    "office_cost",
)


def table(comparison: govsim.Comparison) -> str:
    """Return the comparison as a Markdown table."""
    policies = comparison.policies
    lines = [
        "| outcome (level of truth) | baseline | "
        + " | ".join(policy_title(comparison.scenario, name) for name in policies)
        + " |",
        "|---|---:|" + "---:|" * len(policies),
    ]
    for name in ROWS:
        cells = []
        for policy in policies:
            d = comparison.difference(policy, name)
            cells.append(f"{signed(d.mean)} ({span(d.low, d.high)})")
        outcome = ALL_OUTCOMES[name]
        lines.append(
            f"| {outcome.words.label()} ({outcome.level}), {outcome.unit} | {number(comparison.baseline(name).mean)} | "
            + " | ".join(cells)
            + " |"
        )
    told = f"Mean paired difference and its 95 % interval, {comparison.replicates} replicates on common random numbers."
    return "\n".join([*lines, "", told, ""])


def main() -> int:
    """Write, or check."""
    comparison = govsim.compare(govsim.load_scenario(ROOT / "scenarios" / "c_office.yaml"))
    text = README.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    fresh = before + BEGIN + "\n" + table(comparison) + "\n" + END + after
    if "--check" in sys.argv:
        if fresh != text:
            print("README.md: the comparison is not what it is today; run `make docs`", file=sys.stderr)
            return 1
        return 0
    README.write_text(fresh, encoding="utf-8")
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder) / "c", comparison_contents(comparison))
        for picture in ("forest.png", "curves.png"):
            shutil.copy(Path(folder) / "c" / picture, PICTURES / f"c_office_{picture}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
