"""The page as HTML: modules, style and data named by address, as the server hands them out, or put inside for a replay.

Modules import each other by name through an import map. So the same files work from a server, where names stand for
addresses, and in one file on disk, where they stand for the modules themselves.
"""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

from govsim.report.fonts import FONT

STATIC = Path(__file__).parent / "static"
VENDOR = {
    "preact": "vendor/preact.js",
    "preact/hooks": "vendor/preact-hooks.js",
    "@preact/signals-core": "vendor/signals-core.js",
    "@preact/signals": "vendor/signals.js",
    "htm": "vendor/htm.js",
}
OWN = (
    *("app", "bet", "change", "charts", "decide", "decide-charts", "html", "job", "lessons", "luck", "map", "palette"),
    *("reel", "state", "story", "watch", "words"),
)
MODULES = VENDOR | {f"page/{name}": f"{name}.js" for name in OWN}
STYLES = ("style.css", "letters.css")  # a replay has the first alone: it asks for nothing, and is set in the machine's
FILES = {*MODULES.values(), *STYLES, FONT.name}
TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".otf": "font/otf"}

TEMPLATE = """<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>govsim</title>
<link rel="icon" href="data:image/svg+xml,{icon}">
{head}
<script type="importmap">{map}</script>
</head>
<body>
<div id="page"></div>
<noscript>govsim: JavaScript / 需要 JavaScript</noscript>
<script type="application/json" id="about">{about}</script>
{payload}<script type="module"{source}>{start}</script>
</body>
</html>
"""
ICON = (
    "%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Ccircle cx='8' cy='8' r='7' fill='%23d9a441'/%3E"
    "%3Ccircle cx='8' cy='8' r='3.4' fill='%23275d8c'/%3E%3C/svg%3E"
)


@cache
def asset(name: str) -> bytes:
    """Return a file of the page."""
    return (FONT if name == FONT.name else STATIC / name).read_bytes()


def address(name: str) -> str:
    """Return the address of a file on the server; it changes with the file, so that browsers may keep it."""
    return f"/static/{name}?{hashlib.blake2b(asset(name), digest_size=5).hexdigest()}"


def _json(data: Any) -> str:
    """Return JSON that cannot end the element that it stands in."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _map(addresses: dict[str, str]) -> str:
    return _json({"imports": addresses})


@cache
def served_map() -> str:
    """Return the import map of the served page."""
    return _map({name: address(file) for name, file in MODULES.items()})


@cache
def policy() -> str:
    """Return the content security policy of the served page: nothing from elsewhere, no code but its files."""
    digest = base64.b64encode(hashlib.sha256(served_map().encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'self' 'sha256-{digest}'; style-src 'self'; font-src 'self'; "
        "img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def served(about: dict[str, Any], lang: str) -> str:
    """Return the page as the server hands it out."""
    head = "\n".join(f'<link rel="stylesheet" href="{address(name)}">' for name in STYLES)
    source = f' src="{address("app.js")}"'
    return TEMPLATE.format(
        lang=lang, icon=ICON, head=head, map=served_map(), about=_json(about), payload="", source=source, start=""
    )


def alone(about: dict[str, Any], lang: str, payload: str) -> str:
    """Return the page as one file that asks for nothing: `payload` is base64 of the gzipped trace."""
    inside = {name: f"data:{TYPES['.js'].partition(';')[0]};base64,{_base64(file)}" for name, file in MODULES.items()}
    rule = "default-src 'none'; script-src 'unsafe-inline' data:; style-src 'unsafe-inline'; img-src data: blob:"
    style = asset("style.css").decode()
    head = f'<meta http-equiv="Content-Security-Policy" content="{rule}">\n<style>{style}</style>'
    return TEMPLATE.format(
        lang=lang,
        icon=ICON,
        head=head,
        map=_map(inside),
        about=_json(about),
        payload=f'<script type="application/octet-stream" id="trace">{payload}</script>\n',
        source="",
        start='import "page/app";',
    )


def _base64(file: str) -> str:
    return base64.b64encode(asset(file)).decode()
