"""From a problem to a decision: which runs are made, and which quantities are told of them.

The choice is made by one set of seeds; what is printed of it comes from fresh ones, since the best of many is partly
luck. All is told at one place of the axis of worth, its (logarithmic) middle, and beside it where along the axis the
choice changes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING

import numpy as np

from govsim.evidence.decisions import interactions, screening
from govsim.evidence.decisions.portfolio import best_of, survivors
from govsim.evidence.decisions.problem import COST_SEEN, HEADLINE
from govsim.evidence.decisions.runs import PortfolioRuns, run_portfolios
from govsim.evidence.decisions.sampling import ParameterSets, parameter_sets
from govsim.outcomes import ALL_OUTCOMES
from govsim.runs.views import PAID

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from govsim.evidence.decisions.problem import Perspective, Problem, Strengths
    from govsim.parameters.policies import Payer
    from govsim.runs.kept import Kept

    Array = NDArray[np.float64]
    Mask = NDArray[np.bool_]

SCREENED, FRESH, VERIFIED, RULED, FINER = 250, 500, 750, 800, 850  # where the seeds of each stage begin, in a block
SCREENING_SETS = 8
CONTENDERS = 6  # portfolios that are run on fresh seeds, and that information is valued between
QUICK_SETS, QUICK_SEEDS = 8, 2


@dataclass(frozen=True)
class Decision:
    """A problem, its runs, and what follows from them. Numbers of portfolios are those of `runs`."""

    problem: Problem
    sets: ParameterSets = field(repr=False)
    runs: PortfolioRuns = field(repr=False)
    fresh: PortfolioRuns | None = field(repr=False)
    interplay: interactions.Interplay | None = field(repr=False)
    workers: int | None = None
    quick: bool = False

    @property
    def middle(self) -> int:
        """Number of the place on the axis of worth at which all is told."""
        return len(self.problem.axis) // 2

    @property
    def place(self) -> float:
        """The place on the axis of worth at which all is told."""
        return float(self.problem.axis[self.middle])

    @cached_property
    def nb(self) -> Array:
        """Net benefits at the middle of the axis, yuan a year: shape (sets, portfolios, seeds)."""
        return self.worth_at(self.place)

    def worth_at(self, place: float, perspective: Perspective | None = None) -> Array:
        """Return net benefits at a place of the axis, from a perspective (default: the problem's)."""
        return net_benefit(self.runs, self.problem, place, perspective)

    @cached_property
    def means(self) -> Array:
        """Net benefits over all sets and seeds at each place of the axis: shape (places, portfolios)."""
        return np.array([self.worth_at(float(place)).mean(axis=(0, 2)) for place in self.problem.axis])

    @cached_property
    def points(self) -> Array:
        """The parameters of the sets that were run, within their ranges: shape (sets, parameters)."""
        return self.sets.points[self.runs.numbers]

    @cached_property
    def cost(self) -> Array:
        """What each portfolio costs more a year, seen from the problem's perspective: shape (portfolios,)."""
        return np.asarray(self.runs.difference(COST_SEEN[self.problem.told.perspective]).mean(axis=(0, 2)))

    @cached_property
    def along_axis(self) -> list[int]:
        """The best portfolio within limits at each place of the axis."""
        return [best_of(means, self.allowed) for means in self.means]

    @cached_property
    def affordable(self) -> Mask:
        """Which portfolios keep within every budget on average."""
        return affordable(self.runs, self.problem)

    @cached_property
    def guarded(self) -> Mask:
        """Which portfolios keep every guard on average."""
        kept = np.ones(len(self.runs.portfolios), bool)
        for name, most in self.problem.guards.items():
            kept &= self.worsening(name).mean(axis=(0, 2)) <= most
        return kept

    def worsening(self, name: str) -> Array:
        """Return by how much an outcome is worse than with nothing: shape (sets, portfolios, seeds)."""
        return -averted(self.runs, name)

    @cached_property
    def allowed(self) -> Mask:
        """Which portfolios keep budgets and guards; nothing always does."""
        allowed = self.affordable & self.guarded
        allowed[0] = True
        return allowed

    @cached_property
    def best(self) -> int:
        """The portfolio of the largest net benefit, within limits."""
        return best_of(self.means[self.middle], self.allowed)

    @cached_property
    def not_told_apart(self) -> list[int]:
        """The other portfolios within limits that are not told apart from the best, best first."""
        numbers = np.flatnonzero(self.allowed)
        left = numbers[survivors(self.nb[:, numbers])]
        order = sorted(left.tolist(), key=lambda x: -self.means[self.middle, x])
        return [x for x in order if x != self.best]

    @property
    def supported(self) -> bool:
        """Whether the advice is told apart from doing nothing."""
        return self.best != 0 and 0 not in self.not_told_apart

    @cached_property
    def cheapest(self) -> int:
        """Of the best and those not told apart from it, the one that costs least."""
        return min([self.best, *self.not_told_apart], key=lambda x: float(self.cost[x]))

    @property
    def advice(self) -> int:
        """What is advised: the best, where it is told apart from doing nothing, else the cheapest of what is left."""
        return self.best if self.supported else self.cheapest

    @cached_property
    def contenders(self) -> list[int]:
        """The advice, those not told apart from it, and those likeliest to be best: at most six within limits."""
        numbers = np.flatnonzero(self.allowed)
        y = self.nb[:, numbers].mean(axis=2)
        often = np.bincount(numbers[np.argmax(y, axis=1)], minlength=len(self.allowed))
        likely = sorted(np.flatnonzero(often).tolist(), key=lambda x: -int(often[x]))
        ranked = sorted(numbers.tolist(), key=lambda x: -self.means[self.middle, x])
        return list(dict.fromkeys([self.advice, self.best, *self.not_told_apart, *likely, *ranked]))[:CONTENDERS]

    @property
    def runner_up(self) -> int | None:
        """The best of the others within limits."""
        others = [x for x in np.flatnonzero(self.allowed).tolist() if x != self.advice]
        return max(others, key=lambda x: float(self.means[self.middle, x])) if others else None

    def label(self, x: int) -> str:
        """Return the name of a portfolio."""
        return self.problem.label(self.runs.portfolios[x])

    def confirmed(self, x: int) -> PortfolioRuns:
        """Return the runs of nothing and a portfolio: on fresh seeds, where it was run on them."""
        runs, chosen = self.fresh or self.runs, self.runs.portfolios[x]
        if chosen not in runs.portfolios:
            runs = self.runs
        return runs.of([0, runs.portfolios.index(chosen)])


def averted(runs: PortfolioRuns, name: str) -> Array:
    """Return how much of an outcome is averted, more being better: shape (sets, portfolios, seeds)."""
    sign = 1.0 if ALL_OUTCOMES[name].better == "more" else -1.0
    return sign * runs.difference(name)


def net_benefit(runs: PortfolioRuns, problem: Problem, place: float, perspective: Perspective | None = None) -> Array:
    """Return what is averted, at its worth at a place of the axis, less costs: yuan a year."""
    told = -runs.difference(COST_SEEN[perspective or problem.told.perspective])
    for name in problem.told.benefit:
        told = told + problem.worth(name, place) * averted(runs, name)
    return told


def affordable(runs: PortfolioRuns, problem: Problem, but_for: str = "") -> Mask:
    """Return which portfolios keep within every budget on average, but for that of one payer, if it is given."""
    kept = np.ones(len(runs.portfolios), bool)
    for payer, most in problem.told.budget.items():
        if payer != but_for:
            kept &= runs.difference(PAID[payer]).mean(axis=(0, 2)) <= most
    return kept


def decide(
    problem: Problem,
    *,
    quick: bool = False,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    kept: Kept | None = None,
) -> Decision:
    """Make the runs of a problem, and return what follows from them.

    Args:
        problem: the problem.
        quick: some 500 runs, whatever the problem says.
        workers: threads; the result does not depend on them.
        progress: called with (worlds done, planned) of each stage.
        kept: where finished runs are kept.

    Raises:
        InputError: Something of the problem is wrong, or more than 1 % of the runs failed.
    """
    if quick:
        problem = problem.with_size(QUICK_SETS, QUICK_SEEDS, None)
    told = problem.told
    sets = parameter_sets(problem)
    run = partial(run_portfolios, problem, workers=workers, progress=progress, kept=kept)
    screened = None
    portfolios: list[Strengths] = list(problem.portfolios) if problem.count <= screening.ALL else []
    if not portfolios:
        few = sets.sets[: SCREENING_SETS // 2 if quick else SCREENING_SETS]
        shown = run(few, screening.screening_portfolios(problem), seeds=told.seeds, first=told.seed + SCREENED)
        screened = screening.Screening(problem, shown)
        portfolios = _candidates(problem, screened, screening.QUICKLY if quick else screening.SIMULATED)
    runs = run(sets, portfolios, seeds=told.seeds, first=told.seed)
    interplay = _interplay(problem, runs, screened)
    first = Decision(problem, sets, runs, None, interplay, workers, quick)
    if runs.partial:
        return first
    chosen = [runs.portfolios[x] for x in first.contenders]
    fresh = run(sets, chosen, seeds=told.seeds, first=told.seed + FRESH)
    return Decision(problem, sets, runs, None if fresh.partial else fresh, interplay, workers, quick)


def _candidates(problem: Problem, screened: screening.Screening, many: int) -> list[Strengths]:
    """Return the best of the surrogate at both ends and in the middle of the axis, and the cheapest single measure."""

    def worth(place: float, runs: PortfolioRuns) -> Array:
        return net_benefit(runs, problem, place)

    def cost(payer: Payer, runs: PortfolioRuns) -> Array:
        return runs.difference(PAID[payer])

    worths = [partial(worth, place) for place in (0.5, 0.0, 1.0)]
    budgets = [(partial(cost, payer), most) for payer, most in problem.told.budget.items()]
    payer: Payer = next(iter(problem.told.budget), "office")
    dear = screened.runs.difference(PAID[payer]).mean(axis=(0, 2))
    cheapest = screened.runs.portfolios[1 + int(np.argmin(dear[1:]))]
    return list(dict.fromkeys([cheapest, *screened.best(worths, budgets, many)]))


def _interplay(
    problem: Problem, runs: PortfolioRuns, screened: screening.Screening | None
) -> interactions.Interplay | None:
    place = float(problem.axis[len(problem.axis) // 2])
    worths = net_benefit(runs, problem, place).mean(axis=2)
    exact = interactions.of_runs(worths, runs.portfolios, [levels[-1] for levels in problem.levels])
    if exact is None and screened is not None:
        return interactions.of_surrogates(screened.games(lambda shown: net_benefit(shown, problem, place)))
    return exact


def headline(runs: PortfolioRuns) -> Array:
    """Return deaths and serious injuries averted a year by the last portfolio: shape (sets, seeds)."""
    return averted(runs, HEADLINE)[:, -1]
