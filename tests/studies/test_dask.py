"""The same study on a real Dask cluster: a scheduler and two workers, one of which is killed half-way."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time

import pytest

from govsim import InputError
from govsim.parameters.scenario import Enterprises, Office, Scenario
from govsim.studies import sweep as sweeping
from govsim.studies.districts import district_study, districts, sums
from govsim.studies.sweep import sweep
from tests.docs.pages import ROOT
from tests.studies.functions import SLOW, row_of, study_of

pytest.importorskip("distributed")
PATIENCE = 180  # seconds until the cluster must stand


@pytest.fixture
def cluster(tmp_path):
    """A scheduler and two workers as processes of their own: the address, and the workers."""
    told = tmp_path / "scheduler.json"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    dask = [sys.executable, "-m", "dask"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": environment, "cwd": tmp_path}
    processes = [
        subprocess.Popen([*dask, "scheduler", "--port", "0", "--no-dashboard", "--scheduler-file", str(told)], **quiet)
    ]
    try:
        end = time.monotonic() + PATIENCE
        while not told.exists() and time.monotonic() < end:
            time.sleep(0.1)
        worker = [*dask, "worker", "--scheduler-file", str(told), "--nthreads", "1", "--no-nanny", "--no-dashboard"]
        processes += [subprocess.Popen(worker, **quiet) for _ in range(2)]
        yield json.loads(told.read_text())["address"], processes[1:]
    finally:
        for process in processes:
            process.kill()
            process.wait()


@pytest.mark.slow
def test_a_study_on_a_cluster_that_loses_a_worker_gives_the_same_bits(cluster, tmp_path, monkeypatch):
    monkeypatch.setattr(sweeping, "SECONDS", 0.05)
    address, workers = cluster
    study = study_of(SLOW)

    def kill_one_half_way(progress):
        if progress.done >= len(study.points) // 2 and workers[0].poll() is None:
            workers[0].kill()
            workers[0].wait()

    result = sweep(study, tmp_path / "out", cluster=address, progress=kill_one_half_way)
    assert workers[0].poll() is not None, "the worker was never killed"
    assert result.failures.empty
    assert len(result.runs) == len(study.points)
    assert result.checksum == sweep(study, engine="serial").checksum


@pytest.mark.slow
def test_a_province_run_as_districts_on_a_cluster_has_the_bits_of_each_district_alone(cluster, tmp_path):
    offices = [Office(name=name, enterprises=Enterprises(count=20)) for name in ("north", "east", "south", "west")]
    province = Scenario(name="province", weeks=20, warmup_weeks=10, offices=offices)
    study = district_study(province, replicates=2)
    result = sweep(study, tmp_path / "out", cluster=cluster[0])
    assert result.failures.empty
    assert result.checksum == sweep(study, engine="serial").checksum
    for point, alone in enumerate(districts(province).values()):
        assert row_of(result, point, 2).tobytes() == sums(alone, 2).tobytes()


def test_a_scheduler_that_does_not_answer_is_told():
    with pytest.raises(InputError, match="no Dask scheduler answers"):
        sweep(study_of(SLOW), cluster="tcp://127.0.0.1:9")
