"""What people write in cells: full-width digits, `约30`, `1,200`, `30人`, several names, dates of several forms."""

from __future__ import annotations

import re
import unicodedata

ABOUT = re.compile(r"^(?:约|大约|近|about |ca\.? ?|~)|(?:左右|上下|余人?|多人?|\+)$", re.IGNORECASE)
UNIT = re.compile(r"(?:人|名|个|employees|persons|people)$", re.IGNORECASE)
RANGE = re.compile(r"^(\d+)(?:-|~|—|–|至|到)(\d+)$")
THOUSANDS = re.compile(r"^\d{1,3}(?:,\d{3})+(?:\.\d+)?$")
BETWEEN_NAMES = re.compile(r"\s*[、,;/&+\n]\s*")
TIME_OF_DAY = re.compile(r"[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$")
DATE_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d")  # year first: no day is taken for a month
SPREADSHEET_ERRORS = ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!")


def plain(text: str) -> str:
    """Return a text in its usual width (`１２` is 12, `（` is a parenthesis), without spaces around it."""
    return text.strip() if text.isascii() else unicodedata.normalize("NFKC", text).strip()


def alike(text: str) -> str:
    """Return what two spellings of one name have in common: usual width, no spaces, no case."""
    return "".join(plain(text).casefold().split())


def number(text: str) -> tuple[float, bool] | None:
    """Return the number that a cell means, and whether it is a rough one; None where it means none.

    `约30`, `30余人` and `about 30` are a rough 30, `20-30` is a rough 25; `1,200` and `1200人` are 1200.
    """
    told = plain(text)
    bare = UNIT.sub("", ABOUT.sub("", UNIT.sub("", told).strip()).strip()).strip()
    rough = bool(ABOUT.search(told) or ABOUT.search(UNIT.sub("", told).strip()))
    if span := RANGE.match(bare.replace(" ", "")):
        low, high = int(span[1]), int(span[2])
        return ((low + high) / 2 // 1, True) if low <= high else None
    if THOUSANDS.match(bare):
        bare = bare.replace(",", "")
    try:
        return float(bare), rough
    except ValueError:
        return None


def numbered(text: str) -> int | None:
    """Return the whole number by which a thing is called, as `3`, `第3网格` and `3号网格` are the third; or None."""
    digits = re.findall(r"\d+", plain(text))
    told = number(text)
    if told is not None:
        return int(told[0]) if told[0].is_integer() else None
    return int(digits[0]) if len(digits) == 1 and not plain(text).isascii() else None


def names(text: str) -> list[str]:
    """Return the names in a cell, as `张三、李四` or `Li; Wu` has two."""
    return [name for name in BETWEEN_NAMES.split(plain(text)) if name]
