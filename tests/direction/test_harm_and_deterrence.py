"""What kills, and what deters: signs that the declared defaults must show in C office, on common random numbers.

As in `test_promises`, a mean paired difference must lie at least `Z` standard errors on its side of 0.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

import govsim
from govsim.world.build import build
from tests.worlds import run

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
SEEDS = range(1, 13)
Z = 3.1


@pytest.fixture(scope="module")
def office():
    return govsim.load_scenario(SCENARIOS / "c_office.yaml")


@pytest.fixture(scope="module")
def at_rest(office):
    return govsim.replicate(office, SEEDS).summary


def change(office, at_rest, outcome, **values):
    """Return the relative changes of an outcome, one a seed, in units of its mean."""
    other = govsim.replicate(office.with_values(values), SEEDS).summary
    return ((other[outcome] - at_rest[outcome]) / at_rest[outcome].mean()).to_numpy()


def above(differences, sign=1):
    return sign * differences.mean() > Z * differences.std(ddof=1) / math.sqrt(len(differences))


def test_deaths_come_mostly_from_major_hazards_and_injuries_mostly_do_not(office, at_rest):
    assert at_rest["deaths_by_majors"].mean() >= 0.7
    without = govsim.replicate(office.with_values({"major_share_factor": 0.0}), SEEDS).summary
    assert without["expected_injury_rate"].mean() > 0.8 * at_rest["expected_injury_rate"].mean()
    assert without["expected_deaths_rate"].mean() < 0.3 * at_rest["expected_deaths_rate"].mean()


def test_an_accident_is_what_the_statistics_count(at_rest):
    """0.2 to 3 reportable accidents a year in an office of 220 firms, 0.8 to 2 deaths per 100,000 worker-years."""
    assert 0.2 < at_rest["expected_accidents"].mean() < 3.0
    assert 0.8 < at_rest["expected_deaths_rate"].mean() < 2.0
    assert (at_rest["expected_accidents"] > at_rest["expected_fatal_accidents"]).all()
    assert at_rest["years_to_fatal"].mean() > 3.0


def test_no_finding_at_all_raises_deaths_by_more_than_injuries(office, at_rest):
    blind = {"detection_general": 0.0, "detection_major": 0.0}
    deaths = change(office, at_rest, "expected_deaths_rate", **blind)
    injuries = change(office, at_rest, "expected_injury_rate", **blind)
    assert above(deaths)
    assert above(injuries)
    assert above(deaths - injuries)


def test_more_authority_means_more_sanctions_and_fewer_casualties(office):
    """Half or all cases in its own power against none; as firms learn, cases get fewer, so sanctions rise ever less."""
    none, half, all_ = (
        govsim.replicate(office.with_values({"authority": share}), range(1, 37)).summary for share in (0.0, 0.5, 1.0)
    )
    for more in (half, all_):
        assert above((more["sanctions_per_year"] - none["sanctions_per_year"]).to_numpy())
    for less, more in ((none, half), (half, all_)):
        assert above((more["expected_casualties"] - less["expected_casualties"]).to_numpy(), -1)


def test_higher_fines_and_surer_sanctions_raise_effort_and_surer_ones_more(office):
    given = {"authority": 1.0, "fine": 10_000.0, "sanction_will": 0.4}
    low = govsim.replicate(office.with_values(given), SEEDS).summary["effort"]
    severe = govsim.replicate(office.with_values(given | {"fine": 20_000.0}), SEEDS).summary["effort"]
    certain = govsim.replicate(office.with_values(given | {"sanction_will": 0.8}), SEEDS).summary["effort"]
    assert above((severe - low).to_numpy())
    assert above((certain - low).to_numpy())
    assert above((certain - severe).to_numpy())


def test_an_injury_does_not_remove_its_hazard(small, seed):
    """Where nobody mends anything, hazards only grow in number, and the same ones harm again."""
    values = {
        "self_repair": 0.0,
        "inspectors": 0,
        "exit_rate": 0.0,
        "initial_hazards": 0.0,
        "harm_delay_general": 20.0,
        "agency_visits": 0.0,
    }
    world = run(small(10, values | {"insured_share": 0.0}, weeks=104), seed)
    firms = world.enterprises
    assert (firms["hazards"] == firms["serial"])[firms["status"] == 1].all()
    own = world.hazards[firms["first"][0] : firms["first"][0] + firms["hazards"][0]]
    assert own["strikes"].max() > 1


def test_a_fatal_accident_makes_its_own_firm_safer_for_years_and_that_fades(office):
    """The firms hit are those of every fifth row; paired with the same firms without the accident."""
    rows = list(range(0, 220, 5))
    plain = office.with_span(weeks=520, measure_from=0).with_values({"exit_rate": 0.0, "entry_rate": 0.0})
    hit = plain.with_directives({"week": 0, "action": "accident", "major": True, "enterprises": rows})
    safer = {52: [], 156: [], 520: []}
    for s in SEEDS:
        before, after = build(plain, s), build(hit, s)
        for week, told in safer.items():
            risk = [np.asarray(world.run(week).enterprises["risk"])[rows].sum() for world in (before, after)]
            told.append(risk[1] - risk[0])
    changes = {week: np.array(told) for week, told in safer.items()}
    assert above(changes[52], -1)
    assert above(changes[156], -1)
    assert abs(changes[520].mean()) < 0.5 * abs(changes[52].mean())
