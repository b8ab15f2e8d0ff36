"""Bad input of more than a hundred kinds beyond those of `test_bad_input`: what is done to a file, and the command.

A case is the words of a command, after a text of a file was replaced (`file`, `old`, `new`) or a file written whole
(`file`, None, `content`).
"""

from __future__ import annotations

from tests.fuzz import files

PROBLEM = """\
question: What should we do?
scenario: tiny.yaml
measures: {training: [0, 1], fines: [0, 0.5, 1]}
budget: {office: 3000}
benefit:
  expected_casualties: {yuan: [1.0e6, 8.5e6], source: a guess}
guards: {formalism_index: no worse than 0.02}
uncertainty: {study: study.yaml}
sets: 8
seeds: 2
"""
COUNTS = "years: 2\nvisits: 12\nfindings: 30\n"
CARE = "inspectors:\n  depth: {value: 0.8, grade: assumed, source: ours}\n"
ATLAS = """\
rows:
  - id: 7-P1
    title: A problem
    source: a book
    scenario: tiny.yaml
"""
EXTENSION = "raise RuntimeError('on purpose')\n"

FILES = {
    **files.FILES,
    "problem.yaml": PROBLEM,
    "counts.yaml": COUNTS,
    "care.yaml": CARE,
    "atlas/case_7.yaml": ATLAS,
    "raises.py": EXTENSION,
    "syntax.py": "def (\n",
    "notes.txt": "not a scenario\n",
    "empty.csv": "",
    "broken.xlsx": "PK\x03\x04 no workbook",
    "results.d/manifest.json": "[]",
    "results.e/other.txt": "somebody's",
}
RUN, COMPARE = "run tiny.yaml", "compare tiny.yaml"
SWEEP, DECIDE = "sweep run study.yaml --engine serial", "decide problem.yaml --quick"
RANK, FIT = "rank tiny.yaml --policy training --policy fines", "fit-office tiny.yaml counts.yaml"
LOOK, TRIAL = "investigate tiny.yaml", "trial tiny.yaml"
CONTRAST, CALIBRATE = "contrast contrast.yaml", "calibrate fit.yaml"
CHECK = "ledger estimate ledger.csv --columns columns.yaml"
ATLASES = "atlas --folder atlas --scenarios ."

Change = tuple[str, str | None, str]
CASES: dict[str, str | tuple[str, *tuple[Change, ...]]] = {
    # a single run
    "run: event log of no known kind": f"{RUN} --log events.txt",
    "run: tables of no known kind": f"{RUN} --out r --format xlsx",
    "run: extension that is not there": f"{RUN} --extension nosuch.py",
    "run: extension that raises": f"{RUN} --extension raises.py",
    "run: extension that is no Python": f"{RUN} --extension syntax.py",
    "run: extension that is a folder": f"{RUN} --extension atlas",
    "run: option without its value": f"{RUN} --seed",
    "run: value for a flag": f"{RUN} --json=yes",
    "run: seed with a fraction": f"{RUN} --seed 1.5",
    "run: seed of 400 digits": f"{RUN} --seed {'9' * 400}",
    "run: name of a scenario in another case": "run C_Office",
    "run: strength above 1": f"{RUN} --policy training*2",
    "run: strength that is no number": f"{RUN} --policy training*much",
    "run: the same policy at two strengths": f"{RUN} --policy training*0.5+training*0.2",
    "run: a policy called none": f"{RUN} --policy none",
    "run: results that another program wrote": f"{RUN} --out results.e --force",
    "run: a mechanism twice negated": f"{RUN} --off -M31",
    "run: a text file": "run notes.txt",
    "run: a device": "run /dev/null",
    "run: an empty name": ("run", ("", None, "")),
    "run: more enterprises than memory": (RUN, ("tiny.yaml", "{count: 6}", "{count: 900000000}")),
    # comparisons
    "compare: against itself": f"{COMPARE} --policy training --against training",
    "compare: against what is not compared": f"{COMPARE} --policy training --against fines",
    "compare: against, under an ensemble": f"{COMPARE} --ensemble 8 --against training",
    "compare: ensemble of three": f"{COMPARE} --ensemble 3",
    "compare: ensemble of a negative number": f"{COMPARE} --ensemble -8",
    "compare: store without an ensemble": f"{COMPARE} --store",
    "compare: parameters without an ensemble": f"{COMPARE} --parameters set.yaml",
    "compare: precision with an ensemble": f"{COMPARE} --ensemble 8 --half-width 0.1",
    "compare: brief with an ensemble": f"{COMPARE} --ensemble 8 --brief",
    "compare: parameter set that is not there": f"{COMPARE} --ensemble 8 --parameters nosuch.yaml",
    "compare: parameter set of another kind": f"{COMPARE} --ensemble 8 --parameters study.yaml",
    "compare: point without a parameter": (
        f"{COMPARE} --ensemble 8 --parameters set.yaml",
        ("set.yaml", "{fine: 25000, detection_general: 3}", "{fine: 25000}"),
    ),
    "compare: unknown outcome to show": f"{COMPARE} --show deaths_of_all",
    "compare: unknown subject of a table": f"{COMPARE} --table costs",
    "compare: policy in force already": f"{COMPARE} --baseline training --policy training",
    "compare: none beside a policy": f"{COMPARE} --baseline none --baseline training+",
    "compare: more workers than a machine has": f"{COMPARE} --workers 100000",
    "compare: replicates that memory does not hold": f"{COMPARE} --least 1000000000 --most 1000000000",
    "compare: two scenarios": f"{COMPARE} rostered.yaml",
    # ranking
    "rank: negative budget": f"{RANK} --budget -5",
    "rank: budget of nothing": f"{RANK} --budget 0",
    "rank: budget that is NaN": f"{RANK} --budget nan",
    "rank: unknown payer": f"{RANK} --payer mayor",
    "rank: unknown outcome": f"{RANK} --outcome deths",
    "rank: ensemble of six": f"{RANK} --ensemble 6",
    "rank: one seed": f"{RANK} --least 1",
    "rank: one policy": "rank tiny.yaml --policy training",
    "rank: unknown policy": "rank tiny.yaml --policy training --policy fine",
    "rank: no scenario": "rank nosuch.yaml",
    # decisions
    "decide: no problem file": "decide nosuch.yaml",
    "decide: a scenario as problem": "decide tiny.yaml --quick",
    "decide: few sets": f"{DECIDE} --sets 2",
    "decide: many seeds": f"{DECIDE} --seeds 1000",
    "decide: negative budget": f"{DECIDE} --budget -1",
    "decide: unknown measure": (DECIDE, ("problem.yaml", "training: [0, 1]", "trainings: [0, 1]")),
    "decide: strength above 1": (DECIDE, ("problem.yaml", "training: [0, 1]", "training: [0, 3]")),
    "decide: no strength": (DECIDE, ("problem.yaml", "training: [0, 1]", "training: []")),
    "decide: unknown payer of the budget": (DECIDE, ("problem.yaml", "{office: 3000}", "{mayor: 3000}")),
    "decide: unknown benefit": (DECIDE, ("problem.yaml", "expected_casualties", "casualties_expected")),
    "decide: falling worth": (DECIDE, ("problem.yaml", "[1.0e6, 8.5e6]", "[8.5e6, 1.0e6]")),
    "decide: worth without a source": (DECIDE, ("problem.yaml", ", source: a guess", "")),
    "decide: guard as a number": (DECIDE, ("problem.yaml", "no worse than 0.02", "0.02")),
    "decide: guard of an unknown outcome": (DECIDE, ("problem.yaml", "formalism_index", "formalism_indx")),
    "decide: study that is not there": (DECIDE, ("problem.yaml", "study.yaml", "nosuch.yaml")),
    "decide: a study as parameter set": (DECIDE, ("problem.yaml", "{study: study", "{parameters: study")),
    "decide: horizon of nothing": (DECIDE, ("problem.yaml", "sets: 8", "horizon_years: 0")),
    # fit to an office
    "fit-office: no books": "fit-office tiny.yaml nosuch.yaml",
    "fit-office: books that count nothing": (FIT, ("counts.yaml", "visits: 12\nfindings: 30\n", "")),
    "fit-office: negative count": (FIT, ("counts.yaml", "visits: 12", "visits: -12")),
    "fit-office: no years": (FIT, ("counts.yaml", "years: 2", "years: 0")),
    "fit-office: unknown count": (FIT, ("counts.yaml", "findings", "finding")),
    "fit-office: few replicates": f"{FIT} --replicates 2",
    "fit-office: file that is there": f"{FIT} --out tiny.yaml",
    "fit-office: file in a file": f"{FIT} --out tiny.yaml/fitted.yaml",
    # investigations
    "investigate: number and worst": f"{LOOK} --accident 3 --worst",
    "investigate: number and docket": f"{LOOK} --accident 3 --docket 4",
    "investigate: brief without a folder": f"{LOOK} --brief",
    "investigate: one redraw": f"{LOOK} --redraws 1",
    "investigate: docket of one": f"{LOOK} --docket 1",
    "investigate: standards that are not there": f"{LOOK} --care nosuch.yaml",
    "investigate: standards of an unknown actor": (
        f"{LOOK} --care care.yaml",
        ("care.yaml", "inspectors", "ministers"),
    ),
    "investigate: standards by an unknown name": (f"{LOOK} --care care.yaml", ("care.yaml", "depth", "depths")),
    "investigate: standard above 1": (f"{LOOK} --care care.yaml", ("care.yaml", "0.8", "8")),
    "investigate: standard of an unknown grade": (f"{LOOK} --care care.yaml", ("care.yaml", "assumed", "hoped")),
    # the page
    "serve: port beyond the last": "serve tiny.yaml --port 70000",
    "serve: negative port": "serve tiny.yaml --port -1",
    "serve: no scenario": "serve nosuch.yaml",
    "replay: no page": "replay out.txt tiny.yaml --policy training",
    "replay: no policy": "replay out.html tiny.yaml",
    "replay: three policies": "replay out.html tiny.yaml -p none -p training -p fines",
    "replay: unknown policy": "replay out.html tiny.yaml --policy traning",
    "replay: too many seeds": "replay out.html tiny.yaml --policy training --seeds 5000",
    # briefs
    "brief: no folder": "brief nosuch",
    "brief: folder without results": "brief atlas",
    "brief: manifest that is a list": "brief results.d",
    "brief: a file": "brief tiny.yaml",
    "brief trace: no number": "brief trace atlas n1",
    "brief trace: nothing named": "brief trace atlas",
    # studies
    "sweep: no study": "sweep run nosuch.yaml",
    "sweep: unknown engine": "sweep run study.yaml --engine procesess",
    "sweep: negative workers": f"{SWEEP} --workers -2",
    "sweep: a scenario as study": "sweep run tiny.yaml --engine serial",
    "sweep: unknown command": "sweep start study.yaml",
    "sweep: range upside down": (SWEEP, ("study.yaml", "[5000, 50000]", "[50000, 5000]")),
    "sweep: range beyond the declared one": (SWEEP, ("study.yaml", "[5000, 50000]", "[5000, 5.0e12]")),
    "sweep: unknown distribution": (SWEEP, ("study.yaml", "loguniform", "lognormall")),
    "sweep: unknown design": (SWEEP, ("study.yaml", "sobol_sequence", "sobel_sequence")),
    "sweep: design of no size": (SWEEP, ("study.yaml", "n: 2, ", "")),
    "sweep: threshold without a sign": (SWEEP, ("study.yaml", "> 12", "about 12")),
    "sweep: no outcomes": (
        SWEEP,
        ("study.yaml", '  hazard_stock: {bad_if: "> 12", better: less}\n  visits_per_year:\n', ""),
    ),
    "sweep: rows with an unknown column": ("sweep run rows.yaml", ("points.csv", "emergence_rate", "emergence_rat")),
    "sweep: rows with too many cells": ("sweep run rows.yaml", ("points.csv", "7000,4.5", "7000,4.5,1")),
    "sweep: rows without a row": ("sweep run rows.yaml", ("points.csv", "6000,3\n7000,4.5\n", "")),
    "sweep: rows with a text": ("sweep run rows.yaml", ("points.csv", "6000", "many")),
    "sweep resume: a folder without a sweep": "sweep resume atlas",
    "sweep expand: a file": "sweep expand tiny.yaml --n 8",
    "sweep verify: no sample": "sweep verify atlas --sample 0",
    "sweep status: nothing there": "sweep status nosuch",
    "sensitivity: unknown method": "sensitivity study.yaml --method sobo --n 8 --engine serial",
    "sensitivity: too few samples": "sensitivity study.yaml --method delta --n 2 --engine serial",
    "sensitivity: unknown outcome": "sensitivity study.yaml --method morris --n 2 --outcome stok --engine serial",
    "sensitivity: unknown policy": "sensitivity study.yaml --method morris --n 2 --policy fine --engine serial",
    # evidence
    "atlas: no folder": "atlas --folder nosuch",
    "atlas: folder without rows": "atlas --folder results.e",
    "atlas: case that is not there": "atlas --case 99",
    "atlas: row of another case": "atlas --case 1 --row 0-P2",
    "atlas: one replicate": "atlas --row 0-P2 --replicates 1",
    "atlas: row without a change": ATLASES,
    "atlas: rows that are no list": (ATLASES, ("atlas/case_7.yaml", None, "rows: 5\n")),
    "validate: unknown row": "validate --row ZZ9",
    "validate: folder without rows": "validate --folder results.e",
    "validate: parameter set that is not there": "validate --row I1 --parameters nosuch.yaml",
    "validate: one replicate": "validate --row I1 --replicates 1",
    "calibrate: no file": "calibrate nosuch.yaml",
    "calibrate: no folder of rows": CALIBRATE,
    "calibrate: unknown parameter": (CALIBRATE, ("fit.yaml", "emergence_rate", "emergense_rate")),
    "calibrate: low above high": (CALIBRATE, ("fit.yaml", "low: 1.5", "low: 15")),
    "contrast: no file": "contrast nosuch.yaml",
    "contrast: one arm": (CONTRAST, ("contrast.yaml", "  - {title: as it is}\n", "")),
    "contrast: unknown policy of an arm": (CONTRAST, ("contrast.yaml", "[own]", "[owns]")),
    "contrast: two arms of one name": (CONTRAST, ("contrast.yaml", "title: with it", "title: as it is")),
    "contrast: unknown outcome": (CONTRAST, ("contrast.yaml", "visits_per_year", "visits_a_year")),
    "contrast: scenario that is not there": (CONTRAST, ("contrast.yaml", "tiny.yaml", "tidy.yaml")),
    "trial: none in the scenario": (TRIAL, ("tiny.yaml", files.SCENARIO[files.SCENARIO.index("trial:") :], "")),
    "trial: unknown unit": (TRIAL, ("tiny.yaml", "unit: grid", "unit: village")),
    "trial: unknown policy of an arm": (TRIAL, ("tiny.yaml", "policies: [training]}\n", "policies: [trainin]}\n")),
    "trial: weight of nothing": (TRIAL, ("tiny.yaml", "weight: 2", "weight: 0")),
    "directive: after the end": (RUN, ("tiny.yaml", "{week: 2, action", "{week: 99, action")),
    "directive: unknown action": (RUN, ("tiny.yaml", "action: inspect", "action: inspekt")),
    "directive: grid that is not there": (RUN, ("tiny.yaml", "inspect, grid: 1", "inspect, grid: 9")),
    "directive: enterprise that is not there": (RUN, ("tiny.yaml", "enterprises: [2]", "enterprises: [200]")),
    # lists and what is made of them
    "roster check: no file": "roster check nosuch.csv",
    "roster check: a folder": "roster check atlas",
    "roster check: a broken workbook": "roster check broken.xlsx",
    "roster check: column map that is not there": "roster check firms.csv --columns nosuch.yaml",
    "roster check: column map with an unknown key": (
        "roster check firms.csv --columns columns.yaml",
        ("columns.yaml", None, "columns: {nmae: name}\n"),
    ),
    "roster check: faults over another file": (
        "roster check firms.csv --faults tiny.yaml",
        ("firms.csv", "machinery,12", "machinery,few"),
    ),
    "ledger: no file": "ledger check nosuch.csv",
    "ledger: a form of date without a year": (CHECK, ("columns.yaml", "%Y-%m-%d", "%d.%m.")),
    "ledger: unknown encoding": (CHECK, ("columns.yaml", "utf-8", "utf-88")),
    "ledger: delimiter of two signs": (CHECK, ("columns.yaml", 'delimiter: ","', 'delimiter: ",,"')),
    "ledger: one column for two things": (CHECK, ("columns.yaml", "tier: colour", "tier: officer")),
    "ledger: no findings": (CHECK, ("columns.yaml", "findings: {general: general, major: major}\n", "findings: {}\n")),
    "ledger: a column that is not there": (CHECK, ("columns.yaml", "date: visited", "date: day")),
    "ledger: negative seed": f"{CHECK} --seed -3",
    "ledger: unknown scenario to compare": f"{CHECK} --scenario nosuch.yaml",
    "new: a name with a slash's worth of signs": "new my?office --from tiny.yaml",
    "new: here": "new . --from tiny.yaml",
    "new: the root": "new / --from tiny.yaml",
    "new: above": "new .. --from tiny.yaml",
    "new: a name that is there": "new tiny --from rostered.yaml",
    "new: from nothing": "new mine --from nosuch.yaml",
    "new: a roster left behind": "new atlas/other --from rostered.yaml",
    "scenarios: no folder": "scenarios --folder nosuch",
    "scenarios: a file as folder": "scenarios --folder tiny.yaml",
    "outcomes: nothing of that name": "outcomes qqqq",
    "parameters: nothing of that name": "parameters qqqq",
    "schedule: a word too many": "schedule today",
}
