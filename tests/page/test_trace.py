"""The trace of two offices tells what their runs count."""

from __future__ import annotations

import numpy as np
import pytest

from govsim.errors import InputError
from govsim.hazards.stock import LEVELS
from govsim.page.moves import pair, read_move
from govsim.page.trace import CURVES, trace
from govsim.runs.run import simulate
from tests.page.tape import messages, replay

LIVELY = {
    "announced_share": 0.5,
    "entry_rate": 0.4,
    "exit_rate": 0.4,
    "paper_share": 0.6,
    "initial_hazards": 8,
    "lethality": 0.2,
    "harm_general": 0.01,
}
ASKED = {
    "scenario": "small",
    "seed": 3,
    "start": 20,
    "A": {"policies": ["audit*0.5"]},
    "B": {
        "set": {"fine": 20000, "inspectors": 3},
        "directives": [
            {"week": 30, "action": "accident", "enterprises": [3], "major": True},
            {"week": 9, "action": "inspect"},
        ],
    },
}


@pytest.fixture(scope="module")
def offices(small):
    known = {name: value for name, value in LIVELY.items() if name in _parameters()}
    scenario = small(40, known, weeks=60, policies={"audit": {"start": 26, "set": {"audit_share": 1.0}}})
    return pair(scenario, read_move(ASKED))


def _parameters():
    from govsim.parameters import PARAMETERS

    return PARAMETERS


@pytest.fixture(scope="module")
def told(offices):
    return b"".join(trace(offices, 3))


@pytest.mark.parametrize("side", ["A", "B"])
def test_the_events_of_a_trace_give_the_series_of_the_run(offices, told, side):
    series = simulate(offices.sides[side], 3).series.loc[0:]
    read = replay(told, side)
    for n, level in enumerate(LEVELS):
        assert (read[n] == series[f"hazards_open_{level}"].to_numpy()).all(), level
        assert (read["accidents"][:, n] == series[f"accidents_{level}"].to_numpy()).all(), level
    assert (read["orders"] == series["orders"].to_numpy()).all()
    assert (read["deaths"] == series["deaths_true"].to_numpy()).all()
    closed = series["order_closures_recorded"] - series["order_closures_true"]
    assert (read["paper"] == closed.to_numpy()).all()
    assert read["visits"].sum() > 20
    assert read["accidents"][:, 0].sum() > 0


def test_what_no_event_tells_is_as_in_the_run(offices, told):
    run = simulate(offices.sides["B"], 3)
    first, *_, end = read = list(messages(told))
    assert first[1]["x"].size == len(run.world.tables.enterprises)
    assert end[0]["outcomes"]["B"]["hazard_stock"] == pytest.approx(run.summary["hazard_stock"], rel=0, abs=0)
    frames = [columns for head, columns in read[1:-1] if "B" in head["office"]]
    curves = np.concatenate([columns["curves"].reshape(len(CURVES), -1) for columns in frames], axis=1)
    visits = run.series["visits"].rolling(13, min_periods=1).mean().loc[0:] * 52
    assert curves[CURVES.index("visits_per_year")] == pytest.approx(visits.to_numpy(), rel=1e-5)
    newcomers = np.concatenate([columns["new_firm"] for columns in frames if "new_firm" in columns])
    assert newcomers.size == run.series.loc[0:, "entries"].sum() > 0
    assert newcomers.size > 0


def test_offices_are_told_once_as_long_as_they_are_alike(told):
    spans = [(head["office"], head["from"], head["to"]) for head, _ in messages(told) if head["type"] == "weeks"]
    assert spans[0] == ("AB", 0, 9)  # B is inspected in week 9
    assert spans[1][0] == "A"
    assert spans[2][0] == "B"
    for side in "AB":
        weeks = [week for office, first, last in spans if side in office for week in range(first, last)]
        assert weeks == list(range(60))


def test_equal_offices_never_part(small):
    scenario = small(12, {}, weeks=20)
    offices = pair(scenario, read_move({"scenario": "small"}))
    spans = [head["office"] for head, _ in messages(b"".join(trace(offices, 1))) if head["type"] == "weeks"]
    assert set(spans) == {"AB"}


BAD = {
    "B.set.finee": ({"B": {"set": {"finee": 3}}}, "did you mean 'fine'"),
    "A.set.fine": ({"A": {"set": {"fine": -3}}}, "must lie between"),
    "A.set.group_size": ({"A": {"set": {"group_size": 9}}}, "while the world is built"),
    "B.policies": ({"B": {"policies": ["adit"]}}, "did you mean 'audit'"),
    "A.policies": ({"A": {"policies": ["audit*2"]}}, "between 0 and 1"),
    "B.directives.0": ({"B": {"directives": [{"week": 99, "action": "inspect"}]}}, "outside of the run"),
    "start": ({"start": 60}, "before the end"),
}


@pytest.mark.parametrize("where", BAD)
def test_what_is_wrong_is_told_with_its_place_on_the_page(small, where):
    scenario = small(5, {}, weeks=60, policies={"audit": {"start": 26, "set": {"audit_share": 1.0}}})
    told, message = BAD[where]
    with pytest.raises(InputError, match=message) as error:
        pair(scenario, read_move({"scenario": "small", **told}))
    assert error.value.where.startswith(where)


def test_a_request_of_another_form_is_refused():
    with pytest.raises(InputError, match="Extra inputs"):
        read_move({"scenario": "small", "A": {"polices": []}})
