"""Contrasts: what their files may say, arms on common random numbers, equality, the command.

The files of the repository.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

import govsim as package
from govsim import InputError
from govsim.outcomes import ALL_OUTCOMES
from govsim.runs.contrast import load_contrast, run_contrast
from tests.cli.conftest import TINY, contents, govsim, here, pictures  # noqa: F401 (fixtures)

ROOT = Path(package.__file__).parents[1]
FILES = sorted((ROOT / "experiments/headline").glob("*.yaml"))
ROW = re.compile(r"^[0-4]-[FPCM]\d+[a-z]?$")

BASE = {
    "title": "Staff",
    "question": "Does staff matter?",
    "scenario": "tiny.yaml",
    "policies": {"posts": {"start": 2, "add": {"inspectors": 1}, "cost": {"per_year": 5200.0}}},
    "arms": [
        {"title": "as it is"},
        {"title": "skilled", "set": {"skill_mean": 0.9}},
        {"title": "more posts", "policies": ["posts"]},
        {"title": "courses", "policies": ["training"]},
    ],
    "outcomes": ["visits_per_year", "hazard_stock", "office_cost"],
    "replicates": 3,
}
TWO_FACTORS = {
    "skill": {"low": {"skill_mean": 0.2}, "high": {"skill_mean": 0.8}},
    "fine": {"none": {"fine": 0.0}, "small": {"fine": 100.0}, "large": {"fine": 1e5}},
}


@pytest.fixture
def written(tmp_path):
    """Write a contrast beside the tiny scenario and return its path; what is None is left out."""
    (tmp_path / "tiny.yaml").write_text(TINY, encoding="utf-8")

    def write(**changes):
        path = tmp_path / "staff.yaml"
        path.write_text(
            yaml.safe_dump({k: v for k, v in (BASE | changes).items() if v is not None}, sort_keys=False),
            encoding="utf-8",
        )
        return path

    return write


@pytest.fixture(scope="module")
def answer(tmp_path_factory):
    """The contrast of this file, run."""
    folder = tmp_path_factory.mktemp("contrast")
    (folder / "tiny.yaml").write_text(TINY, encoding="utf-8")
    (folder / "staff.yaml").write_text(yaml.safe_dump(BASE, sort_keys=False), encoding="utf-8")
    return run_contrast(load_contrast(folder / "staff.yaml"))


# --- what a file may say ----------------------------------------------------------------------------------------------


def test_arms_are_the_scenario_with_values_and_policies(written):
    arms = load_contrast(written()).arms
    assert list(arms) == ["as it is", "skilled", "more posts", "courses"]
    assert arms["as it is"].overrides == {}
    assert arms["skilled"].overrides == {"skill_mean": 0.9}
    assert [arm.baseline for arm in arms.values()] == [[], [], ["posts"], ["training"]]
    assert len({tuple(arm.policies) for arm in arms.values()}) == 1  # the same room in every world


def test_factors_are_all_combinations_of_their_levels(written):
    arms = load_contrast(written(arms=None, factors=TWO_FACTORS)).arms
    assert list(arms) == [
        f"skill {skill}, fine {fine}" for skill in ("low", "high") for fine in ("none", "small", "large")
    ]
    assert arms["skill high, fine large"].overrides == {"skill_mean": 0.8, "fine": 1e5}


def test_what_is_common_holds_in_every_arm_and_an_arm_overrides_it(written):
    arms = load_contrast(written(common={"set": {"fine": 7.0, "skill_mean": 0.1}, "policies": ["fines"]})).arms
    assert arms["as it is"].overrides == {"fine": 7.0, "skill_mean": 0.1}
    assert arms["skilled"].overrides == {"fine": 7.0, "skill_mean": 0.9}
    assert all("fines" in arm.baseline for arm in arms.values())


def test_the_scenario_stands_relative_to_the_file(written, tmp_path):
    (tmp_path / "deeper").mkdir()
    path = tmp_path / "deeper/staff.yaml"
    path.write_text(written(scenario="../tiny.yaml").read_text())
    assert load_contrast(path).arms["as it is"].name == "tiny"


BAD = {
    "unknown key": ({"questoin": "x"}, ["questoin", "did you mean 'question'"]),
    "missing question": ({"question": None}, ["'question' is missing"]),
    "unknown key of an arm": (
        {"arms": [{"title": "a", "sett": {}}, {"title": "b"}]},
        ["arms.0.sett", "did you mean 'set'"],
    ),
    "no title": ({"arms": [{"set": {"fine": 1.0}}, {"title": "b"}]}, ["arms.0", "'title' is missing"]),
    "unknown scenario": ({"scenario": "huge.yaml"}, [": scenario", "huge.yaml", "relative to this file"]),
    "unknown outcome": ({"outcomes": ["visit_per_year"]}, ["outcomes.0", "did you mean 'visits_per_year'"]),
    "unknown equal outcome": ({"equal": {"ofice_cost": 0.1}}, ["equal.ofice_cost", "did you mean 'office_cost'"]),
    "equal within nothing": ({"equal": {"office_cost": 0.0}}, ["equal.office_cost", "greater than 0"]),
    "unknown parameter": (
        {"arms": [{"title": "a", "set": {"fien": 1.0}}, {"title": "b"}]},
        ["arms.0.set.fien", "did you mean 'fine'"],
    ),
    "out of range": (
        {"arms": [{"title": "a", "set": {"authority": 1.5}}, {"title": "b"}]},
        ["arms.0.set.authority", "between 0 and 1"],
    ),
    "out of range in a level": (
        {"arms": None, "factors": {"power": {"none": {"authority": 0.0}, "full": {"authority": 7.0}}}},
        ["factors.power.full.authority", "between 0 and 1"],
    ),
    "out of range in common": ({"common": {"set": {"authority": 2.0}}}, ["common.set.authority", "between 0 and 1"]),
    "unknown policy": (
        {"arms": [{"title": "a", "policies": ["trainign"]}, {"title": "b"}]},
        ["arms.0.policies.0", "did you mean 'training'"],
    ),
    "policy of the scenario again": ({"policies": {"training": {}}}, ["policies.training", "already"]),
    "policy that changes what is built": (
        {"policies": {"posts": {"set": {"skill_mean": 0.5}}}},
        ["policies.posts.set.skill_mean", "cannot change it"],
    ),
    "key of a policy": ({"policies": {"posts": {"begin": 3}}}, ["policies.posts.begin", "unknown key"]),
    "two arms of a name": (
        {"arms": [{"title": "a"}, {"title": "a", "set": {"fine": 1.0}}]},
        ["two arms are called 'a'"],
    ),
    "the same arm twice": ({"arms": [{"title": "a"}, {"title": "b"}]}, ["arms.1", "'a' and 'b' are the same scenario"]),
    "one arm": ({"arms": [{"title": "a"}]}, ["at least two arms"]),
    "no arm": ({"arms": None}, ["either `arms` or `factors`"]),
    "arms and factors": ({"factors": TWO_FACTORS}, ["either `arms` or `factors`"]),
    "one replicate": ({"replicates": 1}, ["replicates", "greater than or equal to 2"]),
    "together out of range": (
        {"arms": [{"title": "a", "set": {"authority": 0.95}, "policies": ["fines"]}, {"title": "b"}]},
        ["arms.0", "authority", "fines"],
    ),
}


@pytest.mark.parametrize(("changes", "says"), BAD.values(), ids=list(BAD))
def test_bad_files_are_input_errors_that_name_the_place(written, changes, says):
    path = written(**changes)
    with pytest.raises(InputError) as told:
        load_contrast(path)
    assert re.match(rf"{re.escape(str(path))}:\d+", str(told.value))
    for fragment in says:
        assert fragment in str(told.value)


def test_a_value_that_a_policy_of_the_baseline_sets_anew_is_refused(written, tmp_path):
    path = written(arms=[{"title": "a", "set": {"training": 0.9}}, {"title": "b"}])
    (tmp_path / "tiny.yaml").write_text(TINY + "baseline: [training]\n", encoding="utf-8")
    with pytest.raises(InputError, match="would not last"):
        load_contrast(path)


@pytest.mark.parametrize("text", ["", "- a\n", "title: [\n", "just text"], ids=["empty", "list", "broken", "text"])
def test_a_file_that_is_no_mapping_is_refused(tmp_path, text):
    path = tmp_path / "bad.yaml"
    path.write_text(text)
    with pytest.raises(InputError, match=r"bad\.yaml"):
        load_contrast(path)


# --- arms -------------------------------------------------------------------------------------------------------------


def test_each_arm_is_the_run_of_its_scenario_bit_by_bit(answer):
    for title, scenario in answer.contrast.arms.items():
        for n, seed in enumerate(answer.seeds):
            summary = package.simulate(scenario, seed).summary
            told = pd.Series({name: answer.values[title][name][n] for name in ALL_OUTCOMES}, name=seed)
            pd.testing.assert_series_equal(told, summary, check_exact=True)


def test_arms_meet_the_same_luck(written):
    """What an arm does not change is the same: firms are born alike in the world of another skill."""
    built = load_contrast(written()).arms
    one, other = (package.simulate(built[title], 5).world.tables.enterprises for title in ("as it is", "skilled"))
    np.testing.assert_array_equal(one["employees"], other["employees"])
    np.testing.assert_array_equal(one["x"], other["x"])


def test_pairs_vary_less_than_strangers(written):
    arms = [{"title": "a", "set": {"fine": 1000.0}}, {"title": "b", "set": {"fine": 50_000.0}}]
    told = run_contrast(load_contrast(written(arms=arms)), replicates=40)
    one, other = (told.values[arm]["hazard_stock"] for arm in "ab")
    assert np.var(other - one) < 0.5 * np.var(other - np.roll(one, 1))


def test_a_difference_is_the_mean_of_the_pairs(answer):
    first, skilled = (answer.values[arm]["hazard_stock"] for arm in ("as it is", "skilled"))
    assert answer.contrast.first == "as it is"
    assert answer.difference("skilled", "hazard_stock").mean == pytest.approx(np.mean(skilled - first))
    assert answer.difference("as it is", "hazard_stock").mean == 0.0
    assert answer.mean("skilled", "hazard_stock").mean == pytest.approx(skilled.mean())


def test_more_replicates_begin_with_the_same_ones(written):
    loaded = load_contrast(written())
    few, more = run_contrast(loaded, 2), run_contrast(loaded, 4)
    np.testing.assert_array_equal(few.values["skilled"]["hazard_stock"], more.values["skilled"]["hazard_stock"][:2])


def test_workers_change_nothing_and_progress_counts_runs(written, answer):
    seen = []
    told = run_contrast(
        load_contrast(written()), workers=3, progress=lambda done, planned: seen.append((done, planned))
    )
    assert told.as_json() | {"contrast": ""} == answer.as_json() | {"contrast": ""}
    assert seen == [(n, 12) for n in range(1, 13)]


@pytest.mark.parametrize("given", [{"replicates": 1}, {"seed": -1}], ids=str)
def test_bad_arguments_are_input_errors(written, given):
    with pytest.raises(InputError):
        run_contrast(load_contrast(written()), **given)


def test_equality_is_checked_in_what_came_out(written):
    arms = [{"title": "cheap"}, {"title": "dear", "policies": ["posts"]}]
    told = run_contrast(load_contrast(written(arms=arms, equal={"office_cost": 0.01})))
    assert told.unequal() == ["office_cost"]
    wide = run_contrast(load_contrast(written(arms=arms, equal={"office_cost": 10.0})))
    assert wide.unequal() == []
    assert wide.inequality("office_cost") == pytest.approx(
        wide.difference("dear", "office_cost").mean / wide.mean("cheap", "office_cost").mean
    )


def test_tables_are_tidy(answer):
    assert len(answer.table()) == 4 * len(ALL_OUTCOMES)
    assert answer.runs().shape == (4 * 3, 2 + len(ALL_OUTCOMES))
    assert answer.runs()["arm"].unique().tolist() == list(answer.contrast.arms)


# --- the command ------------------------------------------------------------------------------------------------------


@pytest.fixture
def staff(here):  # noqa: F811
    """The contrast beside the tiny scenario, in the folder of the command."""
    (here / "staff.yaml").write_text(yaml.safe_dump(BASE, sort_keys=False), encoding="utf-8")


@pytest.mark.usefixtures("staff")
def test_the_command_prints_one_table_and_writes_a_folder(govsim, here):  # noqa: F811
    told = govsim("contrast", "staff.yaml", "--replicates", 2)
    assert told.code == 0
    assert "Does staff matter?" in told.out
    for text in ("as it is", "skilled", "cost to the", "2 replicates"):
        assert text in told.out
    assert {"manifest.json", "differences.csv", "runs.parquet"} <= {
        path.name for path in (here / "results/contrasts/staff").iterdir()
    }


@pytest.mark.usefixtures("staff", "pictures")
def test_the_picture_is_written(govsim, here):  # noqa: F811
    assert govsim("contrast", "staff.yaml", "--replicates", 2, "--out", "there", "--json").json["replicates"] == 2
    assert (here / "there/contrast.png").stat().st_size > 10_000
    assert (here / "there/contrast.svg").is_file()


@pytest.mark.usefixtures("staff")
def test_json_tells_means_and_differences(govsim):  # noqa: F811
    told = govsim("contrast", "staff.yaml", "--json").json
    assert list(told["arms"]) == ["as it is", "skilled", "more posts", "courses"]
    assert set(told["arms"]["skilled"]) == set(BASE["outcomes"])
    assert told["arms"]["more posts"]["office_cost"]["difference"]["mean"] > 0
    assert told["unequal"] == []


@pytest.mark.usefixtures("staff")
def test_unequal_arms_are_told(govsim, here):  # noqa: F811
    path = here / "staff.yaml"
    path.write_text(path.read_text() + "equal: {office_cost: 0.001}\n")
    assert "NOT equal" in " ".join(govsim("contrast", "staff.yaml").out.split())


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("nosuch.yaml",), ["nosuch.yaml"]),
        (("staff.yaml", "--replicates", 1), ["--replicates"]),
        (("tiny.yaml",), ["tiny.yaml:1", "'question' is missing"]),
        (("staff.yaml", "--out", "tiny.yaml"), ["tiny.yaml"]),
    ],
    ids=str,
)
@pytest.mark.usefixtures("staff")
def test_bad_calls_are_refused_and_write_nothing(govsim, here, words, says):  # noqa: F811
    before = contents(here)
    govsim("contrast", *words).refuses(*says)
    assert contents(here) == before


# --- the files of the repository --------------------------------------------------------------------------------------


def test_there_are_ten_headline_contrasts():
    assert len(FILES) == 10


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_headline_contrast_loads_and_names_its_rows(path):
    told = load_contrast(path).told
    assert told.rows
    assert all(ROW.match(row) for row in told.rows)
    assert told.question.endswith("?")
    for policy in told.policies.values():
        assert policy.title
    if told.equal:
        assert set(told.equal) <= set(told.outcomes)


@pytest.mark.slow
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_arms_of_equal_budget_have_equal_budgets(path):
    assert run_contrast(load_contrast(path), replicates=32).unequal() == []
