"""Looking after a sweep that lies in a folder: how it stands, and whether its runs come out the same again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from govsim.runs.store import in_use, read_manifest
from govsim.studies.engines import Task, compute
from govsim.studies.progress import Completion
from govsim.studies.sweep_folder import open_sweep

if TYPE_CHECKING:
    from govsim.studies.study import Study


@dataclass(frozen=True)
class Verification:
    """What a verification found: runs that were computed again, those that differ, and whether the checksum holds."""

    sample: int
    runs: int
    differing: tuple[str, ...]
    checksum: str
    expected: str | None
    same_code: bool

    @property
    def good(self) -> bool:
        """Whether all is as it was."""
        return not self.differing and self.expected in (None, self.checksum)


def verify(folder: str | Path, sample: int = 32, study: Study | None = None) -> Verification:
    """Run a sample of the finished runs again, spread over all of them, and compare the bits; check the checksum."""
    opened = open_sweep(folder, study)
    told = read_manifest(Path(folder))
    done = np.argwhere(Completion.of(opened.study, opened.parts, str(opened.folder)).done)
    chosen = done[np.unique(np.linspace(0, len(done) - 1, min(sample, len(done))).astype(int))] if len(done) else done
    wanted = {(int(p), int(r)) for p, r in chosen}
    again = {}
    arms = opened.study.model.arms
    for p, r in sorted(wanted):
        results = compute(opened.study.model, (Task(p, r, opened.study.seed(r), opened.study.points.point(p)),))
        for a, arm in enumerate(arms):
            again[p, r, arm] = results.outcomes[a].tobytes(), results.errors[a]
    differing = []
    for part in opened.parts.read(["point", "replicate", "policy", "error", *opened.outcomes]):
        mine = [
            n
            for n, key in enumerate(zip(part["point"].to_pylist(), part["replicate"].to_pylist(), strict=True))
            if key in wanted
        ]
        for row in part.take(mine).to_pylist() if mine else ():
            stored = np.array([row[name] for name in opened.outcomes], float).tobytes(), row["error"]
            if stored != again[row["point"], row["replicate"], row["policy"]]:
                differing.append(f"point {row['point']}, {row['policy']}, replicate {row['replicate']}")
    return Verification(
        len(again),
        len(done) * len(arms),
        tuple(differing),
        opened.checksum,
        told.get("checksum"),
        told["code"] == opened.study.model.code,
    )


def status(folder: str | Path, study: Study | None = None) -> dict[str, Any]:
    """Return how a sweep stands, as plain data."""
    opened = open_sweep(folder, study)
    progress = opened.progress
    return {
        "name": opened.study.name,
        "question": opened.study.question,
        "points": len(opened.study.points),
        "policies": list(opened.study.model.arms),
        "planned": progress.planned,
        "done": progress.done,
        "failed": progress.failed,
        "finished": progress.done == progress.planned,
        "in_use": in_use(Path(folder)),
        "checksum": opened.checksum,
    }
