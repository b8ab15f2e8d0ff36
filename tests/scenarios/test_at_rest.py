"""Each scenario starts in a state that its own baseline keeps; firms differ in what they keep, and new ones are new."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import govsim
from experiments import rest
from govsim.hazards import stock
from govsim.outcomes import POSITION
from govsim.world.build import build
from govsim.world.series import weekly
from tests.worlds import ALIKE, open_hazards

if TYPE_CHECKING:
    from collections.abc import Callable

    from govsim.parameters.scenario import Scenario


def beyond(scenario: govsim.Scenario, seeds: int) -> dict[str, str]:
    """Return the stocks whose drift is further from 0 than allowed, by all of their 95 % interval."""
    return {
        name: f"{d.mean:+.1f} % ({d.low:+.1f} to {d.high:+.1f})"
        for name, d in rest.drifts(scenario, range(1, 1 + seeds)).items()
        if d.low > rest.ALLOWED or d.high < -rest.ALLOWED
    }


def test_c_office_keeps_its_stocks() -> None:
    assert beyond(govsim.load_scenario(rest.SCENARIOS[1]), 16) == {}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["a_street", "c_office", "county_f", "grass_roots", "jiuyuan_district"])
def test_scenarios_start_at_rest(name: str) -> None:
    path = next(path for path in rest.SCENARIOS if path.stem == name)
    assert beyond(govsim.load_scenario(path), 128) == {}


def test_a_start_that_is_not_at_rest_is_seen() -> None:
    scenario = govsim.load_scenario(rest.SCENARIOS[1]).with_values({"responsibility_start": 0.3})
    assert "responsibility" in beyond(scenario, 4)


def test_firms_start_with_what_their_own_effort_and_cash_keep(small: Callable[..., Scenario]) -> None:
    values = {**ALIKE, "initial_hazards": 10.0, "responsibility_mean": 0.5, "responsibility_spread": 0.2}
    scenario = small(400, {**values, "effort_sensitivity": 1.0, "self_check_rate": 2.0, "self_repair": 0.8})
    firms = build(scenario, 1).tables.enterprises[:400]
    careless, careful = firms["effort"] < 0.4, firms["effort"] > 0.6
    assert firms["hazards"][careless].mean() > 1.5 * firms["hazards"][careful].mean()


def test_new_firms_have_more_hazards_emerging_until_they_have_matured(small: Callable[..., Scenario]) -> None:
    values = {**ALIKE, "entrant_proneness": 3.0, "maturing": 52.0, "entry_rate": 0.5, "exit_rate": 0.5}
    firms = build(small(200, values, weeks=208), 1).run().tables.enterprises
    entrants = firms[(firms["status"] == 1) & (firms["entry"] > 0)]
    age = 208 - entrants["opened"]
    assert np.all(entrants["proneness"] >= 1.0)
    assert entrants["proneness"][age < 26].mean() > 2.0 > 1.2 > entrants["proneness"][age > 130].mean()


def test_weeks_of_the_warm_up_are_like_others() -> None:
    """What is counted in a warm-up of two years is what a world without one counts in its first two."""
    path = rest.SCENARIOS[0].parents[1] / "benchmarks/everything.yaml"
    everything = rest.without_trends(govsim.load_scenario(path), 4)
    long, none = everything.with_span(weeks=208, warmup_weeks=104), everything.with_span(weeks=208, warmup_weeks=0)
    seeds = range(1, 25)
    before = np.array([weekly(build(long, seed).run(0))[:104].sum(axis=(0, 1)) for seed in seeds])
    after = np.array([weekly(build(none, seed).run(104))[:104].sum(axis=(0, 1)) for seed in seeds])
    moved = before - after
    error = moved.std(axis=0, ddof=1) / np.sqrt(len(seeds))
    names = {name for name, place in POSITION.items() if np.any(np.abs(moved.mean(axis=0)[place]) > 6.0 * error[place])}
    assert not names, names


def test_there_are_as_many_firms_in_week_0_as_the_scenario_says() -> None:
    growing = govsim.load_scenario(rest.SCENARIOS[2])
    firms = [int((build(growing, seed).run(0).tables.enterprises["status"] == 1).sum()) for seed in range(1, 25)]
    assert abs(np.mean(firms) - 160) < 4.0 * np.std(firms) / np.sqrt(len(firms))


def test_who_volunteers_after_another_has_given_up_begins_with_hope(small: Callable[..., Scenario]) -> None:
    values = {**ALIKE, "volunteers": 40, "hotline_response": 0.0, "volunteer_looks": 26.0, "initial_hazards": 10.0}
    worlds = [build(small(40, {**values, "volunteer_turnover": rate}, weeks=260), 1).run() for rate in (0.0, 0.5)]
    never, often = (world.tables.volunteers["efficacy"].mean() for world in worlds)
    assert never < 0.9 * often


def test_what_is_closed_on_paper_before_the_start_is_known_and_waits_to_be_found() -> None:
    world = build(govsim.load_scenario(rest.SCENARIOS[2]), 1)
    _, hazards = open_hazards(world)
    closed = hazards["state"] == stock.ON_PAPER
    assert 0.05 < closed.mean() < 0.5
    assert hazards["recognised"][closed].all()
    assert hazards["found"][closed].all()
    assert not hazards["found"][~closed].any()
    assert hazards["visibility"][closed].mean() < hazards["visibility"][~closed].mean()
