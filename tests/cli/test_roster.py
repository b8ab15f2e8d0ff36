"""`govsim roster` as a user types it, and what a run says of a roster."""

from __future__ import annotations

from tests.cli.conftest import TINY

GOOD = "企业名称,行业,从业人数,网格\n红星,机械,12,1\n蓝河,纺织,约30,2\n绿山,,,\n"


def test_a_good_list_is_told_as_it_was_read(govsim, here):
    (here / "firms.csv").write_bytes(GOOD.encode("gb18030"))
    answer = govsim("roster", "check", "firms.csv", "--scenario", "tiny.yaml")
    assert answer.code == 0
    for text in ("3 firms, nothing is wrong", "gb18030", "从业人数", "机械", "machinery", "rough numbers"):
        assert text in answer.out
    told = govsim("roster", "check", "firms.csv", "--json").json
    assert told["drawn"] == {"sector": 1, "employees": 1, "grid": 1, "risk_grade": 3, "x": 3, "y": 3}


def test_a_bad_list_ends_with_2_and_its_faults_in_a_file(govsim, here):
    (here / "firms.csv").write_text(GOOD.replace("约30", "许多").replace("机械", "造船"), encoding="utf-8")
    answer = govsim("roster", "check", "firms.csv", "--scenario", "tiny.yaml", "--faults", "faults.csv")
    assert answer.code == 2
    assert "2 faults" in answer.out
    assert (here / "faults.csv").read_text(encoding="utf-8-sig").count("\n") == 3
    assert govsim("roster", "check", "firms.csv", "--scenario", "tiny.yaml", "--faults", "faults.csv").code == 2
    govsim("roster", "check", "firms.csv", "--scenario", "tiny.yaml", "--faults", "tiny.yaml").refuses(
        "tiny.yaml", "holds no faults"
    )
    assert (here / "tiny.yaml").read_text() == TINY
    govsim("roster", "check", "nosuch.xlsx").refuses("nosuch.xlsx", "no such file")


def test_grids_of_a_roster_that_nothing_heeds_are_told(govsim, here):
    (here / "firms.csv").write_text(GOOD, encoding="utf-8")
    (here / "office.yaml").write_text(TINY.replace("{count: 12}", "{roster: firms.csv}"))
    answer = govsim("run", "office.yaml", "--json")
    assert "the roster gives 2 of 3 firms of office a grid, and grid_rule (territorial) ignores it" in answer.err
    assert "warning" not in govsim("run", "office.yaml", "--set", "grid_rule=roster", "--json").err
