"""A province run as districts: the same bits wherever they are computed, and as each district alone."""

from __future__ import annotations

import numpy as np
import pytest

import govsim
from govsim import InputError
from govsim.outcomes import COLUMNS, OUTCOMES
from govsim.studies.districts import district_study, districts, province, sums
from tests.studies.functions import row_of


@pytest.fixture(scope="module")
def whole(small):
    """A province of three districts with rules that differ, one of them under a policy of its own."""
    offices = [
        {"name": name, "enterprises": {"count": count}, "parameters": {"fine": fine}}
        for name, count, fine in (("north", 30, 10_000.0), ("east", 20, 30_000.0), ("south", 25, 20_000.0))
    ]
    policies = {
        "teams": {"start": 4, "set": {"training": 0.5}, "cost": {"per_year": 5200.0}},
        "local": {"start": 4, "target": {"office": "east"}, "set": {"recheck_rate": 0.9}},
    }
    return small(weeks=30, warmup_weeks=10, offices=offices, policies=policies, baseline=["teams", "local"])


def test_a_district_in_a_sweep_has_the_bits_that_it_has_alone(whole):
    done = govsim.sweep(district_study(whole, replicates=2), engine="serial")
    assert done.failures.empty
    for point, (name, alone) in enumerate(districts(whole).items()):
        assert alone.baseline == (["teams", "local"] if name == "east" else ["teams"])
        for seed in (1, 2):
            row = row_of(done, point, seed)
            assert row.tobytes() == sums(alone, seed).tobytes()
            series = govsim.simulate(alone, seed).series.loc[0:]
            assert row[COLUMNS.index("visits")] == series["visits"].sum()


def test_the_province_is_put_together_from_sums(whole):
    done = govsim.sweep(district_study(whole), engine="serial")
    told = province(done)
    assert list(told.index) == [1]
    assert set(told) == set(OUTCOMES)
    runs = [govsim.simulate(alone, 1) for alone in districts(whole).values()]
    visits = sum(run.series.loc[0:, "visits"].sum() for run in runs)
    assert told.loc[1, "visits_per_year"] == pytest.approx(visits / (30 / 52))


def test_a_name_and_a_seed_make_the_luck_of_a_district(whole):
    more = whole.model_copy(update={"offices": whole.offices[::-1]})
    for name, alone in districts(whole).items():
        assert np.array_equal(sums(alone, 3), sums(districts(more)[name], 3))


def test_what_compares_offices_is_refused(small, whole):
    with pytest.raises(InputError, match="at least two offices"):
        districts(small(4, weeks=4))
    pilot = whole.policies["local"].model_copy(update={"pilot": True})
    with pytest.raises(InputError, match="ranked against one another"):
        districts(whole.with_values({"rank_stake": 0.2}))
    ranked = whole.policies["teams"].model_copy(update={"set": {"rank_stake": 0.2}})
    with pytest.raises(InputError, match="ranked against one another"):
        districts(whole.model_copy(update={"policies": {**whole.policies, "teams": ranked}}))
    with pytest.raises(InputError, match="a pilot"):
        districts(whole.model_copy(update={"policies": {**whole.policies, "local": pilot}}))
