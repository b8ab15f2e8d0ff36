"""Every probability at 0 or 1, every rate at 0, every share at its ends: the outcome that follows by hand."""

from __future__ import annotations

import numpy as np
import pytest

from govsim import fields
from govsim.agents import inspector
from govsim.hazards import stock
from govsim.parameters import PARAMETERS
from tests.laws import check
from tests.worlds import ALIKE, BUSY, FOUND_BY, blocks, column, outcomes, run, total

LIVELY = {
    **BUSY,
    "domino_probability": 0.0,
    "major_share_factor": 2.0,
    "emergence_rate": 12.0,
    "grids": 2,
}
SECTORS = {"works": {"major_share": 0.1}}

# What else could bring about what an end of a range rules out.
NO_SENSORS = {"sensor_share": 0.0}
NO_SUITS = {"suit_probability": 0.0}
NO_WHISTLES = {"whistle_rate": 0.0}
FIRMS_ARE_TOLD_NOTHING = {"investigation_quality": 0.0, "mutual_aid": 0.0, "agency_visits": 0.0}
FAITHFUL_BOOKS = {"capture": 0.0, "blame_response": 0.0}
FAITHFUL_LINKS = {"link_horizontal": 1.0, "link_vertical": 1.0, "gap_share": 0.0}
NO_CONCEALMENT = {"concealment": False}
STEADY_PACE = {"campaign": 0.0, "campaign_trigger": 0.0, "routine_floor": 1.0}
NO_CONNECTIONS = {"connection_effect": 0.0}


@pytest.fixture(scope="module")
def lively(small):
    """A function that runs the lively world with some values changed."""
    return lambda seed=1, count=25, weeks=156, sectors=SECTORS, **values: run(
        small(count, {**LIVELY, **values}, weeks=weeks, sectors=sectors), seed
    )


# values, tallies that must be zero, tallies that must not be
NOTHING = {
    "no_emergence": (
        {"emergence_rate": 0.0, "initial_hazards": 0.0, "entry_rate": 0.0, "everyday_injuries": 0.0},
        ["hazards_entered_true", "accidents_true", "expected_accidents", "orders", *FOUND_BY, "fines"],
        ["visits"],
    ),
    "no_accidents": (
        {"accidents": False},
        [
            "accidents_true",
            "expected_accidents",
            "expected_deaths",
            "loss",
            "near_misses",
            "deaths_true",
        ],
        ["orders"],
    ),
    "no_detection": (
        {"detection_general": 0.0, "detection_major": 0.0, "report_precision": 0.0, **NO_SENSORS},
        ["found_by_visit", "found_by_agency", "orders"],
        ["visits", "agency_visits", "found_by_self_check"],
    ),
    "no_general_detection": ({"detection_general": 0.0}, [], ["found_by_visit", "found_major_by_visit"]),
    "no_major_detection": (
        {"detection_major": 0.0},
        ["found_major_by_visit", "found_major_by_agency"],
        ["found_by_visit"],
    ),
    "no_records": (
        {"record_general": 0.0, "record_major": 0.0, **NO_SENSORS},
        ["orders", "order_closures_recorded", "sanctions", "reopened", "rechecks", "stops"],
        ["found_by_visit", "hazards_entered_found"],
    ),
    "no_major_records": (
        {"record_major": 0.0, "record_general": 1.0, "authority": 0.0, "referral_share": 0.0, "stop_refusal": 0.0},
        ["stops"],
        ["orders", "found_major_by_visit"],
    ),
    "nothing_reported": (
        {"report_recorded": 0.0, "self_report": 0.0},
        ["hazards_entered_reported", "hazards_entered_published"],
        ["hazards_entered_recorded"],
    ),
    "nothing_published": (
        {
            "publish_reported": 0.0,
            "accident_published": 0.0,
            "concealment": False,
            "lethality": 0.0,
            "everyday_lethality": 0.0,
        },
        ["hazards_entered_published", "accidents_published"],
        ["hazards_entered_reported", "accidents_reported"],
    ),
    "no_self_check": (
        {"self_check_rate": 0.0, "sweep_rate": 0.0, "accidents": False, "insured_share": 0.0, **FIRMS_ARE_TOLD_NOTHING},
        ["self_repairs", "found_by_self_check"],
        ["orders"],
    ),
    "no_recognition": (
        {
            "self_check_skill": 0.0,
            "recognition_start": 0.0,
            "recognition_learning": 0.0,
            "unrecognised_notice": 0.0,
            "self_check_training": 0.0,
            "sweep_rate": 0.0,
            "accidents": False,
            "insured_share": 0.0,
            **FIRMS_ARE_TOLD_NOTHING,
        },
        ["self_repairs", "found_by_self_check"],
        ["orders"],
    ),
    "no_self_repair": ({"self_repair": 0.0}, ["self_repairs", "found_by_self_check"], ["orders"]),
    "no_self_report": ({"self_report": 0.0}, ["found_by_self_check"], ["self_repairs"]),
    "no_inspectors": (
        {"inspectors": 0},
        ["visits", "found_by_visit", "posts", "filled", "wages", "rechecks", "leavers", "recruits", "inspection_hours"],
        ["found_by_agency", "hazards_entered_true"],
    ),
    "no_workdays": ({"legal_workdays": 0.0}, ["visits", "inspection_hours", "rechecks"], ["filled"]),
    "all_time_for_other_duties": ({"other_enforcement_share": 1.0}, ["visits", "inspection_hours"], ["filled"]),
    "nobody_leaves_office": (
        {"leaving_rate": 0.0, "removal_share": 0.0},
        ["leavers", "recruits", "tenure_of_leavers"],
        ["filled"],
    ),
    "no_firm_leaves": ({"exit_rate": 0.0, "closure_probability": 0.0}, ["exits", "hazards_left_true"], ["operating"]),
    "no_firm_comes": ({"entry_rate": 0.0}, ["entries"], ["exits"]),
    "no_closures": ({"closure_probability": 0.0}, ["closures"], ["sanctions"]),
    "no_powers_and_no_referral": (
        {"authority": 0.0, "referral_share": 0.0, "accidents": False, **NO_SUITS},
        ["sanctions", "fines", "stops", "closures", "referrals"],
        ["cases"],
    ),
    "no_will": (
        {"sanction_will": 0.0, "referral_share": 0.0, "stop_major": 0.0, **NO_SUITS},
        ["sanctions", "fines", "stops"],
        ["cases"],
    ),
    "no_attention": (
        {
            "attention_base": 0.0,
            "attention_jump": 0.0,
            "referral_share": 0.0,
            "lethality": 0.0,
            "everyday_lethality": 0.0,
        },
        [],
        ["cases"],
    ),
    "no_fine": ({"fine": 0.0}, ["fines"], ["sanctions"]),
    "full_powers": ({"authority": 1.0}, ["referrals", "referrals_lost"], ["sanctions"]),
    "all_referrals_lost": (
        {
            "authority": 0.0,
            "referral_share": 1.0,
            "referral_loss": 1.0,
            "coordination_effect": 0.0,
            "committee_strength": 0.0,
            **NO_SUITS,
        },
        ["sanctions"],
        ["referrals", "referrals_lost"],
    ),
    "no_referral_lost": (
        {"authority": 0.0, "referral_share": 1.0, "referral_loss": 0.0, "connection_effect": 0.0, **FAITHFUL_LINKS},
        ["referrals_lost"],
        ["referrals", "sanctions"],
    ),
    "no_rechecks_listed": ({"recheck_rate": 0.0}, ["rechecks", "unmasked"], ["orders"]),
    "no_rounds": ({"look_back_rounds": 0}, ["rechecks", "unmasked"], ["orders"]),
    "papers_settle_rechecks": ({"paper_evidence": 1.0}, ["unmasked", "found_by_recheck"], ["rechecks"]),
    "every_order_obeyed": (
        {"rectification_rule": "always"},
        ["reopened", "unmasked", "cases", "sanctions"],
        ["order_closures_true"],
    ),
    "no_paper_and_no_partial": ({"paper_share": 0.0, "partial_share": 0.0}, ["reopened", "unmasked"], ["cases"]),
    "no_deaths": (
        {"lethality": 0.0, "everyday_lethality": 0.0},
        ["deaths_true", "expected_deaths"],
        ["accidents_true"],
    ),
    "no_serious_injuries": ({"serious_ratio": 0.0}, ["serious_injuries"], ["injuries_true"]),
    "no_near_misses": ({"near_miss_ratio": 0.0}, ["near_misses"], ["injuries_true"]),
    "nobody_knows": (
        {"injury_known": 0.0, "lethality": 0.0, "everyday_lethality": 0.0, "loss_general": 0.0, "loss_major": 0.0},
        ["injuries_found", "injuries_recorded"],
        ["injuries_true"],
    ),
    "no_losses": (
        {"loss_general": 0.0, "loss_major": 0.0, "loss_per_death": 0.0},
        ["loss", "environmental_index"],
        ["accidents_true"],
    ),
    "no_dominoes_without_radius": ({"domino_radius": 0.0, "domino_probability": 1.0}, ["dominoes"], ["accidents_true"]),
    "no_complaints": (
        {"volunteers": 0, "complaint_share": 0.0, **NO_WHISTLES},
        ["complaints", "complaints_answered", "volunteers", "volunteer_cost"],
        ["accidents_true"],
    ),
    "blind_volunteers": (
        {"volunteer_skill": 0.0, "volunteer_false": 0.0, "complaint_share": 0.0, **NO_WHISTLES},
        ["complaints"],
        ["volunteers"],
    ),
    "idle_volunteers": (
        {"volunteer_looks": 0.0, "complaint_share": 0.0, **NO_WHISTLES},
        ["complaints"],
        ["volunteers"],
    ),
    "no_agency_visits": ({"agency_visits": 0.0}, ["agency_visits", "agency_cost", "found_by_agency"], ["visits"]),
    "shallow_agencies": ({"agency_depth": 0.0}, ["found_by_agency"], ["agency_visits"]),
    "nobody_insured": ({"insured_share": 0.0}, ["premiums", "insurer_visits"], ["visits"]),
    "insurers_stay_away": ({"insurer_visits": 0.0}, ["insurer_visits"], ["premiums"]),
    "no_subsidy": ({"repair_subsidy": 0.0}, ["subsidies"], ["repair_cost"]),
    "free_repairs": (
        {"repair_cost_general": 0.0, "repair_cost_major": 0.0},
        ["repair_cost", "subsidies"],
        ["order_closures_true"],
    ),
    "no_majors": (
        {"major_share_factor": 0.0},
        ["emerged_major", "found_major_by_visit", "dominoes"],
        ["hazards_entered_true"],
    ),
    "no_wages": ({"wage": 0.0}, ["wages"], ["filled"]),
    "no_ceiling": ({"death_ceiling": 1000.0}, ["score_void"], []),
}


@pytest.mark.parametrize(("values", "zero", "not_zero"), NOTHING.values(), ids=NOTHING)
def test_end_of_a_range_has_the_outcome_that_follows_by_hand(lively, seed, values, zero, not_zero):
    world = lively(seed, **values)
    assert {name: total(world, name) for name in zero if total(world, name) != 0.0} == {}
    assert [name for name in not_zero if total(world, name) == 0.0] == []
    check(world)


# --- equalities at the ends -------------------------------------------------------------------------------------------

EQUAL = {
    "everything_recorded": (
        {"record_general": 1.0, "record_major": 1.0, "self_report": 0.0, **FAITHFUL_BOOKS},
        "hazards_entered_recorded",
        lambda w: sum(column(w, n) for n in FOUND_BY).sum(),
    ),
    "everything_reported": (
        {"report_recorded": 1.0, **FAITHFUL_LINKS},
        "hazards_entered_reported",
        lambda w: total(w, "hazards_entered_recorded"),
    ),
    "everything_published": (
        {"publish_reported": 1.0, "self_report": 0.0},
        "hazards_entered_published",
        lambda w: total(w, "hazards_entered_reported"),
    ),
    "every_repair_reported": ({"self_report": 1.0}, "found_by_self_check", lambda w: total(w, "self_repairs")),
    "every_accident_published": (
        {
            "injury_known": 1.0,
            "link_vertical": 1.0,
            "accident_published": 1.0,
            "injury_culture": 0.0,
            **FAITHFUL_LINKS,
            **NO_CONCEALMENT,
        },
        "accidents_published",
        lambda w: total(w, "accidents_true"),
    ),
    "every_accident_kills": (
        {"lethality": 0.5, "serious_ratio": 0.0, "everyday_injuries": 0.0, **NO_CONCEALMENT},
        "accidents_published",
        lambda w: total(w, "accidents_true"),
    ),
    "deaths_are_never_hidden_without_concealment": (
        {"injury_known": 0.0, **NO_CONCEALMENT},
        "deaths_published",
        lambda w: total(w, "deaths_true"),
    ),
    "deaths_are_never_hidden_beyond_what_can_be_concealed": (
        {"injury_known": 0.0, "concealable_deaths": 1.0},
        "deaths_published",
        lambda w: total(w, "deaths_true"),
    ),
    "every_order_obeyed": (
        {"rectification_rule": "always"},
        "order_closures_true",
        lambda w: total(w, "order_closures_recorded"),
    ),
    "papers_never_accepted": (
        {"paper_share": 0.0},
        "order_closures_true",
        lambda w: total(w, "order_closures_recorded"),
    ),
    "every_case_sanctioned": (
        {"authority": 1.0, "sanction_will": 1.0, "attention_base": 1.0, "case_capacity": 1000.0, **NO_CONNECTIONS},
        "sanctions",
        lambda w: total(w, "cases"),
    ),
    "every_case_referred": ({"authority": 0.0, "referral_share": 1.0}, "referrals", lambda w: total(w, "cases")),
    "full_capture_keeps_everything_out_of_the_books": (
        {
            "capture": 1.0,
            "local_origin": 1.0,
            "internal_audit": 0.0,
            "integrity_mean": 0.0,
            "integrity_spread": 0.0,
            "moral_training": 0.0,
            "record_general": 1.0,
            "record_major": 1.0,
            "blame_response": 0.0,
        },
        "hushed",
        lambda w: total(w, "found_by_visit"),
    ),
    "every_hazard_major": ({"major_share_factor": 5.0}, "emerged_major", lambda w: total(w, "hazards_entered_true")),
    "full_subsidy": ({"repair_subsidy": 1.0}, "subsidies", lambda w: total(w, "repair_cost")),
    "posts_filled_at_once": ({"vacancy_weeks": 0.0}, "filled", lambda w: total(w, "posts") - total(w, "leavers")),
    "flat_fine": (
        {"fine_escalation": 1.0, "daily_fine_days": 0.0, "fine": 1000.0},
        "fines",
        lambda w: 1000.0 * total(w, "sanctions"),
    ),
    "wages": ({"pay": 1.0, "wage": 52.0}, "wages", lambda w: total(w, "filled")),
}
SECTORS_OF = {
    "every_hazard_major": {"a": {"major_share": 1.0}},
    "every_accident_kills": {"a": {"major_share": 1.0, "fatality_factor": 10.0}},
}


@pytest.mark.parametrize("case", EQUAL)
def test_two_counts_are_equal_at_the_end_of_a_range(lively, seed, case):
    values, name, equal = EQUAL[case]
    world = lively(seed, **values, sectors=SECTORS_OF.get(case, SECTORS))
    assert total(world, name) > 0.0
    assert total(world, name) == pytest.approx(equal(world), rel=1e-12)


def test_everything_major_at_a_share_of_one_is_finite(lively):
    world = lively(sectors={"a": {"major_share": 1.0, "domains": {"fire": 1.0}}})
    own = np.concatenate([own for _, own in blocks(world)])
    assert (own["domain"] == 0).all()
    assert np.isfinite(own["visibility"]).all()


def test_domains_without_weight_have_no_hazards(lively):
    world = lively(sectors={"a": {"domains": {"machinery": 1.0, "chemicals": 3.0}}})
    own = np.concatenate([own for _, own in blocks(world)])
    assert set(own["domain"].tolist()) == {2, 3}
    assert np.isfinite(own["visibility"]).all()


def test_coverage_falls_to_0_without_inspectors(lively, seed):
    """Nobody is visited, so after a year nobody was visited within a year; a firm that came later never was either."""
    world = lively(seed, inspectors=0, entry_rate=0.0)
    assert (column(world, "covered")[104:] == 0.0).all()


def test_a_firm_that_comes_has_not_been_visited(lively, seed):
    world = lively(seed, inspectors=0, entry_rate=0.5, exit_rate=0.5)
    assert total(world, "entries") > 0
    assert (column(world, "covered")[104:] == 0.0).all()


def test_a_firm_that_comes_starts_with_a_clean_slate(lively, seed):
    """The table of enterprises is about the firm that is there, not about those which were in its premises before."""
    world = lively(seed, count=40, weeks=260, entry_rate=0.5, exit_rate=0.5, inspectors=8)
    firms = world.tables.enterprises
    late = firms[(firms["status"] == stock.OPERATING) & (firms["entry"] > 0)]
    assert len(late) > 5
    assert (late["visits"] <= world.week - late["opened"]).all()
    assert (late["found"] <= late["serial"] * (late["visits"] + 1)).all()
    assert (late["accidents"] <= late["serial"]).all()


def test_full_subsidy_or_fund_costs_the_firm_nothing(lively, seed):
    """Liquidity moves by spending alone.

    With repairs paid, no fines, no premiums, no fees and no losses it stays where it was.
    """
    for paid in ("repair_subsidy", "safety_fund"):
        world = lively(
            seed,
            **{paid: 1.0},
            insured_share=0.0,
            fine=0.0,
            loss_general=0.0,
            loss_major=0.0,
            loss_per_death=0.0,
            agency_payer="office",
            **NO_SENSORS,
        )
        firms = world.tables.enterprises
        assert (firms["liquidity"] == firms["first_liquidity"])[firms["status"] == stock.OPERATING].all()


def test_fixed_rule_fixes_effort(lively, seed):
    world = lively(seed, compliance_rule="fixed")
    firms = world.tables.enterprises[world.tables.enterprises["status"] == stock.OPERATING]
    np.testing.assert_allclose(firms["effort"], firms["first_effort"], rtol=1e-12)


def test_effort_that_never_adjusts_stays(lively, seed):
    world = lively(seed, effort_adjustment=0.0)
    firms = world.tables.enterprises[world.tables.enterprises["status"] == stock.OPERATING]
    assert (firms["effort"] == firms["first_effort"]).all()


def test_becker_is_all_or_nothing(lively, seed):
    world = lively(seed, compliance_rule="becker", effort_adjustment=52.0)
    effort = world.tables.enterprises["effort"][world.tables.enterprises["status"] == stock.OPERATING]
    assert set(effort.tolist()) <= {0.0, 1.0}


def test_logit_without_precision_is_one_half(lively, seed):
    world = lively(seed, choice_precision=0.0, effort_adjustment=52.0)
    assert (world.tables.enterprises["effort"][world.tables.enterprises["status"] == stock.OPERATING] == 0.5).all()


def test_responsibility_without_any_cause_stays(lively, seed):
    still = dict.fromkeys(
        (
            "responsibility_order",
            "responsibility_peers",
            "responsibility_training",
            "responsibility_erosion",
            "responsibility_decay",
            "responsibility_accident",
            "mutual_transfer",
            "lesson_transfer",
        ),
        0.0,
    )
    world = lively(seed, **still)
    firms = world.tables.enterprises[world.tables.enterprises["status"] == stock.OPERATING]
    assert (firms["responsibility"] == firms["first_responsibility"]).all()


@pytest.mark.parametrize("belief_rule", PARAMETERS["belief_rule"].choices)
def test_beliefs_without_visits_or_sanctions_stay_at_their_prior(lively, seed, belief_rule):
    nobody = dict.fromkeys(
        (
            "inspectors",
            "agency_visits",
            "department_visits",
            "association_visits",
            "mutual_aid",
            "insured_share",
            "sensor_share",
            "media_rate",
        ),
        0,
    )
    world = lively(seed, **nobody, belief_rule=belief_rule, belief_prior=0.17, sanction_prior=0.13)
    firms = world.tables.enterprises[world.tables.enterprises["status"] == stock.OPERATING]
    np.testing.assert_allclose(firms["inspection_belief"], 0.17, rtol=1e-12)
    np.testing.assert_allclose(firms["sanction_belief"], 0.13, rtol=1e-12)
    assert (firms["recheck_belief"] == 0.0).all()


def test_skill_without_learning_training_and_spread_is_the_mean(lively, seed):
    world = lively(
        seed, learning_rate=0.0, training=0.0, skill_spread=0.0, specialisation=0.0, leaving_rate=0.0, skill_mean=0.42
    )
    posts = world.tables.inspectors[world.tables.inspectors["filled"] == 1]
    np.testing.assert_allclose(posts["skill"], 0.42, rtol=1e-12)


def test_training_alone_reaches_its_ceiling_and_no_further(lively, seed):
    world = lively(
        seed,
        learning_rate=0.0,
        training=4.0,
        forgetting=0.0,
        leaving_rate=0.0,
        removal_share=0.0,
        skill_spread=0.0,
        specialisation=0.0,
        skill_mean=0.4,
        training_ceiling=0.85,
        weeks=400,
    )
    skill = world.tables.inspectors["skill"]
    np.testing.assert_allclose(skill, 0.85, rtol=1e-6)


def test_burnout_without_gain_is_none(lively, seed):
    world = lively(seed, burnout_gain=0.0)
    assert (world.tables.inspectors["burnout"] == 0.0).all()


def test_without_a_budget_of_days_every_firm_is_visited_as_planned(lively, seed):
    """`planned_visits` a year for each firm, whatever the staff."""
    for posts in (1, 4):
        world = lively(
            seed,
            workday_budget=False,
            planned_visits=4.0,
            inspectors=posts,
            leaving_rate=0.0,
            entry_rate=0.0,
            exit_rate=0.0,
            closure_probability=0.0,
            grids=1,
            **STEADY_PACE,
            **NO_CONNECTIONS,
        )
        assert outcomes(world)["visits_per_year"] == pytest.approx(4.0 * 25, rel=0.02)


def test_time_without_response_is_the_base_time(lively, seed):
    world = lively(
        seed,
        incentive_response=0.0,
        time_visits=0.32,
        time_depth=0.28,
        time_rechecks=0.12,
        time_paperwork=0.2,
        time_coordination=0.08,
    )
    shares = world.tables.inspectors["shares"][world.tables.inspectors["filled"] == 1]
    np.testing.assert_allclose(shares, np.tile([0.32, 0.28, 0.12, 0.2, 0.08], (len(shares), 1)), rtol=1e-12)


def test_paper_share_of_one_closes_every_order_in_the_books(lively, seed):
    world = lively(seed, paper_share=1.0, exit_rate=0.0, closure_probability=0.0, accidents=False)
    decided = total(world, "order_closures_recorded")
    still_ordered = sum(int((own["state"] == stock.ORDERED).sum()) for _, own in blocks(world))
    assert decided + still_ordered == total(world, "orders")
    assert total(world, "order_closures_true") < decided


def test_a_ceiling_of_no_deaths_voids_the_score_after_the_first(lively, seed):
    world = lively(seed, death_ceiling=0.0, lethality=0.5, serious_ratio=0.0, assessment_period=260.0)
    deaths = column(world, "deaths_reported").cumsum()
    assert deaths[-1] > 0
    assert (column(world, "score_void") == (deaths > 0)).all()


def test_full_interim_measure_stops_the_clock_of_majors_under_order(small, seed):
    values = {
        **ALIKE,
        "accidents": True,
        "inspectors": 4,
        "interim_share": 1.0,
        "interim_effect": 1.0,
        "paper_share": 0.0,
        "partial_share": 0.0,
        "genuine_base": -5.0,
        "genuine_responsibility": 0.0,
        "genuine_recheck": 0.0,
        "record_major": 1.0,
        "harm_delay_major": 13.0,
        "stop_major": 0.0,
        "authority": 0.0,
        "referral_share": 0.0,
        "major_share_factor": 1.0,
    }
    world = run(small(10, values, sectors={"a": {"major_share": 1.0}}, weeks=200), seed)
    assert total(world, "orders") > 0
    for _, own in blocks(world):
        ordered = own[own["state"] == stock.ORDERED]
        assert (ordered["harm_at"] == fields.NEVER).all()
        assert (ordered["risk"] == 0.0).all()


def test_a_stop_of_n_weeks_costs_n_weeks_of_work(small, seed):
    """Every stop by sanction loses `stop_weeks` weeks of every worker's work.

    Where stops do not overlap and nothing else stops a firm.
    """
    for weeks in (0.0, 3.0):
        values = {
            **ALIKE,
            "inspectors": 2,
            "stop_activity": 0.0,
            "stop_major": 1.0,
            "authority": 1.0,
            "attention_base": 1.0,
            "stop_weeks": weeks,
            "major_share_factor": 1.0,
            "detection_major": 1.0,
            "emergence_rate": 1.2,
            "fine": 0.0,
            "rectification_rule": "always",
            "deadline_major": 1.0,
        }
        world = run(small(40, values, sectors={"a": {"major_share": 1.0}}, weeks=200), seed)
        firms = world.tables.enterprises
        assert total(world, "stops") > 10
        running = (firms["stopped_until"] - world.week).clip(0).sum()
        lost = total(world, "job_weeks_lost") / 30.0
        assert lost == pytest.approx(weeks * total(world, "stops") - running, rel=0.1, abs=0.5), f"stop_weeks = {weeks}"


def test_new_posts_stand_vacant_until_somebody_is_found(small, seed):
    """A post that a policy creates takes as long to fill as one that falls vacant (mean `vacancy_weeks`)."""
    policy = {"start": 10, "set": {"inspectors": 40}}
    scenario = small(
        20,
        {"inspectors": 2, "vacancy_weeks": 100.0, "leaving_rate": 0.0},
        weeks=40,
        warmup=10,
        policies={"more": policy},
        baseline=["more"],
    )
    world = run(scenario, seed)
    created, filled = column(world, "posts")[20:], column(world, "filled")[20:]
    assert (created == 40).all()
    assert filled[0] < 10, "all new posts are filled in the week in which they are created"


def test_posts_that_are_given_up_are_empty(small, seed):
    scenario = small(
        20, {"inspectors": 6}, weeks=40, policies={"fewer": {"start": 10, "set": {"inspectors": 2}}}, baseline=["fewer"]
    )
    world = run(scenario, seed)
    assert (column(world, "posts")[10:] == 2).all()
    assert (column(world, "filled")[10:] <= 2).all()


def test_one_firm_one_inspector(small, seed):
    world = run(small(1, {"inspectors": 1, "grids": 1, "spare_premises": 0.0}), seed)
    check(world)
    assert total(world, "visits") > 0


def test_an_empty_district_goes_on(small, seed):
    """All firms leave at once and none comes: everything stands at zero, and nothing divides by it."""
    world = run(
        small(5, {"exit_rate": 0.5, "entry_rate": 0.0, "agency_visits": 2.0, "volunteers": 5}, weeks=1200), seed
    )
    assert column(world, "operating")[-1] == 0.0
    assert column(world, "hazards_open_true")[-1] == 0.0
    check(world)


def test_least_depth_is_the_floor(lively, seed):
    world = lively(
        seed,
        time_depth=0.01,
        time_visits=1.0,
        visit_hours=0.1,
        depth_hours=80.0,
        intrinsic_motivation=0.0,
        **STEADY_PACE,
    )
    planned = world.tables.inspectors[world.tables.inspectors["filled"] == 1]
    assert (planned["depth"] == inspector.LEAST_DEPTH).all()
