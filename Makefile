# Every target does its own set-up; nothing has to be installed by hand but python3.11, make and git.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:

# The first of these that can make a virtual environment is taken; `make setup PYTHON=…` chooses another.
PYTHON ?= $(shell for candidate in python3.11 python3.12 python3.13 python3; do \
	$$candidate -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$candidate && break; done)
BIN := .venv/bin
STAMP := .venv/.made-from
LOCK := requirements-dev.lock

# The checks import the settings; they shall leave no secret behind in var/.
export CURULE_SECRET_KEY ?= of-no-value-used-by-checks-only
# The .venv decides what is imported, not the Python settings of the shell that called make.
unexport PYTHONPATH PYTHONHOME

.PHONY: setup
setup: $(STAMP) ## Make .venv from the hash-locked dependencies (silent when up to date)
	@:

# The stamp lies inside .venv and is the last thing written: an interrupted set-up starts over.
$(STAMP): $(LOCK) pyproject.toml
	@test -n "$(PYTHON)" || { echo "Curule needs Python 3.11 or newer with venv and pip: apt-get install python3.11 python3.11-venv python3-pip" >&2; exit 1; }
	@echo "Setting up .venv ($$($(PYTHON) --version); about half a minute the first time) …" >&2
	@test -x $(BIN)/python && $(BIN)/python -c '' 2>/dev/null || $(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-input --require-hashes -r $(LOCK)
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-input --no-deps --no-build-isolation -e .
	@touch $(STAMP)
