"""The validation table: what a row may say, that no published effect is left out.

And that estimands recover what is put in.
"""

from __future__ import annotations

import json
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

import govsim as package
from govsim import InputError, events, extensions
from govsim.events import EVENT
from govsim.evidence import seed_sums
from govsim.evidence.calibration_study import load_calibration
from govsim.evidence.estimands import ESTIMANDS, TALLIES, Estimand, alpha, poisson_slope
from govsim.evidence.null_models import EFFORT_FIXED, by_sector_and_size, null_models
from govsim.evidence.trace import Trace, trace
from govsim.evidence.validation import Result, Validation, validate
from govsim.evidence.validation_rows import ValidationRow, load_rows, select
from govsim.fields import record_type
from govsim.hazards import stock
from govsim.report.validation import bought, forest, summary, validation_table, wanted
from govsim.runs.interval import Interval, interval
from tests.cli.conftest import TINY, contents, govsim, here, pictures  # noqa: F401 (fixtures)

ROOT = Path(package.__file__).parents[1]
FOLDER, SCENARIOS = ROOT / "experiments" / "validation", ROOT / "scenarios"

# Every published effect that the table has to hold.
IDS = {
    "I1",
    "I10",
    "A1",
    "H1",
    "A3",
    "H4",
    "T2",
    "N1",
    "P1",
    "U1",
    "U2",
    "V2",
    "V3",
    "V4_V5",
    "D1_D3",
    "D4",
    "D5",
    "C1",
    "C2",
    "E2",
    "G4",
    "B",
    "C-office",
    "N3",
    "N5",
    "N6",
    "N8",
}

STAFF = """\
id: staff
title: More inspectors visit more
source: nobody
setting: nowhere
analogy: none
window: as in the scenario
scenario: tiny
replicates: 3
arms:
  few: {set: {inspectors: 1}}
  many: {change: {inspectors: 4}}
quantities:
  - name: visits, many against few
    published: {value: 100}
    band: {low: 10, high: 1000}
    level: recorded
    arms: [few, many]
    estimand: relative
    options: {outcome: visits_per_year}
  - name: the wrong sign
    published: {says: written down on purpose}
    sign: "-"
    level: recorded
    arms: [few, many]
    estimand: contrast
    options: {outcome: visits_per_year}
  - name: what nobody can tell
    published: {value: 1}
    not_expressible: there is no such thing
"""


@pytest.fixture
def files(here):  # noqa: F811
    """A folder with one row, beside the folder of its scenario."""
    for name in ("rows", "scenarios"):
        (here / name).mkdir()
    (here / "scenarios" / "tiny.yaml").write_text(TINY, encoding="utf-8")
    (here / "rows" / "staff.yaml").write_text(STAFF, encoding="utf-8")
    return here


# --- the table of the project
# ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def rows() -> list[ValidationRow]:
    return load_rows(FOLDER, SCENARIOS)


def test_every_published_effect_has_a_row(rows):
    assert {row.id for row in rows} == IDS


def test_all_rows_have_one_parameter_set(rows):
    assert {row.told.scenario for row in rows} == {"c_office"}


def test_every_quantity_says_what_was_published(rows):
    for row in rows:
        for quantity in row.told.quantities:
            told = quantity.published
            assert told.says or told.value is not None or (told.low is not None and told.high is not None), (
                row.id,
                quantity.name,
            )
            if quantity.band and (told.low, told.high) != (quantity.band.low, quantity.band.high):
                assert quantity.why, (row.id, quantity.name)


def test_where_the_source_gives_no_interval_the_band_is_a_quarter_to_either_side(rows):
    for row in rows:
        for quantity in row.told.quantities:
            if quantity.why == "a quarter of the published number to either side":
                value, band = quantity.published.value, quantity.band
                assert sorted([0.75 * value, 1.25 * value]) == pytest.approx([band.low, band.high], rel=0.02), (
                    row.id,
                    quantity.name,
                )


def test_what_the_calibration_fits_is_not_called_a_prediction(rows):
    study = load_calibration(ROOT / "experiments" / "calibration.yaml")
    aimed_at = {target.row for target in study.targets if target.fitted} & IDS
    assert aimed_at
    assert {row.told.basis for row in rows if row.id in aimed_at} == {"fitted"}
    assert {row.id for row in rows if row.told.basis == "predicted"} <= set(study.told.held_out)


def test_no_firm_responds_in_the_null_model_of_effort(rows):
    """Fines and their certainty move effort in the model, and not at all where effort is fixed."""
    (row,) = select(rows, ["E2"])
    full, fixed = validate([row], 8), null_models([row], 24)[EFFORT_FIXED]
    assert all(abs(r.simulated.mean) > 1.0 for r in full.results[:2])
    assert full.results[2].simulated.mean > 0.0
    assert all(abs(r.simulated.mean) < 0.1 for r in fixed.results)


def test_a_model_of_sector_and_size_tells_no_effect_and_no_level(rows):
    told = by_sector_and_size(select(rows, ["C2", "D5", "G4"]))
    assert [r.verdict for r in told.results] == ["outside", "inside", "not expressible", "outside", "outside"]
    lines = bought(told, {"null": told})
    assert lines == [("govsim", "1 of 3", "0 of 2", "1 of 4"), ("null", "1 of 3", "0 of 2", "1 of 4")]


def test_one_cheap_row_end_to_end(rows):
    result = validate(select(rows, ["D5"]), 2).results[0]
    assert 0 < result.simulated.mean < 100
    assert result.simulated.n == 2


def test_the_page_leaves_nothing_out():
    spec = spec_from_file_location("docs_validation", ROOT / "docs" / "validation.py")
    page = module_from_spec(spec)
    spec.loader.exec_module(page)
    assert page.main(["--check"]) == 0


# --- a row of one's own
# ---------------------------------------------------------------------------------------------------


def test_a_row_is_run_and_judged(files):
    result = validate(load_rows(files / "rows", files / "scenarios"))
    assert [r.verdict for r in result.results] == ["inside", "outside", "not expressible"]
    assert result.count("inside", banded=True) == 1
    assert summary(result) == (
        "1 of 1 quantities with a band inside (100 %); 1 of 1 rows with all their bands inside (100 %); 0 "
        "of 1 quantities with a sign inside (0 %); 1 not expressible"
    )
    assert len(validation_table(result).rows) == 3
    assert [wanted(r.quantity) for r in result.results] == ["10 to 1,000", "below 0", "–"]
    assert len(forest(result).axes) == 2


def test_the_result_does_not_depend_on_the_number_of_threads(files):
    rows = load_rows(files / "rows", files / "scenarios")
    one, two = (validate(rows, 4, workers=workers) for workers in (1, 2))
    assert [r.simulated for r in one.results] == [r.simulated for r in two.results]


def test_command_prints_a_table_and_json_and_writes_a_folder(files, govsim, pictures):  # noqa: F811
    base = ("validate", "--folder", "rows", "--scenarios", "scenarios", "--replicates", "2")
    told = govsim(*base)
    assert told.code == 0
    assert "what nobody can tell" in told.out
    told = govsim(*base, "--json", "--out", "results", "--nulls")
    assert told.code == 0
    assert set(told.json["nulls"]) == {"effort fixed", "sector and size"}
    assert [row["verdict"] for row in json.loads(told.out)["rows"]] == ["inside", "outside", "not expressible"]
    assert {"manifest.json", "validation.csv", "forest.png"} <= set(contents(files / "results"))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("id: staff", "id: other", "must be the name of the file"),
        ("title: More", "titel: More", "unknown key 'titel'"),
        ("scenario: tiny", "scenario: tinny", "unknown scenario 'tinny'; did you mean 'tiny'?"),
        ("inspectors: 1}", "inspecters: 1}", "inspecters"),
        ("inspectors: 1}", "inspectors: -1}", "inspectors"),
        ("level: recorded", "level: recordet", "unknown level of truth 'recordet'"),
        ("estimand: relative", "estimand: relativ", "unknown estimand 'relativ'"),
        ("arms: [few, many]", "arms: [few, lots]", "unknown arm 'lots'"),
        ("arms: [few, many]", "arms: [few]", "takes 2 of the arms, not 1"),
        ("outcome: visits_per_year", "outcome: visits_a_year", "unknown outcome"),
        ("options: {outcome", "options: {outkome", "unknown option"),
        ("low: 10, high: 1000", "low: 10, high: 1", "lies above high"),
        ("    band: {low: 10, high: 1000}\n", "", "give either `band` or `sign`"),
        ("band: {low: 10, high: 1000}", "band: {low: 10}", "the key 'high' is missing"),
    ],
)
def test_bad_files_are_refused_with_file_and_line(files, old, new, said):
    path = files / "rows" / "staff.yaml"
    assert old in STAFF
    path.write_text(STAFF.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_rows(files / "rows", files / "scenarios")
    assert said in str(caught.value)
    assert f"{path}:" in str(caught.value)


def test_an_option_means_what_its_estimand_says(files, monkeypatch):
    """A number called `above` is no tally, and a list of tallies by another name is still checked."""
    path = files / "rows" / "staff.yaml"
    own = Estimand(
        "higher",
        "height",
        1,
        lambda run, above, sums: (above, 1.0),
        lambda s: s[0] / s[1],
        {"above": None, "sums": TALLIES},
    )
    monkeypatch.setitem(ESTIMANDS, "higher", own)
    asked = STAFF.replace("arms: [few, many]\n    estimand: relative", "arms: [few]\n    estimand: higher", 1)
    for options, said in (
        ("{above: 5, sums: [visits]}", None),
        ("{above: 5, sums: [visit]}", "unknown tally 'visit'"),
        ("{above: 5, sums: visits}", "must be a list, each the name of one tally"),
    ):
        path.write_text(asked.replace("{outcome: visits_per_year}", options, 1), encoding="utf-8")
        if said is None:
            assert validate(load_rows(files / "rows", files / "scenarios")).results[0].simulated.mean == 5.0
            continue
        with pytest.raises(InputError, match=said):
            load_rows(files / "rows", files / "scenarios")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("{measure: injurys}", "unknown field of the record of an enterprise 'injurys'; did you mean 'injuries'?"),
        ("{tier: 1}", "trial_effect needs the option 'measure'"),
        ("{measure: injuries, tier: high}", "must be a number, not 'high'"),
        ("{measure: injuries, tier: [1]}", "must be a number"),
    ],
)
def test_faulty_options_are_refused_in_two_lines(files, govsim, options, said):  # noqa: F811
    path = files / "rows" / "staff.yaml"
    asked = STAFF.replace("estimand: relative", "estimand: trial_effect", 1)
    path.write_text(asked.replace("{outcome: visits_per_year}", options, 1), encoding="utf-8")
    govsim("validate", "--folder", "rows", "--scenarios", "scenarios").refuses("staff.yaml:", said)


def test_an_unknown_row_lists_the_rows(files, govsim):  # noqa: F811
    told = govsim("validate", "--folder", FOLDER, "--scenarios", SCENARIOS, "--row", "X")
    told.refuses("--row: unknown row 'X'; the rows are", *IDS)


@pytest.fixture
def registered():
    """Leave the registers as they were."""
    before = extensions.registered()
    yield
    extensions.register_again(before)


def test_rows_run_under_registered_rules(files, registered):
    """A rule that visits nobody, named in a row, is the one that runs."""
    seen = []

    @package.targeting_rule("watched")
    def watched(world, week):
        seen.append(week)
        return -world.enterprises["last_visit"]

    path = files / "rows" / "staff.yaml"
    path.write_text(STAFF.replace("few: {set: {", "few: {set: {targeting: watched, "), encoding="utf-8")
    result = validate(load_rows(files / "rows", files / "scenarios"), 2)
    assert seen
    assert result.results[0].verdict == "inside"


def test_counters_since_week_0_are_watched_without_the_warm_up(small):
    scenario = small(20, {"inspectors": 3}, weeks=4, warmup_weeks=30)
    run = trace(scenario, 1, watch=(("enterprises", "visits"), ("enterprises", "effort")))
    visits = run.watched["visits"]
    assert (visits[0] == 0).all()
    assert (np.diff(visits.astype(int), axis=0) >= 0).all()
    assert visits[-1].sum() == run.series["visits"].sum()
    assert (run.watched["effort"][0] > 0).any()


def test_unknown_rows_and_empty_folders_are_refused(files):
    rows = load_rows(files / "rows", files / "scenarios")
    with pytest.raises(InputError, match="unknown row 'stuff'; did you mean 'staff'"):
        select(rows, ["stuff"])
    with pytest.raises(InputError, match="at least two replicates"):
        validate(rows, 1)
    with pytest.raises(InputError, match="holds no row"):
        load_rows(files / "scenarios" / "none", files)


# --- estimands recover what is put in
# -----------------------------------------------------------------------------------------


def test_the_jackknife_interval_of_a_mean_is_the_usual_one():
    values = np.array([1.0, 4.0, 2.5, 7.0, 3.0])
    found = ESTIMANDS["level"].estimate(np.column_stack([values, np.ones(5)]))
    usual = interval(values)
    assert (found.mean, found.low, found.high) == pytest.approx((usual.mean, usual.low, usual.high))


def test_undefined_seeds_are_left_out():
    sums = np.array([[1.0, 2.0], [np.nan, 2.0], [3.0, 2.0]])
    assert ESTIMANDS["quotient"].estimate(sums).mean == 1.0
    assert np.isnan(ESTIMANDS["quotient"].estimate(sums[:1]).mean)


def test_relative_changes_are_of_totals():
    sums = np.array([[10.0, 1.0, 5.0, 1.0], [30.0, 1.0, 25.0, 1.0]])
    assert ESTIMANDS["relative"].estimate(sums).mean == pytest.approx(-25.0)


def test_poisson_slope_recovers_a_decline_by_rank():
    exposure = np.array([100.0, 90.0, 80.0, 10.0])
    counts = 2.0 * exposure * 0.968 ** np.arange(4)
    assert poisson_slope(np.concatenate([counts, exposure])) == pytest.approx(-3.2)


def test_alpha_is_one_for_equal_ratings_and_about_zero_for_unrelated_ones():
    def of(x, y):
        both = np.concatenate([x, y])
        return alpha(np.array([len(x), np.sum((x - y) ** 2), both.sum(), np.sum(both**2)]))

    one, other = np.tile([0.0, 0.0, 1.0, 1.0], 500), np.tile([0.0, 1.0], 1000)
    assert of(one, one) == pytest.approx(1.0)
    assert of(one, other) == pytest.approx(0.0, abs=1e-3)
    assert of(np.array([1.0, 2, 3, 3, 2]), np.array([1.0, 2, 3, 4, 2])) == pytest.approx(
        1 - 0.2 / (2 * (10 * 61 - 23**2) / 90)
    )


def logged(rows, **world) -> Trace:
    """Return the trace of a run whose log holds these (event, week, enterprise, actor, parent) rows, all by visit."""
    log = np.zeros(len(rows), record_type(EVENT))
    for n, row in enumerate(rows):
        log[n]["event"], log[n]["week"], log[n]["enterprise"], log[n]["actor"], log[n]["parent"] = row
    log["channel"] = stock.BY_VISIT
    tables = SimpleNamespace(events=log, shared=np.array([(len(log),)], [("event_top", "i8")]), **world)
    return Trace(SimpleNamespace(measure_from=0, weeks=400), tables)


def visits_with_findings(visits) -> Trace:
    """Return the trace of a run with visits (week, enterprise, actor, findings)."""
    rows = []
    for week, enterprise, actor, found in visits:
        place = len(rows)
        rows.append((events.VISIT, week, enterprise, actor, -1))
        rows += [(events.FINDING, week, enterprise, actor, place)] * found
    return logged(rows)


def test_findings_by_visit_number_and_gap():
    run = visits_with_findings(
        [
            *[(0, 1, 0, 10), (1, 2, 0, 6), (2, 3, 0, 9), (3, 4, 0, 99)],
            *[(52, 1, 0, 6), (53, 2, 0, 4), (262, 3, 0, 6)],  # second visits, soon and late
            *[(312, 1, 0, 70), (313, 2, 0, 50)],  # third visits: late ones alone, like none
        ]
    )
    second = ESTIMANDS["second_visit"]
    assert second.value(np.array(second.sums(run))) == pytest.approx(100 * (16 / 25 - 1))
    regrowth = ESTIMANDS["regrowth"]
    assert regrowth.value(np.array(regrowth.sums(run, near=[26, 78], far=[208, 312]))) == pytest.approx(20.0)


def test_findings_by_rank_in_the_day():
    run = visits_with_findings([(0, 1, 0, 4), (0, 2, 0, 3), (0, 3, 1, 5), (1, 4, 0, 6), (1, 5, 0, 1)])
    assert seed_sums.rank_effect(run, ranks=3) == [15, 4, 0, 3, 2, 0]


def test_two_ratings_of_the_same_firms():
    run = visits_with_findings([(0, 1, -1, 3), (0, 2, -1, 0), (0, 1, -1, 3), (0, 2, -1, 1), (0, 2, 4, 9)])
    assert seed_sums.ratings(run) == pytest.approx(
        (2, np.log(2) ** 2, 2 * np.log(4) + np.log(2), 2 * np.log(4) ** 2 + np.log(2) ** 2)
    )


def test_second_reports_by_the_fate_of_the_first():
    reports = np.array([[0, 0, 0], [1, 1, 0], [1, 1, 0], [2, 1, 0], [2, 1, 0]])
    efficacy = np.array([[0.5] * 3, [0.5] * 3, [0.7, 0.3, 0.5], [0.7, 0.3, 0.5], [0.7, 0.3, 0.5]])
    run = Trace(SimpleNamespace(), SimpleNamespace(), {"complaints": reports, "efficacy": efficacy})
    assert seed_sums.second_report(run, weeks=2) == [0, 1, 1, 1]


def test_peers_are_firms_of_the_same_sector_near_a_fined_one():
    firms = np.zeros(5, [("x", "f8"), ("y", "f8"), ("sector", "i4"), ("status", "i4"), ("recorded", "i4")])
    firms["x"] = [0, 1, 2, 9, 3]
    firms["sector"] = [0, 0, 1, 0, 0]
    firms["status"] = [1, 1, 1, 1, 0]
    after = firms.copy()
    firms["recorded"], after["recorded"] = 10, 4
    fined = SimpleNamespace(directives=[SimpleNamespace(enterprises=[0])])
    first, second = (Trace(fined, SimpleNamespace(enterprises=table)) for table in (firms, after))
    assert seed_sums.peers(first, second, "recorded", 0, 5) == (10, 1, 4, 1)
    assert seed_sums.peers(first, second, "recorded", 5, 50) == (10, 1, 4, 1)


def test_injuries_not_reported_by_third_of_culture():
    firms = np.zeros(6, [("status", "i4"), ("responsibility", "f8"), ("injuries", "i4"), ("reported_injuries", "i4")])
    firms["status"] = 1
    firms["responsibility"] = [0.9, 0.1, 0.5, 0.2, 0.8, 0.6]
    firms["injuries"] = 10
    firms["reported_injuries"] = [6, 1, 3, 2, 5, 3]
    run = Trace(SimpleNamespace(), SimpleNamespace(enterprises=firms))
    assert seed_sums.by_culture(run, 0) == (17, 20)
    assert seed_sums.by_culture(run, 2) == (9, 20)


def test_verdicts():
    def verdict(value, **told):
        quantity = (
            SimpleNamespace(band=None, sign=None, not_expressible="")
            if not told
            else SimpleNamespace(**({"band": None, "sign": None} | told))
        )
        return Result(SimpleNamespace(), quantity, value).verdict

    band = SimpleNamespace(low=1.0, high=2.0)
    near = interval(np.array([1.4, 1.5, 1.6]))
    assert verdict(near, band=band) == "inside"
    assert verdict(near, band=SimpleNamespace(low=2.0, high=3.0)) == "outside"
    assert verdict(near, sign="+") == "inside"
    assert verdict(near, sign="-") == "outside"
    assert verdict(interval(np.array([-1.0, 1.5])), sign="+") == "outside"
    for undefined in (
        Interval(1.5, np.nan, np.nan, 1),
        Interval(1.5, -np.inf, np.inf, 1),
        Interval(np.nan, 1.0, 2.0, 3),
    ):
        assert verdict(undefined, band=band) == "undefined"
        assert verdict(undefined, sign="+") == "undefined"
    assert verdict(None) == "not expressible"
    assert Validation((), {}).count("inside") == 0
