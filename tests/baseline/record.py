"""The runs whose outcomes are stored to the last bit, and where they are stored."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import govsim
from govsim.report.numbers import number

STORED = Path(__file__).with_name("outcomes.json")
ROOT = Path(govsim.__file__).parents[1]
SCENARIO = ROOT / "scenarios" / "c_office.yaml"
CHANGELOG = ROOT / "CHANGELOG.md"
SEED = 1
UPDATE = "python -m tests.baseline.update"

Outcomes = dict[str, dict[str, str]]


def compute() -> Outcomes:
    """Return every outcome of C office, reformed and with all its policies together, as hexadecimal floats."""
    scenario = govsim.load_scenario(SCENARIO).with_span(weeks=156, measure_from=0)
    cases = {"reformed": scenario, "all policies": scenario.with_policy(*scenario.policies)}
    return {
        case: {name: float(value).hex() for name, value in govsim.simulate(told, SEED).summary.items()}
        for case, told in cases.items()
    }


def stored() -> Outcomes:
    """Return what is stored."""
    return json.loads(STORED.read_text(encoding="utf-8"))


def store(outcomes: Outcomes) -> None:
    """Store outcomes."""
    STORED.write_text(json.dumps(outcomes, indent=1) + "\n", encoding="utf-8")


def digest(outcomes: Outcomes) -> str:
    """Return a short hash of outcomes, whatever the order in which they stand."""
    return hashlib.blake2b(json.dumps(outcomes, sort_keys=True).encode(), digest_size=4).hexdigest()


def announced(changelog: str) -> set[str]:
    """Return the digests of the baselines that the entries marked **results** of a changelog say they led to."""
    entries = re.split(r"^(?:- |#)", changelog, flags=re.MULTILINE)
    results = (entry for entry in entries if entry.startswith("**results**"))
    return {found for entry in results for found in re.findall(r"\(baseline ([0-9a-f]{8})\)", entry)}


def differences(old: Outcomes, new: Outcomes) -> list[str]:
    """Return a line for each outcome that is not the same to the last bit: case, outcome, stored, now, change."""
    rows = []
    for case in dict.fromkeys([*old, *new]):
        before, now = old.get(case, {}), new.get(case, {})
        for name in dict.fromkeys([*before, *now]):
            if before.get(name) != now.get(name):
                a, b = (None if text is None else float.fromhex(text) for text in (before.get(name), now.get(name)))
                change = f"{(b - a) / abs(a):+.2e}" if a and b is not None else ""
                told = ["none" if value is None else number(value) for value in (a, b)]
                rows.append(f"{case:14} {name:28} {told[0]:>14} {told[1]:>14} {change:>10}")
    return [f"{'case':14} {'outcome':28} {'stored':>14} {'now':>14} {'relative':>10}", *rows] if rows else []
