"""Directives: dated events from outside, from YAML, from Python, and one at a time on a stepping Mesa model."""

from __future__ import annotations

import numpy as np
import pytest

import govsim
from govsim import Directive, GovernanceModel, InputError
from govsim.agents.enterprise_record import ENTERPRISE
from govsim.hazards import stock
from govsim.parameters.conditions import STATES
from govsim.world import build
from govsim.world.directives import meets as meeting
from govsim.world.series import weekly
from tests.laws import check
from tests.worlds import ALIKE, BUSY, NO_NEIGHBOURS, column, run, total

FIRMS = 12
# Nothing happens but what is directed.
STILL = {**ALIKE, "emergence_rate": 0.0, "initial_hazards": 5.0, "detection_general": 8.0, "spare_premises": 0.0}


def directed(small, *directives, count=FIRMS, values=STILL, weeks=12, **keys):
    return small(count, values, weeks=weeks, directives=list(directives), **keys)


# --- each action does what it says
# ------------------------------------------------------------------------------------------


def test_inspect_visits_the_firms_that_are_met(small, seed):
    world = run(
        directed(small, {"week": 3, "action": "inspect", "enterprises": [2, 5], "skill": 1.0, "depth": 1.0}), seed
    )
    assert column(world, "visits").tolist() == [0] * 3 + [2] + [0] * 8
    assert np.flatnonzero(world.enterprises["visits"]).tolist() == [2, 5]
    assert set(np.flatnonzero(world.enterprises["found"]).tolist()) <= {2, 5}
    assert total(world, "found_by_visit") == world.enterprises["found"].sum() > 0


@pytest.mark.parametrize(("until", "weeks"), [(None, [2, 5, 8, 11]), (8, [2, 5, 8]), (7, [2, 5]), (2, [2])])
def test_a_directive_can_be_repeated(small, seed, until, weeks):
    """Every third week, up to the end or to a week: the same as one directive for each week."""
    repeated = run(directed(small, {"week": 2, "every": 3, "until": until, "action": "inspect"}), seed)
    one_by_one = run(directed(small, *({"week": week, "action": "inspect"} for week in weeks)), seed)
    assert np.flatnonzero(column(repeated, "visits")).tolist() == weeks
    assert repeated.enterprises.tobytes() == one_by_one.enterprises.tobytes()


def test_a_share_meets_others_each_time(small, seed):
    world = run(directed(small, {"week": 1, "every": 1, "action": "inspect", "share": 0.5}), seed)
    assert len({count for count in column(world, "visits").tolist() if count}) > 1


def test_a_deeper_inspection_finds_at_least_the_same(small, seed):
    """The same luck: what a shallow look by dull eyes finds, a deep look by sharp ones finds too."""
    shallow, deep = (
        run(
            directed(
                small,
                {"week": 3, "action": "inspect", "skill": sharp, "depth": sharp},
                count=40,
                values={**STILL, "detection_general": 2.0},
            ),
            seed,
        ).enterprises["found"]
        for sharp in (0.4, 1.0)
    )
    assert (shallow <= deep).all()
    assert shallow.sum() < deep.sum()


def test_complain_lodges_a_report_on_each_firm(small, seed):
    world = run(directed(small, {"week": 2, "action": "complain", "enterprises": [0, 1, 7]}), seed)
    assert total(world, "complaints") == column(world, "complaints")[2] == 3
    assert np.flatnonzero(world.enterprises["complaints"]).tolist() == [0, 1, 7]


def test_a_public_complaint_is_harder_to_pass_over(small, seed):
    """No hotline at all, and full public attention: the public one arrives, the other does not."""
    values = {**STILL, "hotline_response": 0.0, "public_attention": 1.0}
    for public in (False, True):
        world = run(directed(small, {"week": 2, "action": "complain", "publish": public}, values=values), seed)
        assert (world.enterprises["complaints"] == int(public)).all()


def test_fine_books_a_sanction_and_its_money(small, seed):
    world = run(
        directed(small, {"week": 4, "action": "fine", "grid": 1}, values={**STILL, "fine": 7000.0, "grids": 4}), seed
    )
    met = world.grids["number"][world.enterprises["grid"]] == 0
    assert (world.enterprises["sanctions"] == met).all()
    assert total(world, "fines") == 7000.0 * met.sum() > 0
    assert total(world, "exposures") == 0


def test_a_published_fine_and_an_exposure_are_in_the_media(small, seed):
    for directive in ({"action": "fine", "publish": True}, {"action": "expose"}):
        world = run(directed(small, {"week": 4, **directive}), seed)
        assert total(world, "exposures") == column(world, "exposures")[4] == FIRMS
        assert (
            world.enterprises["inspection_belief"] > build(directed(small), seed).run().enterprises["inspection_belief"]
        ).all()


def test_hazard_puts_one_hazard_there(small, seed):
    for major in (False, True):
        world = run(directed(small, {"week": 5, "action": "hazard", "major": major, "enterprises": [3]}), seed)
        before = build(directed(small), seed).run()
        assert (world.enterprises["hazards"] - before.enterprises["hazards"]).tolist() == [
            int(i == 3) for i in range(FIRMS)
        ]
        assert total(world, "emerged_major") == int(major)


def test_accident_brings_about_one_accident_at_each_firm(small, seed):
    for major in (False, True):
        world = run(directed(small, {"week": 5, "action": "accident", "major": major, "enterprises": [1, 4]}), seed)
        assert np.flatnonzero(world.enterprises["accidents"]).tolist() == [1, 4]
        assert total(world, "accidents_true") == 2
        assert total(world, "serious_injuries") > 0 or total(world, "deaths_true") > 0


def test_move_sends_the_inspector_to_another_grid_for_good(small, seed):
    values = {
        **STILL,
        "inspectors": 3,
        "grids": 3,
        "leaving_rate": 0.0,
        "other_enforcement_share": 0.0,
        "nonenforcement_share": 0.0,
    }
    here = run(directed(small, values=values, weeks=9), seed)
    world = run(directed(small, {"week": 4, "action": "move", "post": 1, "grid": 3}, values=values, weeks=9), seed)
    assert here.inspectors["grid"].tolist() == [0, 1, 2]
    assert world.inspectors["grid"].tolist() == [2, 1, 2]


# --- whom it meets
# --------------------------------------------------------------------------------------------------------


def test_directives_are_aimed_by_office_sector_grid_and_share(small, seed):
    offices = [{"name": name, "enterprises": {"count": 60}} for name in ("north", "south")]
    sectors = {"metal": {"share": 0.5}, "trade": {"share": 0.5}}

    def met(**aim):
        world = run(
            directed(
                small,
                {"week": 1, "action": "fine", **aim},
                count=0,
                offices=offices,
                sectors=sectors,
                values={**STILL, "closure_probability": 0.0},
                weeks=2,
            ),
            seed,
        )
        return world.enterprises, world.enterprises["sanctions"] > 0, world

    firms, hit, _ = met(office="south")
    assert (hit == (firms["office"] == 1)).all()
    firms, hit, _ = met(sector="trade")
    assert (hit == (firms["sector"] == 1)).all()
    firms, hit, world = met(office="north", grid=2)
    assert (hit == ((firms["office"] == 0) & (world.grids["number"][firms["grid"]] == 1))).all()
    assert not met(share=0.0)[1].any()
    assert met(share=1.0)[1].all()
    few, more = met(share=0.3)[1], met(share=0.6)[1]
    assert (few <= more).all()
    assert abs(more.sum() - 0.6 * 120) < 3.9 * np.sqrt(
        120 * 0.24
    )  # rejects a correct model with a probability of at most 1e-4


def test_a_directive_of_the_very_first_week_meets_its_grid(small, seed):
    world = run(directed(small, {"week": 0, "action": "fine", "grid": 2}), seed)
    assert ((world.enterprises["sanctions"] > 0) == (world.grids["number"][world.enterprises["grid"]] == 1)).all()
    assert world.enterprises["sanctions"].any()


def test_a_directive_leaves_the_luck_of_other_firms_as_it_is(small, seed):
    """Common random numbers: without neighbours, a firm that is not met lives the same life to the bit."""
    values = {
        **NO_NEIGHBOURS,
        "exit_rate": 0.0,
        "spare_premises": 0.0,
        "emergence_rate": 12.0,
        "major_share_factor": 4.0,
        "harm_delay_general": 100.0,
        "authority": 1.0,
        "sanction_will": 1.0,
        "closure_probability": 0.0,
    }
    plain = build(directed(small, values=values, weeks=60), seed).run().enterprises
    for action in ("inspect", "complain", "fine", "hazard", "accident"):
        world = build(
            directed(small, {"week": 10, "action": action, "enterprises": [4], "major": True}, values=values, weeks=60),
            seed,
        ).run()
        firms = world.enterprises
        others = np.arange(FIRMS) != 4
        for field in (
            "emergence_clock",
            "emerged",
            "found",
            "effort",
            "hazards",
            "accidents",
            "closed",
            "inspection_belief",
            "key",
        ):
            assert (firms[field][others] == plain[field][others]).all(), (action, field)
        assert (firms["next_emergence"][others] == plain["next_emergence"][others]).all()
        check(world)


def test_an_injected_hazard_leaves_those_of_the_firm_their_luck(small, seed):
    """Hazards from outside have serial numbers of their own: the firm's own emerge when and as they would have."""
    values = {**ALIKE, "emergence_rate": 20.0, "spare_premises": 0.0}
    plain, injected = (
        run(directed(small, *given, values=values, weeks=40), seed)
        for given in ((), ({"week": 10, "action": "hazard"},))
    )
    assert (plain.enterprises["serial"] == injected.enterprises["serial"]).all()
    assert (injected.enterprises["emerged"] == plain.enterprises["emerged"] + 1).all()


@pytest.mark.parametrize(
    ("where", "meets"),
    [
        ({"employees": ">= 30"}, lambda firms: firms["employees"] >= 30),
        (
            {"hazards": ">= 5 and < 7", "effort": "> 0.2"},
            lambda firms: np.isin(firms["hazards"], (5, 6)) & (firms["effort"] > 0.2),
        ),
        ({"risk_grade": "yellow"}, lambda firms: firms["tier"] == 1),
        ({"risk_grade": "> blue", "visits": "!= 0"}, lambda firms: (firms["tier"] > 0) & (firms["visits"] > 0)),
        ({"found": 0}, lambda firms: firms["found"] == 0),
    ],
    ids=["employees", "hazards and effort", "grade", "grade and visits", "found"],
)
def test_firms_are_chosen_by_their_state_at_the_start_of_the_week(small, seed, where, meets):
    values = {**BUSY, "employees_spread": 0.8, "exit_rate": 0.0}
    plain = directed(small, count=60, values=values, weeks=30)
    before = build(plain, seed).run(20)
    expected = np.flatnonzero(meets(before.enterprises) & (before.enterprises["status"] != stock.EMPTY))
    assert 0 < len(expected) < 60
    ordered = Directive(week=20, action="expose", where=where)
    assert meeting(before, ordered, 0, None).tolist() == expected.tolist()
    by_rows = plain.with_directives({"week": 20, "action": "fine", "enterprises": expected.tolist()})
    by_state = plain.with_directives({"week": 20, "action": "fine", "where": where})
    assert weekly(build(by_state, seed).run()).tobytes() == weekly(build(by_rows, seed).run()).tobytes()


def test_the_states_of_firms_are_fields_of_their_records():
    fields = {field.name for field in ENTERPRISE}
    assert {state.field or name for name, state in STATES.items()} <= fields


# --- three ways to give it
# ------------------------------------------------------------------------------------------------


def test_from_yaml_from_python_and_on_a_stepping_model_are_the_same(small, seed):
    order = {"action": "inspect", "grid": 2, "depth": 0.9}
    scenario = directed(small, {"week": 6, **order}, values=BUSY, weeks=20)
    by_file = govsim.simulate(scenario, seed)
    plain = directed(small, values=BUSY, weeks=20)
    by_python = build(plain.with_directives(Directive(week=6, **order)), seed).run()
    model = GovernanceModel(plain, rng=seed)
    met = 0
    while model.running:
        if model.week == 6:
            met = model.direct(order["action"], grid=2, depth=0.9)
        model.step()
    assert weekly(by_file.world).tobytes() == weekly(by_python).tobytes() == weekly(model.world).tobytes()
    assert met > 0
    assert weekly(by_file.world).tobytes() != weekly(build(plain, seed).run()).tobytes()


def test_a_directive_of_the_warm_up_counts_there(small, seed):
    world = run(directed(small, {"week": -3, "action": "inspect"}, warmup=5), seed)
    assert column(world, "visits")[2] == FIRMS
    assert column(world, "visits").sum() == FIRMS


def test_a_run_with_directives_in_pieces_equals_the_whole(small, seed):
    scenario = directed(
        small,
        {"week": 3, "action": "inspect"},
        {"week": 3, "action": "fine"},
        {"week": 9, "action": "accident"},
        values=BUSY,
    )
    pieces = build(scenario, seed)
    for week in (1, 3, 4, 9, 12):
        pieces.run(week)
    assert weekly(pieces).tobytes() == weekly(build(scenario, seed).run()).tobytes()


def test_events_list_directives_by_their_week(small, seed):
    run = govsim.simulate(
        directed(
            small,
            {"week": 7, "action": "expose"},
            {"week": 2, "action": "fine"},
            policies={"p": {"start": 3, "end": 5, "set": {"fine": 1.0}}},
            baseline=["p"],
        ),
        seed,
    )
    assert run.events.to_dict("records") == [
        {"week": 2, "event": "directive: fine", "name": ""},
        {"week": 3, "event": "policy starts", "name": "p"},
        {"week": 5, "event": "policy ends", "name": "p"},
        {"week": 7, "event": "directive: expose", "name": ""},
    ]


# --- bad input
# --------------------------------------------------------------------------------------------------------------

WRONG = {
    "unknown_action": ({"week": 1, "action": "arrest"}, "inspect"),
    "no_week": ({"action": "fine"}, "week"),
    "week_after_the_end": ({"week": 12, "action": "fine"}, "outside of the run"),
    "week_before_the_warm_up": ({"week": -1, "action": "fine"}, "outside of the run"),
    "until_without_every": ({"week": 1, "until": 5, "action": "fine"}, "needs `every`"),
    "until_before_the_week": ({"week": 4, "every": 2, "until": 3, "action": "fine"}, "not lie before"),
    "every_0": ({"week": 1, "every": 0, "action": "fine"}, "greater than or equal to 1"),
    "unknown_office": ({"week": 1, "action": "fine", "office": "offise"}, "did you mean 'office'"),
    "unknown_sector": ({"week": 1, "action": "fine", "sector": "industri"}, "did you mean 'industry'"),
    "unknown_grid": ({"week": 1, "action": "fine", "grid": 99}, "at most 4"),
    "grid_0": ({"week": 1, "action": "fine", "grid": 0}, "greater than or equal to 1"),
    "share_above_1": ({"week": 1, "action": "fine", "share": 1.5}, "less than or equal to 1"),
    "depth_0": ({"week": 1, "action": "inspect", "depth": 0.0}, "greater than 0"),
    "move_without_post": ({"week": 1, "action": "move", "grid": 2}, "needs a `post`"),
    "post_without_move": ({"week": 1, "action": "fine", "post": 1}, "only a move"),
    "unknown_key": ({"week": 1, "action": "fine", "firms": [1]}, "unknown key 'firms'"),
    "unknown_state": ({"week": 1, "action": "fine", "where": {"hazard": ">= 5"}}, "did you mean 'hazards'"),
    "unknown_grade": ({"week": 1, "action": "fine", "where": {"risk_grade": "oragne"}}, "did you mean 'orange'"),
    "no_number": ({"week": 1, "action": "fine", "where": {"hazards": ">= many"}}, "give a number"),
    "half_a_comparison": ({"week": 1, "action": "fine", "where": {"hazards": ">= 5 and "}}, "give a number"),
    "no_comparison": ({"week": 1, "action": "fine", "where": {"hazards": "~ 5"}}, "give a number"),
    "where_of_a_move": ({"week": 1, "action": "move", "post": 1, "grid": 1, "where": {"found": 0}}, "no `where`"),
}


@pytest.mark.parametrize(("directive", "says"), WRONG.values(), ids=WRONG)
def test_a_wrong_directive_is_refused_in_the_file(small, directive, says):
    with pytest.raises(InputError, match=says) as refused:
        directed(small, directive)
    assert ".yaml:" in refused.value.where
    assert "directives" in refused.value.where


def test_a_wrong_directive_is_refused_on_the_model(small, seed):
    model = GovernanceModel(directed(small), rng=seed)
    before = weekly(model.world).tobytes()
    for action, details in (
        ("arrest", {}),
        ("fine", {"grid": 99}),
        ("fine", {"firms": [1]}),
        ("move", {"grid": 1}),
        ("inspect", {"depth": 2.0}),
        ("inspect", {"every": 4}),
        ("fine", {"where": {"hazard": 1}}),
    ):
        with pytest.raises(InputError, match="direct"):
            model.direct(action, **details)
    assert weekly(model.world).tobytes() == before
    model.step()


@pytest.mark.parametrize(("directive", "says"), WRONG.values(), ids=WRONG)
def test_a_wrong_directive_is_refused_from_python(small, directive, says):
    with pytest.raises(InputError, match=says) as refused:
        directed(small).with_directives({"week": 1, "action": "fine"}, directive)
    assert "with_directives, directive 2" in refused.value.where


def test_a_directive_made_beforehand_is_checked_too(small):
    plain = directed(small)
    with pytest.raises(InputError, match="did you mean 'hazards'"):
        plain.with_directives(Directive(week=1, action="fine", where={"hazard": 5}))
    with pytest.raises(InputError, match="mapping of keys"):
        plain.with_directives("fine")
    assert plain.directives == []


def test_directives_are_added_to_those_that_are_there(small):
    scenario = directed(small, {"week": 3, "action": "fine"}).with_directives({"week": 1, "action": "expose"})
    assert [directive.week for directive in scenario.directives] == [3, 1]
    assert scenario.fingerprint != directed(small, {"week": 3, "action": "fine"}).fingerprint


@pytest.mark.parametrize("rows", [[99], [-1]], ids=str)
def test_a_row_that_is_not_there_is_refused(small, rows):
    """`enterprises` names rows of the table; one beyond it meets nobody, a negative one would meet another firm."""
    with pytest.raises(InputError, match="enterprise"):
        build(directed(small, {"week": 1, "action": "fine", "enterprises": rows}), 1)


def test_a_post_that_is_not_there_is_refused(small):
    with pytest.raises(InputError, match="post"):
        build(
            directed(small, {"week": 1, "action": "move", "post": 99, "grid": 1}, values={**STILL, "inspectors": 2}), 1
        )
