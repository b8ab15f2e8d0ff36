"""Put what C office's countermeasures buy into the README: ranked at equal money, then compared as `make run` does.

`--check` exits with 1 if a table of the README is not what it is today.
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
from govsim.report.ranking import percent, rank_contents
from govsim.studies.ranking import COSTS, HARM

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
PICTURES = ROOT / "docs" / "images"
RANK_BEGIN, RANK_END = "<!-- ranking: written by docs/example.py -->\n", "<!-- end of ranking -->"
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


def rank_table(ranking: govsim.Ranking) -> str:
    """Return the policies at equal money as a Markdown table: strength, cost, effects, probability of each rank."""
    harm = [ALL_OUTCOMES[name].words.label() for name in HARM]
    ranks = [f"rank {rank}" for rank in ranking.ranks.columns]
    heads = ["at equal money", "strength", "cost to the office, yuan a year", *harm, *ranks]
    lines = [f"| {' | '.join(heads)} |", "|---|" + "---:|" * (len(heads) - 1)]
    for policy in ranking.order:
        told = [ranking.effect(policy, name) for name in HARM]
        effects = [f"{signed(e.mean)} ({span(e.sampling.low, e.sampling.high)})" for e in told]
        shares = [percent(float(share)) for share in ranking.ranks.loc[policy].to_numpy()]
        cost = signed(ranking.effect(policy, COSTS[ranking.payer]).mean)
        cells = [policy_title(ranking.scenario, policy), number(ranking.spending[policy].strength), cost]
        lines.append(f"| {' | '.join([*cells, *effects, *shares])} |")
    worlds, sets = len(ranking.worlds), len(ranking.draws.sets)
    cost = ALL_OUTCOMES[COSTS[ranking.payer]].words.label()
    told = (
        f"Mean paired difference from the baseline and its 95 % interval; probability of each rank by {harm[0]}, over "
        f"{worlds} worlds: {sets} parameter sets, every rule of compliance and beliefs, at this strength and at half "
        f"of it. Strengths were sought by runs until {cost} was equal."
    )
    return "\n".join([*lines, "", told, ""])


def with_table(text: str, begin: str, end: str, table: str) -> str:
    """Return the page with a table between its marks."""
    before, mark, rest = text.partition(begin)
    _, closing, after = rest.partition(end)
    if not (mark and closing):
        raise SystemExit(f"README.md lacks the marks {begin.strip()} and {end}")
    return f"{before}{begin}\n{table}\n{end}{after}"


def main() -> int:
    """Write, or check."""
    scenario = govsim.load_scenario(ROOT / "scenarios" / "c_office.yaml")
    ranking, comparison = govsim.rank(scenario), govsim.compare(scenario)
    text = README.read_text(encoding="utf-8")
    fresh = with_table(text, RANK_BEGIN, RANK_END, rank_table(ranking))
    fresh = with_table(fresh, BEGIN, END, table(comparison))
    if "--check" in sys.argv:
        if fresh != text:
            print("README.md: a table is not what it is today; run `make docs`", file=sys.stderr)
            return 1
        return 0
    README.write_text(fresh, encoding="utf-8")
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder) / "c", comparison_contents(comparison))
        for picture in ("forest.png", "curves.png"):
            shutil.copy(Path(folder) / "c" / picture, PICTURES / f"c_office_{picture}")
        write(Path(folder) / "r", rank_contents(ranking))
        shutil.copy(Path(folder) / "r" / "ranks.png", PICTURES / "c_office_ranks.png")
    return 0


if __name__ == "__main__":
    sys.exit(main())
