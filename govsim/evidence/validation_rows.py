"""Rows of the validation table: what their files say, checked, and the scenario of each arm."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from govsim.errors import InputError, nearest
from govsim.evidence.estimands import ESTIMANDS, Estimand
from govsim.hazards.stock import LEVELS
from govsim.parameters import find
from govsim.parameters.declare import Value
from govsim.parameters.directives import Directive, Trial
from govsim.parameters.policies import Name, Policy, Strict, check_policies
from govsim.parameters.scenario import Scenario, load_scenario
from govsim.parameters.yaml_file import KeyPath, Located, checked
from govsim.runs.variants import check_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path


Finite = Annotated[float, Field(allow_inf_nan=False)]
CHANGE = "validation_change"  # name of the policy that carries an arm's changes in week 0


class Setting(Strict):
    """How the scenario is changed: `set` for the whole run, `change` from week 0 on, and what else differs."""

    set: dict[str, Value] = Field(default_factory=dict, description="Parameter values for the whole run.")
    change: dict[str, Value] = Field(
        default_factory=dict, description="Parameter values from week 0 on, after all policies."
    )
    policies: list[str] | None = Field(
        default=None, description="Policies in force, instead of the scenario's baseline."
    )
    directives: list[Directive] | None = None
    trial: Trial | None = None
    firms: int | None = Field(default=None, ge=1)
    weeks: int | None = Field(default=None, ge=1)
    warmup_weeks: int | None = Field(default=None, ge=0)
    measure_from: int | None = Field(default=None, ge=0)


class Published(Strict):
    """What the source reports; `low` and `high` are its 95 % interval, or the range of several reports."""

    value: Finite | None = None
    low: Finite | None = None
    high: Finite | None = None
    says: str = Field(default="", description="In words, where the source gives no number.")


class Band(Strict):
    """Where the simulated value must lie."""

    low: Finite
    high: Finite


class PublishedQuantity(Strict):
    """One published quantity, and how it is estimated."""

    name: str = Field(min_length=3)
    published: Published
    band: Band | None = None
    sign: Literal["+", "-"] | None = None
    why: str = Field(default="", description="What the band rests on, if not on the published interval.")
    level: str = Field(default="true", description="Level of truth at which it is counted.")
    unit: str = "%"
    kind: Literal["effect", "level", "wiring"] = Field(
        default="effect",
        description=(
            "effect: brought about by rules; level: a stock or rate; wiring: a parameter was read from this "
            "very source."
        ),
    )
    arms: list[str] = Field(default_factory=list)
    estimand: str = ""
    options: dict[str, Any] = Field(default_factory=dict)
    not_expressible: str = Field(default="", description="Why the model cannot express it.")


class RowFile(Strict):
    """A row as its file gives it."""

    id: Name
    title: str = Field(min_length=3)
    source: str = Field(min_length=3, description="The citation.")
    setting: str = Field(min_length=3, description="Where and on whom it was measured.")
    analogy: str = Field(min_length=3, description="What the model puts in its place.")
    window: str = Field(min_length=1, description="The time over which it is measured.")
    scenario: str = Field(description="Name of a scenario file, without .yaml.")
    basis: Literal["fitted", "seen", "predicted"] = Field(
        default="predicted",
        description=(
            "fitted: values were fitted to it, by the calibration or by hand; seen: not fitted, but rules or values "
            "were changed with its result in sight; predicted: neither."
        ),
    )
    replicates: int = Field(default=32, ge=2)
    packages: dict[str, Policy] = Field(
        default_factory=dict, description="Policies of the row's own, which arms of a trial can name."
    )
    common: Setting = Setting()
    arms: dict[str, Setting] = Field(default_factory=dict)
    quantities: list[PublishedQuantity] = Field(min_length=1)


@dataclass(frozen=True)
class ValidationRow:
    """A checked row, with the scenario of each arm."""

    told: RowFile
    scenarios: dict[str, Scenario] = field(repr=False)

    @property
    def id(self) -> str:
        """Its id, such as `I1`."""
        return self.told.id


def load_rows(folder: Path, scenarios: Path) -> list[ValidationRow]:
    """Read and check all rows (`*.yaml`) of a folder; their scenarios stand in the folder `scenarios`.

    Raises:
        InputError: with file, line and key of the first fault.
    """
    files = sorted(folder.glob("*.yaml"))
    if not files:
        raise InputError("holds no row of the validation table (*.yaml); give another with --folder", str(folder))
    return [_load_row(path, scenarios) for path in files]


def _load_row(path: Path, scenarios: Path) -> ValidationRow:
    file = Located(path)
    told = checked(RowFile, file.data, lambda *keys: file.where(keys), "id: I1")
    if told.id != path.stem:
        raise InputError(f"must be the name of the file, {path.stem!r}", file.where(("id",)))
    place = scenarios / f"{told.scenario}.yaml"
    if not place.is_file():
        check_name(told.scenario, [p.stem for p in scenarios.glob("*.yaml")], "scenario", file.where(("scenario",)))
    base = load_scenario(place)
    for n, quantity in enumerate(told.quantities):
        _check_quantity(quantity, told, lambda *keys, n=n: file.where(("quantities", n, *keys)))
    check_policies(
        told.packages,
        lambda *keys: file.where(("packages", *keys)),
        base.sectors,
        lambda: base.most_grids(base.policies.values()),
    )
    if told.packages:
        base = base.with_policy(**told.packages).without_policies().with_policy(*base.baseline)
    settings: list[tuple[KeyPath, Setting]] = [
        (("common",), told.common),
        *((("arms", name), arm) for name, arm in told.arms.items()),
    ]
    for at, setting in settings:
        _check_setting(setting, base, lambda *keys, at=at: file.where((*at, *keys)))
    made = {}
    for name, arm in told.arms.items():
        try:
            made[name] = scenario_of(base, told.common, arm)
        except InputError as error:
            raise InputError(error.message, file.where(("arms", name))) from None
    return ValidationRow(told, made)


def _check_setting(setting: Setting, base: Scenario, where: Callable[..., str]) -> None:
    for key in ("set", "change"):
        for name, value in getattr(setting, key).items():
            place = where(key, name)
            find(name, place).accept(value, place)
    in_force = base.baseline if setting.policies is None else setting.policies
    for n, name in enumerate(setting.policies or []):
        check_name(name, base.policies, "policy", where("policies", n))
    for name in setting.set:
        if any(name in base.policies[policy].set for policy in in_force):
            raise InputError(
                f"a policy in force sets {name!r} anew in its week, so that this value would not last; use `change`",
                where("set", name),
            )


def _check_quantity(quantity: PublishedQuantity, told: RowFile, where: Callable[..., str]) -> None:
    if quantity.not_expressible:
        if quantity.estimand or quantity.arms:
            raise InputError("has an estimand, so it is expressible; drop one of the two", where("not_expressible"))
        return
    if (quantity.band is None) == (quantity.sign is None):
        raise InputError("give either `band` or `sign`", where())
    if quantity.band and quantity.band.low > quantity.band.high:
        raise InputError(f"low ({quantity.band.low:g}) lies above high ({quantity.band.high:g})", where("band"))
    check_name(quantity.level, LEVELS, "level of truth", where("level"))
    check_name(quantity.estimand, ESTIMANDS, "estimand", where("estimand"))
    estimand = ESTIMANDS[quantity.estimand]
    for n, arm in enumerate(quantity.arms):
        check_name(arm, told.arms, "arm", where("arms", n))
    if len(quantity.arms) != estimand.arms:
        raise InputError(f"{estimand.name} takes {estimand.arms} of the arms, not {len(quantity.arms)}", where("arms"))
    for option, value in quantity.options.items():
        check_name(option, estimand.options, "option", where("options", option))
        _check_option(estimand, option, value, lambda *keys, option=option: where("options", option, *keys))
    missing = [option for option in estimand.needed if option not in quantity.options]
    if missing:
        raise InputError(f"{estimand.name} needs the option {missing[0]!r}", where("options"))


def _check_option(estimand: Estimand, option: str, value: Any, where: Callable[..., str]) -> None:
    names, listed = estimand.options[option], estimand.listed(option)
    if isinstance(value, list) != listed:
        what = f"name of one {names.what}" if names else "number"
        raise InputError(f"must be {'a list, each the' if listed else 'the' if names else 'a'} {what}", where())
    for n, told in enumerate(value if listed else [value]):
        place = where(*([n] if listed else []))
        if names:
            check_name(told, names.known, names.what, place)
        elif isinstance(told, bool) or not isinstance(told, int | float):
            raise InputError(f"must be a number, not {told!r}", place)


def scenario_of(base: Scenario, common: Setting, arm: Setting) -> Scenario:
    """Return the scenario of an arm: what all arms have in common, then what is its own."""
    scenario = base.with_values({**common.set, **arm.set})
    policies = common.policies if arm.policies is None else arm.policies
    if policies is not None:
        scenario = scenario.without_policies().with_policy(*policies)
    change = {**common.change, **arm.change}
    if change:
        scenario = scenario.with_policy(**{CHANGE: Policy(set=change)})

    def told(key: str) -> Any:
        return getattr(common, key) if getattr(arm, key) is None else getattr(arm, key)

    scenario = scenario.with_span(**{key: told(key) for key in ("weeks", "measure_from", "warmup_weeks")})
    data = {name: getattr(scenario, name) for name in Scenario.model_fields}
    data |= {key: told(key) for key in ("directives", "trial") if told(key) is not None}
    if told("firms") is not None:
        data["enterprises"] = {"count": told("firms")}
    return Scenario.model_validate(data)


def select(rows: Sequence[ValidationRow], ids: Iterable[str] = ()) -> list[ValidationRow]:
    """Return the rows with these ids, in their order; all, if none are given."""
    wanted, known = list(ids), [row.id for row in rows]
    for asked in wanted:
        if asked not in known:
            message = f"unknown row {asked!r}{nearest(asked, known)}; the rows are {', '.join(known)}"
            raise InputError(message, "--row")
    return [row for row in rows if not wanted or row.id in wanted]
