"""Standards of care: what is asked of each actor, declared with grade and source."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from govsim.errors import InputError, nearest
from govsim.parameters import PARAMETERS
from govsim.parameters.policies import Strict
from govsim.parameters.yaml_file import Located, checked

if TYPE_CHECKING:
    from collections.abc import Mapping

PACKAGED = Path(__file__).with_name("care.yaml")
INTERVALS = ("interval_blue", "interval_yellow", "interval_orange", "interval_red")  # by colour of a firm

ASKED = {
    "inspectors": ("depth", "recorded", "rechecked"),
    "office": ("skill", "equipment", "listed", *INTERVALS),
    "firm": ("effort", "mended", "obeyed"),
    "agencies": ("depth", "told"),
    "departments": ("depth",),
    "level_above": ("audit",),
}  # of whom what can be asked
LONGEST = 520.0  # weeks between visits


class Standard(Strict):
    """One standard: a number or the name of a parameter, how sure it is, and where it is from."""

    value: float | str
    grade: Literal["law", "measured", "assumed"]
    source: str = Field(min_length=1)


@dataclass(frozen=True)
class Care:
    """All standards, by actor and by what is asked, and the file in which they stand."""

    standards: Mapping[str, Mapping[str, Standard]]
    file: str

    @property
    def actors(self) -> list[str]:
        """Those of whom something is asked, in the order of `ASKED`."""
        return [actor for actor in ASKED if self.standards.get(actor)]

    def ask(self, actor: str, what: str, p: Any, nothing: float = 0.0) -> float:
        """Return what is asked of an actor under a record of parameters, or `nothing`."""
        standard = self.standards.get(actor, {}).get(what)
        if standard is None:
            return nothing
        return float(p[standard.value]) if isinstance(standard.value, str) else standard.value


def load_care(path: Path | None = None) -> Care:
    """Return the standards of a file, or those of the package.

    Raises:
        InputError: The file cannot be read, names an actor or standard that there is not, or a value out of range.
    """
    path = path or PACKAGED
    located = Located(path)
    if not isinstance(located.data, dict):
        raise InputError("must be a mapping of actors, such as `inspectors: {depth: …}`", str(path))
    standards: dict[str, dict[str, Standard]] = {}
    for actor, asked in located.data.items():
        if actor not in ASKED:
            raise InputError(f"unknown actor {actor!r}{nearest(actor, ASKED)}", located.where((actor,)))
        for what, given in (asked or {}).items():
            if what not in ASKED[actor]:
                said = f"nothing is asked of {actor} by the name {what!r}{nearest(what, ASKED[actor])}"
                raise InputError(said, located.where((actor, what)))
            standards.setdefault(actor, {})[what] = _standard(located, (actor, what), given)
    return Care(standards, path.name)


def _standard(located: Located, place: tuple[str, str], given: Any) -> Standard:
    def where(*keys: str | int) -> str:
        return located.where((*place, *keys))

    standard = checked(Standard, given, where, "value: 0.5, grade: assumed, source: ours")
    value = standard.value
    if isinstance(value, str):
        if value not in PARAMETERS:
            raise InputError(f"no parameter {value!r}{nearest(value, PARAMETERS)}", where("value"))
        return standard
    most, unit = (LONGEST, " weeks") if place[1] in INTERVALS else (1.0, "")
    least = 1.0 if place[1] in INTERVALS else 0.0
    if not least <= value <= most:
        raise InputError(f"must lie between {least:g} and {most:g}{unit}, not {value:g}", where("value"))
    return standard
