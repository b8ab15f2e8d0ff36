"""The brief of a ranking at equal money."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from govsim.outcomes import ALL_OUTCOMES
from govsim.report import figures
from govsim.report.brief import drawing
from govsim.report.brief.numbers import in_percent, named, say, whole
from govsim.report.brief.parts import MOST_NAMED, Author, Page, outcome_name, outcome_words
from govsim.report.ranking import choice_label, factor_label
from govsim.runs.compare import BASELINE
from govsim.runs.store import MANIFEST
from govsim.studies.ranking import HARM, LEVELS
from govsim.words import text

if TYPE_CHECKING:
    from markupsafe import Markup

MEAN, WORLDS = "paired difference over worlds and seeds", "paired difference, middle of the worlds"
ROOM = 0.07  # of a bar, below which a number has no room in it
FULL = LEVELS[-1]


def write(author: Author) -> Page:
    """Return the brief of a ranking."""
    outcome = str(author.source.manifest["outcome"])
    order = [str(name) for name in author.source.table("ranks")["policy"]]
    page = Page(author.title(), text("brief.of_rank"))
    page.advice = _advice(author, order[0], outcome)
    given: dict[str, Any] = {"policy": order[0], "less": BASELINE, "share_of_strength": FULL}
    effects = []
    for name in dict.fromkeys((HARM[0], outcome)):
        told, worlds = author.effect(MEAN, name, **given), author.effect(WORLDS, name, middle=False, **given)
        effects.append(say("brief.effect_worlds", outcome=outcome_words(name, start=True), effect=told, worlds=worlds))
    page.add("effect", *effects, author.reading())
    page.money = author.money(MEAN, **given)
    page.add("time", say("brief.time_elsewhere"))
    page.add("runner_up", *_runner_up(author, order, outcome))
    page.add("fails", *_fails(author, order[0]))
    page.add("measure", *author.measure_first(order[0]))
    page.add("lacks", *author.assumed(), say("brief.lacks"))
    page.picture = _picture(author, order)
    count = author.numbers.state("number of different values", whole, table="runs", column="world")
    page.caption = say("brief.caption_rank", outcome=outcome_words(outcome), worlds=count, baseline=author.baseline())
    return page


def _first(author: Author, policy: str, rank: int = 1, tag: str = "data") -> Markup:
    where: dict[str, Any] = {"table": "ranks", "where": {"policy": policy}, "columns": [f"rank_{rank}"]}
    return author.numbers.state("cell of a table", _rounded, unit="share", level="true", tag=tag, **where)


def _rounded(share: float) -> str:
    return f"{100 * share:.0f} %"


def _advice(author: Author, best: str, outcome: str) -> Markup:
    budget = author.numbers.state(
        "value of a document", unit="yuan per year", level="recorded", file=MANIFEST, paths=[["budget"]]
    )
    where: dict[str, Any] = {"table": "spending", "where": {"policy": best}, "columns": ["strength"]}
    strength = author.numbers.state("cell of a table", in_percent, unit="share", **where)
    names = {"policy": author.policy(best), "outcome": outcome_name(outcome), "budget": budget, "strength": strength}
    return say("brief.advice_rank", **names, chance=_first(author, best))


def _runner_up(author: Author, order: list[str], outcome: str) -> list[Markup]:
    best, other = order[:2]
    given: dict[str, Any] = {"policy": best, "less": other, "share_of_strength": FULL}
    difference = author.effect(MEAN, outcome, **given)
    better = author.numbers.state(
        "share of worlds in which it is better", _rounded, unit="share", level="true",
        outcome=outcome, better=ALL_OUTCOMES[outcome].better, **given,
    )  # fmt: skip
    _, low, high = author.numbers.find(MEAN, outcome=outcome, **given)
    key = (
        "second_worlds" if figures.verdict(ALL_OUTCOMES[outcome].better, low, high) == figures.BETTER else "second_tie"
    )
    return [say(f"brief.{key}", policy=author.policy(other), difference=difference, better=better)]


def _fails(author: Author, best: str) -> list[Markup]:
    """Return under which rules and strengths another policy is more likely first, or where this one is least sure."""
    table = author.source.table("first_by")
    found = []
    for (factor, choice), rows in table.groupby(["factor", "choice"], sort=False):
        own = float(rows[rows["policy"] == best]["first"].iloc[0])
        found.append((own, str(factor), choice))
    found.sort(key=lambda told: told[0])
    beaten = [told for told in found if told[0] < 0.5][:MOST_NAMED]
    sentences = []
    for _, factor, choice in beaten or found[:1]:
        given: dict[str, Any] = {"table": "first_by", "where": {"factor": factor, "choice": choice, "policy": best}}
        chance = author.numbers.state("cell of a table", _rounded, unit="share", columns=["first"], **given)
        what = named(f"{factor_label(factor)}: {choice_label(factor, str(choice))}")
        sentences.append(say("brief.fails_under" if beaten else "brief.least_sure", what=what, chance=chance))
    return sentences


def _picture(author: Author, order: list[str]) -> Markup:
    table = author.source.table("ranks").set_index("policy")
    rows = []
    for policy in order:
        shares = []
        for rank in range(1, len(order) + 1):
            share = float(table[f"rank_{rank}"].to_dict()[policy])
            shares.append((share, _first(author, policy, rank, "tspan") if share >= ROOM else named("").striptags()))
        rows.append((author.policy(policy, short=True).striptags(), shares))
    return drawing.bars(text("brief.of_rank"), rows)  # type: ignore[arg-type]
