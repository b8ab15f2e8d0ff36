"""The pages of the mechanisms: complete, up to date, and each with a picture that shows an effect."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest

from govsim.outcomes import ALL_OUTCOMES
from govsim.parameters import MECHANISMS, PARAMETERS
from tests.docs.pages import script

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

MOST_BYTES = 30_000  # of a picture


@pytest.fixture(scope="module")
def pages() -> ModuleType:
    return script("mechanism_pages")


def test_pages_and_pictures_are_up_to_date(pages: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert pages.main(["--check"]) == 0, capsys.readouterr().out


def test_check_names_a_stale_page_a_missing_one_and_another_experiment(
    pages: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "docs" / "mechanisms"
    shutil.copytree(pages.FOLDER, folder)
    (folder / "M05.md").write_text("old\n", encoding="utf-8")
    (folder / "M06.md").unlink()
    shutil.copy(folder / "M07.png", folder / "M08.png")
    monkeypatch.setattr(pages, "FOLDER", folder)
    monkeypatch.setattr(pages, "ROOT", tmp_path)
    assert pages.main(["--check"]) == 1
    assert re.findall(r"stale: docs/mechanisms/(\S+)", capsys.readouterr().out) == ["M05.md", "M06.md", "M08.png"]
    assert (folder / "M05.md").read_text(encoding="utf-8") == "old\n"


def test_every_mechanism_has_a_page_and_every_parameter_stands_in_one(pages: ModuleType) -> None:
    told = pages.CONTENT["mechanisms"]
    assert list(told) == list(MECHANISMS)
    listed = {name for page in (*told.values(), pages.CONTENT["population"]) for name in page["parameters"]}
    assert listed == set(PARAMETERS)
    for name, mechanism in MECHANISMS.items():
        assert set(mechanism.neutral) <= set(told[name]["parameters"]), name


def test_every_source_is_cited_and_every_name_in_the_prose_exists(pages: ModuleType) -> None:
    entries = [*pages.CONTENT["mechanisms"].values(), pages.CONTENT["population"]]
    assert {key.split()[0] for page in entries for key in page.get("sources", [])} == set(pages.CONTENT["literature"])
    for page in entries:
        quoted = re.findall(r"`([^`]+)`", " ".join([page["says"], page["where"], page.get("notes", "")]))
        choices = {choice for p in PARAMETERS.values() for choice in p.choices}
        unknown = {
            name for name in quoted if name not in PARAMETERS and name not in ALL_OUTCOMES and name not in choices
        }
        assert unknown <= {"pilot: true"}


@pytest.mark.parametrize("name", MECHANISMS)
def test_picture_is_small_and_shows_an_effect(pages: ModuleType, name: str) -> None:
    assert (pages.FOLDER / f"{name}.png").stat().st_size < MOST_BYTES
    effects = pages.read_effects()[name]
    assert list(dict.fromkeys(e.outcome for e in effects)) == pages.EXPERIMENTS[name].outcomes
    assert [e.difference for e in effects if e.value == effects[0].value] == [0.0] * len(
        pages.EXPERIMENTS[name].outcomes
    )
    assert any(e.low > 0 or e.high < 0 for e in effects), "no effect: vary something else, or report it as a finding"


def test_experiment_on_file_is_what_the_model_gives_today(pages: ModuleType) -> None:
    fresh = pages.run("M23")
    for now, filed in zip(fresh, pages.read_effects()["M23"], strict=True):
        assert (now.outcome, now.value) == (filed.outcome, filed.value)
        assert now.mean == pytest.approx(filed.mean, rel=1e-4)
