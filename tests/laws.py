"""Laws that hold in every world in every week. Each returns nothing, and raises where the law is broken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from govsim import fields
from govsim.hazards import stock
from govsim.outcomes import COLUMNS, TALLIES
from govsim.world.build import build
from govsim.world.directives import INJECTED
from govsim.world.series import weekly
from tests.worlds import FOUND_BY, column, open_hazards, total

if TYPE_CHECKING:
    from govsim.world import World

SHARES_OF_FIRMS = (
    "effort",
    "responsibility",
    "inspection_belief",
    "sanction_belief",
    "recheck_belief",
    "salience",
    "pressure",
    "activity",
    "tie",
)
SHARES_OF_OFFICES = (
    "attention",
    "equipment",
    "coordination",
    "trust",
    "verified",
    "drive",
    "exhaustion",
    "campaign",
    "fear",
    "dread",
    "delivered",
    "prediction",
    "chain",
)
NO_COUNT = (
    "liquidity",
    "expected_serious",
    "expected_reported",
    "expected_published",
    "expected_leavers",
    "expected_removed",
    "concealment",
    "expected_by_majors",
    "expected_accidents",
    "expected_injuries",
    "expected_deaths",
    "expected_fatal",
    "risk_stock",
)
EPSILON = 1e-9


def hazards_are_conserved(world: World) -> None:
    """Entered - closed - to accident - left, summed from the start, stands open.

    Week by week, at each level of truth.
    """
    for level in stock.LEVELS:
        flows = column(world, f"hazards_entered_{level}")
        for way in ("closed", "left"):
            flows = flows - column(world, f"hazards_{way}_{level}")
        np.testing.assert_array_equal(np.cumsum(flows), column(world, f"hazards_open_{level}"), err_msg=level)


def books_agree_with_the_ledger(world: World) -> None:
    """What an office's books hold open at each level is what the hazards themselves say."""
    in_books = np.asarray(world.tables.offices["open"]).sum(axis=0)
    _, hazards = open_hazards(world)
    assert in_books.tolist() == [(hazards["level"] >= level).sum() for level in range(len(stock.LEVELS))]
    assert in_books[stock.TRUE] == np.asarray(world.tables.enterprises["hazards"]).sum()


def levels_of_truth_are_nested(world: World) -> None:
    """No level knows of more than the level below it."""
    found = sum(column(world, name) for name in FOUND_BY)
    known = np.zeros_like(found)
    before = build(world.plan.scenario, int(world.tables.shared["seed"][0]))
    known[0] = before.tables.offices["open"][:, stock.FOUND].sum()
    assert (column(world, "hazards_entered_found") <= found + known).all()
    assert (
        column(world, "orders") + column(world, "found_by_self_check") == column(world, "hazards_entered_recorded")
    ).all()
    recorded = column(world, "hazards_entered_recorded")
    assert (recorded.cumsum() <= found.cumsum()).all()
    if total(world, "desk_waits") == 0.0:  # else what others find may be recorded later than it is found
        assert (recorded <= found).all()
    assert (column(world, "order_closures_true") <= column(world, "order_closures_recorded")).all()
    for more, fewer in zip(stock.LEVELS, stock.LEVELS[1:], strict=False):
        assert (column(world, f"hazards_open_{fewer}") <= column(world, f"hazards_open_{more}")).all()
        if fewer in ("reported", "published"):
            assert (column(world, f"hazards_entered_{fewer}") <= column(world, f"hazards_entered_{more}")).all()
        for what in ("accidents", "injuries", "deaths"):
            assert (column(world, f"{what}_{fewer}") <= column(world, f"{what}_{more}")).all()
    classes = sum(column(world, name) for name in COLUMNS if name.startswith("accident_classes_"))
    assert (classes == column(world, "accidents_true")).all()


# Of each pair, the first counts some of what the second counts, in the same week.
PARTS = [
    ("concealments_discovered", "accidents_concealed"),
    ("accidents_concealed", "accidents_found"),
    ("investigations", "accidents_recorded"),
    ("expected_fatal", "expected_accidents"),
    ("hushed", "found_by_visit"),
    ("orders_major", "orders"),
    ("tips", "complaints"),
    ("complaints_in_time", "complaints_answered"),
    ("complaints_verified", "complaints_answered"),
    ("transfers_arrived", "transfers"),
    ("duplicate_checks", "domain_checks"),
    ("omitted_slots", "domain_slots"),
    ("agency_reports", "agency_visits"),
    ("agency_false_reports", "agency_reports"),
    ("agency_backchecks", "agency_visits"),
    ("disciplined_exante", "exante_checks"),
    ("referrals", "cases"),
    ("referrals_lost", "referrals"),
    ("suits", "cases"),
    ("desk_hours", "inspection_hours"),
    ("volunteers_willing", "volunteers"),
    ("delivered", "delivery_reported"),
    ("subsidies", "repair_cost"),
    ("fund_payments", "repair_cost"),
    ("loss_insured", "loss"),
    ("expected_reported", "expected_accidents"),
    ("expected_published", "expected_reported"),
    ("expected_removed", "expected_disciplined"),
    ("expected_by_majors", "expected_deaths"),
    ("fatal_accidents", "accidents_true"),
]


def parts_are_no_larger_than_the_whole(world: World) -> None:
    """What is counted among others is never more than they."""
    for part, whole in PARTS:
        assert (column(world, part) <= column(world, whole) + EPSILON * (1.0 + column(world, whole))).all(), (
            f"{part} > {whole}"
        )
    assert (column(world, "complaints_answered").cumsum() <= column(world, "complaints").cumsum()).all()


PAID_BY_FIRMS = {
    "fines": 1,
    "repair_cost": 1,
    "subsidies": -1,
    "fund_payments": -1,
    "premiums": 1,
    "agency_fees": 1,
    "sensor_cost": 1,
    "loss": 1,
    "loss_insured": -1,
}


def money_is_conserved(world: World) -> None:
    """What firms have paid by their own books is what others have received of them.

    What they have not yet settled included.
    """
    firms = world.tables.enterprises
    paid = column(world, "firm_spending").sum() + (firms["spending"] + firms["paid"]).sum()
    booked = {name: column(world, name).sum() for name in PAID_BY_FIRMS}
    received = sum(sign * booked[name] for name, sign in PAID_BY_FIRMS.items())
    p = world.tables.parameters[firms["regime"]]
    received += (firms["repair_bill"] * (1.0 - p["repair_subsidy"]) * (1.0 - p["safety_fund"])).sum()
    assert abs(paid - received) <= EPSILON * (1.0 + sum(booked.values())), f"{paid} yuan paid, {received} received"


def numbers_are_finite_and_not_negative(world: World) -> None:
    """No NaN anywhere; no count below zero, no money below zero; counts are whole."""
    series = weekly(world)
    assert np.isfinite(series).all(), [c for n, c in enumerate(COLUMNS) if not np.isfinite(series[:, :, n]).all()]
    of_all_offices = dict(zip(COLUMNS, series.sum(axis=1).T, strict=True))
    for tally in TALLIES:
        for name in tally.columns:
            values = of_all_offices[name]
            assert (values >= (-EPSILON if tally.name in NO_COUNT else 0.0)).all(), name
            if tally.unit == "count":
                assert (values == np.floor(values)).all(), name
    for table in (
        "enterprises",
        "inspectors",
        "offices",
        "grids",
        "agencies",
        "volunteers",
        "departments",
        "groups",
        "branches",
        "common",
    ):
        records = np.asarray(getattr(world.tables, table))
        for field in records.dtype.names or ():
            if records[field].dtype.kind == "f":
                assert np.isfinite(records[field]).all(), f"{table}.{field}"


def shares_lie_between_0_and_1(world: World) -> None:
    """Everything that is a share stays one."""
    firms = world.tables.enterprises
    firms = firms[firms["status"] == stock.OPERATING]
    for field in SHARES_OF_FIRMS:
        assert ((firms[field] >= 0.0) & (firms[field] <= 1.0)).all(), field
    assert (firms["liquidity"] > 0.0).all()
    posts = world.tables.inspectors
    posts = posts[posts["filled"] == 1]
    for field in ("skill", "burnout", "depth", "integrity", "fear"):
        assert ((posts[field] >= 0.0) & (posts[field] <= 1.0)).all(), field
    planned = posts[posts["shares"].sum(axis=1) > 0.0]
    np.testing.assert_allclose(planned["shares"].sum(axis=1), 1.0, rtol=1e-12)
    for field in SHARES_OF_OFFICES:
        values = world.tables.offices[field]
        assert ((values >= 0.0) & (values <= 1.0 + EPSILON)).all(), field
    for table, field in (("volunteers", "efficacy"), ("agencies", "skill")):
        values = getattr(world.tables, table)[field]
        assert ((values >= 0.0) & (values <= 1.0)).all(), f"{table}.{field}"
    assert (column(world, "covered") <= column(world, "operating")).all()
    assert (column(world, "compliant") <= column(world, "operating")).all()
    assert (column(world, "filled") <= column(world, "posts")).all()


def clocks_are_consistent(world: World) -> None:
    """What an enterprise keeps of its hazards never comes later than the hazards themselves; risk sums are sums."""
    every = world.tables.enterprises
    owner, own = open_hazards(world)
    for major in (0, 1):
        mine = own["major"] == major
        whose, of = owner[mine], own[mine]
        assert (every["next_harm"][whose, major] <= of["harm_at"]).all()
        for kept, risk in (("risk", of["risk"]), ("fatal_risk", of["risk"] * of["lethality"])):
            summed = np.bincount(whose, risk, len(every))
            np.testing.assert_allclose(every[kept][:, major], summed, rtol=EPSILON, atol=EPSILON)
    assert (every["next_notice"][owner, own["recognised"]] <= own["notice_at"]).all()
    ordered = own["state"] == stock.ORDERED
    assert (every["next_due"][owner[ordered]] <= own["due"][ordered]).all()
    assert (every["next_due"][owner] <= own["desk_due"]).all()
    firms = world.tables.enterprises
    firms = firms[firms["status"] == stock.OPERATING]
    assert ((firms["complaints"] > 0) == (firms["complaint_due"] < fields.NO_WEEK)).all()
    assert (firms["complaint_since"] <= firms["complaint_due"]).all()


def hazards_are_in_a_possible_state(world: World) -> None:
    """Found, ordered and closed on paper agree with the level of truth; serials are unique within a firm."""
    owner, own = open_hazards(world)
    assert len(set(zip(owner.tolist(), own["serial"].tolist(), strict=True))) == len(own)
    firms = world.tables.enterprises
    latest = np.where(own["serial"] >= INJECTED, INJECTED + firms["injected"][owner], firms["serial"][owner])
    assert ((own["serial"] >= 0) & (own["serial"] < latest)).all()
    assert ((own["risk"] >= 0.0) & (own["risk"] <= 1.0)).all()
    assert ((own["visibility"] >= 0.0) & (own["visibility"] <= 2.0)).all()
    assert (own["recognised"][own["state"] != stock.UNKNOWN] == 1).all()
    assert ((own["found"] == 1) == (own["level"] >= stock.FOUND)).all()
    ordered, on_paper = own["state"] == stock.ORDERED, own["state"] == stock.ON_PAPER
    assert (own["level"][ordered] >= stock.RECORDED).all()
    assert (own["level"][~ordered] <= stock.FOUND).all()
    assert (own["level"][on_paper] == stock.FOUND).all()
    waiting = own["desk_due"] < fields.NO_WEEK  # for the desk to come to what others found
    assert (own["found"][waiting] == 1).all()
    assert (own["desk_due"] >= world.week).all()
    assert not (waiting & ordered).any()
    unharmed = own["strikes"] == 0  # else the firm has been told by an injury
    assert (own["notice_at"][ordered | (on_paper & unharmed)] == fields.NEVER).all()
    assert ((own["domain"] >= 0) & (own["domain"] < world.tables.sectors["domains"].shape[1])).all()


def blocks_share_out_the_ledger(world: World) -> None:
    """Blocks in use and free blocks together are the records given out, each exactly once.

    And there is room for them.
    """
    shared = world.tables.shared[0]
    held = [(int(e["first"]), int(e["capacity"])) for e in world.tables.enterprises if e["capacity"] > 0]
    for order, first in enumerate(shared["free"].tolist()):
        seen = set()
        while first >= 0:
            assert first not in seen, "a list of free blocks runs in a circle"
            seen.add(first)
            held.append((first, stock.FIRST_BLOCK << order))
            first = int(world.tables.hazards["serial"][first])
    held.sort()
    end = 0
    for first, size in held:
        assert first == end, "blocks overlap or leave a gap"
        end = first + size
    assert end == shared["top"] <= world.tables.hazards.shape[0]
    firms = world.tables.enterprises
    assert (firms["hazards"] <= firms["capacity"]).all()
    assert (firms["hazards"][firms["status"] == stock.EMPTY] == 0).all()


def premises_are_in_one_place(world: World) -> None:
    """Every premises lies in one grid of its own office.

    Empty premises, and only they, are on the list of the empty.
    """
    firms, grids = world.tables.enterprises, world.tables.grids
    if (world.tables.offices["grids"] < 0).any():
        return  # the first week has not begun
    assert sorted(world.tables.members.tolist()) == list(range(len(firms)))
    for g, grid in enumerate(grids):
        members = world.tables.members[int(grid["first_member"]) : int(grid["first_member"]) + int(grid["members"])]
        assert (firms["grid"][members] == g).all()
        assert (firms["office"][members] == grid["office"]).all()
    listed = set()
    for office in world.tables.offices:
        i = int(office["first_empty"])
        while i >= 0:
            assert i not in listed, "the list of empty premises runs in a circle"
            listed.add(i)
            i = int(firms["next_empty"][i])
    assert listed == set(np.flatnonzero(firms["status"] == stock.EMPTY).tolist())


def premises_are_in_one_group(world: World) -> None:
    """Every premises belongs to one mutual-aid group of its own office, which checks another group of that office."""
    firms, groups, listed = world.tables.enterprises, world.tables.groups, world.tables.group_members
    assert sorted(listed.tolist()) == list(range(len(firms)))
    assert groups["members"].sum() == len(firms)
    for g, group in enumerate(groups):
        members = listed[int(group["first"]) : int(group["first"]) + int(group["members"])]
        assert len(members) == group["members"] > 0
        assert (firms["group"][members] == g).all()
        assert (firms["office"][members] == group["office"]).all()
        assert groups["office"][group["next_group"]] == group["office"]


def domains_are_shared_out(world: World) -> None:
    """A domain that is nobody's job has no department; the office counts those whose job the others are."""
    departments, offices = world.tables.departments, world.tables.offices
    if world.week == -world.scenario.warmup_weeks:
        return  # the first week has not begun
    assert np.isin(departments["responsible"], (0.0, 1.0)).all()
    for o, office in enumerate(offices):
        own = departments[departments["office"] == o]
        assert len(own) == office["departments"]
        assert (own["responsible"].sum(axis=0) == office["bodies"]).all()
        assert (office["bodies"][office["blind"] > 0] == 0.0).all()


OF_THE_SERIES = (
    hazards_are_conserved,
    levels_of_truth_are_nested,
    parts_are_no_larger_than_the_whole,
    numbers_are_finite_and_not_negative,
)
OF_THE_WEEK = (
    books_agree_with_the_ledger,
    money_is_conserved,
    shares_lie_between_0_and_1,
    clocks_are_consistent,
    hazards_are_in_a_possible_state,
    blocks_share_out_the_ledger,
    premises_are_in_one_place,
    premises_are_in_one_group,
    domains_are_shared_out,
)


def check(world: World) -> None:
    """Check every law."""
    for law in OF_THE_SERIES + OF_THE_WEEK:
        law(world)
