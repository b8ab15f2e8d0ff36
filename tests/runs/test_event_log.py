"""The event log: each hazard's life is told once and whole, and what it tells is what was counted."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

import govsim
from govsim import InputError
from govsim.hazards.stock import CHANNELS
from govsim.runs.event_log import ocel, write
from govsim.world import build
from tests.worlds import BUSY, column, differences

EVERYTHING = {
    **BUSY,
    "exit_rate": 0.2,
    "entry_rate": 0.3,
    "sensor_share": 0.5,
    "mutual_aid": 1.0,
    "association_visits": 1.0,
    "department_visits": 0.5,
    "media_rate": 0.5,
    "whistle_rate": 2.0,
    "suit_probability": 0.3,
    "case_capacity": 4.0,
}
ENDS = ("repaired", "left")
DIRECTIVES = [
    {"week": 20, "action": "hazard", "major": True},
    {"week": 30, "action": "accident", "share": 0.5},
    {"week": 31, "action": "fine"},
    {"week": 40, "action": "inspect"},
]


@pytest.fixture(scope="module")
def scenario(small):
    """A busy scenario with directives, without a warm-up."""
    return small(20, EVERYTHING, weeks=130, sectors={"a": {"major_share": 0.1}}, directives=DIRECTIVES)


@pytest.fixture(scope="module")
def run(scenario):
    """Its run, logged."""
    return govsim.simulate(scenario, 3, log=True)


@pytest.fixture(scope="module")
def log(run):
    return run.log


@pytest.fixture(scope="module")
def lives(log):
    """The rows of hazards, by hazard."""
    return log[log["hazard"] >= 0].groupby(["enterprise", "entry", "hazard"], observed=True)


# --- the life of a hazard
# ---------------------------------------------------------------------------------------------------


def test_every_life_begins_with_emergence(lives):
    assert (lives["event"].first() == "emerged").all()
    assert (lives["event"].agg(lambda events: (events == "emerged").sum()) == 1).all()


def test_every_life_has_at_most_one_end_and_nothing_after_it(lives):
    ends = lives["event"].agg(lambda events: events.isin(ENDS).sum())
    assert set(ends) == {0, 1}
    ended = lives["event"].last().isin(ENDS)
    assert (ended == (ends == 1)).all()


def test_what_has_no_end_stands_open(run, lives):
    firms = np.asarray(run.world.enterprises)
    without_end = lives["event"].last()[lambda last: ~last.isin(ENDS)]
    told = without_end.groupby(level="enterprise").size().reindex(range(len(firms)), fill_value=0)
    assert told.tolist() == firms["hazards"].tolist()


def test_weeks_never_go_back(log, lives):
    assert (np.diff(log["week"]) >= 0).all()
    assert lives["week"].agg(lambda weeks: weeks.is_monotonic_increasing).all()


def test_class_and_domain_of_a_hazard_never_change(lives):
    assert (lives["class"].nunique() == 1).all()
    assert (lives["domain"].nunique() == 1).all()


def test_levels_of_truth_say_what_happened(log):
    assert (log.loc[log["event"] == "emerged", "level"] == "true").all()
    assert not log.loc[log["event"] == "found", "level"].isin(["true"]).any()
    assert log.loc[log["event"] == "ordered", "level"].isin(["recorded", "reported", "published"]).all()
    assert (log.loc[log["event"] == "closed on paper", "level"] == "found").all()
    harm = log["event"].isin(["injury", "accident"])  # these have a level of truth of their own
    assert log.loc[(log["hazard"] < 0) & ~harm, "level"].isna().all()


# --- causes
# -----------------------------------------------------------------------------------------------------------------


def test_a_cause_comes_before_its_effect_and_at_the_same_firm(log):
    caused = log[log["parent"] >= 0]
    assert (caused["parent"] < caused.index).all()
    caused = caused[caused["event"] != "set off"]  # by a neighbour
    causes = log.loc[caused["parent"]]
    assert (causes["enterprise"].to_numpy() == caused["enterprise"].to_numpy()).all()
    assert (causes["entry"].to_numpy() == caused["entry"].to_numpy()).all()
    assert (causes["week"].to_numpy() <= caused["week"].to_numpy()).all()


def test_a_cause_in_a_life_concerns_the_same_hazard(log):
    """A finding follows from a visit, a firm's case from a violation.

    Else what happens to a hazard follows from what happened to it.
    """
    caused = log[(log["parent"] >= 0) & (log["hazard"] >= 0)]
    causes = log.loc[caused["parent"]]
    of_hazards = causes["hazard"].to_numpy() >= 0
    within = ~caused["event"].isin(["found", "set off"]).to_numpy()
    assert (causes["hazard"].to_numpy() == caused["hazard"].to_numpy())[of_hazards & within].all()
    assert of_hazards[within].all()


HARM = ("injury", "accident")
POSSIBLE = {
    "ordered": {"found"},
    "repaired": {"ordered", "noticed", "interim measure", "violation", *HARM},
    "closed on paper": {"ordered", "interim measure", "violation", *HARM},
    "violation": {"ordered", "violation", "interim measure", *HARM},
    "unmasked": {"closed on paper", *HARM, "noticed", "set off"},
    "closed down": {"sanction", "stop"},
}


@pytest.mark.parametrize("event", POSSIBLE)
def test_causes_are_possible_ones(log, event):
    caused = log[(log["event"] == event) & (log["parent"] >= 0)]
    assert len(caused)
    assert set(log.loc[caused["parent"], "event"]) <= POSSIBLE[event]


TRUE_CAUSES = {
    "case": {"violation", "found"},
    "sanction": {"case"},
    "stop": {"sanction", "ordered"},
    "set off": {"accident"},
}


@pytest.mark.parametrize("event", TRUE_CAUSES)
def test_what_happens_to_a_firm_names_what_caused_it(log, event):
    caused = log[(log["event"] == event) & (log["parent"] >= 0)]
    assert set(log.loc[caused["parent"], "event"]) <= TRUE_CAUSES[event]


@pytest.mark.parametrize(("channel", "cause"), [("sensor", "emerged"), ("recheck", "unmasked")])
def test_findings_without_a_visit_name_what_caused_them(log, channel, cause):
    found = log[(log["event"] == "found") & (log["channel"] == channel)]
    assert (found["parent"] >= 0).all()
    assert set(log.loc[found["parent"], "event"]) == {cause}


def test_an_order_follows_from_a_finding_by_the_same_actor(log):
    orders = log[log["event"] == "ordered"]
    findings = log.loc[orders["parent"]]
    assert (findings["event"] == "found").all()
    for field in ("channel", "actor", "week", "hazard"):
        assert (findings[field].astype(str).to_numpy() == orders[field].astype(str).to_numpy()).all(), field


def test_what_a_visit_found_follows_from_it(log):
    found = log[
        (log["event"] == "found") & log["channel"].isin(["visit", "agency", "department", "mutual_aid", "association"])
    ]
    visits = log.loc[found["parent"]]
    assert (visits["event"] == "visit").all()
    assert (visits["channel"].astype(str).to_numpy() == found["channel"].astype(str).to_numpy()).all()
    assert (visits["week"].to_numpy() == found["week"].to_numpy()).all()


# --- counts
# -------------------------------------------------------------------------------------------------------------------

COUNTED = {
    "emerged": "hazards_entered_true",
    "ordered": "orders",
    "accident": "accidents_true",
    "left": "hazards_left_true",
    "case": "cases",
    "sanction": "sanctions",
    "stop": "stops",
    "closed down": "closures",
    "exposed": "exposures",
    "report": "complaints",
    "set off": "dominoes",
    "unmasked": "unmasked",
    "repaired": "hazards_closed_true",
}


@pytest.mark.parametrize("event", COUNTED)
def test_events_of_each_week_are_those_that_were_tallied(run, log, event):
    """The hazards of the start, which emerge before the first week, are tallied in it."""
    weeks = len(run.series)
    told = np.bincount(log.loc[log["event"] == event, "week"].to_numpy() + run.scenario.warmup_weeks, minlength=weeks)
    assert told.sum() > 0
    assert told.tolist() == column(run.world, COUNTED[event]).tolist()


@pytest.mark.parametrize("channel", [c for c in CHANNELS if c != "self_check"])
def test_findings_are_those_that_were_tallied(run, log, channel):
    told = ((log["event"] == "found") & (log["channel"] == channel)).sum()
    assert told == column(run.world, f"found_by_{channel}").sum()


VISITS = {
    "visit": "visits",
    "agency": "agency_visits",
    "department": "department_visits",
    "mutual_aid": "mutual_checks",
    "association": "association_visits",
}


@pytest.mark.parametrize("channel", VISITS)
def test_visits_are_those_that_were_tallied(run, log, channel):
    told = ((log["event"] == "visit") & (log["channel"] == channel)).sum()
    assert told == column(run.world, VISITS[channel]).sum() > 0


def test_accidents_are_known_as_far_as_was_tallied(run, log):
    accidents = log[log["event"] == "accident"]
    for level in ("true", "found", "recorded", "reported", "published"):
        known = accidents["level"].cat.codes >= list(accidents["level"].cat.categories).index(level)
        assert known.sum() == column(run.world, f"accidents_{level}").sum()


# --- logging changes nothing
# ---------------------------------------------------------------------------------------------------


def test_logging_changes_no_other_bit(scenario, seed):
    logged, quiet = build(scenario, seed, log=True).run(), build(scenario, seed).run()
    book_keeping = (
        "events.",
        "shared.logging",
        "shared.event",
        "hazards.last_event",
        "enterprises.last_of",
        "enterprises.referred_case",
    )
    assert [name for name in differences(logged, quiet) if not name.startswith(book_keeping)] == []


def test_a_log_in_pieces_is_the_log_of_the_whole(scenario, run):
    world = build(scenario, 3, log=True)
    for week in (1, 20, 21, 77, 130):
        world.run(week)
    from govsim.runs.event_log import frame

    pd.testing.assert_frame_equal(frame(world), run.log)


def test_a_world_with_more_events_than_fit_at_first_loses_none(small):
    """Hardly any hazards at the start, many later: the table of events grows."""
    run = govsim.simulate(
        small(30, {**EVERYTHING, "initial_hazards": 0.0, "emergence_rate": 60.0, "self_check_rate": 20.0}, weeks=120),
        1,
        log=True,
    )
    assert run.world.shared["events_lost"][0] == 0
    assert (run.log["event"] == "emerged").sum() == column(run.world, "hazards_entered_true").sum() > 5000


# --- files
# --------------------------------------------------------------------------------------------------------------


def test_parquet_and_back_is_the_same_table(log, tmp_path):
    write(log, tmp_path / "new" / "log.parquet")
    back = pd.read_parquet(tmp_path / "new" / "log.parquet").set_index("number")
    pd.testing.assert_frame_equal(back, log, check_index_type=False, check_categorical=False, check_dtype=False)


def test_an_ocel_document_is_whole(log):
    """OCEL 2.0: every type is declared with its attributes, every object that is named exists, ids are unique."""
    told = ocel(log)
    assert json.loads(json.dumps(told)) == told
    kinds = {kind["name"]: {a["name"] for a in kind["attributes"]} for kind in told["objectTypes"]}
    events = {kind["name"]: {a["name"] for a in kind["attributes"]} for kind in told["eventTypes"]}
    objects = {thing["id"]: thing for thing in told["objects"]}
    assert len(objects) == len(told["objects"])
    assert len({event["id"] for event in told["events"]}) == len(told["events"]) == len(log)
    for thing in told["objects"]:
        assert {a["name"] for a in thing["attributes"]} <= kinds[thing["type"]]
    for event in told["events"]:
        assert {a["name"] for a in event["attributes"]} <= events[event["type"]]
        assert event["relationships"]
        assert all(relation["objectId"] in objects for relation in event["relationships"])
    hazards = {
        (e, entry, h)
        for e, entry, h in log.loc[log["hazard"] >= 0, ["enterprise", "entry", "hazard"]].itertuples(index=False)
    }
    assert sum(thing["type"] == "hazard" for thing in told["objects"]) == len(hazards)


def test_pm4py_opens_the_ocel_document(log, tmp_path):
    pm4py = pytest.importorskip("pm4py")
    write(log, tmp_path / "log.json")
    opened = pm4py.read_ocel2_json(str(tmp_path / "log.json"))
    assert len(opened.events) == len(log)
    assert set(opened.events["ocel:activity"]) == set(log["event"].astype(str))
    assert set(opened.objects["ocel:type"]) >= {"enterprise", "hazard", "inspector"}


@pytest.mark.parametrize("name", ["log.csv", "log", "log.PARQUET", "log.json.gz"])
def test_another_ending_is_refused_and_nothing_is_written(log, tmp_path, name):
    with pytest.raises(InputError, match=r"\.parquet .*\.json"):
        write(log, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_run_without_a_log_says_how_to_get_one(scenario):
    with pytest.raises(InputError, match="log=True"):
        _ = govsim.simulate(scenario.with_span(weeks=45), 1).log
