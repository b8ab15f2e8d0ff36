"""A ledger as offices keep it: Chinese headings, several forms of dates, two inspectors in a cell, bad rows, XLSX."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from govsim.ledger.reading import read_ledger
from tests.ledger.conftest import synthetic

HEADER = "企业名称,检查日期,检查人员,风险等级,一般隐患数,重大隐患数,整改期限"
ROWS = [
    "甲厂,2023-01-02,李四、张三,红色,2,0,2023/1/20",
    "乙厂,2023/1/3,王五,蓝,０,0,",
    "甲厂,2023年7月4日,张三;李四,重大风险,1,1,20230724",
    "丙厂,2023.7.4 14:30,王五,,3,0,",
]
TODAY = date(2024, 12, 31)


def test_a_chinese_ledger_needs_no_map(here):
    (here / "ledger.csv").write_bytes("\n".join([HEADER, *ROWS]).encode("gb18030"))
    read = read_ledger(here / "ledger.csv", None, TODAY)
    assert read.faults == []
    assert read.visits["date"].dt.strftime("%Y-%m-%d").tolist() == ["2023-01-02", "2023-01-03", *["2023-07-04"] * 2]
    assert read.visits["inspector"].tolist() == ["张三 + 李四", "王五", "张三 + 李四", "王五"]
    assert read.visits["tier"].tolist()[:3] == ["red", "blue", "red"]
    assert read.visits["general"].tolist() == [2, 0, 1, 3]
    assert read.visits["deadline"].dt.day.tolist()[:1] == [20]
    assert read.teams == 2


def test_a_workbook_says_the_same(here):
    openpyxl = pytest.importorskip("openpyxl")
    (here / "ledger.csv").write_text("\n".join([HEADER, *ROWS]), encoding="utf-8")
    book = openpyxl.Workbook()
    for n, row in enumerate([HEADER, *ROWS]):
        cells = row.split(",")
        book.active.append([*cells[:1], date(2023, 1, 2) if n == 1 else cells[1], *cells[2:]])
    book.save(here / "ledger.xlsx")
    one, other = (read_ledger(here / name, None, TODAY) for name in ("ledger.csv", "ledger.xlsx"))
    pd.testing.assert_frame_equal(one.visits, other.visits)


def test_bad_rows_may_be_left_out_and_are_counted(govsim, here, generator):
    table = synthetic(generator, firms=40)
    table.to_csv(here / "good.csv", index=False)
    lines = (here / "good.csv").read_text().splitlines()
    (here / "bad.csv").write_text("\n".join([*lines, lines[1].replace(",", ",never,", 1), ",".join(["?"] * 6)]) + "\n")
    govsim("ledger", "estimate", "bad.csv").refuses("bad.csv:")
    answer = govsim("ledger", "estimate", "bad.csv", "--skip-bad", "--json")
    assert answer.code == 0
    assert "2 rows with faults were left out" in answer.err
    assert answer.json["bad_rows_left_out"] == 2
    assert answer.json["estimates"] == govsim("ledger", "estimate", "good.csv", "--json").json["estimates"]
    (here / "worse.csv").write_text("\n".join([lines[0], ",".join(["?"] * 6)]) + "\n")
    govsim("ledger", "estimate", "worse.csv", "--skip-bad").refuses("worse.csv:2")


def test_a_scenario_is_set_beside_the_ledger(govsim, here, generator):
    synthetic(generator, firms=40).to_csv(here / "good.csv", index=False)
    told = govsim("ledger", "estimate", "good.csv", "--scenario", "tiny.yaml", "--replicates", 2, "--json").json[
        "compared"
    ]
    by_name = {level["measure"]: level for level in told}
    assert {"findings_per_visit", "major_share"} <= set(by_name)
    level = by_name["findings_per_visit"]
    assert level["ratio"] == level["scenario"] / level["ledger"]
    shown = govsim("ledger", "estimate", "good.csv", "--scenario", "tiny.yaml", "--replicates", 2)
    assert "Levels of the ledger and of the scenario" in shown.out
