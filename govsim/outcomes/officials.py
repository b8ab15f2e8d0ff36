"""Officials: blame, discipline, prosecution."""

from __future__ import annotations

from govsim.outcomes.declare import Outcome, Tally, mean, ratio, yearly
from govsim.words import Words

TALLIES = (
    Tally("fear", "Fear of blame, summed over inspectors.", "1"),
    Tally("filled_diligence", "True diligence, summed over inspectors.", "1"),
    Tally("filled_files", "Completeness of files, summed over inspectors.", "1"),
    Tally("disciplined", "Officials disciplined after accidents.", "persons"),
    Tally("expected_disciplined", "Officials whose discipline after accidents is to be expected.", "persons"),
    Tally("removed", "Inspectors removed from their posts after accidents.", "persons"),
    Tally("expected_removed", "Officials whose removal after accidents is to be expected.", "persons"),
    Tally("exante_checks", "Checks of officials before any accident."),
    Tally("disciplined_exante", "Officials disciplined after such checks.", "persons"),
    Tally("expected_exante", "Officials whose discipline after such checks is to be expected.", "persons"),
    Tally("expected_prosecuted", "Persons whose prosecution after accidents is to be expected.", "persons"),
)

OUTCOMES = (
    Outcome(
        "officials_disciplined",
        "persons per year",
        "true",
        "none",
        "Officials whose discipline is to be expected, after accidents and before any.",
        lambda s: (s["expected_disciplined"] + s["expected_exante"]) / s["years"],
        words=Words("officials disciplined a year", "每年被问责的干部", "officials disciplined", "被问责干部"),
    ),
    Outcome(
        "disciplined_after_accidents",
        "persons per year",
        "true",
        "none",
        "Officials whose discipline after accidents is to be expected.",
        yearly("expected_disciplined"),
        words=Words(
            "officials disciplined after accidents a year",
            "每年事故后被问责的干部",
            "disciplined after accidents",
            "事故后问责",
        ),
    ),
    Outcome(
        "officials_removed",
        "persons per year",
        "true",
        "none",
        "Officials whose removal from their posts after accidents is to be expected.",
        yearly("expected_removed"),
        words=Words("officials removed a year", "每年被免职的干部", "officials removed", "被免职干部"),
    ),
    Outcome(
        "exante_share",
        "share",
        "true",
        "more",
        "Share of expected discipline that comes before any accident.",
        lambda s: ratio(s["expected_exante"], s["expected_disciplined"] + s["expected_exante"]),
        words=Words("discipline that comes before an accident", "事前问责占比", "discipline before accidents"),
    ),
    Outcome(
        "prosecutions",
        "persons per year",
        "true",
        "none",
        "Persons whose prosecution after accidents is to be expected.",
        yearly("expected_prosecuted"),
        words=Words("persons prosecuted a year", "每年被追究刑责的人数", "persons prosecuted", "追究刑责人数"),
    ),
    Outcome(
        "fear_of_blame",
        "0 to 1",
        "true",
        "less",
        "Fear of blame of inspectors.",
        mean("fear", "filled"),
        words=Words("fear of blame", "对问责的恐惧"),
    ),
)
