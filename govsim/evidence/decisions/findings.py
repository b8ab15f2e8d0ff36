"""What a decision tells beside its advice: frontier, regret, acceptability, information, failures, flips."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from govsim.evidence.decisions import acceptability, discovery, flips, information, regret
from govsim.evidence.decisions.decide import VERIFIED, averted, headline, net_benefit
from govsim.evidence.decisions.portfolio import best_of
from govsim.evidence.decisions.problem import COST_SEEN, HEADLINE
from govsim.evidence.decisions.runs import run_portfolios
from govsim.runs.interval import Interval, interval

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from govsim.evidence.decisions.decide import Decision
    from govsim.parameters.declare import Value

    Array = NDArray[np.float64]

RIVALS = 4  # that a flip is looked for towards
AGAIN = 12  # seeds on which the nearest flip is run
ABOVE = 3  # parameters that are valued together


@dataclass(frozen=True)
class Known:
    """What knowing something is worth: parameters, or what a measurement shows; yuan over the horizon."""

    what: str
    worth: information.Worth
    size: int = 0
    cost: float = 0.0

    @property
    def net(self) -> float:
        """Its worth less its cost."""
        return self.worth.value - self.cost

    @property
    def pays(self) -> bool:
        """Whether even the lower end of the bracket is worth the cost."""
        return self.worth.low > max(self.cost, 0.0)


@dataclass(frozen=True)
class NearestFlip:
    """The nearest parameter set, all ways, at which a rival wins: its distance, what moves most, and what runs say.

    `lead` is the advice's net benefit less the rival's there, by runs: below 0 the rival wins.
    """

    rival: int
    distance: float
    moved: dict[str, Value]
    lead: Interval


def contending(decision: Decision) -> Array:
    """Return net benefits of the contenders, means over seeds: shape (sets, contenders)."""
    return np.asarray(decision.nb[:, decision.contenders].mean(axis=2))


def regrets(decision: Decision) -> list[regret.Regret]:
    """Return the regret of every portfolio against those within limits."""
    return regret.regrets(decision.nb, decision.allowed)


def failed(decision: Decision, x: int) -> NDArray[np.bool_]:
    """Return in which parameter sets a portfolio does not pay, or breaks a guard: shape (sets,)."""
    told = decision.nb[:, x].mean(axis=1) <= 0.0
    for name, most in decision.problem.guards.items():
        told = told | (decision.worsening(name)[:, x].mean(axis=1) > most)
    return np.asarray(told)


def robustness(decision: Decision, x: int) -> tuple[float, float, float]:
    """Return the share of sets in which a portfolio pays and keeps the guards, with its 95 % interval."""
    hits = int((~failed(decision, x)).sum())
    return (hits / decision.runs.sets, *regret.wilson(hits, decision.runs.sets))


def curves(decision: Decision) -> tuple[Array, Array]:
    """Return for each place of the axis the acceptability and the expected loss of each portfolio within limits."""
    numbers = np.flatnonzero(decision.allowed)
    share = np.zeros((len(decision.problem.axis), len(decision.allowed)))
    loss = np.full(share.shape, np.nan)
    for n, place in enumerate(decision.problem.axis):
        g = decision.worth_at(float(place))[:, numbers].mean(axis=2)
        share[n, numbers] = acceptability.acceptability(g)
        loss[n, numbers] = acceptability.expected_loss(g)
    return share, loss


def frontier(decision: Decision) -> list[int]:
    """Return the portfolios that no other dominates: cost from the perspective, deaths and serious injuries averted."""
    return acceptability.frontier(decision.cost, averted(decision.runs, HEADLINE).mean(axis=(0, 2)))


def ratio(decision: Decision, x: int) -> tuple[float, float, float]:
    """Return yuan for each death or serious injury averted, on fresh seeds, with Fieller's interval."""
    runs = decision.confirmed(x)
    cost = runs.difference(COST_SEEN[decision.problem.told.perspective])[:, -1].mean(axis=1)
    return acceptability.fieller(cost, headline(runs).mean(axis=1))


def perfect(decision: Decision) -> information.Worth:
    """Return the expected value of perfect information over the horizon.

    Its bracket holds both what resampled sets leave open and what luck over the seeds does.
    """
    years, y = decision.problem.told.horizon_years, contending(decision)
    allowed = np.ones(y.shape[1], bool)
    fitted = regret.cross_fitted(decision.nb[:, decision.contenders], allowed).mean(axis=0).min()
    told = information.perfect(y, decision.points)
    low, high = min(told.low, max(0.0, float(fitted))), max(told.high, information.evpi(y))
    return information.Worth(years * told.value, years * low, years * high)


def parameters_known(decision: Decision) -> list[Known]:
    """Return what knowing each parameter is worth, most first, and the first three together; none if sets are few."""
    years, y = decision.problem.told.horizon_years, contending(decision)
    points, names = decision.points, decision.sets.names
    if not information.enough(1, len(y)) or y.shape[1] < 2:
        return []
    told = [Known(name, _over(years, y, points[:, [n]])) for n, name in enumerate(names)]
    told.sort(key=lambda known: (-known.worth.low, -known.worth.value))
    if len(told) >= ABOVE and information.enough(ABOVE, len(y)):
        first = [names.index(known.what) for known in told[:ABOVE]]
        joint = _over(years, y, points[:, first])
        each = [joint, *(known.worth for known in told[:ABOVE])]  # to know more is worth no less
        together = information.Worth(*(max(getattr(w, end) for w in each) for end in ("value", "low", "high")))
        told.insert(0, Known("+".join(names[n] for n in first), together))
    return told


def measurements(decision: Decision) -> list[Known]:
    """Return what each measurement is worth over the horizon, and what it costs, most first."""
    years, y = decision.problem.told.horizon_years, contending(decision)
    told = []
    for what, size, cost in decision.problem.told.measurements.options:
        seen = decision.runs.seen[f"{what}:{size}"][:, 0]
        if information.enough(seen.shape[1], len(y)) and y.shape[1] > 1:
            told.append(Known(what, _over(years, y, seen), size, cost))
    return sorted(told, key=lambda known: (-(known.worth.low - known.cost), -known.net))


def _over(years: float, y: Array, known: Array) -> information.Worth:
    told = information.worth_of(y, known)
    return information.Worth(years * told.value, years * told.low, years * told.high)


def boxes(decision: Decision) -> list[discovery.Box]:
    """Return where the advice fails: boxes of parameters."""
    y = decision.nb[:, decision.advice].mean(axis=1)
    return discovery.boxes(decision.points, -y, failed(decision, decision.advice))


def rivals(decision: Decision) -> list[int]:
    """Return the portfolios that a flip is looked for towards."""
    return [x for x in decision.contenders if x != decision.advice][:RIVALS]


def leads(decision: Decision) -> Array:
    """Return the advice's net benefit less each rival's, means over seeds: shape (sets, rivals)."""
    y = decision.nb.mean(axis=2)
    return np.asarray(y[:, [decision.advice]] - y[:, rivals(decision)])


def one_way(decision: Decision) -> list[flips.Flip]:
    """Return where single parameters flip the advice; `rival` numbers `rivals`."""
    told = leads(decision)
    if not information.enough(1, len(told)) or not told.shape[1]:
        return []
    return flips.one_way(decision.points, told)


def nearest(decision: Decision) -> NearestFlip | None:
    """Return the nearest flip in all ways, run on seeds of its own; None if there is none within the ranges."""
    told, weights = leads(decision), decision.sets.weights
    if not information.enough(1, len(told)):
        return None
    fitted = flips.fitted_leads(decision.points, told)
    found = [(x, flips.nearest(one, weights)) for x, one in zip(rivals(decision), fitted, strict=True)]
    reached = [(float(np.linalg.norm(weights * point)), x, point) for x, point in found if point is not None]
    if not reached:
        return None
    distance, rival, point = min(reached, key=lambda r: r[0])
    chosen = [decision.runs.portfolios[x] for x in (decision.advice, rival)]
    first, at = decision.problem.told.seed + VERIFIED, decision.sets.at(point)
    runs = run_portfolios(decision.problem, [at], chosen, seeds=AGAIN, first=first, workers=decision.workers)
    nb = net_benefit(runs, decision.problem, decision.place)[0]
    pair = [runs.portfolios.index(x) for x in chosen]
    order = np.argsort(-np.abs(weights * point))[:ABOVE]
    moved = {decision.sets.names[n]: at[decision.sets.names[n]] for n in order}
    return NearestFlip(rival, distance, moved, interval(nb[pair[0]] - nb[pair[1]]))


def along_axis(decision: Decision) -> list[tuple[float, int]]:
    """Return where along the axis of worth another portfolio is best: (place, portfolio)."""
    return flips.along(np.array(decision.along_axis), decision.problem.axis, decision.middle)


def by_perspective(decision: Decision) -> dict[str, int]:
    """Return the best portfolio within limits from each perspective."""
    return {
        perspective: best_of(decision.worth_at(decision.place, perspective).mean(axis=(0, 2)), decision.allowed)
        for perspective in COST_SEEN
    }
