"""All that is told of a decision, found once, and as plain data."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from govsim.evidence.decisions import acceptability, findings, rules, strengths
from govsim.evidence.decisions.decide import affordable, averted
from govsim.evidence.decisions.problem import COST_SEEN, HEADLINE
from govsim.evidence.decisions.regret import Spread, spread
from govsim.runs.store import plain
from govsim.runs.views import PAID
from govsim.studies.models import code_version

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from govsim.evidence.decisions.decide import Decision
    from govsim.evidence.decisions.discovery import Box
    from govsim.evidence.decisions.flips import Flip
    from govsim.evidence.decisions.information import Worth
    from govsim.evidence.decisions.regret import Regret
    from govsim.runs.interval import Interval

    Array = NDArray[np.float64]


@dataclass(frozen=True)
class Told:
    """The findings of a decision; each is worked out when it is first asked for."""

    decision: Decision

    @cached_property
    def frontier(self) -> list[int]:
        """See `findings.frontier`."""
        return findings.frontier(self.decision)

    @cached_property
    def regrets(self) -> list[Regret]:
        """See `findings.regrets`."""
        return findings.regrets(self.decision)

    @cached_property
    def curves(self) -> tuple[Array, Array]:
        """See `findings.curves`."""
        return findings.curves(self.decision)

    @cached_property
    def perfect(self) -> Worth:
        """See `findings.perfect`."""
        return findings.perfect(self.decision)

    @cached_property
    def parameters(self) -> list[findings.Known]:
        """See `findings.parameters_known`."""
        return findings.parameters_known(self.decision)

    @cached_property
    def measurements(self) -> list[findings.Known]:
        """See `findings.measurements`."""
        return findings.measurements(self.decision)

    @cached_property
    def boxes(self) -> list[Box]:
        """See `findings.boxes`."""
        return findings.boxes(self.decision)

    @cached_property
    def one_way(self) -> list[Flip]:
        """See `findings.one_way`."""
        return findings.one_way(self.decision)

    @cached_property
    def nearest(self) -> findings.NearestFlip | None:
        """See `findings.nearest`."""
        return None if self.decision.runs.partial else findings.nearest(self.decision)

    @cached_property
    def along_axis(self) -> list[tuple[float, int]]:
        """See `findings.along_axis`."""
        return findings.along_axis(self.decision)

    @cached_property
    def by_perspective(self) -> dict[str, int]:
        """See `findings.by_perspective`."""
        return findings.by_perspective(self.decision)

    @cached_property
    def ruled(self) -> list[rules.Ruled] | None:
        """See `rules.ruled`; None where it was left out: in a quick look, or after an interrupt."""
        return rules.ruled(self.decision, findings.rivals(self.decision)) if self._whole else None

    @cached_property
    def finer(self) -> strengths.Finer | None:
        """See `strengths.finer`; None where it was left out, or there is none."""
        return strengths.finer(self.decision) if self._whole else None

    @property
    def _whole(self) -> bool:
        return not (self.decision.quick or self.decision.runs.partial or self.decision.fresh is None)

    @property
    def shown(self) -> list[int]:
        """The portfolios of the table: nothing, those of the frontier, and the contenders, from cheap to dear."""
        return sorted({0, *self.frontier, *self.decision.contenders}, key=lambda x: float(self.decision.cost[x]))

    @property
    def payer(self) -> str:
        """Who pays first: the payer of the first budget, or the office."""
        return next(iter(self.decision.problem.told.budget), "office")

    @property
    def cheapest_measure(self) -> int:
        """The portfolio of something that costs its payer least."""
        return 1 + int(np.argmin(self.payer_cost[1:]))

    @cached_property
    def payer_cost(self) -> Array:
        """What each portfolio costs the payer more a year, by the runs that choose: what is held against the budget."""
        return np.asarray(self.decision.runs.difference(PAID[self.payer]).mean(axis=(0, 2)))  # type: ignore[index]

    @cached_property
    def payer_frontier(self) -> list[int]:
        """The portfolios that no other dominates: cost to the payer, deaths and serious injuries averted."""
        return acceptability.frontier(self.payer_cost, averted(self.decision.runs, HEADLINE).mean(axis=(0, 2)))

    @cached_property
    def otherwise_allowed(self) -> list[int]:
        """The portfolios that keep guards and budgets but for the payer's; nothing always does."""
        d = self.decision
        kept = d.guarded & affordable(d.runs, d.problem, but_for=self.payer)
        return sorted({0, *np.flatnonzero(kept).tolist()})

    def effect(self, x: int) -> Spread:
        """Return deaths and serious injuries averted a year by a portfolio, on fresh seeds."""
        return spread(averted(self.decision.confirmed(x), HEADLINE)[:, -1])

    def cost(self, x: int, outcome: str) -> Spread:
        """Return what a portfolio costs more a year, by an outcome of cost, on fresh seeds."""
        return spread(self.decision.confirmed(x).difference(outcome)[:, -1])

    def fresh(self, x: int) -> bool:
        """Return whether what is told of a portfolio comes from fresh seeds."""
        fresh = self.decision.fresh
        return fresh is not None and self.decision.runs.portfolios[x] in fresh.portfolios


def as_json(told: Told) -> dict[str, Any]:
    """Return a decision as plain data; identifiers, no words for people. What is not defined is null."""
    d = told.decision
    problem, scenario = d.problem.told, d.problem.scenario
    share, loss = told.curves
    interplay = d.interplay
    measures = d.problem.measures
    at = d.middle
    data = {
        "problem": problem.name,
        "scenario": scenario.name,
        "fingerprint": scenario.fingerprint,
        "code": code_version(),
        "advice": d.label(d.advice),
        "supported": d.supported,
        "runner_up": None if d.runner_up is None else d.label(d.runner_up),
        "not_told_apart": [d.label(x) for x in ([d.best, *d.not_told_apart]) if x != d.advice],
        "budget": problem.budget,
        "budget_too_small": int(d.affordable.sum()) == 1,
        "cheapest": d.label(told.cheapest_measure) if len(d.runs.portfolios) > 1 else None,
        "within_budget": _within_budget(told),
        "perspective": problem.perspective,
        "by_perspective": {name: d.label(x) for name, x in told.by_perspective.items()},
        "horizon_years": problem.horizon_years,
        "worth": {name: d.problem.worth(name, float(d.problem.axis[at])) for name in problem.benefit},
        "sets": d.runs.sets,
        "drawn": d.sets.line,
        "seeds": {"first": problem.seed, "each": problem.seeds},
        "partial": d.runs.partial or d.fresh is None,
        "failed_runs": len(d.runs.failures),
        "portfolios": [_portfolio(told, x) for x in range(len(d.runs.portfolios))],
        "frontier": [_portfolio(told, x) for x in told.frontier],
        "interactions": [
            [measures[i], measures[j], pair.mean, pair.low, pair.high]
            for i, j, pair in (interplay.pairs if interplay else ())
        ],
        "shares": [
            [measures[i], one.mean, one.low, one.high] for i, one in enumerate(interplay.shares if interplay else ())
        ],
        "interactions_exact": bool(interplay and interplay.exact),
        "regret": [_regret(told, x) for x in np.flatnonzero(d.allowed).tolist()],
        "acceptability": _acceptability(told, share, loss),
        "information": _information(told),
        "flips": _flips(told),
        "rules": None if told.ruled is None else [_ruled(told, one) for one in told.ruled],
        "finer": _finer(told),
        "boxes": [_box(told, box) for box in told.boxes],
        "failures": list(d.runs.failures),
    }
    return dict(plain(data))


def _within_budget(told: Told) -> dict[str, Any]:
    """Return what tells which portfolios another budget of the payer would allow."""
    d = told.decision
    return {
        "payer": told.payer,
        "cost": {d.label(x): float(told.payer_cost[x]) for x in range(len(d.runs.portfolios))},
        "frontier": [d.label(x) for x in told.payer_frontier],
        "otherwise_allowed": [d.label(x) for x in told.otherwise_allowed],
    }


def _portfolio(told: Told, x: int) -> dict[str, Any]:
    d = told.decision
    robust = findings.robustness(d, x)
    ratio = findings.ratio(d, x) if x else (None, None, None)
    nb = spread(d.nb[:, x])
    return {
        "x": dict(zip(d.problem.measures, d.runs.portfolios[x], strict=True)),
        "label": d.label(x),
        "cost": {payer: asdict(told.cost(x, name)) for payer, name in PAID.items()},
        "total_cost": asdict(told.cost(x, "total_cost")),
        "cost_seen": asdict(told.cost(x, COST_SEEN[d.problem.told.perspective])),
        "effect": asdict(told.effect(x)),
        "net_benefit": asdict(nb),
        "yuan_for_each": {"value": ratio[0], "low": ratio[1], "high": ratio[2]},
        "robust": {"share": robust[0], "low": robust[1], "high": robust[2]},
        "replicates": int(d.confirmed(x).seeds.size),
        "fresh": told.fresh(x),
        "allowed": bool(d.allowed[x]),
        "among_best": x == d.best or x in d.not_told_apart,
    }


def _regret(told: Told, x: int) -> dict[str, Any]:
    one = told.regrets[x]
    return {
        "x": told.decision.label(x),
        "mean": one.mean,
        "q90": one.q90,
        "max": one.worst,
        "bracket": [one.low, one.high],
    }


def _acceptability(told: Told, share: Array, loss: Array) -> dict[str, Any]:
    d = told.decision
    numbers = np.flatnonzero(d.allowed)
    g = d.nb[:, numbers].mean(axis=2)
    low, high = acceptability.bootstrap(acceptability.acceptability, g)
    return {
        "lambda": {
            name: [d.problem.worth(name, float(place)) for place in d.problem.axis] for name in d.problem.told.benefit
        },
        "p": {d.label(x): share[:, x].tolist() for x in numbers.tolist()},
        "loss": {d.label(x): loss[:, x].tolist() for x in numbers.tolist()},
        "best": [d.label(x) for x in d.along_axis],
        "middle": {
            d.label(x): [float(share[d.middle, x]), float(low[n]), float(high[n])]
            for n, x in enumerate(numbers.tolist())
        },
    }


def _information(told: Told) -> dict[str, Any]:
    return {
        "evpi": asdict(told.perfect),
        "evppi": [{"what": known.what, **asdict(known.worth)} for known in told.parameters],
        "evsi": [
            {
                "what": known.what,
                "n": known.size,
                **asdict(known.worth),
                "cost": known.cost,
                "net": known.net,
                "pays": known.pays,
            }
            for known in told.measurements
        ],
    }


def _flips(told: Told) -> list[dict[str, Any]]:
    d = told.decision
    rivals = findings.rivals(d)
    found: list[dict[str, Any]] = [
        {
            "parameter": d.sets.names[flip.column],
            "at": d.sets.value(flip.column, flip.at),
            "low": d.sets.value(flip.column, flip.low) if np.isfinite(flip.low) else None,
            "high": d.sets.value(flip.column, flip.high) if np.isfinite(flip.high) else None,
            "share": flip.share,
            "grade": d.sets.grades[flip.column],
            "rival": d.label(rivals[flip.rival]),
            "how": "one way",
        }
        for flip in told.one_way
    ]
    for place, x in told.along_axis:
        worth = {name: d.problem.worth(name, place) for name in d.problem.told.benefit}
        found.append({"parameter": "lambda", "at": worth, "rival": d.label(x), "how": "worth"})
    found += [
        {"parameter": one.rule, "at": one.choice, "rival": d.label(one.rival), "how": "rule", "lead": _lead(one.lead)}
        for one in told.ruled or ()
        if one.flips
    ]
    if told.nearest:
        near = told.nearest
        found.append(
            {
                "parameter": None,
                "at": near.moved,
                "distance": near.distance,
                "rival": d.label(near.rival),
                "how": "all ways",
                "lead": _lead(near.lead),
                "confirmed": near.lead.high < 0.0,
            }
        )
    return found


def _lead(of: Interval) -> dict[str, float]:
    return {"value": of.mean, "low": of.low, "high": of.high, "n": of.n}


def _ruled(told: Told, one: rules.Ruled) -> dict[str, Any]:
    rival = told.decision.label(one.rival)
    return {"rule": one.rule, "choice": one.choice, "rival": rival, "lead": _lead(one.lead), "flips": one.flips}


def _finer(told: Told) -> dict[str, Any] | None:
    one = told.finer
    if one is None:
        return None
    of = dict(zip(told.decision.problem.measures, one.strengths, strict=True))
    return {"x": of, "label": one.label, "gain": _lead(one.gain), "kept": one.kept, "jumping": list(one.jumping)}


def _box(told: Told, box: Box) -> dict[str, Any]:
    d = told.decision
    return {
        "limits": [
            {
                "parameter": d.sets.names[limit.column],
                "side": "above" if limit.above else "below",
                "value": d.sets.value(limit.column, limit.value),
            }
            for limit in box.limits
        ],
        "density": box.density,
        "low": box.low,
        "high": box.high,
        "coverage": box.coverage,
        "inside": box.inside,
        "method": box.method,
        "telling": box.telling,
    }
