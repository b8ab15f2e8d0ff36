"""What happened to one hazard: the run repeated with an eye on it, and the world in any week of its life."""

from __future__ import annotations

import math
from bisect import bisect_right
from typing import TYPE_CHECKING, Any

import numpy as np

from govsim import draws
from govsim.fields import NEVER
from govsim.hazards import casefile, stock
from govsim.parameters import PARAMETERS
from govsim.world.build import build
from govsim.world.records import RECORDS, table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from govsim.investigation.accidents import Accident
    from govsim.parameters.scenario import Scenario
    from govsim.world.running import World

HAZARD = (
    "harm_at",
    "notice_at",
    "risk",
    "visibility",
    "strikes",
    "attempts",
    "state",
    "level",
    "found",
    "major",
    "recognised",
)
FIRM = ("effort", "responsibility", "activity", "alert", "liquidity", "tier", "last_visit", "regime")
OFFICE = ("equipment", "attention", "fear", "campaign")
CLOCKS = ("clock_unrecognised", "clock_recognised")  # of noticing
Bounds = dict[tuple[int, int], tuple[float, float]]


def watch(
    world: World, key: int, serial: int, script: NDArray[Any] | None = None, room: int = casefile.ROOM
) -> NDArray[Any]:
    """Let a world watch one hazard from now on; return the record of what is asked, to be filled in, shape (1,).

    `room` is that of its case file, in rows.
    """
    watched = table(1, RECORDS["watched"])
    watched["key"], watched["serial"] = key, serial
    rows = table(0, RECORDS["script"]) if script is None else script
    world.tables = world.tables.replace(watched=watched, script=rows, met=table(room, RECORDS["met"]))
    return watched  # type: ignore[no-any-return]


def place(world: World, firm: int, key: int, serial: int) -> int:
    """Return the index of a hazard in the table of hazards; -1 where it has ended, or its firm has left."""
    e = world.tables.enterprises[firm]
    if e.status == stock.EMPTY or int(e.key) != key:
        return -1
    first = int(e.first)
    own = world.tables.hazard_clocks["serial"][first : first + int(e.hazards)]
    found = np.flatnonzero(own == serial)
    return first + int(found[0]) if len(found) else -1


class History:
    """The life of a hazard up to its accident, week by week.

    `weeks[name]` is a column of what was true at the start of each week from `first` on, up to the week after the
    accident; NaN where the hazard was not there. `met` are the rows of its case file.
    """

    def __init__(self, scenario: Scenario, accident: Accident, after: int) -> None:
        self.accident = accident
        self.until = accident.week + after + 1
        self.scenario = scenario if scenario.weeks >= self.until else scenario.with_span(weeks=self.until)
        world = build(self.scenario, accident.seed)
        self.first = accident.emerged
        e = world.tables.enterprises[accident.firm]
        office = world.tables.offices[int(e.office)]
        identity = int(office["identity"] if accident.entry > 0 else e.identity)
        self.key = int(draws.derive_key(accident.seed, draws.ENTERPRISE, np.uint64(identity), accident.entry))
        self.office = int(e.office)
        world.run(self.first)
        self._worlds = {self.first: world}
        self._follow(world.snapshot())

    def _follow(self, world: World) -> None:
        """Run from the week in which the hazard emerged to the one after the accident, with an eye on it."""
        watch(world, self.key, self.accident.hazard)
        columns: dict[str, list[float]] = {name: [] for name in ("week", "exposure", *CLOCKS, *HAZARD, *FIRM, *OFFICE)}
        depths: list[NDArray[np.float64]] = []
        self.earlier: list[int] = []  # weeks of its reportable accidents before this one
        for week in range(self.first, self.accident.week + 2):
            world.run(week)
            struck = int(world.tables.watched["accidents"][0])
            if week <= self.accident.week:
                self.earlier += [week - 1] * (struck - len(self.earlier))
            self._note(world, columns)
            depths.append(self._inspectors(world))
        self.weeks = {name: np.array(values) for name, values in columns.items()}
        self._join_clocks()
        self.inspectors = np.array(depths)  # shape (weeks, 7): depth, fear, and five shares of time, their means
        watched = world.tables.watched[0]
        self.lost = int(watched["lost"])
        met = np.asarray(world.tables.met)[: int(watched["met"])]
        struck = int(self.accident.week)
        self.met = met[(met["week"] < struck) | ((met["week"] == struck) & (met["kind"] == casefile.HARM_CLOCK))].copy()
        self.parameters = parameter_record(world, int(self.weeks["regime"][-1]))
        self.office_parameters = parameter_record(world, int(world.tables.offices["regime"][self.office]))

    def _join_clocks(self) -> None:
        """Make one clock of noticing of the two on which the hazard ran, before and after it was recognised."""
        weeks = self.weeks
        recognised = weeks["recognised"] == 1
        now = np.where(recognised, weeks["clock_recognised"], weeks["clock_unrecognised"])
        steps = np.where(recognised[:-1], np.diff(weeks["clock_recognised"]), np.diff(weeks["clock_unrecognised"]))
        weeks["notice_clock"] = np.concatenate([[0.0], np.cumsum(steps)])
        weeks["notice_at"] = weeks["notice_at"] + np.where(weeks["notice_at"] < NEVER, weeks["notice_clock"] - now, 0.0)

    def _note(self, world: World, columns: Mapping[str, list[float]]) -> None:
        e = world.tables.enterprises[self.accident.firm]
        k = place(world, self.accident.firm, self.key, self.accident.hazard)
        hazard = world.tables.hazards[k] if k >= 0 else None
        columns["week"].append(world.week)
        columns["exposure"].append(float(e.exposure[int(self.accident.major)]))
        for clock, name in enumerate(CLOCKS):
            columns[name].append(float(e.notice_clock[clock]))
        for name in HAZARD:
            columns[name].append(math.nan if hazard is None else float(hazard[name]))
        for name in FIRM:
            columns[name].append(float(e[name]))
        office = world.tables.offices[self.office]
        for name in OFFICE:
            columns[name].append(float(office[name]))

    def _inspectors(self, world: World) -> NDArray[np.float64]:
        """Return the mean depth, fear, and shares of time of those who are at work in the office."""
        own = np.asarray(world.tables.inspectors)
        own = own[(own["office"] == self.office) & (own["filled"] > 0)]
        if not len(own):
            return np.zeros(2 + RECORDS["inspectors"]["shares"].shape[0])
        return np.array([own["depth"].mean(), own["fear"].mean(), *own["shares"].mean(axis=0)])

    def skill(self, week: int) -> float:
        """Return the mean skill in the hazard's domain of those who were at work in a week's office."""
        own = np.asarray(self.at(week).tables.inspectors)
        own = own[(own["office"] == self.office) & (own["filled"] > 0)]
        return float(own["skill"][:, self.accident.domain].mean()) if len(own) else 0.0

    def at(self, week: int) -> World:
        """Return the world at the start of a week of the hazard's life; it is not to be changed."""
        if week not in self._worlds:
            known = sorted(self._worlds)
            before = known[bisect_right(known, week) - 1]
            self._worlds[week] = self._worlds[before].snapshot().run(week)
        return self._worlds[week]

    def row(self, week: int) -> int:
        """Return the place of a week in the columns."""
        return min(max(0, week - self.first), len(self.weeks["week"]) - 1)

    # --- luck given the history ---------------------------------------------------------------------------------------

    def threshold(self, kind: int, number: int) -> float:
        """Return the threshold of a clock of the hazard: on which reading, from its start, it runs down."""
        return -math.log(self.luck_of_clock(kind, number))

    def luck_of_clock(self, kind: int, number: int) -> float:
        """Return the uniform behind a threshold: that of emergence, of a harm before, of a decision before."""
        serial, key = self.accident.hazard, np.uint64(self.key)
        if number == 0:
            return float(draws.uniforms(key, draws.EMERGENCE, serial, 0)[1 if kind == casefile.HARM_CLOCK else 2])
        if kind == casefile.HARM_CLOCK:
            return float(draws.uniform(key, draws.STRIKE, serial, number))
        return float(draws.uniforms(key, draws.NOTICE, serial, number - 1)[2])

    def spans(self, kind: int) -> list[tuple[int, int, float, float, bool]]:
        """Return, for each threshold of a clock: number, week of its start, reading before, reading after, run down.

        The readings (of the clock, from the threshold's start) are those at the start and at the end of its last week.
        """
        harm = kind == casefile.HARM_CLOCK
        column = self.weeks["strikes" if harm else "attempts"]
        clock = self.weeks["exposure" if harm else "notice_clock"]
        due = self.weeks["harm_at" if harm else "notice_at"]
        risk = self.weeks["risk"] if harm else np.ones(len(clock))
        last = self.row(self.accident.week)
        spans = []
        there = np.flatnonzero(~np.isnan(column[: last + 1]))
        for number in sorted({int(value) for value in column[there]}):
            rows = there[column[there] == number]
            threshold = self.threshold(kind, number)
            spent = threshold - (due[rows] - clock[rows]) * risk[rows]
            own = rows[(spent > -1e-9) & (due[rows] < 1e299) & (due[rows] >= clock[rows] - 1e-9) & _rising(spent)]
            if not len(own):
                continue
            end = int(own[-1])
            before = float(threshold - (due[end] - clock[end]) * risk[end])
            after = before + float(clock[end + 1] - clock[end]) * float(risk[end])
            down = bool(column[end + 1] > number) if not np.isnan(column[end + 1]) else harm
            spans.append(
                (number, self.first + int(own[0]), max(0.0, before), after, down and threshold <= after + 1e-9)
            )
        return spans

    def bounds(self) -> Bounds:
        """Return the bounds of luck within which everything went as it did, by (kind, number) of what was met."""
        bounds: Bounds = {}
        for row in self.met:
            chance, luck, kind = float(row["chance"]), float(row["luck"]), int(row["kind"])
            if kind in (casefile.NOTICE_CLOCK, casefile.HARM_CLOCK):
                continue
            low, high = (0.0, chance) if row["held"] else (chance, 1.0)
            if kind == casefile.OBEYED and not row["held"]:
                low, high = self._manner(chance, luck)
            bounds[kind, int(row["number"])] = (low, high)
        for kind in (casefile.NOTICE_CLOCK, casefile.HARM_CLOCK):
            for number, _, before, after, down in self.spans(kind):
                bounds[kind, number] = (math.exp(-after), math.exp(-before)) if down else (0.0, math.exp(-after))
        return bounds

    def _manner(self, chance: float, luck: float) -> tuple[float, float]:
        """Return the bounds of luck within which an order is disobeyed in the same manner: on paper, partly, not."""
        paper = float(self.parameters["paper_share"])
        partly = paper + (1.0 - paper) * float(self.parameters["partial_share"])
        edges = [chance + (1.0 - chance) * share for share in (0.0, paper, partly, 1.0)]
        n = min(2, max(0, bisect_right(edges, luck) - 1))
        return edges[n], edges[n + 1]

    def in_force(self, name: str) -> float:
        """Return the value of a parameter for the firm in the week of the accident."""
        assert name in PARAMETERS
        return float(self.parameters[name])


def parameter_record(world: World, regime: int) -> Any:
    """Return a copy of a parameter record, whose values are attributes as in a rule."""
    return world.tables.parameters.view(np.recarray)[regime].copy()


def _rising(values: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which values are at least all before them: what a clock reads never falls."""
    return values >= np.maximum.accumulate(values) - 1e-9
