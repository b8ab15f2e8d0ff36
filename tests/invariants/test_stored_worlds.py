"""A world that is copied, pickled, saved and loaded is a world of its own, and goes on with the same bits."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import govsim
from govsim.errors import InputError
from govsim.parameters.policies import Policy
from govsim.schedule import with_phase
from govsim.world import build
from govsim.world.stored import load_world, save_world
from tests.worlds import BUSY, differences, run

ELSEWHERE = """
import pickle, sys
sys.path.insert(0, {root!r})
world = pickle.loads(open({path!r}, "rb").read())
print(world.run().tables.series.tobytes().hex()[:64], world.enterprises["effort"].sum().hex())
"""


def test_a_pickled_world_runs_in_another_process_with_the_same_bits(small, seed, tmp_path):
    """The other process has none of this one's memory, where the first tables lie."""
    world = build(small(12, BUSY, weeks=40), seed).run(20)
    path = tmp_path / "world.pickle"
    path.write_bytes(pickle.dumps(world))
    script = ELSEWHERE.format(root=str(Path(__file__).parents[2]), path=str(path))
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr[-800:]
    world.run()
    told = f"{world.tables.series.tobytes().hex()[:64]} {world.enterprises['effort'].sum().hex()}"
    assert done.stdout.split() == told.split()


@pytest.mark.parametrize("copied", [copy.deepcopy, copy.copy, pickle.loads], ids=["deepcopy", "copy", "pickle"])
def test_a_copy_leaves_the_original_as_it_is(small, seed, copied):
    world = build(small(12, BUSY, weeks=40), seed).run(20)
    if copied is copy.copy:
        other = world.snapshot()
    else:
        other = copied(pickle.dumps(world) if copied is pickle.loads else world)
    before = {name: np.asarray(given).tobytes() for name, given in world.tables.arrays().items()}
    other.run()
    assert {name: np.asarray(given).tobytes() for name, given in world.tables.arrays().items()} == before
    assert not differences(world.run(), other)


def test_a_deep_copied_model_steps_a_world_of_its_own(small, seed):
    model = govsim.GovernanceModel(small(8, BUSY, weeks=20), rng=seed)
    model.step()
    other = copy.deepcopy(model)
    series, efforts = model.world.tables.series.tobytes(), model.world.enterprises["effort"].copy()
    other.step()
    next(iter(other.agents_by_type[govsim.Enterprise])).effort = 0.123
    assert model.world.tables.series.tobytes() == series
    assert (model.world.enterprises["effort"] == efforts).all()
    assert (model.week, other.week) == (1, 2)


def test_a_saved_world_goes_on_where_it_was(small, seed, tmp_path):
    scenario = small(12, BUSY, weeks=60, warmup=10)
    save_world(build(scenario, seed).run(30), tmp_path / "world.npz")
    assert not differences(load_world(tmp_path / "world.npz").run(), run(scenario, seed))


def test_a_world_is_saved_once_and_loaded_whole(small, seed, tmp_path):
    path = tmp_path / "world.npz"
    world = build(small(3, weeks=10), seed)
    save_world(world, path)
    written = path.read_bytes()
    with pytest.raises(InputError, match="there already"):
        save_world(world, path)
    assert path.read_bytes() == written
    for bad in (written[: len(written) // 2], b"a thesis"):
        (tmp_path / "bad.npz").write_bytes(bad)
        with pytest.raises(InputError, match="holds no world"):
            load_world(tmp_path / "bad.npz")
    with pytest.raises(InputError, match="no such file"):
        load_world(tmp_path / "none.npz")
    own = build(small(3, weeks=10), seed, with_phase("idle", lambda world, week: None, before="plan"))
    with pytest.raises(InputError, match="phases of its own"):
        save_world(own, tmp_path / "own.npz")


def test_a_snapshot_copies_of_the_log_and_the_series_what_is_written(small, seed):
    world = build(small(12, BUSY, weeks=300), seed, log=True).run(30)
    written = int(world.tables.shared["event_top"][0])
    assert 0 < written < len(world.events)
    world.events["week"][written] = 77  # beyond what is written: not part of the world
    copied = world.snapshot()
    assert copied.events[:written].tobytes() == world.events[:written].tobytes()
    assert copied.events["week"][written] == 0


OTHERWISE = {
    "group_size": lambda s: s.with_values({"group_size": 4}),
    "spare_premises": lambda s: s.with_values({"spare_premises": 0.6}),
    "number of inspectors": lambda s: s.with_values({"inspectors": 7}),
    "weeks": lambda s: s.with_span(weeks=40),
    "policies": lambda s: s.with_policy(more=Policy(add={"fine": 100})),
}


@pytest.mark.parametrize("what", OTHERWISE)
def test_a_world_does_not_go_on_under_a_scenario_that_would_build_another(small, seed, what):
    scenario = small(12, BUSY, weeks=20)
    world = build(scenario, seed).run(5)
    with pytest.raises(InputError, match=f"differs in .*{what}"):
        world.branch(OTHERWISE[what](scenario))
    assert world.branch(scenario.with_values({"fine": 1e5})).run(6).week == 6  # read week by week: it may differ
