"""Comparisons looked at otherwise: policy against policy, outcomes by subject, how fast an effect comes."""

from __future__ import annotations

import numpy as np
import pytest

import govsim
from govsim.errors import InputError
from govsim.outcomes import ALL_OUTCOMES
from govsim.runs.response import responses
from govsim.runs.views import VIEWS, with_shown

POLICIES = {
    "fines": {"start": 2, "scale": {"fine": 2.0}, "add": {"authority": 0.2}},
    "training": {"start": 4, "set": {"training": 0.5}},
}
SEEDS = tuple(range(1, 17))


def curve(weeks: float, noise: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    """Return curves of a policy that starts in week 10 and rises exponentially with a half-life of `weeks`."""
    t = np.arange(300)
    rise = np.where(t >= 10, 1.0 - 0.5 ** ((t - 10) / weeks), 0.0)
    base = np.array([np.sin(t / 9.0 + seed) for seed in SEEDS])
    wave = np.array([np.cos(t * (1 + seed / 16)) for seed in SEEDS])
    return base + 3.0 * rise + noise * wave, base


@pytest.mark.parametrize("half_life", [10.0, 30.0])
def test_time_to_a_share_of_an_effect_is_recovered(half_life):
    half, most = responses(*curve(half_life), 10, SEEDS)
    assert half.weeks == pytest.approx(half_life, abs=2.0)
    assert most.weeks == pytest.approx(half_life * np.log2(10.0), abs=4.0)
    half, most = responses(*curve(half_life, noise=1.0), 10, SEEDS)
    assert half.low <= half_life + 2.0
    assert half.high >= half_life - 2.0


def test_no_effect_and_a_short_span_have_no_time():
    values, base = curve(10.0)
    for told in (
        responses(base, base, 10, SEEDS),
        responses(values, base, 280, SEEDS),
        responses(values[:1], base[:1], 10, SEEDS[:1]),
    ):
        assert all(np.isnan(r.weeks) for r in told)


@pytest.fixture(scope="module")
def comparison(small):
    scenario = small(20, weeks=120, warmup_weeks=4, policies=POLICIES)
    return govsim.compare(scenario, ["fines", "training", "fines+training"], least=4, most=4)


def test_policies_are_held_against_a_policy_pair_by_pair(comparison):
    told = comparison.against("training")
    assert told.policies == ("fines", "fines+training")
    values = comparison.runs.pivot(index="seed", columns="policy", values="effort")
    wanted = values["fines+training"] - values["training"]
    found = told.difference("fines+training", "effort")
    assert found.mean == pytest.approx(wanted.mean())
    assert found.high - found.mean == pytest.approx(3.182446 * wanted.std() / 2, rel=1e-5)
    assert told.baseline("effort").mean == pytest.approx(values["training"].mean())
    assert set(told.response["policy"]) == {"fines", "fines+training"}
    with pytest.raises(InputError, match="unknown compared policy 'trainin'"):
        comparison.against("trainin")


def test_views_name_outcomes_and_may_be_shown(comparison):
    for names in VIEWS.values():
        assert set(names) <= set(ALL_OUTCOMES)
    told = with_shown(comparison.scenario, ["effort"], ["harm"])
    assert told.comparison.show[:2] == ["effort", "expected_casualties"]
    assert told.fingerprint == comparison.scenario.fingerprint
    for wrong in ({"outcomes": ["nothing"]}, {"views": ["ham"]}):
        with pytest.raises(InputError, match=r"unknown outcome|did you mean 'harm'"):
            with_shown(comparison.scenario, **wrong)
