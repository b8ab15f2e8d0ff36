"""Make the Chinese font that comes with the package: a subset of Noto Sans CJK SC, under the same licence.

    pip install '.[font]'
    python docs/chinese_font.py NotoSansCJK-Regular.ttc

The source is that of https://github.com/notofonts/noto-cjk (Debian has it as `fonts-noto-cjk`). The subset holds Latin
letters, the signs of punctuation and arithmetic, the 3,755 commonest characters (GB 2312, level 1), and every further
character that a label, a title or a sentence of the package has. `--check` writes nothing, names characters of the
package that the font lacks, and exits with code 1 if there are any.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import govsim
from govsim.glossary import tables
from govsim.report.fonts import FAMILY, FONT
from govsim.words import LANGUAGES, catalogue

ROOT = Path(__file__).resolve().parent.parent
NUMBER_SC = 2  # place of the simplified Chinese face in the collection
LATIN = [*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2010, 0x2027), 0x2030, 0x2032, 0x20AC, 0x2103, 0x2116]
SIGNS = [*range(0x2190, 0x2194), 0x2212, 0x2248, 0x2260, 0x2264, 0x2265, *range(0x3001, 0x3020), *range(0xFF01, 0xFF5F)]


def common() -> set[int]:
    """Return the characters of GB 2312, level 1: rows 16 to 55."""
    found = set()
    for row in range(0xB0, 0xD8):
        for cell in range(0xA1, 0xFF):
            text = bytes([row, cell]).decode("gb2312", errors="ignore")
            found |= {ord(sign) for sign in text}
    return found


def own() -> set[int]:
    """Return the characters that the package itself writes: labels, sentences, titles of its scenarios."""
    texts = [text for lang in LANGUAGES for text in catalogue(lang).values()]
    for entries in tables().values():
        texts += [form(lang) for entry in entries.values() for lang in LANGUAGES for form in (entry.label, entry.short)]
    for path in (ROOT / "scenarios").glob("*.yaml"):
        scenario = govsim.load_scenario(path)
        texts += [scenario.title, scenario.title_zh]
        texts += [t for p in scenario.policies.values() for t in (p.title, p.title_zh, p.short, p.short_zh)]
    return {ord(sign) for text in texts for sign in text if sign.isprintable()}


def make(source: Path) -> None:
    """Write the subset, under a name of its own, so that no font of the machine is taken for it."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    font = TTFont(source, fontNumber=NUMBER_SC) if source.suffix == ".ttc" else TTFont(source)
    options = subset.Options(
        layout_features=[], hinting=False, name_IDs=[0, 1, 2, 4, 5, 6, 13, 14], notdef_outline=True
    )
    options.drop_tables += ["BASE", "GPOS", "GSUB", "vhea", "vmtx", "VORG"]
    chooser = subset.Subsetter(options)
    chooser.populate(unicodes=[*LATIN, *SIGNS, *common(), *own()])
    chooser.subset(font)
    for record in font["name"].names:
        if record.nameID in (1, 4, 6):
            record.string = FAMILY.replace(" ", "") if record.nameID == 6 else FAMILY
    font["head"].modified = font["head"].created  # the same source gives the same bytes
    font.recalcTimestamp = False
    font.save(FONT)


def missing() -> list[str]:
    """Return the characters of the package that the font lacks."""
    from matplotlib.ft2font import FT2Font

    return sorted(chr(code) for code in own() - set(FT2Font(str(FONT)).get_charmap()))


def main() -> int:
    """Make or check; return the exit code."""
    parser = argparse.ArgumentParser(description="Make the Chinese font of the package.")
    parser.add_argument("source", type=Path, nargs="?", help="Noto Sans CJK, as TTC, or Noto Sans SC, as OTF or TTF")
    parser.add_argument("--check", action="store_true", help="write nothing; name characters that the font lacks")
    given = parser.parse_args()
    if not given.check:
        if given.source is None:
            parser.error("give the file of Noto Sans CJK, or --check")
        make(given.source)
    lacking = missing()
    print(f"{FONT.name}: {FONT.stat().st_size:,} bytes; lacks {' '.join(lacking) or 'nothing'}")
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
