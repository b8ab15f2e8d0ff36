"""A world at rest: what firms do, and which hazards they have, when a scenario starts.

A district in which nothing changes is not one in which all firms are alike: who makes little effort, or has little
cash, keeps hazards for years, and has many. Each firm therefore starts with what its own way of life keeps, in the
mean; a start in which all had the same would need decades to come to rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from govsim import draws
from govsim.agents import compliance, enterprise, profile, self_check
from govsim.compiled import compiled
from govsim.hazards import emergence, recognition, rectification, stock

if TYPE_CHECKING:
    from govsim.views import Enterprise, Parameters, Sector, Tables

LONGEST = 5200.0  # weeks
NOT_YET, LATE, SOON, KINDS = range(4)  # recognised: places in what `first_exposures` tells of a class, their number


@compiled
def rest(w: Tables, week: int) -> None:
    """Let all firms start with the effort that they would choose, where effort is a choice at all."""
    for r in range(w.common.shape[0]):
        enterprise.prepare(w, week, r)
    for i in range(w.enterprises.shape[0]):
        e = w.enterprises[i]
        p = w.parameters[e.regime]
        if e.status == stock.OPERATING and p.compliance_rule == compliance.RULE.logit and p.effort_adjustment > 0.0:
            e.effort = compliance.target_effort(p, w.common[e.regime], e, p.responsibility_mean)


@compiled
def lifetimes(p: Parameters, effort: float, liquidity: float, burden: float, major: int) -> tuple[float, float, float]:
    """Return mean lifetimes (weeks) of hazards of a class at rest: not recognised yet, in all, recognised from birth.

    A hazard ends as the firm mends what it notices itself, by an order (`majors_ordered`, `others_ordered` a year: what
    the baseline keeps), or as the firm leaves. One that is noticed and put off is recognised from then on. What would
    last longer than a lifetime counts as that long.
    """
    noticed = self_check.notice_intensity(p, effort)
    late = p.unrecognised_notice * noticed
    mended = self_check.chance_to_mend(p, liquidity, burden)
    ended = (p.majors_ordered if major else p.others_ordered) + p.exit_rate
    recognised = 1.0 / max(noticed * mended + ended, 1.0 / LONGEST)
    unseen = 1.0 / max(late + ended, 1.0 / LONGEST)
    return unseen, min(LONGEST, unseen * (1.0 + late * (1.0 - mended) * recognised)), recognised


@compiled
def first_exposures(w: Tables, i: int) -> tuple[float, float, float, float, float, float]:
    """Return how far back, on the clock of emergence, the hazards go that enterprise i has at rest.

    For general ones, then for major ones: those not recognised yet, all that were not at birth, those that were. A
    stock is M/M/infinity: emergence times mean lifetime, with what the firm itself is like. `initial_hazards` is the
    mean of a usual firm: of 30 employees, whose effort is the mean responsibility, with the mean pressure, normal cash.
    """
    e = w.enterprises[i]
    p = w.parameters[e.regime]
    sector = w.sectors[e.sector]
    majors = emergence.major_share(p, sector)
    seen = p.recognition_start + p.self_check_training
    usual = 0.0
    for major in range(2):
        burden = rectification.burden(p, profile.USUAL_SIZE, 1.0, major, 1.0)
        of_class = majors if major else 1.0 - majors
        _, late, soon = lifetimes(p, p.responsibility_mean, 1.0, burden, major)
        usual += of_class * ((1.0 - seen) * late + seen * soon)
    usual *= emergence.drive(p, p.responsibility_mean, p.pressure_mean)
    scale = p.initial_hazards * e.scale * e.proneness
    scale *= emergence.drive(p, e.effort, e.pressure) / usual
    light = rectification.burden(p, e.employees, e.liquidity, 0, sector.cost_factor)
    heavy = rectification.burden(p, e.employees, e.liquidity, 1, sector.cost_factor)
    unseen, late, soon = lifetimes(p, e.effort, e.liquidity, light, 0)
    major_unseen, major_late, major_soon = lifetimes(p, e.effort, e.liquidity, heavy, 1)
    return (
        scale * unseen,
        scale * late,
        scale * soon,
        scale * major_unseen,
        scale * major_late,
        scale * major_soon,
    )


@compiled
def kind(p: Parameters, sector: Sector, e: Enterprise, serial: int) -> int:
    """Return which of `first_exposures` says how far back hazards like one that emerged before the start go."""
    u_class, _, _, _ = draws.uniforms(e.key, draws.EMERGENCE, serial, 0)
    major = 1 if u_class < emergence.major_share(p, sector) else 0
    seen = recognition.rank(e, serial) < p.recognition_start + p.self_check_training
    return KINDS * major + (SOON if seen else LATE)


@compiled
def count_first_hazards(w: Tables, i: int) -> int:
    """Return how many hazards `open_first_hazards` will create."""
    e = w.enterprises[i]
    p = w.parameters[e.regime]
    back = first_exposures(w, i)
    start = max(back)
    reading = e.next_emergence
    serial = 0
    count = 0
    while reading <= start:
        count += 1 if start - reading < back[kind(p, w.sectors[e.sector], e, serial)] else 0
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
    p = w.parameters[e.regime]
    back = first_exposures(w, i)
    start = max(back)
    while e.next_emergence <= start:
        age = start - e.next_emergence
        of = kind(p, w.sectors[e.sector], e, e.serial)
        if age < back[of]:
            emergence.create_next(w, week, i)
            if of % KINDS == LATE and age >= back[of - 1]:  # noticed and put off before the start
                recognition.recognise(e, w.hazards[e.first + e.hazards - 1])
        else:
            e.next_emergence += draws.exponential(draws.uniforms(e.key, draws.EMERGENCE, e.serial, 0)[3])
            e.serial += 1
    e.next_emergence -= start


@compiled
def bring_along(w: Tables, i: int) -> None:
    """Let new enterprise i bring hazards along, which come to light in its first weeks by its clock of emergence."""
    e = w.enterprises[i]
    p = w.parameters[e.regime]
    majors = emergence.major_share(p, w.sectors[e.sector])
    seen = p.self_check_skill + p.self_check_training
    _, general_late, general_soon, _, major_late, major_soon = first_exposures(w, i)
    general = (1.0 - seen) * general_late + seen * general_soon
    major = (1.0 - seen) * major_late + seen * major_soon
    e.emergence_clock += p.entrant_hazards * ((1.0 - majors) * general + majors * major)
