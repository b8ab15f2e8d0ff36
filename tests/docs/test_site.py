"""The documentation builds without a warning into a folder that opens from disk and asks no other host for anything."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.docs.pages import PAGES, ROOT

for package in ("sphinx", "myst_parser", "furo", "latex2mathml"):
    pytest.importorskip(package)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The site, built as `make site` does."""
    folder = tmp_path_factory.mktemp("site")
    words = ["--quiet", "--fail-on-warning", "--keep-going", "-b", "html", "-c", "docs/site", ".", str(folder)]
    command = [sys.executable, "-m", "sphinx", *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


def test_every_page_is_there_and_in_the_index_of_the_search(site):
    index = (site / "searchindex.js").read_text(encoding="utf-8")
    for name in PAGES:
        assert (site / name).with_suffix(".html").is_file(), name
        assert f'"{name}"' in index, name
    assert "README.html" in (site / "index.html").read_text(encoding="utf-8")


def test_no_page_loads_anything_from_another_host_and_no_link_is_bound_to_a_server(site):
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        loaded = re.findall(r'<(?:script|img|iframe|link)\b[^>]*?(?:src|href)="([^"]*)"', text)
        assert not [target for target in loaded if re.match(r"(?:https?:)?//", target)], page.name
        assert not re.findall(r'(?:src|href)="/[^"]*"', text), page.name
    for style in site.rglob("*.css"):
        assert not re.findall(r"url\(['\"]?https?:|@import ['\"]https?:", style.read_text(encoding="utf-8")), style.name


def test_formulas_are_shown_without_a_script(site):
    text = (site / "docs" / "mechanisms" / "M04.html").read_text(encoding="utf-8")
    assert "<math" in text
    assert not re.search(r"<script[^>]*mathjax", text, re.IGNORECASE)
