"""Results on disk: whole or not at all, and with everything that one needs to make them again."""

from __future__ import annotations

import importlib.metadata
import json
import platform
import subprocess
import sys
from pathlib import Path

import filelock
import pytest

import govsim
from govsim import InputError
from govsim.report.comparison import comparison_contents, manifest
from govsim.report.folder import write
from govsim.runs.store import check_writable, locked, versions, write_folder


@pytest.fixture
def old(tmp_path):
    """A folder of results from before."""
    folder = tmp_path / "results"
    write_folder(folder, {"study": "old"}, filling("old"))
    return folder


def filling(text):
    """Return a filling of one table, in a folder of its own."""

    def fill(place):
        (place / "tables").mkdir()
        (place / "tables" / "runs.csv").write_text(text)

    return fill


def files(folder):
    """Return what is below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}


def half_done(error):
    """Return a filling that fails half-way."""

    def fill(place):
        (place / "runs.csv").write_text("new")
        raise error

    return fill


@pytest.mark.parametrize(
    "error",
    [OSError(28, "No space left on device"), ValueError("a fault"), KeyboardInterrupt()],
    ids=["disk full", "fault", "interrupt"],
)
def test_a_failure_half_way_leaves_the_old_results(old, error):
    before = files(old.parent)
    assert before["results/tables/runs.csv"] == "old"
    with pytest.raises(InputError if isinstance(error, OSError) else type(error)):
        write_folder(old, {"study": "new"}, half_done(error))
    assert files(old.parent) == before


def test_a_failure_half_way_leaves_nothing_where_there_was_nothing(tmp_path):
    with pytest.raises(InputError, match="No space left"):
        write_folder(tmp_path / "new", {}, half_done(OSError(28, "No space left on device")))
    assert list(tmp_path.iterdir()) == []


def test_new_results_replace_the_old_ones_whole(old):
    write_folder(old, {"study": "new"}, lambda place: (place / "other.csv").write_text("new"))
    there = files(old.parent)
    assert json.loads(there.pop("results/manifest.json"))["study"] == "new"
    assert there == {"results/other.csv": "new"}
    assert list(old.parent.iterdir()) == [old]
    assert {path.name for path in old.iterdir()} == {"manifest.json", "other.csv"}


def test_an_empty_folder_is_filled(tmp_path):
    for there in ([], ["lock"]):
        folder = tmp_path / f"empty{len(there)}"
        folder.mkdir()
        for name in there:
            (folder / name).touch()
        write_folder(folder, {"study": "new"}, lambda place: (place / "x").write_text("1"))
        assert set(files(folder)) == {"x", "manifest.json"}
    assert {path.name for path in tmp_path.iterdir()} == {"empty0", "empty1"}


def test_folders_on_the_way_are_made(tmp_path):
    write_folder(tmp_path / "a" / "b" / "c", {}, lambda place: (place / "x").write_text("1"))
    assert set(files(tmp_path)) == {"a/b/c/x", "a/b/c/manifest.json"}
    assert files(tmp_path)["a/b/c/x"] == "1"


# --- what is never lost -----------------------------------------------------------------------------------------------


def refused(folder, match):
    """Check that a folder is refused before anything is computed and when it is written, and stays as it is."""
    before = files(folder.parent)
    with pytest.raises(InputError, match=match) as error:
        check_writable(folder)
    assert str(folder) in error.value.where
    with pytest.raises(InputError, match=match):
        write_folder(folder, {"study": "new"}, filling("new"))
    assert files(folder.parent) == before


@pytest.mark.parametrize(
    "content", ["{}", "[1]", "not JSON", '{"govsim": 1}', '{"govsim": {"files": {}, "mark": "0"}}']
)
def test_a_folder_with_a_manifest_of_somebody_else_is_never_replaced(tmp_path, content):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "manifest.json").write_text(content)
    (tmp_path / "mine" / "thesis.txt").write_text("precious")
    refused(tmp_path / "mine", "cannot be read|no manifest of govsim|did not write")


def test_a_manifest_copied_from_results_makes_no_folder_replaceable(old, tmp_path):
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "manifest.json").write_text((old / "manifest.json").read_text())
    (mine / "tables").mkdir()
    (mine / "tables" / "runs.csv").write_text("my own")
    refused(mine, r"what was changed \(tables/runs.csv\)")


def test_what_was_put_beside_results_or_changed_in_them_is_named_and_stays(old):
    (old / "tables" / "notes.txt").write_text("precious")
    refused(old, r"did not write, or what was changed \(tables/notes.txt\)")
    (old / "tables" / "notes.txt").unlink()
    (old / "tables" / "runs.csv").write_text("old, with a comment of mine")
    refused(old, r"did not write, or what was changed \(tables/runs.csv\)")


def test_a_manifest_that_was_changed_is_refused(old):
    path = old / "manifest.json"
    path.write_text(path.read_text().replace('"old"', '"mine"'))
    refused(old, "was changed")


def test_what_comes_in_while_results_are_computed_stays(old):
    def fill(place):
        filling("new")(place)
        (old / "thesis.txt").write_text("precious")

    with pytest.raises(InputError, match=r"thesis\.txt"):
        write_folder(old, {"study": "new"}, fill)
    assert (old / "thesis.txt").read_text() == "precious"
    assert (old / "tables" / "runs.csv").read_text() == "old"


def test_a_folder_in_which_a_process_works_is_refused(old):
    with locked(old), pytest.raises(InputError, match="another process works"):
        write_folder(old, {"study": "new"}, filling("new"))
    assert (old / "tables" / "runs.csv").read_text() == "old"
    write_folder(old, {"study": "new"}, filling("new"))  # the lock that stays behind is no file of anybody
    assert (old / "tables" / "runs.csv").read_text() == "new"


def test_a_lock_that_was_taken_in_a_folder_renamed_meanwhile_is_none(old, monkeypatch):
    def overtaken(lock, *arguments, **options):
        old.rename(old.with_name("elsewhere"))
        write_folder(old, {"study": "of another"}, filling("of another"))
        return acquire(lock, *arguments, **options)

    acquire = filelock.FileLock.acquire
    monkeypatch.setattr(filelock.FileLock, "acquire", overtaken)
    with pytest.raises(InputError, match="another process works"):
        write_folder(old, {"study": "new"}, filling("new"))
    monkeypatch.undo()
    assert (old / "tables" / "runs.csv").read_text() == "of another"
    assert (old.with_name("elsewhere") / "tables" / "runs.csv").read_text() == "old"


def test_a_lock_that_comes_into_what_was_replaced_leaves_no_empty_folder(old, monkeypatch):
    def late(folder):
        if folder.suffix == ".old" and not came:
            came.append(folder)
            (folder / "lock").touch()
        return rmdir(folder)

    came: list[Path] = []
    rmdir = Path.rmdir
    monkeypatch.setattr(Path, "rmdir", late)
    write_folder(old, {"study": "new"}, filling("new"))
    assert came
    assert not came[0].exists()


WRITER = """
import sys
from pathlib import Path
from govsim.errors import InputError
from govsim.runs.store import write_folder

def fill(place):
    for n in range(40):
        (place / f"{n}.csv").write_text(sys.argv[2])

for n in range(40):
    try:
        write_folder(Path(sys.argv[1]), {"study": sys.argv[2], "n": n}, fill)
    except InputError:  # another was at it
        pass
"""


def test_processes_that_write_the_same_folder_leave_the_results_of_one_of_them(tmp_path):
    folder = tmp_path / "results"
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(folder), name]) for name in ("a", "b", "c")]
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    assert folder.exists()
    # and, if one was overtaken while it replaced another's, what it told to lie beside
    for place in tmp_path.iterdir():
        assert place == folder or place.suffix == ".old"
        there = files(place)
        name = json.loads(there.pop("manifest.json"))["study"]
        assert {f"{n}.csv": name for n in range(40)} == {k: v for k, v in there.items() if k != "lock"}
        check_writable(place)


def test_a_folder_below_a_file_is_refused(tmp_path):
    (tmp_path / "file").write_text("x")
    for bad in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(InputError, match="no folder"):
            check_writable(bad)
    check_writable(tmp_path / "new" / "folder")


@pytest.fixture(scope="module")
def comparison(small):
    """A small comparison with overrides and a mechanism off."""
    scenario = small(5, {"inspectors": 1}, weeks=10, policies={"training": {"set": {"training": 1.0}}})
    return govsim.compare(scenario.with_values({"grids": 1}).with_mechanism("M31", False), least=3, most=3, seed=11)


def test_the_manifest_holds_what_makes_the_comparison_again(comparison):
    told = manifest(comparison)
    assert told["scenario_hash"] == comparison.scenario.fingerprint
    assert told["seeds"] == {"first": 11, "last": 13}
    assert told["overrides"] == {"grids": 1}
    assert told["mechanisms"] == {"M31": False}
    assert {
        "study",
        "scenario",
        "baseline",
        "policies",
        "outcome",
        "wanted_half_width",
        "narrow_enough",
        "partial",
        "replicates",
        "versions",
    } <= set(told)
    assert json.loads(json.dumps(told, allow_nan=False)) == told


def test_versions_are_those_installed():
    told = versions()
    assert told["python"] == platform.python_version()
    for name in ("numpy", "numba", "mesa", "scipy", "pandas"):
        assert told[name] == importlib.metadata.version(name)


def test_the_same_comparison_gives_the_same_bytes(comparison, tmp_path):
    for name in ("one", "two"):
        write(tmp_path / name, comparison_contents(comparison))
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name
        assert path.stat().st_size > 0
