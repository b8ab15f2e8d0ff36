"""Accidents, what they cost, and what becomes known of them."""

from __future__ import annotations

from govsim.hazards.stock import LEVELS
from govsim.outcomes.declare import Outcome, Tally, mean, worker_years, yearly

ACCIDENT_CLASSES = ("general", "larger", "major", "extraordinarily_major")

TALLIES = (
    Tally("accidents", "Accidents.", parts=LEVELS),
    Tally("injuries", "Recordable injuries.", parts=LEVELS),
    Tally("deaths", "Deaths.", parts=LEVELS),
    Tally("accident_classes", "Accidents (true) by the classes of State Council Order 493.", parts=ACCIDENT_CLASSES),
    Tally("serious_injuries", "Serious injuries (true)."),
    Tally("near_misses", "Near misses (true)."),
    Tally("loss", "Direct loss by accidents (true).", "yuan"),
    Tally("environmental_index", "Environmental damage (true), million yuan weighted by sector.", "1"),
    Tally("dominoes", "Hazards set off by a neighbour's accident."),
    Tally("expected_accidents", "Integrated intensity of accidents, without dominoes.", "accidents"),
    Tally("expected_injuries", "The injuries to be expected from it.", "injuries"),
    Tally("expected_deaths", "The deaths to be expected from it.", "deaths"),
    Tally("expected_fatal", "The fatal accidents to be expected from it.", "accidents"),
    Tally("accidents_known", "Accidents that the office knew of."),
    Tally("accidents_concealed", "Of these, concealed."),
    Tally("concealments_discovered", "Of these, that came to light."),
    Tally("investigations", "Accidents investigated."),
)

OUTCOMES = (
    Outcome(
        "expected_accidents",
        "accidents per year",
        "true",
        "less",
        "Integrated intensity of accidents, each with at least one recordable injury.",
        yearly("expected_accidents"),
    ),
    Outcome(
        "expected_deaths_rate",
        "per 100,000 worker-years",
        "true",
        "less",
        "Expected deaths.",
        worker_years("expected_deaths", 1e5),
    ),
    Outcome(
        "expected_injury_rate",
        "per 100 worker-years",
        "true",
        "less",
        "Expected recordable injuries.",
        worker_years("expected_injuries", 100),
    ),
    Outcome(
        "accidents",
        "accidents per year",
        "true",
        "less",
        "Realised accidents; each has at least one recordable injury.",
        yearly("accidents_true"),
    ),
    Outcome(
        "accidents_reported",
        "accidents per year",
        "reported",
        "none",
        "Realised accidents that are reported upward.",
        yearly("accidents_reported"),
    ),
    Outcome(
        "expected_fatal_accidents",
        "accidents per year",
        "true",
        "less",
        "Integrated intensity of fatal accidents.",
        yearly("expected_fatal"),
    ),
    Outcome(
        "environmental_damage",
        "per year",
        "true",
        "less",
        "Environmental index of accidents.",
        yearly("environmental_index"),
    ),
    Outcome(
        "dominoes",
        "per year",
        "true",
        "less",
        "Major hazards set off by a neighbour's accident.",
        yearly("dominoes"),
    ),
    Outcome(
        "concealment_rate",
        "share",
        "true",
        "less",
        "Accidents concealed by those who knew of them.",
        mean("accidents_concealed", "accidents_known"),
    ),
    Outcome(
        "reported_share",
        "share",
        "reported",
        "more",
        "Accidents reported upward over all accidents.",
        mean("accidents_reported", "accidents_true"),
    ),
    Outcome(
        "deaths_rate",
        "per 100,000 worker-years",
        "true",
        "less",
        "Realised deaths; rare, so noisy.",
        worker_years("deaths_true", 1e5),
    ),
    Outcome(
        "injury_rate",
        "per 100 worker-years",
        "true",
        "less",
        "Realised recordable injuries.",
        worker_years("injuries_true", 100),
    ),
    Outcome("near_misses", "per year", "true", "less", "Near misses.", yearly("near_misses")),
    Outcome("loss", "yuan per year", "true", "less", "Direct loss by accidents.", yearly("loss")),
)
