"""Whole decisions about a small office: paired, reproducible, resumable, and honest about what is not known."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from typer.testing import CliRunner

from govsim.cli.app import app
from govsim.errors import InputError
from govsim.evidence.decisions import findings, rules, runs, strengths
from govsim.evidence.decisions.decide import Decision, decide, net_benefit
from govsim.evidence.decisions.interactions import Interplay
from govsim.evidence.decisions.problem import HEADLINE, load_problem
from govsim.evidence.decisions.runs import run_portfolios
from govsim.evidence.decisions.sampling import parameter_sets
from govsim.evidence.decisions.screening import Screening, screening_portfolios
from govsim.evidence.decisions.told import Told, as_json
from govsim.report.brief.page import brief
from govsim.report.brief.source import of_contents
from govsim.report.decision import measure_name, screen, sentence, together
from govsim.report.decision_folder import contents
from govsim.report.numbers import number
from govsim.runs.interval import Interval
from govsim.runs.kept import Kept
from govsim.words import speaking
from tests.brief.test_brief import weasyprint_or_skip

if TYPE_CHECKING:
    from govsim.evidence.decisions.problem import Problem

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "experiments" / "decisions").glob("*.yaml"))

SCENARIO = """
name: tiny
weeks: 60
warmup_weeks: 8
enterprises: {count: 12}
policies:
  looks:
    start: 4
    add: {inspectors: 2}
    cost: {per_year: 10000, source: a test}
  gift:
    start: 4
    cost: {per_year: 1000, why_free: "", source: a test}
  audit:
    start: 4
    set: {audit_share: 0.5}
    cost: {per_year: 5000, source: a test}
"""
PROBLEM = """
scenario: tiny.yaml
measures: {looks: [0, 0.5, 1], gift: [0, 1]}
budget: {office: 5.0e+6}
perspective: office
benefit: {expected_casualties: {yuan: [1.0e+6, 1.0e+8], source: a test}}
uncertainty: {spread: 0.2}
measurements: {double_look: {firms: [4], price: 10}, closure_audit: {orders: [5], price: 10}}
sets: 8
seeds: 2
"""


@pytest.fixture(scope="module")
def problem(tmp_path_factory: pytest.TempPathFactory) -> Problem:
    folder = tmp_path_factory.mktemp("decisions")
    (folder / "tiny.yaml").write_text(SCENARIO, encoding="utf-8")
    (folder / "tiny_decision.yaml").write_text(PROBLEM, encoding="utf-8")
    return load_problem(folder / "tiny_decision.yaml")


@pytest.fixture(scope="module")
def decision(problem: Problem) -> Decision:
    return decide(problem)


def test_nothing_is_its_own_baseline_and_a_gift_costs_what_it_costs(decision: Decision) -> None:
    told = decision.runs
    assert told.portfolios[0] == (0.0, 0.0)
    assert not told.difference("office_cost")[:, 0].any()
    gift = told.portfolios.index((0.0, 1.0))
    assert told.difference("office_cost")[:, gift] == pytest.approx(1000.0 * 56 / 60, rel=0.02)
    assert not told.difference("expected_casualties")[:, gift].any()  # the same luck


def test_the_same_on_any_number_of_threads_and_when_resumed(problem: Problem, tmp_path: Path) -> None:
    sets = parameter_sets(problem)
    run = {"seeds": 2, "first": 1}
    whole = run_portfolios(problem, sets, [(1.0, 0.0)], workers=1, **run)
    kept = Kept(tmp_path, "decide")
    first = run_portfolios(problem, sets, [(1.0, 0.0)], workers=2, kept=kept, **run)
    kept.flush()
    again = run_portfolios(problem, sets, [(1.0, 0.0)], kept=Kept(tmp_path, "decide"), **run)
    for told in (first, again):
        assert all(np.array_equal(told.values[name], whole.values[name]) for name in whole.values)


def test_a_set_has_seeds_of_its_own_and_fresh_ones_are_others(decision: Decision) -> None:
    assert decision.fresh is not None
    first, fresh = set(decision.runs.seeds.ravel()), set(decision.fresh.seeds.ravel())
    assert len(first) == decision.runs.seeds.size
    assert not first & fresh
    assert decision.confirmed(decision.advice).seeds[0, 0] in fresh | first


def test_a_failed_run_is_counted_and_too_many_conclude_nothing(
    problem: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(world: object, names: object) -> list[float]:
        raise ValueError("on purpose")

    monkeypatch.setattr(runs, "_outcomes", fail)
    with pytest.raises(InputError, match=r"nothing is concluded.*on purpose"):
        run_portfolios(problem, parameter_sets(problem), [(1.0, 0.0)], seeds=2, first=1)


def test_a_set_with_a_failed_run_is_left_out_with_its_parameters(
    problem: Problem, decision: Decision, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is known of the other sets stays beside their runs, and tables number them as those of the problem."""
    outcomes, seen = runs._outcomes, []

    def fail_once(world: Any, names: Any) -> list[float]:
        seen.append(world)
        if len(seen) == 1 + decision.runs.seeds.shape[1] * len(decision.runs.portfolios):  # the first run of set 1
            raise ValueError("on purpose")
        return outcomes(world, names)

    monkeypatch.setattr(runs, "_outcomes", fail_once)
    monkeypatch.setattr(runs, "FAILED_SHARE", 0.5)
    found = run_portfolios(
        problem, decision.sets, decision.runs.portfolios, seeds=2, first=problem.told.seed, workers=1
    )
    left = Decision(problem, decision.sets, found, None, None)
    assert found.numbers.tolist() == [0, *range(2, decision.runs.sets)]
    np.testing.assert_array_equal(left.points, np.delete(decision.sets.points, 1, axis=0))
    np.testing.assert_array_equal(found.values[HEADLINE], np.delete(decision.runs.values[HEADLINE], 1, axis=0))
    assert sorted(set(found.frame(problem.label, "choice")["set"])) == found.numbers.tolist()


def test_the_brief_states_what_the_folder_of_a_decision_holds(decision: Decision) -> None:
    html, numbers = brief(of_contents(contents(Told(decision))))
    assert len(numbers.stated) > 3
    for told in numbers.stated.values():
        assert told.value is not None
        assert told.seeds == {"first": decision.problem.told.seed, "each": decision.problem.told.seeds}
    assert html.count("data-n=") == len(numbers.stated)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_brief_is_one_page_with_a_picture(decision: Decision, lang: str) -> None:
    weasyprint = weasyprint_or_skip()
    with speaking(lang):
        html, _ = brief(of_contents(contents(Told(decision))))
    assert 'class="ring"' in html
    document = weasyprint.HTML(string=html).render()
    assert len(document.pages) == 1
    strokes = re.findall(rb"([\d.]+) ([\d.]+) ([\d.]+) (?:RG|SC|SCN)\b", document.write_pdf(uncompressed_pdf=True))
    drawn = {tuple(round(255 * float(part)) for part in stroke) for stroke in strokes}
    assert {(0x00, 0x79, 0x5A), (0x17, 0x49, 0x6B)} <= drawn, "frontier and ring have the colours of the page"


def test_an_interrupt_leaves_a_partial_decision(problem: Problem) -> None:
    def stop(done: int, planned: int) -> None:
        if done == 17:
            raise KeyboardInterrupt

    told = decide(problem.with_size(12, 2, None), workers=1, progress=stop)
    assert told.runs.partial
    assert told.runs.sets == 8
    assert as_json(Told(told))["partial"]
    assert "artial" in sentence(Told(told))


def test_findings_fit_together(decision: Decision) -> None:
    told = Told(decision)
    share, loss = told.curves
    assert share.sum(axis=1) == pytest.approx(1.0)
    assert np.nanmin(loss) >= 0.0
    assert told.perfect.low <= told.perfect.value <= told.perfect.high
    assert 0 in told.frontier
    assert set(told.by_perspective) == {"office", "firms", "society"}
    assert decision.interplay is not None
    assert decision.interplay.exact
    whole = decision.runs.portfolios.index((1.0, 1.0))
    assert sum(one.mean for one in decision.interplay.shares) == pytest.approx(decision.nb[:, whole].mean())
    gift = decision.interplay.pairs[0][2]
    assert gift.mean == pytest.approx(0.0, abs=1.0)  # money alone interacts with nothing
    assert told.regrets[decision.best].mean == min(r.mean for r in told.regrets) or decision.not_told_apart


def test_a_rule_flips_only_where_the_rival_is_told_apart(decision: Decision) -> None:
    """Each other rule is run; under the scenario's own the lead would be that of the choice, and is left out."""
    told = Told(decision).ruled
    assert told is not None
    assert [(one.rule, one.choice) for one in told] == list(rules.other_rules(decision))
    assert ("compliance_rule", "logit") not in {(one.rule, one.choice) for one in told}
    for one in told:
        assert one.lead.n == decision.runs.sets // 2  # chosen by the other half
        assert one.rival != decision.advice
        assert one.flips == (one.lead.high < 0.0)
    assert Told(replace(decision, quick=True)).ruled is None


def test_a_rule_under_which_firms_heed_nothing_makes_looks_worth_less(problem: Problem) -> None:
    """Where no firm weighs what it risks, more inspectors deter nobody: what is run under a rule is that rule."""
    sets = parameter_sets(problem).sets[:4]
    own, fixed = (
        run_portfolios(problem, [{**s, "compliance_rule": rule} for s in sets], [(1.0, 0.0)], seeds=4, first=800)
        for rule in ("logit", "fixed")
    )
    assert not np.array_equal(own.values[HEADLINE], fixed.values[HEADLINE])


def test_finer_strengths_are_confirmed_on_seeds_of_their_own(
    decision: Decision, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(strengths, "top", lambda levels, worths: 0.37)
    told = strengths.finer(decision)
    assert told is not None
    assert 0.37 in told.strengths
    assert "looks*0.37" in told.label
    assert told.gain.n == decision.runs.sets
    monkeypatch.setattr(strengths, "top", lambda levels, worths: np.nan)
    assert strengths.finer(decision) is None


def test_a_measure_that_changes_a_choice_stays_at_its_levels(problem: Problem) -> None:
    assert strengths.jumping(problem) == ()
    policies = {**problem.scenario.policies}
    policies["gift"] = policies["gift"].model_copy(update={"set": {"compliance_rule": "fixed"}})
    scenario = problem.scenario.model_copy(update={"policies": policies})
    assert strengths.jumping(replace(problem, scenario=scenario)) == ("gift",)


def test_worth_grows_along_the_axis(decision: Decision) -> None:
    nb = [net_benefit(decision.runs, decision.problem, place)[:, -1].mean() for place in (0.0, 0.5, 1.0)]
    harm = decision.runs.difference("expected_casualties")[:, -1].mean()
    assert np.all(np.diff(nb) * -harm > 0)


def test_more_worth_never_advises_less_for_a_single_effective_measure(decision: Decision) -> None:
    best = np.where(decision.allowed, decision.means, -np.inf).argmax(axis=1)
    harm = decision.runs.difference("expected_casualties").mean(axis=(0, 2))
    assert np.all(np.diff(harm[best]) <= 1e-12)


def test_a_budget_too_small_names_the_cheapest(decision: Decision) -> None:
    told = Told(
        Decision(decision.problem.with_budget("office", 1.0), decision.sets, decision.runs, decision.fresh, None)
    )
    said = sentence(told)
    assert "gift" in said
    assert "cheapest" in said
    assert as_json(told)["budget_too_small"]


def test_a_guard_that_is_broken_takes_a_portfolio_out(decision: Decision) -> None:
    guarded = replace(decision.problem, guards={"office_cost": 5000.0})
    told = Decision(guarded, decision.sets, decision.runs, None, None)
    looks = decision.runs.portfolios.index((1.0, 0.0))
    assert not told.allowed[looks]
    assert told.allowed[0]
    assert findings.failed(told, looks).all()


def test_measurements_show_what_is_there(decision: Decision) -> None:
    found = decision.runs.seen["double_look:4"]
    assert found.shape == (8, 2, 2)
    assert np.all((found >= 0.0) & np.isfinite(found))
    assert found[..., 1].max() <= 1.0
    audit = decision.runs.seen["closure_audit:5"]
    assert np.all((audit >= 0.0) & (audit <= 1.0))


def test_the_surrogate_holds_what_was_screened(problem: Problem) -> None:
    sets = parameter_sets(problem)
    told = run_portfolios(problem, sets.sets[:2], screening_portfolios(problem), seeds=2, first=1)
    screened = Screening(problem, told)
    surrogate = screened.surrogate(lambda shown: shown.difference("office_cost"))
    mean = told.difference("office_cost").mean(axis=(0, 2))
    for x, value in zip(told.portfolios, mean, strict=True):
        chosen = tuple(levels.index(s) for levels, s in zip(problem.levels, x, strict=True))
        assert surrogate.value(chosen) == pytest.approx(value)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_screen_ends_in_one_sentence(decision: Decision, lang: str) -> None:
    with speaking(lang):
        told = Told(decision)
        lines = [item for item in screen(told) if isinstance(item, str)]
        assert lines[-1] == sentence(told)
        assert "{" not in "".join(lines)
        held = contents(told)
    data = json.loads(held.texts["decision.json"])
    wanted = {"frontier", "interactions", "regret", "acceptability", "information", "flips", "boxes", "failures"}
    wanted |= {"rules", "finer"}
    assert wanted <= set(data)
    assert {"advice", "runner_up", "not_told_apart", "budget", "perspective", "seeds", "fingerprint"} <= set(data)
    rows = held.tables["runs"]
    assert {"stage", "set", "portfolio", "seed", "expected_casualties", "office_cost", "total_cost"} <= set(rows)
    first = rows[rows["stage"] == "choice"]
    assert len(first) == decision.runs.count
    one = first[(first["set"] == 3) & (first["portfolio"] == "gift")]["office_cost"].to_numpy()
    place = decision.runs.portfolios.index((0.0, 1.0))
    assert np.array_equal(one, decision.runs.values["office_cost"][3, place])


def test_pairs_are_told_where_their_interval_excludes_zero_the_strongest_first(decision: Decision) -> None:
    names = decision.problem.measures
    pair = (0, 1)
    for gain, key in ((Interval(-30.0, -40.0, -20.0, 8), "less"), (Interval(5.0, 1.0, 9.0, 8), "more")):
        told = Told(replace(decision, interplay=Interplay(decision.interplay.shares, ((*pair, gain),), exact=True)))
        (line,) = together(told)
        assert key in line
        assert all(measure_name(told, names[n]) in line for n in pair)
        assert number(abs(gain.mean)) in line
        assert screen(told)[1] == line
        with speaking("zh"):
            assert ("少" if key == "less" else "多") in together(told)[0]
    unclear = Interplay(decision.interplay.shares, ((*pair, Interval(5.0, -1.0, 9.0, 8)),), exact=True)
    assert together(Told(replace(decision, interplay=unclear))) == []
    assert together(Told(replace(decision, interplay=None))) == []


def test_pictures_are_drawn(decision: Decision) -> None:
    assert set(contents(Told(decision)).pictures) == {"frontier", "acceptability", "regret", "information"}
    for draw in contents(Told(decision)).pictures.values():
        assert draw().axes


def test_the_command(problem: Problem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOVSIM_RESULTS", str(tmp_path))
    result = CliRunner().invoke(app, ["decide", problem.file, "--quick", "--budget", "1000000"])
    assert result.exit_code == 0, result.output
    folder = tmp_path / "tiny_decision" / "decide"
    assert (folder / "decision.json").exists()
    assert (folder / "runs.parquet").exists()
    assert not any((tmp_path / ".unfinished").glob("*/*"))


@pytest.mark.slow
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_case_study_is_decided(path: Path) -> None:
    told = Told(decide(load_problem(path), quick=True))
    assert sentence(told)
    assert told.decision.runs.sets == 8
