"""The peer: the core rules of govsim written in plain Mesa, as Mesa's documentation teaches it.

One object an agent, hazards as small objects in a list of their enterprise, an AgentSet stepped with `do`, a
DataCollector for the weekly outcomes, `self.random` for every draw. It reads its parameters from the same scenario file
as govsim and knows only what `core.yaml` leaves switched on. Whatever happens at a rate is a coin flip each week, with
probability 1 - exp(-intensity).

What need not be done anew for every hazard is not: weekly chances are computed once for each firm, attributes
that a loop needs are looked up before it.
"""

from __future__ import annotations

import math
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING

import mesa

from govsim.hazards.accident import REPORTABLE_LOSS
from govsim.parameters import DOMAINS, PARAMETERS

if TYPE_CHECKING:
    from govsim.parameters.scenario import Scenario

OFF = ("M05", "M06", "M08", "M09", "M11", "M12", "M13", "M17", "M18", "M23", "M27", "M31", "M43", "M44")
UNUSED = (
    "effort_sensitivity",
    "pressure_sensitivity",
    "technology_growth",
    "season_amplitude",
    "entry_rate",
    "exit_rate",
    "spare_premises",
    "barrier_procedure",
    "barrier_people",
    "domino_radius",
    "complaint_share",
    "repair_subsidy",
    "safety_fund",
    "genuine_stake",
    "self_repair_burden",
    "others_found",
    "majors_found",
    "self_check_training",
)

UNKNOWN, ORDERED, ON_PAPER = range(3)
DAY_HOURS = 8.0
SCALE_AT_ONE = 30.0  # employees

WEEKLY = (
    "emerged",
    "visits",
    "found_by_visit",
    "orders",
    "true_closures",
    "recorded_closures",
    "self_repairs",
    "self_reports",
    "accidents",
    "injuries",
    "deaths",
    "loss",
    "rechecks",
)


class Hazard:
    """One true open hazard of an enterprise."""

    __slots__ = (
        "domain",
        "due",
        "findings",
        "lethality",
        "major",
        "noticeable",
        "risk",
        "rounds",
        "state",
        "told",
        "visibility",
    )

    def __init__(self, major: bool, lethality: float, domain: int, visibility: float) -> None:
        self.major = major
        self.domain = domain
        self.visibility = visibility
        self.lethality = lethality
        self.risk = 1.0  # share of the intensity of harm left
        self.noticeable = True  # by the firm itself
        self.told = False  # it has harmed somebody this week
        self.state = UNKNOWN
        self.due = 0  # week by which the order must be obeyed
        self.findings = 0
        self.rounds = 0  # rechecks that its closure must still pass


class Enterprise(mesa.Agent):
    """A firm: its hazards emerge, are noticed, repaired, papered over, and harm its people."""

    def __init__(self, model: CoreModel) -> None:
        super().__init__(model)
        p, random = model.parameters, self.random
        size = math.exp(p.employees_spread * random.gauss(0.0, 1.0))
        self.employees = max(1.0, math.floor(p.employees_median * size + 0.5))
        self.scale = (self.employees / SCALE_AT_ONE) ** p.size_elasticity
        self.x = p.district_side * random.random()
        self.y = p.district_side * random.random()
        self.responsibility = min(0.98, max(0.02, random.gauss(p.responsibility_mean, p.responsibility_spread)))
        self.effort = self.responsibility
        self.liquidity = math.exp(p.liquidity_spread * random.gauss(0.0, 1.0))
        self.recheck_belief = 0.0
        self.activity = 1.0
        self.stopped_until = model.week
        self.last_visit = model.week - 1 - random.randrange(104)
        self.rechecks_due = 0
        self.emergence = p.emergence_rate * self.scale  # new hazards a week at full activity
        self.notice = p.self_check_rate * (p.self_check_base + (1.0 - p.self_check_base) * self.effort)
        self.hazards: list[Hazard] = []

    def kept(self, effort: float, liquidity: float) -> float:
        """Return what of the hazards a firm keeps that mends only what it notices itself, up to a factor."""
        p = self.model.parameters
        share = p.self_check_base + (1.0 - p.self_check_base) * effort
        return 1.0 / (share * min(1.0, liquidity))

    def step(self) -> None:
        """Live one week."""
        self.come_to_harm()
        self.check_itself()
        self.decide_orders()
        self.create_hazards(self.emergence * self.activity)
        p = self.model.parameters
        self.activity = p.stop_activity if self.model.week < self.stopped_until else 1.0
        self.recheck_belief -= self.recheck_belief / p.belief_memory

    def create_hazards(self, expected: float) -> None:
        """Create a Poisson number of hazards."""
        random = self.random.random
        none = math.exp(-expected)
        product = random()
        while product > none:
            product *= random()
            p = self.model.parameters
            major = random() < self.model.major_share
            visibility = 1.0 + p.visibility_spread * (2.0 * random() - 1.0)
            share = self.model.major_share
            rank = random() if major else (share + (1.0 - share) * random()) / share
            lethality = min(1.0 / (1.0 + p.serious_ratio), p.lethality * rank**-p.lethality_tail)
            self.hazards.append(Hazard(major, lethality, int(random() * len(DOMAINS)), visibility))
            self.model.emerged += 1

    def come_to_harm(self) -> None:
        """Let each hazard harm somebody with its chance of this week, and everyday work as well."""
        random = self.random.random
        p = self.model.parameters
        chances = (
            1.0 - math.exp(-self.activity / p.harm_delay_general),
            1.0 - math.exp(-self.activity / p.harm_delay_major),
        )
        # a hazard whose risk has been reduced keeps that share of its intensity: part of its harm is spared
        struck = [
            h
            for h in self.hazards
            if random() < chances[h.major] and (h.risk == 1.0 or random() < reduced(chances[h.major], h.risk))
        ]
        for hazard in struck:
            self.suffer(hazard.major, hazard.lethality)
            if hazard.state != ORDERED:
                hazard.noticeable = hazard.told = True
        none = math.exp(-p.everyday_injuries * self.employees * self.activity)
        product = random()
        while product > none:
            product *= random()
            self.suffer(False, p.everyday_lethality)

    def suffer(self, major: bool, lethality: float) -> None:
        """Draw how severe a harm is."""
        model, p, random = self.model, self.model.parameters, self.random
        model.injuries += 1 + (random.random() < p.injuries_per_accident - 1.0)
        median = p.loss_major if major else p.loss_general
        loss = median * math.exp(p.loss_spread * random.gauss(0.0, 1.0))
        luck = random.random()
        if luck < lethality:
            deaths = math.floor((1.0 - random.random()) ** (-1.0 / p.death_tail))
            model.deaths += deaths
            loss += deaths * p.loss_per_death
            self.stopped_until = max(self.stopped_until, model.week + math.ceil(p.stop_after_accident))
        model.accidents += luck < lethality * (1.0 + p.serious_ratio) or loss >= REPORTABLE_LOSS
        model.loss += loss

    def check_itself(self) -> None:
        """Notice hazards that nobody has ordered to be repaired, and mend or put off each."""
        random = self.random.random
        chance = 1.0 - math.exp(-self.notice * self.activity)
        noticed = [h for h in self.hazards if h.told or (h.noticeable and random() < chance)]
        if not noticed:
            return
        model, p = self.model, self.model.parameters
        mend = p.self_repair * min(1.0, self.liquidity)
        for hazard in noticed:
            hazard.told = False
            if random() < mend:
                self.hazards.remove(hazard)
                model.self_repairs += 1
                model.self_reports += random() < p.self_report

    def decide_orders(self) -> None:
        """Decide every order that falls due: genuine repair, on paper, partly, or not at all."""
        week = self.model.week
        for hazard in [h for h in self.hazards if h.state == ORDERED and h.due <= week]:
            self.decide_order(hazard)

    def decide_order(self, hazard: Hazard) -> None:
        """Decide one order."""
        model, p, random = self.model, self.model.parameters, self.random.random
        cost = p.repair_cost_major if hazard.major else p.repair_cost_general
        burden = cost / (p.cash_per_employee * self.employees * self.liquidity)
        reasons = (
            p.genuine_base + p.genuine_responsibility * self.responsibility + p.genuine_recheck * self.recheck_belief
        )
        if random() < 1.0 / (1.0 + math.exp(p.genuine_burden * burden - reasons)):
            model.true_closures += 1
            model.recorded_closures += 1
            self.list_for_recheck()
            self.hazards.remove(hazard)
        elif random() < p.paper_share:
            model.recorded_closures += 1
            hazard.state = ON_PAPER
            if hazard.findings == 1:
                hazard.visibility *= p.paper_visibility
            hazard.rounds = p.look_back_rounds if self.list_for_recheck() else 0
        else:
            if random() < p.partial_share:
                hazard.risk *= 1.0 - p.partial_effect
            hazard.due = model.week + max(1, math.ceil(p.extension))

    def list_for_recheck(self) -> bool:
        """Perhaps put a recorded closure on the list for rechecks."""
        p = self.model.parameters
        listed = self.random.random() < p.recheck_rate
        if listed:
            self.rechecks_due = max(self.rechecks_due, p.look_back_rounds)
        return listed

    def book(self, hazard: Hazard) -> None:
        """Book a finding; mostly it is recorded with an order."""
        model, p, random = self.model, self.model.parameters, self.random.random
        if hazard.state == ON_PAPER:
            hazard.rounds = 0
        hazard.findings += 1
        if random() >= (p.record_major if hazard.major else p.record_general):
            return
        model.orders += 1
        hazard.state = ORDERED
        hazard.noticeable = False
        hazard.due = model.week + math.ceil(p.deadline_major if hazard.major else p.deadline_general)
        if hazard.major and hazard.risk == 1.0 and random() < p.interim_share:
            hazard.risk *= 1.0 - p.interim_effect


def reduced(chance: float, risk: float) -> float:
    """Return the probability of an accident at the share `risk` of an intensity.

    Given that there was one at the whole.
    """
    return (1.0 - (1.0 - chance) ** risk) / chance


class GridInspector(mesa.Agent):
    """An inspector of one grid: visits the firms in turn and rechecks closures, as far as the hours go."""

    def __init__(self, model: CoreModel, firms: list[Enterprise]) -> None:
        super().__init__(model)
        p = model.parameters
        self.firms = firms
        self.x = sum(firm.x for firm in firms) / max(1, len(firms))
        self.y = sum(firm.y for firm in firms) / max(1, len(firms))
        self.skill = [p.skill_mean] * len(DOMAINS)
        self.visit_hours = 0.0
        self.recheck_hours = 0.0
        self.next_recheck = 0
        times = p.time_visits + p.time_depth + p.time_rechecks + p.time_paperwork + p.time_coordination
        hours = p.legal_workdays / 52.0 * DAY_HOURS * max(0.0, 1.0 - p.other_enforcement_share - p.nonenforcement_share)
        self.weekly_visit_hours = hours * (p.time_visits + p.time_depth) / times
        self.weekly_recheck_hours = hours * p.time_rechecks / times
        self.depth = min(1.0, p.time_depth / p.time_visits * p.visit_hours / p.depth_hours)

    def step(self) -> None:
        """Work one week."""
        self.visit_hours += self.weekly_visit_hours
        self.recheck_hours += self.weekly_recheck_hours
        self.visit_firms()
        self.recheck_firms()

    def way(self, firm: Enterprise) -> float:
        """Return the hours of the way to a firm and back."""
        return 2.0 * math.hypot(firm.x - self.x, firm.y - self.y) / self.model.parameters.travel_speed

    def visit_firms(self) -> None:
        """Visit the firms that have waited longest, while there is time."""
        p, week = self.model.parameters, self.model.week
        while self.visit_hours > 0.0:
            firm = min(self.firms, key=lambda firm: firm.last_visit, default=None)
            if firm is None or firm.last_visit >= week:
                self.visit_hours = 0.0  # nobody left to visit: time cannot be hoarded
                return
            self.visit_hours -= p.team_size * (p.visit_hours + self.way(firm) + self.depth * p.depth_hours * firm.scale)
            self.visit(firm)

    def visit(self, firm: Enterprise) -> None:
        """Look once for every hazard of a firm that is not under order already."""
        model, p, random = self.model, self.model.parameters, self.random.random
        for hazard in firm.hazards:
            if hazard.state == ORDERED:
                continue
            kappa = p.detection_major if hazard.major else p.detection_general
            effect = kappa * self.depth * self.skill[hazard.domain] * model.equipment * hazard.visibility
            if random() < 1.0 - math.exp(-effect):
                model.found_by_visit += 1
                firm.book(hazard)
        model.visits += 1
        firm.last_visit = model.week

    def recheck_firms(self) -> None:
        """Recheck the firms with listed closures, one after the other, while there is time."""
        p, firms = self.model.parameters, self.firms
        for step in range(len(firms)):
            place = (self.next_recheck + step) % len(firms)
            firm = firms[place]
            if firm.rechecks_due == 0:
                continue
            if self.recheck_hours <= 0.0:
                self.next_recheck = place
                return
            self.recheck_hours -= p.team_size * (p.recheck_hours + self.way(firm))
            self.recheck(firm)
        if self.recheck_hours > DAY_HOURS:  # nothing left to recheck: the time goes to visits
            self.visit_hours += self.recheck_hours - DAY_HOURS
            self.recheck_hours = DAY_HOURS

    def recheck(self, firm: Enterprise) -> None:
        """Look on the spot whether the listed closures of a firm are real."""
        p = self.model.parameters
        self.model.rechecks += 1
        for hazard in firm.hazards:
            if hazard.state == ON_PAPER and hazard.rounds > 0:
                hazard.rounds -= 1
                if self.random.random() >= p.paper_evidence:
                    firm.book(hazard)
        firm.rechecks_due -= 1
        firm.recheck_belief += p.belief_jump * (1.0 - firm.recheck_belief)


class CoreModel(mesa.Model):
    """One office with its grids, firms and inspectors, at the start of its warm-up."""

    def __init__(self, scenario: Scenario, rng: int) -> None:
        super().__init__(rng=rng)
        office = scenario.office_list[0]
        values = {name: PARAMETERS[name].encode(value) for name, value in scenario.values(office).items()}
        self.parameters = p = SimpleNamespace(**values)
        check(scenario, p)
        sector = next(iter(scenario.sectors.values()))
        self.major_share = min(1.0, sector.major_share * p.major_share_factor)
        self.equipment = p.equipment_base
        self.week = -scenario.warmup_weeks
        self.reset_counters()
        assert office.enterprises is not None
        assert office.enterprises.count is not None
        firms = [Enterprise(self) for _ in range(office.enterprises.count)]
        for firm in firms:
            own = firm.kept(firm.effort, firm.liquidity) / firm.kept(p.responsibility_mean, 1.0)
            firm.create_hazards(p.initial_hazards * firm.scale * own)
        for members in territorial_grids(firms, int(p.grids), p.district_side):
            GridInspector(self, members)
        reporters = {name: name for name in WEEKLY} | {
            "open": lambda model: sum(len(firm.hazards) for firm in model.agents_by_type[Enterprise])
        }
        self.datacollector = mesa.DataCollector(model_reporters=reporters)
        self.running = True

    def reset_counters(self) -> None:
        """Set the counts of the week to 0."""
        for name in WEEKLY:
            setattr(self, name, 0)

    def step(self) -> None:
        """Live one week: firms first, then inspectors, then the record."""
        self.reset_counters()
        self.agents_by_type[Enterprise].do("step")
        self.agents_by_type[GridInspector].do("step")
        self.datacollector.collect(self)
        self.week += 1


def check(scenario: Scenario, p: SimpleNamespace) -> None:
    """Refuse a scenario that asks for rules which the peer does not have."""
    on = [m for m in OFF if scenario.mechanisms.get(m, True)] + [name for name in UNUSED if getattr(p, name) != 0.0]
    plain = (
        len(scenario.sectors) == 1
        and len(scenario.office_list) == 1
        and not scenario.baseline
        and p.ageing_shape == 1.0
    )
    choices = (("rectification_rule", "choice"), ("targeting", "cyclic"), ("grid_rule", "territorial"))
    other = [name for name, value in choices if getattr(p, name) != PARAMETERS[name].encode(value)]
    if on or other or not plain or not p.accidents or not p.workday_budget or p.grids != p.inspectors:
        sys.exit(
            f"the peer has only the core rules; {scenario.name} asks for more: "
            f"{', '.join(on + other) or 'see check() in peer.py'}"
        )


def territorial_grids(firms: list[Enterprise], grids: int, side: float) -> list[list[Enterprise]]:
    """Return the firms by grid: strips of equal area, each cut into cells of equal area."""
    columns = math.ceil(math.sqrt(grids))
    members: list[list[Enterprise]] = [[] for _ in range(grids)]
    for firm in firms:
        column = min(columns - 1, int(firm.x / side * columns))
        rows = grids // columns + (1 if column < grids % columns else 0)
        row = min(rows - 1, int(firm.y / side * rows))
        members[column * (grids // columns) + min(column, grids % columns) + row].append(firm)
    return members
