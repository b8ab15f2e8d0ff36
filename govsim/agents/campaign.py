"""Campaigns and the drive of routine supervision (M26)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from govsim import draws
from govsim.compiled import compiled

if TYPE_CHECKING:
    from govsim.views import Tables


@compiled
def keep_driving(w: Tables, week: int, o: int) -> None:
    """Move the drive of routine supervision in office o, and set its pace for the coming week (M26).

    Campaigns, dated or started by news of a fatal accident, and such news itself, raise the drive; without them it
    falls to the floor that a long-term mechanism holds up. A campaign adds hours while it lasts, and exhausts.
    Rivalry with other offices (M23) adds hours in proportion.
    """
    office = w.offices[o]
    p = w.parameters[office.regime]
    tally = w.tally[o]
    news = office.news > 0.0
    if news and draws.uniform(office.key, draws.CAMPAIGN, week, 0) < p.campaign_trigger:
        office.campaign_until = week + math.ceil(p.campaign_weeks)
    strength = 1.0 if week < office.campaign_until else p.campaign
    rise = max(strength - office.campaign, p.attention_jump if news else 0.0)
    office.campaign = strength
    office.exhaustion += (strength - office.exhaustion) / p.campaign_recovery
    office.drive = max(p.routine_floor, office.drive - (office.drive - p.routine_floor) / p.routine_decay)
    if strength > 0.0:
        office.drive = max(office.drive, p.routine_floor + strength * (1.0 - p.routine_floor))
    if rise > 0.0 and p.routine_floor < 1.0:
        office.drive += rise * (1.0 - office.drive)
        tally.shocks += 1
        office.half_drive = p.routine_floor + 0.5 * (office.drive - p.routine_floor)
    if office.drive > office.half_drive and office.drive > p.routine_floor + 1e-9:
        tally.shock_weeks += 1
    office.pace = office.drive * (1.0 + p.campaign_boost * strength) * (1.0 - p.campaign_fatigue * office.exhaustion)
    office.pace *= 1.0 + office.rivalry
    tally.drive += office.drive
    tally.campaign_weeks += strength
