"""The same run gives the same bits.

In pieces, from a snapshot, under a policy without strength, with a table that grows, uncompiled.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from govsim import errors
from govsim.agents.enterprise_record import SINCE_WEEK_0
from govsim.hazards import stock
from govsim.parameters.policies import Policy
from govsim.schedule import SCHEDULE, Phase, with_phase
from govsim.world import build, population
from govsim.world.records import RECORDS
from govsim.world.series import weekly
from tests.laws import check
from tests.worlds import BUSY, DISTRICT, Worlds, column, differences, run

DEEP = Policy(
    start=5, set={"targeting": "risk_tier", "inspectors": 7}, scale={"legal_workdays": 1.2}, add={"training": 0.5}
)


def test_same_seed_same_bits(small, seed):
    assert not differences(run(small(20, BUSY, warmup=20), seed), run(small(20, BUSY, warmup=20), seed))


# With other offices, departments and a pilot that they take over.
BUSY_DISTRICT = {**BUSY, "pilot_imitation": 10.0}


@pytest.mark.parametrize(
    "stops", [(0,), (-1,), (-7, 0, 1, 33, 34, 77), tuple(range(-20, 104))], ids=["at_0", "before_0", "some", "weekly"]
)
def test_run_in_pieces_equals_the_whole(small, seed, stops):
    scenario = small(20, BUSY, warmup=20).with_policy(deep=DEEP.model_copy(update={"end": 60, "ramp": 10}))
    pieces = build(scenario, seed)
    for week in stops:
        pieces.run(week)
        assert pieces.week == week
    assert not differences(run(scenario, seed), pieces.run())


@pytest.mark.parametrize("stops", [(-7, 0, 1, 33, 34, 77), tuple(range(-20, 104))], ids=["some", "weekly"])
def test_run_of_a_district_in_pieces_equals_the_whole(small, seed, stops):
    scenario = small(0, BUSY_DISTRICT, warmup=20, **DISTRICT)
    pieces = build(scenario, seed)
    for week in stops:
        pieces.run(week)
    assert not differences(run(scenario, seed), pieces.run())


def test_snapshot_is_independent_of_the_world(small, seed):
    scenario = small(20, BUSY, warmup=20)
    world = build(scenario, seed).run(0)
    snapshot, untouched = world.snapshot(), world.snapshot()
    world.run()
    assert snapshot.week == 0
    assert not differences(snapshot, untouched)
    assert not differences(snapshot.run(), world)
    assert differences(untouched, world)


def test_snapshot_goes_on_under_a_policy_as_a_fresh_world_does(small, seed):
    policies = {
        "deep": json.loads(DEEP.model_dump_json(exclude_defaults=True)),
        "grid": {"target": {"grid": 2}, "set": {"recheck_hours": 4.0}, "start": 3},
    }
    scenario = small(20, BUSY, warmup=20, policies=policies)
    warm = build(scenario, seed).run(0)
    before = warm.snapshot()
    for names in (["deep"], ["grid"], ["deep", "grid"], []):
        told = scenario.with_policy(*names)
        assert not differences(warm.branch(told).run(), run(told, seed)), names
    assert not differences(warm, before)


@pytest.mark.parametrize(
    "policy",
    [
        DEEP,
        Policy(set={"grids": 2, "paper_share": 0.0}, start=20, end=60, ramp=8),
        Policy(target={"office": "", "grid": 1}, scale={"travel_speed": 3.0}),
    ],
    ids=["staff", "grids", "one_grid"],
)
def test_policy_of_strength_0_is_no_policy(small, seed, policy):
    scenario = small(20, BUSY, warmup=20)
    without, idle, full = (
        run(s, seed)
        for s in (scenario, *(scenario.with_policy(p=policy.model_copy(update={"strength": s})) for s in (0.0, 1.0)))
    )
    assert weekly(without).tobytes() == weekly(idle).tobytes()
    assert weekly(without).tobytes() != weekly(full).tobytes()
    assert not {name for name in differences(without, idle) if name.startswith("enterprises")} - {
        "enterprises.grid",
        "enterprises.regime",
    }


def test_policy_before_its_start_and_an_idle_one_are_no_policy(small, seed):
    scenario = small(20, BUSY, warmup=20)
    late = run(scenario.with_policy(p=DEEP.model_copy(update={"start": 50})), seed, until=50)
    assert weekly(run(scenario, seed, until=50)).tobytes() == weekly(late).tobytes()


def test_a_table_that_grows_equals_a_large_one(small, seed, monkeypatch):
    scenario = small(
        30,
        {
            **BUSY,
            "emergence_rate": 80.0,
            "self_check_rate": 0.0,
            "inspectors": 1,
            "harm_delay_general": 5200.0,
            "exit_rate": 0.3,
        },
        weeks=156,
    )
    grown = build(scenario, seed)
    at_first = grown.tables.hazards.shape[0]
    grown.run()
    assert grown.tables.hazards.shape[0] > at_first, "the table was large enough, so this test shows nothing"
    monkeypatch.setattr(population, "HAZARD_ROOM", 20_000)
    large = build(scenario, seed)
    at_first = large.tables.hazards.shape[0]
    large.run()
    assert large.tables.hazards.shape[0] == at_first
    assert not differences(grown, large)
    check(grown)


def test_a_week_takes_no_more_room_than_was_reserved(small, seed):
    """Compiled code checks room only at the start of a week.

    So the demand noted the week before must cover firms that come, too.
    """
    values = {
        "exit_rate": 0.5,
        "entry_rate": 0.5,
        "spare_premises": 5.0,
        "emergence_rate": 40.0,
        "initial_hazards": 0.0,
    }
    for own in range(seed, seed + 10):
        world = build(small(2, values, weeks=520), own)
        for week in range(1, 520):
            top, demand = (int(world.tables.shared[field][0]) for field in ("top", "demand"))
            world.run(week)
            taken = int(world.tables.shared["top"][0]) - top
            assert taken <= demand, f"seed {own}, week {week - 1}: {taken} records taken, {demand} reserved"


def nothing(world, week):
    """Do nothing, between two phases, from Python."""


IN_PIECES = {
    "dominoes": (
        {
            "domino_radius": 5.0,
            "domino_probability": 1.0,
            "major_share_factor": 5.0,
            "harm_delay_major": 26.0,
            "closure_probability": 0.0,
        },
        {"a": {"major_share": 0.2}},
    ),
    "closures": ({"domino_probability": 0.0, "exit_rate": 0.5, "entry_rate": 0.5}, {"a": {"major_share": 0.02}}),
    "costs": (
        {"domino_probability": 0.0, "closure_probability": 0.0},
        {"a": {"cost_factor": 0.7}, "b": {"cost_factor": 1.3}},
    ),
}


ONE_BY_ONE = tuple(phase for own in SCHEDULE for phase in (Phase("idle", nothing), own))


@pytest.mark.parametrize(("given", "sectors"), IN_PIECES.values(), ids=IN_PIECES)
def test_records_one_after_the_other_equal_phase_after_phase(small, seed, given, sectors):
    """The schedule promises so; a phase of one's own that does nothing, before each, cuts the pass over enterprises."""
    scenario = small(30, {**BUSY, **given}, sectors=sectors)
    for own in range(seed, seed + 5):
        whole, pieces = run(scenario, own), build(scenario, own, ONE_BY_ONE).run()
        assert weekly(whole).tobytes() == weekly(pieces).tobytes()


def test_an_idle_phase_of_ones_own_changes_nothing(small, seed):
    """Wherever it stands: here, before every phase of the week.

    So that each of them makes a pass of its own over its table.

    Blocks in the stock of hazards then grow in another order, so a firm's may lie elsewhere; what is in them is the
    same.
    """
    for scenario in (small(12, BUSY, weeks=60), small(0, BUSY_DISTRICT, weeks=60, **DISTRICT)):
        whole = run(scenario, seed)
        assert not differences(whole, build(scenario, seed, with_phase("idle", nothing, before="plan")).run())
        assert set(differences(whole, build(scenario, seed, ONE_BY_ONE).run())) <= {"enterprises.first"}


TINY = {
    "busy": {**BUSY, "emergence_rate": 30.0, "volunteers": 2, "agencies": 1, "inspectors": 2, "grids": 2},
    # exp of these reasons is beyond the largest number: infinite where compiled
    "reluctant": {
        "choice_precision": 20.0,
        "pressure_cost": 5.0,
        "liquidity_spread": 1.5,
        "pressure_mean": 1.0,
        "accident_concern": 0.0,
        "responsibility_weight": 0.0,
    },
    "burdened": {
        "genuine_burden": 10.0,
        "repair_cost_general": 1e6,
        "repair_cost_major": 1e7,
        "cash_per_employee": 100.0,
        "deadline_general": 1.0,
        "initial_hazards": 30.0,
    },
}
TINY_DISTRICT = {
    **DISTRICT,
    "offices": [{"name": name, "enterprises": {"count": 4}} for name in ("first", "second")],
    "directives": [
        {"week": week, "action": action}
        for week, action in enumerate(("inspect", "complain", "fine", "expose", "hazard", "accident"))
    ],
}
DIGEST = """
import sys
from pathlib import Path
sys.path.insert(0, {root!r})
from tests.invariants.test_same_bits import UNCOMPILED, digest
from govsim.compiled import JIT
print(JIT, *(digest(case, Path({folder!r})) for case in UNCOMPILED))
"""


def digest(case, folder):
    """Return a digest of the series of a tiny world."""
    if case == "district":
        scenario = Worlds(folder)(
            0, {**TINY["busy"], "pilot_imitation": 10.0, "trust_start": 0.1}, weeks=8, warmup=2, **TINY_DISTRICT
        )
    else:
        scenario = Worlds(folder)(5, TINY[case], weeks=6, warmup=2)
    world = run(scenario, 1)
    return hashlib.blake2b(weekly(world).tobytes(), digest_size=16).hexdigest()


UNCOMPILED = (*TINY, "district")


def test_uncompiled_rules_give_the_same_bits(tmp_path):
    script = DIGEST.format(root=str(Path(__file__).parents[2]), folder=str(tmp_path))
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-800:]
    jit, *plain = done.stdout.split()
    assert jit == "False"
    assert dict(zip(UNCOMPILED, plain, strict=True)) == {case: digest(case, tmp_path) for case in UNCOMPILED}


def test_no_field_has_a_name_that_numpy_uses_itself():
    """Uncompiled, `record.size` is what numpy says of the record, and not the field of this name."""
    assert [
        f"{table}.{name}"
        for table, dtype in RECORDS.items()
        for name in dtype.names or ()
        if hasattr(np.record, name) or hasattr(np.recarray, name)
    ] == []


def test_a_run_cannot_go_beyond_its_end(small):
    with pytest.raises(errors.InputError, match="ends in week 10"):
        build(small(3, weeks=10), 1).run(11)


@pytest.mark.parametrize("seed_given", [-1, 2**64])
def test_a_seed_out_of_range_is_refused(small, seed_given):
    with pytest.raises(errors.InputError, match="seed"):
        build(small(3, weeks=10), seed_given)


def test_hazards_beyond_a_week_come_the_week_after(small):
    """More hazards than one week can take wait; none is lost."""
    values = {
        "emergence_rate": 80.0,
        "effort_sensitivity": 3.0,
        "inspectors": 0,
        "self_check_rate": 0.0,
        "accidents": False,
        "exit_rate": 0.0,
        "entry_rate": 0.0,
    }
    world = run(small(1, values, weeks=60, sectors={"mine": {"hazard_factor": 10.0}}), 1)
    assert (column(world, "hazards_entered_true")[1:] == stock.MOST_A_WEEK).all()
    firm = world.tables.enterprises[0]
    assert firm["next_emergence"] < firm["emergence_clock"]
    check(world)


def test_counts_since_week_0_are_zero_where_week_0_begins(small, seed):
    """Whoever stops a world there, or builds one without a warm-up, reads no count of the time before."""
    for warmup in (0, 20):
        world = build(small(12, BUSY, weeks=30, warmup=warmup), seed).run(0)
        assert all((world.enterprises[name] == 0).all() for name in SINCE_WEEK_0)
    whole = build(small(12, BUSY, weeks=30, warmup=20), seed).run()
    assert not differences(whole, build(small(12, BUSY, weeks=30, warmup=20), seed).run(0).run(7).run())
