"""The brief of an investigation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from govsim.report.brief import drawing
from govsim.report.brief.numbers import in_percent, named, say, whole
from govsim.report.brief.parts import Author, Page
from govsim.report.investigation import Sentences
from govsim.words import language, text

if TYPE_CHECKING:
    from markupsafe import Markup

STORY = "story.json"
CHANCE = "chance"


def write(author: Author) -> Page:
    """Return the brief of an investigation."""
    told = author.source.document(STORY)
    page = Page(author.title(), text("brief.of_investigate"))
    lone, sets = len(told["but_for"]), told["averting_sets"]
    key = "alone" if lone else "together" if sets else "nothing"
    page.advice = say(f"brief.averted_{key}")
    case = {name: _value(author, "case", name) for name in ("week", "emerged", "deaths", "serious", "loss")}
    page.add("effect", say("brief.case", **case))
    page.add("fails", say("brief.misplaced", share=_value(author, "misplaced", form=in_percent, unit="share")))
    page.add("measure", say("brief.measure_docket"))
    page.add("lacks", say("brief.lacks"))
    page.picture = _picture(author)
    page.caption = say("brief.caption_investigate", redraws=_value(author, "checks", "redraws"), **_confidence(author))
    return page


def _confidence(author: Author) -> dict[str, Markup]:
    return {"confidence": author.numbers.state("confidence of intervals", in_percent, unit="share")}


def _value(author: Author, *path: str, form: Any = whole, unit: str = "") -> Markup:
    return author.numbers.state("value of a document", form, unit=unit, level="true", file=STORY, paths=[list(path)])


def _picture(author: Author) -> Markup:
    """Draw who had it in hand, by diligence, with intervals; chance is nobody's."""
    table = author.source.table("ledgers")
    rows = []
    for row in sorted(table.to_dict("records"), key=lambda row: -row["diligence"]):
        where = {"table": "ledgers", "where": {"actor": row["actor"]}, "columns": ["diligence", "low", "high"]}
        given: dict[str, Any] = {"unit": "share", "level": "true", "bounds": False, "tag": "tspan", **where}
        number = author.numbers.state("cell of a table", in_percent, **given)
        colour = "open" if row["actor"] == CHANCE else "worse"
        name = named(Sentences(language())("actors", row["actor"])).striptags()
        rows.append((name, (row["diligence"], row["low"], row["high"]), colour, number))
    return drawing.intervals(text("brief.of_investigate"), rows)
