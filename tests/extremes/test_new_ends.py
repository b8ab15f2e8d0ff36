"""Ends of ranges of those who act around the inspectors and the firms: the outcome that follows by hand.

Agencies, volunteers, groups, associations, departments, committee, platform, upper level, media, courts, sensors,
ties: each probability at 0 or 1, each rate at 0, each share at its ends.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

from govsim.hazards import stock
from govsim.world import build
from tests.laws import check
from tests.worlds import FOUND_BY, column, run, total

# Everybody is at work, duties are clear and links are whole, so that what follows is the doing of what a case changes.
WORLD = {
    "emergence_rate": 10.0,
    "initial_hazards": 10.0,
    "self_check_rate": 2.0,
    "self_report": 0.0,
    "detection_general": 3.0,
    "detection_major": 2.0,
    "major_share_factor": 3.0,
    "inspectors": 4,
    "skill_mean": 0.5,
    "authority": 0.5,
    "sanction_will": 0.9,
    "attention_base": 0.8,
    "genuine_base": -0.5,
    "paper_share": 0.4,
    "referral_share": 1.0,
    "referral_delay": 2.0,
    "harm_delay_general": 150.0,
    "harm_delay_major": 100.0,
    "lethality": 0.2,
    "serious_ratio": 2.0,
    "injury_known": 0.8,
    "accident_published": 0.5,
    "publish_reported": 0.5,
    "complaint_share": 0.2,
    "exit_rate": 0.1,
    "entry_rate": 0.2,
    "volunteers": 12,
    "volunteer_skill": 0.5,
    "agency_visits": 2.0,
    "agency_backcheck": 0.3,
    "agency_licence_loss": 0.1,
    "agency_payer": "firm",
    "agency_assignment": "chosen",
    "department_visits": 1.0,
    "association_visits": 1.0,
    "mutual_aid": 1.0,
    "mutual_checks": 4.0,
    "subject_reward": 0.3,
    "tip_reward": 200.0,
    "sensor_share": 0.5,
    "media_rate": 0.8,
    "media_independent": 0.5,
    "whistle_rate": 4.0,
    "suit_probability": 0.3,
    "prosecution": 1.0,
    "accountability": 2.0,
    "exante_checks": 4.0,
    "exante_strictness": 1.0,
    "concealment": True,
    "concealment_base": 0.0,
    "concealable_deaths": 30,
    "discovery": 0.3,
    "mandate": 0.5,
    "campaign": 0.3,
    "campaign_trigger": 0.5,
    "routine_floor": 0.5,
    "investigation_quality": 0.5,
    "trust_gain": 0.1,
    "trust_loss": 0.1,
    "open_access": 1.0,
    "capture": 0.5,
    "connected_share": 0.2,
    "connection_effect": 0.5,
    "domino_radius": 5.0,
    "domino_probability": 0.5,
}
WEEKS = 104
SECTORS = {"works": {"major_share": 0.1}}
OTHERS_OFF = {
    "agency_visits": 0.0,
    "department_visits": 0.0,
    "association_visits": 0.0,
    "mutual_aid": 0.0,
    "sensor_share": 0.0,
}
ALL_VISITORS = (
    "found_by_visit",
    "found_by_agency",
    "found_by_department",
    "found_by_mutual_aid",
    "found_by_association",
)


@pytest.fixture(scope="module")
def world_with(small):
    """A function that runs the world with some values changed."""
    return lambda seed=1, count=20, sectors=SECTORS, keys=None, **values: run(
        small(count, {**WORLD, **values}, weeks=WEEKS, sectors=sectors, **(keys or {})), seed
    )


# values, tallies that must be zero, tallies that must not be
NOTHING = {
    # M17
    "no_back_checks": ({"agency_backcheck": 0.0}, ["agency_backchecks", "agency_fines"], ["agency_reports"]),
    "agencies_of_iron": (
        {"agency_integrity": 10.0, "agency_precision": 20.0, "agency_client_value": 0.0},
        ["agency_false_reports", "agency_fines"],
        ["agency_reports", "agency_backchecks"],
    ),
    "no_fine_for_agencies": ({"agency_fine": 0.0}, ["agency_fines"], ["agency_backchecks"]),
    "no_check_repeats_another": ({"repeat_weeks": 0.0}, ["duplicate_checks"], ["domain_checks"]),
    "nobody_is_prosecuted": (
        {"prosecution_larger": 0.0, "prosecution_major": 0.0, "prosecution_extraordinary": 0.0},
        ["expected_prosecuted"],
        ["expected_disciplined"],
    ),
    "the_office_pays": ({"agency_payer": "office"}, ["agency_fees"], ["agency_cost"]),
    "the_firm_pays": ({"agency_payer": "firm", "agency_accuracy_pay": 0.0}, ["agency_cost"], ["agency_fees"]),
    "free_agencies": ({"agency_price": 0.0}, ["agency_fees", "agency_cost"], ["agency_visits"]),
    # M18, M29, M39
    "reluctant_volunteers": (
        {
            "volunteer_effort": 3.0,
            "volunteer_spread": 0.0,
            "volunteer_duty": 0.0,
            "whistle_rate": 0.0,
            "complaint_share": 0.0,
        },
        ["volunteers_willing", "complaints"],
        ["volunteers"],
    ),
    "nothing_seen_and_nothing_invented": (
        {"volunteer_skill": 0.0, "volunteer_false": 0.0, "whistle_rate": 0.0, "complaint_share": 0.0},
        ["complaints"],
        ["volunteers_willing"],
    ),
    "no_hotline": (
        {"hotline_response": 0.0},
        ["complaints_answered", "complaints_in_time", "complaints_verified"],
        ["complaints", "tips"],
    ),
    "no_occasion_to_speak_out": ({"whistle_rate": 0.0}, ["tips"], ["complaints"]),
    "no_rewards": (
        {"tip_reward": 0.0, "subject_reward": 0.0},
        ["reward_cost"],
        ["complaints_verified", "mutual_checks"],
    ),
    "rewards_that_cost_nothing": ({"tip_reward": 0.0, "reward_cost": 0.0}, ["reward_cost"], ["complaints_verified"]),
    # M19, M38
    "no_group_at_work": ({"mutual_aid": 0.0}, ["mutual_checks", "found_by_mutual_aid"], ["visits"]),
    "all_ride_free": (
        {"free_riding": 1.0, "subject_reward": 0.0, "subject_discipline": 0.0},
        ["found_by_mutual_aid"],
        ["mutual_checks"],
    ),
    "peers_tell_nobody": ({"mutual_leniency": 1.0, "between_checks": 0.0}, ["found_by_mutual_aid"], ["mutual_checks"]),
    "peers_know_nothing": ({"mutual_skill": 0.0}, ["found_by_mutual_aid"], ["mutual_checks"]),
    "peers_do_not_look": ({"mutual_depth": 0.0}, ["found_by_mutual_aid"], ["mutual_checks"]),
    "an_association_without_domains": ({"association_domains": 0}, ["found_by_association"], ["association_visits"]),
    "an_association_without_skill": ({"association_skill": 0.0}, ["found_by_association"], ["association_visits"]),
    "a_free_association": ({"association_price": 0.0}, ["association_cost"], ["association_visits"]),
    # M20, M32
    "departments_stay_away": (
        {"department_visits": 0.0},
        ["department_visits", "found_by_department", "department_cost"],
        ["visits"],
    ),
    "departments_do_not_look": ({"department_depth": 0.0}, ["found_by_department"], ["department_visits"]),
    "everything_is_nobody_s_job": (
        {"gap_share": 1.0},
        ["found_by_visit", "found_by_department", "domain_checks", "department_visits"],
        ["visits", "found_by_agency"],
    ),
    "everything_is_left_out": (
        {"clarity_official": 0.0, "clarity_subjects": 0.0, "omission": 1.0},
        [*ALL_VISITORS, "domain_checks"],
        ["visits", "agency_visits", "association_visits", "mutual_checks", "found_by_sensor"],
    ),
    "officials_leave_everything_out": (
        {"clarity_official": 0.0, "omission": 1.0},
        ["found_by_visit", "found_by_department", "domain_checks"],
        ["visits", "found_by_agency"],
    ),
    "the_others_leave_everything_out": (
        {"clarity_subjects": 0.0, "omission": 1.0},
        ["found_by_agency", "found_by_mutual_aid", "found_by_association"],
        ["found_by_visit"],
    ),
    "the_platform_shows_what_others_checked": (
        {"link_horizontal": 1.0, "clarity_official": 1.0},
        ["duplicate_checks"],
        ["domain_checks"],
    ),
    # M22
    "no_link_to_society": ({"link_social": 0.0}, ["complaints_answered", "complaints_in_time"], ["complaints"]),
    "no_link_upward": (
        {"link_vertical": 0.0, "lethality": 0.0, "everyday_lethality": 0.0, "concealment": False},
        ["hazards_entered_reported", "accidents_reported"],
        ["orders", "accidents_recorded"],
    ),
    "no_link_between_departments": (
        {"link_horizontal": 0.0, "authority": 0.0, "suit_probability": 0.0},
        ["sanctions", "fines"],
        ["referrals", "referrals_lost"],
    ),
    "departments_without_attention": (
        {"authority": 0.0, "suit_probability": 0.0, "gap_share": 1.0},
        ["sanctions"],
        ["referrals", "referrals_lost"],
    ),
    "links_without_delay": ({"link_delay": 0.0}, ["transfer_weeks"], ["transfers_arrived"]),
    # M16, M24, M30
    "no_concealment": ({"concealment": False}, ["accidents_concealed", "concealments_discovered"], ["accidents_found"]),
    "nothing_can_be_concealed": ({"concealable_deaths": 0}, ["accidents_concealed"], ["accidents_found"]),
    "nothing_comes_to_light": (
        {"discovery": 0.0, "media_independent": 0.0},
        ["concealments_discovered"],
        ["accidents_concealed"],
    ),
    "nobody_is_held_to_account": (
        {"accountability": 0.0, "exante_checks": 0.0},
        ["disciplined", "expected_disciplined", "exante_checks", "disciplined_exante", "expected_exante", "fear"],
        ["deaths_true"],
    ),
    "checks_without_strictness": (
        {"exante_strictness": 0.0},
        ["disciplined_exante", "expected_exante"],
        ["exante_checks"],
    ),
    "nobody_minds_blame": ({"blame_response": 0.0}, ["fear"], ["disciplined"]),
    "no_prosecution": ({"prosecution": 0.0}, ["expected_prosecuted"], ["expected_disciplined"]),
    "no_suits": ({"suit_probability": 0.0}, ["suits"], ["cases"]),
    # M25, M26, M34
    "no_demand": ({"mandate": 0.0}, ["mandate", "delivered", "delivery_reported", "undelivered_weeks"], []),
    "adopted_in_name_only": ({"symbolic_adoption": 1.0}, ["delivered"], ["mandate", "delivery_reported"]),
    "lost_on_its_way": (
        {"diffusion_fidelity": 0.0, "clarity_fidelity": 0.0, "policy_look_backs": 0},
        ["delivered", "delivery_reported"],
        ["mandate"],
    ),
    "no_campaign": ({"campaign": 0.0, "campaign_trigger": 0.0}, ["campaign_weeks"], ["drive"]),
    "a_full_routine_knows_no_shocks": ({"routine_floor": 1.0}, ["shocks", "shock_weeks"], ["campaign_weeks"]),
    "no_investigation": ({"investigation_quality": 0.0}, ["investigations"], ["accidents_recorded"]),
    # M28
    "no_media": ({"media_rate": 0.0}, ["exposures"], ["sanctions"]),
    "nobody_pays_attention": ({"public_attention": 0.0}, ["exposures"], ["sanctions"]),
    "nothing_published_and_no_free_press": (
        {
            "media_independent": 0.0,
            "publish_reported": 0.0,
            "accident_published": 0.0,
            "lethality": 0.0,
            "everyday_lethality": 0.0,
            "concealment": False,
        },
        ["exposures"],
        ["sanctions"],
    ),
    # M35, M36
    "nobody_is_turned_away": ({"entry_screening": 0.0}, ["refused"], ["entries"]),
    "all_red_firms_are_turned_away": (
        {"entry_screening": 1.0, "tier_red": 0.0, "tier_orange": 0.0, "tier_yellow": 0.0},
        ["entries"],
        ["refused"],
    ),
    "no_sensors": ({"sensor_share": 0.0}, ["found_by_sensor", "false_alarms", "sensor_cost"], ["found_by_visit"]),
    "dull_sensors": ({"sensor_sensitivity": 0.0}, ["found_by_sensor"], ["sensor_cost", "false_alarms"]),
    "calm_sensors": ({"sensor_false_alarms": 0.0}, ["false_alarms"], ["found_by_sensor"]),
    "free_sensors": ({"sensor_cost": 0.0}, ["sensor_cost"], ["found_by_sensor"]),
    "all_relocated": ({"relocated_share": 1.0, "domino_probability": 1.0}, ["dominoes"], ["accidents_true"]),
    # M37, M41
    "no_capture": ({"capture": 0.0}, ["hushed"], ["found_by_visit"]),
    "a_full_internal_audit": ({"capture": 1.0, "internal_audit": 1.0}, ["hushed"], ["found_by_visit"]),
    "full_integrity": (
        {"capture": 1.0, "integrity_mean": 1.0, "integrity_spread": 0.0},
        ["hushed"],
        ["found_by_visit"],
    ),
    "strangers": ({"capture": 1.0, "tie_growth": 0.0, "local_origin": 0.0}, ["hushed"], ["found_by_visit"]),
    "nothing_of_inspectors_is_recorded": (
        {
            **OTHERS_OFF,
            "capture": 1.0,
            "integrity_mean": 0.0,
            "integrity_spread": 0.0,
            "local_origin": 1.0,
            "recheck_rate": 0.0,
        },
        ["orders", "hazards_entered_recorded", "found_by_recheck"],
        ["found_by_visit"],
    ),
    "all_are_connected": (
        {"connected_share": 1.0, "connection_effect": 1.0, "authority": 1.0, "suit_probability": 0.0},
        ["visits", "sanctions", "stops"],
        ["cases"],
    ),
    "all_are_connected_and_no_case_is_in_the_offices_power": (
        {"connected_share": 1.0, "connection_effect": 1.0, "authority": 0.0, "suit_probability": 0.0},
        ["sanctions", "stops"],
        ["cases", "referrals"],
    ),
}


@pytest.mark.parametrize(("values", "zero", "not_zero"), NOTHING.values(), ids=NOTHING)
def test_end_of_a_range_has_the_outcome_that_follows_by_hand(world_with, seed, values, zero, not_zero):
    world = world_with(seed, **values)
    assert {name: total(world, name) for name in zero if total(world, name) != 0.0} == {}
    assert [name for name in not_zero if total(world, name) == 0.0] == []
    check(world)


def test_the_world_of_these_tests_shows_all_of_it(world_with, seed):
    """Each tally that some case above puts to zero is not zero without it, so the cases can fail.

    But for those that need more.
    """
    world = world_with(seed)
    need_more = {
        "refused",
        "disciplined",
        "found_by_recheck",
        "undelivered_weeks",
        "agency_cost",
        "duplicate_checks",
        "transfer_weeks",
        "stops",
        "agency_fines",
        "agency_false_reports",
        "complaints_in_time",
    }
    named = {name for _, zero, _ in NOTHING.values() for name in zero} - need_more
    assert [name for name in sorted(named) if total(world, name) == 0.0] == []


EQUAL = {
    "every_report_is_back_checked": (
        {"agency_backcheck": 1.0},
        "agency_backchecks",
        lambda w: total(w, "agency_visits"),
    ),
    "agencies_without_conscience": (
        {
            "agency_integrity": 0.0,
            "agency_backcheck": 0.0,
            "agency_client_value": 20.0,
            "agency_dismissal": 1.0,
            "agency_precision": 20.0,
            "clarity_subjects": 1.0,
        },
        "agency_false_reports",
        lambda w: total(w, "agency_reports"),
    ),
    "a_flat_price": ({"agency_price": 1000.0}, "agency_fees", lambda w: 1000.0 * total(w, "agency_visits")),
    "each_false_report_is_fined": (
        {
            "agency_integrity": 0.0,
            "agency_backcheck": 1.0,
            "agency_client_value": 20.0,
            "agency_dismissal": 1.0,
            "agency_fine": 1.0,
            "agency_licence_loss": 0.0,
            "agency_precision": 20.0,
        },
        "agency_fines",
        lambda w: total(w, "agency_false_reports"),
    ),
    "willing_volunteers": (
        {"volunteer_effort": 0.0, "volunteer_spread": 0.0},
        "volunteers_willing",
        lambda w: total(w, "volunteers"),
    ),
    "links_that_lose_nothing": (
        {"link_horizontal": 1.0, "link_vertical": 1.0, "link_social": 1.0},
        "transfers_arrived",
        lambda w: total(w, "transfers"),
    ),
    "all_referrals_lost_on_the_way": ({"link_horizontal": 0.0}, "referrals_lost", lambda w: total(w, "referrals")),
    "all_that_is_concealed_comes_to_light": (
        {"discovery": 1.0},
        "concealments_discovered",
        lambda w: total(w, "accidents_concealed"),
    ),
    "everything_is_delivered": (
        {"diffusion_fidelity": 1.0, "diffusion_delay": 0.0, "symbolic_adoption": 0.0},
        "delivered",
        lambda w: total(w, "mandate"),
    ),
    "no_levels_between": (
        {"diffusion_levels": 0, "symbolic_adoption": 0.0},
        "delivered",
        lambda w: total(w, "mandate"),
    ),
    "everything_hushed": (
        {
            "capture": 1.0,
            "integrity_mean": 0.0,
            "integrity_spread": 0.0,
            "local_origin": 1.0,
            "record_general": 1.0,
            "record_major": 1.0,
            "blame_response": 0.0,
        },
        "hushed",
        lambda w: total(w, "found_by_visit"),
    ),
    "a_full_routine": ({"routine_floor": 1.0}, "drive", lambda w: total(w, "office_weeks")),
}


@pytest.mark.parametrize("case", EQUAL)
def test_two_counts_are_equal_at_the_end_of_a_range(world_with, seed, case):
    values, name, equal = EQUAL[case]
    world = world_with(seed, **values)
    assert equal(world) > 0.0
    assert total(world, name) == pytest.approx(equal(world), rel=1e-9)


# --- what needs a look at records
# ---------------------------------------------------------------------------------------


def test_perfect_sensors_everywhere_find_every_hazard_that_they_can_watch(world_with, seed):
    """Fire can be watched, machinery cannot."""
    for domain, all_of_it in (("fire", True), ("machinery", False)):
        world = world_with(
            seed, sensor_share=1.0, sensor_sensitivity=1.0, sectors={"works": {"domains": {domain: 1.0}}}
        )
        assert total(world, "found_by_sensor") == (total(world, "hazards_entered_true") if all_of_it else 0.0)
        assert total(world, "hazards_entered_true") > 0


def test_sensors_cannot_be_kept_out_of_the_books(world_with, seed):
    """Nobody records what anybody finds, but for the sensors' signals."""
    world = world_with(seed, record_general=0.0, record_major=0.0)
    assert total(world, "orders") == total(world, "found_by_sensor") > 0


def test_a_demand_on_its_way_loses_the_same_share_at_each_level(world_with, seed):
    for levels in range(5):
        world = world_with(
            seed,
            diffusion_levels=levels,
            diffusion_fidelity=0.7,
            clarity_fidelity=0.0,
            diffusion_delay=0.0,
            mandate=1.0,
            symbolic_adoption=0.0,
        )
        assert column(world, "delivered")[-1] == pytest.approx(0.7**levels)


def test_a_look_back_of_full_effect_delivers_everything(world_with, seed):
    world = world_with(seed, diffusion_fidelity=0.2, policy_look_backs=1, look_back_effect=1.0, diffusion_delay=0.0)
    assert column(world, "delivered")[-1] == pytest.approx(0.5)


def test_without_floor_and_shocks_routine_comes_to_an_end(world_with, seed):
    world = world_with(
        seed,
        routine_floor=0.0,
        routine_decay=1.0,
        campaign=0.0,
        campaign_trigger=0.0,
        attention_jump=0.0,
        whistle_rate=0.0,
    )
    assert (column(world, "drive")[1:] == 0.0).all()
    assert (column(world, "visits")[3:] == 0.0).all()


def test_without_capacity_only_the_first_cases_are_carried_through(world_with, seed):
    """The load is what came lately, so until the first case nothing is known of it."""
    world = world_with(seed, case_capacity=0.0, authority=1.0, suit_probability=0.0)
    first = int(np.flatnonzero(column(world, "cases"))[0])
    assert total(world, "sanctions", first + 1) == 0.0
    assert total(world, "cases", first + 1) > 0.0


def test_a_court_sanctions_what_the_authorities_let_pass(world_with, seed):
    world = world_with(seed, authority=0.0, referral_share=0.0, suit_probability=1.0, court_delay=1.0)
    assert 0.0 < total(world, "sanctions") <= total(world, "suits") <= total(world, "cases")


def test_source_control_in_full_leaves_new_firms_without_hazards(world_with, seed):
    firms = world_with(seed, entry_rate=0.5, three_simultaneities=1.0, source_effect=1.0).enterprises
    new = (firms["status"] == stock.OPERATING) & (firms["entry"] > 0)
    assert new.any()
    assert (firms["serial"][new] == 0).all()
    assert (firms["serial"][firms["entry"] == 0] > 0).any()


def test_trust_without_gain_and_loss_stays_where_it_was(world_with, seed):
    world = world_with(seed, trust_gain=0.0, trust_loss=0.0, trust_start=0.37)
    assert (column(world, "trust") == 0.37).all()


def test_trust_rises_to_1_or_falls_to_0_at_full_steps(world_with, seed):
    up = world_with(seed, trust_gain=1.0, open_access=1.0, trust_loss=0.0)
    assert total(up, "complaints_in_time") > 0
    assert column(up, "trust")[-1] == 1.0
    down = world_with(seed, trust_gain=0.0, trust_loss=1.0, hotline_response=0.0)
    assert column(down, "trust")[-1] == 0.0


def test_what_is_nobody_s_job_is_not_done(world_with, seed):
    """Once the checks before the start are more than a year old, every domain of every firm is omitted."""
    world = world_with(seed, gap_share=1.0, entry_rate=0.0)
    assert total(world, "omitted_slots", 52) == total(world, "domain_slots", 52) > 0


def test_checks_before_the_start_are_those_of_the_last_visit(small, seed):
    """Also in a warm-up, where week 0 lies in the future."""
    firms = build(small(20, WORLD, weeks=4, warmup=104), seed).enterprises[:20]
    assert (firms["checked"] == firms["last_visit"][:, None]).all()


def test_two_departments_that_leave_it_to_each_other_do_nothing(world_with, seed):
    both = [{"name": name} for name in ("fire brigade", "housing")]
    assert total(world_with(seed, shirking=1.0, keys={"departments": both}), "department_visits") == 0.0
    assert total(world_with(seed, shirking=0.0, keys={"departments": both}), "department_visits") > 0.0


def test_suspended_agencies_stay_away_for_a_year(world_with, seed):
    """Every second report is false, each is checked, and a false one costs the licence: then the agency is out."""
    careless = {
        "agency_integrity": 0.0,
        "agency_client_value": 20.0,
        "agency_dismissal": 1.0,
        "agency_precision": 0.0,
        "agency_backcheck": 1.0,
        "agency_fine": 0.0,
    }
    world = world_with(seed, agencies=2, agency_licence_loss=1.0, **careless)
    assert total(world, "agency_false_reports") > 0
    assert total(world, "agency_false_reports") <= 2 * math.ceil(WEEKS / 52)
    for_good = world_with(seed, agencies=2, agency_licence_loss=1.0, agency_suspension=520.0, **careless)
    assert total(for_good, "agency_false_reports") <= 2


def test_a_pilot_is_taken_over_by_all_or_by_none(small, seed):
    """At the highest rate by the office that stands worse, at a rate of 0 by nobody, and never by the pilot itself."""
    offices = [
        {"name": "pilot", "enterprises": {"count": 10}, "parameters": {"trust_start": 1.0}},
        {"name": "other", "enterprises": {"count": 10}, "parameters": {"trust_start": 0.1, "inspectors": 1}},
    ]
    policy = {"new_ways": {"pilot": True, "target": {"office": "pilot"}, "set": {"inspectors": 8}}}
    for rate, adopted in ((0.0, 0), (10.0, 1)):
        scenario = small(
            0, {"pilot_imitation": rate}, offices=offices, weeks=WEEKS, policies=policy, baseline=["new_ways"]
        )
        world = build(scenario, seed).run()
        assert world.offices["adopted"].tolist() == [0, adopted]
        assert column(world, "posts")[-1] == (16 if adopted else 9)


def test_found_by_is_the_sum_of_those_who_look(world_with, seed):
    """With all of them switched off but one, he finds everything that is found."""
    alone = {"self_report": 0.0, "recheck_rate": 0.0, "volunteers": 0}
    for name, channel in (
        ("agency_visits", "agency"),
        ("department_visits", "department"),
        ("association_visits", "association"),
        ("mutual_aid", "mutual_aid"),
        ("sensor_share", "sensor"),
    ):
        world = world_with(seed, **{**OTHERS_OFF, **alone, "inspectors": 0, name: WORLD[name]})
        assert {found for found in FOUND_BY if total(world, found)} == {f"found_by_{channel}"}
