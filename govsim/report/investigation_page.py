"""An investigation as one HTML file: it opens from disk, asks no other host for anything, in light and dark."""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from govsim.report.folder import Contents
from govsim.runs.store import origin, plain

if TYPE_CHECKING:
    from jinja2 import Template

    from govsim.investigation.investigate import Investigation
    from govsim.report.investigation import Story

PARTS = ("unit", "course", "toll", "causes", "blame", "measures")
WIDE, LEFT, ROW = 720, 170, 30  # of a drawing, in pixels: its width, where its names end, a row
WIDEST = 90  # pixels that the word for a week takes, beside its number
LEVELS = ("office", "departments", "agencies", "society", "inspectors", "firm")  # of the map, from above


def contents(told: Investigation, story: Story) -> Contents:
    """Return what the folder of an investigation holds: the story, its tables, all of it as JSON."""
    import json

    manifest = origin("investigate", told.scenario) | {
        "file": told.scenario.file,
        "seed": told.seed,
        "accident": told.accident.number,
        "redraws": len(told.care_worths),
        "care": str(told.care.file),
    }
    tables = {"ledgers": told.ledgers.reset_index()}
    if told.opportunities:
        tables["opportunities"] = told.opportunity_frame.reset_index()
    texts = {"story.html": page(story), "story.json": json.dumps(plain(told.as_json()), ensure_ascii=False, indent=2)}
    return Contents(manifest, tables, texts=texts)


@lru_cache(maxsize=1)
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    loader = FileSystemLoader(Path(__file__).parent)
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    return environment.get_template("investigation.html.j2")


def told_in_words(story: Story) -> dict[str, Any]:
    """Return the story as a page shows it, in the language of the story: sentences, tables, drawings."""
    title, names = story.ledger_head()
    parts = [
        {"name": name, "heading": part.heading, "sentences": part.sentences}
        for name, part in zip(PARTS, story.parts, strict=True)
    ]
    return {
        "title": story.title,
        "banner": story.words("banner"),
        "parts": parts,
        "ledger_title": title,
        "ledger_names": names,
        "ledger_rows": story.ledger_rows(),
        "ledger_svg": ledger_svg(story),
        "lanes_title": story.words("swimlanes", "title"),
        "lanes_key": story.words("swimlanes", "key"),
        "lanes_svg": lanes_svg(story),
        "map_svg": map_svg(story),
        "map_key": story.words("map"),
        "remedy": story.remedy,
    }


def page(story: Story) -> str:
    """Return the story as an HTML page."""
    return _template().render(
        **told_in_words(story),
        lang="zh-CN" if story.words.lang == "zh" else "en",
        version=version("govsim"),
        scenario=story.told.scenario.name,
        fingerprint=story.told.scenario.fingerprint,
        care=story.told.care.file,
    )


def _svg(height: float, title: str, lines: list[str]) -> Markup:
    head = f'<svg viewBox="0 0 {WIDE} {height:.0f}" role="img" aria-label="{escape(title)}">'
    return Markup(head + "".join(lines) + "</svg>")  # noqa: S704  # texts are escaped where they are put in


def _text(x: float, y: float, text: Any, kind: str = "", anchor: str = "start") -> str:
    named = f' class="{kind}"' if kind else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{named}>{escape(text)}</text>'


def lanes_svg(story: Story) -> Markup:
    """Return who could have known what, when: a lane each, bars where it is known, rings where it was missed."""
    a = story.told.accident
    weeks = max(1, a.week - a.emerged)

    def at(week: float) -> float:
        return LEFT + (week - a.emerged) / weeks * (WIDE - LEFT - 24)

    lines = []
    lanes = story.lanes()
    for n, (lane, (known, missed)) in enumerate(lanes.items()):
        y = 14 + n * ROW
        lines.append(_text(LEFT - 12, y + 9, story.words("swimlanes", lane), anchor="end"))
        lines.append(
            f'<rect class="open" x="{at(a.emerged):.1f}" y="{y}" width="{at(a.week) - LEFT:.1f}" height="10"/>'
        )
        start = None
        for k, knows in enumerate([*known[:weeks], False]):
            if knows and start is None:
                start = k
            elif not knows and start is not None:
                x, to = at(a.emerged + start), at(a.emerged + k)
                lines.append(f'<rect class="known" x="{x:.1f}" y="{y}" width="{to - x:.1f}" height="10"/>')
                start = None
        for week, untried in missed:
            lines.append(_mark(at(week), y + 5, story.words("week", week=week), untried))
    height = 14 + len(lanes) * ROW
    x = at(a.week)
    lines.append(f'<line class="struck" x1="{x:.1f}" x2="{x:.1f}" y1="4" y2="{height}"/>')
    for n in range(5):
        week = round(a.emerged + n * weeks / 4)
        lines.append(_text(at(week), height + 16, week, "soft", "middle"))
    return _svg(height + 22, story.words("swimlanes", "title"), lines)


def _mark(x: float, y: float, title: str, untried: bool) -> str:
    told = f"<title>{escape(title)}</title>"
    if untried:
        return f'<path class="missed" d="M{x:.1f} {y - 8:.1f}l8 8l-8 8l-8 -8z">{told}</path>'
    return f'<circle class="missed" cx="{x:.1f}" cy="{y:.1f}" r="7">{told}</circle>'


def ledger_svg(story: Story) -> Markup:
    """Return the two ledgers as pairs of bars, with the interval of the one by diligence."""
    frame = story.told.ledgers
    order = [*(name for name in frame.index if name != "chance"), "chance"]
    wide = WIDE - LEFT - 24
    lines = []
    for n, name in enumerate(order):
        y = 8 + n * 38
        row = frame.loc[name]
        lines.append(_text(LEFT - 12, y + 18, story.words("actors", name), anchor="end"))
        for kind, offset in (("outcome", 0), ("diligence", 14)):
            share = max(0.0, float(row[kind]))
            lines.append(f'<rect class="{kind}" x="{LEFT}" y="{y + offset}" width="{share * wide:.1f}" height="12"/>')
        low, high = (LEFT + min(1.0, max(0.0, float(row[end]))) * wide for end in ("low", "high"))
        lines.append(f'<line class="whisker" x1="{low:.1f}" x2="{high:.1f}" y1="{y + 20}" y2="{y + 20}"/>')
    height = 8 + len(order) * 38
    for n in range(5):
        x = LEFT + n / 4 * wide
        lines.append(f'<line class="axis" x1="{x:.1f}" x2="{x:.1f}" y1="2" y2="{height}"/>')
        lines.append(_text(x, height + 16, f"{25 * n} %", "soft", "middle"))
    return _svg(height + 22, story.ledger_head()[0], lines)


def map_svg(story: Story) -> Markup:
    """Return the map of causes on levels: from each opportunity a line to the accident, as its test came out."""
    told = story.told
    levels = [level for level in LEVELS if level in told.actors]
    levels += [actor for actor in told.actors if actor not in levels]
    needed = {n for averting in told.averting_sets for n in averting}
    bottom = 30 + len(levels) * 62
    lines, links = [], []
    for place, level in enumerate(levels):
        y = 26 + place * 62
        lines.append(_text(LEFT - 12, y + 5, story.words("actors", level), anchor="end"))
        own = [n for n, player in enumerate(told.players) if player[0].actor == level]
        room = (WIDE - LEFT - 24) / max(1, len(own))
        for k, n in enumerate(own):
            x, half = LEFT + (k + 0.5) * room, min(42.0, room / 2 - 4)
            o = told.players[n][0]
            kind = "alone" if n in told.but_for else "together" if n in needed else "none"
            to = (LEFT + WIDE - 24) / 2
            links.append(f'<line class="{kind}" x1="{x:.1f}" x2="{to:.1f}" y1="{y + 14}" y2="{bottom}"/>')
            box = f'x="{x - half:.1f}" y="{y - 14}" width="{2 * half:.1f}" height="28" rx="5"'
            told_week = story.words("week", week=o.week)
            what = story.then(*told.players[n])
            lines.append(f'<rect class="box{" latent" if o.latent else ""}" {box}><title>{escape(what)}</title></rect>')
            lines.append(_text(x, y + 5, told_week if room >= WIDEST else o.week, anchor="middle"))
    x = (LEFT + WIDE - 24) / 2
    lines.append(f'<circle class="missed" cx="{x:.1f}" cy="{bottom}" r="9"/>')
    lines.append(_text(x + 16, bottom + 5, story.words("accident")))
    return _svg(bottom + 18, story.words("parts", "causes"), [*links, *lines])
