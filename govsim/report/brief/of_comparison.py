"""The brief of a comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from govsim.outcomes import ALL_OUTCOMES
from govsim.report import figures
from govsim.report.brief import drawing
from govsim.report.brief.numbers import say, whole
from govsim.report.brief.parts import MOST_NAMED, Author, Page, outcome_name, outcome_words
from govsim.report.numbers import signed
from govsim.runs.response import SHARES
from govsim.words import text

if TYPE_CHECKING:
    from markupsafe import Markup

DIFFERENCE, SHARE = "paired difference over seeds", "paired difference as a share of the baseline"
CLASSES = {figures.BETTER: "better", figures.WORSE: "worse", figures.OPEN: "open"}
HARM = "expected_casualties"


def write(author: Author) -> Page:
    """Return the brief of a comparison."""
    told = author.source.manifest
    outcome, less = str(told["outcome"]), str(told["differences_from"])
    order = ranked(author, list(told["policies"]), outcome, less)
    best = order[0]
    page = Page(author.title(), text("brief.of_compare"))
    page.advice = _advice(author, order, outcome, less)
    harm = [
        say("brief.effect", outcome=outcome_words(name, start=True), **_effect(author, best, name, less))
        for name in _told(outcome)
    ]
    page.add("effect", *harm, author.reading())
    page.money = author.money(DIFFERENCE, policy=best, less=less)
    page.add("time", *_time(author, best, outcome))
    page.add("runner_up", *_runner_up(author, order, outcome, less))
    page.add("fails", *_fails(author, best, less))
    page.add("measure", *author.measure_first(best))
    page.add("lacks", *author.assumed(), say("brief.lacks"))
    page.picture = _picture(author, order, outcome, less)
    runs = author.numbers.state("number of different values", whole, table="runs", column="seed")
    page.caption = say("brief.caption_compare", outcome=outcome_words(outcome), runs=runs, baseline=author.baseline())
    return page


def _told(outcome: str) -> list[str]:
    return list(dict.fromkeys((HARM, outcome)))


def ranked(author: Author, policies: list[str], outcome: str, less: str) -> list[str]:
    """Return policies by their mean effect on an outcome, the best first; one that is not defined comes last."""
    sign = -1.0 if ALL_OUTCOMES[outcome].better == "more" else 1.0
    means = {p: sign * author.numbers.find(DIFFERENCE, policy=p, less=less, outcome=outcome)[0] for p in policies}
    return sorted(policies, key=lambda name: (bool(np.isnan(means[name])), means[name]))


def _effect(author: Author, policy: str, outcome: str, less: str) -> dict[str, Markup]:
    return {
        "effect": author.effect(DIFFERENCE, outcome, policy=policy, less=less),
        "share": author.effect(SHARE, outcome, share=True, policy=policy, less=less),
    }


def apart(author: Author, policy: str, less: str, outcome: str) -> bool:
    """Return whether a policy is better than another, its interval leaving out nothing."""
    _, low, high = author.numbers.find(DIFFERENCE, policy=policy, less=less, outcome=outcome)
    return figures.verdict(ALL_OUTCOMES[outcome].better, low, high) == figures.BETTER


def _advice(author: Author, order: list[str], outcome: str, less: str) -> Markup:
    best = order[0]
    names = {"policy": author.policy(best), "outcome": outcome_name(outcome)}
    if not apart(author, best, less, outcome):
        return say("brief.advice_none", **names)
    share = author.effect(SHARE, outcome, share=True, policy=best, less=less)
    if len(order) > 1 and not apart(author, best, order[1], outcome):
        cost = {
            name: author.numbers.find(DIFFERENCE, policy=name, less=less, outcome="office_cost")[0]
            for name in order[:2]
        }
        cheaper = min(cost, key=lambda name: cost[name])
        return say(
            "brief.advice_tie", **names, other=author.policy(order[1]), cheaper=author.policy(cheaper), share=share
        )
    return say("brief.advice_compare", **names, share=share)


def _time(author: Author, best: str, outcome: str) -> list[Markup]:
    """Return when half and nine tenths of the effect are there: of the outcome that decides, or of open hazards."""
    table = author.source.table("response")
    rows = table[(table["policy"] == best) & table["weeks"].notna()]
    for name in dict.fromkeys((outcome, HARM, "hazard_stock", *rows["outcome"])):
        if set(rows[rows["outcome"] == name]["share"]) >= set(SHARES):
            told = {}
            for key, share in zip(("half", "most"), SHARES, strict=True):
                where = {"policy": best, "outcome": name, "share": share}
                given: dict[str, Any] = {"table": "response", "where": where, "columns": ["weeks", "low", "high"]}
                told[key] = author.numbers.state("cell of a table", whole, unit="weeks", level="true", **given)
            return [say("brief.time", outcome=outcome_name(name, start=True), **told)]
    return [say("brief.time_unknown")]


def _runner_up(author: Author, order: list[str], outcome: str, less: str) -> list[Markup]:
    if len(order) < 2:
        return []
    best, other = order[:2]
    effect = author.effect(DIFFERENCE, outcome, policy=other, less=less)
    told = say("brief.second", policy=author.policy(other), outcome=outcome_name(outcome), effect=effect)
    between = author.effect(DIFFERENCE, outcome, policy=best, less=other)
    key = "second_apart" if apart(author, best, other, outcome) else "second_not_apart"
    return [told, say(f"brief.{key}", difference=between)]


def _fails(author: Author, best: str, less: str) -> list[Markup]:
    """Return on which outcomes the advised policy does harm, what is true first; costs stand elsewhere."""
    table = author.source.table("differences")
    rows = table[(table["policy"] == best) & ~table["unit"].str.startswith("yuan")]
    worse = [
        (row["level"] != "true", -abs(row["difference"] / row["baseline"]), row["outcome"])
        for row in rows.to_dict("records")
        if row["baseline"] and figures.verdict(row["better"], row["low"], row["high"]) == figures.WORSE
    ]
    sentences = []
    for _, _, name in sorted(worse)[:MOST_NAMED]:
        sentences.append(say("brief.worse", outcome=outcome_words(name), **_effect(author, best, name, less)))
    return sentences or [say("brief.fails_nowhere")]


def _picture(author: Author, order: list[str], outcome: str, less: str) -> Markup:
    rows = []
    for policy in order:
        told = author.numbers.find(DIFFERENCE, policy=policy, less=less, outcome=outcome)
        colour = CLASSES[figures.verdict(ALL_OUTCOMES[outcome].better, *told[1:])]
        declared = ALL_OUTCOMES[outcome]
        said = author.numbers.state(
            DIFFERENCE, signed, unit=declared.unit, level=declared.level, bounds=False, tag="tspan",
            policy=policy, less=less, outcome=outcome,
        )  # fmt: skip
        rows.append((author.policy(policy, short=True).striptags(), told, colour, said))
    return drawing.intervals(declared.words.label(), rows)
