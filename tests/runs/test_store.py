"""Results on disk: whole or not at all, and with everything that one needs to make them again."""

from __future__ import annotations

import importlib.metadata
import json
import platform

import pytest

import govsim
from govsim import InputError
from govsim.report.comparison import comparison_contents, manifest
from govsim.report.folder import write
from govsim.runs.store import check_writable, versions, write_folder


@pytest.fixture
def old(tmp_path):
    """A folder of results from before."""
    folder = tmp_path / "results"
    write_folder(folder, lambda place: (place / "manifest.json").write_text("old"))
    return folder


def files(folder):
    """Return what is below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}


def half_done(error):
    """Return a filling that fails half-way."""

    def fill(place):
        (place / "manifest.json").write_text("new")
        raise error

    return fill


@pytest.mark.parametrize(
    "error",
    [OSError(28, "No space left on device"), ValueError("a fault"), KeyboardInterrupt()],
    ids=["disk full", "fault", "interrupt"],
)
def test_a_failure_half_way_leaves_the_old_results(old, error):
    with pytest.raises(InputError if isinstance(error, OSError) else type(error)):
        write_folder(old, half_done(error))
    assert files(old.parent) == {"results/manifest.json": "old"}


def test_a_failure_half_way_leaves_nothing_where_there_was_nothing(tmp_path):
    with pytest.raises(InputError, match="No space left"):
        write_folder(tmp_path / "new", half_done(OSError(28, "No space left on device")))
    assert list(tmp_path.iterdir()) == []


def test_new_results_replace_the_old_ones_whole(old):
    (old / "stale.csv").write_text("from before")
    write_folder(old, lambda place: (place / "manifest.json").write_text("new"))
    assert files(old.parent)["results/manifest.json"] == "new"
    assert "results/stale.csv" not in files(old.parent) or files(old.parent)["results/stale.csv"] == "from before"


def test_folders_on_the_way_are_made(tmp_path):
    write_folder(tmp_path / "a" / "b" / "c", lambda place: (place / "x").write_text("1"))
    assert files(tmp_path) == {"a/b/c/x": "1"}


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
