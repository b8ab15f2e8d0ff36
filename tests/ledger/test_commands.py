"""`govsim ledger` as a user types it."""

from __future__ import annotations

import json
import re
from string import Formatter
from typing import TYPE_CHECKING

import pandas as pd
import pytest
import yaml

from govsim.ledger.estimates import NOT_IDENTIFIED
from govsim.ledger.writing import LEFT_OUT
from govsim.parameters import PARAMETERS
from govsim.words.translated import catalogue_of
from tests.cli.conftest import contents
from tests.ledger.conftest import synthetic

if TYPE_CHECKING:
    from pathlib import Path

NAMES = {
    "establishment": "licence",
    "date": "visited",
    "inspector": "officer",
    "tier": "risk",
    "general": "minor",
    "major": "critical",
}
MAP = """\
columns: {establishment: licence, date: visited, inspector: officer, tier: risk}
findings: {general: minor, major: critical}
date_format: "%d.%m.%Y"
tiers: {1: blue, 2: yellow, 3: orange, 4: red}
encoding: gb18030
delimiter: ";"
"""


@pytest.fixture
def files(here: Path, generator) -> pd.DataFrame:
    """A ledger with words of its own and its column map, in the folder of the command."""
    table = synthetic(generator, firms=60, familiarity=0.3)
    own = table.rename(columns=NAMES)
    own["visited"] = pd.to_datetime(own["visited"]).dt.strftime("%d.%m.%Y")
    own["risk"] = own["risk"].map({"blue": 1, "yellow": 2, "orange": 3, "red": 4})
    own["licence"] = "厂" + own["licence"]
    own.to_csv(here / "ledger.csv", index=False, sep=";", encoding="gb18030")
    (here / "map.yaml").write_text(MAP, encoding="utf-8")
    return table


def test_words_of_an_office_are_understood(govsim, files):
    answer = govsim("ledger", "check", "ledger.csv", "--columns", "map.yaml")
    assert (answer.code, answer.err) == (0, "")
    told = govsim("ledger", "estimate", "ledger.csv", "--columns", "map.yaml", "--json")
    assert told.code == 0
    means = {
        e["group"]: e["value"]
        for e in told.json["estimates"]
        if e["measure"] == "findings_per_visit" and e["findings"] == "major"
    }
    assert means["all visits"] == files["major"].mean()
    assert means["tier red"] == pytest.approx(files["major"][files["tier"] == "red"].mean(), rel=1e-14)


def test_screen_shows_estimates_values_and_limits(govsim, files):
    answer = govsim("ledger", "estimate", "ledger.csv", "--columns", "map.yaml")
    assert (answer.code, answer.err) == (0, "")
    for text in (
        "findings per visit",
        "95 % interval",
        "parameters:",
        "grade: measured",
        "cannot be told from a ledger: true hazards",
    ):
        assert text in answer.out


def test_folder_is_written_and_its_values_run(govsim, here, files):
    answer = govsim("ledger", "estimate", "ledger.csv", "--columns", "map.yaml", "--out", "results/ledger")
    assert answer.code == 0
    assert set(contents(here / "results/ledger")) == {
        "estimates.csv",
        "estimates.parquet",
        "manifest.json",
        "scenario_values.yaml",
    }
    manifest = json.loads(
        (here / "results/ledger/manifest.json").read_text(encoding="utf-8"), parse_constant=pytest.fail
    )
    assert manifest["study"] == "ledger"
    assert manifest["map"]["findings"] == {"general": ["minor"], "major": ["critical"]}
    values = (here / "results/ledger/scenario_values.yaml").read_text(encoding="utf-8")
    (here / "office.yaml").write_text(
        "name: office\nweeks: 20\nwarmup_weeks: 5\nenterprises: {count: 8}\n" + values, encoding="utf-8"
    )
    assert govsim("run", "office.yaml", "--json").code == 0
    shown = govsim("parameters", "interval_red", "--scenario", "office.yaml", "--json").json[0]
    assert shown["grade"] == "measured"
    assert shown["value"] == yaml.safe_load(values)["parameters"]["interval_red"]["value"]
    govsim(
        "ledger", "estimate", "ledger.csv", "--columns", "map.yaml", "--out", "results/ledger", "--seed", 2, "--force"
    )
    again = json.loads((here / "results/ledger/manifest.json").read_text(encoding="utf-8"))
    assert again["seed"] == 2


def test_folder_with_other_files_is_refused_before_anything_is_read(govsim, here, files):
    before = contents(here)
    govsim("ledger", "estimate", "ledger.csv", "--columns", "map.yaml", "--out", ".").refuses("holds other files")
    assert contents(here) == before


def test_second_visits_of_a_day_are_left_out_where_the_map_says_so(govsim, here):
    rows = [
        "establishment,date,inspector,general",
        "A,2023-01-02,Li,1",
        "A,2023-01-02,Li,5",
        "A,2023-01-02,Wu,2",
        "B,2023-01-02,,1",
        "B,2023-01-02,,1",
    ]
    (here / "twice.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    map_ = "columns: {inspector: inspector}\nfindings: {general: general}\nsame_day: "
    kept = {}
    for choice in ("first", "keep"):
        (here / "map.yaml").write_text(map_ + choice + "\n", encoding="utf-8")
        kept[choice] = govsim("ledger", "estimate", "twice.csv", "--columns", "map.yaml", "--json").json
    assert (kept["first"]["visits"], kept["first"]["second_visits_left_out"]) == (3, 2)
    assert (kept["keep"]["visits"], kept["keep"]["second_visits_left_out"]) == (5, 0)
    (here / "map.yaml").write_text(map_ + "refuse\n", encoding="utf-8")
    govsim("ledger", "estimate", "twice.csv", "--columns", "map.yaml").refuses("twice.csv:3", "line 2", "and 1 more")


TOLD = re.compile(r"[A-Za-z][A-Za-z_-]{2,}")
FOR_PROGRAMS = {
    "parameters",
    "value",
    "grade",
    "measured",
    "source",
    "--out",
    "--json",
}  # the values, as a file takes them


@pytest.mark.parametrize("rows", [None, 12, 2])
def test_in_chinese_nothing_of_an_estimate_is_english(govsim, files, here, rows):
    lines = (here / "ledger.csv").read_text(encoding="gb18030").splitlines(keepends=True)
    (here / "books.csv").write_text("".join(lines[: rows and rows + 1]), encoding="gb18030")
    told = govsim("ledger", "estimate", "books.csv", "--columns", "map.yaml", "--lang", "zh")
    assert told.code == 0
    known = FOR_PROGRAMS | {"books.csv", "books", "csv", "out", "json", "Kaplan", "Meier"} | set(PARAMETERS)
    assert set(TOLD.findall(told.out)) - known == set()
    english = govsim("ledger", "estimate", "books.csv", "--columns", "map.yaml")
    assert not re.search("[\u4e00-\u9fff]", english.out)
    assert "findings per visit" in " ".join(english.out.split())


def test_all_that_a_ledger_cannot_tell_is_said_in_chinese():
    told = catalogue_of("ledger")
    for english in [*NOT_IDENTIFIED, *LEFT_OUT.values()]:
        assert english in told
    for english, chinese in told.items():
        assert english.count("{}") == len([name for _, name, *_ in Formatter().parse(chinese) if name is not None])
