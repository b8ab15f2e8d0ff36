# Two commands do all the set-up: `make run` and `make test`.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
VERSIONS ?= 3.11 3.12 3.13

.PHONY: run page page-numbers page-pictures test test-page test-slow test-all check fuzz levels rest settle calibrate robustness atlas validation headlines findings benchmark profile scale benchmark-sweep \
        compare-speed sweep-demo sensitivity release release-check docs site clean

run: $(VENV)/installed  ## install, then compare five countermeasures in C office
	$(BIN)/govsim compare scenarios/c_office.yaml

test: $(VENV)/tested  ## install, then run the tests
	$(BIN)/pytest

page: $(VENV)/paged  ## install, then open the live page in the browser
	$(BIN)/govsim serve scenarios/c_office.yaml --open $(if $(PAGE_LANG),--lang $(PAGE_LANG))

test-page: $(VENV)/tested  ## the tests of the page in a browser (Chromium of the system)
	$(BIN)/pytest -m page -n 0

page-numbers: $(VENV)/tested  ## what the page weighs and how quick it is, beside what is wanted
	$(BIN)/python -m benchmarks.page

page-pictures: $(VENV)/tested  ## the screenshots of the trainers' tutorial
	$(BIN)/python -m docs.page_pictures

test-slow: $(VENV)/tested  ## the tests that take minutes
	$(BIN)/pytest -m slow

test-all:  ## the tests on every Python of VERSIONS (3.11, 3.12, 3.13) that the machine has
	@for version in $(VERSIONS); do \
	  found=; \
	  for python in python$$version $$HOME/.pyenv/versions/$$version.*/bin/python; do \
	    if [ -z "$$found" ] && $$python -c 'import sys' >/dev/null 2>&1; then found=$$python; fi; \
	  done; \
	  if [ -z "$$found" ]; then echo "== Python $$version: not on this machine"; continue; fi; \
	  echo "== Python $$version"; \
	  $(MAKE) --no-print-directory test PYTHON=$$found VENV=.venv-$$version || exit 1; \
	done

check: $(VENV)/tested  ## lint, format, types: before every commit
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

fuzz: $(VENV)/tested  ## ten minutes of bad input: every file mutated, every option at its ends; make fuzz SEED=2 MINUTES=1
	$(BIN)/python -m tests.fuzz --minutes $(or $(MINUTES),10) --seed $(or $(SEED),1)

levels: $(VENV)/installed  ## the levels that the five scenarios must show
	$(BIN)/python experiments/levels.py

rest: $(VENV)/installed  ## do the five scenarios start at rest? How far their stocks drift in ten years without policies
	$(BIN)/python experiments/rest.py --seeds 128

settle: $(VENV)/installed  ## find the start values that each scenario's own baseline keeps, and write them into its file
	$(BIN)/python experiments/rest.py --settle

calibrate: $(VENV)/installed  ## fit the calibrated parameters anew, from scratch; writes a parameter set under results/, changes nothing
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[calibration]'
	$(BIN)/govsim calibrate experiments/calibration.yaml

robustness: $(VENV)/installed  ## run the five scenarios under 1,000 random settings of all parameters each
	$(BIN)/python experiments/robustness.py

atlas: $(VENV)/installed  ## run every row of the five case studies, and write docs/atlas.md anew
	$(BIN)/python docs/atlas.py

validation: $(VENV)/installed  ## confront the model with published effects, and write docs/validation.md anew
	$(BIN)/python docs/validation.py

headlines: $(VENV)/installed  ## the ten contrasts that run through the case studies
	@for file in experiments/headline/*.yaml; do $(BIN)/govsim contrast $$file || exit 1; done

findings: $(VENV)/installed  ## write docs/findings.md anew: what the model says, in sentences; stops where one no longer holds
	$(BIN)/python docs/findings.py

benchmark: $(VENV)/tested  ## speed against a peer in plain Mesa, scale, start-up
	$(BIN)/python -m benchmarks.run

scale: $(VENV)/installed  ## write the tables of docs/scale.md from what the benchmark has measured
	$(BIN)/python docs/scale.py

benchmark-sweep: $(VENV)/tested  ## a Sobol study of 22,528 points: overhead, cores, memory, against batch_run and the EMA workbench
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[benchmark]'
	$(BIN)/python -m benchmarks.sweep

profile: $(VENV)/tested  ## where the instructions of an enterprise-week go, rule by rule: counted, not timed
	$(BIN)/python -m benchmarks.instructions

compare-speed: $(VENV)/tested  ## speed of HEAD against another commit, paired: make compare-speed BASE=main
	$(BIN)/python -m benchmarks.compare_speed $(or $(BASE),$(error give the commit to compare with: make compare-speed BASE=main))

sweep-demo: $(VENV)/installed  ## kill a sweep half-way, resume it, compare the checksums
	$(BIN)/python experiments/sweep_demo.py

sensitivity: $(VENV)/installed  ## the five scenarios under many parameter sets; what rests on assumptions is kept for `govsim compare`
	@for name in a_street c_office county_f grass_roots jiuyuan_district; do \
	  $(BIN)/govsim compare scenarios/$$name.yaml --ensemble 32 --parameters experiments/published_effects_1.yaml --store || exit 1; \
	done

release: $(VENV)/tested  ## run everything slow on the state as it is, and write docs/release.md; goes on where it was stopped
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[benchmark]'
	$(BIN)/python experiments/release.py

release-check: $(VENV)/tested  ## is docs/release.md of the rules as they are?
	$(BIN)/pytest -m release -n 0

docs: $(VENV)/installed  ## write what is generated: tables, pages and pictures of mechanisms, schema for editors, the comparison in the README
	$(BIN)/python docs/generate.py
	$(BIN)/python docs/mechanism_pages.py --pictures
	$(BIN)/python docs/example.py

site: $(VENV)/installed  ## the documentation as a folder that opens from disk, with search: site/index.html
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[docs]'
	$(BIN)/sphinx-build --quiet --fail-on-warning --keep-going -b html -c docs/site . site

$(VENV)/installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/paged: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[page]'
	@touch $@

$(VENV)/tested: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

clean:
	rm -rf .venv .venv-* .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist site
