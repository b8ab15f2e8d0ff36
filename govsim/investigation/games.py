"""The two games about one accident: what a barrier by fiat averts on this luck, what care averts on luck redrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from govsim.hazards import casefile
from govsim.investigation.opportunities import CLOCKS, OWN_EYES, PLANNED, opportunity
from govsim.runs.threads import in_parallel

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from govsim.investigation.branches import Branch, Branches
    from govsim.investigation.opportunities import Asked, Opportunity
    from govsim.investigation.shares import Game

    Player = tuple[Opportunity, ...]

MOST = 12  # opportunities that are players of their own; where there are more, each actor is one


def with_latent(branches: Branches, asked: Asked, found: Sequence[Opportunity]) -> list[Opportunity]:
    """Return opportunities with those that would have been next, had one of them been taken.

    Where a look had found the hazard, somebody must still have recorded it, and the firm have mended it: what would
    have failed there, on this luck, is an opportunity as well.
    """
    known = {o.code: o for o in found}
    waiting = list(found)
    while waiting and len(known) < MOST:
        chosen = waiting.pop(0)
        through = [chosen] if not chosen.latent else [*_before(chosen, found), chosen]
        branch = branches.by_fiat(through)
        if branch.averted:
            continue
        new = next_failure(branch, known, asked)
        if new:
            known[new.code] = new
            waiting.append(new)
    return sorted(known.values(), key=lambda o: (o.latent, o.week, o.kind, o.number))


def _before(latent: Opportunity, found: Sequence[Opportunity]) -> list[Opportunity]:
    """Return the last opportunity that was there before a latent one would have been."""
    dated = [o for o in found if not o.latent and o.week <= latent.week]
    return dated[-1:]


def next_failure(branch: Branch, known: dict[tuple[int, int], Opportunity], asked: Asked) -> Opportunity | None:
    """Return the first barrier that a branch met, that did not hold and was not known of; looks come in any case."""
    channel = -1
    for row in branch.rows:
        kind = int(row["kind"])
        channel = int(row["channel"]) if kind == casefile.LOOK else channel
        code = kind, int(row["number"])
        if kind in CLOCKS or kind == casefile.LOOK or row["held"] or code in known:
            continue
        return opportunity(row, channel, asked, latent=True)
    return None


def players_of(found: Sequence[Opportunity]) -> list[Player]:
    """Return the players of the game by fiat: each opportunity, or, where there are too many, those of each actor."""
    if len(found) <= MOST:
        return [(o,) for o in found]
    return [tuple(o for o in found if o.actor == actor) for actor in actors_of(found)]


def actors_of(found: Sequence[Opportunity]) -> list[str]:
    """Return who had an opportunity, in the order in which they had it."""
    return list(dict.fromkeys(o.actor for o in found))


class FiatGame:
    """The worth of every coalition of players: 1 where the accident is averted if all their barriers hold.

    Coalitions that differ only in players who are never asked are one and the same branch.
    """

    def __init__(self, branches: Branches, players: Sequence[Player]) -> None:
        self.branches, self.players = branches, players
        self.tried: list[tuple[int, int, Branch]] = []

    def branch(self, coalition: int) -> Branch:
        """Return what came of a coalition, the players that are the bits of a number."""
        for asked, agreed, branch in self.tried:
            if coalition & asked == agreed:
                return branch
        return self._note(coalition, self._run(coalition))

    def _chosen(self, coalition: int) -> list[Opportunity]:
        return [o for n, player in enumerate(self.players) if coalition >> n & 1 for o in player]

    def _run(self, coalition: int) -> Branch:
        return self.branches.by_fiat(self._chosen(coalition))

    def _note(self, coalition: int, branch: Branch) -> Branch:
        asked = self._asked(self._chosen(coalition), branch)
        self.tried.append((asked, coalition & asked, branch))
        return branch

    def _asked(self, chosen: Sequence[Opportunity], branch: Branch) -> int:
        """Return the players on whom a branch depended: those met, those dated before it began, those that act."""
        start = min((o.week for o in chosen if not o.latent), default=None)
        asked = 0
        for n, player in enumerate(self.players):
            for o in player:
                before = start is None or (not o.latent and o.week < start)
                if o.code in branch.met or o.kind in (PLANNED, OWN_EYES) or before:
                    asked |= 1 << n
        return asked

    def worths(self) -> Game:
        """Return the game, shape (2^players,)."""
        whole = 1 << len(self.players)
        singles = [0, *(1 << n for n in range(len(self.players))), whole - 1]
        for coalition, branch in zip(singles, in_parallel(self._run, singles), strict=True):  # noted in their order
            self._note(coalition, branch)
        return np.array([float(self.branch(coalition).averted) for coalition in range(whole)])


def relevant(asked: Asked) -> list[str]:
    """Return of whom care could have made a difference in this case."""
    failed = [row for row in asked.history.met if int(row["kind"]) not in CLOCKS and not row["held"]]
    planned = bool(asked.planned_weeks)
    chosen = []
    for actor in asked.care.actors:
        others = [other for other in asked.care.actors if other != actor]
        looks = any(asked.chance(row, [*others, actor]) > asked.chance(row, others) for row in failed)
        visits = planned and actor == "inspectors" and asked.planned_chance([actor]) > asked.planned_chance([])
        own = actor == "firm" and asked.effort > 0.0
        if looks or visits or own or (planned and actor == "office"):
            chosen.append(actor)
    return chosen


def care_game(
    branches: Branches,
    actors: Sequence[str],
    redraws: int,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Game:
    """Return, for each redraw of the hazard's luck, the game of who keeps to care: shape (redraws, 2^actors)."""

    def one(n: int) -> list[float]:
        key = branches.redraw_key(n)
        worths = [0.0]
        for coalition in range(1, 1 << len(actors)):
            named = frozenset(actor for place, actor in enumerate(actors) if coalition >> place & 1)
            worths.append(float(branches.with_care(named, key)))
        return worths

    show = None if progress is None else lambda done: progress(done, redraws)
    told = list(in_parallel(one, range(1, redraws + 1), workers, show))
    return np.array(told).reshape(redraws, 1 << len(actors))
