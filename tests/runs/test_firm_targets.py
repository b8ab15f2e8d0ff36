"""Policies for one sector, risk grade or size of firms: whom they reach, and whom they leave as they were."""

from __future__ import annotations

import numpy as np
import pytest

from govsim.agents.enterprise_record import RED
from govsim.hazards import stock
from govsim.parameters.classes import classes
from govsim.parameters.conditions import RISK_GRADES, SIZES
from govsim.parameters.policies import Policy
from govsim.parameters.timeline import Timeline
from govsim.world import build
from govsim.world.series import weekly
from tests.laws import check
from tests.worlds import ALIKE, BUSY, NO_NEIGHBOURS, column, differences, run, total

SECTORS = {
    "metal": {"share": 0.5, "size_factor": 8.0},
    "chemicals": {"share": 0.3, "hazard_factor": 3.0, "major_share": 0.1},
    "textile": {"share": 0.2, "size_factor": 0.4},
}
# Every firm has these for itself; no body reads them for others, and none is priced by the office.
CHANGES = {
    "set": {"fine": 90_000.0, "recheck_rate": 1.0, "authority": 0.95, "belief_rule": "jump_decay"},
    "scale": {"emergence_rate": 0.5, "belief_jump": 0.5, "exit_rate": 2.0, "repair_subsidy": 2.0},
    "add": {"detection_general": 0.5, "sensor_share": 0.2},
}
ONE_BY_ONE = {
    "sector": list(SECTORS),
    "risk_grade": list(RISK_GRADES),
    "employees": list(SIZES),
}


def parts(key, changes=CHANGES, **keys):
    """Return a policy for all firms, and one with the same changes for each value of a key, by name."""
    each = {f"part_{n}": {"target": {key: value}, **changes, **keys} for n, value in enumerate(ONE_BY_ONE[key])}
    return {"all": {**changes, **keys}, **each}


def mixed(small, policies, *, count=40, values=BUSY, **keys):
    return small(count, values, sectors=SECTORS, policies=policies, **keys)


def at_work(world):
    return np.flatnonzero(np.asarray(world.enterprises["status"]) == stock.OPERATING)


def of_firms(world, name):
    """Return the parameter as each firm at work has it."""
    return world.tables.parameters[name][world.enterprises["regime"][at_work(world)]]


# --- whom they reach --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("warmup", [0, 20])
@pytest.mark.parametrize("key", ONE_BY_ONE)
def test_all_classes_one_by_one_are_all_firms(small, seed, key, warmup):
    """To the bit, entries, exits and neighbours included; only what no firm reads stays behind."""
    scenario = mixed(small, parts(key), warmup=warmup)
    whole = run(scenario.with_policy("all"), seed)
    pieces = run(scenario.with_policy(*(name for name in scenario.policies if name != "all")), seed)
    assert {name.partition(".")[0] for name in differences(whole, pieces)} <= {"parameters", "common"}
    assert differences(whole, run(scenario, seed))
    assert total(whole, "entries") > 0


def test_each_firm_has_what_its_class_has(small, seed):
    """Newcomers in the place of others included."""
    policies = {
        "chemistry": {"target": {"sector": "chemicals"}, "add": {"fine": 1.0}},
        "risky": {"target": {"risk_grade": ">= orange"}, "add": {"fine": 10.0}},
        "micro": {"target": {"employees": "micro"}, "add": {"fine": 100.0}},
        "both": {"target": {"sector": "metal", "employees": "> 20 and <= 40"}, "add": {"fine": 1000.0}},
    }
    values = {**BUSY, "fine": 0.0, "entry_rate": 0.5, "exit_rate": 0.5}
    world = run(mixed(small, policies, values=values, baseline=list(policies)), seed)
    assert total(world, "entries") > 20
    firms = world.enterprises
    sector, tier, size = (np.asarray(firms[name][at_work(world)]) for name in ("sector", "tier", "employees"))
    wanted = (
        (sector == 1) + 10.0 * (tier >= 2) + 100.0 * (size < 20) + 1000.0 * ((sector == 0) & (size > 20) & (size <= 40))
    )
    assert of_firms(world, "fine").tolist() == wanted.tolist()
    assert len(set(wanted)) > 4
    check(world)


def test_a_policy_follows_what_a_firm_is_in_the_week(small, seed):
    policies = {
        "red": {"target": {"risk_grade": "red"}, "add": {"fine": 1.0}},
        "large": {"target": {"employees": "large"}, "add": {"fine": 2.0}},
    }
    world = mixed(small, policies, values={**ALIKE, "fine": 0.0}, baseline=list(policies))
    world = build(world, seed).run(10)
    firms = world.enterprises
    firms["tier"][:2] = [RED, 0]
    firms["employees"][1] = 5000.0
    assert of_firms(world, "fine")[:2].tolist() != [1.0, 2.0]
    world.run(11)
    assert of_firms(world, "fine")[:2].tolist() == [1.0, 2.0]
    firms["employees"][1] = 10.0
    world.run(12)
    assert of_firms(world, "fine")[:2].tolist() == [1.0, 0.0]


def test_office_grid_and_firms_go_together(small, seed):
    offices = [{"name": name, "enterprises": {"count": 60}} for name in ("north", "south")]
    policy = {"target": {"office": "south", "grid": 2, "sector": "metal"}, "set": {"fine": 1.0}}
    values = {**ALIKE, "grids": 2, "fine": 0.0}
    world = run(mixed(small, {"p": policy}, count=0, values=values, offices=offices, baseline=["p"], weeks=3), seed)
    firms = world.enterprises
    number = np.asarray(world.grids["number"])[firms["grid"]]
    wanted = (firms["office"] == 1) & (number == 1) & (firms["sector"] == 0)
    assert 0 < wanted.sum() < 60
    assert (of_firms(world, "fine") == wanted[at_work(world)]).all()


def test_a_pilot_for_some_firms_is_taken_over_for_such_firms(small, seed):
    offices = [{"name": name, "enterprises": {"count": 20}} for name in ("north", "south")]
    policy = {"pilot": True, "target": {"office": "north", "sector": "metal"}, "set": {"fine": 1.0}}
    values = {**ALIKE, "fine": 0.0, "pilot_imitation": 10.0, "pilot_coverage": 0.0, "trust_weight": 0.0}
    scenario = mixed(small, {"p": policy}, count=0, values=values, offices=offices, baseline=["p"])
    world = build(scenario, seed).run(5)
    world.offices["standing"][:] = [1.0, 0.1]
    world.run(8)
    assert world.offices["adopted"].tolist() == [0, 1]
    assert (of_firms(world, "fine") == (world.enterprises["sector"][at_work(world)] == 0)).all()


def test_arms_of_a_trial_keep_their_firms(small, seed):
    policies = {"p": {"target": {"sector": "metal"}, "set": {"fine": 1.0}}}
    trial = {"unit": "enterprise", "arms": {"control": {}, "fined": {"policies": ["p"]}}}
    with_classes = run(mixed(small, policies, values={**ALIKE, "fine": 0.0}, trial=trial, weeks=9), seed)
    plain = run(mixed(small, {"p": {"set": {"fine": 1.0}}}, values={**ALIKE, "fine": 0.0}, trial=trial, weeks=9), seed)
    assert with_classes.arms.tolist() == plain.arms.tolist()
    assert set(plain.arms.tolist()) == {0, 1}
    fined = (with_classes.arms == 1) & (with_classes.enterprises["sector"] == 0)
    assert (of_firms(with_classes, "fine") == fined[at_work(with_classes)]).all()


# --- whom they leave as they were -------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ONE_BY_ONE)
def test_a_policy_of_strength_0_for_some_firms_is_no_policy(small, seed, key):
    """Not a bit, what time costs included, though firms then have parameters of their own."""
    changes = {**CHANGES, "set": {"self_check_training": 1.0, "compliance_cost": 9000.0, **CHANGES["set"]}}
    policy = Policy(target={key: ONE_BY_ONE[key][1]}, strength=0.0, **changes)
    scenario = mixed(small, {}, warmup=20)
    idle = run(scenario.with_policy(p=policy), seed)
    assert len(idle.tables.classes) > 0
    assert weekly(run(scenario, seed)).tobytes() == weekly(idle).tobytes()
    full = run(scenario.with_policy(p=policy.model_copy(update={"strength": 1.0})), seed)
    assert weekly(full).tobytes() != weekly(idle).tobytes()


def test_firms_of_other_sectors_stay_as_they_were_where_firms_do_not_meet(small, seed):
    """Nobody inspects and no firm sees another, so a policy for one sector changes no bit of the others."""
    values = {**NO_NEIGHBOURS, "insured_share": 0.5, "harm_delay_general": 60.0, "lethality": 0.05}
    scenario = mixed(small, parts("sector"), values=values, weeks=200)
    before, after = (run(told, seed).enterprises for told in (scenario, scenario.with_policy("part_1")))
    reached = np.asarray(before["sector"]) == 1
    placed = ("first", "capacity", "next_empty", "regime")  # where records lie, and which record tells of it
    changed = np.zeros(len(reached), bool)
    for name in set(before.dtype.names) - set(placed):
        one, other = (np.asarray(firms[name]).reshape(len(reached), -1) for firms in (before, after))
        changed |= (one != other).any(axis=1)
    assert not changed[~reached].any()
    assert changed[reached].mean() > 0.5
    assert 0 < reached.sum() < len(reached)


def test_effort_and_courses_are_priced_for_those_who_have_them(small, seed):
    """What the courses of each sector cost adds up to what those of all cost; effort costs what it costs the firm."""
    changes = {"set": {"self_check_training": 0.8, "responsibility_training": 0.5}}
    policies = {**parts("sector", changes), "dear": {"target": {"sector": "metal"}, "scale": {"compliance_cost": 3.0}}}
    scenario = mixed(small, policies, values={**ALIKE, "course_firm_hours": 10.0})

    def cost(*names, of="course_time_cost"):
        return total(run(scenario.with_policy(*names), seed), of) - total(run(scenario, seed), of)

    each = [cost(f"part_{n}") for n in range(3)]
    assert min(each) > 0
    assert sum(each) == pytest.approx(cost("all"), rel=1e-9)
    world = run(scenario, seed)
    metal = at_work(world)[world.enterprises["sector"][at_work(world)] == 0]
    effort = world.enterprises["effort"][metal] * world.enterprises["employees"][metal]
    dearer = 2.0 * world.tables.parameters["compliance_cost"][0] * effort.sum() * 104 / 52
    assert cost("dear", of="effort_cost") == pytest.approx(dearer, rel=1e-9)


# --- classes ----------------------------------------------------------------------------------------------------------


def test_there_are_no_more_classes_than_targets_tell_apart(small):
    def told(*targets):
        return classes([Policy(target=target) for target in targets], list(SECTORS))

    assert told({}, {"grid": 1}).numbers == ()
    assert len(told({"sector": "metal"}, {"sector": "metal"}).kinds) == 2
    assert len(told(*({"sector": name} for name in SECTORS)).kinds) == 4
    assert len(told(*({"employees": name} for name in SIZES)).kinds) == 5
    assert len(told({"employees": "!= 30"}, {"employees": 30}).kinds) == 3
    assert len(told({"risk_grade": "> blue and < red"}).kinds) == 2
    assert len(Timeline(mixed(small, parts("sector"))).office_of) == 4
    assert len(Timeline(mixed(small, {"p": {"set": {"fine": 1.0}}})).office_of) == 1


def test_a_size_is_a_name_of_a_range(small, seed):
    """In directives too."""
    shared = {"values": {**ALIKE, "employees_spread": 1.5}, "weeks": 3}
    for name, told in SIZES.items():
        runs = [
            run(
                mixed(small, {}, directives=[{"week": 1, "action": "inspect", "where": {"employees": x}}], **shared),
                seed,
            )
            for x in (name, told)
        ]
        assert not differences(*runs)
        assert column(runs[0], "visits").sum() > 0
