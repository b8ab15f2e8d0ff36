"""A calibration on screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from govsim.evidence.calibration import KNOWN
from govsim.parameters import PARAMETERS
from govsim.report.numbers import number, span
from govsim.report.tables import Column, ScreenTable
from govsim.words import text

if TYPE_CHECKING:
    from govsim.evidence.calibration import Calibration


def parameters_table(calibration: Calibration) -> ScreenTable:
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
    header = text("calibration.parameters").split("|")
    columns = [Column(name, right=n > 0, rank=(0, 2, 0, 0, 1, 0)[n]) for n, name in enumerate(header)]
    table = ScreenTable(title, columns, caption=caption)
    for name, (low, high, width) in calibration.identified.items():
        declared, fitted = float(PARAMETERS[name].default), float(calibration.values[name])
        known = text("yes" if width < KNOWN else "no")
        told = [number(declared), number(fitted), span(low, high), f"{width:.2f}", known]
        table.rows.append([PARAMETERS[name].words.label(), *told])
    return table


def targets_table(calibration: Calibration) -> ScreenTable:
    """Return one line for each target: its band and the value on unseen seeds."""
    header = text("calibration.targets").split("|")
    columns = [Column(name, right=n in (2, 3), rank=int(n == 5)) for n, name in enumerate(header)]
    table = ScreenTable(text("calibration.title"), columns)
    for target, value in calibration.checked:
        inside = Text(text("yes"), style="green") if target.inside(value) else Text(text("no"), style="red")
        fitted = text("yes" if target.fitted else "no")
        table.rows.append([target.row, target.name, span(target.low, target.high), number(value), inside, fitted])
    return table
