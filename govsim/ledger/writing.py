"""Estimates as values for a scenario, as JSON, and as a folder of results."""

from __future__ import annotations

import hashlib
import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import yaml

from govsim.ledger.columns import TIERS
from govsim.ledger.estimates import NOT_IDENTIFIED, Report
from govsim.ledger.history import ALL, Estimate
from govsim.ledger.levels import LEVELS
from govsim.parameters import PARAMETERS
from govsim.report.folder import Contents
from govsim.report.numbers import number
from govsim.runs.store import versions
from govsim.words.translated import ledger_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from govsim.ledger.levels import LedgerLevel

SNIPPET = "scenario_values.yaml"

# Parameters that one would like to have from a ledger, and why they are not there.
LEFT_OUT = {
    "skill_spread": (
        "it would be the spread of findings between inspectors times `skill_mean`, which is assumed: set it "
        "yourself, graded assumed"
    ),
    "planned_visits": (
        "establishments that were never visited are not in the ledger, so visits for each firm are too high"
    ),
    "inspectors": "who made visits is not how many posts there are",
    "emergence_rate": "findings are hazards times detection; only the product is in the books",
    "detection_general": "findings are hazards times detection; only the product is in the books",
    "detection_major": "findings are hazards times detection; only the product is in the books",
}


def _candidates(report: Report) -> dict[str, tuple[Estimate | None, str, str]]:
    """Return for each parameter that a ledger can set its estimate, what it is.

    And a reason against it (or nothing).
    """
    found: dict[str, tuple[Estimate | None, str, str]] = {}
    for tier in TIERS:
        e = report.find("weeks_between_visits", f"tier {tier}")
        found[f"interval_{tier}"] = (
            e,
            "median weeks between visits as they were made, which need not be the target",
            "",
        )
    for name in ("general", "major"):
        found[f"deadline_{name}"] = (
            report.find("weeks_to_deadline", findings=name),
            "mean weeks from visit to deadline",
            "",
        )
    e = report.find("familiarity", findings=ALL) or report.find("familiarity")
    against = (
        ""
        if report.ledger.map.inspectors == "persons"
        else "inspectors are groups in this ledger, and only a person can be familiar"
    )
    found["familiarity"] = (
        e,
        (
            "repeat visits of the same inspector within establishments, visit number and gap fixed; includes "
            "what these eyes had emptied"
        ),
        against,
    )
    return found


def scenario_values(report: Report) -> tuple[dict[str, dict[str, Any]], dict[str, str]]:
    """Return the parameters that the ledger sets (value, grade, source).

    And the reasons why it does not set the others.
    """
    given: dict[str, dict[str, Any]] = {}
    reasons: dict[str, str] = {}
    for name, (e, what, against) in _candidates(report).items():
        if e is None:
            reasons[name] = "the ledger does not hold what it takes"
        elif against:
            reasons[name] = against
        elif not (math.isfinite(e.value) and math.isfinite(e.low) and math.isfinite(e.high)):
            reasons[name] = "no value with an interval: too few visits, or half of the gaps outlast the ledger"
        else:
            try:
                value = PARAMETERS[name].check(float(f"{e.value:.4g}"))
            except ValueError as error:
                reasons[name] = f"the estimate {error}"
                continue
            n = f"n = {e.visits} visits of {e.establishments} establishments"
            given[name] = {
                "value": value,
                "grade": "measured",
                "source": f"{_origin(report)}, {n}: {what}; 95 % interval {number(e.low)} to {number(e.high)}",
            }
    return given, reasons | LEFT_OUT


def _origin(report: Report) -> str:
    dates = report.ledger.visits["date"]
    return f"{report.ledger.path.name}, {dates.min().date()} to {dates.max().date()}"


def snippet(report: Report) -> str:
    """Return the part of a scenario file that holds the measured values; what could not be set stands in comments."""
    given, reasons = scenario_values(report)
    said = [f"Measured on {_origin(report)}. Paste it into a scenario file."]
    said += [f"not set: {name}: {reason}" for name, reason in reasons.items()]
    said += [f"cannot be told from a ledger: {text}" for text in NOT_IDENTIFIED]
    values = {name: {**told, "source": ledger_text(told["source"])} for name, told in given.items()}
    head = "".join(f"# {ledger_text(each)}\n" for each in said)
    return head + yaml.safe_dump({"parameters": values}, sort_keys=False, allow_unicode=True, width=10_000)


def as_json(report: Report, compared: Sequence[LedgerLevel] = ()) -> dict[str, Any]:
    """Return everything as plain data; `compared` are the levels of a scenario beside those of the ledger."""
    ledger, dates = report.ledger, report.ledger.visits["date"]
    given, reasons = scenario_values(report)
    return {
        "ledger": ledger.path.name,
        "ledger_hash": hashlib.blake2b(ledger.path.read_bytes(), digest_size=8).hexdigest(),
        "first": str(dates.min().date()),
        "last": str(dates.max().date()),
        "visits": len(ledger.visits),
        "establishments": int(ledger.visits["establishment"].nunique()),
        "second_visits_left_out": ledger.dropped,
        "bad_rows_left_out": ledger.bad_rows,
        "seed": report.seed,
        "estimates": report.table.to_dict(orient="records"),
        "parameters": given,
        "not_set": reasons,
        "levels": LEVELS,
        "compared": [{**asdict(level), "ratio": level.ratio, "apart": level.apart} for level in compared],
        "skipped": report.skipped,
        "not_identified": list(NOT_IDENTIFIED),
    }


def contents(report: Report, compared: Sequence[LedgerLevel] = ()) -> Contents:
    """Return what the folder of a report holds: all estimates, and the values for a scenario."""
    told = as_json(report, compared)
    del told["estimates"]
    manifest = {"study": "ledger", **told, "map": report.ledger.map.model_dump(), "versions": versions()}
    return Contents(manifest, {"estimates": report.table}, texts={SNIPPET: snippet(report)})
