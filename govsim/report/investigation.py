"""An investigation in words: the six parts of a report by article 30 of Order 493; what it says was tested.

All sentences stand in `investigation_words.yaml`, English and Chinese side by side. Terminal and HTML page are made of
the same sentences.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from rich.table import Table

from govsim.agents.incentives import DEPTH, PAPERWORK, RECHECKS, VISITS
from govsim.hazards import casefile
from govsim.hazards.stock import PUBLISHED, RECORDED, REPORTED
from govsim.investigation import shares
from govsim.investigation.opportunities import CLOCKS, NAMES, OWN_EYES, PLANNED, owner
from govsim.parameters.sectors import DOMAINS
from govsim.parameters.titles import scenario_words
from govsim.report.numbers import number
from govsim.sheets.column_map import TIERS
from govsim.words.terms import SECTORS

if TYPE_CHECKING:
    from govsim.investigation.investigate import Investigation
    from govsim.investigation.opportunities import Opportunity

MOST_SETS = 5  # averting sets told
LANES = ("firm", "inspectors", "agencies", "departments", "office", "society", "books", "above", "public")
LANE_OF = {"neighbours": "society", "associations": "society", "insurers": "society", "sensors": "firm"}
WIDTH = 60  # characters of a swimlane

# What a policy must move to do, in other accidents as well, what would have averted this one.
REMEDIES = {
    casefile.LOOK: {
        "skill_mean",
        "recruitment",
        "training",
        "budget_per_firm",
        "assess_depth",
        "audit_share",
        "depth_hours",
    },
    casefile.BOOKED: {"record_major", "record_general", "capture", "internal_audit", "known_unfixed", "accountability"},
    casefile.TOLD: {"agency_payer", "agency_assignment", "agency_backcheck", "agency_licence_loss", "agency_integrity"},
    casefile.MENDED: {"self_repair", "repair_subsidy", "safety_fund", "premium_risk", "insured_share"},
    casefile.OBEYED: {"fine", "paper_share", "genuine_base", "repair_subsidy", "authority", "sanction_will"},
    casefile.LISTED: {"recheck_rate", "assess_closure", "audit_share", "look_back_rounds"},
    casefile.RECHECKED: {"paper_evidence", "look_back_rounds", "audit_share", "assess_depth"},
    casefile.SIGNALLED: {"sensor_share", "sensor_sensitivity"},
    casefile.INSURER: {"insurer_visits", "insurer_depth", "insured_share"},
    casefile.PASSER_BY: {"volunteers", "volunteer_looks", "tip_reward", "hotline_response"},
    PLANNED: {
        "inspectors",
        "legal_workdays",
        "nonenforcement_share",
        "other_enforcement_share",
        "targeting",
        "planned_visits",
    },
    OWN_EYES: {"self_check_training", "self_check_rate", "responsibility_training", "mutual_aid", "agency_visits"},
}


@lru_cache(maxsize=1)
def _catalogue() -> dict[str, Any]:
    path = Path(__file__).with_name("investigation_words.yaml")
    found: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


class Sentences:
    """The sentences of one language."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def __call__(self, *keys: str, **values: Any) -> str:
        """Return a sentence of the catalogue with its values."""
        found = _catalogue()
        for key in keys:
            found = found[key]
        return str(found[self.lang]).format(**values)

    def missed(self, kind: str, **values: Any) -> str:
        """Return the sentence of an opportunity that was missed."""
        return str(_catalogue()["opportunities"][kind][f"missed_{self.lang}"]).format(**values)

    @property
    def stop(self) -> str:
        """Between sentences."""
        return " " if self.lang == "en" else ""


@dataclass(frozen=True)
class Part:
    """One part of the report: its heading and its sentences."""

    heading: str
    sentences: list[str]


def percent(share: float) -> str:
    """Return a chance or share as people read it."""
    if 0.0 < abs(share) < 0.001:
        return "<0.1 %" if share > 0 else ">-0.1 %"
    return f"{100 * share:.1f} %" if abs(share) < 0.1 else f"{100 * share:.0f} %"


class Story:
    """An investigation in the words of one language."""

    def __init__(self, told: Investigation, lang: str = "en", file: str = "") -> None:
        self.told, self.words, self.lang = told, Sentences(lang), lang
        self.file = file or told.scenario.name

    @property
    def title(self) -> str:
        """What accident this is."""
        a = self.told.accident
        return self.words(
            "title",
            number=a.number,
            scenario=scenario_words(self.told.scenario).label(self.lang),
            seed=a.seed,
            week=a.week,
            **{"class": self.words("classes", a.grade)},
            toll=self.toll,
        )

    @property
    def toll(self) -> str:
        """Dead, injured, loss."""
        a = self.told.accident
        return self.words("toll", deaths=a.deaths, serious=a.serious, loss=number(a.loss))

    @property
    def parts(self) -> list[Part]:
        """The six parts of the report."""
        named = (
            ("unit", self.unit),
            ("course", self.course),
            ("toll", lambda: [self.toll + ("." if self.words.lang == "en" else "。")]),
            ("causes", self.causes),
            ("blame", self.blame),
            ("measures", self.measures),
        )
        return [Part(self.words("parts", name), make()) for name, make in named]

    def unit(self) -> list[str]:
        """Return what is known of the firm."""
        history = self.told.history
        row = history.row(history.accident.week)
        e = history.at(history.first).tables.enterprises[history.accident.firm]
        sector = list(self.told.scenario.sectors)[int(e.sector)]
        return [
            self.words(
                "unit",
                firm=history.accident.firm,
                sector=SECTORS[sector].label(self.lang) if sector in SECTORS else sector,
                employees=number(round(float(e.employees))),
                tier=self.words("tiers", TIERS[int(history.weeks["tier"][row])]),
                effort=f"{history.weeks['effort'][row]:.2f}",
                responsibility=f"{history.weeks['responsibility'][row]:.2f}",
            )
        ]

    def course(self) -> list[str]:
        """Return how the hazard came, and what was taken and missed, week by week."""
        a = self.told.accident
        emerged = self.words(
            "emerged",
            domain=self.words("domains", DOMAINS[a.domain]),
            size=self.words("sizes", "major" if a.major else "general"),
            emerged=a.emerged,
            weeks=a.week - a.emerged,
            situation=self.words("situations", self.told.discipline.situation),
        )
        dated = [o for o in self.told.opportunities if not o.latent]
        missed = [(o.week, self.words.missed(o.name, **self._values(o))) for o in dated]
        lines = [line for _, line in sorted([*self.taken(), *missed], key=lambda told: told[0])]
        latent = [self.words("latent", week=o.week, then=self.then(o)) for o in self.told.opportunities if o.latent]
        return [emerged, *lines, *latent]

    def taken(self) -> list[tuple[int, str]]:
        """Return, with their weeks, the opportunities that were taken; what could not have failed is none."""
        lines: list[tuple[int, str]] = []
        channel = -1
        for row in self.told.history.met:
            kind, chance = int(row["kind"]), float(row["chance"])
            channel = int(row["channel"]) if kind == casefile.LOOK else channel
            if row["held"] and kind not in CLOCKS and chance < 1.0:
                week, who = int(row["week"]), self.words("actors", owner(kind, channel))
                lines.append((week, self.words("taken", NAMES[kind], week=week, who=who, chance=percent(chance))))
        return lines

    def _values(self, o: Opportunity) -> dict[str, Any]:
        return {
            "week": o.week,
            "who": self.words("actors", o.actor),
            "chance": percent(o.chance),
            "care": percent(o.care),
            "full": percent(o.full),
            "times": o.times,
        }

    def then(self, *chosen: Opportunity) -> str:
        """Return what would have been otherwise, as half a sentence."""
        return self.words("joined").join(self.words("opportunities", o.name, **self._values(o)) for o in chosen)

    def causes(self) -> list[str]:
        """Return what would have averted it, and what would not: each a branch that was run."""
        told = self.told
        if not told.opportunities:
            return [self.words("no_opportunity")]
        lines = []
        for n, player in enumerate(told.players):
            gained = told.weeks_gained[n]
            if player[0].latent:
                continue
            if n in told.but_for:
                lines.append(self.words("but_for", then=self.then(*player)))
            elif gained:
                kind = "put_off" if gained > 0 else "sooner"
                lines.append(self.words(kind, then=self.then(*player), gained=abs(gained)))
            else:
                lines.append(self.words("all_the_same", then=self.then(*player), week=told.accident.week))
        pairs = [s for s in told.averting_sets if len(s) > 1][:MOST_SETS]
        chosen = [[o for n in averting for o in told.players[n]] for averting in pairs]
        lines += [self.words("together", then=self.then(*each)) for each in chosen]
        if not told.averted and not told.averting_sets:
            lines.append(self.words("nothing"))
        else:
            firms, accidents = told.ripple
            lines.append(self.words("ripple", accidents=f"{accidents:+d}", firms=firms))
        return lines

    def blame(self) -> list[str]:
        """Return whom the model's own accountability judges, how far blame is misplaced, and why it made sense then."""
        d = self.told.discipline
        lines = [
            self.words("misplaced", share=percent(self.told.misplaced)),
            self.words(
                "discipline",
                ground=self.words("grounds", d.ground),
                persons=d.disciplined,
                **{name: f"{value:.2f}" for name, value in d.culpability.items()},
            ),
        ]
        looks = [o for o in self.told.opportunities if not o.latent and o.actor in ("inspectors", "office")]
        for o in looks[:1]:
            depth, fear, *times = self.told.history.inspectors[self.told.history.row(o.week)]
            lines.append(
                self.words(
                    "sense",
                    week=o.week,
                    visits=percent(times[VISITS]),
                    depth=percent(times[DEPTH]),
                    rechecks=percent(times[RECHECKS]),
                    paperwork=percent(times[PAPERWORK]),
                    look=f"{depth:.2f}",
                    fear=f"{fear:.2f}",
                )
            )
        return lines

    @property
    def remedy(self) -> list[str]:
        """The policies of the scenario, not in force, that move what failed in the averting sets."""
        chosen = [o for s in self.told.averting_sets[:MOST_SETS] for n in s for o in self.told.players[n]]
        moved = set().union(*(REMEDIES.get(o.kind, set()) for o in chosen)) if chosen else set()
        return [
            name
            for name, policy in self.told.scenario.policies.items()
            if moved & {*policy.set, *policy.scale, *policy.add} and name not in self.told.scenario.baseline
        ]

    def measures(self) -> list[str]:
        """Return by which command the remedy is tested on other accidents, and what was checked."""
        policies = self.remedy
        asked = " ".join(f"--policy {name}" for name in policies)
        command = f"govsim compare {self.file} {asked} --outcome expected_accidents"
        lines = [self.words("test_remedy", command=command)] if policies else [self.words("no_remedy")]
        same = self.words("same" if self.told.empty_identical else "not_same")
        violations = shares.violations(self.told.v)
        return [*lines, self.words("checks", same=same, branches=self.told.branches, violations=violations)]

    # --- who could have known what, when ------------------------------------------------------------------------------

    def lanes(self) -> dict[str, tuple[list[bool], list[tuple[int, bool]]]]:
        """Return, by lane: for each week whether the hazard is known there, and what was missed (week, not tried)."""
        history, told = self.told.history, self.told
        rows = range(history.row(history.accident.week) + 1)
        level, found = history.weeks["level"], history.weeks["found"]
        noticed = [int(row["week"]) for row in history.met if int(row["kind"]) == casefile.MENDED]
        known = {
            "books": [bool(level[n] >= RECORDED) for n in rows],
            "above": [bool(level[n] >= REPORTED) for n in rows],
            "public": [bool(level[n] >= PUBLISHED) for n in rows],
            "firm": [any(w <= history.first + n for w in noticed) or bool(level[n] >= RECORDED) for n in rows],
            "inspectors": [bool(found[n] > 0) for n in rows],
        }
        missed: dict[str, list[tuple[int, bool]]] = {}
        for o in told.opportunities:
            if not o.latent:
                lane = LANE_OF.get(o.actor, o.actor)
                missed.setdefault(lane, []).append((o.week, o.kind in (PLANNED, OWN_EYES)))
        nothing = [False for _ in rows]
        shown = [lane for lane in LANES if lane in known or lane in missed]
        return {lane: (known.get(lane, nothing), missed.get(lane, [])) for lane in shown}

    def swimlanes(self) -> list[str]:
        """Return the lanes as lines of text."""
        a = self.told.accident
        weeks = max(1, a.week - a.emerged)
        width = min(WIDTH, weeks)

        def at(week: int) -> int:
            return min(width - 1, (week - a.emerged) * width // weeks)

        lines = [self.words("swimlanes", "title") + f"  ({a.emerged} … {a.week})"]
        for lane, (known, missed) in self.lanes().items():
            marks = ["·"] * width
            for n, knows in enumerate(known[:-1]):
                if knows:
                    marks[at(a.emerged + n)] = "█"
            for week, untried in missed:
                marks[at(week)] = "◇" if untried else "○"
            name = self.words("swimlanes", lane)
            wide = len(name) + sum(ord(c) > 0x2E80 for c in name)  # Chinese characters take two places
            lines.append(f"  {name}{' ' * (28 - wide)}{''.join(marks)}✚")
        return [*lines, "  " + self.words("swimlanes", "key")]

    # --- the two ledgers ----------------------------------------------------------------------------------------------

    def ledger_rows(self) -> list[tuple[str, str, str, str]]:
        """Return the two ledgers: who, share by outcome, share by diligence, its interval."""
        frame = self.told.ledgers
        order = [*(name for name in frame.index if name != "chance"), "chance"]
        return [
            (
                self.words("actors", name),
                percent(frame.loc[name, "outcome"]),
                percent(frame.loc[name, "diligence"]),
                f"{percent(frame.loc[name, 'low'])} – {percent(frame.loc[name, 'high'])}",
            )
            for name in order
        ]

    def ledger_head(self) -> tuple[str, list[str]]:
        """Return the title of the ledgers and the names of their columns."""
        names = [self.words("ledger", name) for name in ("actor", "outcome", "diligence", "interval")]
        return self.words("ledger", "title", redraws=len(self.told.care_worths)), names

    def screen(self) -> list[Any]:
        """Return what is printed on the terminal."""
        lines: list[Any] = [self.title, self.words("banner"), ""]
        for part, name in zip(self.parts, ("unit", "course", "toll", "causes", "blame", "measures"), strict=True):
            lines.append(part.heading)
            if name == "blame":
                lines.append(self._ledger())
            lines += [f"  {sentence}" for sentence in part.sentences]
            lines.append("")
            if name == "course":
                lines += [*self.swimlanes(), ""]
        return lines[:-1]

    def _ledger(self) -> Table:
        title, names = self.ledger_head()
        table = Table(title=title, title_justify="left")
        for n, name in enumerate(names):
            table.add_column(name, justify="left" if n == 0 else "right")
        for row in self.ledger_rows():
            table.add_row(*row)
        return table
