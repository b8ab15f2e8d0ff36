"""Society: reports and their answers, media, courts, trust (M28, M29, M30, M39)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from govsim import draws, events, fields
from govsim.cells import stretch, window
from govsim.compiled import compiled, weekly
from govsim.elementary import exp, length, logistic
from govsim.hazards import stock
from govsim.platform import LOST, arrives

if TYPE_CHECKING:
    from govsim.views import Parameters, Tables

REWARD_UNIT = 1000.0  # yuan; what `whistle_reward` is declared for


# --- M29 reporting channel --------------------------------------------------------------------------------------------


@compiled
def speaks_out(p: Parameters, trust: float, verified: float) -> float:
    """Return the probability that employees speak out when there is an occasion (M29).

    Logit: base + reward (1,000 yuan) * P(verified) - retaliation (1 - anonymity) + weight * legal awareness + weight
    (trust - 1/2).
    """
    reward = p.whistle_reward * p.tip_reward / REWARD_UNIT * verified
    fear = p.retaliation * (1.0 - p.anonymity)
    reasons = p.whistle_base + reward - fear + p.whistle_awareness * p.legal_awareness + p.trust_weight * (trust - 0.5)
    return logistic(reasons)


@compiled
def set_voice(w: Tables, r: int) -> None:
    """Compute for parameter record r how readily employees speak out this week, and how concealment comes to light."""
    p = w.parameters[r]
    common = w.common[r]
    office = w.offices[common.office]
    common.whistle_share = speaks_out(p, office.trust, office.verified)
    common.whistle = p.whistle_rate * common.whistle_share
    common.alarm = p.sensor_false_alarms if p.sensor_share > 0.0 else 0.0
    common.voices = 1 if common.whistle > 0.0 or p.sensor_share > 0.0 else 0
    free_press = p.media_rate * p.public_attention * p.media_independent
    common.discovery = p.discovery + (1.0 - p.discovery) * free_press


@weekly
def speak_out(w: Tables, week: int, i: int) -> None:
    """Let the people of enterprise i report hazards and accidents, its sensors give false alarms.

    And media pick it up.
    """
    e = w.enterprises[i]
    if e.unheard > 0 or w.common[e.regime].voices > 0:
        be_heard(w, week, i)


@compiled
def be_heard(w: Tables, week: int, i: int) -> None:
    """Handle what comes out of enterprise i this week."""
    e = w.enterprises[i]
    if e.status == stock.EMPTY:
        return
    p = w.parameters[e.regime]
    common = w.common[e.regime]
    tally = w.tally[e.office]
    e.unheard = 0
    if e.hazards > 0:
        e.whistle_clock += common.whistle
    while e.whistle_clock >= e.next_whistle:
        e.whistles += 1
        wait, which, _, _ = draws.uniforms(e.key, draws.WHISTLE, e.whistles, 0)
        e.next_whistle += draws.exponential(wait)
        if e.hazards > 0:
            e.spoken_of = w.hazards[e.first + math.floor(which * e.hazards)].serial
        e.outcries += 1
        tally.tips += 1
    while e.outcries > 0:
        e.outcries -= 1
        lodge(w, week, i, False, e.spoken_of)
    e.spoken_of = -1
    while e.headlines > 0:
        e.headlines -= 1
        offer_story(w, week, i, True, events.ACCIDENT)
    if e.sensor_luck < p.sensor_share:
        e.spending += common.sensor_cost
        tally.sensor_cost += common.sensor_cost
        e.alarm_clock += common.alarm
        while e.alarm_clock >= e.next_alarm:
            e.false_alarms += 1
            e.next_alarm += draws.exponential(draws.uniform(e.key, draws.SENSOR, -1, e.false_alarms))
            e.alarms += 1
            tally.false_alarms += 1


@compiled
def lodge(w: Tables, week: int, i: int, public: bool, named: int) -> bool:
    """Lodge a report on enterprise i: it may be passed on to the office, and wait there for the desk and a visit.

    `named` is the serial number of the hazard that it speaks of, or -1. Return whether it is passed on.

    A public one is harder to pass over: what would not be passed on is, with the share of public attention.
    """
    e = w.enterprises[i]
    office = w.offices[e.office]
    p = w.parameters[office.regime]
    tally = w.tally[e.office]
    tally.complaints += 1
    events.log(w, week, i, -1, events.REPORT, -1, events.NOBODY)
    passed_on, luck, u, v = draws.uniforms(e.key, draws.REPORT, e.reports, 0)
    e.reports += 1
    weeks = LOST
    response = p.hotline_response
    if public:
        response += (1.0 - response) * p.public_attention
    if passed_on < response:
        weeks = arrives(tally, p.link_social, p.link_delay, luck, u, v)
    if weeks == LOST:
        office.trust -= p.trust_loss * office.trust
        return False
    if e.complaints == 0:
        e.complaint_since = week
        e.complaint_due = week + weeks + office.desk_wait
    e.complaints += 1
    if named >= 0:
        e.named = named
    return True


# --- M39 two-way track ------------------------------------------------------------------------------------------------


@compiled
def answer(w: Tables, week: int, i: int, found: int) -> None:
    """Answer the open reports on enterprise i by a visit that made `found` findings; society draws its conclusion.

    Trust rises with answers in time, as far as the office lets them be seen, and falls with late ones. A verified
    report earns its reward.
    """
    e = w.enterprises[i]
    office = w.offices[e.office]
    p = w.parameters[office.regime]
    tally = w.tally[e.office]
    tally.complaints_answered += e.complaints
    verified = 1.0 if found > 0 else 0.0
    if found > 0:
        tally.complaints_verified += e.complaints
        tally.reward_cost += p.tip_reward * e.complaints
    office.verified += p.verified_step * (verified - office.verified)
    if week - e.complaint_since <= p.response_norm:
        tally.complaints_in_time += e.complaints
        office.trust += p.trust_gain * p.open_access * (1.0 - office.trust)
    else:
        office.trust -= p.trust_loss * office.trust
    e.complaints = 0
    e.named = -1
    e.complaint_due = fields.NO_WEEK


# --- M28 media --------------------------------------------------------------------------------------------------------


@compiled
def offer_story(w: Tables, week: int, i: int, published: bool, cause: int) -> None:
    """Let media perhaps report on enterprise i; what the authorities do not publish, only independent media can find.

    `cause` is the kind of event of the firm that makes the story: a sanction, an accident.
    """
    e = w.enterprises[i]
    p = w.parameters[w.offices[e.office].regime]
    if p.media_rate == 0.0:
        return
    chance = p.media_rate * p.public_attention * (1.0 if published else p.media_independent)
    e.stories += 1
    if draws.uniform(e.key, draws.MEDIA, e.stories, 0) < chance:
        e.exposed += 1
        w.offices[e.office].exposures += 1
        w.tally[e.office].exposures += 1
        events.log_caused(w, week, i, -1, events.EXPOSED, -1, events.NOBODY, e.last_of[cause])


@compiled
def expose(w: Tables, week: int, o: int) -> None:
    """Let the exposures of the week in office o be felt: by the exposed firms, and by firms near them."""
    office = w.offices[o]
    if office.exposures == 0:
        return
    office.exposures = 0
    enterprises = w.enterprises
    for i in range(office.first_enterprise, office.first_enterprise + office.premises):
        e = enterprises[i]
        while e.exposed > 0:
            e.exposed -= 1
            e.salience += w.parameters[e.regime].salience_exposed * (1.0 - e.salience)
            deter_neighbours(w, i)


@compiled
def deterred(p: Parameters, distance: float, same_sector: bool) -> float:
    """Return the step of a neighbour's beliefs toward certainty by an exposure `distance` km away (Johnson 2020)."""
    return p.exposure_deterrence * exp(-distance / p.exposure_range) * (1.0 if same_sector else p.exposure_other)


@compiled
def alarmed(p: Parameters, distance: float, same_sector: bool) -> float:
    """Return the step toward full alert of a firm `distance` km from an exposed one (M43).

    Two scales: nearly the same for all neighbours of the exposed firm, and little, but far, for the trade; peers within
    5 km had 73 % fewer violations, those within 50 km 30 % fewer (Johnson 2020).
    """
    near = distance / p.alert_near
    step = p.alert_exposure / (1.0 + near * near * near * near)
    step += p.alert_trade * exp(-distance / p.alert_far)
    return min(1.0, step) * (1.0 if same_sector else p.exposure_other)


@compiled
def deter_neighbours(w: Tables, i: int) -> None:
    """Let every firm within reach of enterprise i, and itself, see that violations come out."""
    e = w.enterprises[i]
    enterprises = w.enterprises
    p = w.parameters[e.regime]
    radius = p.exposure_reach * max(p.exposure_range, p.alert_far if p.alert_exposure > 0.0 else 0.0)
    top, bottom, left, right = window(w.cells[0], e.x, e.y, radius)
    for row in range(top, bottom):
        start, stop = stretch(w, row, left, right)
        for place in range(start, stop):
            other = enterprises[w.cell_members[place]]
            distance = length(other.x - e.x, other.y - e.y)
            if other.status == stock.EMPTY or distance > radius:
                continue
            own = w.parameters[other.regime]
            other.alert += alarmed(own, distance, other.sector == e.sector) * (1.0 - other.alert)
            step = deterred(own, distance, other.sector == e.sector)
            other.inspection_belief += step * (1.0 - other.inspection_belief)
            other.sanction_belief += step * (1.0 - other.sanction_belief)
            other.hits += step
            other.sanction_hits += step


# --- M30 courts -------------------------------------------------------------------------------------------------------


@compiled
def take_to_court(w: Tables, week: int, i: int) -> None:
    """Perhaps take to court the violation of enterprise i that the authorities let pass; the court decides later."""
    e = w.enterprises[i]
    p = w.parameters[w.offices[e.office].regime]
    if p.suit_probability == 0.0 or e.referral_due != fields.NO_WEEK:
        return
    luck, wait, _, _ = draws.uniforms(e.key, draws.SUIT, e.cases, 0)
    if luck < p.suit_probability:
        w.tally[e.office].suits += 1
        e.referral_due = week + 1 + math.floor(p.court_delay * draws.exponential(wait))
        e.referred_case = e.last_of[events.CASE]
