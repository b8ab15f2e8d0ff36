"""Studies: a question asked of a scenario, declared in a file and checked before anything runs.

Words: a *scenario* with its uncertain parameters set to certain values is a *design point*; one run of it is a
*replicate*. Replicate k has the same seed at every design point and under every policy, so points are compared on
common random numbers.
"""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field, field_validator

from govsim.errors import InputError, nearest
from govsim.outcomes import ALL_OUTCOMES
from govsim.parameters import PARAMETERS
from govsim.parameters.in_force import with_strengths
from govsim.parameters.own_rules import rule_hashes
from govsim.parameters.policies import Name, Strict
from govsim.parameters.scenario import Scenario, load_scenario
from govsim.parameters.yaml_file import Located, checked
from govsim.runs.compare import with_baseline
from govsim.runs.variants import check_name
from govsim.studies.design import Design, DesignSpec, header, make_design
from govsim.studies.factors import DUMMY, DUMMY_NAME, Factor, Uncertainty, factor_of
from govsim.studies.models import FunctionModel, Model, ScenarioModel, digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from numpy.typing import NDArray

Better = Literal["more", "less", "none"]
COMPARE = {">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le}
EXAMPLE = "question: what drives the hazard stock?"
BAD_IF = r"^\s*(>=|<=|>|<)\s*([-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?)\s*$"


class Goal(Strict):
    """An outcome of interest: which direction is better, and from when on it is bad."""

    better: Better | None = Field(default=None, description="Direction that is better (default: the declared one).")
    bad_if: str | None = Field(default=None, description="A threshold, such as `> 400`.")

    @field_validator("bad_if")
    @classmethod
    def _threshold(cls, given: str | None) -> str | None:
        if given is not None and not re.match(BAD_IF, given):
            raise ValueError("must be a threshold such as `> 400` or `<= 0.5`")
        return given

    def bad(self, values: NDArray[Any]) -> NDArray[Any] | None:
        """Return which values are bad, or None without a threshold."""
        found = re.match(BAD_IF, self.bad_if or "")
        return COMPARE[found[1]](values, float(found[2])) if found else None


class Replication(Strict):
    """How often each design point is run.

    From `least` to `most` times: replicates are doubled until the 95 % interval of the mean of `outcome` is narrower
    than ± `half_width` (a share of the mean) in every arm. Without `half_width`, `least` times.
    """

    least: int = Field(default=1, ge=1)
    most: int | None = Field(default=None, ge=1)
    half_width: float | None = Field(default=None, gt=0)
    outcome: str | None = None
    seed: int = Field(default=1, ge=0, description="Seed of the first replicate; replicate k has seed + k.")

    @property
    def largest(self) -> int:
        """The most replicates that a point can get."""
        return self.least if self.half_width is None else self.most or self.least


class StudyFile(Strict):
    """What a study file may say."""

    name: Name
    question: str = Field(min_length=1)
    description: str = ""
    scenario: str = Field(min_length=1, description="Scenario file, from the folder of the study.")
    baseline: list[str] | None = Field(
        default=None, description="Policies in force in the baseline (default: the scenario's)."
    )
    policies: list[str] = Field(
        default_factory=list,
        description="Policies that are run at each point beside the baseline; `a+b` is two together.",
    )
    parameters: dict[str, Uncertainty] = Field(
        default_factory=dict, description="Uncertain parameters (default: all, over their declared ranges)."
    )
    groups: dict[str, list[str]] = Field(
        default_factory=dict, description="Parameters that a sensitivity analysis moves together."
    )
    outcomes: dict[str, Goal] = Field(min_length=1, description="Outcomes of interest; the first one leads.")
    design: DesignSpec = DesignSpec()
    replicates: Replication = Replication()

    @field_validator("parameters", "outcomes", mode="before")
    @classmethod
    def _short_forms(cls, given: Any) -> Any:
        """Read a list of names, `name:` without more, and `name: [low, high]`."""
        if isinstance(given, list) and all(isinstance(name, str) for name in given):
            return {name: {} for name in given}
        if not isinstance(given, dict):
            return given

        def whole(entry: Any) -> Any:
            if isinstance(entry, (list, tuple)) and len(entry) == 2:
                return {"low": entry[0], "high": entry[1]}
            return {} if entry is None else entry

        return {name: whole(entry) for name, entry in given.items()}

    @field_validator("replicates", mode="before")
    @classmethod
    def _number_of_replicates(cls, given: Any) -> Any:
        return {"least": given} if isinstance(given, int) and not isinstance(given, bool) else given


@dataclass(frozen=True)
class Study:
    """A checked study. It does not change; the methods `with_…` return others."""

    name: str
    question: str
    model: Model
    factors: tuple[Factor, ...]
    outcomes: dict[str, Goal]
    design: DesignSpec = field(default_factory=DesignSpec)
    replicates: Replication = field(default_factory=Replication)
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    folder: Path = Path()
    file: str = ""
    notes: tuple[str, ...] = ()

    @classmethod
    def of(cls, scenario: Scenario | str | Path, **told: Any) -> Study:
        """Return a study of a scenario, from the same keys as in a study file.

        `parameters` may be a list of names or map names to `(low, high)` or to a mapping; `design` may be the name of a
        method, with its size as `n`.
        """
        base = scenario if isinstance(scenario, Scenario) else load_scenario(scenario)
        if isinstance(told.get("design"), str):
            told["design"] = {"method": told["design"]}
        if "n" in told:
            told["design"] = {**told.get("design", {}), "n": told.pop("n")}
        told = {"name": base.name, "question": "asked from Python", **told, "scenario": base.file or base.name}
        return _study(checked(StudyFile, told, _key, EXAMPLE), base, Path(), "", _key)

    @classmethod
    def of_function(
        cls,
        function: Callable[..., Mapping[str, float]],
        parameters: Mapping[str, tuple[float, float]],
        outcomes: Iterable[str],
        **told: Any,
    ) -> Study:
        """Return a study of a function of (values) or (values, seed) that returns outcomes by name.

        `parameters` maps names to (low, high); further keys are those of a study: `name`, `question`, `design`,
        `replicates`.
        """
        names = tuple(outcomes)
        factors = tuple(
            Factor(name, low, high, base=(low + high) / 2, grade="assumed", source="given")
            for name, (low, high) in parameters.items()
        )
        told = {"name": getattr(function, "__name__", "function"), "question": "asked from Python", **told}
        told["design"] = DesignSpec.model_validate(told.get("design", {}))
        told["replicates"] = Replication.model_validate(told.get("replicates", {}))
        return cls(
            model=FunctionModel(function, names), factors=factors, outcomes={name: Goal() for name in names}, **told
        )

    # --- changing -----------------------------------------------------------------------------------------------------

    def with_size(self, *, n: int | None = None, replicates: int | None = None) -> Study:
        """Return the study with a larger design, or with other numbers of replicates."""
        design = self.design if n is None else self.design.model_copy(update={"n": n})
        rule = self.replicates
        if replicates is not None:
            rule = rule.model_copy(update={"least": replicates} if rule.half_width is None else {"most": replicates})
        return replace(self, design=design, replicates=rule)

    def with_design(self, design: DesignSpec, *, dummy: bool = False) -> Study:
        """Return the study over other points, with the dummy factor as the last one if asked."""
        factors = tuple(f for f in self.factors if f.name != DUMMY_NAME) + ((DUMMY,) if dummy else ())
        return replace(self, design=design, factors=factors)

    # --- reading ------------------------------------------------------------------------------------------------------

    @property
    def where(self) -> str:
        """The place of the study, for messages."""
        return self.file or self.name

    @cached_property
    def points(self) -> Design:
        """The design points."""
        return make_design(self.design, self.factors, self.groups, self.folder, f"{self.where}: design")

    def seed(self, replicate: int) -> int:
        """Return the seed of a replicate."""
        return self.replicates.seed + replicate

    @property
    def identity(self) -> str:
        """Hash of all that determines the runs but how many there are: what may share a folder of results."""
        rules = rule_hashes({(f.name, str(option)) for f in self.factors for option in f.options})
        design = self.design.model_dump(exclude={"n", "file"})
        rule = self.replicates.model_dump(exclude={"least", "most"})
        return digest(
            self.model.fingerprint, [f.told() for f in self.factors], sorted(self.groups.items()), design, rule, rules
        )


# --- loading ----------------------------------------------------------------------------------------------------------


def load_study(path: str | Path) -> Study:
    """Read and check a study file; raise `InputError` with file, line and key of the first fault."""
    file = Located(Path(path))

    def where(*keys: str | int) -> str:
        return file.where(keys)

    told = checked(StudyFile, file.data, where, EXAMPLE, {"name": Path(path).stem})
    folder = Path(path).parent
    if not (folder / told.scenario).is_file():
        raise InputError(f"no such scenario file: {folder / told.scenario}", where("scenario"))
    return _study(told, load_scenario(folder / told.scenario), folder, str(path), where)


def _study(told: StudyFile, scenario: Scenario, folder: Path, file: str, where: Callable[..., str]) -> Study:
    """Check what no single key can tell, and return the study."""
    if told.baseline is not None:
        scenario = _at(where("baseline"), partial(with_baseline, scenario, told.baseline))
    for n, policy in enumerate(told.policies):
        scenario = _at(where("policies", n), partial(with_strengths, scenario, [policy]))
        names = policy.split("+")
        _at(where("policies", n), partial(scenario.named, names))
        already = [name for name in names if name in scenario.baseline]
        if already:
            raise InputError(
                f"the policy {already[0]!r} is in the baseline already; give another `baseline`", where("policies", n)
            )
    if len(set(told.policies)) < len(told.policies):
        raise InputError("a policy stands twice", where("policies"))
    for name in told.outcomes:
        check_name(name, ALL_OUTCOMES, "outcome", where("outcomes", name))
    factors = _factors_of(told, scenario, folder, where)
    _check_groups(told.groups, [f.name for f in factors], where)
    study = Study(
        name=told.name,
        question=told.question,
        model=ScenarioModel(scenario, tuple(told.policies)),
        factors=factors,
        outcomes=dict(told.outcomes),
        design=told.design,
        replicates=_replication_of(told, where),
        groups={name: tuple(names) for name, names in told.groups.items()},
        folder=folder,
        file=file,
        notes=tuple(_notes(factors, scenario)),
    )
    if "design" in told.model_fields_set:  # else a sensitivity analysis gives the study its own
        _at(where("design"), lambda: len(study.points))
    return study


def _factors_of(told: StudyFile, scenario: Scenario, folder: Path, where: Callable[..., str]) -> tuple[Factor, ...]:
    """Return the factors that the study names, else those of the file of its points, else all parameters."""
    given = told.parameters
    if not given:
        rows = told.design.method == "rows" and told.design.file
        names = (
            header(folder / told.design.file)
            if rows and told.design.file
            else [name for name in PARAMETERS if name not in scenario.locked]
        )
        given = {name: Uncertainty() for name in names}
    return tuple(factor_of(name, uncertainty, scenario, where) for name, uncertainty in given.items())


def _replication_of(told: StudyFile, where: Callable[..., str]) -> Replication:
    """Return the rule on replicates, checked; where it asks for precision and names no outcome, that of the first."""
    rule = told.replicates
    if rule.outcome is not None:
        check_name(rule.outcome, ALL_OUTCOMES, "outcome", where("replicates", "outcome"))
    if rule.half_width is not None and not 2 <= rule.least <= (rule.most or 0):
        raise InputError(
            "a rule with `half_width` needs `least` (at least 2) and `most` (not below it)", where("replicates")
        )
    if rule.half_width is None and rule.most not in (None, rule.least):
        raise InputError(
            "`most` means nothing without `half_width`; give `least`, or a number alone", where("replicates", "most")
        )
    if rule.half_width is not None and rule.outcome is None:
        rule = rule.model_copy(update={"outcome": next(iter(told.outcomes))})
    return rule


def _at(where: str, act: Callable[[], Any]) -> Any:
    """Act, and tell the place of what is wrong, where the message itself does not know a file."""
    try:
        return act()
    except InputError as error:
        raise InputError(error.message, error.where if re.search(r"\.csv(:|$)", error.where) else where) from None


def _check_groups(groups: Mapping[str, list[str]], names: list[str], where: Callable[..., str]) -> None:
    taken: dict[str, str] = {}
    for group, members in groups.items():
        if group in names or group == DUMMY_NAME:
            raise InputError(f"a group cannot have the name of a parameter, {group!r}", where("groups", group))
        for n, name in enumerate(members):
            if name not in names:
                raise InputError(
                    f"{name!r} is not among the uncertain parameters{nearest(name, names)}", where("groups", group, n)
                )
            if name in taken:
                raise InputError(f"{name!r} is in the group {taken[name]!r} already", where("groups", group, n))
            taken[name] = group


def _notes(factors: Iterable[Factor], scenario: Scenario) -> Iterable[str]:
    """Say which factors a policy of the baseline sets to a value of its own."""
    for f in factors:
        for name in scenario.baseline:
            policy = scenario.policies[name]
            if f.name in policy.set and policy.strength == 1 and policy.end is None:
                yield (
                    f"{f.name} is set by the policy {name} of the baseline from week {policy.start} on; varying "
                    f"it acts only before"
                )


def _key(*keys: str | int) -> str:
    """Return the place of a key where there is no file."""
    return ".".join(map(str, keys))
