"""The far end of the ladders: removal of officials, the edge of a ceiling, closure of firms, reports that lead."""

from __future__ import annotations

import numpy as np
import pytest

from govsim.hazards import stock
from govsim.hazards.reporting import concealed
from tests.worlds import ALIKE, BUSY, blocks, column, outcomes, run, total

DEADLY = {**BUSY, "lethality": 0.5, "accountability": 5.0, "exante_checks": 0.0, "leaving_rate": 0.0}


def test_removal_empties_the_post(small):
    """Nobody leaves of themselves here: posts fall vacant by removal alone."""
    stay, go = (run(small(40, {**DEADLY, "removal_share": share}, weeks=156), 1) for share in (0.0, 1.0))
    assert total(stay, "removed") == total(stay, "leavers") == 0
    assert column(stay, "filled")[-52:].mean() == column(stay, "posts")[-52:].mean()
    assert total(go, "removed") > 0
    assert total(go, "leavers") + go.tables.inspectors["removed"].sum() == total(go, "removed")  # some go next week
    assert outcomes(go)["vacancy"] > 0


def test_share_of_removals_is_that_of_the_disciplined(small):
    told = outcomes(run(small(40, {**DEADLY, "removal_share": 0.3}, weeks=104), 1))
    assert told["officials_removed"] == pytest.approx(0.3 * told["disciplined_after_accidents"])


def test_a_veto_is_an_edge(small):
    """With no death allowed, all press to conceal until the first reported one, and nobody for its sake after."""
    values = {**BUSY, "accountability": 0.0, "exante_checks": 0.0, "death_ceiling": 0.0, "ceiling_veto": True}
    world = run(small(40, {**values, "lethality": 0.03, "assessment_period": 260.0}, weeks=104), 1)
    void = column(world, "score_void")
    chance = column(world, "concealment")
    deaths = column(world, "deaths_reported").cumsum()
    p = world.tables.parameters[0]
    assert 0 < (deaths == 0).sum() < 104
    assert np.all((deaths > 0) == (void > 0))
    before = np.concatenate([[0.0], void[:-1]]) > 0  # as those who report find it
    eased = concealed(p, 1.0, 0.0, 0.0, 0.0) / concealed(p, 0.0, 0.0, 0.0, 0.0)
    assert eased > 3.0
    assert chance[before].max() < 0.6 * chance[~before].min()


@pytest.mark.parametrize("ratchet", [0.0, 0.3])
def test_who_stays_below_a_ceiling_gets_a_lower_one(small, ratchet):
    values = {**ALIKE, "death_ceiling": 4.0, "ceiling_ratchet": ratchet, "assessment_period": 52.0}
    world = run(small(10, values, weeks=208), 1)
    np.testing.assert_allclose(world.tables.offices["tightened"], (1.0 - ratchet) ** 4)


def test_a_firm_that_owes_majors_after_a_stop_may_be_closed(small):
    """Nobody obeys and nobody is sanctioned: closure follows from the stop alone, and only with majors on order."""
    values = {
        **ALIKE,
        "emergence_rate": 6.0,
        "major_share_factor": 5.0,
        "inspectors": 4,
        "detection_major": 5.0,
        "depth_hours": 1.0,
        "genuine_base": -5.0,
        "paper_share": 0.0,
        "stop_major": 1.0,
        "authority": 1.0,
        "sanction_will": 0.0,
        "attention_base": 1.0,
    }
    kept, closed = (run(small(30, {**values, "closure_probability": c}, weeks=52), 1) for c in (0.0, 1.0))
    assert total(kept, "stops") > 0
    assert total(kept, "sanctions") == total(closed, "sanctions") == 0
    assert total(kept, "closures") == 0
    assert 0 < total(closed, "closures") <= total(closed, "stops")


def test_reports_lead_to_the_hazard_that_they_name(small):
    """What is verified rises with precision; without reports precision moves no bit of what happens."""
    values = {**BUSY, "detection_general": 0.3, "detection_major": 0.1, "whistle_rate": 4.0, "volunteers": 0}
    blind, led = (outcomes(run(small(60, {**values, "report_precision": q}, weeks=156), 1)) for q in (0.0, 1.0))
    assert led["verified_share"] > blind["verified_share"] + 0.05
    silent = {**values, "whistle_rate": 0.0, "complaint_share": 0.0}
    none, all_ = (run(small(60, {**silent, "report_precision": q}, weeks=52), 1) for q in (0.0, 1.0))
    assert total(none, "found_by_visit") == total(all_, "found_by_visit")


def test_a_report_names_a_hazard_of_the_firm(small):
    world = run(small(200, {**BUSY, "whistle_rate": 12.0, "hotline_response": 1.0}, weeks=26), 1)
    named = [(e["named"], {int(s) for s in own["serial"]}) for e, own in blocks(world) if e["named"] >= 0]
    assert named
    assert sum(serial in serials for serial, serials in named) > 0.5 * len(named)  # the others are mended meanwhile
    firms = world.tables.enterprises
    silent = (firms["complaints"] == 0) & (firms["status"] == stock.OPERATING)
    assert (firms["named"][silent] == -1).all()


def test_the_size_of_a_fine_counts_less_than_in_proportion(small):
    """Doubling the fine moves effort less, the smaller the power with which a loss is felt."""
    values = {**BUSY, "compliance_rule": "logit", "authority": 1.0, "sanction_will": 0.5, "stop_weeks": 0.0}
    moved = []
    for power in (1.0, 0.5):
        low, high = (
            outcomes(run(small(400, {**values, "severity_exponent": power, "fine": f}, weeks=104), 1), 52)["effort"]
            for f in (5000.0, 10000.0)
        )
        moved.append(high - low)
    assert 0.0 < moved[1] < moved[0]
