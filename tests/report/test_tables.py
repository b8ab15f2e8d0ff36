"""Tables fit the screen: no name and no number is cut, and what is left out is named."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from govsim.report.numbers import number, share, signed, weeks
from govsim.report.tables import Column, ScreenTable, plain_table, stacked
from govsim.words import speaking

NUMBERS = ["-123,000 (-12.3 %)", "+0.00123 to +0.00456", "-9,990,000 to -1,110,000"]


def printed(table: ScreenTable, width: int = 80) -> str:
    console = Console(width=width, record=True, file=open("/dev/null", "w", encoding="utf-8"))  # noqa: SIM115, PTH123
    console.print(table)
    told = console.export_text()
    assert max(cell_len(line) for line in told.splitlines()) <= width
    return told


@pytest.mark.parametrize("count", [1, 5, 63])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_many_policies_go_on_pages_and_no_cell_is_empty_or_cut(count, lang):
    title = "提高企业安全生产主体责任意识" if lang == "zh" else "Raise the responsibility of enterprises"
    titles = [f"{title} {n}" for n in range(count)]
    columns = [Column("outcome"), Column("baseline", right=True), *(Column(t, right=True, rank=1) for t in titles)]
    cells = [stacked(Text(NUMBERS[n % 3], style="red"), f"{n} of {count}") for n in range(count)]
    table = ScreenTable(
        "Many", columns, [["deaths and serious injuries a year", "319,000", *cells]], pages=True, lines=True
    )
    with speaking(lang):
        told = printed(table)
    for n in range(count):
        assert f"{n} of {count}" in told
    assert told.count(NUMBERS[0]) == len(range(0, count, 3))
    assert "…" not in told
    pages = told.count("baseline")
    assert told.count("319,000") == pages  # each page begins with what the policies are compared with
    assert pages == 1 or f"({pages} of {pages})" in told or f"（{pages}/{pages}）" in told


def test_what_has_no_room_is_left_out_from_the_last_rank_on_and_named():
    header = ["parameter", "value", "meaning", "source"]
    row = [
        "a_name_that_is_quite_long_and_never_broken",
        "12,000 to 14,000",
        "words " * 9,
        "https://example.org/very/long/address",
    ]
    told = printed(plain_table("Some", header, [row]), 80)
    assert row[0] in told
    assert "12,000 to" in told
    assert "Left out at this width: source; a wider window or --json has them." in told
    assert "Left out" not in printed(plain_table("Some", header, [row]), 180)
    assert "source" not in told.split("Left out")[0]


def test_markup_in_a_title_or_a_cell_is_text():
    told = printed(plain_table("[/b] of [red]", ["[bold]name"], [["[/] [link=x]"]]))
    for said in ("[/b] of [red]", "[bold]name", "[/] [link=x]"):
        assert said in told


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (1.0374, "1.04"),
        (319_096.2, "319,000"),
        (999.6, "1,000"),
        (-0.000012345, "-0.0000123"),
        (0.0, "0"),
        (15_812_345, "15,800,000"),
        (float("nan"), "–"),
    ],
)
def test_numbers_have_three_significant_figures(value, told):
    assert number(value) == told


def test_differences_have_signs_and_percentages_and_weeks_have_years():
    assert signed(0.5) == "+0.5"
    assert share(-0.0955, 1.037) == "-9.21 %"
    assert share(1.0, 0.0) == ""
    assert number(0.0, off=True) == "off"
    assert weeks(104, 364) == "weeks 104 to 364 (years 2 to 7)"
    with speaking("zh"):
        assert weeks(104, 364) == "第104至364周（第2至7年）"
        assert number(0.0, off=True) == "未启用"
