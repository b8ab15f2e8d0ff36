"""Small worlds, and how tests look into them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np
import yaml

from govsim.hazards import stock
from govsim.outcomes import POSITION, derive, flat
from govsim.parameters.scenario import Scenario, load_scenario
from govsim.world import World, build
from govsim.world.records import JOINED, RECORDS
from govsim.world.series import weekly

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from govsim.parameters.declare import Value

DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)

# Firms that are all alike and never change, with hazards that emerge at a constant rate and do nothing.
ALIKE: dict[str, Value] = {
    "employees_median": 30.0,
    "employees_spread": 0.0,
    "liquidity_spread": 0.0,
    "liquidity_response": 0.0,
    "compliance_rule": "fixed",
    "effort_sensitivity": 0.0,
    "pressure_sensitivity": 0.0,
    "growth_pressure": 0.0,
    "entry_rate": 0.0,
    "exit_rate": 0.0,
    "initial_hazards": 0.0,
    "major_share_factor": 0.0,
    "visibility_spread": 0.0,
    "self_check_rate": 0.0,
    "unrecognised_notice": 1.0,
    "recognition_learning": 0.0,
    "self_repair_burden": 0.0,
    "others_found": 0.0,
    "majors_found": 0.0,
    "inspectors": 0,
    "accidents": False,
    "barrier_procedure": 0.0,
    "barrier_people": 0.0,
    "everyday_injuries": 0.0,
    "sweep_rate": 0.0,
    "alert_certainty": 0.0,
    "sanction_weight": 1.0,
    "genuine_stake": 0.0,
    "lethality": 0.0,
    "everyday_lethality": 0.0,
    "complaint_share": 0.0,
    "stop_activity": 1.0,
}

# Firms that do not see each other.
NO_NEIGHBOURS: dict[str, Value] = {
    "inspectors": 0,
    "responsibility_peers": 0.0,
    "norm_weight": 0.0,
    "belief_social": 0.0,
    "salience_nearby": 0.0,
    "attention_jump": 0.0,
    "entry_rate": 0.0,
}

# Everything that the model can do is in use.
BUSY: dict[str, Value] = {
    "emergence_rate": 10.0,
    "initial_hazards": 9.0,
    "self_check_rate": 2.6,
    "detection_general": 2.2,
    "detection_major": 0.9,
    "skill_mean": 0.42,
    "insured_share": 0.5,
    "volunteers": 6,
    "agency_visits": 0.5,
    "training": 0.2,
    "self_check_training": 0.1,
    "domino_radius": 2.0,
    "domino_probability": 0.5,
    "rotation_interval": 13.0,
    "budget_per_firm": 500.0,
    "repair_subsidy": 0.2,
    "safety_fund": 0.1,
    "major_share_factor": 4.0,
    "season_amplitude": 0.3,
    "ageing_shape": 1.3,
    "technology_growth": 0.02,
    "lethality": 0.2,
    "serious_ratio": 2.0,
    "responsibility_training": 0.05,
    "look_back_rounds": 2,
    "inspectors": 4,
    "complaint_share": 0.3,
    "spare_premises": 0.5,
    "entry_rate": 0.1,
    "exit_rate": 0.1,
    "closure_probability": 1.0,
    "genuine_base": -1.0,
    "paper_share": 0.5,
    "authority": 0.8,
    "sanction_will": 0.9,
    "accident_published": 0.5,
    "harm_delay_general": 200.0,
    "harm_delay_major": 100.0,
    "leaving_rate": 0.4,
    "vacancy_weeks": 8.0,
    "publish_reported": 0.2,
    # who supervises, and what they are afraid of
    "accountability_regime": "diligence",
    "accountability": 1.5,
    "exante_checks": 2.0,
    "rank_stake": 0.3,
    "target_ratchet": 0.3,
    "concealment": True,
    "death_ceiling": 1.0,
    "capture": 0.6,
    "announced_share": 0.3,
    "connected_share": 0.2,
    "connection_effect": 0.4,
    "moral_training": 0.2,
    "case_capacity": 2.0,
    "clarity_official": 0.6,
    "clarity_subjects": 0.6,
    # who else is there, and what passes between them
    "gap_share": 0.4,
    "overlap_share": 0.4,
    "shirking": 0.3,
    "department_visits": 0.5,
    "committee_strength": 0.4,
    "link_horizontal": 0.6,
    "link_vertical": 0.7,
    "link_social": 0.8,
    "link_delay": 3.0,
    "mandate": 0.8,
    "symbolic_adoption": 0.2,
    "campaign": 0.2,
    "campaign_trigger": 0.5,
    "routine_floor": 0.5,
    # enterprises
    "belief_rule": "beta_bayes",
    "belief_social": 0.2,
    "injury_culture": 0.3,
    "investigation_quality": 0.7,
    "entrant_proneness": 1.3,
    "entry_screening": 0.5,
    "three_simultaneities": 0.9,
    "relocated_share": 0.2,
    "sensor_share": 0.4,
    # society
    "agency_payer": "firm",
    "agency_assignment": "chosen",
    "agency_backcheck": 0.2,
    "agency_licence_loss": 0.05,
    "agency_fine": 1000.0,
    "agency_accuracy_pay": 0.5,
    "agency_integrity": 0.2,
    "mutual_aid": 0.7,
    "subject_reward": 0.2,
    "subject_discipline": 0.2,
    "association_visits": 0.5,
    "open_access": 0.6,
    "trust_gain": 0.05,
    "trust_loss": 0.03,
    "media_rate": 0.5,
    "whistle_rate": 2.0,
    "tip_reward": 250.0,
    "hotline_response": 0.8,
    "prosecution": 1.0,
    "suit_probability": 0.2,
}

# Keys of a scenario with what one office alone cannot show: several departments, other offices, a pilot that they take
# over.
DISTRICT: dict[str, Any] = {
    "offices": [
        {"name": name, "enterprises": {"count": count}}
        for name, count in (("first", 14), ("second", 12), ("third", 10))
    ],
    "departments": [
        {"name": "emergency", "domains": ["fire", "electrical", "machinery"], "attention": 0.8},
        {"name": "quality", "domains": ["chemicals", "dust_and_confined_space", "special_equipment"], "attention": 0.7},
        {"name": "construction", "domains": ["work_at_height", "management"], "attention": 0.6},
    ],
    "policies": {
        "openness": {"pilot": True, "target": {"office": "first"}, "set": {"open_access": 1.0, "trust_loss": 0.0}}
    },
    "baseline": ["openness"],
    "sectors": {"a": {"share": 0.5, "major_share": 0.1}, "b": {"share": 0.5, "hazard_factor": 2.0}},
}


class Worlds:
    """A maker of small scenarios, from a scenario file as a user would write it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.made: dict[str, Scenario] = {}  # many tests ask for the same one for every seed

    def __call__(
        self,
        count: int = 12,
        values: Mapping[str, Value] | None = None,
        *,
        weeks: int = 104,
        warmup: int = 0,
        **keys: Any,
    ) -> Scenario:
        """Return a scenario of `count` firms (0.

        `keys` say), with parameter values, and with any other keys of a scenario file.
        """
        data: dict[str, Any] = {"name": "small", "weeks": weeks, "warmup_weeks": warmup, **keys}
        if count:
            data["enterprises"] = {"count": count}
        if values:
            data["parameters"] = dict(values)
        key = repr(data)
        if key not in self.made or "roster" in keys.get("enterprises", {}):  # a list may have changed on the disk
            path = self.folder / f"{hashlib.blake2b(key.encode(), digest_size=6).hexdigest()}.yaml"
            path.write_text(yaml.dump(data, Dumper=DUMPER, sort_keys=False), encoding="utf-8")
            self.made[key] = load_scenario(path)
        return self.made[key]


def run(scenario: Scenario, seed: int, until: int | None = None) -> World:
    """Return the world of a scenario after its run."""
    return build(scenario, seed).run(until)


def column(world: World, name: str) -> NDArray[np.float64]:
    """Return one column of the weekly series, summed over offices: shape (weeks,)."""
    return weekly(world)[:, :, POSITION[name]].sum(axis=1)


def total(world: World, name: str, first: int | None = None) -> float:
    """Return the sum of one column, from week `first` (default: the start of the warm-up)."""
    skipped = 0 if first is None else first + world.scenario.warmup_weeks
    return float(column(world, name)[skipped:].sum())


def outcomes(world: World, first: int = 0) -> dict[str, float]:
    """Return every outcome of a world from week `first` to its end."""
    sums = weekly(world)[first + world.scenario.warmup_weeks :].sum(axis=(0, 1))
    return {name: float(value) for name, value in derive(sums, world.week - first, {}).items()}


def blocks(world: World) -> Iterator[tuple[Any, NDArray[np.void]]]:
    """Yield each enterprise's record with the records of its open hazards."""
    hazards = np.asarray(world.tables.hazards[: int(world.tables.shared["top"][0])])
    for e in world.tables.enterprises:
        yield e, hazards[int(e["first"]) : int(e["first"]) + int(e["hazards"])]


def open_hazards(world: World) -> tuple[NDArray[np.intp], NDArray[np.void]]:
    """Return the row of the enterprise of each open hazard, firm by firm, and the records of the hazards."""
    owner, rows = world.tables.open_hazards()
    return owner, np.asarray(world.tables.hazards[rows])


def ended(world: World) -> set[tuple[int, int]]:
    """Return (enterprise, serial) of every hazard that has ended; no firm may have left."""
    gone = set()
    for i, (e, own) in enumerate(blocks(world)):
        gone |= {(i, serial) for serial in range(int(e["serial"]))} - {(i, int(serial)) for serial in own["serial"]}
    return gone


def differences(one: World, other: World) -> list[str]:
    """Return `table.field` of everything in which two worlds differ by a single bit; rows not in use do not count."""
    parts = {part for parts in JOINED.values() for part in parts}
    return [
        f"{name}.{field}"
        for name in [*JOINED, *(table for table in RECORDS if table not in parts)]
        for field, a, b in _fields(name, one, other)
        if a.shape != b.shape or a.tobytes() != b.tobytes()
    ]


def _fields(name: str, one: World, other: World) -> Iterator[tuple[str, Any, Any]]:
    a, b = (np.asarray(getattr(world.tables, name)) for world in (one, other))
    if name == "hazards":
        a, b = (open_hazards(world)[1] for world in (one, other))
    if name == "series":
        a, b = flat(a)[: weekly(one).size // flat(a).shape[1]], flat(b)[: weekly(other).size // flat(b).shape[1]]
        yield "all", a, b
        return
    for field in a.dtype.names or ("",):
        yield field, np.ascontiguousarray(a[field] if field else a), np.ascontiguousarray(b[field] if field else b)


FOUND_BY = tuple(f"found_by_{channel}" for channel in stock.CHANNELS)
