"""Parameters and outcomes on screen: what each is called, beside the name that options and files want."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from govsim.parameters import PARAMETERS
from govsim.report.numbers import number, span
from govsim.report.tables import Column, ScreenTable
from govsim.words import text
from govsim.words.terms import CHOICES, DIRECTIONS, GRADES, level, term, unit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from govsim.outcomes import Outcome
    from govsim.parameters import Parameter


def shown_value(parameter: Parameter, value: object) -> str:
    """Return a value of a parameter as people read it."""
    if isinstance(value, bool):
        return text("on" if value else "off")
    if parameter.kind == "choice":
        return term(CHOICES, f"{parameter.name}.{value}")
    return number(float(str(value)))


def parameters_table(told: Sequence[Mapping[str, Any]]) -> ScreenTable:
    """Return one line for each of some parameters, given as plain data; with a scenario's values if they have any."""
    valued = "value" if told and "value" in told[0] else "default"
    columns = [Column(text("parameter")), Column(text("name")), Column(text(valued))]
    columns += [Column(text("unit"), rank=1), Column(text("range"), rank=2), Column(text("grade"), rank=3)]
    columns += [Column(text("meaning"), rank=4), Column(text("source"), rank=5)]
    table = ScreenTable(text("parameters.title", count=len(told)), columns)
    for row in told:
        p = PARAMETERS[row["name"]]
        words = [p.words.label(), p.name, shown_value(p, row[valued]), unit(p.unit)]
        table.rows.append([*words, _range(p), term(GRADES, row["grade"]), p.meaning, row["source"]])
    return table


def _range(parameter: Parameter) -> str:
    if parameter.kind == "switch":
        return f"{text('on')}, {text('off')}"
    if parameter.choices:
        return ", ".join(parameter.choices)
    return span(parameter.low, parameter.high)


def outcomes_table(outcomes: Sequence[Outcome]) -> ScreenTable:
    """Return one line for each of some outcomes."""
    columns = [Column(text("outcome")), Column(text("name")), Column(text("unit"), rank=1)]
    columns += [Column(text("level"), rank=2), Column(text("better"), rank=3), Column(text("meaning"), rank=4)]
    table = ScreenTable(text("outcomes.title", count=len(outcomes)), columns)
    for o in outcomes:
        direction = DIRECTIONS[o.better].short()
        table.rows.append([o.words.label(), o.name, unit(o.unit), level(o.level), direction, o.meaning])
    return table
