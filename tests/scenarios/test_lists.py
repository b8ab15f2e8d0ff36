"""The list of an office as it is kept: in a spreadsheet, in Chinese, with faults, which are all told at once."""

from __future__ import annotations

import csv
import io
import sys

import pytest

import govsim
from govsim.errors import InputError
from govsim.sheets import guesses, words
from govsim.sheets.faults import as_csv, by_kind
from govsim.sheets.reading import found_encoding, read_sheet
from govsim.world.roster import Offices, RosterMap, check_roster, read_map

HEADER = ["序号", "企业名称(全称)", "所属行业", "从业人员数", "网格编号", "风险等级", "x", "y", "联系电话"]
SECTORS = ["machinery", "textile", "metal", "chemicals", "trade_and_storage"]
INDUSTRIES = ["机械制造", "纺织业", "金属铸造", "化工", "仓储物流"]
SIZES = ["12", "１２０", "约30", "1,200", "45人", "30余人", "20-30", ""]
TOLD = Offices("office", ["office"], SECTORS, 4)

# Which cell of which firm is bad (row below the header, column), what stands there, and the kind of the fault.
FAULTS = [
    *((n, 1, "", "empty name") for n in (3, 17)),
    *((n, 1, "企业7号", "duplicate name") for n in (40, 41, 42)),
    *((n, 2, word, "unknown sector") for n, word in ((5, "造船"), (6, "航天"), (77, "渔业"))),
    *((n, 3, word, "no number") for n, word in ((8, "许多"), (9, "三十"), (10, "2.5"), (11, "30-20"))),
    *((n, 3, word, "out of range") for n, word in ((12, "0"), (13, "-4"), (14, "２０００００００"))),
    *((n, 4, word, "no grid") for n, word in ((20, "北片"), (21, "2.5"))),
    *((n, 4, word, "unknown grid") for n, word in ((22, "5"), (23, "第9网格"))),
    *((n, 5, word, "unknown risk grade") for n, word in ((30, "紫"), (31, "高"), (32, "5级"))),
    *((n, 6, word, "no position") for n, word in ((50, "东"), (51, "nan"), (52, "1e9"))),
    *((n, 7, "", "half a position") for n in (60, 61)),
    (70, 3, "#REF!", "not computed"),
    (71, 9, "多", "wrong number of cells"),
    (72, 4, "#N/A", "not computed"),
]


def firms() -> list[list[str]]:
    """Return the rows of 640 firms without a fault."""
    return [
        [
            str(n),
            f"企业{n}号",
            INDUSTRIES[n % 5],
            SIZES[n % 8],
            f"第{n % 4 + 1}网格",
            "红橙黄蓝"[n % 4],
            "1.5",
            str(n),
            "555",
        ]
        for n in range(640)
    ]


def spoilt(rows: list[list[str]]) -> list[list[str]]:
    rows = [list(row) for row in rows]
    for n, column, text, _ in FAULTS:
        rows[n][column:] = [text, *rows[n][column + 1 :]]
    return rows


def write(path, rows, encoding="gb18030"):
    rows = [["C街道企业名单"], [], HEADER, *rows]
    if path.suffix == ".xlsx":
        openpyxl = pytest.importorskip("openpyxl")
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(path)
    else:
        text = io.StringIO(newline="")
        csv.writer(text).writerows(rows)
        path.write_bytes(text.getvalue().encode(encoding))
    return path


@pytest.mark.parametrize("name", ["firms.csv", "firms.xlsx"])
def test_thirty_faults_of_twelve_kinds_are_taken_in_one_round(tmp_path, name):
    """Every fault is told with its line and column at once; when those cells are corrected, nothing is wrong."""
    rows = spoilt(firms())
    told = check_roster(write(tmp_path / name, rows), TOLD).faults
    wanted = {(n + 4, "" if column == 9 else HEADER[column], kind) for n, column, _, kind in FAULTS}
    wanted -= {(n + 4, HEADER[7], "half a position") for n in (60, 61)}
    wanted |= {(n + 4, HEADER[6], "half a position") for n in (60, 61)}
    assert len(wanted) == len(FAULTS) == 30
    assert {(fault.line, fault.column, fault.kind) for fault in told} == wanted
    assert len(by_kind(told)) == 12
    good = firms()
    for fault in told:
        rows[fault.line - 4] = good[fault.line - 4]
    roster = check_roster(write(tmp_path / name, rows), TOLD)
    assert roster.faults == []
    assert len(roster.firms) == 640
    assert roster.drawn == {"employees": 80}
    assert roster.sectors == dict(zip(INDUSTRIES, SECTORS, strict=True))
    assert roster.unused == ["序号", "联系电话"]
    assert roster.rough == 240


def test_both_kinds_of_file_say_the_same(tmp_path):
    one = check_roster(write(tmp_path / "a.csv", firms()), TOLD)
    other = check_roster(write(tmp_path / "b.xlsx", firms()), TOLD)
    assert (one.firms, one.columns) == (other.firms, other.columns)
    assert (one.encoding, other.encoding) == ("gb18030", "xlsx")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
def test_the_encoding_is_found(encoding):
    text = "企业名称,行业\n红星,机械\n"
    assert text.encode(encoding).decode(found_encoding(text.encode(encoding))) == text


@pytest.mark.parametrize("text", ["Müller,1\n", "Café Amélie,2\n", "Ökonomie größer\n"])
def test_latin_letters_are_not_taken_for_chinese(text):
    with pytest.raises(UnicodeDecodeError):
        found_encoding(text.encode("latin-1"))


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("１２", (12, False)),
        ("约30", (30, True)),
        ("30余人", (30, True)),
        ("30 人左右", (30, True)),
        ("about 30", (30, True)),
        ("20～30", (25, True)),
        ("1,200", (1200, False)),
        ("45人", (45, False)),
        ("-4", (-4, False)),
        ("许多", None),
        ("1,20", None),
        ("", None),
    ],
)
def test_numbers_as_people_write_them(cell, number):
    assert words.number(cell) == number


def test_headings_are_guessed_and_none_holds_two_things():
    assert guesses.columns(["单位", "行业类别", "职工人数", "街道"], guesses.ROSTER) == {
        "name": "单位",
        "sector": "行业类别",
        "employees": "职工人数",
        "office": "街道",
    }
    assert guesses.columns(["Company", "Industry", "Head count", "name"], guesses.ROSTER)["name"] == "name"
    assert "sector" not in guesses.columns(["企业名称", "行业主管部门", "行业监管"], guesses.ROSTER)


def test_a_map_says_what_guesses_cannot(tmp_path):
    (tmp_path / "map.yaml").write_text(
        "columns: {name: 牌子, sector: 做什么, employees: 几个人, grid: 片}\n"
        "sectors: {造船: machinery}\ngrids: {北片: 2}\ntiers: {高: red}\n",
        encoding="utf-8",
    )
    path = tmp_path / "firms.csv"
    path.write_text("牌子,做什么,几个人,片,等级\n甲,造船,3,北片,高\n", encoding="utf-8")
    roster = check_roster(path, TOLD, read_map(tmp_path / "map.yaml"))
    assert roster.faults == []
    (firm,) = roster.firms
    assert (firm.name, firm.sector, firm.employees, firm.grid, firm.tier) == ("甲", 0, 3, 1, 3)
    (tmp_path / "map.yaml").write_text("colums: {}\n")
    with pytest.raises(InputError, match=r"map.yaml:1: colums.*did you mean 'columns'"):
        read_map(tmp_path / "map.yaml")


def test_a_map_is_part_of_the_scenarios_identity(small, tmp_path):
    (tmp_path / "firms.csv").write_text("a,b,c\nAdler,works,3\nBirch,works,4\n")

    def scenario(sector):
        (tmp_path / "map.yaml").write_text(
            f"columns: {{name: a, sector: b, employees: c}}\nsectors: {{works: {sector}}}\n"
        )
        given = {"roster": str(tmp_path / "firms.csv"), "columns": str(tmp_path / "map.yaml")}
        return small(0, weeks=4, enterprises=given, sectors={"metal": {}, "trade": {}})

    one = scenario("metal")
    assert govsim.simulate(one, 1).enterprises["sector"].tolist()[:2] == ["metal"] * 2
    fingerprint = one.fingerprint
    other = scenario("trade")
    assert other.fingerprint != fingerprint
    assert govsim.simulate(other, 1).enterprises["sector"].tolist()[:2] == ["trade"] * 2


def test_names_stay_and_sizes_fit_sectors(small, tmp_path):
    path = tmp_path / "firms.csv"
    path.write_text("企业名称,行业,人数\n红星,large,\n蓝河,small,\n绿山,small,7\n", encoding="utf-8")
    sectors = {"small": {"size_factor": 0.05}, "large": {"size_factor": 50.0}}
    values = {"entry_rate": 0.5, "spare_premises": 1.0, "exit_rate": 0.0, "closure_probability": 0.0}
    run = govsim.simulate(small(0, values, weeks=208, enterprises={"roster": str(path)}, sectors=sectors), 1, log=True)
    firms = run.enterprises.set_index("name")
    assert firms.index[:3].tolist() == ["红星", "蓝河", "绿山"]
    assert set(firms.index[3:]) == {""}  # those that came later
    assert firms.loc["红星", "employees"] > 100 > 7 == firms.loc["绿山", "employees"] > firms.loc["蓝河", "employees"]
    assert set(run.log.loc[run.log["entry"] == 0, "name"]) == {"红星", "蓝河", "绿山"}
    assert set(run.log.loc[run.log["entry"] > 0, "name"]) == {""}


def test_faults_are_a_csv_for_a_spreadsheet(tmp_path):
    told = check_roster(write(tmp_path / "firms.csv", spoilt(firms())), TOLD).faults
    text = as_csv(told)
    assert text.startswith("\ufeffline,column,kind,message")
    assert [int(row["line"]) for row in csv.DictReader(io.StringIO(text[1:]))] == [fault.line for fault in told]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"PK\x03\x04 and no more", "cannot be read as XLSX"),
        (b"\xd0\xcf\x11\xe0 an old workbook", "save it as .xlsx"),
        (b"\x1f\x8b\x08\x00 broken", "cannot be read"),
    ],
)
def test_broken_files_are_refused(tmp_path, content, says):
    (tmp_path / "firms.xlsx").write_bytes(content)
    with pytest.raises(InputError, match=says):
        check_roster(tmp_path / "firms.xlsx", TOLD)


def test_without_openpyxl_the_command_that_brings_it_is_named(tmp_path, monkeypatch):
    path = write(tmp_path / "firms.xlsx", firms()[:3])
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(InputError, match=r"pip install 'govsim\[excel\]'"):
        read_sheet(path)


def test_a_wrong_encoding_of_a_map_is_refused_or_a_fault_of_the_file(tmp_path):
    path = write(tmp_path / "firms.csv", firms()[:3])
    (fault,) = check_roster(path, TOLD, RosterMap(encoding="ascii")).faults
    assert fault.kind == "bad encoding"
    with pytest.raises(ValueError, match="must be an encoding"):
        RosterMap(encoding="undefined")
