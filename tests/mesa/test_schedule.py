"""The schedule is printable, and takes phases of one's own."""

from __future__ import annotations

import ast
from pathlib import Path

import numpy as np
import pytest

import govsim
from govsim import SCHEDULE, GovernanceModel, InputError, with_phase
from govsim.events import ROOM
from govsim.schedule import Phase
from govsim.world.build import build
from govsim.world.series import weekly
from tests.worlds import BUSY

ROOT = Path(govsim.__file__).parents[1]


@pytest.fixture
def busy(small):
    """A scenario in which everything is in use."""
    return small(20, BUSY, weeks=30, warmup=6)


def nothing(world, week):
    """A phase that does nothing."""


def inspections_of_the_smallest(world, week):
    """Every fourth week, the firm with the fewest employees works carefully."""
    if week % 4 == 0:
        firms = world.enterprises
        present = np.flatnonzero(np.asarray(firms["status"]) > 0)
        smallest = present[np.argmin(np.asarray(firms["employees"])[present])]
        firms["effort"][smallest] = 1.0


@pytest.mark.parametrize("phase", SCHEDULE, ids=lambda phase: phase.name)
def test_every_phase_names_a_file_and_a_function_that_exist(phase):
    path = ROOT / phase.file
    assert path.is_file()
    functions = {
        node.name: node
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef)
    }
    assert phase.python_function.__name__ in functions
    assert ast.get_docstring(functions[phase.python_function.__name__])


def test_phases_have_names_of_their_own():
    assert len({phase.name for phase in SCHEDULE}) == len(SCHEDULE)


@pytest.mark.parametrize(
    "place",
    [{"before": SCHEDULE[0].name}, {"after": "rectification"}, {"before": "inspection"}, {"after": SCHEDULE[-1].name}],
    ids=str,
)
def test_a_phase_that_does_nothing_leaves_the_bits(busy, seed, place):
    own = govsim.simulate(busy, seed, with_phase("mine", nothing, **place))
    assert weekly(own.world).tobytes() == weekly(govsim.simulate(busy, seed).world).tobytes()


def least_room(world, week):
    """Leave the log no more room than a week is sure to need."""
    shared = world.shared[0]
    rows = int(shared["event_top"])
    world.tables = world.tables.resized("events", rows + ROOM * int(shared["top"]), rows)


def test_a_log_that_fills_within_a_week_is_whole(busy, seed):
    """Its table grows wherever the week is cut; no phase is left out meanwhile."""
    idle = tuple(phase for own in SCHEDULE for phase in (own, Phase("idle", nothing)))
    logs = []
    for schedule in (SCHEDULE, (Phase("least", least_room), *idle)):
        world = build(busy, seed, schedule, log=True).run()
        logs.append(np.sort(world.events[["week", "event", "enterprise"]][: int(world.shared["event_top"][0])]))
    assert np.array_equal(*logs)


def test_phases_left_out_or_in_another_order_run_as_they_stand(busy, seed):
    """As they do with a phase of one's own between, which cuts the week."""
    without = tuple(phase for phase in SCHEDULE if phase.name not in ("inspection", "media"))
    replaced = with_phase("idle", nothing, replace="inspection")
    replaced = tuple(phase for phase in replaced if phase.name != "media")
    assert weekly(build(busy, seed, without).run()).tobytes() == weekly(build(busy, seed, replaced).run()).tobytes()
    late = (*SCHEDULE[1:-1], SCHEDULE[0], SCHEDULE[-1])
    idle = (*SCHEDULE[1:-1], Phase("idle", nothing), SCHEDULE[0], SCHEDULE[-1])
    assert weekly(build(busy, seed, late).run()).tobytes() == weekly(build(busy, seed, idle).run()).tobytes()


def test_a_phase_that_handles_records_must_be_one_of_the_schedule(busy):
    with pytest.raises(InputError, match="only phases of the package handle records"):
        build(busy, 1, (*SCHEDULE, Phase("mine", nothing, "enterprises"))).run()


def test_a_phase_of_ones_own_acts_and_is_reproducible(busy, seed):
    schedule = with_phase("carefulness", inspections_of_the_smallest, after="rectification")
    one, other = (weekly(govsim.simulate(busy, seed, schedule).world).tobytes() for _ in range(2))
    assert one == other
    assert one != weekly(govsim.simulate(busy, seed).world).tobytes()


def test_a_phase_of_ones_own_sees_every_week_once_in_order(busy):
    weeks = []
    govsim.simulate(busy, 1, with_phase("diary", lambda world, week: weeks.append(week), after=SCHEDULE[-1].name))
    assert weeks == list(range(-6, 30))


def test_stepping_with_a_phase_of_ones_own_equals_the_run(busy, seed):
    schedule = with_phase("carefulness", inspections_of_the_smallest, after="rectification")
    model = GovernanceModel(busy, rng=seed, schedule=schedule)
    while model.running:
        model.step()
    pieces = build(busy, seed, schedule).run(-2).run(0).run(17).run()
    whole = weekly(govsim.simulate(busy, seed, schedule).world).tobytes()
    assert weekly(model.world).tobytes() == weekly(pieces).tobytes() == whole


def test_a_snapshot_keeps_the_schedule(busy):
    schedule = with_phase("carefulness", inspections_of_the_smallest, after="rectification")
    warm = build(busy, 1, schedule).run(0)
    assert weekly(warm.snapshot().run()).tobytes() == weekly(govsim.simulate(busy, 1, schedule).world).tobytes()


def test_a_phase_can_be_replaced(busy):
    run = govsim.simulate(busy, 1, with_phase("no inspection", nothing, replace="inspection"))
    assert run.series["visits"].sum() == 0
    assert govsim.simulate(busy, 1).series["visits"].sum() > 0


def test_a_schedule_with_a_phase_says_where_it_stands():
    names = [phase.name for phase in with_phase("mine", nothing, before="inspection")]
    assert names.index("mine") == names.index("inspection") - 1
    assert [name for name in names if name != "mine"] == [phase.name for phase in SCHEDULE]
    replaced = [phase.name for phase in with_phase("mine", nothing, replace="inspection")]
    assert "inspection" not in replaced
    assert len(replaced) == len(SCHEDULE)


def test_an_unknown_phase_is_an_input_error_that_names_the_nearest():
    with pytest.raises(InputError, match=r"no phase 'inspections'; did you mean 'inspection'"):
        with_phase("mine", nothing, after="inspections")


@pytest.mark.parametrize("places", [{}, {"before": "inspection", "after": "inspection"}], ids=["none", "two"])
def test_one_place_must_be_given(places):
    with pytest.raises(InputError, match="give one of before=, after=, replace="):
        with_phase("mine", nothing, **places)
