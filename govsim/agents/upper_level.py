"""The levels above: accountability of officials, the passing on of policies, pilots (M24, M25, M40)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govsim import draws
from govsim.agents import accountability
from govsim.compiled import compiled
from govsim.elementary import exp, power
from govsim.hazards import order_493, stock

if TYPE_CHECKING:
    from govsim.views import Office, Parameters, Tables

MOST_LEVELS = 4
TWICE = 2.0  # standing of a pilot, relative to one's own, at which the declared rate of imitation holds


# --- M24 accountability -----------------------------------------------------------------------------------------------


@compiled
def class_shares(tail: float) -> tuple[float, float, float, float]:
    """Return the shares of the four classes among fatal accidents, by deaths alone.

    Deaths are discrete Pareto, P(N >= n) = n^-tail.
    """
    larger = power(float(order_493.LARGER_DEATHS), -tail)
    major = power(float(order_493.MAJOR_DEATHS), -tail)
    extraordinary = power(float(order_493.EXTRAORDINARY_DEATHS), -tail)
    return 1.0 - larger, larger - major, major - extraordinary, extraordinary


@compiled
def mean_discipline(p: Parameters) -> float:
    """Return the officials disciplined after a fatal accident, averaged over its class, at accountability 1."""
    general, larger, major, extraordinary = class_shares(p.death_tail)
    mean = general * p.discipline_general + larger * p.discipline_larger
    return mean + major * p.discipline_major + extraordinary * p.discipline_extraordinary


@compiled
def discipline_of(p: Parameters, accident_class: int) -> float:
    """Return the officials disciplined after an accident of a class, at accountability 1."""
    if accident_class == stock.EXTRAORDINARY:
        return p.discipline_extraordinary
    if accident_class == stock.MAJOR:
        return p.discipline_major
    return p.discipline_larger if accident_class == stock.LARGER else p.discipline_general


@compiled
def mean_prosecution(p: Parameters) -> float:
    """Return the persons prosecuted after a fatal accident, at prosecution 1.

    Nobody is after a general one.
    """
    _, larger, major, extraordinary = class_shares(p.death_tail)
    return larger * p.prosecution_larger + major * p.prosecution_major + extraordinary * p.prosecution_extraordinary


@compiled
def hold_to_account(w: Tables, week: int, o: int) -> None:
    """Open the file of office o after fatal accidents, check its officials before any, and let them learn from cases.

    Cases elsewhere come as often as they are to be expected of offices like this one. What is expected of accidents
    takes the hazard for unseen.
    """
    office = w.offices[o]
    p = w.parameters[office.regime]
    tally = w.tally[o]
    filled = max(1.0, tally.filled)
    files, diligence = tally.filled_files / filled, tally.filled_diligence / filled
    for g in range(office.dread.shape[0]):
        office.dread[g] -= office.dread[g] / p.blame_memory
    if p.accountability > 0.0:
        ground = accountability.ground_of(p)
        culpable = accountability.culpability(p, ground, stock.UNSEEN, files, diligence)
        expected = tally.expected_fatal * mean_discipline(p) * p.accountability * culpable
        tally.expected_disciplined += expected
        tally.expected_removed += expected * p.removal_share
        pass_judgement(p, office, ground, diligence, expected * p.offices_heard, p.case_echo)
    if p.prosecution > 0.0:
        tally.expected_prosecuted += tally.expected_fatal * mean_prosecution(p) * p.prosecution
    open_files(w, week, o, files, diligence)
    if p.exante_checks > 0.0:
        check_before(w, week, o, files, diligence)


@compiled
def pass_judgement(p: Parameters, office: Office, ground: int, merit: float, cases: float, weight: float) -> None:
    """Let an office learn of cases on a ground, each as heavy as `weight`; judgements of conduct err."""
    if ground == accountability.CONDUCT:
        accountability.learn_of_review(p, office, ground, merit, cases, weight)
    else:
        accountability.learn_of(office, ground, cases, weight)


@compiled
def open_files(w: Tables, week: int, o: int, files: float, diligence: float) -> None:
    """Discipline officials of office o for each fatal accident of the week, by class and by what the file shows."""
    office = w.offices[o]
    p = w.parameters[office.regime]
    tally = w.tally[o]
    ground = accountability.ground_of(p)
    for cell in range(office.fatal.shape[0]):
        c, found = cell // len(stock.SITUATION), cell % len(stock.SITUATION)
        for n in range(office.fatal[cell]):
            luck, removal, _, _ = draws.uniforms(office.key, draws.DISCIPLINE, week, 16 * cell + n)
            culpable = accountability.culpability(p, ground, found, files, diligence)
            persons = draws.poisson(luck, min(50.0, discipline_of(p, c) * p.accountability * culpable))
            tally.disciplined += persons
            if persons > 0:
                pass_judgement(p, office, ground, diligence, float(persons), p.case_weight)
                if removal < 1.0 - power(1.0 - p.removal_share, float(persons)):
                    remove(w, o, office.fatal_grid)
        office.fatal[cell] = 0


@compiled
def remove(w: Tables, o: int, grid: int) -> None:
    """Remove from office o whoever works in a grid: the post falls vacant within the week."""
    for j in range(w.inspectors.shape[0]):
        inspector = w.inspectors[j]
        if inspector.office == o and inspector.filled and inspector.grid == grid and not inspector.removed:
            inspector.removed = 1
            w.tally[o].removed += 1
            return


@compiled
def check_before(w: Tables, week: int, o: int, files: float, diligence: float) -> None:
    """Check officials of office o before any accident, on site or by their papers, with the errors of a review."""
    office = w.offices[o]
    p = w.parameters[office.regime]
    tally = w.tally[o]
    on_site = p.exante_look == accountability.LOOK.site
    ground = accountability.CONDUCT if on_site else accountability.PAPERS
    merit = diligence if on_site else files
    strictness = p.exante_strictness * accountability.misjudged(p.review_false_positive, p.review_false_negative, merit)
    chance = 1.0 - exp(-p.exante_checks)
    come, fault, _, _ = draws.uniforms(office.key, draws.EXANTE, week, 0)
    tally.expected_exante += chance * strictness
    accountability.learn_of_review(p, office, ground, merit, chance * strictness * p.offices_heard, p.case_echo)
    if come < chance:
        tally.exante_checks += 1
        if fault < strictness:
            tally.disciplined_exante += 1
            accountability.learn_of_review(p, office, ground, merit, 1.0, p.case_weight)


# --- M25 policy diffusion ---------------------------------------------------------------------------------------------


@compiled
def fidelity(p: Parameters) -> float:
    """Return the share of a demand that a level passes on.

    Clarity and each round of look-back save part of the loss.
    """
    lost = (1.0 - p.diffusion_fidelity) * (1.0 - p.clarity_fidelity * p.clarity_official)
    return 1.0 - lost * power(1.0 - p.look_back_effect, p.policy_look_backs)


@compiled
def pass_on(w: Tables, week: int, o: int) -> None:
    """Pass the demand of the upper level one week further down to office o; return what of it arrives.

    Each level is a first-order delay with a loss, so n of them are an Erlang delay of n stages; what is delivered is
    the product. What is adopted in name only is reported as done.
    """
    office = w.offices[o]
    p = w.parameters[office.regime]
    tally = w.tally[o]
    passed = fidelity(p)
    speed = 1.0 / max(1.0, p.diffusion_delay)
    above = p.mandate
    for level in range(p.diffusion_levels):
        before = office.chain[level]
        office.chain[level] += speed * (above * passed - before)
        above = before if p.diffusion_delay >= 1.0 else office.chain[level]
    arrived = office.chain[p.diffusion_levels - 1] if p.diffusion_levels > 0 else p.mandate
    office.delivered = arrived * (1.0 - p.symbolic_adoption)
    tally.mandate += p.mandate
    tally.delivered += office.delivered
    tally.delivery_reported += arrived
    tally.undelivered_weeks += 1 if office.delivered < 0.5 * p.mandate else 0


# --- M40 pilots -------------------------------------------------------------------------------------------------------


@compiled
def standing(p: Parameters, coverage: float, trust: float) -> float:
    """Return how well an office stands in the eyes of others: what can be seen from outside."""
    return p.pilot_coverage * coverage + (1.0 - p.pilot_coverage) * trust


@compiled
def imitate(w: Tables, week: int, o: int) -> None:
    """Let office o perhaps take over the pilot of another.

    Its own and its firms' parameters become those with the pilot.
    """
    office = w.offices[o]
    p = w.parameters[office.regime]
    shared = w.shared[0]
    tally = w.tally[o]
    tally.pilots_adopted += office.adopted
    if p.pilot_imitation == 0.0 or shared.pilot < 0 or shared.pilot == o or office.adopted > 0:
        return
    own = max(0.01, office.standing)
    office.imitation_clock += p.pilot_imitation * max(0.0, w.offices[shared.pilot].standing / own - 1.0) / (TWICE - 1.0)
    if office.imitation_clock < draws.exponential(draws.uniform(office.key, draws.IMITATION, 0, 0)):
        return
    office.adopted = 1
    office.regime += shared.arms
    for g in range(office.first_grid, office.first_grid + office.most_grids):
        w.grids[g].regime += shared.arms
    for i in range(office.first_enterprise, office.first_enterprise + office.premises):
        w.enterprises[i].regime += shared.arms
