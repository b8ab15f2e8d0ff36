"""The desk: no hour is lost or worked twice, what takes no time changes nothing, and what waits is acted on later."""

from __future__ import annotations

import numpy as np
import pytest

from govsim import fields
from govsim.hazards import stock
from govsim.outcomes import COLUMNS
from govsim.parameters.policies import Policy
from govsim.world.series import weekly
from tests.laws import check
from tests.worlds import BUSY, DISTRICT, FOUND_BY, column, differences, open_hazards, run, total

SHORT = {**BUSY, "agency_visits": 2.0, "inspectors": 2, "handling_capacity": 0.05}
ITS_OWN = {"desk_hours", "desk_papers", "desk_waits", "desk_arrived", "handling_cost"}


@pytest.fixture(scope="module")
def short(small):
    """A district whose desks cannot keep up with what others find."""
    return small(0, SHORT, weeks=100, **DISTRICT)


def test_hours_that_arrive_are_worked_or_wait(short, seed):
    world = run(short, seed)
    check(world)
    arrived, worked = column(world, "desk_arrived"), column(world, "desk_hours")
    left = np.cumsum(arrived - worked)
    assert (left >= -1e-9).all()
    assert left[-1] == pytest.approx(world.tables.offices["desk"].sum())
    assert left[-1] > left[50] > 0.0, "the desks keep up: this shows nothing"
    others = [f"found_by_{stock.CHANNELS[channel]}" for channel in stock.BY_OTHERS]
    assert set(others) < set(FOUND_BY)
    papers = sum(column(world, name) for name in (*others, "complaints", "referrals"))
    assert (column(world, "desk_papers") == papers).all()
    assert arrived == pytest.approx(1.5 * papers)
    assert (worked <= 0.05 * column(world, "inspection_hours") + 1e-9).all()
    assert total(world, "handling_cost") == 0.0, "paid twice: these hours are in the inspectors' wages"


def test_hours_at_the_desk_are_missing_at_visits(short, seed):
    seeds = range(8 * seed, 8 * seed + 8)
    others, own = ([run(short.with_values({"handling_capacity": share}), s) for s in seeds] for share in (0.0, 0.9))
    assert all(total(world, "desk_hours") == 0.0 < total(world, "handling_cost") for world in others)
    made = [sum(total(world, "visits") + total(world, "rechecks") for world in worlds) for worlds in (own, others)]
    assert made[0] < made[1]


def test_what_takes_no_time_changes_nothing(short, seed):
    at_once = short.with_values({"handling_hours": 0.0})
    on, off = run(at_once, seed), run(at_once.with_values({"handling_capacity": 0.0}), seed)
    assert set(differences(on, off)) == {"series.all", "parameters.handling_capacity"}
    differ = {name for n, name in enumerate(COLUMNS) if (weekly(on)[:, :, n] != weekly(off)[:, :, n]).any()}
    assert differ == {"desk_papers"}


def test_without_a_budget_of_hours_there_is_no_queue(short, seed):
    unlimited = short.with_values({"workday_budget": False})
    on, off = run(unlimited, seed), run(unlimited.with_values({"handling_capacity": 0.0}), seed)
    assert differences(on, off) == ["parameters.handling_capacity"]


def test_what_waits_at_the_desk_is_under_no_order_yet(short, seed):
    world = run(short, seed)
    owner, own = open_hazards(world)
    waiting = own["desk_due"] < fields.NO_WEEK
    assert waiting.sum() > 10
    assert np.isin(own["desk_channel"][waiting], stock.BY_OTHERS).all()
    waits = world.tables.offices["desk_wait"][world.tables.enterprises["office"][owner]]
    assert (own["desk_due"][waiting] <= world.week + waits[waiting].max()).all()
    at_once = run(short.with_values({"handling_capacity": 0.0}), seed)
    found = [sum(total(told, name) for name in FOUND_BY) for told in (world, at_once)]
    assert total(world, "orders") / found[0] < total(at_once, "orders") / found[1]


def test_others_take_over_what_waits_where_inspectors_stop(short, seed):
    stopped = short.with_policy(clerk=Policy(start=60, set={"handling_capacity": 0.0}))
    world, before = run(stopped, seed), run(stopped, seed, until=60)
    waited = before.tables.offices["desk"].sum()
    assert waited > 0.0
    assert world.tables.offices["desk"].sum() == 0.0
    cost = column(world, "handling_cost")
    arrived = sum(column(world, f"found_by_{stock.CHANNELS[channel]}") for channel in stock.BY_OTHERS)
    arrived = arrived + column(world, "complaints") + column(world, "referrals")
    worked = column(world, "desk_hours")[60]
    assert (cost[:60] == 0.0).all()
    assert cost[60] == pytest.approx(48.0 * (1.5 * arrived[60] + waited - worked))
    assert cost[61:] == pytest.approx(48.0 * 1.5 * arrived[61:])
