"""The letters of pictures: those of the machine, and for Chinese a font that comes with the package.

`GovsimSansSC.otf` is a subset of Noto Sans CJK SC, made by `docs/chinese_font.py`; its licence is `OFL.txt`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.text import Text

FAMILY = "Govsim Sans SC"
FONT = Path(__file__).parent / "GovsimSansSC.otf"
LATIN = "DejaVu Sans"  # comes with matplotlib
CHINESE = (" SC", " Hei", "SimSun", "SimHei", "YaHei")  # ends of names of fonts that a machine may have
LACKING = "〓"  # the printers' mark for a character that is not at hand


def families() -> tuple[str, ...]:
    """Return the families that a picture is set in, each for the characters that those before it lack.

    Matplotlib's own, the package's, and the Chinese ones of the machine, for rare characters in names.
    """
    _register()
    return (LATIN, FAMILY, *of_the_machine())


@cache
def _register() -> None:
    from matplotlib import font_manager

    font_manager.fontManager.addfont(FONT)


@cache
def of_the_machine() -> tuple[str, ...]:
    """Return the Chinese families that the machine has beside the package's."""
    from matplotlib import font_manager

    known = {font.name for font in font_manager.fontManager.ttflist} - {FAMILY}
    return tuple(sorted(name for name in known if "CJK" in name or name.endswith(CHINESE)))


@cache
def _characters(*names: str) -> frozenset[int]:
    """Return the characters that fonts of these families hold."""
    from matplotlib import font_manager
    from matplotlib.ft2font import FT2Font

    files = [font_manager.findfont(font_manager.FontProperties(family=[name])) for name in names]
    return frozenset(code for file in files for code in FT2Font(file).get_charmap())


def dress(figure: Figure) -> bool:
    """Set all text of a figure in fonts that hold its characters; one that none holds becomes a mark.

    Returns whether any text is beyond matplotlib's own font, so that a reader's machine may lack the letters.
    """
    from matplotlib.text import Text

    texts: list[Text] = figure.findobj(Text)
    latin, known, beyond = _characters(LATIN), _characters(*families()), False
    for text in texts:
        written = text.get_text()
        if all(sign.isspace() or ord(sign) in latin for sign in written):
            text.set_fontfamily(LATIN)
            continue
        text.set_text("".join(sign if sign.isspace() or ord(sign) in known else LACKING for sign in written))
        text.set_fontfamily(list(families()))
        text.set_fontweight("normal")  # the package's font has no bold
        beyond = True
    return beyond
