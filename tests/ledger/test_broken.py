"""Broken ledgers and column maps: every fault is found, with line and column, and `estimate` refuses them."""

from __future__ import annotations

import pytest

from tests.cli.conftest import contents

HEADER = "establishment,date,inspector,tier,general,major,result,deadline,closed"
GOOD = [
    "A,2023-01-02,Li,red,2,0,fail,2023-01-20,2023-01-19",
    "B,2023-01-03,Li,blue,0,0,pass,,",
    "A,2023-07-04,Wu,red,1,1,fail,2023-07-24,",
    '"C, Ltd",2023-07-04,Wu,,3,0,,,',
]


def ledger(line: int = 0, row: str = "", header: str = HEADER) -> str:
    """Return a clean ledger, with one line (the header is line 1) replaced."""
    rows = [header, *GOOD]
    if line:
        rows[line - 1] = row
    return "\n".join(rows) + "\n"


# Content; kind; line; column; what the message must hold.
BROKEN: dict[str, tuple[str | bytes, str, int, str, list[str]]] = {
    "no column for the establishment": (
        ledger(header=HEADER.replace("establishment", "place")),
        "missing column",
        1,
        "establishment",
        ["column map"],
    ),
    "no column for the date": (
        ledger(header=HEADER.replace("date", "data")),
        "missing column",
        1,
        "date",
        ["did you mean 'data'"],
    ),
    "no counts": (
        ledger(header=HEADER.replace("general", "x").replace("major", "y")),
        "missing column",
        1,
        "general",
        ["findings"],
    ),
    "column twice": (ledger(header=HEADER.replace("result", "date")), "column twice", 1, "date", ["twice"]),
    "empty file": ("", "no rows", 1, "", ["empty"]),
    "only a header": (HEADER + "\n", "no rows", 2, "", ["no visit"]),
    "empty establishment": (
        ledger(3, " ,2023-01-03,Li,blue,0,0,pass,,"),
        "empty establishment",
        3,
        "establishment",
        ["empty"],
    ),
    "thirteenth month": (
        ledger(3, "B,2023-13-03,Li,blue,0,0,pass,,"),
        "no date",
        3,
        "date",
        ["2023-13-03", "%Y-%m-%d"],
    ),
    "30 February": (ledger(3, "B,2023-02-30,Li,blue,0,0,pass,,"), "no date", 3, "date", ["2023-02-30"]),
    "date of another form": (
        ledger(4, "A,4.7.2023,Wu,red,1,1,fail,,"),
        "no date",
        4,
        "date",
        ["4.7.2023", "2024-05-31"],
    ),
    "empty date": (ledger(4, "A,,Wu,red,1,1,fail,,"), "no date", 4, "date", ["''"]),
    "date in the future": (ledger(5, "C,2199-07-04,Wu,red,3,0,,,"), "date in the future", 5, "date", ["2199-07-04"]),
    "date before 1990": (ledger(5, "C,1923-07-04,Wu,red,3,0,,,"), "date too early", 5, "date", ["1990"]),
    "negative count": (ledger(2, "A,2023-01-02,Li,red,-2,0,fail,,"), "negative count", 2, "general", ["-2"]),
    "half a finding": (ledger(2, "A,2023-01-02,Li,red,2,0.5,fail,,"), "fractional count", 2, "major", ["0.5"]),
    "count in words": (ledger(2, "A,2023-01-02,Li,red,two,0,fail,,"), "no count", 2, "general", ["two"]),
    "empty count": (ledger(2, "A,2023-01-02,Li,red,2,,fail,,"), "no count", 2, "major", ["write 0"]),
    "infinite count": (ledger(2, "A,2023-01-02,Li,red,inf,0,fail,,"), "no count", 2, "general", ["inf"]),
    "same visit twice": (
        ledger(5, "B,2023-01-03,Li,blue,1,0,pass,,"),
        "duplicate visit",
        5,
        "establishment",
        ["line 3", "same_day"],
    ),
    "closed before the visit": (
        ledger(2, "A,2023-01-02,Li,red,2,0,fail,,2022-01-19"),
        "closed before inspection",
        2,
        "closed",
        ["2022-01-19"],
    ),
    "closed in the future": (
        ledger(2, "A,2023-01-02,Li,red,2,0,fail,,2123-01-19"),
        "date in the future",
        2,
        "closed",
        ["2123-01-19"],
    ),
    "deadline before the visit": (
        ledger(4, "A,2023-07-04,Wu,red,1,1,fail,2023-06-24,"),
        "deadline before inspection",
        4,
        "deadline",
        ["2023-06-24"],
    ),
    "deadline in a century": (
        ledger(4, "A,2023-07-04,Wu,red,1,1,fail,2123-06-24,"),
        "date in the future",
        4,
        "deadline",
        ["2123"],
    ),
    "unknown tier": (
        ledger(4, "A,2023-07-04,Wu,crimson,1,1,fail,,"),
        "unknown tier",
        4,
        "tier",
        ["crimson", "orange", "tiers"],
    ),
    "a cell too few": (ledger(4, "A,2023-07-04,Wu,red,1,1,fail,"), "wrong number of cells", 4, "", ["8 cells", "9"]),
    "a cell too many": (ledger(4, "A,2023-07-04,Wu,red,1,1,fail,,,"), "wrong number of cells", 4, "", ["10 cells"]),
    "quotation mark left open": (
        ledger(4, 'A,2023-07-04,"Wu,red,1,1,fail,,'),
        "broken quotation",
        4,
        "",
        ["quotation mark"],
    ),
    "Latin 1": (
        ledger(4, "Müller,2023-07-04,Wu,red,1,1,fail,,").encode("latin-1"),
        "bad encoding",
        4,
        "",
        ["encoding"],
    ),
    "picture": (bytes(range(256)), "bad encoding", 2, "", ["utf-8"]),
}


@pytest.mark.parametrize("case", BROKEN)
def test_fault_is_told_with_line_and_column_and_estimate_refuses(govsim, here, case):
    content, kind, line, column, says = BROKEN[case]
    (here / "bad.csv").write_bytes(content.encode() if isinstance(content, str) else content)
    before = contents(here)
    checked = govsim("ledger", "check", "bad.csv", "--json")
    assert checked.code == 2
    (fault, *_) = [f for f in checked.json["faults"] if f["kind"] == kind]
    assert (fault["line"], fault["column"]) == (line, column)
    for text in says:
        assert text in fault["message"]
    refused = govsim("ledger", "estimate", "bad.csv", "--out", "results/x")
    refused.refuses(f"bad.csv:{line}" + (f": {column}" if column else ""), *says)
    assert contents(here) == before


@pytest.mark.parametrize(
    "case",
    [
        c
        for c in BROKEN
        if BROKEN[c][1] not in ("missing column", "column twice", "no rows", "bad encoding", "broken quotation")
    ],
)
def test_one_fault_is_told_once_and_nothing_else(govsim, here, case):
    content, kind, *_ = BROKEN[case]
    (here / "bad.csv").write_bytes(content.encode() if isinstance(content, str) else content)
    assert govsim("ledger", "check", "bad.csv", "--json").json["by_kind"] == {kind: 1}


def test_several_faults_are_listed_in_order_and_counted(govsim, here):
    rows = [HEADER, "A,2023-01-02,Li,red,-1,x,fail,,", ",2023-01-02,Li,red,0,0,fail,,", "A,never,Li,red,-1,0,fail,,"]
    (here / "bad.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    told = govsim("ledger", "check", "bad.csv", "--json").json
    assert [(f["line"], f["column"]) for f in told["faults"]] == [
        (2, "general"),
        (2, "major"),
        (3, "establishment"),
        (4, "date"),
        (4, "general"),
    ]
    assert told["by_kind"] == {"negative count": 2, "no count": 1, "empty establishment": 1, "no date": 1}
    table = govsim("ledger", "check", "bad.csv")
    assert table.code == 2
    assert table.err == ""
    for text in ("5 faults", "negative count", "'never' is no date", "Faults by kind"):
        assert text in table.out
    govsim("ledger", "estimate", "bad.csv").refuses(
        "bad.csv:2: general", "and 4 more: `govsim ledger check bad.csv` lists them"
    )


def test_clean_ledger_passes(govsim, here):
    (here / "good.csv").write_text(ledger(), encoding="utf-8")
    answer = govsim("ledger", "check", "good.csv")
    assert answer.code == 0
    assert "nothing is wrong with its 4 visits" in answer.out
    assert govsim("ledger", "check", "good.csv", "--json").json == {
        "ledger": "good.csv",
        "visits": 4,
        "faults": [],
        "by_kind": {},
    }


@pytest.mark.parametrize("newline", ["\r\n", "\n\n"], ids=["of Windows", "empty lines"])
def test_lines_are_those_of_an_editor(govsim, here, newline):
    rows = [HEADER, *GOOD, "A,2023-01-09,Li,red,-1,0,fail,,"]
    (here / "bad.csv").write_bytes(newline.join(rows).encode("utf-8-sig"))
    (fault,) = govsim("ledger", "check", "bad.csv", "--json").json["faults"]
    assert fault["line"] == (6 if newline == "\r\n" else 11)


def test_line_after_a_cell_of_several_lines(govsim, here):
    (here / "bad.csv").write_text(
        ledger(2, '"A\nof\nB",2023-01-02,Li,red,0,0,fail,,').replace("red,1,1", "red,-1,1"), encoding="utf-8"
    )
    (fault,) = govsim("ledger", "check", "bad.csv", "--json").json["faults"]
    assert fault["line"] == 6


def test_missing_ledger(govsim, here):
    for command in ("check", "estimate"):
        govsim("ledger", command, "nosuch.csv").refuses("nosuch.csv", "no such file")
        govsim("ledger", command, ".").refuses("cannot be read")


def test_broken_gzip(govsim, here):
    (here / "bad.csv.gz").write_bytes(b"\x1f\x8b\x08\x00broken")
    govsim("ledger", "check", "bad.csv.gz").refuses("bad.csv.gz", "cannot be read")


MAP = """\
columns:
  establishment: firm
  date: day
findings: {general: [minor, serious], major: critical}
tiers: {1: red, 2: blue}
"""

MAPS: dict[str, tuple[str, list[str]]] = {
    "unknown key": (MAP.replace("tiers:", "teirs:"), ["map.yaml:5: teirs", "did you mean 'tiers'"]),
    "unknown name": (MAP.replace("date:", "dates:"), ["map.yaml:3: columns.dates", "did you mean 'date'"]),
    "unknown class": (MAP.replace("major:", "worst:"), ["map.yaml:4", "general", "worst"]),
    "unknown colour": (MAP.replace("red", "crimson"), ["map.yaml:5: tiers.1", "orange", "crimson"]),
    "no findings": (
        MAP.replace("findings: {general: [minor, serious], major: critical}\n", ""),
        ["map.yaml:1", "findings"],
    ),
    "findings without a column": (MAP.replace("[minor, serious]", "[]"), ["map.yaml:4: findings", "at least one"]),
    "column used twice": (MAP.replace("critical", "minor"), ["map.yaml:", "'minor'", "twice"]),
    "number for a column": (MAP.replace("day", "[1]"), ["map.yaml:3: columns.date", "string"]),
    "unknown choice": (MAP + "same_day: drop\n", ["map.yaml:6: same_day", "keep", "drop"]),
    "unknown encoding": (MAP + "encoding: klingon\n", ["map.yaml:6: encoding", "utf-8", "klingon"]),
    "long delimiter": (MAP + "delimiter: '::'\n", ["map.yaml:6: delimiter"]),
    "date format that is none": (MAP + "date_format: day\n", ["map.yaml:6: date_format", "%Y"]),
    "no mapping": ("- a\n", ["map.yaml:1", "mapping"]),
    "no YAML": (MAP + "a: [\n", ["map.yaml:", "not valid YAML"]),
}


@pytest.mark.parametrize("case", MAPS)
def test_bad_column_map_is_refused(govsim, here, case):
    text, says = MAPS[case]
    (here / "map.yaml").write_text(text, encoding="utf-8")
    (here / "ledger.csv").write_text("firm,day,minor,serious,critical\nA,2023-01-02,1,0,0\n", encoding="utf-8")
    for command in ("check", "estimate"):
        govsim("ledger", command, "ledger.csv", "--columns", "map.yaml").refuses(*says)


def test_missing_column_map(govsim, here):
    (here / "ledger.csv").write_text(ledger(), encoding="utf-8")
    govsim("ledger", "check", "ledger.csv", "--columns", "nosuch.yaml").refuses("nosuch.yaml", "no such column map")


def test_unknown_result_is_told_where_the_map_lists_them(govsim, here):
    (here / "map.yaml").write_text(
        "columns: {result: result}\nfindings: {general: general}\nresults: [pass]\n", encoding="utf-8"
    )
    (here / "ledger.csv").write_text(ledger(), encoding="utf-8")
    told = govsim("ledger", "check", "ledger.csv", "--columns", "map.yaml", "--json").json
    assert [(f["line"], f["column"], f["kind"]) for f in told["faults"]] == [
        (2, "result", "unknown result"),
        (4, "result", "unknown result"),
    ]
