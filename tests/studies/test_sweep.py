"""Sweeps: nothing lost, nothing twice, the same bits on every engine."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections import Counter

import numpy as np
import pandas as pd
import pytest

import govsim
from govsim import InputError, Study, extensions
from govsim.outcomes import ALL_OUTCOMES
from govsim.parameters.policies import Policy
from govsim.runs.parts import FolderParts, MemoryParts
from govsim.runs.run import summarise
from govsim.runs.store import in_use, locked, write_folder
from govsim.studies import sweep as sweeping
from govsim.studies.sweep import expand, resume, sweep
from govsim.studies.sweep_folder import open_sweep
from govsim.studies.sweep_result import Sweep
from govsim.studies.verification import status, verify
from govsim.world.build import build
from tests.cli.conftest import contents
from tests.studies.functions import BREAKABLE, CLIMBING, LETHAL, NOISY


@pytest.fixture(scope="module")
def tiny(small):
    """A study of a small scenario with two arms and two replicates."""
    policies = {"training": {"start": 4, "set": {"training": 0.5}}, "fines": {"start": 4, "scale": {"fine": 4}}}
    scenario = small(6, {"inspectors": 1}, weeks=12, policies=policies)
    return Study.of(
        scenario,
        policies=["training", "fines"],
        parameters={"fine": (5_000, 200_000), "audit_share": (0.1, 0.5), "compliance_rule": {}},
        outcomes={"hazard_stock": {"bad_if": "> 5"}, "visits_per_year": {}},
        design="sobol_sequence",
        n=8,
        replicates=2,
    )


@pytest.fixture(scope="module")
def done(tiny):
    return sweep(tiny, engine="serial")


@pytest.fixture
def small_chunks(monkeypatch):
    """Chunks of one or two tasks, so that there are many parts."""
    monkeypatch.setattr(sweeping, "LARGEST_CHUNK", 2)


def test_every_run_is_there_once_with_its_seed_and_values(tiny, done):
    runs = done.runs
    assert len(runs) == 8 * 3 * 2
    assert not runs.duplicated(["point", "policy", "replicate"]).any()
    assert (runs["seed"] == 1 + runs["replicate"]).all()  # replicate k has the same seed at every point
    assert (runs["fine"].to_numpy() == tiny.points.columns["fine"][runs["point"]]).all()
    assert runs["run"].is_unique


def test_a_run_of_a_sweep_is_the_run_of_its_scenario(tiny, done):
    row = done.runs.query("point == 5 and policy == 'training' and replicate == 1").iloc[0]
    scenario = tiny.model.scenario.with_values(tiny.points.point(5)).with_policy("training")
    alone = summarise(build(scenario, 2).run())
    for name in ALL_OUTCOMES:
        assert np.array_equal(row[name], alone[name], equal_nan=True), name


@pytest.mark.parametrize(("engine", "workers"), [("serial", 1), ("threads", 3), ("processes", 2)])
def test_every_engine_gives_the_same_bits(tiny, done, engine, workers, small_chunks):
    other = sweep(tiny, engine=engine, workers=workers)
    assert other.checksum == done.checksum
    pd.testing.assert_frame_equal(other.runs, done.runs, check_exact=True)


def test_the_checksum_notices_one_bit(tiny, done):
    name, table = next(iter(done.parts.tables.items()))
    changed = MemoryParts()
    changed.tables = dict(done.parts.tables)
    at = table.schema.get_field_index("hazard_stock")
    values = table["hazard_stock"].to_numpy().copy()
    values[0] = np.nextafter(values[0], 1e9)
    changed.tables[name] = table.set_column(at, "hazard_stock", [values])
    assert Sweep(tiny, changed).checksum != done.checksum


def test_means_differences_and_the_share_of_bad_runs(tiny, done):
    runs = done.runs
    base = runs[runs["policy"] == "baseline"].groupby("point")["hazard_stock"].mean()
    other = runs[runs["policy"] == "training"].groupby("point")["hazard_stock"].mean()
    assert done.values("hazard_stock") == pytest.approx(base.to_numpy(), rel=1e-12)
    assert done.values("hazard_stock", "training", "baseline") == pytest.approx((other - base).to_numpy(), abs=1e-12)
    assert done.means.loc[(3, "training"), "hazard_stock"] == pytest.approx(other[3])
    summary = done.summary.loc[("baseline", "hazard_stock")]
    mine = runs[runs["policy"] == "baseline"]["hazard_stock"]
    assert summary["mean"] == pytest.approx(mine.mean())
    assert summary["bad_share"] == pytest.approx((mine > 5).mean())


# --- failures ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def failing(small):
    """At some points a policy drives the fine beyond its range."""
    scenario = small(4, {}, weeks=6, policies={"fines": {"start": 2, "scale": {"fine": 10}}})
    return Study.of(
        scenario,
        policies=["fines"],
        parameters={"fine": (50_000, 150_000)},
        outcomes=["hazard_stock"],
        design="sobol_sequence",
        n=8,
    )


def test_a_run_that_fails_is_a_row_and_the_others_go_on(failing, tmp_path):
    result = sweep(failing, tmp_path / "out", engine="serial")
    too_high = failing.points.columns["fine"] > 100_000
    failures = result.failures
    assert set(failures["point"]) == set(np.flatnonzero(too_high))
    assert set(failures["policy"]) == {"fines"}
    assert failures["error"].str.contains("fine must lie between").all()
    assert len(result.runs) == 16 - too_high.sum()
    assert np.isfinite(result.runs["hazard_stock"]).all()
    assert len(pd.read_csv(tmp_path / "out" / "failures.csv")) == too_high.sum()
    assert result.progress.failed == too_high.sum()
    assert sweep(failing, tmp_path / "out").checksum == result.checksum  # nothing is tried again


def test_failed_runs_are_told_and_run_again_where_one_asks(tmp_path, monkeypatch, small_chunks):
    """As after a disk that was full, or a machine that ran out of memory: the cause is gone."""
    monkeypatch.setenv("GOVSIM_TEST_BROKEN", "yes")
    study = Study.of_function(BREAKABLE, {"x": (0.0, 1.0)}, ["y"], design={"method": "full_factorial", "levels": 12})
    folder = tmp_path / "out"
    sweep(study, folder, engine="serial")
    told = status(folder, study)
    assert (told["done"], told["failed"], told["finished"]) == (12, 6, True)
    monkeypatch.delenv("GOVSIM_TEST_BROKEN")
    assert sweep(study, folder, engine="serial").progress.failed == 6
    done = {path.name for path in (folder / "parts").glob("part-*")}
    again = resume(folder, study, engine="serial", retry_failed=True)
    assert again.progress.failed == 0
    assert done < {path.name for path in (folder / "parts").iterdir()}  # what had gone well was not run again
    assert again.checksum == sweep(study, engine="serial").checksum
    assert not (folder / "failures.csv").exists()
    assert json.loads((folder / "manifest.json").read_text())["checksum"] == again.checksum


def test_a_worker_that_dies_costs_its_chunk_and_a_run_that_kills_is_told(small_chunks):
    study = Study.of_function(LETHAL, {"x": (0.0, 1.0)}, ["y"], design={"method": "full_factorial", "levels": 12})
    result = sweep(study, engine="processes", workers=2)
    assert result.failures["point"].tolist() == [7]
    assert "worker that ran it died" in result.failures["error"][0]
    assert len(result.runs) == 11


def test_a_worker_killed_from_outside_costs_nothing(small_chunks, tmp_path, monkeypatch):
    """The worker dies once, at its first chunk; the chunk is given out again."""
    monkeypatch.setenv("GOVSIM_TEST_KILLED", str(tmp_path / "killed"))
    study = Study.of_function(CLIMBING, {"x": (0.0, 1.0)}, ["y"], design={"method": "full_factorial", "levels": 12})
    result = sweep(study, engine="processes", workers=2)
    assert (tmp_path / "killed").exists()
    assert len(result.runs) == 12
    assert result.failures.empty


# --- killed and resumed -----------------------------------------------------------------------------------------------

SCRIPT = """
import sys
from govsim.studies import sweep as sweeping
from tests.studies.functions import SLOW, study_of
sweeping.SECONDS = 0.05
sweeping.sweep(study_of(SLOW), sys.argv[1], engine=sys.argv[2], workers=2)
"""


@pytest.mark.parametrize("engine", ["serial", pytest.param("processes", marks=pytest.mark.slow)])
def test_killed_at_any_moment_and_started_again_it_loses_nothing_and_repeats_nothing(tmp_path, engine):
    from tests.studies.functions import SLOW, study_of

    study = study_of(SLOW)
    folder = tmp_path / "out"
    command = [sys.executable, "-c", SCRIPT, str(folder), engine]
    kills = 0
    for parts, delay in (
        (0, 0.0),
        (1, 0.013),
        (4, 0.031),
        (9, 0.002),
    ):  # at the start, and at odd moments between and in parts
        process = subprocess.Popen(command)
        while process.poll() is None and not (
            (folder / "lock").exists() and len(list((folder / "parts").glob("*"))) > parts - 1
        ):
            time.sleep(0.001)
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        kills += process.wait() == -signal.SIGKILL
    assert kills >= 3, "the study ended before it could be killed"
    before = {path.name: path.stat().st_mtime_ns for path in (folder / "parts").glob("*.parquet")}
    assert before
    assert subprocess.run(command, check=False).returncode == 0
    after = {path.name: path.stat().st_mtime_ns for path in (folder / "parts").glob("*.parquet")}
    assert before.items() <= after.items(), "a finished part was written again"
    assert not list((folder / "parts").glob(".*")), "a draft was left"
    finished = open_sweep(folder, study)
    assert len(finished.runs) == len(study.points)
    assert not finished.runs.duplicated(["point", "replicate"]).any()
    assert finished.checksum == sweep(study, engine="threads", workers=4).checksum
    assert json.loads((folder / "manifest.json").read_text())["checksum"] == finished.checksum


def test_a_second_process_is_refused_and_changes_nothing(tiny, tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            (
                f"import sys, time; from pathlib import Path; from govsim.runs.store import locked\nwith "
                f"locked(Path({str(folder)!r})): print('held', flush=True); time.sleep(60)"
            ),
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert holder.stdout.readline() == "held\n"
        assert in_use(folder)
        with pytest.raises(InputError, match="another process works"):
            sweep(tiny, folder)
        assert {path.name for path in folder.iterdir()} == {"lock"}
    finally:
        holder.kill()
        holder.wait()
    assert not in_use(folder)  # the lock has died with its process
    with locked(folder):
        pass


def test_started_again_a_finished_study_runs_nothing(tiny, done, tmp_path, monkeypatch):
    first = sweep(tiny, tmp_path / "out", engine="serial")
    assert first.checksum == done.checksum
    monkeypatch.setattr(sweeping, "run_chunks", lambda *_: pytest.fail("ran again"))
    assert sweep(tiny, tmp_path / "out").checksum == done.checksum


def test_a_lost_part_is_run_again_and_a_damaged_one_is_named(tiny, done, tmp_path, small_chunks):
    folder = tmp_path / "out"
    sweep(tiny, folder, engine="serial")
    one, two = sorted((folder / "parts").glob("*.parquet"))[:2]
    one.unlink()
    assert sweep(tiny, folder, engine="serial").checksum == done.checksum
    two.write_bytes(two.read_bytes()[:100])
    with pytest.raises(InputError, match="is damaged") as error:
        sweep(tiny, folder, engine="serial")
    assert two.name in str(error.value)


def test_a_row_that_stands_twice_is_refused(tiny, tmp_path, small_chunks):
    sweep(tiny, tmp_path / "out", engine="serial")
    parts = tmp_path / "out" / "parts"
    part = next(parts.glob("*.parquet"))
    (parts / part.name.replace("part-", "part-copy-")).write_bytes(part.read_bytes())
    with pytest.raises(InputError, match="a run twice"):
        sweep(tiny, tmp_path / "out", engine="serial")


def test_points_with_the_same_values_do_not_overwrite_each_other(small_chunks, tmp_path):
    """The dummy makes points that the model cannot tell apart."""
    study = Study.of_function(NOISY, {"x": (0.0, 1.0)}, ["y"], design={"method": "saltelli", "n": 8})
    study = study.with_design(study.design, dummy=True)
    assert len(sweep(study, tmp_path / "out", engine="serial").runs) == 8 * 4


# --- rules and functions of one's own ---------------------------------------------------------------------------------


@pytest.fixture
def registers():
    """Leave the registers as they were."""
    before = extensions.registered()
    yield
    extensions.register_again(before)


def under(small, effort):
    """Register a rule that no worker knows by its name, and return a study under it."""
    govsim.compliance_rule("own")(lambda world, week: np.full(len(world.enterprises), effort))
    scenario = small(4, {"compliance_rule": "own", "effort_adjustment": 52.0}, weeks=8)
    return Study.of(scenario, parameters={"fine": (5_000, 200_000)}, outcomes=["hazard_stock"], n=4)


def test_registered_rules_are_known_in_worker_processes(small, registers):
    study = under(small, 0.25)
    runs = {engine: sweep(study, engine=engine, workers=2) for engine in ("serial", "processes")}
    assert runs["processes"].failures.empty
    assert runs["processes"].checksum == runs["serial"].checksum


def test_a_changed_rule_of_the_same_name_is_another_study(small, registers, tmp_path):
    first = sweep(under(small, 0.25), tmp_path / "out", engine="serial")
    before = contents(tmp_path / "out")
    changed = under(small, 0.75)
    for act in (sweep, lambda study, folder: resume(folder, study)):
        with pytest.raises(InputError, match="runs of another study"):
            act(changed, tmp_path / "out")
    assert contents(tmp_path / "out") == before
    again = sweep(under(small, 0.25), tmp_path / "out", engine="serial")  # as it was: the same study
    assert again.checksum == first.checksum
    assert not set(sweep(under(small, 0.75), engine="serial").runs["run"]) & set(first.runs["run"])


def test_a_changed_rule_changes_the_fingerprint_of_those_who_name_it(small, registers):
    named, other = under(small, 0.25).model.scenario, small(4, weeks=8)
    policy = other.model_copy(update={"policies": {"own": Policy(set={"compliance_rule": "own"})}})
    before = [scenario.fingerprint for scenario in (named, other, policy)]
    under(small, 0.75)
    after = [scenario.fingerprint for scenario in (named, other, policy)]
    assert [a == b for a, b in zip(before, after, strict=True)] == [False, True, False]


def test_a_rule_among_the_options_of_a_factor_counts(small, registers):
    def study(effort):
        scenario = under(small, effort).model.scenario.with_values({"compliance_rule": "fixed"})
        return Study.of(scenario, parameters={"compliance_rule": {}}, outcomes=["hazard_stock"], n=4)

    assert study(0.25).identity == study(0.25).identity
    assert study(0.25).identity != study(0.75).identity


def test_registered_phases_are_known_in_worker_processes_and_count(small, registers, tmp_path):
    def study(gain):
        govsim.phase("gain", before="adaptation")(lambda world, week: np.add(world.enterprises["found"], gain))
        return Study.of(small(4, weeks=8), parameters={"fine": (5_000, 200_000)}, outcomes=["hazard_stock"], n=4)

    plain = small(4, weeks=8).fingerprint
    runs = {engine: sweep(study(1), tmp_path / engine, engine=engine, workers=2) for engine in ("serial", "processes")}
    assert runs["processes"].failures.empty
    assert runs["processes"].checksum == runs["serial"].checksum
    assert small(4, weeks=8).fingerprint != plain
    with pytest.raises(InputError, match="runs of another study"):
        sweep(study(2), tmp_path / "serial")


def test_functions_that_no_worker_can_import_are_run_there_and_known_by_what_they_do(tmp_path):
    def study(factor):
        return Study.of_function(lambda values: {"y": factor * values["x"]}, {"x": (0.0, 1.0)}, ["y"], design={"n": 8})

    runs = {engine: sweep(study(2.0), engine=engine, workers=2) for engine in ("serial", "processes")}
    assert runs["processes"].checksum == runs["serial"].checksum
    sweep(study(2.0), tmp_path / "out", engine="serial")
    assert len(sweep(study(2.0), tmp_path / "out", engine="serial").runs) == 8
    with pytest.raises(InputError, match="other rules"):
        sweep(study(3.0), tmp_path / "out", engine="serial")


# --- what may share a folder ------------------------------------------------------------------------------------------


def test_another_study_other_code_and_other_files_are_refused(tiny, tmp_path, monkeypatch):
    folder = tmp_path / "out"
    sweep(tiny, folder, engine="serial")
    before = sorted(path.name for path in folder.rglob("*"))
    other = Study.of(tiny.model.scenario, parameters=["fine"], outcomes=["hazard_stock"], n=4)
    with pytest.raises(InputError, match="runs of another study"):
        sweep(other, folder)
    with pytest.raises(InputError, match="other numbers of points or replicates"):
        sweep(tiny.with_size(n=16), folder)
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"code": "0123456789abcdef"}))
    with pytest.raises(InputError, match="other rules"):
        sweep(tiny, folder)
    assert sorted(path.name for path in folder.rglob("*")) == before
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("precious")
    with pytest.raises(InputError, match="holds other files"):
        sweep(tiny, tmp_path / "mine")


def test_the_manifest_tells_what_determines_the_runs(tiny, tmp_path):
    result = sweep(tiny, tmp_path / "out", engine="serial")
    told = json.loads((tmp_path / "out" / "manifest.json").read_text())
    assert told["scenario_hash"] == tiny.model.scenario.fingerprint
    assert told["identity"] == tiny.identity
    assert told["code"] == tiny.model.code
    assert told["seeds"] == {"first": 1, "last": 2}
    assert told["finished"] is True
    assert told["checksum"] == result.checksum
    assert {"numpy", "numba", "SALib", "scipy"} <= set(told["versions"])
    assert "runs done" in (tmp_path / "out" / "sweep.log").read_text()


# --- what is never lost -----------------------------------------------------------------------------------------------


def test_results_of_another_kind_never_take_the_folder_of_a_sweep(tiny, tmp_path):
    """Neither of a finished one, nor of a running one, nor of one that has lost a part."""
    folder = tmp_path / "out"
    sweep(tiny, folder, engine="serial")
    before = contents(folder)
    for act in (lambda: None, (folder / "sweep.log").unlink):
        act()
        before = contents(folder)
        with pytest.raises(InputError, match="holds a sweep"):
            write_folder(folder, {"study": "compare"}, lambda place: (place / "runs.csv").write_text("1"))
        assert contents(folder) == before
    with locked(tmp_path / "begun"), pytest.raises(InputError, match="another process works"):
        write_folder(tmp_path / "begun", {"study": "compare"}, lambda place: (place / "runs.csv").write_text("1"))


def test_a_sweep_never_takes_the_folder_of_results_of_another_kind(tiny, tmp_path):
    folder = tmp_path / "out"
    write_folder(folder, {"study": "compare"}, lambda place: (place / "runs.csv").write_text("1"))
    before = contents(folder)
    with pytest.raises(InputError, match="runs of another study"):
        sweep(tiny, folder)
    for act in (status, resume, verify):
        with pytest.raises(InputError, match="holds no sweep but a study of another kind, 'compare'"):
            act(folder, study=tiny)
    assert contents(folder) == before


def test_a_sweep_is_finished_when_its_runs_are_counted(tiny, tmp_path, small_chunks):
    """The manifest's word is not enough: parts can be lost after it was written."""
    folder = tmp_path / "out"
    sweep(tiny, folder, engine="serial")
    assert status(folder, tiny)["finished"] is True
    next((folder / "parts").glob("*.parquet")).unlink()
    assert json.loads((folder / "manifest.json").read_text())["finished"] is True
    assert status(folder, tiny)["finished"] is False


# --- growing, precision, verification ---------------------------------------------------------------------------------


def test_expanding_adds_points_and_replicates_and_keeps_the_rest(tiny, tmp_path):
    folder = tmp_path / "out"
    first = sweep(tiny, folder, engine="serial").runs
    parts = {path.name for path in (folder / "parts").iterdir()}
    wider = expand(folder, n=16, study=tiny, engine="serial")
    larger = expand(folder, replicates=3, study=tiny, engine="serial")
    assert len(wider.design) == 16
    assert len(larger.runs) == 16 * 3 * 3
    assert parts < {path.name for path in (folder / "parts").iterdir()}
    assert larger.checksum == sweep(tiny.with_size(n=16, replicates=3), engine="serial").checksum
    assert set(first["run"]) < set(larger.runs["run"])
    with pytest.raises(InputError, match="only grow"):
        expand(folder, n=8, study=tiny)


def test_a_design_that_cannot_grow_says_so(tiny, tmp_path):
    cube = Study.of(tiny.model.scenario, parameters=["fine"], outcomes=["hazard_stock"], design="latin_hypercube", n=4)
    sweep(cube, tmp_path / "out", engine="serial")
    with pytest.raises(InputError, match="a larger latin_hypercube design has other points"):
        expand(tmp_path / "out", n=8, study=cube)
    assert len(expand(tmp_path / "out", replicates=2, study=cube, engine="serial").runs) == 8


def test_replicates_are_added_where_the_mean_is_not_precise_enough(small_chunks):
    rule = {"least": 4, "most": 64, "half_width": 0.1, "outcome": "y"}
    study = Study.of_function(
        NOISY, {"x": (0.0, 1.0)}, ["y"], design={"method": "full_factorial", "levels": 3}, replicates=rule
    )
    runs = {engine: sweep(study, engine=engine, workers=3) for engine in ("serial", "threads")}
    assert runs["serial"].checksum == runs["threads"].checksum
    counts = Counter(runs["serial"].runs["point"])
    assert counts[0] == 4  # x = 0: no noise
    assert counts[0] < counts[2] <= 64
    assert all(count in (4, 8, 16, 32, 64) for count in counts.values())


def test_verify_finds_a_changed_row(tiny, tmp_path):
    import pyarrow.parquet as pq

    folder = tmp_path / "out"
    sweep(tiny, folder, engine="serial")
    assert verify(folder, 100, study=tiny).good
    path = next((folder / "parts").glob("*.parquet"))
    table = pq.read_table(path)
    values = table["hazard_stock"].to_numpy() + 1e-12
    path.unlink()
    changed = table.set_column(table.schema.get_field_index("hazard_stock"), "hazard_stock", [values])
    FolderParts(folder / "parts").add(path.name.split(".")[0], changed)  # with the sum that belongs to it
    found = verify(folder, 100, study=tiny)
    assert not found.good
    assert found.differing
    assert found.checksum != found.expected


def test_a_stored_checksum_is_never_replaced_by_another(tmp_path):
    """The sums of the parts fit, but the rows are not those with which the sweep ended."""
    import pyarrow.parquet as pq

    folder, study = tmp_path / "out", noisy(12)
    sweep(study, folder, engine="serial")
    before = (folder / "manifest.json").read_bytes()
    path = next((folder / "parts").glob("*.parquet"))
    table = pq.read_table(path)
    path.unlink()
    changed = table.set_column(table.schema.get_field_index("y"), "y", [table["y"].to_numpy() + 1e-12])
    FolderParts(folder / "parts").add(path.name.split(".")[0], changed)
    for act in (
        lambda: sweep(study, folder, engine="serial"),
        lambda: resume(folder, study, engine="serial"),
        lambda: resume(folder, study, engine="serial", retry_failed=True),
        lambda: expand(folder, replicates=2, study=study, engine="serial"),
    ):
        with pytest.raises(InputError, match="holds other rows"):
            act()
        assert (folder / "manifest.json").read_bytes() == before
    assert not verify(folder, 100, study).good
    next((folder / "parts").glob("*.parquet")).unlink()
    with pytest.raises(InputError, match="has lost runs since the sweep ended"):
        expand(folder, replicates=2, study=study, engine="serial")


def noisy(levels):
    """Return a study of a function that is quick."""
    return Study.of_function(NOISY, {"x": (0.0, 1.0)}, ["y"], design={"method": "full_factorial", "levels": levels})


def test_a_part_altered_by_one_bit_is_named_wherever_it_is_read(tmp_path):
    """At sixty places spread over the file: magic number, pages, padding, statistics, schema, footer."""
    folder, study = tmp_path / "out", noisy(40)
    first = sweep(study, folder, engine="serial")
    path = max((folder / "parts").glob("*.parquet"), key=lambda path: path.stat().st_size)
    sound = path.read_bytes()
    for n, place in enumerate(np.linspace(0, len(sound) - 1, 60).astype(int)):
        altered = bytearray(sound)
        altered[place] ^= 1 << n % 8
        path.write_bytes(altered)
        with pytest.raises(InputError, match="is damaged") as error:
            list(FolderParts(folder / "parts").read())
        assert str(path) in error.value.where
        assert "delete it" in str(error.value)
        if n % 20 == 0:
            before = contents(folder)
            for act in (status, verify, resume, lambda *given, **more: open_sweep(*given, **more).runs):
                with pytest.raises(InputError, match="is damaged"):
                    act(folder, study=study)
            assert contents(folder) == before
    path.unlink()  # as the message says
    assert resume(folder, study, engine="serial").checksum == first.checksum


def test_status_tells_what_is_missing(tiny, tmp_path, small_chunks):
    folder = tmp_path / "out"
    sweep(tiny, folder, engine="serial")
    next((folder / "parts").glob("*.parquet")).unlink()
    told = status(folder, tiny)
    assert told["planned"] == 48
    assert 40 < told["done"] < 48
    assert resume(folder, tiny, engine="serial").progress.done == 48


def test_the_public_names_are_there():
    assert govsim.sweep is sweep
    assert govsim.Study is Study
