"""The division into grids, and who is visited (M01, M03)."""

from __future__ import annotations

import numpy as np
import pytest

from govsim import fields
from govsim.agents import grids
from govsim.hazards import stock
from govsim.world import build
from tests.worlds import run


def work_of_grids(world):
    firms = world.tables.enterprises
    work = np.array([grids.expected_work.py_func(e) if e["status"] == stock.OPERATING else 0.0 for e in firms])
    return np.bincount(firms["grid"], work, minlength=len(world.tables.grids))


@pytest.mark.parametrize("rule", ["territorial", "balanced", "tiered"])
@pytest.mark.parametrize("grids", [1, 2, 4, 7, 12])
def test_every_premises_lies_in_exactly_one_grid(small, seed, rule, grids):
    world = run(small(60, {"grids": grids, "grid_rule": rule}), seed, until=1)
    firms = world.tables.enterprises
    assert ((firms["grid"] >= 0) & (firms["grid"] < grids)).all()
    assert sorted(world.tables.members.tolist()) == list(range(len(firms)))
    assert world.tables.grids["members"].sum() == len(firms)
    assert world.tables.grids["members"].tolist() == np.bincount(firms["grid"], minlength=grids).tolist()


def test_balanced_grids_are_more_even_in_work_than_territorial_ones(small, seed):
    for s in range(seed, seed + 10):
        territorial, balanced = (
            work_of_grids(run(small(120, {"grids": 6, "grid_rule": rule}), s, until=1))
            for rule in ("territorial", "balanced")
        )
        assert territorial.sum() == pytest.approx(balanced.sum())
        assert balanced.std() < 0.5 * territorial.std()


def test_territorial_grids_are_rectangles(small, seed):
    firms = run(small(200, {"grids": 6, "exit_rate": 0.0}), seed, until=1).tables.enterprises
    for grid in range(6):
        own, others = firms[firms["grid"] == grid], firms[firms["grid"] != grid]
        inside = (
            (others["x"] > own["x"].min())
            & (others["x"] < own["x"].max())
            & (others["y"] > own["y"].min())
            & (others["y"] < own["y"].max())
        )
        assert not inside.any()


def test_tiered_grids_put_the_same_colours_together(small, seed):
    firms = run(small(120, {"grids": 6, "grid_rule": "tiered"}), seed, until=1).tables.enterprises
    operating = firms[firms["status"] == stock.OPERATING]
    means = [operating["tier"][operating["grid"] == grid].mean() for grid in range(6)]
    assert means == sorted(means, reverse=True)


def test_grids_of_a_roster_are_kept(small, seed):
    rows = [f"firm {n},industry,{10 + n},{1 + n % 3}" for n in range(12)]
    (small.folder / "grids.csv").write_text("\n".join(["name,sector,employees,grid", *rows]) + "\n", encoding="utf-8")
    scenario = small(0, {"grids": 3, "grid_rule": "roster", "spare_premises": 0.0}, enterprises={"roster": "grids.csv"})
    assert run(scenario, seed, until=1).tables.enterprises["grid"].tolist() == [n % 3 for n in range(12)]


def test_a_policy_redraws_the_grids(small, seed):
    world = build(
        small(60, {"grids": 4}, policies={"more": {"start": 5, "set": {"grids": 9}}}, baseline=["more"]), seed
    )
    assert set(world.run(5).tables.enterprises["grid"].tolist()) == set(range(4))
    assert set(world.run(6).tables.enterprises["grid"].tolist()) == set(range(9))


VISITS = {
    "inspectors": 2,
    "grids": 1,
    "leaving_rate": 0.0,
    "entry_rate": 0.0,
    "exit_rate": 0.0,
    "complaint_share": 0.0,
    "closure_probability": 0.0,
}


def test_cyclic_targeting_visits_all_before_it_comes_again(small, seed):
    """Visits differ by one for the cycle under way, and by one more for firms visited in the same week.

    Which change places.
    """
    world = run(small(30, {**VISITS, "targeting": "cyclic"}, weeks=300), seed)
    visits = world.tables.enterprises["visits"][:30]
    assert visits.min() > 10
    assert visits.max() - visits.min() <= 2


def test_risk_tiers_are_visited_by_their_colour(small, seed):
    values = {
        **VISITS,
        "targeting": "risk_tier",
        "employees_spread": 1.5,
        "interval_red": 8.0,
        "interval_orange": 16.0,
        "interval_yellow": 32.0,
        "interval_blue": 64.0,
    }
    firms = run(small(60, values, weeks=520), seed).tables.enterprises[:60]
    means = [firms["visits"][firms["tier"] == tier].mean() for tier in range(4) if (firms["tier"] == tier).any()]
    assert means == sorted(means)
    assert means[-1] > 2.5 * means[0]


def test_easy_quota_visits_small_and_near_firms(small, seed):
    firms = run(
        small(60, {**VISITS, "targeting": "easy_quota", "employees_spread": 1.5, "quota_gap": 4.0}, weeks=300), seed
    ).tables.enterprises[:60]
    small_ones = firms["scale"] < np.median(firms["scale"])
    assert firms["visits"][small_ones].mean() > firms["visits"][~small_ones].mean()


def test_complaints_come_first(small, seed):
    """A firm with a complaint is visited in the week after, before firms that have waited longer."""
    world = build(small(30, {**VISITS, "targeting": "cyclic"}, weeks=30), seed).run(10)
    firms = world.tables.enterprises
    last = int(np.argmax(firms["last_visit"][:30]))
    firms["complaints"][last], firms["complaint_since"][last], firms["complaint_due"][last] = 1, 10, 10
    with_complaint, without = world.snapshot(), world.snapshot()
    without.tables.enterprises["complaints"][last], without.tables.enterprises["complaint_due"][last] = (
        0,
        fields.NO_WEEK,
    )
    with_complaint.run(12)
    without.run(12)
    assert with_complaint.tables.enterprises["last_visit"][last] >= 10
    assert with_complaint.tables.enterprises["complaints"][last] == 0
    assert without.tables.enterprises["last_visit"][last] < 10


def test_learning_is_by_hazards_that_the_inspector_found(small, seed):
    """Each hazard teaches once, whoever looks again while the order stands.

    And what others find teaches an inspector nothing.
    """
    values = {
        **VISITS,
        "inspectors": 1,
        "workday_budget": False,
        "planned_visits": 52.0,
        "deadline_general": 26.0,
        "deadline_major": 26.0,
        "record_general": 1.0,
        "record_major": 1.0,
        "self_check_rate": 0.0,
        "paper_share": 0.0,
        "emergence_rate": 0.0,
        "initial_hazards": 10.0,
        "accidents": False,
        "learning_rate": 0.02,
    }
    world = run(small(10, values, weeks=20), seed)
    found = np.asarray(world.tables.enterprises["found"]).sum()
    assert found > 20
    assert world.tables.inspectors["handled"].sum() == found
