"""The brief of a decision, from its `decision.json` (`evidence.decisions.told.as_json`); what it lacks is left out."""

from __future__ import annotations

from math import inf
from string import ascii_uppercase
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from govsim.parameters import PARAMETERS
from govsim.report.brief import drawing
from govsim.report.brief.numbers import named, say, whole
from govsim.report.brief.parts import MOST_NAMED, Author, Page
from govsim.report.numbers import number
from govsim.report.ranking import choice_label, factor_label
from govsim.words import text

if TYPE_CHECKING:
    from collections.abc import Callable

    Rows = list[tuple[int, str, dict[str, Any]]]  # number in the document, letter, portfolio

DECISION = "decision.json"
NOTHING = "none"  # the portfolio without any measure
MOST_ROWS = 5


def write(author: Author) -> Page:
    """Return the brief of a decision."""
    told: dict[str, Any] = author.source.document(DECISION)
    page = Page(author.title(), text("brief.of_decide"))
    advised = told.get("advice", NOTHING)
    page.advice = _advice(author, told, advised)
    rows = _within(told, advised)
    page.add("effect", *_rows(author, rows))
    page.picture, page.caption = _picture(author, told, rows, advised)
    page.add("runner_up", *_others(author, told, advised))
    page.add("fails", *_boxes(author, told), *_flips(author, told))
    page.add("measure", *_information(author, told))
    page.add("lacks", author.reading(), *author.assumed(), say("brief.lacks"))
    return page


def _value(author: Author, path: list[Any], form: Callable[[float], str] = number, **given: Any) -> Markup:
    ends = [[*path[:-1], end] for end in ("low", "high")] if given.pop("ends", False) else []
    return author.numbers.state("value of a document", form, file=DECISION, paths=[path, *ends], **given)


def _advice(author: Author, told: dict[str, Any], advised: str) -> Markup:
    """Return the advice, within the first budget, if there is one."""
    within = say("brief.decide_freely")
    for payer in list(told.get("budget") or ())[:1]:
        yuan = _value(author, ["budget", payer], whole, unit="yuan per year", level="recorded")
        within = say("brief.decide_within", budget=yuan)
    if advised == NOTHING:
        return say("brief.decide_nothing", within=within, who=text(f"decide.seen.{told.get('perspective', 'society')}"))
    key = "brief.decide" if told.get("supported") else "brief.decide_tie"
    return say(key, within=within, policy=author.policy(advised))


def _within(told: dict[str, Any], advised: str) -> Rows:
    """Return the advised portfolio and those that come next within the limits, each with its number and a letter."""
    rows = [(n, r) for n, r in enumerate(told.get("portfolios", ())) if r["allowed"] and r["label"] != NOTHING]
    rows.sort(key=lambda of: (of[1]["label"] != advised, -of[1]["net_benefit"]["mean"]))
    return [(n, letter, row) for (n, row), letter in zip(rows, ascii_uppercase[:MOST_ROWS], strict=False)]


def _rows(author: Author, rows: Rows) -> list[Markup]:
    """Return what these portfolios do and cost."""
    sentences = []
    for n, letter, row in rows:
        place = ["portfolios", n]
        values = {
            "effect": _value(author, [*place, "effect", "mean"], unit="persons per year", level="true", ends=True),
            "office": _value(author, [*place, "cost", "office", "mean"], unit="yuan per year", level="recorded"),
            "total": _value(author, [*place, "total_cost", "mean"], unit="yuan per year", level="true"),
        }
        policy = Markup("<b>{}</b> ").format(letter) + author.policy(row["label"])
        sentences.append(say("brief.decide_row", policy=policy, **values))
    return sentences


def _picture(author: Author, told: dict[str, Any], rows: Rows, advised: str) -> tuple[Markup, Markup]:
    """Return cost and harm averted of the portfolios, and what the picture shows."""
    every = told.get("portfolios", ())
    if not rows or not all("cost_seen" in row for row in every):
        return Markup(), Markup()
    letters = {n: letter for n, letter, _ in rows}
    at = [(row["cost_seen"]["mean"], row["effect"]["mean"]) for row in every]
    shown = [(x, y, letters.get(n, "")) for n, (x, y) in enumerate(at) if every[n]["allowed"]]
    front = {row["label"] for row in told.get("frontier", ())}
    line = sorted(place for row, place in zip(every, at, strict=True) if row["label"] in front)
    dearest, most = (max(range(len(at)), key=lambda n: at[n][axis] if every[n]["allowed"] else -inf) for axis in (0, 1))
    ends = (
        _value(author, ["portfolios", dearest, "cost_seen", "mean"], unit="yuan per year", level="true", tag="tspan"),
        _value(author, ["portfolios", most, "effect", "mean"], unit="persons per year", level="true", tag="tspan"),
    )
    ring = next(place for row, place in zip(every, at, strict=True) if row["label"] == advised)
    caption = say("brief.caption_decide", who=text(f"decide.seen.{told['perspective']}"))
    return drawing.plane(text("decide.frontier"), shown, line, ring=ring, ends=ends), caption


def _others(author: Author, told: dict[str, Any], advised: str) -> list[Markup]:
    """Return the runner-up, what is not told apart from the advice, and what were best if others paid alone."""
    second, near = told.get("runner_up"), told.get("not_told_apart", ())
    alike = [label for label in near if label != second]
    key = "brief.second_alike" if second in near else "brief.second_named"
    sentences = [say(key, policy=_name(author, second))] if second else []
    if alike:
        names = say("decide.or").join(_name(author, label) for label in alike[:MOST_NAMED])
        sentences.append(say("brief.decide_alike", names=names))
    for who, best in told.get("by_perspective", {}).items():
        if best not in {advised, NOTHING}:
            sentences.append(say("brief.decide_seen", who=text(f"decide.seen.{who}"), policy=author.policy(best)))
    return sentences


def _name(author: Author, label: str) -> Markup:
    return named(text("decide.nothing")) if label == NOTHING else author.policy(label)


def _boxes(author: Author, told: dict[str, Any]) -> list[Markup]:
    """Return where the advice fails, as far as a box of parameters is dense enough to be told."""
    sentences = []
    for n, box in enumerate(told.get("boxes", ())):
        if box["telling"]:
            limits = [
                say(
                    f"decide.{limit['side']}",
                    parameter=_parameter(limit["parameter"]),
                    value=_value(author, ["boxes", n, "limits", m, "value"]),
                )
                for m, limit in enumerate(box["limits"])
                if isinstance(limit["value"], (int, float))
            ]
            sentences.append(say("brief.decide_fails", limits=say("decide.and").join(limits)))
    return sentences[:1]


def _parameter(name: str) -> Markup:
    return named(PARAMETERS[name].words.label() if name in PARAMETERS else name)


def _flips(author: Author, told: dict[str, Any]) -> list[Markup]:
    """Return at which values of single parameters, and from which worth on, another portfolio wins."""
    sentences = []
    for n, flip in enumerate(told.get("flips", ())):
        if flip.get("how") == "worth":
            at = _value(author, ["flips", n, "at", next(iter(flip["at"]))], unit="yuan")
            sentences.append(say("brief.flip_worth", at=at, policy=_name(author, flip["rival"])))
        elif flip.get("how") == "rule":
            rule = named(text("brief.rule", rule=factor_label(flip["parameter"]), choice=_choice(flip)))
            sentences.append(say("brief.flip_rule", rule=rule, policy=_name(author, flip["rival"])))
        elif isinstance(flip["at"], (int, float)):
            bounded = None not in (flip["low"], flip["high"])
            at = _value(author, ["flips", n, "at"], ends=bounded)
            sentences.append(say("brief.flip", parameter=_parameter(flip["parameter"]), at=at))
    return sentences[:MOST_NAMED]


def _choice(flip: dict[str, Any]) -> str:
    return choice_label(flip["parameter"], str(flip["at"]))


def _information(author: Author, told: dict[str, Any]) -> list[Markup]:
    """Return what knowing everything would be worth, and the measurement that is worth most."""
    information, sentences = told.get("information", {}), []
    if "evpi" in information:
        value = _value(author, ["information", "evpi", "value"], unit="yuan", ends=True)
        sentences.append(say("brief.decide_evpi", value=value))
    for n, row in enumerate(information.get("evsi", ())[:1]):  # most first
        what = named(text(f"decide.{row['what']}", n=row["n"]))
        worth, cost = (_value(author, ["information", "evsi", n, key], unit="yuan") for key in ("value", "cost"))
        key = "brief.measure_worth" if row["pays"] else "brief.measure_none"
        sentences.append(say(key, what=what, worth=worth, cost=cost))
    return sentences
