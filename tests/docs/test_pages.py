"""The pages of the documentation agree with the package and with each other."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from govsim import cli
from govsim.outcomes import ALL_OUTCOMES, TALLIES
from govsim.parameters import MECHANISMS, PARAMETERS
from govsim.schedule import SCHEDULE
from tests.docs.pages import PAGES, ROOT, WRITTEN_BY_HAND, script, without_blocks

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    return script("generate")


def test_generated_pages_are_up_to_date(generate: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert generate.main(["--check"]) == 0, capsys.readouterr().out


def test_check_names_stale_and_missing_pages_and_writes_nothing(
    generate: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in generate.PAGES:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "docs/parameters.md").write_text("old\n", encoding="utf-8")
    (tmp_path / "docs/outcomes.md").unlink()
    assert generate.main(["--check", "--root", str(tmp_path)]) == 1
    said = capsys.readouterr().out
    assert "stale: docs/parameters.md" in said
    assert "stale: docs/outcomes.md" in said
    assert "schedule" not in said
    assert (tmp_path / "docs/parameters.md").read_text(encoding="utf-8") == "old\n"
    assert generate.main(["--root", str(tmp_path)]) == 0
    assert generate.main(["--check", "--root", str(tmp_path)]) == 0


def test_schema_file_is_what_the_command_prints(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["govsim", "parameters", "--schema"])
    with pytest.raises(SystemExit):
        cli.main()
    assert capsys.readouterr().out == (ROOT / "scenarios/schema.json").read_text(encoding="utf-8")


def rows(page: str) -> list[list[str]]:
    """Return the cells of all tables of a page, without their headers."""
    lines = (ROOT / "docs" / page).read_text(encoding="utf-8").splitlines()
    cells = [re.split(r"(?<!\\)\|", line)[1:-1] for line in lines if line.startswith("|")]
    return [
        [c.strip().strip("`") for c in row]
        for n, row in enumerate(cells)
        if "---" not in cells[n][0] and "---" not in cells[min(n + 1, len(cells) - 1)][0]
    ]


def test_reference_tables_hold_every_declaration_once() -> None:
    names = [row[0] for row in rows("parameters.md")]
    assert names[: len(PARAMETERS)] == list(PARAMETERS)
    assert [row[0] for row in rows("outcomes.md")] == [*ALL_OUTCOMES, *(t.name for t in TALLIES)]
    assert [row[0] for row in rows("mechanisms.md")] == [f"[{m}](mechanisms/{m}.md)" for m in MECHANISMS]


def test_every_phase_names_a_file_and_a_function_that_exist() -> None:
    table = rows("schedule.md")
    assert [row[1] for row in table] == [phase.name for phase in SCHEDULE]
    for row in table:
        file = re.fullmatch(r"\[(.+)\]\(\.\./\1\)", row[3])
        assert file, row
        assert re.search(rf"^def {row[4]}\(", (ROOT / file[1]).read_text(encoding="utf-8"), re.MULTILINE), row
        assert row[5], f"{row[4]} has no docstring"


def test_every_mechanism_names_outcomes_that_exist() -> None:
    for mechanism in MECHANISMS.values():
        assert set(mechanism.shows_in) <= set(ALL_OUTCOMES), mechanism.id


@pytest.mark.parametrize("name", PAGES)
def test_links_lead_somewhere(name: str) -> None:
    page = PAGES[name]
    for target in re.findall(r"\]\(([^)\s]+)\)", without_blocks(page)):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        path = (page.parent / file).resolve() if file else page
        assert path.exists(), f"{name}: {target}"
        if anchor:
            titles = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w\- ]", "", t.lower()).replace(" ", "-") for t in titles}, f"{name}: {target}"


@pytest.fixture(scope="module")
def known_names() -> set[str]:
    sources = [
        *(ROOT / "govsim").rglob("*.py"),
        *(ROOT / "scenarios").glob("*.yaml"),
        ROOT / "docs" / "generate.py",
        ROOT / "Makefile",
    ]
    return {name for path in sources for name in re.findall(r"\w+", path.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("name", WRITTEN_BY_HAND)
def test_names_in_code_are_names_of_the_package(name: str, known_names: set[str]) -> None:
    quoted: list[Any] = re.findall(r"`([^`]+)`", without_blocks(WRITTEN_BY_HAND[name]))
    used = {word for text in quoted for word in re.findall(r"\b[a-z]+(?:_[a-z0-9]+)+\b", text)}
    own = {"name_part", "my_office", "my_rules", "safety_days"}  # which a page explains itself
    assert used - known_names - own == set()


def test_the_citation_names_the_newest_released_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    released = re.search(r"^## (\d\S+) \((\S+)\)$", changelog, re.MULTILINE)
    citation = dict(re.findall(r"^(version|date-released): (\S+)$", (ROOT / "CITATION.cff").read_text(), re.MULTILINE))
    assert released, "no heading of a released version"
    assert released.groups() == (citation["version"], citation["date-released"])
