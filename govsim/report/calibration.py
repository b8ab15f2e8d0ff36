"""A calibration on screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.table import Table

from govsim.evidence.calibration import KNOWN
from govsim.parameters import PARAMETERS
from govsim.report.numbers import number

if TYPE_CHECKING:
    from govsim.evidence.calibration import Calibration


def parameters_table(calibration: Calibration) -> Table:
    """Return one line for each free parameter: declared and fitted value, and how well the targets tell it."""
    inside = {
        which: "{} of {}".format(*calibration.score(which)) for which in ("all rows", "fitted", "held out", "levels")
    }
    title = (
        f"{calibration.study.told.name}, seed {calibration.seed}. On unseen seeds inside their bands: "
        f"{inside['all rows']} quantities of the rows ({inside['fitted']} of rows of the fit, "
        f"{inside['held out']} of rows held out of it), {inside['levels']} levels"
    )
    together = "; ".join(f"{a} and {b} ({r:+.2f})" for a, b, r in calibration.correlations[:8]) or "none"
    caption = (
        "Not ruled out: 95 % of what the last wave left; width: its spread against that of the range "
        "searched. The declared value is what runs take; "
        f"`govsim calibrate` changes no declaration. Correlated there: {together}."
    )
    table = Table(title=title, title_justify="left", caption=caption, caption_justify="left")
    for name in ("parameter", "declared", "fitted", "not ruled out", "width", "identified"):
        table.add_column(name, justify="left" if name == "parameter" else "right", no_wrap=name == "parameter")
    for name, (low, high, width) in calibration.identified.items():
        declared, fitted = float(PARAMETERS[name].default), float(calibration.values[name])
        table.add_row(
            name,
            number(declared),
            number(fitted),
            f"{number(low)} to {number(high)}",
            f"{width:.2f}",
            "yes" if width < KNOWN else "NO",
        )
    return table


def targets_table(calibration: Calibration) -> Table:
    """Return one line for each target: its band and the value on unseen seeds."""
    table = Table(title="Targets on seeds that the fit has not seen", title_justify="left")
    for name in ("row", "target", "band", "simulated", "inside", "in the fit"):
        table.add_column(name, justify="right" if name in ("band", "simulated") else "left", no_wrap=name == "row")
    for target, value in calibration.checked:
        inside = "[green]yes[/]" if target.inside(value) else "[red]NO[/]"
        table.add_row(
            target.row,
            target.name,
            f"{number(target.low)} to {number(target.high)}",
            number(value),
            inside,
            "yes" if target.fitted else "held out",
        )
    return table
