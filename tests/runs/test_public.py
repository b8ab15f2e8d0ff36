"""The public API as a researcher types it."""

from __future__ import annotations

import io
from contextlib import redirect_stdout

import numpy as np
import pytest

import govsim
from govsim.errors import InputError
from govsim.studies.models import ScenarioModel

POLICY = {"fines": {"start": 2, "scale": {"fine": 2.0}, "add": {"authority": 0.2}}}


@pytest.fixture(scope="module")
def office(small):
    return small(10, weeks=20, warmup_weeks=4, policies=POLICY)


@pytest.mark.parametrize("bad", [1.5, True, -1, "1", None])
def test_a_seed_is_a_whole_number(office, bad):
    with pytest.raises(InputError, match="seed: must be a whole number"):
        govsim.simulate(office, bad)
    with pytest.raises(InputError, match="seed"):
        govsim.replicate(office, [bad])


def test_numbers_of_numpy_are_numbers(office):
    scenario = office.with_values({"grids": np.int64(3), "fine": np.float32(2.5)})
    assert scenario.office_values[0]["grids"] == 3
    assert scenario.fingerprint == office.with_values({"grids": 3, "fine": 2.5}).fingerprint
    assert govsim.simulate(office, np.int64(3)).summary.equals(govsim.simulate(office, 3).summary)
    with pytest.raises(InputError, match="whole number"):
        office.with_values({"grids": np.float64(2.5)})


def test_a_file_or_a_name_does_for_a_scenario(office):
    assert govsim.simulate(office.file, 2).summary.equals(govsim.simulate(office, 2).summary)
    assert govsim.compare(office.file, ["fines"], least=2, most=2).policies == ("fines",)
    assert len(govsim.replicate(office.file, range(2)).summary) == 2
    with pytest.raises(InputError, match="no such"):
        govsim.simulate("nosuch")
    with pytest.raises(InputError, match="give a scenario, its file"):
        govsim.compare(3)


def test_mesa_takes_a_seed_by_its_old_name(office):
    one, other = govsim.GovernanceModel(office, seed=3), govsim.GovernanceModel(office.file, rng=3)
    assert one.master_seed == other.master_seed == 3
    with pytest.raises(InputError, match="one of `rng` and `seed`"):
        govsim.GovernanceModel(office, rng=1, seed=1)


@pytest.mark.parametrize("thing", [govsim.simulate, govsim.compare, govsim.GovernanceModel.__init__])
def test_help_shows_no_internals(thing):
    with redirect_stdout(io.StringIO()) as shown:
        help(thing)
    assert "Phase(" not in shown.getvalue()
    assert max(map(len, shown.getvalue().splitlines())) < 500


def test_a_result_is_told_in_a_line(office):
    run = govsim.simulate(office, 1)
    assert repr(run) == f"<Run of {office.name!r}, seed 1, weeks -4 to 19>"
    assert len(repr(govsim.replicate(office, range(3)))) < 200
    assert len(repr(govsim.compare(office, ["fines"], least=2, most=2))) < 200


def test_strengths_hold_in_python_and_in_studies(office):
    comparison = govsim.compare(office, ["fines", "fines*0.5", "fines*0"], least=2, most=2)
    assert comparison.difference("fines*0", "effort").mean == 0.0
    assert comparison.policies == ("fines", "fines*0.5", "fines*0")
    assert govsim.compare(office, ["fines"], baseline=["none"], least=2, most=2).scenario.baseline == []
    study = govsim.Study.of(office, parameters={"fine": (1e4, 5e4)}, outcomes=["effort"], policies=["fines*0.5"])
    assert study.model.arms == ("baseline", "fines*0.5")
    with pytest.raises(InputError, match="a strength lies between 0 and 1"):
        govsim.Study.of(office, parameters=["fine"], outcomes=["effort"], policies=["fines*2"])


def test_a_run_is_an_xarray(office):
    pytest.importorskip("xarray")
    run = govsim.simulate(office, 1)
    told = run.to_xarray()
    assert dict(told.sizes) == {"week": 24, "office": 1}
    assert told["visits"].sum("office").to_numpy().tolist() == run.series["visits"].tolist()
    assert told["outcome_hazard_stock"].attrs["level"] == "true"
    assert told.attrs["seed"] == 1


def test_other_packages_get_a_function_and_a_problem(office):
    model = govsim.model_function(office, ["hazard_stock"], seeds=[1, 2])
    runs = govsim.replicate(office.with_values({"fine": 3e4}), [1, 2])
    assert model(fine=3e4) == {"hazard_stock": runs.summary["hazard_stock"].mean()}
    problem = govsim.salib_problem({"fine": (1e4, 5e4), "inspectors": (1, 3)})
    assert problem == {"num_vars": 2, "names": ["fine", "inspectors"], "bounds": [[1e4, 5e4], [1.0, 3.0]]}
    evaluate = govsim.salib_function(office, problem["names"], "hazard_stock", seeds=[1, 2])
    assert evaluate(np.array([[3e4, 1.7], [3e4, 2.0]])).tolist() == [model(fine=3e4, inspectors=2)["hazard_stock"]] * 2
    for wrong in (lambda: govsim.salib_problem(["targeting"]), lambda: govsim.model_function(office, ["nothing"])):
        with pytest.raises(InputError, match=r"is a choice|unknown outcome"):
            wrong()


def test_what_is_declared_is_part_of_a_studys_identity(office, monkeypatch):
    from govsim import declarations

    before = ScenarioModel(office)
    identity, code = before.fingerprint, before.code
    made = govsim.Outcome("twice", "1", "true", "none", "Twice the visits.", lambda sums: 2 * sums["visits"])
    other = govsim.Outcome("twice", "1", "true", "none", "Twice the visits.", lambda sums: 3 * sums["visits"])
    seen = {(identity, code)}
    for outcome in (made, other):
        monkeypatch.setitem(declarations._outcomes, "twice", outcome)
        seen.add((before.fingerprint, before.code))
    assert len(seen) == 3


def test_rows_of_a_trial_are_at_hand(small):
    arms = {"control": {}, "visited": {"directives": [{"week": 2, "action": "inspect"}]}}
    scenario = small(20, weeks=10, warmup_weeks=4, trial={"unit": "enterprise", "arms": arms})
    result = govsim.trial(scenario, seeds=range(1, 4))
    assert result.runs[["seed", "arm"]].to_numpy().tolist() == [[s, a] for s in (1, 2, 3) for a in arms]
    means = result.runs.groupby("arm", sort=False)["visits"].mean()
    assert means.tolist() == pytest.approx(result.arms["visits"].tolist())
