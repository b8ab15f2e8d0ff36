"""The tournament among offices (M23): rivals press each other, the record gains most, ratchets hold effort back."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from govsim.agents import tournament
from govsim.outcomes import OUTCOMES, POSITION
from govsim.parameters import PARAMETERS
from govsim.parameters.in_force import outcomes_off, without_effect
from govsim.parameters.policies import Policy, Target
from govsim.world import build
from govsim.world.series import weekly
from tests.worlds import BUSY, outcomes, run

YEAR = 52
YEARS = 6  # after the first, in which nobody is ranked yet
FOUR = [{"name": name, "enterprises": {"count": 30}} for name in ("north", "east", "south", "west")]
MEANS = {"inspectors": 2, "grids": 2}
SEEDS = range(1, 41)  # so many that the correlation of strangers is known to some 0.03


@pytest.fixture(scope="module")
def county(small):
    """Return a maker of the scenario of four offices of equal size and means, with parameter values."""

    def make(weeks=(1 + YEARS) * YEAR, **values):
        return small(0, {**MEANS, **values}, offices=FOUR, weeks=weeks)

    return make


def each_office(world, name):
    """Return one column of the series, week by office."""
    return weekly(world)[:, :, POSITION[name]]


@pytest.fixture(scope="module")
def worlds(county):
    """Worlds with a tournament and without, on the same luck."""
    return {stake: [run(county(rank_stake=stake), seed) for seed in SEEDS] for stake in (0.0, 0.5)}


def test_the_density_of_a_tie_is_that_of_normal_luck():
    p = SimpleNamespace(rank_luck=0.2)
    density = tournament.tie_density.py_func
    assert density(p, 0.0) == 1.0
    assert density(p, 0.2) == density(p, -0.2) == pytest.approx(np.exp(-0.5))


@pytest.mark.parametrize("foresight", [0.0, 0.5, 0.8, 0.99])
@pytest.mark.parametrize("ratchet", [0.0, 0.3, 1.0])
def test_what_is_held_back_is_what_later_targets_take(foresight, ratchet):
    """The closed form is the sum of all that one point today raises the targets of later periods, discounted."""
    p = SimpleNamespace(target_foresight=foresight, target_ratchet=ratchet)
    later = np.arange(1, 4000)
    taken = (foresight**later * ratchet * (1 - ratchet) ** (later - 1)).sum()
    assert tournament.holding_back.py_func(p) == pytest.approx(1 - taken)


def test_rivalry_is_highest_at_a_tie_and_falls_with_the_gap(county):
    world = build(county(rank_stake=0.4, weeks=1), 1)
    offices = world.tables.offices
    offices["target"] = 1.0
    felt = []
    for gap in (0.0, 0.1, 0.2, 0.4, 0.8):
        offices["attained"] = 1.0 + np.arange(len(offices)) * gap
        for o in range(len(offices)):
            tournament.compete(world.tables, 0, o)
        felt.append(offices["rivalry"].copy())
        np.testing.assert_allclose(felt[-1], felt[-1][::-1])  # whoever leads and whoever is last are equally far
    assert felt[0] == pytest.approx(0.4)
    assert (np.diff(np.array(felt), axis=0) < 0).all()
    assert (felt[1][1:3] > felt[1][[0, 3]]).all()  # the middle has more rivals near


def test_off_and_alone_nothing_changes(county, small):
    """What belongs to the tournament moves no bit without a stake, nor does a stake where there is no rival."""
    values = {"target_ratchet": 0.5, "rank_luck": 1.0, "target_foresight": 0.1}
    plain, off = (weekly(run(county(weeks=156, **given), 3)) for given in ({}, values))
    assert plain.tobytes() == off.tobytes()
    alone, staked = (weekly(run(small(30, given, weeks=156), 3)) for given in ({}, {"rank_stake": 1.0}))
    assert alone.tobytes() == staked.tobytes()
    only = [FOUR[0] | {"parameters": {"rank_stake": 1.0}}, *FOUR[1:]]
    assert plain.tobytes() == weekly(run(small(0, MEANS, offices=only, weeks=156), 3)).tobytes()


def test_nobody_is_ranked_before_the_first_period_is_over(worlds):
    for world in worlds[0.5]:
        rivalry = each_office(world, "rivalry")
        assert (rivalry[: YEAR + 1] == 0).all()
        assert (rivalry[YEAR + 1] > 0).any()
        places = each_office(world, "rank")[YEAR + 1 :]
        assert (places.min(axis=1) == 1).all()
        assert (places.max(axis=1) <= len(FOUR)).all()


def correlation(worlds, name, strangers=False):
    """Return the correlation of two offices' yearly sums over worlds, years and pairs, about the mean of each office.

    Strangers are of two worlds that share no luck.
    """
    years = np.array([each_office(world, name)[YEAR:].reshape(YEARS, YEAR, -1).sum(axis=1) for world in worlds])
    years -= years.mean(axis=0)
    others = np.roll(years, 1, axis=0) if strangers else years
    pairs = [(i, j) for i in range(len(FOUR)) for j in range(len(FOUR)) if i != j]
    one, other = (np.concatenate([x[:, :, pair[k]].ravel() for pair in pairs]) for k, x in enumerate((years, others)))
    return np.corrcoef(one, other)[0, 1]


def test_efforts_of_rivals_go_together_and_those_of_strangers_do_not(worlds):
    on, off = worlds[0.5], worlds[0.0]
    assert correlation(on, "rivalry") > 0.3
    assert abs(correlation(on, "rivalry", strangers=True)) < 0.1
    assert correlation(on, "visits") > 0.1
    assert abs(correlation(on, "visits", strangers=True)) < 0.1
    assert abs(correlation(off, "visits")) < 0.1


def points(world, _=""):
    """Return the points of each week and office by what the series counts, also where nobody is ranked."""
    p = world.tables.parameters[0]
    visits, orders, recorded, true, firms = (
        each_office(world, name)
        for name in ("visits", "orders", "order_closures_recorded", "order_closures_true", "operating")
    )
    closed = p["audit_share"] * true + (1 - p["audit_share"]) * recorded
    return (p["assess_visits"] * visits + p["assess_found"] * orders + p["assess_closure"] * closed) / firms


def test_points_are_what_is_recorded_by_the_weights_of_the_assessment(worlds):
    for ranked, unranked in zip(worlds[0.5][:4], worlds[0.0], strict=False):
        had_rivals = each_office(ranked, "ranked_weeks") > 0
        np.testing.assert_allclose(each_office(ranked, "points"), np.where(had_rivals, points(ranked), 0.0))
        assert had_rivals[YEAR + 1 :].all()
        assert not each_office(unranked, "points").any()
        np.testing.assert_allclose(unranked.tables.offices["last_points"], points(unranked)[-YEAR:].sum(axis=0))


def test_what_is_recorded_and_ranked_rises_more_than_what_is_true(worlds):
    def rise(name, of=each_office):
        on, off = (sum(of(w, name)[YEAR:].sum() for w in worlds[stake]) for stake in (0.5, 0.0))
        return on / off - 1.0

    recorded = rise("", points)
    assert recorded > rise("order_closures_true") + 0.05
    assert recorded > rise("found_by_visit") + 0.05
    assert rise("visits") > rise("inspection_hours") > 0.1
    assert rise("visits") > rise("depth") + 0.1  # depth is summed over visits: each is shallower


@pytest.mark.parametrize(("ratchet", "foresight"), [(0.3, 0.8), (1.0, 0.8), (0.5, 0.0)])
def test_the_ratchet_lowers_effort_by_the_closed_form(county, ratchet, foresight):
    """In the first week of the ranking all else is still the same."""
    weeks = YEAR + 2
    free = run(county(weeks=weeks, rank_stake=0.4), 2)
    held = run(county(weeks=weeks, rank_stake=0.4, target_ratchet=ratchet, target_foresight=foresight), 2)
    factor = (1 - foresight) / (1 - foresight * (1 - ratchet))
    one, other = (each_office(world, "rivalry")[-1] for world in (free, held))
    assert (one > 0).all()
    np.testing.assert_allclose(other, factor * one)


@pytest.mark.parametrize("ratchet", [0.0, 0.4, 1.0])
def test_targets_move_toward_what_was_reached(county, ratchet):
    scenario = county(weeks=2 * YEAR, rank_stake=0.4, target_ratchet=ratchet)
    offices = run(scenario, 1).tables.offices
    first = points(run(scenario, 1))[:YEAR].sum(axis=0).mean()
    np.testing.assert_allclose(offices["target"], first + ratchet * (offices["last_points"] - first))
    np.testing.assert_allclose(offices["attained"], offices["last_points"] / offices["target"])


def test_a_void_score_is_out_of_the_ranking(small):
    """With no death allowed whoever has one is neither ranked nor a rival, until the period ends."""
    values = {**BUSY, "rank_stake": 0.4, "death_ceiling": 0.0, "lethality": 0.05, "concealment": False}
    world = run(small(0, values, offices=FOUR, weeks=4 * YEAR), 1)
    void = each_office(world, "score_void")[:-1] > 0
    ranked = each_office(world, "ranked_weeks")[1:] > 0
    after = slice(YEAR + 1, None)
    assert 0 < void[after].sum() < void[after].size
    last = np.arange(1, len(void) + 1) % YEAR == 0  # the score of a new period is not void
    assert not ranked[void & ~last[:, None]].any()
    assert (each_office(world, "rivalry")[1:][~ranked] == 0).all()
    assert (ranked[after].sum(axis=1) != 1).all()  # nobody is ranked alone


def test_outcomes_say_off_where_nobody_is_ranked(county):
    shown = set(PARAMETERS["rank_stake"].shows_in)
    assert shown == {"office_points", "rivalry", "rank", "rank_gap"}
    assert shown <= set(OUTCOMES)
    assert shown <= outcomes_off(county(weeks=4))
    assert not shown & outcomes_off(county(weeks=4, rank_stake=0.1))
    told = outcomes(run(county(weeks=2 * YEAR, rank_stake=0.3), 1))
    assert 1.0 <= told["rank"] <= len(FOUR)
    assert 0.0 < told["rivalry"] <= 0.3
    assert told["rank_gap"] > 0.0
    assert told["office_points"] > 0.0


def test_a_stake_without_a_rival_is_warned_of(small, county):
    alone = ["the ranking of offices has no effect: it needs two offices with a `rank_stake`"]
    assert list(without_effect(small(4, {"rank_stake": 0.2}, weeks=4))) == alone
    assert not list(without_effect(county(weeks=4, rank_stake=0.2)))
    assert not list(without_effect(county(weeks=4)))
    ranked = Policy(start=0, set={"rank_stake": 0.2})
    assert not list(without_effect(county(weeks=4).with_policy(ranked=ranked)))
    here = ranked.model_copy(update={"target": Target(office="north")})
    assert list(without_effect(county(weeks=4).with_policy(here=here))) == alone
