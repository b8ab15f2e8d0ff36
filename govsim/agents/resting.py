"""A world at rest: what firms do, and which hazards they have, when a scenario starts.

A district in which nothing changes is not one in which all firms are alike: who makes little effort, or has little
cash, keeps hazards for years, and has many. Each firm therefore starts with what its own way of life keeps, in the
mean; a start in which all had the same would need decades to come to rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from govsim import draws
from govsim.agents import compliance, enterprise, inspector, profile, self_check
from govsim.agents.visits import N_DOMAINS
from govsim.compiled import compiled
from govsim.elementary import exp, power
from govsim.hazards import emergence, recognition, rectification, stock

if TYPE_CHECKING:
    from govsim.views import Enterprise, Parameters, Tables

LONGEST = 5200.0  # weeks
VISIBILITIES = 4  # at which a mean over visibilities is taken


@compiled
def rest(w: Tables, week: int) -> None:
    """Let all firms start with the pressure that they will have, and with the effort that they would choose under it.

    What others do is a reason for effort; they are taken to make the effort `effort_start`, whoever they are.
    """
    for r in range(w.common.shape[0]):
        enterprise.prepare(w, week, r)
    for g in range(w.grids.shape[0]):
        w.grids[g].effort = w.parameters[w.grids[g].regime].effort_start
    for i in range(w.enterprises.shape[0]):
        e = w.enterprises[i]
        if e.status == stock.OPERATING:
            p = w.parameters[e.regime]
            remember(p, e)
            e.pressure = enterprise.pressure(p, e, w.offices[e.office].attention)
            if p.compliance_rule == compliance.RULE.logit and p.effort_adjustment > 0.0:
                e.effort = compliance.target_effort(p, w.common[e.regime], e, p.effort_start)
            spread_recognition(w, i)


@compiled
def remember(p: Parameters, e: Enterprise) -> None:
    """Let first enterprise e start with the cash, ties and worries that are left to firms of its district."""
    e.liquidity *= p.liquidity_start
    e.recheck_belief = p.recheck_start
    e.tie = p.tie_start
    if p.alert_start > 0.0:  # what is left of an alert that was full an exponential time ago
        luck = draws.uniforms(e.key, draws.PROFILE_TIES, 0, 0)[3]
        e.alert = power(luck, (1.0 - p.alert_start) / p.alert_start)


@compiled
def spread_recognition(w: Tables, i: int) -> None:
    """Let first enterprise i recognise more or less than `recognition_start`, which a usual firm of mean age does."""
    e = w.enterprises[i]
    p = w.parameters[e.regime]
    rate = taught(p, p.initial_hazards / N_DOMAINS)
    pace = rate + 1.0 / max(1.0, p.recognition_memory)
    usual = rate * (1.0 - p.self_check_skill) / (pace + p.exit_rate)
    if usual == 0.0:
        return
    more = (p.recognition_start - p.self_check_skill) / usual
    for domain in range(N_DOMAINS):
        e.recognition[domain] = min(1.0, p.self_check_skill + more * learnt_by_orders(w, i, domain))


@compiled
def taught(p: Parameters, hazards: float) -> float:
    """Return at which rate orders teach a firm in a domain in which it has so many hazards."""
    return p.others_found * hazards * p.recognition_learning


@compiled
def hazards_in(w: Tables, i: int, domain: int) -> float:
    """Return about how many hazards enterprise i has in a domain at rest: a usual firm's, by what emerges in it."""
    e = w.enterprises[i]
    p = w.parameters[e.regime]
    shares = w.sectors[e.sector].domains
    here = shares[domain] - (shares[domain - 1] if domain > 0 else 0.0)
    drive = emergence.drive(p, e.effort, e.pressure) / emergence.drive(p, p.responsibility_mean, p.pressure_mean)
    return p.initial_hazards * here * e.scale * e.proneness * drive


@compiled
def learnt_by_orders(w: Tables, i: int, domain: int) -> float:
    """Return the mean of what enterprise i has learnt to recognise in a domain since it opened, and not forgotten.

    Orders teach at the rate t, and what was learnt fades with the memory M: with a = t + 1/M and the share s that new
    firms recognise, t (1 - s) / a (1 - exp(-a age)).
    """
    e = w.enterprises[i]
    p = w.parameters[e.regime]
    rate = taught(p, hazards_in(w, i, domain))
    pace = rate + 1.0 / max(1.0, p.recognition_memory)
    return rate * (1.0 - p.self_check_skill) / pace * (1.0 - exp(-pace * e.age))


@compiled
def lifetimes(
    p: Parameters, effort: float, mended: float, major: int, visibility: float, learning: float, seen: bool
) -> tuple[float, float, float]:
    """Return for how long, in weeks and in the mean, a hazard is not recognised yet, recognised, and closed on paper.

    It ends as the firm mends what it notices itself (with the chance `mended`), by an order that is obeyed, or as the
    firm leaves. It is recognised from birth (`seen`), or when it is noticed and put off, or when an order teaches the
    firm (at the rate `learning`). An order that is not obeyed ends on paper, unless a recheck unmasks it; what is
    closed there is harder to see. What would last longer than a lifetime counts as that long.
    """
    noticed = self_check.notice_intensity(p, effort)
    late = p.unrecognised_notice * noticed
    found = visibility * (p.majors_found if major else p.others_found)
    papered = (1.0 - p.orders_obeyed) * (1.0 - p.recheck_rate * p.paper_evidence) * found
    known = 1.0 / max(noticed * mended + found + p.exit_rate, 1.0 / LONGEST)
    closed = 1.0 / max(p.paper_visibility * p.orders_obeyed * found + p.exit_rate, 1.0 / LONGEST)
    if seen:
        return 0.0, known, papered * known * closed
    unseen = 1.0 / max(late + found + learning + p.exit_rate, 1.0 / LONGEST)
    known *= unseen * (late * (1.0 - mended) + learning)
    return unseen, known, papered * (unseen + known) * closed


@compiled
def mean_lifetime(
    p: Parameters,
    effort: float,
    cash: tuple[float, float, float],
    majors: float,
    seen: float,
    learning: float,
) -> float:
    """Return the mean lifetime (weeks) of what emerges in a firm, of which the share `seen` is recognised from birth.

    `cash` is what a firm can spend: employees, liquidity, and the factor of its trade on the cost of repairs.
    """
    total = 0.0
    for n in range(VISIBILITIES):
        visibility = 1.0 + p.visibility_spread * ((2.0 * n + 1.0) / VISIBILITIES - 1.0)
        for major in range(2):
            mended = chance_to_mend(p, cash, major)
            of_class = majors if major else 1.0 - majors
            total += of_class * (1.0 - seen) * sum(lifetimes(p, effort, mended, major, visibility, learning, False))
            total += of_class * seen * sum(lifetimes(p, effort, mended, major, visibility, learning, True))
    return total / VISIBILITIES


@compiled
def chance_to_mend(p: Parameters, cash: tuple[float, float, float], major: int) -> float:
    """Return the chance that a firm with so much to spend mends what it has noticed."""
    employees, liquidity, cost_factor = cash
    return self_check.chance_to_mend(p, liquidity, rectification.burden(p, employees, liquidity, major, cost_factor))


@compiled
def emergence_at_rest(w: Tables, i: int) -> float:
    """Return how many hazards a week emerge in enterprise i, such that a usual firm keeps `initial_hazards`.

    A stock is M/M/infinity: emergence times mean lifetime. Usual is a firm of 30 employees, whose effort is the mean
    responsibility, with the mean pressure and normal cash.
    """
    e = w.enterprises[i]
    p = w.parameters[e.regime]
    seen = p.recognition_start + p.self_check_training
    learning = taught(p, p.initial_hazards / N_DOMAINS)
    majors = emergence.major_share(p, w.sectors[e.sector])
    usual = mean_lifetime(p, p.responsibility_mean, (profile.USUAL_SIZE, 1.0, 1.0), majors, seen, learning)
    usual *= emergence.drive(p, p.responsibility_mean, p.pressure_mean)
    return p.initial_hazards * e.scale * e.proneness * emergence.drive(p, e.effort, e.pressure) / usual


@compiled
def first_ages(w: Tables, i: int, serial: int) -> tuple[float, float, float]:
    """Return up to which age (weeks) a hazard of enterprise i is not recognised, not closed on paper, there at all."""
    e = w.enterprises[i]
    p = w.parameters[e.regime]
    sector = w.sectors[e.sector]
    luck = draws.uniforms(e.key, draws.EMERGENCE, serial, 0)[0]
    major, domain, luck = emergence.kind_of(sector, emergence.major_share(p, sector), luck)
    visibility = emergence.visibility(p, luck)
    mended = chance_to_mend(p, (e.employees, e.liquidity, sector.cost_factor), major)
    learning = taught(p, hazards_in(w, i, domain))
    seen = recognition.rank(e, serial) < recognition.share(e, domain)
    unseen, known, closed = lifetimes(p, e.effort, mended, major, visibility, learning, seen)
    longer = p.initial_majors if major else 1.0
    return longer * unseen, longer * (unseen + known), min(LONGEST, longer * (unseen + known + closed))


@compiled
def oldest(w: Tables, i: int) -> float:
    """Return an age (weeks) above which no first hazard of enterprise i is: whatever is found, mended and taught."""
    e = w.enterprises[i]
    p = w.parameters[e.regime]
    most = 0.0
    for major in range(2):
        mended = chance_to_mend(p, (e.employees, e.liquidity, w.sectors[e.sector].cost_factor), major)
        for n in range(VISIBILITIES + 1):
            visibility = 1.0 + p.visibility_spread * (2.0 * n / VISIBILITIES - 1.0)
            for seen in range(2):
                stages = lifetimes(p, e.effort, mended, major, visibility, 0.0, seen == 1)
                most = max(most, sum(stages))
    return min(LONGEST, max(1.0, p.initial_majors) * most)


@compiled
def count_first_hazards(w: Tables, i: int) -> int:
    """Return how many hazards `open_first_hazards` will create."""
    e = w.enterprises[i]
    rate = emergence_at_rest(w, i)
    start = rate * oldest(w, i)
    reading = e.next_emergence
    serial = 0
    count = 0
    while reading <= start:
        count += 1 if start - reading < rate * first_ages(w, i, serial)[2] else 0
        reading += draws.exponential(draws.uniforms(e.key, draws.EMERGENCE, serial, 0)[3])
        serial += 1
    return count


@compiled
def open_first_hazards(w: Tables, week: int, i: int) -> None:
    """Give enterprise i the hazards that it has when the warm-up starts: what has emerged and is not yet gone.

    Hazards emerge by its clock, as later; of each kind those are left that are no older than the mean lifetime of the
    kind. Their number is Poisson, with the mean at rest.
    """
    e = w.enterprises[i]
    rate = emergence_at_rest(w, i)
    start = rate * oldest(w, i)
    while e.next_emergence <= start:
        age = start - e.next_emergence
        unseen, known, most = first_ages(w, i, e.serial)
        if age < rate * most:
            emergence.create_next(w, week, i)
            newest = e.first + e.hazards - 1
            if age >= rate * known:
                rectification.close_before(w, i, newest)
            elif age >= rate * unseen:  # noticed before the start, and put off
                recognition.recognise(e, w.hazards[newest])
        else:
            e.next_emergence += draws.exponential(draws.uniforms(e.key, draws.EMERGENCE, e.serial, 0)[3])
            e.serial += 1
    e.next_emergence -= start


@compiled
def bring_along(w: Tables, i: int) -> None:
    """Let new enterprise i bring hazards along, which come to light in its first weeks by its clock of emergence."""
    e = w.enterprises[i]
    p = w.parameters[e.regime]
    sector = w.sectors[e.sector]
    majors = emergence.major_share(p, sector)
    seen = p.self_check_skill + p.self_check_training
    learning = taught(p, p.initial_hazards / N_DOMAINS)
    kept = mean_lifetime(p, e.effort, (e.employees, e.liquidity, sector.cost_factor), majors, seen, learning)
    e.emergence_clock += p.entrant_hazards * emergence_at_rest(w, i) * kept


@compiled
def appoint_first(w: Tables, week: int, j: int) -> None:
    """Fill post j with a person of before the start, who may have learnt by hazards handled, or leave it vacant.

    What such a person has handled is exponential, as tenure is, with the mean `handled_start`. Skill without it is that
    of a newcomer, to which it falls back if nothing is handled any more.
    """
    post = w.inspectors[j]
    p = w.parameters[w.offices[post.office].regime]
    if draws.uniform(post.post_key, draws.VACANCY, -1, 0) >= p.filled_start:
        post.vacant_until = inspector.vacancy_end(p, week, post)
        return
    inspector.appoint(w, week, j, p.skill_mean)
    post.burnout = p.burnout_start
    if p.handled_start == 0.0 or p.skill_mean == 0.0:
        return
    handled = p.handled_start * draws.exponential(draws.uniforms(post.key, draws.INTEGRITY, 0, 0)[2])
    for domain in range(N_DOMAINS):
        post.handled[domain] = handled
        post.first_skill[domain] *= min(1.0, inspector.newcomer_skill(p) / p.skill_mean)
