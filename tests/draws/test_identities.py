"""Draws belong to identities: who else is there, and in which order, changes nobody's own luck."""

from __future__ import annotations

import numpy as np
import pytest

from govsim import draws
from govsim.world import build
from tests.worlds import NO_NEIGHBOURS, blocks, column

# Fixed for ever. A new decision gets a new number here; an old one never changes.
DECISIONS = {
    "PROFILE_SIZE": 1,
    "PROFILE_PLACE": 2,
    "PROFILE_MIND": 3,
    "PROFILE_PURSE": 4,
    "FIRST_CLOCKS": 5,
    "EMERGENCE": 6,
    "NOTICE": 8,
    "SEVERITY": 9,
    "LOSS": 10,
    "ACCIDENT_LEVELS": 11,
    "RECTIFICATION": 13,
    "DETECTION": 14,
    "HAZARD_LEVELS": 15,
    "TARGETING": 16,
    "RECHECK": 17,
    "SANCTION": 18,
    "REFERRAL": 19,
    "CLOSURE": 20,
    "EXIT": 21,
    "ENTRY": 22,
    "INSURER": 23,
    "RECRUITMENT": 24,
    "LEAVING": 25,
    "VACANCY": 26,
    "DOMINO": 27,
    "TIP": 28,
    "AGENCY_PROFILE": 29,
    "VOLUNTEER_PROFILE": 30,
    "COMPLAINT": 31,
    "SCOPE": 33,
    "DISCRETION": 34,
    "SENSOR": 35,
    "CONCEALMENT": 36,
    "INVESTIGATION": 37,
    "RELOCATION": 38,
    "JURISDICTION": 39,
    "AGENCY_CHOICE": 40,
    "GROUP": 41,
    "REPORT": 42,
    "WHISTLE": 43,
    "MEDIA": 44,
    "SUIT": 45,
    "WATCH": 46,
    "CONNECTION": 47,
    "INTEGRITY": 48,
    "EXANTE": 49,
    "DISCIPLINE": 50,
    "CAMPAIGN": 51,
    "IMITATION": 52,
    "ADMISSION": 53,
    "PREDICTION": 54,
    "PROFILE_TIES": 55,
    "ARM": 56,
    "POTENTIAL": 57,
    "STRIKE": 58,
    "EVERYDAY": 59,
    "ANNOUNCED": 85,
    "TIDYING": 86,
    "REFUSAL": 87,
    "REDRAW": 99,
}
KINDS = {"ENTERPRISE": 1, "INSPECTOR": 2, "OFFICE": 3, "AGENCY": 4, "VOLUNTEER": 5, "MUTUAL_AID_GROUP": 6}
PROFILE = (
    "key",
    "identity",
    "sector",
    "employees",
    "plant_age",
    "x",
    "y",
    "first_responsibility",
    "first_pressure",
    "first_liquidity",
    "tier",
    "insurance_luck",
    "next_insurer",
    "next_exit",
    "last_visit",
    "scale",
    "proneness",
    "sensor_luck",
    "connection_luck",
    "next_whistle",
    "next_alarm",
)
OF_A_HAZARD = ("serial", "domain", "major", "visibility", "harm_at", "notice_at")


def numbers(module):
    return {
        name: value
        for name, value in vars(module).items()
        if name.isupper() and not name.startswith("_") and type(value) is int
    }


def test_numbers_of_decisions_are_fixed():
    given = numbers(draws)
    assert {name: given.get(name) for name in DECISIONS | KINDS} == DECISIONS | KINDS


def test_numbers_of_decisions_are_unique():
    given = {name: value for name, value in numbers(draws).items() if name not in KINDS and name != "KEY_DERIVATION"}
    assert given.keys() == DECISIONS.keys(), "a new decision belongs into the table above"
    decisions = list(given.values())
    assert len(decisions) == len(set(decisions))
    assert len(set(KINDS.values())) == len(KINDS)


def own_luck(world, firms):
    """Return what belongs to each of the given firms alone: its profile, and the attributes of its hazards."""
    found = {}
    for n, (e, own) in enumerate(blocks(world)):
        if n in firms:
            told = np.sort(own, order="serial")
            found[firms[n]] = [e[field].item() for field in PROFILE] + [told[field].tolist() for field in OF_A_HAZARD]
    return found


def whole(world, firms):
    """Return everything that is known of the given firms, but for where their records lie and who supervises them."""
    left_out = {"first", "grid", "group", "office", "next_empty"}
    return {
        firms[n]: [e[field].tolist() for field in e.dtype.names if field not in left_out]
        for n, e in enumerate(np.asarray(world.tables.enterprises))
        if n in firms
    }


def test_one_enterprise_more_changes_no_profile_and_no_hazard(small, seed):
    firms = {n: n for n in range(15)}
    one, other = (build(small(count, weeks=10), seed) for count in (15, 16))
    assert own_luck(one, firms) == own_luck(other, firms)
    assert sum(e["hazards"] for e in one.tables.enterprises) > 50


def test_one_enterprise_more_changes_no_trajectory_without_interactions(small, seed):
    values = {
        **NO_NEIGHBOURS,
        "insured_share": 0.5,
        "harm_delay_general": 60.0,
        "lethality": 0.05,
        "exit_rate": 0.1,
    }
    one, other = (build(small(count, values, weeks=200), seed).run() for count in (15, 16))
    firms = {n: n for n in range(15)}
    assert whole(one, firms) == whole(other, firms)
    assert own_luck(one, firms) == own_luck(other, firms)
    assert column(one, "accidents_true").sum() > 0
    assert column(one, "exits").sum() > 0


def test_one_office_more_changes_no_trajectory(small, seed):
    """Offices share no inspector, no grid and no leadership.

    A second one leaves the first as it is, interactions and all.
    """
    first = {"name": "first", "enterprises": {"count": 12}}
    second = {"name": "second", "enterprises": {"count": 9}}
    one, other = (build(small(0, offices=offices, weeks=150), seed).run() for offices in ([first], [first, second]))
    firms = {n: n for n in range(12)}
    assert whole(one, firms) == whole(other, firms)


ROWS = [
    "alpha,industry,12",
    "beta,industry,40",
    "gamma,industry,7",
    "delta,industry,300",
    "epsilon,industry,25",
    "zeta,industry,33",
]


def roster_scenario(small, rows, name, **given):
    (small.folder / f"{name}.csv").write_text("\n".join(["name,sector,employees", *rows]) + "\n", encoding="utf-8")
    return small(0, enterprises={"roster": f"{name}.csv"}, weeks=150, **given)


@pytest.mark.parametrize("place", [0, 3, 6], ids=["first", "middle", "last"])
def test_a_row_more_in_a_roster_changes_no_trajectory_without_interactions(small, seed, place):
    rows = [*ROWS[:place], "eta,industry,55", *ROWS[place:]]
    one = build(roster_scenario(small, ROWS, "six", values=NO_NEIGHBOURS), seed).run()
    other = build(roster_scenario(small, rows, f"seven_{place}", values=NO_NEIGHBOURS), seed).run()
    names = [row.partition(",")[0] for row in ROWS]
    more = [row.partition(",")[0] for row in rows]
    known = {n: name for n, name in enumerate(more) if name in names}
    assert whole(one, dict(enumerate(names))) == whole(other, known)
    assert own_luck(one, dict(enumerate(names))) == own_luck(other, known)


def test_order_of_a_roster_changes_no_trajectory_without_interactions(small, seed):
    one = build(roster_scenario(small, ROWS, "forward", values=NO_NEIGHBOURS), seed).run()
    other = build(roster_scenario(small, ROWS[::-1], "backward", values=NO_NEIGHBOURS), seed).run()
    names = [row.partition(",")[0] for row in ROWS]
    assert whole(one, dict(enumerate(names))) == whole(other, dict(enumerate(names[::-1])))


def test_a_volunteer_more_changes_no_other_volunteer(small, seed):
    one, other = (build(small(12, {"volunteers": n}, weeks=50), seed).run() for n in (4, 5))
    for field in ("key", "x", "y", "looks", "next_look"):
        assert one.tables.volunteers[field].tolist() == other.tables.volunteers[field][:4].tolist(), field


def test_an_inspector_more_changes_no_other_inspector(small, seed):
    one, other = (build(small(12, {"inspectors": n}), seed) for n in (4, 5))
    for field in ("key", "skill", "next_leaving"):
        assert one.tables.inspectors[field].tolist() == other.tables.inspectors[field][:4].tolist(), field


def test_luck_of_a_hazard_is_the_same_under_every_parameter_of_behaviour(small, seed):
    """The n-th hazard of a firm has the same class, domain and visibility whatever else happens."""
    kinds = []
    for values in ({}, {"inspectors": 0}, {"effort_sensitivity": 3.0}, {"self_check_rate": 20.0}, {"authority": 1.0}):
        world = build(small(60, {"entry_rate": 0.0, **values}, weeks=60), seed).run()
        kinds.append(
            {
                (n, int(h["serial"])): (int(h["domain"]), int(h["major"]))
                for n, (_, own) in enumerate(blocks(world))
                for h in own
            }
        )
    for one in kinds:
        for other in kinds:
            both = one.keys() & other.keys()
            assert len(both) > 10
            assert {hazard: one[hazard] for hazard in both} == {hazard: other[hazard] for hazard in both}


def test_another_seed_is_another_world(small, seed):
    one, other = (build(small(12), s) for s in (seed, seed + 1))
    assert (one.tables.enterprises["key"] != other.tables.enterprises["key"]).all()
    assert (one.tables.enterprises["x"] != other.tables.enterprises["x"]).all()


@pytest.mark.parametrize("seed_given", [0, 1, 2**32, 2**63, 2**64 - 1])
def test_every_seed_of_64_bits_builds(small, seed_given):
    assert build(small(5, weeks=2), seed_given).run().week == 2
