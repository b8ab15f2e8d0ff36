"""The page of a brief: HTML that opens from disk and asks no host for anything, and PDF."""

from __future__ import annotations

import base64
import os
from contextlib import contextmanager
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from govsim.errors import InputError
from govsim.report.brief import of_comparison, of_decision, of_investigation, of_ranking
from govsim.report.brief.numbers import NUMBERS, Numbers
from govsim.report.brief.parts import Author, Page
from govsim.report.brief.source import Source, of_folder
from govsim.report.fonts import FAMILY, FONT
from govsim.runs.store import add_files
from govsim.words import language, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jinja2 import Template

HERE = Path(__file__).parent
HTML, PDF = "brief.html", "brief.pdf"
HEADING, SENTENCE = 60, 20  # letters that a heading, and the end of a sentence, take the room of
CLOCK = "SOURCE_DATE_EPOCH"  # reproducible-builds.org: seconds since 1970 that stand for now
KINDS = {
    "compare": of_comparison.write,
    "rank": of_ranking.write,
    "investigate": of_investigation.write,
    "decide": of_decision.write,
}


@lru_cache(maxsize=1)
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("brief.html.j2")


@lru_cache(maxsize=1)
def _face() -> Markup:
    """Return the package's font as a rule of style, so that no machine lacks a letter."""
    data = base64.b64encode(FONT.read_bytes()).decode("ascii")
    return _rule(f"data:font/otf;base64,{data}")


def _rule(place: str) -> Markup:
    return Markup(f'@font-face {{ font-family: "{FAMILY}"; src: url({place}); }}\n')  # noqa: S704


def brief(source: Source) -> tuple[str, Numbers]:
    """Return the page of results in the language that is spoken, and its numbers.

    Raises:
        InputError: There is no brief of such results.
    """
    if source.study not in KINDS:
        raise InputError(f"there is no brief of {source.study or 'these results'}; there is of {', '.join(KINDS)}")
    numbers = Numbers(source)
    page = KINDS[source.study](Author(source, numbers))
    half = _half(page)
    html = _template().render(
        lang="zh-CN" if language() == "zh" else "en",
        page=page,
        sides=(page.blocks[:half], page.blocks[half:]),
        face=_face(),
        style=Markup((HERE / "brief.css").read_text(encoding="utf-8")),  # noqa: S704  # our own file
        money_title=text("brief.money"),
        banner=text("brief.banner"),
        version=version("govsim"),
        fingerprint=str(source.manifest.get("scenario_hash", "")),
        trace=text("brief.trace"),
    )
    return html, numbers


def _half(page: Page) -> int:
    """Return how many blocks stand on the left, so that both sides are about equally long."""
    lengths = [HEADING + sum(len(told.striptags()) + SENTENCE for told in told_of) for _, told_of in page.blocks]
    table = HEADING * (1 + len(page.money)) if page.money else 0  # stands under the first block
    return min(range(len(lengths) + 1), key=lambda n: abs(table + sum(lengths[:n]) - sum(lengths[n:])))


def as_pdf(html: str) -> bytes:
    """Return a page as PDF; the same page gives the same bytes.

    Raises:
        InputError: WeasyPrint, or the library Pango that it needs, is missing.
    """
    try:
        import weasyprint
    except (ImportError, OSError) as error:
        what = "pip install 'govsim[pdf]'" if isinstance(error, ImportError) else "the library Pango is missing"
        raise InputError(f"{what}; or open {HTML} in a browser and print it: it is one page of A4", "--pdf") from None
    html = html.replace(_face(), _rule(FONT.as_uri()))  # a file is read faster than a megabyte of style
    with _no_clock():
        told: bytes = weasyprint.HTML(string=html).write_pdf(pdf_variant="pdf/ua-1")
    return told


@contextmanager
def _no_clock() -> Iterator[None]:
    """Keep the time of day out of the fonts of a PDF: fontTools would write it into each, unless told of another."""
    given = os.environ.get(CLOCK)
    os.environ[CLOCK] = given or "0"
    try:
        yield
    finally:
        if given is None:
            del os.environ[CLOCK]


def write_brief(folder: Path, *, pdf: bool = False, out: Path | None = None) -> list[Path]:
    """Write the brief of a folder of results into it, with its numbers; return the files.

    Args:
        folder: the results.
        pdf: whether to write it as PDF too.
        out: where the page shall stand instead, as HTML (or PDF, by its suffix); the numbers stay in the folder.
    """
    html, numbers = brief(of_folder(folder))
    alone = out is not None and out.suffix == ".pdf"
    printed = as_pdf(html) if pdf or alone else b""
    files = {NUMBERS: numbers.as_json().encode(), HTML: html.encode()} | ({PDF: printed} if printed else {})
    add_files(folder, files)
    if out is None:
        return [folder / name for name in files if name != NUMBERS]
    out.write_bytes(printed if alone else html.encode())
    beside = [out.with_suffix(".pdf")] if printed and not alone else []
    for path in beside:
        path.write_bytes(printed)
    return [out, *beside]
