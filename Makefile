# Every target does its own set-up; run one again and only what changed is done.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
# Where the demonstration lives: make demo HOME_DIR=/some/folder
HOME_DIR ?= var/demo
# What pytest gets besides: make test PYTEST_ARGS="-k merkle"
PYTEST_ARGS ?=
# How long make fuzz looks
FUZZ_SECONDS ?= 600

BIN := .venv/bin
UV := $(BIN)/uv
INSTALL := $(UV) pip install --quiet --python $(BIN)/python --require-hashes
PAGE_CHECKER := requirements/node/node_modules/.package-lock.json
OUTSIDE := browser or server or interop or slow
# Tests start the program hundreds of times: each start reads what the first compiled, whatever the shell says of that.
export PYTHONDONTWRITEBYTECODE :=
# Tests write and sync thousands of small files; memory is the place for them where there is one. What a disk may do to
# us is tested by a disk that fails on purpose, not by a slow one.
SHM := $(wildcard /dev/shm)
TEMPORARY = $(if $(SHM),--basetemp=$(SHM)/uarazom-tests-$(shell id -u))

.PHONY: help setup setup-dev setup-test setup-bench demo check format test test-core test-outside fuzz pictures bench lock clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: .venv/.runtime ## Make .venv with the program at .venv/bin/uarazom

demo: setup ## Load 14-20 February 2022, serve it on localhost, print where; HOME_DIR=var/demo
	@exec $(BIN)/uarazom demo --home '$(HOME_DIR)'

check: setup-dev ## Lint, format, types, import contracts, documents
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/check_documents.py

format: setup-dev ## Put the source into its form
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

test: test-core test-outside ## Run every test: the core, then browser, server and interop

test-core: setup-dev ## Run the tests that need nothing but Python
	$(BIN)/pytest -n 2 --dist worksteal $(TEMPORARY) -m 'not ($(OUTSIDE))' $(PYTEST_ARGS)

test-outside: setup-test ## Run the tests that need a browser, a server or another implementation
	$(BIN)/pytest -n 2 $(TEMPORARY) --dist loadfile -m '$(OUTSIDE)' $(PYTEST_ARGS)

fuzz: setup-dev ## Fuzz the reader of CAP for ten minutes; FUZZ_SECONDS=600
	@mkdir -p var/fuzz/cap
	nice $(BIN)/python tests/cap/fuzz_read.py -max_total_time=$(FUZZ_SECONDS) -timeout=10 -artifact_prefix=var/fuzz/ var/fuzz/cap

pictures: setup-test ## Take README's pictures anew, into docs/pictures
	@mkdir -p docs/pictures
	UARAZOM_PICTURES='$(CURDIR)/docs/pictures' $(BIN)/pytest $(TEMPORARY) tests/browser/test_pictures.py

bench: setup-bench ## Measure: every bench/bench_*.py in turn
	@for bench in bench/bench_*.py; do echo "== $$bench"; $(BIN)/python "$$bench"; done

setup-dev: .venv/.dev ## Add what checks and core tests need

setup-test: setup-bench ## Add browser, servers and other implementations (Debian packages, npm)
	@tools/debian-packages test
	@$(MAKE) --no-print-directory $(PAGE_CHECKER)

setup-bench: setup-dev .venv/.bench ## Add the peers that bench/ measures against
	@tools/debian-packages bench

lock: .venv/.build ## Write requirements/*.txt anew from *.in; UPGRADE=--upgrade for newer versions
	for name in build runtime dev bench; do \
	  $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url $(UPGRADE) \
	    --override requirements/overrides.in \
	    --custom-compile-command 'make lock' requirements/$$name.in --output-file requirements/$$name.txt; \
	done

clean: ## Remove everything that the targets above made, the demonstration in var/ included
	rm -rf .venv var build dist src/*.egg-info requirements/node/node_modules
	find src tests tools bench -name __pycache__ -prune -exec rm -rf {} +
	rm -rf .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache test-results

# ── stamps: a file older than what it was made from is made again ─────────────────────────────────────────────────────
.venv/.build: requirements/build.txt
	@tools/debian-packages venv '$(PYTHON)'
	@echo 'making .venv' >&2
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/build.txt
	@touch $@

.venv/.runtime: .venv/.build requirements/runtime.txt pyproject.toml
	@echo 'installing the program' >&2
	@$(INSTALL) -r requirements/runtime.txt
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: .venv/.runtime requirements/dev.txt
	@echo 'installing what checks and tests need' >&2
	@$(INSTALL) -r requirements/dev.txt
	@touch $@

.venv/.bench: .venv/.dev requirements/bench.txt
	@$(INSTALL) --no-deps -r requirements/bench.txt
	@touch $@

# Install scripts stay off: this package's own would fetch a Java runtime from outside.
$(PAGE_CHECKER): requirements/node/package-lock.json
	@cd requirements/node && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@
