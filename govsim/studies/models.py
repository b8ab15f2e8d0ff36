"""What a study runs at a design point: a scenario under its policies, or a plain function.

A run is known by its key: a hash of all that determines it, which is the scenario with its values and policies, the
seed, and the sources of the rules.
"""

from __future__ import annotations

import hashlib
import inspect
import pickle
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from govsim import extensions
from govsim.compiled import source_hash
from govsim.declarations import declared, declared_hashes
from govsim.functions import Shipped, function_hash
from govsim.functions import packed as by_value
from govsim.outcomes import ALL_OUTCOMES
from govsim.parameters import own_rules
from govsim.runs import run as running
from govsim.runs.compare import BASELINE
from govsim.world.build import build

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from numpy.typing import NDArray

    from govsim.parameters.declare import Value
    from govsim.parameters.scenario import Scenario

Result = tuple[str, "NDArray[np.float64] | str"]  # key of the run; its outcomes, or the message of its failure


class Model(Protocol):
    """What a study asks of a model."""

    @property
    def arms(self) -> tuple[str, ...]:
        """Names of the variants that are run at each point with the same seed; the first is the baseline."""

    @property
    def outcomes(self) -> tuple[str, ...]:
        """Names of the outcomes of a run."""

    @property
    def fingerprint(self) -> str:
        """Hash of all that determines the runs but the factors and the seed."""

    @property
    def code(self) -> str:
        """Hash of the sources that compute a run."""

    def run(self, values: Mapping[str, Value], seed: int) -> Iterator[Result]:
        """Yield the result of each arm, in order."""


def code_version() -> str:
    """Return a hash of the sources that determine the outcomes of a run, files of rules of one's own among them."""
    return _code_version(*extensions.LOADED.values(), *declared_hashes())


@lru_cache(maxsize=8)
def _code_version(*loaded: str) -> str:
    above = (Path(str(module.__file__)).read_text(encoding="utf-8") for module in (running, extensions))
    return digest(source_hash(), *above, *loaded)


def digest(*parts: object) -> str:
    """Return a short hash of the texts of some things."""
    return hashlib.blake2b("\0".join(map(str, parts)).encode(), digest_size=8).hexdigest()


@dataclass(frozen=True)
class ScenarioModel:
    """A scenario under its baseline and under further policies, all on the same seed.

    `a+b` is two policies together.
    """

    scenario: Scenario
    policies: tuple[str, ...] = ()

    @property
    def arms(self) -> tuple[str, ...]:
        """The baseline, then the policies."""
        return (BASELINE, *self.policies)

    @property
    def outcomes(self) -> tuple[str, ...]:
        """All outcomes of the model."""
        return tuple(ALL_OUTCOMES)

    @property
    def fingerprint(self) -> str:
        """That of the scenario, with the policies, and with tallies and outcomes of one's own."""
        return digest(self.scenario.fingerprint, *self.policies, *declared_hashes())

    @property
    def code(self) -> str:
        """Hash of the sources of the rules."""
        return code_version()

    def run(self, values: Mapping[str, Value], seed: int) -> Iterator[Result]:
        """Build and warm up one world and let every arm go on from it."""
        try:
            scenario = self.scenario.with_values(values)
            variants = [scenario, *(scenario.with_policy(name) for name in self.policies)]
            keys = [digest(variant.fingerprint, seed, self.code) for variant in variants]
        except Exception as error:  # noqa: BLE001 (whatever a run fails with is told in its row)
            for arm in self.arms:
                yield digest(self.fingerprint, arm, sorted(values.items()), seed, self.code), _told(error)
            return
        start: Any = None
        for variant, key in zip(variants, keys, strict=True):
            try:
                if len(variants) == 1:
                    world = build(variant, seed)
                else:
                    start = start or build(scenario, seed).run(0)
                    world = start.branch(variant)
                summary = running.summarise(world.run())
                yield key, np.array([summary[name] for name in ALL_OUTCOMES])
            except Exception as error:  # noqa: BLE001 (whatever a run fails with is told in its row)
                yield key, _told(error)


@dataclass(frozen=True)
class FunctionModel:
    """A function of (values, seed) that returns outcomes by name; `seed` may be left out of its signature."""

    function: Callable[..., Mapping[str, float]]
    outcomes: tuple[str, ...]

    @property
    def arms(self) -> tuple[str, ...]:
        """One only."""
        return (BASELINE,)

    @property
    def fingerprint(self) -> str:
        """Hash of what the function computes."""
        return function_hash(self.function)

    @property
    def code(self) -> str:
        """The same: nothing else is known of a function."""
        return self.fingerprint

    @cached_property
    def _takes_seed(self) -> bool:
        return "seed" in inspect.signature(self.function).parameters

    def run(self, values: Mapping[str, Value], seed: int) -> Iterator[Result]:
        """Call the function."""
        key = digest(self.fingerprint, sorted(values.items()), seed)
        try:
            told = self.function(values, seed=seed) if self._takes_seed else self.function(values)
            yield key, np.array([float(told[name]) for name in self.outcomes])
        except Exception as error:  # noqa: BLE001 (whatever a run fails with is told in its row)
            yield key, _told(error)


def packed(model: Model) -> bytes:
    """Return a model as bytes for another process, with all functions of the user's own that it runs.

    Raises:
        InputError: A function holds something that cannot travel.
    """
    functions: list[Callable[..., Any]] = [
        *own_rules.RULES.values(),
        *(phase[0] for phase in own_rules.PHASES.values()),
        *(outcome.formula for outcome in declared()[3]),
    ]
    if isinstance(model, FunctionModel):
        functions.append(model.function)
        model = replace(model, function=Shipped(model.function, model.fingerprint))
    return by_value((extensions.registered(), model), functions)


@lru_cache(maxsize=2)
def _read(content: bytes) -> tuple[extensions.Registered, Model]:
    told: tuple[extensions.Registered, Model] = pickle.loads(content)  # noqa: S301 (our own, from `packed`)
    return told


def unpacked(content: bytes) -> Model:
    """Return a model that was packed in another process; what is registered there is registered here."""
    registered, model = _read(content)
    extensions.register_again(registered)
    return model


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
