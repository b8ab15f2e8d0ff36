"""How Sphinx builds the documentation into a folder that opens from disk: `make site`.

The pages are those that GitHub shows, unchanged. Search runs in the reader's browser on an index that lies beside the
pages, formulas are MathML, fonts are the system's: no page asks another host for anything.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from latex2mathml.converter import convert

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

ROOT = Path(__file__).resolve().parents[2]

project = "govsim"
author = "The govsim developers"
extensions = ["myst_parser"]
root_doc = "README"
include_patterns = ["*.md", "docs/**.md", "benchmarks/README.md"]
myst_enable_extensions = ["dollarmath"]
myst_fence_as_directive = ["math"]
myst_heading_anchors = 3
html_theme = "furo"
html_title = "govsim"
html_copy_source = False
html_math_renderer = "mathml"
suppress_warnings = ["misc.highlighting_failure"]  # YAML of scenario files holds what its lexer does not know

# What the menu shows; pages that are not named here are found by links and by search.
MENU = {
    "Use": [
        "docs/tutorial_analyst",
        "docs/tutorial_researcher",
        "docs/tutorial_trainer",
        "docs/page",
        "docs/investigation",
        "docs/decisions",
        "docs/ranking",
        "docs/trials",
        "docs/rosters",
        "docs/ledger",
    ],
    "The model": [
        "docs/model",
        "docs/mechanisms",
        "docs/parameters",
        "docs/outcomes",
        "docs/schedule",
        "docs/glossary",
    ],
    "Evidence": [
        "docs/findings",
        "docs/honest_use",
        "docs/atlas",
        "docs/validation",
        "docs/calibration",
        "docs/stress",
        "docs/release",
    ],
    "Scale": ["docs/scale", "docs/cluster", "benchmarks/README"],
    "Change it": ["docs/extending", "CONTRIBUTING", "docs/design", "CHANGELOG", "docs/README"],
}


def add_menu(app: Sphinx, page: str, source: list[str]) -> None:
    """Append the menu to the first page, and the pages of mechanisms to their table."""
    menu = dict(MENU) if page == root_doc else {}
    if page == "docs/mechanisms":
        menu[""] = sorted(path.stem for path in (ROOT / "docs" / "mechanisms").glob("*.md"))
        menu[""] = [f"mechanisms/{name}" for name in menu[""]]
    for title, pages in menu.items():
        caption = f":caption: {title}\n" if title else ""
        source[0] += f"\n```{{toctree}}\n:hidden:\n{caption}\n" + "\n".join(pages) + "\n```\n"
    source[0] = re.sub(r"\[([^\]]+)\]\(([^)#\s:]+)\)", lambda link: unlinked(app, page, link), source[0])


def unlinked(app: Sphinx, page: str, link: re.Match[str]) -> str:
    """Return a link as it is, or only its text where it leads to a folder: a folder is no page."""
    return link[1] if (Path(app.srcdir) / page).parent.joinpath(link[2]).is_dir() else link[0]


def write_formula(translator: HTML5Translator, node: nodes.math) -> None:
    """Write a formula within a line."""
    from docutils.nodes import SkipNode

    translator.body.append(convert(node.astext()))
    raise SkipNode


def write_displayed_formula(translator: HTML5Translator, node: nodes.math_block) -> None:
    """Write a formula that stands alone."""
    from docutils.nodes import SkipNode

    translator.body.append(f"<div>{convert(node.astext(), display='block')}</div>")
    raise SkipNode


def open_at_first_page(app: Sphinx, fault: Exception | None) -> None:
    """Let index.html lead to the first page."""
    if fault is None:
        text = f'<!doctype html><title>govsim</title><meta http-equiv="refresh" content="0; url={root_doc}.html">\n'
        (Path(app.outdir) / "index.html").write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Register what is above."""
    app.connect("source-read", add_menu)
    app.connect("build-finished", open_at_first_page)
    app.add_html_math_renderer("mathml", (write_formula, None), (write_displayed_formula, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
