# The front door. `make` alone lists the targets.
# Needs Python 3.11 or newer and make, nothing else: each target does its own set-up in .venv.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
REPORT := headcount-report.html

.DEFAULT_GOAL := help
.PHONY: help scan test check bench lock clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /make \1	/p' $(MAKEFILE_LIST)

scan: .venv/ready ## scan the real log in examples/ and write headcount-report.html (exit code 3, "found something", is a success here)
	$(BIN)/headcount scan examples/access.log.gz --html $(REPORT) || [ $$? -eq 3 ]
	@test -s $(REPORT)

test: check ## every check and every test
	bash tests/services/install.sh
	$(BIN)/pytest --numprocesses 2 --dist loadfile

check: .venv/ready-dev ## format, lint, imports, types
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/lint-imports --no-logo
	$(BIN)/mypy

bench: .venv/ready-dev ## headcount and its peers on one made log; writes docs/benchmark.md
	$(BIN)/python benchmarks/run.py

lock: ## pin every dependency again, with hashes (needs uv)
	bash update/lock.sh

clean: ## remove the environment, the caches and the report
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache build dist $(REPORT)

.venv/made:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "headcount needs Python 3.11 or newer: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv .venv
	@touch $@

.venv/ready: .venv/made requirements.txt pyproject.toml
	$(PIP) install --require-hashes --requirement requirements.txt
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/ready-dev: .venv/ready requirements-dev.txt
	$(PIP) install --require-hashes --requirement requirements-dev.txt
	@touch $@
