"""Classes of firms: which firms have parameters of their own, where policies tell firms apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from govsim.compiled import compiled
from govsim.fields import Field
from govsim.hazards import stock
from govsim.parameters.conditions import RISK_GRADES

if TYPE_CHECKING:
    from govsim.views import Enterprise, Tables

GRADES = len(RISK_GRADES)

CLASS = (
    Field("least", "f8", "Fewest employees.", "persons"),
    Field("further", "i8", "From the parameter record of a place to that for firms of this kind there, in records."),
)


@compiled
def further(w: Tables, e: Enterprise) -> int:
    """Return how many records after that of its place the parameters for firms like e stand.

    `classes` has a line for each sector, in it for each grade, in it for each size.
    """
    classes = w.classes
    if classes.shape[0] == 0:
        return 0
    sizes = classes.shape[0] // (w.sectors.shape[0] * GRADES)
    line = (e.sector * GRADES + e.tier) * sizes
    last = line + sizes - 1
    while line < last and e.employees >= classes[line + 1].least:
        line += 1
    return classes[line].further


@compiled
def sort_firms(w: Tables, o: int) -> None:
    """Give every firm of office o the parameters of the class to which it belongs as it is now."""
    office = w.offices[o]
    for i in range(office.first_enterprise, office.first_enterprise + office.premises):
        e = w.enterprises[i]
        if e.status == stock.OPERATING:
            e.regime = w.grids[e.grid].regime + e.variant + further(w, e)
