"""Parameters, mechanisms, tallies, outcomes, events and phases that one file outside the package declares."""

from __future__ import annotations

import numpy as np
import pytest

import govsim
from govsim import InputError, Mechanism, Outcome, Parameter, Tally, outcomes, schedule
from govsim.cli.options import extend
from govsim.outcomes.declare import yearly
from govsim.parameters import MECHANISMS, outside, record_fields
from govsim.parameters.scenario import load_scenario
from govsim.parameters.schema import json_schema
from govsim.studies.study import Study
from govsim.studies.sweep import sweep
from govsim.world.build import build
from govsim.world.series import weekly
from tests.laws import check
from tests.registers import as_before_the_first_world
from tests.worlds import BUSY, differences

SAFETY_DAYS = """
import govsim
from govsim import Mechanism, Outcome, Parameter, Tally

govsim.declare_mechanism(Mechanism("S1", "Safety days", "safety_days:hold", ("safety_days_per_year",)))
govsim.declare_parameter(
    Parameter(
        "safety_days", "rate", 0, 52, 4.0, "assumed", "ours", "Safety days of a firm.", mechanism="S1", off=0.0
    )
)
govsim.declare_tally(Tally("safety_days", "Safety days held."))
govsim.declare_tally(Tally("safety_day_cost", "What they cost, paid by firms.", "yuan", payer="firms"))
govsim.declare_outcome(
    Outcome("safety_days_per_year", "per year", "true", "none", "Safety days.", lambda s: s["safety_days"] / s["years"])
)
govsim.declare_event("safety day")


@govsim.phase("safety days", after="adaptation")
def hold(world, week):
    firms = world.enterprises
    due = (world.parameters["safety_days"][firms["regime"]] > 0) & (week % 13 == 0) & (firms["status"] > 0)
    for i in due.nonzero()[0]:
        world.tally["safety_days"][firms["office"][i]] += 1
        world.tally["safety_day_cost"][firms["office"][i]] += 100.0
        govsim.log_event(world, week, int(i), "safety day")
    firms["responsibility"][due] += 0.1 * (1.0 - firms["responsibility"][due])
"""


@pytest.fixture(autouse=True)
def registers():
    """Begin as if no world had been built, and leave the registers as they were."""
    with as_before_the_first_world():
        yield


@pytest.fixture
def safety_days(tmp_path):
    """The file of an extension that is a whole mechanism, loaded."""
    path = tmp_path / "safety_days.py"
    path.write_text(SAFETY_DAYS, encoding="utf-8")
    extend([path])
    return path


@pytest.mark.usefixtures("safety_days")
def test_one_file_outside_is_a_whole_mechanism(small, seed):
    scenario = small(15, BUSY, weeks=52, warmup=26)
    run = govsim.simulate(scenario, seed, log=True)
    firms_due = run.series.loc[range(0, 52, 13), "operating"]
    assert run.series["safety_days"].to_numpy().sum() > 0
    assert (
        run.series.loc[firms_due.index, "safety_days"] <= firms_due + run.series.loc[firms_due.index, "exits"]
    ).all()
    assert run.summary["safety_days_per_year"] == run.series.loc[0:, "safety_days"].sum()
    assert (run.log["event"] == "safety day").sum() == run.series["safety_days"].sum()
    check(run.world)


@pytest.mark.usefixtures("safety_days")
def test_off_it_leaves_the_world_as_it_is_without_it(small, seed):
    def scenario():
        return small(15, BUSY, weeks=52, warmup=26)

    off, neutral = (
        build(s, seed).run()
        for s in (scenario().with_mechanism("S1", False), scenario().with_values(MECHANISMS["S1"].neutral))
    )
    assert not differences(off, neutral)
    with_it = weekly(build(scenario(), seed).run())
    schedule.PHASES.clear()
    without = weekly(build(scenario(), seed).run())
    np.testing.assert_array_equal(weekly(off), without)
    assert (with_it != without).any()


@pytest.mark.usefixtures("safety_days")
def test_scenario_files_policies_schema_and_costs_know_what_is_declared(small, tmp_path, seed):
    path = tmp_path / "office.yaml"
    path.write_text(
        "enterprises: {count: 8}\nweeks: 26\nwarmup_weeks: 0\nparameters: {safety_days: 0}\n"
        "policies: {days: {start: 13, set: {safety_days: 2}}}\n",
        encoding="utf-8",
    )
    scenario = load_scenario(path)
    assert "safety_days" in json_schema()["properties"]["parameters"]["properties"]
    run, under = (govsim.simulate(s, seed) for s in (scenario, scenario.with_policy("days")))
    assert run.series["safety_days"].sum() == 0.0
    held = under.series["safety_days"].sum()
    assert held > 0
    own = under.series["safety_day_cost"].sum()
    assert own == 100.0 * held
    paid = outcomes.derive(np.eye(len(outcomes.COLUMNS))[outcomes.POSITION["safety_day_cost"]] * own, 26, {})
    assert paid["firm_cost"] == 2 * own
    assert paid["office_cost"] == 0.0


def test_the_same_file_can_be_loaded_twice_and_after_a_world_was_built(safety_days, small, seed):
    build(small(5, weeks=2, warmup=0), seed)
    extend([safety_days])


def test_rules_see_records_of_one_layout_whatever_is_declared(safety_days):
    assert safety_days.is_file()
    assert record_fields()[-outside.ROOM :] == [*outside.FIELDS]
    assert "safety_days" not in dict(record_fields())
    assert outcomes.tally_record().itemsize == outcomes.TALLY.itemsize


def parameter(name: str = "mine", **others: object) -> Parameter:
    return Parameter(name, "share", 0, 1, 0.5, "assumed", "ours", "Mine.", **others)


def outcome(name: str = "mine") -> Outcome:
    return Outcome(name, "1", "true", "none", "Mine.", yearly("visits"))


REFUSED = {
    "parameter of the package": (lambda: govsim.declare_parameter(parameter("grids")), "has a parameter of this name"),
    "tally of the package": (lambda: govsim.declare_tally(Tally("visits", "Mine.")), "has a tally of this name"),
    "column of the package": (lambda: govsim.declare_tally(Tally("found", "Mine.", parts=("by_visit",))), "a column"),
    "outcome of the package": (lambda: govsim.declare_outcome(outcome("effort")), "has a outcome of this name"),
    "event of the package": (lambda: govsim.declare_event("accident"), "has a event of this name"),
    "mechanism of the package": (
        lambda: govsim.declare_mechanism(Mechanism("M12", "Mine", "mine:rule", ("effort",))),
        "has a mechanism of this name",
    ),
    "no name": (lambda: govsim.declare_parameter(parameter("my share")), "letters, digits and _"),
    "unknown mechanism": (lambda: govsim.declare_parameter(parameter(mechanism="M99", off=0.0)), "unknown mechanism"),
    "too many columns": (
        lambda: govsim.declare_tally(Tally("mine", "Mine.", parts=tuple("abcdefghijklmnopq"))),
        "16 columns, not 17",
    ),
    "too many parameters": (
        lambda: [govsim.declare_parameter(parameter(f"mine_{n}")) for n in range(17)],
        "16 numbers",
    ),
    "unknown phase": (lambda: govsim.phase("mine", after="adaption")(print), "did you mean 'adaptation'"),
    "undeclared event": (lambda: govsim.log_event(None, 0, 0, "mine"), "no event 'mine' was declared"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_declared_is_refused(case):
    declare, said = REFUSED[case]
    with pytest.raises(InputError, match=said):
        declare()


def test_a_declaration_after_the_first_world_is_refused(small, seed):
    build(small(5, weeks=2, warmup=0), seed)
    for declare in (
        lambda: govsim.declare_parameter(parameter()),
        lambda: govsim.declare_tally(Tally("mine", "Mine.")),
        lambda: govsim.declare_outcome(outcome()),
        lambda: govsim.declare_event("mine"),
    ):
        with pytest.raises(InputError, match="before the first world is built"):
            declare()


def test_a_declaration_that_contradicts_an_earlier_one_is_refused():
    govsim.declare_parameter(parameter())
    govsim.declare_parameter(parameter())
    with pytest.raises(InputError, match="declared twice, and differently"):
        govsim.declare_parameter(parameter(structural=True))


@pytest.mark.usefixtures("safety_days")
def test_what_is_declared_after_a_fingerprint_was_taken_counts_in_it(small):
    scenario = small(5, weeks=4, warmup=0)
    before = scenario.fingerprint
    govsim.declare_parameter(parameter())
    assert scenario.office_values[0]["mine"] == 0.5
    assert scenario.fingerprint == scenario.with_values({}).fingerprint != before
    assert build(scenario, 1).parameters["mine"][0] == 0.5


def test_what_is_declared_in_python_travels_to_worker_processes(small):
    """No file holds it: the workers get it with their work."""
    govsim.declare_mechanism(Mechanism("S2", "Mine", "mine:rule", ("my_visits",)))
    govsim.declare_parameter(parameter(mechanism="S2", off=0.0))
    govsim.declare_tally(Tally("mine", "Mine."))
    govsim.declare_event("mine")
    govsim.declare_outcome(Outcome("my_visits", "1", "true", "none", "Mine.", lambda s: s["mine"] / s["years"]))

    @govsim.phase("mine", after="adaptation")
    def count(world, week):
        world.tally["mine"][:] += world.parameters["mine"][world.enterprises["regime"]].sum()

    study = Study.of(small(5, weeks=8), parameters={"mine": (0, 1)}, outcomes=["my_visits"], n=4)
    runs = {engine: sweep(study, engine=engine, workers=2) for engine in ("processes", "serial")}
    assert runs["processes"].failures.empty
    assert runs["processes"].checksum == runs["serial"].checksum
    assert runs["serial"].runs["my_visits"].nunique() == 4
