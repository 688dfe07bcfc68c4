# One intention a target; the same in continuous integration. A fresh machine needs python3 >= 3.11 and make.

PYTHON ?= python3
PORT ?= 8000
DATA ?= .demo
PYTEST_ARGS ?=

VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --no-input install --quiet --require-hashes
SOURCES := src tests $(wildcard bench)
# Values for tools that only read the settings; nothing is encrypted or served with them.
READING := BENHAN_SECRET_KEY=reading BENHAN_MASTER_KEY=reading BENHAN_DATA=$(VENV)

.DEFAULT_GOAL := help
.PHONY: help demo setup test test-fast check fix definitions bench golden journeys tools lint imports types migrations locks oscal

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

demo: $(VENV)/.for-running ## the demonstration hospital: PORT=8000 DATA=.demo
	@exec $(VENV)/bin/benhan demo --port "$(PORT)" --data "$(DATA)"

setup: $(VENV)/.for-development ## what development needs, in .venv

test: check tools oscal ## everything: checks, tests, browser journeys
	$(PY) -m pytest -n 2 --dist loadfile -m "not journey" $(PYTEST_ARGS)
	$(if $(wildcard tests/journeys/test_*.py),$(PY) -m pytest -m journey $(PYTEST_ARGS))

test-fast: $(VENV)/.for-development ## tests under half a second each, no browser
	$(PY) -m pytest -n 2 --dist loadfile -m "not journey and not slow" $(PYTEST_ARGS)

journeys: $(VENV)/.for-development tools ## only the browser journeys
	$(PY) -m pytest -m journey $(PYTEST_ARGS)

check: lint imports types migrations locks ## format, lint, import order, types, migrations, locks; changes nothing

lint: $(VENV)/.for-development
	$(PY) -m ruff format --check $(SOURCES)
	$(PY) -m ruff check $(SOURCES)

imports: $(VENV)/.for-development
	PYTHONPATH=src $(VENV)/bin/lint-imports

types: $(VENV)/.for-development
	$(READING) $(PY) -m mypy

migrations: $(VENV)/.for-development
	$(READING) $(PY) -W ignore::RuntimeWarning -m django makemigrations --check --dry-run --settings benhan.config.settings

locks:
	@if grep -nE '://|^ *--?(i|f|index|extra-index|find-links)' requirements*.txt requirements*.in; then \
	  echo 'a lock file names a host; it must hold names, versions and hashes only' >&2; exit 1; fi

fix: $(VENV)/.for-development ## format and repair what can be repaired
	$(PY) -m ruff format $(SOURCES)
	$(PY) -m ruff check --fix $(SOURCES)

definitions: $(VENV)/.for-running ## compact the R4 definitions anew
	$(PY) tools/definitions.py

golden: $(VENV)/.for-development ## rewrite the golden files; read the difference
	GOLDEN=rewrite $(PY) -m pytest tests/golden

bench: $(VENV)/.for-running ## kill -9 under a writing load; see bench/
	$(PY) bench/crash.py

# --- the environment -------------------------------------------------------------------------------------

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo 'Cần Python 3.11 trở lên · Python 3.11 or newer is needed (make PYTHON=/path/to/python3 …)' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo 'Thiếu venv hoặc pip · venv or pip is missing: apt-get install python3-venv' >&2; exit 1; }
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV)
	@touch $@

# The package itself needs no build: a path entry relative to site-packages (so the tree may be moved), and
# the command as a script. src/ is the installation.
$(VENV)/bin/benhan: $(VENV)/.made Makefile
	@$(PY) -c 'import sysconfig, pathlib; \
	  pathlib.Path(sysconfig.get_path("purelib"), "benhan.pth").write_text("../../../../src\n")'
	@printf '%s\n' '#!/bin/sh' 'exec "$$(dirname "$$(readlink -f "$$0")")/python" -m benhan.ops.cli "$$@"' > $@.new
	@chmod 755 $@.new && mv $@.new $@

$(VENV)/.for-running: requirements.txt requirements-fonts.txt $(VENV)/bin/benhan
	@echo 'Đang cài đặt các gói · installing packages'
	@$(PIP) -r requirements.txt
	@$(PIP) --no-deps -r requirements-fonts.txt
	@touch $@

$(VENV)/.for-development: requirements-dev.txt requirements-fonts.txt $(VENV)/bin/benhan
	@echo 'Đang cài đặt các gói phát triển · installing development packages'
	@$(PIP) -r requirements-dev.txt
	@$(PIP) --no-deps -r requirements-fonts.txt
	@touch $(VENV)/.for-running $@

tools: $(VENV)/.for-development
	@sh .ci/tools

# An independent reader of the OSCAL documents we write, apart from ours: its pins are its own business.
oscal: .venv-oscal/.made

.venv-oscal/.made: requirements-oscal.txt
	@$(PYTHON) -m venv .venv-oscal
	@.venv-oscal/bin/python -m pip --disable-pip-version-check --no-input install --quiet --require-hashes -r requirements-oscal.txt
	@touch $@
