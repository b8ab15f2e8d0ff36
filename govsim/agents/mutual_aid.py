"""Mutual-aid groups: neighbouring firms that check each other (M19), and what moves all who are no officials (M33)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govsim import draws
from govsim.agents import visits
from govsim.compiled import compiled
from govsim.elementary import exp
from govsim.fields import Field
from govsim.hazards import detection, stock

if TYPE_CHECKING:
    from govsim.views import Group, Parameters, Tables

GROUP = (
    Field("key", "u8", "Key of its luck.", kept=True),
    Field("office", "i4", "Its office.", kept=True),
    Field("first", "i8", "Its place in the list of members.", kept=True),
    Field("members", "i4", "Places in the list of members.", kept=True),
    Field("next_group", "i4", "Whose members it checks.", kept=True),
    Field("luck", "f8", "It is at work where this lies below the share of groups.", kept=True),
    Field("due", "f8", "Checks within the group that are due.", kept=True),
    Field("due_between", "f8", "Checks between groups that are due.", kept=True),
    Field("turn", "i4", "Checks within the group so far.", kept=True),
    Field("turn_between", "i4", "Checks of the next group so far.", kept=True),
)


@compiled
def diligence(p: Parameters) -> float:
    """Return the share of the work that is done in a group: free riding, held down by reward and discipline (M33)."""
    return 1.0 - p.free_riding * exp(-p.free_riding_response * (p.subject_reward + p.subject_discipline))


@compiled
def skill_of(p: Parameters, responsibility: float) -> float:
    """Return the skill that the people of a firm show at another."""
    return p.mutual_skill * (p.mutual_skill_base + (1.0 - p.mutual_skill_base) * responsibility)


@compiled
def help_each_other(w: Tables, week: int, m: int) -> None:
    """Let the firms of group m check each other, and those of the next group."""
    group = w.groups[m]
    p = w.parameters[w.offices[group.office].regime]
    if group.luck >= p.mutual_aid or group.members < 2:
        return
    members = w.group_members
    group.due += p.mutual_checks * group.members
    group.due_between += p.between_checks * group.members
    while group.due >= 1.0:
        group.due -= 1.0
        group.turn += 1
        checked = members[group.first + group.turn % group.members]
        checker = members[group.first + (group.turn + 1 + group.turn // group.members) % group.members]
        check(w, week, m, checked, checker, p.mutual_leniency)
    other = w.groups[group.next_group]
    while group.due_between >= 1.0:
        group.due_between -= 1.0
        group.turn_between += 1
        checked = members[other.first + group.turn_between % other.members]
        checker = members[group.first + group.turn_between % group.members]
        check(w, week, m, checked, checker, 0.0)


@compiled
def check(w: Tables, week: int, m: int, i: int, checker: int, leniency: float) -> None:
    """Let the firm `checker` check firm i: it finds what a firm of its responsibility can, and tells what it must.

    The share `leniency` of the findings stays between the firms. Firm i learns from the responsibility of the group's
    leading firm.
    """
    e = w.enterprises[i]
    other = w.enterprises[checker]
    if i == checker or stock.EMPTY in (e.status, other.status):
        return
    group = w.groups[m]
    p = w.parameters[w.offices[group.office].regime]
    tally = w.tally[group.office]
    by = detection.Look(
        channel=stock.BY_MUTUAL_AID,
        actor=checker,
        skill=visits.even(skill_of(p, other.responsibility)),
        depth=p.mutual_depth * diligence(p),
        equipment=p.mutual_instruments,
        attention=1.0,
        discretion=leniency,
        hush=0.0,
        reluctance=0.0,
    )
    domains, kept = visits.scope(w, i, visits.ALL_DOMAINS, p.clarity_subjects)
    found, _ = visits.look(w, week, i, by, domains, kept)
    tally.mutual_findings += found
    e.responsibility += p.mutual_transfer * diligence(p) * max(0.0, leading(w, group) - e.responsibility)
    tally.mutual_checks += 1
    tally.reward_cost += p.reward_cost * p.subject_reward


@compiled
def leading(w: Tables, group: Group) -> float:
    """Return the responsibility of the leading firm of a group."""
    best = 0.0
    for n in range(group.first, group.first + group.members):
        e = w.enterprises[w.group_members[n]]
        if e.status == stock.OPERATING:
            best = max(best, e.responsibility)
    return best


@compiled
def join_groups(w: Tables, m: int) -> None:
    """Draw whether group m is among those at work."""
    group = w.groups[m]
    group.luck = draws.uniform(group.key, draws.GROUP, 0, 0)
