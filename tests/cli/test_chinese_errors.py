"""Bad input is refused in Chinese under `--lang zh`: no English is left but names, and what the user wrote."""

from __future__ import annotations

import re

import pytest

from govsim.parameters import DOMAINS, PARAMETERS
from govsim.sheets.guesses import ROSTER
from tests.cli.test_bad_input import FILES, OPTIONS, ROSTERS, tiny

CHINESE = re.compile(r"[\u4e00-\u9fff]")
QUOTED = re.compile(r"（可运行：[^）]*）|'[^']*'|\"[^\"]*\"|`[^`]*`|--[a-z-]+|[^\s（]*[_.:/=]\S*")
NAMES = {
    *PARAMETERS,
    *DOMAINS,
    *(choice for parameter in PARAMETERS.values() for choice in parameter.choices),
    *ROSTER,
    *("training", "fines", "machinery", "textile", "employes", "blue", "yellow", "orange", "red", "more"),
    *("micro", "small", "medium", "large", "employees"),
    *("on", "off", "true", "false", "nan", "inf", "utf", "gb", "share"),
}


@pytest.fixture
def refused(govsim, here, monkeypatch):
    monkeypatch.setenv("GOVSIM_LANG", "zh")

    def call(*words):
        answer = govsim(*words)
        assert answer.code == 2
        said = " ".join(line for line in answer.err.splitlines() if "编译" not in line)
        assert said.startswith("govsim: 错误：")
        assert CHINESE.search(said.removeprefix("govsim: 错误：")), said
        left = set(re.findall(r"\b[a-z]{2,}", QUOTED.sub(" ", said.removeprefix("govsim: "))))
        assert left <= NAMES, said

    return call


@pytest.mark.parametrize("case", FILES)
def test_bad_scenario_file_is_refused_in_chinese(refused, here, case):
    content, _ = FILES[case]
    (here / "bad.yaml").write_bytes(content.encode() if isinstance(content, str) else content)
    refused("compare", "bad.yaml", "--least", 2, "--most", 2)


@pytest.mark.parametrize("case", ROSTERS)
def test_bad_roster_is_refused_in_chinese(refused, here, case):
    content, _ = ROSTERS[case]
    (here / "rostered.yaml").write_text(tiny("{count: 12}", "{roster: firms.csv}"))
    if content is not None:
        (here / "firms.csv").write_bytes(content.encode() if isinstance(content, str) else content)
    refused("run", "rostered.yaml")


@pytest.mark.parametrize("case", OPTIONS)
def test_bad_options_are_refused_in_chinese(refused, case):
    words, _ = OPTIONS[case]
    refused(*words)


def test_the_faults_of_a_list_are_told_in_chinese(govsim, here, monkeypatch):
    monkeypatch.setenv("GOVSIM_LANG", "zh")
    rows = "甲厂,machinery,多,紫色\n甲厂,machinery,3,红\n,machinery,0,蓝\n"
    (here / "firms.csv").write_text(f"企业名称,行业,从业人数,风险等级\n{rows}", encoding="utf-8")
    answer = govsim("roster", "check", "firms.csv", "--scenario", "tiny.yaml")
    assert answer.code == 2
    left = set(re.findall(r"\b[a-z]{2,}", QUOTED.sub(" ", answer.out)))
    assert left <= NAMES, answer.out
    for said in ("5 处错误", "须为整数，不是 '多'", "名称重复", "未知的风险等级"):
        assert said in answer.out
