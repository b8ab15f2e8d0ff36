"""Calibration: known values are found again, what targets cannot tell is said.

And the score is told on seeds that no fit has seen.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import yaml

import govsim as package
from govsim.evidence import calibration as module
from govsim.evidence.calibration import FIT_SEEDS, calibrate
from govsim.evidence.calibration_study import Free, load_calibration
from govsim.evidence.history_matching import CalibrationTarget, Emulator, Wave, descend, misfit, not_ruled_out
from govsim.evidence.parameter_set import ParameterSet, load_set
from govsim.parameters import PARAMETERS
from govsim.parameters.declare import FITTED
from govsim.parameters.scenario import load_scenario
from tests.cli.conftest import TINY, contents, govsim, here  # noqa: F401 (fixtures)

pytest.importorskip("sklearn")

ROOT = Path(package.__file__).parents[1]

# A year without any work-day budget has as many visits a firm as are planned.
ROW = """\
id: {id}
title: Visits that were planned
source: nobody
setting: nowhere
analogy: none
window: a year
scenario: tiny
replicates: 4
common: {{weeks: 104, set: {{workday_budget: false, entry_rate: 0, exit_rate: 0}}}}
arms:
  office: {{}}
quantities:
  - name: visits a year
    published: {{value: {value}}}
    band: {{low: {low}, high: {high}}}
    level: recorded
    kind: level
    arms: [office]
    estimand: level
    options: {{outcome: visits_per_year}}
"""

STUDY = """\
name: toy
question: How many visits were planned?
rows: rows
scenarios: scenarios
held_out: [other]
parameters:
  planned_visits: {low: 0.5, high: 12, scale: log, why: the visits}
  fine: {low: 5000, high: 50000, why: nothing here depends on it}
waves: [12, 8]
spare: 0
seed: 3
"""


@pytest.fixture
def study(here):  # noqa: F811
    """A study of one row in the fit and one beside it; 12 firms, planned visits 4 a year."""
    for name in ("rows", "scenarios"):
        (here / name).mkdir()
    (here / "scenarios" / "tiny.yaml").write_text(TINY, encoding="utf-8")
    (here / "rows" / "visits.yaml").write_text(ROW.format(id="visits", value=48, low=44, high=52), encoding="utf-8")
    (here / "rows" / "other.yaml").write_text(ROW.format(id="other", value=480, low=440, high=520), encoding="utf-8")
    (here / "toy.yaml").write_text(STUDY, encoding="utf-8")
    return here / "toy.yaml"


@pytest.mark.parametrize("lot", [3, 4])
def test_a_known_value_is_found_and_an_idle_parameter_is_named(study, lot):
    found = calibrate(load_calibration(study), lot)
    assert found.values["planned_visits"] == pytest.approx(4.0, rel=0.1)
    assert found.score("fitted") == (1, 1)
    assert found.score("held out") == (0, 1)
    assert found.score("all rows") == (1, 2)
    told = found.as_dict()["fit"]["parameters"]
    assert told["planned_visits"]["identified"]
    assert not told["fine"]["identified"]
    low, high = told["planned_visits"]["left"]
    assert low < 4.0 < high


def test_the_same_seed_gives_the_same_set_on_any_number_of_workers(study):
    one, two = (calibrate(load_calibration(study), workers=n).as_dict() for n in (1, 2))
    assert one == two


def test_the_fit_and_the_score_share_no_seed(study, monkeypatch):
    whole, seen = module.validate, []

    def watched(rows, replicates=None, seed=1, workers=None, progress=None):
        seen.append(({row.id for row in rows}, range(seed, seed + max(row.told.replicates for row in rows))))
        return whole(rows, replicates, seed, workers, progress)

    monkeypatch.setattr(module, "validate", watched)
    calibrate(load_calibration(study))
    *fit, (checked, unseen) = seen
    assert checked == {"visits", "other"}
    assert all(rows == {"visits"} for rows, _ in fit), "a row that is held out was run in the fit"
    assert {seeds for _, seeds in fit} == {range(FIT_SEEDS * 4, FIT_SEEDS * 4 + 4)}, (
        "the seed is no parameter: all points have the same"
    )
    assert unseen.start == 1
    assert unseen.stop < FIT_SEEDS


@pytest.mark.parametrize("scale", ["linear", "log"])
def test_a_value_and_its_share_of_the_range_are_each_other_s_inverse(scale):
    free = Free(low=0.5, high=8.0, scale=scale, why="a range")
    assert [free.share_of(free.at(share)) for share in (0.0, 0.3, 1.0)] == pytest.approx([0.0, 0.3, 1.0])
    assert free.share_of(2.0) == pytest.approx(0.2 if scale == "linear" else 0.5)


def test_a_fit_that_is_stopped_goes_on_where_it_was(study, here, monkeypatch):  # noqa: F811
    loaded, kept = load_calibration(study), here / "toy.points.jsonl"
    simulate, runs = module.simulate_targets, []

    def counted(*told):
        if len(runs) == 7:
            raise KeyboardInterrupt
        runs.append(told)
        return simulate(*told)

    monkeypatch.setattr(module, "simulate_targets", counted)
    with pytest.raises(KeyboardInterrupt):
        calibrate(loaded, points_file=kept)
    with kept.open("a", encoding="utf-8") as file:
        file.write('\n{"cut sh')
    monkeypatch.setattr(module, "simulate_targets", lambda *told: runs.append(told) or simulate(*told))
    resumed = calibrate(loaded, points_file=kept)
    in_all = len(runs)
    runs.clear()
    whole = calibrate(loaded)
    assert resumed.as_dict() == whole.as_dict()
    assert in_all <= len(runs), "a point was run twice"
    runs.clear()
    calibrate(loaded, points_file=kept)
    assert not runs


def test_points_of_another_study_are_not_taken(study, here):  # noqa: F811
    kept = here / "toy.points.jsonl"
    calibrate(load_calibration(study), points_file=kept)
    before = kept.read_text(encoding="utf-8").count("\n")
    row = here / "rows" / "visits.yaml"
    row.write_text(row.read_text(encoding="utf-8").replace("weeks: 104", "weeks: 52"), encoding="utf-8")
    calibrate(load_calibration(study), points_file=kept)
    assert kept.read_text(encoding="utf-8").count("\n") > 1.5 * before


def test_a_descent_gets_over_what_the_emulator_misses(seed):
    """The model is bent where the emulators are straight.

    At the end both targets lie in the easy part of their bands.
    """
    lots = np.random.default_rng(seed)  # noqa: TID251 (no draw of the model)
    x = lots.random((60, 2))
    targets = (
        CalibrationTarget("r", "a", 0.85, 0.95, 0.9, fitted=True),
        CalibrationTarget("r", "b", -0.05, 0.05, 0.0, fitted=True),
    )

    def model(point):
        return np.array([point[0] + 0.3 * np.sin(3 * point[1]), point[0] - point[1] + 0.2 * point[0] ** 3])

    wave = Wave(targets, (Emulator(x, x[:, 0]), Emulator(x, x[:, 0] - x[:, 1])))
    start = np.array([0.2, 0.2])
    place, _ = descend(wave, start, model(start), model, lots)
    assert misfit(model(place)[None], targets)[0] < 0.05


def test_what_the_targets_leave_open_is_put_in_the_middle(seed):
    lots = np.random.default_rng(seed)  # noqa: TID251 (no draw of the model)
    x = lots.random((60, 2))
    wave = Wave((CalibrationTarget("r", "a", 0.2, 0.4, 0.3, fitted=True),), (Emulator(x, x[:, 0]),))
    start = np.array([0.9, 0.05])
    place, _ = descend(wave, start, start[:1], lambda point: point[:1], lots)
    assert 0.2 < place[0] < 0.4
    assert place[1] == pytest.approx(0.5, abs=0.02)


def test_an_emulator_recovers_a_quadratic_and_its_error(seed):
    lots = np.random.default_rng(seed)  # noqa: TID251 (no draw of the model)
    x = lots.random((120, 4))
    y = 3 + 2 * x[:, 0] - 5 * x[:, 1] * x[:, 2] + 4 * x[:, 3] ** 2
    noisy = Emulator(x, y + 0.2 * lots.standard_normal(120))
    new = lots.random((500, 4))
    truth = 3 + 2 * new[:, 0] - 5 * new[:, 1] * new[:, 2] + 4 * new[:, 3] ** 2
    assert np.sqrt(np.mean((noisy.predict(new) - truth) ** 2)) < 0.2
    assert 0.1 < noisy.error < 0.4


def test_what_lies_near_the_truth_is_not_ruled_out(seed):
    lots = np.random.default_rng(seed)  # noqa: TID251 (no draw of the model)
    x = lots.random((80, 3))
    wave = Wave((CalibrationTarget("r", "sum", 0.9, 1.1, 1.0, fitted=True),), (Emulator(x, x[:, 0] + x[:, 1]),))
    left, share = not_ruled_out([wave], 3.0, 0, 3, lots)
    assert 0 < share < 0.7
    assert np.abs(left[:, 0] + left[:, 1] - 1).max() < 0.25
    assert np.corrcoef(left[:, 0], left[:, 1])[0, 1] < -0.9
    assert left[:, 2].std() == pytest.approx(np.sqrt(1 / 12), rel=0.1)


def test_a_target_out_of_reach_weighs_no_more_than_one():
    aims = [CalibrationTarget("a", "x", -1, 1, 0, fitted=True), CalibrationTarget("b", "y", -1, 1, 0, fitted=True)]
    near, far, lost = misfit(np.array([[0.0, 50.0], [0.0, 500.0], [np.nan, 0.0]]), aims)
    assert near == pytest.approx(far, abs=1e-3)
    assert lost == pytest.approx(1.0)


def test_the_command_writes_a_set_that_validate_takes(govsim, here, study):  # noqa: F811
    answer = govsim("calibrate", study.name, "--seed", 5, "--json")
    assert answer.code == 0, answer.err
    file = here / "results" / "calibration" / "toy-5.yaml"
    told = load_set(file)
    assert told.values == answer.json["values"]
    assert told.seed == 5
    under = govsim("validate", "--folder", "rows", "--scenarios", "scenarios", "--parameters", file, "--json").json
    assert {row["id"]: row["verdict"] for row in under["rows"]} == {"visits": "inside", "other": "outside"}
    without = govsim("validate", "--folder", "rows", "--scenarios", "scenarios", "--row", "visits", "--json").json
    assert without["rows"][0]["verdict"] == "outside"
    assert "held out" in govsim("calibrate", study.name).out


def test_a_set_stands_in_for_defaults_and_not_for_what_a_scenario_says(here):  # noqa: F811
    base = load_scenario(here / "tiny.yaml")
    given = ParameterSet(name="mine", values={"fine": 7.0, "inspectors": 9})
    under = given.under(base)
    assert under.values(under.office_list[0])["fine"] == 7.0
    assert under.values(under.office_list[0])["inspectors"] == 2
    assert under.evidence("fine") == (7.0, "calibrated", "parameter set mine")
    assert under.fingerprint != base.fingerprint
    assert under.with_values({"fine": 8.0}).values(under.office_list[0])["fine"] == 8.0


@pytest.mark.parametrize(
    ("change", "fragments"),
    [
        (("fine: {low: 5000", "fien: {low: 5000"), ["toy.yaml:8: parameters.fien", "did you mean 'fine'"]),
        (("low: 0.5", "low: 50"), ["toy.yaml:7: parameters.planned_visits", "low below high"]),
        (("low: 0.5", "low: 0"), ["toy.yaml:7", "above 0 on a log scale"]),
        (("high: 12", "high: 500"), ["toy.yaml:7: parameters.planned_visits", "between 0 and 52"]),
        (("held_out: [other]", "held_out: [others]"), ["toy.yaml:5: held_out.0", "did you mean 'other'"]),
        (("rows: rows", "rows: row"), ["row", "no row of the validation table"]),
        (("waves: [12, 8]", "waves: []"), ["toy.yaml:9: waves"]),
        (("spare: 0", "spares: 0"), ["toy.yaml:10: spares", "did you mean 'spare'"]),
        (("question: How many visits were planned?\n", ""), ["'question' is missing"]),
        (("seed: 3", "levels: nothing.yaml"), ["nothing.yaml", "no such file"]),
    ],
)
def test_a_bad_study_is_refused(govsim, here, study, change, fragments):  # noqa: F811
    assert change[0] in STUDY
    study.write_text(STUDY.replace(*change), encoding="utf-8")
    before = contents(here)
    govsim("calibrate", study.name).refuses(*fragments)
    assert contents(here) == before


@pytest.mark.parametrize(
    ("text", "fragments"),
    [
        ("values: {fien: 3}", ["set.yaml:1: values.fien", "did you mean 'fine'"]),
        ("values: {authority: 3}", ["set.yaml:1: values.authority", "between 0 and 1"]),
        ("values: {}", ["set.yaml:1: values"]),
        ("valeus: {fine: 3}", ["did you mean 'values'"]),
    ],
)
def test_a_bad_set_is_refused(govsim, here, study, text, fragments):  # noqa: F811
    (here / "set.yaml").write_text(text, encoding="utf-8")
    govsim("validate", "--folder", "rows", "--scenarios", "scenarios", "--parameters", "set.yaml").refuses(*fragments)


# --- the calibration of the project
# ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "file", sorted((ROOT / "experiments").glob("published_effects_*.yaml")), ids=lambda path: path.stem
)
def test_a_stored_set_comes_from_the_study_of_the_project(file):
    told = yaml.safe_load((ROOT / "experiments" / "calibration.yaml").read_text(encoding="utf-8"))
    found = load_set(file)
    assert found.name == told["name"]
    assert set(found.values) == set(told["parameters"])
    targets = [t for t in found.fit["targets"] if t["row"] != "levels"]
    assert {t["row"] for t in targets if not t["fitted"]} <= set(told["held_out"])
    assert found.fit["inside on unseen seeds"]["all rows"] == f"{sum(t['inside'] for t in targets)} of {len(targets)}"


def test_calibrated_are_the_free_parameters_within_what_no_fit_has_ruled_out():
    sets = [load_set(path) for path in sorted((ROOT / "experiments").glob("published_effects_*.yaml"))]
    calibrated = {name: p for name, p in PARAMETERS.items() if p.grade == "calibrated"}
    for given in sets:
        assert set(calibrated) == set(given.values)
        for name, declared in calibrated.items():
            low, high = given.fit["parameters"][name]["left"]
            assert low <= float(declared.default) <= high, name
    assert all(FITTED in p.source for p in calibrated.values())


def test_every_measured_parameter_has_a_reference():
    for parameter in PARAMETERS.values():
        assert parameter.grade in ("measured", "calibrated", "assumed")
        if parameter.grade == "measured":
            assert len(parameter.source) > 15
            assert "no estimate found" not in parameter.source, parameter.name
        json.dumps(parameter.source)
