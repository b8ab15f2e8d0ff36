"""How much memory a world takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govsim.sizes import check_fits

if TYPE_CHECKING:
    from govsim.parameters.scenario import Scenario

ENTERPRISE = 3_500  # bytes, its hazards included: docs/scale.md
SMALL = 20_000  # enterprises below which any machine has room


def check_world(scenario: Scenario, worlds: int = 1) -> None:
    """Refuse a scenario whose worlds, so many at a time, do not fit the free memory.

    Raises:
        InputError: They do not fit; the message says how many enterprises would.
    """
    firms = sum(office.enterprises.count or 0 for office in scenario.office_list if office.enterprises)
    if firms * worlds > SMALL:
        told = "enterprises" if worlds == 1 else f"enterprises in {worlds} worlds at a time (--workers)"
        check_fits(firms, ENTERPRISE * worlds, told, scenario.file or scenario.name)
