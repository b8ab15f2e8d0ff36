"""Over the declarations: every parameter is well declared, is read by some rule.

And can take any value of its range.
"""

from __future__ import annotations

import importlib
import math
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.random import PCG64, Generator  # noqa: TID251

import govsim
import govsim.errors
from govsim.parameters import COLUMNS, MECHANISMS, PARAMETERS, SECTIONS, find, outside, record_fields
from govsim.parameters.declare import UNITS, WHOLE
from govsim.world import build
from tests.laws import OF_THE_SERIES, OF_THE_WEEK, check
from tests.worlds import DISTRICT

SOURCES = {path: path.read_text(encoding="utf-8") for path in sorted(Path(govsim.__file__).parent.rglob("*.py"))}
RULES = "\n".join(
    text
    for path, text in SOURCES.items()
    if path.parent.name in ("agents", "hazards", "world") or path.name in ("cells.py", "society.py", "platform.py")
)
KEPT_SMALL = {"grids": 6, "inspectors": 6, "volunteers": 20, "agencies": 3}


def strategy(parameter):
    """Return values of a parameter's whole range, its ends more often than chance would have them."""
    if parameter.kind == "switch":
        return st.booleans()
    if parameter.kind == "choice":
        return st.sampled_from(parameter.choices)
    if parameter.kind == "count":
        return st.integers(int(parameter.low), int(min(parameter.high, KEPT_SMALL.get(parameter.name, parameter.high))))
    ends = st.sampled_from([float(parameter.low), float(parameter.high)])
    inside = st.floats(parameter.low, parameter.high, allow_nan=False)
    return st.one_of(
        ends,
        inside,
        st.floats(0, 1).map(
            lambda u: parameter.low + (min(parameter.high, 3 * parameter.default or 1.0) - parameter.low) * u
        ),
    )


CHANGEABLE = {name: p for name, p in PARAMETERS.items() if not p.structural}
ANY_VALUES = st.fixed_dictionaries({}, optional={name: strategy(p) for name, p in CHANGEABLE.items()})


def some_value(p, lots):
    """Return a value of a parameter: an end of its range, any, or one near its default."""
    share, way = lots.random(2)
    if p.kind in ("switch", "choice"):
        given = (False, True) if p.kind == "switch" else p.choices
        return given[int(share * len(given))]
    high = min(p.high, KEPT_SMALL.get(p.name, p.high))
    if way < 1 / 3:
        share = round(share)
    elif way < 2 / 3 and p.kind != "count":
        high = min(high, 3 * p.default or 1.0)
    return (int if p.kind in WHOLE else float)(p.low + share * (high - p.low))


def values_of(number):
    """Return a value of every parameter that may change.

    One number gives them all: Hypothesis needs longer to draw hundreds of values one by one than the model to run.
    """
    lots = Generator(PCG64(number))
    return {name: some_value(p, lots) for name, p in CHANGEABLE.items()}


ALL_VALUES = st.integers(0, 2**64 - 1).map(values_of)
QUIET = settings(
    deadline=None,
    max_examples=60,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


def try_out(scenario, values, seed):
    world = build(scenario.with_values(values), seed)
    for week in (0, 1, 2, 7, 30, 60):
        world.run(week)
        for law in OF_THE_WEEK:
            law(world)
    for law in OF_THE_SERIES:
        law(world)


@QUIET
@given(values=ANY_VALUES, seed=st.integers(0, 2**64 - 1))
def test_any_values_of_some_parameters_keep_every_law(small, values, seed):
    sectors = {"a": {"share": 0.5, "major_share": 0.1}, "b": {"share": 0.5, "hazard_factor": 2.0}}
    try_out(small(12, weeks=60, sectors=sectors), values, seed)


@QUIET
@given(values=ALL_VALUES, seed=st.integers(0, 2**64 - 1))
def test_any_values_of_all_parameters_keep_every_law(small, values, seed):
    try_out(small(0, weeks=60, **DISTRICT), values, seed)


@pytest.mark.parametrize("name", [n for n, p in CHANGEABLE.items() if p.kind not in ("choice", "switch")])
def test_both_ends_of_a_range_keep_every_law(small, name):
    p = CHANGEABLE[name]
    for value in (p.low, min(p.high, KEPT_SMALL.get(name, p.high))):
        world = build(small(8, weeks=20, values={name: value}), 1).run()
        check(world)


@pytest.mark.parametrize(("name", "choice"), [(n, c) for n, p in PARAMETERS.items() for c in p.choices])
def test_every_choice_keeps_every_law(small, name, choice):
    check(build(small(10, {name: choice}, weeks=40), 1).run())


# --- structural parameters: only the world's building reads them ------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        n
        for n, p in PARAMETERS.items()
        if p.structural
        and p.kind != "choice"
        and n not in ("employees_median", "employees_spread", "initial_hazards", "spare_premises", "size_elasticity")
    ],
)
def test_both_ends_of_a_structural_range_build(small, name):
    p = PARAMETERS[name]
    for value in (p.low, min(p.high, KEPT_SMALL.get(name, p.high))):
        check(build(small(8, {name: value}, weeks=20), 1).run())


BUILD_AT_THE_ENDS = """
import sys
from pathlib import Path
sys.path.insert(0, {root!r})
from tests.laws import OF_THE_WEEK
from tests.property.test_declarations import AT_THE_ENDS
from tests.worlds import Worlds
from govsim.compiled import JIT
from govsim.world import build
assert not JIT
for name, (count, values, factor) in AT_THE_ENDS.items():
    sectors = {{"a": {{"hazard_factor": factor}}}}
    world = build(Worlds(Path({folder!r}))(count, values, weeks=4, sectors=sectors), 1)
    for law in OF_THE_WEEK:
        law(world)
    print(name, int(world.tables.shared["top"][0]))
"""
LEAST_ROOM = 4096  # records that any world has for its hazards
AT_THE_ENDS = {
    "most_hazards_at_the_start": (4, {"initial_hazards": 60.0}, 10.0),
    "large_firms": (15, {"employees_median": 1000.0, "initial_hazards": 25.0}, 1.0),
    "very_large_firms": (
        1,
        {"employees_median": 300.0, "employees_spread": 0.0, "size_elasticity": 1.5, "initial_hazards": 60.0},
        1.0,
    ),
    "many_premises": (5, {"spare_premises": 5.0}, 1.0),
}


def test_worlds_with_many_hazards_at_the_start_build(tmp_path):
    """Uncompiled, where a record beyond the table is an error; compiled it is written over whatever lies there."""
    script = BUILD_AT_THE_ENDS.format(root=str(Path(__file__).parents[2]), folder=str(tmp_path))
    plain = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    done = subprocess.run(
        [sys.executable, "-c", script], env=plain, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr[-300:]
    taken = dict(line.split() for line in done.stdout.splitlines())
    assert list(taken) == [*AT_THE_ENDS]
    assert [name for name in taken if int(taken[name]) <= LEAST_ROOM] == ["many_premises"], "else nothing is tried"


# --- the declarations themselves --------------------------------------------------------------------------------------

DECLARED = [*PARAMETERS.values(), *COLUMNS]


@pytest.mark.parametrize("parameter", DECLARED, ids=lambda p: p.name)
def test_declaration_is_whole(parameter):
    assert re.fullmatch(r"[a-z][a-z0-9_]*", parameter.name)
    assert parameter.kind in UNITS
    assert parameter.unit
    assert parameter.meaning.strip()
    assert parameter.meaning.rstrip().endswith(".")
    assert parameter.source.strip()
    assert parameter.low <= parameter.high
    assert parameter.check(parameter.default) == parameter.default
    if parameter.grade == "measured":
        assert parameter.source not in ("", "modelling choice; no estimate found")
    if parameter.kind in ("probability", "share") and parameter.name not in ("self_check_skill", "spare_premises"):
        assert 0 <= parameter.low <= parameter.high <= 1
    if parameter.kind in ("rate", "duration", "money", "count"):
        assert parameter.low >= 0
    if parameter.kind == "choice":
        assert parameter.choices
        assert len(set(parameter.choices)) == len(parameter.choices)
        assert (parameter.low, parameter.high) == (0, len(parameter.choices) - 1)
    else:
        assert parameter.choices == ()


@pytest.mark.parametrize("parameter", DECLARED, ids=lambda p: p.name)
def test_a_value_written_and_read_is_the_same(parameter):
    lots = Generator(PCG64(1))
    for value in (some_value(parameter, lots) for _ in range(25)):
        assert parameter.read(str(value)) == value
        assert parameter.encode(parameter.read(str(value))) == parameter.encode(value)
        assert math.isfinite(parameter.encode(value))
        if parameter.kind in WHOLE:
            assert parameter.encode(value) == int(parameter.encode(value))


@pytest.mark.parametrize("parameter", [p for p in DECLARED if p.kind not in ("choice", "switch")], ids=lambda p: p.name)
def test_values_out_of_range_are_refused(parameter):
    for wrong in (parameter.low - 1, parameter.high + 1, True, "much", None, [1.0]):
        with pytest.raises(ValueError, match="must"):
            parameter.check(wrong)
    if parameter.kind == "count":
        with pytest.raises(ValueError, match="whole"):
            parameter.check(parameter.low + 0.5)


@pytest.mark.parametrize("kind", ["count", "rate", "share", "money"])
@pytest.mark.parametrize("wrong", ["nan", "inf", "-inf"])
def test_what_is_no_finite_number_is_refused_in_words(kind, wrong):
    """From a scenario file and from the command line.

    A `ValueError` that says what would be right, which callers turn into one line.
    """
    parameter = next(p for p in PARAMETERS.values() if p.kind == kind)
    with pytest.raises(ValueError, match="must"):
        parameter.check(float(wrong))
    with pytest.raises(ValueError, match="must"):
        parameter.read(wrong)


def test_names_are_unique():
    names = [p.name for section in SECTIONS for p in section.PARAMETERS]
    assert len(names) == len(set(names)) == len(PARAMETERS)
    assert list(PARAMETERS) == names
    assert {p.section for p in PARAMETERS.values()} == {section.__name__.rpartition(".")[2] for section in SECTIONS}


def test_the_compiled_record_has_every_parameter():
    assert record_fields()[: len(PARAMETERS)] == [
        (name, "i8" if p.kind in ("count", "choice", "switch") else "f8") for name, p in PARAMETERS.items()
    ]
    assert record_fields()[len(PARAMETERS) :] == [*outside.FIELDS]


@pytest.mark.parametrize("name", PARAMETERS)
def test_every_parameter_is_read_by_some_rule(name):
    assert re.search(rf"""\.{name}\b|["']{name}["']""", RULES), f"no rule reads {name!r}"


@pytest.mark.parametrize("column", [column.name for column in COLUMNS])
def test_every_column_of_sectors_is_read_by_some_rule(column):
    assert re.search(rf"\.{column}\b", RULES)


def test_an_unknown_name_names_the_nearest_one():
    with pytest.raises(govsim.errors.InputError, match=r"did you mean 'emergence_rate'"):
        find("emergance_rate")


@pytest.mark.parametrize("mechanism", MECHANISMS.values(), ids=MECHANISMS)
def test_mechanism_names_an_existing_rule_and_existing_parameters(mechanism):
    module, _, function = mechanism.rule.partition(":")
    assert callable(getattr(importlib.import_module(module), function))
    assert mechanism.neutral
    for name, value in mechanism.neutral.items():
        assert PARAMETERS[name].check(value) == value
    assert MECHANISMS[mechanism.id] is mechanism
