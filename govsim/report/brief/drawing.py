"""The one picture of a brief, as SVG inside the page; what is written in it are stated numbers and names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDE, LEFT, RIGHT, ROW = 720.0, 210.0, 150.0, 30.0  # of the drawing: width, names, numbers, a row
STYLE = Path(__file__).with_suffix(".css")
PLANE, ROWS = (70.0, 640.0), 6  # of a plane: its sides, and its height in rows


def _svg(rows: int, title: str, lines: Sequence[str]) -> Markup:
    head = f'<svg viewBox="0 0 {WIDE:.0f} {rows * ROW + 8:.0f}" role="img" aria-label="{escape(title)}">'
    head += f"<style>{STYLE.read_text(encoding='utf-8')}</style>"
    return Markup(head + "".join(lines) + "</svg>")  # noqa: S704  # texts are escaped where they are put in


def _label(x: float, y: float, told: object, anchor: str, kind: str = "name") -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(told)}</text>'


def intervals(
    title: str, rows: Sequence[tuple[str, tuple[float, float, float], str, Markup]], *, lead: int = 0
) -> Markup:
    """Draw effects as points with intervals: rows of name, (mean, low, high), class of colour, and number."""
    ends = [0.0, *(end for _, told, _, _ in rows for end in told)]
    least, most = min(ends), max(ends)
    scale = (WIDE - LEFT - RIGHT) / ((most - least) or 1.0)

    def at(value: float) -> float:
        return LEFT + (value - least) * scale

    bottom = len(rows) * ROW
    lines = [f'<line class="zero" x1="{at(0.0):.1f}" x2="{at(0.0):.1f}" y1="0" y2="{bottom:.1f}"/>']
    for n, (name, (mean, low, high), colour, told) in enumerate(rows):
        y = (n + 0.5) * ROW
        lines.append(_label(LEFT - 16, y + 5, name, "end", "name lead" if n == lead else "name"))
        lines.append(f'<line class="span {colour}" x1="{at(low):.1f}" x2="{at(high):.1f}" y1="{y:.1f}" y2="{y:.1f}"/>')
        lines.append(f'<circle class="{colour}" cx="{at(mean):.1f}" cy="{y:.1f}" r="5"/>')
        lines.append(_label(WIDE, y + 5, told, "end", "soft"))
    return _svg(len(rows), title, lines)


def bars(title: str, rows: Sequence[tuple[str, Sequence[tuple[float, Markup]]]], *, lead: int = 0) -> Markup:
    """Draw shares of a whole as stacked bars, the first share dark: rows of name and (share, number) pairs."""
    room = WIDE - LEFT
    lines = []
    for n, (name, shares) in enumerate(rows):
        y, x = n * ROW, LEFT
        lines.append(_label(LEFT - 16, y + ROW / 2 + 5, name, "end", "name lead" if n == lead else "name"))
        for place, (share, told) in enumerate(shares):
            width = share * room
            fade = place / max(1, len(shares) - 1)
            lines.append(
                f'<rect x="{x:.1f}" y="{y + 4:.1f}" width="{width:.1f}" height="{ROW - 8:.0f}" '
                f'class="rank" fill-opacity="{1.0 - 0.85 * fade:.2f}"/>'
            )
            if told:
                kind = "on" if fade < 0.5 else "under"
                lines.append(_label(x + width / 2, y + ROW / 2 + 5, told, "middle", kind))
            x += width
    return _svg(len(rows), title, lines)


def plane(
    title: str,
    points: Sequence[tuple[float, float, str]],
    line: Sequence[tuple[float, float]],
    *,
    ring: tuple[float, float],
    ends: tuple[Markup, Markup],
) -> Markup:
    """Draw points (x, y, letter; the letter may be empty) on a plane with the origin, a line and a ring.

    `ends` are the numbers of the largest x and of the largest y.
    """
    xs, ys = [0.0, *(x for x, _, _ in points)], [0.0, *(y for _, y, _ in points)]
    (left, right), foot = PLANE, ROWS * ROW - 22.0

    def at(x: float, y: float) -> tuple[float, float]:
        across = (x - min(xs)) / ((max(xs) - min(xs)) or 1.0)
        up = (y - min(ys)) / ((max(ys) - min(ys)) or 1.0)
        return left + across * (right - left), foot - up * (foot - 16.0)

    (x0, y0), (x1, y1) = at(0.0, 0.0), at(max(xs), max(ys))
    drawn = [f'<line class="zero" x1="{left:.1f}" x2="{right:.1f}" y1="{y0:.1f}" y2="{y0:.1f}"/>']
    drawn.append(f'<line class="zero" x1="{x0:.1f}" x2="{x0:.1f}" y1="8" y2="{foot:.1f}"/>')
    drawn.append(_label(x1, foot + 18, ends[0], "middle", "soft"))
    drawn.append(_label(left - 14, y1 + 5, ends[1], "end", "soft"))
    path = " ".join("{:.1f},{:.1f}".format(*at(*place)) for place in line)
    drawn.append(f'<polyline class="front" points="{path}"/>')
    for x, y, letter in points:
        cx, cy = at(x, y)
        kind = "better" if (x, y) in line else "open"
        drawn.append(f'<circle class="{kind}" cx="{cx:.1f}" cy="{cy:.1f}" r="{4 if letter else 2.5}"/>')
        drawn.append(_label(cx + 9, cy - 6, letter, "start"))
    cx, cy = at(*ring)
    drawn.append(f'<circle class="ring" cx="{cx:.1f}" cy="{cy:.1f}" r="9"/>')
    return _svg(ROWS, title, drawn)
