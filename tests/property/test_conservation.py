"""Conservation in every scenario, whatever the parameters.

No hazard and no yuan is lost or counted twice, nothing is NaN.

Each scenario runs under 50 settings of all parameters together, structural ones included, drawn from their declared
ranges. A setting under which the scenario's policies would leave a range is refused by design, and run without
policies.
"""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.random import PCG64, Generator  # noqa: TID251

import govsim
from experiments.robustness import FOLDER, under, value_at
from govsim.outcomes import OUTCOMES, derive
from govsim.parameters import PARAMETERS
from govsim.world import build
from govsim.world.series import weekly
from tests.laws import (
    EPSILON,
    OF_THE_SERIES,
    books_agree_with_the_ledger,
    money_is_conserved,
    shares_lie_between_0_and_1,
)

WEEKS, WARMUP = 30, 26
SCENARIOS = sorted(FOLDER.glob("*.yaml"))


def setting_of(number):
    """Return a value of every parameter from its declared range, of every fifth an end of it.

    One number gives them all: Hypothesis needs longer to draw hundreds of values one by one than the model to run.
    """
    lots = Generator(PCG64(number))
    shares, at_ends = lots.random((2, len(PARAMETERS)))
    shares = np.where(at_ends < 0.2, np.round(shares), shares)
    return {name: value_at(p, float(share)) for (name, p), share in zip(PARAMETERS.items(), shares, strict=True)}


SETTINGS = st.integers(0, 2**64 - 1).map(setting_of)
FIFTY = settings(
    deadline=None, max_examples=50, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)

# Ratios of what happened to what was to be expected of others, or of flows that do not belong to the same orders.
NO_SHARES = ("detection_ratio", "detection_ratio_major", "formalism_index")

# Fields of records, beside those of `tests.laws`, that are probabilities or shares.
SHARES = {
    "enterprises": ("tie", "recheck_belief"),
    "inspectors": ("integrity", "fear"),
    "offices": (
        "trust",
        "verified",
        "fear",
        "dread",
        "delivered",
        "campaign",
        "exhaustion",
        "drive",
        "prediction",
        "standing",
    ),
    "volunteers": ("efficacy",),
    "agencies": ("skill",),
    "departments": ("attention",),
    "groups": ("luck",),
}


def every_probability_and_share_is_one(world):
    """Beliefs, ties, trust and the like lie between 0 and 1, and so does every outcome that is a share.

    Over the whole run.
    """
    for table, fields in SHARES.items():
        records = np.asarray(getattr(world.tables, table))
        if table == "enterprises":
            records = records[records["status"] > 0]
        for field in fields:
            assert ((records[field] >= -EPSILON) & (records[field] <= 1.0 + EPSILON)).all(), f"{table}.{field}"
    sums = weekly(world).sum(axis=(0, 1))
    for name, value in derive(sums, len(weekly(world)), {}).items():
        if OUTCOMES[name].unit in ("share", "0 to 1") and name not in NO_SHARES and not math.isnan(value):
            assert -EPSILON <= value <= 1.0 + EPSILON, f"{name}: {value}"


LAWS = (
    *OF_THE_SERIES,
    books_agree_with_the_ledger,
    money_is_conserved,
    shares_lie_between_0_and_1,
    every_probability_and_share_is_one,
)


def hold(scenario, seed):
    """Run a scenario and check every law of conservation at its end."""
    world = build(scenario, seed).run()
    for law in LAWS:
        law(world)


@pytest.fixture(scope="module", params=SCENARIOS, ids=lambda path: path.stem)
def scenario(request):
    """One of the scenarios, over a short span."""
    return govsim.load_scenario(Path(request.param)).with_span(weeks=WEEKS, warmup_weeks=WARMUP, measure_from=0)


@FIFTY
@given(setting=SETTINGS, seed=st.integers(0, 2**64 - 1))
def test_every_law_holds_under_any_setting_of_all_parameters(scenario, setting, seed):
    hold(under(scenario, setting)[0], seed)


def test_every_law_holds_as_the_scenario_stands(scenario, seed):
    hold(scenario, seed)


def test_every_law_holds_under_all_its_policies_together(scenario, seed):
    """With every policy from week 0 on; policies that cannot go together are left out, one after the other."""
    chosen = scenario.without_policies()
    for name, policy in scenario.policies.items():
        more = chosen.with_policy(**{name: policy.model_copy(update={"start": 0, "end": None})})
        if not under(more, {})[1]:
            chosen = more
    assert chosen.baseline
    hold(chosen, seed)
