"""The brief of a decision, from its `decision.json`; what a decision does not tell is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from govsim.parameters import PARAMETERS
from govsim.report.brief.numbers import named, say, whole
from govsim.report.brief.parts import MOST_NAMED, Author, Page
from govsim.report.numbers import number, signed
from govsim.words import text

if TYPE_CHECKING:
    from collections.abc import Callable

DECISION = "decision.json"
NOTHING = "none"  # the portfolio without any measure
MOST_ROWS = 5


def write(author: Author) -> Page:
    """Return the brief of a decision."""
    told: dict[str, Any] = author.source.document(DECISION)
    page = Page(author.title(), text("brief.of_decide"))
    advised = _portfolio(told.get("advice"))
    page.advice = _advice(author, told, advised)
    found = [n for n, row in enumerate(told.get("frontier") or ()) if _portfolio(row) == advised]
    rows = _rows(author, told, advised)
    page.add("effect", *(rows or [sentence for n in found[:1] for sentence in _effects(author, told, n)]))
    if other := _portfolio(told.get("runner_up")):
        page.add("runner_up", say("brief.second_named", policy=author.policy(other)), *_seen(author, told, advised))
    page.add("fails", *_sentences(told.get("failures")), *_flips(author, told))
    page.add("measure", *_information(author, told))
    page.add("lacks", *author.assumed(), say("brief.lacks"))
    page.caption = author.reading()
    return page


def _portfolio(told: Any) -> str:
    """Return the portfolio that something names: text, or a record whose `x` holds strengths by name."""
    if isinstance(told, dict):
        told = told.get("x", told.get("portfolio", ""))
    if isinstance(told, dict):
        return "+".join(name if share == 1 else f"{name}*{share:g}" for name, share in told.items() if share)
    return told if isinstance(told, str) else ""


def _value(author: Author, path: list[Any], form: Callable[[float], str] = number, **given: Any) -> Markup:
    ends = [[*path[:-1], end] for end in ("low", "high")] if given.pop("ends", False) else []
    return author.numbers.state("value of a document", form, file=DECISION, paths=[path, *ends], **given)


def _advice(author: Author, told: dict[str, Any], advised: str) -> Markup:
    budget = Markup()
    path: list[Any] = ["budget"]
    if isinstance(told.get("budget"), dict) and told["budget"]:
        path.append(next(iter(told["budget"])))
    if isinstance(told.get("budget"), (dict, int, float)) and told["budget"]:
        budget = _value(author, path, whole, unit="yuan per year", level="recorded")
    if not advised:
        return say("brief.decide_none", budget=budget)
    if advised == NOTHING:
        return say("brief.decide_nothing", budget=budget)
    key = "decide_tie" if told.get("not_told_apart") else "decide"
    return say(f"brief.{key}", policy=author.policy(advised), budget=budget)


def _rows(author: Author, told: dict[str, Any], advised: str) -> list[Markup]:
    """Return what the advised portfolio does and costs, and those that come next within the limits."""
    rows = list(enumerate(told.get("portfolios") or ()))
    rows = [(n, row) for n, row in rows if row["allowed"] and row["label"] != NOTHING]
    rows.sort(key=lambda of: (of[1]["label"] != advised, -of[1]["net_benefit"]["mean"]))
    return [
        say(
            "brief.decide_row",
            policy=author.policy(row["label"]),
            effect=_value(
                author, ["portfolios", n, "effect", "mean"], unit="persons per year", level="true", ends=True
            ),
            office=_value(author, ["portfolios", n, "cost", "office", "mean"], unit="yuan per year", level="recorded"),
            total=_value(author, ["portfolios", n, "total_cost", "mean"], unit="yuan per year", level="true"),
        )
        for n, row in rows[:MOST_ROWS]
    ]


def _seen(author: Author, told: dict[str, Any], advised: str) -> list[Markup]:
    """Return what were best if the costs of others counted."""
    others = told.get("by_perspective") or {}
    return [
        say("brief.decide_seen", who=text(f"decide.seen.{who}"), policy=author.policy(best))
        for who, best in others.items()
        if best not in {advised, NOTHING}
    ]


def _effects(author: Author, told: dict[str, Any], place: int) -> list[Markup]:
    row, sentences = told["frontier"][place], []
    for key in ("effect", "cost"):
        value = row.get(key)
        if isinstance(value, (int, float)):
            shown = _value(author, ["frontier", place, key], signed, unit="", level="true")
        elif isinstance(value, dict) and "mean" in value:
            shown = _value(author, ["frontier", place, key, "mean"], signed, level="true", ends=True)
        else:
            continue
        sentences.append(say(f"brief.decide_{key}", value=shown))
    return sentences


def _sentences(told: Any) -> list[Markup]:
    """Return sentences that the decision brings along: their numbers stand in its own tables."""
    lines = told if isinstance(told, list) else [told] if isinstance(told, str) else []
    return [named(line) for line in lines if isinstance(line, str)][:MOST_NAMED]


def _flips(author: Author, told: dict[str, Any]) -> list[Markup]:
    sentences = []
    for n, flip in enumerate(told.get("flips") or ()):
        if isinstance(flip, dict) and isinstance(flip.get("at"), (int, float)) and flip.get("parameter"):
            name = str(flip["parameter"])
            words = PARAMETERS[name].words if name in PARAMETERS else None
            at = _value(author, ["flips", n, "at"], ends="low" in flip and "high" in flip)
            sentences.append(say("brief.flip", parameter=named(words.label() if words else name), at=at))
        elif isinstance(flip, dict) and flip.get("how") == "worth":
            outcome = next(iter(flip["at"]))
            at = _value(author, ["flips", n, "at", outcome], unit="yuan")
            sentences.append(say("brief.flip_worth", at=at, policy=author.policy(_portfolio(flip["rival"]))))
    return sentences[:MOST_NAMED]


def _information(author: Author, told: dict[str, Any]) -> list[Markup]:
    information = told.get("information")
    sentences = []
    if isinstance(information, dict) and isinstance(information.get("evpi"), dict):
        value = _value(author, ["information", "evpi", "value"], unit="yuan", ends=True)
        sentences.append(say("brief.decide_evpi", value=value))
    rows = information.get("evsi") if isinstance(information, dict) else None
    worth = [(row["net"], n) for n, row in enumerate(rows or ()) if isinstance(row.get("net"), (int, float))]
    if not worth:
        return sentences
    net, n = max(worth)
    assert rows is not None
    what = named(str(rows[n].get("what", "")).replace("_", " "))
    told_net = _value(author, ["information", "evsi", n, "net"], whole, unit="yuan per year")
    return [*sentences, say("brief.measure_worth" if net > 0 else "brief.measure_none", what=what, net=told_net)]
