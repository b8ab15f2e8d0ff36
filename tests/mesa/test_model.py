"""Mesa's face: the same bits as a run, and agents that read and write the world."""

from __future__ import annotations

import mesa
import numpy as np
import pandas as pd
import pytest

import govsim
from govsim import Enterprise, GovernanceModel, GridInspector, InputError, Regulator, ThirdPartyAgency, Volunteer
from govsim.hazards.stock import OPERATING
from govsim.world.series import weekly
from tests.worlds import BUSY

KINDS = {
    Enterprise: "enterprises",
    GridInspector: "inspectors",
    ThirdPartyAgency: "agencies",
    Volunteer: "volunteers",
    Regulator: "offices",
}


@pytest.fixture
def busy(small):
    """A scenario in which everything is in use, with a policy in force from week 10 to 30."""
    policy = {"start": 10, "end": 30, "ramp": 5, "set": {"grids": 3, "targeting": "risk_tier"}, "scale": {"fine": 2.0}}
    values = {**BUSY, "entry_rate": 0.5, "exit_rate": 0.5}
    return small(20, values, weeks=40, warmup=8, policies={"mixed": policy}, baseline=["mixed"])


def stepped(model: GovernanceModel) -> GovernanceModel:
    """Step a model to its end."""
    while model.running:
        model.step()
    return model


def operating(model: GovernanceModel) -> list[int]:
    """Return the keys of the firms that operate."""
    records = np.asarray(model.world.tables.enterprises)
    return sorted(records["key"][records["status"] == OPERATING].tolist())


# --- the same run -----------------------------------------------------------------------------------------------------


def test_stepping_to_the_end_gives_the_bits_of_a_run(busy, seed):
    model = stepped(GovernanceModel(busy, rng=seed))
    assert weekly(model.world).tobytes() == weekly(govsim.simulate(busy, seed).world).tobytes()
    assert weekly(model.world).any()


def test_the_model_collects_what_a_run_says_week_by_week(busy, seed):
    collected = stepped(GovernanceModel(busy, rng=seed)).datacollector.get_model_vars_dataframe()
    told = govsim.simulate(busy, seed).weekly_outcomes
    assert list(told.columns) == [name for name in collected.columns if name != "week"]
    pd.testing.assert_frame_equal(
        collected[list(told.columns)].reset_index(drop=True), told.reset_index(drop=True), check_exact=True
    )


def test_collected_weeks_are_the_weeks_of_a_run(busy, seed):
    collected = stepped(GovernanceModel(busy, rng=seed)).datacollector.get_model_vars_dataframe()
    assert collected["week"].tolist() == govsim.simulate(busy, seed).weekly_outcomes.index.tolist()


def test_two_models_side_by_side_do_not_disturb_each_other(busy):
    one, other = GovernanceModel(busy, rng=1), GovernanceModel(busy, rng=2)
    for _ in range(20):
        one.step()
        other.step()
    assert weekly(one.world).tobytes() == weekly(govsim.simulate(busy, 1).world)[:20].tobytes()
    assert weekly(other.world).tobytes() == weekly(govsim.simulate(busy, 2).world)[:20].tobytes()


def test_mesas_own_generator_plays_no_part(busy):
    model = GovernanceModel(busy, rng=1)
    for _ in range(10):
        model.random.random()
        model.rng.random()
        model.agents.shuffle(inplace=True)
        model.step()
    assert weekly(model.world).tobytes() == weekly(govsim.simulate(busy, 1).world)[:10].tobytes()


def test_it_is_a_mesa_model_that_counts_its_steps(busy):
    model = GovernanceModel(busy, rng=1)
    assert isinstance(model, mesa.Model)
    assert (model.week, model.steps) == (-8, 0)
    assert model.running
    model.step()
    assert (model.week, model.steps) == (-7, 1)


def test_mesas_run_model_stops_at_the_end(busy):
    model = GovernanceModel(busy, rng=1)
    model.run_model()
    assert (model.week, model.steps) == (40, 48)
    assert not model.running


def test_stepping_beyond_the_end_is_an_input_error(busy):
    model = stepped(GovernanceModel(busy, rng=1))
    before = weekly(model.world).tobytes()
    with pytest.raises(InputError, match=r"ends in week 40; .*weeks"):
        model.step()
    assert weekly(model.world).tobytes() == before


# --- seeds ------------------------------------------------------------------------------------------------------------


def test_a_generator_gives_a_seed_and_the_same_one_again(busy):
    one, other = (GovernanceModel(busy, rng=np.random.Generator(np.random.PCG64(3))) for _ in range(2))  # noqa: TID251
    assert one.master_seed == other.master_seed
    assert operating(one) == operating(other)
    one.step()
    assert weekly(one.world).tobytes() == weekly(govsim.simulate(busy, one.master_seed).world)[:1].tobytes()


def test_two_models_from_one_generator_differ(busy):
    generator = np.random.Generator(np.random.PCG64(3))  # noqa: TID251
    assert GovernanceModel(busy, rng=generator).master_seed != GovernanceModel(busy, rng=generator).master_seed


def test_a_numpy_integer_is_a_seed(busy):
    assert operating(GovernanceModel(busy, rng=np.int64(5))) == operating(GovernanceModel(busy, rng=5))


def test_no_seed_is_refused(busy):
    with pytest.raises(InputError, match=r"give a seed.*rng=1"):
        GovernanceModel(busy)
    with pytest.raises(InputError, match="give a seed"):
        GovernanceModel(busy, rng=None)


@pytest.mark.parametrize("bad", [-1, 1.0, 1.5, True, "1", float("nan"), [1], 2**64], ids=repr)
def test_what_is_no_seed_is_refused(busy, bad):
    with pytest.raises(InputError):
        GovernanceModel(busy, rng=bad)


# --- agents -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_there_is_an_agent_for_every_record(busy, kind):
    model = GovernanceModel(busy, rng=1)
    agents = model.agents_by_type[kind]
    records = getattr(model.world.tables, KINDS[kind])
    count = int((records["status"] == OPERATING).sum()) if kind is Enterprise else len(records)
    assert len(agents) == count > 0
    assert all(isinstance(agent, mesa.Agent) for agent in agents)
    assert len(set(agents.get("unique_id"))) == count


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_field_of_a_record_can_be_read(busy, kind):
    model = GovernanceModel(busy, rng=1)
    model.step()
    agent = next(iter(model.agents_by_type[kind]))
    record = getattr(model.world.tables, KINDS[kind])[agent.row]
    for name in kind.fields:
        assert np.all(getattr(agent, name) == record[name]), name
        assert name in dir(agent)


def test_a_field_is_written_through_to_the_world(busy):
    model = GovernanceModel(busy, rng=1)
    agent = next(iter(model.agents_by_type[Enterprise]))
    agent.effort = 0.125
    assert model.world.enterprises["effort"][agent.row] == 0.125
    model.world.enterprises["effort"][agent.row] = 0.25
    assert agent.effort == 0.25
    assert type(agent.effort) is float


def test_other_attributes_are_the_users_own(busy):
    agent = next(iter(GovernanceModel(busy, rng=1).agents_by_type[Enterprise]))
    agent.nickname = "first"
    assert agent.nickname == "first"


def test_an_unknown_attribute_names_the_fields(busy):
    agent = next(iter(GovernanceModel(busy, rng=1).agents_by_type[Enterprise]))
    with pytest.raises(AttributeError, match=r"Enterprise has no attribute 'efort'.*effort"):
        _ = agent.efort


def test_agents_are_selected_read_aggregated_and_set(busy):
    model = GovernanceModel(busy, rng=1)
    for _ in range(12):
        model.step()
    firms = model.agents_by_type[Enterprise]
    records = np.asarray(model.world.tables.enterprises)
    present = records["status"] == OPERATING
    assert firms.agg("effort", np.mean) == pytest.approx(records["effort"][present].mean(), rel=1e-14)
    assert sorted(firms.get("employees")) == sorted(records["employees"][present].tolist())
    assert len(firms.get(["effort", "tier"])[0]) == 2
    median = float(np.median(records["effort"][present]))
    lazy = firms.select(lambda firm: firm.effort < median)
    assert 0 < len(lazy) < len(firms)
    rows = lazy.get("row")
    lazy.set("effort", 0.75)
    assert (model.world.enterprises["effort"][rows] == 0.75).all()
    others = np.setdiff1d(np.flatnonzero(present), rows)
    assert (np.asarray(model.world.enterprises["effort"])[others] >= median).all()


def test_a_record_changed_through_an_agent_changes_the_future(busy):
    touched, untouched = GovernanceModel(busy, rng=1), GovernanceModel(busy, rng=1)
    for _ in range(8):
        touched.step()
        untouched.step()
    assert weekly(touched.world).tobytes() == weekly(untouched.world).tobytes()
    touched.agents_by_type[Enterprise].set("effort", 0.0)
    for model in (touched, untouched):
        stepped(model)
    effort = govsim.outcomes.POSITION["effort"]
    assert (weekly(touched.world)[8:14, :, effort] < weekly(untouched.world)[8:14, :, effort]).all()


def test_firms_that_enter_and_leave_appear_and_disappear_among_the_agents(busy, seed):
    model = GovernanceModel(busy, rng=seed)
    first = set(operating(model))
    seen = set(first)
    while model.running:
        model.step()
        assert sorted(model.agents_by_type[Enterprise].get("key")) == operating(model)
        seen |= set(operating(model))
    assert seen - first
    assert first - set(operating(model))
    assert len(model.agents_by_type[GridInspector]) == len(model.world.inspectors)


def test_the_agent_of_a_firm_that_stays_is_the_same_object(busy):
    model = GovernanceModel(busy, rng=1)
    before = {agent.key: agent for agent in model.agents_by_type[Enterprise]}
    stepped(model)
    after = {agent.key: agent for agent in model.agents_by_type[Enterprise]}
    stayed = before.keys() & after.keys()
    assert stayed
    assert all(before[key] is after[key] for key in stayed)


# --- collecting from agents -------------------------------------------------------------------------------------------


def test_agents_are_collected_on_request(busy):
    model = stepped(
        GovernanceModel(busy, rng=1, collect_agents={Enterprise: ["effort", "key"], GridInspector: ["grid"]})
    )
    firms = model.datacollector.get_agenttype_vars_dataframe(Enterprise)
    assert set(firms.columns) == {"effort", "key"}
    last = firms.xs(48, level="Step")
    assert sorted(last["key"]) == operating(model)
    mean = last["effort"].mean()
    assert mean == pytest.approx(model.datacollector.get_model_vars_dataframe()["effort"].iloc[-1], rel=1e-12)
    inspectors = model.datacollector.get_agenttype_vars_dataframe(GridInspector)
    assert len(inspectors) == 48 * len(model.world.inspectors)


def test_nothing_is_collected_from_agents_unless_asked(busy):
    model = GovernanceModel(busy, rng=1)
    model.step()
    assert model.datacollector.agenttype_reporters == {} or not any(model.datacollector.agenttype_reporters.values())


def test_collecting_changes_nothing(busy):
    plain = stepped(GovernanceModel(busy, rng=1))
    collecting = stepped(GovernanceModel(busy, rng=1, collect_agents={Enterprise: ["effort"]}))
    assert weekly(plain.world).tobytes() == weekly(collecting.world).tobytes()


def test_collecting_an_unknown_field_is_an_input_error_that_names_the_nearest(busy):
    with pytest.raises(InputError, match="effort"):
        GovernanceModel(busy, rng=1, collect_agents={Enterprise: ["efort"]})
