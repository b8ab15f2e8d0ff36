"""What the folder of a decision keeps: all numbers with the words for them in both languages, tables, pictures.

The live page shows a decision from the same data.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from govsim.evidence.decisions.problem import HEADLINE
from govsim.evidence.decisions.told import as_json
from govsim.outcomes import ALL_OUTCOMES
from govsim.report import decision, decision_pictures
from govsim.report.folder import Contents
from govsim.report.numbers import number
from govsim.runs.assumed import kept_share
from govsim.runs.store import origin, plain
from govsim.words import LANGUAGES, speaking, text

if TYPE_CHECKING:
    from govsim.evidence.decisions.told import Told

AXES = ("axis_share", "axis_regret", "axis_information", "axis_together", "frontier", "advised", "beyond")


def contents(told: Told) -> Contents:
    """Return what the folder of a decision holds."""
    import pandas as pd

    d = told.decision
    label = d.problem.label
    frames = [d.runs.frame(label, "choice"), *([d.fresh.frame(label, "fresh")] if d.fresh else [])]
    data = data_in_words(told)
    manifest = origin("decide", d.problem.scenario) | {
        "assumed_share": kept_share(d.problem.scenario, HEADLINE),
        "problem": d.problem.told.model_dump(mode="json"),
        "seeds": data["seeds"],
        "partial": data["partial"],
    }
    text_of = json.dumps(data, indent=1, ensure_ascii=False) + "\n"
    return Contents(
        manifest,
        {"runs": pd.concat(frames, ignore_index=True), "sets": pd.DataFrame(list(d.sets.sets))},
        decision_pictures.pictures(told),
        {"decision.json": text_of},
    )


def data_in_words(told: Told) -> dict[str, Any]:
    """Return a decision as plain data: its numbers, the one sentence, and the words by language."""
    said = decision.sentence(told)
    words = {}
    for lang in LANGUAGES:
        with speaking(lang):
            words[lang] = in_words(told)
    return dict(plain(as_json(told) | {"sentence": said, "words": words}))


def in_words(told: Told) -> dict[str, Any]:
    """Return what is told of a decision in the language that is spoken."""
    d = told.decision
    sheet = decision.table(told)
    return {
        "sentence": decision.sentence(told),
        "names": {d.label(x): decision.name_of(told, x, short=True) for x in range(len(d.runs.portfolios))},
        "table": {
            "title": sheet.title,
            "columns": [column.header for column in sheet.columns],
            "of": [d.label(x) for x in told.shown],
            "rows": [[str(cell) for cell in row] for row in sheet.rows],
            "caption": sheet.caption,
        },
        "measures": {name: decision.measure_name(told, name) for name in d.problem.measures},
        "together": decision.together(told),
        "others": decision.seen_by_others(told),
        "flips": decision.flips(told),
        "knowing": decision.knowing(told),
        "known": {
            "everything": text("decide.everything"),
            "parameters": [decision.what_known(known.what) for known in told.parameters],
            "measurements": [decision.measurement_name(known) for known in told.measurements],
        },
        "fails": _whole(decision.fails(told)) if d.advice else "",  # doing nothing does not fail
        "measure": _whole(decision.first_measurement(told)),
        **_axes(told),
    }


def _axes(told: Told) -> dict[str, str]:
    """Return what stands beside axes and in legends."""
    problem = told.decision.problem.told
    payer = text(f"decide.payer.{told.payer}")
    outcome = ALL_OUTCOMES[next(iter(problem.benefit))].words.label()
    return {
        "payer": payer,
        "axis_cost": text("decide.cost", payer=payer),
        "axis_averted": text("decide.averted", years=number(problem.horizon_years)),
        "axis_worth": text("decide.axis_worth", outcome=outcome),
        "net": text("decide.net"),
        **{name: text(f"decide.{name}") for name in AXES},
    }


def _whole(part: str) -> str:
    """Return a part of the one sentence as a sentence of its own."""
    return part[:1].upper() + part[1:] + text("decide.stop")
