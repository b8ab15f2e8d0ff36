"""How far a sweep is: what is done, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from govsim.errors import InputError
from govsim.runs.interval import interval

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from govsim.runs.parts import Parts
    from govsim.studies.engines import Chunk, Results
    from govsim.studies.study import Study


@dataclass(frozen=True)
class Progress:
    """How far a sweep is: runs done, failed, planned, and there before it was started; seconds since then."""

    done: int
    failed: int
    planned: int
    seconds: float
    before: int = 0

    @property
    def rate(self) -> float:
        """Runs a second since the start."""
        return (self.done - self.before) / self.seconds if self.seconds > 0 else 0.0

    @property
    def left(self) -> float:
        """Seconds that the rest will take at this rate."""
        return (self.planned - self.done) / self.rate if self.rate > 0 else float("inf")

    def __str__(self) -> str:
        left = f", {self.left:.0f} s left" if self.done < self.planned and np.isfinite(self.left) else ""
        return f"{self.done} of {self.planned} runs done, {self.failed} failed, {self.rate:.1f} a second{left}"


@dataclass
class Completion:
    """Which replicates of which points are there: `done` of shape (points, replicates).

    `values` has the outcome that decides on further replicates, shape (points, replicates, arms), where the rule asks
    for one.
    """

    study: Study
    done: NDArray[np.bool_]
    values: NDArray[np.float64] | None
    failed: int = 0

    @classmethod
    def of(cls, study: Study, parts: Parts, where: str) -> Completion:
        """Read the parts of a sweep, which lie at the place `where`.

        Raises:
            InputError: a run stands twice, or the study does not ask for it.
        """
        shape = (len(study.points), study.replicates.largest)
        rule = study.replicates.outcome if study.replicates.half_width is not None else None
        arms = study.model.arms
        state = cls(study, np.zeros(shape, bool), np.full((*shape, len(arms)), np.nan) if rule else None)
        for part in parts.read(["point", "policy", "replicate", "error", *([rule] if rule else [])]):
            points, replicates = part["point"].to_numpy(), part["replicate"].to_numpy()
            policies = np.asarray(part["policy"])
            state.failed += len(part) - part["error"].null_count
            first = policies == arms[0]
            at = points[first], replicates[first]
            if (points >= shape[0]).any() or (replicates >= shape[1]).any() or len(part) != first.sum() * len(arms):
                raise InputError("holds runs that are not of this study", where)
            if state.done[at].any() or len(np.unique(np.stack(at), axis=1).T) < first.sum():
                raise InputError("holds a run twice", where)
            state.done[at] = True
            if state.values is not None:
                for a, arm in enumerate(arms):
                    mine = policies == arm
                    state.values[points[mine], replicates[mine], a] = part[rule].to_numpy()[mine]
        return state

    @property
    def runs(self) -> int:
        """Number of runs done."""
        return int(self.done.sum()) * len(self.study.model.arms)

    def planned(self) -> int:
        """Number of runs that are done or are wanted as things stand."""
        return self.runs + int(self.missing().sum()) * len(self.study.model.arms)

    def missing(self) -> NDArray[np.bool_]:
        """Return which replicates are wanted and not there, shape (points, replicates).

        Where a rule asks for precision, a point has the least number of replicates, doubled until its mean is precise
        enough or the most are reached. This looks at the first replicates only, so it does not depend on what was
        computed when.
        """
        rule = self.study.replicates
        wanted = np.zeros_like(self.done)
        wanted[:, : rule.least] = True
        if self.values is not None and rule.half_width is not None:
            for point in np.flatnonzero(self.done[:, : rule.least].all(axis=1)):
                n = rule.least
                while (
                    n < rule.largest
                    and self.done[point, :n].all()
                    and not precise(self.values[point, :n], rule.half_width)
                ):
                    n = min(2 * n, rule.largest)
                wanted[point, :n] = True
        return wanted & ~self.done

    def note(self, chunk: Chunk, results: Results) -> None:
        """Take in the results of a chunk."""
        arms = len(self.study.model.arms)
        self.failed += sum(error is not None for error in results.errors)
        column = self.study.model.outcomes.index(self.study.replicates.outcome or self.study.model.outcomes[0])
        for n, task in enumerate(chunk):
            self.done[task.point, task.replicate] = True
            if self.values is not None:
                self.values[task.point, task.replicate] = results.outcomes[n * arms : (n + 1) * arms, column]


def precise(values: NDArray[np.float64], half_width: float) -> bool:
    """Return whether the mean of values of shape (replicates, arms) is precise in every arm."""
    told = [interval(values[:, arm]) for arm in range(values.shape[1])]
    return all(t.n == 0 or t.half_width <= half_width * abs(t.mean) for t in told)
