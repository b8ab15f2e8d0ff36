"""Nothing hidden in code: a number in a rule is declared, or it has a name and a reason, or it is in the table below.

What somebody could doubt is a parameter; what the law or a definition says is a named constant; what is left is
technical. The tests read the syntax trees of all rules. A row of a table that no rule needs any more must leave it.
"""

from __future__ import annotations

import ast
from functools import cache
from typing import TYPE_CHECKING

import pytest

from tests.architecture.test_imports import modules, told

if TYPE_CHECKING:
    from collections.abc import Iterator

RULES = {"compiled", "weekly", "entered", "exact"}  # decorators
PLAIN = {0, 1, 2, 0.5, 52}  # of either sign: nothing, all, a square or two ways, the middle of a share, weeks of a year
GUARD = 1e-6  # numbers up to here only keep apart what rounding would mix up
NUMERICS = {"govsim.draws", "govsim.elementary"}  # algorithms with the numbers of their papers, tested against them

# Literals in rules, by module, rule and value.
TECHNICAL = {
    ("govsim.agents.agency", "found_agency", 0.01): "no skill is nothing at all",
    ("govsim.agents.grids", "cut_by_work", 0.999): "within a strip, short of the next one",
    ("govsim.agents.grids", "cut_by_work", 1e3): "a key of sorting: colours come before strips",
    ("govsim.agents.inspector", "appoint", 0.01): "no skill is nothing at all",
    ("govsim.agents.inspector", "leaving_intensity", 50.0): "keeps exp within its range",
    ("govsim.agents.inspector", "patrolled_grid", 10400): "200 years: weeks of the warm-up are negative",
    ("govsim.agents.inspector", "plan", 1e9): "hours without end, where there is no budget",
    ("govsim.agents.targeting", "prediction_quality", 3.0): "the mean of three links",
    ("govsim.agents.upper_level", "open_files", 50.0): "the largest mean that draws.poisson takes",
    ("govsim.agents.upper_level", "imitate", 0.01): "no division by a standing of 0",
    ("govsim.hazards.accident", "pareto_deaths", 1e6): "fits a whole number, whatever the tail",
    ("govsim.hazards.accident", "severity", 1e6): "the unit of the environmental index, a million yuan",
    ("govsim.hazards.detection", "search", 255): "what a byte holds",
    ("govsim.hazards.emergence", "ageing", 0.1): "no power of an age of 0",
    ("govsim.agents.profile", "inside", 0.02): "stocks move no longer at 0",
    ("govsim.agents.profile", "inside", 0.98): "nor at 1",
    ("govsim.world.population", "settle_all", 4): "room in memory for the blocks of a firm",
}

# Constants that rules use, by module and name. Names of kinds (`A, B = range(2)`) and of draws are not numbers.
NAMED = {
    ("govsim.agents.incentives", "LARGEST"): "keeps exp within its range",
    # law
    ("govsim.agents.enforcement", "FOUR"): "Work Safety Law (2021) art. 113: four sanctions",
    ("govsim.agents.enforcement", "HALF_A_YEAR"): "Work Safety Law (2021) art. 113: 180 days",
    ("govsim.agents.enforcement", "THREE"): "Work Safety Law (2021) art. 113: three sanctions",
    ("govsim.agents.enforcement", "YEAR"): "Work Safety Law (2021) art. 113: a year",
    ("govsim.agents.inspector", "DAY_HOURS"): "Labour Law art. 36",
    ("govsim.agents.profile", "OLDEST"): "longer than anything fades, where no firm ever leaves",
    ("govsim.agents.resting", "VISIBILITIES"): "places at which a mean is taken",
    ("govsim.agents.connections", "NOBODY_YET"): "no key: nobody was there",
    ("govsim.agents.resting", "LONGEST"): "a lifetime: what lasts longer has no state of rest",
    ("govsim.agents.costs", "WEEK_HOURS"): "State Council Decree 174 of 1995, art. 3",
    ("govsim.hazards.order_493", "EXTRAORDINARY_DEATHS"): "State Council Order 493 (2007) art. 3",
    ("govsim.hazards.order_493", "EXTRAORDINARY_INJURIES"): "State Council Order 493 (2007) art. 3",
    ("govsim.hazards.order_493", "EXTRAORDINARY_LOSS"): "State Council Order 493 (2007) art. 3",
    ("govsim.hazards.order_493", "LARGER_DEATHS"): "State Council Order 493 (2007) art. 3",
    ("govsim.hazards.order_493", "LARGER_INJURIES"): "State Council Order 493 (2007) art. 3",
    ("govsim.hazards.order_493", "LARGER_LOSS"): "State Council Order 493 (2007) art. 3",
    ("govsim.hazards.order_493", "MAJOR_DEATHS"): "State Council Order 493 (2007) art. 3",
    ("govsim.hazards.order_493", "MAJOR_INJURIES"): "State Council Order 493 (2007) art. 3",
    ("govsim.hazards.order_493", "MAJOR_LOSS"): "State Council Order 493 (2007) art. 3",
    ("govsim.hazards.accident", "REPORTABLE_LOSS"): "scope of the national statistics",
    ("govsim.hazards.accident", "DEATH_DAYS"): "the standard GB 6441-1986",
    # definitions
    ("govsim.agents.compliance", "QUARTERS"): "experience-weighted attraction is declared per quarter",
    ("govsim.agents.enforcement", "DAILY_FINES"): "the second step of the ladder, by which the fine is declared",
    ("govsim.agents.enforcement", "FULL_STOP"): "the third step of the ladder, by which the stop is declared",
    ("govsim.agents.enterprise", "COMPLIANT"): "the outcome counts efforts of at least one half",
    ("govsim.agents.profile", "UNGRADED"): "no colour",
    ("govsim.agents.profile", "USUAL_SIZE"): "rates of emergence and hours of a look are declared for 30 employees",
    ("govsim.agents.upper_level", "TWICE"): "the rate of imitation is declared for a pilot that stands twice as well",
    ("govsim.fields", "QUARTER"): "outcomes count closures within 3 months; what is slow is renewed each quarter",
    ("govsim.hazards.emergence", "WATCHED_DOMAINS"): "in which domains there is something that a sensor can measure",
    ("govsim.hazards.stock", "MAJOR_WEIGHT"): "the outcome stock of risk counts a major hazard tenfold",
    ("govsim.hazards.stock", "EXTRAORDINARY"): "name of a class of accidents",
    ("govsim.hazards.stock", "LARGER"): "name of a class of accidents",
    ("govsim.hazards.stock", "MAJOR"): "name of a class of accidents",
    ("govsim.hazards.stock", "EMPTY"): "name of a status",
    ("govsim.hazards.stock", "OPERATING"): "name of a status",
    ("govsim.society", "REWARD_UNIT"): "the effect of a reward is declared for 1,000 yuan",
    # technical
    ("govsim.hazards.accident", "EVERYDAY_LAG"): "a lag of draws that no hazard uses",
    ("govsim.agents.desk", "LONGEST_WAIT"): "a century: no run ends it, and weeks stay within their range",
    ("govsim.agents.department", "FIRST_DEPARTMENT"): "numbers of bodies",
    ("govsim.agents.department", "JOINT"): "index of a draw",
    ("govsim.agents.entry", "MOST_ENTRANTS"): "room for a week; more come the week after",
    ("govsim.agents.foresight", "AHEAD"): "a hint to the processor, which changes no result",
    ("govsim.agents.foresight", "CLOCKS_A_LINE"): "size of a record",
    ("govsim.agents.foresight", "MANY"): "size of a cache",
    ("govsim.agents.foresight", "NEXT"): "a hint to the processor, which changes no result",
    ("govsim.agents.inspector", "LEAST_DEPTH"): "a visit without any depth would cost no time, and nobody would learn",
    ("govsim.agents.targeting", "FIRST_IN_QUEUE"): "a key of sorting",
    ("govsim.agents.targeting", "NOT_IN_QUEUE"): "a key of sorting",
    ("govsim.agents.visits", "ALL_DOMAINS"): "bits",
    ("govsim.agents.visits", "GRID_INSPECTORS"): "numbers of bodies",
    ("govsim.agents.visits", "PLATFORM"): "index of a draw",
    ("govsim.agents.volunteer", "NOTHING_PENDING"): "no row of a table",
    ("govsim.events", "NOBODY"): "no row of a table",
    ("govsim.events", "NO_EVENT"): "no row of a table",
    ("govsim.events", "NO_HAZARD"): "no row of a table",
    ("govsim.fields", "NEVER"): "a reading that no clock reaches",
    ("govsim.fields", "NO_WEEK"): "a week that no run reaches",
    ("govsim.hazards.casefile", "LEAST_CHANCE"): "no logarithm of 1",
    ("govsim.hazards.casefile", "SURE"): "luck below every chance",
    ("govsim.hazards.stock", "FIRST_BLOCK"): "room in memory",
    ("govsim.hazards.stock", "MOST_A_WEEK"): "room for a week; more emerge the week after",
    ("govsim.platform", "LOST"): "no number of weeks",
    ("govsim.world.directives", "INJECTED"): "serial numbers apart from those of the firm",
}

BITS = (ast.LShift, ast.RShift, ast.BitAnd, ast.BitOr, ast.BitXor)


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(modules()[module].read_text(encoding="utf-8"))


def rules_in(module: ast.Module) -> Iterator[ast.FunctionDef]:
    """Yield the functions that are compiled as rules."""
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef):
            named = [d.func if isinstance(d, ast.Call) else d for d in node.decorator_list]
            if any(isinstance(d, ast.Name) and d.id in RULES for d in named):
                yield node


def rule_modules() -> list[str]:
    return [name for name in modules() if name not in NUMERICS and any(rules_in(tree(name)))]


def number(node: ast.AST) -> float | None:
    """Return the number that a node is, with its sign."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        value = number(node.operand)
        return None if value is None else -value
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        return node.value
    return None


def is_draw(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "draws"
        and node.func.attr in {"uniform", "uniforms", "derive_key"}
    )


def is_index(node: ast.AST) -> bool:
    """Return whether a node is a draw, one of several draws, or arithmetic of bits."""
    if isinstance(node, ast.Subscript):
        return is_draw(node.value)
    return is_draw(node) or (isinstance(node, ast.BinOp) and isinstance(node.op, BITS))


def literals(node: ast.AST) -> Iterator[tuple[float, int]]:
    """Yield the numbers written into a rule, with their lines, but for indices of draws and arithmetic of bits."""
    for child in ast.iter_child_nodes(node):
        value = number(child)
        if value is not None:
            yield value, getattr(child, "lineno", 0)
        elif not is_index(child):
            yield from literals(child)


def in_rule(rule: ast.FunctionDef) -> Iterator[tuple[float, int]]:
    for statement in rule.body:
        yield from literals(statement)


def plain(value: float) -> bool:
    return abs(value) in PLAIN or abs(value) <= GUARD


def hidden(module: ast.Module, name: str) -> dict[tuple[str, str, float], int]:
    """Return the literals in the rules of a module that are not plain, and their lines."""
    return {
        (name, rule.name, value): line for rule in rules_in(module) for value, line in in_rule(rule) if not plain(value)
    }


def constants(module: ast.Module) -> set[str]:
    """Return the names that a module binds to numbers written out; `A, B = range(2)` names kinds, not numbers."""
    found = set()
    for node in module.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if _writes_numbers(node.value):
                found |= {n.id for target in targets for n in ast.walk(target) if isinstance(n, ast.Name)}
    return found


def _writes_numbers(node: ast.AST) -> bool:
    if isinstance(node, ast.Call | ast.Subscript | ast.Dict | ast.JoinedStr):  # Field(...), CHOICES[...], range(...)
        return isinstance(node, ast.Call) and _name(node.func) in {"float", "int"} and _writes_any(node)
    return number(node) is not None or _writes_any(node)


def _writes_any(node: ast.AST) -> bool:
    return any(_writes_numbers(child) for child in ast.iter_child_nodes(node))


def _name(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def names_used(module: str) -> Iterator[tuple[str, str]]:
    """Yield what the rules of a module read of modules of the package, their own included: (module, name)."""
    origin: dict[str, tuple[str, str]] = {}
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                origin[alias.asname or alias.name] = (
                    (whole, "") if whole in modules() else (str(node.module), alias.name)
                )
    for rule in rules_in(tree(module)):
        for node in ast.walk(rule):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                where, of = origin.get(node.value.id, ("", "?"))
                if not of:
                    yield where, node.attr
            elif isinstance(node, ast.Name):
                where, of = origin.get(node.id, (module, node.id))
                if of:
                    yield where, of


def constants_used() -> set[tuple[str, str]]:
    used = {pair for module in rule_modules() for pair in names_used(module)}
    return {(m, n) for m, n in used if m in modules() and m not in NUMERICS and n in constants(tree(m))}


def test_no_rule_hides_a_number() -> None:
    found = {key: line for name in rule_modules() for key, line in hidden(tree(name), name).items()}
    new = [f"{told(m)} line {found[m, r, v]}: {v:g} in {r}" for m, r, v in sorted(set(found) - set(TECHNICAL))]
    assert not new, "declare a parameter, name a constant of the law, or say why it is technical"
    assert set(TECHNICAL) - set(found) == set(), "no rule writes it any more: take it off the table"


def test_every_constant_of_a_rule_has_a_reason() -> None:
    used = constants_used()
    assert used - set(NAMED) == set(), "declare a parameter, or say of which law, definition or technique it is"
    assert set(NAMED) - used == set(), "no rule uses it any more: take it off the table"


def test_every_reason_is_told() -> None:
    assert all(reason.strip() for reason in (*TECHNICAL.values(), *NAMED.values()))


@pytest.mark.parametrize(
    ("line", "seen"),
    [
        ("return 0.3 * x", [0.3]),
        ("return x[3] - -7.5", [3, -7.5]),
        ("return max(0.0, 1.0 - x) + 0.5 * 2 / -52.0 + 1e-9", []),
        ("return draws.uniform(x, 17, 16 + x, 4)", []),
        ("return draws.uniforms(x, 17, 0, 0)[3]", []),
        ("return 5.0 * draws.exponential(0.7)", [5.0, 0.7]),
        ("return x >> 8 * x & 255", []),
        ("return 13 if x else 26", [13, 26]),
        ("return True", []),
    ],
)
def test_a_planted_number_is_seen(line: str, seen: list[float]) -> None:
    for decorator in ("compiled", "weekly", "entered", 'exact("f8(f8)")'):
        planted = ast.parse(f'@{decorator}\ndef rule(x):\n    """Say 99."""\n    {line}\n')
        assert sorted(v for _, _, v in hidden(planted, "m")) == sorted(seen)
    assert hidden(ast.parse(f"def no_rule(x):\n    {line}\n"), "m") == {}


@pytest.mark.parametrize(
    ("line", "seen"),
    [
        ("A = 3.0", {"A"}),
        ("A: float = 3.0", {"A"}),
        ("A, B = 1e6, -2", {"A", "B"}),
        ("A = (1, 0, 1)", {"A"}),
        ("A = 4.0 / 52.0", {"A"}),
        ("A, B = range(2)", set()),
        ('A = CHOICES["targeting"]', set()),
        ('A = (Field("x", "f8", low=0, high=3),)', set()),
        ('A = "text"', set()),
    ],
)
def test_a_constant_is_seen(line: str, seen: set[str]) -> None:
    assert constants(ast.parse(line)) == seen
