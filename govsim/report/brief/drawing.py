"""The one picture of a brief, as SVG inside the page; what is written in it are stated numbers and names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from collections.abc import Sequence

WIDE, LEFT, RIGHT, ROW = 720.0, 210.0, 150.0, 30.0  # of the drawing: width, names, numbers, a row


def _svg(rows: int, title: str, lines: Sequence[str]) -> Markup:
    head = f'<svg viewBox="0 0 {WIDE:.0f} {rows * ROW + 8:.0f}" role="img" aria-label="{escape(title)}">'
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
