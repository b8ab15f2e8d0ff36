"""One result, handed over as JSON, on screen, and as a folder."""

from __future__ import annotations

import json
import math

import pandas as pd
import pytest
from matplotlib.figure import Figure

from govsim.cli.deliver import Reply, deliver
from govsim.errors import InputError
from govsim.report.folder import Contents
from govsim.report.tables import plain_table
from tests.cli.conftest import contents

DATA = {"name": "Müller", "value": 1.5, "undefined": math.nan, "rows": [{"a": math.inf}, (1, 2)]}


@pytest.fixture
def reply():
    """A result of one table and one picture."""
    return Reply(
        data=lambda: DATA,
        screen=lambda: [plain_table("A table", ["name", "value"], [["Müller", "1.5"]]), "and a [plain] line"],
        contents=lambda: Contents(
            {"study": "test"}, {"rows": pd.DataFrame({"a": [1, 2]})}, {"drawn": Figure}, {"note.txt": "a text\n"}
        ),
        note="a note",
    )


def never():
    """Stand for a form that nobody asked for."""
    raise AssertionError("nobody asked for it")


def test_a_table_and_lines_as_they_stand(reply, capsys):
    deliver(Reply(never, reply.screen, never, "a note"), json=False)
    told = capsys.readouterr()
    for fragment in ("A table", "name", "Müller", "and a [plain] line\n"):
        assert fragment in told.out
    assert told.err == "govsim: a note\n"


def test_json_is_one_object_without_nan_and_nothing_else(reply, capsys):
    deliver(Reply(reply.data, never, never, "a note"), json=True)
    told = capsys.readouterr()
    assert json.loads(told.out, parse_constant=never) == {
        "name": "Müller",
        "value": 1.5,
        "undefined": None,
        "rows": [{"a": None}, [1, 2]],
    }
    assert "Müller" in told.out
    assert told.err == ""


@pytest.mark.parametrize("as_json", [True, False], ids=["json", "table"])
def test_the_folder_is_the_same_with_json_and_with_a_table(reply, capsys, tmp_path, as_json):
    deliver(reply, as_json, tmp_path / "out")
    told = capsys.readouterr()
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "manifest.json",
        "rows.csv",
        "rows.parquet",
        "drawn.png",
        "drawn.svg",
        "note.txt",
    }
    assert json.loads((tmp_path / "out" / "manifest.json").read_text())["study"] == "test"
    assert pd.read_csv(tmp_path / "out" / "rows.csv")["a"].tolist() == [1, 2]
    assert (tmp_path / "out" / "note.txt").read_text() == "a text\n"
    if as_json:
        assert json.loads(told.out)["name"] == "Müller"
        assert told.err == ""
    else:
        assert "A table" in told.out
        assert told.err.splitlines() == [
            f"govsim: written: {tmp_path}/out/ (drawn.png, rows.csv, note.txt, manifest.json)",
            "govsim: a note",
        ]


def test_what_cannot_be_written_is_refused_before_anything_is_printed(reply, capsys, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("precious")
    with pytest.raises(InputError, match="out"):
        deliver(reply, json=True, out=tmp_path / "out")
    assert capsys.readouterr().out == ""
    assert set(contents(tmp_path / "out")) == {"thesis.txt"}


def test_a_command_gives_json_and_a_folder_at_once(govsim, here):
    both = govsim("run", "tiny.yaml", "--json", "--out", "mine")
    assert both.code == 0
    assert both.json == govsim("run", "tiny.yaml", "--json").json
    assert govsim("run", "tiny.yaml", "--out", "other").code == 0
    assert contents(here / "mine") == contents(here / "other")
