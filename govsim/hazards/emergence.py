"""How hazards emerge (M14)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govsim import draws, events
from govsim.compiled import compiled, weekly
from govsim.elementary import cos_turn, exp, log, power
from govsim.fields import NO_WEEK
from govsim.hazards import casefile, recognition
from govsim.hazards.detection import book
from govsim.hazards.stock import BY_SENSOR, EMPTY, MOST_A_WEEK, TRUE, UNKNOWN, append, enter, weigh

if TYPE_CHECKING:
    from govsim.views import Enterprise, Hazard, Parameters, Sector, Tables

WATCHED_DOMAINS = (1, 1, 0, 1, 1, 1, 0, 0)  # which of the domains sensors can watch


@compiled
def ageing(age: float, shape: float, scale: float) -> float:
    """Return the Weibull wear factor shape (age/scale)^(shape-1), age and scale in years."""
    return shape * power(max(age, 0.1) / scale, shape - 1.0)


@weekly
def drive(p: Parameters, effort: float, pressure: float) -> float:
    """Return the factor of effort and of pressure to produce on the emergence of hazards."""
    effect = exp(p.effort_sensitivity * (1.0 - effort)) if p.effort_sensitivity != 0.0 else 1.0
    return effect * (1.0 + p.pressure_sensitivity * pressure)


@weekly
def emergence_intensity(p: Parameters, e: Enterprise, wear: float, season: float) -> float:
    """Return M14's intensity of new hazards per week.

    rate * sector * (employees/30)^eta * exp(a_c (1 - effort)) * ageing * (1 + a_p pressure) * technology and season.
    The sector's factor, source control and newness (M35) stand in its `proneness`.
    """
    return p.emergence_rate * e.proneness * e.scale * drive(p, e.effort, e.pressure) * wear * season


@weekly
def emerge(w: Tables, week: int, i: int) -> None:
    """Run down enterprise i's emergence clock by one week and create the hazards whose time has come."""
    e = w.enterprises[i]
    if e.status == EMPTY:
        return
    p = w.parameters[e.regime]
    common = w.common[e.regime]
    if p.ageing_shape == 1.0:
        e.wear = 1.0
    elif common.quarter or e.wear == 1.0:  # plant ages slowly: its wear is worked out anew every quarter
        e.wear = ageing(e.plant_age + (week - e.opened) / 52.0, p.ageing_shape, p.ageing_scale)
    if common.quarter and p.entrant_proneness != 1.0:
        e.proneness = proneness(p, e, w.sectors[e.sector], week)
    intensity = emergence_intensity(p, e, e.wear, common.season)
    e.emergence_clock += intensity * e.activity
    if e.emergence_clock >= e.next_emergence:
        bear(w, week, i)


@compiled
def proneness(p: Parameters, e: Enterprise, sector: Sector, week: int) -> float:
    """Return the factor of its trade, of source control, and of what is new in it on the hazards of a firm (M35).

    A firm that has just opened has `entrant_proneness` times the hazards of a mature one; what is more or less of them
    fades with the mean `maturing` as the firm grows older.
    """
    new = 0.0
    if p.entrant_proneness != 1.0:
        new = (p.entrant_proneness - 1.0) * exp(-(e.age + (week - e.opened)) / max(1.0, p.maturing))
    return sector.hazard_factor * e.design * (1.0 + new)


@compiled
def bear(w: Tables, week: int, i: int) -> None:
    """Create the hazards of enterprise i whose time has come."""
    e = w.enterprises[i]
    born = 0
    while e.emergence_clock >= e.next_emergence and born < MOST_A_WEEK:
        create_next(w, week, i)
        born += 1


@compiled
def create_next(w: Tables, week: int, i: int) -> None:
    """Create enterprise i's next hazard, and set the reading of its clock at which the one after it emerges."""
    e = w.enterprises[i]
    u_next = create(w, week, i, e.serial, -1)
    e.serial += 1
    e.next_emergence += draws.exponential(u_next)


@compiled
def create(w: Tables, week: int, i: int, serial: int, given_class: int) -> float:
    """Create the hazard of enterprise i with a serial number: its domain, class, visibility and its two thresholds.

    The class is drawn where `given_class` is -1. Returns the uniform that decides when the next one emerges.
    """
    e = w.enterprises[i]
    p = w.parameters[e.regime]
    sector = w.sectors[e.sector]
    k = append(w, i)
    h = w.hazards[k]
    u_kind, u_harm, u_notice, u_next = draws.uniforms(e.key, draws.EMERGENCE, serial, 0)
    share = major_share(p, sector)
    drawn, domain, luck = kind_of(sector, share, u_kind)
    major = given_class if given_class >= 0 else drawn
    begin(h, serial, domain, major)
    potential, rank, _, _ = draws.uniforms(e.key, draws.POTENTIAL, serial, 0)
    h.recognised = 1 if rank < recognition.share(e, domain) else 0
    u_harm = casefile.meet(w, week, e, h, casefile.HARM_CLOCK, 0, 0.0, u_harm)
    u_notice = casefile.meet(w, week, e, h, casefile.NOTICE_CLOCK, 0, 0.0, u_notice)
    h.harm_at = e.exposure[major] + draws.exponential(u_harm)
    h.notice_at = e.notice_clock[h.recognised] + draws.exponential(u_notice)
    h.lethality = lethality(p, sector, share, major, potential)
    h.visibility = visibility(p, luck)
    e.emerged += 1
    e.next_harm[major] = min(e.next_harm[major], h.harm_at)
    e.next_notice[h.recognised] = min(e.next_notice[h.recognised], h.notice_at)
    weigh(e, h, 1.0)
    enter(w, e.office, TRUE, TRUE)
    w.tally[e.office].emerged_recognised += h.recognised
    if major:
        w.tally[e.office].emerged_major += 1
    events.log(w, week, i, k, events.EMERGED, -1, events.NOBODY)
    if signalled(w, week, e, h):
        book(w, week, i, k, BY_SENSOR, events.NOBODY, 0.0, 0.0)
    return u_next


@compiled
def kind_of(sector: Sector, share: float, luck: float) -> tuple[int, int, float]:
    """Return whether a hazard is major, its domain, and the luck of its visibility, from one uniform.

    What is left of a uniform, once the class is decided, is uniform again, and so on. `share` of them are major.
    """
    major = 1 if luck < share else 0
    luck = luck / share if major else (luck - share) / (1.0 - share)
    domain = 0
    below = 0.0
    while domain < sector.domains.shape[0] - 1 and luck > sector.domains[domain]:
        below = sector.domains[domain]
        domain += 1
    return major, domain, (luck - below) / (sector.domains[domain] - below)


@compiled
def visibility(p: Parameters, luck: float) -> float:
    """Return the visibility of a hazard: uniform around 1."""
    return 1.0 + p.visibility_spread * (2.0 * luck - 1.0)


@compiled
def begin(h: Hazard, serial: int, domain: int, major: int) -> None:
    """Give the record of a new hazard its name, and a life in which nothing has happened yet."""
    h.serial = serial
    h.domain = domain
    h.major = major
    h.risk = 1.0
    h.strikes = 0
    h.since = NO_WEEK
    h.due = NO_WEEK
    h.desk_due = NO_WEEK
    h.desk_channel = 0
    h.away_until = -NO_WEEK
    h.looks = 0
    h.findings = 0
    h.attempts = 0
    h.state = UNKNOWN
    h.level = TRUE
    h.found = 0
    h.rounds = 0


@compiled
def major_share(p: Parameters, sector: Sector) -> float:
    """Return the share of major hazards among those that emerge in a sector."""
    return min(1.0, sector.major_share * p.major_share_factor)


@compiled
def lethality(p: Parameters, sector: Sector, share: float, major: int, luck: float) -> float:
    """Return the probability that harm by a new hazard is fatal: its potential, drawn once, heavy-tailed.

    With rank r uniform in (0, 1), the worst first, a hazard is major iff r lies below the share s of major ones, and
    its lethality is scale (r/s)^-tail times the sector's factor: major is a property of what a hazard can do, and most
    general ones would hardly ever kill. `luck` is uniform and gives the rank within the class. Fatal and serious harm
    together are never more than certain: the lethality is at most 1 / (1 + serious injuries for each fatal harm).
    """
    if share <= 0.0:
        return 0.0
    rank = luck if major else (share + (1.0 - share) * luck) / share
    most = 1.0 / (1.0 + p.serious_ratio)
    return min(most, p.lethality * sector.fatality_factor * exp(-p.lethality_tail * log(rank)))


@compiled
def signalled(w: Tables, week: int, e: Enterprise, h: Hazard) -> bool:
    """Return whether a sensor of the enterprise signals the new hazard (M36)."""
    p = w.parameters[e.regime]
    if p.sensor_share == 0.0 or WATCHED_DOMAINS[h.domain] == 0 or e.sensor_luck >= p.sensor_share:
        return False
    luck = draws.uniform(e.key, draws.SENSOR, h.serial, 0)
    return casefile.meet(w, week, e, h, casefile.SIGNALLED, 0, p.sensor_sensitivity, luck) < p.sensor_sensitivity


@compiled
def season(p: Parameters, week: int) -> float:
    """Return the factor of the week on emergence: growth by technology times the cycle of the year."""
    growth = power(1.0 + p.technology_growth, week / 52.0) if p.technology_growth != 0.0 else 1.0
    cycle = 0.0
    if p.season_amplitude != 0.0:
        cycle = p.season_amplitude * cos_turn((week - p.season_peak) / 52.0)
    return growth * (1.0 + cycle)
