"""One accident, looked into: case file, what would have averted it, two ledgers of blame, and the ripple.

What is said of an accident is what branches of its own world came to: the same seed, the same luck, one thing changed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from govsim.agents import accountability, incentives
from govsim.errors import InputError
from govsim.hazards.stock import CHANNELS, SITUATION
from govsim.investigation import shares
from govsim.investigation.accidents import Accident, choose, in_log
from govsim.investigation.branches import Branches
from govsim.investigation.care import Care, load_care
from govsim.investigation.games import FiatGame, actors_of, care_game, players_of, relevant, with_latent
from govsim.investigation.history import History
from govsim.investigation.opportunities import Asked, missed
from govsim.investigation.plainly import plain
from govsim.outcomes import POSITION
from govsim.parameters.sectors import DOMAINS
from govsim.runs.interval import Interval, interval
from govsim.world.build import build
from govsim.world.series import weekly

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pandas as pd
    from numpy.typing import NDArray

    from govsim.investigation.opportunities import Opportunity
    from govsim.investigation.shares import Game
    from govsim.parameters.scenario import Scenario
    from govsim.world.running import World

AFTER = 26  # weeks after the true date for which an accident must stay away to count as averted
REDRAWS = 64
CHANCE = "chance"  # as an actor


@dataclass(frozen=True)
class Discipline:
    """Whom the model's own accountability (M24) holds to account for the accident.

    `disciplined`: officials of the office in that week. `culpability`: of an official, by ground, in the state of files
    and diligence that the office was in; `ground`: that of the regime in force.
    """

    situation: str
    ground: str
    disciplined: int
    culpability: dict[str, float]
    files: float
    diligence: float


@dataclass(frozen=True)
class Investigation:
    """What an investigation came to.

    `v` is the game of the players (each a tuple of opportunities) by fiat on this luck, shape (2^players,);
    `care_worths` that of the actors who keep to care, one a redraw, shape (redraws, 2^actors).
    """

    scenario: Scenario
    seed: int
    accident: Accident
    care: Care
    history: History = field(repr=False)
    opportunities: list[Opportunity]
    players: list[tuple[Opportunity, ...]]
    v: Game
    care_actors: list[str]
    care_worths: NDArray[np.float64]
    weeks_gained: list[int | None]
    discipline: Discipline
    ripple: tuple[int, int]
    empty_identical: bool
    branches: int

    @cached_property
    def averted(self) -> bool:
        """Whether all barriers together would have averted the accident."""
        return bool(self.v[-1] > 0.0)

    @cached_property
    def but_for(self) -> list[int]:
        """Players but for whose failure it would not have happened."""
        return shares.but_for(self.v)

    @cached_property
    def averting_sets(self) -> list[tuple[int, ...]]:
        """Smallest sets of players that avert it, smallest first."""
        return shares.averting_sets(self.v)

    @cached_property
    def responsibility(self) -> NDArray[np.float64]:
        """Degree of responsibility of each player."""
        return shares.responsibility(self.v)

    @cached_property
    def actors(self) -> list[str]:
        """Who had an opportunity."""
        return actors_of(self.opportunities)

    @cached_property
    def unions(self) -> list[list[int]]:
        """The players of each actor."""
        return [[n for n, player in enumerate(self.players) if player[0].actor == actor] for actor in self.actors]

    @cached_property
    def share(self) -> NDArray[np.float64]:
        """Share of each player: Owen's, with actors as unions."""
        return shares.owen(self.v, self.unions)

    @cached_property
    def by_outcome(self) -> dict[str, float]:
        """Blame by outcome: share of each actor on this luck; chance has what no barrier would have averted."""
        values = shares.shapley(shares.between(self.v, self.unions)) if self.unions else np.zeros(0)
        return {actor: float(x) for actor, x in zip(self.actors, values, strict=True)} | {
            CHANCE: 1.0 - float(self.v[-1])
        }

    @cached_property
    def diligence_draws(self) -> dict[str, NDArray[np.float64]]:
        """Blame by diligence of each redraw: shape (redraws,) for each actor, and for chance."""
        values = np.array([shares.shapley(worths) for worths in self.care_worths])
        each = {actor: values[:, n] for n, actor in enumerate(self.care_actors)}
        return each | {CHANCE: 1.0 - self.care_worths[:, -1]}

    @cached_property
    def by_diligence(self) -> dict[str, Interval]:
        """Blame by diligence: mean share of each actor over redraws, with its 95 % interval; chance is nobody's."""
        return {actor: interval(values) for actor, values in self.diligence_draws.items()}

    @cached_property
    def misplaced(self) -> float:
        """Half the sum of what the two ledgers differ by, chance as an actor: share of blame that is misplaced."""
        everybody = {*self.by_outcome, *self.by_diligence}
        gaps = [
            abs(
                self.by_outcome.get(actor, 0.0) - (self.by_diligence[actor].mean if actor in self.by_diligence else 0.0)
            )
            for actor in everybody
        ]
        return 0.5 * sum(gaps)

    @cached_property
    def opportunity_frame(self) -> pd.DataFrame:
        """The opportunities as a table: one row each."""
        import pandas as pd

        return pd.DataFrame(self.as_json()["opportunities"]).set_index("n")

    @cached_property
    def ledgers(self) -> pd.DataFrame:
        """Blame by outcome beside blame by diligence with its interval, one row an actor."""
        import pandas as pd

        names = dict.fromkeys([*self.by_outcome, *self.by_diligence])
        nothing = Interval(0.0, 0.0, 0.0, len(self.care_worths))
        rows = [
            (name, self.by_outcome.get(name, 0.0), d.mean, d.low, d.high)
            for name in names
            for d in [self.by_diligence.get(name, nothing)]
        ]
        return pd.DataFrame(rows, columns=["actor", "outcome", "diligence", "low", "high"]).set_index("actor")

    def as_json(self) -> dict[str, Any]:
        """Return the investigation as plain data."""
        a = self.accident
        diligence = {
            actor: {"mean": i.mean, "low": i.low, "high": i.high}
            for actor, i in self.by_diligence.items()
            if actor != CHANCE
        }
        chance = self.by_diligence[CHANCE]
        return {
            "scenario": self.scenario.name,
            "fingerprint": self.scenario.fingerprint,
            "case": {
                "number": a.number,
                "seed": a.seed,
                "firm": a.firm,
                "entry": a.entry,
                "hazard": a.hazard,
                "domain": DOMAINS[a.domain],
                "major": a.major,
                "emerged": a.emerged,
                "week": a.week,
                "class": a.grade,
                "deaths": a.deaths,
                "serious": a.serious,
                "loss": a.loss,
            },
            "opportunities": [self._told(n, o) for n, o in enumerate(self.opportunities, start=1)],
            "players": [[self.opportunities.index(o) + 1 for o in player] for player in self.players],
            "averted_by_all": self.averted,
            "but_for": [n + 1 for n in self.but_for],
            "averting_sets": [[n + 1 for n in averting] for averting in self.averting_sets],
            "responsibility": {str(n): float(x) for n, x in enumerate(self.responsibility, start=1)},
            "interactions": shares.interactions(self.v).tolist(),
            "shares": {
                "outcome": self.by_outcome,
                "diligence": diligence,
                "chance": {"mean": chance.mean, "low": chance.low, "high": chance.high},
            },
            "misplaced": self.misplaced,
            "discipline": self.discipline.__dict__,
            "ripple": {"firms": self.ripple[0], "accidents": self.ripple[1]},
            "checks": {
                "empty_identical": self.empty_identical,
                "monotone": shares.violations(self.v) == 0,
                "violations": shares.violations(self.v),
                "branches": self.branches,
                "redraws": len(self.care_worths),
            },
        }

    def _told(self, n: int, o: Opportunity) -> dict[str, Any]:
        return {
            "n": n,
            "week": None if o.latent else o.week,
            "kind": o.name,
            "actor": o.actor,
            "channel": CHANNELS[o.channel] if o.channel >= 0 else None,
            "p": o.chance,
            "care": o.care,
            "full": o.full,
            "luck": o.luck,
            "held": False,
            "latent": o.latent,
            "times": o.times,
        }


def investigate(
    scenario: Scenario,
    seed: int = 1,
    accident: int | None = None,
    care: Care | Path | None = None,
    *,
    redraws: int = REDRAWS,
    after: int = AFTER,
    workers: int | None = None,
) -> Investigation:
    """Look into one reportable accident of a run.

    Args:
        scenario: A checked scenario.
        seed: That of the run.
        accident: Its number in the event log of the run (`Run.log`); None: the worst that a hazard brought about, by
            deaths, then serious injuries, then loss.
        care: Standards of care, or the file in which they stand; None: those of the package.
        redraws: How often the hazard's luck is drawn anew, given its history.
        after: Weeks after the true date for which it must have no accident to count as averted.
        workers: Threads (default: all cores); the result does not depend on them.

    Raises:
        InputError: There is no such accident, a directive brought it about, or it is one of everyday work.
    """
    if redraws < 2 or after < 1:
        raise InputError(f"give at least 2 redraws and 1 week, not {redraws} and {after}")
    standards = care if isinstance(care, Care) else load_care(care)
    logged = build(scenario, seed, log=True).run()
    found = in_log(logged, seed)
    chosen = to_its_source(choose(found, accident, scenario, seed), found)
    return look_into(scenario, chosen, standards, logged, redraws=redraws, after=after, workers=workers)


def to_its_source(accident: Accident, found: list[Accident]) -> Accident:
    """Return the accident that set this one off, and so on back to the first; refuse what has no barrier before it."""
    by_number = {each.number: each for each in found}
    while accident.source in by_number:
        accident = by_number[accident.source]
    where = f"accident {accident.number}"
    if accident.from_outside:
        raise InputError("a directive of the scenario brought it about; nobody in the model has a share in it", where)
    if accident.hazard < 0:
        raise InputError("happened in everyday work: no hazard on record, and no barrier in the model before it", where)
    return accident


def look_into(
    scenario: Scenario,
    accident: Accident,
    care: Care,
    logged: World,
    *,
    redraws: int = REDRAWS,
    after: int = AFTER,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Investigation:
    """Return the investigation of one accident of a finished, logged world; `progress` is told (redraws done, all)."""
    history = History(scenario, accident, after)
    asked = Asked(care, history)
    branches = Branches(history, asked, after)
    opportunities = with_latent(branches, asked, missed(history, asked))
    players = players_of(opportunities)
    game = FiatGame(branches, players)
    v = game.worths()
    actors = relevant(asked)
    return Investigation(
        scenario=scenario,
        seed=accident.seed,
        accident=accident,
        care=care,
        history=history,
        opportunities=opportunities,
        players=players,
        v=v,
        care_actors=actors,
        care_worths=care_game(branches, actors, redraws, workers, progress),
        weeks_gained=[_gained(game.branch(1 << n).week, accident.week) for n in range(len(players))],
        discipline=_discipline(history, logged, scenario),
        ripple=_ripple(branches, v, players, logged),
        empty_identical=_same(branches, history),
        branches=branches.count,
    )


def _gained(week: int | None, struck: int) -> int | None:
    """Return by how many weeks a branch puts the accident off; None: it has none."""
    return None if week is None else week - struck


def _same(branches: Branches, history: History) -> bool:
    """Return whether the life of the hazard, run again with nothing changed, is the same to the last bit."""
    again = branches.same_again().rows
    rows = again[: len(history.met)]
    return not len(history.met) or rows.tobytes() == history.met.tobytes()


def _ripple(branches: Branches, v: Game, players: list[tuple[Opportunity, ...]], logged: World) -> tuple[int, int]:
    """Return in how many firms the smallest averting set changes the accidents of the run, and by how many in all."""
    averting = shares.averting_sets(v)
    if not averting:
        return 0, 0
    counts = branches.to_the_end([o for n in averting[0] for o in players[n]], logged.week)
    changes = counts - np.asarray(logged.tables.enterprises["accidents"])
    return int((changes != 0).sum()), int(changes.sum())


def _discipline(history: History, logged: World, scenario: Scenario) -> Discipline:
    week, p = history.row(history.accident.week), history.office_parameters
    depth, _, *times = history.inspectors[week]
    files, diligence = (float(x) for x in plain(incentives.protection)(p, times[incentives.PAPERWORK], depth))
    state, known = history.weeks["state"][week], history.weeks["found"][week]
    situation = {1.0: "open", 2.0: "closed"}.get(float(state), "hidden" if known else "unseen")
    assert situation in SITUATION
    row = weekly(logged)[history.accident.week + scenario.warmup_weeks, history.office]
    judged = plain(accountability.culpability)
    return Discipline(
        situation=situation,
        ground=accountability.GROUNDS[plain(accountability.ground_of)(p)],
        disciplined=int(row[POSITION["disciplined"]]),
        culpability={
            name: float(judged(p, ground, SITUATION.index(situation), files, diligence))
            for ground, name in enumerate(accountability.GROUNDS)
        },
        files=files,
        diligence=diligence,
    )
