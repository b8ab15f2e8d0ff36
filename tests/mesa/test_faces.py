"""What is written through Mesa's agents is checked against the declaration of the field."""

from __future__ import annotations

import numpy as np
import pytest

import govsim
from govsim.errors import InputError
from tests.worlds import BUSY

KINDS = (
    govsim.Enterprise,
    govsim.GridInspector,
    govsim.ThirdPartyAgency,
    govsim.Volunteer,
    govsim.Department,
    govsim.MutualAidGroup,
    govsim.Regulator,
)


@pytest.fixture
def model(small, seed):
    return govsim.GovernanceModel(small(12, BUSY, weeks=20), rng=seed)


def first(model, kind):
    """Return the first agent of a kind."""
    return next(iter(model.agents_by_type[kind]))


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (govsim.Enterprise, "office"),
        (govsim.Enterprise, "grid"),
        (govsim.Enterprise, "regime"),
        (govsim.Enterprise, "sector"),
        (govsim.Enterprise, "first"),
        (govsim.Enterprise, "key"),
        (govsim.GridInspector, "grid"),
        (govsim.Volunteer, "pending"),
        (govsim.Regulator, "first_enterprise"),
    ],
)
def test_rows_of_other_records_cannot_be_written(model, kind, name):
    """Such a value would send compiled code to memory that is not the world's."""
    agent = first(model, kind)
    before = getattr(agent, name)
    with pytest.raises(InputError, match=f"{name} is kept by the model"):
        setattr(agent, name, 2_000_000_000)
    assert getattr(agent, name) == before
    model.step()


@pytest.mark.parametrize("value", [-0.1, 1.1, float("nan"), float("inf"), "high", None, [0.1, 0.2]])
def test_values_outside_the_declared_range_are_refused(model, value):
    agent = first(model, govsim.Enterprise)
    before = agent.effort
    with pytest.raises(InputError, match="effort must be a number from 0 to 1"):
        agent.effort = value
    assert agent.effort == before


def test_whole_numbers_and_arrays_are_checked_as_such(model):
    firm, inspector = first(model, govsim.Enterprise), first(model, govsim.GridInspector)
    with pytest.raises(InputError, match="tier must be a whole number from 0 to 3"):
        firm.tier = 1.5
    firm.tier = 3
    inspector.skill = 0.5
    assert (inspector.skill == 0.5).all()
    inspector.skill = np.linspace(0.1, 0.8, len(inspector.skill))
    with pytest.raises(InputError, match="8 numbers"):
        inspector.skill = [0.1, 0.2]
    model.step()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_any_accepted_value_of_any_field_lets_the_model_go_on(model, kind):
    """Every field is written with the ends of its range; what is refused is refused by name."""
    agent = first(model, kind)
    for field in kind.declared:
        for value in (field.low, field.high):
            if value is None or field.kept:
                continue
            setattr(agent, field.name, value)
            assert np.all(np.asarray(getattr(agent, field.name)) == value)
    model.step()
    model.step()


def test_every_field_says_what_it_means():
    for kind in KINDS:
        for field in kind.declared:
            assert field.meaning.endswith("."), f"{kind.__name__}.{field.name}"
