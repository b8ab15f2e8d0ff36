"""Resident volunteers: they look at firms near them, and report what they see as long as it seems to help (M18)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govsim import draws, society
from govsim.cells import stretch, window
from govsim.compiled import compiled
from govsim.elementary import length
from govsim.fields import Field
from govsim.hazards import casefile, detection, stock

if TYPE_CHECKING:
    from govsim.views import Parameters, Tables, Volunteer

NOTHING_PENDING = -1

VOLUNTEER = (
    Field("key", "u8", "Key of its luck.", kept=True),
    Field("office", "i4", "Its office.", kept=True),
    Field("number", "i4", "Its number in the office.", kept=True),
    Field("x", "f8", "Position.", "km"),
    Field("y", "f8", "Position.", "km"),
    Field("clock", "f8", "Integrated intensity of looking.", kept=True),
    Field("next_look", "f8", "Reading at which the next look comes.", kept=True),
    Field("looks", "i4", "So far.", kept=True),
    Field("complaints", "i4", "Reports so far.", low=0),
    Field("efficacy", "f8", "Belief that a report has an effect.", low=0, high=1),
    Field("reluctance", "f8", "Own cost of a report, less the mean."),
    Field("pending", "i8", "Enterprise of the last report, until it is answered or given up.", kept=True),
    Field("since", "i4", "Since when.", "week", kept=True),
    Field("registered", "i4", "Whether it reached the office.", kept=True),
    Field("holder", "i4", "Who it is: the n-th at this home.", kept=True),
    Field("leaving_clock", "f8", "Integrated intensity of giving up.", kept=True),
    Field("next_leaving", "f8", "Reading at which another one takes over.", kept=True),
)


@compiled
def draw_home(w: Tables, v: int, side: float) -> None:
    """Draw where volunteer v lives, what a report costs them, and the first threshold of their clock."""
    volunteer = w.volunteers[v]
    office = w.offices[volunteer.office]
    p = w.parameters[office.regime]
    a, b, c, _ = draws.uniforms(volunteer.key, draws.VOLUNTEER_PROFILE, 0, 0)
    volunteer.x = office.x + side * a
    volunteer.y = office.y + side * b
    volunteer.next_look = draws.exponential(c)
    come(p, volunteer)


@compiled
def come(p: Parameters, volunteer: Volunteer) -> None:
    """Let somebody who has made no report yet take up the place of a volunteer."""
    a, b, c, _ = draws.uniforms(volunteer.key, draws.VOLUNTEER_PROFILE, 1, volunteer.holder)
    volunteer.reluctance = p.volunteer_spread * draws.normal(a, b)
    volunteer.efficacy = p.volunteer_efficacy
    volunteer.pending = NOTHING_PENDING
    volunteer.leaving_clock = 0.0
    volunteer.next_leaving = draws.exponential(c)


@compiled
def hand_over(p: Parameters, volunteer: Volunteer) -> None:
    """Run down by a week the time for which volunteer stays; another one takes over where it has run out (M18)."""
    volunteer.leaving_clock += p.volunteer_turnover
    if volunteer.leaving_clock >= volunteer.next_leaving:
        volunteer.holder += 1
        come(p, volunteer)


@compiled
def willingness(p: Parameters, efficacy: float, reluctance: float, trust: float) -> float:
    """Return what speaks for a report less what it costs; a volunteer reports iff it is positive.

    Efficacy + duty (with society's attention) + reward and discipline (M33) + weight (trust - 1/2) (M39) - cost.
    """
    duty = p.volunteer_duty * (0.5 + p.public_attention)
    return (
        efficacy
        + duty
        + p.subject_reward
        + p.volunteer_discipline * p.subject_discipline
        + p.trust_weight * (trust - 0.5)
        - p.volunteer_effort
        - reluctance
    )


@compiled
def look_around(w: Tables, week: int, v: int) -> None:
    """Run down volunteer v's clock; at a look, choose a firm within reach and perhaps report it."""
    volunteer = w.volunteers[v]
    office = w.offices[volunteer.office]
    p = w.parameters[office.regime]
    if volunteer.number >= p.volunteers:
        return
    tally = w.tally[volunteer.office]
    tally.volunteers += 1
    tally.volunteer_cost += p.volunteer_cost / 52.0
    hand_over(p, volunteer)
    await_answer(w, week, v)
    willing = willingness(p, volunteer.efficacy, volunteer.reluctance, office.trust) > 0.0
    tally.volunteers_willing += 1 if willing else 0
    volunteer.clock += p.volunteer_looks
    while volunteer.clock >= volunteer.next_look:
        volunteer.looks += 1
        pick, again, mistake, _ = draws.uniforms(volunteer.key, draws.TIP, volunteer.looks, 0)
        volunteer.next_look += draws.exponential(again)
        i = firm_within_reach(w, volunteer.x, volunteer.y, p.volunteer_reach, pick)
        if i < 0 or not willing:
            continue
        false = p.volunteer_false * (2.0 - p.clarity_subjects) * (1.0 - p.subject_discipline)
        named = notices(w, week, i, p.volunteer_skill)
        if named >= 0 or mistake < false:
            volunteer.complaints += 1
            volunteer.pending = i
            volunteer.since = week
            tally.reward_cost += p.reward_cost * p.subject_reward
            volunteer.registered = 1 if society.lodge(w, week, i, False, named) else 0


@compiled
def await_answer(w: Tables, week: int, v: int) -> None:
    """Let volunteer v see whether the last report was answered, or lose patience (what was learnt moves efficacy)."""
    volunteer = w.volunteers[v]
    if volunteer.pending == NOTHING_PENDING:
        return
    p = w.parameters[w.offices[volunteer.office].regime]
    if volunteer.registered == 1 and w.enterprises[volunteer.pending].last_visit > volunteer.since:
        volunteer.efficacy += p.volunteer_learning * (1.0 - volunteer.efficacy)
        volunteer.pending = NOTHING_PENDING
    elif week - volunteer.since > p.volunteer_patience:
        volunteer.efficacy -= p.volunteer_learning * volunteer.efficacy
        volunteer.pending = NOTHING_PENDING


@compiled
def firm_within_reach(w: Tables, x: float, y: float, reach: float, pick: float) -> int:
    """Return the operating firm number floor(pick * n) of the n within `reach` km of a place, or -1."""
    enterprises = w.enterprises
    members = w.cell_members
    top, bottom, left, right = window(w.cells[0], x, y, reach)
    firms = 0
    for wanted in range(2):  # first count, then pick
        seen = 0
        target = int(pick * firms)
        for row in range(top, bottom):
            start, stop = stretch(w, row, left, right)
            for place in range(start, stop):
                e = enterprises[members[place]]
                if e.status == stock.EMPTY or length(e.x - x, e.y - y) > reach:
                    continue
                if wanted == 1 and seen == target:
                    return members[place]
                seen += 1
        firms = seen
    return -1


@compiled
def notices(w: Tables, week: int, i: int, skill: float) -> int:
    """Return the serial number of the first general hazard of enterprise i that a look from outside notices, or -1."""
    e = w.enterprises[i]
    p = w.parameters[e.regime]
    for k in range(e.first, e.first + e.hazards):
        h = w.hazards[k]
        if h.state == stock.ORDERED or h.major:
            continue
        chance = detection.chance_to_find(p, h, 1.0, skill, 1.0)
        luck = draws.uniform(e.key, draws.DETECTION, h.serial, h.looks)
        luck = casefile.meet(w, week, e, h, casefile.PASSER_BY, h.looks, chance, luck)
        h.looks += 1
        if luck < chance:
            return int(h.serial)
    return -1
