"""The files that are mutated: small ones of every kind, and the commands that read each."""

from __future__ import annotations

SCENARIO = """\
name: tiny
title: A tiny office
weeks: 8
warmup_weeks: 3
enterprises: {count: 6}
sectors:
  machinery: {share: 0.6, hazard_factor: 1.2, domains: {fire: 1, electrical: 2}}
  textile: {share: 0.4}
departments:
  - {name: emergency management}
  - {name: fire brigade, domains: [fire], attention: 0.5}
mechanisms: {M31: false}
parameters:
  grids: 2
  inspectors: {value: 2, grade: measured, source: counted}
  targeting: risk_tier
policies:
  training:
    title: More training
    start: 2
    set: {self_check_training: 0.5}
  fines:
    start: 1
    end: 7
    ramp: 2
    strength: 0.9
    target: {grid: 1, risk_grade: ">= yellow"}
    scale: {fine: 2}
    add: {detection_general: 0.2}
    cost: {setup: 1000, per_year: 500, payer: office}
directives:
  - {week: 2, action: inspect, grid: 1, depth: 0.8}
  - {week: 1, action: accident, enterprises: [2], every: 3}
trial:
  unit: grid
  arms:
    control: {}
    fined: {weight: 2, policies: [training]}
comparison: {policies: [training], least: 2, most: 2, half_width: 0.1, show: [hazard_stock]}
"""
ROSTERED = SCENARIO.replace("{count: 6}", "{roster: firms.csv}")
ROSTER = "name,grid,sector,employees,risk_grade,x,y\nAdler,1,machinery,12,red,0.5,0.5\n北方化工,2,textile,40,,,\n"
LEDGER = "firm,visited,officer,colour,general,major,due,closed_on\n" + "".join(
    f"E{n % 5},2024-0{1 + n % 9}-1{n % 8},I{n % 2},{('red', 'blue')[n % 2]},{n % 3},{n % 2},2024-12-01,\n"
    for n in range(24)
)
COLUMNS = """\
columns: {establishment: firm, date: visited, inspector: officer, tier: colour, deadline: due, closed: closed_on}
findings: {general: general, major: major}
same_day: keep
encoding: utf-8
delimiter: ","
date_format: "%Y-%m-%d"
"""
STUDY = """\
name: study
question: what drives the stock?
scenario: tiny.yaml
policies: [training]
parameters:
  fine: [5000, 50000]
  emergence_rate: {low: 2, high: 8, distribution: loguniform, source: guessed}
outcomes:
  hazard_stock: {bad_if: "> 12", better: less}
  visits_per_year:
design: {method: sobol_sequence, n: 2, seed: 3}
replicates: {least: 1, seed: 4}
"""
ROWS = STUDY.replace("{method: sobol_sequence, n: 2, seed: 3}", "{method: rows, file: points.csv}")
POINTS = "fine,emergence_rate\n6000,3\n7000,4.5\n"
CONTRAST = """\
title: Two arms
question: which is it?
scenario: tiny.yaml
policies:
  own: {start: 1, set: {training: 0.2}}
common: {set: {fine: 9000}}
arms:
  - {title: as it is}
  - {title: with it, policies: [own], set: {inspectors: 3}}
outcomes: [hazard_stock, visits_per_year]
equal: {office_cost: 0.5}
replicates: 2
seed: 5
"""
SET = """\
name: fitted
values: {fine: 20000, detection_general: 2.5}
study: published_effects
ensemble:
  - {fine: 20000, detection_general: 2}
  - {fine: 25000, detection_general: 3}
"""
CALIBRATION = """\
name: fit
question: which values fit?
rows: rows
scenarios: .
parameters:
  emergence_rate: {low: 1.5, high: 9, scale: log, why: "because"}
waves: [4]
share: 0.5
"""

FILES = {
    "tiny.yaml": SCENARIO,
    "rostered.yaml": ROSTERED,
    "firms.csv": ROSTER,
    "ledger.csv": LEDGER,
    "columns.yaml": COLUMNS,
    "study.yaml": STUDY,
    "rows.yaml": ROWS,
    "points.csv": POINTS,
    "contrast.yaml": CONTRAST,
    "set.yaml": SET,
    "fit.yaml": CALIBRATION,
}
SWEEP = ("manifest.json", "design.parquet", "parts")  # in the folder `sweep`, which a command has written

# By file: the commands that read it.
READERS: dict[str, tuple[tuple[str, ...], ...]] = {
    "tiny.yaml": (
        ("run", "tiny.yaml"),
        ("compare", "tiny.yaml", "--workers", "1"),
        ("trial", "tiny.yaml", "--replicates", "2", "--workers", "1"),
        ("parameters", "fine", "--scenario", "tiny.yaml"),
        ("new", "copied", "--from", "tiny.yaml"),
        ("contrast", "contrast.yaml", "--workers", "1"),
    ),
    "rostered.yaml": (("run", "rostered.yaml"),),
    "firms.csv": (("run", "rostered.yaml"),),
    "ledger.csv": (
        ("ledger", "check", "ledger.csv", "--columns", "columns.yaml"),
        ("ledger", "estimate", "ledger.csv", "--columns", "columns.yaml"),
    ),
    "columns.yaml": (("ledger", "check", "ledger.csv", "--columns", "columns.yaml"),),
    "study.yaml": (
        ("sweep", "run", "study.yaml", "--engine", "serial"),
        ("sensitivity", "study.yaml", "--method", "morris", "--n", "2", "--engine", "serial"),
    ),
    "rows.yaml": (("sweep", "run", "rows.yaml", "--engine", "serial"),),
    "points.csv": (("sweep", "run", "rows.yaml", "--engine", "serial"),),
    "contrast.yaml": (("contrast", "contrast.yaml", "--workers", "1"),),
    "set.yaml": (
        ("compare", "tiny.yaml", "--ensemble", "8", "--least", "2", "--parameters", "set.yaml", "--workers", "1"),
    ),
    "fit.yaml": (("calibrate", "fit.yaml", "--workers", "1"),),
    "sweep/manifest.json": (("sweep", "status", "sweep"), ("sweep", "resume", "sweep", "--engine", "serial")),
    "sweep/design.parquet": (("sweep", "resume", "sweep", "--engine", "serial"), ("sweep", "verify", "sweep")),
    "sweep/parts": (
        ("sweep", "status", "sweep"),
        ("sweep", "verify", "sweep"),
        ("sweep", "run", "study.yaml", "--out", "sweep", "--engine", "serial"),
    ),
}
