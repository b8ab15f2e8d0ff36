"""The rules of the desk, by hand."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from govsim.agents import desk
from govsim.hazards import stock


def plan(waiting, hours, wait=0, capacity=0.2):
    """Return share of hours and wait that follow from the hours that wait and those that the week had."""
    office = SimpleNamespace(desk=waiting, desk_share=0.0, desk_wait=wait)
    desk.plan_desk.py_func(SimpleNamespace(handling_capacity=capacity), office, hours)
    return office.desk_share, office.desk_wait


def test_the_desk_takes_what_it_needs_and_at_most_its_share():
    assert plan(0.0, 50.0) == (0.0, 0)
    assert plan(5.0, 50.0) == (0.1, 0)
    assert plan(30.0, 50.0) == (0.2, 3)
    assert plan(39.0, 50.0) == (0.2, 3)


def test_where_nobody_works_everything_waits_a_week_longer():
    assert plan(30.0, 0.0, wait=3) == (0.2, 4)
    assert plan(0.0, 0.0, wait=3) == (0.2, 0)
    assert plan(30.0, 0.0, wait=desk.LONGEST_WAIT) == (0.2, desk.LONGEST_WAIT)
    assert plan(1e300, 1e-9) == (0.2, desk.LONGEST_WAIT)


def test_no_inspector_works_more_at_the_desk_than_waits_there():
    office, tally = SimpleNamespace(desk=5.0, desk_share=0.25), SimpleNamespace(desk_hours=0.0)
    work = desk.work.py_func
    assert [work(office, tally, 12.0), work(office, tally, 12.0), work(office, tally, 12.0)] == [3.0, 2.0, 0.0]
    assert (office.desk, tally.desk_hours) == (0.0, 5.0)


def test_what_others_find_report_and_refer_comes_to_the_desk():
    found = [0.0] * len(stock.CHANNELS)
    for n, channel in enumerate((stock.BY_VISIT, stock.BY_SELF_CHECK, stock.BY_RECHECK, *stock.BY_OTHERS)):
        found[channel] = 10.0**n
    tally = SimpleNamespace(complaints=3.0, referrals=4.0, found_by=found)
    assert desk.to_be_handled.py_func(tally) == pytest.approx(7.0 + 11_111_000.0)
