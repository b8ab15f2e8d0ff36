"""A parameter that each firm has for itself is read from the firm's own record, never from a grid's or an office's.

Rules say so themselves: `w.parameters[e.regime]` is a firm's record, `w.parameters[office.regime]` an office's, and
what is handed over to another rule stays what it is. A policy for some firms can only change what is read so; whatever
else read it would pass over the policy without a word.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

from govsim.parameters import PARAMETERS

PACKAGE = Path(__file__).resolve().parents[2] / "govsim"
FILES = [*(PACKAGE / "agents").glob("*.py"), *(PACKAGE / "hazards").glob("*.py"), PACKAGE / "society.py"]
FIRM, GRID, OFFICE, EVERY = "firm", "grid", "office", "every record"
READ = {"w.parameters": "", "w.common": "common."}
OWN = {FIRM, EVERY}

# What the office reads as well, in these rules, beside what each firm differs in.
PRICED = {"govsim.agents.costs price", "govsim.agents.costs price_differences"}

Rule = tuple[str, str]  # module and function


def _record(index: ast.expr) -> str:
    told = ast.unparse(index)
    if told in ("e.regime", "other.regime", "place"):
        return FIRM
    if told == "r":
        return EVERY
    if "grid" in told:
        return GRID
    assert "office" in told, f"whose record is w.parameters[{told}]?"
    return OFFICE


def rules() -> dict[Rule, ast.FunctionDef]:
    found = {}
    for path in FILES:
        module = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                found[module, node.name] = node
    return found


class Readers:
    """Who reads what from which record: `of[name]` has (record, "module function") of each reader."""

    def __init__(self) -> None:
        self.rules = rules()
        self.short = {(module.rpartition(".")[2], name): (module, name) for module, name in self.rules}
        self.handed: dict[tuple[Rule, str], set[str]] = defaultdict(set)  # records that arguments may be
        self.of: dict[str, set[tuple[str, str]]] = defaultdict(set)
        known = -1
        while known < (known := sum(map(len, self.handed.values()))):  # until nothing new is handed over
            for rule in self.rules:
                self._follow(rule)

    def _follow(self, rule: Rule) -> None:
        node = self.rules[rule]
        known = {name.arg: set(self.handed[rule, name.arg]) for name in node.args.args}
        for part in ast.walk(node):
            if isinstance(part, ast.Assign) and isinstance(part.targets[0], ast.Name):
                known.setdefault(part.targets[0].id, set()).update(self._records(part.value, {}))
        for part in ast.walk(node):
            if isinstance(part, ast.Attribute):
                for record in self._records(part.value, known):
                    prefix, _, whose = record.rpartition("|")
                    self.of[prefix + part.attr].add((whose, " ".join(rule)))
            elif isinstance(part, ast.Call):
                self._hand_over(part, rule, known)

    def _records(self, value: ast.expr, known: dict[str, set[str]]) -> set[str]:
        if isinstance(value, ast.Name):
            return known.get(value.id, set())
        if isinstance(value, ast.Subscript) and (table := ast.unparse(value.value)) in READ:
            return {f"{READ[table]}|{_record(value.slice)}"}
        return set()

    def _hand_over(self, call: ast.Call, rule: Rule, known: dict[str, set[str]]) -> None:
        called = ast.unparse(call.func).split(".")
        there = self.short.get((called[0], called[1])) if len(called) == 2 else (rule[0], called[0])
        if there in self.rules:
            for given, name in zip(call.args, self.rules[there].args.args, strict=False):
                self.handed[there, name.arg] |= self._records(given, known)


def test_what_firms_have_for_themselves_is_read_from_their_own_records():
    of = Readers().of
    assert of["fine"]
    assert ("office", "govsim.agents.enforcement refer_upward") in of["referral_delay"]
    wrong = {
        f"{reader} reads {p.name} from the record of the {record}"
        for p in PARAMETERS.values()
        if p.for_some_firms
        for record, reader in of[p.name]
        if record not in OWN and reader not in PRICED
    }
    assert not wrong


def test_what_a_week_prepares_for_each_record_of_firms_is_read_by_no_office():
    """What `prepare` and `set_voice` compute for the office from parameters of firms would hide the same fault."""
    of = Readers().of
    prepared = {
        name for name, readers in of.items() if name.startswith("common.") and (OFFICE in {r for r, _ in readers})
    }
    assert prepared == {"common.whistle_share", "common.discovery"}
    voice = ("whistle_base", "whistle_reward", "retaliation", "anonymity", "legal_awareness", "whistle_awareness")
    assert {PARAMETERS[name].scope for name in (*voice, "trust_weight", "tip_reward", "discovery", "media_rate")} == {
        "office"
    }


def test_what_a_grid_may_have_for_itself_is_read_from_its_own_record():
    """A policy for one grid would do nothing with a parameter that is read from the office alone."""
    of = Readers().of
    grids = [p.name for p in PARAMETERS.values() if p.scope == "grid"]
    assert grids
    assert not [name for name in grids if {record for record, _ in of[name]} == {OFFICE}]
