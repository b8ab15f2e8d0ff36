"""Scenarios: what a scenario file may say, how it is checked, and how it is changed from Python or the command line."""

from __future__ import annotations

import hashlib
import json
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ConfigDict, Field

from govsim.errors import InputError, nearest
from govsim.parameters import COLUMNS, DOMAINS, MECHANISMS, PARAMETERS, find
from govsim.parameters.declare import Grade, Value
from govsim.parameters.derived import derived
from govsim.parameters.directives import Directive, Scope, Trial, check_directive, check_trial
from govsim.parameters.district import DistrictDepartment, Sector
from govsim.parameters.inside import scenario_file
from govsim.parameters.own_rules import phase_hashes, rule_hashes
from govsim.parameters.policies import Name, Policy, Strict, check_policies, known_policies, largest
from govsim.parameters.yaml_file import KeyPath, Located, checked

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

INTERNAL = ("overrides", "folder", "file")  # fields of a scenario that no file may set
TITLES = ("title", "title_zh", "short", "short_zh", "description")
UNHASHED = {"title", "title_zh", "description", "sources", "comparison", "folder", "file"}  # what determines no run


class Quantity(Strict):
    """A value with its evidence grade and its source."""

    value: Value
    grade: Grade = "assumed"
    source: str = "scenario file"


class Enterprises(Strict):
    """The firms of an office: `count` synthetic ones, or a roster (CSV or XLSX)."""

    count: int | None = Field(default=None, ge=1, le=5_000_000)
    roster: str | None = Field(
        default=None,
        description="CSV or XLSX: name, sector, employees and, if known, office, grid, risk_grade, x, y (km).",
    )
    columns: str | None = Field(default=None, description="Column map of the roster (YAML): which column holds what.")


class Office(Strict):
    """An office (a street, a town) of the district, with parameters of its own."""

    name: str = Field(min_length=1)
    enterprises: Enterprises | None = None
    parameters: dict[str, Quantity | Value] = Field(default_factory=dict)


class ComparisonDefaults(Strict):
    """What `govsim compare` does unless told otherwise."""

    policies: list[str] = Field(default_factory=list)
    outcome: str = "expected_casualties"
    half_width: float = Field(
        default=0.02,
        gt=0,
        description="Wanted half-width of the 95 % interval of a difference, as a share of the baseline's mean.",
    )
    least: int = Field(default=32, ge=2, description="Fewest replicates.")
    most: int = Field(default=512, ge=2, description="Most replicates.")
    show: list[str] = Field(default_factory=list, description="Outcomes of the table on screen.")


class Scenario(Strict):
    """A checked scenario. It does not change; the methods `with_…` return others."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    name: Name
    title: str = ""
    title_zh: str = ""
    description: str = ""
    sources: list[str] = Field(default_factory=list)
    weeks: int = Field(default=260, ge=1, le=5200, description="Weeks from week 0 on.")
    warmup_weeks: int = Field(default=104, ge=0, le=5200)
    measure_from: int = Field(default=0, ge=0, description="First week of the summaries.")
    enterprises: Enterprises | None = None
    offices: list[Office] = Field(default_factory=list)
    sectors: dict[str, Sector] = Field(default_factory=lambda: {"industry": Sector()}, min_length=1)
    departments: list[DistrictDepartment] = Field(
        default_factory=lambda: [DistrictDepartment(name="emergency management")]
    )
    mechanisms: dict[str, bool] = Field(default_factory=dict, description="Switched on or off by id.")
    parameters: dict[str, Quantity | Value] = Field(default_factory=dict)
    policies: dict[str, Policy] = Field(default_factory=dict)
    baseline: list[str] = Field(default_factory=list, description="Policies in force in the baseline.")
    directives: list[Directive] = Field(default_factory=list, description="Dated events from outside.")
    trial: Trial | None = None
    comparison: ComparisonDefaults = ComparisonDefaults()

    overrides: dict[str, Value] = Field(default_factory=dict, exclude=False)
    folder: Path = Field(default=Path(), exclude=True)
    file: str = Field(default="", exclude=True)

    # --- changing -----------------------------------------------------------------------------------------------------

    def with_values(self, values: Mapping[str, Value]) -> Scenario:
        """Return the scenario with other parameter values; they hold for every office."""
        checked = {name: find(name).accept(value) for name, value in values.items()}
        return self._changed(overrides={**self.overrides, **checked})

    def with_defaults(self, quantities: Mapping[str, Quantity]) -> Scenario:
        """Return the scenario with other values in the place of declared defaults; its own values come before them."""
        return self._changed(parameters={**quantities, **self.parameters})

    def with_policy(self, *policies: str | Policy, **named: Policy) -> Scenario:
        """Return the scenario with these policies in force in its baseline, in addition to those that are.

        A policy is given by its name in the scenario (`a+b` is two of them), or as a `Policy` under a name of its own.
        """
        for policy in policies:
            if isinstance(policy, Policy):
                raise InputError("give a policy of your own a name: with_policy(name=policy)")
        known = {**self.policies, **named}
        grids = partial(self.most_grids, known.values())
        check_policies(named, lambda name, *_: f"policy {name}", self.sectors, grids)
        added = [part for name in policies for part in str(name).split("+")] + list(named)
        known_policies(known, added, self.name)
        return self._changed(policies=known, baseline=[*self.baseline, *(n for n in added if n not in self.baseline)])

    def without_policies(self) -> Scenario:
        """Return the scenario with no policy in force in its baseline."""
        return self._changed(baseline=[])

    def with_directives(self, *directives: Directive | Mapping[str, Any]) -> Scenario:
        """Return the scenario with these directives in addition to those that it has.

        A directive is given as such, or as a mapping with the keys that a file would have.

        Raises:
            InputError: One is wrong; it is checked as it would be in a file.
        """
        added = []
        for n, given in enumerate(directives, start=1):
            where = partial(_place, f"with_directives, directive {n}")
            told = given if isinstance(given, Directive) else checked(Directive, given, where, "week: 1")
            check_directive(told, self.scope, where)
            added.append(told)
        return self._changed(directives=[*self.directives, *added])

    def with_mechanism(self, mechanism: str, on: bool) -> Scenario:
        """Return the scenario with a mechanism switched on or off."""
        if mechanism not in MECHANISMS:
            raise InputError(f"unknown mechanism {mechanism!r}{nearest(mechanism, MECHANISMS)}")
        return self._changed(mechanisms={**self.mechanisms, mechanism: on})

    def with_span(
        self, *, weeks: int | None = None, measure_from: int | None = None, warmup_weeks: int | None = None
    ) -> Scenario:
        """Return the scenario with another horizon."""
        changes = {"weeks": weeks, "measure_from": measure_from, "warmup_weeks": warmup_weeks}
        for key, value in changes.items():
            if value is not None and (
                isinstance(value, bool) or not isinstance(value, int) or value < (key == "weeks")
            ):
                raise InputError(f"{key} must be a whole number of weeks, not {value!r}")
        changed = self._changed(**{key: value for key, value in changes.items() if value is not None})
        if changed.measure_from >= changed.weeks:
            raise InputError(f"measure_from ({changed.measure_from}) must be before the end (week {changed.weeks})")
        return changed

    def _changed(self, **changes: Any) -> Scenario:
        return self.model_copy(update=changes)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Scenario:
        """Return a copy with some fields changed, without what was computed for the original."""
        copy = super().model_copy(update=update, deep=deep)
        for kept in ("_content_hash", "_choices", "_office_values", "office_list"):
            copy.__dict__.pop(kept, None)
        return copy

    def __hash__(self) -> int:
        return hash(self.content_hash)

    # --- reading ------------------------------------------------------------------------------------------------------

    def named(self, names: Iterable[str]) -> list[str]:
        """Return policy names after a check that they exist."""
        return known_policies(self.policies, names, self.name)

    @cached_property
    def office_list(self) -> list[Office]:
        """The offices; a scenario that names none has one."""
        offices = self.offices or [Office(name="office")]
        return [o if o.enterprises else o.model_copy(update={"enterprises": self.enterprises}) for o in offices]

    @property
    def locked(self) -> frozenset[str]:
        """Parameters of mechanisms that are switched off."""
        return frozenset(name for m, on in self.mechanisms.items() if not on for name in MECHANISMS[m].neutral)

    @derived
    def office_values(self) -> tuple[dict[str, Value], ...]:
        """The value of every parameter in each office of `office_list`, before any policy."""
        return tuple(self.values(office) for office in self.office_list)

    def values(self, office: Office) -> dict[str, Value]:
        """Return the value of every parameter in an office, before any policy, in the units of the declarations.

        Later ones win: declared default, scenario, office, values given from outside, mechanisms switched off.
        """
        result = {name: parameter.default for name, parameter in PARAMETERS.items()}
        for layer in (self.parameters, office.parameters):
            result |= {
                name: PARAMETERS[name].check(q.value if isinstance(q, Quantity) else q) for name, q in layer.items()
            }
        result |= self.overrides
        for mechanism, on in self.mechanisms.items():
            if not on:
                result |= {n: PARAMETERS[n].check(v) for n, v in MECHANISMS[mechanism].neutral.items()}
        return result

    def evidence(self, name: str) -> tuple[Value, Grade, str]:
        """Return value, evidence grade and source of a parameter in this scenario (first office)."""
        declared = PARAMETERS[name]
        office = self.office_list[0]
        value = self.office_values[0][name]
        if name in self.overrides or name in self.locked:
            return value, "assumed", "given for this run"
        given = office.parameters.get(name, self.parameters.get(name))
        if given is None:
            return value, declared.grade, declared.source
        if isinstance(given, Quantity):
            return value, given.grade, given.source
        return value, "assumed", "scenario file"

    def most_grids(self, policies: Iterable[Policy]) -> dict[str, int]:
        """Return, for each office, the largest number of grids under any combination of policies."""
        policies = list(policies)
        offices = zip(self.office_list, self.office_values, strict=True)
        return {office.name: largest("grids", values["grids"], policies) for office, values in offices}

    @property
    def scope(self) -> Scope:
        """What directives can name."""
        return Scope(
            weeks=range(-self.warmup_weeks, self.weeks),
            offices=[office.name for office in self.office_list],
            sectors=list(self.sectors),
            grids=max(self.most_grids(self.policies.values()).values()),
        )

    @derived
    def choices(self) -> frozenset[tuple[str, str]]:
        """Every (parameter, choice) that a value or a policy names."""
        layers = [*self.office_values, *(policy.set for policy in self.policies.values())]
        return frozenset((n, str(v)) for layer in layers for n, v in layer.items() if PARAMETERS[n].kind == "choice")

    @property
    def fingerprint(self) -> str:
        """Hash of everything that determines a run, but for the seed, rules and phases of the user's own included."""
        own = rule_hashes(self.choices), phase_hashes()
        if not any(own):
            return self.content_hash
        return hashlib.blake2b(json.dumps([self.content_hash, *own]).encode(), digest_size=8).hexdigest()

    @derived
    def content_hash(self) -> str:
        """Hash of everything that determines a run, but for the seed and for what is the user's own."""
        told = self.model_dump(mode="json", exclude=UNHASHED)
        told["offices"] = [
            {"name": o.name, "values": values, "enterprises": _enterprises_content(o, self.folder)}
            for o, values in zip(self.office_list, self.office_values, strict=True)
        ]
        for key in ("parameters", "enterprises", "overrides", "mechanisms"):
            told.pop(key)
        told["locked"] = sorted(self.locked)
        for policy in told["policies"].values():
            for key in ("source", "rows", *TITLES):
                policy.pop(key)
            policy["cost"].pop("source")
        for described in (*told["sectors"].values(), *told["departments"]):
            described.pop("source")
        text = json.dumps(told, sort_keys=True, default=str)
        return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def _place(start: str, *keys: str | int) -> str:
    return f"{start}: {'.'.join(map(str, keys))}" if keys else start


def _enterprises_content(office: Office, folder: Path) -> Any:
    if office.enterprises is None or office.enterprises.roster is None:
        return office.enterprises and office.enterprises.count
    files = [folder / name for name in (office.enterprises.roster, office.enterprises.columns) if name]
    told = [hashlib.blake2b(f.read_bytes(), digest_size=8).hexdigest() if f.is_file() else str(f) for f in files]
    return told[0] if len(told) == 1 else told


# --- loading ----------------------------------------------------------------------------------------------------------


def load_scenario(path: str | Path) -> Scenario:
    """Read and check a scenario file, or one of the package's by its bare name.

    Raises:
        InputError: Something in it is wrong; file, line and key of the first fault are named.
    """
    path = scenario_file(path)
    file = Located(path, if_missing="`govsim scenarios` lists those at hand")
    data = file.data if isinstance(file.data, dict) else {}
    _check_values(data.get("parameters"), ("parameters",), file)
    offices = data.get("offices")
    for n, office in enumerate(offices if isinstance(offices, list) else []):
        if isinstance(office, dict):
            _check_values(office.get("parameters"), ("offices", n, "parameters"), file)
    told = checked(
        Scenario, file.data, lambda *keys: file.where(keys), "name: my_office", {"name": path.stem}, INTERNAL
    )
    scenario = told.model_copy(update={"folder": path.resolve().parent, "file": str(path)})
    _check_whole(scenario, file)
    return scenario


def _check_values(values: Any, path: KeyPath, file: Located) -> None:
    """Check a mapping of parameters before pydantic does, which could not say what would be right."""
    if values is None:
        return
    if not isinstance(values, dict):
        raise InputError("must be a mapping of parameter names to values", file.where(path))
    for name, given in values.items():
        place = file.where((*path, name))
        parameter = find(name, place)
        for key in given if isinstance(given, dict) else ():
            if key not in Quantity.model_fields:
                raise InputError(
                    f"unknown key {key!r}{nearest(key, Quantity.model_fields)}", file.where((*path, name, key))
                )
        parameter.accept(given["value"] if isinstance(given, dict) and "value" in given else given, place)


def _check_whole(scenario: Scenario, file: Located) -> None:
    """Check what no single key can tell."""
    _check_places(scenario, file)
    for mechanism in scenario.mechanisms:
        if mechanism not in MECHANISMS:
            place = file.where(("mechanisms", mechanism))
            raise InputError(f"unknown mechanism {mechanism!r}{nearest(mechanism, MECHANISMS)}", place)
    policies = scenario.policies
    grids = partial(scenario.most_grids, policies.values())
    check_policies(policies, lambda *keys: file.where(("policies", *keys)), scenario.sectors, grids)
    scope = scenario.scope
    known_policies(scenario.policies, scenario.baseline, file.where(("baseline",)))
    compared = [name for joined in scenario.comparison.policies for name in joined.split("+")]
    known_policies(scenario.policies, compared, file.where(("comparison",)))
    pilots = {policy.target.office for policy in scenario.policies.values() if policy.pilot}
    if len(pilots) > 1:
        raise InputError(
            f"pilots are tried in {len(pilots)} offices ({', '.join(sorted(pilots))}); one can be imitated",
            file.where(("policies",)),
        )
    for n, directive in enumerate(scenario.directives):
        check_directive(directive, scope, lambda *keys, n=n: file.where(("directives", n, *keys)))
    if scenario.trial:
        check_trial(scenario.trial, scenario.policies, scope, lambda *keys: file.where(("trial", *keys)))
    if scenario.measure_from >= scenario.weeks:
        raise InputError(
            f"must be before the end (week {scenario.weeks}), not {scenario.measure_from}",
            file.where(("measure_from",)),
        )


def _check_places(scenario: Scenario, file: Located) -> None:
    """Check offices, sectors and departments."""
    names = [office.name for office in scenario.office_list]
    if len(set(names)) < len(names):
        raise InputError("two offices have the same name", file.where(("offices",)))
    for n, office in enumerate(scenario.office_list):
        key: KeyPath = ("offices", n) if scenario.offices else ("enterprises",)
        given = office.enterprises
        if given is None or (given.count is None) == (given.roster is None):
            raise InputError("give either `count` or `roster` for the enterprises of " + office.name, file.where(key))
    for name, sector in scenario.sectors.items():
        for column in COLUMNS:
            column.accept(getattr(sector, column.name), file.where(("sectors", name, column.name)))
        for domain in sector.domains:
            _check_domain(domain, file.where(("sectors", name, "domains", domain)))
    for n, department in enumerate(scenario.departments):
        for domain in department.domains:
            _check_domain(domain, file.where(("departments", n, "domains")))
    if sum(sector.share for sector in scenario.sectors.values()) <= 0:
        raise InputError("the shares of the sectors must not all be 0", file.where(("sectors",)))


def _check_domain(domain: str, where: str) -> None:
    if domain not in DOMAINS:
        known = ", ".join(DOMAINS)
        raise InputError(f"unknown domain {domain!r}{nearest(domain, DOMAINS)}; there are {known}", where)
