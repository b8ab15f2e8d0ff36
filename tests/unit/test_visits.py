"""One look, the same for every body (M04, M20, M32, M38)."""

from __future__ import annotations

import numpy as np
import pytest

from govsim.agents import visits
from govsim.hazards.detection import findings_in
from govsim.world import directives
from tests.worlds import ALIKE, blocks, run, total

NOTHING_FOUND = ALIKE | {"emergence_rate": 20.0, "detection_general": 0.0, "detection_major": 0.0}


def looks_by_domain(world):
    """How often hazards of each domain have been looked for, shape (domains,)."""
    own = np.concatenate([own for _, own in blocks(world)])
    return np.bincount(own["domain"], own["looks"], minlength=visits.N_DOMAINS)


@pytest.mark.parametrize("domains", [0, 3, 8])
def test_an_association_looks_at_nothing_outside_its_own_domains(small, seed, domains):
    values = NOTHING_FOUND | {"association_visits": 12.0, "association_domains": domains}
    world = run(small(12, values, weeks=52), seed)
    assert total(world, "association_visits") > 0
    looks = looks_by_domain(world)
    assert (looks[:domains] > 0).all()
    assert (looks[domains:] == 0).all()


def test_a_visit_from_outside_answers_the_alarms_that_wait_for_a_visit(small, seed):
    world = run(small(12, NOTHING_FOUND, weeks=52), seed, until=4)
    world.tables.enterprises["alarms"] = 1
    rows = np.array([2, 5])
    directives.carry_out_at(world.tables, 4, rows, directives.INSPECT, False, 1.0, 1.0)
    assert np.flatnonzero(world.tables.enterprises["alarms"] == 0).tolist() == rows.tolist()


def test_where_nothing_is_clear_every_body_leaves_out_what_it_may(small, seed):
    values = NOTHING_FOUND | {"clarity_official": 0.0, "clarity_subjects": 0.0, "omission": 1.0, "inspectors": 2}
    world = run(small(12, values | {"association_visits": 12.0, "agency_visits": 12.0, "mutual_aid": 1.0}), seed)
    assert min(total(world, f"{who}_visits") for who in ("association", "agency")) > 0
    assert min(total(world, "visits"), total(world, "mutual_checks")) > 0
    assert looks_by_domain(world).sum() == 0
    assert total(world, "domain_checks") == 0


def test_findings_by_domain_stand_in_a_word_of_their_own():
    counts = [3, 0, 255, 1, 0, 0, 7, 200]
    lessons = int.from_bytes(bytes(counts), "little", signed=True)
    assert [findings_in(lessons, domain) for domain in range(visits.N_DOMAINS)] == counts


def test_a_body_that_knows_all_domains_equally_well_has_a_skill_for_each():
    assert visits.even.py_func(0.4) == (0.4,) * visits.N_DOMAINS
