"""Decisions that the page shows: the problem files of a folder, and what `govsim decide` has left of them.

A problem is decided quickly while the page waits; one that was decided at length is read from its folder of results.
What is told of it, numbers and words, is what the command writes into `decision.json`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from govsim.errors import InputError
from govsim.evidence.decisions.decide import QUICK_SEEDS, QUICK_SETS, decide
from govsim.evidence.decisions.problem import load_problem
from govsim.evidence.decisions.told import Told
from govsim.page.jobs import one_tongue
from govsim.parameters.policies import Strict
from govsim.parameters.titles import scenario_title
from govsim.report.decision_folder import data_in_words
from govsim.words import LANGUAGES, speaking

if TYPE_CHECKING:
    from collections.abc import Callable

    from govsim.evidence.decisions.problem import Problem

DECISION = "decision.json"
KEPT = (f"*/{DECISION}", f"*/*/{DECISION}")  # where `govsim decide` puts one, with --out and without
LARGEST = 20_000_000  # bytes of a decision that is read
USUAL = (Path("decisions"), Path("..", "experiments", "decisions"))  # from the folder of the scenarios


class WantedDecision(Strict):
    """A problem to be decided quickly; `budget` is that of its payer."""

    problem: str
    budget: Annotated[float, Field(ge=0, allow_inf_nan=False)] | None = None


class WantedFolder(Strict):
    """A decision that stands in a folder of results."""

    folder: str


@dataclass(frozen=True)
class Desk:
    """The problem files of one folder and the finished decisions of another: the page opens no file from elsewhere."""

    folder: Path | None
    results: Path | None = None

    @cached_property
    def files(self) -> dict[str, Path]:
        """The files of the folder by name."""
        return {file.stem: file for file in sorted(self.folder.glob("*.yaml"))} if self.folder else {}

    def get(self, name: str) -> Problem:
        """Return a problem by the name of its file.

        Raises:
            InputError: There is none of this name in the folder, or something in it is wrong.
        """
        if name not in self.files:
            raise InputError(f"there is no problem {name!r}; there are {', '.join(self.files) or 'none'}", "problem")
        return load_problem(self.files[name])

    def listed(self) -> dict[str, Any]:
        """Return the problems in which nothing is wrong, and the finished decisions, the newest first."""
        problems = []
        for name in self.files:
            try:
                problem = self.get(name)
            except InputError:
                continue  # other files of the folder may be no problems
            titles = {}
            for lang in LANGUAGES:
                with one_tongue(), speaking(lang):
                    titles[lang] = scenario_title(problem.scenario)
            budget = {"payer": next(iter(problem.told.budget), "office"), **_first(problem.told.budget)}
            problems.append({"id": name, "labels": titles, "question": problem.told.question, **budget})
        return {"problems": problems, "finished": self._finished()}

    def _finished(self) -> list[dict[str, Any]]:
        """Return the folders of results in which a decision stands; a link to one of them is left out."""
        if not self.results:
            return []
        found = [file for pattern in KEPT for file in self.results.glob(pattern) if not file.parent.is_symlink()]
        newest = sorted(found, key=lambda file: -file.stat().st_mtime)
        return [{"id": file.parent.relative_to(self.results).as_posix()} for file in newest]

    def quickly(self, wanted: WantedDecision, progress: Callable[[int, int], None] | None = None) -> dict[str, Any]:
        """Decide a problem by some 500 runs, and return what is told of it.

        Raises:
            InputError: There is no such problem, or something in it is wrong.
        """
        problem = self.get(wanted.problem)
        if wanted.budget is not None:
            problem = problem.with_budget(next(iter(problem.told.budget), "office"), wanted.budget)
        told = Told(decide(problem, quick=True, progress=progress))
        with one_tongue():
            return {**data_in_words(told), "quick": {"sets": QUICK_SETS, "seeds": QUICK_SEEDS, "of": problem.told.sets}}

    def finished(self, wanted: WantedFolder) -> dict[str, Any]:
        """Return what a folder of results tells of a decision.

        Raises:
            InputError: There is no such folder, or it holds no decision with its words.
        """
        if wanted.folder not in [each["id"] for each in self._finished()]:
            raise InputError("there is no decision of this name among the results", wanted.folder)
        file = Path(str(self.results)) / wanted.folder / DECISION
        try:
            told = json.loads(file.read_text(encoding="utf-8")) if file.stat().st_size < LARGEST else None
        except (OSError, ValueError):
            told = None
        if not isinstance(told, dict) or "words" not in told:
            raise InputError("holds no decision that the page can show; run `govsim decide` again", wanted.folder)
        return told


def _first(budget: dict[Any, float]) -> dict[str, float]:
    """Return the first budget, if there is one."""
    return {"budget": next(iter(budget.values()))} if budget else {}


def usual_folder(scenarios: Path) -> Path | None:
    """Return where problem files stand beside scenarios, if they do."""
    return next((place.resolve() for each in USUAL if (place := scenarios / each).is_dir()), None)
