"""Designs: the points of each sampler, and which designs can grow."""

from __future__ import annotations

import numpy as np
import pytest

from govsim import InputError, Study
from govsim.parameters import find
from govsim.studies.design import same_points

RULES = find("compliance_rule").choices

PARAMETERS = {"fine": (5_000, 50_000), "audit_share": (0.1, 0.5), "compliance_rule": {}}


def study(small, method, **design):
    return Study.of(small(5, {}), parameters=PARAMETERS, outcomes=["hazard_stock"], design={"method": method, **design})


@pytest.mark.parametrize(
    ("method", "design", "points"),
    [
        ("full_factorial", {"levels": 4}, 4 * 4 * len(RULES)),
        ("latin_hypercube", {"n": 10}, 10),
        ("sobol_sequence", {"n": 16}, 16),
        ("saltelli", {"n": 8}, 8 * (3 + 2)),
        ("morris", {"n": 5}, 5 * (3 + 1)),
        ("fast", {"n": 65}, 65 * 3),
        ("finite_differences", {"n": 6}, 6 * (3 + 1)),
        ("one_at_a_time", {"levels": 3}, 1 + 3 + 3 + len(RULES) - 1),
    ],
)
def test_each_design_has_its_points_and_is_the_same_each_time(small, method, design, points):
    one, two = study(small, method, **design).points, study(small, method, **design).points
    assert len(one) == points
    assert same_points(one, two)
    assert len(two) == len(one)
    fines = one.columns["fine"]
    assert ((fines >= 5_000) & (fines <= 50_000)).all()
    assert set(one.columns["compliance_rule"]) <= set(RULES)


def test_a_latin_hypercube_has_one_point_in_each_slice(small):
    unit = study(small, "latin_hypercube", n=20).points.unit
    for column in unit.T:
        assert sorted((column * 20).astype(int)) == list(range(20))


def test_a_full_factorial_holds_every_combination_once(small):
    frame = study(small, "full_factorial", levels=2).points.frame
    assert not frame.duplicated().any()
    assert frame.groupby(["fine", "audit_share"]).size().tolist() == [len(RULES)] * 4


def test_one_at_a_time_moves_one_from_the_scenario_s_values(small):
    frame = study(small, "one_at_a_time").points.frame
    base = frame.iloc[0]
    assert base["fine"] == small(5, {}).evidence("fine")[0]
    assert ((frame.iloc[1:] != base).sum(axis=1) == 1).all()


def test_saltelli_s_points_pair_up(small):
    unit = study(small, "saltelli", n=4).points.unit.reshape(4, 5, 3)
    a, b = unit[:, 0], unit[:, -1]
    for k in range(3):
        mixed = unit[:, k + 1]
        assert (mixed[:, k] == b[:, k]).all()
        assert (np.delete(mixed, k, 1) == np.delete(a, k, 1)).all()


@pytest.mark.parametrize("method", ["sobol_sequence", "saltelli", "morris", "finite_differences"])
def test_designs_that_can_grow_begin_with_the_old_points(small, method):
    assert same_points(study(small, method, n=8).points, study(small, method, n=16).points)


@pytest.mark.parametrize("method", ["latin_hypercube", "fast"])
def test_designs_that_cannot_grow_have_others(small, method):
    assert not same_points(study(small, method, n=65).points, study(small, method, n=130).points)


def test_another_seed_gives_other_points(small):
    for method in ("latin_hypercube", "sobol_sequence", "saltelli", "morris"):
        assert not same_points(study(small, method, n=8, seed=1).points, study(small, method, n=8, seed=2).points), (
            method
        )


def test_a_factorial_that_is_too_large_is_refused(small):
    with pytest.raises(InputError, match="points; name fewer"):
        _ = Study.of(small(5, {}), outcomes=["hazard_stock"], design="full_factorial").points


@pytest.fixture
def table(tmp_path, small):
    """Write rows.csv and return the study of it."""

    def of(text):
        (tmp_path / "rows.csv").write_text(text)
        told = {
            "parameters": ["fine", "compliance_rule"],
            "outcomes": ["hazard_stock"],
            "design": {"method": "rows", "file": str(tmp_path / "rows.csv")},
        }
        return Study.of(small(5, {}), **told)

    return of


def test_rows_of_a_file_are_points(table):
    points = table("fine,compliance_rule\n1000,logit\n2000,fixed\n").points
    assert points.point(1) == {"fine": 2000.0, "compliance_rule": "fixed"}
    assert len(points) == 2


@pytest.mark.parametrize(
    ("text", "fragment"),
    [
        ("fine,compliance_rule\n1000,logit\n-5,fixed\n", "rows.csv:3"),
        ("fine,compliance_rule\n1000,logt\n", "must be one of"),
        ("fine\n1000\n", "'compliance_rule' is missing"),
        ("fine,compliance_rule,fin\n1000,logit,1\n", "did you mean 'fine'"),
        ("fine,compliance_rule\n", "holds no row"),
    ],
)
def test_a_fault_in_the_rows_is_told_with_its_place(table, text, fragment):
    with pytest.raises(InputError, match=r"rows\.csv") as error:
        table(text)
    assert fragment in str(error.value)
