"""Policies at equal money: the money is equal, probabilities are whole, what is dominated comes last."""

from __future__ import annotations

import numpy as np
import pytest

import govsim as package
from govsim import InputError, Policy
from govsim.parameters.scenario import load_scenario
from govsim.runs.kept import Kept
from govsim.studies import ranking
from govsim.studies.equal_money import TOLERANCE, at_strength, common_budget, spend
from govsim.studies.rank_chances import one_way, rank_chances
from govsim.studies.ranking import LEVELS, Ranking, forecast, rank
from tests.cli.conftest import TINY, govsim, here, pictures  # noqa: F401 (fixtures)

TRIED = """\
  good:
    start: 4
    set: {authority: 1.0, recheck_rate: 1.0}
    cost: {per_year: 8000}
  dominated:
    start: 4
    set: {authority: 0.0, recheck_rate: 0.0}
    cost: {per_year: 4000}
  nothing:
    start: 4
    add: {audit_share: 0.0}
    cost: {per_year: 6000}
"""
LAST = 24  # tasks of the ranking itself: worlds times seeds
SMALL = {"sets": 12, "seeds": 2, "outcome": "hazard_stock"}


@pytest.fixture(scope="module")
def scenario(tmp_path_factory):
    path = tmp_path_factory.mktemp("ranking") / "tiny.yaml"
    path.write_text(TINY.replace("policies:\n", "policies:\n" + TRIED).replace("weeks: 20", "weeks: 60"), "utf-8")
    return load_scenario(path).with_values({"belief_rule": "beta_bayes", "compliance_rule": "logit"})


@pytest.fixture(scope="module")
def told(scenario) -> Ranking:
    return rank(scenario, ["good", "dominated", "nothing"], **SMALL)


# --- the strength at which costs are equal ----------------------------------------------------------------------------


def test_strengths_meet_the_budget_whatever_the_shape_of_the_cost():
    shapes = {
        "linear": lambda s: 400.0 * s,
        "convex": lambda s: 900.0 * s**4,
        "concave": lambda s: 500.0 * np.sqrt(s),
        "wavy": lambda s: 300.0 * s + 40.0 * np.sin(3.0 * s),
    }
    told = spend(
        {name: f(1.0) for name, f in shapes.items()}, 150.0, lambda asked: {n: shapes[n](s) for n, s in asked.items()}
    )
    for name, spent in told.items():
        assert spent.state == "spent"
        assert spent.cost == pytest.approx(150.0, rel=TOLERANCE)
        assert spent.cost == shapes[name](spent.strength)


def test_what_cannot_spend_the_budget_says_so_and_what_jumps_stays_below_it():
    shapes = {"cheap": lambda s: 60.0 * s, "steps": lambda s: 100.0 * round(4 * s)}
    told = spend({"cheap": 60.0, "steps": 400.0}, 250.0, lambda asked: {n: shapes[n](s) for n, s in asked.items()})
    assert (told["cheap"].state, told["cheap"].strength, told["cheap"].cost) == ("short", 1.0, 60.0)
    assert (told["steps"].state, told["steps"].cost) == ("jumps", 200.0)


def test_the_default_budget_is_what_all_can_spend():
    assert common_budget({"a": 300.0, "b": 120.0, "saves": -50.0}, "s") == 120.0
    with pytest.raises(InputError, match="costs this payer anything"):
        common_budget({"saves": -50.0}, "s")


def test_policies_together_share_one_strength():
    assert at_strength("a+b*0.5", 0.5) == "a*0.5+b*0.25"
    assert at_strength("a+b*0.5", 1.0) == "a+b*0.5"


# --- the probability of each rank -------------------------------------------------------------------------------------


def losses(rng, means, between, luck, worlds=96, seeds=2):
    shape = (1, len(means), worlds, 1)
    world = np.array(means)[None, :, None, None] + between * rng.standard_normal(shape)
    return world + luck * rng.standard_normal((1, len(means), worlds, seeds))


def seeds_of(worlds=96, seeds=2):
    return 1 + np.arange(worlds * seeds).reshape(worlds, seeds)


def test_luck_is_not_taken_for_worlds():
    """Two policies a world apart, buried in luck: with many worlds it is sure which is better, in every world."""
    rng = np.random.default_rng(1)  # noqa: TID251 (no draw of the model)
    chances = rank_chances(losses(rng, (0.0, 1.0), 0.0, 2.0), seeds_of())[0, :, 0, 0].mean()
    plain = np.mean(losses(rng, (0.0, 1.0), 0.0, 2.0).mean(axis=3)[0, 0] < 1.0)
    assert chances > 0.95 > plain


def test_what_truly_differs_between_worlds_is_told():
    rng = np.random.default_rng(2)  # noqa: TID251 (no draw of the model)
    chances = rank_chances(losses(rng, (0.0, 1.0), 1.0, 0.5, worlds=400), seeds_of(400))[0, :, 0, 0].mean()
    assert chances == pytest.approx(0.760, abs=0.04)  # P(N(0, 1) - N(0, 1) < 1)


def test_equal_policies_share_all_ranks():
    chances = rank_chances(np.ones((2, 3, 8, 2)), seeds_of(8)).mean(axis=(0, 1))
    assert chances == pytest.approx(np.full((3, 3), 1 / 3))


def test_the_interval_of_a_mean_over_worlds_covers_it():
    rng = np.random.default_rng(3)  # noqa: TID251 (no draw of the model)
    covered = []
    for _ in range(400):
        world = rng.standard_normal((40, 1))
        told = one_way(world + 2.0 * rng.standard_normal((40, 2)))
        covered.append(told.sampling.low <= world.mean() <= told.sampling.high)
    assert np.mean(covered) == pytest.approx(0.95, abs=0.03)


# --- a ranking --------------------------------------------------------------------------------------------------------


def test_money_is_equal(told):
    assert all(spent.state == "spent" for spent in told.spending.values())
    for name in told.policies:
        assert told.spending[name].cost == pytest.approx(told.budget, rel=TOLERANCE)
        assert told.effect(name, "office_cost").mean == pytest.approx(
            told.budget, rel=0.03
        )  # over all worlds and seeds
        half = told.effect(name, "office_cost", LEVELS.index(0.5)).mean
        assert half == pytest.approx(told.budget / 2, rel=0.2)


def test_probabilities_sum_to_one_over_ranks_and_over_policies(told):
    assert told.ranks.sum(axis=0).to_numpy() == pytest.approx(np.ones(3))
    assert told.ranks.sum(axis=1).to_numpy() == pytest.approx(np.ones(3))
    first = told.first_by.groupby(["factor", "choice"])["first"].sum()
    assert first.to_numpy() == pytest.approx(np.ones(len(first)))


def test_what_is_dominated_comes_last_and_what_finds_more_comes_first(told):
    assert told.order == ["good", "nothing", "dominated"]
    assert told.ranks.loc["dominated", 3] > 0.9
    assert told.pairs.set_index(["policy", "less"]).loc[("good", "dominated"), "high"] < 0.0
    assert told.effect("nothing", "hazard_stock").mean == 0.0


def test_the_difference_of_two_policies_is_that_of_their_effects(told):
    both = [told.paired(name, "hazard_stock") for name in ("good", "dominated")]
    assert told.paired("good", "hazard_stock", against="dominated") == pytest.approx(both[0] - both[1])


def test_every_rule_is_met_and_rules_given_are_not_varied(told, scenario):
    assert told.rules == {}
    assert len(told.worlds) == 12
    assert forecast(scenario, 3, 12, 2) == (12 + 3 * 12) * 4 + 12 * 2 * 7
    free = scenario.model_copy(update={"overrides": {"belief_rule": "jump_decay"}})
    crossed = rank(free, ["good", "nothing"], sets=8, seeds=2, outcome="hazard_stock")
    assert crossed.rules == {"compliance_rule": ("fixed", "becker", "logit", "icarus", "ewa", "imitation")}
    assert len(crossed.worlds) == 8 * 6
    met = [world["compliance_rule"] for world in crossed.worlds]
    assert {met.count(choice) for choice in crossed.rules["compliance_rule"]} == {8}
    assert set(crossed.first_by["factor"]) == {"strength", "compliance_rule"}


def test_the_workers_leave_no_trace(told, scenario):
    again = rank(scenario, ["good", "dominated", "nothing"], workers=1, **SMALL)
    assert again.runs.equals(told.runs)
    assert again.ranks.equals(told.ranks)
    assert again.spending == told.spending


def test_a_ranking_that_was_stopped_goes_on_where_it_stood(told, scenario, tmp_path, monkeypatch):
    """What was run before the interrupt is not run again, and the ranking is that of one that was never stopped."""

    def stop(done: int, planned: int) -> None:
        if planned == LAST and done == LAST // 2:
            raise KeyboardInterrupt

    asked = (scenario, ["good", "dominated", "nothing"])
    kept = Kept(tmp_path, "rank")
    with pytest.raises(KeyboardInterrupt):
        rank(*asked, kept=kept, progress=stop, workers=1, **SMALL)
    before = kept.flush()
    again = Kept(tmp_path, "rank")
    runs = []
    one_seed = ranking.one_seed
    monkeypatch.setattr(ranking, "one_seed", lambda *args: runs.append(args) or one_seed(*args))
    resumed = rank(*asked, kept=again, workers=1, **SMALL)
    assert before > LAST // 2  # the search of strengths too
    assert 0 < len(runs) <= LAST - LAST // 2
    assert resumed.runs.equals(told.runs)
    assert resumed.spending == told.spending


def test_a_ranking_that_makes_no_sense_is_refused(scenario):
    for asked, what in (
        ({"policies": ["good"]}, "two policies"),
        ({"budget": -1.0}, "above 0"),
        ({"payer": "offise"}, "office"),
        ({"seeds": 1}, "two seeds"),
        ({"sets": 6}, "multiple of 4"),
        ({"outcome": "hazard_stok"}, "hazard_stock"),
    ):
        with pytest.raises(InputError, match=what):
            rank(scenario, **{"policies": ["good", "nothing"], **asked})


def test_the_command_prints_and_writes_and_goes_on(govsim, here):  # noqa: F811
    asked = (
        "rank",
        "tiny.yaml",
        "--outcome",
        "hazard_stock",
        "--set",
        "compliance_rule=logit",
        "--set",
        "belief_rule=beta_bayes",
    )
    told = govsim(*asked, "--out", "first", "--json").json
    assert {row["state"] for row in told["spending"]} <= {"spent", "short", "jumps"}
    assert sum(told["ranks"]["fines"].values()) == pytest.approx(1.0)
    table = govsim(*asked, "--out", "second", "--lang", "zh").out
    assert "同等经费" in table
    for name in ("spending", "ranks", "effects", "pairs", "first_by", "worlds", "runs"):
        assert (here / "first" / f"{name}.csv").read_bytes() == (here / "second" / f"{name}.csv").read_bytes()


def test_python_has_it(scenario):
    assert package.rank is rank
    assert package.Ranking is Ranking
    assert isinstance(scenario.policies["good"], Policy)
