"""Where the model reduces to a known one, it has its law.

Each assertion rejects a correct model with a probability of at most 1e-4 (two-sided z-tests at |z| < 3.9, other tests
at p > 1e-4), before counting that the expectations below are exact for steps of one week. Seeds are fixed: an outcome
is the same in every run, and `--seed` tries others.
"""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from scipy import stats

from govsim import draws
from govsim.agents import inspector
from govsim.hazards import accident, stock
from govsim.outcomes import POSITION
from govsim.parameters import DOMAINS
from govsim.world.build import build
from govsim.world.series import weekly
from tests.worlds import ALIKE, BUSY, blocks, column, ended, run, total

RATE = 1e-4
Z = 3.9
FIRMS = 200


def seeds(seed, n):
    return range(1000 * seed, 1000 * seed + n)


def z_score(observed, expected, deviation):
    return (observed - expected) / deviation


# --- M/M/infinity -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("births", "deaths"), [(10.0, 2.6), (40.0, 13.0), (4.0, 0.8)])
def test_stock_is_that_of_a_queue_with_infinitely_many_servers(small, seed, births, deaths):
    """Poisson emergence at rate a, each hazard noticed and mended at rate b: a Poisson stock of mean a/b.

    By weeks, with hazards that emerge in a week first looked for in the next: mean (a/52) / (1 - exp(-b/52)).
    """
    mean = births / 52.0 / -math.expm1(-deaths / 52.0)
    assert mean == pytest.approx(births / deaths, rel=deaths / 52.0)  # what the step of a week costs
    values = {
        **ALIKE,
        "emergence_rate": births,
        "self_check_rate": deaths,
        "self_check_base": 1.0,
        "self_repair": 1.0,
        "self_report": 0.0,
        "initial_hazards": mean,
    }
    stock = np.concatenate(
        [run(small(FIRMS, values, weeks=300), s).tables.enterprises["hazards"][:FIRMS] for s in seeds(seed, 4)]
    )
    assert abs(z_score(stock.mean(), mean, math.sqrt(mean / stock.size))) < Z
    assert abs(z_score(stock.var(ddof=1), mean, math.sqrt((mean + 2 * mean**2) / stock.size))) < Z
    assert poisson_fit(stock, mean) > RATE


def poisson_fit(counts, mean):
    """Return the p-value of counts against the Poisson law, with classes of at least five expected counts."""
    tail = 5.0 / counts.size
    low, high = int(stats.poisson.ppf(tail, mean)), int(stats.poisson.isf(tail, mean))
    expected = np.array(
        [
            stats.poisson.cdf(low, mean),
            *(stats.poisson.pmf(k, mean) for k in range(low + 1, high)),
            stats.poisson.sf(high - 1, mean),
        ]
    )
    observed = np.array(
        [(counts <= low).sum(), *((counts == k).sum() for k in range(low + 1, high)), (counts >= high).sum()]
    )
    return stats.chisquare(observed, counts.size * expected).pvalue


def test_emergence_is_poisson(small, seed):
    """Counts of one year are Poisson, and the counts of two years of the same firm are uncorrelated."""
    rate = 12.0
    values = {**ALIKE, "emergence_rate": rate}
    first, second = [], []
    for s in seeds(seed, 4):
        world = build(small(FIRMS, values, weeks=104), s).run(52)
        first.append(world.tables.enterprises["serial"][:FIRMS].copy())
        second.append(world.run().tables.enterprises["serial"][:FIRMS] - first[-1])
    first, second = np.concatenate(first), np.concatenate(second)
    for counts in (first, second):
        assert abs(z_score(counts.mean(), rate, math.sqrt(rate / counts.size))) < Z
        assert poisson_fit(counts, rate) > RATE
    assert abs(np.corrcoef(first, second)[0, 1]) < Z / math.sqrt(first.size)


def test_hazards_at_the_start_are_poisson(small, seed):
    """`initial_hazards` is the mean of a Poisson number of hazards in a firm of 30 employees."""
    stock = np.concatenate(
        [
            build(small(FIRMS, {**ALIKE, "initial_hazards": 7.0}), s).tables.enterprises["hazards"][:FIRMS]
            for s in seeds(seed, 8)
        ]
    )
    assert abs(z_score(stock.mean(), 7.0, math.sqrt(7.0 / stock.size))) < Z
    assert poisson_fit(stock, 7.0) > RATE


# --- the delay-time model ---------------------------------------------------------------------------------------------


def accidents_without_inspection(births, delay, weeks):
    """Return the exact expectation by weeks of lambda * integral of F(T - u).

    A hazard is first exposed in the week after it emerged.
    """
    return sum(births / 52.0 * -math.expm1(-(weeks - 1 - week) / delay) for week in range(weeks))


# Firms that mend at once whatever has harmed somebody, and never notice anything before it does.
ONCE = {**ALIKE, "accidents": True, "injuries_per_accident": 1.0, "self_repair": 1.0}


def several_in_a_week(delay: float) -> float:
    """Return the mean number of harms of a hazard in the week in which it harms: it is mended at the week's end."""
    return 1.0 / delay / -math.expm1(-1.0 / delay)


@pytest.mark.parametrize(("delay", "weeks"), [(52.0, 104), (200.0, 260), (13.0, 52)])
def test_harm_without_inspection_follow_the_delay_time_formula(small, seed, delay, weeks):
    """One firm, no behaviour: E[accidents in T] = lambda * integral of F(T - u) du, F exponential.

    The count is Poisson.
    """
    births = 10.0
    expected = accidents_without_inspection(births, delay, weeks)
    continuous = births / 52.0 * (weeks - delay * -math.expm1(-weeks / delay))
    assert abs(continuous - expected) <= births / 52.0 * -math.expm1(-weeks / delay)  # a week of emergence, times F
    expected *= several_in_a_week(delay)
    values = {**ONCE, "emergence_rate": births, "harm_delay_general": delay}
    counts = np.concatenate(
        [run(small(FIRMS, values, weeks=weeks), s).tables.enterprises["injuries"][:FIRMS] for s in seeds(seed, 4)]
    )
    assert abs(z_score(counts.mean(), expected, math.sqrt(expected / counts.size))) < Z
    assert poisson_fit(counts, expected) > RATE


def test_harm_under_perfect_periodic_inspection_follow_the_delay_time_formula(small, seed):
    """Each firm is visited every P weeks by an inspector who finds everything, and every order is obeyed a week later.

    A hazard that emerges d - 1 weeks before a visit is exposed in d weeks, up to and with the week of its deadline, so
    a period has lambda/52 * sum over d = 1 … P of F(d) accidents: the integral of F over the period, and the deadline
    week.
    """
    period, births, delay, firms = 8, 40.0, 30.0, 160
    values = {
        **ONCE,
        "emergence_rate": births,
        "harm_delay_general": delay,
        "grids": 1,
        "inspectors": 1,
        "leaving_rate": 0.0,
        "workday_budget": False,
        "planned_visits": 52.0 / period,
        "targeting": "cyclic",
        "detection_general": 10.0,
        "skill_mean": 1.0,
        "skill_spread": 0.0,
        "specialisation": 0.0,
        "visit_hours": 16.0,
        "depth_hours": 0.1,
        "equipment_base": 1.0,
        "fatigue": 0.0,
        "familiarity": 0.0,
        "record_general": 1.0,
        "rectification_rule": "always",
        "deadline_general": 1.0,
        "burnout_gain": 0.0,
        "spare_premises": 0.0,
    }
    missed = math.exp(-10.0)
    expected = births / 52.0 * sum(-math.expm1(-d / delay) for d in range(1, period + 1)) / period
    expected *= several_in_a_week(delay)
    unchecked = births / 52.0 * (1.0 - delay / (52.0 * 4) * -math.expm1(-52.0 * 4 / delay))
    first, last = 2 * period, 12 * period
    count = 0.0
    for s in seeds(seed, 4):
        world = run(small(firms, values, weeks=last), s)
        assert (column(world, "visits") == firms / period).all()
        count += total(world, "injuries_true", first=first)
    mean = 4 * firms * (last - first) * expected
    assert abs(z_score(count, mean, math.sqrt(mean))) < Z + missed * mean / math.sqrt(mean)
    assert expected < 0.5 * unchecked


# --- realised and expected --------------------------------------------------------------------------------------------

EVERYTHING = {**BUSY, "domino_probability": 0.0}


@pytest.mark.parametrize("values", [{}, EVERYTHING], ids=["declared_defaults", "everything"])
def test_realised_accidents_are_in_the_mean_what_was_expected(small, seed, values):
    """Realised less expected accidents is a martingale.

    Its mean over worlds is 0 (paired, within 3.9 standard errors).
    """
    gaps = {"accidents": [], "deaths": [], "injuries": []}
    scale = 0.0
    for s in seeds(seed, 150):
        world = run(small(25, values, weeks=156, sectors={"a": {"major_share": 0.1}}), s)
        scale += total(world, "expected_injuries")
        for what, gap in gaps.items():
            gap.append(total(world, f"{what}_true") - total(world, f"expected_{what}"))
    assert scale > 1000
    for what in ("accidents", "injuries"):
        gap = np.array(gaps[what])
        assert abs(z_score(gap.mean(), 0.0, gap.std(ddof=1) / math.sqrt(gap.size))) < Z, what


def test_fatal_accidents_are_in_the_mean_what_was_expected(small, seed):
    """Deaths have a heavy tail (exponent 3.15), so fatal accidents stand in for them.

    Expected deaths over the mean deaths of one.
    """
    fatal = expected = 0.0
    for s in seeds(seed, 60):
        world = run(
            small(
                25,
                {
                    **ALIKE,
                    "emergence_rate": 20.0,
                    "accidents": True,
                    "harm_delay_general": 100.0,
                    "major_share_factor": 1.0,
                    "harm_delay_major": 100.0,
                    "lethality": 0.02,
                    "lethality_tail": 0.0,
                    "stop_after_accident": 0.0,
                },
                sectors={"a": {"major_share": 1.0}},
            ),
            s,
        )
        fatal += (column(world, "deaths_true") > 0).sum()
        expected += total(world, "expected_deaths") / float(world.tables.common["mean_deaths"][0])
    several_in_a_week = (
        1.0 - 0.06
    )  # fatal accidents of the same world and week count once; bound from the weekly rate below
    weekly_rate = expected / 60 / 104
    assert -math.expm1(-weekly_rate) / weekly_rate > several_in_a_week
    assert expected * several_in_a_week - Z * math.sqrt(expected) < fatal < expected + Z * math.sqrt(expected)


def test_expected_deaths_use_the_tail_of_the_own_office(small):
    """Offices may have parameters of their own, the tail of deaths among them."""
    ratio = []
    for first, second in ((3.15, 2.2), (2.2, 3.15)):
        offices = [
            {"name": name, "enterprises": {"count": 10}, "parameters": {"death_tail": tail}}
            for name, tail in (("one", first), ("two", second))
        ]
        given = {**ALIKE, "accidents": True, "lethality": 0.1, "emergence_rate": 20.0, "major_share_factor": 1.0}
        series = run(small(0, given, offices=offices, weeks=52, sectors={"a": {"major_share": 1.0}}), 1)
        sums = weekly(series).sum(axis=0)
        ratio.append(sums[:, POSITION["expected_deaths"]] / sums[:, POSITION["expected_fatal"]])
    assert ratio[0][0] == pytest.approx(ratio[1][1], rel=1e-9), (
        "the same tail gives other expected deaths in the other place"
    )


# --- laws of single draws ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("tail", [2.1, 3.15, 6.0])
def test_deaths_have_a_pareto_tail(tail):
    """P(N >= n) = n^-a."""
    n = 40_000
    deaths = np.array(
        [accident.pareto_deaths(draws.uniform(np.uint64(77), draws.SEVERITY, k, 0), tail) for k in range(n)]
    )
    assert deaths.min() == 1
    for least in (2, 3, 5, 10):
        share = least**-tail
        assert abs(z_score((deaths >= least).mean(), share, math.sqrt(share * (1 - share) / n))) < Z


SECTORS = {
    "chemistry": {"share": 0.3, "major_share": 0.25, "domains": {"chemicals": 5.0, "fire": 3.0, "management": 2.0}},
    "furniture": {
        "share": 0.5,
        "major_share": 0.05,
        "hazard_factor": 2.0,
        "domains": {"dust_and_confined_space": 1.0, "machinery": 1.0},
    },
    "shops": {"share": 0.2, "major_share": 0.0},
}


def test_sectors_classes_and_domains_follow_their_shares(small, seed):
    """Shares of sectors among firms, of majors and of domains among hazards, and uniform visibility.

    All as declared.
    """
    of_sector, majors, domains, visibility = Counter(), Counter(), {name: Counter() for name in SECTORS}, []
    names = list(SECTORS)
    for s in seeds(seed, 10):
        world = build(
            small(
                FIRMS,
                {**ALIKE, "initial_hazards": 20.0, "major_share_factor": 1.0, "visibility_spread": 0.6},
                sectors=SECTORS,
            ),
            s,
        )
        for e, own in blocks(world):
            if e["status"] == stock.EMPTY:
                continue
            name = names[e["sector"]]
            of_sector[name] += 1
            for h in own:
                majors[name] += int(h["major"])
                domains[name][DOMAINS[h["domain"]]] += 1
                visibility.append(float(h["visibility"]))
    assert (
        stats.chisquare([of_sector[n] for n in names], [10 * FIRMS * SECTORS[n]["share"] for n in names]).pvalue > RATE
    )
    for name, told in SECTORS.items():
        n = sum(domains[name].values())
        assert (
            stats.binomtest(majors[name], n, told["major_share"]).pvalue > RATE
            if told["major_share"]
            else majors[name] == 0
        )
        weights = told.get("domains", dict.fromkeys(DOMAINS, 1.0))
        assert set(domains[name]) <= set(weights)
        whole = sum(weights.values())
        assert (
            stats.chisquare([domains[name][d] for d in weights], [n * w / whole for w in weights.values()]).pvalue
            > RATE
        )
    assert stats.kstest(visibility, "uniform", args=(0.4, 1.2)).pvalue > RATE
    per_firm = {n: sum(domains[n].values()) / of_sector[n] for n in names}
    assert per_firm["furniture"] == pytest.approx(2 * per_firm["shops"], rel=0.1)


def test_population_has_the_declared_laws(small, seed):
    """Head counts are lognormal around their median, positions uniform, plant ages exponential."""
    firms = np.concatenate(
        [
            build(
                small(
                    FIRMS,
                    {
                        "initial_hazards": 0.0,
                        "employees_median": 500.0,
                        "employees_spread": 0.8,
                        "plant_age_mean": 8.0,
                        "district_side": 8.0,
                    },
                ),
                s,
            ).tables.enterprises[:FIRMS]
            for s in seeds(seed, 5)
        ]
    )
    assert stats.kstest(np.log(firms["employees"] / 500.0) / 0.8, "norm").pvalue > RATE
    for axis in ("x", "y"):
        assert stats.kstest(firms[axis], "uniform", args=(0.0, 8.0)).pvalue > RATE
    assert stats.kstest(firms["plant_age"], "expon", args=(0.0, 8.0)).pvalue > RATE
    assert abs(np.corrcoef(firms["x"], firms["y"])[0, 1]) < Z / math.sqrt(len(firms))


def test_lifetimes_of_firms_are_exponential(small, seed):
    """A firm leaves at `exit_rate`: the number that is left after two years is binomial."""
    left = sum(total(run(small(FIRMS, {**ALIKE, "exit_rate": 0.3}, weeks=104), s), "exits") for s in seeds(seed, 4))
    assert stats.binomtest(int(left), 4 * FIRMS, -math.expm1(-0.3 * 2)).pvalue > RATE


def test_firms_come_at_the_entry_rate(small, seed):
    """Entries are Poisson at `entry_rate` times the initial number, as long as premises stand empty."""
    values = {**ALIKE, "entry_rate": 0.2, "spare_premises": 2.0}
    came = sum(total(run(small(50, values, weeks=104), s), "entries") for s in seeds(seed, 10))
    mean = 0.2 * 50 * 2 * 10
    assert abs(z_score(came, mean, math.sqrt(mean))) < Z


def test_inspectors_leave_at_the_leaving_rate(small, seed):
    """At normal pay, at an honour of one half, without load or burnout the intensity of leaving is h0."""
    values = {
        **ALIKE,
        "inspectors": 50,
        "leaving_rate": 0.5,
        "pay": 1.0,
        "honour": 0.5,
        "burnout_gain": 0.0,
        "norm_span": 1000.0,
        "vacancy_weeks": 0.0,
    }
    leavers = filled = 0.0
    for s in seeds(seed, 4):
        world = run(small(10, values, weeks=260), s)
        leavers += total(world, "leavers")
        filled += total(world, "filled")
    mean = 0.5 / 52.0 * filled
    assert abs(z_score(leavers, mean, math.sqrt(mean))) < Z + 0.02 * math.sqrt(
        mean
    )  # a week of leaving is seen at its end


def test_detection_at_a_visit_has_its_probability(small, seed):
    """First looks find with p = 1 - exp(-kappa depth skill equipment visibility), here the same for all."""
    values = {
        **ALIKE,
        "initial_hazards": 20.0,
        "emergence_rate": 0.0,
        "grids": 1,
        "inspectors": 1,
        "workday_budget": False,
        "planned_visits": 52.0,
        "skill_mean": 0.5,
        "skill_spread": 0.0,
        "specialisation": 0.0,
        "equipment_base": 1.0,
        "fatigue": 0.0,
        "familiarity": 0.0,
        "detection_general": 2.0,
        "visit_hours": 1.0,
        "depth_hours": 4.0,
        "record_general": 1.0,
        "leaving_rate": 0.0,
        "burnout_gain": 0.0,
        "learning_rate": 0.0,
    }
    found = there = 0
    for s in seeds(seed, 3):
        world = run(small(FIRMS, values, weeks=1), s)
        depth = float(world.tables.inspectors["depth"][0])
        found += total(world, "found_by_visit")
        there += total(world, "hazards_entered_true")
        assert total(world, "visits") == FIRMS
    chance = 1.0 - math.exp(-2.0 * depth * 0.5)
    assert 0.05 < chance < 0.95
    assert stats.binomtest(int(found), int(there), chance).pvalue > RATE


def test_time_to_harm_is_exponential(small, seed):
    """Mended once it has harmed, a hazard lives an exponential time: of those at the start, exp(-t/delay) are left."""
    values = {
        **ONCE,
        "initial_hazards": 20.0,
        "emergence_rate": 0.0,
        "harm_delay_general": 60.0,
    }
    world = build(small(FIRMS, values, weeks=120), seed)
    start = int(world.tables.enterprises["hazards"].sum())
    for week in (30, 60, 120):
        gone = len(ended(world.run(week)))
        assert stats.binomtest(gone, start, -math.expm1(-week / 60.0)).pvalue > RATE


def test_newcomers_have_the_skill_of_their_channel(small, seed):
    """The mean skill of those who come is that of the channel by which they are recruited."""
    for channel, skill in (("general_exam", 0.3), ("professional", 0.6), ("secondment", 0.4)):
        values = {
            **ALIKE,
            "inspectors": 200,
            "leaving_rate": 3.0,
            "vacancy_weeks": 0.0,
            "recruitment": channel,
            f"skill_{channel}": skill,
            "skill_spread": 0.1,
            "specialisation": 0.3,
            "learning_rate": 0.0,
            "skill_mean": 0.9,
        }
        posts = run(small(5, values, weeks=150), seed).tables.inspectors
        came = posts[(posts["holder"] > 1) & (posts["filled"] == 1)]["first_skill"].mean(axis=1)
        assert len(came) > 100
        spread = math.sqrt(0.1**2 + (skill * 0.3) ** 2 / 3 / inspector.N_DOMAINS)
        assert abs(z_score(came.mean(), skill, spread / math.sqrt(len(came)))) < Z
